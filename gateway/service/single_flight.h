#pragma once

#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <utility>

#include "validators/base/result.h"
#include "validators/crypto/digest.h"

// Identical work asked for at the same time is done once: the first caller does it on its own
// thread, the others wait for its result. What it throws is thrown to all of them.

namespace senim::service {

template <typename T>
class SingleFlight {
 public:
  struct Landed {
    Result<T> result;
    bool joined = false;  // somebody else did the work
  };

  // Whoever did the work must have made it findable (in a cache) before `work` returns, and `work`
  // must look there first: another caller may have landed just before this one took off.
  Landed run(const crypto::Sha256& key, const std::function<Result<T>()>& work) {
    std::packaged_task<Result<T>()> task(work);
    std::shared_future<Result<T>> flight;
    bool joined = true;
    {
      const std::lock_guard lock(mutex_);
      const auto found = flights_.find(key);
      if (found != flights_.end()) {
        flight = found->second;
      } else {
        joined = false;
        flight = task.get_future().share();
        flights_.emplace(key, flight);
      }
    }
    if (!joined) {
      task();
      const std::lock_guard lock(mutex_);
      flights_.erase(key);
    }
    return {flight.get(), joined};
  }

 private:
  std::mutex mutex_;
  std::map<crypto::Sha256, std::shared_future<Result<T>>> flights_;
};

}  // namespace senim::service
