#pragma once

#include <optional>

#include "validators/blocks/subject.h"

namespace senim::blocks {

// What a list says of a service for some time, as we read it: in our words where an agreement that
// is in force then speaks of that country's lists, else as it stands. Empty: the agreement does not
// name the type, and what it does not name it does not recognise (spec/trustlists.md 1.13).
std::optional<model::ServicePeriod> as_we_read(const Subject& subject,
                                               const model::TrustService& service,
                                               const model::ServicePeriod& period, UtcTime at);

}  // namespace senim::blocks
