#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/past_world.h"

// EN 319 102-1 5.6.2 over one path, with proofs of existence put in by hand: one answer about each
// certificate is relied on, for everything.

namespace senim::process::test {
namespace {

using model::Indication;
using model::Key;
using model::SubIndication;
using t::at;

constexpr int kSuperseded = 4;

constexpr model::Conclusion kPassed{Indication::passed, SubIndication::none};
constexpr model::Conclusion undecided(SubIndication sub) {
  return {Indication::indeterminate, sub};
}

}  // namespace

TEST_CASE("past validation relies on one answer for status, freshness and issuer",
          "[process][past]") {
  demo::CertificateSpec spec = t::leaf_spec();
  spec.subject = demo::simple_name("OCSP RESPONDER");
  spec.serial = 3000;
  spec.not_after = at("2026-05-20T00:00:00Z");
  spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.9"}};
  spec.extensions = {{Oid{"1.3.6.1.5.5.7.48.1.5"}, false, demo::der::null()}};
  PastWorld world;
  const demo::Party responder =
      demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), world.ca);
  world.current = SubIndication::revocation_out_of_bounds_no_poe;
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);  // about the CA
  t::OcspSpec answer = world.answer();
  answer.produced_at = answer.entries[0].this_update = at("2026-05-15T00:00:00Z");
  answer.entries[0].next_update = at("2026-05-25T00:00:00Z");
  answer.certificates = {responder.certificate};
  world.give(answer, responder);
  SECTION("a fresh one by somebody who has ended, an old one by somebody who has not") {
    CHECK(world.conclusion_of() == undecided(SubIndication::revocation_out_of_bounds_no_poe));
    world.give(list_of("2026-05-01T00:00:00Z", 2, 4), world.ca);
    CHECK(world.conclusion_of() == undecided(SubIndication::try_later));
  }
  SECTION("a fresh one by each") {
    world.give(list_of("2026-05-14T00:00:00Z", 2, 4), world.ca);
    CHECK(world.conclusion_of() == kPassed);
  }
  SECTION("whoever has ended is proven to have been there before") {
    world.archived_certificates = {t::certificate(responder)};
    CHECK(world.conclusion_of() == kPassed);
    world.archived = at("2026-05-20T00:00:01Z");
    CHECK(world.conclusion_of() == undecided(SubIndication::revocation_out_of_bounds_no_poe));
  }
}

TEST_CASE("past validation asks again what the policy asks of the data", "[process][past]") {
  PastWorld world;
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);
  t::CrlSpec list = list_of("2026-05-15T00:00:00Z", 10, 5);
  list.next_update.reset();
  world.give(list, world.ca);
  const auto age = model::Constraint{model::Level::fail, false, Seconds{30 * 24 * 3600}};
  world.rules.set({Key::revocation_fresh, model::Context::signature}, age);
  CHECK(world.conclusion_of() == kPassed);
  world.rules.set({Key::crl_next_update, model::Context::signature}, t::fails());
  const PastResult result = world.past();
  CHECK(result.conclusion == undecided(SubIndication::certificate_chain_general_failure));
  const auto* check = t::find_check(result.checks, "crl-next-update");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
}

TEST_CASE("past validation asks whether all data were looked at", "[process][past]") {
  PastWorld world;
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.ca);
  CHECK(world.conclusion_of() == kPassed);
  world.cut = true;
  const PastResult result = world.past();
  CHECK(result.conclusion == undecided(SubIndication::certificate_chain_general_failure));
  CHECK(t::find_check(result.checks, "revocation-search-complete") != nullptr);
}

TEST_CASE("a revocation from after the proven time is passed by, one from before is not",
          "[process][past]") {
  PastWorld world;
  world.current = SubIndication::revoked_no_poe;
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);
  const auto revoked = [&](std::string_view when) {
    t::CrlSpec list = list_of("2026-05-30T00:00:00Z", 10, 6);
    list.entries = {world.entry(when, kSuperseded)};
    return std::vector<Bytes>{t::make_crl(list, world.ca)};
  };
  CHECK(world.conclusion_of(revoked("2026-05-10T00:00:01Z")) == kPassed);
  CHECK(world.conclusion_of(revoked("2026-05-10T00:00:00Z")) ==
        undecided(SubIndication::revoked_no_poe));
  // Two sources, two dates: none steps over the earlier.
  auto both = revoked("2026-05-20T00:00:00Z");
  CHECK(world.conclusion_of(both) == kPassed);
  t::CrlSpec older = list_of("2026-05-29T00:00:00Z", 10, 5);
  older.entries = {world.entry("2026-05-09T00:00:00Z", kSuperseded)};
  both.push_back(t::make_crl(older, world.ca));
  CHECK(world.conclusion_of(both) == undecided(SubIndication::revoked_no_poe));
}

