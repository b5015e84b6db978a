#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"
#include "validators/model/verdict.h"

namespace senim::process {

// Countries under whose lists one signature is judged; only cross certificates make more than one.
inline constexpr std::size_t kMaxTerritories = 8;

// The countries whose lists its paths end in, "" where such a list names none. First the one that
// the issuer names, then home, then by name: whoever hands in certificates, and the order of lists
// and paths, have no say.
std::vector<model::Territory> listed_territories(const model::SignatureEvidence& evidence,
                                                 const model::Territory& home);
// The same signature with the paths and listings of that country only: what it chooses (direction,
// agreement, policy) and what passes then stand on the same list.
model::SignatureEvidence within(const model::SignatureEvidence& evidence,
                                const model::Territory& territory);

// The country under whose rules it was signed: that of the list that answers for his issuer, and
// where none does his own, else his issuer's; "" unknown. A subject's own country is what he asked
// for: it takes nobody out of an agreement (spec/domain.md 1: issuer and relying country).
model::Territory signer_territory(const model::SignatureEvidence& evidence,
                                  const std::optional<model::SignerFacts>& signer);

// design.md 3, step 6: which policy judges this signature. The same for collect(), which must know
// what is wanted, and for judge().
// Evidence of several countries is first taken apart (within()).
// `time`: the validation time, at which an agreement must be in force to choose the policy, and the
// policy too.
model::PolicyQuery policy_query(const model::SignatureEvidence& evidence,
                                const std::string& direction, const model::Submission& submission,
                                UtcTime time);
const model::Policy& choose_policy(const model::SignatureEvidence& evidence,
                                   const model::Submission& submission,
                                   const model::PolicyChooser& policies, UtcTime time);
// Whose list the best path ends in, else the country of the issuer's name; "" unknown.
model::Territory issuer_territory(const model::SignatureEvidence& evidence);

}  // namespace senim::process
