// `senim policy` as a shell sees it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

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

std::string demo_basic() { return conf("policies/demo-basic.yaml"); }

// One that asks for what no demo document has: the only check that flips is commitment-type.
std::string strict_beside(const test::TemporaryFolder& folder) {
  return policy_beside(folder, "demo-strict",
                       "signature:\n  signed_attributes:\n    commitment: {fail: [\"*\"]}\n");
}

// Records under demo-basic in a folder of their own.
struct Store {
  test::TemporaryFolder folder;
  std::filesystem::path root = folder.path() / "store";

  Store() { std::filesystem::create_directories(root); }
  // The path of the new record.
  std::string add(const std::string& name, const std::string& arguments, int exit) const {
    const std::filesystem::path record = root / name;
    std::filesystem::create_directories(record.parent_path());
    const auto told =
        senim_program("verify" + trusted() + arguments + " --record " + record.string());
    CAPTURE(told.output);
    REQUIRE(told.exit == exit);
    return record.string();
  }
  std::string add_sample(const std::string& name, const std::string& sample, int exit) const {
    return add(name, "--policy " + demo_basic() + " " + demo_sample(sample), exit);
  }
};

struct Tried {
  int exit = -1;
  Json report;
};
Tried policy_test(const std::string& arguments) {
  const auto told = senim_program("policy test --output json " + arguments);
  CAPTURE(told.output);
  Tried tried{told.exit, Json::parse(told.output, nullptr, false)};
  REQUIRE_FALSE(tried.report.is_discarded());
  return tried;
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
    CHECK(policy.contains("description") == (policy["id"] == "cn-inbound"));
    CHECK_FALSE(policy.contains("validTo"));
    CHECK(policy.value("target", Json()) ==
          Json::parse(policy["id"] == "kz-outbound"
                          ? R"({"issuerCountries": ["KZ"], "purposes": ["forward"]})"
                          : "null"));
  }
  for (const char* id : {"base", "default", "kz-domestic", "kz-outbound", "eu-inbound",
                         "ru-inbound", "by-inbound", "cn-inbound"}) {
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

TEST_CASE("policy list tells of a policy's period the ends that it has", "[policy]") {
  struct Row {
    const char* id;
    const char* period;
    const char* from;  // "": no such end
    const char* to;
  };
  const std::vector<Row> rows = {
      {"always", "", "", ""},
      {"begins", "valid_from: 2026-09-11\n", "2026-09-11T00:00:00Z", ""},
      {"ends", "valid_to: 2027-01-01T12:00:01Z\n", "", "2027-01-01T12:00:01Z"},
      {"both", "valid_from: 2026-09-11\nvalid_to: 2027-01-01\n", "2026-09-11T00:00:00Z",
       "2027-01-01T00:00:00Z"}};
  const test::TemporaryFolder folder;
  const std::filesystem::path copy = folder.path() / "conf";
  std::filesystem::copy(conf(""), copy, std::filesystem::copy_options::recursive);
  for (const Row& row : rows) {
    std::string text = "schema: 1\nid: ";
    text.append(row.id).append("\nversion: \"1\"\nextends: default\ntitle: title of ");
    text.append(row.id).append("\nlegal_basis: none\n").append(row.period);
    folder.write("conf/policies/" + std::string(row.id) + ".yaml", text);
  }
  const std::string list = "policy list --config " + (copy / "senim.yaml").string();
  const auto written = senim_program(list);
  CAPTURE(written.output);
  REQUIRE(written.exit == 0);
  const auto told = senim_program(list + " --output json");
  REQUIRE(told.exit == 0);
  const Json json = Json::parse(told.output);
  for (const Row& row : rows) {
    CAPTURE(row.id);
    const auto policy =
        std::find_if(json["policies"].begin(), json["policies"].end(),
                     [&row](const Json& one) { return one["id"] == std::string(row.id); });
    REQUIRE(policy != json["policies"].end());
    std::string lines = "title of ";
    lines.append(row.id).append("\n  legal basis: none\n");
    for (const auto& [key, name, end] : {std::tuple("validFrom", "valid_from", row.from),
                                         std::tuple("validTo", "valid_to", row.to)}) {
      CAPTURE(key);
      const std::string instant = end;
      CHECK(policy->contains(key) == !instant.empty());
      CHECK(policy->value(key, "") == instant);
      if (!instant.empty()) {
        lines.append("  ").append(name).append(": ").append(instant).append("\n");
      }
    }
    const std::size_t at = written.output.find(lines);
    REQUIRE(at != std::string::npos);
    CHECK(written.output.compare(at + lines.size(), 2, "  ") != 0);  // of this policy no more
  }
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
  const auto points =
      std::count_if(json["values"].begin(), json["values"].end(), [](const Json& line) {
        return line["path"].get<std::string>().starts_with("legal_points.");
      });
  CHECK(points > 0);
  CHECK(value("legal_points.key-usage")["value"] == "\"order 500/НҚ point 16.4\"");
  CHECK(json["values"].size() ==
        policies::base_policy().lines.size() + static_cast<std::size_t>(points));

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
  const std::string strict = strict_beside(folder);
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

// public-key-accepted is asked of the signer, whose key is accepted, and of his authority.
TEST_CASE("policy test pairs a check with itself whatever point of the law is named for it",
          "[policy]") {
  const test::TemporaryFolder folder;
  const auto with = [&folder](const std::string& id, const std::string& level,
                              const std::string& points) {
    return policy_beside(folder, id,
                         "signature:\n  signing_certificate: {public_key: {fail: [ECDSA P-256]}}\n"
                         "  ca_certificate: {public_key: {" +
                             level + ": [ECDSA P-384]}}\n" + points);
  };
  const std::string hard = with("demo-hard", "fail", "");
  const std::string soft =
      with("demo-soft", "warn", "legal_points: {public-key-accepted: point 1}\n");
  const std::string documents = trusted() + demo_sample("good-cades.p7m");
  const auto the_flip = [&](const std::string& after, const std::string& before) {
    const Tried tried = policy_test(after + " --against " + before + documents);
    CAPTURE(tried.report.dump());
    CHECK(tried.exit == 1);
    const Json& signature = tried.report.at("documents").at(0).at("signatures").at(0);
    const bool softer = after == soft;
    CHECK(signature["before"]["subIndication"] == (softer ? "CHAIN_CONSTRAINTS_FAILURE" : ""));
    CHECK(signature["after"]["subIndication"] == (softer ? "" : "CHAIN_CONSTRAINTS_FAILURE"));
    REQUIRE(signature["checks"].size() == 1);
    return signature["checks"][0];
  };
  const Json softer = the_flip(soft, hard);
  CHECK(softer["id"] == "public-key-accepted");
  CHECK(softer["before"]["outcome"] == "failed");
  CHECK(softer["before"]["level"] == "fail");
  CHECK_FALSE(softer["before"]["params"].contains("legalPoint"));
  CHECK(softer["after"]["outcome"] == "failed");  // the authority's, not the signer's
  CHECK(softer["after"]["level"] == "warn");
  CHECK(softer["after"]["params"]["legalPoint"] == "point 1");
  CHECK(softer["before"]["params"]["found"] == "ECDSA P-256");
  CHECK(softer["after"]["params"]["certificate"] == softer["before"]["params"]["certificate"]);
  const Json harder = the_flip(hard, soft);
  CHECK(harder["id"] == softer["id"]);
  CHECK(harder["before"] == softer["after"]);
  CHECK(harder["after"] == softer["before"]);
}

TEST_CASE("policy test judges what was recorded, without its files", "[policy]") {
  const test::TemporaryFolder folder;
  const std::string record = (folder.path() / "record").string();
  const std::string strict = strict_beside(folder);
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

TEST_CASE("policy test judges every stored record and lists what flips which verdict",
          "[policy][stored]") {
  const Store store;
  const std::string strict = strict_beside(store.folder);
  const std::string altered = store.add_sample("a", "altered-cades.p7m", 1);
  const std::string nested = store.add_sample("2026/11/c", "good-xades.xml", 0);
  const std::string good = store.add_sample("2026/b", "good-cades.p7m", 0);
  const std::string stored = " --stored " + store.root.string();

  const Tried flips = policy_test(strict + stored);
  CHECK(flips.exit == 1);
  CHECK(flips.report["judged"] == 3);
  CHECK(flips.report["changed"] == 2);
  CHECK(flips.report["failed"] == 0);
  CHECK(flips.report["unjudgedRecords"] == 0);
  const Json& documents = flips.report["documents"];
  REQUIRE(documents.size() == 3);
  const std::vector<std::string> order = {nested, good, altered};
  for (std::size_t i = 0; i < 3; ++i) {
    const Json& document = documents[i];
    CAPTURE(document.dump());
    CHECK(document["record"] == order[i]);
    CHECK(document["changed"] == (i < 2));
    if (i < 2) {
      CHECK(document["before"]["status"] == "confirmed");
      CHECK(document["after"]["status"] == "not_confirmed");
      REQUIRE(document["signatures"].size() == 1);
      const Json& signature = document["signatures"][0];
      CHECK(signature["before"]["policy"] == "demo-basic");
      CHECK(signature["before"]["indication"] == "TOTAL_PASSED");
      CHECK(signature["after"]["policy"] == "demo-strict");
      CHECK(signature["after"]["indication"] == "INDETERMINATE");
      CHECK(signature["after"]["subIndication"] == "SIG_CONSTRAINTS_FAILURE");
      REQUIRE(signature["checks"].size() == 1);
      CHECK(signature["checks"][0]["id"] == "commitment-type");
      CHECK(signature["checks"][0]["after"]["outcome"] == "failed");
    }
  }
  CHECK(documents[2]["before"]["status"] == "not_confirmed");
  CHECK(documents[2]["after"]["status"] == "not_confirmed");

  // One by one they say the same.
  const Tried replayed =
      policy_test(strict + " --replay " + nested + " --replay " + good + " --replay " + altered);
  CHECK(replayed.exit == 1);
  CHECK(replayed.report == flips.report);

  const Tried same = policy_test(demo_basic() + stored);
  CHECK(same.exit == 0);
  CHECK(same.report["judged"] == 3);
  CHECK(same.report["changed"] == 0);
  // Both named: what the records were judged under does not matter.
  CHECK(policy_test(strict + " --against " + strict + stored).exit == 0);
  const Tried back = policy_test(demo_basic() + " --against " + strict + stored);
  CHECK(back.exit == 1);
  CHECK(back.report["changed"] == 2);
  CHECK(back.report["documents"][0]["after"]["status"] == "confirmed");

  // FOLDER may be a record itself.
  const Tried one = policy_test(strict + " --stored " + good);
  CHECK(one.exit == 1);
  REQUIRE(one.report["documents"].size() == 1);
  CHECK(one.report["documents"][0] == documents[1]);

  const auto text = senim_program("policy test " + strict + stored);
  CHECK(text.exit == 1);
  CHECK(text.output.find(nested + ": " + demo_sample("good-xades.xml") + ": ") !=
        std::string::npos);
  CHECK(text.output.find("commitment-type") != std::string::npos);
}

TEST_CASE("a stored record that cannot be judged is named, exit 4, and hides no other",
          "[policy][stored]") {
  const Store store;
  const std::string strict = strict_beside(store.folder);
  std::string bad = store.add_sample("a", "good-cades.p7m", 0);
  const std::string good = store.add_sample("b", "good-xades.xml", 0);
  const std::string index(as_text(test::read_file(bad + "/record.json")));
  std::string code;
  SECTION("one octet of an object") {
    const std::string name = Json::parse(index)["files"][0]["octets"];
    std::ofstream(bad + "/objects/" + name, std::ios::app) << "x";
    code = "corrupt";
  }
  SECTION("half a record.json") {
    std::ofstream(bad + "/record.json") << index.substr(0, index.size() / 2);
    code = "malformed";
  }
  SECTION("no record.json") {
    std::filesystem::remove(bad + "/record.json");
    code = "not-found";
  }
  SECTION("another version") {
    Json json = Json::parse(index);
    json["record"] = "2";
    std::ofstream(bad + "/record.json") << json.dump();
    code = "unsupported-format";  // as report.md 3 spells it
  }
  SECTION("arguments that no build writes") {
    Json json = Json::parse(index);
    json["arguments"]["odd"] = Json::array({"x"});
    std::ofstream(bad + "/record.json") << json.dump();
    code = "malformed";
  }
  SECTION("a link to nowhere in its place") {
    std::filesystem::remove_all(bad);
    std::filesystem::create_directory_symlink(store.root / "gone", bad);
    code = "not-found";
  }
  SECTION("a run that ended before it judged") {
    std::filesystem::remove_all(bad);
    bad = store.add("a", "--policy nobody " + demo_sample("good-cades.p7m"), 3);
    code = "not-found";
  }
  SECTION("a run that no document was named to") {
    std::filesystem::remove_all(bad);
    const std::string lines = store.folder.write("blank.jsonl", "\n").string();
    bad = store.add("a", "--policy " + demo_basic() + " --batch " + lines, 3);
    code = "not-found";
  }
  CAPTURE(code);
  for (const auto& [policy, changed] :
       std::vector<std::pair<std::string, int>>{{strict, 1}, {demo_basic(), 0}}) {
    const Tried tried = policy_test(policy + " --stored " + store.root.string());
    CAPTURE(tried.report.dump());
    CHECK(tried.exit == 4);
    CHECK(tried.report["judged"] == 1);
    CHECK(tried.report["changed"] == changed);
    CHECK(tried.report["failed"] == 0);
    CHECK(tried.report["unjudgedRecords"] == 1);
    REQUIRE(tried.report["documents"].size() == 2);
    CHECK(tried.report["documents"][0]["record"] == bad);
    CHECK(tried.report["documents"][0]["error"]["code"] == code);
    CHECK_FALSE(tried.report["documents"][0].contains("file"));
    CHECK(tried.report["documents"][1]["record"] == good);
  }
  const auto text = senim_program("policy test " + strict + " --stored " + store.root.string());
  CHECK(text.exit == 4);
  CHECK(text.output.find(bad) != std::string::npos);

  // Alone it is no empty folder either.
  std::filesystem::remove_all(good);
  const Tried alone = policy_test(strict + " --stored " + store.root.string());
  CHECK(alone.exit == 4);
  CHECK(alone.report["judged"] == 0);
  CHECK(alone.report["unjudgedRecords"] == 1);
}

TEST_CASE("a stored document without a verdict is exit 4 beside verdicts that change",
          "[policy][stored]") {
  const Store store;
  const std::string record =
      store.add("a", "--policy " + demo_basic() + " /absent " + demo_sample("good-cades.p7m"), 4);
  const Tried tried = policy_test(strict_beside(store.folder) + " --stored " + store.root.string());
  CHECK(tried.exit == 4);
  CHECK(tried.report["judged"] == 1);
  CHECK(tried.report["changed"] == 1);
  CHECK(tried.report["failed"] == 1);
  CHECK(tried.report["unjudgedRecords"] == 0);
  CHECK(tried.report["documents"][0]["record"] == record);
  CHECK(tried.report["documents"][0]["file"] == "/absent");
  CHECK(tried.report["documents"][0]["error"]["code"] == "not-found");
}

TEST_CASE("what --stored cannot mean is exit 3", "[policy][stored]") {
  const Store store;
  const std::string good = demo_sample("good-cades.p7m");
  const std::string file = store.folder.write("file", "x").string();
  const std::string root = store.root.string();
  const std::string test = "policy test " + demo_basic() + " --stored ";
  for (const std::string& arguments :
       std::vector<std::string>{root, store.folder.path().string(), "/nonexist", file, "''"}) {
    CAPTURE(arguments);
    const auto refused = senim_program(test + arguments);
    CHECK(refused.exit == 3);
    CHECK(refused.output.starts_with("senim policy test --stored: "));
  }
  const std::string record = store.add_sample("a", "good-cades.p7m", 0);
  REQUIRE(senim_program(test + root).exit == 0);
  for (const std::string& more :
       std::vector<std::string>{good, "--replay " + record, "--at 2026-11-24T12:00:00Z",
                                "--detached " + good, "--trust " + demo_folder() + "/lists",
                                "--offline", "--stored " + root, "--against nobody"}) {
    CAPTURE(more);
    const auto refused = senim_program(test + root + " " + more);
    CHECK(refused.exit == 3);
    CHECK_FALSE(refused.output.empty());
  }
  CHECK(senim_program("policy test nobody --stored " + root).exit == 3);
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
