#include "validators/process/agreement.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/judging.h"
#include "validators/model/rules.h"
#include "validators/pki/oids.h"
#include "validators/process/judge.h"

// Agreements between home (KZ) and a country whose list has words of its own, both ways, and only
// inside their period.

namespace senim::process {
namespace {

using model::Agreement;
using model::DocumentStatus;
using model::Key;
using model::Outcome;
using model::ServiceStatus;
using model::SubIndication;
using model::Way;
using test::at;
using test::certificate;

const UtcTime kNow = at("2026-06-01T00:00:00Z");
const UtcTime kIssued = at("2025-01-01T00:00:00Z");  // test::leaf_spec()
constexpr const char* kTheirType = "https://list.example/type/accredited";
constexpr const char* kTheirGood = "https://list.example/status/active";
constexpr const char* kTheirBad = "https://list.example/status/ended";
constexpr const char* kGranted = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
constexpr const char* kPurpose = "1.3.6.1.5.5.7.3.4";  // what test::leaf_spec() states
constexpr const char* kCompliance = "0.4.0.1862.1.1";

Agreement agreement(const char* theirs = "XX") {
  Agreement made;
  made.id = "kz-xx";
  made.ours = "KZ";
  made.theirs = theirs;
  made.since = at("2024-01-01T00:00:00Z");
  model::ServiceEquivalence in;
  in.theirs = kTheirType;
  in.ours = test::kCaQc;
  in.statuses = {{kTheirGood, "granted"}, {kTheirBad, "withdrawn"}};
  in.statements = {{kPurpose, kCompliance}};
  made.services = {in};
  model::ServiceEquivalence out;
  out.ours = test::kCaQc;
  out.theirs = test::kCaQc;
  out.statuses = {{kGranted, "granted"}};
  out.statements = {{kPurpose, kCompliance}, {"1.2.3.4.5", "0.4.0.1862.1.4"}};
  made.outbound = {out};
  return made;
}

demo::CertificateSpec signer(const char* country) {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.subject = {{Oid("2.5.4.6"), country}, {Oid("2.5.4.3"), "Signer"}};
  spec.extended_key_usage = {Oid(kPurpose)};
  return spec;
}

// A signer of that country under an anchor of its list.
struct World {
  model::Evidence evidence = test::passing_document();
  model::Submission submission;
  model::PolicyRules rules = test::plain_rules();
  std::vector<Agreement> agreements{agreement()};

