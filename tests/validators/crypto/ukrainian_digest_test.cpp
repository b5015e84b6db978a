#include <openssl/err.h>

#include <catch2/catch.hpp>

#include "tests/support/octets.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/gost_hash.h"

using namespace senim;
using namespace senim::crypto;
using senim::test::from_hex;

namespace {

using D = DigestAlgorithm;

std::string hex_of(D algorithm, ByteView message) {
  return to_hex(digest(algorithm, message).value());
}

std::string hash_with(const GostTable& table, ByteView message) {
  const auto state = start_gost_hash(table);
  state->update(message);
  return to_hex(state->finish());
}

// 00 01 02 .. , as the examples of DSTU 7564 count.
Bytes counting(std::size_t size) {
  Bytes octets(size);
  for (std::size_t i = 0; i < size; ++i) {
    octets[i] = static_cast<std::uint8_t>(i);
  }
  return octets;
}

void check_neighbours(D algorithm, const Bytes& message, const std::string& hex) {
  Bytes other = message;
  for (std::uint8_t& octet : other) {
    octet ^= 1;
    CHECK(hex_of(algorithm, other) != hex);
    octet ^= 1;
  }
  other.push_back(0);
  CHECK(hex_of(algorithm, other) != hex);
}

const Bytes kTest = from_hex(
    "4A92D80E6B1C7F53EB4C6DFA23810759581DA342EFC7609B7DA1089FE46CB2536C715FD84A9E03B2"
    "4BA0721D36859CFEDB413F590AE7682C1FD057A4923E6B8C");
const Bytes kCryptoPro = from_hex(
    "A4568137DCE092BF5F402DB91763CEA87FCE94103B526A8D4A7C0F28E165DB93764B9C2A180EFD35"
    "7624D9F0A15B8EC3DE41705A3C8F629B13A95B4F867ED02C");

}  // namespace

TEST_CASE("GOST 34.311 with table DKE 1 gives the published values", "[crypto]") {
  // domain.md 4.10; the last is of a real message.
  const auto [message, expected] = GENERATE(table<std::string, std::string>({
      {"", "da37bdf41145e39e34111775b40646e8059c2e969c1460bb98abccb26f0f76a5"},
      {"a", "1bb97866a6d5a7697959e9936e4c119ee5faed0fb2422c44ee8d785193b1afd6"},
      {"abc", "a34a53504d8ba070cb73a583146167a0a3c226d793440d9cea24465fe02251f2"},
      {"message digest", "ab68a193346fd3e8d00865701ac06d591d18d57052470c51df7d71e0aaeb352a"},
      {"The quick brown fox jumps over the lazy dog",
       "0f1355130b4a820a1e4e3f6474f6bdecc718a4a73345595edc1c1809832b2333"},
  }));
  CAPTURE(message);
  CHECK(supported(D::gost_34311_95_dke1));
  CHECK(hex_of(D::gost_34311_95_dke1, as_bytes(message)) == expected);
  CHECK(hash_with(default_table(), as_bytes(message)) == expected);
  check_neighbours(D::gost_34311_95_dke1, to_bytes(message), expected);
}

TEST_CASE("our GOST 34.311 gives the example of the standard with its own table", "[crypto]") {
  CHECK(hash_with(*published_table(kTest), as_bytes("This is message, length=32 bytes")) ==
        "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa");
  CHECK(hash_with(*published_table(kTest),
                  as_bytes("Suppose the original message has length = 50 bytes")) ==
        "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208");
}

TEST_CASE("our GOST 34.311 and libgcrypt agree on the two tables that both have", "[crypto]") {
  for (std::size_t size = 0; size <= 300; ++size) {
    // Full octets make the sum of the blocks carry over its whole width.
    Bytes message(size, 0xff);
    if (size % 2 == 0) {
      message = counting(size);
    }
    CAPTURE(size);
    CHECK(hash_with(*published_table(kTest), message) == hex_of(D::gost_34311_95, message));
    CHECK(hash_with(*published_table(kCryptoPro), message) == hex_of(D::gost_r_3411_94, message));
  }
}

TEST_CASE("every substitution table is another function", "[crypto]") {
  CHECK(published_table_name(kTest) == "test");
  CHECK(published_table_name(kCryptoPro) == "CryptoPro");
  const std::string test = hash_with(*published_table(kTest), as_bytes("abc"));
  CHECK(test != hash_with(default_table(), as_bytes("abc")));
  CHECK(test != hash_with(*published_table(kCryptoPro), as_bytes("abc")));
  for (std::size_t i = 0; i < kTest.size(); ++i) {
    Bytes other = kTest;
    other[i] ^= 1;
    CAPTURE(i);
    CHECK(published_table(other) == nullptr);
    CHECK(published_table_name(other).empty());
    // Each nibble of the table is used.
    PackedGostTable packed{};
    std::copy(other.begin(), other.end(), packed.begin());
    CHECK(hash_with(expand(packed), counting(64)) !=
          hash_with(*published_table(kTest), counting(64)));
  }
  CHECK(published_table(ByteView(kTest).first(63)) == nullptr);
  CHECK(published_table({}) == nullptr);
}

