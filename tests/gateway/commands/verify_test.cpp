#include "gateway/commands/verify.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/demo/responder_server.h"
#include "gateway/demo/world.h"
#include "gateway/files.h"
#include "gateway/net/evidence_fetcher.h"
#include "gateway/trust_files.h"
#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"
#include "trustlists/trust_snapshot.h"

using namespace senim;
using commands::Exit;
using Json = nlohmann::json;

namespace {

const UtcTime kNow = test::at("2026-11-24T12:00:00Z");
const gateway::DiskFiles kDisk;
service::NoNetwork nobody_answers;

// The demo world with its responders running, once for all tests of this file.
struct RunningWorld {
  test::TemporaryFolder folder;
  std::unique_ptr<demo::ResponderServer> server;
  demo::World world;
  std::shared_ptr<service::EvidenceSource> source;

  RunningWorld() {
    demo::ResponderServer::Options options;
    options.spool_folder = folder.path() / "spool";
    options.clock = [] { return kNow; };
    server = demo::ResponderServer::listen(options).value();
    world = demo::ensure_world(folder.path() / "demo", kNow, server->port()).value();
    server->serve(demo::Responders::of(world).value());
    net::FetcherOptions outbound;
    outbound.rules.endpoints = {{net::IpAddress::v4({127, 0, 0, 1}), server->port()}};
    source =
        std::make_shared<net::EvidenceFetcher>(net::Fetcher::start(std::move(outbound)).value(),
                                               net::EvidenceLimits{}, net::OcspMethod::post);
  }
};
const RunningWorld& running() {
  static const RunningWorld made;
  return made;
}
const demo::World& world() { return running().world; }

const demo::DemoSample& sample(std::string_view name) {
  for (const demo::DemoSample& entry : world().samples) {
    if (entry.name == name) {
      return entry;
    }
  }
  throw std::logic_error("no such sample");
}

commands::VerifyWorld demo_trust(const std::string& policy = "demo-strict",
                                 service::EvidenceSource& source = *running().source) {
  trustlists::SnapshotBuilder builder;
  REQUIRE(gateway::add_trust_arguments(kDisk, {(world().folder / "lists").string()}, builder).ok());
  std::vector<policies::NamedFile> files;
  const auto folder = std::filesystem::path(SENIM_SOURCE_DIR) / "conf" / "policies";
  const auto paths = gateway::list_files(folder);
  REQUIRE(paths.ok());
  for (const auto& path : *paths) {
    files.push_back({path.string(), test::read_file(path)});
  }
  policies::BookSettings settings;
  settings.default_policy = policy;
  settings.demo = policies::DemoWorld::present;
  const auto book = policies::PolicyBook::make(files, settings);
  REQUIRE(book.ok());
  return {builder.build(), *book, kNow, kDisk, source};
}

struct Run {
  Exit exit;
  std::string out;
  std::string err;
};
Run run(const commands::VerifyOptions& options, const commands::VerifyWorld& with,
        const std::string& in = "") {
  std::istringstream input(in);
  std::ostringstream out;
  std::ostringstream err;
  const Exit exit = commands::verify(options, with, input, out, err);
  return {exit, out.str(), err.str()};
}

Json verdict_of(const std::string& name, const commands::VerifyWorld& with = demo_trust()) {
  const demo::DemoSample& chosen = sample(name);
  commands::VerifyOptions options;
  options.files = {chosen.path.string()};
  options.output = commands::Output::json;
  if (!chosen.detached.empty()) {
    options.detached = {commands::detached_file(kDisk, chosen.detached.string())};
  }
  return Json::parse(run(options, with).out)["verdict"];
}

}  // namespace

TEST_CASE("every sample of the demo world gets the status that its index promises", "[verify]") {
  for (const demo::DemoSample& entry : world().samples) {
    CAPTURE(entry.name);
    CHECK(verdict_of(entry.name)["status"] == entry.status);
  }
}

TEST_CASE("the demo world has each kind of document in CAdES and in XAdES", "[verify]") {
  const std::string format = GENERATE("cades", "xades");
  for (const char* kind :
       {"good", "altered", "expired", "unknown-issuer", "weak-algorithm", "two-signers"}) {
    const std::string name = std::string(kind) + "-" + format;
    CAPTURE(name);
    const Json verdict = verdict_of(name);
    CHECK(verdict["signatures"].size() == (std::string_view(kind) == "two-signers" ? 2 : 1));
    for (const Json& signature : verdict["signatures"]) {
      CHECK(signature["format"] == (format == "cades" ? "CAdES" : "XAdES"));
    }
  }
}

