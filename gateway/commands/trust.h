#pragma once

#include <iosfwd>

#include "gateway/commands/verify.h"
#include "trustlists/trust_snapshot.h"

// `senim trust show` (report.md 5): which lists are in use, how old, how much they hold, and what
// was refused and why.

namespace senim::commands {

// Exit 0 when every list loaded (an expired list is a state, not an error), else 1.
int trust_show(const trustlists::TrustSnapshot& snapshot, UtcTime now, Output output,
               std::ostream& out);

}  // namespace senim::commands
