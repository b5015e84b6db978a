#include "validators/process/with_time.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/time_world.h"
#include "validators/pki/oids.h"

// The rows of spec/en319102-1.md 14 up to level LT, with the neighbour of each that must not pass.

namespace senim::process {

TEST_CASE("a good signature passes with and without a time-stamp", "[process][time]") {
  TimeWorld world;
  CHECK(outcome(world) == kPassed);
  CHECK(world.verdict().signatures[0].best_signature_time_from == "validation");
  CHECK(world.verdict().status == DocumentStatus::confirmed);

  world.stamped = at("2026-05-01T00:00:05Z");
  const model::Verdict verdict = world.verdict();
  CHECK(outcome(world) == kPassed);
  CHECK(verdict.status == DocumentStatus::confirmed);
  const auto& signature = verdict.signatures[0];
  CHECK(signature.best_signature_time == *world.stamped);
  CHECK(signature.best_signature_time_from == "timestamp");
  REQUIRE(signature.timestamps.size() == 1);
  CHECK(signature.timestamps[0].conclusion.indication == Indication::passed);
  CHECK(signature.timestamps[0].tsa == to_hex(certificate(world.tsa).fingerprint()));
  CHECK(signature.timestamps[0].chain.size() == 3);
}

TEST_CASE("a signature proven older than the revocation survives it", "[process][time]") {
  TimeWorld world;
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kKeyCompromise)};
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  world.stamped = at("2026-05-09T23:59:59Z");
  CHECK(outcome(world) == kPassed);
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.status == DocumentStatus::confirmed);
  const auto* lifted = test::find_check(verdict.signatures[0].checks, "not-revoked");
  REQUIRE(lifted != nullptr);
  CHECK(lifted->level == model::Level::inform);

  CHECK(check(world, "proven-before-revocation") == kOk);

  SECTION("the second of the revocation is too late") {
    world.stamped = at("2026-05-10T00:00:00Z");
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(check(world, "proven-before-revocation") == kBroken);
    CHECK(world.verdict().status == DocumentStatus::not_confirmed);
  }
  SECTION("a compromise reaches back where the policy says so") {
    world.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    world.revoked[0].reason = kSuperseded;
    CHECK(outcome(world) == kPassed);
    world.revoked[0].reason.reset();
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("a basic policy does not look at time-stamps") {
    world.rules.level = model::ValidationLevel::basic;
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("a time-stamp of a TSA that nobody lists proves nothing") {
    world.services.pop_back();
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    const auto untrusted = world.verdict();
    CHECK(untrusted.signatures[0].timestamps[0].conclusion.sub ==
          SubIndication::no_certificate_chain_found);
  }
  SECTION("a time-stamp by a certificate for anything else proves nothing") {
    demo::CertificateSpec spec = test::tsa_spec();
    spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.4"}};
    world.tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), world.ec.ca);
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(world.verdict().signatures[0].timestamps[0].conclusion.sub ==
          SubIndication::chain_constraints_failure);
  }
}

TEST_CASE("the revocation of a CA is survived likewise", "[process][time]") {
  TimeWorld world;
  world.revoked_cas = {world.revoke(world.rsa.ca, "2026-05-10T00:00:00Z", kSuperseded)};
  CHECK(outcome(world) == undecided(SubIndication::revoked_ca_no_poe));
  world.stamped = at("2026-05-09T23:59:59Z");
  CHECK(outcome(world) == kPassed);
  world.stamped = at("2026-05-10T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::revoked_ca_no_poe));
  CHECK(check(world, "proven-before-ca-revocation") == kBroken);
}

TEST_CASE("a suspension after the proven time does not matter", "[process][time]") {
  TimeWorld world;
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kHold)};
  CHECK(outcome(world) == undecided(SubIndication::try_later));
  world.stamped = at("2026-05-09T23:59:59Z");
  CHECK(outcome(world) == kPassed);
  world.stamped = at("2026-05-10T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::try_later));
  CHECK(check(world, "proven-before-suspension") == kBroken);
}

