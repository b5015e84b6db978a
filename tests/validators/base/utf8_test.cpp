#include "validators/base/utf8.h"

#include <catch2/catch.hpp>

using namespace senim;

TEST_CASE("every code point of Unicode is written and read back", "[utf8]") {
  bool same = true;
  for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
    std::string octets;
    append_utf8(octets, code);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    const std::size_t size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    std::string_view rest = octets;
    same = same && octets.size() == size && utf8_sequence(as_bytes(octets)) == size &&
           take_utf8(rest) == (surrogate ? kReplacementCharacter : code) && rest.empty();
  }
  CHECK(same);
  std::string beyond;
  append_utf8(beyond, 0x110000);
  append_utf8(beyond, 0xffffffff);
  CHECK(beyond == "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("octets are UTF-8 by RFC 3629 4 and the first that are not have an offset", "[utf8]") {
  const auto [octets, offset] = GENERATE(table<std::string, std::size_t>({
      {"\x80", 0},                   // a tail without a lead
      {"a\xc0\x80", 1},              // U+0000 in two octets
      {"a\xc1\xbf", 1},              // U+007F in two
      {"\xe0\x9f\xbf", 0},           // U+07FF in three
      {"ab\xed\xa0\x80", 2},         // the first surrogate
      {"\xed\xbf\xbf", 0},           // the last one
      {"\xf0\x8f\xbf\xbf", 0},       // U+FFFF in four
      {"\xf4\x90\x80\x80", 0},       // U+110000
      {"\xf5\x80\x80\x80", 0},       // a lead that never was
      {"\xc3", 0},                   // cut
      {"\xe2\x82", 0},               // cut
      {"\xf0\x9f\x98", 0},           // cut
      {"0123456789\xe2\x82!", 10},   // behind a stretch of ASCII
      {"0123456\xff\x39", 7},        // in the last octet of the first eight
      {"\xd1\x84 01234567\xfe", 11}  // behind both
  }));
  CAPTURE(octets);
  CHECK(invalid_utf8(as_bytes(octets)) == offset);
}

TEST_CASE("the neighbours of what is no UTF-8 are UTF-8", "[utf8]") {
  for (const std::string_view octets :
       {"", "\x7f", "\xc2\x80", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf0\x90\x80\x80",
        "\xf4\x8f\xbf\xbf", "0123456789\xe2\x82\xac", "0123456\xd1\x84"}) {
    CAPTURE(octets);
    CHECK_FALSE(invalid_utf8(as_bytes(octets)).has_value());
  }
}

TEST_CASE("an octet that begins no character is one replacement character", "[utf8]") {
  std::string_view text = "\xe2\x82z";
  CHECK(take_utf8(text) == kReplacementCharacter);
  CHECK(take_utf8(text) == kReplacementCharacter);
  CHECK(take_utf8(text) == 'z');
  CHECK(text.empty());
}
