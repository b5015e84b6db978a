#include "validators/process/judge.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"
#include "validators/model/rules.h"

namespace senim::process {
namespace {

using model::AspectConclusion;
using model::DocumentStatus;
using model::Key;
using model::ValueState;
using test::at;
using test::certificate;
using AspectOutcome = AspectConclusion::Outcome;

const UtcTime kNow = at("2026-06-01T00:00:00Z");

struct World {
  model::Evidence evidence = test::passing_document();
  model::Submission submission;
  model::PolicyRules rules = test::plain_rules();
  test::TestTrust trust{{test::granted(certificate(test::test_pki().root))}};
  UtcTime now = kNow;

  model::SignatureEvidence& signature() { return evidence.signatures.at(0); }
  model::Verdict judge() const {
    return process::judge(evidence, submission, trust, test::TestPolicies(rules), now);
  }
};

}  // namespace

TEST_CASE("a document in which all is well is confirmed, with everything it rests on",
          "[process]") {
  const World world;
  const model::Verdict verdict = world.judge();
  CHECK(verdict.status == DocumentStatus::confirmed);
  CHECK_FALSE(verdict.reason.has_value());
  CHECK(verdict.validation_time == kNow);
  CHECK(verdict.basis.policy_book == std::string(64, '1'));
  CHECK(verdict.basis.snapshot == std::string(64, '0'));
  CHECK(verdict.document.kind == model::DocumentKind::cms);
  REQUIRE(verdict.signatures.size() == 1);
  const model::SignatureVerdict& signature = verdict.signatures[0];
  CHECK(signature.conclusion.indication == model::Indication::passed);
  CHECK(signature.policy.id == "test");
  CHECK(signature.best_signature_time == kNow);
  CHECK(signature.best_signature_time_from == "validation");
  CHECK(signature.integrity.references == "intact");
  CHECK(signature.integrity.value == ValueState::valid);
  CHECK(signature.digest_algorithm == "SHA-256");
  CHECK(signature.signature_algorithm == "ECDSA with SHA-256");
  CHECK(signature.key_bits == 256);
  CHECK(signature.authenticity.outcome == AspectOutcome::confirmed);
  CHECK(signature.belonging.outcome == AspectOutcome::confirmed);
  CHECK(signature.immutability.outcome == AspectOutcome::confirmed);
  REQUIRE(signature.chain.size() == 3);
  for (const std::string& fingerprint : signature.chain) {
    CHECK(verdict.certificates.contains(fingerprint));
  }
  REQUIRE(signature.anchor.has_value());
  CHECK(signature.anchor->source == "test-list");
  CHECK(signature.anchor->territory == "EE");
  CHECK(signature.anchor->since == at("2015-01-01T00:00:00Z"));
}

TEST_CASE("the same evidence gives the same verdict, another policy another one", "[process]") {
  World world;
  const auto first = world.judge();
  const auto again = world.judge();
  CHECK(first.fresh_until == again.fresh_until);
  CHECK(first.signatures[0].checks.size() == again.signatures[0].checks.size());
  world.rules.set({Key::format_accepted, model::Context::signature},
                  test::fails_unless({"XAdES-*"}));
  CHECK(world.judge().status == DocumentStatus::not_confirmed);
}

TEST_CASE("checks carry the three conclusions of the law", "[process]") {
  struct Row {
    const char* what;
    void (*spoil)(World&);
    AspectOutcome authenticity, belonging, immutability;
  };
  constexpr auto confirmed = AspectOutcome::confirmed;
  constexpr auto refuted = AspectOutcome::refuted;
  constexpr auto open = AspectOutcome::undetermined;
  const std::vector<Row> rows{
      {"changed data",
       [](World& world) {
         world.signature().signature.matchers[0].state = model::MatchState::changed;
       },
       confirmed, confirmed, refuted},
      {"invalid value", [](World& world) { world.signature().value = ValueState::invalid; },
       confirmed, refuted, open},
      {"no path", [](World& world) { world.signature().paths.clear(); }, open, confirmed,
       confirmed},
      {"another signer in the attribute",
       [](World& world) {
         world.signature().reference_match = model::SignatureEvidence::ReferenceMatch::differs;
       },
       confirmed, open, confirmed},
      {"unsupported algorithm",
       [](World& world) { world.signature().value = ValueState::unsupported; }, confirmed, open,
       open},
      {"damaged format",
       [](World& world) {
         world.signature().signature.format_problems = {{"format-structure", ""}};
       },
       confirmed, confirmed, refuted},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    World world;
    row.spoil(world);
    const model::Verdict verdict = world.judge();
    CHECK(verdict.status != DocumentStatus::confirmed);
    CHECK(verdict.signatures[0].authenticity.outcome == row.authenticity);
    CHECK(verdict.signatures[0].belonging.outcome == row.belonging);
    CHECK(verdict.signatures[0].immutability.outcome == row.immutability);
  }
}

TEST_CASE("a conclusion names the checks of its own aspect", "[process]") {
  const auto signature = World{}.judge().signatures[0];
  const auto has = [](const AspectConclusion& conclusion, const char* id) {
    return std::ranges::count(conclusion.checks, id) == 1;
  };
  CHECK(has(signature.authenticity, "trust-service-status"));
  CHECK(has(signature.belonging, "signature-value"));
  CHECK(has(signature.immutability, "reference-digest"));
  CHECK_FALSE(has(signature.immutability, "signature-value"));
}

TEST_CASE("unreadable time-stamps and evidence records are listed and help nobody", "[process]") {
  World world;
  model::ParsedTimestamp timestamp;
  timestamp.id = "T-1";
  timestamp.kind = model::TimestampKind::signature;
  timestamp.time = at("2026-05-01T00:00:00Z");
  timestamp.imprint = model::ParsedTimestamp::Imprint::matches;
  timestamp.problem = "no token";
  world.signature().signature.timestamps = {timestamp};
  world.signature().timestamps = {{timestamp, {}}};
  world.signature().evidence_records = {{"E-1", "ERS", {}}};
  world.now = at("2028-01-01T00:00:01Z");  // a proven time would save this signature
  const model::Verdict verdict = world.judge();
  const auto& signature = verdict.signatures[0];
  CHECK(signature.conclusion.sub == model::SubIndication::out_of_bounds_not_revoked);
  CHECK(signature.best_signature_time_from == "validation");
  REQUIRE(signature.timestamps.size() == 1);
  CHECK(signature.timestamps[0].conclusion == model::rules::kFormatFailure);
  CHECK(signature.timestamps[0].value == ValueState::unchecked);
  CHECK(signature.timestamps[0].time == at("2026-05-01T00:00:00Z"));
  REQUIRE(signature.evidence_records.size() == 1);
  CHECK(signature.evidence_records[0].conclusion == model::Conclusion{});
}

TEST_CASE("a time asked for is the validation time, and alone proves nothing", "[process]") {
  World world;
  world.now = at("2029-01-01T00:00:00Z");
  CHECK(world.judge().signatures[0].conclusion.sub ==
        model::SubIndication::out_of_bounds_not_revoked);
  world.submission.asked_time = kNow;
  const model::Verdict verdict = world.judge();
  CHECK(verdict.validation_time == kNow);
  CHECK(verdict.asked_time == kNow);
  CHECK(verdict.signatures[0].conclusion.indication == model::Indication::passed);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
  CHECK(verdict.reason->code == "time-not-proven");
  world.rules.document.asked_time = model::AskedTime::trusted;
  CHECK(world.judge().status == DocumentStatus::confirmed);
}

TEST_CASE("the policy is chosen by direction, issuer country and purpose", "[process]") {
  World world;
  world.submission.policy = "wanted";
  world.submission.purpose = model::Purpose::forward;
  const test::TestPolicies policies(world.rules);
  const auto verdict = judge(world.evidence, world.submission, world.trust, policies, world.now);
  CHECK(policies.last_query.asked == "wanted");
  CHECK(policies.last_query.direction == "transit");  // under an Estonian list, to be forwarded
  CHECK(policies.last_query.issuer_country == "EE");  // territory of the anchor's list
  CHECK(policies.last_query.purpose == model::Purpose::forward);
  CHECK(verdict.signatures[0].direction == "transit");
  world.signature().paths.clear();  // his own country is what is left
  judge(world.evidence, world.submission, world.trust, policies, world.now);
  CHECK(policies.last_query.direction == "outbound");
  CHECK(policies.last_query.issuer_country == "KZ");
}

TEST_CASE("a counter-signature is judged in its own context and names its parent", "[process]") {
  World world;
  world.evidence.signatures.push_back(test::passing_evidence());
  world.evidence.signatures[1].signature.id = "S-2";
  world.evidence.signatures[1].signature.parent = 0;
  world.rules.set({Key::format_accepted, model::Context::counter_signature},
                  test::fails_unless({"XAdES-*"}));
  const model::Verdict verdict = world.judge();
  CHECK(verdict.signatures[1].parent == verdict.signatures[0].id);
  CHECK(verdict.signatures[1].conclusion.sub == model::SubIndication::format_failure);
  CHECK(verdict.status == DocumentStatus::confirmed);
}

TEST_CASE("a demanded counter-signature is one that passes", "[process]") {
  World world;
  world.rules.set({Key::counter_signature_present}, test::fails());
  world.signature().signature.countersigned = true;
  world.evidence.signatures.push_back(test::passing_evidence());
  model::SignatureEvidence& counter = world.evidence.signatures[1];
  counter.signature.id = "S-2";
  counter.signature.parent = 0;
  const auto asked = [&world] {
    const model::Verdict verdict = world.judge();
    return std::pair(verdict.signatures[0].conclusion, verdict.status);
  };
  const model::Conclusion refused{model::Indication::indeterminate,
                                  model::SubIndication::sig_constraints_failure};
  CHECK(asked().first.indication == model::Indication::passed);
  CHECK(asked().second == DocumentStatus::confirmed);

  SECTION("one of a value that nobody's key verifies is none") {
    counter.value = ValueState::invalid;
    CHECK(asked().first == refused);
    CHECK(asked().second == DocumentStatus::not_confirmed);
    const model::Verdict verdict = world.judge();
    CHECK(verdict.reason->code == "counter-signature");
    CHECK(verdict.signatures[0].id != "S-2");  // in the order of the document
    CHECK(verdict.signatures[1].parent == verdict.signatures[0].id);
  }
  SECTION("neither is one that nobody's certificate stands under") {
    counter.signing_certificate.reset();
    counter.paths.clear();
    CHECK(asked().first == refused);
  }
  SECTION("nor one of another signature") {
    counter.signature.parent.reset();
    CHECK(asked().first == refused);
  }
  SECTION("a second one that passes is enough") {
    world.evidence.signatures.push_back(counter);
    world.evidence.signatures[2].signature.id = "S-3";
    world.evidence.signatures[1].value = ValueState::invalid;
    CHECK(asked().first.indication == model::Indication::passed);
  }
  SECTION("the one that counts may be asked for one itself") {
    world.rules.set({Key::counter_signature_present, model::Context::counter_signature},
                    test::fails());
    CHECK(asked().first == refused);
    counter.signature.countersigned = true;
    world.evidence.signatures.push_back(counter);
    world.evidence.signatures[2].signature.id = "S-3";
    world.evidence.signatures[2].signature.parent = 1;
    CHECK(asked().first == refused);  // the last of them has none
  }
  SECTION("where the policy only warns it passes") {
    world.rules.set({Key::counter_signature_present}, {model::Level::warn, false, {}});
    counter.value = ValueState::invalid;
    CHECK(asked().first.indication == model::Indication::passed);
  }
  SECTION("nobody asks for one") {
    world.rules.set({Key::counter_signature_present}, {model::Level::ignore, false, {}});
    counter.value = ValueState::invalid;
    CHECK(asked().first.indication == model::Indication::passed);
  }
}

TEST_CASE("a bare key is checked and identifies nobody", "[process]") {
  World world;
  world.signature().signing_certificate.reset();
  world.signature().paths.clear();
  world.signature().signature.certificate_required_by_reference = false;
  world.signature().signature.certificate_references.clear();
  world.signature().reference_match = model::SignatureEvidence::ReferenceMatch::not_present;
  const model::Verdict verdict = world.judge();
  CHECK(verdict.signatures[0].conclusion.sub == model::SubIndication::no_signing_certificate_found);
  CHECK(verdict.signatures[0].integrity.value == ValueState::valid);
  CHECK_FALSE(verdict.signatures[0].signer.has_value());
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

TEST_CASE("missing revocation data stands in the verdict with its endpoint", "[process]") {
  World world;
  world.rules.set({Key::revocation_available, model::Context::signature}, test::fails());
  const model::Verdict verdict = world.judge();
  const auto& signature = verdict.signatures[0];
  CHECK(signature.conclusion.sub == model::SubIndication::certificate_chain_general_failure);
  REQUIRE(signature.revocation.size() == 1);
  CHECK(signature.revocation[0].kind == "none");
  CHECK(signature.revocation[0].status == "unknown");
  CHECK(signature.revocation[0].certificate == signature.chain[0]);
  CHECK(verdict.status == DocumentStatus::not_confirmed);
}

TEST_CASE("a verdict is fresh until the first thing that may change it", "[process]") {
  World world;
  CHECK(world.judge().fresh_until == kNow + Seconds(900));
  SECTION("the policy's age") {
    world.rules.max_age = Seconds(60);
    CHECK(world.judge().fresh_until == kNow + Seconds(60));
  }
  SECTION("the end of a certificate on the path") {
    world.now = at("2027-12-31T23:59:00Z");
    CHECK(world.judge().fresh_until == at("2028-01-01T00:00:00Z"));
  }
  SECTION("the next update of the anchor's list, then the end of its grace") {
    model::TrustListInfo list;
    list.source = "test-list";
    list.next_update = kNow + Seconds(10);
    list.grace = Seconds(100);
    world.trust.add(list);
    CHECK(world.judge().fresh_until == kNow + Seconds(10));
    world.now = kNow + Seconds(10);
    CHECK(world.judge().fresh_until == kNow + Seconds(110));
  }
  SECTION("lack of something may end at any time") {
    world.signature().value = ValueState::unsupported;
    CHECK(world.judge().fresh_until == kNow + Seconds(10));
  }
  SECTION("an unknown issuer stays unknown within one snapshot") {
    world.signature().paths.clear();
    CHECK(world.judge().fresh_until == kNow + Seconds(900));
  }
}

TEST_CASE("unreadable octets and unsigned documents have their reasons", "[process]") {
  World world;
  world.evidence.signatures.clear();
  CHECK(world.judge().reason->code == "no-signature");
  world.evidence.document.kind = model::DocumentKind::unknown;
  CHECK(world.judge().reason->code == "unreadable");
  CHECK(world.judge().status == DocumentStatus::cannot_verify);
}

}  // namespace senim::process
