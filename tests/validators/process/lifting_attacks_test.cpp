#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/rewritten_key.h"
#include "tests/validators/process/time_world.h"

// Attacks found by review: whoever holds a document adds unsigned parts to it so that a later
// process lifts what the basic one refused. None may end in a pass.

namespace senim::process {

TEST_CASE("a junk archive attribute and an old list hide no revocation", "[process][attacks]") {
  TimeWorld world;
  world.junk_archive = true;
  world.lists_made = world.now - Seconds{20 * 24 * 3600};
  world.lists_last = Seconds{30 * 24 * 3600};
  CHECK(outcome(world) == kPassed);  // nothing is revoked yet

  const auto later = GENERATE(Seconds{-3600}, Seconds{0}, Seconds{40});
  CAPTURE(later.count());
  TimeWorld newer;
  newer.lists_made = world.now + later;
  newer.revoked = {newer.revoke(newer.rsa.leaf, "2026-05-01T00:00:00Z", kKeyCompromise)};
  world.later_lists = newer.lists();
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  CHECK(world.verdict().status == DocumentStatus::not_confirmed);
  world.stamped = at("2026-05-01T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
}

TEST_CASE("no model lets a signature pass that is younger than a revocation",
          "[process][attacks]") {
  TimeWorld world;
  world.junk_archive = true;
  world.rules.model = GENERATE(model::ValidityModel::shell, model::ValidityModel::chain,
                               model::ValidityModel::hybrid);
  const std::uint8_t reason =
      GENERATE(as<std::uint8_t>{}, kKeyCompromise, std::uint8_t{2}, kSuperseded, kHold);
  CAPTURE(int{reason});
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-01T00:00:00Z", reason)};
  CHECK(outcome(world) ==
        undecided(reason == kHold ? SubIndication::try_later : SubIndication::revoked_no_poe));
}

TEST_CASE("revocation data beyond a limit leaves every status open", "[process][attacks]") {
  TimeWorld world;
  world.lists_made = world.now - Seconds{2 * 24 * 3600};
  world.lists_last = Seconds{30 * 24 * 3600};
  TimeWorld newer;
  newer.revoked = {newer.revoke(newer.rsa.leaf, "2026-05-01T00:00:00Z", kKeyCompromise)};
  const Bytes good = world.lists().front();
  for (std::uint8_t i = 0; i < 120; ++i) {
    Bytes broken = good;
    broken[broken.size() - 1 - i] ^= 1;  // in the signature value
    world.later_lists.push_back(broken);
  }
  const std::vector<Bytes> last = newer.lists();
  world.later_lists.insert(world.later_lists.end(), last.begin(), last.end());
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.status != DocumentStatus::confirmed);
  CHECK(outcome(world) == undecided(SubIndication::certificate_chain_general_failure));
  const auto* check = test::find_check(verdict.signatures[0].checks, "revocation-search-complete");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
}

// The list that was left out may say that it was revoked before the time-stamp.
TEST_CASE("a revocation that is known beside a limit is told and not lifted",
          "[process][attacks]") {
  TimeWorld world;
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kSuperseded)};
  const bool stamped = GENERATE(true, false);
  CAPTURE(stamped);
  if (stamped) {
    world.stamped = at("2026-05-01T00:00:05Z");
  }
  const Outcome revoked = undecided(SubIndication::revoked_no_poe);
  CHECK(outcome(world) == (stamped ? kPassed : revoked));  // nothing is left out
  const Bytes good = world.lists().front();
  for (std::uint8_t i = 0; i < 120; ++i) {
    Bytes broken = good;
    broken[broken.size() - 1 - i] ^= 1;  // in the signature value
    world.later_lists.push_back(broken);
  }
  CHECK(world.verdict().status != DocumentStatus::confirmed);
  if (stamped) {
    CHECK(outcome(world) == undecided(SubIndication::certificate_chain_general_failure));
    CHECK(check(world, "revocation-search-complete") == kBroken);
    return;
  }
  CHECK(outcome(world) == revoked);
  CHECK(check(world, "not-revoked") == kBroken);
  CHECK(world.verdict().status == DocumentStatus::not_confirmed);
}

