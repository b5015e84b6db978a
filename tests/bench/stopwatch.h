#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <vector>

namespace senim::bench {

inline double cpu_seconds_once(const std::function<void()>& work, int times) {
  timespec start{};
  timespec end{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
  for (int i = 0; i < times; ++i) {
    work();
  }
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  return (static_cast<double>(end.tv_sec - start.tv_sec) +
          1e-9 * static_cast<double>(end.tv_nsec - start.tv_nsec)) /
         times;
}

// CPU seconds of this thread for one call of each of `works`, in turns: the medians of `rounds`
// measurements of `times` calls each.
inline std::vector<double> cpu_seconds(const std::vector<std::function<void()>>& works, int times,
                                       int rounds = 5) {
  std::vector<std::vector<double>> measured(works.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      measured[i].push_back(cpu_seconds_once(works[i], times));
    }
  }
  std::vector<double> medians;
  for (std::vector<double>& each : measured) {
    std::ranges::sort(each);
    medians.push_back(each[each.size() / 2]);
  }
  return medians;
}

inline double cpu_seconds(const std::function<void()>& work, int times, int rounds = 5) {
  return cpu_seconds(std::vector<std::function<void()>>{work}, times, rounds).front();
}

}  // namespace senim::bench
