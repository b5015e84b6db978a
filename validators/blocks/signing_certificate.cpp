#include "validators/blocks/signing_certificate.h"

#include <algorithm>

#include "validators/crypto/algorithms.h"
#include "validators/model/rules.h"
#include "validators/pki/cms.h"

namespace senim::blocks {

namespace rules = model::rules;
using model::Key;
using model::Level;
using Match = model::SignatureEvidence::ReferenceMatch;

namespace {

bool digest_matches(Match match) {
  switch (match) {
    case Match::matches:
    case Match::issuer_serial_differs:
      return true;
    case Match::not_present:
    case Match::differs:
    case Match::unsupported:
      return false;
  }
  return false;
}

model::Params uncomputable(const std::vector<model::CertificateReference>& references) {
  const auto found = std::ranges::find_if(references, [](const model::CertificateReference& one) {
    return !crypto::supported(one.digest);
  });
  return found == references.end() ? model::Params{}
                                   : model::Params{{"digest", found->digest_identifier}};
}

// The signature names its signer twice, and both must mean one certificate. Only in CMS is the
// identifier a part of the signature (RFC 5652 5.3); ds:KeyInfo is a hint (xmldsig-core1 4.5).
bool sid_agrees(const Subject& subject, Checklist& list) {
  if (!subject.is_signature()) {
    return true;
  }
  const model::ParsedSignature& signature = subject.evidence.signature;
  const model::Constraint& wanted = subject.constraint(Key::identifier_match);
  const pki::SignerIdentifier sid{signature.signer_issuer, signature.signer_serial,
                                  signature.signer_key_id};
  const bool cms = signature.format == model::SignatureFormat::cades ||
                   signature.format == model::SignatureFormat::pades;
  if (!cms || (sid.serial.empty() && sid.subject_key_id.empty())) {
    list.not_applicable(rules::kSignerIdentifierMatch, wanted.level);
    return true;
  }
  const pki::Certificate& signer = *subject.evidence.signing_certificate;
  const bool holds = sid.names(signer);
  return list.require(
      rules::kSignerIdentifierMatch, wanted, holds,
      holds ? model::Params{} : model::Params{{"certificate", to_hex(signer.fingerprint())}});
}

}  // namespace

BlockResult signing_certificate(const Subject& subject) {
  const model::SignatureEvidence& evidence = subject.evidence;
  const auto& references = evidence.signature.certificate_references;
  Checklist list;
  if (!list.require(rules::kSigningCertificateIdentified, Level::fail,
                    evidence.signing_certificate.has_value())) {
    return std::move(list).stop();
  }
  // An attribute that names nothing is no absence of the attribute.
  if (!evidence.signature.certificate_required_by_reference && references.empty()) {
    list.not_applicable(rules::kSigningCertificateDigest);
    list.not_applicable(rules::kSigningCertificateIssuerSerial);
    return std::move(list).pass();
  }
  list.require(rules::kSigningCertificateDigestPresent,
               subject.constraint(Key::reference_digest_present),
               std::ranges::none_of(references, [](const model::CertificateReference& reference) {
                 return reference.value.empty();
               }));
  if (!list.require(rules::kSigningCertificateDigest, Level::fail,
                    digest_matches(evidence.reference_match),
                    evidence.reference_match == Match::unsupported ? uncomputable(references)
                                                                   : model::Params{})) {
    return std::move(list).stop();
  }
  if (!sid_agrees(subject, list)) {
    return std::move(list).stop();
  }
  list.require(rules::kSigningCertificateIssuerSerial,
               subject.constraint(Key::reference_issuer_serial),
               evidence.reference_match != Match::issuer_serial_differs);
  return std::move(list).pass();
}

}  // namespace senim::blocks
