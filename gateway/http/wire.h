#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

// The octets of one connection under deadlines. Works on the descriptor that POCO's socket owns:
// each wait ends at an instant, not after a pause (POCO's timeout begins anew at every recv).

namespace senim::http {

using Instant = std::chrono::steady_clock::time_point;

// An event that ends waits in all connections at once, and stays raised.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;
  void raise();
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_ = -1;
};

class Wire {
 public:
  // `abort` ends every wait.
  Wire(int descriptor, const StopSignal& abort) : descriptor_(descriptor), abort_(abort) {}

  enum class Wait { ready, ended, timed_out };
  // Until there is something to read; `or_until_raised` ends it too, unless octets are there.
  Wait idle(Instant until, const StopSignal& or_until_raised) const;
  // Appends what is there, waiting for the first octet. ended: closed by the peer, or aborted.
  Wait receive(std::string& into, Instant until);
  // False when the peer did not take all of it in time.
  bool send(std::string_view octets, Instant until) const;
  // Says that nothing more will be sent, then throws away what still comes, so that the last answer
  // is not lost in a reset.
  void linger(Instant until);

 private:
  Wait wait(short events, Instant until, const StopSignal* or_until_raised) const;
  int descriptor_;
  const StopSignal& abort_;
  std::vector<char> scratch_;
};

}  // namespace senim::http
