#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// Reads DER and BER (X.690) into spans over the original octets; copies nothing, allocates only for
// BER strings in pieces. Cost: each octet is looked at once per indefinite-length level, at most
// kMaxDepth times, so a reader needs no Budget; loops that do work per element spend from theirs.
// A Reader belongs to one thread; views it returns live as long as the octets it was given.

namespace senim::der {

// der: definite minimal lengths, primitive strings, strict booleans and integers (certificates,
// CRLs, OCSP). ber: indefinite lengths, long-form lengths and constructed strings too (CMS from the
// outside).
enum class Rules : std::uint8_t { der, ber };

inline constexpr unsigned kMaxDepth = 32;  // spec/threats.md, Limits

enum class TagClass : std::uint8_t { universal = 0, application = 1, context = 2, private_use = 3 };

struct Tag {
  TagClass tag_class = TagClass::universal;
  bool constructed = false;
  std::uint32_t number = 0;
  friend constexpr bool operator==(const Tag&, const Tag&) = default;
};
inline constexpr Tag kBoolean{TagClass::universal, false, 1};
inline constexpr Tag kInteger{TagClass::universal, false, 2};
inline constexpr Tag kBitString{TagClass::universal, false, 3};
inline constexpr Tag kOctetString{TagClass::universal, false, 4};
inline constexpr Tag kNull{TagClass::universal, false, 5};
inline constexpr Tag kOid{TagClass::universal, false, 6};
inline constexpr Tag kEnumerated{TagClass::universal, false, 10};
inline constexpr Tag kUtf8String{TagClass::universal, false, 12};
inline constexpr Tag kSequence{TagClass::universal, true, 16};
inline constexpr Tag kSet{TagClass::universal, true, 17};
inline constexpr Tag kPrintableString{TagClass::universal, false, 19};
inline constexpr Tag kIa5String{TagClass::universal, false, 22};
inline constexpr Tag kUtcTime{TagClass::universal, false, 23};
inline constexpr Tag kGeneralizedTime{TagClass::universal, false, 24};
constexpr Tag context(std::uint32_t number) { return {TagClass::context, false, number}; }
constexpr Tag context_constructed(std::uint32_t number) {
  return {TagClass::context, true, number};
}

// One TLV. `whole` is identifier, length and content (and the end-of-contents octets of an
// indefinite length); `content` is the value alone.
struct Element {
  Tag tag;
  ByteView whole;
  ByteView content;
  std::uint8_t depth = 0;  // of the element itself; 0 = outermost
  Rules rules = Rules::der;
  bool indefinite = false;
};

struct Header;  // identifier and length; of der_reader.cpp alone

// Reads the elements of one level in order. A failed read leaves the reader where it was.
class Reader {
 public:
  explicit Reader(ByteView octets, Rules rules = Rules::der, unsigned depth = 0)
      : begin_(octets), rest_(octets), rules_(rules), depth_(depth) {}
  // The elements inside a constructed element.
  explicit Reader(const Element& outer)
      : begin_(outer.content),
        rest_(outer.content),
        rules_(outer.rules),
        depth_(outer.depth + 1U) {}

  bool done() const { return rest_.empty(); }
  ByteView rest() const { return rest_; }
  std::size_t offset() const {
    return begin_.size() - rest_.size();
  }  // from the start of this level
  // The next tag without consuming it; nothing at the end or where no tag can be read.
  std::optional<Tag> peek() const;
  bool at(Tag tag) const { return peek() == tag; }

  Result<Element> next();
  // The next element, which must carry `tag`; `what` names it in the error ("tbsCertificate").
  Result<Element> expect(Tag tag, std::string_view what);
  // The next element when it carries `tag`; empty when something else or nothing follows.
  Result<std::optional<Element>> next_if(Tag tag);
  // expect(), then a Reader over its inside.
  Result<Reader> enter(Tag tag, std::string_view what);
  // Error unless everything was read.
  Status finish(std::string_view what) const;

 private:
  // The element whose header was read; `problem`: what was wrong with it, else null.
  Result<Element> take(const Header& header, const char* problem);
  Error fail(std::string_view message) const;
  ByteView begin_;
  ByteView rest_;
  Rules rules_;
  unsigned depth_;
};

// A character or octet string of a universal type, which BER may write in pieces (X.690 8.7, 8.23).
bool is_string(const Tag& tag);
// True when every element inside uses definite, shortest lengths and no string is in pieces, so
// that rewriting it as DER would change nothing (the order of SETs is not looked at).
bool is_definite(const Element& element);

// The one element that `octets` consist of; trailing octets are an error.
Result<Element> single(ByteView octets, Rules rules, std::string_view what);

// Values. Each checks the element's tag, or, for IMPLICIT tagging, takes the content as it is.
Result<bool> boolean(const Element& element);
// Two's complement content octets, non-empty and (always, also under BER) minimal.
Result<ByteView> integer(const Element& element);
// The same without its leading zero octet; an error when negative.
Result<ByteView> unsigned_integer(const Element& element);
Result<std::int64_t> small_integer(const Element& element);
Result<Oid> oid(const Element& element);
struct BitString {
  unsigned unused_bits = 0;
  ByteView octets;
  bool bit(std::size_t index) const;  // X.680 numbering: 0 is the first bit; absent bits are false
};
Result<BitString> bit_string(const Element& element);
// An octet string, joined when BER wrote it in pieces; `owner` then holds the joined octets.
struct Octets {
  ByteView view;
  std::shared_ptr<const Bytes> owner;
};
Result<Octets> octet_string(const Element& element);
// UTCTime (RFC 5280 4.1.2.5.1: two-digit year, 1950-2049) or GeneralizedTime, both with seconds and
// "Z". fractions: RFC 3161 genTime may have one (cut off); nothing else may.
enum class Fractions : std::uint8_t { refused, allowed };
Result<UtcTime> time(const Element& element, Fractions fractions = Fractions::refused);
// Any character string of X.680 as UTF-8 (BMPString, UniversalString, TeletexString as Latin-1 are
// converted); octets that are not valid in the string's own encoding are replaced by U+FFFD, never
// passed on.
Result<std::string> text(const Element& element);

}  // namespace senim::der
