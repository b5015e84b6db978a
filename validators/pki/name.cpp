#include "validators/pki/name.h"

#include <algorithm>
#include <array>

#include "validators/base/der_reader.h"
#include "validators/base/utf8.h"
#include "validators/pki/oids.h"

namespace senim::pki {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

struct ShortName {
  Oid type;
  std::string_view text;
};
// RFC 4514 3 and the IANA descriptors; below them those our partners' certificates carry.
constexpr std::array kShortNames = {
    ShortName{oid::kCommonName, "CN"},
    ShortName{oid::kLocalityName, "L"},
    ShortName{oid::kStateOrProvinceName, "ST"},
    ShortName{oid::kOrganizationName, "O"},
    ShortName{oid::kOrganizationalUnitName, "OU"},
    ShortName{oid::kCountryName, "C"},
    ShortName{oid::kStreetAddress, "STREET"},
    ShortName{oid::kDomainComponent, "DC"},
    ShortName{oid::kUserId, "UID"},
    ShortName{oid::kSurname, "SN"},
    ShortName{oid::kGivenName, "givenName"},
    ShortName{oid::kSerialNumber, "serialNumber"},
    ShortName{oid::kTitle, "title"},
    ShortName{oid::kDescription, "description"},
    ShortName{oid::kBusinessCategory, "businessCategory"},
    ShortName{oid::kPostalAddress, "postalAddress"},
    ShortName{oid::kPostalCode, "postalCode"},
    ShortName{oid::kName, "name"},
    ShortName{oid::kInitials, "initials"},
    ShortName{oid::kGenerationQualifier, "generationQualifier"},
    ShortName{oid::kDnQualifier, "dnQualifier"},
    ShortName{oid::kPseudonym, "pseudonym"},
    ShortName{oid::kOrganizationIdentifier, "organizationIdentifier"},
    ShortName{oid::kEmailAddress, "emailAddress"},
    ShortName{oid::kRuOgrn, "OGRN"},
    ShortName{oid::kRuOgrnip, "OGRNIP"},
    ShortName{oid::kRuSnils, "SNILS"},
    ShortName{oid::kRuInnLegal, "INNLE"},
    ShortName{oid::kRuInn, "INN"},
};

std::string_view short_name(const Oid& type) {
  const auto* found = std::ranges::find(kShortNames, type, &ShortName::type);
  return found == kShortNames.end() ? std::string_view{} : found->text;
}

struct Attribute {
  Oid type;
  der::Element value;
};
using Rdn = std::vector<Attribute>;

// Name ::= SEQUENCE OF SET OF SEQUENCE { type, value } (RFC 5280 4.1.2.4). The order inside a SET
// is not checked: comparing sorts.
Result<std::vector<Rdn>> read_rdns(ByteView der) {
  SENIM_TRY(const der::Element outer, der::single(der, der::Rules::der, "Name"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "a Name is a SEQUENCE"};
  }
  std::vector<Rdn> rdns;
  der::Reader names(outer);
  while (!names.done()) {
    SENIM_TRY(der::Reader set, names.enter(der::kSet, "RelativeDistinguishedName"));
    Rdn rdn;
    while (!set.done()) {
      SENIM_TRY(der::Reader pair, set.enter(der::kSequence, "AttributeTypeAndValue"));
      SENIM_TRY(const der::Element type, pair.expect(der::kOid, "attribute type"));
      Attribute attribute;
      SENIM_TRY(attribute.type, der::oid(type));
      SENIM_TRY(attribute.value, pair.next());
      SENIM_CHECK(pair.finish("AttributeTypeAndValue"));
      rdn.push_back(attribute);
    }
    if (rdn.empty()) {
      return Error{ErrorCode::malformed, "empty RelativeDistinguishedName"};
    }
    rdns.push_back(std::move(rdn));
  }
  return rdns;
}

// The value as UTF-8; empty when it is no character string, or not valid in its own encoding:
// der::text puts U+FFFD there, which would make two different values look the same.
std::optional<std::string> string_value(const der::Element& value) {
  const bool string = value.tag.tag_class == der::TagClass::universal && !value.tag.constructed;
  const std::size_t width = value.tag.number == 28 ? 4 : value.tag.number == 30 ? 2 : 1;
  if (!string || value.content.size() % width != 0) {
    return std::nullopt;
  }
  auto text = der::text(value);
  if (!text.ok() || text->find("\xef\xbf\xbd") != std::string::npos) {
    return std::nullopt;
  }
  return std::move(text).value();
}

// RFC 4518 2.2, last sentence but one, and the space separators of Unicode.
bool is_space(std::uint32_t c) {
  return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

// RFC 4518 2.2: what is mapped to nothing.
bool is_dropped(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0xad || c == 0x34f || c == 0x6dd ||
         c == 0x70f || c == 0x1806 || (c >= 0x180b && c <= 0x180e) ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff ||
         (c >= 0xfff9 && c <= 0xfffc) || (c >= 0x1d173 && c <= 0x1d17a) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

// Upper case in pairs, even code above odd or the other way round.
bool is_even_pair(std::uint32_t c) {
  return (c >= 0x100 && c <= 0x137 && c != 0x130 && c != 0x131) || (c >= 0x14a && c <= 0x177) ||
         (c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x52f);
}
bool is_odd_pair(std::uint32_t c) {
  return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e) || (c >= 0x4c1 && c <= 0x4ce);
}

// Simple case folding (Unicode CaseFolding.txt, status C) of the scripts that name.h lists.
std::uint32_t fold(std::uint32_t c) {
  if (c < 0x80) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }
  if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3ab && c != 0x3a2) ||
      (c >= 0x410 && c <= 0x42f)) {
    return c + 32;
  }
  if (c >= 0x400 && c <= 0x40f) {
    return c + 80;
  }
  if (c >= 0x531 && c <= 0x556) {
    return c + 48;
  }
  if (is_even_pair(c)) {
    return c | 1U;
  }
  if (is_odd_pair(c)) {
    return c + (c & 1U);
  }
  if (c == 0x178) {
    return 0xff;
  }
  return c == 0x4c0 ? 0x4cf : c == 0x3c2 ? 0x3c3 : c;
}

}  // namespace

