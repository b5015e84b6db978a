#pragma once

#include <vector>

#include "gateway/store/verdict_cache.h"
#include "validators/model/evidence.h"

// Which issuers a verdict rests on, and how new the revocation data is that it knew of each: what
// decides whether a cached verdict is still the newest that can be said (report.md 4).

namespace senim::service {

// Every issuer on a candidate path (of signatures, time-stamps, and who signed revocation data),
// named by subject and key. Only data whose signature verifies count; without any the time is the
// beginning of time.
std::vector<store::RevocationEpoch> revocation_seen(const model::Evidence& evidence);

}  // namespace senim::service
