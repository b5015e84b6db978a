#include "gateway/policy_loader.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/files.h"
#include "tests/gateway/scratch.h"

// Agreements come from their folder into the book with the policies, whole or not at all.

namespace fs = std::filesystem;
using namespace senim;
using namespace senim::gateway;

namespace {

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

struct Installation {
  test::Scratch scratch;
  Config config;

  Installation() {
    fs::copy(fs::path(SENIM_SOURCE_DIR) / "conf" / "policies", scratch / "policies");
    fs::copy(fs::path(SENIM_SOURCE_DIR) / "conf" / "agreements", scratch / "agreements");
    config.home = "KZ";
    config.default_policy = "default";
    config.demo_policy = "default";
    config.policy_folder = scratch / "policies";
    config.agreement_folder = scratch / "agreements";
  }
  // The example of conf/agreements, put in force.
  void enact(std::string_view from = "", std::string_view to = "") {
    std::ifstream file(scratch / "agreements/kz-ru.yaml.example", std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!from.empty()) {
      const std::size_t at = text.find(from);
      REQUIRE(at != std::string::npos);
      text.replace(at, from.size(), to);
    }
    write(scratch / "agreements/kz-ru.yaml", text);
  }
};

}  // namespace

TEST_CASE("agreements are read from their folder", "[config]") {
  Installation installation;
  const auto none = load_policies(DiskFiles(), installation.config);
  REQUIRE(none.ok());
  CHECK((*none)->agreements().empty());  // nothing shipped is in force
  installation.enact();
  const auto book = load_policies(DiskFiles(), installation.config);
  REQUIRE(book.ok());
  REQUIRE((*book)->agreements().size() == 1);
  CHECK((*book)->agreements()[0].id == "kz-ru");
  CHECK((*book)->digest() != (*none)->digest());
  installation.config.agreement_folder.clear();
  CHECK((*load_policies(DiskFiles(), installation.config))->digest() == (*none)->digest());
}

TEST_CASE("a bad agreement keeps everything from loading", "[config]") {
  Installation installation;
  SECTION("a key that is not there") { installation.enact("until: open", "untill: open"); }
  SECTION("a policy that is not there") {
    installation.enact("policy: kz-domestic", "policy: gone");
  }
  SECTION("another home") {
    installation.config.home = "BY";
    installation.enact();
  }
  SECTION("a folder that is not there") {
    installation.enact();
    installation.config.agreement_folder = installation.scratch / "gone";
  }
  CHECK_FALSE(load_policies(DiskFiles(), installation.config).ok());
}

TEST_CASE("a policy finds its suite file in the configured folder", "[config]") {
  Installation installation;
  const fs::path folder = installation.scratch / "policies";
  const auto policy = [&folder](std::string_view suite) {
    write(folder / "mine.yaml",
          "schema: 1\nid: mine\nversion: \"1\"\nextends: base\ntitle: T\nlegal_basis: L\n"
          "algorithms: {signature: {suites: [" +
              std::string(suite) + "]}}\n");
  };
  fs::copy(fs::path(SENIM_SOURCE_DIR) / "conf" / "suites" / "example.json", folder / "mine.json");
  policy("mine.json");
  const auto book = load_policies(DiskFiles(), installation.config);
  REQUIRE(book.ok());
  CHECK((*book)->find("mine")->policy.algorithms(model::AlgorithmUsage::signature).suite ==
        "mine.json");

  SECTION("which must be there") {
    policy("other.json");
    CHECK_FALSE(load_policies(DiskFiles(), installation.config).ok());
  }
  SECTION("and not too large") {
    write(folder / "mine.json", std::string((1U << 20) + 1, ' '));
    CHECK_FALSE(load_policies(DiskFiles(), installation.config).ok());
  }
  SECTION("a file that no policy names may be anything") {
    write(folder / "large.json", std::string((1U << 20) + 1, ' '));
    write(folder / "other.json", "{}");
    CHECK((*load_policies(DiskFiles(), installation.config))->digest() == (*book)->digest());
  }
}

namespace {

std::string chosen(const policies::PolicyBook& book, const char* direction, const char* country,
                   model::Purpose purpose) {
  model::PolicyQuery query{{}, direction, country, purpose};
  query.time = parse_utc("2026-11-01T00:00:00Z").value();
  const auto chooser = book.scoped({}, {}).value();
  CHECK_FALSE(chooser->objection(query));
  return chooser->choose(query).id();
}

}  // namespace

TEST_CASE("the shipped selection leads each direction and country to its policy", "[config]") {
  using model::Purpose;
  const auto config =
      read_config(DiskFiles(), fs::path(SENIM_SOURCE_DIR) / "conf" / "senim.yaml").value();
  const auto book = load_policies(DiskFiles(), config).value();
  for (const Purpose purpose : {Purpose::check, Purpose::accept, Purpose::archive}) {
    CHECK(chosen(*book, "domestic", "KZ", purpose) == "kz-domestic");
    for (const auto& [country, policy] :
         {std::pair("RU", "ru-inbound"), std::pair("BY", "by-inbound"),
          std::pair("CN", "cn-inbound"), std::pair("US", "default"), std::pair("KG", "default"),
          std::pair("AM", "default"), std::pair("UA", "default"), std::pair("UK", "default"),
          std::pair("GR", "default")}) {
      CAPTURE(country);
      CHECK(chosen(*book, "inbound", country, purpose) == policy);
    }
    CHECK(chosen(*book, "unknown", "", purpose) == "default");
  }
  for (const char* member :
       {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE",
        "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK", "IS", "LI", "NO"}) {
    CAPTURE(member);
    CHECK(chosen(*book, "inbound", member, Purpose::check) == "eu-inbound");
  }
  CHECK(chosen(*book, "outbound", "KZ", Purpose::forward) == "kz-outbound");
  CHECK(chosen(*book, "transit", "RU", Purpose::forward) == "ru-inbound");
  CHECK(chosen(*book, "unknown", "", Purpose::forward) == "default");
}

TEST_CASE("in the demo world everything is judged under the demo policy", "[config]") {
  auto config =
      read_config(DiskFiles(), fs::path(SENIM_SOURCE_DIR) / "conf" / "senim.yaml").value();
  config.demo = true;
  const auto book = load_policies(DiskFiles(), config).value();
  CHECK(chosen(*book, "domestic", "KZ", model::Purpose::check) == "demo-strict");
  CHECK(chosen(*book, "inbound", "RU", model::Purpose::check) == "demo-strict");
  SECTION("and what is configured for the real one must be good all the same") {
    config.selection.front().policy = "gone";
    CHECK(load_policies(DiskFiles(), config).error().code == ErrorCode::not_found);
  }
  SECTION("its default too") {
    config.default_policy = "gone";
    CHECK(load_policies(DiskFiles(), config).error().code == ErrorCode::not_found);
  }
}
