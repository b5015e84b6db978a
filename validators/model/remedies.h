#pragma once

#include <span>
#include <string_view>

#include "validators/model/check.h"
#include "validators/model/rules.h"

// What a person can do about a reason (report.md 2): a closed list of codes, one for every check
// and every reason. Codes are stable and never reused; texts are made elsewhere, from code and
// parameters.

namespace senim::model {

struct Remedy {
  std::string_view code;
  std::string_view meaning;  // one sentence, for people
  // Which parameters of the reason go with it.
  std::span<const std::string_view> params;
};

std::span<const Remedy* const> all_remedies();
const Remedy& remedy_of(const Rule& rule);
const Remedy& remedy_of(const rules::ReasonCode& reason);

}  // namespace senim::model
