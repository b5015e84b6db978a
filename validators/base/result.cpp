#include "validators/base/result.h"

#include <variant>

namespace senim {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
      return "malformed";
    case ErrorCode::unsupported:
      return "unsupported-format";
    case ErrorCode::limit_exceeded:
      return "limit-exceeded";
    case ErrorCode::not_found:
      return "not-found";
    case ErrorCode::unavailable:
      return "unavailable";
    case ErrorCode::denied:
      return "denied";
    case ErrorCode::corrupt:
      return "corrupt";
    case ErrorCode::internal:
      return "internal";
  }
  return "internal";
}

void throw_wrong_state() { throw std::bad_variant_access(); }

Error::Error() = default;
Error::Error(ErrorCode what, std::string text) : code(what), message(std::move(text)) {}
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

Error Error::within(std::string_view context) && {
  message = std::string(context) + ": " + message;
  return std::move(*this);
}

}  // namespace senim
