#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/policy.h"

// Named suites of algorithms with the time until which each is reliable, per usage (RFC 5698 in
// spirit): those compiled in, and those that suite_file imports. A policy names the suites it uses
// and may change single rows. What a suite lists says
// nothing about what this build can compute. Constant; shared between threads.

namespace senim::policies {

struct SuiteRows {
  std::vector<model::DigestRow> digests;
  std::vector<model::KeyRow> keys;
  // Of an imported suite: where in its file each row stands, "Algorithm[3].Evaluation[0]"; same
  // order. Empty for what is compiled in.
  std::vector<std::string> digest_places = {};
  std::vector<std::string> key_places = {};
};

struct Suite {
  std::string name;                // "etsi-2024"; the file's name where it is imported
  std::string source;              // where the numbers come from
  std::optional<UtcTime> updated;  // published on that day: later ends are forecasts
  std::array<SuiteRows, model::kAlgorithmUsages> usages;
  std::optional<UtcTime> next_update = {};  // by then the publisher has another one
  // What an imported file says and this calendar does not take over, each with its place.
  std::vector<std::string> remarks = {};
};

std::span<const Suite> suites();                 // compiled in
const Suite* find_suite(std::string_view name);  // null: no such suite is compiled in

// The suite files that stand beside the policies, by name. A file that cannot be read is an error
// for the policy that names it, not for others.
using SuiteShelf = std::map<std::string, Result<std::shared_ptr<const Suite>>, std::less<>>;

}  // namespace senim::policies
