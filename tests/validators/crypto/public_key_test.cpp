#include "validators/crypto/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include <catch2/catch.hpp>
#include <new>

#include "tests/validators/crypto/evp_signer.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/openssl.h"

using namespace senim;
using namespace senim::crypto;

namespace {

Bytes tlv(std::uint8_t tag, const Bytes& content) {
  Bytes octets{tag};
  if (content.size() < 128) {
    octets.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    REQUIRE(content.size() < 65536);
    const auto low = static_cast<std::uint8_t>(content.size());
    const auto high = static_cast<std::uint8_t>(content.size() >> 8);
    const Bytes length = high == 0 ? Bytes{0x81, low} : Bytes{0x82, high, low};
    octets.insert(octets.end(), length.begin(), length.end());
  }
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}
Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}
Bytes oid_tlv(std::string_view dotted) { return tlv(0x06, to_bytes(Oid(dotted).content())); }
Bytes spki(std::string_view algorithm, const Bytes& parameters, const Bytes& key) {
  return tlv(0x30, join({tlv(0x30, join({oid_tlv(algorithm), parameters})),
                         tlv(0x03, join({{0x00}, key}))}));
}
constexpr std::string_view kEc = "1.2.840.10045.2.1";
constexpr std::string_view kP256 = "1.2.840.10045.3.1.7";
constexpr std::string_view kEd25519 = "1.3.101.112";

Bytes point_of(EVP_PKEY* key) {
  Bytes point(200);
  std::size_t size = 0;
  must(::EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(),
                                         &size));
  point.resize(size);
  return point;
}

Bytes number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  must(::EVP_PKEY_get_bn_param(key, name, &value));
  const BignumPtr owned(value);
  Bytes octets(static_cast<std::size_t>(BN_num_bytes(value)));
  ::BN_bn2bin(value, octets.data());
  return octets;
}

ErrorCode refusal(const Result<PublicKey>& key) {
  REQUIRE_FALSE(key.ok());
  CHECK(::ERR_peek_error() == 0);
  return key.error().code;
}

const Bytes kMessage = to_bytes("message");

}  // namespace

