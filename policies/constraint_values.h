#pragma once

#include <string>

#include "policies/yaml_reader.h"
#include "validators/base/result.h"
#include "validators/model/policy.h"

// What stands behind a key of the constraint table, read and written:
//   fail | warn | inform | ignore         a flag; `ignore` for every kind of key
//   {fail: [a, b]} {warn: 3} {fail: 6h}   a level with its list, number or duration
//   [a, b]                                a list that steers (skip rules)
//   unsupported | {unsupported: fail}     the check does not exist yet; the word alone means inform
// Internal to policies/, but for write_duration(): durations are written one way everywhere.

namespace senim::policies {

Result<model::Constraint> read_constraint(const YamlValue& value, const model::Slot& slot);
// An entry of a list of formats: "*", "CMS", "XAdES-*", "CAdES-BASELINE-B".
Status check_format(const YamlValue& entry);
std::string write_constraint(const model::Constraint& constraint);
std::string write_list(const std::vector<std::string>& list);
// 90s, 15m, 6h, 2d: the largest unit that divides it; what YamlValue::duration() reads.
std::string write_duration(Seconds duration);

}  // namespace senim::policies
