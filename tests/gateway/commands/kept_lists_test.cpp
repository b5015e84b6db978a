// What the gateway used last binds the commands too (threats.md: a list that is older, or another
// one under the same number, is held).

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/commands/record.h"
#include "gateway/commands/world.h"
#include "gateway/demo/trust_list_maker.h"
#include "gateway/trust_state.h"
#include "tests/gateway/commands/program.h"
#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/digest.h"

using namespace senim;
using Json = nlohmann::json;
using trustlists::ListReport;
using trustlists::Refusal;
namespace fs = std::filesystem;

namespace {

// A configuration with one list, number 5 of it in place and, on demand, number 6 kept.
struct Installation {
  test::TemporaryFolder folder;
  fs::path root = folder.path() / "gateway";
  std::string config = (root / "senim.yaml").string();

  Installation() {
    fs::create_directories(root);
    trust_signers(to_hex(crypto::sha256(signer().certificate)));
    std::string policies = SENIM_SOURCE_DIR;
    policies.append("/conf/policies");
    fs::copy(policies, root / "policies");
    write("senim.yaml",
          "home: KZ\nservice: {name: Senim}\nlisten: {address: 127.0.0.1, port: 0}\n"
          "state_dir: state\ntrust: trust.yaml\npolicies: policies\ndefault_policy: default\n"
          "network: {enabled: false}\n");
    write("kz.xml", list(5));
    write("a.txt", "plain text");
  }
  static const demo::Party& signer() { return test::test_pki(demo::KeyKind::p384).root; }
  static std::string list(std::uint64_t sequence) {
    demo::TrustListSpec spec;
    spec.sequence = sequence;
    spec.issued = test::at("2026-11-23T12:00:00Z");
    spec.next_update = test::at("2046-11-23T12:00:00Z");
    demo::ServiceSpec service;
    service.certificates = {test::test_pki().ca.certificate};
    service.current.since = test::at("2025-10-23T12:00:00Z");
    spec.services = {service};
    return demo::sign_trust_list(demo::make_trust_list(spec), signer(), spec.issued);
  }
  void trust_signers(const std::string& fingerprints) const {
    write("trust.yaml",
          "sources:\n  - {id: kz, territory: KZ, side: domestic, format: etsi_list, path: kz.xml, "
          "signers: [" +
              fingerprints + "]}\n");
  }
  void write(const std::string& name, std::string_view text) const {
    std::ofstream(root / name, std::ios::binary | std::ios::trunc) << text;
  }
  // As the gateway does after a start with that list. Where it is.
  fs::path keep(std::uint64_t sequence) const { return keep(list(sequence)); }
  fs::path keep(const std::string& octets) const {
    const auto state = gateway::TrustState::open(root / "state").value();
    REQUIRE(state.write("kz", "kz.xml", as_bytes(octets)).ok());
    return fs::directory_iterator(root / "state" / "trust")->path();
  }
  std::string document() const { return (root / "a.txt").string(); }
};

// The same with the demo world's list in place, which anchors the document; list() of any number
// anchors nothing of that world.
struct DemoInstallation : Installation {
  std::string basic = SENIM_SOURCE_DIR "/conf/policies/demo-basic.yaml";
  std::string signed_document = test::demo_sample("domestic-cades.p7m");
  std::string record = (folder.path() / "record").string();

  DemoInstallation() {
    const std::string told = test::senim_program("demo " + test::demo_folder()).output;
    const std::string place = test::demo_folder() + "/lists/kz.xml#";
    REQUIRE(told.find(place) != std::string::npos);
    trust_signers(to_hex(crypto::sha256(signer().certificate)) + ", " +
                  told.substr(told.find(place) + place.size(), 64));
    const Bytes list = test::read_file(test::demo_folder() + "/lists/kz.xml");
    write("kz.xml", as_text(list));
  }
  test::CommandResult verify(const std::string& more = "") const {
    return test::senim_program("verify --output json --config " + config + " --policy " + basic +
                               " " + signed_document + more);
  }
  // The only document of `policy test`: `what` is to be judged under `policy`.
  Json tried(const std::string& policy, const std::string& what, int exit) const {
    const auto told =
        test::senim_program("policy test --output json " + policy + " --config " + config + what);
    CAPTURE(told.output);
    REQUIRE(told.exit == exit);
    // What usable() says on stderr comes first.
    return Json::parse(told.output.substr(told.output.find('{')))["documents"][0];
  }
};

std::shared_ptr<const trustlists::TrustSnapshot> snapshot(const gateway::Files& files,
                                                          const std::string& config) {
  const auto read = commands::configuration(files, config);
  REQUIRE(read.ok());
  const auto built = commands::snapshot_of(files, *read, {});
  REQUIRE(built.ok());
  REQUIRE((*built)->reports().size() == 1);
  return *built;
}

ListReport report(const Installation& installation) {
  return snapshot(gateway::DiskFiles(), installation.config)->reports()[0];
}

Json trust_shown(const Installation& installation) {
  const auto shown =
      test::senim_program("trust show --output json --config " + installation.config);
  CAPTURE(shown.output);
  return Json::parse(shown.output)["lists"][0];
}

}  // namespace

