#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "tests/support/two_policies.h"
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

void listed_in(const char* country, model::TimestampEvidence& one) {
  for (model::CandidatePath& path : one.token.paths) {
    for (model::TrustService& service : path.services.own()) {
      service.territory = country;
    }
  }
}

// `there` for what is listed in RU.
test::TwoPolicies by_country(const model::PolicyRules& home, const model::PolicyRules& there) {
  return {home, there, [](const auto& query) { return query.issuer_country == "RU"; }};
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
  SECTION("not one that is detached: of its content it says nothing more") {
    world.change_evidence = [](auto& evidence) { set_beside(evidence, TimestampKind::detached); };
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    CHECK(world.verdict().signatures[0].best_signature_time_from == "validation");
  }
  SECTION("at an asked time too") {
    world.asked = world.now - Seconds{3600};
    world.lists_made = world.now - Seconds{7200};
    CHECK(outcome(world) == kPassed);
    CHECK(world.verdict().signatures[0].best_signature_time_from == "timestamp");
  }
  SECTION("not of an authority that nobody lists") {
    world.services.pop_back();
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("a container's is no time-stamp on the value, but proves as much") {
    world.change_evidence = [](auto& evidence) { set_beside(evidence, TimestampKind::container); };
    CHECK(outcome(world) == kPassed);
    CHECK(check(world, "proven-before-revocation") == kOk);
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

TEST_CASE("a document time-stamp over another one keeps that, and says nothing of its own",
          "[process][beside][archive]") {
  ArchiveWorld world = beside<ArchiveWorld>(TimestampKind::document);
  then(world, [](auto& evidence) {
    auto& stamps = evidence.timestamps;
    stamps[1].timestamp.covers = {stamps[0].timestamp.id};
    std::ranges::reverse(stamps);
  });
  CHECK(outcome(world) == kPassed);
  CHECK(check(world, "past-path") == kOk);
  CHECK(world.verdict().signatures[0].best_signature_time == *world.stamped);

  SECTION("not where the one between was never good") {
    world.rules.set({Key::tsa_purpose, Context::timestamp}, test::fails());
    world.tsa = careless(world, test::tsa_spec(), 4);
    const model::Verdict verdict = world.verdict();
    CHECK(verdict.timestamps.at(0).conclusion.indication == Indication::passed);
    CHECK(verdict.timestamps.at(1).conclusion.sub == SubIndication::sig_constraints_failure);
    CHECK(outcome(world).indication == Indication::indeterminate);
    CHECK(verdict.signatures[0].best_signature_time == world.now);
  }
  SECTION("a policy that asks for one is not answered by it") {
    world.rules.set({Key::document_timestamp, Context::signature}, test::fails());
    CHECK(outcome(world) == kPassed);
    then(world,
         [](auto& evidence) { evidence.timestamps[1].timestamp.kind = TimestampKind::container; });
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
}

TEST_CASE("a document time-stamp that is not good is not replaced by one over it alone",
          "[process][beside]") {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  then(world, [](auto& evidence) {
    auto& stamps = evidence.timestamps;
    stamps[1].timestamp.covers = {stamps[0].timestamp.id};
  });
  world.stamped = at("2026-05-09T00:00:00Z");
  world.archived = at("2026-05-20T00:00:00Z");
  world.archive_tsa = world.tsa;
  world.rules.set({Key::tsa_purpose, Context::timestamp}, test::fails());
  world.rules.set({Key::document_timestamp, Context::signature}, test::fails());
  CHECK(outcome(world) == kPassed);
  world.tsa = careless(world, long_lived_tsa(), 5);
  CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  CHECK(world.verdict().timestamps.at(1).conclusion.indication == Indication::passed);
  world.rules.set({Key::document_timestamp, Context::signature}, {model::Level::ignore, false, {}});
  CHECK(outcome(world) == kPassed);
}

// spec/en319102-1.md 9.3: the lists about the first authority stand inside its token.
TEST_CASE("a document time-stamp proves what stands inside the token that it covers",
          "[process][beside][archive]") {
  ArchiveWorld world = beside<ArchiveWorld>(TimestampKind::document);
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    for (const Key key : {Key::revocation_available, Key::revocation_acceptable, Key::not_revoked,
                          Key::revocation_fresh_next_update}) {
      world.rules.set({key, Context::timestamp, role}, test::fails());
    }
  }
  // The second authority is listed itself; what is not proven to be older than the digest's end
  // says nothing.
  world.services.push_back(test::granted(certificate(*world.archive_tsa)));
  TimeWorld of_tsas;
  of_tsas.lists_made = world.lists_made;
  of_tsas.lists_last = world.lists_last;
  world.archived_lists = {of_tsas.list(world.ec.ca, {}), of_tsas.list(world.ec.root, {})};
  end_of(world.rules, crypto::DigestAlgorithm::sha256, model::AlgorithmUsage::revocation,
         *world.archived + Seconds{1});
  then(world, [](auto& evidence) {
    model::TimestampEvidence& first = evidence.timestamps[0];
    first.token.revocation_ids =
        std::exchange(evidence.timestamps[1].timestamp.covered_revocation, {});
  });
  CHECK(world.verdict().timestamps.at(0).conclusion.indication == Indication::passed);
  CHECK(outcome(world) == kPassed);
  CHECK(world.verdict().signatures.at(0).best_signature_time == *world.stamped);

  SECTION("not what is nowhere inside") {
    then(world, [](auto& evidence) { evidence.timestamps[0].token.revocation_ids.clear(); });
    CHECK(world.verdict().timestamps.at(0).conclusion.indication == Indication::indeterminate);
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
}

TEST_CASE("a time-stamp is kept only by what its own policy takes for a proof",
          "[process][beside][archive]") {
  ArchiveWorld world = beside<ArchiveWorld>(
      GENERATE(TimestampKind::document, TimestampKind::container, TimestampKind::detached));
  then(world, [](auto& evidence) {
    evidence.signatures.clear();
    listed_in("KZ", evidence.timestamps[0]);
    listed_in("RU", evidence.timestamps[1]);
  });
  model::PolicyRules strict = world.rules;
  model::PolicyRules lax = world.rules;
  Bytes document = world.document();
  const auto judged = [&] { return world.verdict(document, {}, by_country(strict, lax)); };
  CHECK(judged().status == DocumentStatus::confirmed);

  SECTION("not by another purpose") {
    strict.set({Key::tsa_purpose, Context::timestamp}, test::fails());
    CHECK(judged().status == DocumentStatus::confirmed);
    world.archive_tsa = careless(world, long_lived_tsa(), 5);
    document = world.document();
  }
  SECTION("not by receipts that another policy counts") {
    world.archive_tsa = world.tsa;  // both have ended
    document = world.document();
    world.seen = world.testimonies(document, *world.archived + Seconds{60});
    strict.archive_proofs = lax.archive_proofs = model::ArchiveProofs::counted;
    CHECK(judged().status == DocumentStatus::confirmed);
    strict.archive_proofs = model::ArchiveProofs::ignored;
  }
  const model::Verdict verdict = judged();
  CHECK(verdict.timestamps.at(1).conclusion.indication == Indication::passed);
  CHECK(verdict.timestamps.at(0).conclusion.sub == SubIndication::out_of_bounds_not_revoked);
  CHECK(verdict.status != DocumentStatus::confirmed);
}

TEST_CASE("of time-stamps of one second the one over the other is asked first",
          "[process][beside][archive]") {
  ArchiveWorld world =
      beside<ArchiveWorld>(GENERATE(TimestampKind::document, TimestampKind::container));
  world.stamped = *world.archived;
  for (int order = 0; order < 2; ++order) {
    const model::Verdict verdict = world.verdict();
    CHECK(verdict.timestamps.at(0).conclusion.indication == Indication::passed);
    CHECK(verdict.timestamps.at(1).conclusion.indication == Indication::passed);
    CHECK(outcome(world) == kPassed);
    then(world, [](auto& evidence) { std::ranges::reverse(evidence.timestamps); });
  }
}

TEST_CASE("a document time-stamp over long-term data gives level LTA", "[process][beside]") {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  world.stamped = at("2026-05-09T00:00:00Z");
  world.rules.set({Key::lta_level, Context::signature}, test::fails());
  CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  then(world, [](auto& evidence) {
    evidence.timestamps[0].timestamp.covered_revocation = {evidence.revocation.at(0).id};
  });
  CHECK(outcome(world) == kPassed);
  then(world, [](auto& evidence) { over_another_content(evidence.timestamps[0]); });
  CHECK(outcome(world).indication == Indication::indeterminate);
}

TEST_CASE("a signature says why a time-stamp beside it is not good for it", "[process][beside]") {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  world.stamped = at("2026-05-09T00:00:00Z");
  model::PolicyRules strict = world.rules;
  strict.set({Key::timestamp_valid, Context::timestamp}, test::fails());
  strict.set({Key::tsa_purpose, Context::timestamp}, test::fails());
  world.tsa = careless(world, long_lived_tsa(), 4);
  then(world, [](auto& evidence) { listed_in("RU", evidence.timestamps[0]); });
  const model::Verdict verdict =
      world.verdict(world.document(), {}, by_country(strict, world.rules));
  CHECK(verdict.timestamps.at(0).conclusion.indication == Indication::passed);
  const auto* told = test::find_check(verdict.signatures.at(0).checks, "timestamp-valid");
  REQUIRE(told != nullptr);
  CHECK(told->params ==
        model::Params{{"timestamp", verdict.timestamps[0].id}, {"check", "tsa-purpose"}});
}

TEST_CASE("an answer lives no longer than the authority of a time-stamp beside it",
          "[process][beside]") {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  world.stamped = at("2026-05-09T00:00:00Z");
  demo::CertificateSpec spec = long_lived_tsa();
  spec.not_after = world.now + Seconds{5};
  world.tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), world.ec.ca);
  CHECK(world.verdict().fresh_until == spec.not_after);
}

// threats.md: 2,048 nodes of policy graphs in one request.
TEST_CASE("many signatures under many time-stamps spend for each time-stamp once",
          "[process][beside]") {
  TimeWorld world = beside<TimeWorld>(TimestampKind::document);
  world.stamped = at("2026-05-09T00:00:00Z");
  demo::CertificateSpec spec = long_lived_tsa();
  spec.policies = {Oid{"1.2.3.4"}, Oid{"1.2.3.5"}, Oid{"1.2.3.6"}};
  world.tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), world.ec.root);
  then(world, [](auto& evidence) {
    constexpr int kEach = 50;
    const model::SignatureEvidence signature = evidence.signatures.at(0);
    const model::TimestampEvidence stamp = evidence.timestamps.at(0);
    evidence.signatures.clear();
    evidence.timestamps.clear();
    std::vector<std::string> covered;
    for (int i = 0; i < kEach; ++i) {
      evidence.signatures.push_back(signature);
      covered.push_back(evidence.signatures.back().signature.id = "S-" + std::to_string(i));
    }
    for (int i = 0; i < kEach; ++i) {
      model::TimestampEvidence& one = evidence.timestamps.emplace_back(stamp);
      one.timestamp.id = "T-" + std::to_string(i);
      one.timestamp.time = *stamp.timestamp.time + Seconds{i};
      one.timestamp.covers = covered;
      covered.push_back(one.timestamp.id);
    }
  });
  world.asked = GENERATE(std::optional<UtcTime>(), at("2026-05-31T23:00:00Z"));
  world.lists_made = at("2026-05-31T22:00:00Z");
  const model::Verdict verdict = world.verdict();
  const auto passed = [](const auto& one) {
    return one.conclusion.indication == Indication::passed;
  };
  CHECK(std::ranges::count_if(verdict.signatures, passed) == 50);
  CHECK(std::ranges::count_if(verdict.timestamps, passed) == 50);
  CHECK(std::ranges::all_of(verdict.signatures, [&](const auto& one) {
    return one.best_signature_time == *world.stamped && one.best_signature_time_from == "timestamp";
  }));
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
    CHECK(test::find_check(judged().timestamps[0].checks, "seen-before") == nullptr);
  }
}

}  // namespace senim::process
