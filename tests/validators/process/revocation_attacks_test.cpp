#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/revocation_world.h"

// Attacks on the reading and choosing of revocation data, found by review: none may hide that a
// certificate is revoked, nor let somebody else answer for its authority.

namespace senim::process::test {
namespace {

using blocks::RevocationState;
using t::at;

constexpr int kHold = 6;
constexpr int kCompromise = 1;
constexpr auto kGood = RevocationState::good;
constexpr auto kRevoked = RevocationState::revoked;
constexpr auto kNothing = RevocationState::unavailable;

std::uint16_t bit(pki::KeyUsage usage) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(usage));
}

// When the chosen answer says that the leaf was revoked.
std::optional<UtcTime> revoked_at(const RevocationWorld& world) {
  const model::Evidence evidence = world.collect();
  return world.ask(evidence, [&](const blocks::Subject& subject) {
    const auto finding =
        blocks::find_revocation(subject, {evidence.signatures[0].paths.at(0), 0, std::nullopt},
                                model::CertificateRole::signing, world.time);
    return finding.chosen ? finding.answer()->status.revoked_at : std::nullopt;
  });
}

// Another authority of the CA's name, with a key of its own.
demo::Party twin_of(const RevocationWorld& world, const demo::Party& superior,
                    std::optional<std::uint16_t> usage = std::nullopt) {
  demo::CertificateSpec spec = world.ca_spec;
  spec.serial = 2001;
  spec.key_usage = usage;
  return demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 9), superior);
}

void know(RevocationWorld& world, const demo::Party& party) {
  world.outside.push_back(t::certificate(party));
}

}  // namespace

TEST_CASE("of two dates of one revocation the earlier counts", "[revocation][attacks]") {
  RevocationWorld world;
  t::OcspSpec answer = world.answer();  // produced later than the list
  answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
  answer.entries[0].reason = kCompromise;
  const char* const listed = GENERATE("2026-05-01T00:00:00Z", "2026-05-20T00:00:00Z");
  const char* const answered = GENERATE("2026-05-02T00:00:00Z", "2026-05-19T00:00:00Z");
  CAPTURE(listed, answered);
  answer.entries[0].revoked = at(answered);
  world.give(answer, world.ca);
  world.give(world.list({world.entry(listed, kCompromise)}), world.ca);
  CHECK(world.state() == kRevoked);
  CHECK(revoked_at(world) == std::min(at(listed), at(answered)));
}

TEST_CASE("a suspension that ended in a revocation counts from its own date",
          "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec hold = world.list({world.entry("2026-05-05T00:00:00Z", kHold)});
  hold.this_update = at("2026-05-05T12:00:00Z");
  hold.number = 1;
  world.give(hold, world.ca);
  world.give(world.list({world.entry("2026-05-10T00:00:00Z", kCompromise)}), world.ca);
  CHECK(world.state() == kRevoked);
  CHECK(revoked_at(world) == at("2026-05-05T00:00:00Z"));
  // One that was taken back in between does not.
  t::CrlSpec released = world.list();
  released.this_update = at("2026-05-06T12:00:00Z");
  released.number = 2;
  world.give(released, world.ca);
  CHECK(revoked_at(world) == at("2026-05-10T00:00:00Z"));
}

TEST_CASE("an old answer signed again does not take a suspension back", "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec list = world.list({world.entry("2026-05-31T00:00:00Z", kHold)});
  world.give(list, world.ca);  // of 12:00
  t::OcspSpec answer = world.answer();
  answer.produced_at = at("2026-05-31T23:59:00Z");
  answer.entries[0].this_update = at("2026-05-31T11:59:59Z");
  SECTION("known before, produced after") {
    world.give(answer, world.ca);
    CHECK(world.state() == RevocationState::on_hold);
  }
  SECTION("known at the same second") {
    answer.entries[0].this_update = at("2026-05-31T12:00:00Z");
    world.give(answer, world.ca);
    CHECK(world.state() == RevocationState::on_hold);
  }
  SECTION("known a second later it was") {
    answer.entries[0].this_update = at("2026-05-31T12:00:01Z");
    world.give(answer, world.ca);
    CHECK(world.state() == kGood);
  }
}

TEST_CASE("another authority of the same name answers for nobody else", "[revocation][attacks]") {
  RevocationWorld world;
  SECTION("under the same superior") {
    const demo::Party twin = twin_of(world, world.root);
    know(world, twin);
    world.give(world.list(), twin);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-authorised");
    world.give(world.list(), world.ca);
    CHECK(world.state() == kGood);
  }
  SECTION("under another CA of the same anchor") {
    demo::CertificateSpec spec = t::ca_spec();
    spec.subject = demo::simple_name("Another CA");
    spec.serial = 2002;
    const demo::Party other =
        demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 8), world.root);
    const demo::Party twin = twin_of(world, other);
    know(world, other);
    know(world, twin);
    world.give(world.list(), twin);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-authorised");
  }
  SECTION("listed as an anchor itself") {
    const demo::Party twin = twin_of(world, world.root);
    world.trust->add(t::granted(t::certificate(twin)));
    world.trust->add(t::granted(t::certificate(world.ca)));
    world.give(world.list(), twin);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-authorised");
  }
  SECTION("an anchor's twin below it") {
    demo::CertificateSpec spec = t::root_spec();
    spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
    spec.serial = 2003;
    REQUIRE(demo::make_name(spec.subject) == world.root.name);
    const demo::Party twin =
        demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 9), world.ca);
    know(world, twin);
    world.give(world.list(), twin);
    world.give(world.list(), world.ca);
    CHECK(world.state(0) == kGood);
    CHECK(world.state(1) == kNothing);
  }
}

