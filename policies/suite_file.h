#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "policies/algorithm_calendar.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"

// A catalogue of cryptographic suites in JSON by ETSI TS 119 322 V1.2.1 (RFC 5698 in JSON) becomes
// a suite of the calendar. Strict: a member that the schema does not have, a date of another form,
// a parameter that does not belong to the algorithm, identifiers that contradict each other: each
// is an Error whose message begins "file: path: " and says what is allowed. An algorithm that the
// registry does not know becomes a remark and no row, so it is not acceptable. Verifies no
// signature over the file: it is configuration, trusted as the policy beside it.

namespace senim::policies {

// The largest public catalogue known, of 60 algorithms with up to 5 evaluations, has 44 KB.
inline constexpr std::size_t kMaxSuiteBytes = 1U << 20;
inline constexpr std::size_t kMaxSuiteAlgorithms = 1'000;
inline constexpr std::size_t kMaxSuiteEvaluations = 100;  // of one algorithm
inline constexpr std::size_t kMaxSuiteRows = 10'000;      // of the calendar, all usages together

// What a policy may write for a suite file beside it: "ts119312.json". Never a path.
bool is_suite_name(std::string_view name);

// `name` is the path that errors name; its last part becomes the name of the suite.
Result<Suite> read_suite_file(const std::string& name, ByteView octets);

}  // namespace senim::policies
