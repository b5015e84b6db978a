#include "validators/process/policy_choice.h"

#include "validators/process/signer_facts.h"

namespace senim::process {

model::Territory signer_territory(const model::SignatureEvidence& evidence,
                                  const std::optional<model::SignerFacts>& signer) {
  if (!signer) {
    return {};
  }
  return signer->country.empty() ? territory_of(evidence.signing_certificate->issuer())
                                 : territory_of(signer->country);
}

const model::Policy& choose_policy(const model::SignatureEvidence& evidence,
                                   const std::string& direction,
                                   const model::Submission& submission,
                                   const model::PolicyChooser& policies) {
  model::PolicyQuery query;
  query.asked = submission.policy;
  query.direction = direction;
  query.purpose = submission.purpose;
  if (!evidence.paths.empty() && !evidence.paths.front().services.empty()) {
    query.issuer_country = evidence.paths.front().services.front().territory;
  }
  if (query.issuer_country.empty() && evidence.signing_certificate) {
    query.issuer_country = territory_of(evidence.signing_certificate->issuer());
  }
  return policies.choose(query);
}

const model::Policy& choose_policy(const model::SignatureEvidence& evidence,
                                   const model::Submission& submission,
                                   const model::PolicyChooser& policies) {
  std::optional<model::SignerFacts> signer;
  if (evidence.signing_certificate) {
    signer = signer_facts(*evidence.signing_certificate);
  }
  return choose_policy(
      evidence,
      process::direction(signer_territory(evidence, signer), policies.home(), submission.purpose),
      submission, policies);
}

}  // namespace senim::process
