#pragma once

#include <optional>
#include <span>
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
  // When its accepted status ended, or will by what the list says now; empty: it has no end.
  std::optional<UtcTime> sunset;
  // What is known of the certificates of `path` that the policy asks about, in its order: the
  // chosen answer of each, and all that was acceptable (later processes judge it at other times).
  std::vector<RevocationFinding> revocation;
};

// The candidate paths that the policy lets be looked at, best first: all of them, unless it departs
// from the standard (model::Departures::paths).
std::span<const model::CandidatePath> judged_paths(const Subject& subject);

// EN 319 102-1 5.2.6, X.509 certificate validation, over every candidate path until one passes.
X509Result x509_validation(const Subject& subject);

// Parts of it over one path, for past validation, which asks for each at another time.
// Anchor, path and chain constraints at the subject's time; no revocation, no algorithms.
X509Result check_path_alone(const Subject& subject, const model::CandidatePath& path);
// Step e (spec/en319102-1.md 5.5, 5.8 D): algorithms and keys of every certificate at the subject's
// time; the anchor's own signature is never looked at. False: one failed at level fail.
bool check_path_algorithms(const Subject& subject, const model::CandidatePath& path,
                           Checklist& list);
// expiredCertsRevocationInfo of the service that carries the anchor (TS 119 612 5.5.9.1).
std::optional<UtcTime> kept_since(const X509Result& result);

}  // namespace senim::blocks