TEST_CASE("an expired certificate needs a proof from before", "[process][time]") {
  TimeWorld world;
  const UtcTime end = certificate(world.rsa.leaf).not_after();
  world.now = end + Seconds{24 * 3600};
  world.lists_made = end - Seconds{3600};
  world.lists_last = Seconds{7 * 24 * 3600};
  CHECK(outcome(world) == undecided(SubIndication::out_of_bounds_not_revoked));
  world.stamped = end;
  CHECK(outcome(world) == kPassed);
  SECTION("without revocation data nothing can be said") {
    world.without_lists = true;
    CHECK(outcome(world) == undecided(SubIndication::certificate_chain_general_failure));
  }
  SECTION("one second after the end is too late") {
    world.stamped = end + Seconds{1};
    CHECK(outcome(world) == undecided(SubIndication::out_of_bounds_not_revoked));
    world.rules.set({Key::timestamp_before_expiry, Context::timestamp}, test::fails());
    CHECK(outcome(world) == undecided(SubIndication::out_of_bounds_not_revoked));
    CHECK(check(world, "proven-before-expiry") == kBroken);
  }
}

TEST_CASE("a time-stamp from before the certificate was issued is fatal", "[process][time]") {
  TimeWorld world;
  const UtcTime start = certificate(world.rsa.leaf).not_before();
  world.stamped = start;
  CHECK(outcome(world) == kPassed);
  world.stamped = start - Seconds{1};
  CHECK(outcome(world) == failed(SubIndication::not_yet_valid));
  CHECK(check(world, "signed-after-issuance") == kBroken);
  CHECK(world.verdict().status == DocumentStatus::not_confirmed);
}

TEST_CASE("a content time-stamp from after the end is fatal", "[process][time]") {
  TimeWorld world;
  SECTION("of the certificate by revocation") {
    world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kSuperseded)};
    world.content_stamped = at("2026-05-10T00:00:01Z");
    CHECK(outcome(world) == failed(SubIndication::revoked));
    CHECK(check(world, "content-timestamp-before-revocation") == kBroken);
    world.content_stamped = at("2026-05-10T00:00:00Z");
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("of the certificate by age") {
    const UtcTime end = certificate(world.rsa.leaf).not_after();
    world.now = end + Seconds{24 * 3600};
    world.lists_made = end - Seconds{3600};
    world.lists_last = Seconds{7 * 24 * 3600};
    world.content_stamped = end + Seconds{1};
    CHECK(outcome(world) == failed(SubIndication::expired));
    CHECK(check(world, "content-timestamp-before-expiry") == kBroken);
    world.content_stamped = end;
    CHECK(outcome(world) == undecided(SubIndication::out_of_bounds_not_revoked));
  }
  SECTION("of the algorithm") {
    auto& digests =
        world.rules.algorithms.at(static_cast<std::size_t>(model::AlgorithmUsage::signature))
            .digests;
    std::ranges::find(digests, crypto::DigestAlgorithm::sha256, &model::DigestRow::digest)->until =
        at("2026-05-10T00:00:00Z");
    world.content_stamped = at("2026-05-10T00:00:00Z");
    CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure));
    CHECK(check(world, "content-timestamp-before-algorithm-end") == kBroken);
    world.content_stamped = at("2026-05-09T23:59:59Z");
    CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure_no_poe));
    CHECK(check(world, "content-timestamp-before-algorithm-end") == kOk);
  }
}

