#include "validators/process/past_timestamp.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "validators/blocks/signature_acceptance.h"
#include "validators/blocks/timestamp_acceptance.h"
#include "validators/process/past_validation.h"

namespace senim::process {

namespace {

bool failed(const model::CheckRecord& check) {
  return check.level == model::Level::fail && check.outcome == model::Outcome::failed;
}

}  // namespace

bool mendable(const model::Conclusion& conclusion, const BasicResult& basic) {
  const bool data_at_hand =
      std::ranges::all_of(basic.x509.revocation, [](const blocks::RevocationFinding& finding) {
        return finding.state == blocks::RevocationState::not_required || finding.chosen;
      });
  return liftable(conclusion, basic) ||
         (conclusion.indication == model::Indication::indeterminate &&
          conclusion.sub == model::SubIndication::try_later && data_at_hand);
}

bool add_archived(const blocks::Subject& subject, ProofsOfExistence& proofs) {
  bool seen = false;
  for (const model::ArchiveProof& proof : subject.archive_proofs) {
    if (subject.counts(proof)) {
      proofs.add(proof.object, proof.existed_by(), archive_source(proof));
      seen = true;
    }
  }
  return seen;
}

void sustain(TimestampFinding& one, const blocks::Subject& around,
             const ProofsOfExistence& proofs) {
  if (one.valid() || !mendable(one.conclusion, one.basic)) {
    return;
  }
  const blocks::Subject token = subject_of(*one.evidence, around);
  PastResult past = past_signature_validation(token, one.conclusion, proofs);
  one.conclusion = past.conclusion;
  one.past = std::move(past.checks);
  if (!one.valid()) {
    return;
  }
  // Step 3: what is asked of the token itself, at the time at which it is proven to have existed.
  const blocks::Subject then = token.at(proofs.earliest(one.id()).time);
  blocks::BlockResult acceptance =
      blocks::timestamp_acceptance(token, one.evidence->timestamp, past.past.path,
                                   blocks::signature_acceptance(then, past.past.path));
  qualify_timestamp(then, {past.past.path, past.past.service}, one, acceptance);
  if (!acceptance.passed()) {
    one.conclusion = acceptance.conclusion;
    std::ranges::copy_if(acceptance.checks, std::back_inserter(one.past), failed);
  }
}

bool proves(const TimestampFinding& one, const model::Policy& policy,
            const ProofsOfExistence& proofs) {
  if (!one.valid()) {
    return false;
  }
  const model::AlgorithmTable& table = policy.algorithms(model::AlgorithmUsage::timestamps);
  const UtcTime at = proofs.earliest(one.id()).time;
  return std::ranges::all_of(
      one.evidence->token.signature.matchers, [&](const model::DigestMatcher& matcher) {
        const model::Assessment assessment = table.assess(matcher.digest, at);
        return assessment.ok() || assessment.level != model::Level::fail;
      });
}

}  // namespace senim::process
