#pragma once

#include <optional>

#include "validators/blocks/subject.h"
#include "validators/model/policy.h"

namespace senim::blocks {

// EN 319 102-1 5.2.5, revocation freshness checker: is what was known at `this_update` recent
// enough for time `t`? Pure, so that it can be asked again for other times (5.5, 5.6.2.2).
struct Freshness {
  bool holds = true;
  const model::Constraint* constraint = nullptr;  // that asks for it; null: none does
};
Freshness freshness(const model::CertificateStatus& status, model::RevocationKind kind,
                    const model::Policy& policy, model::Context context,
                    model::CertificateRole role, UtcTime t);

}  // namespace senim::blocks
