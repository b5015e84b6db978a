#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "validators/base/bytes.h"

// UTF-8 as RFC 3629 4 has it: shortest forms only, no surrogates, nothing above U+10FFFF. The one
// place that reads or writes it octet by octet.

namespace senim {

inline constexpr std::uint32_t kReplacementCharacter = 0xfffd;

// Length of the well-formed sequence at the start of `octets`, 0 when there is none.
std::size_t utf8_sequence(ByteView octets);
// Where there is none: how many octets one U+FFFD stands for, the beginning of a sequence that is
// cut off or else a single octet (Unicode 15 3.9, maximal subpart). `octets` must not be empty.
std::size_t ill_formed_utf8(ByteView octets);
// Offset of the first octet that is not UTF-8, or nothing.
std::optional<std::size_t> invalid_utf8(ByteView octets);
// The character at the start of `text`, which must not be empty, and past it. An octet that begins
// none is one U+FFFD.
std::uint32_t take_utf8(std::string_view& text);
// A code point that UTF-8 cannot hold is appended as U+FFFD.
void append_utf8(std::string& out, std::uint32_t code);

}  // namespace senim
