#include <openssl/err.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <thread>

#include "tests/validators/crypto/evp_signer.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;

namespace {

const Bytes kMessage = to_bytes("the quick brown fox jumps over the lazy dog");

SignatureAlgorithm algorithm_of(SignatureScheme scheme, DigestAlgorithm digest,
                                ValueEncoding encoding = ValueEncoding::der) {
  SignatureAlgorithm algorithm;
  algorithm.scheme = scheme;
  algorithm.digest = digest;
  algorithm.encoding = encoding;
  return algorithm;
}

SignatureAlgorithm pss_of(DigestAlgorithm digest, DigestAlgorithm mgf, std::uint32_t salt) {
  SignatureAlgorithm algorithm = algorithm_of(SignatureScheme::rsa_pss, digest);
  algorithm.pss = PssParameters{digest, mgf, salt};
  return algorithm;
}

PublicKey key_of(EVP_PKEY* key) { return PublicKey::from_spki(test::spki_of(key)).value(); }

bool accepted(const PublicKey& key, const SignatureAlgorithm& algorithm, ByteView message,
              ByteView value) {
  const Result<bool> answer = verify(key, algorithm, message, value);
  return answer.ok() && *answer;
}

// A signature verifies, in both forms, and nothing beside it does; OpenSSL's queue stays empty.
void check_with_neighbours(EVP_PKEY* evp, const SignatureAlgorithm& algorithm, int rounds = 1) {
  CAPTURE(algorithm.name(), to_string(algorithm.digest));
  const PublicKey key = key_of(evp);
  CAPTURE(key.name());
  REQUIRE(supported(algorithm));
  std::mt19937 random(20261124);
  for (int round = 0; round < rounds; ++round) {
    Bytes message = kMessage;
    message.push_back(static_cast<std::uint8_t>(round));
    Bytes value = test::sign(evp, algorithm, message);
    CHECK(verify(key, algorithm, message, value).value());
    if (algorithm.scheme != SignatureScheme::eddsa) {
      const Bytes hash = digest(algorithm.digest, message).value();
      CHECK(verify_digest(key, algorithm, hash, value).value());
    }
    const std::size_t at = random() % message.size();
    message[at] ^= 1;
    CHECK_FALSE(verify(key, algorithm, message, value).value());
    message[at] ^= 1;
    const std::size_t in_value = random() % value.size();
    value[in_value] ^= 1;
    CHECK_FALSE(verify(key, algorithm, message, value).value());
    value[in_value] ^= 1;
    value.push_back(0);
    CHECK_FALSE(verify(key, algorithm, message, value).value());
    value.pop_back();
    CHECK_FALSE(verify(key, algorithm, message, ByteView(value).first(value.size() - 1)).value());
    CHECK_FALSE(verify(key, algorithm, message, {}).value());
    CHECK(::ERR_peek_error() == 0);
  }
}

constexpr std::array kDigests = {
    DigestAlgorithm::sha1,       DigestAlgorithm::sha224,   DigestAlgorithm::sha256,
    DigestAlgorithm::sha384,     DigestAlgorithm::sha512,   DigestAlgorithm::sha512_224,
    DigestAlgorithm::sha512_256, DigestAlgorithm::sha3_224, DigestAlgorithm::sha3_256,
    DigestAlgorithm::sha3_384,   DigestAlgorithm::sha3_512};

// Keys that cost time to make are made once.
EVP_PKEY* rsa_2048() {
  static const PkeyPtr key = test::make_rsa(2048);
  return key.get();
}
EVP_PKEY* dsa_1024() {
  static const PkeyPtr key = test::make_dsa(1024, 160);
  return key.get();
}

}  // namespace

TEST_CASE("RSA PKCS 1 v1.5 verifies what OpenSSL signs with every digest", "[crypto]") {
  for (const DigestAlgorithm digest : kDigests) {
    check_with_neighbours(rsa_2048(), algorithm_of(SignatureScheme::rsa_pkcs1, digest), 3);
  }
  check_with_neighbours(rsa_2048(), algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::md5));
  check_with_neighbours(rsa_2048(),
                        algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::ripemd160));
}

TEST_CASE("RSASSA-PSS verifies what OpenSSL signs with every parameter", "[crypto]") {
  for (const DigestAlgorithm digest : kDigests) {
    for (const DigestAlgorithm mgf : {DigestAlgorithm::sha1, digest}) {
      for (const std::uint32_t salt : {0U, 20U, 32U, 64U}) {
        check_with_neighbours(rsa_2048(), pss_of(digest, mgf, salt));
      }
    }
  }
}

