#include "validators/blocks/x509_validation.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::blocks {
namespace {

using demo::KeyKind;
using model::CertificateRole;
using model::Key;
using model::Level;
using model::Outcome;
using model::ServiceStatus;
using model::SubIndication;
using model::ValueState;
using test::at;
using test::certificate;

const auto kNoChain = indeterminate(SubIndication::no_certificate_chain_found);
const auto kSunset = indeterminate(SubIndication::no_certificate_chain_found_no_poe);
const auto kGeneral = indeterminate(SubIndication::certificate_chain_general_failure);
const auto kConstraints = indeterminate(SubIndication::chain_constraints_failure);

model::Conclusion judged(const Fixture& fixture) {
  return fixture.run(x509_validation).block.conclusion;
}
// Of any certificate of the path.
bool failed(const Fixture& fixture, std::string_view id) {
  const auto checks = fixture.run(x509_validation).block.checks;
  return std::ranges::any_of(checks, [id](const model::CheckRecord& check) {
    return check.rule->id == id && check.outcome == Outcome::failed;
  });
}
Outcome judged(const Fixture& fixture, std::string_view id) {
  return outcome(fixture.run(x509_validation).block, id);
}

model::CandidatePath& path(Fixture& fixture) { return fixture.evidence.paths.at(0); }

// The leaf (index 0) or CA (1) of the path made anew, with other contents.
void replace(Fixture& fixture, std::size_t index, const demo::CertificateSpec& spec) {
  const auto& pki = test::test_pki();
  demo::CertificateSpec named = spec;
  named.subject.back().second += " " + std::to_string(static_cast<int>(KeyKind::p256));
  const demo::Party made = index == 0 ? demo::make_issued(named, pki.leaf.key, pki.ca)
                                      : demo::make_issued(named, pki.ca.key, pki.root);
  path(fixture).certificates[index] = certificate(made);
  if (index == 0) {
    fixture.evidence.signing_certificate = certificate(made);
  }
}

}  // namespace

TEST_CASE("a path to a granted service passes", "[blocks]") {
  const Fixture fixture;
  const X509Result result = fixture.run(x509_validation);
  CHECK(result.block.conclusion == kPassed);
  CHECK(result.path == &fixture.evidence.paths[0]);
  REQUIRE(result.service != nullptr);
  CHECK(result.service->source == "test-list");
  CHECK(result.revocation.empty());
}

TEST_CASE("without a path there is no chain", "[blocks]") {
  Fixture fixture;
  fixture.evidence.paths.clear();
  fixture.evidence.partial_path = {certificate(test::test_pki().leaf)};
  CHECK(judged(fixture) == kNoChain);
  CHECK(judged(fixture, "path-found") == Outcome::failed);
  CHECK(judged(fixture, "path-search-complete") == Outcome::ok);
  fixture.evidence.paths_cut = true;
  CHECK(judged(fixture) == kNoChain);
  CHECK(judged(fixture, "path-search-complete") == Outcome::failed);
}

TEST_CASE("the anchor's service must be in an accepted status at the time, to the second",
          "[blocks]") {
  Fixture fixture;
  auto& periods = path(fixture).services.own()[0].periods;
  model::ServicePeriod withdrawn = periods[0];
  withdrawn.since = at("2026-06-01T00:00:00Z");
  withdrawn.status = ServiceStatus::withdrawn;
  periods[0].until = withdrawn.since;
  periods.push_back(withdrawn);
  fixture.time = at("2026-05-31T23:59:59Z");
  CHECK(judged(fixture) == kPassed);
  fixture.time = at("2026-06-01T00:00:00Z");
  CHECK(judged(fixture) == kSunset);
  CHECK(judged(fixture, "anchor-sunset") == Outcome::failed);
  CHECK(judged(fixture, "trust-service-status") == Outcome::not_applicable);  // not made
  for (const auto status :
       {ServiceStatus::suspended, ServiceStatus::unknown, ServiceStatus::national}) {
    periods[1].status = status;
    CHECK(judged(fixture) == kSunset);
  }
  periods[1].status = ServiceStatus::granted;
  CHECK(judged(fixture) == kPassed);
  CHECK(judged(fixture, "anchor-sunset") == Outcome::ok);
  periods[0].since = at("2026-05-31T23:59:59Z");
  fixture.time = at("2026-05-31T23:59:58Z");  // before anything was listed
  CHECK(judged(fixture) == kNoChain);
  CHECK(judged(fixture, "trust-service-status") == Outcome::failed);
}

TEST_CASE("the anchor must be of an accepted type, source and territory", "[blocks]") {
  Fixture fixture;
  auto& rule = fixture.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::signature)];
  SECTION("type") {
    rule.service_types = {std::string(test::kCaQc)};
    CHECK(judged(fixture) == kPassed);
    path(fixture).services.own()[0].periods[0].type =
        "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
    CHECK(judged(fixture) == kNoChain);
    CHECK(judged(fixture, "trust-service-type") == Outcome::failed);
  }
  SECTION("source") {
    rule.sources = {"other-list"};
    CHECK(judged(fixture) == kNoChain);
    CHECK(judged(fixture, "trust-source-accepted") == Outcome::failed);
  }
  SECTION("territory") {
    rule.territories = {"LV"};
    CHECK(judged(fixture) == kNoChain);
  }
  SECTION("a second service that is accepted is enough") {
    path(fixture).services.own().push_back(path(fixture).services[0]);
    path(fixture).services.own()[0].periods[0].status = ServiceStatus::withdrawn;
    CHECK(judged(fixture) == kPassed);
  }
}

