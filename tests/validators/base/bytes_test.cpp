#include "validators/base/bytes.h"

#include <catch2/catch.hpp>

namespace senim {
namespace {

TEST_CASE("hex is read in either case and in pairs only", "[base]") {
  CHECK(read_hex("00fFa9") == Bytes{0x00, 0xff, 0xa9});
  CHECK(read_hex("") == Bytes{});
  CHECK(read_hex(to_hex(Bytes{0x10, 0xfe})) == Bytes{0x10, 0xfe});
  for (const char* text : {"0", "000", "0g", "g0", " 0", "0x", "@0", "`0", "/0", ":0"}) {
    CAPTURE(text);
    CHECK_FALSE(read_hex(text).has_value());
  }
  CHECK(hex_digit('0') == 0);
  CHECK(hex_digit('9') == 9);
  CHECK(hex_digit('a') == 10);
  CHECK(hex_digit('F') == 15);
  CHECK_FALSE(hex_digit('g').has_value());
  CHECK_FALSE(hex_digit('\x10').has_value());
}

}  // namespace
}  // namespace senim
