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

TEST_CASE("the document of a signature policy is at hand only where the signature carries it",
          "[blocks]") {
  using Document = model::SignaturePolicyReference::Document;
  const auto judged = [](Key key, model::Level level, Document document, bool store) {
    Fixture fixture;
    fixture.evidence.signature.policy.emplace();
    fixture.evidence.signature.policy->id = "1.2.3.4";
    fixture.evidence.signature.policy->document = document;
    fixture.evidence.signature.has_policy_store = store;
    fixture.set(key, {level, false, {}});
    return fixture.run(validation_context);
  };
  const auto unavailable = indeterminate(SubIndication::signature_policy_not_available);
  const auto asked = model::Level::fail;
  auto result = judged(Key::signature_policy_available, asked, Document::absent, true);
  CHECK(result.conclusion == unavailable);
  CHECK(outcome(result, "signature-policy-available") == model::Outcome::failed);
  result = judged(Key::signature_policy_available, model::Level::warn, Document::absent, true);
  CHECK(result.conclusion == kPassed);
  CHECK(outcome(result, "signature-policy-available") == model::Outcome::failed);
  CHECK(judged(Key::signature_policy_available, asked, Document::differs, true).conclusion ==
        kPassed);  // at hand; whether it is the right one is the next key's

  result = judged(Key::signature_policy_store, asked, Document::absent, false);
  CHECK(result.conclusion == unavailable);
  CHECK(outcome(result, "signature-policy-store") == model::Outcome::failed);
  CHECK(judged(Key::signature_policy_store, asked, Document::absent, true).conclusion == kPassed);
}

TEST_CASE("the document of a signature policy must have the digest that was signed", "[blocks]") {
  using Document = model::SignaturePolicyReference::Document;
  Fixture fixture;
  fixture.set(Key::signature_policy_hash, test::fails());
  CHECK(fixture.run(validation_context).conclusion == kPassed);  // no policy
  fixture.evidence.signature.policy.emplace();
  fixture.evidence.signature.policy->id = "1.2.3.4";
  auto& document = fixture.evidence.signature.policy->document;
  CHECK(outcome(fixture.run(validation_context), "signature-policy-hash") ==
        model::Outcome::not_applicable);
  document = Document::matches;
  CHECK(outcome(fixture.run(validation_context), "signature-policy-hash") == model::Outcome::ok);
  for (const Document other : {Document::differs, Document::unsupported}) {
    document = other;
    fixture.set(Key::signature_policy_hash, test::fails());
    CHECK(fixture.run(validation_context).conclusion ==
          indeterminate(SubIndication::policy_processing_error));
    fixture.set(Key::signature_policy_hash, {model::Level::warn, false, {}});
    CHECK(fixture.run(validation_context).conclusion == kPassed);
    CHECK(outcome(fixture.run(validation_context), "signature-policy-hash") ==
          model::Outcome::failed);
  }
}

}  // namespace senim::blocks
