#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/revocation_world.h"
#include "validators/base/minimal_integer.h"

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

std::string id_of(const demo::Party& party) { return to_hex(t::certificate(party).fingerprint()); }

std::string certificate_in(const model::Params& params) {
  const auto found = std::ranges::find(params, "certificate", &model::Params::value_type::first);
  return found == params.end() ? "" : found->second;
}

// Which certificate a failed check names; "" when it did not fail.
std::string failed_for(const RevocationWorld& world, std::string_view id) {
  const model::Evidence evidence = world.collect();
  return world.ask(evidence, [&](const blocks::Subject& subject) {
    const blocks::BlockResult block = blocks::x509_validation(subject).block;
    const auto* check = t::find_check(block.checks, id);
    return check == nullptr || check->outcome != model::Outcome::failed
               ? std::string{}
               : certificate_in(check->params);
  });
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

// attack6 A3, spec/en319102-1.md 16: his key may be anybody's since then.
TEST_CASE("an authority says nobody good when its service has ended", "[revocation][attacks]") {
  RevocationWorld world;
  const auto ended = [&](std::string_view when) {
    model::TrustService service = t::granted(t::certificate(world.root));
    t::withdraw(service, at(when));
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
  };
  SECTION("by a list") {
    world.give(world.list(), world.ca);  // of 12:00
    ended("2026-05-31T12:00:01Z");
    CHECK(world.state() == kGood);
    ended("2026-05-31T12:00:00Z");
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-anchor");
  }
  SECTION("by an answer") {
    world.give(world.answer(), world.ca);  // of 23:59
    ended("2026-05-31T23:59:01Z");
    CHECK(world.state() == kGood);
    ended("2026-05-31T23:59:00Z");
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-anchor");
  }
  SECTION("by an answer produced since of what was known before") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].this_update = at("2026-05-31T12:00:00Z");
    world.give(answer, world.ca);
    ended("2026-05-31T20:00:00Z");
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-anchor");
  }
  SECTION("revoked and suspended stay so") {
    const int reason = GENERATE(kCompromise, kHold);
    world.give(world.list({world.entry("2026-05-31T00:00:00Z", reason)}), world.ca);
    ended("2026-05-31T00:00:00Z");
    CHECK(world.state() == (reason == kHold ? RevocationState::on_hold : kRevoked));
  }
  SECTION("nobody takes a suspension back then") {
    t::CrlSpec hold = world.list({world.entry("2026-05-30T00:00:00Z", kHold)});
    hold.this_update = at("2026-05-30T12:00:00Z");
    hold.number = 9;
    world.give(hold, world.ca);
    world.give(world.list(), world.ca);
    CHECK(world.state() == kGood);
    ended("2026-05-31T12:00:00Z");
    CHECK(world.state() == RevocationState::on_hold);
  }
  SECTION("nor is he good before the service began") {
    world.give(world.list(), world.ca);
    model::TrustService service = t::granted(t::certificate(world.root));
    service.periods[0].since = at("2026-05-31T12:00:00Z");
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
    CHECK(world.state() == kGood);
    service.periods[0].since = at("2026-05-31T12:00:01Z");
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
    CHECK(world.state() == kNothing);
  }
}

// attack6 A4: policy keys trust.revocation.
TEST_CASE("a policy names whose anchors may vouch for revocation data", "[revocation][attacks]") {
  RevocationWorld world;
  const bool answer = GENERATE(false, true);
  if (answer) {
    world.give(world.answer(), world.ca);
  } else {
    world.give(world.list(), world.ca);
  }
  auto& rule = world.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::revocation)];
  rule = {{"test-list"}, {"EE"}, {std::string(t::kCaQc)}, {model::ServiceStatus::granted}};
  CHECK(world.state() == kGood);
  const auto refused = [&] {
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-anchor");
  };
  SECTION("sources") {
    rule.sources = {"other-list"};
    refused();
  }
  SECTION("territories") {
    rule.territories = {"KZ"};
    refused();
  }
  SECTION("types") {
    rule.service_types = {"http://uri.etsi.org/TrstSvc/Svctype/Certstatus/OCSP"};
    refused();
  }
  SECTION("statuses") {
    rule.statuses = {model::ServiceStatus::national};
    refused();
  }
  SECTION("of one given explicitly there are source and territory only") {
    world.trust = std::make_shared<t::TestTrust>(std::vector{t::given(t::certificate(world.root))});
    rule.sources = {"given"};
    rule.service_types = {};
    rule.statuses = {};
    CHECK(world.state() == kGood);
    rule.territories = {"KZ"};
    refused();
  }
  SECTION("the other purposes have their own") {
    world.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::signature)].sources = {};
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

