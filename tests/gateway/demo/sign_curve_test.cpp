#include <openssl/err.h>
#include <openssl/x509.h>

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/sign_bign.h"
#include "gateway/demo/sign_sm2.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

// bign of Belarus and SM2 of China: what the demo world signs, the core verifies.

using namespace senim;
using crypto::DigestAlgorithm;
using crypto::KeyFamily;
using demo::KeyKind;

namespace {

Bytes message_of(std::size_t size) {
  Bytes octets(size);
  for (std::size_t i = 0; i < size; ++i) {
    octets[i] = static_cast<std::uint8_t>(i * 37 + size);
  }
  return octets;
}

}  // namespace

TEST_CASE("two hundred bign and SM2 keys sign what the core verifies and nothing else", "[demo]") {
  const auto kind = GENERATE(KeyKind::by_256, KeyKind::by_384, KeyKind::by_512, KeyKind::cn_sm2);
  ::ERR_clear_error();  // what OpenSSL as the oracle of other tests has left
  int verified = 0;
  int refused = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const demo::Key key = demo::Key::generate(kind);
    const auto read = crypto::PublicKey::from_spki(key.spki()).value();
    // The first curve has two hashes.
    const demo::SignOptions options{.digest = kind == KeyKind::by_256 && i % 2 == 1
                                                  ? DigestAlgorithm::bash256
                                                  : DigestAlgorithm::unknown};
    const auto algorithm =
        crypto::read_signature_algorithm(key.algorithm_identifier(options)).value();
    const Bytes message = message_of(i);
    const Bytes value = key.sign(message, options);
    verified += crypto::verify(read, algorithm, message, value).value() ? 1 : 0;
    Bytes changed = value;
    changed[value.size() - 1 - i % 48] ^= 1;
    refused += crypto::verify(read, algorithm, message, changed).value() ? 0 : 1;
    Bytes other = message;
    other.push_back(0);
    refused += crypto::verify(read, algorithm, other, value).value() ? 0 : 1;
  }
  CHECK(verified == 200);
  CHECK(refused == 400);
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("OpenSSL verifies two hundred SM2 signatures of ours", "[demo]") {
  int agreed = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const demo::Key key = demo::make_sm2_key();
    const Bytes message = message_of(i + 1);
    Bytes value = key.sign(message);
    for (const bool good : {true, false}) {
      if (!good) {
        value[value.size() - 1 - i % 60] ^= 2;
      }

      const Bytes spki = key.spki();
      const unsigned char* at = spki.data();
      const crypto::PkeyPtr theirs(::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
      REQUIRE(theirs != nullptr);
      const crypto::PkeyCtxPtr key_context(::EVP_PKEY_CTX_new(theirs.get(), nullptr));
      crypto::must(::EVP_PKEY_CTX_set1_id(key_context.get(), "1234567812345678", 16) > 0 ? 1 : 0);
      const crypto::MdCtxPtr context(::EVP_MD_CTX_new());
      ::EVP_MD_CTX_set_pkey_ctx(context.get(), key_context.get());
      crypto::must(
          ::EVP_DigestVerifyInit(context.get(), nullptr, ::EVP_sm3(), nullptr, theirs.get()));
      const bool says = ::EVP_DigestVerify(context.get(), value.data(), value.size(),
                                           message.data(), message.size()) == 1;
      agreed += says == good ? 1 : 0;
      ::ERR_clear_error();
    }
  }
  CHECK(agreed == 400);
}

TEST_CASE("a bign private key of the standard has the public key of the standard", "[demo]") {
  // national-vectors.txt by-bign-128
  const Bytes secret = {0xB1, 0x94, 0xBA, 0xC8, 0x0A, 0x08, 0xF5, 0x3B, 0x36, 0x6D, 0x00,
                        0x8E, 0x58, 0x4A, 0x5D, 0xE4, 0x85, 0x04, 0xFA, 0x9D, 0x1B, 0xB6,
                        0xC7, 0xAC, 0x25, 0x2E, 0x72, 0xC2, 0x02, 0xFD, 0xCE, 0x0D};
  const demo::Key key = demo::bign_key(Oid("1.2.112.0.2.0.34.101.45.3.1"), secret);
  CHECK(to_hex(ByteView(key.spki()).last(64)) ==
        "6fad7949d85324752ab23f74390b532d1c7d0de11a2da78754beb936453705566e6e1747f88d4ffee0246d615"
        "21659d6566709e8a3571f7488e321ed1761b887");
}

TEST_CASE("a bign or SM2 key of the demo world survives its PEM", "[demo]") {
  const auto kind = GENERATE(KeyKind::by_256, KeyKind::by_384, KeyKind::by_512, KeyKind::cn_sm2);
  const demo::Key key = demo::Key::generate(kind);
  CHECK(demo::Key::from_pem(key.pem()).spki() == key.spki());
  CHECK_FALSE(demo::Key::generate(kind).spki() == key.spki());
  for (const KeyKind other : {KeyKind::p256, KeyKind::kz_2004}) {
    CHECK_FALSE(demo::bign_key_from_pem(demo::Key::generate(other).pem()));
    CHECK_FALSE(demo::sm2_key_from_pem(demo::Key::generate(other).pem()));
  }
  CHECK_FALSE(demo::bign_key_from_pem("no key at all"));
  CHECK_FALSE(demo::sm2_key_from_pem("no key at all"));
}

TEST_CASE("Belarus writes NULL beside its algorithms and China leaves it out", "[demo]") {
  using namespace demo::der;
  CHECK(demo::Key::generate(KeyKind::by_256).algorithm_identifier() ==
        sequence({oid(Oid("1.2.112.0.2.0.34.101.45.12")), null()}));
  const demo::Key sm2 = demo::make_sm2_key();
  CHECK(sm2.algorithm_identifier() == sequence({oid(Oid("1.2.156.10197.1.501"))}));
  CHECK(sm2.algorithm_identifier(
            {.oid = Oid("1.2.156.10197.1.301.1"), .parameters = demo::Parameters::null}) ==
        sequence({oid(Oid("1.2.156.10197.1.301.1")), null()}));
  CHECK_THROWS_AS(sm2.sign({}, {.digest = DigestAlgorithm::sha256}), std::logic_error);
  CHECK_THROWS_AS(
      demo::Key::generate(KeyKind::by_384).sign({}, {.digest = DigestAlgorithm::bash256}),
      std::logic_error);
  CHECK_THROWS_AS(demo::make_bign_key(Oid("1.2.840.10045.3.1.7")), std::logic_error);
}