TEST_CASE("an anchor given explicitly has neither type nor timeline", "[blocks]") {
  Fixture fixture;
  path(fixture).services = {test::given(certificate(test::test_pki().root))};
  path(fixture).services.own()[0].periods[0].status = ServiceStatus::withdrawn;
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("a list past its grace carries nobody", "[blocks]") {
  Fixture fixture;
  model::TrustListInfo list;
  list.source = "test-list";
  list.next_update = at("2026-05-31T00:00:00Z");
  list.grace = Seconds(86'400);
  fixture.trust.add(list);
  CHECK(judged(fixture) == kPassed);  // now is the last second of the grace
  fixture.time += Seconds(1);
  CHECK(judged(fixture) == kNoChain);
  CHECK(judged(fixture, "trust-list-current") == Outcome::failed);
}

TEST_CASE("a withdrawn CA stays withdrawn under a granted root", "[blocks]") {
  Fixture fixture;
  model::TrustService ca = test::granted(certificate(test::test_pki().ca));
  fixture.trust.add(ca);
  CHECK(judged(fixture) == kPassed);
  Fixture withdrawn;
  ca.periods[0].status = ServiceStatus::withdrawn;
  withdrawn.trust.add(ca);
  CHECK(judged(withdrawn) == kNoChain);
  CHECK(judged(withdrawn, "intermediate-service-status") == Outcome::failed);
}

// attack6 A1: a list of others, or of something else, lifts nothing.
TEST_CASE("only what could be the anchor itself lifts a withdrawn CA below another",
          "[blocks][attacks]") {
  constexpr const char* kTypes = "http://uri.etsi.org/TrstSvc/Svctype/";
  struct Row {
    const char* listed;
    bool lifts;
    void (*change)(model::TrustService&);
  };
  const Row row = GENERATE(values<Row>({
      {"as it was", true, [](model::TrustService&) {}},
      {"as a CA of another kind", true,
       [](model::TrustService& one) { one.periods[0].type = std::string(kTypes) + "CA/PKC"; }},
      {"explicitly", true, [](model::TrustService& one) { one.given = true; }},
      {"since this second", true,
       [](model::TrustService& one) { one.periods[0].since = at("2026-06-01T00:00:00Z"); }},
      {"since the next one", false,
       [](model::TrustService& one) { one.periods[0].since = at("2026-06-01T00:00:01Z"); }},
      {"for its lists", false,
       [](model::TrustService& one) {
         one.periods[0].type = std::string(kTypes) + "Certstatus/CRL/QC";
       }},
      {"as a time-stamping authority", false,
       [](model::TrustService& one) { one.periods[0].type = std::string(kTypes) + "TSA/QTST"; }},
      {"by another country", false, [](model::TrustService& one) { one.territory = "LV"; }},
      {"by another source", false, [](model::TrustService& one) { one.source = "other-list"; }},
      {"explicitly by another source", false,
       [](model::TrustService& one) {
         one.given = true;
         one.source = "other-list";
       }},
      {"as suspended", false,
       [](model::TrustService& one) { one.periods[0].status = ServiceStatus::suspended; }},
      {"with a status of no name", false,
       [](model::TrustService& one) { one.periods[0].status = ServiceStatus::unknown; }},
      {"with a status that the policy refuses", false,
       [](model::TrustService& one) { one.periods[0].status = ServiceStatus::national; }},
  }));
  CAPTURE(row.listed);
  const auto ca = certificate(test::test_pki().ca);
  Fixture fixture;
  auto& rule = fixture.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::signature)];
  rule.service_types = {std::string(test::kCaQc), std::string(kTypes) + "CA/PKC"};
  rule.sources = {"test-list"};
  rule.territories = {"EE"};
  model::TrustService withdrawn = test::granted(ca);
  test::withdraw(withdrawn, fixture.time);
  model::TrustService other = test::granted(ca);
  row.change(other);
  fixture.trust.add(withdrawn);
  fixture.trust.add(other);
  CHECK(judged(fixture) == (row.lifts ? kPassed : kNoChain));
  CHECK(judged(fixture, "intermediate-service-status") ==
        (row.lifts ? Outcome::ok : Outcome::failed));
}

