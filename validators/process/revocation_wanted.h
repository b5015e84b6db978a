#pragma once

#include <cstddef>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"

// What is still missing and where it may be had (spec/en319102-1.md 3.2): a pure function of the
// evidence, each address once. Nothing is wanted that is at hand, acceptable and fresh.

namespace senim::process {

// Addresses asked for one document in all rounds together: eight seconds of fetching
// (spec/threats.md) at some 50 answers from near and not overloaded servers.
inline constexpr std::size_t kMaxWanted = 50;
// Paths of one signature whose certificates are asked about; those after them are worse.
inline constexpr std::size_t kMaxAskedPaths = 3;

std::vector<model::Wanted> wanted(const model::Evidence& evidence,
                                  const model::Submission& submission,
                                  const model::TrustView& trust,
                                  const model::PolicyChooser& policies, UtcTime now);

}  // namespace senim::process
