#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

// What a second thread is worth: to `work`, and to a loop of integers, which is what the machine
// gives.

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

inline void integers() {
  static std::atomic<std::uint64_t> sink{0};
  std::uint64_t value = 1;
  for (int i = 0; i < 10'000'000; ++i) {
    value = value * 6364136223846793005U + 1442695040888963407U;
  }
  sink.fetch_add(value);
}

// Times what one thread does, two threads do together.
struct Scaling {
  double work = 0;
  double integers = 0;
  double share() const { return work / integers; }
};

// In turns, so that what else the machine does meets both; the least wall time of each counts, as
// nothing makes a program faster than it is. `work` should take 10 to 20 ms, as the integers do:
// the shorter a turn, the more often nobody comes between. Two threads want both cores: on a busy
// machine the best of several runs is the one to read.
inline Scaling scaling_beside_integers(const std::function<void()>& work) {
  constexpr int kRounds = 60;
  const std::array<std::function<void()>, 2> both = {work, integers};
  std::array<std::array<double, 2>, 2> least{};
  for (int round = 0; round < kRounds; ++round) {
    for (const int threads : {1, 2}) {
      for (std::size_t which = 0; which < both.size(); ++which) {
        double& best = least.at(which).at(static_cast<std::size_t>(threads - 1));
        const double once = wall(threads, both.at(which));
        best = round == 0 ? once : std::min(best, once);
      }
    }
  }
  return {2 * least[0][0] / least[0][1], 2 * least[1][0] / least[1][1]};
}

}  // namespace senim::bench
