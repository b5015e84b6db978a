#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "tests/validators/process/time_world.h"

// Time-stamps beside the signatures (documents, containers) and detached ones: spec/en319102-1.md
// 9.3 and 11. The tokens are those of a CAdES signature, set beside it as a reader of PDF or ASiC
// finds them.

namespace senim::process {

namespace {

using model::TimestampKind;

// Whatever stood in the signature stands beside it, in that order.
void set_beside(model::Evidence& evidence, TimestampKind kind) {
  model::SignatureEvidence& signature = evidence.signatures.at(0);
  evidence.timestamps = std::exchange(signature.timestamps, {});
  signature.signature.timestamps.clear();
  for (model::TimestampEvidence& one : evidence.timestamps) {
    one.timestamp.kind = kind;
  }
}

template <typename World>
World beside(TimestampKind kind) {
  World world;
  world.change_evidence = [kind](model::Evidence& evidence) { set_beside(evidence, kind); };
  return world;
}

void over_another_content(model::TimestampEvidence& one) {
  one.timestamp.imprint = model::ParsedTimestamp::Imprint::differs;
  for (model::DigestMatcher& matcher : one.token.signature.matchers) {
    if (matcher.kind == model::DigestMatcherKind::message_imprint) {
      matcher.state = model::MatchState::changed;
    }
  }
}

// One more change of that evidence.
void then(TimeWorld& world, const std::function<void(model::Evidence&)>& change) {
  world.change_evidence = [before = world.change_evidence, change](model::Evidence& evidence) {
    before(evidence);
    change(evidence);
  };
}

TimeWorld revoked_after_stamp() {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  world.stamped = at("2026-05-09T00:00:00Z");
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kKeyCompromise)};
  return world;
}

}  // namespace

