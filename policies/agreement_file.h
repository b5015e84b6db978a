#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/trust_service.h"

// conf/agreements/*.yaml: who recognises whose trust services, since when, and what of theirs
// stands for what of ours (the shape of the MRA extension, spec/trustlists.md 1.13). Read here;
// applied by the validation of issue 4.

namespace senim::policies {

// One equivalence: a service type of the other party, and what its words mean in ours.
struct ServiceEquivalence {
  std::string theirs;  // service type URI
  std::string ours;
  std::map<std::string, std::string>
      statuses;  // their status URI -> granted, national, withdrawn, suspended
  std::map<std::string, std::string> qualifiers;  // URI -> URI
  std::map<std::string, std::string> statements;  // QC statement OID -> OID
  friend bool operator==(const ServiceEquivalence&, const ServiceEquivalence&) = default;
};

struct Agreement {
  std::string id;
  std::string title;
  std::string legal_basis;
  model::Territory ours;    // the party that relies
  model::Territory theirs;  // the party that is relied on
  UtcTime since;
  std::optional<UtcTime> until;       // [since, until); empty: in force until ended
  std::optional<std::string> policy;  // for signatures under it; empty: as chosen otherwise
  std::vector<ServiceEquivalence> services;

  bool in_force(UtcTime at) const { return since <= at && (!until || at < *until); }
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

Result<Agreement> read_agreement_file(const std::string& name, ByteView octets);

}  // namespace senim::policies
