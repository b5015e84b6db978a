// `senim policy` as a shell sees it.

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "policies/policy_file.h"
#include "tests/gateway/commands/program.h"
#include "tests/support/corpus.h"

using namespace senim;
using test::demo_folder;
using test::demo_sample;
using test::senim_program;
using Json = nlohmann::json;

namespace {

std::string conf(const std::string& name) {
  std::string path = SENIM_SOURCE_DIR;
  return path.append("/conf/").append(name);
}

std::string trusted() { return " --offline --trust " + demo_folder() + "/lists "; }

// A policy on top of demo-basic, beside copies of the shipped ones.
std::string policy_beside(const test::TemporaryFolder& folder, const std::string& id,
                          const std::string& rules) {
  for (const auto& entry : std::filesystem::directory_iterator(conf("policies"))) {
    std::filesystem::copy(entry.path(), folder.path() / entry.path().filename(),
                          std::filesystem::copy_options::overwrite_existing);
  }
  std::string text = "schema: 1\nid: ";
  text.append(id).append("\nversion: \"1\"\nextends: demo-basic\ndemo: true\ntitle: test\n");
  return folder.write(id + ".yaml", text.append("legal_basis: none\n").append(rules)).string();
}

}  // namespace

TEST_CASE("policy list tells every policy of a configuration, and base without one", "[policy]") {
  const auto shipped = senim_program("policy list --output json --config " + conf("senim.yaml"));
  CAPTURE(shipped.output);
  REQUIRE(shipped.exit == 0);
  std::vector<std::string> ids;
  const Json told = Json::parse(shipped.output);
  for (const Json& policy : told["policies"]) {
    ids.push_back(policy["id"]);
    CHECK(policy["digest"].get<std::string>().size() == 64);
    CHECK_FALSE(policy["legalBasis"].get<std::string>().empty());
  }
  for (const char* id :
       {"base", "default", "kz-domestic", "eu-inbound", "ru-inbound", "by-inbound"}) {
    CAPTURE(id);
    CHECK(std::find(ids.begin(), ids.end(), id) != ids.end());
  }
  CHECK(std::find(ids.begin(), ids.end(), "demo-basic") == ids.end());  // demo is off there

  const auto bare = senim_program("policy list --output json");
  REQUIRE(bare.exit == 0);
  const Json json = Json::parse(bare.output);
  REQUIRE(json["policies"].size() == 1);
  CHECK(json["policies"][0]["id"] == "base");
  CHECK(json["policies"][0]["digest"] == policies::base_policy().policy.digest());
}

TEST_CASE("policy show tells every value and where it came from", "[policy]") {
  const auto shown =
      senim_program("policy show --output json kz-domestic --config " + conf("senim.yaml"));
  REQUIRE(shown.exit == 0);
  const Json json = Json::parse(shown.output);
  CHECK(json["id"] == "kz-domestic");
  const auto value = [&json](const std::string& path) {
    for (const Json& line : json["values"]) {
      if (line["path"] == path) {
        return line;
      }
    }
    return Json();
  };
  CHECK(value("stale_revocation")["value"] == "negative");
  CHECK(value("stale_revocation")["policy"] == "kz-domestic");
  CHECK(value("model")["policy"] == "base");
  CHECK(json["values"].size() == policies::base_policy().lines.size());

  const auto file = senim_program("policy show " + conf("policies/kz-domestic.yaml"));
  CHECK(file.exit == 0);
  CHECK(file.output.find("stale_revocation: negative  # kz-domestic ") != std::string::npos);
  CHECK(senim_program("policy show nobody").exit == 3);
  CHECK(senim_program("policy show").exit == 3);
}

