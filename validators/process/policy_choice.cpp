#include "validators/process/policy_choice.h"

#include "validators/process/signer_facts.h"

namespace senim::process {

namespace {

model::Territory listed_territory(const model::SignatureEvidence& evidence) {
  return evidence.paths.empty() || evidence.paths.front().services.empty()
             ? model::Territory{}
             : evidence.paths.front().services.front().territory;
}

}  // namespace

model::Territory signer_territory(const model::SignatureEvidence& evidence,
                                  const std::optional<model::SignerFacts>& signer) {
  if (const model::Territory listed = listed_territory(evidence); !listed.empty()) {
    return listed;
  }
  if (!signer) {
    return {};
  }
  return signer->country.empty() ? territory_of(evidence.signing_certificate->issuer())
                                 : territory_of(signer->country);
}

model::Territory issuer_territory(const model::SignatureEvidence& evidence) {
  const model::Territory listed = listed_territory(evidence);
  return listed.empty() && evidence.signing_certificate
             ? territory_of(evidence.signing_certificate->issuer())
             : listed;
}

const model::Policy& choose_policy(const model::SignatureEvidence& evidence,
                                   const std::string& direction,
                                   const model::Submission& submission,
                                   const model::PolicyChooser& policies, UtcTime time) {
  model::PolicyQuery query;
  query.asked = submission.policy;
  query.direction = direction;
  query.purpose = submission.purpose;
  query.issuer_country = issuer_territory(evidence);
  query.recipient = submission.recipient;
  query.time = time;
  return policies.choose(query);
}

const model::Policy& choose_policy(const model::SignatureEvidence& evidence,
                                   const model::Submission& submission,
                                   const model::PolicyChooser& policies, UtcTime time) {
  std::optional<model::SignerFacts> signer;
  if (evidence.signing_certificate) {
    signer = signer_facts(*evidence.signing_certificate);
  }
  return choose_policy(
      evidence,
      process::direction(signer_territory(evidence, signer), policies.home(), submission.purpose),
      submission, policies, time);
}

}  // namespace senim::process
