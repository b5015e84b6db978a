#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "validators/base/bytes.h"

// An object identifier as the content octets of its BER encoding (X.690 8.19), held inline: cheap
// to copy, compared by octets, usable in constant expressions: constexpr Oid
// kSha256{"2.16.840.1.101.3.4.2.1"}.

namespace senim {

class Oid {
 public:
  // 64 octets: the longest identifier of the corpus has 26.
  static constexpr std::size_t kMaxOctets = 64;

  constexpr Oid() = default;  // names nothing; equal only to another empty one
  // From dotted decimal. For constants of ours: throws std::invalid_argument on anything else.
  constexpr explicit Oid(std::string_view dotted) {
    std::uint64_t first = 0;
    std::size_t index = 0;
    std::size_t at = 0;
    while (at < dotted.size()) {
      std::uint64_t arc = 0;
      const std::size_t start = at;
      while (at < dotted.size() && dotted[at] != '.') {
        if (dotted[at] < '0' || dotted[at] > '9') {
          throw std::invalid_argument("not a dotted object identifier");
        }
        arc = arc * 10 + static_cast<std::uint64_t>(dotted[at++] - '0');
      }
      if (at == start) {
        throw std::invalid_argument("empty arc in an object identifier");
      }
      ++at;
      if (index == 0) {
        first = arc;
      } else {
        append(index == 1 ? first * 40 + arc : arc);
      }
      ++index;
    }
    if (index < 2) {
      throw std::invalid_argument("an object identifier has at least two arcs");
    }
  }
  // From text that came from outside: nothing unless it is dotted decimal that fits.
  static std::optional<Oid> parse(std::string_view dotted);
  // From content octets that der::oid() has checked.
  constexpr explicit Oid(ByteView content) : size_(static_cast<std::uint8_t>(content.size())) {
    for (std::size_t i = 0; i < content.size(); ++i) {
      octets_.at(i) = content[i];
    }
  }

  constexpr ByteView content() const { return {octets_.data(), size_}; }
  constexpr bool empty() const { return size_ == 0; }
  std::string dotted() const;            // "1.2.840.113549.1.1.11"; "" for an empty one
  bool is(std::string_view text) const;  // dotted() == text, without writing it

  friend constexpr bool operator==(const Oid& left, const Oid& right) {
    // Most differ in length or in the last octet.
    return left.size_ == right.size_ &&
           (left.size_ == 0 || left.octets_[left.size_ - 1U] == right.octets_[left.size_ - 1U]) &&
           std::equal(left.octets_.begin(), left.octets_.begin() + left.size_,
                      right.octets_.begin());
  }
  friend constexpr auto operator<=>(const Oid&, const Oid&) = default;

 private:
  constexpr void append(std::uint64_t arc) {
    int groups = 1;
    for (std::uint64_t rest = arc >> 7; rest != 0; rest >>= 7) {
      ++groups;
    }
    for (int group = groups - 1; group >= 0; --group) {
      const auto low = static_cast<std::uint8_t>((arc >> (7 * group)) & 0x7f);
      octets_.at(size_++) = group == 0 ? low : static_cast<std::uint8_t>(low | 0x80);
    }
  }
  std::array<std::uint8_t, kMaxOctets> octets_{};
  std::uint8_t size_ = 0;
};

}  // namespace senim

template <>
struct std::hash<senim::Oid> {
  std::size_t operator()(const senim::Oid& oid) const noexcept {
    return std::hash<std::string_view>{}(senim::as_text(oid.content()));
  }
};
