#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "gateway/files.h"
#include "gateway/trust_state.h"
#include "trustlists/trust_snapshot.h"

// From configured sources to a snapshot, reading files. A source that cannot be read or is refused
// is in the snapshot's reports; whether that matters is the caller's decision.

namespace senim::gateway {

// `base`: the snapshot in use, whose versions are the least that a newer one must reach; null at
// the first start. `state` takes its place for each list of which `base` has no version: the one
// that was used last, verified anew; a list of which that cannot be told is unavailable. Sources
// that are no longer configured are gone.
std::shared_ptr<const trustlists::TrustSnapshot> load_snapshot(
    const Files& files, const TrustConfig& trust, const trustlists::TrustSnapshot* base,
    const TrustState* state = nullptr);
// Keeps the lists that the snapshot uses, once it is in use. A disk that takes no more costs the
// next start its memory, not this one its trust: what failed is for the log.
std::vector<std::string> keep_lists(const Files& files, const TrustConfig& trust,
                                    const trustlists::TrustSnapshot& snapshot,
                                    const TrustState& state);

}  // namespace senim::gateway
