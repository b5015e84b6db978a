#pragma once

#include <span>

#include "validators/base/budget.h"
#include "validators/base/utc_time.h"
#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/trust_service.h"

namespace senim::blocks {

// What a building block judges: one signature's evidence under one policy at one time. References
// only: everything outlives the judgement.
struct Subject {
  const model::SignatureEvidence& evidence;
  const model::Policy& policy;
  const model::TrustView& trust;
  model::Context context = model::Context::signature;
  UtcTime time{};  // spec/en319102-1.md 1.3 currentTime
  UtcTime now{};   // of the request: freshness of lists
  Budget& budget;
  // All revocation data of the document, and what answered to what was wanted.
  std::span<const model::RevocationEvidence> revocation{};
  std::span<const model::Fetched> fetched{};

  const model::Constraint& constraint(
      model::Key key, model::CertificateRole role = model::CertificateRole::signing) const {
    return policy.constraint(key, context, role);
  }
};

}  // namespace senim::blocks
