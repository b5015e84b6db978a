#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/net/ip_address.h"
#include "validators/base/result.h"

// A URL that can be read in one way only. Certificates and documents of strangers name addresses;
// what two readers could take for two hosts is refused here, and only what this reader wrote again
// is given to the network library.

namespace senim::net {

// As long as any endpoint that was ever seen in a certificate, several times over.
inline constexpr std::size_t kMaxUrl = 2048;

struct Url {
  bool secure = false;               // https
  std::string host;                  // lower case; an IPv6 address without brackets
  std::optional<IpAddress> literal;  // the host, when it is an address
  std::uint16_t port = 0;
  std::string target;  // path and query, from "/"

  // "http://host:port/target".
  std::string text() const;
  // "host:port": one server.
  std::string endpoint() const;
};

// RFC 3986, http and https, and narrower: no user information, no fragment, no percent sign or
// trailing dot in the host, labels of letters, digits, "-" and "_" (an IDN in its ASCII form),
// ports written as numbers. A host whose last label begins with a digit must be an IPv4 address in
// its usual form (WHATWG "ends in a number": 0x7f.1, 2130706433, 0177.0.0.1 are refused).
// Backslash, control characters and octets above 127 are refused; blanks and other characters that
// do not belong in a path are percent-encoded, because certificates with them exist.
Result<Url> parse_url(std::string_view text);

}  // namespace senim::net
