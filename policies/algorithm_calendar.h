#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/model/policy.h"

// Named suites of algorithms with the time until which each is reliable, per usage (RFC 5698 in
// spirit). A policy names the suites it uses and may change single rows. What a suite lists says
// nothing about what this build can compute. Constant; shared between threads.

namespace senim::policies {

struct SuiteRows {
  std::vector<model::DigestRow> digests;
  std::vector<model::KeyRow> keys;
};

struct Suite {
  std::string_view name;           // "etsi-2024"
  std::string_view source;         // where the numbers come from
  std::optional<UtcTime> updated;  // published on that day: later ends are forecasts
  std::array<SuiteRows, model::kAlgorithmUsages> usages;
};

std::span<const Suite> suites();
const Suite* find_suite(std::string_view name);  // null: no such suite

}  // namespace senim::policies
