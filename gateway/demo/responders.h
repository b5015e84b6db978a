#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/world.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// What the responders of the demo world say: OCSP (RFC 6960), CRLs and CA certificates
// (RFC 5280 4.2.1.13, 4.2.2.1) of every demo authority, and a time-stamping authority (RFC 3161).
// Pure functions of request and time; responder_server puts them on a port. Immutable, shared
// between threads.

namespace senim::demo {

class Responders {
 public:
  // Reads the keys of the world.
  static Result<Responders> of(const World& world);

  struct Answer {
    Bytes octets;
    std::string_view content_type;
  };
  // Empty: there is no such address. `path` as in the certificates' URLs: "/ocsp/kz-gost".
  std::optional<Answer> get(std::string_view path, UtcTime now) const;
  std::optional<Answer> post(std::string_view path, ByteView body, UtcTime now) const;

 private:
  struct Authority {
    Party ca;
    std::optional<Party> delegate;  // answers in its place
    std::vector<DemoRevocation> revoked;
  };
  Bytes list(const Authority& authority, UtcTime now) const;
  Bytes status(const Authority& authority, ByteView request, UtcTime now) const;
  Bytes stamp(ByteView request, UtcTime now) const;

  std::map<std::string, Authority, std::less<>> authorities_;
  std::optional<Party> tsa_;  // there is always one
};

}  // namespace senim::demo