TEST_CASE("an expired CA is not lifted for a signature made later", "[process][attacks]") {
  TimeWorld world;
  const UtcTime end = certificate(world.rsa.ca).not_after();
  world.rules = test::plain_rules();  // nobody asks for revocation
  world.junk_archive = true;
  CHECK(outcome(world) == kPassed);
  world.now = end + Seconds{1};
  CHECK(outcome(world).indication == Indication::indeterminate);
}

namespace {

const model::Verdict& with_reason(const model::Verdict& verdict, std::string_view code) {
  CHECK(verdict.status == DocumentStatus::not_confirmed);
  REQUIRE(verdict.reason.has_value());
  CHECK(verdict.reason->code == code);
  return verdict;
}

// An authority under a root that outlives everything else here.
Party far_tsa(const test::TestPki& pki, unsigned key) {
  demo::CertificateSpec spec = test::tsa_spec();
  spec.not_after = at("2039-06-01T00:00:00Z");
  return demo::make_issued(spec, test::shared_key(KeyKind::p256, key), pki.root);
}

}  // namespace

TEST_CASE("a time-stamp from after the asked time proves nothing then", "[process][attacks]") {
  TimeWorld world;
  world.asked = at("2026-05-10T00:00:00Z");
  world.lists_made = at("2026-05-09T23:00:00Z");
  SECTION("on the signature") {
    world.stamped = *world.asked;
    CHECK(world.verdict().status == DocumentStatus::not_confirmed);  // not older than the time
    world.stamped = *world.asked + Seconds{1};
    const model::Verdict verdict = world.verdict();
    with_reason(verdict, "time-not-proven");
    const auto& stamp = verdict.signatures[0].timestamps.at(0);
    CHECK(stamp.conclusion.indication == Indication::indeterminate);
    CHECK(stamp.conclusion.sub == SubIndication::no_poe);
    const auto* check = test::find_check(stamp.checks, "timestamp-not-later");
    REQUIRE(check != nullptr);
    CHECK(check->outcome == model::Outcome::failed);
    // Nor does it spoil what there was: the policy asks for the time-stamps of that time.
    world.rules.set({Key::timestamp_valid, Context::timestamp}, test::fails());
    CHECK(outcome(world) == kPassed);
  }
  SECTION("as an archive") {
    world.stamped = at("2026-05-01T00:00:05Z");
    world.rules.set({Key::lta_level, Context::signature}, test::fails());
    world.archived = *world.asked;
    CHECK(outcome(world) == kPassed);
    CHECK(world.verdict().status == DocumentStatus::confirmed);
    world.archived = *world.asked + Seconds{1};
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
}

TEST_CASE("a time-stamp from the future is none", "[process][attacks]") {
  TimeWorld world;
  world.stamped = world.now + Seconds{60};  // the clock of an authority may be a little ahead
  CHECK(world.verdict().signatures[0].timestamps.at(0).conclusion.indication == Indication::passed);
  world.stamped = world.now + Seconds{61};
  CHECK(world.verdict().signatures[0].timestamps.at(0).conclusion.sub == SubIndication::no_poe);
  world.rules.set({Key::timestamp_valid, Context::timestamp}, test::fails());
  CHECK(outcome(world) == undecided(SubIndication::no_poe));
}

// The key of an authority that has ended makes time-stamps of any time.
TEST_CASE("a time-stamp that no longer holds proves no time that was asked for",
          "[process][attacks]") {
  TimeWorld world;
  world.now = at("2029-01-01T00:00:00Z");
  world.asked = at("2027-06-01T00:00:00Z");
  world.lists_made = at("2027-05-31T23:00:00Z");
  world.stamped = at("2027-05-01T00:00:00Z");
  CHECK(outcome(world) == kPassed);
  CHECK(world.verdict().status == DocumentStatus::confirmed);
  CHECK(world.verdict().signatures[0].best_signature_time_from == "timestamp");
  world.tsa =
      demo::make_issued(test::tsa_spec(), test::shared_key(KeyKind::p256, 4), world.ec.ca);  // 2028
  const model::Verdict verdict = world.verdict();
  with_reason(verdict, "time-not-proven");
  CHECK(verdict.signatures[0].best_signature_time_from == "validation");
  // An archive from before its end keeps it.
  world.archived = at("2027-05-31T23:30:00Z");
  world.archive_tsa = far_tsa(world.ec, 5);
  CHECK(world.verdict().status == DocumentStatus::confirmed);
}

TEST_CASE("a token alone proves no asked time that it does not outlive", "[process][attacks]") {
  const test::TestPki& pki = test::test_pki();
  const auto judged = [&](const demo::CertificateSpec& spec) {
    const Party tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), pki.ca);
    const Bytes content = to_bytes("one hundred tenge");
    const Bytes token = demo::make_timestamp(tsa, content, at("2027-05-01T00:00:00Z"), 1,
                                             crypto::DigestAlgorithm::sha256, {pki.ca.certificate});
    model::Submission submission;
    submission.document = token;
    model::DetachedPart part;
    part.content = content;
    submission.detached = {part};
    submission.asked_time = at("2027-06-01T00:00:00Z");
    const test::TestTrust trust({test::granted(certificate(pki.root))});
    const test::TestPolicies policies;
    Budget budget;
    const UtcTime now = at("2029-01-01T00:00:00Z");
    auto collected = collect(submission, {}, trust, policies, now, budget);
    REQUIRE(collected.ok());
    return judge(collected->evidence, submission, trust, policies, now);
  };
  CHECK(judged(long_lived_tsa()).status == DocumentStatus::confirmed);
  with_reason(judged(test::tsa_spec()), "time-not-proven");
}