  explicit World(const char* country) {
    for (model::AnchorRule& rule : rules.anchors) {
      rule.service_types = {std::string(test::kCaQc)};
    }
    set_signer(signer(country));
    anchor().territory = country;
  }
  void set_signer(const demo::CertificateSpec& spec) {
    const auto leaf = certificate(
        demo::make_issued(spec, test::shared_key(demo::KeyKind::p256, 2), test::test_pki().ca));
    evidence.signatures[0].signing_certificate = leaf;
    evidence.signatures[0].signature.signer_candidates = {leaf};
    evidence.signatures[0].referenced_certificates = {leaf.fingerprint()};
    evidence.signatures[0].paths[0].certificates[0] = leaf;
  }
  model::TrustService& anchor() { return evidence.signatures[0].paths[0].services.own()[0]; }
  model::ServicePeriod& entry() { return anchor().periods[0]; }
  void demand(const char* level) {
    rules.set({Key::qualification_recognised, model::Context::signature},
              test::fails_unless({level}));
  }
  model::Verdict judge(UtcTime now = kNow) const {
    const test::TestTrust trust;
    return process::judge(evidence, submission, trust, test::TestPolicies(rules, agreements), now);
  }
  model::SignatureVerdict verdict(UtcTime now = kNow) const { return judge(now).signatures.at(0); }
};

// XX is foreign and its list speaks its own words.
World inbound() {
  World world("XX");
  world.entry().type = kTheirType;
  world.entry().status_uri = kTheirGood;
  world.entry().status = ServiceStatus::unknown;
  return world;
}

World outbound() {
  World world("KZ");
  world.submission.purpose = model::Purpose::forward;
  world.submission.recipient = "XX";
  return world;
}

}  // namespace

TEST_CASE("an agreement makes foreign words count here", "[agreement]") {
  World world = inbound();
  const model::Verdict verdict = world.judge();
  CHECK(verdict.status == DocumentStatus::confirmed);
  const auto& signature = verdict.signatures[0];
  CHECK(signature.direction == "inbound");
  REQUIRE(signature.agreement.has_value());
  CHECK(signature.agreement->id == "kz-xx");
  CHECK(signature.agreement->since == at("2024-01-01T00:00:00Z"));
  CHECK_FALSE(signature.agreement->until.has_value());
  CHECK(signature.agreement->relying == "KZ");
  CHECK(signature.agreement->level == "EDS");
  for (const auto* facts : {&signature.agreement->issuance, &signature.agreement->signing}) {
    REQUIRE(facts->service.has_value());
    CHECK(facts->quality == "qualified");
    CHECK(facts->service->status == kTheirGood);  // in the words of the list
    CHECK(facts->service->since == at("2015-01-01T00:00:00Z"));
  }
  CHECK(signature.anchor->status == kTheirGood);
  SECTION("without it nobody here understands them") {
    world.agreements.clear();
    const auto alone = world.verdict();
    CHECK(alone.conclusion.sub == SubIndication::no_certificate_chain_found);
    CHECK(test::find_check(alone.checks, "trust-service-type")->outcome == Outcome::failed);
    CHECK_FALSE(alone.agreement.has_value());
  }
  SECTION("nor does one with another country help") {
    world.agreements = {agreement("YY")};
    CHECK(world.verdict().conclusion.sub == SubIndication::no_certificate_chain_found);
  }
  SECTION("nor one that is about our signatures there only") {
    world.agreements[0].services.clear();
    CHECK(world.verdict().conclusion.sub == SubIndication::no_certificate_chain_found);
  }
}

// attack5 F2, spec/domain.md 1: the pair is that of issuer and relying country.
TEST_CASE("a subject takes itself out of no agreement by the country it states", "[agreement]") {
  World world = inbound();
  for (const char* stated : {"KZ", "YY", "XX"}) {
    CAPTURE(stated);
    world.set_signer(signer(stated));
    const auto signature = world.verdict();
    CHECK(signature.direction == "inbound");
    REQUIRE(signature.agreement.has_value());
    CHECK(signature.agreement->id == "kz-xx");
  }
}

// attack5 F1.
TEST_CASE("an agreement lifts the withdrawal of an intermediate only by naming it", "[agreement]") {
  World world = inbound();
  model::TrustService listed = test::granted(certificate(test::test_pki().ca));
  listed.territory = "XX";
  listed.periods[0].type = kTheirType;
  const auto judged = [&](ServiceStatus status, const char* uri) {
    listed.periods[0].status = status;
    listed.periods[0].status_uri = uri;
    const test::TestTrust trust({listed});
    const auto signature = process::judge(world.evidence, world.submission, trust,
                                          test::TestPolicies(world.rules, world.agreements), kNow)
                               .signatures.at(0);
    return test::find_check(signature.checks, "intermediate-service-status")->outcome;
  };
  CHECK(judged(ServiceStatus::withdrawn, "https://list.example/status/other") == Outcome::failed);
  CHECK(judged(ServiceStatus::suspended, "https://list.example/status/other") == Outcome::failed);
  CHECK(judged(ServiceStatus::unknown, kTheirBad) == Outcome::failed);
  CHECK(judged(ServiceStatus::unknown, kTheirGood) == Outcome::ok);
  // attack6 A1: what neither of them can read is no status that anybody could rely on.
  CHECK(judged(ServiceStatus::unknown, "https://list.example/status/other") == Outcome::failed);
  CHECK(judged(ServiceStatus::withdrawn, kTheirGood) == Outcome::ok);  // so the treaty says
}

TEST_CASE("what an agreement does not name it does not recognise", "[agreement]") {
  World world = inbound();
  SECTION("a type, even one of ours") {
    world.entry().type = test::kCaQc;
    world.entry().status = ServiceStatus::granted;
    world.entry().status_uri = kGranted;
    const auto signature = world.verdict();
    CHECK(test::find_check(signature.checks, "trust-service-type")->outcome == Outcome::failed);
    CHECK(signature.agreement->signing.remarks ==
          std::vector<std::string>{"service-not-named-by-agreement"});
  }
  SECTION("a status that means withdrawn") {
    world.entry().status_uri = kTheirBad;
    const auto signature = world.verdict();
    CHECK(test::find_check(signature.checks, "trust-service-status")->outcome == Outcome::failed);
    CHECK(signature.agreement->signing.quality == "not-qualified");
  }
  SECTION("a status that it is silent about, whatever our reader made of it") {
    world.entry().status_uri = kGranted;
    world.entry().status = ServiceStatus::granted;
    CHECK(test::find_check(world.verdict().checks, "trust-service-status")->outcome ==
          Outcome::failed);
  }
  SECTION("a certificate that does not state what it names") {
    demo::CertificateSpec spec = signer("XX");
    spec.extended_key_usage.clear();
    world.set_signer(spec);
    const model::Verdict verdict = world.judge();
    CHECK(verdict.status == DocumentStatus::confirmed);  // nobody demanded a level
    CHECK(verdict.signatures[0].agreement->level == "not-EDS");
    world.demand("EDS");
    CHECK(world.judge().reason->code == "recognised");
    world.set_signer(signer("XX"));
    CHECK(world.judge().status == DocumentStatus::confirmed);
  }
  SECTION("a critical extension of the list that nobody understands") {
    world.entry().unknown_critical_extension = true;
    CHECK(world.verdict().agreement->level == "not-EDS");
  }
}

TEST_CASE("an agreement is applied inside its period only", "[agreement]") {
  World world = inbound();
  Agreement& treaty = world.agreements[0];
  SECTION("from its first second") {
    treaty.since = kNow;
    CHECK(world.judge().status == DocumentStatus::confirmed);
    treaty.since = kNow + Seconds{1};
    CHECK(world.verdict().conclusion.sub == SubIndication::no_certificate_chain_found);
    CHECK_FALSE(world.verdict().agreement.has_value());
  }
  SECTION("until before its last") {
    treaty.until = kNow + Seconds{1};
    CHECK(world.judge().status == DocumentStatus::confirmed);
    CHECK(world.verdict().agreement->until == treaty.until);
    treaty.until = kNow;
    CHECK(world.verdict().conclusion.sub == SubIndication::no_certificate_chain_found);
  }
  SECTION("at issuance too, for the level") {
    treaty.since = kIssued + Seconds{1};
    const auto signature = world.verdict();
    CHECK(signature.conclusion.indication == model::Indication::passed);
    CHECK(signature.agreement->level == "not-EDS");
    CHECK(signature.agreement->issuance.remarks ==
          std::vector<std::string>{"agreement-not-in-force"});
    treaty.since = kIssued;
    CHECK(world.verdict().agreement->level == "EDS");
  }
  SECTION("one after the other") {
    treaty.until = at("2025-06-01T00:00:00Z");
    Agreement next = agreement();
    next.id = "kz-xx-2";
    next.since = *treaty.until;
    world.agreements.push_back(next);
    const auto signature = world.verdict();
    CHECK(signature.agreement->id == "kz-xx-2");
    CHECK(signature.agreement->level == "EDS");  // the first at issuance, the second at signing
  }
}

TEST_CASE("abroad too an agreement is applied inside its period only", "[agreement]") {
  World world = outbound();
  Agreement& treaty = world.agreements[0];
  world.demand("recognised");
  SECTION("from its first second") {
    treaty.since = kIssued;
    CHECK(world.judge().status == DocumentStatus::confirmed);
    CHECK(world.verdict().agreement->level == "recognised");
    treaty.since = kIssued + Seconds{1};  // not in force when the certificate was issued
    CHECK(world.verdict().agreement->level == "not-recognised");
    CHECK(world.verdict().agreement->issuance.remarks ==
          std::vector<std::string>{"agreement-not-in-force"});
    CHECK(world.judge().reason->code == "recognised");
    treaty.since = kNow + Seconds{1};
    CHECK_FALSE(world.verdict().agreement.has_value());
    CHECK(world.judge().reason->code == "recognised");
  }
  SECTION("until before its last") {
    treaty.until = kNow + Seconds{1};
    CHECK(world.judge().status == DocumentStatus::confirmed);
    treaty.until = kNow;
    CHECK_FALSE(world.verdict().agreement.has_value());
    CHECK(world.judge().reason->code == "recognised");
  }
}

TEST_CASE("a verdict lives no longer than the agreements stay as they are", "[agreement]") {
  World world = inbound();
  const UtcTime usual = world.judge().fresh_until;
  world.agreements[0].until = kNow + Seconds{5};
  CHECK(world.judge().fresh_until == kNow + Seconds{5});
  world.agreements[0].until.reset();
  Agreement later = agreement("YY");
  later.since = kNow + Seconds{7};
  world.agreements.push_back(later);
  CHECK(world.judge().fresh_until == kNow + Seconds{7});
  CHECK(usual > kNow + Seconds{7});
}

TEST_CASE("our signature is worth abroad what the agreement says", "[agreement]") {
  World world = outbound();
  const auto signature = world.verdict();
  CHECK(signature.direction == "outbound");
  REQUIRE(signature.agreement.has_value());
  CHECK(signature.agreement->relying == "XX");
  CHECK(signature.agreement->level == "recognised");
  CHECK(signature.agreement->signing.service->territory == "KZ");
  CHECK_FALSE(signature.agreement->signing.device);
  SECTION("whom it goes to must be said") {
    world.submission.recipient.clear();
    CHECK_FALSE(world.verdict().agreement.has_value());
    world.demand("recognised");
    CHECK(world.judge().reason->code == "recognised");
  }
  SECTION("and be the other party") {
    world.submission.recipient = "YY";
    CHECK_FALSE(world.verdict().agreement.has_value());
  }
  SECTION("at home it is nobody's business") {
    world.submission.purpose = model::Purpose::accept;
    CHECK_FALSE(world.verdict().agreement.has_value());
  }
  SECTION("a one-sided agreement says nothing of us") {
    world.agreements[0].outbound.clear();
    CHECK_FALSE(world.verdict().agreement.has_value());
  }
  SECTION("our own lists are read in our own words all the same") {
    world.agreements[0].outbound[0].statuses.clear();
    const model::Verdict verdict = world.judge();
    CHECK(verdict.status == DocumentStatus::confirmed);
    CHECK(verdict.signatures[0].agreement->level == "not-recognised");
  }
  SECTION("in the words of a party with a scheme of its own") {
    world.agreements = {agreement("RU")};
    world.submission.recipient = "RU";
    CHECK(world.verdict().agreement->level == "UKEP");
  }
  SECTION("in those of the Union: by TS 119 615, whole") {
    world.agreements = {agreement("EE")};
    world.submission.recipient = "EE";
    model::ServiceEquivalence& out = world.agreements[0].outbound[0];
    CHECK(world.verdict().agreement->level == "AdESig");  // not announced
    out.announces = {"http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures"};
    CHECK(world.verdict().agreement->level == "AdESig-QC");
    out.statements.emplace("1.3.6.1.5.5.7.3.36", "0.4.0.1862.1.4");
    CHECK(world.verdict().agreement->level == "AdESig-QC");
    demo::CertificateSpec spec = signer("KZ");
    spec.extended_key_usage.emplace_back("1.3.6.1.5.5.7.3.36");
    world.set_signer(spec);
    CHECK(world.verdict().agreement->level == "QESig");
  }
}

TEST_CASE("an agreement with a third country has no say in transit", "[agreement]") {
  World world = inbound();
  world.submission.purpose = model::Purpose::forward;
  world.submission.recipient = "YY";
  const auto signature = world.verdict();
  CHECK(signature.direction == "transit");
  CHECK_FALSE(signature.agreement.has_value());
}

TEST_CASE("qualifiers are translated, and one that is not named counts against", "[agreement]") {
  World world = outbound();
  world.agreements = {agreement("EE")};
  world.submission.recipient = "EE";
  model::ServiceEquivalence& out = world.agreements[0].outbound[0];
  constexpr const char* kInfo = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
  out.announces = {std::string(kInfo).append("ForeSignatures")};
  model::QualificationElement element;
  element.qualifiers = {"https://home.example/on-token"};
  element.criteria.kind = model::Criterion::Kind::list;
  world.entry().since = at("2017-01-01T00:00:00Z");
  world.entry().qualifications = {element};
  CHECK(world.verdict().agreement->level == "AdESig");
  CHECK(world.verdict().agreement->signing.remarks ==
        std::vector<std::string>{"qualifier-not-understood"});
  out.qualifiers = {{"https://home.example/on-token", std::string(kInfo).append("QCWithQSCD")}};
  CHECK(world.verdict().agreement->level == "QESig");
}

TEST_CASE("statements count as the agreement says, and nothing else does", "[agreement]") {
  Statements stated;
  stated.compliance = true;
  stated.device = true;
  stated.types = {CertificateType::web};
  stated.policies = {Oid{"1.2.3"}};
  stated.purposes = {Oid{"1.2.4"}};
  stated.qc_statements = {Oid{"1.2.5"}};
  stated.type_ids = {Oid{"1.2.6"}};
  model::ServiceEquivalence equivalence;
  Statements read = translated(stated, equivalence, "XX");
  CHECK_FALSE(read.compliance);
  CHECK_FALSE(read.device);
  CHECK(read.types.empty());
  equivalence.statements = {{"1.2.3", "0.4.0.1862.1.1"},
                            {"1.2.4", "0.4.0.1862.1.4"},
                            {"1.2.5", "0.4.0.1862.1.6.1"},
                            {"1.2.6", "0.4.0.1862.1.6.2"},
                            {"1.2.7", "0.4.0.1862.1.6.3"}};
  read = translated(stated, equivalence, "XX");
  CHECK(read.compliance);
  CHECK(read.device);
  CHECK(read.types == std::vector{CertificateType::esign, CertificateType::eseal});
}

TEST_CASE("a statement of qualification by the law of others is none of the party's",
          "[agreement]") {
  Statements stated;
  stated.qc_statements = {Oid{kCompliance}};
  stated.purposes = {Oid{kPurpose}};
  model::ServiceEquivalence equivalence;
  equivalence.statements = {{kCompliance, kCompliance}};
  const auto counts = [&](const char* party) {
    return translated(stated, equivalence, party).compliance;
  };
  CHECK(counts("CH"));
  CHECK(counts("EE"));
  stated.legislation = {"CH"};
  CHECK(counts("CH"));
  CHECK_FALSE(counts("EE"));
  CHECK_FALSE(counts("UA"));
  stated.legislation = {"GB", "CH"};
  CHECK(counts("UK"));
  stated.legislation = {"EE"};  // with any country named it is not the Regulation's
  CHECK_FALSE(counts("EE"));
  equivalence.statements = {{kPurpose, kCompliance}};  // says nothing of whose law
  CHECK(counts("EE"));
}

TEST_CASE("a device certified under the law of others is none of the party's", "[agreement]") {
  constexpr const char* kDevice = "0.4.0.1862.1.4";
  Statements stated;
  stated.qc_statements = {Oid{kDevice}, Oid{kCompliance}};
  stated.purposes = {Oid{kPurpose}};
  model::ServiceEquivalence equivalence;
  equivalence.statements = {{kDevice, kDevice}, {kCompliance, kCompliance}};
  const auto counts = [&](const char* party) {
    const Statements read = translated(stated, equivalence, party);
    CHECK(read.compliance);  // says nothing of the device, nor the device of it
    return read.device;
  };
  CHECK(counts("CH"));
  CHECK(counts("EE"));
  stated.device_legislation = {{"CH"}};
  CHECK(counts("CH"));
  CHECK_FALSE(counts("EE"));
  CHECK_FALSE(counts("UA"));
  stated.device_legislation = {{"GB", "EU"}};
  CHECK(counts("UK"));
  CHECK(counts("EE"));
  CHECK_FALSE(counts("CH"));
  stated.device_legislation.emplace();  // there, and nobody can read it
  CHECK_FALSE(counts("CH"));
  CHECK_FALSE(counts("EE"));
  equivalence.statements = {{kPurpose, kDevice}, {kCompliance, kCompliance}};
  CHECK(counts("EE"));  // says nothing of whose law
}

TEST_CASE("what the list has against a certificate counts for every party", "[agreement]") {
  constexpr const char* kInfo = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
  World world = inbound();
  model::QualificationElement element;
  element.qualifiers = {"https://list.example/not-for-signatures"};
  element.criteria.kind = model::Criterion::Kind::list;
  world.entry().qualifications = {element};
  const auto remarks = [&] { return world.verdict().agreement->signing.remarks; };
  CHECK(world.verdict().agreement->level == "not-EDS");
  CHECK(remarks() == std::vector<std::string>{"qualifier-not-understood"});
  auto& qualifiers = world.agreements[0].services[0].qualifiers;
  qualifiers = {{element.qualifiers[0], std::string(kInfo).append("NotQualified")}};
  CHECK(world.verdict().agreement->level == "not-EDS");
  CHECK(remarks() == std::vector<std::string>{"not-qualified-by-list"});
  qualifiers = {{element.qualifiers[0], std::string(kInfo).append("QCNoQSCD")}};
  CHECK(world.verdict().agreement->level == "EDS");
  SECTION("of other certificates") {
    qualifiers.clear();
    world.entry().qualifications[0].criteria.assert_kind = model::Criterion::Assert::at_least_one;
    CHECK(world.verdict().agreement->level == "EDS");
  }
}

TEST_CASE("an old entry is read in the words of the Regulation", "[agreement]") {
  constexpr const char* kInfo = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";
  World world = outbound();
  world.agreements = {agreement("EE")};
  world.submission.recipient = "EE";
  model::ServiceEquivalence& out = world.agreements[0].outbound[0];
  out.announces = {std::string(kInfo).append("ForeSeals")};
  model::QualificationElement element;
  element.qualifiers = {"https://home.example/system"};
  element.criteria.kind = model::Criterion::Kind::list;
  world.entry().qualifications = {element};
  out.qualifiers = {{element.qualifiers[0], std::string(kInfo).append("QCForESeal")}};
  for (const char* since : {"2012-01-01T00:00:00Z", "2017-01-01T00:00:00Z"}) {
    CAPTURE(since);
    world.entry().since = at(since);
    CHECK(world.verdict().agreement->level == "AdESeal-QC");
  }
}

TEST_CASE("an agreement with the Union is one with each of its members", "[agreement]") {
  World world = inbound();
  world.agreements = {agreement("EU")};
  CHECK_FALSE(world.verdict().agreement.has_value());
  for (const char* member : {"EE", "EL", "DE"}) {
    CAPTURE(member);
    world.anchor().territory = member;
    CHECK(world.judge().status == DocumentStatus::confirmed);
    CHECK(world.verdict().agreement->level == "EDS");
  }
  for (const char* other : {"NO", "UK", "CH"}) {
    CAPTURE(other);
    world.anchor().territory = other;
    CHECK(world.verdict().conclusion.sub == SubIndication::no_certificate_chain_found);
  }
  World ours = outbound();
  ours.agreements = {agreement("EU")};
  for (const char* recipient : {"EU", "EE"}) {
    ours.submission.recipient = recipient;
    CHECK(ours.verdict().agreement->level == "AdESig");
    CHECK(ours.verdict().agreement->relying == recipient);
  }
}

TEST_CASE("another entry of the key objects to an agreement's yes in a list of the Union alone",
          "[agreement]") {
  World world = inbound();
  world.agreements = {agreement("EU"), agreement()};
  const demo::Party& root = test::test_pki().root;
  demo::CertificateSpec spec = test::root_spec();
  spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
  spec.serial += 1000;
  const auto renewed = certificate(demo::make_root(spec, root.key));
  REQUIRE(matches(renewed.subject(), certificate(root).subject()));
  const auto level = [&](const char* country, const char* status) {
    world.anchor().territory = country;
    model::TrustService exact = world.anchor();
    exact.identities = {certificate(root)};
    model::TrustService other = exact;
    other.identities = {renewed};
    other.periods[0].status_uri = status;
    const test::TestTrust trust({exact, other});
    const auto signature = process::judge(world.evidence, world.submission, trust,
                                          test::TestPolicies(world.rules, world.agreements), kNow)
                               .signatures.at(0);
    CHECK((trust.asked_of_keys() != 0) == (world.anchor().territory == "EE"));
    return signature.agreement.value().level;
  };
  CHECK(level("EE", kTheirGood) == "EDS");
  CHECK(level("EE", kTheirBad) == "NA");
  CHECK(level("XX", kTheirBad) == "EDS");
}

TEST_CASE("a relation needs a partner and the right way", "[agreement]") {
  CHECK(relation_of("inbound", "KZ", "RU", "")->way == Way::inbound);
  CHECK(relation_of("inbound", "KZ", "RU", "")->partner == "RU");
  CHECK_FALSE(relation_of("inbound", "KZ", "", "").has_value());
  CHECK_FALSE(relation_of("inbound", "KZ", "KZ", "").has_value());
  CHECK(relation_of("outbound", "KZ", "KZ", "RU")->way == Way::outbound);
  CHECK(relation_of("outbound", "KZ", "KZ", "RU")->partner == "RU");
  CHECK_FALSE(relation_of("outbound", "KZ", "KZ", "").has_value());
  CHECK_FALSE(relation_of("outbound", "KZ", "KZ", "KZ").has_value());
  CHECK_FALSE(relation_of("outbound", "KZ", "BY", "RU").has_value());
  for (const char* direction : {"domestic", "transit", "unknown"}) {
    CHECK_FALSE(relation_of(direction, "KZ", "RU", "RU").has_value());
  }
}

}  // namespace senim::process
