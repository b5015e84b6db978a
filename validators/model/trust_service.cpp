#include "validators/model/trust_service.h"

namespace senim::model {

const ServicePeriod* TrustService::at(UtcTime time) const {
  for (const ServicePeriod& period : periods) {
    if (period.since <= time && (!period.until || time < *period.until)) {
      return &period;
    }
  }
  return nullptr;
}

std::string_view TrustListInfo::state(UtcTime now) const {
  if (pinned) {
    return "pinned";
  }
  if (closed) {
    return "closed";
  }
  // TS 119 612 5.3.15: past nextUpdate the list is stale; the source's grace (trust.yaml) bounds
  // its further use.
  if (!next_update || now <= *next_update) {
    return next_update ? "fresh" : "expired";
  }
  return now <= *next_update + grace ? "stale" : "expired";
}

}  // namespace senim::model