// RFC 5280 7.1 and RFC 4518 2: folded, trimmed, inner white space as one space.
std::string prepared_text(std::string_view text) {
  std::string prepared;
  prepared.reserve(text.size());
  bool pending_space = false;
  while (!text.empty()) {
    const std::uint32_t c = take_utf8(text);
    if (is_space(c)) {
      pending_space = !prepared.empty();
      continue;
    }
    if (is_dropped(c)) {
      continue;
    }
    if (pending_space) {
      prepared.push_back(' ');
      pending_space = false;
    }
    append_utf8(prepared, fold(c));
  }
  return prepared;
}

bool is_short_name(std::string_view name) {
  const std::string prepared = prepared_text(name);
  const auto same = [](char known, char octet) {  // the table is ASCII
    return fold(static_cast<unsigned char>(known)) == static_cast<unsigned char>(octet);
  };
  return std::ranges::any_of(kShortNames, [&](const ShortName& known) {
    return std::ranges::equal(known.text, prepared, same);
  });
}

namespace {

void append_sized(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out.push_back(':');
  out += part;
}

// Sizes go before parts, so that no two different lists of parts are written alike.
std::string comparison_form(const Attribute& attribute) {
  std::string form;
  append_sized(form, as_text(attribute.type.content()));
  if (const auto text = string_value(attribute.value)) {
    form.push_back('s');
    append_sized(form, prepared_text(*text));
  } else {
    form.push_back('o');
    append_sized(form, as_text(attribute.value.whole));
  }
  return form;
}

// RDN by RDN, each with its size: a prefix of the key at an RDN's end is a prefix of the name.
std::optional<std::string> prepared_key(ByteView der) {
  const auto rdns = read_rdns(der);
  if (!rdns.ok()) {
    return std::nullopt;
  }
  std::string key;
  for (const Rdn& rdn : *rdns) {
    std::vector<std::string> forms;
    forms.reserve(rdn.size());
    for (const Attribute& attribute : rdn) {
      forms.push_back(comparison_form(attribute));
    }
    std::ranges::sort(forms);
    std::string joined;
    for (const std::string& form : forms) {
      append_sized(joined, form);
    }
    append_sized(key, joined);
  }
  return key;
}

// ---- the fast path ----
// Nearly all names are plain: one attribute per RDN, printable ASCII, lengths below 128. They are
// prepared and compared without an allocation per part; whatever is not plain takes the way above,
// which gives the same key (a test).

struct PlainAttribute {
  ByteView type;
  ByteView text;
};

// Reads one TLV of a one-octet length off `octets`; empty where it is not exactly that.
std::optional<ByteView> take_short(ByteView& octets, std::uint8_t tag) {
  if (octets.size() < 2 || octets[0] != tag || octets[1] >= 0x80 || octets.size() - 2 < octets[1]) {
    return std::nullopt;
  }
  const ByteView content = octets.subspan(2, octets[1]);
  octets = octets.subspan(2U + octets[1]);
  return content;
}

// The content of the outer SEQUENCE, of which lengths up to 65,535 are expected.
std::optional<ByteView> plain_content(ByteView der) {
  if (der.size() < 2 || der[0] != 0x30) {
    return std::nullopt;
  }
  if (der[1] < 0x80) {
    return der.size() - 2 == der[1] ? std::optional(der.subspan(2)) : std::nullopt;
  }
  if (der[1] == 0x81 && der.size() >= 3 && der[2] >= 0x80) {
    return der.size() - 3 == der[2] ? std::optional(der.subspan(3)) : std::nullopt;
  }
  return std::nullopt;
}

constexpr std::uint8_t kPrintableCharacter = 1;
constexpr std::uint8_t kVisibleCharacter = 2;
constexpr std::array<std::uint8_t, 256> kCharacters = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 0x20; c <= 0x7e; ++c) {
    table.at(c) = kVisibleCharacter;
  }
  for (const char c : std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "abcdefghijklmnopqrstuvwxyz '()+,-./:=?")) {  // X.680 41.4
    table.at(static_cast<unsigned char>(c)) |= kPrintableCharacter;
  }
  return table;
}();