TEST_CASE("a revocation outlives the end of its certificate", "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec old = world.list();
  old.this_update = at("2026-05-01T00:00:00Z");
  old.number = 9;
  world.leaf_spec.not_after = at("2026-05-20T00:00:00Z");
  world.make();
  world.give(old, world.ca);
  CHECK(world.state() == kGood);
  SECTION("on a list") {
    world.give(world.list({world.entry("2026-05-10T00:00:00Z", kCompromise)}), world.ca);
    CHECK(world.state() == kRevoked);
  }
  SECTION("in an answer") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
    answer.entries[0].revoked = at("2026-05-10T00:00:00Z");
    world.give(answer, world.ca);
    CHECK(world.state() == kRevoked);
  }
  SECTION("where it is not named nothing is known") {
    world.supplied.crls.clear();
    world.give(world.list(), world.ca);
    CHECK(world.state() == kNothing);
  }
}

TEST_CASE("what cannot be read of a revocation does not undo it", "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec old = world.list();
  old.this_update = at("2026-05-30T12:00:00Z");
  old.number = 9;
  world.give(old, world.ca);
  const auto with = [&](Oid id, Bytes value, bool critical = false) {
    RevocationWorld other = world;
    t::CrlEntrySpec entry = other.entry("2026-05-10T00:00:00Z");
    entry.extensions = {{id, critical, std::move(value)}};
    other.give(other.list({entry}), other.ca);
    return other.state();
  };
  const Oid reason{"2.5.29.21"};
  CHECK(with(reason, {0x0a, 1, 7}) == kRevoked);  // no such reason
  CHECK(with(reason, {0x0a, 1, 11}) == kRevoked);
  CHECK(with(reason, {0x02, 1, 6}) == kRevoked);               // not a certificateHold
  CHECK(with(Oid{"2.5.29.24"}, {0x17, 1, 0x30}) == kRevoked);  // invalidityDate
  // RFC 5280 5.3: a list that nobody here understands; the one before is no longer the last word.
  CHECK(with(Oid{"1.2.3.4"}, demo::der::null(), true) == RevocationState::unknown);
  SECTION("a reason in an answer") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
    answer.entries[0].revoked = at("2026-05-10T00:00:00Z");
    answer.entries[0].reason = 7;
    world.give(answer, world.ca);
    CHECK(world.state() == kRevoked);
  }
  SECTION("an archive cutoff in an answer") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
    answer.entries[0].revoked = at("2026-05-10T00:00:00Z");
    answer.entries[0].extensions = {{Oid{"1.3.6.1.5.5.7.48.1.6"}, false, demo::der::null()}};
    world.give(answer, world.ca);
    CHECK(world.state() == kRevoked);
  }
}

TEST_CASE("what a newer unreadable list says is not known of older ones only",
          "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec list = world.list({world.entry("2026-05-10T00:00:00Z", kCompromise, 5)});
  list.entries[0].extensions = {{Oid{"1.2.3.4"}, true, demo::der::null()}};
  world.give(list, world.ca);
  CHECK(world.state() == RevocationState::unknown);
  world.give(world.answer(), world.ca);  // newer, and says good
  CHECK(world.state() == kGood);
  // Whoever cannot speak for the CA says nothing unreadable either.
  world.supplied.crls.clear();
  demo::Party impostor = world.ca;
  impostor.key = t::shared_key(demo::KeyKind::p256, 9);
  world.supplied.ocsps.clear();
  t::CrlSpec old = world.list();
  old.this_update = at("2026-05-30T12:00:00Z");
  world.give(old, world.ca);
  world.give(list, impostor);
  CHECK(world.state() == kGood);
}