TEST_CASE("RSA moduli whose length is no multiple of eight verify too", "[crypto]") {
  const unsigned bits = GENERATE(1024U, 1025U, 1027U, 1031U, 1032U, 1033U, 3072U);
  const PkeyPtr key = test::make_rsa(bits);
  CHECK(key_of(key.get()).bits() == bits);
  check_with_neighbours(key.get(),
                        algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256), 2);
  check_with_neighbours(key.get(), pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32), 2);
}

// RFC 8017 9.2 step 3: emLen >= tLen + 11, that is eight octets of padding.
TEST_CASE("a modulus too short for eight octets of padding signs nothing", "[crypto]") {
  struct Row {
    DigestAlgorithm digest;
    Bytes info;       // DigestInfo before the digest
    unsigned octets;  // of the shortest modulus
  };
  const auto row = GENERATE(Row{DigestAlgorithm::sha384,
                                {0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
                                 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30},
                                78},
                            Row{DigestAlgorithm::sha512,
                                {0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
                                 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40},
                                94});
  for (const unsigned octets : {row.octets - 1, row.octets}) {
    CAPTURE(octets);
    const PkeyPtr key = test::make_rsa(8 * octets);
    Bytes tail = row.info;
    const Bytes hash = digest(row.digest, kMessage).value();
    tail.insert(tail.end(), hash.begin(), hash.end());
    Bytes encoded{0x00, 0x01};
    encoded.insert(encoded.end(), octets - tail.size() - 3, 0xff);
    encoded.push_back(0x00);
    encoded.insert(encoded.end(), tail.begin(), tail.end());
    const Bytes value = test::sign_encoded(key.get(), encoded);
    CHECK(accepted(key_of(key.get()), algorithm_of(SignatureScheme::rsa_pkcs1, row.digest),
                   kMessage, value) == (octets == row.octets));
  }
}

TEST_CASE("a salt of another length or another mask digest does not verify", "[crypto]") {
  const SignatureAlgorithm signed_with =
      pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32);
  const PublicKey key = key_of(rsa_2048());
  const Bytes value = test::sign(rsa_2048(), signed_with, kMessage);
  CHECK(accepted(key, signed_with, kMessage, value));
  for (const std::uint32_t salt : {0U, 31U, 33U, 222U, 223U, 2048U}) {
    CHECK_FALSE(accepted(key, pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha256, salt),
                         kMessage, value));
  }
  CHECK_FALSE(
      accepted(key, pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha1, 32), kMessage, value));
  CHECK_FALSE(accepted(key, algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256),
                       kMessage, value));
}

TEST_CASE("the digest named must be the digest signed", "[crypto]") {
  const PublicKey key = key_of(rsa_2048());
  const Bytes value = test::sign(
      rsa_2048(), algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256), kMessage);
  const Bytes hash = digest(DigestAlgorithm::sha256, kMessage).value();
  const SignatureAlgorithm other =
      algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha3_256);
  CHECK_FALSE(verify(key, other, kMessage, value).value());
  CHECK_FALSE(verify_digest(key, other, hash, value).value());
  CHECK(verify_digest(key, algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha512), hash,
                      value)
            .error()
            .code == ErrorCode::malformed);
}

TEST_CASE("an id-RSASSA-PSS key does PSS only", "[crypto]") {
  const PkeyPtr evp = test::make_rsa_pss(1024);
  const PublicKey key = key_of(evp.get());
  CHECK(key.family() == KeyFamily::rsa_pss);
  CHECK(key.name() == "RSASSA-PSS 1024");
  check_with_neighbours(evp.get(), pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32));
  const SignatureAlgorithm pkcs1 =
      algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256);
  CHECK_FALSE(verify(key, pkcs1, kMessage, Bytes(128, 1)).value());
}

TEST_CASE("ECDSA verifies what OpenSSL signs on every curve in both encodings", "[crypto]") {
  const auto curve = GENERATE(
      "P-192", "P-224", "P-256", "P-384", "P-521", "secp256k1", "brainpoolP160r1",
      "brainpoolP160t1", "brainpoolP192r1", "brainpoolP192t1", "brainpoolP224r1", "brainpoolP224t1",
      "brainpoolP256r1", "brainpoolP256t1", "brainpoolP320r1", "brainpoolP320t1", "brainpoolP384r1",
      "brainpoolP384t1", "brainpoolP512r1", "brainpoolP512t1");
  const PkeyPtr key = test::make_ec(curve);
  REQUIRE(key != nullptr);
  CHECK(key_of(key.get()).name() == "ECDSA " + std::string(curve));
  for (const ValueEncoding encoding : {ValueEncoding::der, ValueEncoding::plain}) {
    check_with_neighbours(key.get(),
                          algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256, encoding));
    check_with_neighbours(key.get(),
                          algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha512, encoding));
  }
}

