#pragma once

#include <array>
#include <cstdint>

#include "validators/base/bytes.h"

// The sponge function of Belarus, STB 34.101.77 (domain.md 4.9), our own: no library of Debian has
// it. Inside validators/crypto; others hash with crypto::digest().

namespace senim::crypto {

// 192 octets as little-endian words.
using BashState = std::array<std::uint64_t, 24>;
void bash_f(BashState& state);

// bash256, bash384, bash512: the octets of the result. One object per message and thread.
class BashHash {
 public:
  explicit BashHash(std::size_t size);
  void update(ByteView octets);
  Bytes finish();  // once; nothing may follow

 private:
  void absorb(const std::uint8_t* block);

  std::size_t size_;
  std::size_t rate_;  // octets of a block
  BashState state_{};
  std::size_t held_ = 0;
  std::array<std::uint8_t, 128> pending_{};
};

}  // namespace senim::crypto
