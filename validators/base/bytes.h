#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Bytes in, bytes out. A ByteView never owns; whoever hands one out says how long it lives.

namespace senim {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// The octets of a text, without copying; lives as long as the text.
ByteView as_bytes(std::string_view text);
// The text that octets spell, without copying and without checking its encoding.
std::string_view as_text(ByteView bytes);
Bytes to_bytes(ByteView bytes);
Bytes to_bytes(std::string_view text);
bool equal(ByteView left, ByteView right);
// True when `part` lies inside the memory of `whole` (views of the same buffer only).
bool lies_within(ByteView part, ByteView whole);
// Lower-case hex without separators.
std::string to_hex(ByteView bytes);
// 0 to 15, in either case; nothing for what is no hexadecimal digit.
std::optional<std::uint8_t> hex_digit(char c);
// Pairs of digits without separators; nothing where anything else stands there.
std::optional<Bytes> read_hex(std::string_view text);

}  // namespace senim
