#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace senim::test {

// One accepted connection, as the script of a responder sees it.
class Peer {
 public:
  Peer(int descriptor, const std::atomic<bool>& stopping)
      : descriptor_(descriptor), stopping_(stopping) {}

  // False: the other side has gone, or the responder ends.
  bool send(std::string_view octets) const {
    while (!octets.empty()) {
      if (!ready(POLLOUT)) {
        return false;
      }
      const ssize_t size =
          ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (size <= 0) {
        return false;
      }
      octets.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  // Until the other side goes away.
  void hold() const {
    char octets[4096];
    while (ready(POLLIN) && ::recv(descriptor_, octets, sizeof octets, 0) > 0) {
    }
  }
  // What comes next, of whatever protocol; empty: the other side has gone.
  std::string receive_some() const {
    char octets[4096];
    const ssize_t size = ready(POLLIN) ? ::recv(descriptor_, octets, sizeof octets, 0) : 0;
    return std::string(octets, size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  // Head and, as far as Content-Length says, body.
  std::string receive() const {
    std::string text;
    while (!whole(text)) {
      char octets[4096];
      if (!ready(POLLIN)) {
        return text;
      }
      const ssize_t size = ::recv(descriptor_, octets, sizeof octets, 0);
      if (size <= 0) {
        return text;
      }
      text.append(octets, static_cast<std::size_t>(size));
    }
    return text;
  }

 private:
  static bool whole(const std::string& text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) {
      return false;
    }
    const std::size_t at = text.find("Content-Length: ");
    return at == std::string::npos || at > end ||
           text.size() >= end + 4 + std::stoul(text.substr(at + 16));
  }
  bool ready(short what) const {
    pollfd polled{descriptor_, what, 0};
    while (!stopping_) {
      if (::poll(&polled, 1, 20) == 1) {
        return (polled.revents & what) != 0;
      }
    }
    return false;
  }
  int descriptor_;
  const std::atomic<bool>& stopping_;
};

// A free loopback port that somebody listens on, with room for so many who were not yet accepted.
struct Listening {
  int descriptor = -1;
  sockaddr_in address{};

  explicit Listening(int backlog) {
    descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(descriptor, generic, size) != 0 || ::listen(descriptor, backlog) != 0 ||
        ::getsockname(descriptor, generic, &size) != 0) {
      throw std::runtime_error("no loopback port");
    }
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  ~Listening() { ::close(descriptor); }
  std::uint16_t port() const { return ntohs(address.sin_port); }
};

inline std::string loopback_url(std::uint16_t port, const std::string& target) {
  return "http://127.0.0.1:" + std::to_string(port) + target;
}

// Whose queue of connections is full: another one is neither taken nor refused.
class FullListener {
 public:
  FullListener() {
    // Linux lets one more in than it was told, and the rest wait.
    for (int& descriptor : waiting_) {
      descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      static_cast<void>(::connect(descriptor,
                                  reinterpret_cast<const sockaddr*>(&listening_.address),
                                  sizeof listening_.address));
    }
  }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;
  ~FullListener() {
    for (const int descriptor : waiting_) {
      ::close(descriptor);
    }
  }
  std::string url() const { return loopback_url(listening_.port(), "/"); }

 private:
  Listening listening_{0};
  std::array<int, 4> waiting_{};
};

// A server on a free loopback port. Each connection runs the script on a thread of its own, with
// the request that came; then it is closed.
class Responder {
 public:
  using Script = std::function<void(const Peer& peer, const std::string& request)>;

  explicit Responder(Script script) : script_(std::move(script)) {
    acceptor_ = std::thread([this] { accept(); });
  }
  ~Responder() {
    stopping_ = true;
    acceptor_.join();
    for (std::thread& thread : threads_) {
      thread.join();
    }
  }
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;

  std::uint16_t port() const { return listening_.port(); }
  std::string url(const std::string& target = "/") const { return loopback_url(port(), target); }
  int connections() const { return connections_; }
  std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void accept() {
    pollfd polled{listening_.descriptor, POLLIN, 0};
    while (!stopping_) {
      if (::poll(&polled, 1, 20) != 1) {
        continue;
      }
      const int accepted = ::accept4(listening_.descriptor, nullptr, nullptr, SOCK_CLOEXEC);
      if (accepted < 0) {
        continue;
      }
      ++connections_;
      threads_.emplace_back([this, accepted] {
        const Peer peer(accepted, stopping_);
        const std::string request = peer.receive();
        {
          const std::lock_guard lock(mutex_);
          requests_.push_back(request);
        }
        script_(peer, request);
        ::close(accepted);
      });
    }
  }
  Script script_;
  const Listening listening_{64};
  std::atomic<bool> stopping_{false};
  std::atomic<int> connections_{0};
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::thread> threads_;  // of the acceptor until it is joined
  std::thread acceptor_;
};

inline std::string http_answer(const std::string& body, const std::string& status = "200 OK",
                               const std::string& more = "") {
  return "HTTP/1.1 " + status + "\r\n" + more + "Content-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

}  // namespace senim::test
