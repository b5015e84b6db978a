#include "validators/pki/name.h"

#include <catch2/catch.hpp>

#include "tests/validators/pki/der_builder.h"
#include "validators/pki/oids.h"

using namespace senim;
using namespace senim::test;
using pki::Name;

namespace {

constexpr std::string_view kCn = "2.5.4.3";
constexpr std::string_view kO = "2.5.4.10";
constexpr std::string_view kC = "2.5.4.6";

bool match(const Bytes& left, const Bytes& right) {
  const bool result = matches(Name(left), Name(right));
  CHECK(result == matches(Name(right), Name(left)));
  CHECK(result == (Name(left).comparison_key() == Name(right).comparison_key()));
  CHECK(result == (Name(left).comparison_hash() == Name(right).comparison_hash()));
  return result;
}
bool values_match(const Bytes& left, const Bytes& right) {
  return match(seq({rdn(kCn, left)}), seq({rdn(kCn, right)}));
}

}  // namespace

TEST_CASE("names match across string types, case and white space", "[pki][name]") {
  CHECK(values_match(printable("Example CA"), utf8("Example CA")));
  CHECK(values_match(printable("Example CA"), utf8("  eXAMPLE \t  ca ")));
  CHECK(values_match(printable("Ab"), tlv(0x1e, Bytes{0, 'a', 0, 'B'})));              // BMPString
  CHECK(values_match(printable("Ab"), tlv(0x1c, Bytes{0, 0, 0, 'a', 0, 0, 0, 'B'})));  // Universal
  CHECK(values_match(utf8("M\xc3\xbcller"), tlv(0x14, Bytes{'M', 0xfc, 'L', 'L', 'E', 'R'})));
  CHECK(values_match(utf8("a\xc2\xadz"), utf8("az")));  // soft hyphen, RFC 4518 2.2
}

TEST_CASE("a plain name has the key that any other spelling of it has", "[pki][name]") {
  // BMPString takes the long way, printable ASCII the short one.
  const auto wide = [](const std::string& text) {
    Bytes content;
    for (const char c : text) {
      content.push_back(0);
      content.push_back(static_cast<std::uint8_t>(c));
    }
    return tlv(0x1e, content);
  };
  for (const std::string& text :
       {std::string("A"), std::string(""), std::string("  "), std::string(" a  B c "),
        std::string("Example CA 01"), std::string(9, 'x'), std::string(10, 'X'),
        std::string(60, 'y'), std::string("a.b-c,d+e=f/g?")}) {
    CAPTURE(text);
    const Bytes plain = seq({rdn(kC, printable("KZ")), rdn(kO, utf8(text)), rdn(kCn, utf8("e"))});
    const Bytes other = seq({rdn(kC, wide("kz")), rdn(kO, wide(text)), rdn(kCn, wide("E"))});
    CHECK(Name(plain).comparison_key() == Name(other).comparison_key());
    CHECK(match(plain, other));
    CHECK(match(plain, seq({rdn(kC, utf8("kZ")), rdn(kO, printable(text)), rdn(kCn, utf8("E"))})));
    CHECK_FALSE(
        match(plain, seq({rdn(kC, utf8("KZ")), rdn(kO, utf8(text + "z")), rdn(kCn, utf8("e"))})));
    CHECK_FALSE(match(plain, seq({rdn(kC, utf8("KZ")), rdn(kO, utf8(text))})));
    CHECK_FALSE(match(plain, seq({rdn(kC, utf8("KZ")), rdn(kCn, utf8(text)), rdn(kO, utf8("e"))})));
  }
}

TEST_CASE("case is folded in the scripts of the lists we load", "[pki][name]") {
  const auto [upper, lower] = GENERATE(table<std::string, std::string>({
      {"ABCXYZ", "abcxyz"},
      {"\xc3\x80\xc3\x96\xc3\x9e", "\xc3\xa0\xc3\xb6\xc3\xbe"},  // Latin-1
      {"\xc5\xa0\xc5\xbd\xc4\x90\xc5\x81\xc5\xb8", "\xc5\xa1\xc5\xbe\xc4\x91\xc5\x82\xc3\xbf"},
      {"\xce\x91\xce\xa9", "\xce\xb1\xcf\x89"},                  // Greek
      {"\xd0\x81\xd0\x90\xd0\xaf", "\xd1\x91\xd0\xb0\xd1\x8f"},  // Cyrillic
      // Kazakh
      {"\xd2\xb0\xd0\x9b\xd0\xa2\xd0\xa2\xd0\xab\xd2\x9a\xd3\x98",
       "\xd2\xb1\xd0\xbb\xd1\x82\xd1\x82\xd1\x8b\xd2\x9b\xd3\x99"},
      {"\xd4\xb1\xd5\x96", "\xd5\xa1\xd6\x86"},  // Armenian
  }));
  CAPTURE(upper);
  CHECK(values_match(utf8(upper), utf8(lower)));
  CHECK_FALSE(values_match(utf8(upper), utf8(lower + "x")));
}

