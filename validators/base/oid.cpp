#include "validators/base/oid.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace senim {

std::optional<Oid> Oid::parse(std::string_view dotted) {
  // Checked here: the constructor is for constants and knows no limits. 18 digits keep an arc far
  // from overflow; an octet holds 7 bits, so d digits need at most d / 2 + 1 octets.
  constexpr std::size_t kMaxDigits = 18;
  std::size_t octets = 0;
  std::size_t arcs = 0;
  std::uint64_t first = 0;
  for (std::size_t at = 0; at <= dotted.size(); ++arcs) {
    const std::size_t end = std::min(dotted.find('.', at), dotted.size());
    const std::string_view arc = dotted.substr(at, end - at);
    const bool plain = !arc.empty() && arc.size() <= kMaxDigits &&
                       arc.find_first_not_of("0123456789") == std::string_view::npos &&
                       (arc.size() == 1 || arc.front() != '0');
    if (!plain || (arcs == 0 && (arc.size() > 1 || arc > "2")) ||
        (arcs == 1 && first < 2 && (arc.size() > 2 || (arc.size() == 2 && arc >= "40")))) {
      return std::nullopt;
    }
    if (arcs == 0) {
      first = static_cast<std::uint64_t>(arc.front() - '0');
    }
    octets += arc.size() / 2 + 1;
    at = end + 1;
  }
  if (arcs < 2 || octets > kMaxOctets) {
    return std::nullopt;
  }
  return Oid(dotted);
}

namespace {

// Hands dotted decimal on arc by arc ("1", ".2", ".840"), until `take` wants no more.
template <typename Take>
bool each_arc(ByteView content, const Take& take) {
  std::array<char, 21> text{'.'};  // and the digits of 64 bits
  const auto write = [&](std::uint64_t arc) {
    const char* const end = std::to_chars(text.data() + 1, text.data() + text.size(), arc).ptr;
    return std::string_view(text.data(), static_cast<std::size_t>(end - text.data()));
  };
  std::uint64_t arc = 0;
  bool first = true;
  for (const std::uint8_t octet : content) {
    arc = (arc << 7) | (octet & 0x7f);
    if ((octet & 0x80) != 0) {
      continue;
    }
    if (std::exchange(first, false)) {
      const std::uint64_t top = arc < 80 ? arc / 40 : 2;
      arc -= top * 40;
      if (!take(write(top).substr(1))) {
        return false;
      }
    }
    if (!take(write(std::exchange(arc, 0)))) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::string Oid::dotted() const {
  std::string text;
  text.reserve(empty() ? 0 : 24);
  each_arc(content(), [&](std::string_view arc) {
    text.append(arc);
    return true;
  });
  return text;
}

bool Oid::is(std::string_view text) const {
  const bool begins = each_arc(content(), [&](std::string_view arc) {
    const bool same = text.starts_with(arc);
    text.remove_prefix(same ? arc.size() : 0);
    return same;
  });
  return begins && text.empty();
}

}  // namespace senim