TEST_CASE("a lift does not forget whoever issued the revocation data", "[process][attacks]") {
  TimeWorld world;
  world.rules.model = model::ValidityModel::chain;  // the CA's end is no failure by itself
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    world.rules.set({Key::revocation_issuer_validity, Context::signature, role}, test::fails());
  }
  world.tsa = far_tsa(world.ec, 4);
  world.stamped = at("2026-05-01T00:00:05Z");
  world.lists_made = at("2027-12-01T00:00:00Z");
  world.lists_last = Seconds{std::int64_t{10} * 365 * 24 * 3600};
  world.now = certificate(world.rsa.ca).not_after();
  const bool revoked = GENERATE(true, false);  // else the signer's certificate has expired only
  if (revoked) {
    world.revoked = {world.revoke(world.rsa.leaf, "2027-06-01T00:00:00Z", kSuperseded)};
  }
  CAPTURE(revoked);
  CHECK(outcome(world) == kPassed);
  world.now += Seconds{1};
  CHECK(outcome(world) == undecided(revoked ? SubIndication::revocation_out_of_bounds_no_poe
                                            : SubIndication::out_of_bounds_no_poe));
}

TEST_CASE("a limit that ended the search bars past validation too", "[process][attacks]") {
  TimeWorld world;
  world.tsa = far_tsa(world.ec, 4);
  world.archive_tsa = far_tsa(world.ec, 5);
  world.stamped = at("2026-05-01T00:00:05Z");
  world.archived = at("2026-07-01T00:00:00Z");
  world.lists_made = at("2026-06-30T00:00:00Z");
  world.lists_last = Seconds{7 * 24 * 3600};
  world.now = certificate(world.rsa.ca).not_after() + Seconds{1};
  CHECK(outcome(world) == kPassed);  // the end of the CA is lifted
  TimeWorld other;
  other.lists_made = at("2026-06-29T00:00:00Z");
  const Bytes good = other.lists().front();
  for (std::uint8_t i = 0; i < 120; ++i) {
    Bytes broken = good;
    broken[broken.size() - 1 - i] ^= 1;  // in the signature value
    world.later_lists.push_back(broken);
  }
  CHECK(outcome(world) == undecided(SubIndication::certificate_chain_general_failure));
  const auto verdict = world.verdict();
  const auto* check = test::find_check(verdict.signatures[0].checks, "revocation-search-complete");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
}

