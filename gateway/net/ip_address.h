#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Internet addresses as values, and which of them are anybody's: the ones that a URL inside a
// stranger's document may lead us to (threats.md, Outbound).

namespace senim::net {

// An IPv4 address is kept as its IPv4-mapped IPv6 form (RFC 4291 2.5.5.2), so that one address has
// one value however it is written.
class IpAddress {
 public:
  using Octets = std::array<std::uint8_t, 16>;
  static IpAddress v4(const std::array<std::uint8_t, 4>& octets);
  static IpAddress v6(const Octets& octets) { return IpAddress(octets); }
  // Exactly four decimal numbers without leading zeros, or an IPv6 address without brackets and
  // zone. The older spellings of IPv4 (octal, hexadecimal, fewer parts) are not addresses here.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  const Octets& octets() const { return octets_; }
  std::string text() const;

  // Reachable for everybody by its own meaning: the global unicast addresses without those that
  // IANA's special-purpose registries (RFC 6890) keep for something else. What translates to an
  // IPv4 address (NAT64, RFC 6052) is judged by that address.
  bool is_public() const;
  bool is_loopback() const;
  // Names no host at all: unspecified, multicast, broadcast. No configuration allows it.
  bool is_no_host() const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  explicit IpAddress(const Octets& octets) : octets_(octets) {}
  Octets octets_;
};

// "10.0.0.0/8", "fd00::/8".
class IpNetwork {
 public:
  // Host bits must be zero: a misread network must not silently be another.
  static std::optional<IpNetwork> parse(std::string_view text);
  bool contains(const IpAddress& address) const;
  friend bool operator==(const IpNetwork&, const IpNetwork&) = default;

 private:
  IpNetwork(const IpAddress& first, unsigned bits) : first_(first), bits_(bits) {}
  IpAddress first_;
  unsigned bits_;  // of the IPv6 form
};

}  // namespace senim::net
