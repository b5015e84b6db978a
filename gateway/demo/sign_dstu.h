#pragma once

#include <optional>
#include <string>

#include "gateway/demo/key.h"
#include "validators/crypto/algorithms.h"

// DSTU 4145-2002 over polynomial bases (Ukraine), encodings of domain.md 4.10.

namespace senim::demo {

struct DstuSpec {
  std::size_t curve = 6;  // X of 1.2.804.2.1.1.1.1.3.1.1.2.X: 6 has 257 bits, 9 has 431
  enum class Order { little_endian, big_endian } order = Order::little_endian;
  enum class Curve { named, spelt_out } parameters = Curve::named;
  // GOST 34.311 (DKE 1) or a Kupyna; it chooses the identifier of key and signature.
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::gost_34311_95_dke1;
  Bytes table = {};  // the key's own substitution table, 64 octets; empty: not said
};

// std::logic_error where OpenSSL has no curves over GF(2^m).
Key make_dstu_key(const DstuSpec& spec);
// Empty when the PEM holds no PKCS#8 key of this algorithm.
std::optional<Key> dstu_key_from_pem(const std::string& pem);

}  // namespace senim::demo
