#include "validators/process/path_qualification.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/judging.h"
#include "validators/model/rules.h"
#include "validators/pki/oids.h"
#include "validators/process/judge.h"

// Qualification in the verdict: which services have a say, at which times, and what the policy asks
// of the level.

namespace senim::process {
namespace {

namespace der = demo::der;
namespace oid = pki::oid;
using model::DocumentStatus;
using model::Indication;
using model::Key;
using model::Outcome;
using model::ServiceStatus;
using model::SubIndication;
using test::at;
using test::certificate;

const UtcTime kNow = at("2026-06-01T00:00:00Z");
constexpr const char* kInfo = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
constexpr const char* kWithdrawn = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn";

// A leaf that states to be qualified, for signatures, in a qualified device.
pki::Certificate qualified_leaf() {
  demo::CertificateSpec spec = test::leaf_spec();
  const auto statement = [](const Oid& id) { return der::sequence({der::oid(id)}); };
  spec.extensions.push_back(
      {oid::kQcStatements, false,
       der::sequence({statement(oid::kQcCompliance), statement(oid::kQcSscd),
                      der::sequence({der::oid(oid::kQcType),
                                     der::sequence({der::oid(oid::kQcTypeEsign)})})})});
  return certificate(
      demo::make_issued(spec, test::shared_key(demo::KeyKind::p256, 2), test::test_pki().ca));
}

model::TrustService announced(model::TrustService service) {
  for (model::ServicePeriod& period : service.periods) {
    period.additional_information = {std::string(kInfo).append("ForeSignatures")};
  }
  return service;
}

// Root granted since 2015 in the list of Estonia; the signature is as it should be.
struct World {
  model::Evidence evidence = test::passing_document();
  model::Submission submission;
  model::PolicyRules rules = test::plain_rules();
  std::vector<model::TrustService> listed;
  std::vector<model::TrustListInfo> lists;

