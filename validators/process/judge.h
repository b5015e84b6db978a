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
//
// The way of one judgement:
//   1. Each signature gets its policy: who signed (signer_facts), from where to where (direction),
//      whose CA (territory of the anchor) -> PolicyChooser.
//   2. process/basic runs the building blocks of EN 319 102-1 5.2 on it (validators/blocks): each
//      check is a CheckRecord of model/rules.h, each block a Conclusion. Doubt is the default: a
//      block that did not run is INDETERMINATE.
//   3. The records, sorted by aspect, carry the three conclusions of the law (authenticity,
//      belonging, immutability).
//   4. document_status applies the table of report.md 2 to all signatures together.
// The validation time is the asked time where one was asked for; that alone proves nothing
// (report.md 2, time-not-proven).

namespace senim::process {

model::Verdict judge(const model::Evidence& evidence, const model::Submission& submission,
                     const model::TrustView& trust, const model::PolicyChooser& policies,
                     UtcTime now);

}  // namespace senim::process
