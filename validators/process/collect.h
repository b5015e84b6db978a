#pragma once

#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/process/known.h"

// First entry point of the core (design.md 1, "collect, then judge"): finds and computes everything
// that judge() may need, and says what it still wants from the network. It never waits: the gateway
// fetches and calls again with the answers in `so_far.fetched`.

namespace senim::process {

struct Collected {
  model::Evidence evidence;
  std::vector<model::Wanted> wanted;  // empty: judge now
};

// An error means no verdict (report.md 2, first row): unsupported format, malformed as a whole, a
// limit, supplied octets that cannot be read. `known`: what earlier requests left behind; null:
// nothing. The evidence is the same with and without.
Result<Collected> collect(const model::Submission& submission, model::Evidence so_far,
                          const model::TrustView& trust, const model::PolicyChooser& policies,
                          UtcTime now, Budget& budget, Known* known = nullptr);

}  // namespace senim::process
