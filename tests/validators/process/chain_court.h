#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/judging.h"
#include "validators/base/oid.h"
#include "validators/blocks/revocation.h"
#include "validators/model/policy.h"
#include "validators/pki/certificate.h"

// One certificate judged alone, as the suites of third parties have it: candidate paths, RFC 5280
// 6.1 and 6.3 and the chain constraints of a policy (EN 319 102-1 5.2.6) in one call.

namespace senim::process::test {

struct ChainCase {
  pki::Certificate target;
  std::vector<pki::Certificate> others;   // at hand, not trusted
  std::vector<pki::Certificate> anchors;  // given
  std::vector<Bytes> crls;
  std::vector<Bytes> ocsps;
  UtcTime time{};
};

struct ChainOutcome {
  model::Conclusion conclusion;
  std::string check;   // that failed; "" when none
  std::string params;  // of it, for the log
  std::vector<model::CheckRecord> checks;
  std::vector<Oid> policies;  // user-constrained-policy-set of the path that passed
  bool passed() const { return conclusion.indication == model::Indication::passed; }
  std::string text() const;  // "PASSED", "INDETERMINATE/... check params"
};

ChainOutcome judge_chain(const ChainCase& chain, const model::Policy& policy);

// What is known of the target's revocation on its first candidate path, whatever else holds of it.
blocks::RevocationState judge_status(const ChainCase& chain, const model::Policy& policy);

// A policy from what it changes in `base`, in YAML; a demo one, so that it may do without
// revocation. Throws std::runtime_error with the reader's message.
model::Policy policy_of(const std::string& changes);
// Of these changes, for `signing_certificate` or `ca_certificate`: nothing is asked of revocation.
inline constexpr std::string_view kWithoutRevocation =
    "    revocation_available: ignore\n"
    "    revocation_acceptable: ignore\n"
    "    not_revoked: ignore\n"
    "    not_on_hold: ignore\n"
    "    revocation_fresh_next_update: ignore\n"
    "    revocation_issuer_validity: ignore\n";

// The blocks of a PEM file that may hold text beside them, with their labels.
std::vector<std::pair<std::string, Bytes>> pem_blocks(std::string_view text);

// tests/data/divergences.yaml: the cases of third-party suites on which we differ, and why. A case
// that is listed there and does not differ is an error, so is an entry without a case.
class Divergences {
 public:
  // `prefix`: of the ids that one test case judges.
  explicit Divergences(std::string_view suite, std::string_view prefix = "");
  bool lists(std::string_view id);
  std::vector<std::string> unseen() const;
  std::size_t size() const { return cases_.size(); }

 private:
  std::vector<std::pair<std::string, bool>> cases_;  // id, seen
};

}  // namespace senim::process::test
