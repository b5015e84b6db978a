#include "validators/crypto/key_identity.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/x509.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/rewritten_key.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

namespace senim::crypto {
namespace {

namespace der = demo::der;
using demo::KeyKind;
using test::compressed_point;
using test::key_octets;
using test::spki_of;

Bytes ec_algorithm(std::string_view curve) {
  return der::sequence({der::oid(Oid("1.2.840.10045.2.1")), der::oid(Oid(curve))});
}
constexpr std::string_view kP256 = "1.2.840.10045.3.1.7";
constexpr std::string_view kSecp256k1 = "1.3.132.0.10";

// The same key with its curve spelled out.
Bytes with_explicit_curve(const Bytes& spki) {
  const unsigned char* at = spki.data();
  const PkeyPtr key(::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
  REQUIRE(key != nullptr);
  REQUIRE(::EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING,
                                           OSSL_PKEY_EC_ENCODING_EXPLICIT) == 1);
  Bytes octets(1'000);
  unsigned char* out = octets.data();
  const int size = ::i2d_PUBKEY(key.get(), &out);
  REQUIRE(size > 0);
  octets.resize(static_cast<std::size_t>(size));
  return octets;
}

}  // namespace

TEST_CASE("an EC key is one key whether its point is compressed and its curve spelled out",
          "[crypto]") {
  const demo::Key& key = test::shared_key(KeyKind::p256);
  const Bytes usual = key.spki();
  const Bytes point = key_octets(key);
  const Bytes compressed = spki_of(ec_algorithm(kP256), compressed_point(point));
  REQUIRE(PublicKey::from_spki(compressed).ok());
  CHECK(same_key(usual, compressed));
  CHECK(key_identity(usual) == key_identity(compressed));
  const Bytes spelled_out = with_explicit_curve(usual);
  REQUIRE(spelled_out != usual);
  CHECK(same_key(usual, spelled_out));
  CHECK(same_key(compressed, spelled_out));

  SECTION("another key is another one") {
    CHECK_FALSE(same_key(usual, test::shared_key(KeyKind::p256, 1).spki()));
    CHECK_FALSE(same_key(compressed, test::compressed(test::shared_key(KeyKind::p256, 1)).spki()));
  }
  SECTION("the other point of that x is another one") {
    Bytes other = compressed_point(point);
    other.front() ^= 1;
    CHECK_FALSE(same_key(usual, spki_of(ec_algorithm(kP256), other)));
  }
  SECTION("the same octets on another curve are another one") {
    CHECK_FALSE(same_key(usual, spki_of(ec_algorithm(kSecp256k1), point)));
  }
  SECTION("a generator of somebody's choice makes no key the same (CVE-2020-0601)") {
    const GroupPtr group(::EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    Bytes generator(65);
    REQUIRE(::EC_POINT_point2oct(group.get(), ::EC_GROUP_get0_generator(group.get()),
                                 POINT_CONVERSION_UNCOMPRESSED, generator.data(), 65,
                                 nullptr) == 65);
    Bytes forged = spelled_out;
    const auto at = std::search(forged.begin(), forged.end(), generator.begin(), generator.end());
    REQUIRE(at != forged.end());
    std::copy(point.begin(), point.end(), at);
    CHECK_FALSE(same_key(usual, forged));
    CHECK(key_identity(forged) == forged);
  }
}

TEST_CASE("an RSA key is one key under every identifier and parameter", "[crypto]") {
  const demo::Key& key = test::shared_key(KeyKind::rsa_2048);
  const Bytes numbers = key_octets(key);
  const Bytes encryption = der::oid(Oid("1.2.840.113549.1.1.1"));
  const Bytes pss = der::oid(Oid("1.2.840.113549.1.1.10"));
  const Bytes algorithm =
      GENERATE_COPY(der::sequence({encryption}), der::sequence({encryption, der::null()}),
                    der::sequence({pss}), der::sequence({pss, der::sequence({})}));
  const Bytes written = spki_of(algorithm, numbers);
  REQUIRE(PublicKey::from_spki(written).ok());
  CHECK(same_key(key.spki(), written));
  CHECK_FALSE(
      same_key(spki_of(algorithm, key_octets(test::shared_key(KeyKind::rsa_2048, 1))), written));
  Bytes exponent = numbers;
  exponent.back() ^= 2;
  CHECK_FALSE(same_key(key.spki(), spki_of(algorithm, exponent)));
}

TEST_CASE("a GOST key is one key under every set that names its curve", "[crypto]") {
  const auto written = [](std::string_view algorithm, std::string_view set, bool with_digest_set,
                          const Bytes& octets) {
    std::vector<Bytes> parameters{der::oid(Oid(set))};
    if (with_digest_set) {
      parameters.push_back(der::oid(Oid("1.2.643.7.1.1.2.2")));
    }
    return spki_of(der::sequence({der::oid(Oid(algorithm)), der::sequence(parameters)}), octets);
  };
  const std::string_view k2012 = "1.2.643.7.1.1.1.1";
  const Bytes octets = key_octets(test::shared_key(KeyKind::kz_2004));  // CryptoPro A
  const Bytes usual = written(k2012, "1.2.643.2.2.35.1", true, octets);
  REQUIRE(PublicKey::from_spki(usual).ok());
  CHECK(same_key(usual, written(k2012, "1.2.643.2.2.35.1", false, octets)));
  CHECK(same_key(usual, written(k2012, "1.2.643.2.2.36.0", true, octets)));
  CHECK(same_key(usual, written(k2012, "1.2.643.7.1.2.1.1.2", false, octets)));
  CHECK(same_key(usual, written("1.2.643.2.2.19", "1.2.643.2.2.35.1", true, octets)));
  CHECK(same_key(usual, test::shared_key(KeyKind::kz_2004).spki()));
  CHECK_FALSE(same_key(usual, written(k2012, "1.2.643.2.2.35.2", true, octets)));
  CHECK_FALSE(same_key(usual, test::shared_key(KeyKind::kz_2004, 1).spki()));
}

TEST_CASE("a DSTU 4145 key is one key in either byte order", "[crypto]") {
  const Bytes curve = der::sequence({der::oid(Oid("1.2.804.2.1.1.1.1.3.1.1.2.6"))});
  const auto written = [&](std::string_view algorithm, const Bytes& octets) {
    return spki_of(der::sequence({der::oid(Oid(algorithm)), curve}), der::octet_string(octets));
  };
  const Bytes octets = key_octets(test::shared_key(KeyKind::ua_257));
  const Bytes little(octets.begin() + 2, octets.end());
  const Bytes big(little.rbegin(), little.rend());
  const Bytes usual = written("1.2.804.2.1.1.1.1.3.1.1", little);
  CHECK(same_key(usual, written("1.2.804.2.1.1.1.1.3.1.1.1.1", big)));
  CHECK_FALSE(same_key(usual, written("1.2.804.2.1.1.1.1.3.1.1.1.1", little)));
}

TEST_CASE("a key that cannot be read is its octets", "[crypto]") {
  const Bytes none{0x01, 0x02, 0x03};
  CHECK(key_identity(none) == none);
  CHECK(same_key(none, none));
  CHECK_FALSE(same_key(none, Bytes{0x01, 0x02}));
  const Bytes unknown = spki_of(der::sequence({der::oid(Oid("1.2.3.4"))}), Bytes{0x04, 0x01, 0x02});
  CHECK(key_identity(unknown) == unknown);
  const demo::Key& key = test::shared_key(KeyKind::ed25519);
  CHECK(same_key(key.spki(), key.spki()));
  CHECK_FALSE(same_key(key.spki(), test::shared_key(KeyKind::ed25519, 1).spki()));
}

}  // namespace senim::crypto
