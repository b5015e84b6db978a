#include "validators/process/existence.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/validators/process/time_world.h"

// EN 319 102-1 5.6.2.3: what the own archive saw existed then, where the policy lets that count.

namespace senim::process {

namespace {

TimeWorld counting() {
  TimeWorld world;
  world.rules.archive_proofs = model::ArchiveProofs::counted;
  return world;
}

// The signature of that document and nothing else.
Testimony signature_of(const TimeWorld& world, const Bytes& octets, UtcTime when) {
  return world.testimonies(octets, when).at(0);
}

}  // namespace

TEST_CASE("a signature that the archive saw before the revocation survives it", "[process][poe]") {
  TimeWorld world = counting();
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kKeyCompromise)};
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));

  world.seen = {signature_of(world, world.document(), at("2026-05-09T23:59:58Z"))};
  CHECK(outcome(world) == kPassed);
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.status == DocumentStatus::confirmed);
  const auto& signature = verdict.signatures[0];
  CHECK(signature.best_signature_time == at("2026-05-09T23:59:58Z"));
  CHECK(signature.best_signature_time_from == "archive");
  CHECK(check(world, "seen-before") == kOk);
  CHECK(check(world, "proven-before-revocation") == kOk);
  const auto* seen = test::find_check(signature.checks, "seen-before");
  REQUIRE(seen != nullptr);
  CHECK(seen->level == model::Level::inform);
  CHECK(std::ranges::count(seen->params,
                           std::pair<std::string, std::string>{"signature", "seen"}) == 1);
  CHECK(std::ranges::count(seen->params, std::pair<std::string, std::string>{
                                             "archive", "receipt:receipt-1"}) == 1);
  const auto* lifted = test::find_check(signature.checks, "not-revoked");
  REQUIRE(lifted != nullptr);
  CHECK(lifted->level == model::Level::inform);

  SECTION("a receipt is issued within its second: one second later is too late") {
    world.seen[0].time = at("2026-05-09T23:59:59Z");
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(check(world, "proven-before-revocation") == kBroken);
  }
  SECTION("not where the policy ignores the archive") {
    world.rules.archive_proofs = model::ArchiveProofs::ignored;
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(world.verdict().signatures[0].best_signature_time_from == "validation");
    CHECK(test::find_check(world.verdict().signatures[0].checks, "seen-before") == nullptr);
  }
  SECTION("not another object") {
    world.seen[0].object[0] ^= 1;
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("not where compromise acts retroactively") {
    world.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("not for a level that wants time-stamps") {
    world.rules.set({Key::t_level, Context::signature}, test::fails());
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
    CHECK(check(world, "level-reached") == kBroken);
  }
  SECTION(
      "what the policy asks of time-stamps is asked of them, although the archive was earlier") {
    world.stamped = at("2026-05-09T23:59:59Z");
    world.rules.set({Key::t_level, Context::signature}, test::fails());
    CHECK(outcome(world) == kPassed);
    CHECK(world.verdict().signatures[0].best_signature_time_from == "archive");
    // Claimed at 2026-05-01T00:00:00Z: the first duration is a second short.
    const Seconds passed = *world.stamped - world.signed_at;
    world.rules.set({Key::timestamp_delay, Context::timestamp},
                    {model::Level::fail, false, passed});
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
    CHECK(check(world, "timestamp-delay") == kBroken);
    world.rules.set({Key::timestamp_delay, Context::timestamp},
                    {model::Level::fail, false, passed + Seconds{1}});
    CHECK(outcome(world) == kPassed);
  }
  SECTION("an earlier time-stamp counts before it, a later one does not") {
    world.stamped = at("2026-05-09T00:00:00Z");
    CHECK(world.verdict().signatures[0].best_signature_time_from == "timestamp");
    world.stamped = at("2026-05-09T23:59:59Z");
    CHECK(outcome(world) == kPassed);
    CHECK(world.verdict().signatures[0].best_signature_time_from == "archive");
  }
}

TEST_CASE("the archive saw the signature, whatever was added to it since", "[process][poe]") {
  TimeWorld world = counting();
  const Testimony plain = signature_of(world, world.document(), at("2026-05-02T00:00:00Z"));
  world.stamped = at("2026-05-05T00:00:00Z");
  const Testimony stamped = signature_of(world, world.document(), at("2026-05-06T00:00:00Z"));
  CHECK(plain.object == stamped.object);
  world.seen = {plain};
  CHECK(world.verdict().signatures[0].best_signature_time == plain.time);
}

TEST_CASE("another signature by the same signer is not what the archive saw", "[process][poe]") {
  TimeWorld world = counting();
  const Testimony first = signature_of(world, world.document(), at("2026-05-02T00:00:00Z"));
  world.signed_at += Seconds{1};
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kKeyCompromise)};
  world.seen = {first};
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
}

