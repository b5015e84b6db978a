#include "validators/base/utf8.h"

#include <cstring>

namespace senim {

std::size_t utf8_sequence(ByteView octets) {
  if (octets.empty()) {
    return 0;
  }
  const auto tail = [&](std::size_t i, std::uint8_t low = 0x80, std::uint8_t high = 0xbf) {
    return octets.size() > i && octets[i] >= low && octets[i] <= high;
  };
  const std::uint8_t first = octets[0];
  if (first < 0x80) {
    return 1;
  }
  if (first >= 0xc2 && first <= 0xdf) {
    return tail(1) ? 2 : 0;
  }
  if (first >= 0xe0 && first <= 0xef) {
    const std::uint8_t low = first == 0xe0 ? 0xa0 : 0x80;   // shortest form
    const std::uint8_t high = first == 0xed ? 0x9f : 0xbf;  // surrogates
    return tail(1, low, high) && tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const std::uint8_t low = first == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t high = first == 0xf4 ? 0x8f : 0xbf;  // U+10FFFF
    return tail(1, low, high) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

std::optional<std::size_t> invalid_utf8(ByteView octets) {
  std::size_t at = 0;
  while (at < octets.size()) {
    std::uint64_t eight = 0;
    if (octets.size() - at >= sizeof eight) {
      std::memcpy(&eight, octets.data() + at, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {  // most text is ASCII
        at += sizeof eight;
        continue;
      }
    }
    const std::size_t length = utf8_sequence(octets.subspan(at));
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

std::uint32_t take_utf8(std::string_view& text) {
  const std::size_t size = utf8_sequence(as_bytes(text));
  if (size == 0) {
    text.remove_prefix(text.empty() ? 0 : 1);
    return kReplacementCharacter;
  }
  const auto octet = [&text](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  std::uint32_t code = size == 1 ? octet(0) : octet(0) & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    code = (code << 6) | (octet(i) & 0x3fU);
  }
  text.remove_prefix(size);
  return code;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (surrogate || code > 0x10ffff) {
    code = kReplacementCharacter;
  }
  const auto put = [&out](std::uint32_t octet) { out.push_back(static_cast<char>(octet)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | (code >> 6));
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3f));
    put(0x80 | ((code >> 6) & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

}  // namespace senim
