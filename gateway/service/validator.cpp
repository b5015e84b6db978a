#include "gateway/service/validator.h"

#include <utility>

#include "gateway/reports/report_json.h"
#include "gateway/service/revocation_seen.h"
#include "validators/process/judge.h"

namespace senim::service {
namespace {

class CoreValidator final : public Validator {
 public:
  CoreValidator(std::shared_ptr<const model::TrustView> trust,
                std::shared_ptr<const policies::PolicyBook> policies,
                std::shared_ptr<EvidenceSource> source,
                std::shared_ptr<crypto::VerifiedSignatures> verified)
      : trust_(std::move(trust)),
        policies_(std::move(policies)),
        source_(std::move(source)),
        verified_(std::move(verified)) {}

  const std::string& policy_book() const override { return policies_->digest(); }
  const std::string& snapshot() const override { return trust_->id(); }

  Status admits(const Caller& caller, const std::optional<std::string>& policy) const override {
    SENIM_TRY(const auto chooser, policies_->scoped(caller.scope, policy));
    return success();
  }

  Result<JudgedVerdict> validate(const model::Submission& submission, const Caller& caller,
                                 UtcTime now) const override {
    SENIM_TRY(const auto chooser, policies_->scoped(caller.scope, submission.policy));
    Budget budget;
    SENIM_TRY(const model::Evidence evidence,
              gather(submission, {*trust_, *chooser, now, verified_.get()}, *source_, budget));
    const model::Verdict verdict = process::judge(evidence, submission, *trust_, *chooser, now);
    return JudgedVerdict{reports::verdict_json(verdict), verdict.fresh_until,
                         revocation_seen(evidence)};
  }

 private:
  std::shared_ptr<const model::TrustView> trust_;
  std::shared_ptr<const policies::PolicyBook> policies_;
  std::shared_ptr<EvidenceSource> source_;
  std::shared_ptr<crypto::VerifiedSignatures> verified_;
};

}  // namespace

std::unique_ptr<Validator> make_validator(std::shared_ptr<const model::TrustView> trust,
                                          std::shared_ptr<const policies::PolicyBook> policies,
                                          std::shared_ptr<EvidenceSource> source,
                                          std::shared_ptr<crypto::VerifiedSignatures> verified) {
  return std::make_unique<CoreValidator>(std::move(trust), std::move(policies), std::move(source),
                                         std::move(verified));
}

}  // namespace senim::service