// attack6 A9, RFC 3161 2.4.2.
TEST_CASE("what a list withdraws before the latest time in question bars the path",
          "[blocks][attacks]") {
  const bool below = GENERATE(false, true);
  CAPTURE(below);
  Fixture fixture;
  const UtcTime end = fixture.time + Seconds{60};
  if (below) {
    model::TrustService ca = test::granted(certificate(test::test_pki().ca));
    test::withdraw(ca, end);
    fixture.trust.add(ca);
  } else {
    test::withdraw(path(fixture).services.own()[0], end);
  }
  const auto by = [&](UtcTime latest) {
    return fixture.run([&](Subject subject) {
      subject.existed_by = latest;
      return x509_validation(subject).block;
    });
  };
  CHECK(judged(fixture) == kPassed);
  CHECK(by(end - Seconds{1}).conclusion == kPassed);
  const BlockResult late = by(end);
  CHECK(late.conclusion == (below ? kNoChain : kSunset));
  CHECK(outcome(late, below ? "intermediate-service-status" : "anchor-sunset") == Outcome::failed);
}

TEST_CASE("a status that nobody can read ends a CA below the anchor", "[blocks][attacks]") {
  Fixture fixture;
  fixture.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::signature)].service_types = {
      std::string(test::kCaQc)};
  model::TrustService ca = test::granted(certificate(test::test_pki().ca));
  ca.periods[0].status = ServiceStatus::unknown;
  SECTION("of a service that could be an anchor") {
    fixture.trust.add(ca);
    CHECK(judged(fixture) == kNoChain);
    CHECK(judged(fixture, "intermediate-service-status") == Outcome::failed);
  }
  SECTION("not of one that never could") {
    ca.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/IdV";
    fixture.trust.add(ca);
    CHECK(judged(fixture) == kPassed);
  }
  SECTION("not before that status") {
    ca.periods[0].since = at("2026-06-01T00:00:01Z");
    fixture.trust.add(ca);
    CHECK(judged(fixture) == kPassed);
  }
}

TEST_CASE("every path is tried and the one that passes counts", "[blocks]") {
  Fixture fixture;
  model::CandidatePath broken = path(fixture);
  broken.signed_by_next[0] = ValueState::invalid;
  fixture.evidence.paths.insert(fixture.evidence.paths.begin(), broken);
  const X509Result result = fixture.run(x509_validation);
  CHECK(result.block.conclusion == kPassed);
  CHECK(result.path == &fixture.evidence.paths[1]);
  fixture.evidence.paths[1].signed_by_next[1] = ValueState::invalid;
  CHECK(judged(fixture) == kGeneral);
}

TEST_CASE("of paths that fail the one that came furthest is told", "[blocks]") {
  Fixture fixture;
  model::CandidatePath withdrawn = path(fixture);
  withdrawn.services.own()[0].periods[0].status = ServiceStatus::withdrawn;
  fixture.evidence.paths.insert(fixture.evidence.paths.begin(), withdrawn);
  fixture.time = at("2028-01-01T00:00:01Z");
  CHECK(judged(fixture) == indeterminate(SubIndication::out_of_bounds_not_revoked));
}

TEST_CASE("a certificate signature that is false or cannot be computed", "[blocks]") {
  Fixture fixture;
  path(fixture).signed_by_next[1] = ValueState::invalid;
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "certificate-signature") == Outcome::failed);
  path(fixture).signed_by_next[1] = ValueState::unsupported;
  CHECK(judged(fixture) == indeterminate(SubIndication::crypto_constraints_failure));
  CHECK(judged(fixture, "algorithm-unsupported") == Outcome::failed);
}

TEST_CASE("the signing certificate must be valid at the time, to the second", "[blocks]") {
  Fixture fixture;
  const auto outside = indeterminate(SubIndication::out_of_bounds_not_revoked);
  const auto row = GENERATE_COPY(table<const char*, model::Conclusion>({
      {"2024-12-31T23:59:59Z", outside},
      {"2025-01-01T00:00:00Z", kPassed},
      {"2028-01-01T00:00:00Z", kPassed},
      {"2028-01-01T00:00:01Z", outside},
  }));
  fixture.time = at(std::get<0>(row));
  CHECK(judged(fixture) == std::get<1>(row));
}

TEST_CASE("a CA out of its validity fails the path, an anchor only by policy", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::certificate_validity, {Level::ignore, false, {}});
  fixture.time = at("2035-01-01T00:00:01Z");
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "ca-validity") == Outcome::failed);
  fixture.set(Key::certificate_validity, {Level::ignore, false, {}}, CertificateRole::ca);
  fixture.time = at("2040-01-01T00:00:01Z");
  CHECK(judged(fixture) == kPassed);
  fixture.set(Key::anchor_expiry, test::fails(), CertificateRole::ca);
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "anchor-validity") == Outcome::failed);
}

namespace {

// The path of a signer whose own certificate is the anchor.
void only_signer(Fixture& fixture, model::TrustService service) {
  auto& only = path(fixture);
  only.certificates.erase(only.certificates.begin() + 1, only.certificates.end());
  only.signed_by_next.clear();
  only.signature_problems.clear();
  only.services = {std::move(service)};
}

}  // namespace

