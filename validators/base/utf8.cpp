#include "validators/base/utf8.h"

#include <cstring>

namespace senim {

namespace {

// How long the sequence is that this octet begins (0: none) and the bounds of its second octet.
struct Lead {
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xbf;
};

Lead lead(std::uint8_t first) {
  if (first < 0x80) {
    return {.length = 1};
  }
  if (first >= 0xc2 && first <= 0xdf) {
    return {.length = 2};
  }
  if (first >= 0xe0 && first <= 0xef) {
    const std::uint8_t low = first == 0xe0 ? 0xa0 : 0x80;   // shortest form
    const std::uint8_t high = first == 0xed ? 0x9f : 0xbf;  // surrogates
    return {3, low, high};
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const std::uint8_t low = first == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t high = first == 0xf4 ? 0x8f : 0xbf;  // U+10FFFF
    return {4, low, high};
  }
  return {};
}

// How many octets after the first are those of the sequence.
std::size_t following(const Lead& lead, ByteView octets) {
  const auto tail = [&](std::size_t i, std::uint8_t low, std::uint8_t high) {
    return i < lead.length && i < octets.size() && octets[i] >= low && octets[i] <= high;
  };
  if (!tail(1, lead.low, lead.high)) {
    return 0;
  }
  return !tail(2, 0x80, 0xbf) ? 1 : !tail(3, 0x80, 0xbf) ? 2 : 3;
}

}  // namespace

std::size_t utf8_sequence(ByteView octets) {
  if (octets.empty()) {
    return 0;
  }
  const Lead begun = lead(octets[0]);
  return 1 + following(begun, octets) == begun.length ? begun.length : 0;
}

std::size_t ill_formed_utf8(ByteView octets) { return 1 + following(lead(octets[0]), octets); }

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
