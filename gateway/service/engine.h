#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/model/verdict.h"
#include "validators/process/known.h"

// One validation from end to end: collect, fetch what is wanted, collect again, judge (design.md 1
// and 3).

namespace senim::service {

using SteadyTime = std::chrono::steady_clock::time_point;

// threats.md, HTTP: "8 s per request in all", for all rounds of one validation together.
inline constexpr std::chrono::seconds kFetchTime{8};
// Addresses asked for one document in all rounds together: an ordinary one has a handful, and each
// may cost somebody a connection.
inline constexpr std::size_t kMaxTargets = 50;
// A round can want what the answers of the one before named (an issuer by AIA, then its CRL): paths
// have at most as many certificates as PKIX deployments have levels.
inline constexpr std::size_t kMaxRounds = 8;
// The problem of whatever did not answer, whyever.
inline constexpr const char* kUnreachable = "no answer";

// Who answers what collect() still wants. May be called from several threads at once.
class EvidenceSource {
 public:
  EvidenceSource() = default;
  EvidenceSource(const EvidenceSource&) = delete;
  EvidenceSource& operator=(const EvidenceSource&) = delete;
  virtual ~EvidenceSource() = default;
  // One answer for each wanted, in order, and not later than `until`.
  virtual std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted,
                                            SteadyTime until) = 0;
};

// Opens no socket: everything is unreachable (`--offline`, report.md 5, and `network: {enabled:
// false}`).
class NoNetwork final : public EvidenceSource {
 public:
  std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted,
                                    SteadyTime until) override;
};

// The questions of one validation to its source: in all rounds together no more and no longer than
// the constants above say. What is beyond is unreachable.
class Asking final {
 public:
  Asking(EvidenceSource& source, SteadyTime until) : source_(source), until_(until) {}
  // One answer for each wanted, in order.
  std::vector<model::Fetched> ask(std::vector<model::Wanted> wanted);

 private:
  EvidenceSource& source_;
  SteadyTime until_;
  std::size_t targets_left_ = kMaxTargets;
  std::size_t rounds_left_ = kMaxRounds;
};

// What every validation needs besides its submission; frozen for the request.
struct ValidationContext {
  const model::TrustView& trust;
  const model::PolicyChooser& policies;
  UtcTime now;
  process::Known* known = nullptr;  // of earlier requests; null: none
};

// All that judge() needs: asks `source` in rounds, as bounded as the constants above say; what is
// still wanted then is unreachable. `so_far`: evidence of the same submission that is at hand
// already.
Result<model::Evidence> gather(const model::Submission& submission,
                               const ValidationContext& context, EvidenceSource& source,
                               Budget& budget, model::Evidence so_far = {});

// gather(), then judge(). An error means no verdict (report.md 2, first row).
Result<model::Verdict> validate(const model::Submission& submission,
                                const ValidationContext& context, EvidenceSource& source,
                                Budget& budget);

}  // namespace senim::service