TEST_CASE("a date in the future does not put a revocation off", "[revocation][attacks]") {
  RevocationWorld world;
  const char* const when = GENERATE("2026-06-01T00:00:01Z", "2026-06-20T00:00:00Z");
  SECTION("on a list") {
    world.give(world.list({world.entry(when, kCompromise)}), world.ca);
    CHECK(world.state() == kRevoked);
    CHECK(revoked_at(world) == at("2026-05-31T12:00:00Z"));  // known by then
  }
  SECTION("on hold") {
    world.give(world.list({world.entry(when, kHold)}), world.ca);
    CHECK(world.state() == RevocationState::on_hold);
  }
  SECTION("in an answer, by a clock that is ahead") {
    t::OcspSpec answer = world.answer();
    answer.produced_at = answer.entries[0].this_update = world.time + Seconds{30};
    answer.entries[0].next_update = world.time + Seconds{3600};
    answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
    answer.entries[0].revoked = at(when);
    world.give(answer, world.ca);
    CHECK(world.state() == kRevoked);
    CHECK(revoked_at(world) == world.time);
  }
}

TEST_CASE("a compromise that reaches back does so at every time that is asked about",
          "[revocation][attacks]") {
  RevocationWorld world;
  world.now = world.time;
  world.time = at("2026-05-09T00:00:00Z");
  const int reason = GENERATE(as<int>{}, kCompromise, 4);
  CAPTURE(reason);
  world.give(world.list({world.entry("2026-05-10T00:00:00Z", reason)}), world.ca);
  CHECK(world.state() == kGood);
  world.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
  CHECK(world.state() == (reason == kCompromise ? kRevoked : kGood));
}

TEST_CASE("where causes reach back so does the date since which a certificate is invalid",
          "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlEntrySpec entry = world.entry("2026-05-10T00:00:00Z", 5);  // cessationOfOperation
  entry.extensions = {
      {Oid{"2.5.29.24"}, false, demo::der::generalized_time(at("2026-05-02T00:00:00Z"))}};
  world.give(world.list({entry}), world.ca);
  CHECK(world.state() == kRevoked);
  CHECK(revoked_at(world) == at("2026-05-10T00:00:00Z"));
  world.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
  CHECK(revoked_at(world) == at("2026-05-02T00:00:00Z"));
}

TEST_CASE("of two entries about one certificate the worse counts", "[revocation][attacks]") {
  RevocationWorld world;
  const auto hold = world.entry("2026-05-10T00:00:00Z", kHold);
  const auto lasting = world.entry("2026-05-20T00:00:00Z", kCompromise);
  const auto later = world.entry("2026-05-25T00:00:00Z", kCompromise);
  world.give(GENERATE_COPY(world.list({hold, lasting}), world.list({lasting, hold}),
                           world.list({later, lasting}), world.list({hold, later, lasting})),
             world.ca);
  world.give(world.answer(), world.ca);
  CHECK(world.state() == kRevoked);
  CHECK(revoked_at(world) == lasting.revoked);
}

// What says good is refused for such reasons; what says revoked may be true all the same.
TEST_CASE("a newer revocation that cannot be relied on leaves no older answer standing",
          "[revocation][attacks]") {
  RevocationWorld world;
  t::CrlSpec old = world.list();
  old.this_update = at("2026-05-30T12:00:00Z");
  old.number = 9;
  world.give(old, world.ca);
  CHECK(world.state() == kGood);
  t::CrlSpec list = world.list({world.entry("2026-05-10T00:00:00Z", kCompromise)});
  SECTION("for another distribution point") {
    list.distribution_point = t::make_scope({.urls = {"http://a.example/1.crl"}});
    world.give(list, world.ca);
    CHECK(world.state() == RevocationState::unknown);
  }
  SECTION("with a critical extension that nobody knows") {
    list.extensions = {{Oid{"1.2.3.4"}, true, demo::der::null()}};
    world.give(list, world.ca);
    CHECK(world.state() == RevocationState::unknown);
    CHECK(world.conclusion().sub == model::SubIndication::certificate_chain_general_failure);
    list.entries.clear();
    world.supplied.crls = {t::make_crl(old, world.ca), t::make_crl(list, world.ca)};
    CHECK(world.state() == kGood);
  }
  SECTION("older than what says good") {
    list.this_update = at("2026-05-30T11:59:59Z");
    list.distribution_point = t::make_scope({.urls = {"http://a.example/1.crl"}});
    world.give(list, world.ca);
    CHECK(world.state() == kGood);
  }
  SECTION("by a responder whose own status is not at hand") {
    demo::CertificateSpec spec = t::leaf_spec();
    spec.subject = demo::simple_name("OCSP RESPONDER");
    spec.serial = 3000;
    spec.not_before = at("2026-05-30T13:00:00Z");  // the list says nothing of him
    spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.9"}};
    const demo::Party responder =
        demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), world.ca);
    t::OcspSpec answer = world.answer();
    answer.entries[0].status = t::OcspEntrySpec::Status::revoked;
    answer.entries[0].revoked = at("2026-05-10T00:00:00Z");
    answer.certificates = {responder.certificate};
    world.give(answer, responder);
    CHECK(world.state() == RevocationState::unknown);
  }
  SECTION("by somebody else") {
    demo::Party impostor = world.ca;
    impostor.key = t::shared_key(demo::KeyKind::p256, 9);
    list.extensions = {{Oid{"1.2.3.4"}, true, demo::der::null()}};
    world.give(list, impostor);
    CHECK(world.state() == kGood);
  }
}

