// SHAKE128 and SHAKE256 as digests: of 32 and 64 octets (RFC 8702 3.1, FIPS 186-5 6.4), in ECDSA
// and RSASSA-PSS by identifiers of their own (RFC 8702 2), in CMS with Ed448 (RFC 8419 3.1).

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <tuple>

#include "tests/validators/crypto/evp_signer.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/pki/der_writer.h"

using namespace senim;
using namespace senim::crypto;

namespace {

using D = DigestAlgorithm;

Bytes shake(const char* name, ByteView octets, std::size_t size) {
  Bytes result(size);
  EVP_MD* const md = ::EVP_MD_fetch(nullptr, name, nullptr);
  EVP_MD_CTX* const context = ::EVP_MD_CTX_new();
  const bool done = ::EVP_DigestInit_ex2(context, md, nullptr) == 1 &&
                    ::EVP_DigestUpdate(context, octets.data(), octets.size()) == 1 &&
                    ::EVP_DigestFinalXOF(context, result.data(), result.size()) == 1;
  ::EVP_MD_CTX_free(context);
  ::EVP_MD_free(md);
  REQUIRE(done);
  return result;
}

Bytes identifier(const char* oid, ByteView parameters) {
  const Oid id{oid};
  Bytes content{0x06, static_cast<std::uint8_t>(id.content().size())};
  content.insert(content.end(), id.content().begin(), id.content().end());
  content.insert(content.end(), parameters.begin(), parameters.end());
  return pki::wrapped(0x30, content);
}
// A signature over what is handed in, whatever it is: ECDSA over a digest, RSA over an encoding.
Bytes raw_signature(EVP_PKEY* key, ByteView input, int padding) {
  EVP_PKEY_CTX* const context = ::EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr);
  std::size_t size = 0;
  bool done = ::EVP_PKEY_sign_init(context) == 1 &&
              (padding == 0 || ::EVP_PKEY_CTX_set_rsa_padding(context, padding) == 1) &&
              ::EVP_PKEY_sign(context, nullptr, &size, input.data(), input.size()) == 1;
  Bytes value(size);
  done = done && ::EVP_PKEY_sign(context, value.data(), &size, input.data(), input.size()) == 1;
  ::EVP_PKEY_CTX_free(context);
  REQUIRE(done);
  value.resize(size);
  return value;
}

// RFC 8702 3.2.1 over RFC 8017 9.1.1, for a modulus of whole octets.
Bytes pss_encoding(const char* name, std::size_t hash_size, std::size_t salt_size, ByteView message,
                   std::size_t size) {
  const Bytes salt(salt_size, 0x5a);
  Bytes second(8, 0);
  const Bytes hash = shake(name, message, hash_size);
  second.insert(second.end(), hash.begin(), hash.end());
  second.insert(second.end(), salt.begin(), salt.end());
  const Bytes h = shake(name, second, hash_size);
  Bytes db(size - hash_size - 1, 0);
  db[db.size() - salt_size - 1] = 1;
  std::copy(salt.begin(), salt.end(), db.end() - static_cast<std::ptrdiff_t>(salt_size));
  const Bytes mask = shake(name, h, db.size());
  for (std::size_t i = 0; i < db.size(); ++i) {
    db[i] ^= mask[i];
  }
  db[0] &= 0x7f;
  db.insert(db.end(), h.begin(), h.end());
  db.push_back(0xbc);
  return db;
}

const Bytes kNone;
const Bytes kNull{0x05, 0x00};
const Bytes kBits256{0x02, 0x02, 0x01, 0x00};
const Bytes kBits512{0x02, 0x02, 0x02, 0x00};

SignatureAlgorithm by_oid(const char* oid) {
  return read_signature_algorithm(identifier(oid, kNone)).value();
}

}  // namespace