TEST_CASE("policy check refuses what would not start, with file and line", "[policy]") {
  CHECK(senim_program("policy check --config " + conf("senim.yaml")).exit == 0);
  CHECK(senim_program("policy check " + conf("policies")).exit == 0);
  CHECK(senim_program("policy check " + conf("policies/default.yaml")).exit == 0);
  const test::TemporaryFolder folder;
  const std::string good = policy_beside(folder, "demo-a", "model: chain\n");
  CHECK(senim_program("policy check " + good).exit == 0);
  const std::string bad = policy_beside(folder, "demo-b", "modell: chain\n");
  for (const std::string& path : {bad, good + " " + bad, folder.path().string()}) {
    CAPTURE(path);
    const auto refused = senim_program("policy check " + path);
    CHECK(refused.exit == 1);
    CHECK(refused.output.find("demo-b.yaml:8: ") != std::string::npos);
  }
  CHECK(senim_program("policy check").exit == 3);
  CHECK(senim_program("policy check /nonexist").exit == 1);
  CHECK(senim_program("policy check --config /nonexist").exit == 1);
}

TEST_CASE("a suite file beside a policy is checked and shown row by row", "[policy]") {
  const test::TemporaryFolder folder;
  const std::string suite = std::string(as_text(test::read_file(conf("suites/example.json"))));
  const std::string file = folder.write("suite.json", suite).string();
  const std::string policy = policy_beside(
      folder, "demo-a", "algorithms: {signature: {suites: [suite.json], digests: {}}}\n");

  const auto checked = senim_program("policy check " + file + " " + policy);
  CAPTURE(checked.output);
  CHECK(checked.exit == 0);
  CHECK(checked.output.find(file + ": good, ") != std::string::npos);
  const auto together = senim_program("policy check " + folder.path().string());
  CHECK(together.exit == 0);
  CHECK(together.output.find("suite files: 1") != std::string::npos);

  const auto shown = senim_program("policy show --output json " + policy);
  REQUIRE(shown.exit == 0);
  const Json json = Json::parse(shown.output);
  for (const Json& line : json["values"]) {
    const std::string path = line["path"];
    CAPTURE(path);
    const bool imported = path == "algorithms.signature.suites" ||
                          path == "algorithms.signature.digests" ||
                          path == "algorithms.signature.keys";
    CHECK(line.contains("sources") == imported);
  }
  CHECK(senim_program("policy show " + policy)
            .output.find("<- suite.json Algorithm[0].Evaluation[0]") != std::string::npos);

  SECTION("a bad one is refused with its place, by itself, in its folder and by its policy") {
    std::string bad = suite;
    bad.replace(bad.find("2029-01-01\" }"), 10, "2029-13-01");
    folder.write("suite.json", bad);
    for (const std::string& path : {file, folder.path().string(), policy}) {
      CAPTURE(path);
      const auto refused = senim_program("policy check " + path);
      CHECK(refused.exit == 1);
      CHECK(refused.output.find("Algorithm[0].Evaluation[0].Validity.End: ") != std::string::npos);
    }
    CHECK(senim_program("policy show " + policy).exit != 0);
  }
  SECTION("one that no policy names is checked in its folder and hinders nobody") {
    folder.write("report.json", "{}");
    CHECK(senim_program("policy check " + policy).exit == 0);
    CHECK(senim_program("policy check " + folder.path().string()).exit == 1);
  }
  SECTION("one that is not there is an error of the policy") {
    std::filesystem::remove(file);
    CHECK(senim_program("policy check " + policy).exit == 1);
    CHECK(senim_program("policy check " + file).exit == 1);
  }
}

TEST_CASE("a record keeps the suite file of its policy", "[policy]") {
  const test::TemporaryFolder folder;
  const std::string suite = std::string(as_text(test::read_file(conf("suites/example.json"))));
  const std::string file = folder.write("suite.json", suite).string();
  const std::string policy =
      policy_beside(folder, "demo-a", "algorithms: {signature: {suites: [suite.json]}}\n");
  const std::string record = (folder.path() / "record").string();
  const auto told = senim_program("verify --policy " + policy + trusted() +
                                  demo_sample("good-cades.p7m") + " --record " + record);
  std::filesystem::remove(file);
  const auto again = senim_program("verify --replay " + record);
  CHECK(again.exit == told.exit);
  CHECK(again.output == told.output);
}

