#include "validators/base/der_reader.h"

#include <algorithm>

#include "validators/base/utf8.h"

namespace senim::der {

struct Header {
  Tag tag;
  std::size_t size = 0;  // octets of identifier and length; 0 where not even the tag can be read
  std::size_t length = 0;
  bool indefinite = false;
};

namespace {

constexpr std::uint32_t kMaxTagNumber = 0x0fffffff;

Error malformed(std::string_view message) { return {ErrorCode::malformed, std::string(message)}; }

// X.690 8.1.2: identifier octets; returns their number, 0 when they are cut short or out of bounds.
std::size_t read_tag(ByteView octets, Tag& tag) {
  if (octets.empty()) {
    return 0;
  }
  const std::uint8_t first = octets[0];
  tag.tag_class = static_cast<TagClass>(first >> 6);
  tag.constructed = (first & 0x20) != 0;
  tag.number = first & 0x1f;
  if (tag.number != 0x1f) {
    return 1;
  }
  std::uint32_t number = 0;
  for (std::size_t i = 1; i < octets.size() && i <= 4; ++i) {
    number = (number << 7) | (octets[i] & 0x7fU);
    if (i == 1 && octets[i] == 0x80) {
      return 0;  // 8.1.2.4.2 c: no leading zero group
    }
    if ((octets[i] & 0x80) == 0) {
      tag.number = number;
      return number < 0x1f || number > kMaxTagNumber ? 0 : i + 1;
    }
  }
  return 0;
}

// X.690 8.1.3 and 10.1.
const char* read_header(ByteView octets, Rules rules, Header& header) {
  const std::size_t tag_size = read_tag(octets, header.tag);
  header.size = tag_size;
  if (tag_size == 0) {
    return "cut short or bad tag";
  }
  if (octets.size() == tag_size) {
    return "cut short before a length";
  }
  const std::uint8_t first = octets[tag_size];
  header.size = tag_size + 1;
  if (first < 0x80) {
    header.length = first;
  } else if (first == 0x80) {
    if (rules == Rules::der || !header.tag.constructed) {
      return "indefinite length where none is allowed";
    }
    header.indefinite = true;
    return nullptr;
  } else {
    const std::size_t count = first & 0x7fU;
    if (octets.size() - header.size < count) {
      return "cut short in a length";
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (length > (SIZE_MAX >> 8)) {
        return "length out of bounds";
      }
      length = (length << 8) | octets[header.size + i];
    }
    header.size += count;
    if (rules == Rules::der && (length < 0x80 || octets[tag_size + 1] == 0)) {
      return "length not in its shortest form";
    }
    header.length = length;
  }
  if (octets.size() - header.size < header.length) {
    return "length reaches past the end";
  }
  return nullptr;
}

// The octets of an indefinite-length value up to and including its end-of-contents, or npos.
// Recursion is bounded by kMaxDepth.
constexpr std::size_t kNoEnd = SIZE_MAX;
std::size_t find_end(ByteView octets, Rules rules, unsigned depth) {
  if (depth > kMaxDepth) {
    return kNoEnd;
  }
  std::size_t at = 0;
  while (at < octets.size()) {
    const ByteView rest = octets.subspan(at);
    if (rest.size() >= 2 && rest[0] == 0 && rest[1] == 0) {
      return at + 2;
    }
    Header header;
    if (read_header(rest, rules, header) != nullptr) {
      return kNoEnd;
    }
    at += header.size;
    if (!header.indefinite) {
      at += header.length;
      continue;
    }
    const std::size_t inner = find_end(octets.subspan(at), rules, depth + 1);
    if (inner == kNoEnd) {
      return kNoEnd;
    }
    at += inner;
  }
  return kNoEnd;
}

// Recursion is bounded by kMaxDepth.
bool is_definite_inside(ByteView octets, unsigned depth) {
  while (!octets.empty()) {
    Header header;
    if (depth > kMaxDepth || read_header(octets, Rules::der, header) != nullptr) {
      return false;
    }
    if (header.tag.constructed &&
        (is_string(header.tag) ||
         !is_definite_inside(octets.subspan(header.size, header.length), depth + 1))) {
      return false;
    }
    octets = octets.subspan(header.size + header.length);
  }
  return true;
}

bool is_universal(const Element& element, std::uint32_t number) {
  return element.tag.tag_class == TagClass::universal && element.tag.number == number;
}

// True when the element has the universal tag `number`, or some implicit tag.
bool may_hold(const Element& element, std::uint32_t number) {
  return element.tag.tag_class != TagClass::universal || element.tag.number == number;
}

Status append_pieces(const Element& element, Bytes& joined) {
  Reader pieces(element);
  while (!pieces.done()) {
    SENIM_TRY(const Element piece, pieces.next());
    if (!is_universal(piece, kOctetString.number)) {
      return malformed("a constructed OCTET STRING holds something else");
    }
    if (piece.tag.constructed) {
      SENIM_CHECK(append_pieces(piece, joined));
    } else {
      joined.insert(joined.end(), piece.content.begin(), piece.content.end());
    }
  }
  return success();
}

std::optional<int> two_digits(ByteView text, std::size_t at) {
  if (at + 2 > text.size()) {
    return std::nullopt;
  }
  const int high = text[at] - '0';
  const int low = text[at + 1] - '0';
  if (high < 0 || high > 9 || low < 0 || low > 9) {
    return std::nullopt;
  }
  return high * 10 + low;
}

// Everything after the seconds: "Z", or a fraction without trailing zero and "Z" (X.690 11.7).
bool ends_in_utc(ByteView tail, Fractions fractions) {
  if (tail.size() == 1) {
    return tail[0] == 'Z';
  }
  if (fractions == Fractions::refused || tail.size() < 3 || tail[0] != '.' || tail.back() != 'Z') {
    return false;
  }
  return std::ranges::all_of(tail.subspan(1, tail.size() - 2),
                             [](std::uint8_t c) { return c >= '0' && c <= '9'; });
}

std::string clean_utf8(ByteView octets) {
  std::string out;
  out.reserve(octets.size());
  while (!octets.empty()) {
    const std::size_t size = utf8_sequence(octets);
    if (size == 0) {
      append_utf8(out, kReplacementCharacter);
      octets = octets.subspan(1);
      continue;
    }
    out.append(as_text(octets.first(size)));
    octets = octets.subspan(size);
  }
  return out;
}

// BMPString (2 octets a character, with surrogate pairs as seen in practice) and UniversalString
// (4).
std::string wide_text(ByteView octets, std::size_t width) {
  std::string out;
  for (std::size_t at = 0; at + width <= octets.size(); at += width) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < width; ++i) {
      code = (code << 8) | octets[at + i];
    }
    if (width == 2 && code >= 0xd800 && code < 0xdc00 && at + 4 <= octets.size()) {
      const std::uint32_t low = (std::uint32_t{octets[at + 2]} << 8) | octets[at + 3];
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += width;
      }
    }
    append_utf8(out, code);
  }
  return out;
}

}  // namespace