TEST_CASE("an anchor that signs must be valid itself, whatever anchor_expiry says", "[blocks]") {
  Fixture fixture;
  const bool given = GENERATE(true, false);
  const auto& leaf = path(fixture).certificates[0];
  only_signer(fixture, given ? test::given(leaf) : test::granted(leaf));
  const auto outside = indeterminate(SubIndication::out_of_bounds_not_revoked);
  const auto row = GENERATE_COPY(table<const char*, model::Conclusion>({
      {"2024-12-31T23:59:59Z", outside},
      {"2025-01-01T00:00:00Z", kPassed},
      {"2028-01-01T00:00:00Z", kPassed},
      {"2028-01-01T00:00:01Z", outside},
  }));
  fixture.time = at(std::get<0>(row));
  CHECK(judged(fixture) == std::get<1>(row));
  if (std::get<1>(row) != kPassed) {
    CHECK(judged(fixture, "signing-certificate-validity") == Outcome::failed);
    fixture.set(Key::anchor_expiry, test::fails(), CertificateRole::ca);
    CHECK(judged(fixture) == kGeneral);
  }
}

TEST_CASE("an anchor that signs may hold no critical extension that nobody knows", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  const bool critical = GENERATE(true, false);
  spec.extensions = {{Oid("1.2.3.4"), critical, demo::der::null()}};
  replace(fixture, 0, spec);
  only_signer(fixture, test::given(path(fixture).certificates[0]));
  CHECK(judged(fixture) == (critical ? kGeneral : kPassed));
}

TEST_CASE("a critical extended key usage binds the signer to its purposes", "[blocks]") {
  constexpr const char* kAny = "2.5.29.37.0";
  constexpr const char* kServer = "1.3.6.1.5.5.7.3.1";
  constexpr const char* kEmail = "1.3.6.1.5.5.7.3.4";
  constexpr const char* kTimestamp = "1.3.6.1.5.5.7.3.8";
  constexpr const char* kOcsp = "1.3.6.1.5.5.7.3.9";
  struct Row {
    std::vector<const char*> purposes;
    bool critical;
    const char* failed;  // the check that fails; "" passes
  };
  const Row row = GENERATE_COPY(values<Row>({
      {{kEmail}, true, ""},
      {{kAny}, true, ""},
      {{kServer, kEmail}, true, ""},
      {{kTimestamp, kEmail}, true, ""},
      {{kServer}, true, "critical-purpose"},
      {{"1.2.3.4"}, true, "critical-purpose"},
      {{kTimestamp}, true, "critical-purpose"},
      {{kOcsp}, true, "critical-purpose"},
      {{kServer}, false, ""},
      {{"1.2.3.4"}, false, ""},
      {{kTimestamp}, false, "reserved-purpose"},
      {{kOcsp}, false, "reserved-purpose"},
      {{kOcsp, kTimestamp}, false, "reserved-purpose"},
      {{kOcsp, kServer}, false, ""},
  }));
  demo::CertificateSpec spec = test::leaf_spec();
  for (const char* purpose : row.purposes) {
    spec.extended_key_usage.emplace_back(purpose);
  }
  CAPTURE(row.purposes, row.critical);
  spec.extended_key_usage_critical = row.critical;
  const std::string failed = row.failed;
  Fixture fixture;
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == (failed.empty() ? kPassed : kConstraints));
  if (!failed.empty()) {
    CHECK(judged(fixture, failed) == Outcome::failed);
  }
  only_signer(fixture, test::given(path(fixture).certificates[0]));
  CHECK(judged(fixture) == (failed.empty() ? kPassed : kConstraints));
}

TEST_CASE("a purpose that is stated but not critical counts as the policy says", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::stated_purposes, test::fails_unless({"1.3.6.1.5.5.7.3.4"}));
  CHECK(judged(fixture) == kPassed);  // nothing stated
  demo::CertificateSpec spec = test::leaf_spec();
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.2")};
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kConstraints);
  CHECK(judged(fixture, "stated-purpose") == Outcome::failed);
  spec.extended_key_usage.emplace_back("1.3.6.1.5.5.7.3.4");
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("a critical extended key usage of a CA binds what is issued below", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::ca_spec();
  spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.1")};
  replace(fixture, 1, spec);
  CHECK(judged(fixture) == kPassed);
  spec.extended_key_usage_critical = true;
  replace(fixture, 1, spec);
  CHECK(judged(fixture) == kConstraints);
  spec.extended_key_usage.emplace_back("2.5.29.37.0");
  replace(fixture, 1, spec);
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("extensions that cannot be read permit nothing", "[blocks]") {
  const char* id = GENERATE("2.5.29.37", "2.5.29.19", "2.5.29.15");
  CAPTURE(id);
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.without_key_usage = true;
  spec.extensions = {{Oid(id), false, demo::der::null()}};
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "usage-extensions-readable") == Outcome::failed);
}

TEST_CASE("a CA signs no document unless its certificate was given as the anchor", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.ca = true;
  spec.key_usage = 1U << static_cast<unsigned>(pki::KeyUsage::non_repudiation);
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kConstraints);
  CHECK(judged(fixture, "signer-not-ca") == Outcome::failed);
  SECTION("listed") {
    only_signer(fixture, test::granted(path(fixture).certificates[0]));
    CHECK(judged(fixture) == kConstraints);
  }
  SECTION("given") {
    only_signer(fixture, test::given(path(fixture).certificates[0]));
    CHECK(judged(fixture) == kPassed);
  }
  SECTION("given, but not itself the signer's anchor") {
    path(fixture).services = {test::given(certificate(test::test_pki().root))};
    CHECK(judged(fixture) == kConstraints);
  }
}

