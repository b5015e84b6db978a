// Revocation by OCSP: RFC 6960 and spec/en319102-1.md 5.5.2, case by case with neighbours, and what
// X.509 validation concludes of it (5.5 d to f).

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/revocation_world.h"
#include "validators/crypto/digest.h"

namespace senim::process::test {
namespace {

using blocks::RevocationState;
using model::Key;
using model::SubIndication;
using Status = t::OcspEntrySpec::Status;
using t::at;

constexpr auto kGood = RevocationState::good;
constexpr auto kRevoked = RevocationState::revoked;
constexpr auto kNothing = RevocationState::unavailable;
constexpr auto kFailed = model::Outcome::failed;

const Oid kOcspSigning{"1.3.6.1.5.5.7.3.9"};
const Oid kNoCheck{"1.3.6.1.5.5.7.48.1.5"};

RevocationState with(const t::OcspSpec& spec, RevocationWorld world) {
  world.give(spec, world.ca);
  return world.state();
}
std::string refusal(const t::OcspSpec& spec, RevocationWorld world) {
  world.give(spec, world.ca);
  CHECK(world.state() == kNothing);
  return world.refused();
}

struct Delegation {
  demo::CertificateSpec spec = [] {
    demo::CertificateSpec responder = t::leaf_spec();
    responder.subject = demo::simple_name("OCSP RESPONDER");
    responder.serial = 3000;
    responder.extended_key_usage = {kOcspSigning};
    responder.extensions = {{kNoCheck, false, demo::der::null()}};
    return responder;
  }();
  RevocationWorld world;

  demo::Party responder(const demo::Party& issuer) const {
    return demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 7), issuer);
  }
  RevocationState judged(const demo::Party& by) {
    t::OcspSpec answer = world.answer();
    answer.certificates = {by.certificate};
    world.supplied.ocsps = {t::make_ocsp(answer, by)};
    return world.state();
  }
  RevocationState judged() { return judged(responder(world.ca)); }
};

}  // namespace

TEST_CASE("an answer of the issuer says good, revoked or that it does not know", "[revocation]") {
  const RevocationWorld world;
  t::OcspSpec answer = world.answer();
  CHECK(with(answer, world) == kGood);
  answer.entries[0].status = Status::unknown;
  CHECK(with(answer, world) == RevocationState::unknown);
  RevocationWorld unknown;
  unknown.give(answer, unknown.ca);
  CHECK(unknown.refused() == "revocation-status-known");
  answer.entries[0].status = Status::revoked;
  answer.entries[0].revoked = world.time;
  CHECK(with(answer, world) == kRevoked);
  answer.entries[0].reason = 6;
  CHECK(with(answer, world) == RevocationState::on_hold);
  // Said today of tomorrow: known today.
  answer.entries[0].revoked = world.time + Seconds(1);
  CHECK(with(answer, world) == RevocationState::on_hold);
}

TEST_CASE("an answer is about the issuer and serial number of its CertID", "[revocation]") {
  RevocationWorld world;
  t::OcspSpec answer = world.answer();
  using Digest = crypto::DigestAlgorithm;
  for (const auto digest :
       {Digest::sha1, Digest::sha224, Digest::sha256, Digest::sha384, Digest::sha512,
        Digest::sha3_256, Digest::streebog256, Digest::streebog512, Digest::belt_hash, Digest::sm3,
        Digest::kupyna256}) {
    CAPTURE(crypto::to_string(digest));
    answer.entries[0].digest = digest;
    CHECK(with(answer, world) == kGood);
    t::OcspSpec about_other = answer;
    about_other.entries[0].certificate = &world.ca;  // another issuer's name and number
    CHECK(with(about_other, world) == kNothing);
  }
  SECTION("hashed by what nobody computes") {
    answer.entries[0].hash_oid = Oid("1.2.3.4");
    CHECK(with(answer, world) == kNothing);
  }
  SECTION("another serial number") {
    demo::CertificateSpec other = world.leaf_spec;
    other.serial = kLeafSerial + 1;
    const demo::Party neighbour = demo::make_issued(other, world.leaf.key, world.ca);
    answer.entries[0].certificate = &neighbour;
    CHECK(with(answer, world) == kNothing);
  }
  SECTION("another issuer's key under the same name") {
    demo::Party twin = world.ca;
    twin.key = t::shared_key(demo::KeyKind::p256, 9);
    answer.entries[0].issuer = &twin;
    CHECK(with(answer, world) == kNothing);
  }
  SECTION("another issuer's name with the same key") {
    demo::CertificateSpec other = world.leaf_spec;
    const demo::Party neighbour = demo::make_issued(other, world.leaf.key, world.root);
    answer.entries[0].certificate = &neighbour;
    CHECK(with(answer, world) == kNothing);
  }
  SECTION("two answers about one certificate: the worse one") {
    answer.entries.push_back(answer.entries[0]);
    answer.entries[1].status = Status::revoked;
    answer.entries[1].revoked = world.time;
    CHECK(with(answer, world) == kRevoked);
    std::swap(answer.entries[0], answer.entries[1]);
    CHECK(with(answer, world) == kRevoked);
  }
}

