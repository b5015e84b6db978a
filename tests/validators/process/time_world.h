#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string_view>
#include <vector>

#include "gateway/demo/revocation_maker.h"
#include "tests/support/judging.h"
#include "validators/process/collect.h"
#include "validators/process/existence.h"
#include "validators/process/judge.h"

// Whole documents with time-stamps, revocation lists and archives, collected and judged under a
// policy that asks for revocation: the cases of spec/en319102-1.md 14.

namespace senim::process {

using demo::KeyKind;
using demo::Party;
using demo::RevokedSpec;
using model::Context;
using model::DocumentStatus;
using model::Indication;
using model::Key;
using model::SubIndication;
using test::at;
using test::certificate;

inline constexpr std::uint8_t kSuperseded = 4;
inline constexpr std::uint8_t kHold = 6;
inline constexpr std::uint8_t kKeyCompromise = 1;
inline constexpr Oid kSignatureTimestamp{"1.2.840.113549.1.9.16.2.14"};
inline constexpr Oid kContentTimestamp{"1.2.840.113549.1.9.16.2.20"};
inline constexpr Oid kArchiveTimestampV3{"0.4.0.1733.2.4"};

inline model::PolicyRules revocation_rules() {
  model::PolicyRules rules = test::plain_rules();
  for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
    for (const Key key : {Key::revocation_available, Key::revocation_acceptable, Key::not_revoked,
                          Key::not_on_hold, Key::revocation_fresh_next_update}) {
      rules.set({key, Context::signature, role}, test::fails());
    }
  }
  rules.set({Key::revocation_has_information, Context::revocation}, test::fails());
  return rules;
}

// Outlives the signers.
inline demo::CertificateSpec long_lived_tsa() {
  demo::CertificateSpec spec = test::tsa_spec();
  spec.not_before = at("2023-01-01T00:00:00Z");
  spec.not_after = at("2034-01-01T00:00:00Z");
  return spec;
}

// One signer (RSA, whose value is the same whenever it is made again), his CA and its root; a TSA
// of another hierarchy, about whose revocation the policy does not ask.
struct TimeWorld {
  TimeWorld() = default;
  explicit TimeWorld(const test::TestPki& pki) : rsa(pki) {}  // which must outlive it

  const test::TestPki& rsa = test::test_pki(KeyKind::rsa_2048);
  const test::TestPki& ec = test::test_pki();
  Party tsa = demo::make_issued(long_lived_tsa(), test::shared_key(KeyKind::p256, 4), ec.ca);
  model::PolicyRules rules = revocation_rules();
  UtcTime now = at("2026-06-01T00:00:00Z");
  std::optional<UtcTime> asked;  // --at
  UtcTime signed_at = at("2026-05-01T00:00:00Z");
  std::optional<UtcTime> stamped;          // signature time-stamp
  std::optional<UtcTime> content_stamped;  // content time-stamp
  std::optional<UtcTime> archived;         // archive time-stamp over everything, lists inside
  std::optional<Party> archive_tsa;        // `tsa` where not set
  demo::HashIndexForm index;               // of the archive time-stamp
  std::vector<RevokedSpec> revoked;        // by the CA
  std::vector<RevokedSpec> revoked_cas;    // by the root
  std::optional<UtcTime> lists_made;       // one hour before `now` where not set
  Seconds lists_last{24 * 3600};
  bool without_lists = false;
  std::vector<Bytes> more_certificates;        // in the document
  std::vector<Bytes> archived_lists;           // in the document beside lists()
  bool junk_archive = false;                   // an unsigned archive attribute that is no token
  std::vector<Bytes> later_lists;              // supplied beside whatever the document holds
  std::vector<Bytes> answers;                  // OCSP, supplied
  std::vector<Testimony> seen;                 // by the own archive
  std::function<void(demo::CmsSpec&)> change;  // of the signature, before it is stamped
  std::function<void(model::Evidence&)> change_evidence;  // before it is judged
  std::vector<model::TrustService> services{test::granted(certificate(rsa.root)),
                                            test::granted(certificate(ec.root))};

  std::int64_t serial_of(const Party& party) const {
    const auto parsed = certificate(party);
    std::int64_t serial = 0;
    for (const std::uint8_t octet : parsed.serial()) {
      serial = serial * 256 + octet;
    }
    return serial;
  }
  RevokedSpec revoke(const Party& party, std::string_view when,
                     std::optional<std::uint8_t> reason) const {
    return {serial_of(party), at(when), reason};
  }

  Bytes list(const Party& issuer, const std::vector<RevokedSpec>& entries) const {
    demo::CrlSpec spec;
    spec.this_update = lists_made.value_or(now - Seconds{3600});
    spec.next_update = spec.this_update + lists_last;
    spec.revoked = entries;
    return demo::make_crl(spec, issuer);
  }

