#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "tests/support/octets.h"
#include "validators/base/oid.h"
#include "validators/crypto/public_key.h"

// Keys and signature values of one national family, three ways into its decoders. First octet,
// modulo 3: what follows the second octet.
//   0: length (2 octets, big endian), a SubjectPublicKeyInfo of that length, a value;
//   1: length, the parameters of a key (any octets), then the octets of its BIT STRING: wrapped
//      here, so that a mutation does not have to keep the lengths around them right;
//   2: a value under one of the published keys of the family.
// Second octet: which of the family's identifiers or published keys.

namespace senim::fuzz {

struct PublishedKey {
  std::string_view spki;       // hex
  std::string_view algorithm;  // of the signature
  std::string_view hashed;     // hex: a digest; the message itself where the scheme hashes it
};

struct Family {
  std::vector<std::string_view> keys;        // SubjectPublicKeyInfo algorithms
  std::vector<std::string_view> signatures;  // AlgorithmIdentifiers
  std::vector<PublishedKey> published;
  bool hashes_itself = false;  // SM2
};

inline void demand(bool condition) {
  if (!condition) {
    std::abort();
  }
}

inline Bytes tlv(std::uint8_t tag, ByteView content) {
  Bytes octets{tag};
  Bytes length;
  for (std::size_t rest = content.size(); rest != 0; rest >>= 8) {
    length.insert(length.begin(), static_cast<std::uint8_t>(rest));
  }
  if (content.size() >= 0x80) {
    octets.push_back(static_cast<std::uint8_t>(0x80 | length.size()));
  } else if (length.empty()) {
    length = {0};
  }
  octets.insert(octets.end(), length.begin(), length.end());
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}

inline Bytes joined(ByteView first, ByteView second) {
  Bytes octets = to_bytes(first);
  octets.insert(octets.end(), second.begin(), second.end());
  return octets;
}

inline Bytes oid_tlv(std::string_view dotted) { return tlv(0x06, Oid(dotted).content()); }

inline crypto::SignatureAlgorithm algorithm_of(std::string_view dotted) {
  return crypto::read_signature_algorithm(tlv(0x30, oid_tlv(dotted))).value();
}

inline Result<bool> verified(const Family& family, const crypto::PublicKey& key,
                             const crypto::SignatureAlgorithm& algorithm, ByteView hashed,
                             ByteView value) {
  return family.hashes_itself ? crypto::verify(key, algorithm, hashed, value)
                              : crypto::verify_digest(key, algorithm, hashed, value);
}

// A yes, a no, or an error of the two kinds that a key and an algorithm which do not go together
// may have; never a yes for a value that differs in one bit from one that verifies.
inline void try_value(const Family& family, const crypto::PublicKey& key,
                      const crypto::SignatureAlgorithm& algorithm, ByteView hashed,
                      ByteView value) {
  const Result<bool> answer = verified(family, key, algorithm, hashed, value);
  if (!answer.ok()) {
    demand(answer.error().code == ErrorCode::unsupported ||
           answer.error().code == ErrorCode::malformed);
    return;
  }
  if (*answer) {
    Bytes other = to_bytes(value);
    other.at(hashed.size() % other.size()) ^= 1;
    demand(!verified(family, key, algorithm, hashed, other).value());
  }
}

// Whatever is read is read again from its own octets, and every algorithm of the family answers.
inline void try_key(const Family& family, ByteView spki, ByteView value) {
  const Result<crypto::PublicKey> key = crypto::PublicKey::from_spki(spki);
  if (!key.ok()) {
    return;
  }
  demand(crypto::PublicKey::from_spki(key->spki()).value() == *key);
  demand(!key->name().empty());
  (void)key->inheriting_from(*key);
  for (const std::string_view dotted : family.signatures) {
    crypto::SignatureAlgorithm algorithm = algorithm_of(dotted);
    if (algorithm.digest == crypto::DigestAlgorithm::unknown) {  // the identifier of a key, in CMS
      algorithm.digest = crypto::DigestAlgorithm::streebog256;
    }
    try_value(family, *key, algorithm, Bytes(crypto::digest_size(algorithm.digest), 0x5a), value);
  }
}

inline int run(const Family& family, const std::uint8_t* data, std::size_t size) {
  if (size < 4) {
    return 0;
  }
  const ByteView octets(data, size);
  const std::size_t selector = data[1];
  if (data[0] % 3 == 2) {
    const PublishedKey& one = family.published.at(selector % family.published.size());
    const auto key = crypto::PublicKey::from_spki(senim::test::from_hex(one.spki)).value();
    try_value(family, key, algorithm_of(one.algorithm), senim::test::from_hex(one.hashed),
              octets.subspan(2));
    return 0;
  }
  const std::size_t length = static_cast<std::size_t>(data[2]) << 8 | data[3];
  const ByteView rest = octets.subspan(4);
  const ByteView first = rest.first(std::min(length, rest.size()));
  const ByteView second = rest.subspan(first.size());
  if (data[0] % 3 == 0) {
    try_key(family, first, second);
    return 0;
  }
  const Bytes oid = oid_tlv(family.keys.at(selector % family.keys.size()));
  const Bytes bits = joined(Bytes{0}, second);
  try_key(family, tlv(0x30, joined(tlv(0x30, joined(oid, first)), tlv(0x03, bits))),
          second.first(std::min<std::size_t>(second.size(), 128)));
  return 0;
}

}  // namespace senim::fuzz
