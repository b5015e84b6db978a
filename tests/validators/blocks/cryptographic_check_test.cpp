#include "validators/blocks/cryptographic_check.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::blocks {
namespace {

using model::DigestMatcherKind;
using model::Key;
using model::MatchState;
using model::Outcome;
using model::SubIndication;
using model::ValueState;

model::DigestMatcher matcher(MatchState state,
                             DigestMatcherKind kind = DigestMatcherKind::signed_data) {
  model::DigestMatcher made;
  made.kind = kind;
  made.digest = crypto::DigestAlgorithm::sha256;
  made.state = state;
  return made;
}

}  // namespace

TEST_CASE("intact references and a valid value pass", "[blocks]") {
  CHECK(Fixture{}.run(cryptographic_check).conclusion == kPassed);
}

TEST_CASE("a value over the content itself needs no reference", "[blocks]") {
  Fixture fixture;
  fixture.evidence.signature.matchers.clear();
  CHECK(fixture.run(cryptographic_check).conclusion == kPassed);
}

TEST_CASE("references decide as EN 319 102-1 5.2.7 says", "[blocks]") {
  const auto row = GENERATE(table<MatchState, SubIndication>({
      {MatchState::changed, SubIndication::hash_failure},
      {MatchState::missing, SubIndication::signed_data_not_found},
      {MatchState::unsupported, SubIndication::signed_data_not_found},
  }));
  Fixture fixture;
  fixture.evidence.signature.matchers.push_back(matcher(std::get<0>(row)));
  const auto conclusion = fixture.run(cryptographic_check).conclusion;
  CHECK(conclusion.sub == std::get<1>(row));
  CHECK((conclusion.indication == model::Indication::failed) ==
        (std::get<0>(row) == MatchState::changed));
}

TEST_CASE("a digest that cannot be computed is an algorithm failure by name", "[blocks]") {
  Fixture fixture;
  fixture.evidence.signature.matchers[0].state = MatchState::unsupported;
  fixture.evidence.signature.matchers[0].digest = crypto::DigestAlgorithm::unknown;
  fixture.evidence.signature.matchers[0].digest_identifier = "1.2.3";
  const BlockResult result = fixture.run(cryptographic_check);
  CHECK(result.conclusion == indeterminate(SubIndication::crypto_constraints_failure));
  const auto* check = test::find_check(result.checks, "digest-unsupported");
  REQUIRE(check != nullptr);
  CHECK(check->params.at(0).second == "1.2.3");
}

TEST_CASE("the value decides as EN 319 102-1 5.2.7 says", "[blocks]") {
  const auto row = GENERATE(table<ValueState, SubIndication>({
      {ValueState::invalid, SubIndication::sig_crypto_failure},
      {ValueState::unsupported, SubIndication::crypto_constraints_failure},
      {ValueState::unchecked, SubIndication::signed_data_not_found},
  }));
  Fixture fixture;
  fixture.evidence.value = std::get<0>(row);
  CHECK(fixture.run(cryptographic_check).conclusion.sub == std::get<1>(row));
  CHECK(outcome(fixture.run(cryptographic_check), "signed-octets-at-hand") ==
        (std::get<0>(row) == ValueState::unchecked ? Outcome::failed : Outcome::not_applicable));
}

TEST_CASE("a canonical form that cannot be made is not blamed on the signature's algorithm",
          "[blocks]") {
  Fixture fixture;
  fixture.evidence.value = ValueState::unsupported;
  fixture.evidence.value_problem = "unsupported canonicalisation urn:x";
  const auto first = [&] {
    const BlockResult result = fixture.run(cryptographic_check);
    CHECK(result.conclusion == indeterminate(SubIndication::crypto_constraints_failure));
    const auto* check = test::find_check(result.checks, "algorithm-unsupported");
    REQUIRE(check != nullptr);
    return check->params.at(0).first;
  };
  CHECK(first() == "algorithm");
  fixture.evidence.signature.signed_octets_problem = fixture.evidence.value_problem;
  CHECK(first() == "problem");
}

