#include "validators/model/rules.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using namespace senim::model;

TEST_CASE("no two rules of one block share an id, and every rule says clause and meaning",
          "[model]") {
  std::set<std::pair<std::string, Block>> seen;
  for (const Rule* rule : rules::all()) {
    CAPTURE(rule->id);
    CHECK(seen.emplace(rule->id, rule->block).second);
    CHECK_FALSE(rule->clause.empty());
    CHECK_FALSE(rule->meaning.empty());
    CHECK(rule->id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
          std::string_view::npos);
  }
}

TEST_CASE("no rule's failure is a pass, and every failure has a sub-indication", "[model]") {
  for (const Rule* rule : rules::all()) {
    CAPTURE(rule->id);
    CHECK(rule->on_failure.indication != Indication::passed);
    CHECK(rule->on_failure.sub != SubIndication::none);
  }
}

TEST_CASE("every code of a format reader has its rule, an unknown one the general rule",
          "[model]") {
  for (const char* code :
       {"format-structure", "signed-attributes-unique", "content-type-attribute",
        "message-digest-attribute", "algorithm-protection", "digest-algorithm-agreement",
        "signed-properties-type", "signed-properties-coverage", "properties-target", "unique-ids",
        "reference-ambiguous", "signed-attributes-as-content", "signature-structure"}) {
    CAPTURE(code);
    CHECK(rules::format_rule(code).id == code);
    CHECK(rules::format_rule(code).on_failure == rules::kFormatFailure);
  }
  CHECK(&rules::format_rule("never-heard-of") == &rules::kFormatProblem);
  CHECK(&rules::format_rule("signature-value") == &rules::kFormatProblem);
  CHECK(rules::kFormatProblem.on_failure == rules::kFormatFailure);
}

TEST_CASE("reason codes are single and differ from the ids of checks", "[model]") {
  std::set<std::string_view> seen;
  for (const Rule* rule : rules::all()) {
    seen.insert(rule->id);
  }
  for (const rules::ReasonCode* reason : rules::all_reasons()) {
    CAPTURE(reason->id);
    CHECK(seen.insert(reason->id).second);
  }
}
