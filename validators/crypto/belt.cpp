#include "validators/crypto/belt.h"

#include <algorithm>
#include <bit>
#include <memory>

#include "validators/crypto/digest_state.h"

namespace senim::crypto {

namespace {

using Word = std::uint32_t;
using Half = std::array<Word, 4>;
using Key = std::array<Word, 8>;

// domain.md 4.6: H[10] = 0, H[11] = 8E, and every next octet is 116 steps of a shift register away.
constexpr std::array<std::uint8_t, 256> make_table() {
  std::array<std::uint8_t, 256> table{};
  std::uint8_t state = 0x8E;
  for (std::size_t i = 11; i < 256 + 10; ++i) {
    table.at(i % 256) = state;
    for (int shift = 0; shift < 116; ++shift) {
      const int parity = std::popcount(static_cast<std::uint8_t>(state & 0x63)) & 1;
      state = static_cast<std::uint8_t>(state >> 1 | parity << 7);
    }
  }
  return table;
}
constexpr std::array<std::uint8_t, 256> kH = make_table();
static_assert(kH[0] == 0xB1 && kH[10] == 0x00 && kH[11] == 0x8E && kH[255] == 0x1D);

// kRotated[j][x] = H[x] rotated left by 5 + 8j: substitution and rotation of G5, G13 and G21 in one
// look-up per octet.
constexpr std::array<std::array<Word, 256>, 4> make_rotated() {
  std::array<std::array<Word, 256>, 4> rotated{};
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t x = 0; x < 256; ++x) {
      rotated[j][x] = std::rotl(Word{kH[x]}, static_cast<int>(5 + 8 * j));
    }
  }
  return rotated;
}
constexpr std::array<std::array<Word, 256>, 4> kRotated = make_rotated();

// G of the standard with r = 5 + 8 * Turn.
template <std::size_t Turn>
Word substituted(Word u) {
  return kRotated[Turn][u & 0xff] | kRotated[(Turn + 1) % 4][u >> 8 & 0xff] |
         kRotated[(Turn + 2) % 4][u >> 16 & 0xff] | kRotated[(Turn + 3) % 4][u >> 24];
}
Word g5(Word u) { return substituted<0>(u); }
Word g13(Word u) { return substituted<1>(u); }
Word g21(Word u) { return substituted<2>(u); }

// belt-block (STB 34.101.31 6.1): eight rounds, the key words taken in turn.
Half encrypted(const Key& key, const Half& block) {
  auto [a, b, c, d] = block;
  std::size_t next = 0;
  const auto k = [&key, &next] { return key[next++ % 8]; };
  for (Word round = 1; round <= 8; ++round) {
    b ^= g5(a + k());
    c ^= g21(d + k());
    a -= g13(b + k());
    const Word e = g21(b + c + k()) ^ round;
    b += e;
    c -= e;
    d += g13(c + k());
    b ^= g21(a + k());
    c ^= g5(d + k());
    std::swap(a, b);
    std::swap(c, d);
    std::swap(b, c);
  }
  return {b, d, a, c};
}

Half operator^(const Half& left, const Half& right) {
  return {left[0] ^ right[0], left[1] ^ right[1], left[2] ^ right[2], left[3] ^ right[3]};
}
Half operator~(const Half& value) { return {~value[0], ~value[1], ~value[2], ~value[3]}; }
Key operator|(const Half& left, const Half& right) {
  return {left[0], left[1], left[2], left[3], right[0], right[1], right[2], right[3]};
}

Half words_of(const std::uint8_t* octets) {
  Half words{};
  for (std::size_t i = 0; i < 16; ++i) {
    words[i / 4] |= Word{octets[i]} << (8 * (i % 4));
  }
  return words;
}

class BeltState final : public Hasher::State {
 public:
  void update(ByteView octets) override { hash_.update(octets); }
  Bytes finish() override {
    const BeltHash::Value value = hash_.finish();
    return {value.begin(), value.end()};
  }

 private:
  BeltHash hash_;
};

}  // namespace

void BeltHash::step(const Half& first, const Half& second, Half& mixed) {
  const Half both = hash_[0] ^ hash_[1];
  mixed = encrypted(first | second, both) ^ both;  // sigma1
  const Half left = encrypted(mixed | hash_[1], first) ^ first;
  const Half right = encrypted(~mixed | hash_[0], second) ^ second;
  hash_ = {left, right};
}

void BeltHash::compress(const std::uint8_t* block) {
  Half mixed{};
  step(words_of(block), words_of(block + 16), mixed);
  sum_ = sum_ ^ mixed;
}

void BeltHash::update(ByteView octets) {
  const std::size_t held = length_ % pending_.size();
  length_ += octets.size();
  if (held != 0) {
    const std::size_t taken = std::min(pending_.size() - held, octets.size());
    std::copy_n(octets.begin(), taken, pending_.begin() + static_cast<std::ptrdiff_t>(held));
    octets = octets.subspan(taken);
    if (held + taken < pending_.size()) {
      return;
    }
    compress(pending_.data());
  }
  while (octets.size() >= pending_.size()) {
    compress(octets.data());
    octets = octets.subspan(pending_.size());
  }
  std::ranges::copy(octets, pending_.begin());
}

BeltHash::Value BeltHash::finish() {
  const std::size_t held = length_ % pending_.size();
  if (held != 0) {
    std::fill(pending_.begin() + static_cast<std::ptrdiff_t>(held), pending_.end(),
              std::uint8_t{0});
    compress(pending_.data());
  }
  // The number of bits as 128 bits, then the sum; of both, only sigma2.
  const Half bits = {static_cast<Word>(length_ << 3), static_cast<Word>(length_ >> 29),
                     static_cast<Word>(length_ >> 61), 0};
  Half mixed{};
  step(bits, sum_, mixed);
  Value value{};
  for (std::size_t i = 0; i < value.size(); ++i) {
    value[i] = static_cast<std::uint8_t>(hash_[i / 16][i / 4 % 4] >> (8 * (i % 4)));
  }
  return value;
}

std::unique_ptr<Hasher::State> start_belt_state(DigestAlgorithm) {
  return std::make_unique<BeltState>();
}

}  // namespace senim::crypto
