#pragma once

#include <chrono>

#include "validators/base/utc_time.h"

namespace senim::service {

// Where the gateway gets the time; tests give it literals. Shared between threads.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  virtual std::chrono::milliseconds since_epoch() const = 0;
  UtcTime now() const { return UtcTime{std::chrono::floor<Seconds>(since_epoch())}; }
};

class SystemClock final : public Clock {
 public:
  std::chrono::milliseconds since_epoch() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
  }
};

}  // namespace senim::service
