#include "gateway/service/validator.h"

#include <algorithm>
#include <utility>

#include "gateway/reports/report_json.h"
#include "gateway/service/revocation_seen.h"
#include "validators/process/judge.h"

namespace senim::service {
namespace {

std::vector<crypto::Sha256> digests_of(const model::Evidence& evidence, UtcTime now) {
  std::vector<crypto::Sha256> digests;
  for (const process::ExistingObject& object : process::testimony(evidence, now)) {
    digests.push_back(object.digest);
  }
  return digests;
}

class CoreValidator final : public Validator {
 public:
  CoreValidator(std::shared_ptr<const model::TrustView> trust,
                std::shared_ptr<const policies::PolicyBook> policies,
                std::shared_ptr<EvidenceSource> source, std::shared_ptr<process::Known> known)
      : trust_(std::move(trust)),
        policies_(std::move(policies)),
        source_(std::move(source)),
        known_(std::move(known)) {}

  const std::string& policy_book() const override { return policies_->digest(); }
  const std::string& snapshot() const override { return trust_->id(); }
  std::string policy_problem(UtcTime now) const override { return policies_->problem(now); }

  Status admits(const Caller& caller, const std::optional<std::string>& policy) const override {
    SENIM_TRY(const auto chooser, policies_->scoped(caller.scope, policy));
    return success();
  }

  bool counts_archive() const override {
    return std::ranges::any_of(policies_->policies(), [](const policies::ResolvedPolicy& one) {
      return one.policy.counts_archive();
    });
  }

  Result<JudgedVerdict> validate(const model::Submission& submission, const Caller& caller,
                                 UtcTime now,
                                 std::span<const process::Testimony> seen) const override {
    SENIM_TRY(const auto chooser, policies_->scoped(caller.scope, submission.policy,
                                                    submission.asked_time.value_or(now)));
    Budget budget;
    SENIM_TRY(model::Evidence evidence,
              gather(submission, {*trust_, *chooser, now, known_.get()}, *source_, budget));
    evidence.archive_proofs = process::archive_proofs(evidence, seen);
    const model::Verdict verdict = process::judge(evidence, submission, *trust_, *chooser, now);
    return JudgedVerdict{
        reports::verdict_json(verdict), verdict.fresh_until, revocation_seen(evidence),
        verdict.status == model::DocumentStatus::confirmed, digests_of(evidence, now)};
  }

 private:
  std::shared_ptr<const model::TrustView> trust_;
  std::shared_ptr<const policies::PolicyBook> policies_;
  std::shared_ptr<EvidenceSource> source_;
  std::shared_ptr<process::Known> known_;
};

}  // namespace

std::unique_ptr<Validator> make_validator(std::shared_ptr<const model::TrustView> trust,
                                          std::shared_ptr<const policies::PolicyBook> policies,
                                          std::shared_ptr<EvidenceSource> source,
                                          std::shared_ptr<process::Known> known) {
  return std::make_unique<CoreValidator>(std::move(trust), std::move(policies), std::move(source),
                                         std::move(known));
}

}  // namespace senim::service