TEST_CASE("ECDSA verifies what OpenSSL signs with every digest and many keys", "[crypto]") {
  for (const DigestAlgorithm digest : kDigests) {
    for (int i = 0; i < 20; ++i) {
      const PkeyPtr key = test::make_ec("P-256");
      check_with_neighbours(key.get(), algorithm_of(SignatureScheme::ecdsa, digest));
    }
  }
}

TEST_CASE("Ed25519 and Ed448 verify what OpenSSL signs", "[crypto]") {
  const auto type = GENERATE("ED25519", "ED448");
  for (int i = 0; i < 10; ++i) {
    const PkeyPtr key = test::make_edwards(type);
    check_with_neighbours(key.get(), algorithm_of(SignatureScheme::eddsa, DigestAlgorithm::unknown),
                          3);
  }
}

TEST_CASE("EdDSA needs the message and its own identifier", "[crypto]") {
  const PkeyPtr evp = test::make_edwards("ED25519");
  const PublicKey key = key_of(evp.get());
  const Bytes value = test::sign(
      evp.get(), algorithm_of(SignatureScheme::eddsa, DigestAlgorithm::unknown), kMessage);
  CHECK(accepted(key, signature_by_jwa("EdDSA"), kMessage, value));
  CHECK(accepted(key, signature_by_jwa("Ed25519"), kMessage, value));
  CHECK_FALSE(verify(key, signature_by_jwa("Ed448"), kMessage, value).value());
  CHECK(verify_digest(key, signature_by_jwa("EdDSA"), kMessage, value).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("DSA verifies what OpenSSL signs in both encodings", "[crypto]") {
  for (const ValueEncoding encoding : {ValueEncoding::der, ValueEncoding::plain}) {
    for (const DigestAlgorithm digest : {DigestAlgorithm::sha1, DigestAlgorithm::sha256,
                                         DigestAlgorithm::sha384, DigestAlgorithm::sha3_512}) {
      check_with_neighbours(dsa_1024(), algorithm_of(SignatureScheme::dsa, digest, encoding), 3);
    }
  }
}

TEST_CASE("every byte of a value matters", "[crypto]") {
  const PkeyPtr ec = test::make_ec("P-256");
  const PkeyPtr edwards = test::make_edwards("ED25519");
  const std::vector<std::pair<EVP_PKEY*, SignatureAlgorithm>> rows = {
      {rsa_2048(), algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256)},
      {rsa_2048(), pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32)},
      {ec.get(), algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256)},
      {ec.get(),
       algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256, ValueEncoding::plain)},
      {edwards.get(), algorithm_of(SignatureScheme::eddsa, DigestAlgorithm::unknown)},
      {dsa_1024(), algorithm_of(SignatureScheme::dsa, DigestAlgorithm::sha256)},
  };
  for (const auto& [evp, algorithm] : rows) {
    CAPTURE(algorithm.name());
    const PublicKey key = key_of(evp);
    Bytes value = test::sign(evp, algorithm, kMessage);
    int passed = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
      value[i] ^= 1;
      passed += accepted(key, algorithm, kMessage, value) ? 1 : 0;
      value[i] ^= 1;
    }
    CHECK(passed == 0);
    CHECK(accepted(key, algorithm, kMessage, value));
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a flipped byte of a key never verifies", "[crypto]") {
  const PkeyPtr ec = test::make_ec("P-256");
  const PkeyPtr edwards = test::make_edwards("ED25519");
  const std::vector<std::pair<EVP_PKEY*, SignatureAlgorithm>> rows = {
      {rsa_2048(), algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256)},
      {ec.get(), algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256)},
      {edwards.get(), algorithm_of(SignatureScheme::eddsa, DigestAlgorithm::unknown)},
      {dsa_1024(), algorithm_of(SignatureScheme::dsa, DigestAlgorithm::sha256)},
  };
  for (const auto& [evp, algorithm] : rows) {
    CAPTURE(algorithm.name());
    Bytes spki = test::spki_of(evp);
    const Bytes value = test::sign(evp, algorithm, kMessage);
    int passed = 0;
    for (std::size_t i = 0; i < spki.size(); ++i) {
      spki[i] ^= 1;
      const Result<PublicKey> key = PublicKey::from_spki(spki);
      passed += key.ok() && accepted(*key, algorithm, kMessage, value) ? 1 : 0;
      spki[i] ^= 1;
    }
    CHECK(passed == 0);
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("r and s must lie between one and the order", "[crypto]") {
  const PkeyPtr evp = test::make_ec("P-256");
  const PublicKey key = key_of(evp.get());
  const SignatureAlgorithm plain =
      algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256, ValueEncoding::plain);
  const Bytes good = test::sign(evp.get(), plain, kMessage);
  CHECK(accepted(key, plain, kMessage, good));
  BIGNUM* order = nullptr;
  must(::EVP_PKEY_get_bn_param(evp.get(), "order", &order));
  const BignumPtr owned(order);
  Bytes n(32);
  ::BN_bn2binpad(order, n.data(), 32);
  const Bytes bad_number = GENERATE_COPY(Bytes(32, 0), n, Bytes(32, 0xff));
  for (const std::size_t half : {0U, 32U}) {
    Bytes value = good;
    std::copy(bad_number.begin(), bad_number.end(),
              value.begin() + static_cast<std::ptrdiff_t>(half));
    CHECK_FALSE(verify(key, plain, kMessage, value).value());
  }
}