// RFC 3161 2.4.2, EN 319 102-1 5.4: every new authority could speak of the years before it was.
TEST_CASE("nobody states a time at which he was not certified", "[process][attacks]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:00Z");
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kSuperseded)};
  demo::CertificateSpec spec = long_lived_tsa();
  spec.not_before = *world.stamped;
  const auto made = [&](const Party& issuer) {
    world.tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 4), issuer);
  };
  made(world.ec.ca);
  CHECK(outcome(world) == kPassed);
  SECTION("not the authority itself") {
    spec.not_before += Seconds{1};
    made(world.ec.ca);
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    const auto verdict = world.verdict();
    const auto& stamp = verdict.signatures[0].timestamps.at(0);
    CHECK(stamp.conclusion.sub == SubIndication::sig_constraints_failure);
    const auto* check = test::find_check(stamp.checks, "timestamp-inside-validity");
    REQUIRE(check != nullptr);
    CHECK(check->outcome == model::Outcome::failed);
  }
  SECTION("nor its CA") {
    demo::CertificateSpec ca = test::ca_spec();
    ca.subject = demo::simple_name("New CA");
    ca.not_before = *world.stamped;
    made(demo::make_issued(ca, test::shared_key(KeyKind::p256, 6), world.ec.root));
    CHECK(outcome(world).indication != Indication::passed);  // its certificate is not at hand
    const auto issued = [&] {
      const Party issuer = demo::make_issued(ca, test::shared_key(KeyKind::p256, 6), world.ec.root);
      made(issuer);
      world.services[1] = test::granted(certificate(world.ec.root));
      world.more_certificates = {issuer.certificate};
    };
    issued();
    CHECK(outcome(world) == kPassed);
    ca.not_before += Seconds{1};
    issued();
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("nor after its end, whatever proves the token later") {
    spec.not_after = *world.stamped - Seconds{1};
    spec.not_before = at("2026-01-01T00:00:00Z");
    made(world.ec.ca);
    world.archived = at("2026-05-01T00:00:30Z");
    world.archive_tsa = far_tsa(world.ec, 5);
    CHECK(world.verdict().signatures[0].timestamps.at(0).conclusion.indication !=
          Indication::passed);
  }
}

TEST_CASE("a signature is not older than a content time-stamp inside it", "[process][attacks]") {
  TimeWorld world;
  world.stamped = at("2026-05-01T00:00:05Z");
  world.content_stamped = at("2026-05-20T00:00:00Z");
  CHECK(world.verdict().signatures[0].best_signature_time == *world.content_stamped);
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kSuperseded)};
  CHECK(outcome(world).indication != Indication::passed);
  world.content_stamped = at("2026-05-01T00:00:00Z");
  CHECK(outcome(world) == kPassed);
  CHECK(world.verdict().signatures[0].best_signature_time == *world.stamped);
}

