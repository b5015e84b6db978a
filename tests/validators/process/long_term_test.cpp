#include "validators/process/long_term.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/validators/process/time_world.h"

// The rows of spec/en319102-1.md 14 about archives, with the neighbour of each that must not pass.

namespace senim::process {

TEST_CASE("an archive time-stamp keeps a signature after signer and TSA", "[process][archive]") {
  ArchiveWorld world;
  const model::Verdict verdict = world.verdict();
  const auto& signature = verdict.signatures[0];
  CHECK(outcome(world) == kPassed);
  CHECK(verdict.status == DocumentStatus::confirmed);
  REQUIRE(signature.timestamps.size() == 2);
  CHECK(signature.timestamps[0].conclusion.indication == Indication::passed);
  CHECK(signature.timestamps[1].conclusion.indication == Indication::passed);
  CHECK(signature.best_signature_time == *world.stamped);
  CHECK(signature.best_signature_time_from == "timestamp");
  for (const char* id : {"past-path", "existed-before-control-time", "revocation-fresh-then",
                         "existed-after-issuance", "existed-inside-validity",
                         "reliable-while-proven", "revocation-issuer-proven"}) {
    CAPTURE(id);
    CHECK(check(world, id) == kOk);
  }

  SECTION("not without it") {
    world.archived.reset();
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("not when it came after the first TSA's end") {
    world.archived = certificate(world.tsa).not_after() + Seconds{1};
    world.lists_made = *world.archived - Seconds{3600};
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("not when nobody lists its TSA") {
    world.services.pop_back();
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("not when the policy ends at long-term data") {
    world.rules.level = model::ValidationLevel::long_term;
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("by the archive alone when the first TSA never was for time-stamping alone") {
    world.rules.set({Key::tsa_purpose, Context::timestamp}, test::fails());
    CHECK(world.verdict().signatures[0].best_signature_time == *world.stamped);
    world.tsa = careless(world, test::tsa_spec(), 4);
    const auto by_archive = world.verdict().signatures[0];
    CHECK(by_archive.timestamps[0].conclusion.sub == SubIndication::sig_constraints_failure);
    CHECK(by_archive.best_signature_time == *world.archived);
  }
  SECTION("not when the signature lacks what the policy asks for") {
    world.rules.set({Key::signer_location, Context::signature}, test::fails());
    CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  }
  SECTION("not without revocation data") {
    world.without_lists = true;
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
  SECTION("not when the lists came later than the signer's end") {
    world.without_lists = true;
    ArchiveWorld late;
    late.lists_made = late.signer_end + Seconds{3600};
    world.later_lists = late.lists();
    CHECK(outcome(world).indication == Indication::indeterminate);
  }
}

// TS 101 733 6.4.2: what older signers wrote.
TEST_CASE("an archive time-stamp with an index of version 1 keeps a signature too",
          "[process][archive]") {
  ArchiveWorld world;
  world.index = demo::hash_index_v1();
  world.index.algorithm_left_out = GENERATE(true, false);
  CAPTURE(world.index.algorithm_left_out);
  CHECK(outcome(world) == kPassed);
  CHECK(check(world, "past-path") == kOk);
  CHECK(check(world, "existed-inside-validity") == kOk);
  CHECK(world.verdict().signatures[0].best_signature_time == *world.stamped);

  SECTION("as level LTA") {
    world.rules.set({Key::lta_level, Context::signature}, test::fails());
    CHECK(outcome(world) == kPassed);
  }
  SECTION("not when one of its hashes is one bit away") {
    world.index.change = [](Bytes& index) { index.back() ^= 1; };
    CHECK(outcome(world).indication == Indication::indeterminate);
    const model::Verdict verdict = world.verdict();
    const auto& stamps = verdict.signatures[0].timestamps;
    REQUIRE(stamps.size() == 2);
    CHECK(stamps[1].conclusion.indication == Indication::failed);
    CHECK(stamps[1].conclusion.sub == SubIndication::hash_failure);
  }
}

TEST_CASE("a CA revoked later does not touch what was archived before", "[process][archive]") {
  ArchiveWorld world;
  const auto with_ca_revoked = [&](std::string_view when) {
    demo::CrlSpec late;
    late.this_update = world.now - Seconds{3600};
    late.next_update = world.now + Seconds{24 * 3600};
    late.revoked = {world.revoke(world.rsa.ca, when, kSuperseded)};
    world.later_lists = {demo::make_crl(late, world.rsa.root)};
  };
  with_ca_revoked("2028-06-01T00:00:00Z");
  CHECK(outcome(world) == kPassed);
  CHECK(check(world, "status-proven-before-ca-revocation") == kOk);
  // After the signature, before the archive that holds what is known of the signer.
  with_ca_revoked("2026-06-15T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::revoked_ca_no_poe));
}

// The lists about the first TSA are out of date by now, as all archived lists are.
TEST_CASE("an archive keeps a TSA whose status was asked then", "[process][archive]") {
  ArchiveWorld world;
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    for (const Key key : {Key::revocation_available, Key::revocation_acceptable, Key::not_revoked,
                          Key::not_on_hold, Key::revocation_fresh_next_update}) {
      world.rules.set({key, Context::timestamp, role}, test::fails());
    }
  }
  const auto about_tsas = [&](UtcTime made, const std::vector<RevokedSpec>& revoked) {
    TimeWorld other;
    other.lists_made = made;
    other.lists_last = Seconds{7 * 24 * 3600};
    return std::vector<Bytes>{other.list(world.ec.ca, revoked), other.list(world.ec.root, {})};
  };
  demo::CertificateSpec spec = long_lived_tsa();
  spec.serial = 44;
  world.archive_tsa = demo::make_issued(spec, test::shared_key(KeyKind::p256, 5), world.ec.ca);
  world.archived_lists = about_tsas(*world.lists_made, {});
  world.later_lists = about_tsas(world.now - Seconds{3600}, {});
  CHECK(outcome(world) == kPassed);
  CHECK(world.verdict().signatures[0].best_signature_time == *world.stamped);
  SECTION("not one that was revoked before the archive") {
    world.archived_lists = about_tsas(
        *world.lists_made, {world.revoke(world.tsa, "2026-06-15T00:00:00Z", kKeyCompromise)});
    CHECK(world.verdict().signatures[0].timestamps.at(0).conclusion.indication !=
          Indication::passed);
  }
  SECTION("not by a compromised key that has another certificate") {
    spec.serial = 45;
    const Party twin = demo::make_issued(spec, test::shared_key(KeyKind::p256, 5), world.ec.ca);
    world.more_certificates = {twin.certificate};
    const auto told = [&](std::uint8_t reason) {
      world.later_lists = about_tsas(world.now - Seconds{3600},
                                     {world.revoke(twin, "2026-08-01T00:00:00Z", reason)});
      return outcome(world).indication;
    };
    CHECK(told(kSuperseded) == Indication::passed);
    CHECK(told(kKeyCompromise) == Indication::indeterminate);
    CHECK(world.verdict().signatures[0].timestamps.at(1).conclusion.sub ==
          SubIndication::revoked_no_poe);
  }
}

TEST_CASE("past validation compares the proven time with every compromise of the key",
          "[process][archive]") {
  ArchiveWorld world;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = 4711;
  const Party twin = demo::make_issued(spec, world.rsa.leaf.key, world.rsa.ca);
  world.more_certificates = {twin.certificate};
  const auto revoked = [&](std::string_view when, std::uint8_t reason) {
    world.revoked = {world.revoke(twin, when, reason)};
    return outcome(world);
  };
  CHECK(revoked("2026-05-01T00:00:06Z", kKeyCompromise) == kPassed);
  CHECK(revoked("2026-05-01T00:00:05Z", kKeyCompromise) ==
        undecided(SubIndication::revoked_no_poe));
  CHECK(revoked("2026-04-01T00:00:00Z", kSuperseded) == kPassed);
  revoked("2026-05-20T00:00:00Z", kKeyCompromise);
  world.rules.revocation.semantics = model::RevocationSemantics::compromise_is_retroactive;
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
}

TEST_CASE("a weak CA certificate is saved by an archive from before", "[process][archive]") {
  TimeWorld world;
  auto& digests =
      world.rules.algorithms.at(static_cast<std::size_t>(model::AlgorithmUsage::certificates))
          .digests;
  std::ranges::find(digests, crypto::DigestAlgorithm::sha256, &model::DigestRow::digest)->until =
      at("2026-05-20T00:00:00Z");
  world.stamped = at("2026-05-01T00:00:05Z");
  world.lists_made = at("2026-05-09T00:00:00Z");
  world.lists_last = Seconds{60 * 24 * 3600};
  CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure_no_poe));
  world.archived = at("2026-05-10T00:00:00Z");
  // The archive's own authority stands under the same calendar: its certificates are judged now.
  CHECK(outcome(world) == undecided(SubIndication::crypto_constraints_failure_no_poe));
}

// spec/en319102-1.md 9.3: the digest of the signer's certificate is signed. Everything else on the
// path, and both authorities, is listed itself.
TEST_CASE("a time-stamp on a signature proves the certificate that the signature names",
          "[process][archive]") {
  ArchiveWorld world;
  world.services = {test::granted(certificate(world.rsa.ca)), test::granted(certificate(world.tsa)),
                    test::granted(certificate(*world.archive_tsa))};
  const auto ended = [&](UtcTime when) {
    end_of(world.rules, crypto::DigestAlgorithm::sha256, model::AlgorithmUsage::certificates, when);
    return outcome(world);
  };
  CHECK(ended(*world.stamped + Seconds{1}) == kPassed);
  CHECK(check(world, "reliable-while-proven") == kOk);
  CHECK(ended(*world.stamped) == undecided(SubIndication::out_of_bounds_not_revoked));
}

TEST_CASE("level LTA may be asked for", "[process][archive]") {
  TimeWorld world;
  world.rules.set({Key::lta_level, Context::signature}, test::fails());
  world.stamped = at("2026-05-01T00:00:05Z");
  CHECK(outcome(world) == undecided(SubIndication::sig_constraints_failure));
  world.archived = at("2026-05-02T00:00:00Z");
  CHECK(outcome(world) == kPassed);
}

TEST_CASE("a time-stamp proves what it covers, and what stands inside that", "[process][archive]") {
  const UtcTime now = at("2026-06-01T00:00:00Z");
  const pki::Certificate inside = certificate(test::test_pki().ca);
  const pki::Certificate signer = certificate(test::test_pki().leaf);
  model::ParsedTimestamp stamp;
  stamp.id = "T-2";
  stamp.time = at("2026-05-01T00:00:00Z");
  stamp.accuracy = Seconds{5};
  const UtcTime proven = *stamp.time + Seconds{5};  // RFC 3161 2.4.2
  std::vector<model::TimestampEvidence> tokens(1);
  tokens[0].timestamp.id = "T-1";
  tokens[0].token.signature.certificates = {inside};
  tokens[0].token.revocation_ids = {"R-1"};
  model::SignatureEvidence signature;
  signature.signature.id = "S-1";
  signature.signing_certificate = signer;
  signature.reference_match = model::SignatureEvidence::ReferenceMatch::matches;
  const auto proofs = [&] {
    ProofsOfExistence all(now);
    all.add_covered(stamp);
    all.add_inside(stamp, tokens);
    all.add_inside(stamp, signature);
    return all;
  };

  SECTION("the token") {
    stamp.covers = {"T-1"};
    CHECK(proofs().earliest("T-1").time == proven);
    CHECK(proofs().earliest("T-1").source == "T-2");
    CHECK(proofs().earliest(inside).time == proven);
    CHECK(proofs().earliest("R-1").time == proven);
    CHECK(proofs().earliest(signer).time == now);
  }
  SECTION("the signature") {
    stamp.covers = {"S-1"};
    CHECK(proofs().earliest("S-1").time == proven);
    CHECK(proofs().earliest(signer).time == proven);
    CHECK(proofs().earliest(inside).time == now);
    CHECK(proofs().earliest("R-1").time == now);
  }
  SECTION("not a certificate that nobody names") {
    stamp.covers = {"S-1"};
    signature.reference_match = model::SignatureEvidence::ReferenceMatch::not_present;
    CHECK(proofs().earliest(signer).time == now);
  }
  SECTION("nothing without a time") {
    stamp.covers = {"S-1", "T-1"};
    stamp.time.reset();
    CHECK(proofs().earliest("S-1").time == now);
  }
}

TEST_CASE("proofs of existence keep the earliest time and its source", "[process][archive]") {
  ProofsOfExistence proofs(at("2026-06-01T00:00:00Z"));
  CHECK(proofs.earliest("S-1").time == at("2026-06-01T00:00:00Z"));
  CHECK(proofs.earliest("S-1").source.empty());
  proofs.add("S-1", at("2026-05-01T00:00:00Z"), "T-2");
  proofs.add("S-1", at("2026-05-02T00:00:00Z"), "T-1");
  CHECK(proofs.earliest("S-1").time == at("2026-05-01T00:00:00Z"));
  CHECK(proofs.earliest("S-1").source == "T-2");
  proofs.add("S-1", at("2026-07-01T00:00:00Z"), "T-3");
  CHECK(proofs.earliest("S-1").source == "T-2");
  CHECK(proofs.earliest("S-2").time == at("2026-06-01T00:00:00Z"));
}

}  // namespace senim::process
