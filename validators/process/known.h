#pragma once

#include <cstddef>

#include "validators/crypto/verified_signatures.h"
#include "validators/pki/certificate.h"

// What one validation leaves behind for the next (design.md 10, "known issuer" and "warm"): results
// of pure functions of octets, and nothing else. It spares arithmetic and decoding; who is trusted,
// when and for what is asked every time, a budget is spent as without it, and evidence and verdict
// are the same octet by octet. Bounded; the longest unused goes first. One per process, owned by
// whoever calls collect(), shared between threads.

namespace senim::process {

struct Known {
  // 32 MB at the most, whatever somebody sends: some 2,400 ordinary certificates (every CA and
  // regular signer of a day), which take about 12 MB.
  static constexpr std::size_t kCertificates = 4'096;
  static constexpr std::size_t kCertificateMemory = 32U << 20U;

  explicit Known(std::size_t certificate_memory = kCertificateMemory)
      : certificates(kCertificates, certificate_memory) {}

  crypto::VerifiedSignatures signatures;
  pki::Certificate::Pool certificates;
};

}  // namespace senim::process
