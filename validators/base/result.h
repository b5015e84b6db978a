#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// Result<T>: these bytes or that dependency failed us (style.md 5). A bad signature is not an error
// but a verdict; a broken invariant is an exception.

namespace senim {

enum class ErrorCode {
  malformed,
  unsupported,
  limit_exceeded,
  not_found,
  unavailable,
  denied,
  corrupt,
  internal,
};
std::string_view to_string(ErrorCode code);  // the spelling of report.md 3 ("limit-exceeded")

// Cold: what makes, hands on and destroys errors is compiled apart from what runs for good input,
// of which the processor's caches then hold more.
struct Error {
  [[gnu::cold]] Error();
  [[gnu::cold]] Error(ErrorCode what, std::string text);
  [[gnu::cold]] Error(const Error& other);
  [[gnu::cold]] Error(Error&& other) noexcept;
  [[gnu::cold]] Error& operator=(const Error& other);
  [[gnu::cold]] Error& operator=(Error&& other) noexcept;
  [[gnu::cold]] ~Error();

  ErrorCode code = ErrorCode::internal;
  std::string message;  // what, where (offset or line), what to do; for people, never asserted on

  // The same error seen from further out: "trust list EE: <message>".
  [[gnu::cold]] Error within(std::string_view context) &&;
};

struct Done {};  // the value of an operation that has none

// Asked for the value of an error, or the reverse: std::bad_variant_access.
[[noreturn, gnu::cold]] void throw_wrong_state();

// A union and not a std::variant: every function here returns one, and what std::variant makes of
// its moves and its destruction took twice as long to compile.
template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a function returns either a value or an Error.
  Result(T value) : ok_(true), value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : ok_(false), error_(std::move(error)) {}

  Result(const Result& other) requires std::is_copy_constructible_v<T> : ok_(other.ok_) {
    if (ok_) {
      std::construct_at(&value_, other.value_);
    } else {
      std::construct_at(&error_, other.error_);
    }
  }
  Result(Result&& other) noexcept(std::is_nothrow_move_constructible_v<T>) : ok_(other.ok_) {
    if (ok_) {
      std::construct_at(&value_, std::move(other.value_));
    } else {
      std::construct_at(&error_, std::move(other.error_));
    }
  }
  Result& operator=(const Result& other) requires std::is_copy_constructible_v<T> {
    return *this = Result(other);
  }
  Result& operator=(Result&& other) noexcept {
    static_assert(std::is_nothrow_move_constructible_v<T>, "nothing would be left of *this");
    if (this != &other) {
      std::destroy_at(this);
      std::construct_at(this, std::move(other));
    }
    return *this;
  }
  ~Result() {
    if (ok_) {
      std::destroy_at(&value_);
    } else {
      std::destroy_at(&error_);
    }
  }

  bool ok() const { return ok_; }
  explicit operator bool() const { return ok_; }

  const T& value() const& {
    require(ok_);
    return value_;
  }
  T& value() & {
    require(ok_);
    return value_;
  }
  T&& value() && {
    require(ok_);
    return std::move(value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const& {
    require(!ok_);
    return error_;
  }
  Error&& error() && {
    require(!ok_);
    return std::move(error_);
  }

 private:
  static void require(bool state) {
    if (!state) {
      throw_wrong_state();
    }
  }

  bool ok_;
  union {
    T value_;
    Error error_;
  };
};

using Status = Result<Done>;
inline Status success() { return Done{}; }

}  // namespace senim

#define SENIM_JOIN_(a, b) a##b
#define SENIM_JOIN(a, b) SENIM_JOIN_(a, b)
#define SENIM_TRY_(name, declaration, ...) \
  auto name = (__VA_ARGS__);               \
  if (!name.ok()) {                        \
    return std::move(name).error();        \
  }                                        \
  declaration = std::move(name).value()
// SENIM_TRY(const auto x, call()): x, or return call's error from this function.
#define SENIM_TRY(declaration, ...) \
  SENIM_TRY_(SENIM_JOIN(senim_result_, __LINE__), declaration, __VA_ARGS__)
// SENIM_CHECK(call()): for a Status; returns its error from this function.
#define SENIM_CHECK(...)                                       \
  if (auto senim_status = (__VA_ARGS__); !senim_status.ok()) { \
    return std::move(senim_status).error();                    \
  }                                                            \
  static_assert(true)
