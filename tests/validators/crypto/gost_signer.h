#pragma once

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/crypto/algorithms.h"

// The other side of the GOST tests: libgcrypt makes keys and signatures on its own curve tables and
// says what it thinks of ours. Written in the encodings of RFC 4491, RFC 9215 and domain.md 4.1.

namespace senim::crypto::test {

struct GostSet {
  KeyFamily family;
  const char* oid;            // of the parameter set
  const char* signature_oid;  // the algorithm its signatures are named with
  const char* gcrypt_curve;   // the name libgcrypt has for the curve
  const char* engine_type;    // of the gost engine; null where it does not know the family
  const char* engine_set;     // null where it does not know the set
};
const std::vector<GostSet>& gost_sets();

struct GostKey {
  GostSet set;
  Bytes secret;  // S-expression of libgcrypt
  Bytes x;       // big-endian, as wide as the field
  Bytes y;
  Bytes spki;
};
GostKey make_gost_key(const GostSet& set);
// key: the point's octets, x || y little-endian.
Bytes gost_spki(const GostSet& set, ByteView key);
Bytes key_octets(const GostKey& key);

SignatureAlgorithm gost_algorithm(const GostSet& set);
// Of a digest as the hash function gave it; the value in the order of the set's country.
Bytes gost_sign(const GostKey& key, ByteView digest);
// r and s big-endian in the order of the set's country.
Bytes gost_value(const GostSet& set, ByteView r, ByteView s);
bool gcrypt_verify(const GostKey& key, ByteView digest, ByteView value);

// DER by hand.
Bytes tlv(std::uint8_t tag, ByteView content);
Bytes join(std::initializer_list<ByteView> parts);
Bytes oid_tlv(std::string_view dotted);

}  // namespace senim::crypto::test
