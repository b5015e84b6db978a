#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/net/ip_address.h"
#include "gateway/net/url.h"
#include "validators/base/result.h"

// Where outbound connections may go (threats.md, Outbound). Names are judged by the address that is
// about to be connected to, so a name that resolves differently the next time gains nothing.

namespace senim::net {

struct OutboundRules {
  // Networks of ours that responders may stand in; nothing else that is not public may be reached.
  std::vector<IpNetwork> private_networks;
  // Exactly these, whatever else is ruled: the responders of the demo world (design.md 7).
  std::vector<std::pair<IpAddress, std::uint16_t>> endpoints;
  // Where we listen ourselves on loopback; 0: nowhere.
  std::uint16_t own_port = 0;
  // Hosts that a redirect may lead to, in lower case; any other redirect is refused.
  std::vector<std::string> redirect_hosts;

  bool is_endpoint(const IpAddress& address, std::uint16_t port) const;
  // The address that is about to be connected to. denied.
  Status admit(const IpAddress& address, std::uint16_t port) const;
  // What can be told before a name is resolved. denied.
  Status admit(const Url& url) const;
  bool admits_redirect(const Url& from, const Url& to) const;
};

}  // namespace senim::net