TEST_CASE("a responder says who he is by name or by key", "[revocation]") {
  RevocationWorld world;
  t::OcspSpec answer = world.answer();
  answer.by_key = true;
  CHECK(with(answer, world) == kGood);
  answer.by_key = false;
  answer.responder_name = world.root.name;
  answer.certificates = {world.ca.certificate};
  CHECK(refusal(answer, world) == "responder-id");
  world.rules.set({Key::responder_id, model::Context::revocation}, {model::Level::warn, false, {}});
  CHECK(with(answer, world) == kGood);
}

TEST_CASE("a delegated responder answers for the CA that issued him for that", "[revocation]") {
  Delegation one;
  CHECK(one.judged() == kGood);
  SECTION("not without the purpose") {
    one.spec.extended_key_usage = {Oid("1.3.6.1.5.5.7.3.8")};
    CHECK(one.judged() == kNothing);
    CHECK(one.world.refused() == "revocation-issuer-authorised");
    one.spec.extended_key_usage = {Oid("2.5.29.37.0")};
    CHECK(one.judged() == kNothing);
    one.spec.extended_key_usage.clear();
    CHECK(one.judged() == kNothing);
  }
  SECTION("not one of the root, nor of another CA") {
    CHECK(one.judged(one.responder(one.world.root)) == kNothing);
    CHECK(one.world.refused() == "revocation-issuer-authorised");
    demo::CertificateSpec other = t::ca_spec();
    other.subject = demo::simple_name("Other CA");
    other.serial = 4000;
    const demo::Party stranger =
        demo::make_issued(other, t::shared_key(demo::KeyKind::p256, 6), one.world.root);
    one.world.outside = {t::certificate(stranger)};
    CHECK(one.judged(one.responder(stranger)) == kNothing);
  }
  SECTION("not with a certificate that the CA did not sign") {
    demo::Party impostor = one.world.ca;
    impostor.key = t::shared_key(demo::KeyKind::p256, 6);
    CHECK(one.judged(one.responder(impostor)) == kNothing);
  }
  SECTION("inside his validity when he answered, to the second") {
    one.spec.not_after = at("2026-05-31T23:59:00Z");
    CHECK(one.judged() == kGood);
    one.spec.not_after -= Seconds(1);
    CHECK(one.judged() == kNothing);
    CHECK(one.world.refused() == "revocation-issuer-valid-then");
    one.spec.not_after = t::leaf_spec().not_after;
    one.spec.not_before = at("2026-05-31T23:59:01Z");
    CHECK(one.judged() == kNothing);
  }
}

