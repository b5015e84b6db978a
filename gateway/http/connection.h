#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "gateway/http/body.h"
#include "gateway/http/http_server.h"
#include "gateway/http/router.h"
#include "gateway/http/wire.h"

// One connection from its first octet to its last: read, guard, answer, again. One thread.

namespace senim::http {

// What all connections share; outlives them.
struct Shared {
  Shared(ServerOptions set, Router routes)
      : options(std::move(set)), router(std::move(routes)), in_flight(options.in_flight_octets) {}
  ServerOptions options;
  Router router;
  InFlight in_flight;
  StopSignal drain;  // no further request
  StopSignal abort;  // no further octet
  std::atomic<bool> draining{false};
};

class Connection {
 public:
  Connection(int descriptor, Shared& shared) : shared_(shared), wire_(descriptor, shared.abort) {}
  void serve();

 private:
  // The next request was answered and another may follow.
  bool serve_one();
  std::optional<RequestHead> receive_head();
  bool answer(const RequestHead& head);
  // Empty: the whole body is in `body`.
  std::optional<Problem> receive_body(const RequestHead& head, Body& body);
  std::optional<Problem> receive_chunks(Body& body, Instant start);
  std::optional<Problem> receive_more(std::uint64_t received, std::uint64_t promised,
                                      Instant start);
  bool continue_expected(const RequestHead& head);
  Response handle(const Router::Match& match, const RequestHead& head, ByteView body) const;
  bool send(const Response& response, bool keep_alive, bool head_only);
  // For what must not be followed by another request of this connection.
  bool refuse(const Problem& problem);
  std::string_view date();

  Shared& shared_;
  Wire wire_;
  std::string buffer_;  // received and not consumed
  bool gone_ = false;   // nobody is there to be answered
  std::int64_t date_second_ = -1;
  std::string date_;
};

}  // namespace senim::http