TEST_CASE("nobody answers for a time after he signed or ended", "[revocation][attacks]") {
  RevocationWorld world;
  t::OcspSpec answer = world.answer();
  answer.produced_at = answer.entries[0].this_update - Seconds{60};
  SECTION("a clock may differ by a minute") {
    world.give(answer, world.ca);
    CHECK(world.state() == kGood);
  }
  SECTION("not by more") {
    answer.produced_at -= Seconds{1};
    world.give(answer, world.ca);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-this-update");
  }
  SECTION("not after the end of the responder") {
    demo::CertificateSpec spec = t::leaf_spec();
    spec.subject = demo::simple_name("OCSP RESPONDER");
    spec.serial = 3000;
    spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.9"}};
    spec.extensions = {{Oid{"1.3.6.1.5.5.7.48.1.5"}, false, demo::der::null()}};
    spec.not_after = answer.entries[0].this_update;
    const auto by_him = [&] {
      const demo::Party responder =
          demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), world.ca);
      answer.certificates = {responder.certificate};
      world.supplied.ocsps.clear();
      world.give(answer, responder);
      return world.refused();
    };
    CHECK(by_him().empty());
    spec.not_after -= Seconds{1};
    CHECK(by_him() == "revocation-issuer-valid-then");
  }
}

TEST_CASE("a padded serial number is the same number", "[revocation][attacks]") {
  const auto minimal = [](const Bytes& content) { return to_bytes(minimal_integer(content)); };
  CHECK(minimal({0x00, 0x03, 0xe8}) == Bytes{0x03, 0xe8});
  CHECK(minimal({0x00, 0x00, 0x00, 0x03, 0xe8}) == Bytes{0x03, 0xe8});
  CHECK(minimal({0x00, 0x83, 0xe8}) == Bytes{0x00, 0x83, 0xe8});
  CHECK(minimal({0xff, 0xff, 0x83}) == Bytes{0x83});
  CHECK(minimal({0xff, 0x03}) == Bytes{0xff, 0x03});
  CHECK(minimal({0x00}) == Bytes{0x00});
  CHECK(minimal({}).empty());
  const RevocationWorld world;
  const Bytes list =
      t::make_crl(world.list({world.entry("2026-05-10T00:00:00Z", kCompromise)}), world.ca);
  const auto crl = pki::Crl::from_der(list);
  REQUIRE(crl.ok());
  auto entries = crl->entries();
  const auto entry = entries.next();
  REQUIRE(entry.ok());
  REQUIRE(entry->has_value());
  CHECK(to_bytes((*entry)->serial) == Bytes{0x03, 0xe8});
}