TEST_CASE("a document time-stamp gives the signatures that it covers their best time",
          "[process][beside]") {
  TimeWorld world = revoked_after_stamp();
  const model::Verdict verdict = world.verdict();
  CHECK(outcome(world) == kPassed);
  CHECK(check(world, "proven-before-revocation") == kOk);
  CHECK(verdict.status == DocumentStatus::confirmed);
  CHECK(verdict.signatures[0].best_signature_time == *world.stamped);
  CHECK(verdict.signatures[0].best_signature_time_from == "timestamp");
  // It stands at the top of the report, and there alone (report.md 1).
  CHECK(verdict.signatures[0].timestamps.empty());
  REQUIRE(verdict.timestamps.size() == 1);
  CHECK(verdict.timestamps[0].kind == TimestampKind::document);
  CHECK(verdict.timestamps[0].conclusion.indication == Indication::passed);

  SECTION("a second before the revocation, not at it") {
    world.stamped = at("2026-05-09T23:59:59Z");
    CHECK(outcome(world) == kPassed);
    world.stamped = at("2026-05-10T00:00:00Z");
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("not one that covers another signature") {
    then(world, [](auto& evidence) { evidence.timestamps[0].timestamp.covers = {"S-other"}; });
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(world.verdict().timestamps.at(0).conclusion.indication == Indication::passed);
  }
  SECTION("not one over another document") {
    then(world, [](auto& evidence) { over_another_content(evidence.timestamps[0]); });
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(world.verdict().timestamps.at(0).conclusion.sub == SubIndication::hash_failure);
  }
  SECTION("not of an authority that nobody lists") {
    world.services.pop_back();
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("a container's is no time-stamp on the value, but proves as much") {
    world.change_evidence = [](auto& evidence) { set_beside(evidence, TimestampKind::container); };
    world.revoked.clear();
    CHECK(outcome(world) == kPassed);
    CHECK(world.verdict().signatures[0].best_signature_time == *world.stamped);
  }
}

TEST_CASE("a policy may ask for a document time-stamp", "[process][beside]") {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  world.rules.set({Key::document_timestamp, Context::signature}, test::fails());
  CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  CHECK(check(world, "timestamp-present") == kBroken);
  world.stamped = at("2026-05-09T00:00:00Z");
  CHECK(outcome(world) == kPassed);

  SECTION("over this signature") {
    then(world, [](auto& evidence) { evidence.timestamps[0].timestamp.covers = {"S-other"}; });
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
  SECTION("of a document, not of a container") {
    world.change_evidence = [](auto& evidence) { set_beside(evidence, TimestampKind::container); };
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
  SECTION("that passes") {
    world.services.pop_back();
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
}

TEST_CASE("time-stamps beside the signatures keep each other and what they cover",
          "[process][beside][archive]") {
  const TimestampKind kind = GENERATE(TimestampKind::document, TimestampKind::container);
  CAPTURE(to_string(kind));
  ArchiveWorld world = beside<ArchiveWorld>(kind);
  const model::Verdict verdict = world.verdict();
  CHECK(outcome(world) == kPassed);
  CHECK(verdict.status == DocumentStatus::confirmed);
  CHECK(verdict.signatures[0].best_signature_time == *world.stamped);
  REQUIRE(verdict.timestamps.size() == 2);
  // The first by past validation: its authority has ended.
  CHECK(verdict.timestamps[0].conclusion.indication == Indication::passed);
  CHECK(test::find_check(verdict.timestamps[0].checks, "past-path") != nullptr);
  CHECK(verdict.timestamps[1].conclusion.indication == Indication::passed);
  CHECK(test::find_check(verdict.timestamps[1].checks, "past-path") == nullptr);
  // A document's is a time-stamp on the value too: the second suffices for the signature by itself.
  const bool past = kind == TimestampKind::container;
  for (const char* id : {"past-path", "existed-inside-validity", "reliable-while-proven"}) {
    CAPTURE(id);
    CHECK(check(world, id) == (past ? std::optional(kOk) : std::nullopt));
  }
  const auto first = [](const TimeWorld& other) {
    return other.verdict().timestamps.at(0).conclusion;
  };

  SECTION("whatever their order in the file") {
    then(world, [](auto& evidence) { std::ranges::reverse(evidence.timestamps); });
    const model::Verdict other = world.verdict();
    CHECK(outcome(world) == kPassed);
    CHECK(other.timestamps.at(0).time == *world.archived);
    CHECK(other.timestamps.at(1).conclusion.indication == Indication::passed);
  }
  SECTION("the first not without the second") {
    then(world, [](auto& evidence) { evidence.timestamps.pop_back(); });
    CHECK(first(world).indication == Indication::indeterminate);
    CHECK(first(world).sub == SubIndication::out_of_bounds_not_revoked);
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("the first not by one that does not cover it") {
    then(world, [](auto& evidence) {
      auto& covers = evidence.timestamps[1].timestamp.covers;
      std::erase(covers, evidence.timestamps[0].timestamp.id);
    });
    CHECK(first(world).indication == Indication::indeterminate);
    CHECK(outcome(world) == kPassed);  // by the second alone
    CHECK(world.verdict().signatures[0].best_signature_time == *world.archived);
  }
  SECTION("the first not by one that came after its end") {
    world.archived = certificate(world.tsa).not_after() + Seconds{1};
    world.lists_made = *world.archived - Seconds{3600};
    CHECK(first(world).indication == Indication::indeterminate);
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("the first not by one whose imprint is of another content") {
    then(world, [](auto& evidence) { over_another_content(evidence.timestamps[1]); });
    CHECK(first(world).sub == SubIndication::out_of_bounds_not_revoked);
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("not when the digest of the second was no longer reliable") {
    end_of(world.rules, crypto::DigestAlgorithm::sha256, model::AlgorithmUsage::timestamps,
           *world.stamped);
    CHECK(first(world).indication != Indication::passed);
  }
  SECTION("the first not when the policy ends at long-term data") {
    world.rules.level = model::ValidationLevel::long_term;
    CHECK(first(world).indication == Indication::indeterminate);
    CHECK((outcome(world) == kPassed) == !past);
  }
  SECTION("at an asked time too, as long as it stands today") {
    world.asked = world.now - Seconds{24 * 3600};
    CHECK(outcome(world) == kPassed);
    CHECK(world.verdict().timestamps.at(0).stands_now);
    // The second has ended today, so nothing stands for the first.
    world.archive_tsa =
        demo::make_issued(test::tsa_spec(), test::shared_key(KeyKind::p256, 5), world.ec.ca);
    world.asked = certificate(*world.archive_tsa).not_after() - Seconds{24 * 3600};
    CHECK(first(world).indication == Indication::passed);
    CHECK_FALSE(world.verdict().timestamps.at(0).stands_now);
    CHECK_FALSE(world.verdict().timestamps.at(1).stands_now);
  }
}

TEST_CASE("a detached time-stamp that the archive saw survives the end of its authority",
          "[process][beside][poe]") {
  TimeWorld world;
  world.tsa = demo::make_issued(test::tsa_spec(), test::shared_key(KeyKind::p256, 4), world.ec.ca);
  world.rules.archive_proofs = model::ArchiveProofs::counted;
  world.services.push_back(test::granted(certificate(world.ec.ca)));  // the token has no more
  const Bytes content = to_bytes("one hundred tenge");
  const Bytes token = demo::make_timestamp(world.tsa, content, at("2026-05-02T00:00:00Z"));
  const std::vector<model::DetachedPart> parts{{"content", content, {}, {}}};
  const auto judged = [&] { return world.verdict(token, parts); };
  CHECK(judged().status == DocumentStatus::confirmed);
  const UtcTime end = certificate(world.tsa).not_after();
  world.now = end + Seconds{24 * 3600};
  CHECK(judged().timestamps.at(0).conclusion.sub == SubIndication::out_of_bounds_not_revoked);

  world.seen = world.testimonies(token, end - Seconds{1});
  const model::Verdict verdict = judged();
  CHECK(verdict.timestamps.at(0).conclusion.indication == Indication::passed);
  CHECK(verdict.status == DocumentStatus::confirmed);
  CHECK(test::find_check(verdict.timestamps[0].checks, "seen-before") != nullptr);

  SECTION("not where it saw it a second later") {
    world.seen = world.testimonies(token, end);
    CHECK(judged().timestamps.at(0).conclusion.sub == SubIndication::out_of_bounds_not_revoked);
  }
  SECTION("not where the policy ignores the archive") {
    world.rules.archive_proofs = model::ArchiveProofs::ignored;
    CHECK(judged().timestamps.at(0).conclusion.sub == SubIndication::out_of_bounds_not_revoked);
    CHECK(test::find_check(judged().timestamps[0].checks, "seen-before") == nullptr);
  }
  SECTION("not where the policy asks for no archive") {
    world.rules.level = model::ValidationLevel::long_term;
    CHECK(judged().timestamps.at(0).conclusion.sub == SubIndication::out_of_bounds_not_revoked);
  }
}

}  // namespace senim::process
