#pragma once

#include <memory>
#include <string>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"

// Public keys and the one way to verify with them. A key of an unknown kind is a value too: it has
// a family `unknown` and an identifier, and verifying with it is ErrorCode::unsupported. Immutable,
// cheap to copy, shared between threads.

namespace senim::crypto {

class PublicKey {
 public:
  // SubjectPublicKeyInfo, whole TLV. malformed: not a SubjectPublicKeyInfo, or a key whose numbers
  // are refused (point off the curve or at infinity, even modulus, exponent below 3, explicit curve
  // that is no named one).
  static Result<PublicKey> from_spki(ByteView spki);
  // Bare numbers of XML and JWK keys, unsigned big endian.
  static Result<PublicKey> from_rsa(ByteView modulus, ByteView exponent);
  static Result<PublicKey> from_dsa(ByteView p, ByteView q, ByteView g, ByteView y);
  static Result<PublicKey> from_ec(const Oid& curve, ByteView uncompressed_point);
  static Result<PublicKey> from_edwards(KeyFamily family, ByteView key);  // ed25519, ed448
  // RFC 3279 2.3.2: a DSA key that names no domain parameters takes them over from its issuer's
  // key. This key itself where it lacks none; malformed where the issuer's cannot be taken.
  Result<PublicKey> inheriting_from(const PublicKey& issuer) const;
  bool lacks_parameters() const;

  KeyFamily family() const;
  unsigned bits() const;         // modulus, field or group size; 0 when unknown
  const Oid& algorithm() const;  // SubjectPublicKeyInfo algorithm
  const Oid& curve() const;      // named curve or parameter set; empty when none
  std::string name() const;      // "RSA 2048", "ECDSA P-256", "1.2.3.4" for an unknown one
  const Bytes& spki() const;     // DER; built for keys made from numbers
  // Whether the holder's digests by `algorithm` are not the plain ones: GOST 34.311 with another
  // substitution table than DKE 1 named in a DSTU 4145 key (domain.md 4.10).
  bool chooses_digest(DigestAlgorithm algorithm) const;
  // Both choose, and the same: what was digested for one need not be digested for the other.
  bool chooses_like(const PublicKey& other) const;
  friend bool operator==(const PublicKey& left,
                         const PublicKey& right);  // same SubjectPublicKeyInfo

  struct Data;  // inside this folder only
  const Data& data() const;

 private:
  explicit PublicKey(std::shared_ptr<const Data> data);
  std::shared_ptr<const Data> data_;
};

// Does `value` sign `message` under `key`? false: it does not. Error unsupported: this build cannot
// tell (unknown scheme, digest, curve, or a scheme that does not go with the key's family is
// *false*, not unsupported). Checked before any arithmetic: r, s in 1..n-1, exact widths, minimal
// DER of the value, PSS parameters of the key (RFC 4055 3.3).
Result<bool> verify(const PublicKey& key, const SignatureAlgorithm& algorithm, ByteView message,
                    ByteView value);
// The same over a digest that the caller has; unsupported for EdDSA and SM2, which need the message
// (SM2 hashes the key's identity before it).
Result<bool> verify_digest(const PublicKey& key, const SignatureAlgorithm& algorithm,
                           ByteView digest, ByteView value);

// The digest as the holder of `key` makes it; digest() where the key does not choose.
Result<Bytes> digest_for(const PublicKey& key, DigestAlgorithm algorithm, ByteView message);

}  // namespace senim::crypto