TEST_CASE("keyCertSign without cA is told and refused where the policy asks", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.key_usage =
      static_cast<std::uint16_t>((1U << static_cast<unsigned>(pki::KeyUsage::non_repudiation)) |
                                 (1U << static_cast<unsigned>(pki::KeyUsage::key_cert_sign)));
  replace(fixture, 0, spec);
  fixture.set(Key::certificate_sign_usage, {Level::warn, false, {}});
  CHECK(judged(fixture) == kPassed);
  CHECK(judged(fixture, "certificate-sign-usage") == Outcome::failed);
  fixture.set(Key::certificate_sign_usage, test::fails());
  CHECK(judged(fixture) == kConstraints);
  replace(fixture, 0, test::leaf_spec());
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("revocation that a policy demands is missing, with or without a source", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::revocation_available, test::fails());
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "revocation-data-available") == Outcome::failed);
  demo::CertificateSpec spec = test::leaf_spec();
  spec.ocsp_urls = {"http://ocsp.example.com/"};
  replace(fixture, 0, spec);
  const X509Result result = fixture.run(x509_validation);
  CHECK(result.block.conclusion == indeterminate(SubIndication::try_later));
  const auto* check = test::find_check(result.block.checks, "revocation-source-reachable");
  REQUIRE(check != nullptr);
  CHECK(check->params.back() ==
        std::pair<std::string, std::string>("endpoint", "http://ocsp.example.com/"));
  REQUIRE(result.revocation.size() == 1);
  CHECK(result.revocation[0].certificate == 0);
  CHECK(result.revocation[0].state == RevocationState::unreachable);
  SECTION("at level warn it is recorded, and an expired certificate's status stays unknown") {
    fixture.set(Key::revocation_available, {Level::warn, false, {}});
    CHECK(judged(fixture) == kPassed);
    fixture.time = at("2028-01-01T00:00:01Z");
    CHECK(judged(fixture) == indeterminate(SubIndication::out_of_bounds_no_poe));
    CHECK(judged(fixture, "signing-certificate-validity-unknown-status") == Outcome::failed);
  }
  SECTION("a certificate that needs none is left out") {
    spec.extensions = {{Oid("2.5.29.56"), false, demo::der::null()}};
    replace(fixture, 0, spec);
    fixture.set(Key::revocation_skip_extensions, test::fails_unless({"2.5.29.56"}));
    CHECK(judged(fixture) == kPassed);
  }
  // attack4 F19, EN 319 412-1 5.2: it ends before a revocation would be told.
  SECTION("so marked, one that lasts needs it all the same") {
    spec.extensions = {{Oid("2.5.29.56"), false, demo::der::null()}};
    spec.not_before = at("2026-05-30T00:00:00Z");
    spec.not_after = spec.not_before + Seconds{10 * 24 * 3600};
    fixture.set(Key::revocation_skip_extensions, test::fails_unless({"2.5.29.56"}));
    fixture.set(Key::revocation_skip_lifetime, {Level::fail, false, Seconds{10 * 24 * 3600}});
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kPassed);
    spec.not_after = spec.not_after + Seconds{1};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == indeterminate(SubIndication::try_later));
    CHECK(outcome(fixture.run(x509_validation).block, "revocation-source-reachable") ==
          model::Outcome::failed);
    fixture.set(Key::revocation_skip_lifetime, {Level::ignore, false, {}});
    CHECK(judged(fixture) == kPassed);
  }
}

TEST_CASE("a policy may demand revocation of CAs as well", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::revocation_available, test::fails(), CertificateRole::ca);
  CHECK(judged(fixture) == kGeneral);
  const X509Result result = fixture.run(x509_validation);
  REQUIRE(result.revocation.size() == 1);
  CHECK(result.revocation[0].certificate == 1);
  CHECK(result.revocation[0].state == RevocationState::unavailable);
}

