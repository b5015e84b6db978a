#pragma once

#include <memory>
#include <optional>
#include <string>

#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"

// What stands behind PublicKey, inside validators/crypto only. A family of keys is a file with one
// read_*_key() function and one Verifier; national families are added the same way, in
// public_key.cpp's read_key().

namespace senim::crypto {

// The mathematics of one key. Immutable, shared between threads. The callers in public_key.cpp have
// made sure that the scheme goes with the family and that the algorithm is supported().
class Verifier {
 public:
  Verifier() = default;
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;
  virtual ~Verifier() = default;

  // Over a digest of algorithm.digest, of its exact size.
  virtual Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                                     ByteView value) const = 0;
  // Hashes, then verify_digest(); schemes that hash in their own way (EdDSA; SM2, which hashes the
  // key too) override it.
  virtual Result<bool> verify(const SignatureAlgorithm& algorithm, ByteView message,
                              ByteView value) const;
  // Whether `algorithm` needs this key to be computed, and the digest then (PublicKey, digest_for).
  virtual bool chooses_digest(DigestAlgorithm) const { return false; }
  virtual Result<Bytes> hash(DigestAlgorithm algorithm, ByteView message) const;
  // The same for verifiers that choose alike; null where nothing is chosen.
  virtual const void* choice() const { return nullptr; }
};

// SM2 keys are EC keys on this curve (GB/T 35275), read by sm2.cpp and not by ec.cpp.
inline constexpr Oid kSm2Curve{"1.2.156.10197.1.301"};

// SubjectPublicKeyInfo taken apart: views into the caller's octets.
struct SubjectKey {
  ByteView algorithm;  // the AlgorithmIdentifier, whole TLV
  Oid oid;
  std::optional<der::Element> parameters;
  ByteView key;  // the BIT STRING's octets
};

// What a family's reader makes of it. Without a verifier the key is named and unsupported.
struct KeyParts {
  unsigned bits = 0;
  Oid curve;
  std::string name;
  std::shared_ptr<const Verifier> verifier;
  bool lacks_parameters = false;
};

Result<KeyParts> read_rsa_key(const SubjectKey& subject);      // rsa.cpp; id-RSASSA-PSS too
Result<KeyParts> read_dsa_key(const SubjectKey& subject);      // dsa.cpp
Result<KeyParts> read_ec_key(const SubjectKey& subject);       // ec.cpp
Result<KeyParts> read_edwards_key(const SubjectKey& subject);  // edwards.cpp
Result<KeyParts> read_gost_key(KeyFamily family, const SubjectKey& subject);  // gost.cpp
Result<KeyParts> read_bign_key(const SubjectKey& subject);                    // bign.cpp
// On the curve that makes an EC key one of SM2; sm2.cpp.
Result<KeyParts> read_sm2_key(const SubjectKey& subject);
Result<KeyParts> read_dstu_key(const SubjectKey& subject);  // dstu.cpp
bool dstu_built();  // dstu.cpp: whether this OpenSSL has curves over GF(2^m)

// SubjectPublicKeyInfo ::= SEQUENCE { AlgorithmIdentifier, BIT STRING } (RFC 5280 4.1);
// public_key.cpp.
Result<SubjectKey> take_apart(ByteView spki);

// What of a key is the same in each of its writings (key_identity.h), beside its readers; an error
// where that is not known. The numbers are not looked at.
Result<Bytes> rsa_identity(const SubjectKey& subject);
Result<Bytes> dsa_identity(const SubjectKey& subject);
Result<Bytes> ec_identity(const SubjectKey& subject);
Result<Bytes> gost_identity(KeyFamily family, const SubjectKey& subject);
Result<Bytes> dstu_identity(const SubjectKey& subject);

}  // namespace senim::crypto
