#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/http/message.h"
#include "gateway/http/problem.h"

// Which handler answers which method and path. Built once, then read by all threads.

namespace senim::http {

using Handler = std::function<Response(const Request&)>;

struct Route {
  std::string method;
  std::string path;  // "/api/v1/receipts/{id}": at most one {name}, the last segment
  Handler handler;
  // How long the body may be, by the media type it says it is; 0: none.
  std::function<std::uint64_t(const RequestHead&)> body_limit;
};

class Router {
 public:
  void add(Route route) { routes_.push_back(std::move(route)); }
  const std::vector<Route>& routes() const { return routes_; }

  struct Match {
    const Route* route = nullptr;
    std::string path_value;
  };
  // HEAD is answered by the handler of GET. Otherwise the answer: 404, or 405 with Allow.
  std::variant<Match, Response> find(const RequestHead& head) const;

 private:
  std::vector<Route> routes_;
};

}  // namespace senim::http