TEST_CASE("SHAKE of nothing and of abc is the published one", "[crypto][shake]") {
  // FIPS 202 examples and the empty message; the first octets of an endless output.
  CHECK(to_hex(digest(D::shake128, {}).value()) ==
        "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26");
  CHECK(to_hex(digest(D::shake256, {}).value()) ==
        "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
        "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be");
  CHECK(to_hex(digest(D::shake128, as_bytes("abc")).value()) ==
        "5881092dd818bf5cf8a3ddb793fbcba74097d5c526a6d35f97b83351940f2cc8");
  CHECK(digest_size(D::shake128) == 32);
  CHECK(digest_size(D::shake256) == 64);
  CHECK(supported(D::shake128));
  CHECK(supported(D::shake256));
}

TEST_CASE("SHAKE in one piece, in many and of any size equals OpenSSL's", "[crypto][shake]") {
  Bytes message;
  for (const std::size_t size : {0U, 1U, 135U, 136U, 137U, 167U, 168U, 169U, 1000U}) {
    message.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      message[i] = static_cast<std::uint8_t>(i * 7 + size);
    }
    for (const auto& [algorithm, name] :
         {std::pair{D::shake128, "SHAKE-128"}, std::pair{D::shake256, "SHAKE-256"}}) {
      CAPTURE(name, size);
      const Bytes expected = shake(name, message, digest_size(algorithm));
      CHECK(digest(algorithm, message).value() == expected);
      Hasher hasher = Hasher::start(algorithm).value();
      hasher.update(ByteView(message).first(size / 3));
      hasher.update(ByteView(message).subspan(size / 3));
      CHECK(std::move(hasher).finish() == expected);
      CHECK(extended_digest(algorithm, message, 200).value() == shake(name, message, 200));
      CHECK(digest(algorithm, message).value() == expected);  // nothing of that is left behind
    }
  }
  CHECK(extended_digest(D::sha256, message, 32).error().code == ErrorCode::unsupported);
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("SHAKE is named without a length, or with its own", "[crypto][shake]") {
  const auto read = [](const char* oid, const Bytes& parameters) {
    return read_digest_algorithm(identifier(oid, parameters));
  };
  CHECK(read("2.16.840.1.101.3.4.2.11", kNone).value() == D::shake128);
  CHECK(read("2.16.840.1.101.3.4.2.12", kNone).value() == D::shake256);
  CHECK_FALSE(read("2.16.840.1.101.3.4.2.12", kBits512).ok());
  CHECK(read("2.16.840.1.101.3.4.2.17", kBits256).value() == D::shake128);
  CHECK(read("2.16.840.1.101.3.4.2.18", kBits512).value() == D::shake256);
  // Another length is another function; none is no identifier.
  CHECK(read("2.16.840.1.101.3.4.2.17", kBits512).value() == D::unknown);
  CHECK(read("2.16.840.1.101.3.4.2.18", kBits256).value() == D::unknown);
  CHECK(read("2.16.840.1.101.3.4.2.18", Bytes{0x02, 0x02, 0x01, 0xff}).value() == D::unknown);
  CHECK_FALSE(read("2.16.840.1.101.3.4.2.18", kNone).ok());
  CHECK_FALSE(read("2.16.840.1.101.3.4.2.18", kNull).ok());
}

TEST_CASE("SHAKE goes with ECDSA and RSASSA-PSS by identifiers of their own", "[crypto][shake]") {
  const SignatureAlgorithm pss = by_oid("1.3.6.1.5.5.7.6.31");
  CHECK(pss.name() == "RSASSA-PSS with SHAKE256");
  CHECK(pss.oid() == Oid{"1.3.6.1.5.5.7.6.31"});
  CHECK(pss.pss == PssParameters{D::shake256, D::shake256, 64});
  CHECK(supported(pss));
  CHECK(by_oid("1.3.6.1.5.5.7.6.30").pss == PssParameters{D::shake128, D::shake128, 32});
  CHECK(by_oid("1.3.6.1.5.5.7.6.33").digest == D::shake256);
  CHECK(supported(by_oid("1.3.6.1.5.5.7.6.32")));
  CHECK(read_signature_algorithm(identifier("1.2.840.113549.1.1.10", pki::wrapped(0x30, {})))
            .value()
            .oid() == Oid{"1.2.840.113549.1.1.10"});
  // RSASSA-PSS-params that name SHAKE themselves: no standard says what that would be.
  const Bytes hash = pki::wrapped(0xa0, identifier("2.16.840.1.101.3.4.2.12", kNone));
  const auto odd =
      read_signature_algorithm(identifier("1.2.840.113549.1.1.10", pki::wrapped(0x30, hash)));
  CHECK(odd.value().scheme == SignatureScheme::unknown);
  for (const auto scheme : {SignatureScheme::rsa_pkcs1, SignatureScheme::dsa}) {
    SignatureAlgorithm other;
    other.scheme = scheme;
    other.digest = D::shake256;
    CHECK_FALSE(supported(other));
  }
  SignatureAlgorithm half = pss;
  half.pss->salt_length = 32;
  CHECK_FALSE(supported(half));
  half.pss = PssParameters{D::shake256, D::sha256, 64};
  CHECK_FALSE(supported(half));
}

