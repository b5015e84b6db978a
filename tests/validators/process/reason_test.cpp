#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/support/judging.h"
#include "validators/model/remedies.h"
#include "validators/model/rules.h"
#include "validators/process/document_status.h"
#include "validators/process/judge.h"

// What a person must be told first, and what he can do about it: one case for each remedy, from a
// document in which that one thing is wrong.

namespace senim::process {
namespace {

namespace rules = model::rules;
using model::CertificateRole;
using model::Context;
using model::DocumentStatus;
using model::Indication;
using model::Key;
using model::Level;
using model::Outcome;
using model::SignatureVerdict;
using model::ValueState;
using test::at;
using test::certificate;

const UtcTime kNow = at("2026-06-01T00:00:00Z");

struct World {
  model::Evidence evidence = test::passing_document();
  model::Submission submission;
  model::PolicyRules rules = test::plain_rules();
  std::vector<model::TrustListInfo> lists;
  UtcTime now = kNow;

  model::SignatureEvidence& signature() { return evidence.signatures.at(0); }
  model::CandidatePath& path() { return signature().paths.at(0); }
  void ask(Key key, model::Constraint constraint, Context context = Context::signature,
           CertificateRole role = CertificateRole::signing) {
    rules.set({key, context, role}, std::move(constraint));
  }
  void use_leaf(const demo::CertificateSpec& spec) {
    const auto leaf = certificate(
        demo::make_issued(spec, test::shared_key(demo::KeyKind::p256, 2), test::test_pki().ca));
    signature().signing_certificate = leaf;
    signature().signature.signer_candidates = {leaf};
    signature().referenced_certificates = {leaf.fingerprint()};
    path().certificates[0] = leaf;
  }
  model::Verdict judge() const {
    test::TestTrust trust;
    for (const model::TrustListInfo& list : lists) {
      trust.add(list);
    }
    return process::judge(evidence, submission, trust, test::TestPolicies(rules), now);
  }
};

struct Row {
  const char* remedy;
  const char* reason;
  void (*spoil)(World&);
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"get-original", "reference-digest",
       [](World& world) {
         world.signature().signature.matchers[0].state = model::MatchState::changed;
       }},
      {"sign-again", "signature-value",
       [](World& world) { world.signature().value = ValueState::invalid; }},
      {"sign-again", "format-structure",
       [](World& world) {
         world.signature().signature.format_problems = {{"format-structure", ""}};
       }},
      {"sign-as-asked", "accepted-format",
       [](World& world) { world.ask(Key::format_accepted, test::fails_unless({"XAdES-*"})); }},
      {"sign-as-asked", "not-whole",
       [](World& world) { world.signature().signature.coverage = model::Coverage::partial; }},
      {"sign-with-time-stamp", "timestamp-present",
       [](World& world) { world.ask(Key::signature_timestamp, test::fails()); }},
      {"sign-with-time-stamp", "time-not-proven",
       [](World& world) { world.submission.asked_time = kNow - Seconds{86400}; }},
      {"use-valid-certificate", "signing-certificate-validity",
       [](World& world) { world.now = at("2028-01-01T00:00:01Z"); }},
      {"use-right-certificate", "key-usage",
       [](World& world) { world.ask(Key::key_usage, test::fails_unless({"keyAgreement"})); }},
      {"use-right-certificate", "qualification-level",
       [](World& world) { world.ask(Key::qualification_level, test::fails_unless({"QESig"})); }},
      {"use-other-authority", "trust-service-status",
       [](World& world) {
         world.path().services.own()[0].periods[0].status = model::ServiceStatus::withdrawn;
       }},
      {"use-strong-algorithm", "algorithm-reliable",
       [](World& world) { world.rules.algorithms[0].keys.clear(); }},
      {"supply-content", "signed-data-found",
       [](World& world) {
         world.signature().signature.matchers[0].state = model::MatchState::missing;
       }},
      {"supply-certificate", "signing-certificate-identified",
       [](World& world) {
         world.signature().signing_certificate.reset();
         world.signature().paths.clear();
         world.signature().signature.certificate_required_by_reference = false;
         world.signature().signature.certificate_references.clear();
         world.signature().reference_match = model::SignatureEvidence::ReferenceMatch::not_present;
       }},
      {"supply-revocation", "revocation-data-available",
       [](World& world) { world.ask(Key::revocation_available, test::fails()); }},
      {"register-issuer", "path-found", [](World& world) { world.signature().paths.clear(); }},
      {"renew-list", "trust-list-current",
       [](World& world) {
         model::TrustListInfo list;
         list.source = "test-list";
         list.next_update = kNow - Seconds{1};
         world.lists = {list};
       }},
      {"try-later", "revocation-source-reachable",
       [](World& world) {
         demo::CertificateSpec spec = test::leaf_spec();
         spec.ocsp_urls = {"http://ocsp.example/"};
         world.use_leaf(spec);
         world.ask(Key::revocation_available, test::fails());
       }},
      {"ask-authority", "certificate-signature",
       [](World& world) { world.path().signed_by_next[0] = ValueState::invalid; }},
      {"use-other-time-stamp", "timestamp-valid",
       [](World& world) {
         model::ParsedTimestamp timestamp;
         timestamp.id = "T-1";
         timestamp.kind = model::TimestampKind::signature;
         timestamp.problem = "no token";
         world.signature().signature.timestamps = {timestamp};
         world.signature().timestamps = {{timestamp, {}}};
         world.ask(Key::timestamp_valid, test::fails(), Context::timestamp);
       }},
      {"check-agreement", "recognised",
       [](World& world) { world.ask(Key::qualification_recognised, test::fails_unless({"EDS"})); }},
      {"add-signatures", "require-not-met",
       [](World& world) {
         world.rules.document.require.mode = model::Requirement::Mode::signers;
         world.rules.document.require.signers = {{2, ""}};
       }},
      {"check-signer", "expectation-not-met",
       [](World& world) { world.submission.expect.iin = "850101768426"; }},
      {"supply-signed-document", "no-signature",
       [](World& world) { world.evidence.signatures.clear(); }},
      {"supply-less", "path-search-complete",
       [](World& world) {
         world.signature().paths.clear();
         world.signature().paths_cut = true;
       }},
      {"verify-elsewhere", "algorithm-unsupported",
       [](World& world) { world.signature().value = ValueState::unsupported; }},
  };
  return all;
}

}  // namespace

