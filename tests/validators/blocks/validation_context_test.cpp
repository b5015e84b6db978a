#include "validators/blocks/validation_context.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::blocks {

using model::Key;
using model::SubIndication;

TEST_CASE("the signature policy must be one that is accepted", "[blocks]") {
  const auto judged = [](std::optional<model::SignaturePolicyReference> policy,
                         std::vector<std::string> accepted) {
    Fixture fixture;
    fixture.evidence.signature.policy = std::move(policy);
    fixture.set(Key::signature_policy_accepted, test::fails_unless(std::move(accepted)));
    return fixture.run(validation_context).conclusion;
  };
  const model::SignaturePolicyReference named{false, "1.2.3.4", {}, {}, {}};
  const model::SignaturePolicyReference implied{true, {}, {}, {}, {}};
  const auto refused = indeterminate(SubIndication::policy_processing_error);
  CHECK(judged(std::nullopt, {"NO_POLICY"}) == kPassed);
  CHECK(judged(std::nullopt, {"*"}) == kPassed);
  CHECK(judged(std::nullopt, {"ANY_POLICY", "IMPLICIT_POLICY"}) == refused);
  CHECK(judged(implied, {"IMPLICIT_POLICY"}) == kPassed);
  CHECK(judged(implied, {"ANY_POLICY"}) == refused);
  CHECK(judged(named, {"1.2.3.4"}) == kPassed);
  CHECK(judged(named, {"ANY_POLICY"}) == kPassed);
  CHECK(judged(named, {"1.2.3.5", "NO_POLICY"}) == refused);
}

TEST_CASE("a policy document that must be at hand bars the pass while it cannot be had",
          "[blocks]") {
  Fixture fixture;
  fixture.evidence.signature.policy = model::SignaturePolicyReference{false, "1.2.3.4", {}, {}, {}};
  fixture.set(Key::signature_policy_available, {model::Level::fail, true, {}});
  CHECK(fixture.run(validation_context).conclusion ==
        indeterminate(SubIndication::signature_policy_not_available));
  CHECK(outcome(fixture.run(validation_context), "signature-policy-available") ==
        model::Outcome::unsupported);
  fixture.evidence.signature.policy.reset();
  CHECK(fixture.run(validation_context).conclusion == kPassed);
}

}  // namespace senim::blocks
