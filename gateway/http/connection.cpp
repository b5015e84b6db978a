#include "gateway/http/connection.h"

#include <algorithm>
#include <exception>

#include "gateway/http/chunked.h"
#include "gateway/http/guard.h"

namespace senim::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

milliseconds time_for(std::uint64_t octets, std::uint64_t per_second) {
  return milliseconds(octets * 1000 / std::max<std::uint64_t>(per_second, 1));
}

Problem too_slow(std::string_view what) {
  return {408, "limit-exceeded", std::string(what) + " did not arrive in time"};
}

}  // namespace

void Connection::serve() {
  while (serve_one()) {
  }
}

bool Connection::serve_one() {
  const Instant until = Clock::now() + shared_.options.deadlines.idle;
  // An empty line behind a request begins no other (RFC 9112 2.2): whoever sent it is idle.
  while (buffer_.empty() || buffer_ == "\r" || buffer_ == "\r\n") {
    if (wire_.idle(until, shared_.drain) != Wire::Wait::ready ||
        wire_.receive(buffer_, until) != Wire::Wait::ready) {
      return false;
    }
  }
  const std::optional<RequestHead> head = receive_head();
  return head.has_value() && answer(*head);
}

std::optional<RequestHead> Connection::receive_head() {
  const Instant until = Clock::now() + shared_.options.deadlines.head;
  std::size_t seen = 0;
  std::size_t end = head_end(buffer_);
  while (end == std::string_view::npos && buffer_.size() <= kMaxHead) {
    seen = buffer_.size();
    switch (wire_.receive(buffer_, until)) {
      case Wire::Wait::ready:
        break;
      case Wire::Wait::ended:
        return std::nullopt;
      case Wire::Wait::timed_out:
        refuse(too_slow("the header"));
        return std::nullopt;
    }
    const std::size_t from = seen < 3 ? 0 : seen - 3;
    end = head_end(std::string_view(buffer_).substr(from));
    end = end == std::string_view::npos ? end : end + from;
  }
  if (end == std::string_view::npos || end > kMaxHead) {
    refuse({431, "limit-exceeded", "the header is longer than " + std::to_string(kMaxHead)});
    return std::nullopt;
  }
  std::variant<RequestHead, Problem> head = read_head(std::string_view(buffer_).substr(0, end));
  buffer_.erase(0, end);
  if (const auto* problem = std::get_if<Problem>(&head)) {
    refuse(*problem);
    return std::nullopt;
  }
  return std::get<RequestHead>(std::move(head));
}

bool Connection::answer(const RequestHead& head) {
  const bool head_only = head.method == "HEAD";
  const bool has_body = head.chunked || head.content_length.value_or(0) != 0;
  std::variant<Router::Match, Response> found = shared_.router.find(head);
  if (const auto* response = std::get_if<Response>(&found)) {
    // A body that nobody reads would be taken for the next request.
    const bool more = send(*response, head.keep_alive && !has_body, head_only);
    if (has_body && !gone_) {
      wire_.linger(Clock::now() + shared_.options.deadlines.linger);
    }
    return more;
  }
  const Router::Match& match = std::get<Router::Match>(found);
  const std::uint64_t limit = match.route->body_limit ? match.route->body_limit(head) : 0;
  if (has_body && limit == 0) {  // RFC 9110 9.3.1: content of a GET has no meaning
    return refuse({400, "malformed", "a " + head.method + " of this path has no body"});
  }
  if (head.content_length.value_or(0) > limit) {
    return refuse(
        {413, "limit-exceeded", "the body is longer than " + std::to_string(limit) + " octets"});
  }
  Body body(shared_.in_flight, shared_.options.spool_folder, limit);
  if (has_body) {
    if (!continue_expected(head)) {
      return false;
    }
    if (const std::optional<Problem> problem = receive_body(head, body); problem.has_value()) {
      return gone_ ? false : refuse(*problem);
    }
  }
  const Result<ByteView> octets = body.view();
  if (!octets.ok()) {
    return refuse(failure(octets.error()));
  }
  return send(handle(match, head, *octets), head.keep_alive, head_only);
}

