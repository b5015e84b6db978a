#pragma once

#include "validators/crypto/algorithms.h"

// The extendable-output functions among the digests (FIPS 202 6.2): RFC 8702 ties them to signature
// algorithms of their own, and whoever computes them must say how many octets.

namespace senim::crypto {

inline bool is_shake(DigestAlgorithm digest) {
  return digest == DigestAlgorithm::shake128 || digest == DigestAlgorithm::shake256;
}

}  // namespace senim::crypto