std::optional<Tag> Reader::peek() const {
  Tag tag;
  if (read_tag(rest_, tag) == 0) {
    return std::nullopt;
  }
  return tag;
}

Error Reader::fail(std::string_view message) const {
  return malformed(std::string(message) + " at offset " + std::to_string(offset()));
}

Result<Element> Reader::next() {
  Header header;
  const char* const problem = read_header(rest_, rules_, header);
  return take(header, problem);
}

Result<Element> Reader::take(const Header& header, const char* problem) {
  if (depth_ > kMaxDepth) {
    return Error{ErrorCode::limit_exceeded, "ASN.1 nested deeper than 32 levels"};
  }
  if (problem != nullptr) {
    return fail(problem);
  }
  Element element;
  element.tag = header.tag;
  element.rules = rules_;
  element.depth = static_cast<std::uint8_t>(depth_);
  element.indefinite = header.indefinite;
  std::size_t length = header.length;
  std::size_t trailer = 0;
  if (header.indefinite) {
    const std::size_t end = find_end(rest_.subspan(header.size), rules_, depth_ + 1);
    if (end == kNoEnd) {
      return fail("indefinite length without end");
    }
    length = end - 2;
    trailer = 2;
  }
  if (rules_ == Rules::ber && header.tag == Tag{}) {
    return fail("end-of-contents out of place");
  }
  element.content = rest_.subspan(header.size, length);
  element.whole = rest_.first(header.size + length + trailer);
  rest_ = rest_.subspan(element.whole.size());
  return element;
}