TEST_CASE("an algorithm that has ended needs a proof from before", "[process][time]") {
  TimeWorld world;
  const auto end_of_sha256 = [&](model::AlgorithmUsage usage) {
    auto& digests = world.rules.algorithms.at(static_cast<std::size_t>(usage)).digests;
    std::ranges::find(digests, crypto::DigestAlgorithm::sha256, &model::DigestRow::digest)->until =
        at("2026-05-10T00:00:00Z");
  };
  SECTION("of the signature") {
    end_of_sha256(model::AlgorithmUsage::signature);
    CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure_no_poe));
    world.stamped = at("2026-05-09T23:59:59Z");
    CHECK(outcome(world) == kPassed);
    world.stamped = at("2026-05-10T00:00:00Z");
    CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure_no_poe));
  }
  SECTION("of a CA certificate, which no time-stamp on the signature covers") {
    end_of_sha256(model::AlgorithmUsage::certificates);
    world.stamped = at("2026-05-09T23:59:59Z");
    CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure_no_poe));
  }
}

TEST_CASE("a policy may ask for a time-stamp, a valid one, and soon", "[process][time]") {
  TimeWorld world;
  SECTION("level T") {
    world.rules.set({Key::t_level, Context::signature}, test::fails());
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
    CHECK(check(world, "level-reached") == kBroken);
    world.stamped = at("2026-05-01T00:00:05Z");
    CHECK(outcome(world) == kPassed);
  }
  SECTION("every time-stamp valid") {
    world.rules.set({Key::timestamp_valid, Context::timestamp}, test::fails());
    world.stamped = at("2026-05-01T00:00:05Z");
    CHECK(outcome(world) == kPassed);
    world.services.pop_back();
    CHECK(outcome(world) == undecided(SubIndication::no_certificate_chain_found));
    CHECK(check(world, "timestamp-valid") == kBroken);
  }
  SECTION("within a minute of the claimed time") {
    world.rules.set({Key::timestamp_delay, Context::timestamp},
                    {model::Level::fail, false, Seconds{60}});
    world.stamped = world.signed_at + Seconds{59};
    CHECK(outcome(world) == kPassed);
    world.stamped = world.signed_at + Seconds{60};
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
    CHECK(check(world, "timestamp-delay") == kBroken);
  }
}

TEST_CASE("a policy may ask for qualified time-stamps", "[process][time]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  world.rules.set({Key::qualification_level, Context::timestamp}, test::fails_unless({"QTSA"}));
  const auto stamp = world.verdict().signatures[0].timestamps.at(0);
  CHECK(stamp.conclusion.indication == Indication::indeterminate);
  const auto* asked = test::find_check(stamp.checks, "timestamp-qualification");
  REQUIRE(asked != nullptr);
  CHECK(asked->outcome == kBroken);
  world.rules.set({Key::qualification_level, Context::timestamp}, test::fails_unless({"*"}));
  const auto any = world.verdict().signatures[0].timestamps.at(0);
  CHECK(any.conclusion.indication == Indication::passed);
  CHECK(test::find_check(any.checks, "timestamp-qualification")->outcome == kOk);
}

TEST_CASE("data that is stale now may be fresh for the proven time", "[process][time]") {
  TimeWorld world;
  world.lists_made = at("2026-05-02T00:00:00Z");  // past its own end by now
  CHECK(outcome(world) == undecided(SubIndication::try_later));
  world.stamped = at("2026-05-02T12:00:00Z");
  CHECK(outcome(world) == kPassed);
  CHECK(check(world, "revocation-fresh-then") == kOk);
  world.stamped = at("2026-05-03T00:00:00Z");  // the end itself
  CHECK(outcome(world) == undecided(SubIndication::try_later));
  CHECK(check(world, "revocation-fresh-then") == kBroken);
}

