#include "gateway/net/url.h"

#include <algorithm>
#include <charconv>

namespace senim::net {
namespace {

Error refused(std::string_view why) {
  return Error{ErrorCode::malformed, "an address that cannot be used: " + std::string(why)};
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool digit(char c) { return c >= '0' && c <= '9'; }

std::string lowered(std::string_view text) {
  std::string copy(text);
  std::transform(copy.begin(), copy.end(), copy.begin(), lower);
  return copy;
}

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool valid_label(std::string_view label) {
  constexpr std::size_t kMaxLabel = 63;  // RFC 1035 2.3.4
  if (label.empty() || label.size() > kMaxLabel || label.front() == '-' || label.back() == '-') {
    return false;
  }
  return std::all_of(label.begin(), label.end(), [](char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  });
}

bool valid_name(std::string_view host) {
  constexpr std::size_t kMaxName = 253;  // RFC 1035 2.3.4 without the root's dot
  if (host.size() > kMaxName) {
    return false;
  }
  while (true) {
    const std::size_t dot = host.find('.');
    if (!valid_label(host.substr(0, dot))) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return !digit(host.front());
    }
    host.remove_prefix(dot + 1);
  }
}

// "[v6]", "1.2.3.4" or a name, without port.
Status read_host(std::string_view text, Url& url) {
  const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
  url.host = lowered(bracketed ? text.substr(1, text.size() - 2) : text);
  if (bracketed != (url.host.find(':') != std::string::npos)) {
    return refused("host");
  }
  url.literal = IpAddress::parse(url.host);
  if (!url.literal && (bracketed || !valid_name(url.host))) {
    return refused("host");
  }
  return success();
}

Status read_port(std::string_view text, Url& url) {
  unsigned port = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (problem != std::errc() || end != text.data() + text.size() || port == 0 || port > 65535 ||
      text.front() == '0') {
    return refused("port");
  }
  url.port = static_cast<std::uint16_t>(port);
  return success();
}

Status read_authority(std::string_view text, Url& url) {
  if (text.find('@') != std::string_view::npos) {
    return refused("user information");
  }
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    SENIM_CHECK(read_port(text.substr(colon + 1), url));
  }
  return read_host(text.substr(0, colon), url);
}

std::string encoded(std::string_view target) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string written;
  for (const char c : target) {
    if (std::string_view(" \"<>^`{|}[]").find(c) == std::string_view::npos) {
      written += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    written += {'%', kHex[octet >> 4U], kHex[octet & 15U]};
  }
  return written;
}

}  // namespace

std::string Url::endpoint() const {
  return (literal && !literal->is_v4() ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Url::text() const { return (secure ? "https://" : "http://") + endpoint() + target; }

Result<Url> parse_url(std::string_view text) {
  if (text.size() > kMaxUrl || !printable(text)) {
    return refused("length or characters");
  }
  if (text.find_first_of("\\#") != std::string_view::npos) {
    return refused("backslash or fragment");
  }
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) {
    return refused("scheme");
  }
  const std::string scheme = lowered(text.substr(0, colon));
  if (scheme != "http" && scheme != "https") {
    return refused("scheme");
  }
  text.remove_prefix(colon + 3);
  Url url;
  url.secure = scheme == "https";
  url.port = url.secure ? 443 : 80;
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  SENIM_CHECK(read_authority(text.substr(0, end), url));
  const std::string_view target = text.substr(end);
  url.target = (target.starts_with('/') ? "" : "/") + encoded(target);
  return url;
}

}  // namespace senim::net
