#pragma once

#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/model/verdict.h"

// One validation from end to end: collect, fetch what is wanted, collect again, judge (design.md 1
// and 3).

namespace senim::service {

// Who answers what collect() still wants. May be called from several threads at once.
class EvidenceSource {
 public:
  EvidenceSource() = default;
  EvidenceSource(const EvidenceSource&) = delete;
  EvidenceSource& operator=(const EvidenceSource&) = delete;
  virtual ~EvidenceSource() = default;
  // One answer for each wanted, in order.
  virtual std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted) = 0;
};

// Opens no socket: everything is unreachable (`--offline`, and everything until fetching is built,
// report.md 5).
class NoNetwork final : public EvidenceSource {
 public:
  std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted) override;
};

// What every validation needs besides its submission; frozen for the request.
struct ValidationContext {
  const model::TrustView& trust;
  const model::PolicyChooser& policies;
  UtcTime now;
};

// An error means no verdict (report.md 2, first row).
Result<model::Verdict> validate(const model::Submission& submission,
                                const ValidationContext& context, EvidenceSource& source,
                                Budget& budget);

}  // namespace senim::service