TEST_CASE("what the policy does not ask about is revoked where that is known",
          "[revocation][attacks]") {
  RevocationWorld world;
  const Oid short_term{"0.4.0.194121.2.1"};
  world.rules.set({model::Key::revocation_skip_extensions, model::Context::signature},
                  {model::Level::inform, false, std::vector<std::string>{short_term.dotted()}});
  CHECK(world.state() == kNothing);
  world.leaf_spec.extensions = {{short_term, false, demo::der::null()}};
  world.make();
  CHECK(world.state() == RevocationState::not_required);
  world.give(world.list(), world.ca);
  CHECK(world.state() == RevocationState::not_required);
  world.give(world.list({world.entry("2026-05-10T00:00:00Z", kCompromise)}), world.ca);
  CHECK(world.state() == kRevoked);
  CHECK(world.conclusion().sub == model::SubIndication::revoked_no_poe);
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

// attack F6.
TEST_CASE("a signer's key is compromised whichever certificate over it was revoked for that",
          "[revocation][attacks]") {
  RevocationWorld world;
  demo::CertificateSpec spec = world.leaf_spec;
  spec.serial = kLeafSerial + 1;
  const demo::Party twin = demo::make_issued(spec, world.leaf.key, world.ca);
  world.give(world.list(), world.root);
  const auto told = [&](std::optional<int> reason, const demo::Party& known) {
    RevocationWorld after = world;
    know(after, known);
    after.give(after.list({after.entry("2026-05-01T00:00:00Z", reason, kLeafSerial + 1)}),
               after.ca);
    return after;
  };
  SECTION("every reason that says so") {
    const int reason = GENERATE(1, 2, 10);  // keyCompromise, cACompromise, aACompromise
    CAPTURE(reason);
    const RevocationWorld after = told(reason, twin);
    CHECK(after.conclusion() == model::Conclusion{model::Indication::indeterminate,
                                                  model::SubIndication::revoked_no_poe});
    CHECK(failed_for(after, "not-revoked") == id_of(twin));
  }
  SECTION("at the time of the compromise, not before") {
    RevocationWorld after = told(kCompromise, twin);
    after.now = after.time;
    after.time = at("2026-05-01T00:00:00Z");
    CHECK(failed_for(after, "not-revoked") == id_of(twin));
    after.time -= Seconds{1};
    CHECK(failed_for(after, "not-revoked").empty());
    after.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
    CHECK(failed_for(after, "not-revoked") == id_of(twin));
  }
  SECTION("no other reason") {
    // None, affiliationChanged, superseded, cessationOfOperation, certificateHold, withdrawn
    const auto reason = GENERATE(as<std::optional<int>>{}, std::nullopt, 3, 4, 5, kHold, 9);
    CHECK(told(reason, twin).conclusion().indication == model::Indication::passed);
  }
  SECTION("not a certificate over another key") {
    const demo::Party other =
        demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 9), world.ca);
    CHECK(told(kCompromise, other).conclusion().indication == model::Indication::passed);
  }
  SECTION("not one that nobody issued") {
    demo::Party impostor = world.ca;
    impostor.key = t::shared_key(demo::KeyKind::p256, 9);
    const demo::Party forged = demo::make_issued(spec, world.leaf.key, impostor);
    CHECK(told(kCompromise, forged).conclusion().indication == model::Indication::passed);
  }
  SECTION("not because somebody else says so") {
    const demo::Party impostor = twin_of(world, t::test_pki(demo::KeyKind::rsa_2048).root);
    know(world, impostor);
    know(world, twin);
    world.give(world.list({world.entry("2026-05-01T00:00:00Z", kCompromise, kLeafSerial + 1)}),
               impostor);
    world.give(world.list(), world.ca);
    CHECK(world.conclusion().indication == model::Indication::passed);
  }
}

TEST_CASE("a compromised key that signs revocation data is no way around by another certificate",
          "[revocation][attacks]") {
  RevocationWorld world;
  demo::CertificateSpec spec = t::leaf_spec();
  spec.subject = demo::simple_name("OCSP RESPONDER");
  spec.serial = 3000;
  spec.extended_key_usage = {Oid{"1.3.6.1.5.5.7.3.9"}};
  const bool responder = GENERATE(true, false);
  if (!responder) {  // a key of the CA for lists alone
    spec = world.ca_spec;
    spec.serial = 3000;
    spec.key_usage = bit(pki::KeyUsage::crl_sign);
  }
  CAPTURE(responder);
  spec.extensions = {{Oid{"1.3.6.1.5.5.7.48.1.5"}, false, demo::der::null()}};
  const auto key = t::shared_key(demo::KeyKind::p256, 7);
  const demo::Party revoked = demo::make_issued(spec, key, world.ca);
  spec.serial = 3001;
  const demo::Party used = demo::make_issued(spec, key, world.ca);
  know(world, used);
  if (responder) {
    t::OcspSpec answer = world.answer();
    answer.certificates = {used.certificate};
    world.give(answer, used);
  } else {
    world.give(world.list(), used);
  }
  // Too old to say anything of the leaf.
  const auto with_old_list = [&](int reason) {
    RevocationWorld told = world;
    t::CrlSpec old = told.list({told.entry("2026-05-01T00:00:00Z", reason, 3000)});
    old.this_update = at("2026-05-10T00:00:00Z");
    old.next_update = at("2026-05-11T00:00:00Z");
    old.number = 9;
    told.give(old, told.ca);
    return told;
  };
  CHECK(with_old_list(kCompromise).state() == kGood);  // nobody knows whose key 3000 was for
  know(world, revoked);
  CHECK(with_old_list(4).state() == kGood);
  const RevocationWorld barred = with_old_list(kCompromise);
  CHECK(barred.state() == RevocationState::stale);
  CHECK(barred.refused() == "revocation-issuer-not-revoked");
  const model::Evidence evidence = barred.collect();
  barred.ask(evidence, [&](const blocks::Subject& subject) {
    const auto acceptance =
        blocks::accept_revocation(subject, {evidence.signatures[0].paths.at(0), 0, std::nullopt});
    REQUIRE(acceptance.rejected.size() == 1);
    CHECK(certificate_in(acceptance.rejected.front().params) == id_of(revoked));
    return 0;
  });
}

