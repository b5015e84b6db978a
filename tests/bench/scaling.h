#pragma once

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

inline double scaling(const std::function<void()>& work) {
  return 2 * wall(1, work) / wall(2, work);
}

inline void integers() {
  static std::atomic<std::uint64_t> sink{0};
  std::uint64_t value = 1;
  for (int i = 0; i < 100'000'000; ++i) {
    value = value * 6364136223846793005U + 1442695040888963407U;
  }
  sink.fetch_add(value);
}

}  // namespace senim::bench