TEST_CASE("without responders demo-basic sees everything but revocation", "[verify]") {
  const auto basic = demo_trust("demo-basic", nobody_answers);
  for (const demo::DemoSample& entry : world().samples) {
    CAPTURE(entry.name);
    const bool revocation = entry.name.find("revo") != std::string::npos ||
                            entry.name.find("suspended") != std::string::npos;
    CHECK(verdict_of(entry.name, basic)["status"] == (revocation ? "confirmed" : entry.status));
  }
}

TEST_CASE("without responders demo-strict confirms nothing", "[verify]") {
  const auto nobody = demo_trust("demo-strict", nobody_answers);
  for (const demo::DemoSample& entry : world().samples) {
    CAPTURE(entry.name);
    CHECK_FALSE(verdict_of(entry.name, nobody)["status"] == "confirmed");
  }
}

TEST_CASE("the bad samples fail for their own reason", "[verify]") {
  const auto [name, indication, sub, code] = GENERATE(table<const char*, const char*, const char*,
                                                            const char*>(
      {{"altered-cades", "TOTAL_FAILED", "HASH_FAILURE", "reference-digest"},
       {"altered-xades", "TOTAL_FAILED", "HASH_FAILURE", "reference-digest"},
       {"expired-cades", "INDETERMINATE", "OUT_OF_BOUNDS_NOT_REVOKED",
        "signing-certificate-validity"},
       {"expired-xades", "INDETERMINATE", "OUT_OF_BOUNDS_NOT_REVOKED",
        "signing-certificate-validity"},
       {"unknown-issuer-cades", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", "path-found"},
       {"unknown-issuer-xades", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", "path-found"},
       {"weak-algorithm-cades", "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        "algorithm-reliable"},
       {"weak-algorithm-xades", "INDETERMINATE", "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        "algorithm-reliable"},
       {"revoked-cades", "INDETERMINATE", "REVOKED_NO_POE", "not-revoked"},
       {"revoked-xades", "INDETERMINATE", "REVOKED_NO_POE", "not-revoked"},
       {"revoked-gost-cades", "INDETERMINATE", "REVOKED_NO_POE", "not-revoked"},
       {"suspended-gost-cades", "INDETERMINATE", "TRY_LATER", "not-on-hold"},
       {"stamped-after-revocation-cades", "INDETERMINATE", "REVOKED_NO_POE", "not-revoked"},
       {"altered-gost-cades", "TOTAL_FAILED", "HASH_FAILURE", "reference-digest"},
       {"altered-gost-xades", "TOTAL_FAILED", "HASH_FAILURE", "reference-digest"},
       {"authentication-gost-cades", "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", "key-purpose"},
       {"authentication-gost-xades", "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", "key-purpose"},
       {"authentication-rsa-cades", "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", "key-purpose"},
       {"authentication-rsa-xades", "INDETERMINATE", "CHAIN_CONSTRAINTS_FAILURE", "key-purpose"}}));
  CAPTURE(name);
  const Json verdict = verdict_of(name);
  CHECK(verdict["signatures"][0]["indication"] == indication);
  CHECK(verdict["signatures"][0]["subIndication"] == sub);
  CHECK(verdict["reason"]["code"] == code);
}

TEST_CASE("a Kazakh signature is reported by its country's names", "[verify]") {
  const Json signature = verdict_of("gost-head-cades")["signatures"][0];
  CHECK(signature["algorithms"]["signature"] == "GOST 34.10-2015 with GOST R 34.11-2012-512");
  CHECK(signature["algorithms"]["oid"] == "1.2.398.3.10.1.1.2.3.2");
  CHECK(signature["algorithms"]["keyBits"] == 512);
  CHECK(signature["signer"]["name"] == "ДЕМОБАЕВ БІРІНШІ");
  CHECK(signature["signer"]["country"] == "KZ");
  CHECK(signature["anchor"]["territory"] == "KZ");
  commands::VerifyOptions options;
  options.files = {sample("gost-individual-xmldsig").path.string()};
  const std::string text = run(options, demo_trust()).out;
  CHECK(text.find("GOST 34.10-2015 with GOST R 34.11-2012-512 (1.2.398.3.10.1.1.2.3.2)") !=
        std::string::npos);
}

TEST_CASE("the report of a Kazakh sample says in which role its signer signed", "[verify]") {
  const auto [name, role, owner] = GENERATE(table<const char*, const char*, const char*>(
      {{"gost-head-cades", "1.2.398.3.3.4.1.2.1", "person-of-organisation"},
       {"gost-head-xades", "1.2.398.3.3.4.1.2.1", "person-of-organisation"},
       {"domestic-cades", "1.2.398.3.3.4.1.2.2", "person-of-organisation"},
       {"domestic-xades", "1.2.398.3.3.4.1.2.2", "person-of-organisation"},
       {"gost-employee-cades", "1.2.398.3.3.4.1.2.5", "person-of-organisation"},
       {"gost-individual-xmldsig", "1.2.398.3.3.4.1.1", "individual"},
       {"rsa-individual-xades", "1.2.398.3.3.4.1.1", "individual"}}));
  CAPTURE(name);
  const Json signer = verdict_of(name)["signatures"][0]["signer"];
  const bool person = std::string(owner) == "individual";
  CHECK(signer["roles"] ==
        (person ? Json::array({role}) : Json::array({"1.2.398.3.3.4.1.2", role})));
  CHECK(signer["owner"] == owner);
  CHECK(signer["keyPurpose"] == "signing");
  CHECK(signer["identifiers"].contains("iin"));
  CHECK(signer["identifiers"].contains("bin") == !person);
}

TEST_CASE("the exit code is the first of report.md 5 that applies", "[verify]") {
  const auto path = [](const char* name) { return sample(name).path.string(); };
  commands::VerifyOptions options;
  const auto world_of_trust = demo_trust();
  options.files = {path("good-cades")};
  CHECK(run(options, world_of_trust).exit == Exit::confirmed);
  options.files = {path("good-cades"), path("unknown-issuer-cades")};
  CHECK(run(options, world_of_trust).exit == Exit::cannot_verify);
  options.files = {path("unknown-issuer-cades"), path("altered-cades")};
  CHECK(run(options, world_of_trust).exit == Exit::not_confirmed);
  options.files = {path("altered-cades"), "/nowhere/at-all"};
  CHECK(run(options, world_of_trust).exit == Exit::no_verdict);
}

TEST_CASE("without anchors nothing is confirmed and integrity is still judged", "[verify]") {
  commands::VerifyOptions options;
  options.files = {sample("good-cades").path.string()};
  options.output = commands::Output::json;
  const commands::VerifyWorld nobody{trustlists::SnapshotBuilder().build(),
                                     policies::PolicyBook::make({}, {}).value(), kNow, kDisk,
                                     nobody_answers};
  const Run result = run(options, nobody);
  CHECK(result.exit == Exit::cannot_verify);
  const Json signature = Json::parse(result.out)["verdict"]["signatures"][0];
  CHECK(signature["subIndication"] == "NO_CERTIFICATE_CHAIN_FOUND");
  CHECK(signature["integrity"]["value"] == "valid");
  CHECK(signature["integrity"]["references"] == "intact");
}

TEST_CASE("a batch answers each line in order and never stops at a bad one", "[verify]") {
  commands::VerifyOptions options;
  options.batch = "-";
  options.output = commands::Output::jsonl;
  const demo::DemoSample& detached = sample("detached-cades");
  const std::string good = Json({{"file", sample("good-cades").path.string()}}).dump();
  const std::string beside =
      Json({{"file", detached.path.string()}, {"detached", {detached.detached.string()}}}).dump();
  const std::string named =
      Json({{"file", detached.path.string()},
            {"detached", {{{"name", "x"}, {"path", detached.detached.string()}}}}})
          .dump();
  const std::string lines =
      good + "\n" + "not json\n" + R"({"file":"/nowhere"})" + "\n" + R"({"file":"x","att":"y"})" +
      "\n" + beside + "\n\n" + named + "\n" +
      Json({{"file", sample("good-cades").path.string()}, {"at", "2099-01-01T00:00:00Z"}}).dump() +
      "\n" + Json({{"file", sample("good-cades").path.string()}, {"policy", "no-such"}}).dump() +
      "\n";
  const Run result = run(options, demo_trust(), lines);
  std::istringstream out(result.out);
  std::vector<Json> answers;
  for (std::string line; std::getline(out, line);) {
    answers.push_back(Json::parse(line));
  }
  REQUIRE(answers.size() == 8);
  CHECK(answers[0]["verdict"]["status"] == "confirmed");
  CHECK(answers[1]["error"]["code"] == "malformed");
  CHECK(answers[2]["error"]["code"] == "not-found");
  CHECK(answers[2]["file"] == "/nowhere");
  CHECK(answers[3]["error"]["code"] == "malformed");
  CHECK(answers[4]["verdict"]["status"] == "confirmed");
  CHECK(answers[5]["verdict"]["status"] == "confirmed");
  CHECK(answers[6]["error"]["code"] == "malformed");
  CHECK(answers[7]["error"]["code"] == "not-found");
  CHECK(result.exit == Exit::no_verdict);
}

TEST_CASE("an error of a batch names the document and the line of its list", "[verify]") {
  const test::TemporaryFolder folder;
  const std::string list = folder
                               .write("list.jsonl",
                                      "\nnot json\n"
                                      R"({"file":"/nowhere"})"
                                      "\n"
                                      R"({"file":"a.p7m","att":"y"})"
                                      "\n"
                                      R"({"file":"b.p7m","at":"yesterday"})"
                                      "\n"
                                      R"({"file":"c.p7m","at":"2026-01-01T00:00:00Z","at":"x"})"
                                      "\n"
                                      R"({"file":"d.p7m","detached":[{"name":"n"}]})"
                                      "\n[]\n")
                               .string();
  commands::VerifyOptions options;
  options.batch = list;
  options.output = commands::Output::jsonl;
  const auto check = [&](const Run& result, const std::string& name) {
    const std::vector<std::tuple<int, std::string, std::string>> expected = {
        {2, "", "malformed"},      {3, "/nowhere", "not-found"}, {4, "a.p7m", "malformed"},
        {5, "b.p7m", "malformed"}, {6, "", "malformed"},         {7, "d.p7m", "malformed"},
        {8, "", "malformed"}};
    std::istringstream out(result.out);
    for (const auto& [number, file, code] : expected) {
      CAPTURE(number);
      std::string line;
      REQUIRE(std::getline(out, line));
      const Json answer = Json::parse(line);
      CHECK(answer["file"] == file);
      CHECK(answer["error"]["code"] == code);
      const std::string place = name + ":" + std::to_string(number) + ": ";
      CHECK(answer["error"]["message"].get<std::string>().starts_with(place));
    }
    CHECK(result.exit == Exit::no_verdict);
  };
  check(run(options, demo_trust(), std::string(as_text(test::read_file(list)))), list);
  options.batch = "-";
  check(run(options, demo_trust(), std::string(as_text(test::read_file(list)))), "standard input");
}

TEST_CASE("a batch without a document and a policy that nobody knows are usage errors",
          "[verify]") {
  const auto world_of_trust = demo_trust();
  commands::VerifyOptions options;
  options.batch = "-";
  for (const char* lines : {"", "\n", "\n\n\n"}) {
    const Run result = run(options, world_of_trust, lines);
    CHECK(result.exit == Exit::usage);
    CHECK_FALSE(result.err.empty());
  }
  commands::VerifyOptions named;
  named.files = {sample("good-cades").path.string()};
  named.policy = "no-such";
  const Run result = run(named, world_of_trust);
  CHECK(result.exit == Exit::usage);
  CHECK(result.out.empty());
  CHECK_FALSE(result.err.empty());
  // Beside a document that was judged, an empty list still is one.
  named.policy.reset();
  named.batch = "-";
  CHECK(run(named, world_of_trust).exit == Exit::usage);
}

TEST_CASE("a time after the certificate's end that is asked for fails and one before is not proven",
          "[verify]") {
  commands::VerifyOptions options;
  options.files = {sample("expired-cades").path.string()};
  options.output = commands::Output::json;
  options.at = kNow - Seconds{100 * 86'400};  // the certificate was valid then
  // Without revocation: what the responders say today is news from behind that time.
  const Json verdict =
      Json::parse(run(options, demo_trust("demo-basic", nobody_answers)).out)["verdict"];
  CHECK(verdict["status"] == "not_confirmed");
  CHECK(verdict["reason"]["code"] == "time-not-proven");
  CHECK(verdict["signatures"][0]["indication"] == "TOTAL_PASSED");
}

TEST_CASE("a detached argument names its content", "[verify]") {
  CHECK(commands::detached_file(kDisk, "a/b.txt").name == "b.txt");
  CHECK(commands::detached_file(kDisk, "n=a/b.txt").name == "n");
  CHECK(commands::detached_file(kDisk, "n=a/b.txt").path == "a/b.txt");
  const test::TemporaryFolder folder;
  const auto path = folder.write("x=y", "z");
  CHECK(commands::detached_file(kDisk, path.string()).path == path.string());
}