Result<Element> Reader::expect(Tag tag, std::string_view what) {
  Header header;
  const char* const problem = read_header(rest_, rules_, header);
  const Tag& found = header.tag;
  // BER may write any string in pieces.
  const bool pieces = rules_ == Rules::ber && found.tag_class == tag.tag_class &&
                      found.number == tag.number && found.constructed && !tag.constructed;
  if (header.size == 0 || (found != tag && !pieces)) {
    return fail("expected " + std::string(what));
  }
  auto element = take(header, problem);
  if (!element.ok()) {
    return std::move(element).error().within(what);
  }
  return element;
}

Result<std::optional<Element>> Reader::next_if(Tag tag) {
  Header header;
  const char* const problem = read_header(rest_, rules_, header);
  if (header.size == 0 || header.tag != tag) {
    return std::optional<Element>{};
  }
  SENIM_TRY(const Element element, take(header, problem));
  return std::optional<Element>{element};
}

Result<Reader> Reader::enter(Tag tag, std::string_view what) {
  SENIM_TRY(const Element element, expect(tag, what));
  return Reader(element);
}

Status Reader::finish(std::string_view what) const {
  if (!done()) {
    return fail("trailing octets in " + std::string(what));
  }
  return success();
}

bool is_string(const Tag& tag) {
  if (tag.tag_class != TagClass::universal) {
    return false;
  }
  const std::uint32_t n = tag.number;
  return n == 4 || n == 12 || (n >= 18 && n <= 22) || (n >= 25 && n <= 30);
}

bool is_definite(const Element& element) {
  return is_definite_inside(element.whole, element.depth);
}

Result<Element> single(ByteView octets, Rules rules, std::string_view what) {
  Reader reader(octets, rules);
  SENIM_TRY(const Element element, reader.next());
  SENIM_CHECK(reader.finish(what));
  return element;
}

Result<bool> boolean(const Element& element) {
  if (!may_hold(element, kBoolean.number) || element.content.size() != 1) {
    return malformed("not a BOOLEAN");
  }
  const std::uint8_t value = element.content[0];
  if (element.rules == Rules::der && value != 0 && value != 0xff) {
    return malformed("BOOLEAN is neither 00 nor FF");
  }
  return value != 0;
}

Result<ByteView> integer(const Element& element) {
  const ByteView octets = element.content;
  const bool number =
      may_hold(element, kInteger.number) || is_universal(element, kEnumerated.number);
  if (!number || element.tag.constructed || octets.empty()) {
    return malformed("not an INTEGER");
  }
  const bool padded = octets.size() > 1 && ((octets[0] == 0 && octets[1] < 0x80) ||
                                            (octets[0] == 0xff && octets[1] >= 0x80));
  if (padded) {
    return malformed("INTEGER not in its shortest form");
  }
  return octets;
}

Result<ByteView> unsigned_integer(const Element& element) {
  SENIM_TRY(const ByteView octets, integer(element));
  if (octets[0] >= 0x80) {
    return malformed("negative INTEGER");
  }
  return octets.size() > 1 && octets[0] == 0 ? octets.subspan(1) : octets;
}

Result<std::int64_t> small_integer(const Element& element) {
  SENIM_TRY(const ByteView octets, integer(element));
  if (octets.size() > 8) {
    return malformed("INTEGER out of range");
  }
  std::uint64_t value = octets[0] >= 0x80 ? ~std::uint64_t{0} : 0;
  for (const std::uint8_t octet : octets) {
    value = (value << 8) | octet;
  }
  return static_cast<std::int64_t>(value);
}

Result<Oid> oid(const Element& element) {
  const ByteView octets = element.content;
  if (!may_hold(element, kOid.number) || element.tag.constructed || octets.empty()) {
    return malformed("not an OBJECT IDENTIFIER");
  }
  if (octets.size() > Oid::kMaxOctets) {
    return Error{ErrorCode::limit_exceeded, "OBJECT IDENTIFIER longer than 64 octets"};
  }
  // X.690 8.19.2: every group is closed and starts with no padding; an arc fits 63 bits.
  std::size_t group = 0;
  for (const std::uint8_t octet : octets) {
    if (group == 0 && octet == 0x80) {
      return malformed("padded arc in an OBJECT IDENTIFIER");
    }
    ++group;
    if (group > 9) {
      return Error{ErrorCode::limit_exceeded, "OBJECT IDENTIFIER arc over 63 bits"};
    }
    if (octet < 0x80) {
      group = 0;
    }
  }
  if (group != 0) {
    return malformed("OBJECT IDENTIFIER cut short");
  }
  return Oid(octets);
}

