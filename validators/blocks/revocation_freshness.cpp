#include "validators/blocks/revocation_freshness.h"

namespace senim::blocks {

namespace {

using model::Constraint;
using model::Key;

// The policy's maximum age, else the authority's own (nextUpdate - thisUpdate). RFC 6960 4.2.2.1:
// an OCSP answer without nextUpdate says that newer ones can be had at any time; it is good for as
// long as the policy serves a verdict again. A list without one says nothing of later times.
std::optional<Seconds> maximum_age(const model::CertificateStatus& status,
                                   model::RevocationKind kind, const Constraint& age,
                                   const model::Policy& policy) {
  if (age.runs() && age.duration()) {
    return age.duration();
  }
  if (status.next_update) {
    return *status.next_update - status.this_update;
  }
  return kind == model::RevocationKind::ocsp ? policy.max_age() : Seconds{0};
}

}  // namespace

Freshness freshness(const model::CertificateStatus& status, model::RevocationKind kind,
                    const model::Policy& policy, model::Context context,
                    model::CertificateRole role, UtcTime t) {
  const Constraint& age = policy.constraint(Key::revocation_fresh, context, role);
  const Constraint& own = policy.constraint(Key::revocation_fresh_next_update, context, role);
  const Constraint* constraint = age.runs() ? &age : own.runs() ? &own : nullptr;
  if (constraint == nullptr) {
    return {};
  }
  const auto maximum = maximum_age(status, kind, age, policy);
  return {maximum && status.this_update > t - *maximum, constraint};
}

}  // namespace senim::blocks
