#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/files.h"
#include "trustlists/trust_snapshot.h"
#include "validators/base/result.h"

// Trust given on the command line: `--trust FILE[#sha256]` and `--trust DIR` (report.md 5), read
// from disk into a builder.

namespace senim::gateway {

// 64 hex digits, either case; empty for anything else.
std::optional<pki::Fingerprint> parse_fingerprint(std::string_view hex);

// Adds every argument to `builder`. An argument that cannot be read or whose pin is not 64 hex
// digits is an error; one that is read and refused is in the builder's reports, like any list.
Status add_trust_arguments(const Files& files, const std::vector<std::string>& arguments,
                           trustlists::SnapshotBuilder& builder);

}  // namespace senim::gateway
