#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace senim::test {

struct Answer {
  int status = 0;                              // 0: the connection ended without one
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

// A client that sends exactly the octets it is given, in the pieces it is given.
class Client {
 public:
  explicit Client(std::uint16_t port)
      : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(descriptor_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view octets) {
    while (!octets.empty()) {
      const ssize_t size = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (size <= 0) {
        return false;
      }
      octets.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  void end() { ::shutdown(descriptor_, SHUT_WR); }
  // Small buffers, so that a server cannot hand a big answer to the kernel and be done.
  void keep_little() {
    const int size = 4096;
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }

  // The next answer; 10 s at most, so that a test that fails ends.
  Answer receive(bool head_only = false) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!more()) {
        return {};
      }
    }
    Answer answer = parse(buffer_.substr(0, end + 2));
    buffer_.erase(0, end + 4);
    const auto length = answer.headers.find("content-length");
    const std::size_t size = head_only || length == answer.headers.end() || answer.status == 304
                                 ? 0
                                 : static_cast<std::size_t>(std::stoul(length->second));
    while (buffer_.size() < size) {
      if (!more()) {
        return {};
      }
    }
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
  }
  // True when the server closes, false when it sends something or does nothing for that long.
  bool closed(int milliseconds = 5000) {
    pollfd polled{descriptor_, POLLIN, 0};
    char octet = 0;
    return buffer_.empty() && ::poll(&polled, 1, milliseconds) == 1 &&
           ::recv(descriptor_, &octet, 1, 0) <= 0;
  }

 private:
  bool more() {
    pollfd polled{descriptor_, POLLIN, 0};
    if (::poll(&polled, 1, 10'000) != 1) {
      return false;
    }
    char octets[65536];
    const ssize_t size = ::recv(descriptor_, octets, sizeof octets, 0);
    if (size <= 0) {
      return false;
    }
    buffer_.append(octets, static_cast<std::size_t>(size));
    return true;
  }
  static Answer parse(std::string_view head) {
    Answer answer;
    const std::size_t line = head.find("\r\n");
    answer.status = std::stoi(std::string(head.substr(9, 3)));
    head.remove_prefix(line + 2);
    while (!head.empty()) {
      const std::size_t end = head.find("\r\n");
      const std::size_t colon = head.find(": ");
      std::string name(head.substr(0, colon));
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      answer.headers[name] = std::string(head.substr(colon + 2, end - colon - 2));
      head.remove_prefix(end + 2);
    }
    return answer;
  }
  int descriptor_;
  bool connected_ = false;
  std::string buffer_;
};

}  // namespace senim::test
