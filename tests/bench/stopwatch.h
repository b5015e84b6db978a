#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <vector>

namespace senim::bench {

// CPU seconds of this thread for one call of `work`: the median of `rounds` measurements of `times`
// calls each.
inline double cpu_seconds(const std::function<void()>& work, int times, int rounds = 5) {
  std::vector<double> measured;
  for (int round = 0; round < rounds; ++round) {
    timespec start{};
    timespec end{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
    for (int i = 0; i < times; ++i) {
      work();
    }
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    measured.push_back((static_cast<double>(end.tv_sec - start.tv_sec) +
                        1e-9 * static_cast<double>(end.tv_nsec - start.tv_nsec)) /
                       times);
  }
  std::ranges::sort(measured);
  return measured[measured.size() / 2];
}

}  // namespace senim::bench
