#include <openssl/err.h>

#include <catch2/catch.hpp>
#include <thread>

#include "tests/validators/crypto/gost_engine.h"
#include "validators/crypto/digest.h"

using namespace senim;
using namespace senim::crypto;

namespace {

using D = DigestAlgorithm;

std::string hex_of(D algorithm, ByteView message) {
  return to_hex(digest(algorithm, message).value());
}

// Octets that carry: the sums of both functions run over the whole width when blocks are full.
Bytes awkward(std::size_t size, unsigned seed) {
  Bytes octets(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto mixed = static_cast<std::uint8_t>((i * 167 + seed * 31) >> (seed % 3));
    octets[i] = seed % 4 == 0 ? std::uint8_t{0xff} : mixed;
  }
  return octets;
}

}  // namespace

TEST_CASE("GOST digests are the published ones", "[crypto]") {
  // GOST 34.311-95 A.3 and domain.md 4.3; RFC 6986 10 (M1, in transmission order).
  const std::string m1 = "012345678901234567890123456789012345678901234567890123456789012";
  const std::string half = "Suppose the original message has length = 50 bytes";
  const auto [algorithm, message, hex] = GENERATE_COPY(table<D, std::string, std::string>({
      {D::gost_34311_95, "", "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d"},
      {D::gost_34311_95, "a", "d42c539e367c66e9c88a801f6649349c21871b4344c6a573f849fdce62f314dd"},
      {D::gost_34311_95, "abc", "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d"},
      {D::gost_34311_95, "message digest",
       "ad4434ecb18f2c99b60cbe59ec3d2469582b65273f48de72db2fde16a4889a4d"},
      {D::gost_34311_95, std::string(128, 'U'),
       "53a3a3ed25180cef0c1d85a074273e551c25660a87062a52d926a9e8fe5733a4"},
      {D::gost_34311_95, "This is message, length=32 bytes",
       "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"},
      {D::gost_34311_95, half, "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208"},
      {D::gost_r_3411_94, "", "981e5f3ca30c841487830f84fb433e13ac1101569b9c13584ac483234cd656c0"},
      {D::gost_r_3411_94, "a", "e74c52dd282183bf37af0079c9f78055715a103f17e3133ceff1aacf2f403011"},
      {D::streebog256, "", "3f539a213e97c802cc229d474c6aa32a825a360b2a933a949fd925208d9ce1bb"},
      {D::streebog512, "",
       "8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac"
       "4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a"},
      {D::streebog256, m1, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"},
      {D::streebog512, m1,
       "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f0"
       "24c311e2a481332b08ef7f41797891c1646f48"},
  }));
  CAPTURE(to_string(algorithm), message);
  CHECK(supported(algorithm));
  CHECK(hex_of(algorithm, as_bytes(message)) == hex);
  CHECK(digest_size(algorithm) * 2 == hex.size());
  // The neighbours: each octet of the message changed, one octet less, one more.
  Bytes other = to_bytes(message);
  for (std::uint8_t& octet : other) {
    octet ^= 1;
    CHECK(hex_of(algorithm, other) != hex);
    octet ^= 1;
  }
  other.push_back(0);
  CHECK(hex_of(algorithm, other) != hex);
}

TEST_CASE("the two tables of GOST R 34.11-94 are two digests", "[crypto]") {
  CHECK(hex_of(D::gost_34311_95, as_bytes("abc")) != hex_of(D::gost_r_3411_94, as_bytes("abc")));
}

TEST_CASE("a GOST digest does not depend on how the message is cut", "[crypto]") {
  const D algorithm = GENERATE(D::streebog256, D::streebog512, D::gost_r_3411_94, D::gost_34311_95);
  for (const std::size_t size : {1U, 31U, 32U, 33U, 63U, 64U, 65U, 127U, 128U, 129U, 1000U}) {
    const Bytes message = awkward(size, static_cast<unsigned>(size));
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

TEST_CASE("GOST digests equal those of the gost engine", "[crypto]") {
  if (!test::gost_engine_present()) {
    WARN("libengine-gost-openssl is not installed: no second opinion");
    return;
  }
  // The engine answers otherwise for the empty message of GOST R 34.11-94 (domain.md 4.3).
  for (unsigned i = 1; i <= 300; ++i) {
    const Bytes message = awkward(i, i);
    CAPTURE(i);
    CHECK(digest(D::streebog256, message).value() == test::engine_digest("md_gost12_256", message));
    CHECK(digest(D::streebog512, message).value() == test::engine_digest("md_gost12_512", message));
    CHECK(digest(D::gost_r_3411_94, message).value() == test::engine_digest("md_gost94", message));
  }
  ::ERR_clear_error();
}

TEST_CASE("threads hash with GOST at the same time", "[crypto]") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  const Bytes expected = digest(D::streebog512, awkward(200, 1)).value();
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, &expected, t] {
      for (int i = 0; i < 200; ++i) {
        wrong[t] += digest(D::streebog512, awkward(200, 1)).value() == expected ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4));
}