TEST_CASE("a responder's own status is asked unless his CA says not to", "[revocation]") {
  Delegation one;
  one.spec.extensions.clear();
  CHECK(one.judged() == kNothing);
  CHECK(one.world.refused() == "revocation-issuer-not-revoked");
  SECTION("a list that leaves him alone is enough") {
    one.world.give(one.world.list({one.world.entry("2026-05-01T00:00:00Z", 1, kLeafSerial + 5)}),
                   one.world.ca);
    CHECK(one.judged() == kGood);
  }
  SECTION("a list that revokes him takes his answers away") {
    const demo::Party responder = one.responder(one.world.ca);
    t::CrlSpec list = one.world.list({one.world.entry("2026-05-01T00:00:00Z", 1, 3000)});
    list.distribution_point = t::make_scope({.urls = {"http://a.example/r.crl"}});
    one.spec.crl_urls = {"http://a.example/r.crl"};
    one.world.give(list, one.world.ca);
    CHECK(one.judged() == kNothing);
    CHECK(one.world.refused() == "revocation-scope");
  }
  SECTION("he does not vouch for himself") {
    const demo::Party responder = one.responder(one.world.ca);
    t::OcspSpec answer = one.world.answer();
    answer.certificates = {responder.certificate};
    answer.entries.push_back(answer.entries[0]);
    answer.entries[1].certificate = &responder;
    one.world.supplied.ocsps = {t::make_ocsp(answer, responder)};
    CHECK(one.world.state() == kNothing);
  }
  SECTION("two that vouch for each other prove nothing") {
    const demo::Party first = one.responder(one.world.ca);
    one.spec.serial = 3001;
    one.spec.subject = demo::simple_name("SECOND RESPONDER");
    const demo::Party second =
        demo::make_issued(one.spec, t::shared_key(demo::KeyKind::p256, 5), one.world.ca);
    const auto about = [&](const demo::Party& whom, const demo::Party& by) {
      t::OcspSpec answer = one.world.answer();
      answer.entries[0].certificate = &whom;
      answer.certificates = {by.certificate};
      return t::make_ocsp(answer, by);
    };
    one.world.supplied.ocsps = {about(one.world.leaf, first), about(first, second),
                                about(second, first)};
    CHECK(one.world.state() == kNothing);
  }
}

TEST_CASE("the certificate in question cannot answer for itself", "[revocation]") {
  RevocationWorld world;
  world.leaf_spec.extended_key_usage = {kOcspSigning};
  world.leaf_spec.extensions = {{kNoCheck, false, demo::der::null()}};
  world.make();
  world.give(world.answer(), world.leaf);
  CHECK(world.state() == kNothing);
  CHECK(world.refused() == "revocation-self-issued");
}

TEST_CASE("a hash of the certificate in an answer is the certificate's", "[revocation]") {
  const RevocationWorld world;
  const auto hash = [&](const Bytes& of, Oid algorithm = Oid("2.16.840.1.101.3.4.2.1")) {
    return demo::ExtensionSpec{
        Oid("1.3.36.8.3.13"), false,
        demo::der::sequence({demo::der::sequence({demo::der::oid(algorithm)}),
                             demo::der::octet_string(crypto::sha256(of))})};
  };
  t::OcspSpec answer = world.answer();
  answer.entries[0].extensions = {hash(world.leaf.certificate)};
  CHECK(with(answer, world) == kGood);
  answer.entries[0].extensions = {hash(world.ca.certificate)};
  CHECK(refusal(answer, world) == "certificate-hash");
  answer.entries[0].extensions = {hash(world.leaf.certificate, Oid("1.2.3"))};
  CHECK(refusal(answer, world) == "certificate-hash");
  RevocationWorld asking = world;
  asking.rules.set({Key::cert_hash_present, model::Context::revocation}, t::fails());
  answer.entries[0].extensions.clear();
  CHECK(refusal(answer, asking) == "certificate-hash-present");
  answer.entries[0].extensions = {hash(world.leaf.certificate)};
  CHECK(with(answer, asking) == kGood);
}

TEST_CASE("an answer about an expired certificate needs a cutoff or its hash", "[revocation]") {
  RevocationWorld world;
  world.leaf_spec.not_after = at("2026-05-31T23:58:59Z");
  world.make();
  t::OcspSpec answer = world.answer();
  CHECK(refusal(answer, world) == "revocation-has-information");
  const auto cutoff = [&](UtcTime time) {
    answer.entries[0].extensions = {
        {Oid("1.3.6.1.5.5.7.48.1.6"), false, demo::der::generalized_time(time)}};
  };
  cutoff(world.leaf_spec.not_after);
  CHECK(with(answer, world) == kGood);
  cutoff(world.leaf_spec.not_after + Seconds(1));
  CHECK(refusal(answer, world) == "revocation-has-information");
  const auto hash_of = [&](const demo::Party& party) {
    answer.entries[0].extensions = {
        {Oid("1.3.36.8.3.13"), false,
         demo::der::sequence({demo::der::sequence({demo::der::oid(Oid("2.16.840.1.101.3.4.2.1"))}),
                              demo::der::octet_string(crypto::sha256(party.certificate))})}};
  };
  hash_of(world.leaf);
  CHECK(with(answer, world) == kGood);
  hash_of(world.ca);
  CHECK(with(answer, world) == kNothing);
}