// Archived status data is always out of date; so is that of whoever signed it.
TEST_CASE("past validation judges a responder at the time at which his answer is proven",
          "[process][past]") {
  demo::CertificateSpec spec = t::leaf_spec();
  spec.subject = demo::simple_name("OCSP RESPONDER");
  spec.serial = 3000;
  spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.9"}};
  PastWorld world;
  const demo::Party responder =
      demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), world.ca);
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);  // about the CA
  t::OcspSpec answer = world.answer();
  answer.produced_at = answer.entries[0].this_update = at("2026-05-15T00:00:00Z");
  answer.entries[0].next_update = at("2026-05-25T00:00:00Z");
  answer.certificates = {responder.certificate};
  world.give(answer, responder);
  t::OcspSpec about_responder = world.answer();
  about_responder.entries[0].certificate = &responder;
  about_responder.produced_at = about_responder.entries[0].this_update = answer.produced_at;
  about_responder.entries[0].next_update = at("2026-05-17T00:00:00Z");
  world.give(about_responder, world.ca);
  CHECK(world.conclusion_of() == kPassed);
  SECTION("not when his own status was out of date by then") {
    world.archived = at("2026-05-17T00:00:00Z");
    CHECK(world.conclusion_of() == undecided(world.current));
  }
  SECTION("not when he was revoked by then") {
    about_responder.entries[0].status = t::OcspEntrySpec::Status::revoked;
    about_responder.entries[0].revoked = world.archived;
    world.give(about_responder, world.ca);
    CHECK(world.conclusion_of() == undecided(world.current));
  }
}

// spec/en319102-1.md 10.3 step 3.
TEST_CASE("outside the certificate's validity past validation says what the status so far knew",
          "[process][past]") {
  struct Row {
    SubIndication current;
    SubIndication outside;
  };
  const auto row = GENERATE(values<Row>({
      {SubIndication::out_of_bounds_not_revoked, SubIndication::out_of_bounds_not_revoked},
      {SubIndication::out_of_bounds_no_poe, SubIndication::out_of_bounds_no_poe},
      {SubIndication::no_certificate_chain_found_no_poe, SubIndication::out_of_bounds_no_poe},
      {SubIndication::revoked_no_poe, SubIndication::out_of_bounds_not_revoked},
      {SubIndication::revocation_out_of_bounds_no_poe, SubIndication::out_of_bounds_not_revoked},
      {SubIndication::try_later, SubIndication::out_of_bounds_not_revoked},
  }));
  CAPTURE(to_string(row.current));
  PastWorld world;
  world.current = row.current;
  const auto ends = [&](UtcTime end) {
    world.leaf_spec.not_after = end;
    world.make();
    world.supplied.crls.clear();
    world.give(list_of("2026-05-08T00:00:00Z", 20, 5), world.root);
    world.give(list_of("2026-05-08T00:00:00Z", 20, 5), world.ca);
  };
  ends(world.proven);
  CHECK(world.conclusion_of() == kPassed);
  ends(world.proven - Seconds{1});
  CHECK(world.conclusion_of() == undecided(row.outside));
  ends(at("2028-01-01T00:00:00Z"));
  world.proven = at("2024-12-31T23:59:59Z");
  CHECK(world.conclusion_of() ==
        model::Conclusion{Indication::failed, SubIndication::not_yet_valid});
}