TEST_CASE("names that differ in a letter, a type, an attribute or the order do not match",
          "[pki][name]") {
  CHECK_FALSE(values_match(utf8("Example CA"), utf8("Example CB")));
  CHECK_FALSE(values_match(utf8("Example CA"), utf8("ExampleCA")));
  CHECK_FALSE(
      values_match(utf8("\xc3\x97"), utf8("\xc3\xb7")));  // multiplication and division sign
  CHECK_FALSE(match(seq({rdn(kCn, utf8("a"))}), seq({rdn(kO, utf8("a"))})));
  CHECK_FALSE(match(seq({rdn(kCn, utf8("a"))}), seq({rdn(kCn, utf8("a")), rdn(kO, utf8("b"))})));
  CHECK_FALSE(match(seq({rdn(kCn, utf8("a")), rdn(kO, utf8("b"))}),
                    seq({rdn(kO, utf8("b")), rdn(kCn, utf8("a"))})));
  // Two RDNs are not one RDN of two attributes.
  CHECK_FALSE(match(seq({rdn(kCn, utf8("a")), rdn(kO, utf8("b"))}),
                    seq({set({seq({oid(kCn), utf8("a")}), seq({oid(kO), utf8("b")})})})));
}

TEST_CASE("the order inside one RDN does not matter", "[pki][name]") {
  const Bytes a = seq({oid(kCn), utf8("a")});
  const Bytes b = seq({oid(kO), printable("B")});
  CHECK(match(seq({set({a, b})}), seq({set({b, a})})));
  CHECK_FALSE(match(seq({set({a, b})}), seq({set({a, a})})));
}

TEST_CASE("values that are not valid in their encoding match by octets only", "[pki][name]") {
  CHECK(values_match(utf8("a\xff"), utf8("a\xff")));
  CHECK_FALSE(values_match(utf8("a\xff"), utf8("a\xfe")));
  CHECK_FALSE(values_match(utf8("a\xff"), utf8("A\xff")));
  CHECK_FALSE(values_match(utf8("a\xff"), utf8("a\xef\xbf\xbd")));
  CHECK_FALSE(values_match(tlv(0x1e, Bytes{0, 'a', 0}), tlv(0x1e, Bytes{0, 'a'})));
  // No string at all.
  CHECK_FALSE(values_match(tlv(0x04, Bytes{'a'}), tlv(0x04, Bytes{'A'})));
}

TEST_CASE("a name that cannot be read matches nothing but its own octets", "[pki][name]") {
  const Bytes broken = seq({set({})});
  const Bytes other = seq({set({}), set({})});
  CHECK(match(broken, broken));
  CHECK_FALSE(match(broken, other));
  CHECK_FALSE(match(broken, seq({})));
  CHECK(Name(broken).text() == "#30023100");
  CHECK(Name(broken).attributes().empty());
}

TEST_CASE("names that begin alike are told apart by what follows", "[pki][name]") {
  const Bytes plain = rdn(kC, printable("KZ"));
  const Bytes cyrillic = rdn(kO, utf8("\xd0\x9a"));
  const Bytes pair = set({seq({oid(kO), utf8("Firm")}), seq({oid(kC), printable("KZ")})});
  for (const Bytes& alike : {plain, cyrillic, pair, rdn(kO, utf8(std::string(200, 'x')))}) {
    const auto with = [&](const char* name) { return seq({alike, rdn(kCn, utf8(name))}); };
    CHECK(match(with("Example CA 1"), with("example ca 1")));
    CHECK_FALSE(match(with("Example CA 1"), with("Example CA 2")));
    CHECK_FALSE(match(with("Example CA 1"), seq({alike})));
  }
  // What cannot be read matches by its octets only, whatever follows it.
  for (const Bytes& broken : {set({}), set({seq({oid(kO)})}), printable("KZ")}) {
    const auto with = [&](const char* name) { return seq({broken, rdn(kCn, utf8(name))}); };
    CHECK(match(with("Example CA"), with("Example CA")));
    CHECK_FALSE(match(with("Example CA"), with("example ca")));
    CHECK_FALSE(match(with("Example CA"), with("Example CB")));
  }
}

