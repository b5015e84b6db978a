#include "validators/model/rules.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

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

namespace {

// The text of all sources under a folder of the checkout, but not of `without`.
std::string sources(const std::string& folder, const std::string& without) {
  std::string text;
  const std::filesystem::path root = std::filesystem::path(SENIM_SOURCE_DIR) / folder;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string extension = entry.path().extension().string();
    const bool wanted = extension == ".cpp" || extension == ".h";
    if (wanted && entry.path().string().find(without) == std::string::npos) {
      std::ifstream file(entry.path(), std::ios::binary);
      text.append(std::istreambuf_iterator<char>(file), {});
    }
  }
  return text;
}

struct Declared {
  std::string constant;
  std::string id;
};
std::vector<Declared> declared() {
  std::ifstream file(std::filesystem::path(SENIM_SOURCE_DIR) / "validators/model/rules.h");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::regex entry("(k[A-Z][A-Za-z]*)\\s*[{,]\\s*\"([a-z0-9-]+)\"");
  std::vector<Declared> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), entry);
       at != std::sregex_iterator(); ++at) {
    found.push_back({(*at)[1], (*at)[2]});
  }
  return found;
}

// By its constant, or by its id in quotes (tests add "@index" and details).
bool mentions(const std::string& text, const Declared& rule) {
  const std::string constant = "rules::" + rule.constant;
  for (std::size_t at = text.find(constant); at != std::string::npos;
       at = text.find(constant, at + 1)) {
    const char next = text[std::min(at + constant.size(), text.size() - 1)];
    if (std::isalnum(static_cast<unsigned char>(next)) == 0) {
      return true;
    }
  }
  const auto quoted = [&](const char* end) {
    return text.find("\"" + rule.id + end) != std::string::npos;
  };
  return quoted("\"") || quoted("@") || quoted(" ");
}

}  // namespace

TEST_CASE("every rule and reason is raised by the core and asserted by a test", "[model]") {
  const std::vector<Declared> all = declared();
  CHECK(all.size() == rules::all().size() + rules::all_reasons().size());
  const std::string core = sources("validators", "model/rules.");
  const std::string tests = sources("tests", "model/rules_test.");
  std::string not_raised;
  std::string not_asserted;
  for (const Declared& rule : all) {
    if (rule.constant == "kFormatProblem") {
      continue;  // what format_rule() makes of an id that is not registered: the case above
    }
    if (!mentions(core, rule)) {
      not_raised += rule.id + "\n";
    }
    if (!mentions(tests, rule)) {
      not_asserted += rule.id + "\n";
    }
  }
  CHECK(not_raised == "");
  CHECK(not_asserted == "");
}