// attack4 F6: a policy that demands a time-stamp is not met by a token of nobody.
TEST_CASE("a time-stamp that the policy demands is one that passes", "[process][time][attacks]") {
  struct Row {
    Key key;
    std::optional<UtcTime> TimeWorld::*stamped;
  };
  const auto row = GENERATE(values<Row>({{Key::signature_timestamp, &TimeWorld::stamped},
                                         {Key::content_timestamp, &TimeWorld::content_stamped},
                                         {Key::archive_timestamp, &TimeWorld::archived}}));
  CAPTURE(model::info(row.key).name);
  TimeWorld world;
  world.*row.stamped = at("2026-05-01T00:00:05Z");
  const auto failed_check = [&] {
    const model::Verdict verdict = world.verdict();
    for (const model::CheckRecord& check : verdict.signatures.at(0).checks) {
      if (check.rule->id == "timestamp-present" && check.outcome == model::Outcome::failed) {
        return check.level;
      }
    }
    return model::Level::ignore;
  };
  world.rules.set({row.key, Context::signature}, test::fails());
  CHECK(outcome(world) == kPassed);
  CHECK(failed_check() == model::Level::ignore);
  // Its authority is nobody's any more.
  world.services.pop_back();
  CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  CHECK(failed_check() == model::Level::fail);
  CHECK(world.verdict().status != DocumentStatus::confirmed);
  SECTION("at level warn it is told") {
    world.rules.set({row.key, Context::signature}, {model::Level::warn, false, {}});
    CHECK(outcome(world) == kPassed);
    CHECK(failed_check() == model::Level::warn);
  }
  SECTION("whatever the level of validation") {
    world.rules.level = model::ValidationLevel::basic;
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
  SECTION("who does not ask has what he wants") {
    world.rules.set({row.key, Context::signature}, {model::Level::ignore, false, {}});
    CHECK(outcome(world) == kPassed);
  }
}

TEST_CASE("time-stamps are in the order in which they were made", "[process][time]") {
  TimeWorld world;
  world.rules.set({Key::timestamp_coherence, Context::timestamp}, test::fails());
  world.content_stamped = at("2026-05-01T00:00:05Z");
  world.stamped = at("2026-05-01T00:00:05Z");
  CHECK(outcome(world) == kPassed);
  world.stamped = at("2026-05-01T00:00:04Z");
  CHECK(outcome(world) == undecided(SubIndication::timestamp_order_failure));
  CHECK(check(world, "timestamp-order") == kBroken);
}

// The verdict, had the authority stated that accuracy.
model::Verdict judged_with_accuracy(const TimeWorld& world, std::optional<Seconds> accuracy) {
  const Bytes octets = world.document();
  model::Submission submission;
  submission.document = octets;
  submission.evidence.crls = world.lists();
  const test::TestTrust trust(world.services);
  const test::TestPolicies policies(world.rules);
  Budget budget;
  auto collected = collect(submission, {}, trust, policies, world.now, budget);
  REQUIRE(collected.ok());
  collected->evidence.signatures.at(0).timestamps.at(0).timestamp.accuracy = accuracy;
  return judge(collected->evidence, submission, trust, policies, world.now);
}

// It passes at the stated time, without an accuracy and with one of less than a minute.
void stands_up_to_59_seconds(const TimeWorld& world) {
  for (const std::optional<Seconds> enough :
       {std::optional<Seconds>{}, std::optional{Seconds{59}}}) {
    const auto signature = judged_with_accuracy(world, enough).signatures.at(0);
    CHECK(signature.conclusion.indication == Indication::passed);
    CHECK(signature.best_signature_time == *world.stamped);
  }
}

// attack5 F7, RFC 3161 2.4.2: who may be wrong by a minute does not prove the minute before.
TEST_CASE("a time-stamp proves existence by its time and accuracy, no earlier",
          "[process][time][attacks]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-01T00:01:05Z", 4)};
  stands_up_to_59_seconds(world);
  const auto vague = judged_with_accuracy(world, Seconds{60}).signatures.at(0);
  CHECK(vague.conclusion.indication == Indication::indeterminate);
  CHECK(vague.conclusion.sub == SubIndication::revoked_no_poe);
  CHECK(test::find_check(vague.checks, "proven-before-revocation")->outcome == kBroken);
}

