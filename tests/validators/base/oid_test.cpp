#include "validators/base/oid.h"

#include <catch2/catch.hpp>

using senim::Oid;

TEST_CASE("an object identifier keeps its dotted form", "[base]") {
  const std::string dotted =
      GENERATE("1.2.840.113549.1.1.11", "2.5.29.15", "0.4.0.1862.1.1", "1.2.398.3.10.1.1.2.3.2",
               "2.999.3", "2.16.840.1.101.3.4.2.1", "1.3.6.1.4.1.311.10.3.52");
  CAPTURE(dotted);
  CHECK(Oid(dotted).dotted() == dotted);
}

TEST_CASE("an object identifier is its own dotted form and no other", "[base]") {
  for (const std::string text : {"1.2.840.113549.1.1.11", "2.5.29.15", "2.999.3", "0.4.0.1862.1.1",
                                 "0.0", "1.39", "2.40", "1.2.0.0"}) {
    CAPTURE(text);
    const Oid oid{std::string_view(text)};
    CHECK(oid.is(text));
    CHECK_FALSE(oid.is(text + "1"));
    CHECK_FALSE(oid.is(text + ".1"));
    CHECK_FALSE(oid.is(text + "."));
    CHECK_FALSE(oid.is(std::string_view(text).substr(0, text.size() - 1)));
    CHECK_FALSE(oid.is("." + text));
    CHECK_FALSE(oid.is(""));
  }
  CHECK(Oid().is(""));
  CHECK_FALSE(Oid().is("0"));
  CHECK_FALSE(Oid("2.5.29.15").is("2.5.29.16"));
  CHECK_FALSE(Oid("2.5.29.15").is("1.5.29.15"));
}

TEST_CASE("an object identifier encodes as X.690 8.19 says", "[base]") {
  constexpr Oid kRsa{"1.2.840.113549"};
  CHECK(senim::to_hex(kRsa.content()) == "2a864886f70d");
  CHECK(senim::to_hex(Oid("2.100.3").content()) == "813403");
}

TEST_CASE("identifiers are equal by their octets and the empty one names nothing", "[base]") {
  CHECK(Oid("2.5.29.15") == Oid("2.5.29.15"));
  CHECK_FALSE(Oid("2.5.29.15") == Oid("2.5.29.14"));
  CHECK_FALSE(Oid("2.5.30.15") == Oid("2.5.29.15"));  // the last octet alike
  CHECK_FALSE(Oid("2.5.29.15") == Oid("2.5.29.15.15"));
  CHECK(Oid().dotted().empty());
  CHECK_FALSE(Oid() == Oid("2.5.29.15"));
}

TEST_CASE("what is not dotted decimal is no constant", "[base]") {
  const std::string text = GENERATE("", "1", "1..2", "1.2a", "a.b", ".1.2");
  CAPTURE(text);
  CHECK_THROWS_AS(Oid(text), std::invalid_argument);
}

TEST_CASE("an identifier from outside is dotted decimal with its arcs in range or nothing",
          "[base]") {
  CHECK(Oid::parse("1.2.840.113549.1.1.11") == Oid("1.2.840.113549.1.1.11"));
  CHECK(Oid::parse("1.3.6.1.4.1.8024.1.1.1.1.1.100.2.3") ==
        Oid("1.3.6.1.4.1.8024.1.1.1.1.1.100.2.3"));
  CHECK(Oid::parse("2.999.3") == Oid("2.999.3"));
  CHECK(Oid::parse("0.4.0.1862.1.1") == Oid("0.4.0.1862.1.1"));
  const std::string text =
      GENERATE("", "1", "1.", ".1.2", "1..2", "1.2a", "3.1", "1.40.1", "0.40", "1.2.03", "-1.2",
               "1.2.1234567890123456789",
               "1.2.123456789012345678.123456789012345678.123456789012345678.123456789012345678."
               "123456789012345678.123456789012345678.123456789012345678",
               " 1.2", "1.2 ", "urn:oid:1.2");
  CAPTURE(text);
  CHECK_FALSE(Oid::parse(text).has_value());
}