TEST_CASE("each remedy is given for what it helps against", "[process][reason]") {
  // Nothing that collect() finds leads to the one, and policies that are over to the other
  // (tests/policies/kz_domestic_test).
  std::set<std::string> seen{"report-defect", "ask-other-policy"};
  for (const Row& row : rows()) {
    CAPTURE(row.remedy, row.reason);
    World world;
    row.spoil(world);
    const model::Verdict verdict = world.judge();
    CHECK(verdict.status != DocumentStatus::confirmed);
    REQUIRE(verdict.reason.has_value());
    CHECK(verdict.reason->code == row.reason);
    CHECK(verdict.reason->remedy == row.remedy);
    seen.insert(row.remedy);
  }
  CHECK(seen.size() == model::all_remedies().size());
}

TEST_CASE("later changes and defects have their remedies too", "[process][reason]") {
  SignatureVerdict signature;
  signature.id = "S-1";
  signature.conclusion = {Indication::passed, model::SubIndication::none};
  signature.integrity.coverage = model::Coverage::whole;
  model::Verdict verdict;
  verdict.document.kind = model::DocumentKind::cms;
  verdict.signatures = {signature};  // passed, but nothing is concluded
  CHECK(decide(verdict, {}, {}, kNow).reason->code == "internal-doubt");
  CHECK(decide(verdict, {}, {}, kNow).reason->remedy == "report-defect");
  verdict.signatures[0].integrity.modified = true;
  CHECK(decide(verdict, {}, {}, kNow).reason->code == "modified");
  CHECK(decide(verdict, {}, {}, kNow).reason->remedy == "get-original");
}

TEST_CASE("a confirmed document has no reason and needs no remedy", "[process][reason]") {
  CHECK_FALSE(World{}.judge().reason.has_value());
}

TEST_CASE("a remedy carries the parameters that somebody needs who acts on it",
          "[process][reason]") {
  World world;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.ocsp_urls = {"http://ocsp.example/"};
  world.use_leaf(spec);
  world.ask(Key::revocation_available, test::fails());
  const auto reason = *world.judge().reason;
  CHECK(std::ranges::count(reason.remedy_params, std::pair<std::string, std::string>(
                                                     "endpoint", "http://ocsp.example/")) == 1);
  for (const auto& param : reason.remedy_params) {
    CHECK(std::ranges::count(reason.params, param) == 1);
  }
}