TEST_CASE("a key of an unknown kind is a value with its OID as name", "[crypto]") {
  const Bytes octets = spki("1.2.3.4.5", tlv(0x05, {}), {1, 2, 3});
  const PublicKey key = PublicKey::from_spki(octets).value();
  CHECK(key.family() == KeyFamily::unknown);
  CHECK(key.name() == "1.2.3.4.5");
  CHECK(key.algorithm() == Oid{"1.2.3.4.5"});
  CHECK(key.bits() == 0);
  CHECK(key.spki() == octets);
  CHECK(verify(key, signature_by_jwa("RS256"), kMessage, {}).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("a national key is named", "[crypto]") {
  const PublicKey key = PublicKey::from_spki(spki("1.2.156.10197.1.301.9", {}, {1})).value();
  CHECK(key.family() == KeyFamily::unknown);
  const PublicKey kz =
      PublicKey::from_spki(spki("1.2.398.3.10.1.1.2.2", tlv(0x30, oid_tlv("1.2.3.4")), {1}))
          .value();
  CHECK(kz.family() == KeyFamily::gost_34102015_512);
  CHECK(kz.name() == "GOST 34.10-2015 512 1.2.3.4");
}

TEST_CASE("a SubjectPublicKeyInfo that is none is malformed", "[crypto]") {
  const Bytes good = spki("1.2.3.4", {}, {1});
  CHECK(PublicKey::from_spki(good).ok());
  Bytes trailing = good;
  trailing.push_back(0);
  CHECK(refusal(PublicKey::from_spki(trailing)) == ErrorCode::malformed);
  CHECK(refusal(PublicKey::from_spki({})) == ErrorCode::malformed);
  CHECK(refusal(PublicKey::from_spki(tlv(0x30, {}))) == ErrorCode::malformed);
  const Bytes unused_bits =
      tlv(0x30, join({tlv(0x30, oid_tlv("1.2.3.4")), tlv(0x03, {0x01, 0x02})}));
  CHECK(refusal(PublicKey::from_spki(unused_bits)) == ErrorCode::malformed);
}

TEST_CASE("an RSA key made from numbers equals the one read from its SubjectPublicKeyInfo",
          "[crypto]") {
  const PkeyPtr evp = test::make_rsa(1024);
  const Bytes n = number_of(evp.get(), OSSL_PKEY_PARAM_RSA_N);
  const Bytes e = number_of(evp.get(), OSSL_PKEY_PARAM_RSA_E);
  const PublicKey made = PublicKey::from_rsa(n, e).value();
  CHECK(made.spki() == test::spki_of(evp.get()));
  CHECK(made == PublicKey::from_spki(test::spki_of(evp.get())).value());
  CHECK(made.name() == "RSA 1024");
  CHECK(made.bits() == 1024);
  CHECK(made.family() == KeyFamily::rsa);
  // CryptoBinary may carry leading zeros.
  CHECK(PublicKey::from_rsa(join({{0x00, 0x00}, n}), join({{0x00}, e})).value() == made);
  Bytes other = n;
  other[20] ^= 1;
  CHECK_FALSE(PublicKey::from_rsa(other, e).value() == made);
}

TEST_CASE("RSA numbers that are none are refused", "[crypto]") {
  const PkeyPtr evp = test::make_rsa(1024);
  const Bytes n = number_of(evp.get(), OSSL_PKEY_PARAM_RSA_N);
  const Bytes e{0x01, 0x00, 0x01};
  CHECK(PublicKey::from_rsa(n, e).ok());
  CHECK(PublicKey::from_rsa(n, Bytes{3}).ok());
  for (const Bytes& bad : {Bytes{}, Bytes{0}, Bytes{1}, Bytes{2}, Bytes{0x01, 0x00, 0x00}, n}) {
    CHECK(refusal(PublicKey::from_rsa(n, bad)) == ErrorCode::malformed);
  }
  Bytes even = n;
  even.back() = static_cast<std::uint8_t>(even.back() & 0xfe);
  CHECK(refusal(PublicKey::from_rsa(even, e)) == ErrorCode::malformed);
  CHECK(refusal(PublicKey::from_rsa({}, e)) == ErrorCode::malformed);
}

TEST_CASE("RSA keys out of the sizes we compute are named and unsupported", "[crypto]") {
  const Bytes e{0x01, 0x00, 0x01};
  const auto code = [&](std::size_t octets) {
    const PublicKey key = PublicKey::from_rsa(Bytes(octets, 0xff), e).value();
    CHECK(key.bits() == octets * 8);
    const Result<bool> answer = verify(key, signature_by_jwa("RS256"), kMessage, Bytes(octets, 1));
    return answer.ok() ? ErrorCode::internal : answer.error().code;
  };
  CHECK(code(63) == ErrorCode::unsupported);
  CHECK(code(64) == ErrorCode::internal);  // answered: false
  CHECK(code(2048) == ErrorCode::internal);
  CHECK(code(2049) == ErrorCode::unsupported);
  // A long exponent over a long modulus.
  const PublicKey slow = PublicKey::from_rsa(Bytes(512, 0xff), Bytes(9, 0x7f)).value();
  CHECK(verify(slow, signature_by_jwa("RS256"), kMessage, Bytes(512, 1)).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("the parameters of an id-RSASSA-PSS key restrict its signatures", "[crypto]") {
  const PkeyPtr evp = test::make_rsa_pss(1024);
  const Bytes n = number_of(evp.get(), OSSL_PKEY_PARAM_RSA_N);
  const Bytes e = number_of(evp.get(), OSSL_PKEY_PARAM_RSA_E);
  const Bytes numbers = tlv(0x30, join({tlv(0x02, join({{0x00}, n})), tlv(0x02, e)}));
  const Bytes sha256 = tlv(0x30, join({oid_tlv("2.16.840.1.101.3.4.2.1"), tlv(0x05, {})}));
  const Bytes restriction =
      tlv(0x30, join({tlv(0xa0, sha256),
                      tlv(0xa1, tlv(0x30, join({oid_tlv("1.2.840.113549.1.1.8"), sha256}))),
                      tlv(0xa2, {0x02, 0x01, 0x20})}));
  const auto key_with = [&](const Bytes& parameters) {
    return PublicKey::from_spki(spki("1.2.840.113549.1.1.10", parameters, numbers)).value();
  };
  SignatureAlgorithm algorithm = signature_by_jwa("PS256");
  const Bytes value = test::sign(evp.get(), algorithm, kMessage);
  CHECK(verify(key_with({}), algorithm, kMessage, value).value());
  CHECK(verify(key_with(restriction), algorithm, kMessage, value).value());

  algorithm.pss->salt_length = 31;  // below what the key demands
  const Bytes short_salt = test::sign(evp.get(), algorithm, kMessage);
  CHECK(verify(key_with({}), algorithm, kMessage, short_salt).value());
  CHECK_FALSE(verify(key_with(restriction), algorithm, kMessage, short_salt).value());

  algorithm.pss = PssParameters{DigestAlgorithm::sha256, DigestAlgorithm::sha1, 32};
  const Bytes other_mask = test::sign(evp.get(), algorithm, kMessage);
  CHECK(verify(key_with({}), algorithm, kMessage, other_mask).value());
  CHECK_FALSE(verify(key_with(restriction), algorithm, kMessage, other_mask).value());

  // A mask generation this build has no name for: the key is named, never tried.
  const Bytes strange = tlv(0x30, tlv(0xa1, tlv(0x30, oid_tlv("1.2.3.4"))));
  CHECK(verify(key_with(strange), signature_by_jwa("PS256"), kMessage, value).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("EC keys are compressed or uncompressed points of a named curve", "[crypto]") {
  const auto curve = GENERATE("P-256", "P-521", "secp256k1", "brainpoolP384r1");
  const PkeyPtr evp = test::make_ec(curve);
  const PublicKey key = PublicKey::from_spki(test::spki_of(evp.get())).value();
  CHECK(key.family() == KeyFamily::ec);
  CHECK(key == PublicKey::from_ec(key.curve(), point_of(evp.get())).value());
  must(::EVP_PKEY_set_utf8_string_param(evp.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                        "compressed"));
  const PublicKey compressed = PublicKey::from_spki(test::spki_of(evp.get())).value();
  CHECK(compressed.spki().size() < key.spki().size());
  CHECK(compressed.curve() == key.curve());
  SignatureAlgorithm algorithm =
      signature_by_uri("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");
  const Bytes value = test::sign(evp.get(), algorithm, kMessage);
  CHECK(verify(key, algorithm, kMessage, value).value());
  CHECK(verify(compressed, algorithm, kMessage, value).value());
}

TEST_CASE("octets that are no point of the curve are refused", "[crypto]") {
  const PkeyPtr evp = test::make_ec("P-256");
  const Bytes point = point_of(evp.get());
  REQUIRE(point.size() == 65);
  const Oid curve(kP256);
  CHECK(PublicKey::from_ec(curve, point).ok());
  Bytes off = point;
  off[64] ^= 1;
  Bytes hybrid = point;
  hybrid[0] = static_cast<std::uint8_t>(0x06 | (point[64] & 1));
  Bytes longer = point;
  longer.push_back(0);
  const Bytes above_prime = join({{0x04}, Bytes(64, 0xff)});
  const Bytes no_root = [&] {
    Bytes compressed(point.begin(), point.begin() + 33);
    compressed[0] = 0x02;
    while (PublicKey::from_ec(curve, compressed).ok()) {
      ++compressed[32];
    }
    return compressed;
  }();
  for (const Bytes& bad :
       {off, hybrid, longer, above_prime, no_root, Bytes{}, Bytes{0x00}, Bytes(65, 0x00),
        join({{0x04}, Bytes(64, 0x00)}), Bytes(point.begin(), point.end() - 1)}) {
    CHECK(refusal(PublicKey::from_ec(curve, bad)) == ErrorCode::malformed);
  }
  CHECK(refusal(PublicKey::from_spki(spki(kEc, {}, point))) == ErrorCode::malformed);
  CHECK(refusal(PublicKey::from_spki(spki(kEc, tlv(0x05, {}), point))) == ErrorCode::malformed);
}

TEST_CASE("a curve this build does not compute is named and unsupported", "[crypto]") {
  const PublicKey key = PublicKey::from_spki(spki(kEc, oid_tlv("1.3.132.0.38"), {4, 1})).value();
  CHECK(key.family() == KeyFamily::ec);
  CHECK(key.name() == "ECDSA 1.3.132.0.38");
  const SignatureAlgorithm algorithm =
      signature_by_uri("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256");
  CHECK(verify(key, algorithm, kMessage, {}).error().code == ErrorCode::unsupported);
}

TEST_CASE("explicit parameters that spell a named curve are that curve", "[crypto]") {
  const auto curve = GENERATE("P-256", "P-384", "brainpoolP256r1", "secp256k1", "P-192");
  const PkeyPtr evp = test::make_ec(curve);
  const PublicKey named = PublicKey::from_spki(test::spki_of(evp.get())).value();
  must(::EVP_PKEY_set_utf8_string_param(evp.get(), OSSL_PKEY_PARAM_EC_ENCODING,
                                        OSSL_PKEY_EC_ENCODING_EXPLICIT));
  Bytes octets = test::spki_of(evp.get());
  const PublicKey key = PublicKey::from_spki(octets).value();
  CHECK(key.curve() == named.curve());
  CHECK(key.name() == named.name());
  CHECK_FALSE(key == named);  // other octets: pinned and compared as they are
  const SignatureAlgorithm algorithm =
      signature_by_uri("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384");
  const Bytes value = test::sign(evp.get(), algorithm, kMessage);
  CHECK(verify(key, algorithm, kMessage, value).value());

  // Any other generator, equation, order or prime: each byte of the parameters.
  const std::size_t key_at = octets.size() - point_of(evp.get()).size();
  int accepted = 0;
  for (std::size_t i = 0; i < key_at; ++i) {
    octets[i] ^= 1;
    const Result<PublicKey> changed = PublicKey::from_spki(octets);
    if (changed.ok()) {
      const Result<bool> answer = verify(*changed, algorithm, kMessage, value);
      accepted += answer.ok() && *answer && changed->curve() != named.curve() ? 1 : 0;
    }
    octets[i] ^= 1;
  }
  CHECK(accepted == 0);
}

TEST_CASE("an explicit curve with a generator of the attacker's is refused", "[crypto]") {
  // CVE-2020-0601: P-256 but for the generator, which is the key itself.
  const PkeyPtr evp = test::make_ec("P-256");
  must(::EVP_PKEY_set_utf8_string_param(evp.get(), OSSL_PKEY_PARAM_EC_ENCODING,
                                        OSSL_PKEY_EC_ENCODING_EXPLICIT));
  Bytes octets = test::spki_of(evp.get());
  const Bytes point = point_of(evp.get());
  const Bytes generator = [] {
    const GroupPtr group(::EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    Bytes uncompressed(65);
    must(::EC_POINT_point2oct(group.get(), ::EC_GROUP_get0_generator(group.get()),
                              POINT_CONVERSION_UNCOMPRESSED, uncompressed.data(), 65, nullptr) == 65
             ? 1
             : 0);
    return uncompressed;
  }();
  const auto at = std::search(octets.begin(), octets.end(), generator.begin(), generator.end());
  REQUIRE(at != octets.end());
  CHECK(PublicKey::from_spki(octets).ok());
  std::copy(point.begin(), point.end(), at);
  CHECK(refusal(PublicKey::from_spki(octets)) == ErrorCode::malformed);
}

TEST_CASE("Edwards keys have no parameters, their exact size and a large order", "[crypto]") {
  const PkeyPtr evp = test::make_edwards("ED25519");
  const Bytes octets = test::spki_of(evp.get());
  const Bytes raw(octets.end() - 32, octets.end());
  const PublicKey key = PublicKey::from_edwards(KeyFamily::ed25519, raw).value();
  CHECK(key.spki() == octets);
  CHECK(key.name() == "Ed25519");
  CHECK(key.family() == KeyFamily::ed25519);
  CHECK(refusal(PublicKey::from_edwards(KeyFamily::ec, raw)) == ErrorCode::malformed);
  CHECK(refusal(PublicKey::from_edwards(KeyFamily::ed448, raw)) == ErrorCode::malformed);
  CHECK(refusal(PublicKey::from_spki(spki(kEd25519, tlv(0x05, {}), raw))) == ErrorCode::malformed);
  Bytes one(32, 0);
  one[0] = 1;
  Bytes minus_one(32, 0xff);
  minus_one[0] = 0xec;
  minus_one[31] = 0x7f;
  Bytes prime = minus_one;
  prime[0] = 0xed;
  Bytes signed_one = one;
  signed_one[31] = 0x80;
  const Bytes order_eight = {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                             0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                             0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
  for (const Bytes& bad : {one, minus_one, prime, signed_one, order_eight, Bytes(32, 0),
                           Bytes(32, 0xff), Bytes(31, 9), Bytes(33, 9), Bytes{}}) {
    CHECK(refusal(PublicKey::from_edwards(KeyFamily::ed25519, bad)) == ErrorCode::malformed);
  }
  Bytes ed448_one(57, 0);
  ed448_one[0] = 1;
  CHECK(refusal(PublicKey::from_edwards(KeyFamily::ed448, ed448_one)) == ErrorCode::malformed);
}

TEST_CASE("RFC 8032 test vector", "[crypto]") {  // 7.1, TEST 2
  const auto octets = [](const std::string& hex) {
    Bytes bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
      bytes.push_back(static_cast<std::uint8_t>(std::stoul(hex.substr(i, 2), nullptr, 16)));
    }
    return bytes;
  };
  const PublicKey key =
      PublicKey::from_edwards(
          KeyFamily::ed25519,
          octets("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"))
          .value();
  const Bytes value = octets(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
      "1d8c387b2eaeb4302aeeb00d291612bb0c00");
  CHECK(verify(key, signature_by_jwa("Ed25519"), Bytes{0x72}, value).value());
  CHECK_FALSE(verify(key, signature_by_jwa("Ed25519"), Bytes{0x73}, value).value());
}

TEST_CASE("DSA keys bring their domain or inherit it", "[crypto]") {
  const PkeyPtr evp = test::make_dsa(1024, 160);
  const Bytes p = number_of(evp.get(), OSSL_PKEY_PARAM_FFC_P);
  const Bytes q = number_of(evp.get(), OSSL_PKEY_PARAM_FFC_Q);
  const Bytes g = number_of(evp.get(), OSSL_PKEY_PARAM_FFC_G);
  const Bytes y = number_of(evp.get(), OSSL_PKEY_PARAM_PUB_KEY);
  const PublicKey key = PublicKey::from_dsa(p, q, g, y).value();
  CHECK(key.spki() == test::spki_of(evp.get()));
  CHECK(key.name() == "DSA 1024");
  CHECK_FALSE(key.lacks_parameters());
  const SignatureAlgorithm algorithm =
      signature_by_uri("http://www.w3.org/2009/xmldsig11#dsa-sha256");
  const Bytes value = test::sign(evp.get(), algorithm, kMessage);

  const Bytes y_tlv = tlv(0x02, y[0] >= 0x80 ? join({{0x00}, y}) : y);
  const PublicKey bare = PublicKey::from_spki(spki("1.2.840.10040.4.1", {}, y_tlv)).value();
  CHECK(bare.lacks_parameters());
  CHECK(verify(bare, algorithm, kMessage, value).error().code == ErrorCode::unsupported);
  const PublicKey completed = bare.inheriting_from(key).value();
  CHECK(verify(completed, algorithm, kMessage, value).value());
  CHECK(key.inheriting_from(bare).value() == key);
  CHECK(refusal(bare.inheriting_from(bare)) == ErrorCode::malformed);
  const PkeyPtr ec = test::make_ec("P-256");
  CHECK(refusal(bare.inheriting_from(PublicKey::from_spki(test::spki_of(ec.get())).value())) ==
        ErrorCode::malformed);
}

TEST_CASE("a DSA generator or key outside the subgroup is refused", "[crypto]") {
  const PkeyPtr evp = test::make_dsa(1024, 160);
  const Bytes p = number_of(evp.get(), OSSL_PKEY_PARAM_FFC_P);
  const Bytes q = number_of(evp.get(), OSSL_PKEY_PARAM_FFC_Q);
  const Bytes g = number_of(evp.get(), OSSL_PKEY_PARAM_FFC_G);
  const Bytes y = number_of(evp.get(), OSSL_PKEY_PARAM_PUB_KEY);
  Bytes minus_one = p;
  --minus_one.back();
  for (const Bytes& bad : {Bytes{}, Bytes{0}, Bytes{1}, Bytes{2}, minus_one, p}) {
    CHECK(refusal(PublicKey::from_dsa(p, q, bad, y)) == ErrorCode::malformed);
    CHECK(refusal(PublicKey::from_dsa(p, q, g, bad)) == ErrorCode::malformed);
  }
  CHECK(refusal(PublicKey::from_dsa(minus_one, q, g, y)) == ErrorCode::malformed);  // even
  // A q of no standard size: named, not computed.
  const PublicKey strange = PublicKey::from_dsa(p, Bytes(10, 0x7f), g, y).value();
  CHECK(verify(strange, signature_by_uri("http://www.w3.org/2000/09/xmldsig#dsa-sha1"), kMessage,
               Bytes(20, 1))
            .error()
            .code == ErrorCode::unsupported);
}

TEST_CASE("the registry says the size of what it verifies", "[crypto]") {
  const PkeyPtr evp = test::make_ec("P-521");
  const PublicKey key = PublicKey::from_spki(test::spki_of(evp.get())).value();
  CHECK(key.bits() == 521);
  CHECK(key.curve() == Oid{"1.3.132.0.35"});
  CHECK(key.algorithm() == Oid{kEc});
}

TEST_CASE("a want of memory is told of no key", "[crypto]") {
  ERR_raise(ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE);
  CHECK(drain_errors() == "point is not on curve");
  ERR_raise(ERR_LIB_EC, ERR_R_MALLOC_FAILURE);
  ERR_raise(ERR_LIB_EC, EC_R_POINT_IS_NOT_ON_CURVE);
  CHECK_THROWS_AS(drain_errors(), std::bad_alloc);
  CHECK(drain_errors().empty());
}
