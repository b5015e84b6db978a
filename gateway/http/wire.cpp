#include "gateway/http/wire.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace senim::http {
namespace {

constexpr std::size_t kReadSize = 32'768;
// As much as may be on its way when a connection ends: twice the usual socket buffers.
constexpr std::size_t kMostLingering = std::size_t{8} << 20;

}  // namespace

StopSignal::StopSignal() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (descriptor_ < 0) {
    throw std::runtime_error("no event descriptor");
  }
}

StopSignal::~StopSignal() { ::close(descriptor_); }

void StopSignal::raise() {
  const std::uint64_t one = 1;
  // Fails only when the counter is full, which is raised enough.
  static_cast<void>(!::write(descriptor_, &one, sizeof one));
}

Wire::Wait Wire::wait(short events, Instant until, const StopSignal* or_until_raised) const {
  std::array<pollfd, 3> polled = {
      {{descriptor_, events, 0},
       {abort_.descriptor(), POLLIN, 0},
       {or_until_raised != nullptr ? or_until_raised->descriptor() : -1, POLLIN, 0}}};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return Wait::timed_out;
    }
    const int count = ::poll(polled.data(), polled.size(), static_cast<int>(left.count()));
    if (count < 0 && errno != EINTR) {
      return Wait::ended;
    }
    if (count <= 0) {
      continue;
    }
    if (polled[1].revents != 0) {
      return Wait::ended;
    }
    return polled[0].revents != 0 ? Wait::ready : Wait::ended;
  }
}

Wire::Wait Wire::idle(Instant until, const StopSignal& or_until_raised) const {
  return wait(POLLIN, until, &or_until_raised);
}

Wire::Wait Wire::receive(std::string& into, Instant until) {
  scratch_.resize(kReadSize);
  for (;;) {
    // Also for a peer from which there is always one more octet.
    if (std::chrono::steady_clock::now() >= until) {
      return Wait::timed_out;
    }
    const ssize_t size = ::recv(descriptor_, scratch_.data(), scratch_.size(), MSG_DONTWAIT);
    if (size > 0) {
      into.append(scratch_.data(), static_cast<std::size_t>(size));
      return Wait::ready;
    }
    if (size == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) {
      return Wait::ended;
    }
    const Wait waited = wait(POLLIN, until, nullptr);
    if (waited != Wait::ready) {
      return waited;
    }
  }
}

bool Wire::send(std::string_view octets, Instant until) const {
  while (!octets.empty()) {
    const ssize_t size =
        ::send(descriptor_, octets.data(), octets.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size > 0) {
      octets.remove_prefix(static_cast<std::size_t>(size));
      continue;
    }
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
      return false;
    }
    if (wait(POLLOUT, until, nullptr) != Wait::ready) {
      return false;
    }
  }
  return true;
}

void Wire::linger(Instant until) {
  ::shutdown(descriptor_, SHUT_WR);
  std::string dropped;
  for (std::size_t total = 0; total < kMostLingering && receive(dropped, until) == Wait::ready;) {
    total += dropped.size();
    dropped.clear();
  }
}

}  // namespace senim::http
