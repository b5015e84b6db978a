#include "validators/base/bytes.h"

#include <algorithm>
#include <functional>

namespace senim {

ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes to_bytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

Bytes to_bytes(std::string_view text) { return to_bytes(as_bytes(text)); }

bool equal(ByteView left, ByteView right) { return std::ranges::equal(left, right); }

bool lies_within(ByteView part, ByteView whole) {
  const std::less_equal<const std::uint8_t*> not_after;
  return not_after(whole.data(), part.data()) &&
         not_after(part.data() + part.size(), whole.data() + whole.size());
}

std::string to_hex(ByteView bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text(bytes.size() * 2, '\0');
  auto at = text.begin();
  for (const std::uint8_t octet : bytes) {
    *at++ = kDigits[octet >> 4];
    *at++ = kDigits[octet & 0x0f];
  }
  return text;
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') {
    return static_cast<std::uint8_t>(c - '0');
  }
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? std::optional(static_cast<std::uint8_t>(lower - 'a' + 10))
                                      : std::nullopt;
}

std::optional<Bytes> read_hex(std::string_view text) {
  if (text.size() % 2 != 0) {
    return std::nullopt;
  }
  Bytes octets;
  octets.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = hex_digit(text[i]);
    const auto low = hex_digit(text[i + 1]);
    if (!high || !low) {
      return std::nullopt;
    }
    octets.push_back(static_cast<std::uint8_t>(*high * 16 + *low));
  }
  return octets;
}

}  // namespace senim