TEST_CASE("usages, policies and extensions are held against the policy", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  SECTION("key usage of the signer") {
    fixture.set(Key::key_usage, test::fails_unless({"nonRepudiation"}));
    CHECK(judged(fixture) == kPassed);
    spec.key_usage = 1U << static_cast<unsigned>(pki::KeyUsage::digital_signature);
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kConstraints);
    spec.without_key_usage = true;
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kConstraints);
  }
  SECTION("extended key usage of the signer") {
    fixture.set(Key::extended_key_usage, test::fails_unless({"emailProtection"}));
    CHECK(judged(fixture) == kConstraints);
    spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.4")};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kPassed);
    spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.2")};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kConstraints);
    CHECK(judged(fixture, "extended-key-usage") == Outcome::failed);
  }
  SECTION("key usage of a CA") {
    fixture.set(Key::key_usage, test::fails_unless({"keyCertSign"}), CertificateRole::ca);
    CHECK(judged(fixture) == kPassed);
    fixture.set(Key::key_usage, test::fails_unless({"digitalSignature"}), CertificateRole::ca);
    CHECK(judged(fixture) == kGeneral);
    CHECK(judged(fixture, "ca-key-usage-accepted") == Outcome::failed);
  }
  SECTION("certificate policies of the signer") {
    fixture.set(Key::certificate_policies, test::fails_unless({"1.2.3.*"}));
    spec.policies = {Oid("1.2.3.1")};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kPassed);
    spec.policies = {Oid("1.2.4.1")};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kConstraints);
    CHECK(judged(fixture, "accepted-certificate-policies") == Outcome::failed);
  }
  SECTION("critical extensions") {
    spec.extensions = {{Oid("1.2.3.4"), true, demo::der::null()}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kGeneral);
    CHECK(judged(fixture, "critical-extensions") == Outcome::failed);
    spec.extensions[0].critical = false;
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kPassed);
  }
  SECTION("critical extensions below an arc") {
    spec.extensions = {{Oid("1.2.3.4"), true, demo::der::null()}};
    replace(fixture, 0, spec);
    fixture.set(Key::critical_extensions, test::fails_unless({"2.5.29.*", "1.2.3.*"}));
    CHECK(judged(fixture) == kPassed);
    fixture.set(Key::critical_extensions, test::fails_unless({"2.5.29.*", "1.2.4.*"}));
    CHECK(judged(fixture) == kGeneral);
    CHECK(judged(fixture, "critical-extensions") == Outcome::failed);
  }
  SECTION("critical certificate policies with a qualifier that nobody here knows") {
    namespace der = demo::der;
    const auto stating = [](const Oid& qualifier) {
      const Bytes about = der::sequence({der::oid(qualifier), der::null()});
      const Bytes policy =
          der::sequence({der::oid(Oid("1.2.3.1")), der::sequence(std::vector<Bytes>{about})});
      return der::sequence(std::vector<Bytes>{policy});
    };
    spec.extensions = {{Oid("2.5.29.32"), true, stating(Oid("1.3.6.1.5.5.7.2.1"))}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture, "critical-extensions") == Outcome::ok);
    spec.extensions = {{Oid("2.5.29.32"), true, stating(Oid("1.3.6.1.5.5.7.2.9"))}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture, "critical-extensions") == Outcome::failed);
    const X509Result result = fixture.run(x509_validation);
    const auto& found = result.block.checks.back().params.back();
    CHECK(found.second.find("2.5.29.32") != std::string::npos);
  }
  SECTION("forbidden extensions") {
    spec.extensions = {{Oid("1.3.6.1.5.5.7.48.1.5"), false, demo::der::null()}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kPassed);
    fixture.set(Key::forbidden_extensions, test::fails_unless({"1.3.6.1.5.5.7.48.1.5"}));
    CHECK(judged(fixture) == kGeneral);
    CHECK(judged(fixture, "forbidden-extensions") == Outcome::failed);
  }
  SECTION("the key identifier of who issued") {
    fixture.set(Key::authority_key_identifier, test::fails());
    CHECK(judged(fixture) == kPassed);
    spec.without_key_identifiers = true;
    spec.extensions = {{Oid("2.5.29.14"), false, demo::der::octet_string(Bytes(20, 1))}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kGeneral);
    const X509Result result = fixture.run(x509_validation);
    CHECK(result.block.checks.back().rule->id == "extension-presence");
    const std::pair<std::string, std::string> missing{"extension", "2.5.29.35"};
    CHECK(std::ranges::count(result.block.checks.back().params, missing) == 1);
    fixture.set(Key::authority_key_identifier, {Level::ignore, false, {}});
    fixture.set(Key::subject_key_identifier, test::fails());
    CHECK(judged(fixture) == kPassed);
  }
  SECTION("key identifiers") {
    fixture.set(Key::subject_key_identifier, test::fails());
    CHECK(judged(fixture) == kPassed);
    spec.without_key_identifiers = true;
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kGeneral);
    const X509Result result = fixture.run(x509_validation);
    CHECK(result.block.checks.back().rule->id == "extension-presence");
    CHECK(result.block.checks.back().outcome == Outcome::failed);
  }
}

