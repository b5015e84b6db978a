#include "gateway/demo/responder_server.h"

#include <optional>
#include <utility>

#include "gateway/http/http_server.h"
#include "gateway/http/problem.h"

namespace senim::demo {
namespace {

// A request of either kind has less than a kilobyte.
constexpr std::uint64_t kMaxBody = 64 << 10;

http::Response response_of(std::optional<Responders::Answer> answer) {
  if (!answer) {
    return http::to_response({404, "not-found", "there is no such responder"});
  }
  http::Response response;
  response.content_type = std::string(answer->content_type);
  response.body = std::string(as_text(answer->octets));
  return response;
}

}  // namespace

Result<std::unique_ptr<ResponderServer>> ResponderServer::listen(const Options& options) {
  std::unique_ptr<ResponderServer> server(new ResponderServer());
  const Published<Responders>& published = server->responders_;
  const auto get = [&published, clock = options.clock](const http::Request& request) {
    const auto responders = published.get();
    return response_of(responders ? responders->get(request.head.path, clock()) : std::nullopt);
  };
  const auto post = [&published, clock = options.clock](const http::Request& request) {
    const auto responders = published.get();
    return response_of(responders ? responders->post(request.head.path, request.body, clock())
                                  : std::nullopt);
  };
  const auto no_body = [](const http::RequestHead&) { return std::uint64_t{0}; };
  const auto body = [](const http::RequestHead&) { return kMaxBody; };
  http::Router router;
  router.add({"GET", "/crl/{authority}", get, no_body});
  router.add({"GET", "/ca/{authority}", get, no_body});
  router.add({"POST", "/ocsp/{authority}", post, body});
  router.add({"POST", "/tsa", post, body});
  http::ServerOptions how;
  how.port = options.port;
  how.max_connections = 64;
  how.spool_folder = options.spool_folder;
  how.clock = [clock = options.clock] { return clock().time_since_epoch().count(); };
  how.log = options.log;
  SENIM_TRY(server->http_, http::HttpServer::start(std::move(how), std::move(router)));
  return server;
}

ResponderServer::~ResponderServer() = default;

std::uint16_t ResponderServer::port() const { return http_->port(); }

void ResponderServer::serve(Responders responders) {
  responders_.publish(std::make_shared<const Responders>(std::move(responders)));
}

}  // namespace senim::demo
