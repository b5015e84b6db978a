#pragma once

#include <atomic>
#include <mutex>
#include <optional>

namespace senim {

// A value made when somebody first asks, once, whichever thread that is; the others wait for it. An
// exception leaves it unmade. Not std::call_once: glibc's wakes sleepers by a system call each
// time, though there hardly ever are any.
template <typename T>
class Lazy {
 public:
  template <typename Make>
  const T& get(const Make& make) const {
    if (!made_.load(std::memory_order_acquire)) {
      const std::lock_guard lock(mutex_);
      if (!made_.load(std::memory_order_relaxed)) {
        value_.emplace(make());
        made_.store(true, std::memory_order_release);
      }
    }
    return *value_;
  }

 private:
  mutable std::atomic<bool> made_{false};
  mutable std::mutex mutex_;
  mutable std::optional<T> value_;
};

}  // namespace senim
