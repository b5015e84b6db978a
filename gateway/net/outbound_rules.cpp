#include "gateway/net/outbound_rules.h"

#include <algorithm>

namespace senim::net {
namespace {

Error denied(const std::string& what) {
  return Error{ErrorCode::denied, what + " may not be connected to"};
}

// Below 1024 other protocols live, whose servers must not be made to read what we were asked to
// send (mail, printers, databases behind well-known ports).
bool web_port(std::uint16_t port) { return port == 80 || port == 443 || port >= 1024; }

}  // namespace

bool OutboundRules::is_endpoint(const IpAddress& address, std::uint16_t port) const {
  return std::ranges::find(endpoints, std::pair(address, port)) != endpoints.end();
}

Status OutboundRules::admit(const IpAddress& address, std::uint16_t port) const {
  if (address.is_no_host() || !web_port(port)) {
    return denied(address.text());
  }
  if (is_endpoint(address, port)) {
    return success();
  }
  const bool ours = std::ranges::any_of(
      private_networks, [&](const IpNetwork& network) { return network.contains(address); });
  if ((!ours && !address.is_public()) || (address.is_loopback() && port == own_port)) {
    return denied(address.text());
  }
  return success();
}

Status OutboundRules::admit(const Url& url) const {
  if (url.literal) {
    return admit(*url.literal, url.port);
  }
  return web_port(url.port) ? success() : Status(denied(url.endpoint()));
}

bool OutboundRules::admits_redirect(const Url& from, const Url& to) const {
  const bool weaker = from.secure && !to.secure;
  return !weaker && std::ranges::find(redirect_hosts, to.host) != redirect_hosts.end() &&
         admit(to).ok();
}

}  // namespace senim::net