bool BitString::bit(std::size_t index) const {
  const std::size_t octet = index / 8;
  return octet < octets.size() && ((octets[octet] >> (7 - index % 8)) & 1) != 0;
}

Result<BitString> bit_string(const Element& element) {
  const ByteView octets = element.content;
  if (!may_hold(element, kBitString.number) || octets.empty()) {
    return malformed("not a BIT STRING");
  }
  if (element.tag.constructed && element.tag.tag_class == TagClass::universal) {
    return Error{ErrorCode::unsupported, "BIT STRING in pieces"};
  }
  const unsigned unused = octets[0];
  if (unused > 7 || (unused != 0 && octets.size() == 1)) {
    return malformed("BIT STRING with a bad count of unused bits");
  }
  const BitString value{unused, octets.subspan(1)};
  if (element.rules == Rules::der && unused != 0 && (octets.back() & ((1U << unused) - 1U)) != 0) {
    return malformed("BIT STRING with unused bits set");
  }
  return value;
}

Result<Octets> octet_string(const Element& element) {
  if (!may_hold(element, kOctetString.number)) {
    return malformed("not an OCTET STRING");
  }
  if (!element.tag.constructed) {
    return Octets{element.content, nullptr};
  }
  if (element.rules == Rules::der) {
    return malformed("constructed OCTET STRING in DER");
  }
  auto joined = std::make_shared<Bytes>();
  SENIM_CHECK(append_pieces(element, *joined));
  return Octets{*joined, joined};
}

Result<UtcTime> time(const Element& element, Fractions fractions) {
  const bool short_year = is_universal(element, kUtcTime.number);
  if (!short_year && !is_universal(element, kGeneralizedTime.number)) {
    return malformed("neither UTCTime nor GeneralizedTime");
  }
  const ByteView text = element.content;
  const std::size_t year_size = short_year ? 2 : 4;
  const auto century = short_year ? std::optional<int>{0} : two_digits(text, 0);
  const auto year = two_digits(text, year_size - 2);
  const auto month = two_digits(text, year_size);
  const auto day = two_digits(text, year_size + 2);
  const auto hour = two_digits(text, year_size + 4);
  const auto minute = two_digits(text, year_size + 6);
  const auto second = two_digits(text, year_size + 8);
  if (!century || !year || !month || !day || !hour || !minute || !second) {
    return malformed("time without seconds, or not in digits");
  }
  if (!ends_in_utc(text.subspan(year_size + 10), short_year ? Fractions::refused : fractions)) {
    return malformed("time does not end in Z");
  }
  const int full_year = short_year ? *year + (*year < 50 ? 2000 : 1900) : *century * 100 + *year;
  return make_utc(full_year, *month, *day, *hour, *minute, *second);
}

Result<std::string> text(const Element& element) {
  SENIM_TRY(const Octets octets,
            octet_string(Element{element.tag.constructed ? Tag{TagClass::context, true, 0}
                                                         : Tag{TagClass::context, false, 0},
                                 element.whole, element.content, element.depth, element.rules,
                                 element.indefinite}));
  if (element.tag.tag_class != TagClass::universal) {
    return clean_utf8(octets.view);
  }
  switch (element.tag.number) {
    case 12:  // UTF8String
    case 18:  // NumericString
    case 19:  // PrintableString
    case 22:  // IA5String
    case 26:  // VisibleString
      return clean_utf8(octets.view);
    case 20: {  // TeletexString: Latin-1 is what issuers put there
      std::string out;
      for (const std::uint8_t octet : octets.view) {
        append_utf8(out, octet);
      }
      return out;
    }
    case 28:
      return wide_text(octets.view, 4);
    case 30:
      return wide_text(octets.view, 2);
    default:
      return malformed("not a character string");
  }
}

}  // namespace senim::der
