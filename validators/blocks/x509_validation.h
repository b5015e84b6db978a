#pragma once

#include <vector>

#include "validators/blocks/checklist.h"
#include "validators/blocks/revocation.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

struct X509Result {
  BlockResult block;
  // The path the conclusion is about: the first that passed, else the one that came furthest.
  const model::CandidatePath* path = nullptr;
  // The service and period that carry the anchor, where one was acceptable.
  const model::TrustService* service = nullptr;
  const model::ServicePeriod* period = nullptr;
  // What is known of the certificates of `path` that the policy asks about, in its order: the
  // chosen answer of each, and all that was acceptable (later processes judge it at other times).
  std::vector<RevocationFinding> revocation;
};

// EN 319 102-1 5.2.6, X.509 certificate validation, over every candidate path until one passes.
X509Result x509_validation(const Subject& subject);

}  // namespace senim::blocks
