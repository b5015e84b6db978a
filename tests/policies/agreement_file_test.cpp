#include "policies/agreement_file.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/corpus.h"

namespace senim::policies {
namespace {

constexpr std::string_view kAgreement =
    "schema: 1\n"
    "id: aa-bb\n"
    "title: Recognition between AA and BB\n"
    "legal_basis: treaty of 2026-01-01\n"
    "ours: AA\n"
    "theirs: BB\n"
    "since: 2026-03-01\n"
    "until: 2031-03-01\n"
    "policy: treaty\n"
    "services:\n"
    "  - theirs: https://bb.example/type/ca\n"
    "    ours: http://uri.etsi.org/TrstSvc/Svctype/CA/QC\n"
    "    statuses: {\"https://bb.example/status/good\": granted}\n"
    "    qualifiers: {}\n"
    "    statements: {1.2.3: 0.4.0.1862.1.1}\n";

Result<Agreement> read(std::string_view text) {
  return read_agreement_file("aa-bb.yaml", as_bytes(text));
}

std::string replaced(std::string_view from, std::string_view to) {
  const std::size_t at = kAgreement.find(from);
  REQUIRE(at != std::string_view::npos);
  return std::string(kAgreement.substr(0, at)) + std::string(to) +
         std::string(kAgreement.substr(at + from.size()));
}

}  // namespace

TEST_CASE("an agreement names parties, period and equivalences", "[policies][agreement]") {
  const Agreement agreement = read(kAgreement).value();
  CHECK(agreement.ours == "AA");
  CHECK(agreement.theirs == "BB");
  CHECK(agreement.policy == "treaty");
  REQUIRE(agreement.services.size() == 1);
  CHECK(agreement.services[0] == ServiceEquivalence{"https://bb.example/type/ca",
                                                    "http://uri.etsi.org/TrstSvc/Svctype/CA/QC",
                                                    {{"https://bb.example/status/good", "granted"}},
                                                    {},
                                                    {{"1.2.3", "0.4.0.1862.1.1"}}});
}

TEST_CASE("an agreement is in force from its first instant to before its last",
          "[policies][agreement]") {
  const Agreement agreement = read(kAgreement).value();
  const UtcTime since = make_utc(2026, 3, 1, 0, 0, 0).value();
  const UtcTime until = make_utc(2031, 3, 1, 0, 0, 0).value();
  CHECK_FALSE(agreement.in_force(since - Seconds(1)));
  CHECK(agreement.in_force(since));
  CHECK(agreement.in_force(until - Seconds(1)));
  CHECK_FALSE(agreement.in_force(until));
  const Agreement open = read(replaced("2031-03-01", "open")).value();
  CHECK(open.in_force(until + Seconds(1'000'000'000)));
}

TEST_CASE("an agreement file is read strictly", "[policies][agreement]") {
  const auto row = GENERATE(table<std::string, std::string, std::string>({
      {"schema: 1", "schema: 2", "aa-bb.yaml:1: "},
      {"title", "titel", "aa-bb.yaml:3: "},
      {"ours: AA", "ours: aa", "aa-bb.yaml:5: "},
      {"theirs: BB", "theirs: AA", "aa-bb.yaml:1: "},
      {"until: 2031-03-01\n", "", "aa-bb.yaml:1: "},
      {"until: 2031-03-01", "until: 2026-03-01", "aa-bb.yaml:8: "},
      {"until: 2031-03-01", "until: never", "aa-bb.yaml:8: "},
      {"since: 2026-03-01", "since: 2026-02-30", "aa-bb.yaml:7: "},
      {"granted", "good", "aa-bb.yaml:13: "},
      {"    qualifiers: {}\n", "", "aa-bb.yaml:11: "},
      {"    qualifiers: {}\n", "    qualifiers: []\n", "aa-bb.yaml:14: "},
      {"    qualifiers: {}\n", "    qualifiers: {}\n    more: 1\n", "aa-bb.yaml:15: "},
      {"qualifiers: {}", "qualifiers: {a: b}", "aa-bb.yaml:14: "},
      {"1.2.3: 0.4.0.1862.1.1", "1.2.3: 0.4.0.1862.1.2", "aa-bb.yaml:15: "},
      {"1.2.3: 0.4.0.1862.1.1", "x: 0.4.0.1862.1.1", "aa-bb.yaml:15: "},
      {"    qualifiers: {}\n", "    qualifiers: {}\n    announces: [x]\n", "aa-bb.yaml:15: "},
      {"policy: treaty\n", "outbound: {}\n", "aa-bb.yaml:9: "},
      {"policy: treaty\n", "outbound: {services: [], more: 1}\n", "aa-bb.yaml:9: "},
  }));
  CAPTURE(std::get<0>(row), std::get<1>(row));
  const Result<Agreement> result = read(replaced(std::get<0>(row), std::get<1>(row)));
  REQUIRE_FALSE(result.ok());
  CAPTURE(result.error().message);
  CHECK(result.error().message.rfind(std::get<2>(row), 0) == 0);
}

TEST_CASE("an agreement may bind the other party too, or only it", "[policies][agreement]") {
  const std::string out =
      "outbound:\n"
      "  policy: there\n"
      "  services:\n"
      "    - ours: http://uri.etsi.org/TrstSvc/Svctype/CA/QC\n"
      "      theirs: https://bb.example/type/ca\n"
      "      statuses: {}\n"
      "      qualifiers: {}\n"
      "      statements: {}\n"
      "      announces: [http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals]\n";
  const Agreement both = read(std::string(kAgreement) + out).value();
  CHECK(both.outbound_policy == "there");
  REQUIRE(both.outbound.size() == 1);
  CHECK(both.outbound[0].announces.size() == 1);
  CHECK(both.speaks(model::Way::inbound));
  CHECK(both.speaks(model::Way::outbound));
  CHECK_FALSE(read(kAgreement).value().speaks(model::Way::outbound));
  std::string only = std::string(kAgreement.substr(0, kAgreement.find("services:")));
  only.append("services: []\n");
  CHECK_FALSE(read(only).ok());  // names nothing at all
  CHECK(read(only + out).ok());
}

TEST_CASE("the agreement that is shown as an example can be read", "[policies][agreement]") {
  const std::filesystem::path folder =
      std::filesystem::path(SENIM_SOURCE_DIR) / "conf" / "agreements";
  const auto example =
      read_agreement_file("kz-ru.yaml", test::read_file(folder / "kz-ru.yaml.example"));
  REQUIRE(example.ok());
  CHECK(example->speaks(model::Way::inbound));
  CHECK(example->speaks(model::Way::outbound));
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    CHECK(entry.path().extension() != ".yaml");  // shipped, none is in force
  }
}

}  // namespace senim::policies