TEST_CASE("certificates over one key are asked about up to a bound, and beyond it is said",
          "[revocation][attacks]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  world.give(world.list(), world.ca);
  demo::CertificateSpec spec = world.leaf_spec;
  // Beside the leaf itself and the one over its key that the document carries.
  for (std::size_t i = 1; i + 1 < kMaxTwins; ++i) {
    spec.serial = kLeafSerial + static_cast<std::int64_t>(i);
    know(world, demo::make_issued(spec, world.leaf.key, world.ca));
  }
  CHECK_FALSE(world.collect().revocation_cut);
  CHECK(world.conclusion().indication == model::Indication::passed);
  ++spec.serial;
  know(world, demo::make_issued(spec, world.leaf.key, world.ca));
  CHECK(world.collect().revocation_cut);
  CHECK(world.check("revocation-search-complete") == model::Outcome::failed);
}

// attack6 A16: the bound hid why the signature is refused.
TEST_CASE("a revocation that is known is told before a bound that ended the search",
          "[revocation][attacks]") {
  RevocationWorld world;
  demo::CertificateSpec spec = world.leaf_spec;
  std::vector<demo::Party> twins;
  for (std::size_t i = 1; i <= kMaxTwins; ++i) {
    spec.serial = kLeafSerial + static_cast<std::int64_t>(i);
    twins.push_back(demo::make_issued(spec, world.leaf.key, world.ca));
    know(world, twins.back());
  }
  const auto told = [&](int reason, std::int64_t serial) {
    RevocationWorld after = world;
    after.give(after.list(), after.root);
    after.give(after.list({after.entry("2026-05-01T00:00:00Z", reason, serial)}), after.ca);
    CHECK(after.collect().revocation_cut);
    return after;
  };
  const model::Conclusion revoked{model::Indication::indeterminate,
                                  model::SubIndication::revoked_no_poe};
  const model::Conclusion open{model::Indication::indeterminate,
                               model::SubIndication::certificate_chain_general_failure};
  const RevocationWorld compromised = told(kCompromise, kLeafSerial + 1);
  CHECK(compromised.conclusion() == revoked);
  CHECK(failed_for(compromised, "not-revoked") == id_of(twins.front()));
  CHECK(compromised.check("revocation-search-complete") == std::nullopt);
  const RevocationWorld own = told(4, kLeafSerial);
  CHECK(own.conclusion() == revoked);
  CHECK(failed_for(own, "not-revoked") == id_of(own.leaf));
  // Neighbours: for another reason it is not the key's; nobody's; where the policy lets it pass.
  for (RevocationWorld other : {told(4, kLeafSerial + 1), told(kCompromise, 999'999)}) {
    CHECK(other.conclusion() == open);
    CHECK(other.check("revocation-search-complete") == model::Outcome::failed);
    CHECK(other.check("not-revoked") == std::nullopt);
  }
  RevocationWorld lenient = compromised;
  lenient.rules.set({model::Key::not_revoked, model::Context::signature},
                    model::Constraint{model::Level::warn, false, {}});
  CHECK(lenient.conclusion() == open);
  CHECK(lenient.check("not-revoked") == model::Outcome::failed);
  CHECK(lenient.check("revocation-search-complete") == model::Outcome::failed);
}

}  // namespace senim::process::test