  Bytes document() const {
    demo::CmsSpec spec;
    spec.content = to_bytes("one hundred tenge");
    demo::SignerSpec signer;
    signer.party = &rsa.leaf;
    signer.signing_time = signed_at;
    if (content_stamped) {
      signer.signed_attributes = {
          {kContentTimestamp, {demo::make_timestamp(tsa, spec.content, *content_stamped)}}};
    }
    spec.signers = {signer};
    spec.certificates = {rsa.ca.certificate, ec.ca.certificate};
    spec.certificates.insert(spec.certificates.end(), more_certificates.begin(),
                             more_certificates.end());
    if (change) {
      change(spec);
    }
    if (archived) {
      spec.crls = lists();
      spec.crls.insert(spec.crls.end(), archived_lists.begin(), archived_lists.end());
    }
    if (stamped) {
      const Bytes value = demo::signature_value_of(demo::make_cms(spec));
      spec.signers[0].unsigned_attributes = {
          {kSignatureTimestamp, {demo::make_timestamp(tsa, value, *stamped)}}};
    }
    if (junk_archive) {
      spec.signers[0].unsigned_attributes.push_back(
          {Oid{"1.2.840.113549.1.9.16.2.48"}, {Bytes{0x30, 0x02, 0x05, 0x00}}});
    }
    Bytes cms = demo::make_cms(spec);
    if (archived) {
      spec.signers[0].unsigned_attributes.push_back(
          {kArchiveTimestampV3,
           {demo::make_archive_timestamp_indexed(archive_tsa.value_or(tsa), cms, spec.content,
                                                 *archived, index)}});
      cms = demo::make_cms(spec);
    }
    return cms;
  }
  std::vector<Bytes> lists() const {
    if (without_lists) {
      return {};
    }
    return {list(rsa.ca, revoked), list(rsa.root, revoked_cas)};
  }

  // Everything that a validation of `octets` at that time had before it.
  std::vector<Testimony> testimonies(const Bytes& octets, UtcTime when) const {
    model::Submission submission;
    submission.document = octets;
    submission.evidence.crls = lists();
    const test::TestTrust trust(services);
    const test::TestPolicies policies(rules);
    Budget budget;
    auto collected = collect(submission, {}, trust, policies, when, budget);
    REQUIRE(collected.ok());
    std::vector<Testimony> all;
    for (const ExistingObject& object : existing_objects(collected->evidence)) {
      all.push_back({object.digest, when, "receipt-1"});
    }
    return all;
  }

  model::Verdict verdict() const { return verdict(document()); }
  // Of any document, with what is known in this world.
  model::Verdict verdict(const Bytes& octets,
                         const std::vector<model::DetachedPart>& parts = {}) const {
    return verdict(octets, parts, test::TestPolicies(rules));
  }
  model::Verdict verdict(const Bytes& octets, const std::vector<model::DetachedPart>& parts,
                         const model::PolicyChooser& policies) const {
    model::Submission submission;
    submission.document = octets;
    submission.detached = parts;
    submission.asked_time = asked;
    if (!archived) {
      submission.evidence.crls = lists();
    }
    submission.evidence.crls.insert(submission.evidence.crls.end(), later_lists.begin(),
                                    later_lists.end());
    submission.evidence.ocsps = answers;
    const test::TestTrust trust(services);
    Budget budget;
    auto collected = collect(submission, {}, trust, policies, now, budget);
    REQUIRE(collected.ok());
    collected->evidence.archive_proofs = archive_proofs(collected->evidence, seen);
    if (change_evidence) {
      change_evidence(collected->evidence);
    }
    return judge(collected->evidence, submission, trust, policies, now);
  }
};

// A TSA whose purpose is not critical (RFC 3161 2.3), with that key of the suite.
inline Party careless(const TimeWorld& world, demo::CertificateSpec spec, unsigned key) {
  spec.extended_key_usage_critical = false;
  return demo::make_issued(spec, test::shared_key(KeyKind::p256, key), world.ec.ca);
}

// Archived while everything was good; judged when signer and first TSA have expired.
struct ArchiveWorld : TimeWorld {
  UtcTime signer_end = certificate(rsa.leaf).not_after();
  ArchiveWorld() {
    tsa = demo::make_issued(test::tsa_spec(), test::shared_key(KeyKind::p256, 4), ec.ca);
    archive_tsa = demo::make_issued(long_lived_tsa(), test::shared_key(KeyKind::p256, 5), ec.ca);
    stamped = at("2026-05-01T00:00:05Z");
    archived = at("2026-07-01T00:00:00Z");
    lists_made = at("2026-06-30T00:00:00Z");
    lists_last = Seconds{7 * 24 * 3600};
    now = signer_end + Seconds{365 * 24 * 3600};
  }
};

// An algorithm of that use ends.
inline void end_of(model::PolicyRules& rules, crypto::DigestAlgorithm digest,
                   model::AlgorithmUsage usage, UtcTime when) {
  auto& rows = rules.algorithms.at(static_cast<std::size_t>(usage)).digests;
  const auto found = std::ranges::find(rows, digest, &model::DigestRow::digest);
  if (found == rows.end()) {
    rows.push_back({digest, std::nullopt, when});
  } else {
    found->until = when;
  }
}

struct Outcome {
  Indication indication;
  SubIndication sub;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
inline std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << block_name(outcome.indication) << "/" << to_string(outcome.sub);
}
inline Outcome outcome(const TimeWorld& world) {
  const auto verdict = world.verdict();
  REQUIRE(verdict.signatures.size() == 1);
  return {verdict.signatures[0].conclusion.indication, verdict.signatures[0].conclusion.sub};
}
// One check of the only signature; nothing when it was not made. Of several of one rule the last:
// what a later process says stands behind.
inline std::optional<model::Outcome> check(const TimeWorld& world, std::string_view id) {
  const auto verdict = world.verdict();
  REQUIRE(verdict.signatures.size() == 1);
  std::optional<model::Outcome> found;
  for (const model::CheckRecord& one : verdict.signatures[0].checks) {
    if (one.rule->id == id) {
      found = one.outcome;
    }
  }
  return found;
}
inline constexpr auto kOk = model::Outcome::ok;
inline constexpr auto kBroken = model::Outcome::failed;
inline constexpr Outcome kPassed{Indication::passed, SubIndication::none};
inline constexpr Outcome failed(SubIndication sub) { return {Indication::failed, sub}; }
inline constexpr Outcome undecided(SubIndication sub) { return {Indication::indeterminate, sub}; }

}  // namespace senim::process
