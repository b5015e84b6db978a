#include "tests/support/judging.h"

#include <algorithm>

namespace senim::test {

using model::Constraint;
using model::Key;
using model::Level;

pki::Certificate certificate(const Bytes& der) { return pki::Certificate::from_der(der).value(); }
pki::Certificate certificate(const demo::Party& party) { return certificate(party.certificate); }

model::TrustService granted(const pki::Certificate& identity, std::string source) {
  model::TrustService service;
  service.source = std::move(source);
  service.territory = "EE";
  service.provider = "Test Provider";
  service.name = "Test Service";
  service.identities = {identity};
  model::ServicePeriod period;
  period.since = at("2015-01-01T00:00:00Z");
  period.type = kCaQc;
  period.status_uri = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
  period.status = model::ServiceStatus::granted;
  service.periods = {period};
  return service;
}

void withdraw(model::TrustService& service, UtcTime when) {
  model::ServicePeriod withdrawn = service.periods.back();
  withdrawn.since = when;
  withdrawn.status = model::ServiceStatus::withdrawn;
  withdrawn.status_uri = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn";
  service.periods.back().until = when;
  service.periods.push_back(withdrawn);
}

model::TrustService given(const pki::Certificate& identity) {
  model::TrustService service = granted(identity, "given");
  service.given = true;
  return service;
}

std::vector<const model::TrustService*> TestTrust::services_of(
    const pki::Certificate& certificate) const {
  std::vector<const model::TrustService*> found;
  for (const model::TrustService& service : services_) {
    if (std::ranges::count(service.identities, certificate) != 0) {
      found.push_back(&service);
    }
  }
  return found.empty() ? of_key(certificate) : found;
}

std::vector<const model::TrustService*> TestTrust::services_of_key(
    const pki::Certificate& certificate) const {
  ++asked_of_keys_;
  return of_key(certificate);
}

std::vector<const model::TrustService*> TestTrust::of_key(
    const pki::Certificate& certificate) const {
  std::vector<const model::TrustService*> found;
  for (const model::TrustService& service : services_) {
    if (std::ranges::any_of(service.identities, [&](const pki::Certificate& one) {
          return equal(one.spki(), certificate.spki()) &&
                 matches(one.subject(), certificate.subject());
        })) {
      found.push_back(&service);
    }
  }
  return found;
}

std::vector<pki::Certificate> TestTrust::by_subject(const pki::Name& subject) const {
  std::vector<pki::Certificate> found;
  for (const model::TrustService& service : services_) {
    for (const pki::Certificate& one : service.identities) {
      if (matches(one.subject(), subject) && std::ranges::count(found, one) == 0) {
        found.push_back(one);
      }
    }
  }
  return found;
}

Constraint fails() { return {Level::fail, false, {}}; }
Constraint fails_unless(std::vector<std::string> values) {
  return {Level::fail, false, std::move(values)};
}

namespace {

model::AlgorithmTable plain_algorithms() {
  using crypto::DigestAlgorithm;
  using crypto::SignatureScheme;
  model::AlgorithmTable table;
  table.suite = "test";
  for (const auto digest : {DigestAlgorithm::sha224, DigestAlgorithm::sha256,
                            DigestAlgorithm::sha384, DigestAlgorithm::sha512}) {
    table.digests.push_back({digest, std::nullopt, std::nullopt});
  }
  table.keys = {{SignatureScheme::rsa_pkcs1, 1900, std::nullopt, std::nullopt},
                {SignatureScheme::rsa_pss, 1900, std::nullopt, std::nullopt},
                {SignatureScheme::ecdsa, 224, std::nullopt, std::nullopt},
                {SignatureScheme::eddsa, 250, std::nullopt, std::nullopt},
                {SignatureScheme::dsa, 2048, std::nullopt, std::nullopt}};
  return table;
}

}  // namespace

model::PolicyRules plain_rules() {
  model::PolicyRules rules;
  rules.id = "test";
  rules.version = "1";
  rules.digest = std::string(64, '2');
  for (const model::Slot& slot : model::slots()) {
    const bool exists = implemented(slot);
    const Level level = exists && info(slot.key).fixed ? Level::fail : Level::ignore;
    rules.constraints.push_back({level, !exists, {}});
  }
  for (const auto context : {model::Context::signature, model::Context::counter_signature,
                             model::Context::timestamp, model::Context::revocation}) {
    using model::CertificateRole;
    const auto set = [&](Key key, Constraint constraint,
                         CertificateRole role = CertificateRole::signing) {
      // Time-stamps have fewer keys; when data was made is `revocation_issuer_valid`.
      const bool made = context == model::Context::revocation && role == CertificateRole::signing &&
                        key == Key::certificate_validity;
      if (model::index({key, context, role}) != model::kNoSlot &&
          model::implemented({key, context, role}) && !made) {
        rules.set({key, context, role}, std::move(constraint));
      }
    };
    set(Key::format_accepted, fails_unless({"*"}));
    set(Key::reference_digest_present, fails());
    set(Key::reference_digest_algorithm, fails());
    set(Key::manifest_found, fails());
    set(Key::policy_tree, fails());
    set(Key::path_length, fails(), CertificateRole::ca);
    set(Key::reserved_purposes, fails_unless({"1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"}));
    set(Key::not_ca, fails());
    set(Key::identifier_match, fails());
    for (const auto role : {CertificateRole::signing, CertificateRole::ca}) {
      set(Key::certificate_validity, fails(), role);
      set(Key::name_constraints, fails(), role);
      set(Key::critical_purposes, fails_unless({"2.5.29.37.0", "1.3.6.1.5.5.7.3.4"}), role);
      set(Key::critical_extensions,
          fails_unless({"2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31",
                        "2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.37", "2.5.29.54"}),
          role);
    }
  }
  rules.level = model::ValidationLevel::archival;
  rules.set({Key::extended_key_usage, model::Context::timestamp}, fails_unless({"timeStamping"}));
  rules.set({Key::timestamp_revocation_time, model::Context::timestamp}, fails());
  rules.set({Key::timestamp_before_expiry, model::Context::timestamp}, fails());
  rules.algorithms.fill(plain_algorithms());
  for (model::AnchorRule& rule : rules.anchors) {
    rule = {{"*"}, {"*"}, {"*"}, {model::ServiceStatus::granted}};
  }
  return rules;
}

model::SignatureEvidence passing_evidence() {
  const TestPki& pki = test_pki();
  model::SignatureEvidence evidence;
  model::ParsedSignature& signature = evidence.signature;
  signature.id = "S-" + std::string(32, 'a');
  signature.format = model::SignatureFormat::cades;
  signature.level = model::SignatureLevel::baseline_b;
  signature.packaging = model::Packaging::enveloping;
  model::DigestMatcher matcher;
  matcher.digest = crypto::DigestAlgorithm::sha256;
  matcher.state = model::MatchState::intact;
  signature.matchers = {matcher};
  signature.coverage = model::Coverage::whole;
  signature.algorithm.scheme = crypto::SignatureScheme::ecdsa;
  signature.algorithm.digest = crypto::DigestAlgorithm::sha256;
  signature.algorithm.identifier = "1.2.840.10045.4.3.2";
  signature.data_digest = crypto::DigestAlgorithm::sha256;
  signature.certificates = {certificate(pki.leaf), certificate(pki.ca)};
  signature.signer_candidates = {certificate(pki.leaf)};
  signature.certificate_required_by_reference = true;
  model::CertificateReference reference;
  reference.digest = crypto::DigestAlgorithm::sha256;
  reference.value = to_bytes(ByteView(certificate(pki.leaf).fingerprint()));
  signature.certificate_references = {reference};
  signature.claimed_signing_time = at("2026-05-01T00:00:00Z");
  signature.content_type = "1.2.840.113549.1.7.1";

  evidence.signing_certificate = certificate(pki.leaf);
  evidence.reference_match = model::SignatureEvidence::ReferenceMatch::matches;
  evidence.referenced_certificates = {certificate(pki.leaf).fingerprint()};
  evidence.value = model::ValueState::valid;
  evidence.key_name = "ECDSA P-256";
  evidence.key_bits = 256;
  model::CandidatePath path;
  path.certificates = {certificate(pki.leaf), certificate(pki.ca), certificate(pki.root)};
  path.signed_by_next = {model::ValueState::valid, model::ValueState::valid};
  path.signature_problems = {"", ""};
  path.services = {granted(certificate(pki.root))};
  evidence.paths = {path};
  return evidence;
}

model::Evidence passing_document() {
  model::Evidence evidence;
  evidence.document.kind = model::DocumentKind::cms;
  evidence.document.size = 1000;
  evidence.document.sha256 = std::string(64, '3');
  evidence.signatures = {passing_evidence()};
  return evidence;
}

const model::CheckRecord* find_check(const std::vector<model::CheckRecord>& checks,
                                     std::string_view id) {
  const auto found =
      std::ranges::find_if(checks, [&](const auto& check) { return check.rule->id == id; });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace senim::test