TEST_CASE("a value in the other encoding or in BER does not verify", "[crypto]") {
  const PkeyPtr evp = test::make_ec("P-256");
  const PublicKey key = key_of(evp.get());
  const SignatureAlgorithm der = algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256);
  SignatureAlgorithm plain = der;
  plain.encoding = ValueEncoding::plain;
  const Bytes value = test::sign(evp.get(), der, kMessage);
  CHECK(accepted(key, der, kMessage, value));
  CHECK(accepted(key, plain, kMessage, test::plain_of(value, 32)));
  CHECK_FALSE(verify(key, plain, kMessage, value).value());
  CHECK_FALSE(verify(key, der, kMessage, test::plain_of(value, 32)).value());
  // The same with a length octet more, an indefinite length, or a padded r.
  Bytes long_form = value;
  long_form.insert(long_form.begin() + 1, 0x81);
  CHECK_FALSE(verify(key, der, kMessage, long_form).value());
  Bytes indefinite = value;
  indefinite[1] = 0x80;
  indefinite.insert(indefinite.end(), {0x00, 0x00});
  CHECK_FALSE(verify(key, der, kMessage, indefinite).value());
  Bytes padded = value;
  padded.insert(padded.begin() + 4, 0x00);
  padded[1] = static_cast<std::uint8_t>(padded[1] + 1);
  padded[3] = static_cast<std::uint8_t>(padded[3] + 1);
  CHECK_FALSE(verify(key, der, kMessage, padded).value());
}

TEST_CASE("a scheme that does not go with the key is false, what nobody computes is unsupported",
          "[crypto]") {
  const PublicKey rsa = key_of(rsa_2048());
  const PkeyPtr evp = test::make_ec("P-256");
  const PublicKey ec = key_of(evp.get());
  const Bytes value(64, 1);
  CHECK_FALSE(verify(rsa, signature_by_jwa("ES256"), kMessage, value).value());
  CHECK_FALSE(verify(ec, signature_by_jwa("RS256"), kMessage, value).value());
  CHECK_FALSE(verify(ec, signature_by_jwa("ES384"), kMessage, value).value());  // another curve
  const auto code = [&](const SignatureAlgorithm& algorithm) {
    return verify(rsa, algorithm, kMessage, value).error().code;
  };
  CHECK(code(signature_by_jwa("HS256")) == ErrorCode::unsupported);
  CHECK(code(signature_by_jwa("none")) == ErrorCode::unsupported);
  CHECK(code(algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::unknown)) ==
        ErrorCode::unsupported);
  CHECK(code(algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::md2)) ==
        ErrorCode::unsupported);
  CHECK(code(algorithm_of(SignatureScheme::rsa_pss, DigestAlgorithm::sha256)) ==
        ErrorCode::unsupported);
  for (const auto* name : {"HS256", "HS384", "HS512", "none"}) {
    CHECK_FALSE(supported(signature_by_jwa(name)));
  }
}

