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
  // 8 MB: 4,096 certificates (every CA and regular signer of a day) of 2 KB, as those of the corpus
  // are on average at most. Decoded some 15 MB; 80 MB where somebody sends certificates that are
  // made of the smallest extensions.
  static constexpr std::size_t kCertificates = 4'096;
  static constexpr std::size_t kCertificateOctets = 8U << 20U;

  crypto::VerifiedSignatures signatures;
  pki::Certificate::Pool certificates{kCertificates, kCertificateOctets};
};

}  // namespace senim::process