// attack F6: whoever has a stolen key takes the certificate that was not revoked for it.
TEST_CASE("a signer's compromised key is lifted as his own revocation, and not otherwise",
          "[process][attacks]") {
  TimeWorld world;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = 4711;
  const Party twin = demo::make_issued(spec, world.rsa.leaf.key, world.rsa.ca);
  world.more_certificates = {twin.certificate};
  world.stamped = at("2026-05-01T00:00:05Z");
  const auto compromised = [&](std::string_view when) {
    world.revoked = {world.revoke(twin, when, kKeyCompromise)};
    return outcome(world);
  };
  CHECK(outcome(world) == kPassed);
  CHECK(compromised("2026-05-01T00:00:06Z") == kPassed);
  CHECK(compromised("2026-05-01T00:00:05Z") == undecided(SubIndication::revoked_no_poe));
  SECTION("never where compromises reach back") {
    world.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
    CHECK(compromised("2026-05-20T00:00:00Z") == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("the certificate's own, earlier revocation counts as well") {
    world.revoked = {world.revoke(twin, "2026-05-20T00:00:00Z", kKeyCompromise),
                     world.revoke(world.rsa.leaf, "2026-05-01T00:00:01Z", kSuperseded)};
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
  SECTION("it stands for no status of the certificate itself") {
    const Party abroad = demo::make_issued(spec, world.rsa.leaf.key, world.ec.ca);
    world.more_certificates = {abroad.certificate};
    world.revoked.clear();
    world.later_lists = {
        world.list(world.ec.ca, {world.revoke(abroad, "2026-05-20T00:00:00Z", kKeyCompromise)}),
        world.list(world.ec.root, {}), world.list(world.rsa.root, {})};
    CHECK(outcome(world) == kPassed);
    world.without_lists = true;
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  }
}

namespace {

void ask_for_revocation_of_tsas(TimeWorld& world) {
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    for (const Key key : {Key::revocation_available, Key::revocation_acceptable, Key::not_revoked,
                          Key::not_on_hold, Key::revocation_fresh_next_update}) {
      world.rules.set({key, Context::timestamp, role}, test::fails());
    }
  }
}

// A second certificate over a key of the TSA, and a signature whose certificate was revoked after
// the token: it stands as long as the token does.
Party with_twin_of_tsa(TimeWorld& world, const demo::Key& key) {
  ask_for_revocation_of_tsas(world);
  demo::CertificateSpec spec = long_lived_tsa();
  spec.serial = 4711;
  Party twin = demo::make_issued(spec, key, world.ec.ca);
  world.more_certificates = {twin.certificate};
  world.stamped = at("2026-05-01T00:00:05Z");
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-10T00:00:00Z", kSuperseded)};
  return twin;
}

Outcome told_of_tsas(TimeWorld& world, const std::vector<RevokedSpec>& revoked) {
  world.later_lists = {world.list(world.ec.ca, revoked), world.list(world.ec.root, {})};
  return outcome(world);
}

}  // namespace

TEST_CASE("a compromised key of a TSA proves nothing by another certificate",
          "[process][attacks]") {
  TimeWorld world;
  const Party twin = with_twin_of_tsa(world, world.tsa.key);
  const auto told = [&](const std::vector<RevokedSpec>& revoked) {
    return told_of_tsas(world, revoked);
  };
  CHECK(told({}) == kPassed);
  CHECK(told({world.revoke(twin, "2026-04-20T00:00:00Z", kSuperseded)}) == kPassed);
  const std::string_view when = GENERATE("2026-04-20T00:00:00Z", "2026-05-20T00:00:00Z");
  CAPTURE(when);
  CHECK(told({world.revoke(twin, when, kKeyCompromise)}) ==
        undecided(SubIndication::revoked_no_poe));
  const auto token = world.verdict().signatures[0].timestamps.at(0).conclusion;
  CHECK(token.indication == Indication::indeterminate);
  CHECK(token.sub == SubIndication::revoked_no_poe);
  world.more_certificates.clear();  // nobody has the other one: nothing is known of the key
  CHECK(outcome(world) == kPassed);
}

// attack6 A5: the same key, its SubjectPublicKeyInfo written otherwise.
TEST_CASE("a compromised key bars it in every writing", "[process][attacks]") {
  namespace der = demo::der;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = 4711;
  SECTION("of a signer: RSA under another identifier or without NULL") {
    TimeWorld world;
    const std::string_view oid = GENERATE("1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10");
    const demo::Key& key = world.rsa.leaf.key;
    const Party twin = demo::make_issued(
        spec,
        test::rewritten(key,
                        test::spki_of(der::sequence({der::oid(Oid(oid))}), test::key_octets(key))),
        world.rsa.ca);
    REQUIRE(certificate(twin).spki().size() != certificate(world.rsa.leaf).spki().size());
    world.more_certificates = {twin.certificate};
    CHECK(outcome(world) == kPassed);
    world.revoked = {world.revoke(twin, "2026-05-20T00:00:00Z", kSuperseded)};
    CHECK(outcome(world) == kPassed);
    world.revoked = {world.revoke(twin, "2026-05-20T00:00:00Z", kKeyCompromise)};
    CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
    const Party other =
        demo::make_issued(spec, test::shared_key(KeyKind::rsa_2048, 6), world.rsa.ca);
    world.more_certificates = {other.certificate};
    CHECK(outcome(world) == kPassed);
  }
  SECTION("of a TSA: a compressed point") {
    TimeWorld world;
    const Party twin = with_twin_of_tsa(world, test::compressed(world.tsa.key));
    const auto told = [&](const std::vector<RevokedSpec>& revoked) {
      return told_of_tsas(world, revoked);
    };
    CHECK(told({world.revoke(twin, "2026-04-20T00:00:00Z", kSuperseded)}) == kPassed);
    CHECK(told({world.revoke(twin, "2026-04-20T00:00:00Z", kKeyCompromise)}) ==
          undecided(SubIndication::revoked_no_poe));
    CHECK(world.verdict().signatures[0].timestamps.at(0).conclusion.sub ==
          SubIndication::revoked_no_poe);
  }
}

}  // namespace senim::process
