// pki/certificate with everything it can be asked, CRLs and OCSP responses too: the three share
// their extensions.

#include <cstdlib>

#include "validators/crypto/key_identity.h"
#include "validators/pki/certificate.h"
#include "validators/pki/certificate_profile.h"
#include "validators/pki/crl.h"
#include "validators/pki/ocsp.h"

namespace {

using namespace senim;

void ask_name(const pki::Name& name) {
  static_cast<void>(name.text());
  static_cast<void>(name.attributes());
  if (!matches(name, name)) {
    std::abort();
  }
}

void ask(const pki::Certificate& c) {
  ask_name(c.issuer());
  ask_name(c.subject());
  static_cast<void>(within(c.subject(), c.issuer()));
  static_cast<void>(c.self_issued());
  if (c.profile().name.empty()) {
    std::abort();
  }
  static_cast<void>(c.key().ok());
  static_cast<void>(crypto::key_identity(c.spki()));
  static_cast<void>(c.basic_constraints());
  static_cast<void>(c.key_usage());
  static_cast<void>(c.extended_key_usage());
  static_cast<void>(c.subject_key_identifier());
  static_cast<void>(c.authority_key_identifier());
  static_cast<void>(c.subject_alt_names());
  static_cast<void>(c.name_constraints());
  static_cast<void>(c.policies());
  static_cast<void>(c.policy_mappings());
  static_cast<void>(c.policy_constraints());
  static_cast<void>(c.inhibit_any_policy());
  static_cast<void>(c.freshest_crl());
  static_cast<void>(c.qc_statements());
  static_cast<void>(c.ocsp_urls());
  static_cast<void>(c.issuer_urls());
  static_cast<void>(c.crl_urls());
  for (const ByteView part : {c.tbs(), c.spki(), c.serial(), c.signature_value()}) {
    if (!lies_within(part, c.der())) {
      std::abort();
    }
  }
}

void ask(const pki::Crl& crl) {
  ask_name(crl.issuer());
  static_cast<void>(crl.number());
  static_cast<void>(crl.base_number());
  static_cast<void>(crl.issuing_distribution_point());
  static_cast<void>(crl.authority_key_identifier());
  static_cast<void>(crl.freshest_crl());
  static_cast<void>(crl.expired_certificates_since());
  pki::CrlEntries entries = crl.entries();
  for (auto entry = entries.next(); entry.ok() && entry->has_value(); entry = entries.next()) {
    static_cast<void>((*entry)->reason());
    static_cast<void>((*entry)->invalidity_date());
    static_cast<void>((*entry)->certificate_issuer());
  }
}

void ask(const pki::BasicOcspResponse& response) {
  static_cast<void>(response.nonce());
  pki::SingleResponses singles = response.responses();
  for (auto single = singles.next(); single.ok() && single->has_value(); single = singles.next()) {
    static_cast<void>((*single)->archive_cutoff());
    static_cast<void>((*single)->certificate_hash());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input(data, size);
  if (const auto certificates = pki::read_certificates(input); certificates.ok()) {
    for (const pki::Certificate& certificate : *certificates) {
      ask(certificate);
    }
  }
  if (const auto crl = pki::Crl::from_der(input); crl.ok()) {
    ask(*crl);
  }
  if (const auto response = pki::BasicOcspResponse::from_der(input); response.ok()) {
    ask(*response);
  }
  return 0;
}
