#include "gateway/commands/trust.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gateway/demo/world.h"
#include "gateway/trust_files.h"
#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"

using namespace senim;
using Json = nlohmann::json;

namespace {

const UtcTime kNow = test::at("2026-11-24T12:00:00Z");

struct Shown {
  int exit;
  Json json;
};
Shown show(const std::vector<std::string>& trust, UtcTime now = kNow) {
  trustlists::SnapshotBuilder builder;
  REQUIRE(gateway::add_trust_arguments(gateway::DiskFiles(), trust, builder).ok());
  std::ostringstream out;
  const int exit = commands::trust_show(*builder.build(), now, commands::Output::json, out);
  return {exit, Json::parse(out.str())};
}

}  // namespace

TEST_CASE("trust show tells each list with its counts and age", "[trust]") {
  const test::TemporaryFolder folder;
  const demo::World world = demo::ensure_world(folder.path() / "demo", kNow).value();
  const std::string list = world.lists[0].path.string();
  const Shown shown = show({list + "#" + world.lists[0].signer});
  CHECK(shown.exit == 0);
  CHECK(shown.json["snapshot"].get<std::string>().size() == 64);
  REQUIRE(shown.json["lists"].size() == 1);
  const Json& entry = shown.json["lists"][0];
  CHECK(entry["territory"] == "KZ");
  CHECK(entry["sequence"] == 1);
  CHECK(entry["state"] == "fresh");
  CHECK(entry["signer"] == world.lists[0].signer);
  CHECK(entry["providers"] == 1);
  CHECK(entry["services"] == 2);
  CHECK(entry["history"] == 0);
  CHECK(entry["certificates"] == 2);
  CHECK_FALSE(entry.contains("error"));

  SECTION("an expired list is a state and not an error") {
    const Shown later = show({list}, kNow + Seconds{181 * 86'400});
    CHECK(later.exit == 0);
    CHECK(later.json["lists"][0]["state"] == "expired");
  }
  SECTION("a pin of another signer is an error") {
    const Shown refused = show({list + "#" + world.lists[1].signer});
    CHECK(refused.exit == 1);
    CHECK(refused.json["lists"][0].contains("error"));
  }
  SECTION("a list of 64 MB is read and one octet more is an error") {
    std::string text(as_text(test::read_file(list)));
    text.resize(trustlists::kMaxListOctets, '\n');
    CHECK(show({folder.write("full.xml", text).string()}).exit == 0);
    const std::string beyond = folder.write("beyond.xml", text + "\n").string();
    trustlists::SnapshotBuilder builder;
    CHECK(gateway::add_trust_arguments(gateway::DiskFiles(), {beyond}, builder).error().code ==
          ErrorCode::limit_exceeded);
  }
  SECTION("an altered list is an error") {
    Bytes octets = test::read_file(list);
    octets[as_text(octets).find("granted")] = 'G';
    const Shown refused =
        show({folder.write("altered.xml", std::string(as_text(octets))).string()});
    CHECK(refused.exit == 1);
  }
}

TEST_CASE("trust show tells people what anchors, how much and how old", "[trust]") {
  const test::TemporaryFolder folder;
  const demo::World world = demo::ensure_world(folder.path() / "demo", kNow).value();
  trustlists::SnapshotBuilder builder;
  REQUIRE(gateway::add_trust_arguments(gateway::DiskFiles(), {(world.folder / "lists").string()},
                                       builder)
              .ok());
  const auto snapshot = builder.build();
  std::ostringstream out;
  // The demo's lists are a day old when they are made.
  CHECK(commands::trust_show(*snapshot, kNow + Seconds{3 * 86'400}, commands::Output::text, out) ==
        0);
  const std::string text = out.str();
  CAPTURE(text);
  for (const std::string& figure :
       {snapshot->id(), std::string("2 lists"), std::to_string(snapshot->anchors()) + " anchors",
        std::string("KZ  fresh, number 1"), std::string("XE  fresh, number 1"),
        std::string("4 days ago"), std::string("1 providers, 2 services")}) {
    CAPTURE(figure);
    CHECK(text.find(figure) != std::string::npos);
  }
}

TEST_CASE("a pin that is no SHA-256 and a file that is not there are errors", "[trust]") {
  trustlists::SnapshotBuilder builder;
  const auto pin = gateway::add_trust_arguments(gateway::DiskFiles(), {"x.xml#abcd"}, builder);
  REQUIRE_FALSE(pin.ok());
  CHECK(pin.error().code == ErrorCode::malformed);
  const auto missing =
      gateway::add_trust_arguments(gateway::DiskFiles(), {"/nowhere.xml"}, builder);
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == ErrorCode::not_found);
}