// spec/domain.md 1.3: a responder goes on answering for certificates that expired months ago, and
// says nothing of how long it keeps what it knew. That is no word on what was before.
TEST_CASE("an answer long after a certificate's end is none, a revocation in it is",
          "[revocation]") {
  RevocationWorld world;
  world.leaf_spec.not_after = at("2025-10-01T00:00:00Z");
  world.make();
  t::OcspSpec answer = world.answer();
  CHECK(refusal(answer, world) == "revocation-has-information");
  answer.entries[0].status = Status::revoked;
  answer.entries[0].revoked = at("2025-09-30T00:00:00Z");
  CHECK(with(answer, world) == kRevoked);
}

TEST_CASE("an answer without nextUpdate is good for max_age", "[revocation]") {
  RevocationWorld world;
  t::OcspSpec answer = world.answer();
  answer.entries[0].next_update.reset();
  CHECK(with(answer, world) == kGood);
  world.rules.max_age = Seconds(60);
  CHECK(with(answer, world) == RevocationState::stale);
  answer.entries[0].this_update += Seconds(1);
  CHECK(with(answer, world) == kGood);
}

TEST_CASE("what no responder signed says nothing", "[revocation]") {
  RevocationWorld world;
  for (const int status : {1, 2, 3, 5, 6}) {
    CAPTURE(status);
    world.supplied.ocsps = {t::make_ocsp_refusal(status)};
    CHECK(world.state() == kNothing);
    const model::Evidence evidence = world.collect();
    REQUIRE(evidence.revocation.size() == 1);
    CHECK_FALSE(evidence.revocation[0].problem.empty());
  }
  const Bytes good = t::make_ocsp(world.answer(), world.ca);
  for (std::size_t i = 0; i < good.size(); ++i) {
    CAPTURE(i);
    Bytes altered = good;
    altered[i] ^= 0x01;
    world.supplied.ocsps = {altered};
    CHECK(world.state() != kGood);
    altered.resize(i);
    world.supplied.ocsps = {altered};
    CHECK(world.state() == kNothing);
  }
}

TEST_CASE("a critical extension that nobody processes bars an answer", "[revocation]") {
  const RevocationWorld world;
  t::OcspSpec answer = world.answer();
  answer.extensions = {{Oid("1.2.3.4"), false, demo::der::null()}};
  CHECK(with(answer, world) == kGood);
  answer.extensions[0].critical = true;
  CHECK(refusal(answer, world) == "revocation-extensions");
  answer.extensions.clear();
  answer.entries[0].extensions = {{Oid("1.2.3.4"), true, demo::der::null()}};
  CHECK(refusal(answer, world) == "revocation-extensions");
}

// RFC 9654: whoever asked without one takes an answer with one, and it says nothing else.
TEST_CASE("a nonce in an answer is noted and neither bars nor mends it", "[revocation]") {
  using model::OcspFacts;
  const RevocationWorld world;
  t::OcspSpec answer = world.answer();
  const auto noted = [&] {
    RevocationWorld asked;
    asked.give(answer, asked.ca);
    return std::get<OcspFacts>(asked.collect().revocation.at(0).facts).nonce;
  };
  CHECK(noted() == OcspFacts::Nonce::absent);
  for (const bool critical : {false, true}) {
    CAPTURE(critical);
    answer = world.answer();
    answer.extensions = {
        {Oid("1.3.6.1.5.5.7.48.1.2"), critical, demo::der::octet_string(Bytes(16, 0x5a))}};
    CHECK(noted() == OcspFacts::Nonce::present);
    CHECK(with(answer, world) == kGood);
    answer.entries[0].status = Status::revoked;
    answer.entries[0].revoked = world.time;
    CHECK(with(answer, world) == kRevoked);
    answer = world.answer();
    answer.extensions = {
        {Oid("1.3.6.1.5.5.7.48.1.2"), critical, demo::der::octet_string(Bytes(16, 0x5a))}};
    answer.entries[0].next_update = world.time;
    CHECK(with(answer, world) == RevocationState::stale);
  }
}

