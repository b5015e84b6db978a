#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/crypto/algorithms.h"

// What a private key of the demo world and of the tests' PKI can do: one implementation a family
// (sign_openssl, sign_gost, ...), made by Key::generate() and held by Key. Each knows how its
// country writes keys, identifiers and values (domain.md 4). Immutable, shared between threads.
// Throws std::runtime_error when OpenSSL refuses, std::logic_error for what the family cannot do.
// Never on the verification path.

namespace senim::demo {

// Parameters of an AlgorithmIdentifier that has none to say.
enum class Parameters { usual, null, absent };

struct SignOptions {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;  // unknown: the key's own
  bool pss = false;  // RSASSA-PSS with MGF1 over the same digest
  Oid oid = {};      // another identifier of the same algorithm; empty: the usual one
  Parameters parameters = Parameters::usual;
  std::optional<std::uint16_t> salt{};  // octets of PSS salt; by default as many as the digest has
};

class SigningKey {
 public:
  SigningKey() = default;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  virtual ~SigningKey() = default;

  virtual std::string pem() const = 0;                     // PKCS#8
  virtual Bytes spki() const = 0;                          // SubjectPublicKeyInfo
  virtual crypto::DigestAlgorithm own_digest() const = 0;  // what it signs with unless asked
  // A digest as its holder makes it; only a Ukrainian key with a table of its own makes another.
  virtual Bytes hash(crypto::DigestAlgorithm digest, ByteView octets) const;
  // AlgorithmIdentifiers as its country writes them: of what sign() makes, and of a digest.
  virtual Bytes algorithm_identifier(const SignOptions& options) const = 0;
  virtual Bytes digest_identifier(crypto::DigestAlgorithm digest) const;
  // SignatureMethod and DigestMethod of XMLDSig; empty where the country has no name for it.
  virtual std::string algorithm_uri(const SignOptions& options) const = 0;
  virtual std::string digest_uri(crypto::DigestAlgorithm digest) const;

  // What the BIT STRING of a certificate, a CRL or an OCSP response holds.
  virtual Bytes sign(ByteView message, const SignOptions& options) const = 0;
  // What the OCTET STRING of a SignerInfo holds (Ukraine: without the wrapping, domain.md 4.10).
  virtual Bytes sign_cms(ByteView message, const SignOptions& options) const;
  // What ds:SignatureValue and JWS hold (ECDSA, DSA: r || s).
  virtual Bytes sign_plain(ByteView message, const SignOptions& options) const;

 protected:
  crypto::DigestAlgorithm digest_of(const SignOptions& options) const;
  // SEQUENCE { options.oid or `oid`, NULL or nothing }.
  static Bytes identifier(const Oid& oid, Parameters usual, const SignOptions& options);
};

// The DigestMethod URI of the digests that every country shares; throws for another.
std::string digest_uri(crypto::DigestAlgorithm digest);
// "-----BEGIN PRIVATE KEY-----" around a PrivateKeyInfo, and the octets inside one (empty without).
std::string private_key_pem(ByteView private_key_info);
Bytes private_key_octets(const std::string& pem);

}  // namespace senim::demo