TEST_CASE("whatever check fails, its reason has a remedy", "[process][reason]") {
  for (const model::Rule* rule : rules::all()) {
    if (rule->block == model::Block::document) {
      continue;  // said by the reasons not-whole and modified
    }
    CAPTURE(rule->id);
    SignatureVerdict signature;
    signature.id = "S-1";
    signature.conclusion = rule->on_failure;
    signature.integrity.references = "intact";
    signature.integrity.value = ValueState::valid;
    signature.checks = {{rule, Level::fail, Outcome::failed, {}}};
    model::Verdict verdict;
    verdict.document.kind = model::DocumentKind::cms;
    verdict.signatures = {signature};
    const DocumentDecision decision = decide(verdict, {}, {}, kNow);
    REQUIRE(decision.reason.has_value());
    CHECK(decision.reason->code == rule->id);
    CHECK(decision.reason->remedy == model::remedy_of(*rule).code);
  }
}

TEST_CASE("of several signatures the gravest is told first", "[process][reason]") {
  const auto failing = [](const char* id, const model::Rule& rule) {
    SignatureVerdict signature;
    signature.id = id;
    signature.conclusion = rule.on_failure;
    signature.integrity.references = &rule == &rules::kReferenceDigest ? "changed" : "intact";
    signature.integrity.value =
        &rule == &rules::kSignatureValue ? ValueState::invalid : ValueState::valid;
    signature.checks = {{&rule, Level::fail, Outcome::failed, {}}};
    return signature;
  };
  std::vector<SignatureVerdict> all{
      failing("S-1", rules::kFormatStructure), failing("S-2", rules::kNotRevoked),
      failing("S-3", rules::kSignatureValue), failing("S-4", rules::kReferenceDigest),
      failing("S-5", rules::kReferenceDigest)};
  std::vector<std::string> told;
  while (!all.empty()) {
    model::Verdict verdict;
    verdict.document.kind = model::DocumentKind::cms;
    verdict.signatures = all;
    told.push_back(decide(verdict, {}, {}, kNow).reason->object);
    std::erase_if(all, [&](const auto& one) { return one.id == told.back(); });
  }
  CHECK(told == std::vector<std::string>{"S-4", "S-5", "S-3", "S-2", "S-1"});
}

TEST_CASE("what only covers a part of the document does not prove that all is unchanged",
          "[process][reason]") {
  World world;
  world.signature().signature.coverage = model::Coverage::partial;
  const auto signature = world.judge().signatures[0];
  CHECK(signature.conclusion.indication == Indication::passed);
  CHECK(signature.immutability.outcome == model::AspectConclusion::Outcome::undetermined);
  CHECK(std::ranges::count(signature.immutability.checks, "document-covered") == 1);
  CHECK(test::find_check(signature.checks, "document-covered")->outcome == Outcome::failed);
  CHECK(test::find_check(signature.checks, "document-unchanged")->outcome == Outcome::ok);
  CHECK(signature.authenticity.outcome == model::AspectConclusion::Outcome::confirmed);
  world.rules.document.partial_coverage = model::Permission::allowed;
  CHECK(world.judge().status == DocumentStatus::confirmed);
  CHECK(world.judge().signatures[0].immutability.outcome ==
        model::AspectConclusion::Outcome::confirmed);
}

TEST_CASE("a conclusion names each of its checks once", "[process][reason]") {
  const World world;
  const auto signature = world.judge().signatures[0];
  std::set<std::string_view> ids;
  for (const auto& check : signature.checks) {
    ids.insert(check.rule->id);
  }
  CHECK(ids.size() < signature.checks.size());  // of each certificate, say
  for (const auto& aspect : {signature.authenticity, signature.belonging, signature.immutability}) {
    CHECK_FALSE(aspect.checks.empty());
    CHECK(std::set<std::string_view>(aspect.checks.begin(), aspect.checks.end()).size() ==
          aspect.checks.size());
  }
}

TEST_CASE("what a key is for counts for belonging", "[process][reason]") {
  World world;
  world.ask(Key::key_usage, test::fails_unless({"keyAgreement"}));
  const auto signature = world.judge().signatures[0];
  CHECK(std::ranges::count(signature.belonging.checks, "key-usage") == 1);
  CHECK(std::ranges::count(signature.authenticity.checks, "key-usage") == 0);
  CHECK(signature.belonging.outcome == model::AspectConclusion::Outcome::undetermined);
}

}  // namespace senim::process