// ---- X.509 validation over it -------------------------------------------------------------------

namespace {

constexpr model::Conclusion kPassed{model::Indication::passed, SubIndication::none};
model::Conclusion open(SubIndication sub) { return {model::Indication::indeterminate, sub}; }

// Leaf and CA are known to be good.
RevocationWorld sound() {
  RevocationWorld world;
  world.give(world.answer(), world.ca);
  world.give(world.list(), world.root);
  return world;
}

}  // namespace

TEST_CASE("a path whose certificates are known to be good passes", "[revocation]") {
  RevocationWorld world = sound();
  CHECK(world.conclusion() == kPassed);
  SECTION("not without the CA's status") {
    world.supplied.crls.clear();
    CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
  }
  SECTION("a source that is named is worth another try") {
    world.supplied.crls.clear();
    world.ca_spec.crl_urls = {"http://a.example/root.crl"};
    world.make();
    world.supplied.ocsps = {t::make_ocsp(world.answer(), world.ca)};
    CHECK(world.conclusion() == open(SubIndication::try_later));
  }
  SECTION("a revoked CA") {
    world.supplied.crls = {
        t::make_crl(world.list({world.entry("2026-05-01T00:00:00Z", 2, kCaSerial)}), world.root)};
    CHECK(world.conclusion() == open(SubIndication::revoked_ca_no_poe));
    world.supplied.ocsps.clear();  // no source out of reach softens that
    CHECK(world.conclusion() == open(SubIndication::revoked_ca_no_poe));
  }
  SECTION("a revoked signer, a suspended one") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].status = Status::revoked;
    answer.entries[0].revoked = at("2026-05-01T00:00:00Z");
    world.supplied.ocsps = {t::make_ocsp(answer, world.ca)};
    CHECK(world.conclusion() == open(SubIndication::revoked_no_poe));
    answer.entries[0].reason = 6;
    world.supplied.ocsps = {t::make_ocsp(answer, world.ca)};
    CHECK(world.conclusion() == open(SubIndication::try_later));
  }
  SECTION("a status that nobody knows is no lack of data") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].status = Status::unknown;
    world.supplied.ocsps = {t::make_ocsp(answer, world.ca)};
    CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
  }
  SECTION("stale data") {
    t::OcspSpec answer = world.answer();
    answer.entries[0].next_update = world.time;
    world.supplied.ocsps = {t::make_ocsp(answer, world.ca)};
    CHECK(world.conclusion() == open(SubIndication::try_later));
    for (const auto stale : {model::StaleRevocation::undecided, model::StaleRevocation::negative}) {
      world.rules.revocation.stale = stale;
      const bool negative = stale == model::StaleRevocation::negative;
      const model::Evidence evidence = world.collect();
      world.ask(evidence, [&](const blocks::Subject& subject) {
        const auto checks = blocks::x509_validation(subject).block.checks;
        CHECK((t::find_check(checks, "revocation-not-expired") != nullptr) == negative);
        CHECK((t::find_check(checks, "revocation-fresh") != nullptr) == !negative);
        return 0;
      });
    }
    world.give(world.list(), world.ca);  // order 500 16.2: one good channel is enough
    CHECK(world.conclusion() == kPassed);
  }
}

