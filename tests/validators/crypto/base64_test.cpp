#include "validators/crypto/base64.h"

#include <catch2/catch.hpp>

#include "validators/crypto/random.h"

using namespace senim;
using namespace senim::crypto;

TEST_CASE("base64 has the test vectors of RFC 4648 10", "[crypto]") {
  const auto [octets, text] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                        {"f", "Zg=="},
                                                                        {"fo", "Zm8="},
                                                                        {"foo", "Zm9v"},
                                                                        {"foob", "Zm9vYg=="},
                                                                        {"fooba", "Zm9vYmE="},
                                                                        {"foobar", "Zm9vYmFy"}}));
  CHECK(to_base64(as_bytes(octets)) == text);
  CHECK(from_base64(text).value() == to_bytes(octets));
}

TEST_CASE("one value has one base64 spelling", "[crypto]") {
  const auto text = GENERATE("Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z", "====", "=",
                             "Zg==Zg==", "Z g==", " Zg==", "Zg==\n", "Zm9v\n", "Zm-v", "Zm_v",
                             "Zm\xc3\xb6v", "A===", "AAAAA===");
  CAPTURE(text);
  CHECK(from_base64(text).error().code == ErrorCode::malformed);
}

TEST_CASE("XML base64 may have white space anywhere and nothing else", "[crypto]") {
  CHECK(from_base64("\r\n Z g\t=\n= ", Base64Rules::ignore_whitespace).value() == to_bytes("f"));
  CHECK(from_base64(" ", Base64Rules::ignore_whitespace).value().empty());
  CHECK_FALSE(from_base64("Zg==\v", Base64Rules::ignore_whitespace).ok());
  CHECK_FALSE(from_base64("Zg==x", Base64Rules::ignore_whitespace).ok());
}

TEST_CASE("base64url has no padding and its own two digits", "[crypto]") {
  const Bytes octets{0xfb, 0xff, 0xfe, 0x01};
  CHECK(to_base64url(octets) == "-__-AQ");
  CHECK(from_base64url("-__-AQ").value() == octets);
  const auto text = GENERATE("-__-AQ==", "+//+AQ", "-__-AR", "-__-A", "-__-AQ\n");
  CHECK(from_base64url(text).error().code == ErrorCode::malformed);
}

TEST_CASE("long and odd lengths survive both ways", "[crypto]") {
  for (const std::size_t size : {1U, 2U, 3U, 255U, 3U << 20, (3U << 20) + 1U, (6U << 20) + 5U}) {
    const Bytes octets = random_bytes(size).value();
    CHECK(from_base64(to_base64(octets)).value() == octets);
    CHECK(from_base64url(to_base64url(octets)).value() == octets);
  }
}

TEST_CASE("random octets come in the number asked for and do not repeat", "[crypto]") {
  CHECK(random_bytes(0).value().empty());
  CHECK(random_bytes(32).value().size() == 32);
  CHECK(random_bytes(32).value() != random_bytes(32).value());
}
