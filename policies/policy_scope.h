#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policies/yaml_reader.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/policy.h"
#include "validators/model/submission.h"

// When a policy is in force and for what it is made (spec/policies.md 2.5 point 1): head of its
// file, never inherited. Both bind: outside of them it is not chosen, and where it was asked for by
// name nothing passes. Values; threads may share them.

namespace senim::policies {

// Of a query; an empty list is no condition, and what is not known fits none.
struct Conditions {
  std::vector<std::string> callers;                // partner ids or roles
  std::vector<std::string> directions;             // inbound, outbound, domestic, transit, unknown
  std::vector<model::Territory> issuer_countries;  // "" is never listed
  std::vector<model::Purpose> purposes;

  bool admit(std::span<const std::string> caller) const;  // whatever he asks
  // The first that does not hold: "caller", "direction", "country", "purpose"; "" all do.
  std::string_view broken(std::span<const std::string> caller,
                          const model::PolicyQuery& query) const;
  friend bool operator==(const Conditions&, const Conditions&) = default;
};
inline constexpr std::string_view kConditionKeys[]{"callers", "directions", "issuer_countries",
                                                   "purposes"};
// The keys of kConditionKeys, each optional, an empty list refused.
Result<Conditions> read_conditions(YamlMap& map);
// As a file has them.
std::vector<std::string> words_of(const std::vector<model::Purpose>& purposes);
// A key with its list as it is written, for each that says something.
std::vector<std::pair<std::string, std::string>> write_conditions(const Conditions& conditions);
// "direction" where no query meets both; "" where one can.
std::string_view disjoint(const Conditions& one, const Conditions& other);

struct PolicyScope {
  std::optional<UtcTime> from;       // in force from this instant on
  std::optional<UtcTime> to;         // and before this one
  Conditions target{};               // whom and what it is made for
  std::vector<std::string> formats;  // as format.accepted writes them; empty: any

  std::optional<model::PolicyObjection> not_in_force(UtcTime at) const;
  // The period at the query's time, then the conditions of the target: what passes a rule of
  // selection over. Formats do not: the sender chooses his, and its level is that of whoever can
  // leave a time-stamp out.
  std::optional<model::PolicyObjection> out_of_place(std::span<const std::string> caller,
                                                     const model::PolicyQuery& query) const;
  // That, then the formats.
  std::optional<model::PolicyObjection> objection(std::span<const std::string> caller,
                                                  const model::PolicyQuery& query) const;
  friend bool operator==(const PolicyScope&, const PolicyScope&) = default;
};
// valid_from, valid_to, target of a policy's head, each optional.
Result<PolicyScope> read_scope(YamlMap& top);
std::vector<std::pair<std::string, std::string>> write_scope(const PolicyScope& scope);

}  // namespace senim::policies
