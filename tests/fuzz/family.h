#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"

// Keys and signature values of one national family, three ways into its decoders. First octet,
// modulo 3: what follows the second octet.
//   0: length (2 octets, big endian), a SubjectPublicKeyInfo of that length, a value;
//   1: length, the parameters of a key (any octets), then the octets of its BIT STRING: wrapped
//      here, so that a mutation does not have to keep the lengths around them right;
//   2: a value under one of the published keys of the family.
// Second octet: which of the family's identifiers or published keys.
// A target is one file that defines family(); family.cpp is the rest of each.

namespace senim::fuzz {

struct PublishedKey {
  Bytes spki;
  std::string_view algorithm;  // of the signature
  std::string_view hashed;     // hex: a digest; the message itself where the scheme hashes it
};

struct Family {
  std::vector<std::string_view> keys;        // SubjectPublicKeyInfo algorithms
  std::vector<std::string_view> signatures;  // AlgorithmIdentifiers
  std::vector<PublishedKey> published;
  bool hashes_itself = false;  // SM2
};

Family family();

Bytes unhex(std::string_view text);
Bytes tlv(std::uint8_t tag, ByteView content);
Bytes joined(ByteView first, ByteView second);
Bytes oid_tlv(std::string_view dotted);
// SubjectPublicKeyInfo; `bits`: what the BIT STRING holds.
Bytes spki_of(std::string_view algorithm, ByteView parameters, ByteView bits);

}  // namespace senim::fuzz