bool is_plain_text(std::uint8_t tag, ByteView text) {
  const bool printable = tag == 19;
  if (!printable && tag != 12 && tag != 22) {
    return false;
  }
  std::uint8_t common = printable ? kPrintableCharacter : kVisibleCharacter;
  for (const std::uint8_t c : text) {
    common &= kCharacters[c];
  }
  return common != 0;
}

// The next attribute of a plain name; empty where the name is not plain.
std::optional<PlainAttribute> take_plain(ByteView& rdns) {
  auto set = take_short(rdns, 0x31);
  auto pair = set ? take_short(*set, 0x30) : std::nullopt;
  if (!pair || !set->empty()) {
    return std::nullopt;
  }
  const auto type = take_short(*pair, 0x06);
  // Types of X.520 (2.5.4.x) only: every other OID is checked on the long way.
  if (!type || type->size() != 3 || (*type)[0] != 0x55 || (*type)[1] != 4 || (*type)[2] >= 0x80 ||
      pair->empty()) {
    return std::nullopt;
  }
  const std::uint8_t tag = pair->front();
  const auto text = take_short(*pair, tag);
  if (!text || !pair->empty() || !is_plain_text(tag, *text)) {
    return std::nullopt;
  }
  return PlainAttribute{*type, *text};
}