TEST_CASE("without a state folder a list stands for itself and nothing is made", "[kept_lists]") {
  const Installation installation;
  const ListReport list = report(installation);
  CHECK(list.loaded);
  CHECK(list.error.empty());
  CHECK(list.info.sequence == 5);
  CHECK(
      test::senim_program("verify --config " + installation.config + " " + installation.document())
          .exit == 2);
  CHECK_FALSE(fs::exists(installation.root / "state"));
}

TEST_CASE("commands take no list older than the gateway used last", "[kept_lists]") {
  const Installation installation;
  installation.keep(6);
  const ListReport list = report(installation);
  CHECK(list.loaded);
  CHECK(list.refusal == Refusal::rollback);
  CHECK(list.info.sequence == 6);
  const auto said = test::senim_program("verify --output json --config " + installation.config +
                                        " " + installation.document());
  CAPTURE(said.output);
  CHECK(said.exit == 2);  // judged, with what stays
  CHECK(said.output.starts_with("senim verify: kz: the version used before stays: "));
  const Json verdict = Json::parse(said.output.substr(said.output.find('\n')));
  CHECK(verdict["verdict"]["basis"]["snapshot"]["lists"][0]["sequence"] == 6);
  const Json shown = trust_shown(installation);
  CHECK(shown["sequence"] == 6);
  CHECK(shown.contains("error"));
}

TEST_CASE("commands take no other octets under the number that was used last", "[kept_lists]") {
  const Installation installation;
  const std::string used = Installation::list(5);
  installation.keep(used);
  installation.write("kz.xml", used);
  CHECK(report(installation).error.empty());
  installation.write("kz.xml", used + "\n");
  const ListReport list = report(installation);
  CHECK(list.loaded);
  CHECK(list.refusal == Refusal::conflict);
}

TEST_CASE("commands take a newer list than was kept and keep none", "[kept_lists]") {
  const Installation installation;
  const fs::path kept = installation.keep(4);
  const Bytes before = test::read_file(kept);
  const ListReport list = report(installation);
  CHECK(list.error.empty());
  CHECK(list.info.sequence == 5);
  CHECK(trust_shown(installation)["sequence"] == 5);
  CHECK(test::read_file(kept) == before);
}

TEST_CASE("commands refuse a list while the one that was used last is damaged", "[kept_lists]") {
  const Installation installation;
  const fs::path kept = installation.keep(6);
  std::string octets(as_text(test::read_file(kept)));
  SECTION("one bit of it") { octets[500] = static_cast<char>(octets[500] ^ 1); }
  SECTION("it is cut") { octets.resize(50); }
  std::ofstream(kept, std::ios::binary | std::ios::trunc) << octets;
  const ListReport list = report(installation);
  CHECK_FALSE(list.loaded);
  CHECK(list.error.starts_with("unavailable: " + kept.string()));
  const auto said =
      test::senim_program("verify --config " + installation.config + " " + installation.document());
  CAPTURE(said.output);
  CHECK(said.exit == 3);
  CHECK(said.output.starts_with("senim verify: kz: unavailable: " + kept.string()));
  CHECK(trust_shown(installation)["state"] == "failed");
  CHECK(test::senim_program("policy test default --config " + installation.config + " " +
                            installation.document())
            .exit == 3);
  CHECK(as_text(test::read_file(kept)) == octets);
  fs::remove(kept);
  CHECK(report(installation).info.sequence == 5);
}

TEST_CASE("the kept list is part of a record", "[kept_lists]") {
  const Installation installation;
  const fs::path kept = installation.keep(6);
  const bool whole = GENERATE(true, false);
  CAPTURE(whole);
  if (!whole) {
    fs::resize_file(kept, 50);
  }
  const std::string record = (installation.folder.path() / "record").string();
  const auto said = test::senim_program("verify --output json --config " + installation.config +
                                        " --record " + record + " " + installation.document());
  CAPTURE(said.output);
  REQUIRE(said.exit == (whole ? 2 : 3));
  const auto now = snapshot(gateway::DiskFiles(), installation.config);
  fs::remove_all(installation.root);
  const auto again = test::senim_program("verify --replay " + record);
  CHECK(again.exit == said.exit);
  CHECK(again.output == said.output);
  const auto read = commands::Recorded::read(record);
  REQUIRE(read.ok());
  const auto replayed = snapshot((*read)->files(), installation.config);
  CHECK(replayed->id() == now->id());
  CHECK(replayed->reports()[0].error == now->reports()[0].error);
}

