#pragma once

#include <array>
#include <cstdint>

#include "validators/base/bytes.h"

// belt-hash of Belarus, STB 34.101.31 (domain.md 4.6), our own: no library of Debian has it.
// Hashing only; the block cipher underneath never sees a secret here and makes no promise about
// timing. One object per message and thread; inside validators/crypto, others use crypto::digest().

namespace senim::crypto {

class BeltHash {
 public:
  using Value = std::array<std::uint8_t, 32>;

  void update(ByteView octets);
  Value finish();  // once; nothing may follow

 private:
  using Half = std::array<std::uint32_t, 4>;  // 128 bits, little-endian words

  void compress(const std::uint8_t* block);
  // sigma1 of the standard into `mixed`, sigma2 into the two halves of hash_.
  void step(const Half& first, const Half& second, Half& mixed);

  // The first 32 octets of table H.
  std::array<Half, 2> hash_{{{0xC8BA94B1, 0x3BF5080A, 0x8E006D36, 0xE45D4A58},
                             {0x9DFA0485, 0xACC7B61B, 0xC2722E25, 0x0DCEFD02}}};
  Half sum_{};
  std::uint64_t length_ = 0;  // octets
  std::array<std::uint8_t, 32> pending_{};
};

}  // namespace senim::crypto
