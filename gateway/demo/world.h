#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// The demo world: two countries with their CAs and signed trust lists, what their responders
// (responders.h) know, and sample documents, so that everything can be tried offline (design.md 9).
// It is made once and found again; its keys stay in <folder>/keys with mode 0600. Nothing in it has
// legal effect, and no gateway without `demo: true` loads any of it (design.md 7).

namespace senim::demo {

struct DemoList {
  std::string source;  // "demo-kz"
  std::string territory;
  bool domestic = false;
  std::filesystem::path path;  // the signed list
  std::string signer;          // SHA-256 hex of the certificate that signed it
};

struct DemoSample {
  std::string name;  // "good-cades"
  std::filesystem::path path;
  std::filesystem::path detached;  // the content of a detached signature; empty otherwise
  std::string description;
  // What demo-strict says while the responders run: confirmed, not_confirmed, cannot_verify.
  std::string status;
};

struct DemoKey {
  std::filesystem::path certificate;  // DER
  std::filesystem::path key;          // PKCS#8 PEM
};

struct DemoRevocation {
  std::int64_t serial = 0;
  UtcTime at{};
  std::uint8_t reason = 0;  // RFC 5280 5.3.1
};

struct DemoAuthority {
  std::string id;  // "kz-gost": the last part of its addresses
  DemoKey ca;
  std::optional<DemoKey> delegate;  // who answers OCSP for it
  std::vector<DemoRevocation> revoked;
};

struct World {
  std::filesystem::path folder;
  UtcTime made{};
  std::uint16_t port = 0;  // of the responders, on 127.0.0.1: it stands in the certificates
  std::vector<DemoAuthority> authorities;
  DemoKey tsa;
  std::vector<DemoList> lists;
  std::vector<DemoSample> samples;
};

// Makes the world in `folder`, or finds the one there if it is younger than kWorldAge; an older one
// is made anew beside it and swapped in. `now` dates certificates, lists and signatures; `port` is
// that of the responders of a world that is made.
inline constexpr Seconds kWorldAge{150 * 86'400};  // lists are good for 180 days
inline constexpr std::uint16_t kResponderPort = 8081;
Result<World> ensure_world(const std::filesystem::path& folder, UtcTime now,
                           std::uint16_t port = kResponderPort);
// The port of the world that ensure_world() would find there; empty when it would make one.
std::optional<std::uint16_t> port_of_world(const std::filesystem::path& folder, UtcTime now);

}  // namespace senim::demo
