#pragma once

#include "validators/base/utc_time.h"
#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/model/verdict.h"

// Second entry point of the core: a pure function from evidence to a verdict. Same arguments, same
// verdict; it cannot fail. It computes no digest and no public-key operation and touches no
// document.

namespace senim::process {

model::Verdict judge(const model::Evidence& evidence, const model::Submission& submission,
                     const model::TrustView& trust, const model::PolicyChooser& policies,
                     UtcTime now);

}  // namespace senim::process
