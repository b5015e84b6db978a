#include "validators/blocks/listed_entry.h"

namespace senim::blocks {

std::optional<model::ServicePeriod> as_we_read(const Subject& subject,
                                               const model::TrustService& service,
                                               const model::ServicePeriod& period, UtcTime at) {
  const model::Agreement* agreement =
      model::agreement_with(subject.agreements, service.territory, model::Way::inbound, at);
  return agreement == nullptr ? std::optional(period)
                              : model::translated(*agreement, model::Way::inbound, period);
}

}  // namespace senim::blocks