TEST_CASE("policy test lists the verdicts that flip and the checks that flip them", "[policy]") {
  const test::TemporaryFolder folder;
  const std::string old = conf("policies/demo-basic.yaml");
  const std::string strict = policy_beside(
      folder, "demo-strict", "signature:\n  signed_attributes:\n    commitment: {fail: [\"*\"]}\n");
  const std::string documents =
      trusted() + demo_sample("good-cades.p7m") + " " + demo_sample("altered-cades.p7m");
  const auto same = senim_program("policy test " + old + " --against " + old + documents);
  CAPTURE(same.output);
  CHECK(same.exit == 0);

  const auto flips =
      senim_program("policy test --output json " + strict + " --against " + old + documents);
  CAPTURE(flips.output);
  CHECK(flips.exit == 1);
  const Json json = Json::parse(flips.output);
  CHECK(json["judged"] == 2);
  CHECK(json["changed"] == 1);
  const Json& good = json["documents"][0];
  CHECK(good["changed"] == true);
  CHECK(good["before"]["status"] == "confirmed");
  CHECK(good["after"]["status"] == "not_confirmed");
  const Json& signature = good["signatures"][0];
  CHECK(signature["before"]["indication"] == "TOTAL_PASSED");
  CHECK(signature["before"]["policy"] == "demo-basic");
  CHECK(signature["after"]["indication"] == "INDETERMINATE");
  CHECK(signature["after"]["policy"] == "demo-strict");
  REQUIRE(signature["checks"].size() == 1);
  CHECK(signature["checks"][0]["id"] == "commitment-type");
  CHECK(signature["checks"][0]["after"]["outcome"] == "failed");
  CHECK(json["documents"][1]["changed"] == false);

  // The other way round it is the same check.
  const auto back =
      senim_program("policy test --output json " + old + " --against " + strict + documents);
  CHECK(back.exit == 1);
  CHECK(Json::parse(back.output)["documents"][0]["signatures"][0]["checks"][0]["id"] ==
        "commitment-type");
}

TEST_CASE("policy test judges what was recorded, without its files", "[policy]") {
  const test::TemporaryFolder folder;
  const std::string record = (folder.path() / "record").string();
  const std::string strict = policy_beside(
      folder, "demo-strict", "signature:\n  signed_attributes:\n    commitment: {fail: [\"*\"]}\n");
  const std::string old = conf("policies/demo-basic.yaml");
  const std::string document =
      folder.write("good.p7m", std::string(as_text(test::read_file(demo_sample("good-cades.p7m")))))
          .string();
  REQUIRE(
      senim_program("verify --policy " + old + trusted() + document + " --record " + record).exit ==
      0);
  std::filesystem::remove(document);
  const auto flips = senim_program("policy test --output json " + strict + " --replay " + record);
  CAPTURE(flips.output);
  CHECK(flips.exit == 1);
  const Json json = Json::parse(flips.output);
  CHECK(json["documents"][0]["before"]["status"] == "confirmed");
  CHECK(json["documents"][0]["signatures"][0]["checks"][0]["id"] == "commitment-type");
  CHECK(senim_program("policy test " + old + " --replay " + record).exit == 0);
}

TEST_CASE("what policy test cannot judge is said", "[policy]") {
  const std::string old = conf("policies/demo-basic.yaml");
  CHECK(senim_program("policy test " + old).exit == 3);
  CHECK(senim_program("policy test nobody " + demo_sample("good-cades.p7m")).exit == 3);
  CHECK(senim_program("policy test " + old + " --against nobody " + demo_sample("good-cades.p7m"))
            .exit == 3);
  CHECK(senim_program("policy test " + old + " --replay /nonexist").exit == 3);
  CHECK(senim_program("policy test " + old + " --at yesterday " + demo_sample("good-cades.p7m"))
            .exit == 3);
  CHECK(senim_program("policy test " + old + " --offline /nonexist").exit == 4);
}
