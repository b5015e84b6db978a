#include "validators/blocks/checklist.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"
#include "validators/model/rules.h"

namespace senim::blocks {
namespace {
namespace rules = model::rules;
using model::Constraint;
using model::Level;
using model::Outcome;
using model::SubIndication;
}  // namespace

TEST_CASE("a block that has not run is undecided", "[blocks]") {
  CHECK(BlockResult{}.conclusion == model::Conclusion{});
  CHECK_FALSE(BlockResult{}.passed());
  CHECK(Checklist{}.stop().conclusion == model::Conclusion{});
}

TEST_CASE("a list of checks that hold passes", "[blocks]") {
  Checklist list;
  CHECK(list.require(rules::kPathFound, Level::fail, true));
  CHECK(std::move(list).pass().conclusion == kPassed);
}

TEST_CASE("the first failure at level fail is the conclusion, whatever follows", "[blocks]") {
  Checklist list;
  CHECK_FALSE(list.require(rules::kSignedDataFound, Level::fail, false));
  CHECK_FALSE(list.require(rules::kSignatureValue, Level::fail, false));
  const BlockResult result = std::move(list).pass();
  CHECK(result.conclusion == indeterminate(SubIndication::signed_data_not_found));
  CHECK(result.checks.size() == 2);
}

TEST_CASE("a failure below level fail is recorded and does not decide", "[blocks]") {
  for (const Level level : {Level::warn, Level::inform}) {
    Checklist list;
    CHECK(list.require(rules::kSignatureValue, level, false));
    const BlockResult result = std::move(list).pass();
    CHECK(result.conclusion == kPassed);
    CHECK(result.checks[0].outcome == Outcome::failed);
    CHECK(result.checks[0].level == level);
  }
}

TEST_CASE("an ignored check is recorded as ignored", "[blocks]") {
  Checklist list;
  CHECK(list.require(rules::kSignatureValue, Level::ignore, false));
  CHECK(std::move(list).pass().checks[0].outcome == Outcome::ignored);
}

TEST_CASE("an unsupported check at level fail bars the pass and proves nothing", "[blocks]") {
  Checklist list;
  CHECK_FALSE(list.require(rules::kFullScope, Constraint{Level::fail, true, {}}, true));
  const BlockResult result = std::move(list).pass();
  CHECK(result.conclusion == indeterminate(SubIndication::sig_constraints_failure));
  CHECK(result.checks[0].outcome == Outcome::unsupported);
}

TEST_CASE("an unsupported check below level fail is recorded only", "[blocks]") {
  Checklist list;
  CHECK(list.require(rules::kFullScope, Constraint{Level::warn, true, {}}, true));
  CHECK(list.require(rules::kFullScope, Constraint{Level::ignore, true, {}}, false));
  const BlockResult result = std::move(list).pass();
  CHECK(result.conclusion == kPassed);
  CHECK(result.checks[0].outcome == Outcome::unsupported);
  CHECK(result.checks[1].outcome == Outcome::ignored);
}

}  // namespace senim::blocks
