#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

#include "gateway/demo/responders.h"
#include "validators/base/published.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// The demo world's responders on a port of 127.0.0.1. It listens before it knows its world, because
// the port stands in the world's certificates.

namespace senim::http {
class HttpServer;
}

namespace senim::demo {

class ResponderServer final {
 public:
  struct Options {
    std::uint16_t port = 0;  // 0: any free one
    std::filesystem::path spool_folder;
    std::function<UtcTime()> clock;
    std::function<void(std::string_view)> log;
  };
  // unavailable: the port cannot be had. Until serve() every answer is 404.
  static Result<std::unique_ptr<ResponderServer>> listen(const Options& options);
  ~ResponderServer();
  ResponderServer(const ResponderServer&) = delete;
  ResponderServer& operator=(const ResponderServer&) = delete;

  std::uint16_t port() const;
  void serve(Responders responders);

 private:
  ResponderServer() = default;
  Published<Responders> responders_;
  std::unique_ptr<http::HttpServer> http_;
};

}  // namespace senim::demo