// prepared_text() of plain text, octet by octet; the end is -1.
class PlainCharacters {
 public:
  explicit PlainCharacters(ByteView text) : text_(text) { skip_spaces(); }
  int next() {
    if (at_ == text_.size()) {
      return -1;
    }
    const std::uint8_t c = text_[at_++];
    if (c != ' ') {
      return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
    skip_spaces();
    return at_ == text_.size() ? -1 : ' ';
  }

 private:
  void skip_spaces() {
    while (at_ < text_.size() && text_[at_] == ' ') {
      ++at_;
    }
  }
  ByteView text_;
  std::size_t at_ = 0;
};

bool same_plain(const PlainAttribute& left, const PlainAttribute& right) {
  if (!equal(left.type, right.type)) {
    return false;
  }
  PlainCharacters one(left.text);
  PlainCharacters other(right.text);
  for (;;) {
    const int c = one.next();
    if (c != other.next()) {
      return false;
    }
    if (c == -1) {
      return true;
    }
  }
}

// How many octets of RDNs both begin with: most names of one country and organization differ in
// the last RDN only.
std::size_t common_prefix(ByteView one, ByteView other) {
  const std::size_t end = std::min(one.size(), other.size());
  std::size_t at = 0;
  while (at + 2 <= end) {
    const std::size_t size = 2U + one[at + 1];
    if (one[at + 1] >= 0x80 || end - at < size ||
        !equal(one.subspan(at, size), other.subspan(at, size))) {
      break;
    }
    at += size;
  }
  return at;
}

// Empty: not both plain as far as they are equal, take the long way.
std::optional<bool> plain_matches(ByteView left, ByteView right) {
  auto one = plain_content(left);
  auto other = plain_content(right);
  if (!one || !other) {
    return std::nullopt;
  }
  // What both begin with can be left out of a no, and not out of a yes: there it must be readable.
  const std::size_t alike = common_prefix(*one, *other);
  ByteView one_rest = one->subspan(alike);
  ByteView other_rest = other->subspan(alike);
  const auto first_one = take_plain(one_rest);
  const auto first_other = take_plain(other_rest);
  if (first_one && first_other && !same_plain(*first_one, *first_other)) {
    return false;
  }
  while (!one->empty() && !other->empty()) {
    const auto first = take_plain(*one);
    const auto second = take_plain(*other);
    if (!first || !second) {
      return std::nullopt;
    }
    if (!same_plain(*first, *second)) {
      return false;  // also right when the rest cannot be read: the octets differ
    }
  }
  return one->empty() && other->empty();
}

// Every attribute of a plain name; false: it is not plain, and what was visited counts for nothing.
template <typename Visit>
bool visit_plain(ByteView der, const Visit& visit) {
  auto rdns = plain_content(der);
  while (rdns && !rdns->empty()) {
    const auto attribute = take_plain(*rdns);
    if (!attribute) {
      return false;
    }
    visit(*attribute);
  }
  return rdns.has_value();
}

std::size_t digits(std::size_t number) { return number < 10 ? 1 : number < 100 ? 2 : 3; }

template <typename Text>
void append_number(Text& out, std::size_t number) {  // below 1,000
  if (number >= 100) {
    out.push_back(static_cast<char>('0' + number / 100));
  }
  if (number >= 10) {
    out.push_back(static_cast<char>('0' + number / 10 % 10));
  }
  out.push_back(static_cast<char>('0' + number % 10));
  out.push_back(':');
}

// FNV-1a in place of the text itself.
class TextHash {
 public:
  void push_back(char c) {
    hash_ = (hash_ ^ static_cast<unsigned char>(c)) * std::uint64_t{0x100000001b3};
  }
  TextHash& operator+=(std::string_view text) {
    std::ranges::for_each(text, [this](char c) { push_back(c); });
    return *this;
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

// What prepared_key() gives, for a plain name; false for any other, and nothing of `key` counts.
template <typename Text>
bool write_plain_key(ByteView der, Text& key) {
  return visit_plain(der, [&](const PlainAttribute& attribute) {
    std::array<char, 127> prepared{};  // as long as a plain text can be
    std::size_t size = 0;
    PlainCharacters characters(attribute.text);
    for (int c = characters.next(); c != -1; c = characters.next()) {
      prepared.at(size++) = static_cast<char>(c);
    }
    const std::size_t form = 2 + attribute.type.size() + 1 + digits(size) + 1 + size;
    append_number(key, digits(form) + 1 + form);
    append_number(key, form);
    append_number(key, attribute.type.size());
    key += as_text(attribute.type);
    key.push_back('s');
    append_number(key, size);
    key += std::string_view(prepared.data(), size);
  });
}

std::string hash_form(ByteView der) {
  std::string text = "#";
  for (const std::uint8_t octet : der) {
    text.push_back(kHexDigits[octet >> 4]);
    text.push_back(kHexDigits[octet & 0x0f]);
  }
  return text;
}

// What would steer a terminal, hide, or turn the direction of what follows.
bool is_unprintable(std::uint32_t c) { return is_dropped(c) || (is_space(c) && c != ' '); }

// RFC 4514 2.4.
void append_escaped(std::string& out, std::string_view text) {
  const std::size_t start = out.size();
  while (!text.empty()) {
    const std::string_view before = text;
    const std::uint32_t c = take_utf8(text);
    const std::string_view octets = before.substr(0, before.size() - text.size());
    const bool edge_space = c == ' ' && (out.size() == start || text.empty());
    const bool special =
        c < 0x80 && c != 0 &&
        std::string_view("\"+,;<>\\").find(static_cast<char>(c)) != std::string_view::npos;
    if (special || edge_space || (c == '#' && out.size() == start)) {
      out.push_back('\\');
      out += octets;
    } else if (is_unprintable(c)) {
      for (const std::uint8_t octet : as_bytes(octets)) {
        out.push_back('\\');
        out.push_back(kHexDigits[octet >> 4]);
        out.push_back(kHexDigits[octet & 0x0f]);
      }
    } else {
      out += octets;
    }
  }
}

void append_attribute(std::string& out, const Attribute& attribute) {
  const std::string_view name = short_name(attribute.type);
  const auto text = string_value(attribute.value);
  out += name.empty() ? attribute.type.dotted() : std::string(name);
  out.push_back('=');
  if (name.empty() || !text) {
    out += hash_form(attribute.value.whole);
  } else {
    append_escaped(out, *text);
  }
}

}  // namespace

bool Name::empty() const {
  const auto outer = der::single(der_, der::Rules::der, "Name");
  return der_.empty() || (outer.ok() && outer->content.empty());
}

std::string Name::text() const {
  if (der_.empty()) {
    return {};
  }
  const auto rdns = read_rdns(der_);
  if (!rdns.ok()) {
    return hash_form(der_);
  }
  std::string out;
  for (auto rdn = rdns->rbegin(); rdn != rdns->rend(); ++rdn) {
    if (!out.empty()) {
      out.push_back(',');
    }
    for (const Attribute& attribute : *rdn) {
      if (&attribute != &rdn->front()) {
        out.push_back('+');
      }
      append_attribute(out, attribute);
    }
  }
  return out;
}

std::optional<std::string> Name::attribute(const Oid& type) const {
  std::optional<ByteView> first;
  const bool plain = visit_plain(der_, [&](const PlainAttribute& attribute) {
    if (!first && equal(attribute.type, type.content())) {
      first = attribute.text;
    }
  });
  if (plain) {
    return first ? std::optional<std::string>(as_text(*first)) : std::nullopt;
  }
  for (auto& [found, value] : attributes()) {
    if (found == type) {
      return std::move(value);
    }
  }
  return std::nullopt;
}

std::vector<std::pair<Oid, std::string>> Name::attributes() const {
  std::vector<std::pair<Oid, std::string>> all;
  const bool plain = visit_plain(der_, [&](const PlainAttribute& attribute) {
    all.emplace_back(Oid(attribute.type), as_text(attribute.text));
  });
  if (plain) {
    return all;
  }
  all.clear();
  const auto rdns = read_rdns(der_);
  if (!rdns.ok()) {
    return all;
  }
  for (const Rdn& rdn : *rdns) {
    for (const Attribute& attribute : rdn) {
      auto text = string_value(attribute.value);
      all.emplace_back(attribute.type, text ? std::move(*text) : hash_form(attribute.value.whole));
    }
  }
  return all;
}

std::string Name::comparison_key() const {
  std::string plain;
  plain.reserve(der_.size() * 2);
  if (write_plain_key(der_, plain)) {
    return plain;
  }
  auto key = prepared_key(der_);
  return key ? std::move(*key) : std::string(as_text(der_));
}

std::uint64_t Name::comparison_hash() const {
  TextHash plain;
  if (write_plain_key(der_, plain)) {
    return plain.value();
  }
  TextHash hash;
  hash += comparison_key();
  return hash.value();
}

bool matches(const Name& left, const Name& right) {
  if (equal(left.der_, right.der_)) {
    return true;
  }
  if (const auto plain = plain_matches(left.der_, right.der_)) {
    return *plain;
  }
  const auto left_key = prepared_key(left.der_);
  const auto right_key = prepared_key(right.der_);
  return left_key && right_key && *left_key == *right_key;
}

bool within(const Name& name, const Name& base) {
  const auto name_key = prepared_key(name.der_);
  const auto base_key = prepared_key(base.der_);
  return name_key && base_key && name_key->starts_with(*base_key);
}

}  // namespace senim::pki
