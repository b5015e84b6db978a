// The program itself, as a shell sees it: what only gateway/main.cpp decides.

#include "tests/gateway/commands/program.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/base64.h"

using namespace senim;
using test::demo_folder;
using test::demo_sample;
using test::senim_program;
using Json = nlohmann::json;

namespace {

std::string trusted() {
  return "--trust " + demo_folder() + "/lists --policy " + SENIM_SOURCE_DIR +
         "/conf/policies/demo-basic.yaml ";
}

}  // namespace

TEST_CASE("the program tells its version and its libraries with their build ids", "[program]") {
  const test::CommandResult version = senim_program("--version");
  CAPTURE(version.output);
  CHECK(version.exit == 0);
  CHECK(version.output.starts_with("senim 0.1.0+"));
  CHECK(version.output.find('\n') >= std::string("senim 0.1.0+").size() + 40);
  for (const char* library :
       {"libcrypto", "libxml2", "libgcrypt", "librocksdb", "libPocoNet", "libyaml-cpp"}) {
    CAPTURE(library);
    CHECK(version.output.find(library) != std::string::npos);
  }
}

TEST_CASE("what the command line says wrongly is exit 3", "[program]") {
  const test::TemporaryFolder folder;
  const std::string good = demo_sample("good-cades.p7m");
  const std::string empty = folder.write("empty.jsonl", "").string();
  const std::string blank = folder.write("blank.jsonl", "\n\n").string();
  const std::vector<std::string> wrong = {"",
                                          "verify",
                                          "nothing",
                                          "verify --nothing " + good,
                                          "verify --policy /nonexist " + good,
                                          "verify --policy '' " + good,
                                          "verify --policy " + folder.path().string() + " " + good,
                                          "verify --policy nobody " + good,
                                          "verify --at yesterday " + good,
                                          "verify --at '' " + good,
                                          "verify --config '' " + good,
                                          "verify --config /nonexist " + good,
                                          "verify --trust /nonexist " + good,
                                          "verify --output xml " + good,
                                          "verify --batch " + empty,
                                          "verify --batch " + blank,
                                          "verify --batch ''",
                                          "verify --batch - </dev/null",
                                          "verify --batch '' " + good,
                                          "verify --batch /nonexist",
                                          "trust show --trust /nonexist",
                                          "trust",
                                          "serve --config /nonexist"};
  for (const std::string& arguments : wrong) {
    CAPTURE(arguments);
    const test::CommandResult result = senim_program(arguments);
    CAPTURE(result.output);
    CHECK(result.exit == 3);
    CHECK_FALSE(result.output.empty());
  }
}

TEST_CASE("the exit code of verify is that of its worst document", "[program]") {
  CHECK(senim_program("verify " + trusted() + demo_sample("good-cades.p7m")).exit == 0);
  CHECK(senim_program("verify " + trusted() + demo_sample("altered-xades.xml")).exit == 1);
  CHECK(senim_program("verify " + demo_sample("good-cades.p7m")).exit == 2);
  CHECK(senim_program("verify " + trusted() + demo_sample("good-cades.p7m") + " /nonexist").exit ==
        4);
}

TEST_CASE("a signed document in base64 is judged as the document is", "[program]") {
  const test::TemporaryFolder folder;
  for (const char* name : {"good-cades.p7m", "good-xades.xml"}) {
    CAPTURE(name);
    const Bytes document = test::read_file(demo_sample(name));
    const std::string path = folder.write(name, crypto::to_base64(document)).string();
    const test::CommandResult result = senim_program("verify " + trusted() + path);
    CAPTURE(result.output);
    CHECK(result.exit == 0);
  }
}

TEST_CASE("the demo world that the program makes loads as trust", "[program]") {
  const test::CommandResult shown =
      senim_program("trust show --output json --trust " + demo_folder() + "/lists");
  CHECK(shown.exit == 0);
  const Json json = Json::parse(shown.output);
  REQUIRE(json["lists"].size() == 2);
  for (const Json& list : json["lists"]) {
    CHECK(list["state"] == "fresh");
    CHECK(list["services"] > 0);
  }
}

TEST_CASE("a replay says the same octets as the recorded run, with nothing left of its files",
          "[program]") {
  for (int run = 0; run < 5; ++run) {
    const test::TemporaryFolder folder;
    const std::filesystem::path world = folder.path() / "world";
    std::filesystem::copy(demo_folder(), world, std::filesystem::copy_options::recursive);
    std::string policies = SENIM_SOURCE_DIR;
    policies.append("/conf/policies");
    std::filesystem::copy(policies, world / "policies");
    const std::string trust = "--trust " + (world / "lists").string() + " --policy " +
                              (world / "policies" / "demo-basic.yaml").string() + " ";
    const std::string document = (world / "samples" / "good-cades.p7m").string();
    const std::string other = (world / "samples" / "altered-xades.xml").string();
    const std::string lines = Json({{"file", document}}).dump() + "\n{\"file\":\"/absent\"}\n";
    const std::string list = folder.write("list.jsonl", lines).string();
    const std::vector<std::pair<std::string, int>> runs = {
        {trust + "--output json " + document, 0},
        {trust + document + " " + other, 1},
        {trust + "--output json --at 2026-01-01T00:00:00Z " + document, 1},
        {document + " /absent", 4},
        {trust + "--output jsonl --batch " + list, 4}};
    const auto& [arguments, exit] = runs[static_cast<std::size_t>(run)];
    CAPTURE(arguments);
    const std::string record = (folder.path() / "record").string();
    const test::CommandResult said =
        senim_program("verify --offline " + arguments + " --record " + record);
    CAPTURE(said.output);
    CHECK(said.exit == exit);
    std::filesystem::remove_all(world);
    std::filesystem::remove(list);
    const test::CommandResult again = senim_program("verify --replay " + record);
    CHECK(again.output == said.output);
    CHECK(again.exit == exit);
  }
}

TEST_CASE("a replay that says something else than was recorded is no verdict", "[program]") {
  const test::TemporaryFolder folder;
  const std::string record = (folder.path() / "record").string();
  REQUIRE(
      senim_program("verify " + trusted() + demo_sample("good-cades.p7m") + " --record " + record)
          .exit == 0);
  Json index = Json::parse(test::read_file(record + "/record.json"));
  index["now"] = "2026-11-24T12:00:00Z";
  index["arguments"].erase("trust");
  std::ofstream(record + "/record.json") << index.dump();
  const test::CommandResult again = senim_program("verify --replay " + record);
  CHECK(again.exit == 4);
  CHECK(again.output.find("not what was recorded") != std::string::npos);
}

TEST_CASE("record and replay exclude what they cannot hold", "[program]") {
  const std::string good = demo_sample("good-cades.p7m");
  for (const std::string& arguments : std::vector<std::string>{
           "verify --replay /nonexist", "verify --replay /nonexist " + good,
           "verify --record /nonexist/r " + good, "verify --record r --batch - </dev/null",
           "verify --replay a --record b " + good, "verify --record r"}) {
    CAPTURE(arguments);
    CHECK(senim_program(arguments).exit == 3);
  }
}
