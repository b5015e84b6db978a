#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validators/base/bytes.h"

// A request as handlers see it and the response they give back. No socket, no library: handlers are
// plain functions and are tested as such.

namespace senim::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Everything before the body, already guarded (request_head.h).
struct RequestHead {
  std::string method;  // as written, a token
  std::string path;    // percent-decoded, begins with '/'
  Fields query;        // percent-decoded, no name twice
  Fields headers;      // names in lower case; values of visible ASCII, blanks and tabs only
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;

  // The value of a header; "" when absent. Several lines are joined with ", " (RFC 9110 5.3).
  std::string header(std::string_view lower_case_name) const;
  std::optional<std::string_view> query_value(std::string_view name) const;
};

struct Request {
  RequestHead head;
  ByteView body;           // lives as long as the handler runs
  std::string path_value;  // what stood for {id} in the route
};

struct Response {
  int status = 200;
  std::string content_type;  // "" when there is no body
  Fields headers;
  std::string body;
};

// The status line, the headers and the body in one piece (design.md 8: one write).
// `date`: RFC 9110 6.6.1. `head_only`: for HEAD, the body is counted and not sent.
struct Serialization {
  std::string_view date;
  bool keep_alive = true;
  bool head_only = false;
};
std::string serialize(const Response& response, const Serialization& how);
std::string_view reason_phrase(int status);
// "Mon, 24 Nov 2025 16:00:00 GMT".
std::string http_date(std::int64_t seconds_since_epoch);

}  // namespace senim::http