TEST_CASE("PSS parameters that contradict the digest are not computed", "[crypto]") {
  SignatureAlgorithm algorithm = pss_of(DigestAlgorithm::sha256, DigestAlgorithm::sha256, 32);
  algorithm.digest = DigestAlgorithm::sha512;
  CHECK_FALSE(supported(algorithm));
  CHECK(verify(key_of(rsa_2048()), algorithm, kMessage, Bytes(256, 1)).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("one key serves many threads", "[crypto]") {
  const PkeyPtr evp = test::make_ec("P-256");
  const PublicKey ec = key_of(evp.get());
  const PublicKey rsa = key_of(rsa_2048());
  const SignatureAlgorithm ecdsa = algorithm_of(SignatureScheme::ecdsa, DigestAlgorithm::sha256);
  const SignatureAlgorithm pkcs1 =
      algorithm_of(SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256);
  const Bytes ec_value = test::sign(evp.get(), ecdsa, kMessage);
  const Bytes rsa_value = test::sign(rsa_2048(), pkcs1, kMessage);
  std::vector<int> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        wrong[t] += accepted(ec, ecdsa, kMessage, ec_value) ? 0 : 1;
        wrong[t] += accepted(rsa, pkcs1, kMessage, rsa_value) ? 0 : 1;
        wrong[t] += accepted(rsa, pkcs1, kMessage, ec_value) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4));
}

TEST_CASE("a pair of scheme and digest that no standard has is named and unsupported", "[crypto]") {
  using D = DigestAlgorithm;
  using S = SignatureScheme;
  // Every pair of the registry; what is not in this list is not computed.
  const std::map<S, std::vector<D>> national{
      {S::gost_r_3410_2001, {D::gost_r_3411_94}},
      {S::gost_r_3410_2012, {D::streebog256, D::streebog512}},
      {S::gost_34310_2004, {D::gost_34311_95}},
      {S::gost_34102015, {D::streebog256, D::streebog512}},
      {S::bign, {D::belt_hash, D::bash256, D::bash384, D::bash512}},
      {S::sm2, {D::sm3}},
      {S::dstu4145, {D::gost_34311_95_dke1, D::kupyna256, D::kupyna384, D::kupyna512}},
  };
  const auto first_national = static_cast<int>(D::gost_r_3411_94);
  int computed = 0;
  for (int s = 0; s <= static_cast<int>(S::dstu4145); ++s) {
    for (int d = 0; d <= static_cast<int>(D::gost_34311_95_dke1); ++d) {
      const auto scheme = static_cast<S>(s);
      const auto digest = static_cast<D>(d);
      const SignatureAlgorithm algorithm =
          scheme == S::rsa_pss ? pss_of(digest, digest, 20) : algorithm_of(scheme, digest);
      CAPTURE(algorithm.name(), to_string(digest));
      const auto found = national.find(scheme);
      if (found != national.end()) {
        CHECK(supported(algorithm) == (std::ranges::count(found->second, digest) != 0));
        computed += supported(algorithm) ? 1 : 0;
      } else if (d >= first_national && scheme != S::eddsa) {
        CHECK_FALSE(supported(algorithm));
      }
    }
  }
  CHECK(computed == 15);
  // A national mask digest beside an international one.
  CHECK_FALSE(supported(pss_of(D::sha256, D::sm3, 20)));
  CHECK(supported(pss_of(D::sha256, D::sha256, 20)));
}

TEST_CASE("under an international key a national digest is answered with its name and no value",
          "[crypto]") {
  using D = DigestAlgorithm;
  using S = SignatureScheme;
  const S scheme = GENERATE(S::rsa_pkcs1, S::rsa_pss, S::ecdsa);
  const PkeyPtr evp = scheme == S::ecdsa ? test::make_ec("P-256") : test::make_rsa(2048);
  const PublicKey key = key_of(evp.get());
  for (const D digest : {D::sm3, D::streebog256, D::streebog512, D::gost_r_3411_94,
                         D::gost_34311_95, D::gost_34311_95_dke1, D::belt_hash, D::bash256,
                         D::bash384, D::bash512, D::kupyna256, D::kupyna384, D::kupyna512}) {
    const SignatureAlgorithm algorithm =
        scheme == S::rsa_pss ? pss_of(digest, digest, 20) : algorithm_of(scheme, digest);
    CHECK(algorithm.name() ==
          std::string(to_string(scheme)) + " with " + std::string(to_string(digest)));
    CHECK(verify(key, algorithm, kMessage, Bytes(256, 1)).error().code == ErrorCode::unsupported);
    CHECK(
        verify_digest(key, algorithm, Bytes(digest_size(digest), 1), Bytes(256, 1)).error().code ==
        ErrorCode::unsupported);
  }
}
