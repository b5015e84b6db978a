#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/http/router.h"
#include "validators/base/result.h"

// HTTP/1.1 over POCO's TCP server: one cheap thread per connection, which reads under deadlines,
// guards, lets the router's handler answer and writes the answer in one piece. POCO's own HTTP
// session is not used: it decodes header values before anybody can look at them, restarts its
// timeout at every recv and answers some errors without a body (design.md 8).

namespace senim::http {

// spec/threats.md, HTTP. Tests make them short.
struct Deadlines {
  using Milliseconds = std::chrono::milliseconds;
  Milliseconds idle{15'000};       // between two requests of a connection
  Milliseconds head{5'000};        // from its first octet to the empty line
  Milliseconds body_grace{5'000};  // after it, 1 KB/s on average
  std::uint64_t body_octets_per_second = 1024;
  Milliseconds whole{10'000};  // body complete, answer taken: this and the size by the next
  std::uint64_t whole_octets_per_second = 65'536;
  Milliseconds linger{1'000};  // after a refusal, for the client to read it
  Milliseconds drain{30'000};  // at the end, for requests that run
};

// Octets of one body (design.md 8): of a document, and of what is JSON or XML as a whole.
struct BodyLimits {
  std::uint64_t document = std::uint64_t{100} << 20;
  std::uint64_t structured = std::uint64_t{32} << 20;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  Deadlines deadlines;
  std::uint64_t in_flight_octets = std::uint64_t{512} << 20;  // design.md 8
  int max_connections = 512;
  std::filesystem::path spool_folder;   // made when missing
  std::function<std::int64_t()> clock;  // seconds since 1970, for Date
  std::function<void(std::string_view)> log;
};

class HttpServer final {
 public:
  // unavailable: the address cannot be bound.
  static Result<std::unique_ptr<HttpServer>> start(ServerOptions options, Router router);
  ~HttpServer();  // drains
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  int connections() const;
  // Accepts nobody any more, lets running requests finish (their connections are closed with the
  // answer), then returns. True when all had finished in time.
  bool drain();

  struct Machine;

 private:
  explicit HttpServer(std::unique_ptr<Machine> machine);
  std::unique_ptr<Machine> machine_;
};

}  // namespace senim::http
