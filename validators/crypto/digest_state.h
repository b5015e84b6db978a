#pragma once

#include <memory>

#include "validators/base/bytes.h"
#include "validators/crypto/digest.h"

// What a Hasher runs on. Inside validators/crypto only: a national digest is one more State in its
// own file and one row of digest.cpp, kOwnDigests.

namespace senim::crypto {

struct Hasher::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  virtual ~State() = default;
  virtual void update(ByteView octets) = 0;
  virtual Bytes finish() = 0;
};

// gcrypt_digest.cpp: the GOST digests. Null when this libgcrypt does not compute it.
bool gcrypt_has(DigestAlgorithm algorithm);
std::unique_ptr<Hasher::State> start_gcrypt_state(DigestAlgorithm algorithm);

std::unique_ptr<Hasher::State> start_belt_state(DigestAlgorithm algorithm);    // belt.cpp
std::unique_ptr<Hasher::State> start_bash_state(DigestAlgorithm algorithm);    // bash.cpp
std::unique_ptr<Hasher::State> start_dke1_state(DigestAlgorithm algorithm);    // gost_hash.cpp
std::unique_ptr<Hasher::State> start_kupyna_state(DigestAlgorithm algorithm);  // kupyna.cpp

}  // namespace senim::crypto