TEST_CASE("the subject must be one that the policy accepts", "[blocks]") {
  struct Row {
    Key key;
    const char* type;
    const char* value;
  };
  const std::vector<Row> rows{
      {Key::subject_surname, "2.5.4.4", "Surname"},
      {Key::subject_given_name, "2.5.4.42", "Given"},
      {Key::subject_common_name, "2.5.4.3", "Test Signer 3"},
      {Key::subject_pseudonym, "2.5.4.65", "Pseudonym"},
      {Key::subject_title, "2.5.4.12", "Director"},
      {Key::subject_email, "1.2.840.113549.1.9.1", "me@example.com"},
      {Key::subject_organization_identifier, "2.5.4.97", "NTRKZ-1"},
      {Key::subject_organization_unit, "2.5.4.11", "Unit"},
      {Key::subject_organization, "2.5.4.10", "Org"},
      {Key::subject_country, "2.5.4.6", "KZ"},
      {Key::subject_locality, "2.5.4.7", "Astana"},
      {Key::subject_state, "2.5.4.8", "State"},
      {Key::subject_serial_number, "2.5.4.5", "IIN000000000000"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.type);
    Fixture fixture;
    demo::CertificateSpec spec = test::leaf_spec();
    const bool flag = model::info(row.key).kind == model::ValueKind::flag;
    fixture.set(row.key, flag ? test::fails() : test::fails_unless({row.value}));
    spec.subject = {{Oid("2.5.4.46"), "qualifier"}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kConstraints);
    CHECK(judged(fixture, "subject-constraints") == Outcome::failed);
    spec.subject = {{Oid(row.type), row.value}, {Oid("2.5.4.46"), "qualifier"}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == kPassed);
    spec.subject = {{Oid(row.type), "other"}, {Oid("2.5.4.46"), "qualifier"}};
    replace(fixture, 0, spec);
    CHECK(judged(fixture) == (flag ? kPassed : kConstraints));
  }
}

TEST_CASE("a pseudonym or a self-signed signer can be refused", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::subject_pseudonym_use, test::fails());
  CHECK(judged(fixture) == kPassed);
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = {{Oid("2.5.4.65"), "Somebody"}, {Oid("2.5.4.3"), "S"}};
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kConstraints);
  Fixture issued;
  issued.set(Key::not_self_signed, test::fails());
  CHECK(judged(issued) == kPassed);
  issued.set(Key::self_signed, test::fails());
  CHECK(judged(issued) == kConstraints);
  CHECK(judged(issued, "self-signed") == Outcome::ok);  // the first of the two records
}

TEST_CASE("algorithms of certificates are judged at the validation time", "[blocks]") {
  Fixture fixture;
  auto& table =
      fixture.rules.algorithms[static_cast<std::size_t>(model::AlgorithmUsage::certificates)];
  table.keys[2].until = at("2026-06-01T00:00:01Z");
  CHECK(judged(fixture) == kPassed);
  table.keys[2].until = at("2026-06-01T00:00:00Z");
  CHECK(judged(fixture) == indeterminate(SubIndication::crypto_constraints_failure_no_poe));
  CHECK(judged(fixture, "certificate-algorithm-reliable") == Outcome::failed);
}

TEST_CASE("demands of a profile are asked only where the policy names them", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.without_key_identifiers = true;
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kPassed);
  SECTION("of the signer") {
    fixture.set(Key::conformity, test::fails_unless({"serial-number", "version"}));
    CHECK(judged(fixture) == kPassed);
    fixture.set(Key::conformity, test::fails_unless({"serial-number", "authority-key-identifier"}));
    CHECK(judged(fixture) == kConstraints);
    CHECK(failed(fixture, "profile-conformity"));
    fixture.set(Key::conformity, test::fails_unless({"*"}));
    CHECK(judged(fixture) == kConstraints);
  }
  SECTION("of the CAs, who have more to keep") {
    fixture.set(Key::conformity, test::fails_unless({"subject-key-identifier"}));
    CHECK(judged(fixture) == kPassed);  // a signer may do without
    fixture.set(Key::conformity, test::fails_unless({"subject-key-identifier"}),
                CertificateRole::ca);
    CHECK(judged(fixture) == kPassed);
    demo::CertificateSpec ca = test::ca_spec();
    ca.without_key_identifiers = true;
    replace(fixture, 1, ca);
    CHECK(judged(fixture) == kConstraints);
    CHECK(failed(fixture, "profile-conformity"));
  }
  SECTION("at level warn they are told") {
    model::Constraint warns = test::fails_unless({"authority-key-identifier"});
    warns.level = Level::warn;
    fixture.set(Key::conformity, warns);
    CHECK(judged(fixture) == kPassed);
    CHECK(failed(fixture, "profile-conformity"));
  }
}

TEST_CASE("an anchor is trusted as it stands unless the policy names what it must keep",
          "[blocks]") {
  Fixture fixture;
  fixture.set(Key::anchor_conformity, test::fails_unless({"*"}), CertificateRole::ca);
  CHECK(judged(fixture) == kPassed);
  demo::CertificateSpec spec = test::root_spec();
  spec.subject.back().second += " " + std::to_string(static_cast<int>(KeyKind::p256));
  spec.without_key_identifiers = true;
  path(fixture).certificates.back() = certificate(demo::make_root(spec, test::test_pki().root.key));
  CHECK(judged(fixture) == kConstraints);
  CHECK(failed(fixture, "anchor-conformity"));
  fixture.set(Key::anchor_conformity, test::fails_unless({"version"}), CertificateRole::ca);
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("keys are of a kind and size that the policy names, the anchor's too", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::public_key, test::fails_unless({"RSA 2048", "ECDSA P-256"}));
  fixture.set(Key::public_key, test::fails_unless({"RSA 2048", "ECDSA P-256"}),
              CertificateRole::ca);
  CHECK(judged(fixture) == kPassed);
  SECTION("of the signer") {
    fixture.set(Key::public_key, test::fails_unless({"RSA 2048", "ECDSA P-384"}));
    CHECK(judged(fixture) == kConstraints);
    CHECK(failed(fixture, "public-key-accepted"));
  }
  SECTION("of the CA") {
    fixture.set(Key::public_key, test::fails_unless({"RSA *"}), CertificateRole::ca);
    CHECK(judged(fixture) == kConstraints);
  }
  SECTION("of the anchor") {
    demo::CertificateSpec spec = test::root_spec();
    spec.subject.back().second += " " + std::to_string(static_cast<int>(KeyKind::p256));
    path(fixture).certificates.back() =
        certificate(demo::make_root(spec, test::shared_key(KeyKind::p384)));
    CHECK(judged(fixture) == kConstraints);
    CHECK(failed(fixture, "public-key-accepted"));
  }
}

