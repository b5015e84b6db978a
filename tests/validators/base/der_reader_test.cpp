#include "validators/base/der_reader.h"

#include <catch2/catch.hpp>

#include "tests/support/octets.h"

using namespace senim;
using senim::test::from_hex;

namespace {

ErrorCode error_of(std::string_view hex, der::Rules rules) {
  const Bytes octets = from_hex(hex);
  const auto element = der::single(octets, rules, "test");
  REQUIRE_FALSE(element.ok());
  return element.error().code;
}

der::Element element_of(const Bytes& octets, der::Rules rules = der::Rules::der) {
  auto element = der::single(octets, rules, "test");
  REQUIRE(element.ok());
  return *element;
}

}  // namespace

TEST_CASE("DER refuses every length that is not the shortest", "[base][der]") {
  const std::string hex =
      GENERATE("04810141", "0482000141", "048000", "0484000000010a", "30800000");
  CAPTURE(hex);
  CHECK(error_of(hex, der::Rules::der) == ErrorCode::malformed);
}

TEST_CASE("BER takes long and indefinite lengths", "[base][der]") {
  CHECK(to_hex(element_of(from_hex("04810141"), der::Rules::ber).content) == "41");
  const Bytes nested = from_hex(
      "3080"
      "3080"
      "020101"
      "0000"
      "0000");
  const der::Element outer = element_of(nested, der::Rules::ber);
  CHECK(to_hex(outer.content) == "30800201010000");
  CHECK(outer.whole.size() == nested.size());
}

TEST_CASE("an element that reaches past the end is malformed", "[base][der]") {
  const std::string hex =
      GENERATE("", "30", "3003", "3003020101ff", "0402ff", "04ffffffffffffffffff", "1f", "1f80",
               "1f8001", "1f1e00", "1fffffffff7f00");
  CAPTURE(hex);
  CHECK(error_of(hex, der::Rules::der) == ErrorCode::malformed);
  CHECK(error_of(hex, der::Rules::ber) == ErrorCode::malformed);
}

TEST_CASE("an indefinite length needs its end", "[base][der]") {
  const std::string hex = GENERATE("3080", "308002010100", "30800201010001", "0480000000");
  CAPTURE(hex);
  CHECK(error_of(hex, der::Rules::ber) == ErrorCode::malformed);
}

TEST_CASE("nesting deeper than 32 levels is a limit", "[base][der]") {
  const auto depth_read = [](unsigned levels) {
    Bytes octets;
    for (unsigned i = 0; i < levels; ++i) {
      Bytes outer = {0x30};
      if (octets.size() >= 0x80) {
        outer.push_back(0x81);
      }
      outer.push_back(static_cast<std::uint8_t>(octets.size()));
      outer.insert(outer.end(), octets.begin(), octets.end());
      octets = outer;
    }
    der::Reader reader(octets);
    unsigned read = 0;
    while (true) {
      const auto element = reader.next();
      if (!element.ok()) {
        return std::pair{read, element.error().code};
      }
      ++read;
      reader = der::Reader(*element);
      if (reader.done()) {
        return std::pair{read, ErrorCode::internal};
      }
    }
  };
  CHECK(depth_read(33) == std::pair{33U, ErrorCode::internal});
  CHECK(depth_read(34) == std::pair{33U, ErrorCode::limit_exceeded});
}

TEST_CASE("definite is what rewriting as DER would not change", "[base][der]") {
  const auto definite = [](std::string_view hex) {
    return der::is_definite(element_of(from_hex(hex), der::Rules::ber));
  };
  CHECK(definite("0500"));
  CHECK(definite("30060201010401ff"));
  CHECK(definite("a003020101"));
  CHECK(definite("300430020500"));
  CHECK(definite("3000"));
  // Indefinite, and not in the shortest form, outside and inside.
  CHECK_FALSE(definite("30800000"));
  CHECK_FALSE(definite("300430800000"));
  CHECK_FALSE(definite("3081020500"));
  CHECK_FALSE(definite("300404810141"));
  // Strings in pieces; a constructed value of another kind is none.
  CHECK_FALSE(definite("2403040141"));
  CHECK_FALSE(definite("30052c030c0141"));
  CHECK(definite("3005a403040141"));
  // As deep as a reader goes and one level more.
  const auto nested = [](unsigned levels) {
    Bytes octets{0x30, 0};
    for (unsigned i = 1; i < levels; ++i) {
      octets.insert(octets.begin(), {0x30, static_cast<std::uint8_t>(octets.size())});
    }
    return der::is_definite(element_of(octets));
  };
  CHECK(nested(33));
  CHECK_FALSE(nested(34));
  // What cannot be read inside.
  CHECK_FALSE(definite("30020401"));
  CHECK_FALSE(definite("300104"));
}

TEST_CASE("integers are minimal under both rules", "[base][der]") {
  const auto read = [](std::string_view hex) {
    return der::small_integer(element_of(from_hex(hex), der::Rules::ber));
  };
  CHECK(read("020100").value() == 0);
  CHECK(read("0201ff").value() == -1);
  CHECK(read("02020080").value() == 128);
  CHECK(read("02087fffffffffffffff").value() == INT64_MAX);
  CHECK_FALSE(read("0200").ok());
  CHECK_FALSE(read("02020001").ok());
  CHECK_FALSE(read("0202ff80").ok());
  CHECK_FALSE(read("0209008000000000000000").ok());
  CHECK(to_hex(*der::unsigned_integer(element_of(from_hex("02020080")))) == "80");
  CHECK_FALSE(der::unsigned_integer(element_of(from_hex("020180"))).ok());
}