// spec/en319102-1.md 10.1 step 2 b.
TEST_CASE("which revocations end the reliance on a path goes by the validity model",
          "[process][past]") {
  using model::ValidityModel;
  constexpr bool kOfSigner = true;
  constexpr bool kOfCa = false;
  constexpr int kUnspecified = 0;
  constexpr int kKeyCompromise = 1;
  struct Row {
    ValidityModel model;
    bool signer;
    std::optional<int> reason;
    bool ends;
  };
  const auto row = GENERATE(values<Row>({
      {ValidityModel::shell, kOfSigner, kSuperseded, true},
      {ValidityModel::chain, kOfSigner, kSuperseded, false},
      {ValidityModel::hybrid, kOfSigner, kSuperseded, false},
      {ValidityModel::chain, kOfSigner, kKeyCompromise, true},
      {ValidityModel::hybrid, kOfSigner, kKeyCompromise, true},
      {ValidityModel::chain, kOfSigner, kUnspecified, true},
      {ValidityModel::chain, kOfSigner, std::nullopt, true},
      {ValidityModel::shell, kOfCa, kSuperseded, true},
      {ValidityModel::chain, kOfCa, kSuperseded, false},
      {ValidityModel::hybrid, kOfCa, kSuperseded, true},
      {ValidityModel::chain, kOfCa, kKeyCompromise, true},
  }));
  CAPTURE(model::to_string(row.model), row.signer, row.reason.value_or(-1));
  const UtcTime when = at("2026-05-20T00:00:00Z");
  PastWorld world;
  world.rules.model = row.model;
  world.current = row.signer ? SubIndication::revoked_no_poe : SubIndication::revoked_ca_no_poe;
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.ca);
  t::CrlSpec late = list_of("2026-05-30T00:00:00Z", 10, 6);
  late.entries = {
      world.entry("2026-05-20T00:00:00Z", row.reason, row.signer ? kLeafSerial : kCaSerial)};
  const PastResult result = world.past({t::make_crl(late, row.signer ? world.ca : world.root)});
  if (row.ends && !row.signer) {
    // Step 2 c: nothing proves that the list about the signer is from before the CA's end.
    CHECK(result.past.path == nullptr);
    return;
  }
  REQUIRE(result.past.path != nullptr);
  CHECK(result.past.control_time == (row.ends ? when : world.time));
}

// spec/en319102-1.md 10.1 step 1.
TEST_CASE("past validation relies on nothing from after the anchor's sunset", "[process][past]") {
  PastWorld world;
  world.current = SubIndication::no_certificate_chain_found_no_poe;
  world.archived_certificates = {t::certificate(world.leaf), t::certificate(world.ca)};
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);
  world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.ca);
  const auto withdrawn = [&](UtcTime when) {
    model::TrustService service = t::granted(t::certificate(world.root));
    t::withdraw(service, when);
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
  };
  withdrawn(world.archived);
  CHECK(world.past().past.control_time == world.archived);
  CHECK(world.conclusion_of() == kPassed);
  withdrawn(world.archived - Seconds{1});  // what is known of the signer is younger
  CHECK(world.conclusion_of() == undecided(world.current));
  world.archived -= Seconds{1};
  CHECK(world.conclusion_of() == kPassed);
  // The signature itself is not proven to be older.
  withdrawn(world.proven);
  CHECK(world.conclusion_of() == undecided(world.current));
  const auto lacking = [&] {
    const PastResult result = world.past();
    const auto* check = t::find_check(result.checks, "past-path");
    REQUIRE(check != nullptr);
    CHECK(check->outcome == model::Outcome::failed);
    CHECK(check->params.size() == 1);
    return check->params.at(0);
  };
  const std::string signature = world.collect().signatures[0].signature.id;
  CHECK(signature != "");
  CHECK(lacking() == std::pair<std::string, std::string>("lacking", signature));
  SECTION("proven a second before the sunset, it lacks nothing itself") {
    withdrawn(world.proven + Seconds{1});
    const auto [what, id] = lacking();
    CHECK(what == "lacking");
    CHECK(id == to_hex(t::certificate(world.ca).fingerprint()));  // proven in the archive only
  }
  SECTION("what no proof mends lacks none") {
    model::TrustService service = t::granted(t::certificate(world.root));
    service.periods.clear();
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
    CHECK(lacking() == std::pair<std::string, std::string>("lacking", ""));
  }
  SECTION("a service that is granted again has no sunset") {
    model::TrustService service = t::granted(t::certificate(world.root));
    t::withdraw(service, world.archived - Seconds{1});
    service.periods.back().status = model::ServiceStatus::granted;
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
    CHECK(world.past().past.control_time == world.time);
  }
}

}  // namespace senim::process::test
