#include "validators/process/judge.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"
#include "tests/support/two_policies.h"
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

// As a treaty with RU has it: whoever comes in from there is judged under its policy.
test::TwoPolicies treaty_policies(const model::PolicyRules& home,
                                  const model::PolicyRules& treaty) {
  return {home, treaty, [](const model::PolicyQuery& query) {
            const bool comes_in = query.direction == "inbound" || query.direction == "unknown";
            return comes_in && query.issuer_country == "RU";
          }};
}

// A signer under an authority of RU that the root there stands for, on the list of RU; and the
// authority's cross certificate under the root of home, on the list of home.
struct TwoCountries {
  explicit TwoCountries(const char* issuer_country = "RU") : issuer(issuer_country) { make(); }

  void make() {
    demo::CertificateSpec ca = test::ca_spec();
    ca.subject = demo::simple_name("Issuing CA", "Authority", issuer);
    demo::CertificateSpec root = test::root_spec();
    root.subject = demo::simple_name("Root RU", "Authority", "RU");
    const auto root_there = demo::make_root(root, test::shared_key(demo::KeyKind::p256, 0));
    root.subject = demo::simple_name("Root KZ");
    const auto root_here = demo::make_root(root, test::shared_key(demo::KeyKind::p256, 5));
    const auto ca_key = test::shared_key(demo::KeyKind::p256, 1);
    const auto under_there = demo::make_issued(ca, ca_key, root_there);
    ca.not_after = cross_until;
    const auto under_here = demo::make_issued(ca, ca_key, root_here);
    const auto leaf =
        demo::make_issued(test::leaf_spec(), test::shared_key(demo::KeyKind::p256, 2), under_there);
    signer = certificate(leaf);
    there = path({signer, certificate(under_there), certificate(root_there)}, "RU");
    here = path({signer, certificate(under_here), certificate(root_here)}, "KZ");
    home.id = "home";
    treaty.id = "treaty";
  }
  static model::CandidatePath path(std::vector<pki::Certificate> certificates,
                                   const char* territory) {
    model::CandidatePath made;
    made.services = {test::granted(certificates.back(), territory)};
    made.services.own()[0].territory = territory;
    made.signed_by_next.assign(certificates.size() - 1, ValueState::valid);
    made.signature_problems.assign(certificates.size() - 1, "");
    made.certificates = std::move(certificates);
    return made;
  }
  // What the default policy has nothing against.
  void treaty_refuses() {
    treaty.set({Key::format_accepted, model::Context::signature}, test::fails_unless({"XAdES-*"}));
  }

  model::Evidence evidence(std::vector<model::CandidatePath> paths) const {
    model::Evidence made = test::passing_document();
    model::SignatureEvidence& signature = made.signatures[0];
    signature.signing_certificate = signer;
    signature.signature.signer_candidates = {signer};
    signature.referenced_certificates = {signer.fingerprint()};
    signature.paths = std::move(paths);
    return made;
  }
  model::Verdict judge(std::vector<model::CandidatePath> paths) const {
    const test::TestTrust trust;
    return process::judge(evidence(std::move(paths)), {}, trust, treaty_policies(home, treaty),
                          kNow);
  }
  // Whichever path is first.
  template <typename Check>
  void in_both_orders(Check check) const {
    check(judge({here, there}));
    check(judge({there, here}));
  }

  const char* issuer;
  UtcTime cross_until = at("2035-01-01T00:00:00Z");
  model::PolicyRules home = test::plain_rules();
  model::PolicyRules treaty = test::plain_rules();
  pki::Certificate signer = certificate(test::test_pki().leaf);
  model::CandidatePath there;
  model::CandidatePath here;
};

