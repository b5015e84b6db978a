#include "gateway/net/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>

namespace senim::net {
namespace {

constexpr IpAddress::Octets kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};
constexpr IpAddress::Octets kNat64{0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr unsigned kV4Prefix = 96;

std::optional<unsigned> decimal(std::string_view text, unsigned most) {
  unsigned value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = problem == std::errc() && end == text.data() + text.size();
  // "01" is eight in some readers' eyes and one in others'.
  if (!whole || value > most || (text.size() > 1 && text.front() == '0')) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::array<std::uint8_t, 4>> dotted(std::string_view text) {
  std::array<std::uint8_t, 4> octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) {
    const std::size_t dot = text.find('.');
    if ((dot == std::string_view::npos) != (i + 1 == octets.size())) {
      return std::nullopt;
    }
    const auto value = decimal(text.substr(0, dot), 255);
    if (!value) {
      return std::nullopt;
    }
    octets.at(i) = static_cast<std::uint8_t>(*value);
    text.remove_prefix(dot == std::string_view::npos ? text.size() : dot + 1);
  }
  return octets;
}

bool same_prefix(const IpAddress::Octets& one, const IpAddress::Octets& other, unsigned bits) {
  const unsigned whole = bits / 8;
  if (!std::equal(one.begin(), one.begin() + whole, other.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  const auto mask = static_cast<std::uint8_t>(0xff00U >> rest);
  return rest == 0 || ((one.at(whole) ^ other.at(whole)) & mask) == 0;
}

bool in_any(const IpAddress& address, std::initializer_list<std::string_view> networks) {
  return std::any_of(networks.begin(), networks.end(), [&](std::string_view network) {
    return IpNetwork::parse(network)->contains(address);
  });
}

// RFC 6890 and IANA's registry "IPv4 Special-Purpose Address": what is not for everybody.
bool is_public_v4(const IpAddress& address) {
  return !in_any(address, {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
                           "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
                           "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
                           "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
                           "224.0.0.0/4", "240.0.0.0/4"});
}

// RFC 4291 2.4: global unicast as assigned is 2000::/3. Out of it: IETF protocols with Teredo and
// ORCHID, documentation (two networks), 6to4 (carries any IPv4 address, deprecated by RFC 7526),
// direct delegation AS112.
bool is_public_v6(const IpAddress& address) {
  return in_any(address, {"2000::/3"}) &&
         !in_any(address,
                 {"2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"});
}

}  // namespace

IpAddress IpAddress::v4(const std::array<std::uint8_t, 4>& octets) {
  Octets mapped = kMapped;
  std::copy(octets.begin(), octets.end(), mapped.begin() + 12);
  return IpAddress(mapped);
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const auto octets = dotted(text);
    return octets ? std::optional(v4(*octets)) : std::nullopt;
  }
  constexpr std::size_t kLongest = 45;  // INET6_ADDRSTRLEN without its end
  Octets octets{};
  if (text.size() > kLongest ||
      ::inet_pton(AF_INET6, std::string(text).c_str(), octets.data()) != 1) {
    return std::nullopt;
  }
  return IpAddress(octets);
}

bool IpAddress::is_v4() const { return same_prefix(octets_, kMapped, kV4Prefix); }

std::string IpAddress::text() const {
  std::array<char, INET6_ADDRSTRLEN> buffer{};
  const bool four = is_v4();
  const char* const written =
      ::inet_ntop(four ? AF_INET : AF_INET6, octets_.data() + (four ? 12 : 0), buffer.data(),
                  static_cast<socklen_t>(buffer.size()));
  return written == nullptr ? std::string() : written;
}

bool IpAddress::is_public() const {
  if (is_v4()) {
    return is_public_v4(*this);
  }
  if (same_prefix(octets_, kNat64, kV4Prefix)) {
    return is_public_v4(v4({octets_[12], octets_[13], octets_[14], octets_[15]}));
  }
  return is_public_v6(*this);
}

bool IpAddress::is_loopback() const { return in_any(*this, {"127.0.0.0/8", "::1/128"}); }

bool IpAddress::is_no_host() const {
  return in_any(*this, {"0.0.0.0/8", "224.0.0.0/4", "255.255.255.255/32", "::/128", "ff00::/8"});
}

std::optional<IpNetwork> IpNetwork::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view host = text.substr(0, slash);
  const auto first = IpAddress::parse(host);
  const bool four = host.find(':') == std::string_view::npos;
  const auto bits = decimal(text.substr(slash + 1), four ? 32 : 128);
  if (!first || !bits) {
    return std::nullopt;
  }
  const unsigned whole = four ? *bits + kV4Prefix : *bits;
  for (unsigned bit = whole; bit < 128; ++bit) {
    if ((first->octets().at(bit / 8) & (0x80U >> bit % 8)) != 0) {
      return std::nullopt;
    }
  }
  return IpNetwork(*first, whole);
}

bool IpNetwork::contains(const IpAddress& address) const {
  return same_prefix(first_.octets(), address.octets(), bits_);
}

}  // namespace senim::net
