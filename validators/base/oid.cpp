#include "validators/base/oid.h"

#include <algorithm>
#include <array>
#include <charconv>

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

void append_arc(std::string& text, std::uint64_t arc) {
  std::array<char, 20> digits{};  // of 64 bits
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), arc);
  text.push_back('.');
  text.append(digits.data(), written.ptr);
}

}  // namespace

std::string Oid::dotted() const {
  std::string text;
  std::uint64_t arc = 0;
  for (const std::uint8_t octet : content()) {
    arc = (arc << 7) | (octet & 0x7f);
    if ((octet & 0x80) != 0) {
      continue;
    }
    if (text.empty()) {
      const std::uint64_t top = arc < 80 ? arc / 40 : 2;
      text.reserve(24);
      text.push_back(static_cast<char>('0' + top));
      arc -= top * 40;
    }
    append_arc(text, arc);
    arc = 0;
  }
  return text;
}

}  // namespace senim