constexpr auto kStandsOn = [](const model::Verdict& verdict, const char* direction,
                              const char* policy, const char* territory) {
  const model::SignatureVerdict& signature = verdict.signatures.at(0);
  CHECK(signature.direction == direction);
  CHECK(signature.policy.id == policy);
  REQUIRE(signature.anchor.has_value());
  CHECK(signature.anchor->territory == territory);
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

// attack6 A2, spec/domain.md 1.
TEST_CASE("a cross certificate that does not hold takes nobody out of a treaty", "[process]") {
  TwoCountries world;
  world.cross_until = at("2025-06-01T00:00:00Z");
  world.make();
  SECTION("what the treaty refuses stays refused") {
    world.treaty_refuses();
    world.in_both_orders([](const model::Verdict& verdict) {
      kStandsOn(verdict, "inbound", "treaty", "RU");
      const auto& signature = verdict.signatures[0];
      CHECK(signature.conclusion == model::rules::kFormatFailure);
      CHECK(test::find_check(signature.checks, "accepted-format")->outcome ==
            model::Outcome::failed);
      const auto* tried = test::find_check(signature.checks, "path-tried");
      REQUIRE(tried != nullptr);
      CHECK(tried->level == model::Level::inform);
      CHECK(tried->params.back().second == "ca-validity");
      CHECK(verdict.status == DocumentStatus::not_confirmed);
      CHECK(verdict.reason->code == "accepted-format");
    });
  }
  SECTION("what it accepts is confirmed under it") {
    world.in_both_orders([](const model::Verdict& verdict) {
      kStandsOn(verdict, "inbound", "treaty", "RU");
      CHECK(verdict.status == DocumentStatus::confirmed);
    });
  }
  SECTION("the policy at home has no say over it") {
    world.home.set({Key::format_accepted, model::Context::signature},
                   test::fails_unless({"XAdES-*"}));
    world.in_both_orders([](const model::Verdict& verdict) {
      kStandsOn(verdict, "inbound", "treaty", "RU");
      CHECK(verdict.status == DocumentStatus::confirmed);
    });
  }
}

TEST_CASE("a pass stands on the list by which its policy was chosen", "[process]") {
  SECTION("that of the country which the issuer names, where both pass") {
    TwoCountries().in_both_orders([](const model::Verdict& verdict) {
      kStandsOn(verdict, "inbound", "treaty", "RU");
      CHECK(verdict.status == DocumentStatus::confirmed);
    });
    TwoCountries("KZ").in_both_orders([](const model::Verdict& verdict) {
      kStandsOn(verdict, "domestic", "home", "KZ");
      CHECK(verdict.status == DocumentStatus::confirmed);
    });
  }
  SECTION("that of home, where the issuer names neither") {
    TwoCountries("XX").in_both_orders(
        [](const model::Verdict& verdict) { kStandsOn(verdict, "domestic", "home", "KZ"); });
  }
  SECTION("that of home, whose root stands for the authority by a certificate that holds") {
    TwoCountries world;
    world.treaty_refuses();
    world.in_both_orders([](const model::Verdict& verdict) {
      kStandsOn(verdict, "domestic", "home", "KZ");
      CHECK(verdict.status == DocumentStatus::confirmed);
      CHECK(test::find_check(verdict.signatures[0].checks, "path-tried") == nullptr);
    });
  }
  SECTION("each policy passes the list of the other only") {
    TwoCountries world;
    const auto admit = [](model::PolicyRules& rules, const char* territory) {
      for (model::AnchorRule& rule : rules.anchors) {
        rule.territories = {territory};
      }
    };
    admit(world.home, "RU");
    admit(world.treaty, "KZ");
    world.in_both_orders([](const model::Verdict& verdict) {
      const auto& signature = verdict.signatures[0];
      CHECK(signature.conclusion.indication == model::Indication::indeterminate);
      CHECK(signature.conclusion.sub == model::SubIndication::no_certificate_chain_found);
      CHECK(test::find_check(signature.checks, "trust-source-accepted")->outcome ==
            model::Outcome::failed);
      CHECK(verdict.status == DocumentStatus::cannot_verify);
    });
  }
}

TEST_CASE("a listing at home that is of no use makes no foreign issuer domestic", "[process]") {
  TwoCountries world;
  world.treaty_refuses();
  model::TrustService at_home = test::granted(world.there.certificates.back(), "KZ");
  at_home.territory = "KZ";
  const auto judged = [&](const char* issuer) {
    world.issuer = issuer;
    world.make();
    at_home.identities = {world.there.certificates.back()};
    model::CandidatePath first = world.there;
    first.services.own().insert(first.services.own().begin(), at_home);
    model::CandidatePath second = world.there;
    second.services.own().push_back(at_home);
    for (const auto& path : {first, second}) {
      const model::Verdict verdict = world.judge({path});
      kStandsOn(verdict, "inbound", "treaty", "RU");
      CHECK(verdict.signatures[0].conclusion == model::rules::kFormatFailure);
      CHECK(verdict.status == DocumentStatus::not_confirmed);
    }
  };
  SECTION("withdrawn") {
    test::withdraw(at_home, at("2026-01-01T00:00:00Z"));
    judged("RU");
  }
  SECTION("of another type") {
    at_home.periods[0].type = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST";
    for (model::PolicyRules* rules : {&world.home, &world.treaty}) {
      for (model::AnchorRule& rule : rules->anchors) {
        rule.service_types = {std::string(test::kCaQc)};
      }
    }
    judged("RU");
  }
  SECTION("the treaty accepts it, and the issuer names no country of the two") {
    test::withdraw(at_home, at("2026-01-01T00:00:00Z"));
    world.treaty = test::plain_rules();
    world.issuer = "XX";
    world.make();
    at_home.identities = {world.there.certificates.back()};
    world.there.services.own().insert(world.there.services.own().begin(), at_home);
    const model::Verdict verdict = world.judge({world.there});
    kStandsOn(verdict, "inbound", "treaty", "RU");
    CHECK(verdict.status == DocumentStatus::confirmed);
  }
  SECTION("granted, and withdrawn there: home's own then") {
    test::withdraw(world.there.services.own()[0], at("2026-01-01T00:00:00Z"));
    world.there.services.own().push_back(at_home);
    const model::Verdict verdict = world.judge({world.there});
    kStandsOn(verdict, "domestic", "home", "KZ");
    CHECK(verdict.status == DocumentStatus::confirmed);
  }
}

TEST_CASE("where nothing passes the list with an anchor tells why", "[process]") {
  TwoCountries world;
  world.cross_until = at("2025-06-01T00:00:00Z");
  world.make();
  test::withdraw(world.there.services.own()[0], at("2026-01-01T00:00:00Z"));
  world.in_both_orders([](const model::Verdict& verdict) {
    kStandsOn(verdict, "domestic", "home", "KZ");
    const auto& signature = verdict.signatures[0];
    CHECK(signature.conclusion.indication == model::Indication::indeterminate);
    CHECK(signature.conclusion.sub == model::SubIndication::certificate_chain_general_failure);
    CHECK(test::find_check(signature.checks, "ca-validity")->outcome == model::Outcome::failed);
    CHECK(test::find_check(signature.checks, "path-tried")->params.back().second ==
          "anchor-sunset");
  });
}

TEST_CASE("the policy of a document time-stamp goes by each list that it may stand on",
          "[process]") {
  const TwoCountries world;
  for (const auto& paths : {std::vector{world.here, world.there}, {world.there, world.here}}) {
    model::Evidence evidence = world.evidence(paths);
    model::TimestampEvidence timestamp;
    timestamp.timestamp.id = "T-1";
    timestamp.timestamp.problem = "no token";
    timestamp.token = evidence.signatures[0];
    evidence.timestamps = {timestamp};
    evidence.signatures.clear();
    const test::TestTrust trust;
    const test::TwoPolicies policies = treaty_policies(world.home, world.treaty);
    const model::Verdict verdict = judge(evidence, {}, trust, policies, kNow);
    CHECK(policies.asked == std::vector<model::Territory>{"RU", "KZ"});
    REQUIRE(verdict.timestamps.size() == 1);
    CHECK(verdict.timestamps[0].conclusion == model::rules::kFormatFailure);
  }
}

// attack6 A13: what a default policy allows, the policy that judges may refuse, and the other way.
TEST_CASE("coverage is asked for by the submission's policy and by the signature's own",
          "[process]") {
  TwoCountries world;
  const auto judged = [&](model::Permission submission, model::Permission own) {
    world.home.document.partial_coverage = submission;
    world.treaty.document.partial_coverage = own;
    model::Evidence evidence = world.evidence({world.there});
    evidence.signatures[0].signature.coverage = model::Coverage::partial;
    const test::TestTrust trust;
    return judge(evidence, {}, trust, treaty_policies(world.home, world.treaty), kNow);
  };
  using enum model::Permission;
  for (const auto& [submission, own] :
       {std::pair(allowed, refused), std::pair(refused, allowed), std::pair(refused, refused)}) {
    const model::Verdict verdict = judged(submission, own);
    kStandsOn(verdict, "inbound", "treaty", "RU");
    const auto& signature = verdict.signatures[0];
    CHECK(signature.conclusion.indication == model::Indication::passed);
    CHECK(signature.immutability.outcome == AspectOutcome::undetermined);
    CHECK(test::find_check(signature.checks, "document-covered")->level == model::Level::warn);
    CHECK(verdict.status == DocumentStatus::not_confirmed);
    REQUIRE(verdict.reason.has_value());
    CHECK(verdict.reason->code == "not-whole");
    CHECK(verdict.reason->object == signature.id);
  }
  const model::Verdict verdict = judged(allowed, allowed);
  CHECK(verdict.signatures[0].immutability.outcome == AspectOutcome::confirmed);
  CHECK(test::find_check(verdict.signatures[0].checks, "document-covered")->level ==
        model::Level::inform);
  CHECK(verdict.status == DocumentStatus::confirmed);
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
  SECTION("and it is that of a signature with lists of several countries all the same") {
    model::TrustService other = world.signature().paths[0].services[0];
    other.territory = "AA";  // looked at before the one that stands
    test::withdraw(other, at("2026-01-01T00:00:00Z"));
    for (model::SignatureEvidence& one : world.evidence.signatures) {
      one.paths[0].services.own().insert(one.paths[0].services.own().begin(), other);
    }
    CHECK(asked().first.indication == model::Indication::passed);
    counter.value = ValueState::invalid;
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
