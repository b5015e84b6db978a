#pragma once

#include "tests/support/judging.h"
#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// One signature that passes under plain rules, to be broken in one place.
struct Fixture {
  model::SignatureEvidence evidence = test::passing_evidence();
  model::PolicyRules rules = test::plain_rules();
  test::TestTrust trust{{test::granted(test::certificate(test::test_pki().root))}};
  UtcTime time = test::at("2026-06-01T00:00:00Z");
  model::Context context = model::Context::signature;

  void set(model::Key key, model::Constraint constraint,
           model::CertificateRole role = model::CertificateRole::signing) {
    rules.set({key, context, role}, std::move(constraint));
  }

  // `block`: a function of a Subject.
  template <typename Block>
  auto run(Block block) const {
    Budget budget;
    const model::Policy policy(rules);
    return block(Subject{evidence, policy, trust, context, time, time, budget});
  }
};

inline constexpr model::Conclusion kPassed{model::Indication::passed, model::SubIndication::none};
inline model::Conclusion indeterminate(model::SubIndication sub) {
  return {model::Indication::indeterminate, sub};
}
inline model::Conclusion failed(model::SubIndication sub) {
  return {model::Indication::failed, sub};
}
inline model::Outcome outcome(const BlockResult& result, std::string_view id) {
  const model::CheckRecord* check = test::find_check(result.checks, id);
  return check == nullptr ? model::Outcome::not_applicable : check->outcome;
}

}  // namespace senim::blocks
