#include "validators/model/remedies.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace senim::model {

TEST_CASE("every check and every reason has a remedy, and only a defect is reported", "[model]") {
  std::set<std::string_view> used;
  for (const Rule* rule : rules::all()) {
    CAPTURE(rule->id, to_string(rule->block));
    used.insert(remedy_of(*rule).code);
    CHECK(remedy_of(*rule).code != "report-defect");
  }
  for (const rules::ReasonCode* reason : rules::all_reasons()) {
    CAPTURE(reason->id);
    used.insert(remedy_of(*reason).code);
    CHECK((remedy_of(*reason).code == "report-defect") == (reason == &rules::kInternalDoubt));
  }
  for (const Remedy* remedy : all_remedies()) {
    CAPTURE(remedy->code);
    CHECK(used.contains(remedy->code));  // no code without use
    CHECK_FALSE(remedy->meaning.empty());
    CHECK(remedy->code.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
  }
  CHECK(used.size() == all_remedies().size());  // and none twice
}

TEST_CASE("a rule that is not of the registry is a defect", "[model]") {
  constexpr Rule stranger{
      "stranger", "none", Block::document, Aspect::immutability, rules::kSigConstraints, "nothing"};
  CHECK(remedy_of(stranger).code == "report-defect");
}

TEST_CASE("the list of remedies is the documented one", "[model]") {
  std::ifstream file(std::string(SENIM_SOURCE_DIR).append("/validators/model/README.md"));
  std::set<std::string> documented;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("| `")) {
      documented.insert(line.substr(3, line.find('`', 3) - 3));
    }
  }
  std::set<std::string> known;
  for (const Remedy* remedy : all_remedies()) {
    known.emplace(remedy->code);
  }
  CHECK(documented == known);
}

}  // namespace senim::model
