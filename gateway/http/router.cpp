#include "gateway/http/router.h"

#include <optional>

namespace senim::http {
namespace {

// What stands for {name}; "" when the pattern has none; nothing when the path does not fit.
std::optional<std::string> matched(std::string_view pattern, std::string_view path) {
  const std::size_t brace = pattern.find('{');
  if (brace == std::string_view::npos) {
    return pattern == path ? std::optional<std::string>("") : std::nullopt;
  }
  if (!path.starts_with(pattern.substr(0, brace))) {
    return std::nullopt;
  }
  const std::string_view value = path.substr(brace);
  if (value.empty() || value.find('/') != std::string_view::npos) {
    return std::nullopt;
  }
  return std::string(value);
}

}  // namespace

std::variant<Router::Match, Response> Router::find(const RequestHead& head) const {
  const std::string method = head.method == "HEAD" ? "GET" : head.method;
  std::string allowed;
  for (const Route& route : routes_) {
    std::optional<std::string> value = matched(route.path, head.path);
    if (!value.has_value()) {
      continue;
    }
    if (route.method == method) {
      return Match{&route, std::move(*value)};
    }
    allowed +=
        (allowed.empty() ? "" : ", ") + route.method + (route.method == "GET" ? ", HEAD" : "");
  }
  if (allowed.empty()) {
    return to_response({404, "not-found", "nothing is served under this path"});
  }
  Response response = to_response({405, "method-not-allowed", "this path answers " + allowed});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace senim::http