TEST_CASE("what --trust names is refused whatever stays in use", "[kept_lists]") {
  const Installation installation;
  installation.keep(6);
  const auto held = snapshot(gateway::DiskFiles(), installation.config);
  std::ostringstream err;
  CHECK(commands::usable(*held, {}, "verify", err).ok());
  CHECK(err.str().starts_with("senim verify: kz: the version used before stays: "));
  CHECK(commands::usable(*held, {"kz"}, "verify", err).error().code == ErrorCode::malformed);
}

TEST_CASE("policy test judges a record by the list of then, not by the one kept today",
          "[kept_lists]") {
  const DemoInstallation installation;
  const std::string today = " --against " + installation.basic + " " + installation.signed_document;
  const auto said = installation.verify(" --record " + installation.record);
  CAPTURE(said.output);
  REQUIRE(said.exit == 0);
  const fs::path kept = installation.keep(99);
  REQUIRE(installation.verify().exit == 2);
  const std::string how = GENERATE("--replay ", "--stored ");
  const std::string recorded = " " + how + installation.record;
  CAPTURE(recorded);

  SECTION("the list of today anchors nothing") {
    const Json now = installation.tried("default", today, 0);
    CHECK(now["before"]["status"] == "cannot_verify");
    CHECK_FALSE(now.contains("record"));
  }
  SECTION("the list of today is damaged") {
    fs::resize_file(kept, 50);
    CHECK(test::senim_program("policy test default --config " + installation.config + today).exit ==
          3);
  }
  SECTION("the list of today is gone with the one in place") {
    fs::remove(kept);
    fs::remove(installation.root / "kz.xml");
    CHECK(test::senim_program("policy test default --config " + installation.config + today).exit ==
          3);
  }
  // The new policy is that of the configuration of today: it wants revocation data.
  const Json then = installation.tried("default", recorded, 1);
  CHECK(then["record"] == installation.record);
  CHECK(then["before"]["status"] == "confirmed");
  CHECK(then["after"]["status"] == "cannot_verify");
  REQUIRE(then["signatures"].size() == 1);
  const Json& signature = then["signatures"][0];
  CHECK(signature["before"]["policy"] == "demo-basic");
  CHECK(signature["after"]["policy"] == "default");
  CHECK(signature["after"]["subIndication"] == "TRY_LATER");
  CHECK(installation.tried(installation.basic, recorded, 0)["after"]["status"] == "confirmed");
}

TEST_CASE("a record of a list that was held stays without anchor whatever is kept today",
          "[kept_lists]") {
  const DemoInstallation installation;
  const fs::path kept = installation.keep(99);
  const auto said = installation.verify(" --record " + installation.record);
  CAPTURE(said.output);
  REQUIRE(said.exit == 2);
  CHECK(said.output.find("NO_CERTIFICATE_CHAIN_FOUND") != std::string::npos);
  fs::remove(kept);
  REQUIRE(installation.verify().exit == 0);
  for (const std::string how : {" --replay ", " --stored "}) {
    CAPTURE(how);
    const Json then = installation.tried("default", how + installation.record, 0);
    CHECK(then["before"]["status"] == "cannot_verify");
    CHECK(then["after"]["status"] == "cannot_verify");
  }
  const std::string today = " --against " + installation.basic + " " + installation.signed_document;
  CHECK(installation.tried("default", today, 1)["before"]["status"] == "confirmed");
}

TEST_CASE("a record of a damaged kept list is not judged with the good one of today",
          "[kept_lists]") {
  const DemoInstallation installation;
  const fs::path kept = installation.keep(99);
  fs::resize_file(kept, 50);
  REQUIRE(installation.verify(" --record " + installation.record).exit == 3);
  fs::remove(kept);
  REQUIRE(installation.verify().exit == 0);
  CHECK(test::senim_program("policy test default --config " + installation.config + " --replay " +
                            installation.record)
            .exit == 3);
  const Json stored = installation.tried("default", " --stored " + installation.record, 4);
  CHECK(stored["record"] == installation.record);
  CHECK(stored["error"]["code"] == "malformed");
}
