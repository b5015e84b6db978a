#include "validators/process/policy_choice.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <vector>

#include "validators/blocks/format_checking.h"
#include "validators/process/signer_facts.h"

namespace senim::process {

namespace {

std::set<model::Territory> all_territories(const model::SignatureEvidence& evidence) {
  std::set<model::Territory> found;
  for (const model::CandidatePath& path : evidence.paths) {
    for (const model::TrustService& service : path.services) {
      found.insert(service.territory);
    }
  }
  return found;
}

model::Territory listed_territory(const model::SignatureEvidence& evidence) {
  return evidence.paths.empty() || evidence.paths.front().services.empty()
             ? model::Territory{}
             : evidence.paths.front().services.front().territory;
}

}  // namespace

std::vector<model::Territory> listed_territories(const model::SignatureEvidence& evidence,
                                                 const model::Territory& home) {
  const std::set<model::Territory> all = all_territories(evidence);
  std::vector<model::Territory> order(all.begin(), all.end());
  const model::Territory issuer = evidence.signing_certificate
                                      ? territory_of(evidence.signing_certificate->issuer())
                                      : model::Territory{};
  std::ranges::sort(order, {}, [&](const model::Territory& one) {
    return std::tuple(one.empty(), one != issuer, one != home, one);
  });
  order.resize(std::min(order.size(), kMaxTerritories));
  return order;
}

model::SignatureEvidence within(const model::SignatureEvidence& evidence,
                                const model::Territory& territory) {
  model::SignatureEvidence part = evidence;
  for (model::CandidatePath& path : part.paths) {
    std::erase_if(path.services.own(), [&](const model::TrustService& service) {
      return service.territory != territory;
    });
  }
  std::erase_if(part.paths, [](const model::CandidatePath& path) { return path.services.empty(); });
  part.paths_cut = part.paths_cut || all_territories(evidence).size() > kMaxTerritories;
  return part;
}

model::Territory signer_territory(const model::SignatureEvidence& evidence,
                                  const std::optional<model::SignerFacts>& signer) {
  if (model::Territory listed = listed_territory(evidence); !listed.empty()) {
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

model::PolicyQuery policy_query(const model::SignatureEvidence& evidence,
                                const std::string& direction, const model::Submission& submission,
                                UtcTime time) {
  model::PolicyQuery query;
  query.asked = submission.policy;
  query.direction = direction;
  query.purpose = submission.purpose;
  query.issuer_country = issuer_territory(evidence);
  query.recipient = submission.recipient;
  query.time = time;
  query.format = blocks::format_name(evidence.signature);
  return query;
}

const model::Policy& choose_policy(const model::SignatureEvidence& evidence,
                                   const model::Submission& submission,
                                   const model::PolicyChooser& policies, UtcTime time) {
  // All that is read of the signer, for his country: only where no list answers for the issuer.
  std::optional<model::SignerFacts> signer;
  if (evidence.signing_certificate && listed_territory(evidence).empty()) {
    signer = signer_facts(*evidence.signing_certificate);
  }
  return policies.choose(policy_query(
      evidence,
      process::direction(signer_territory(evidence, signer), policies.home(), submission.purpose),
      submission, time));
}

}  // namespace senim::process