TEST_CASE("a BOOLEAN is 00 or FF in DER", "[base][der]") {
  CHECK(der::boolean(element_of(from_hex("0101ff"))).value());
  CHECK_FALSE(der::boolean(element_of(from_hex("010100"))).value());
  CHECK_FALSE(der::boolean(element_of(from_hex("010101"))).ok());
  CHECK(der::boolean(element_of(from_hex("010101"), der::Rules::ber)).value());
  CHECK_FALSE(der::boolean(element_of(from_hex("01020000"))).ok());
}

TEST_CASE("an OBJECT IDENTIFIER has closed, unpadded, bounded arcs", "[base][der]") {
  CHECK(der::oid(element_of(from_hex("06092a864886f70d01010b"))).value() ==
        Oid("1.2.840.113549.1.1.11"));
  for (const char* hex : {"0600", "06022a80", "06032a8001", "060b2affffffffffffffffff7f"}) {
    CAPTURE(hex);
    CHECK_FALSE(der::oid(element_of(from_hex(hex))).ok());
  }
}

TEST_CASE("a BIT STRING counts its unused bits honestly", "[base][der]") {
  const Bytes octets = from_hex("030205a0");
  const auto bits = der::bit_string(element_of(octets)).value();
  CHECK(bits.bit(0));
  CHECK_FALSE(bits.bit(1));
  CHECK(bits.bit(2));
  CHECK_FALSE(bits.bit(99));
  for (const char* hex : {"0300", "030108", "030101", "030205a1"}) {
    CAPTURE(hex);
    CHECK_FALSE(der::bit_string(element_of(from_hex(hex))).ok());
  }
  CHECK(der::bit_string(element_of(from_hex("030100"))).ok());
}

TEST_CASE("an OCTET STRING in pieces is joined in BER and refused in DER", "[base][der]") {
  const Bytes pieces = from_hex(
      "2480"
      "040141"
      "2403"
      "040142"
      "0000");
  const auto joined = der::octet_string(element_of(pieces, der::Rules::ber)).value();
  CHECK(to_hex(joined.view) == "4142");
  CHECK(joined.owner != nullptr);
  CHECK_FALSE(der::octet_string(element_of(from_hex("2403040141"))).ok());
  CHECK_FALSE(der::octet_string(element_of(from_hex("2403020141"), der::Rules::ber)).ok());
}

TEST_CASE("times have seconds, end in Z, and only genTime has a fraction", "[base][der]") {
  const auto read = [](std::string_view tag, std::string_view text,
                       der::Fractions fractions = der::Fractions::refused) {
    Bytes octets = from_hex(tag);
    octets.push_back(static_cast<std::uint8_t>(text.size()));
    const Bytes value = to_bytes(text);
    octets.insert(octets.end(), value.begin(), value.end());
    const auto time = der::time(element_of(octets), fractions);
    return time.ok() ? to_string(*time) : std::string("refused");
  };
  CHECK(read("17", "491231235959Z") == "2049-12-31T23:59:59Z");
  CHECK(read("17", "500101000000Z") == "1950-01-01T00:00:00Z");
  CHECK(read("18", "20500101000000Z") == "2050-01-01T00:00:00Z");
  CHECK(read("18", "20260101000000.5Z", der::Fractions::allowed) == "2026-01-01T00:00:00Z");
  CHECK(read("18", "20260101000000.5Z") == "refused");
  CHECK(read("17", "4912312359Z") == "refused");
  CHECK(read("17", "491231235959+0000") == "refused");
  CHECK(read("17", "491331235959Z") == "refused");
  CHECK(read("18", "20260101000000") == "refused");
  CHECK(read("18", "20260101000000.Z", der::Fractions::allowed) == "refused");
  CHECK(read("04", "20260101000000Z") == "refused");
}

TEST_CASE("text of every string type comes out as valid UTF-8", "[base][der]") {
  const auto read = [](std::string_view hex) {
    return der::text(element_of(from_hex(hex))).value();
  };
  CHECK(read("0c03414243") == "ABC");
  CHECK(read("0c02c3a9") == "\xc3\xa9");
  CHECK(read("0c01ff") == "\xef\xbf\xbd");
  CHECK(read("0c02c080") == "\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(read("1401e9") == "\xc3\xa9");
  CHECK(read("1e020416") == "\xd0\x96");
  CHECK(read("1e04d83dde00") == "\xf0\x9f\x98\x80");
  CHECK(read("1c0400000041") == "A");
  CHECK_FALSE(der::text(element_of(from_hex("020141"))).ok());
}

TEST_CASE("a failed read leaves the reader where it was", "[base][der]") {
  const Bytes octets = from_hex("020101");
  der::Reader reader(octets);
  CHECK_FALSE(reader.expect(der::kSequence, "a sequence").ok());
  CHECK_FALSE(reader.next_if(der::kOid).value().has_value());
  CHECK(reader.expect(der::kInteger, "an integer").ok());
  CHECK(reader.done());
  CHECK_FALSE(reader.next().ok());
}