TEST_CASE("what is known of an expired signer decides how he is out of bounds", "[revocation]") {
  RevocationWorld world;
  world.leaf_spec.not_after = at("2026-05-31T23:59:30Z");
  world.make();
  world.give(world.list(), world.root);
  SECTION("known not to be revoked") {
    world.give(world.answer(), world.ca);
    CHECK(world.conclusion() == open(SubIndication::out_of_bounds_not_revoked));
    world.time = world.leaf_spec.not_after;
    CHECK(world.conclusion() == kPassed);
  }
  SECTION("by the word of somebody who has expired too") {
    Delegation one;
    one.spec.not_after = at("2026-05-31T23:59:30Z");
    const demo::Party responder = one.responder(world.ca);
    t::OcspSpec answer = world.answer();
    answer.certificates = {responder.certificate};
    world.give(answer, responder);
    CHECK(world.conclusion() == open(SubIndication::out_of_bounds_no_poe));
    CHECK(world.check("signing-certificate-validity-unknown-status") == kFailed);
    world.leaf_spec.not_after = t::leaf_spec().not_after;
    world.make();
    answer = world.answer();
    answer.certificates = {responder.certificate};
    world.supplied.ocsps = {t::make_ocsp(answer, responder)};
    CHECK(world.conclusion() == open(SubIndication::revocation_out_of_bounds_no_poe));
    CHECK(world.check("revocation-issuer-validity") == kFailed);
    world.time = one.spec.not_after;
    CHECK(world.conclusion() == kPassed);
  }
}

TEST_CASE("algorithms of revocation data have their own table", "[revocation]") {
  RevocationWorld world = sound();
  auto& table = world.rules.algorithms[static_cast<std::size_t>(model::AlgorithmUsage::revocation)];
  for (auto& row : table.digests) {
    row.until = world.time;
  }
  CHECK(world.conclusion() == open(SubIndication::crypto_constraints_failure_no_poe));
  CHECK(world.check("revocation-algorithm-reliable") == kFailed);
  for (auto& row : table.digests) {
    row.until = world.time + Seconds(1);
  }
  CHECK(world.conclusion() == kPassed);
}

TEST_CASE("a certificate without revocation says so wholly", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  world.rules.set({Key::revocation_skip_extensions, model::Context::signature},
                  {model::Level::inform, false, std::vector<std::string>{"2.5.29.56"}});
  const demo::ExtensionSpec none{Oid("2.5.29.56"), false, demo::der::null()};
  world.leaf_spec.extensions = {none};
  world.make();
  CHECK(world.conclusion() == kPassed);
  SECTION("no distribution point") { world.leaf_spec.crl_urls = {"http://a.example/1.crl"}; }
  SECTION("no responder") { world.leaf_spec.ocsp_urls = {"http://a.example/ocsp"}; }
  SECTION("no freshest list") {
    world.leaf_spec.extensions.push_back(
        {Oid("2.5.29.46"), false,
         t::make_points({{{"http://a.example/d.crl"}, std::nullopt, std::nullopt}})});
  }
  world.make();
  CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
  CHECK(world.check("no-revocation-available") == kFailed);
}

// RFC 9608 3: the mark is for end-entity certificates.
TEST_CASE("no CA goes without revocation by its own word", "[revocation]") {
  CHECK(sound().conclusion() == kPassed);
  RevocationWorld world;
  world.ca_spec.extensions = {{Oid("2.5.29.56"), false, demo::der::null()}};
  world.make();
  world.give(world.answer(), world.ca);
  world.give(world.list(), world.root);
  CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
  CHECK(world.check("no-revocation-available") == kFailed);
}

TEST_CASE("a policy may ask that a certificate names where its status can be asked",
          "[revocation]") {
  RevocationWorld world = sound();
  world.rules.set({Key::revocation_access, model::Context::signature}, t::fails());
  CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
  CHECK(world.check("revocation-access") == kFailed);
  world.leaf_spec.ocsp_urls = {"http://a.example/ocsp"};
  world.make();
  world.supplied.ocsps = {t::make_ocsp(world.answer(), world.ca)};
  CHECK(world.conclusion() == kPassed);
}

