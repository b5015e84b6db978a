#pragma once

// Large values of many members: the compiler would write their construction, copies, moves and
// destruction out again in every file that holds one, which is a good part of a build's time. Said
// in the struct, the six are declared only; beside it in one .cpp they are the compiler's own.

// The parameter is a type's name, which no parentheses can stand around.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define SENIM_COMPILED_ONCE(Type)   \
  Type();                           \
  Type(const Type&);                \
  Type(Type&&) noexcept;            \
  Type& operator=(const Type&);     \
  Type& operator=(Type&&) noexcept; \
  ~Type()

#define SENIM_COMPILE_HERE(Type)                    \
  Type::Type() = default;                           \
  Type::Type(const Type&) = default;                \
  Type::Type(Type&&) noexcept = default;            \
  Type& Type::operator=(const Type&) = default;     \
  Type& Type::operator=(Type&&) noexcept = default; \
  Type::~Type() = default
// NOLINTEND(bugprone-macro-parentheses)
