#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "gateway/http/message.h"
#include "gateway/http/problem.h"

// The header guard (design.md 8): reads the octets before the body by RFC 9112 and refuses whatever
// two readers could read differently. Pure functions; what they let through is safe to compare and
// to decide on, and still must not be echoed raw.

namespace senim::http {

inline constexpr std::size_t kMaxHead = 16'384;     // all of it; POCO's own limit per value is 8 KB
inline constexpr std::size_t kMaxTarget = 8'192;    // RFC 9112 3 asks for at least 8000
inline constexpr std::size_t kMaxHeaders = 64;      // browsers send about 20
inline constexpr std::size_t kMaxQueryFields = 32;  // the surfaces have at most five
inline constexpr std::uint64_t kMaxDeclared = 1ULL << 53;  // integers that every JSON reader holds

// Where the head ends (behind the empty line), or npos when it is not all there yet.
std::size_t head_end(std::string_view octets);

// `octets` is the head with its final empty line. One empty line before it is a part of it, counts
// as such and is ignored.
std::variant<RequestHead, Problem> read_head(std::string_view octets);

// Percent-decoding (RFC 3986 2.1); '+' stays '+'. malformed: a broken escape, a control character,
// octets that are not UTF-8.
Result<std::string> percent_decode(std::string_view text);

// The media type in lower case without parameters, and one parameter of it ("" when absent or
// doubled).
std::string media_type(std::string_view content_type);
std::string media_parameter(std::string_view content_type, std::string_view name);

// Of these media types the one that `accept` likes best (RFC 9110 12.5.1), the first one among
// equals; npos when it likes none. An empty or absent Accept likes all.
std::size_t negotiate(std::string_view accept, const std::vector<std::string_view>& offered);

// UTF-8 without control characters: none of C0, DEL, C1 and the two line separators of Unicode,
// which end a line for some readers of a log or a page (threats.md, Outbound and files).
bool is_plain_text(std::string_view text);

}  // namespace senim::http