TEST_CASE("a policy may ask that data say when the next will come", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  world.rules.set({Key::revocation_fresh, model::Context::signature},
                  {model::Level::fail, false, Seconds(86'400)});
  SECTION("an answer") {
    world.rules.set({Key::ocsp_next_update, model::Context::signature}, t::fails());
    t::OcspSpec answer = world.answer();
    world.give(answer, world.ca);
    CHECK(world.conclusion() == kPassed);
    answer.entries[0].next_update.reset();
    world.supplied.ocsps = {t::make_ocsp(answer, world.ca)};
    CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
    CHECK(world.check("ocsp-next-update") == kFailed);
  }
  SECTION("a list") {
    world.rules.set({Key::crl_next_update, model::Context::signature}, t::fails());
    t::CrlSpec list = world.list();
    world.give(list, world.ca);
    CHECK(world.conclusion() == kPassed);
    list.next_update.reset();
    world.supplied.crls.back() = t::make_crl(list, world.ca);
    CHECK(world.conclusion() == open(SubIndication::certificate_chain_general_failure));
    CHECK(world.check("crl-next-update") == kFailed);
  }
}

TEST_CASE("an answer of somebody whose certificate is not at hand is named so", "[revocation]") {
  Delegation one;
  one.world.rules.set({Key::revocation_issuer_known, model::Context::revocation}, t::fails());
  const demo::Party responder = one.responder(one.world.ca);
  t::OcspSpec answer = one.world.answer();
  one.world.supplied.ocsps = {t::make_ocsp(answer, responder)};
  CHECK(one.world.state() == kNothing);
  CHECK(one.world.refused() == "revocation-issuer-known");
  answer.certificates = {responder.certificate};
  one.world.supplied.ocsps = {t::make_ocsp(answer, responder)};
  CHECK(one.world.state() == kGood);
}

TEST_CASE("whoever signs revocation data is as the policy asks of such", "[revocation]") {
  using model::CertificateRole;
  using model::Level;
  const auto judge_with = [](Key key, model::Constraint asked,
                             CertificateRole role = CertificateRole::signing) {
    Delegation one;
    one.world.rules.set({key, model::Context::revocation, role}, std::move(asked));
    const RevocationState state = one.judged();
    CHECK(one.world.refused() == (state == kGood ? "" : "revocation-issuer-constraints"));
    return state;
  };
  const std::string name = "OCSP RESPONDER";
  CHECK(judge_with(Key::subject_common_name, t::fails_unless({name})) == kGood);
  CHECK(judge_with(Key::subject_common_name, t::fails_unless({"OTHER"})) == kNothing);
  CHECK(judge_with(Key::subject_common_name,
                   {Level::warn, false, std::vector<std::string>{"OTHER"}}) == kGood);
  CHECK(judge_with(Key::subject_surname, t::fails_unless({"*"})) == kNothing);
  CHECK(judge_with(Key::extended_key_usage, t::fails_unless({"OCSPSigning"})) == kGood);
  CHECK(judge_with(Key::extended_key_usage, t::fails_unless({"timeStamping"})) == kNothing);
  CHECK(judge_with(Key::key_usage, t::fails_unless({"digitalSignature"})) == kGood);
  CHECK(judge_with(Key::key_usage, t::fails_unless({"keyAgreement"})) == kNothing);
  CHECK(judge_with(Key::forbidden_extensions, t::fails_unless({kNoCheck.dotted()})) == kNothing);
  CHECK(judge_with(Key::critical_extensions, t::fails_unless({})) == kNothing);
  CHECK(judge_with(Key::certificate_policies, t::fails_unless({"1.2.3"})) == kNothing);
  CHECK(judge_with(Key::qc_compliance, t::fails()) == kNothing);
  CHECK(judge_with(Key::natural_person, {Level::inform, false, {}}) == kGood);
  CHECK(judge_with(Key::issuer_access, t::fails()) == kNothing);
  CHECK(judge_with(Key::self_signed, t::fails()) == kNothing);
  CHECK(judge_with(Key::not_self_signed, t::fails()) == kGood);
  CHECK(judge_with(Key::subject_key_identifier, t::fails()) == kGood);
  // Of the CA above him, in its own role.
  CHECK(judge_with(Key::key_usage, t::fails_unless({"keyCertSign"}), CertificateRole::ca) == kGood);
  CHECK(judge_with(Key::key_usage, t::fails_unless({"keyAgreement"}), CertificateRole::ca) ==
        kNothing);
  CHECK(judge_with(Key::revocation_access, t::fails(), CertificateRole::ca) == kNothing);
  CHECK(judge_with(Key::revocation_access, t::fails()) == kGood);  // nocheck: nobody need ask
}

TEST_CASE("path validation of whoever signs revocation data is at the level of its keys",
          "[revocation]") {
  using model::CertificateRole;
  using model::Level;
  const auto at_level = [](Delegation& one, Key key, CertificateRole role, Level level) {
    one.world.rules.set({key, model::Context::revocation, role}, {level, false, {}});
    return one.judged();
  };
  SECTION("when he was valid") {
    Delegation one;
    one.spec.not_after = at("2026-05-31T23:58:59Z");
    one.world.rules.set({Key::revocation_issuer_valid, model::Context::revocation},
                        {Level::ignore, false, {}});
    CHECK(at_level(one, Key::certificate_validity, CertificateRole::signing, Level::fail) ==
          kNothing);
    CHECK(one.world.refused() == "revocation-issuer-valid-then");
    CHECK(at_level(one, Key::certificate_validity, CertificateRole::signing, Level::warn) == kGood);
  }
  SECTION("under which certificate policies") {
    Delegation one;
    auto& inputs =
        one.world.rules.anchors.at(static_cast<std::size_t>(model::AnchorPurpose::revocation)).path;
    inputs.explicit_policy = model::PathInputs::ExplicitPolicy::required;
    CHECK(at_level(one, Key::policy_tree, CertificateRole::signing, Level::fail) == kNothing);
    CHECK(one.world.refused() == "revocation-issuer-path");
    CHECK(at_level(one, Key::policy_tree, CertificateRole::signing, Level::warn) == kGood);
  }
}

TEST_CASE("the status of whoever signs revocation data is at the level of its keys",
          "[revocation]") {
  using model::Level;
  Delegation one;
  one.spec.extensions.clear();
  const auto asked = [&](Key key, Level level) {
    one.world.rules.set({key, model::Context::revocation}, {level, false, {}});
    return one.judged();
  };
  // A list that tells of the responder and of nobody else.
  one.spec.crl_urls = {"http://a.example/r.crl"};
  const auto own_list = [&](std::vector<t::CrlEntrySpec> entries) {
    t::CrlSpec list = one.world.list(std::move(entries));
    list.distribution_point = t::make_scope({.urls = {"http://a.example/r.crl"}});
    return list;
  };
  SECTION("on hold") {
    one.world.give(own_list({one.world.entry("2026-05-01T00:00:00Z", 6, 3000)}), one.world.ca);
    CHECK(asked(Key::not_on_hold, Level::fail) == kNothing);
    CHECK(asked(Key::not_on_hold, Level::warn) == kGood);
  }
  SECTION("revoked, which no key about suspension softens") {
    one.world.give(own_list({one.world.entry("2026-05-01T00:00:00Z", 1, 3000)}), one.world.ca);
    CHECK(asked(Key::not_on_hold, Level::warn) == kNothing);
    CHECK(asked(Key::not_revoked, Level::warn) == kGood);
  }
  SECTION("data about him that nobody believes") {
    t::CrlSpec list = own_list({});
    list.distribution_point = t::make_scope({.urls = {"http://a.example/s.crl"}});
    one.world.give(list, one.world.ca);
    CHECK(asked(Key::revocation_acceptable, Level::fail) == kNothing);
    CHECK(asked(Key::revocation_available, Level::warn) == kNothing);  // it is at hand
    CHECK(asked(Key::revocation_acceptable, Level::warn) == kGood);
  }
  SECTION("no data about him") {
    CHECK(asked(Key::revocation_acceptable, Level::warn) == kNothing);
    CHECK(asked(Key::revocation_available, Level::warn) == kGood);
  }
  SECTION("a list that does not say when the next comes") {
    t::CrlSpec list = own_list({});
    list.next_update.reset();
    one.world.give(list, one.world.ca);
    CHECK(asked(Key::revocation_fresh_next_update, Level::ignore) == kGood);
    CHECK(asked(Key::ocsp_next_update, Level::fail) == kGood);  // it is a list
    CHECK(asked(Key::crl_next_update, Level::warn) == kGood);
    CHECK(asked(Key::crl_next_update, Level::fail) == kNothing);
  }
}

}  // namespace senim::process::test
