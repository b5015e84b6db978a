#include "validators/crypto/bash.h"

#include <algorithm>
#include <bit>
#include <memory>

#include "validators/crypto/digest_state.h"

namespace senim::crypto {

namespace {

using Word = std::uint64_t;

constexpr std::array<std::size_t, 24> kPermutation = {15, 10, 9,  12, 11, 14, 13, 8, 17, 16, 19, 18,
                                                      21, 20, 23, 22, 6,  3,  0,  5, 2,  7,  4,  1};

// STB 34.101.77 table of constants: a shift register (domain.md 4.9).
constexpr std::array<Word, 24> make_constants() {
  std::array<Word, 24> constants{};
  Word value = 0x3BF5080AC8BA94B1;
  for (Word& constant : constants) {
    constant = value;
    value = value >> 1 ^ ((value & 1) != 0 ? 0xDC2BE1997FE0D8AE : 0);
  }
  return constants;
}
constexpr std::array<Word, 24> kConstants = make_constants();
static_assert(kConstants[1] == 0xC1D1659C1BBD92F6 && kConstants[23] == 0xDE8082CD72DEBC78);

struct Turns {
  int m1;
  int n1;
  int m2;
  int n2;
};
constexpr std::array<Turns, 8> make_turns() {
  std::array<Turns, 8> turns{};
  Turns next = {8, 53, 14, 1};
  for (Turns& one : turns) {
    one = next;
    next = {next.m1 * 7 % 64, next.n1 * 7 % 64, next.m2 * 7 % 64, next.n2 * 7 % 64};
  }
  return turns;
}
constexpr std::array<Turns, 8> kTurns = make_turns();

// bash-s.
void mix(Word& a, Word& b, Word& c, const Turns& turns) {
  const Word t = std::rotl(a, turns.m1);
  a ^= b ^ c;
  const Word u = b ^ std::rotl(a, turns.n1);
  b = t ^ u;
  c ^= std::rotl(c, turns.m2) ^ std::rotl(u, turns.n2);
  const Word from_a = ~c | b;
  const Word from_b = a | c;
  const Word from_c = a & b;
  a ^= from_a;
  b ^= from_b;
  c ^= from_c;
}

class BashHasherState final : public Hasher::State {
 public:
  explicit BashHasherState(std::size_t size) : hash_(size) {}
  void update(ByteView octets) override { hash_.update(octets); }
  Bytes finish() override { return hash_.finish(); }

 private:
  BashHash hash_;
};

}  // namespace

void bash_f(BashState& state) {
  for (const Word constant : kConstants) {
    for (std::size_t j = 0; j < 8; ++j) {
      mix(state[j], state[8 + j], state[16 + j], kTurns[j]);
    }
    BashState permuted;
    for (std::size_t x = 0; x < permuted.size(); ++x) {
      permuted[x] = state[kPermutation[x]];
    }
    permuted[23] ^= constant;
    state = permuted;
  }
}

// STB 34.101.77 8: level l = 4 * size bits; a block is the state without its last l / 2 octets, and
// the last word starts with l / 4.
BashHash::BashHash(std::size_t size) : size_(size), rate_(192 - 2 * size) { state_[23] = size; }

// A block replaces the first octets of the state.
void BashHash::absorb(const std::uint8_t* block) {
  for (std::size_t i = 0; i < rate_ / 8; ++i) {
    Word word = 0;
    for (std::size_t j = 0; j < 8; ++j) {
      word |= Word{block[8 * i + j]} << (8 * j);
    }
    state_[i] = word;
  }
  bash_f(state_);
}

void BashHash::update(ByteView octets) {
  if (held_ != 0) {
    const std::size_t taken = std::min(rate_ - held_, octets.size());
    std::copy_n(octets.begin(), taken, pending_.begin() + static_cast<std::ptrdiff_t>(held_));
    octets = octets.subspan(taken);
    held_ += taken;
    if (held_ < rate_) {
      return;
    }
    absorb(pending_.data());
    held_ = 0;
  }
  while (octets.size() >= rate_) {
    absorb(octets.data());
    octets = octets.subspan(rate_);
  }
  std::ranges::copy(octets, pending_.begin());
  held_ = octets.size();
}

// Padding is always added: 40, then zeros up to a block.
Bytes BashHash::finish() {
  const auto end = pending_.begin() + static_cast<std::ptrdiff_t>(held_);
  *end = 0x40;
  std::fill(end + 1, pending_.end(), std::uint8_t{0});
  absorb(pending_.data());
  Bytes value(size_);
  for (std::size_t i = 0; i < size_; ++i) {
    value[i] = static_cast<std::uint8_t>(state_[i / 8] >> (8 * (i % 8)));
  }
  return value;
}

std::unique_ptr<Hasher::State> start_bash_state(DigestAlgorithm algorithm) {
  return std::make_unique<BashHasherState>(digest_size(algorithm));
}

}  // namespace senim::crypto
