#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <unordered_set>

#include "validators/base/bytes.h"
#include "validators/crypto/digest.h"

// Which keys were seen to have signed what, from one validation to the next: authorities'
// signatures on certificates, lists and answers come again and again (design.md 10, "known
// issuer"). Only what did verify is kept, never that something did not. A hit answers the
// arithmetic and nothing else: whoever is trusted, when, and for what is asked every time. Holds
// about `capacity` of them, the longest unused go first. Shared between threads.

namespace senim::crypto {

class VerifiedSignatures {
 public:
  enum class Kind : std::uint8_t { certificate, crl, ocsp };  // which octets of it are signed
  struct Signed {
    Kind kind = Kind::certificate;
    // Of the whole object: what was signed, the algorithm's identifiers and the value, so that any
    // other octet of them is another object.
    Sha256 octets{};
  };

  // 16,384: about 1 MB.
  explicit VerifiedSignatures(std::size_t capacity = 16'384) : generation_size_(capacity / 2 + 1) {}
  VerifiedSignatures(const VerifiedSignatures&) = delete;
  VerifiedSignatures& operator=(const VerifiedSignatures&) = delete;

  // `spki`: of the key as it verifies, domain parameters included.
  bool contains(ByteView spki, const Signed& object);
  // Only after it has verified under that key.
  void add(ByteView spki, const Signed& object);
  std::size_t size() const;

 private:
  struct Hash {
    std::size_t operator()(const Sha256& digest) const noexcept;
  };
  using Generation = std::unordered_set<Sha256, Hash>;
  static Sha256 entry(ByteView spki, const Signed& object);
  void insert(const Sha256& entry);

  // Two generations: what was used since the last turn, and what was used in the one before.
  std::size_t generation_size_;
  mutable std::mutex mutex_;
  Generation young_;
  Generation old_;
};

}  // namespace senim::crypto