bool Connection::continue_expected(const RequestHead& head) {
  // RFC 9110 10.1.1: may be omitted when octets of the body are here already.
  if (!head.expects_continue || !buffer_.empty()) {
    return true;
  }
  return wire_.send("HTTP/1.1 100 Continue\r\n\r\n",
                    Clock::now() + shared_.options.deadlines.whole);
}

// Waits for octets of a body of which `received` are here; `promised` when its length is known.
std::optional<Problem> Connection::receive_more(std::uint64_t received, std::uint64_t promised,
                                                Instant start) {
  const Deadlines& limits = shared_.options.deadlines;
  const Instant whole =
      start + limits.whole + time_for(std::max(received, promised), limits.whole_octets_per_second);
  const Instant paced =
      start + std::max(limits.body_grace, time_for(received, limits.body_octets_per_second));
  switch (wire_.receive(buffer_, std::min(whole, paced))) {
    case Wire::Wait::ready:
      return std::nullopt;
    case Wire::Wait::ended:
      gone_ = true;
      return Problem{400, "malformed", "the body ended early"};
    case Wire::Wait::timed_out:
      break;
  }
  return too_slow("the body");
}

std::optional<Problem> Connection::receive_body(const RequestHead& head, Body& body) {
  const Instant start = Clock::now();
  if (head.chunked) {
    return receive_chunks(body, start);
  }
  const std::uint64_t size = *head.content_length;
  for (;;) {
    const auto taken =
        static_cast<std::size_t>(std::min<std::uint64_t>(size - body.size(), buffer_.size()));
    if (const Status kept = body.append(std::string_view(buffer_).substr(0, taken)); !kept.ok()) {
      return failure(kept.error());
    }
    buffer_.erase(0, taken);
    if (body.size() == size) {
      return std::nullopt;
    }
    if (std::optional<Problem> problem = receive_more(body.size(), size, start)) {
      return problem;
    }
  }
}

std::optional<Problem> Connection::receive_chunks(Body& body, Instant start) {
  ChunkedDecoder decoder;
  const ChunkedDecoder::Sink keep = [&](std::string_view octets) { return body.append(octets); };
  for (;;) {
    const Result<std::size_t> used = decoder.feed(buffer_, keep);
    if (!used.ok()) {
      return used.error().code == ErrorCode::malformed ? bad_request(used.error())
                                                       : failure(used.error());
    }
    buffer_.erase(0, *used);
    if (decoder.done()) {
      return std::nullopt;
    }
    if (std::optional<Problem> problem = receive_more(body.size(), 0, start)) {
      return problem;
    }
  }
}

// The request boundary (style.md 5): an exception is a 500 and never a verdict.
Response Connection::handle(const Router::Match& match, const RequestHead& head,
                            ByteView body) const {
  try {
    Response response = match.route->handler(Request{head, body, match.path_value});
    if (response.status == 500 && shared_.options.log) {
      shared_.options.log(head.method + " " + match.route->path + ": " + response.body);
    }
    return response;
  } catch (const std::exception& problem) {
    if (shared_.options.log) {
      shared_.options.log(head.method + " " + match.route->path + ": " + problem.what());
    }
    return to_response({500, "internal", "the request could not be answered"});
  }
}

bool Connection::send(const Response& response, bool keep_alive, bool head_only) {
  keep_alive = keep_alive && !shared_.draining.load();
  const std::string octets = serialize(response, {date(), keep_alive, head_only});
  const Deadlines& limits = shared_.options.deadlines;
  gone_ = !wire_.send(octets, Clock::now() + limits.whole +
                                  time_for(octets.size(), limits.whole_octets_per_second));
  return keep_alive && !gone_;
}

bool Connection::refuse(const Problem& problem) {
  send(to_response(problem), false, false);
  if (!gone_) {
    wire_.linger(Clock::now() + shared_.options.deadlines.linger);
  }
  return false;
}

std::string_view Connection::date() {
  const std::int64_t now = shared_.options.clock ? shared_.options.clock() : 0;
  if (now != date_second_) {
    date_second_ = now;
    date_ = http_date(now);
  }
  return date_;
}

}  // namespace senim::http