// RFC 5280 3.2, PKITS 4.4.19 and 4.5: what is the same authority all the same.
TEST_CASE("an authority's other keys answer for it", "[revocation]") {
  RevocationWorld world;
  SECTION("certified by itself") {
    const demo::Party fresh = twin_of(world, world.ca);
    know(world, fresh);
    world.give(world.list(), world.ca);  // about the new certificate
    world.give(world.list({world.entry("2026-05-01T00:00:00Z", kCompromise)}), fresh);
    CHECK(world.state() == kRevoked);
  }
  SECTION("certified for lists by its superior, where its own key may sign none") {
    world.ca_spec.key_usage = bit(pki::KeyUsage::key_cert_sign);
    world.make();
    const demo::Party lister = twin_of(world, world.root, bit(pki::KeyUsage::crl_sign));
    know(world, lister);
    world.give(world.list(), world.root);  // about the lister
    world.give(world.list(), lister);
    CHECK(world.state() == kGood);
  }
}

TEST_CASE("certificates that nobody issued hide no answer", "[revocation][attacks]") {
  // A responder's certificate, and one of its name and key that is not signed by the CA.
  demo::CertificateSpec spec = t::leaf_spec();
  spec.subject = demo::simple_name("OCSP RESPONDER");
  spec.serial = 3000;
  spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.9"}};
  spec.extensions = {{Oid{"1.3.6.1.5.5.7.48.1.5"}, false, demo::der::null()}};
  RevocationWorld world;
  const demo::Party responder =
      demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), world.ca);
  const demo::Party copy = demo::make_root(spec, t::shared_key(demo::KeyKind::p256, 7));
  t::OcspSpec answer = world.answer();
  answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
  answer.entries[0].revoked = at("2026-05-01T00:00:00Z");
  world.give(world.list(), world.ca);
  if (GENERATE(false, true)) {
    answer.certificates = {copy.certificate};
  }
  answer.certificates.push_back(responder.certificate);
  know(world, copy);
  world.give(answer, responder);
  CHECK(world.state() == kRevoked);
}

TEST_CASE("an empty purse says nothing good", "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec old = world.list();
  old.number = 9;
  old.this_update = at("2026-05-30T12:00:00Z");
  t::CrlSpec last = world.list({world.entry("2026-05-01T00:00:00Z", kCompromise)});
  for (std::int64_t serial = 1; serial < 200; ++serial) {
    last.entries.push_back(world.entry("2026-05-01T00:00:00Z", kCompromise, 50'000 + serial));
  }
  t::OcspSpec answer = world.answer();
  answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
  answer.entries[0].revoked = at("2026-05-01T00:00:00Z");
  const bool list = GENERATE(true, false);
  CAPTURE(list);
  world.give(old, world.ca);
  if (list) {
    world.give(last, world.ca);
  } else {
    world.give(answer, world.ca);
  }
  CHECK(world.conclusion().sub == model::SubIndication::revoked_no_poe);
  world.elements = list ? 100 : 0;
  const model::Evidence evidence = world.collect();
  CHECK(evidence.revocation_cut);
  const auto result = world.ask(
      evidence, [](const blocks::Subject& subject) { return blocks::x509_validation(subject); });
  CHECK(result.block.conclusion.indication == model::Indication::indeterminate);
  CHECK(result.block.conclusion.sub == model::SubIndication::certificate_chain_general_failure);
  const auto* check = t::find_check(result.block.checks, "revocation-search-complete");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
}

// attack4 F13.
TEST_CASE("a compromised key is so under every certificate over it", "[revocation][attacks]") {
  RevocationWorld world;
  demo::CertificateSpec spec = world.ca_spec;
  spec.serial = kCaSerial + 1;
  world.outside = {t::certificate(demo::make_issued(spec, world.ca.key, world.root))};
  const auto judged = [&](std::optional<int> reason, std::string_view since) {
    RevocationWorld told = world;
    told.give(told.list(), told.ca);
    told.give(told.list({told.entry(since, reason, kCaSerial)}), told.root);
    const model::Evidence evidence = told.collect();
    REQUIRE(evidence.signatures[0].paths.size() == 2);
    return told.ask(evidence, [](const blocks::Subject& subject) {
      return blocks::x509_validation(subject).block;
    });
  };
  const std::string_view before = "2026-05-01T00:00:00Z";
  for (const int compromise : {1, 2}) {  // keyCompromise, cACompromise
    CAPTURE(compromise);
    const blocks::BlockResult barred = judged(compromise, before);
    CHECK(barred.conclusion == model::Conclusion{model::Indication::indeterminate,
                                                 model::SubIndication::revoked_ca_no_poe});
    const auto* check = t::find_check(barred.checks, "ca-not-revoked");
    REQUIRE(check != nullptr);
    CHECK(check->outcome == model::Outcome::failed);
  }
  // Revoked for something else, the renewed certificate is what it was renewed for.
  for (const std::optional<int> other : {std::optional<int>{}, std::optional<int>{4}}) {
    CHECK(judged(other, before).conclusion.indication == model::Indication::passed);
  }
  // Another key is another matter.
  world.outside = {t::certificate(
      demo::make_issued(spec, t::test_pki(demo::KeyKind::rsa_2048).ca.key, world.root))};
  RevocationWorld other = world;
  other.give(other.list(), other.ca);
  other.give(other.list(), other.root);
  CHECK(other.conclusion().indication == model::Indication::passed);
}

}  // namespace senim::process::test
