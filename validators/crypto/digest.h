#pragma once

#include <array>
#include <memory>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"

// One way to hash. An algorithm that this build cannot compute is ErrorCode::unsupported with its
// name.

namespace senim::crypto {

Result<Bytes> digest(DigestAlgorithm algorithm, ByteView octets);
// SHAKE128 and SHAKE256 as what they are (FIPS 202 6.2), with so many octets; as digests they have
// 32 and 64 (RFC 8702 3.1). ErrorCode::unsupported for anything else.
Result<Bytes> extended_digest(DigestAlgorithm algorithm, ByteView octets, std::size_t size);

// For what does not lie in one piece (canonical XML, BER content). Move-only, one thread.
class Hasher {
 public:
  static Result<Hasher> start(DigestAlgorithm algorithm);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();
  void update(ByteView octets);
  Bytes finish() &&;

  struct State;  // digest_state.h, inside this folder only

 private:
  explicit Hasher(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// SHA-256: fingerprints, ids, cache keys.
using Sha256 = std::array<std::uint8_t, 32>;
Sha256 sha256(ByteView octets);

}  // namespace senim::crypto
