#pragma once

#include <memory>
#include <string>

#include "validators/base/bytes.h"
#include "validators/crypto/algorithms.h"

// A private key of the demo world or of the tests' PKI, and how it signs. National algorithms join
// as further kinds; this code never runs on the verification path. Throws std::runtime_error when
// OpenSSL refuses.

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
  dsa_2048
};

struct SignOptions {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::sha256;
  bool pss = false;  // RSASSA-PSS with MGF1 over the same digest and a salt of its size
};

class Key {
 public:
  static Key generate(KeyKind kind);
  // PKCS#8 PEM, for keys that outlive the process.
  static Key from_pem(const std::string& pem);
  std::string pem() const;

  Bytes spki() const;  // SubjectPublicKeyInfo
  // AlgorithmIdentifier of what sign() makes, for X.509 and CMS.
  Bytes algorithm_identifier(const SignOptions& options = {}) const;
  // SignatureMethod URI of what sign_plain() makes.
  std::string algorithm_uri(const SignOptions& options = {}) const;
  // X.509 and CMS encoding (ECDSA, DSA: SEQUENCE of r and s).
  Bytes sign(ByteView message, const SignOptions& options = {}) const;
  // XMLDSig and JWS encoding (ECDSA, DSA: r || s).
  Bytes sign_plain(ByteView message, const SignOptions& options = {}) const;

  struct State;

 private:
  explicit Key(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace senim::demo