// attack6 A9: nor that the anchor's service had not ended.
TEST_CASE("a service that ends within the accuracy of a time-stamp may have ended before",
          "[process][time][attacks]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  world.lists_made = at("2026-05-01T00:00:00Z");
  world.lists_last = Seconds{60 * 24 * 3600};
  const UtcTime end = at("2026-05-01T00:01:05Z");
  SECTION("the signer's") {
    test::withdraw(world.services[0], end);
    stands_up_to_59_seconds(world);
    const auto vague = judged_with_accuracy(world, Seconds{60}).signatures.at(0);
    CHECK(vague.conclusion.indication == Indication::indeterminate);
    CHECK(vague.conclusion.sub == SubIndication::no_certificate_chain_found_no_poe);
    CHECK(test::find_check(vague.checks, "anchor-sunset")->outcome == kBroken);
  }
  SECTION("the time-stamping authority's") {
    test::withdraw(world.services[1], end);
    const auto exact = judged_with_accuracy(world, Seconds{59}).signatures.at(0);
    CHECK(exact.timestamps.at(0).conclusion.indication == Indication::passed);
    CHECK(exact.best_signature_time_from == "timestamp");
    const auto vague = judged_with_accuracy(world, Seconds{60}).signatures.at(0);
    CHECK(vague.timestamps.at(0).conclusion.sub ==
          SubIndication::no_certificate_chain_found_no_poe);
    CHECK(test::find_check(vague.timestamps.at(0).checks, "anchor-sunset")->outcome == kBroken);
    CHECK(vague.best_signature_time_from == "validation");
  }
  SECTION("one that begins within it had not begun") {
    world.services[1].periods[0].since = *world.stamped;
    const auto begun = judged_with_accuracy(world, Seconds{59}).signatures.at(0);
    CHECK(begun.timestamps.at(0).conclusion.indication == Indication::passed);
    world.services[1].periods[0].since = *world.stamped + Seconds{1};
    const auto early = judged_with_accuracy(world, Seconds{59}).signatures.at(0);
    CHECK(early.timestamps.at(0).conclusion.sub == SubIndication::no_certificate_chain_found);
    CHECK(test::find_check(early.timestamps.at(0).checks, "trust-service-status")->outcome ==
          kBroken);
  }
}

// attack4 F10: genTime may be wrong by the accuracy, so a vague one proves nothing before that.
TEST_CASE("a time-stamp states its time as exactly as the policy asks", "[process][time]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  world.rules.set({Key::timestamp_valid, Context::timestamp}, test::fails());
  const auto judged = [&](std::optional<Seconds> accuracy) {
    return judged_with_accuracy(world, accuracy);
  };
  const auto conclusion = [](const model::Verdict& verdict) {
    const auto& one = verdict.signatures.at(0).timestamps.at(0);
    return Outcome{one.conclusion.indication, one.conclusion.sub};
  };
  CHECK(conclusion(judged(Seconds{301})) == kPassed);  // nobody asks
  world.rules.set({Key::tsa_accuracy, Context::timestamp},
                  {model::Level::fail, false, Seconds{300}});
  CHECK(conclusion(judged(std::nullopt)) == kPassed);
  CHECK(conclusion(judged(Seconds{300})) == kPassed);
  const model::Verdict vague = judged(Seconds{301});
  CHECK(conclusion(vague) == undecided(SubIndication::sig_constraints_failure));
  const auto* check =
      test::find_check(vague.signatures.at(0).timestamps.at(0).checks, "timestamp-accuracy");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
  CHECK(vague.signatures.at(0).best_signature_time_from == "validation");
  CHECK(vague.signatures.at(0).conclusion.sub == SubIndication::sig_constraints_failure);
}

