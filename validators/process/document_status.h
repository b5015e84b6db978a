#pragma once

#include <optional>

#include "validators/model/policy.h"
#include "validators/model/verdict.h"

// The status of a document by the table of report.md 2, over signatures that have been judged.

namespace senim::process {

struct DocumentDecision {
  model::DocumentStatus status = model::DocumentStatus::cannot_verify;
  std::optional<model::Reason> reason;
};

// `verdict`: complete but for status and reason. `rules`: of the submission's policy; coverage and
// later changes are also refused where a signature's own policy refuses them (its records). `now`:
// against which the asked time counts as past.
DocumentDecision decide(const model::Verdict& verdict, const model::DocumentRules& rules,
                        const model::Expectations& expect, UtcTime now);

// report.md 2: undecided because something is not available, so that a later or a better equipped
// attempt may say more.
bool undecided_for_lack(const model::SignatureVerdict& signature);

}  // namespace senim::process
