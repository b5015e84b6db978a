#pragma once

#include <memory>
#include <string>

#include "gateway/demo/signing_key.h"

// A private key of the demo world or of the tests' PKI, and how it signs: a value that shares its
// SigningKey. Never on the verification path.

namespace senim::demo {

enum class KeyKind {
  rsa_2048,
  rsa_1024,
  rsa_4096,
  p256,
  p384,
  p521,
  brainpool_p256,
  ed25519,
  ed448,
  dsa_2048,
  kz_2015_512,  // GOST 34.10-2015
  kz_2015_256,
  kz_2004,      // GOST 34.310-2004
  ru_2012_256,  // GOST R 34.10-2012, tc26 256 A; the other sets: make_gost_key()
  ru_2012_512,  // tc26 512 A
  ru_2001,      // GOST R 34.10-2001, CryptoPro A
  by_256,       // bign with belt-hash
  by_384,       // bign with bash384
  by_512,       // bign with bash512
  cn_sm2,       // SM2 with SM3
  ua_257,       // DSTU 4145 with GOST 34.311, little-endian; others: make_dstu_key()
  ua_431,
};

class Key {
 public:
  static Key generate(KeyKind kind);
  // PKCS#8 PEM, for keys that outlive the process.
  static Key from_pem(const std::string& pem);
  explicit Key(std::shared_ptr<const SigningKey> key) : key_(std::move(key)) {}

  std::string pem() const { return key_->pem(); }
  Bytes spki() const { return key_->spki(); }
  // The digest that is asked for, or the key's own for unknown.
  crypto::DigestAlgorithm digest(crypto::DigestAlgorithm asked) const {
    return asked == crypto::DigestAlgorithm::unknown ? key_->own_digest() : asked;
  }
  Bytes hash(crypto::DigestAlgorithm digest, ByteView octets) const {
    return key_->hash(digest, octets);
  }
  Bytes algorithm_identifier(const SignOptions& options = {}) const {
    return key_->algorithm_identifier(options);
  }
  Bytes digest_identifier(crypto::DigestAlgorithm asked) const {
    return key_->digest_identifier(digest(asked));
  }
  std::string algorithm_uri(const SignOptions& options = {}) const {
    return key_->algorithm_uri(options);
  }
  std::string digest_uri(crypto::DigestAlgorithm asked) const {
    return key_->digest_uri(digest(asked));
  }
  Bytes sign(ByteView message, const SignOptions& options = {}) const {
    return key_->sign(message, options);
  }
  Bytes sign_cms(ByteView message, const SignOptions& options = {}) const {
    return key_->sign_cms(message, options);
  }
  Bytes sign_plain(ByteView message, const SignOptions& options = {}) const {
    return key_->sign_plain(message, options);
  }

 private:
  std::shared_ptr<const SigningKey> key_;
};

}  // namespace senim::demo
