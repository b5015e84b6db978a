#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/model/trust_service.h"

// A treaty on recognition as a value (conf/agreements/*.yaml): who relies on whose trust services,
// since when, and what of the one's words stands for what of the other's; the shape of the MRA
// extension (spec/trustlists.md 1.13). It speaks inside its period only, and what it does not name
// it does not recognise. Plain data, shared between threads.

namespace senim::model {

// One equivalence of service types, and what the words beside it mean. In `services` theirs is read
// as ours, in `outbound` ours as theirs; status, qualifiers and statements are always those of the
// list that is read.
struct ServiceEquivalence {
  std::string theirs;  // service type URI
  std::string ours;
  std::map<std::string, std::string> statuses;    // URI -> granted, national, withdrawn, suspended
  std::map<std::string, std::string> qualifiers;  // URI -> URI
  // What the certificate states (QC statement, certificate policy or extended key usage) -> what
  // that counts as: QcCompliance, QcSSCD or a QcType of EN 319 412-5.
  std::map<std::string, std::string> statements;
  // AdditionalServiceInformation of the service in the words that it is read in; empty: its own.
  std::vector<std::string> announces{};
  friend bool operator==(const ServiceEquivalence&, const ServiceEquivalence&) = default;
};

enum class Way : std::uint8_t { inbound, outbound };

struct Agreement {
  std::string id;
  std::string title;
  std::string legal_basis;
  Territory ours;    // the party that we stand in: relies on `theirs` by `services`
  Territory theirs;  // and is relied on by it, by `outbound`
  UtcTime since;
  std::optional<UtcTime> until;       // [since, until); empty: in force until ended
  std::optional<std::string> policy;  // for signatures under it; empty: as chosen otherwise
  std::vector<ServiceEquivalence> services;
  std::optional<std::string> outbound_policy{};
  std::vector<ServiceEquivalence> outbound{};

  bool in_force(UtcTime at) const { return since <= at && (!until || at < *until); }
  bool speaks(Way way) const { return !(way == Way::inbound ? services : outbound).empty(); }
  // The equivalence of that service type; null: not named.
  const ServiceEquivalence* equivalence(Way way, std::string_view type) const;
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

// The agreement with that country in force at that time that speaks of that way; null: none.
const Agreement* agreement_with(std::span<const Agreement> agreements, const Territory& theirs,
                                Way way, UtcTime at);

// The entry of a list in the words of the party that relies on it. Empty: it is not recognised.
std::optional<ServicePeriod> translated(const Agreement& agreement, Way way,
                                        const ServicePeriod& period);

}  // namespace senim::model
