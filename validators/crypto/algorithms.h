#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"

// The registry of algorithms: every one we have a name for, found by OID, XML URI or JWA name.
// Named is not supported: `supported()` says whether this build can compute it. What has no entry
// stays an identifier and is terminal (report.md 2, algorithm-unsupported); nothing is ever
// guessed. Values are small and copied freely. The tables are constant, so any thread may use them.

namespace senim::crypto {

enum class DigestAlgorithm : std::uint8_t {
  unknown,
  md2,
  md4,
  md5,
  ripemd128,
  ripemd160,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
  sha512_224,
  sha512_256,
  sha3_224,
  sha3_256,
  sha3_384,
  sha3_512,
  shake128,
  shake256,
  whirlpool,
  tiger,
  gost_r_3411_94,
  gost_34311_95,
  streebog256,
  streebog512,  // Russia, Kazakhstan
  belt_hash,
  bash256,
  bash384,
  bash512,  // Belarus
  sm3,
  kupyna256,
  kupyna384,
  kupyna512,           // China, Ukraine
  gost_34311_95_dke1,  // Ukraine: the same function with the national substitution table DKE 1
};

// The family of a public key: what kind of mathematics its signatures need.
enum class KeyFamily : std::uint8_t {
  unknown,
  rsa,
  rsa_pss,
  dsa,
  ec,
  ed25519,
  ed448,
  x25519,
  dh,
  gost_r_3410_2001,
  gost_r_3410_2012_256,
  gost_r_3410_2012_512,
  gost_34310_2004,
  gost_34102015_256,
  gost_34102015_512,
  bign,
  sm2,
  dstu4145,
  dstu4145_normal_basis,
};

enum class SignatureScheme : std::uint8_t {
  unknown,
  rsa_pkcs1,
  rsa_pss,
  dsa,
  ecdsa,
  eddsa,
  hmac,
  gost_r_3410_2001,
  gost_r_3410_2012,
  gost_34310_2004,
  gost_34102015,
  bign,
  sm2,
  dstu4145,
};

// How a signature value is written down.
enum class ValueEncoding : std::uint8_t {
  der,            // SEQUENCE { r, s }: X.509, CMS
  plain,          // r || s, both as wide as the order: XMLDSig, JWS, BSI TR-03111 plain
  little_endian,  // DSTU 4145, the plain octets reversed as a whole
};

struct PssParameters {
  DigestAlgorithm digest = DigestAlgorithm::sha1;  // RFC 4055 3.1 defaults
  DigestAlgorithm mgf_digest = DigestAlgorithm::sha1;
  std::uint32_t salt_length = 20;
  friend bool operator==(const PssParameters&, const PssParameters&) = default;
};

// What an AlgorithmIdentifier, a SignatureMethod or an `alg` header says.
struct SignatureAlgorithm {
  SignatureScheme scheme = SignatureScheme::unknown;
  // unknown where the identifier names none: rsaEncryption or id-ecPublicKey as CMS
  // signatureAlgorithm (the caller fills in the SignerInfo's digestAlgorithm), EdDSA (which hashes
  // itself).
  DigestAlgorithm digest = DigestAlgorithm::unknown;
  ValueEncoding encoding = ValueEncoding::der;
  std::optional<PssParameters> pss;
  std::string
      identifier;  // as written: dotted OID, URI or JWA name; names it when nothing else can

  // The name of the report: "RSA with SHA-256", "ECDSA with SHA-384", "RSASSA-PSS with SHA-256";
  // the identifier itself for an unknown one.
  // The one kind of key the identifier goes with, where it names one: id-Ed25519, ES256 (P-256
  // only, RFC 7518 3.4), GOST R 34.10-2012 256. unknown and empty: any key of the scheme.
  KeyFamily key = KeyFamily::unknown;
  Oid curve = {};
  std::string name() const;
  // The signature OID where one exists for this combination, else empty.
  Oid oid() const;
};

std::string_view to_string(
    DigestAlgorithm digest);                   // "SHA-256", "GOST R 34.11-2012-512"; "unknown"
std::string_view to_string(KeyFamily family);  // "RSA", "ECDSA", "Ed25519", ...
std::string_view to_string(SignatureScheme scheme);  // "RSA", "RSASSA-PSS", "ECDSA", ...
Oid digest_oid(DigestAlgorithm digest);              // empty for unknown
std::size_t digest_size(DigestAlgorithm digest);     // octets; 0 for unknown

KeyFamily key_family_by_oid(const Oid& oid);          // SubjectPublicKeyInfo algorithms
DigestAlgorithm digest_by_oid(const Oid& oid);        // unknown when not in the registry
DigestAlgorithm digest_by_uri(std::string_view uri);  // XMLDSig, RFC 9231
DigestAlgorithm digest_by_name(
    std::string_view name);  // report, policy and JWA/hash names: "SHA-256", "SHA256", "sha256"

// AlgorithmIdentifier ::= SEQUENCE { algorithm, parameters }; `algorithm` is the whole TLV. Errors
// only when the octets are not an AlgorithmIdentifier or the PSS parameters are malformed; an
// unknown OID is a value. Where the identifier is known and its parameters say something this
// registry has no name for (a mask generation other than MGF1, another S-box), the answer is
// unknown too, with both in `identifier`.
Result<DigestAlgorithm> read_digest_algorithm(ByteView algorithm);
Result<SignatureAlgorithm> read_signature_algorithm(ByteView algorithm);
// RSASSA-PSS by XML: the RFC 9231 2.3.9/2.3.10 URIs; explicit RSAPSSParams come from xml/xmldsig.
SignatureAlgorithm signature_by_uri(std::string_view uri);
SignatureAlgorithm signature_by_jwa(std::string_view name);
// Every signature OID of the registry, for those that try or list them all.
std::vector<Oid> signature_oids();

// Whether this build can compute it. Never true for HMAC: a shared secret proves nothing to a third
// party.
bool supported(DigestAlgorithm digest);
bool supported(const SignatureAlgorithm& algorithm);

}  // namespace senim::crypto
