#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

// What a second thread is worth: to `work`, to the `reference` it is compared with, and to a loop
// of integers, which is what the machine gives.

namespace senim::bench {

// Wall seconds that `threads` of `work` take together.
inline double wall(int threads, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back(work);
  }
  for (std::thread& one : running) {
    one.join();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Products of integers of 512 bits, what signatures are verified with. A chain of single products
// would be no measure: it leaves the multiplier idle while it waits for itself, and a second thread
// on the same core (the processors of a virtual machine often are two threads of one) has it for
// nothing.
inline void integers() {
  constexpr std::size_t kWords = 8;
  __extension__ using Wide = unsigned __int128;
  static std::atomic<std::uint64_t> sink{0};
  std::array<std::uint64_t, kWords> left{};
  std::array<std::uint64_t, kWords> right{};
  std::array<std::uint64_t, 2 * kWords> product{};
  for (std::size_t i = 0; i < kWords; ++i) {
    left[i] = 6364136223846793005U * (i + 1);
    right[i] = left[i] ^ 1442695040888963407U;
  }
  for (int round = 0; round < 150'000; ++round) {
    for (std::size_t i = 0; i < kWords; ++i) {
      std::uint64_t carry = 0;
      for (std::size_t j = 0; j < kWords; ++j) {
        const Wide sum = static_cast<Wide>(left[i]) * right[j] + product[i + j] + carry;
        product[i + j] = static_cast<std::uint64_t>(sum);
        carry = static_cast<std::uint64_t>(sum >> 64U);
      }
      product[i + kWords] = carry;
    }
    left[0] ^= product[kWords];  // the next product waits for this one
  }
  sink.fetch_add(product[kWords]);
}

// Times what one thread does, two threads do together.
struct Scaling {
  double work = 0;
  double reference = 0;
  double integers = 0;
  double share() const { return work / integers; }
};

// In turns, so that what else the machine does meets all; the least wall time of each counts, as
// nothing makes a program faster than it is. `work` and `reference` should take 10 to 20 ms, as the
// integers do: the shorter a turn, the more often nobody comes between. Two threads want both
// cores: on a busy machine the best of several runs is the one to read.
inline Scaling scaling(const std::function<void()>& work, const std::function<void()>& reference) {
  constexpr int kRounds = 60;
  const std::array<std::function<void()>, 3> all = {work, reference, integers};
  std::array<std::array<double, 2>, all.size()> least{};
  for (int round = 0; round < kRounds; ++round) {
    for (const int threads : {1, 2}) {
      for (std::size_t which = 0; which < all.size(); ++which) {
        double& best = least.at(which).at(static_cast<std::size_t>(threads - 1));
        const double once = wall(threads, all.at(which));
        best = round == 0 ? once : std::min(best, once);
      }
    }
  }
  const auto gain = [](const std::array<double, 2>& seconds) {
    return 2 * seconds[0] / seconds[1];
  };
  return {gain(least[0]), gain(least[1]), gain(least[2])};
}

}  // namespace senim::bench
