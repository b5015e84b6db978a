#pragma once

#include <string>
#include <utility>
#include <vector>

#include "gateway/demo/revocation_maker.h"
#include "tests/policies/shipped.h"
#include "tests/validators/process/court.h"

// Whole documents under a policy as it is shipped, revocation included.

namespace senim::policies::test {

inline model::PolicyRules shipped_rules(const std::string& id) {
  return shipped_book()->find(id)->policy.rules();
}

// Root and CA of a country and one kind of key.
struct Authorities {
  Authorities(demo::KeyKind key_kind, const demo::CertificateSpec& root_spec,
              const demo::CertificateSpec& ca_spec)
      : kind(key_kind),
        root(demo::make_root(dated(root_spec, 1), senim::test::shared_key(kind, 0))),
        ca(demo::make_issued(dated(ca_spec, 2), senim::test::shared_key(kind, 1), root)) {}

  demo::Party issue(const demo::CertificateSpec& spec) const {
    return demo::make_issued(dated(spec, 3), senim::test::shared_key(kind, 2), ca);
  }
  static demo::CertificateSpec dated(demo::CertificateSpec spec, std::int64_t serial) {
    spec.not_before = senim::test::at("2026-01-01T00:00:00Z");
    spec.not_after = senim::test::at("2027-01-01T00:00:00Z");
    spec.serial = serial;
    return spec;
  }

  demo::KeyKind kind;
  demo::Party root;
  demo::Party ca;
};

// Trusts the root as a list of `territory` does, and has the CRLs of both authorities.
struct CountryCourt : process::test::Court {
  CountryCourt(const Authorities& country, const std::string& policy, const std::string& territory)
      : Court({}, shipped_rules(policy)) {
    model::TrustService service = senim::test::granted(senim::test::certificate(country.root));
    service.territory = territory;
    trust.add(service);
    demo::CrlSpec list;
    list.this_update = now - Seconds{3600};
    list.next_update = now + Seconds{3600};
    supplied.crls = {demo::make_crl(list, country.root), demo::make_crl(list, country.ca)};
  }
};

enum class Form { cades, xades, xmldsig };

inline Bytes signed_by(const Authorities& country, const demo::Party& signer,
                       Form form = Form::cades) {
  const UtcTime time = senim::test::at("2026-05-31T00:00:00Z");
  if (form == Form::cades) {
    demo::SignerSpec spec;
    spec.party = &signer;
    spec.signing_time = time;
    demo::CmsSpec cms;
    cms.content = to_bytes("contract");
    cms.signers = {spec};
    cms.certificates = {country.ca.certificate};
    return demo::make_cms(cms);
  }
  demo::XadesSpec spec;
  spec.party = &signer;
  spec.content = "<contract><number>17</number></contract>";
  spec.signing_time = time;
  spec.certificates = {country.ca.certificate};
  spec.xades = form == Form::xades;
  if (form == Form::xmldsig) {  // as Kazakh tools sign (domain.md 4.1)
    spec.canonicalization = demo::XmlCanonicalization::inclusive;
  }
  return to_bytes(demo::make_xades(spec));
}

}  // namespace senim::policies::test