// spec/en319102-1.md 8 step 6 e with RFC 3161 2.4.2: clocks may be wrong by their accuracy, unless
// both authorities order their tokens.
TEST_CASE("the order of time-stamps allows for what their clocks may be wrong by",
          "[process][time]") {
  TimeWorld world;
  world.rules.set({Key::timestamp_coherence, Context::timestamp}, test::fails());
  world.content_stamped = at("2026-05-01T00:00:10Z");
  const auto judged = [&](std::string_view stamped, Seconds accuracy, bool first, bool second) {
    world.stamped = at(stamped);
    const Bytes octets = world.document();
    model::Submission submission;
    submission.document = octets;
    submission.evidence.crls = world.lists();
    const test::TestTrust trust(world.services);
    const test::TestPolicies policies(world.rules);
    Budget budget;
    auto collected = collect(submission, {}, trust, policies, world.now, budget);
    REQUIRE(collected.ok());
    auto& stamps = collected->evidence.signatures.at(0).timestamps;
    REQUIRE(stamps.size() == 2);
    for (auto& stamp : stamps) {
      stamp.timestamp.accuracy = accuracy;
      stamp.timestamp.ordering =
          stamp.timestamp.kind == model::TimestampKind::content ? first : second;
    }
    const auto verdict = judge(collected->evidence, submission, trust, policies, world.now);
    const auto& conclusion = verdict.signatures.at(0).conclusion;
    return Outcome{conclusion.indication, conclusion.sub};
  };
  const Outcome disordered = undecided(SubIndication::timestamp_order_failure);
  constexpr Seconds one{1};
  CHECK(judged("2026-05-01T00:00:09Z", Seconds{0}, false, false) == disordered);
  CHECK(judged("2026-05-01T00:00:08Z", one, false, false) == kPassed);  // each by a second
  CHECK(judged("2026-05-01T00:00:07Z", one, false, false) == disordered);
  CHECK(judged("2026-05-01T00:00:09Z", one, true, false) == kPassed);
  CHECK(judged("2026-05-01T00:00:09Z", one, false, true) == kPassed);
  CHECK(judged("2026-05-01T00:00:09Z", one, true, true) == disordered);
  CHECK(judged("2026-05-01T00:00:10Z", one, true, true) == kPassed);
}

// spec/en319102-1.md 16, spec/trustlists.md 1.12: both at issuance and at the best signature time.
TEST_CASE("a signature is worth what its service was when it is proven to have existed",
          "[process][time]") {
  namespace der = demo::der;
  const auto statement = [](const Oid& id) { return der::sequence({der::oid(id)}); };
  demo::CertificateSpec leaf = test::leaf_spec();
  leaf.extensions.push_back(
      {pki::oid::kQcStatements, false,
       der::sequence({statement(pki::oid::kQcCompliance), statement(pki::oid::kQcSscd),
                      der::sequence({der::oid(pki::oid::kQcType),
                                     der::sequence({der::oid(pki::oid::kQcTypeEsign)})})})});
  test::TestPki hierarchy = test::test_pki(KeyKind::rsa_2048);
  hierarchy.leaf = demo::make_issued(leaf, hierarchy.leaf.key, hierarchy.ca);
  TimeWorld world{hierarchy};
  model::ServicePeriod& entry = world.services[0].periods[0];
  entry.since = at("2017-01-01T00:00:00Z");
  entry.additional_information = {
      "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures"};
  world.lists_made = at("2026-05-09T12:00:00Z");  // the authority's word of after that is none
  world.lists_last = Seconds{30 * 24 * 3600};
  test::withdraw(world.services[0], at("2026-05-10T00:00:00Z"));
  world.stamped = at("2026-05-09T23:59:59Z");
  const auto before = world.verdict().signatures.at(0);
  CHECK(before.conclusion.indication == Indication::passed);
  CHECK(before.qualification->level == "QESig");
  CHECK(before.qualification->at == *world.stamped);
  CHECK(before.qualification->signing.at == *world.stamped);
  CHECK(before.qualification->issuance.quality == "qualified");
  world.stamped = at("2026-05-10T00:00:00Z");
  const auto then = world.verdict().signatures.at(0);
  CHECK(then.qualification->level == "indeterminate-AdESig");
  CHECK(then.qualification->signing.remarks == std::vector<std::string>{"service-not-granted"});
}

