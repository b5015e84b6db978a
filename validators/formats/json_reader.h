#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/compiled_once.h"
#include "validators/base/result.h"

// JSON (RFC 8259) from outside as a tree that keeps the order of members: depth and number of
// values are limited (spec/threats.md), a member that stands twice is malformed, octets that are
// not UTF-8 too. Says nothing about what the values mean. Immutable; shared between threads.

namespace senim::formats {

inline constexpr std::size_t kMaxJsonDepth = 32;
inline constexpr std::size_t kMaxJsonValues = 100'000;

struct JsonMember;

class JsonValue {
 public:
  // fraction: a number that is no whole one of 64 bits; its value is not kept.
  enum class Kind : std::uint8_t { null, boolean, integer, fraction, text, array, object };
  using Array = std::vector<JsonValue>;
  using Object = std::vector<JsonMember>;  // in the order written
  SENIM_COMPILED_ONCE(JsonValue);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  // Meaningful for their kinds only: false or 0 otherwise.
  bool boolean() const { return integer_ != 0; }
  std::int64_t integer() const { return integer_; }
  // Null when it is something else.
  const std::string* text() const { return kind_ == Kind::text ? &text_ : nullptr; }
  const Array* array() const { return kind_ == Kind::array ? &array_ : nullptr; }
  const Object* object() const { return kind_ == Kind::object ? &members_ : nullptr; }
  const JsonValue* find(std::string_view name) const;  // null: no such member

 private:
  friend class JsonTree;  // of the .cpp
  // Not a std::variant, which GCC 12 sees uninitialised at -O2 whenever one is moved.
  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  std::string text_;
  Array array_;
  Object members_;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

std::string_view to_string(JsonValue::Kind kind);  // "a text", "an object"

// Errors: malformed with the octet, limit_exceeded.
Result<JsonValue> read_json(ByteView octets);

}  // namespace senim::formats
