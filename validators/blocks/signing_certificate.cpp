#include "validators/blocks/signing_certificate.h"

#include <algorithm>

#include "validators/model/rules.h"

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
                    evidence.reference_match == Match::unsupported && !references.empty()
                        ? model::Params{{"digest", references.front().digest_identifier}}
                        : model::Params{})) {
    return std::move(list).stop();
  }
  list.require(rules::kSigningCertificateIssuerSerial,
               subject.constraint(Key::reference_issuer_serial),
               evidence.reference_match != Match::issuer_serial_differs);
  return std::move(list).pass();
}

}  // namespace senim::blocks
