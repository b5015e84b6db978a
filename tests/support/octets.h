#pragma once

#include <string_view>

#include "validators/base/bytes.h"

// Octets that tests write down.

namespace senim::test {

// Hex of any even length, either case.
inline Bytes from_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; };
  Bytes octets;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    octets.push_back(static_cast<std::uint8_t>(digit(text[i]) << 4 | digit(text[i + 1])));
  }
  return octets;
}
inline Bytes reversed(ByteView octets) { return Bytes(octets.rbegin(), octets.rend()); }

}  // namespace senim::test
