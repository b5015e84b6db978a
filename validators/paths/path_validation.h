#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/oid.h"
#include "validators/base/utc_time.h"
#include "validators/model/check.h"
#include "validators/model/evidence.h"
#include "validators/model/path_inputs.h"
#include "validators/model/policy.h"

// RFC 5280 6.1 over one candidate path, with the policy graph of RFC 9618: a pure function over
// what the certificates say and what the builder computed. It says every failure, in which
// certificate and why; what a failure is worth (its level) is the validation policy's. Not here:
// revocation, the signing certificate's own validity (EN 319 102-1 5.2.6 wants it apart), the
// anchor's service, algorithms' reliability.

namespace senim::paths {

struct PathParameters {
  UtcTime time{};
  model::ValidityModel model = model::ValidityModel::shell;
  model::PathInputs inputs{};
  // processed_here: a critical extension that this code does not process fails. by_caller: the
  // caller compares them with his policy's list.
  enum class CriticalExtensions : std::uint8_t {
    processed_here,
    by_caller
  } critical = CriticalExtensions::processed_here;
};

struct PathFailure {
  const model::Rule* rule = nullptr;
  std::size_t certificate = 0;  // index into the path
  model::Params params;
};

struct PathFindings {
  std::vector<PathFailure> failures;
  std::vector<Oid> policies;  // user-constrained policy set; may hold anyPolicy
  // When each certificate of the path must have been valid (shell, chain or hybrid model).
  std::vector<UtcTime> times;

  bool failed(const model::Rule& rule) const;
};

// Constraints in the anchor's own certificate are honoured (RFC 5937) unless the inputs say
// otherwise: its path length, name and policy constraints, and that it is a CA unless it is of
// version 1. RFC 5280 would let a listed end-entity certificate issue others.
PathFindings validate_path(const model::CandidatePath& path, const PathParameters& parameters,
                           Budget& budget);

// Extensions whose meaning is taken into account, here or by the blocks above; of policy
// qualifiers the two that RFC 5280 4.2.1.4 defines.
bool processed(const pki::Extension& extension);

}  // namespace senim::paths