TEST_CASE("Kupyna gives the values of DSTU 7564", "[crypto]") {
  const auto [algorithm, message, expected] = GENERATE(table<D, Bytes, std::string>({
      {D::kupyna256, Bytes{}, "cd5101d1ccdf0d1d1f4ada56e888cd724ca1a0838a3521e7131d4fb78d0f5eb6"},
      {D::kupyna256, Bytes{0xff},
       "ea7677ca4526555680441c117982ea14059ea6d0d7124d6ecdb3deec49e890f4"},
      {D::kupyna256, counting(64),
       "08f4ee6f1be6903b324c4e27990cb24ef69dd58dbe84813ee0a52f6631239875"},
      {D::kupyna256, counting(95),
       "1075c8b0cb910f116bda5fa1f19c29cf8ecc75caff7208ba2994b68fc56e8d16"},
      {D::kupyna256, counting(128),
       "0a9474e645a7d25e255e9e89fff42ec7eb31349007059284f0b182e452bda882"},
      {D::kupyna256, counting(256),
       "d305a32b963d149dc765f68594505d4077024f836c1bf03806e1624ce176c08f"},
      {D::kupyna256, to_bytes(std::string_view("abc")),
       "0bd1b36109f1318411a0517315aa46b8839df06622a278676f5487996c9cfc04"},
      {D::kupyna384, counting(95),
       "d9021692d84e5175735654846ba751e6d0ed0fac36dfbc0841287dcb0b5584c75016c3decc2a6e47"
       "c50b2f3811e351b8"},
      {D::kupyna384, to_bytes(std::string_view("abc")),
       "72945012b0820c3132846ddc90da511f80bb7b70abd0cb1ab8df785d600c187b9d0ac567e8b6f76f"
       "de8a0b417a2ebf88"},
      {D::kupyna512, Bytes{},
       "656b2f4cd71462388b64a37043ea55dbe445d452aecd46c3298343314ef04019bcfa3f04265a9857"
       "f91be91fce197096187ceda78c9c1c021c294a0689198538"},
      {D::kupyna512, Bytes{0xff},
       "871b18cf754b72740307a97b449abeb32b64444cc0d5a4d65830ae5456837a72d8458f12c8f06c98"
       "c616abe11897f86263b5cb77c420fb375374bec52b6d0292"},
      {D::kupyna512, counting(192),
       "b189bfe987f682f5f167f0d7fa565330e126b6e592b1c55d44299064ef95b1a57f3c2d0ecf17869d"
       "1d199ebbd02e8857fb8add67a8c31f56cd82c016cf743121"},
      {D::kupyna512, counting(256),
       "0dd03d7350c409cb3c29c25893a0724f6b133fa8b9eb90a64d1a8fa93b56556611eb187d715a956b"
       "107e3bfc76482298133a9ce8cbc0bd5e1436a5b197284f7e"},
      {D::kupyna512, to_bytes(std::string_view("abc")),
       "9e5be7daf7b68b49d2ecbd04c7a5b3af72945012b0820c3132846ddc90da511f80bb7b70abd0cb1a"
       "b8df785d600c187b9d0ac567e8b6f76fde8a0b417a2ebf88"},
  }));
  CAPTURE(to_string(algorithm), message.size());
  CHECK(supported(algorithm));
  CHECK(digest_size(algorithm) * 2 == expected.size());
  CHECK(hex_of(algorithm, message) == expected);
  check_neighbours(algorithm, message, expected);
}

TEST_CASE("Kupyna of 384 bits is the end of the one of 512", "[crypto]") {
  for (const std::size_t size : {0U, 1U, 115U, 116U, 127U, 128U, 129U, 500U}) {
    const Bytes longer = digest(D::kupyna512, counting(size)).value();
    const Bytes shorter = digest(D::kupyna384, counting(size)).value();
    CHECK(equal(shorter, ByteView(longer).last(48)));
  }
}

TEST_CASE("a Ukrainian digest does not depend on how the message is cut", "[crypto]") {
  const D algorithm = GENERATE(D::gost_34311_95_dke1, D::kupyna256, D::kupyna384, D::kupyna512);
  for (const std::size_t size :
       {1U, 31U, 32U, 33U, 51U, 52U, 53U, 64U, 65U, 115U, 116U, 117U, 128U, 129U, 1000U}) {
    const Bytes message = counting(size);
    const Bytes whole = digest(algorithm, message).value();
    CHECK(whole.size() == digest_size(algorithm));
    for (const std::size_t step : {1U, 7U, 32U, 64U}) {
      Hasher hasher = Hasher::start(algorithm).value();
      for (std::size_t at = 0; at < size; at += step) {
        hasher.update(ByteView(message).subspan(at, std::min<std::size_t>(step, size - at)));
      }
      CHECK(std::move(hasher).finish() == whole);
    }
  }
}