TEST_CASE("the inputs of path validation are the policy's", "[blocks]") {
  Fixture fixture;
  model::PathInputs& inputs =
      fixture.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::signature)].path;
  inputs.explicit_policy = model::PathInputs::ExplicitPolicy::required;
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "certificate-policies") == Outcome::failed);
  inputs = {};
  inputs.path_length = 0;
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "path-length") == Outcome::failed);
  inputs.path_length = 1;
  CHECK(judged(fixture) == kPassed);
  inputs.permitted = {model::NameSubtree::parse("directory:C=EE").value()};
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "name-constraints") == Outcome::failed);
  inputs.permitted.push_back(model::NameSubtree::parse("directory:C=KZ").value());
  CHECK(judged(fixture) == kPassed);
  // Those of another purpose do not count.
  fixture.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::timestamp)]
      .path.path_length = 0;
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("a policy may want that no anchor signs", "[blocks]") {
  Fixture fixture;
  fixture.set(Key::not_anchor, test::fails());
  CHECK(judged(fixture) == kPassed);
  model::CandidatePath& only = path(fixture);
  only.certificates.erase(only.certificates.begin() + 1, only.certificates.end());
  only.signed_by_next.clear();
  only.signature_problems.clear();
  only.services = {test::given(only.certificates[0])};
  CHECK(judged(fixture) == kConstraints);
  CHECK(judged(fixture, "signer-not-anchor") == Outcome::failed);
  fixture.set(Key::not_anchor, {Level::ignore, false, {}});
  CHECK(judged(fixture) == kPassed);
}

TEST_CASE("the version and structure of a list are held against the policy", "[blocks]") {
  struct Row {
    std::optional<unsigned> version;
    const char* problem;
    Level level;
    model::Conclusion conclusion;
    const char* id;
    Outcome outcome;
  };
  const std::vector<Row> rows{
      {6, "", Level::fail, kPassed, "trust-list-version", Outcome::ok},
      {std::nullopt, "", Level::fail, kPassed, "trust-list-version", Outcome::not_applicable},
      {4, "", Level::fail, kNoChain, "trust-list-version", Outcome::failed},
      {4, "", Level::warn, kPassed, "trust-list-version", Outcome::failed},
      {4, "", Level::ignore, kPassed, "trust-list-version", Outcome::ignored},
      {5, "", Level::fail, kPassed, "trust-list-structure", Outcome::ok},
      {5, "NextUpdate", Level::fail, kNoChain, "trust-list-structure", Outcome::failed},
      {5, "NextUpdate", Level::warn, kPassed, "trust-list-structure", Outcome::failed},
  };
  for (const Row& row : rows) {
    CAPTURE(row.id, row.problem, static_cast<int>(row.level));
    Fixture fixture;
    model::TrustListInfo list;
    list.source = "test-list";
    list.closed = true;
    list.version = row.version;
    list.structure_problem = row.problem;
    fixture.trust.add(list);
    fixture.rules.set({Key::list_versions}, {row.level, false, std::vector<std::string>{"5", "6"}});
    fixture.rules.set({Key::list_structure}, {row.level, false, {}});
    CHECK(judged(fixture) == row.conclusion);
    CHECK(judged(fixture, row.id) == row.outcome);
  }
}

TEST_CASE("a certificate may have to say where its issuer's can be had", "[blocks]") {
  Fixture fixture;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.issuer_urls.clear();
  replace(fixture, 0, spec);
  fixture.set(Key::issuer_access, test::fails());
  CHECK(judged(fixture) == kGeneral);
  CHECK(judged(fixture, "extension-presence") == Outcome::failed);
  fixture.set(Key::issuer_access, {Level::warn, false, {}});
  CHECK(judged(fixture) == kPassed);
  fixture.set(Key::issuer_access, test::fails());
  spec.ocsp_urls = {"http://a.example/ocsp"};  // access to information, but not to the issuer
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kGeneral);
  spec.issuer_urls = {"http://a.example/ca.cer"};
  replace(fixture, 0, spec);
  CHECK(judged(fixture) == kPassed);
}

}  // namespace senim::blocks