// An agreement is applied by the time in question, not by today (validators/README.md, Departures).
TEST_CASE("an agreement that has ended counts for what is proven to be from before",
          "[process][time][agreement]") {
  model::Agreement treaty;
  treaty.id = "kz-ee";
  treaty.ours = "KZ";
  treaty.theirs = "EE";
  treaty.since = at("2024-01-01T00:00:00Z");
  treaty.until = at("2026-05-10T00:00:00Z");
  model::ServiceEquivalence service;
  service.theirs = service.ours = test::kCaQc;
  service.statuses = {{"http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted", "granted"}};
  treaty.services = {service};
  TimeWorld world;
  const auto judged = [&](std::optional<UtcTime> stamped) {
    world.stamped = stamped;
    const Bytes octets = world.document();
    model::Submission submission;
    submission.document = octets;
    submission.evidence.crls = world.lists();
    const test::TestTrust trust(world.services);
    const test::TestPolicies policies(world.rules, {treaty});
    Budget budget;
    auto collected = collect(submission, {}, trust, policies, world.now, budget);
    REQUIRE(collected.ok());
    return judge(collected->evidence, submission, trust, policies, world.now).signatures.at(0);
  };
  const auto before = judged(at("2026-05-09T23:59:59Z"));
  CHECK(before.direction == "inbound");
  CHECK(before.conclusion.indication == Indication::passed);
  REQUIRE(before.agreement.has_value());
  CHECK(before.agreement->id == "kz-ee");
  CHECK(before.agreement->signing.at == at("2026-05-09T23:59:59Z"));
  CHECK_FALSE(judged(treaty.until).agreement.has_value());
  CHECK_FALSE(judged(std::nullopt).agreement.has_value());
}

// validators/README.md, Departures: its status at genTime decides (spec/en319102-1.md 16).
TEST_CASE("a time-stamping authority that has ended since spoke of its own time",
          "[process][time]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kSuperseded)};
  const auto until = [&](UtcTime end) {
    world.services[1] = test::granted(certificate(world.ec.root));
    test::withdraw(world.services[1], end);
  };
  until(*world.stamped + Seconds{1});
  CHECK(outcome(world) == kPassed);
  until(*world.stamped);
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  const auto token = world.verdict().signatures[0].timestamps.at(0);
  CHECK(token.conclusion.sub == SubIndication::no_certificate_chain_found_no_poe);
  CHECK(test::find_check(token.checks, "anchor-sunset")->outcome == kBroken);
}

TEST_CASE("a service withdrawn after the proven time still anchors", "[process][time]") {
  TimeWorld world;
  world.lists_made = at("2026-05-09T12:00:00Z");  // the authority's word of after that is none
  world.lists_last = Seconds{30 * 24 * 3600};
  test::withdraw(world.services[0], at("2026-05-10T00:00:00Z"));
  CHECK(outcome(world) == undecided(SubIndication::no_certificate_chain_found_no_poe));
  CHECK(world.verdict().status == DocumentStatus::cannot_verify);
  world.stamped = at("2026-05-09T23:59:59Z");
  CHECK(outcome(world) == kPassed);
  world.stamped = at("2026-05-10T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::no_certificate_chain_found_no_poe));
  CHECK(check(world, "anchor-sunset") == kBroken);
  // attack6 A3
  world.stamped = at("2026-05-09T23:59:59Z");
  world.lists_made = at("2026-05-09T23:59:59Z");
  CHECK(outcome(world) == kPassed);
  world.lists_made = at("2026-05-10T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::certificate_chain_general_failure));
  CHECK(check(world, "revocation-data-acceptable") == kBroken);
  CHECK(world.verdict().status != DocumentStatus::confirmed);
}

}  // namespace senim::process
