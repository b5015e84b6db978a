#include "validators/blocks/format_checking.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::blocks {

using model::Key;
using model::SubIndication;

TEST_CASE("a signature without format problems passes format checking", "[blocks]") {
  CHECK(Fixture{}.run(format_checking).conclusion == kPassed);
}

TEST_CASE("every format problem is FORMAT_FAILURE, known or not, at any policy level", "[blocks]") {
  for (const char* code : {"signed-attributes-unique", "unique-ids", "never-heard-of"}) {
    Fixture fixture;
    fixture.evidence.signature.format_problems = {{code, "detail"}};
    const BlockResult result = fixture.run(format_checking);
    CAPTURE(code);
    CHECK(result.conclusion == failed(SubIndication::format_failure));
    CHECK(result.checks.at(0).outcome == model::Outcome::failed);
    CHECK(result.checks.at(0).level == model::Level::fail);
  }
}

TEST_CASE("the policy names the formats and levels it accepts", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::format_accepted, test::fails_unless({"CAdES-BASELINE-*"}));
  CHECK(fixture.run(format_checking).conclusion == kPassed);
  fixture.evidence.signature.level = model::SignatureLevel::bes;
  CHECK(fixture.run(format_checking).conclusion == failed(SubIndication::format_failure));
  CHECK(outcome(fixture.run(format_checking), "accepted-format") == model::Outcome::failed);
  fixture.evidence.signature.level = model::SignatureLevel::baseline_b;
  fixture.evidence.signature.format = model::SignatureFormat::xades;
  CHECK(fixture.run(format_checking).conclusion == failed(SubIndication::format_failure));
  fixture.evidence.signature.format = model::SignatureFormat::cms;
  fixture.evidence.signature.level = model::SignatureLevel::none;
  CHECK(format_name(fixture.evidence.signature) == "CMS");
}

TEST_CASE("a policy that asks for the full scope refuses a part", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::format_full_scope, test::fails());
  CHECK(fixture.run(format_checking).conclusion == kPassed);
  fixture.evidence.signature.coverage = model::Coverage::partial;
  CHECK(fixture.run(format_checking).conclusion == failed(SubIndication::format_failure));
  fixture.set(Key::format_full_scope, {model::Level::warn, false, {}});
  CHECK(fixture.run(format_checking).conclusion == kPassed);
}

TEST_CASE("what a reader tolerates is told at the policy's level", "[blocks]") {
  using Kind = model::FormatRemark::Kind;
  const auto row = GENERATE(table<Kind, model::Key, const char*, const char*>({
      {Kind::deviation, model::Key::format_deviations, "cms-version", "no-deviations"},
      {Kind::unsigned_content, model::Key::format_unsigned_content, "trailing-octets",
       "no-unsigned-content"},
  }));
  const auto [kind, key, code, none] = row;
  Fixture fixture;
  fixture.set(key, {model::Level::warn, false, {}});
  CHECK(outcome(fixture.run(format_checking), none) == model::Outcome::ok);
  fixture.evidence.signature.format_remarks = {{kind, code, "detail"}};
  CHECK(fixture.run(format_checking).conclusion == kPassed);
  CHECK(outcome(fixture.run(format_checking), code) == model::Outcome::failed);
  CHECK(test::find_check(fixture.run(format_checking).checks, none) == nullptr);
  fixture.set(key, test::fails());
  CHECK(fixture.run(format_checking).conclusion == failed(model::SubIndication::format_failure));
}

TEST_CASE("where XAdES leaves its schema the policy says what that is worth", "[blocks]") {
  Fixture fixture;
  fixture.set(model::Key::format_structure, test::fails());
  fixture.evidence.signature.schema_problems = {"SigningTime is not due here"};
  CHECK(fixture.run(format_checking).conclusion == kPassed);  // CMS has no schema
  fixture.evidence.signature.format = model::SignatureFormat::xades;
  CHECK(fixture.run(format_checking).conclusion == failed(model::SubIndication::format_failure));
  CHECK(outcome(fixture.run(format_checking), "format-schema") == model::Outcome::failed);
  fixture.set(model::Key::format_structure, {model::Level::warn, false, {}});
  CHECK(fixture.run(format_checking).conclusion == kPassed);
  fixture.set(model::Key::format_structure, test::fails());
  fixture.evidence.signature.schema_problems.clear();
  CHECK(fixture.run(format_checking).conclusion == kPassed);
}

}  // namespace senim::blocks