TEST_CASE("the first of several values is told, in any spelling", "[pki][name]") {
  const Oid organization{kO};
  CHECK(Name(seq({rdn(kO, utf8("A b")), rdn(kO, utf8("c"))})).attribute(organization) == "A b");
  CHECK(Name(seq({rdn(kO, utf8("\xd0\x9a")), rdn(kO, utf8("c"))})).attribute(organization) ==
        "\xd0\x9a");
  CHECK_FALSE(Name(seq({rdn(kC, printable("KZ"))})).attribute(organization));
  CHECK_FALSE(Name(seq({rdn(kO, utf8("A")), set({})})).attribute(organization));
  CHECK(Name(seq({rdn(kC, printable("KZ")), set({})})).attributes().empty());
}

TEST_CASE("a directory subtree is a prefix of whole RDNs", "[pki][name]") {
  const Bytes base = seq({rdn(kC, printable("KZ")), rdn(kO, utf8("Firm"))});
  const auto inside = [&base](const Bytes& name) { return within(Name(name), Name(base)); };
  CHECK(inside(base));
  CHECK(inside(seq({rdn(kC, printable("kz")), rdn(kO, printable("FIRM")), rdn(kCn, utf8("x"))})));
  CHECK_FALSE(inside(seq({rdn(kC, printable("KZ"))})));
  CHECK_FALSE(inside(seq({rdn(kC, printable("KZ")), rdn(kO, utf8("Firms"))})));
  CHECK_FALSE(inside(seq({rdn(kO, utf8("Firm")), rdn(kC, printable("KZ"))})));
  CHECK_FALSE(inside(seq({rdn(kC, printable("KZ")),
                          set({seq({oid(kO), utf8("Firm")}), seq({oid(kCn), utf8("x")})})})));
  CHECK(within(Name(base), Name(seq({}))) == true);
  CHECK_FALSE(within(Name(base), Name(seq({set({})}))));
}

TEST_CASE("text is RFC 4514 with the most specific RDN first", "[pki][name]") {
  const Bytes name = seq(
      {rdn(kC, printable("KZ")), rdn(kO, utf8("A, B & \"C\" <d>; e+f\\")), rdn(kCn, utf8(" #x "))});
  CHECK(Name(name).text() == R"(CN=\ #x\ ,O=A\, B & \"C\" \<d\>\; e\+f\\,C=KZ)");
  CHECK(Name(seq({rdn(kCn, utf8("#x"))})).text() == R"(CN=\#x)");
  CHECK(Name(seq({set({seq({oid(kCn), utf8("a")}), seq({oid(kO), utf8("b")})})})).text() ==
        "CN=a+O=b");
  CHECK(Name(seq({})).text().empty());
  CHECK(Name().text().empty());
}

TEST_CASE("text shows nothing that steers a terminal or hides", "[pki][name]") {
  const auto shown = [](const Bytes& value) { return Name(seq({rdn(kCn, value)})).text(); };
  CHECK(shown(utf8(std::string_view("a\0b", 3))) == R"(CN=a\00b)");
  CHECK(shown(utf8("a\x1b[31m\n")) == R"(CN=a\1B[31m\0A)");
  CHECK(shown(utf8("a\xe2\x80\xae"
                   "b")) == R"(CN=a\E2\80\AEb)");  // right-to-left override
  CHECK(shown(utf8("\xc3\xbc")) == "CN=\xc3\xbc");
  CHECK(shown(utf8("a\xff")) == "CN=#0C0261FF");
  CHECK(shown(tlv(0x04, Bytes{1})) == "CN=#040101");
  CHECK(Name(seq({rdn("1.2.3.4", utf8("a"))})).text() == "1.2.3.4=#0C0161");
}

TEST_CASE("attributes are found by type in the order of the name", "[pki][name]") {
  const Bytes octets =
      seq({rdn(kO, utf8("first")), rdn(kO, utf8("second")), rdn(kC, printable("DE"))});
  const Name name(octets);
  CHECK(name.attribute(pki::oid::kOrganizationName) == "first");
  CHECK(name.attribute(pki::oid::kCountryName) == "DE");
  CHECK(name.attribute(pki::oid::kCommonName) == std::nullopt);
  CHECK(name.attributes().size() == 3);
  CHECK_FALSE(name.empty());
  CHECK(Name(seq({})).empty());
}