TEST_CASE("ECDSA with SHAKE signs 32 and 64 octets", "[crypto][shake]") {
  const Bytes message = to_bytes("one hundred tenge");
  for (const char* curve : {"P-256", "P-521"}) {
    const PkeyPtr evp = test::make_ec(curve);
    const PublicKey key = PublicKey::from_spki(test::spki_of(evp.get())).value();
    for (const auto& [oid, name, size] : {std::tuple{"1.3.6.1.5.5.7.6.32", "SHAKE-128", 32U},
                                          std::tuple{"1.3.6.1.5.5.7.6.33", "SHAKE-256", 64U}}) {
      CAPTURE(curve, name);
      const SignatureAlgorithm algorithm = by_oid(oid);
      const Bytes value = raw_signature(evp.get(), shake(name, message, size), 0);
      CHECK(verify(key, algorithm, message, value).value());
      CHECK_FALSE(verify(key, algorithm, as_bytes("one hundred tenga"), value).value());
      // What OpenSSL gives when nobody asks for a length.
      const Bytes half = raw_signature(evp.get(), shake(name, message, size / 2), 0);
      const bool truncated = std::string(curve) == "P-256" && size == 64;  // to the curve's order
      CHECK(verify(key, algorithm, message, half).value() == truncated);
    }
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("RSASSA-PSS with SHAKE masks with the SHAKE itself", "[crypto][shake]") {
  const Bytes message = to_bytes("one hundred tenge");
  const PkeyPtr evp = test::make_rsa(2048);
  const PublicKey key = PublicKey::from_spki(test::spki_of(evp.get())).value();
  for (const auto& [oid, name, size] : {std::tuple{"1.3.6.1.5.5.7.6.30", "SHAKE-128", 32U},
                                        std::tuple{"1.3.6.1.5.5.7.6.31", "SHAKE-256", 64U}}) {
    CAPTURE(name);
    const SignatureAlgorithm algorithm = by_oid(oid);
    const auto value_of = [&](const Bytes& encoding) {
      return raw_signature(evp.get(), encoding, RSA_NO_PADDING);
    };
    const Bytes encoding = pss_encoding(name, size, size, message, 256);
    CHECK(verify(key, algorithm, message, value_of(encoding)).value());
    CHECK_FALSE(verify(key, algorithm, as_bytes("one hundred tenga"), value_of(encoding)).value());
    for (const std::size_t at : {std::size_t{1}, std::size_t{254} - size, std::size_t{255}}) {
      Bytes altered = encoding;
      altered[at] ^= 1;
      CHECK_FALSE(verify(key, algorithm, message, value_of(altered)).value());
    }
    const Bytes short_salt = pss_encoding(name, size, size - 1, message, 256);
    CHECK_FALSE(verify(key, algorithm, message, value_of(short_salt)).value());
    const char* const other = std::string(name) == "SHAKE-128" ? "SHAKE-256" : "SHAKE-128";
    const Bytes of_other = pss_encoding(other, size, size, message, 256);
    CHECK_FALSE(verify(key, algorithm, message, value_of(of_other)).value());
  }
  CHECK(::ERR_peek_error() == 0);
}
