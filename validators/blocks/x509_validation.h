#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// Certificates whose revocation status a policy wants and nobody could tell.
struct MissingRevocation {
  std::size_t certificate = 0;  // index into the path
  std::string endpoint;         // "" when the certificate names none
};

struct X509Result {
  BlockResult block;
  // The path the conclusion is about: the first that passed, else the one that came furthest.
  const model::CandidatePath* path = nullptr;
  // The service and period that carry the anchor, where one was acceptable.
  const model::TrustService* service = nullptr;
  const model::ServicePeriod* period = nullptr;
  std::vector<MissingRevocation> missing_revocation;
};

// EN 319 102-1 5.2.6, X.509 certificate validation, over every candidate path until one passes.
X509Result x509_validation(const Subject& subject);

}  // namespace senim::blocks
