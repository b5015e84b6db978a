#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

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

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;  // what, where (offset or line), what to do; for people, never asserted on

  // The same error seen from further out: "trust list EE: <message>".
  Error within(std::string_view context) &&;
};

struct Done {};  // the value of an operation that has none

template <typename T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): a function returns either a value or an Error.
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return std::get<0>(state_); }
  T& value() & { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::get<0>(std::move(state_)); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
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