TEST_CASE("what is proven wrong comes before what is not at hand", "[blocks]") {
  Fixture fixture;
  fixture.evidence.signature.matchers = {matcher(MatchState::missing),
                                         matcher(MatchState::changed)};
  CHECK(fixture.run(cryptographic_check).conclusion == failed(SubIndication::hash_failure));
  fixture.evidence.signature.matchers = {matcher(MatchState::missing)};
  fixture.evidence.value = ValueState::invalid;
  CHECK(fixture.run(cryptographic_check).conclusion == failed(SubIndication::sig_crypto_failure));
  fixture.evidence.signature.matchers = {matcher(MatchState::changed)};
  const BlockResult both = fixture.run(cryptographic_check);
  CHECK(both.conclusion == failed(SubIndication::hash_failure));
  CHECK(outcome(both, "signature-value") == Outcome::failed);
}

TEST_CASE("manifest entries decide by their own keys", "[blocks]") {
  Fixture fixture;
  const auto entry = [](MatchState state) {
    return matcher(state, DigestMatcherKind::manifest_entry);
  };
  auto& matchers = fixture.evidence.signature.matchers;
  matchers.push_back(entry(MatchState::intact));
  matchers.push_back(entry(MatchState::missing));
  CHECK(fixture.run(cryptographic_check).conclusion == kPassed);  // one found, group not asked for
  fixture.set(Key::manifest_group, test::fails());
  CHECK(fixture.run(cryptographic_check).conclusion ==
        indeterminate(SubIndication::signed_data_not_found));
  CHECK(outcome(fixture.run(cryptographic_check), "manifest-group") == Outcome::failed);
  CHECK(outcome(fixture.run(cryptographic_check), "manifest-entry-found") == Outcome::ok);
  fixture.set(Key::manifest_group, {model::Level::ignore, false, {}});
  matchers[1] = entry(MatchState::missing);
  CHECK(fixture.run(cryptographic_check).conclusion ==
        indeterminate(SubIndication::signed_data_not_found));
  CHECK(outcome(fixture.run(cryptographic_check), "manifest-entry-found") == Outcome::failed);
  matchers[1] = entry(MatchState::changed);
  CHECK(fixture.run(cryptographic_check).conclusion == failed(SubIndication::hash_failure));
  CHECK(outcome(fixture.run(cryptographic_check), "manifest-entry-digest") == Outcome::failed);
}

TEST_CASE("what is handed in under another name is told where the policy asks", "[blocks]") {
  using model::DigestMatcherKind;
  struct Row {
    model::Key key;
    DigestMatcherKind kind;
    const char* id;
  };
  for (const Row& row :
       {Row{model::Key::data_name, DigestMatcherKind::signed_data, "reference-name"},
        Row{model::Key::manifest_name, DigestMatcherKind::manifest_entry, "manifest-entry-name"}}) {
    CAPTURE(row.id);
    Fixture fixture;
    model::DigestMatcher matcher;
    matcher.kind = row.kind;
    matcher.name = "a.txt";
    matcher.digest = crypto::DigestAlgorithm::sha256;
    matcher.state = model::MatchState::intact;
    fixture.evidence.signature.matchers.push_back(matcher);
    fixture.set(row.key, test::fails());
    CHECK(fixture.run(cryptographic_check).conclusion == kPassed);
    fixture.evidence.signature.matchers.back().other_name = "b.txt";
    CHECK(fixture.run(cryptographic_check).conclusion ==
          indeterminate(model::SubIndication::signed_data_not_found));
    CHECK(outcome(fixture.run(cryptographic_check), row.id) == model::Outcome::failed);
    fixture.set(row.key, {model::Level::warn, false, {}});
    CHECK(fixture.run(cryptographic_check).conclusion == kPassed);
    fixture.set(row.key, {model::Level::ignore, false, {}});
    CHECK(fixture.run(cryptographic_check).conclusion == kPassed);
  }
}

}  // namespace senim::blocks