TEST_CASE("a signature that the archive saw survives the end of its certificate and CA",
          "[process][poe]") {
  TimeWorld world = counting();
  const UtcTime end = certificate(world.rsa.leaf).not_after();
  const Bytes document = world.document();
  world.lists_made = at("2026-05-31T00:00:00Z");
  world.seen = world.testimonies(document, at("2026-05-31T12:00:00Z"));
  world.now = end + Seconds{24 * 3600};
  CHECK(outcome(world) == kPassed);
  CHECK(world.verdict().signatures[0].best_signature_time_from == "archive");
  CHECK(check(world, "seen-before") == kOk);

  SECTION("the last second of the certificate is too late: the receipt may be a second younger") {
    for (Testimony& one : world.seen) {
      one.time = end;
    }
    CHECK(outcome(world) != kPassed);
    CHECK(check(world, "proven-before-expiry") == kBroken);
  }
  SECTION("nothing was seen") {
    world.seen.clear();
    CHECK(outcome(world) != kPassed);
  }
}

TEST_CASE("at a time in the past only what the archive had seen by then counts", "[process][poe]") {
  TimeWorld world = counting();
  world.asked = at("2026-05-20T00:00:00Z");
  world.seen = {signature_of(world, world.document(), at("2026-05-19T23:59:59Z"))};
  const auto best = [&] { return world.verdict().signatures[0].best_signature_time_from; };
  CHECK(best() == "archive");
  world.seen[0].time = at("2026-05-20T00:00:00Z");
  CHECK(best() == "validation");
}

TEST_CASE("a receipt decides beside a time-stamp of little accuracy, and the verdict says so",
          "[process][poe]") {
  TimeWorld world = counting();
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kKeyCompromise)};
  world.stamped = at("2026-05-09T23:59:59Z");
  world.seen = {signature_of(world, world.document(), at("2026-05-09T23:59:58Z"))};
  CHECK(outcome(world) == kPassed);
  CHECK(check(world, "seen-before") == kOk);
  world.seen.clear();
  CHECK(test::find_check(world.verdict().signatures[0].checks, "seen-before") == nullptr);
}

TEST_CASE("who has data from the future testifies of nothing: his clock is wrong",
          "[process][poe]") {
  TimeWorld world;
  world.lists_made = world.now;
  model::Submission submission;
  const Bytes document = world.document();
  submission.document = document;
  submission.evidence.crls = world.lists();
  const test::TestTrust trust(world.services);
  const test::TestPolicies policies(world.rules);
  Budget budget;
  const auto collected = collect(submission, {}, trust, policies, world.now, budget);
  REQUIRE(collected.ok());
  CHECK_FALSE(testimony(collected->evidence, world.now).empty());
  CHECK(testimony(collected->evidence, world.now - Seconds{1}).empty());
}

TEST_CASE("existing objects are signatures, time-stamps, certificates and revocation data",
          "[process][poe]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  const auto all = world.testimonies(world.document(), world.now);
  std::set<crypto::Sha256> distinct;
  for (const Testimony& one : all) {
    distinct.insert(one.object);
  }
  CHECK(distinct.size() == all.size());
  // One signature, one token, signer, CA, root, TSA with CA and root, two lists.
  CHECK(all.size() == 10);
}

}  // namespace senim::process
