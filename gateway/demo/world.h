#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// The demo world: two countries with their CAs and signed trust lists, and sample documents, so
// that everything can be tried offline (design.md 9). It is made once and found again; its keys
// stay in <folder>/keys with mode 0600. Nothing in it has legal effect, and no gateway without
// `demo: true` loads any of it (design.md 7).

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
  std::string status;  // what the demo policies say: confirmed, not_confirmed, cannot_verify
};

struct World {
  std::filesystem::path folder;
  UtcTime made{};
  std::vector<DemoList> lists;
  std::vector<DemoSample> samples;
};

// Makes the world in `folder`, or finds the one there if it is younger than kWorldAge; an older one
// is made anew beside it and swapped in. `now` dates certificates, lists and signatures.
inline constexpr Seconds kWorldAge{150 * 86'400};  // lists are good for 180 days
Result<World> ensure_world(const std::filesystem::path& folder, UtcTime now);

}  // namespace senim::demo