  World() {
    const pki::Certificate leaf = qualified_leaf();
    signature().signing_certificate = leaf;
    signature().signature.signer_candidates = {leaf};
    signature().referenced_certificates = {leaf.fingerprint()};
    path().certificates[0] = leaf;
    anchor() = announced(anchor());
    anchor().periods[0].since = at("2017-01-01T00:00:00Z");
  }
  model::SignatureEvidence& signature() { return evidence.signatures.at(0); }
  model::CandidatePath& path() { return signature().paths.at(0); }
  model::TrustService& anchor() { return path().services.own().at(0); }
  // From that time on the anchor is withdrawn.
  void withdraw(const char* time) {
    model::ServicePeriod after = anchor().periods.back();
    anchor().periods.back().until = at(time);
    after.since = at(time);
    after.status = ServiceStatus::withdrawn;
    after.status_uri = kWithdrawn;
    anchor().periods.push_back(after);
  }
  void demand(std::vector<std::string> levels) {
    rules.set({Key::qualification_level, model::Context::signature},
              test::fails_unless(std::move(levels)));
  }
  model::Verdict judge(UtcTime now = kNow) const {
    test::TestTrust trust{listed};
    for (const model::TrustListInfo& list : lists) {
      trust.add(list);
    }
    return process::judge(evidence, submission, trust, test::TestPolicies(rules), now);
  }
  model::SignatureVerdict verdict(UtcTime now = kNow) const { return judge(now).signatures.at(0); }
};

}  // namespace

TEST_CASE("a verdict says what the signature is worth, when, and by which entry",
          "[qualification]") {
  const auto signature = World{}.verdict();
  REQUIRE(signature.qualification.has_value());
  CHECK(signature.qualification->scheme == "eu");
  CHECK(signature.qualification->level == "QESig");
  CHECK(signature.qualification->at == kNow);
  for (const model::QualityFacts* facts :
       {&signature.qualification->issuance, &signature.qualification->signing}) {
    CHECK(facts->quality == "qualified");
    CHECK(facts->type == "esign");
    CHECK(facts->device);
    REQUIRE(facts->service.has_value());
    CHECK(facts->service->source == "test-list");
    CHECK(facts->service->territory == "EE");
    CHECK(facts->service->service == "Test Service");
    CHECK(facts->service->status == "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted");
    CHECK(facts->service->since == at("2017-01-01T00:00:00Z"));
  }
  CHECK(signature.qualification->issuance.at == qualified_leaf().not_before());
}

TEST_CASE("the level is that of the signature's own conclusion", "[qualification]") {
  World world;
  SECTION("changed data") {
    world.signature().signature.matchers[0].state = model::MatchState::changed;
    CHECK(world.verdict().qualification->level == "not-AdES-QC-QSCD");
  }
  SECTION("nobody can say") {
    world.signature().value = model::ValueState::unsupported;
    CHECK(world.verdict().qualification->level == "indeterminate-QESig");
  }
}

TEST_CASE("a service must have been granted at issuance and at signing", "[qualification]") {
  World world;
  SECTION("before the certificate was issued it was not listed") {
    world.anchor().periods[0].since = at("2025-06-01T00:00:00Z");
    const auto signature = world.verdict();
    CHECK(signature.qualification->level == "AdESig");
    CHECK(signature.qualification->issuance.quality == "not-qualified");
    CHECK(signature.qualification->issuance.remarks ==
          std::vector<std::string>{"no-listed-service"});
    CHECK(signature.qualification->signing.quality == "qualified");
    CHECK(signature.conclusion.indication == Indication::passed);  // trusted all the same
  }
  SECTION("the entry begins the second the certificate does") {
    world.anchor().periods[0].since = qualified_leaf().not_before();
    CHECK(world.verdict().qualification->level == "QESig");
  }
  SECTION("withdrawn when it was signed") {
    world.withdraw("2026-01-01T00:00:00Z");
    const auto signature = world.verdict();
    CHECK(signature.conclusion.sub == SubIndication::no_certificate_chain_found_no_poe);
    CHECK(signature.qualification->level == "indeterminate-AdESig");
  }
}

TEST_CASE("every list that the policy admits has a say, of the scheme of the anchor",
          "[qualification]") {
  World world;
  SECTION("a list that has no scheme") {
    world.anchor().territory = "UA";
    CHECK_FALSE(world.verdict().qualification.has_value());
  }
  SECTION("an anchor given explicitly stands in no list") {
    world.anchor().given = true;
    const auto signature = world.verdict();
    CHECK(signature.qualification->level == "NA");
    CHECK(signature.qualification->signing.remarks == std::vector<std::string>{"no-list"});
    CHECK_FALSE(signature.qualification->signing.service.has_value());
  }
  SECTION("an intermediate that a list names has a say too") {
    model::TrustService other = announced(test::granted(certificate(test::test_pki().ca)));
    other.periods[0].since = at("2017-01-01T00:00:00Z");
    world.listed = {other};
    CHECK(world.verdict().qualification->level == "QESig");
    other.periods[0].status = ServiceStatus::national;
    world.listed = {other};
    const auto signature = world.verdict();
    CHECK(signature.qualification->level == "NA");
    CHECK(signature.qualification->signing.remarks ==
          std::vector<std::string>{"services-contradict"});
    other.territory = "KZ";  // no business of that list
    world.listed = {other};
    CHECK(world.verdict().qualification->level == "QESig");
  }
  SECTION("the list of another member that names the anchor too") {
    model::TrustService other = world.anchor();
    other.identities = {certificate(test::test_pki().root)};
    other.source = "other-list";
    other.territory = "LV";
    world.listed = {other};
    CHECK(world.verdict().qualification->level == "QESig");
    other.periods[0].status = ServiceStatus::withdrawn;
    other.periods[0].status_uri = kWithdrawn;
    world.listed = {other};
    const auto signature = world.verdict();
    CHECK(signature.conclusion.indication == Indication::passed);
    CHECK(signature.qualification->level == "NA");
    CHECK(signature.qualification->signing.remarks ==
          std::vector<std::string>{"services-contradict"});
    for (model::AnchorRule& rule : world.rules.anchors) {
      rule.territories = {"EE"};  // a policy that does not ask that list
    }
    CHECK(world.verdict().qualification->level == "QESig");
  }
  SECTION("another certificate of the anchor's key in an entry of its own") {
    const demo::Party& root = test::test_pki().root;
    demo::CertificateSpec spec = test::root_spec();
    spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
    spec.serial += 1000;
    model::TrustService exact = world.anchor();
    exact.identities = {certificate(root)};
    model::TrustService renewed = world.anchor();
    renewed.identities = {certificate(demo::make_root(spec, root.key))};
    REQUIRE(matches(renewed.identities[0].subject(), exact.identities[0].subject()));
    world.listed = {exact, renewed};
    CHECK(world.verdict().qualification->level == "QESig");
    renewed.periods[0].status = ServiceStatus::withdrawn;
    renewed.periods[0].status_uri = kWithdrawn;
    world.listed = {exact, renewed};
    const auto signature = world.verdict();
    CHECK(signature.conclusion.indication == Indication::passed);  // the anchor is the exact one
    CHECK(signature.qualification->level == "NA");
    CHECK(signature.qualification->signing.remarks ==
          std::vector<std::string>{"services-contradict"});
    model::TrustService stranger = renewed;  // the name alone
    stranger.identities = {
        certificate(demo::make_root(spec, test::shared_key(demo::KeyKind::p256, 8)))};
    world.listed = {exact, stranger};
    CHECK(world.verdict().qualification->level == "QESig");
    model::TrustService granted = renewed;
    granted.periods = world.anchor().periods;
    world.anchor().periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/CA/PKC";
    exact.periods = world.anchor().periods;
    world.listed = {exact};
    const std::string alone = world.verdict().qualification->level;
    world.listed = {exact, granted};  // another certificate's yes is none
    CHECK(world.verdict().qualification->level == alone);
    CHECK(alone != "QESig");
    world.anchor().periods = exact.periods = granted.periods;
    world.listed = {exact, granted};
    CHECK(world.verdict().qualification->level == "QESig");
    renewed.periods[0].since = at("2027-01-01T00:00:00Z");  // says nothing of before
    world.listed = {exact, renewed};
    CHECK(world.verdict().qualification->level == "QESig");
  }
  SECTION("the signer's own certificate issued nothing") {
    world.path().certificates = {world.path().certificates[0]};
    world.path().signed_by_next.clear();
    world.path().signature_problems.clear();
    CHECK(world.verdict().qualification->level == "NA");
  }
}

TEST_CASE("what is said of a key is asked once, and where a list of the Union said yes",
          "[qualification]") {
  World world;
  Budget budget;
  // How often each certificate above the signer's is asked about, and what comes of it.
  const auto asked = [&]() -> std::pair<std::size_t, std::string> {
    const model::Policy policy(world.rules);
    const test::TestTrust trust{world.listed};
    const blocks::Subject subject{
        world.signature(), policy, trust, model::Context::signature, kNow, kNow, budget};
    const auto found =
        qualification_of({subject, &world.path(), &world.anchor(), kNow, Indication::passed});
    const std::size_t certificates = world.path().certificates.size() - 1;
    CHECK(trust.asked_of_keys() % certificates == 0);
    return {trust.asked_of_keys() / certificates, found->facts.level};
  };
  const auto once = [](const char* level) { return std::pair<std::size_t, std::string>(1, level); };
  const auto never = [](const char* level) {
    return std::pair<std::size_t, std::string>(0, level);
  };
  SECTION("a yes at both times") { CHECK(asked() == once("QESig")); }
  SECTION("a yes at one of them") {
    const bool issuance = GENERATE(true, false);
    CAPTURE(issuance);
    if (issuance) {
      world.withdraw("2026-01-01T00:00:00Z");
    } else {
      world.anchor().periods[0].since = at("2025-06-01T00:00:00Z");
    }
    CHECK(asked() == once("AdESig"));
  }
  SECTION("an objection that was found at issuance stands when it was signed") {
    const demo::Party& ca = test::test_pki().ca;
    demo::CertificateSpec spec = test::ca_spec();
    spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
    spec.serial += 1000;
    const auto renewed = certificate(demo::make_issued(spec, ca.key, test::test_pki().root));
    REQUIRE(matches(renewed.subject(), certificate(ca).subject()));
    const model::TrustService exact = announced(test::granted(certificate(ca)));
    model::TrustService other = announced(test::granted(renewed));
    world.listed = {exact, other};
    CHECK(asked() == once("QESig"));
    other.periods[0].status = ServiceStatus::withdrawn;
    other.periods[0].status_uri = kWithdrawn;
    world.listed = {exact, other};
    CHECK(asked() == once("NA"));
    other.territory = "KZ";  // national lists name certificates
    world.listed = {exact, other};
    CHECK(asked() == once("QESig"));
  }
  SECTION("no yes") {
    world.withdraw("2018-01-01T00:00:00Z");
    CHECK(asked() == never("AdESig"));
    world.anchor().given = true;
    CHECK(asked() == never("NA"));
  }
}

TEST_CASE("what lists say of a time-stamp authority itself its issuer does not put right",
          "[qualification]") {
  constexpr const char* kQtst = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
  World world;
  world.anchor().periods[0].type = kQtst;
  const model::Policy policy(world.rules);
  const auto level = [&](std::vector<model::TrustService> listed) {
    const test::TestTrust trust{std::move(listed)};
    Budget budget;
    const blocks::Subject subject{
        world.signature(), policy, trust, model::Context::timestamp, kNow, kNow, budget};
    return timestamp_qualification({subject, &world.path(), &world.anchor(), kNow, {}})
        ->facts.level;
  };
  CHECK(level({}) == "QTSA");
  model::TrustService own = test::granted(world.path().certificates[0]);
  own.periods[0].type = kQtst;
  CHECK(level({own}) == "QTSA");
  model::TrustService ended = own;
  ended.periods[0].status = ServiceStatus::withdrawn;
  ended.periods[0].status_uri = kWithdrawn;
  CHECK(level({ended}) == "TSA");
  CHECK(level({ended, own}) == "QTSA");  // one of several countries' lists is enough
  ended.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/TSA";  // does not speak of QTST
  CHECK(level({ended}) == "QTSA");
  SECTION("what is granted to another certificate of its key gives nothing") {
    demo::CertificateSpec spec = test::leaf_spec();
    const auto& ca = test::test_pki().ca;
    const auto issued = [&](std::int64_t serial) {
      spec.serial = serial;
      return certificate(demo::make_issued(spec, test::shared_key(demo::KeyKind::p256, 2), ca));
    };
    world.path().certificates[0] = issued(1001);
    ended.periods[0].type = kQtst;
    ended.identities = {world.path().certificates[0]};
    own.identities = {issued(1002)};
    CHECK(level({own}) == "QTSA");
    CHECK(level({ended, own}) == "TSA");
  }
  SECTION("under an issuer that is listed no more") {
    world.withdraw("2026-01-01T00:00:00Z");
    CHECK(level({}) == "TSA");
    CHECK(level({own}) == "QTSA");
  }
}

TEST_CASE("a policy demands a level", "[qualification]") {
  World world;
  world.demand({"QESig", "QESeal"});
  CHECK(world.judge().status == DocumentStatus::confirmed);
  const auto told = world.verdict();
  const auto* ok = test::find_check(told.checks, "qualification-level");
  CHECK(ok->outcome == Outcome::ok);
  SECTION("another one than it has") {
    world.demand({"QESeal"});
    const model::Verdict verdict = world.judge();
    CHECK(verdict.status == DocumentStatus::not_confirmed);
    CHECK(verdict.reason->code == "qualification-level");
    const auto& signature = verdict.signatures[0];
    CHECK(signature.conclusion.indication == Indication::indeterminate);
    CHECK(signature.conclusion.sub == SubIndication::chain_constraints_failure);
    CHECK(signature.authenticity.outcome == model::AspectConclusion::Outcome::undetermined);
    CHECK(signature.belonging.outcome == model::AspectConclusion::Outcome::confirmed);
    CHECK(signature.qualification->level == "QESig");  // what it is worth, not what was asked
  }
  SECTION("any level, but there is no scheme") {
    world.demand({"*"});
    CHECK(world.judge().status == DocumentStatus::confirmed);
    world.anchor().territory = "UA";
    CHECK(world.judge().status == DocumentStatus::not_confirmed);
  }
  SECTION("a warning changes nothing") {
    world.rules.set({Key::qualification_level, model::Context::signature},
                    {model::Level::warn, false, std::vector<std::string>{"QESeal"}});
    CHECK(world.judge().status == DocumentStatus::confirmed);
    CHECK(test::find_check(world.verdict().checks, "qualification-level")->outcome ==
          Outcome::failed);
  }
  SECTION("a level never makes a pass") {
    world.signature().value = model::ValueState::invalid;
    const model::Verdict verdict = world.judge();
    CHECK(verdict.status == DocumentStatus::not_confirmed);
    CHECK(verdict.reason->code == "signature-value");
    // and is not missed for what another check tells
    CHECK(test::find_check(verdict.signatures[0].checks, "qualification-level")->outcome ==
          Outcome::ok);
  }
}

TEST_CASE("a list past its nextUpdate is not fresh, past its grace it is no list",
          "[qualification]") {
  World world;
  model::TrustListInfo list;
  list.source = "test-list";
  list.territory = "EE";
  list.issued = at("2026-01-01T00:00:00Z");
  list.next_update = kNow;
  list.grace = Seconds{3600};
  const auto judged = [&](model::Level level, UtcTime now, std::optional<Seconds> most) {
    model::Constraint constraint{level, false, {}};
    if (most) {
      constraint.value = *most;
    }
    world.rules.set({Key::list_fresh}, constraint);
    world.lists = {list};
    return world.judge(now);
  };
  constexpr auto fail = model::Level::fail;
  constexpr auto warn = model::Level::warn;
  const Seconds year{365 * 86400};
  CHECK(judged(fail, kNow, year).status == DocumentStatus::confirmed);
  SECTION("within the grace") {
    const model::Verdict verdict = judged(fail, kNow + Seconds{1}, year);
    CHECK(verdict.status == DocumentStatus::cannot_verify);
    CHECK(verdict.reason->code == "trust-list-fresh");
    CHECK(verdict.signatures[0].conclusion.sub == SubIndication::no_certificate_chain_found);
    const model::Verdict warned = judged(warn, kNow + Seconds{1}, year);
    CHECK(warned.status == DocumentStatus::confirmed);
    CHECK(test::find_check(warned.signatures[0].checks, "trust-list-fresh")->outcome ==
          Outcome::failed);
    CHECK(warned.signatures[0].qualification->level == "QESig");
  }
  SECTION("behind the grace, whatever the policy says of freshness") {
    const model::Verdict verdict = judged(warn, kNow + Seconds{3601}, year);
    CHECK(verdict.status == DocumentStatus::cannot_verify);
    CHECK(verdict.reason->code == "trust-list-current");
    CHECK(verdict.signatures[0].qualification->level == "NA");
  }
  SECTION("older than the policy likes") {
    const Seconds age = kNow - *list.issued;
    CHECK(judged(fail, kNow, age).status == DocumentStatus::confirmed);
    CHECK(judged(fail, kNow, age - Seconds{1}).reason->code == "trust-list-fresh");
  }
  SECTION("closed for ever: it ages no more") {
    list.closed = true;
    list.next_update.reset();
    CHECK(judged(fail, kNow + year, Seconds{1}).status == DocumentStatus::confirmed);
  }
  SECTION("issued tomorrow") {
    list.issued = kNow + Seconds{86400};
    list.next_update = kNow + year;
    CHECK(judged(fail, kNow, year).reason->code == "trust-list-fresh");
  }
}

}  // namespace senim::process
