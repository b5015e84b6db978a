#pragma once

#include <atomic>
#include <memory>
#include <utility>

// One immutable value that many threads read and one replaces (the trust snapshot, the policy
// book). A request takes one copy at its start and uses it to its end. std::atomic<std::shared_ptr>
// of g++ 12 is a data race to tsan, the older free functions are not.

namespace senim {

template <typename T>
class Published {
 public:
  Published() = default;
  explicit Published(std::shared_ptr<const T> value) : value_(std::move(value)) {}
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  std::shared_ptr<const T> get() const { return std::atomic_load(&value_); }
  void publish(std::shared_ptr<const T> value) { std::atomic_store(&value_, std::move(value)); }

 private:
  std::shared_ptr<const T> value_;
};

}  // namespace senim
