#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/judging.h"
#include "validators/base/result.h"
#include "validators/model/evidence.h"
#include "validators/model/submission.h"
#include "validators/model/verdict.h"

// A whole validation, collect and judge, as one call: what the tests of attacks compare.

namespace senim::process::test {

struct Ruling {
  std::optional<ErrorCode> error;  // no verdict
  model::Evidence evidence;
  model::Verdict verdict;

  bool confirmed() const;
  bool any_passed() const;
  // "TOTAL_FAILED/HASH_FAILURE", one for each signature with a blank between; "no verdict:
  // malformed"; "nothing signed".
  std::string summary() const;
  // References intact and value valid, whoever signed: what openssl and xmlsec1 have an opinion on.
  bool cryptographically_valid(std::size_t signature = 0) const;
};

std::string summary(const model::Conclusion& conclusion);
model::DetachedPart detached_part(std::string name, ByteView content);

// Trusts the roots it is given; its policy is plain_rules(), which asks for no revocation data, so
// nothing but the document itself stands between an alteration and TOTAL_PASSED.
class Court {
 public:
  // `roots`: of the tests' PKI.
  explicit Court(const std::vector<demo::Party>& roots,
                 model::PolicyRules rules = senim::test::plain_rules());
  Ruling judge(ByteView document, const std::vector<model::DetachedPart>& detached = {}) const;
  Ruling judge(const std::string& document,
               const std::vector<model::DetachedPart>& detached = {}) const;

  senim::test::TestTrust trust;
  senim::test::TestPolicies policies;
  model::SuppliedEvidence supplied;
  UtcTime now = senim::test::at("2026-06-01T00:00:00Z");
};

}  // namespace senim::process::test
