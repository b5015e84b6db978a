#include "validators/pki/conformity.h"

#include <algorithm>
#include <array>
#include <set>

#include "validators/pki/oids.h"

namespace senim::pki {

namespace {

constexpr std::size_t kMaxSerialOctets = 20;  // RFC 5280 4.1.2.2
constexpr Oid kEcPublicKey{"1.2.840.10045.2.1"};

bool is_authority(Place place) { return place == Place::authority; }

// Absent, or there and critical or not as wanted.
bool criticality(const Certificate& certificate, const Oid& id, bool wanted) {
  const Extension* extension = certificate.extension(id);
  return extension == nullptr || extension->critical == wanted;
}

bool version(const Certificate& certificate, Place) { return certificate.version() == 3; }

bool serial_number(const Certificate& certificate, Place) {
  const ByteView serial = certificate.serial();
  const bool negative = serial.empty() || (serial.front() & 0x80U) != 0;
  const bool zero = std::ranges::all_of(serial, [](std::uint8_t octet) { return octet == 0; });
  const bool padded = serial.size() > 1 && serial[0] == 0 && (serial[1] & 0x80U) == 0;
  return !negative && !zero && !padded && serial.size() <= kMaxSerialOctets;
}

bool issuer(const Certificate& certificate, Place) { return !certificate.issuer().empty(); }

// A CA has a name; who has none is named by a critical alternative name.
bool subject(const Certificate& certificate, Place place) {
  const Extension* names = certificate.extension(oid::kSubjectAltName);
  return !certificate.subject().empty() ||
         (!is_authority(place) && names != nullptr && names->critical);
}

bool signature_algorithm(const Certificate& certificate, Place) {
  return equal(certificate.signature_algorithm(), certificate.tbs_signature_algorithm());
}

// RFC 5480 2.1.1: an elliptic curve is named, never written out.
bool key_parameters(const Certificate& certificate, Place) {
  const auto spki = der::single(certificate.spki(), der::Rules::der, "SubjectPublicKeyInfo");
  if (!spki.ok()) {
    return false;
  }
  der::Reader reader(*spki);
  const auto algorithm = reader.expect(der::kSequence, "algorithm");
  if (!algorithm.ok()) {
    return false;
  }
  der::Reader inside(*algorithm);
  const auto element = inside.expect(der::kOid, "algorithm");
  const auto id = element.ok() ? der::oid(*element) : Result<Oid>(element.error());
  return id.ok() && (*id != kEcPublicKey || inside.at(der::kOid));
}

bool authority_key_identifier(const Certificate& certificate, Place) {
  const auto identifier = certificate.authority_key_identifier();
  const bool there = identifier.ok() && *identifier && !(**identifier).key_id.empty();
  const bool excused = identifier.ok() && !*identifier && certificate.self_issued();
  return (there || excused) && criticality(certificate, oid::kAuthorityKeyIdentifier, false);
}

bool subject_key_identifier(const Certificate& certificate, Place place) {
  const auto identifier = certificate.subject_key_identifier();
  return identifier.ok() && (*identifier || !is_authority(place)) &&
         criticality(certificate, oid::kSubjectKeyIdentifier, false);
}

bool claims_ca(const Certificate& certificate) {
  const auto constraints = certificate.basic_constraints();
  return constraints.ok() && *constraints && (**constraints).ca;
}

// RFC 5280 4.2.1.3: in every CA's certificate, at least one bit, keyCertSign for CAs only.
bool key_usage(const Certificate& certificate, Place place) {
  const auto usage = certificate.key_usage();
  if (!usage.ok()) {
    return false;
  }
  if (!*usage) {
    return !is_authority(place);
  }
  return (**usage).bits != 0 && (!(**usage).has(KeyUsage::key_cert_sign) || claims_ca(certificate));
}

// RFC 5280 4.2.1.9: critical where a CA signs certificates, a path length only there.
bool basic_constraints(const Certificate& certificate, Place place) {
  const auto constraints = certificate.basic_constraints();
  if (!constraints.ok()) {
    return false;
  }
  if (!*constraints) {
    return !is_authority(place);
  }
  const auto usage = certificate.key_usage();
  const bool signs = usage.ok() && (!*usage || (**usage).has(KeyUsage::key_cert_sign));
  const bool ca = (**constraints).ca;
  return (!(**constraints).path_length || (ca && signs)) &&
         (!ca || !signs || criticality(certificate, oid::kBasicConstraints, true));
}

// RFC 5280 4.2.1.4: no policy twice.
bool certificate_policies(const Certificate& certificate, Place) {
  const auto policies = certificate.policies();
  if (!policies.ok()) {
    return false;
  }
  std::set<Oid> seen;
  return !*policies || std::ranges::all_of(**policies, [&](const PolicyInformation& policy) {
    return seen.insert(policy.id).second;
  });
}

// RFC 5280 4.2.1.6: not empty; critical exactly where there is no subject (there a SHOULD, in the
// Baseline Requirements 7.1.2.7.12 a MUST).
bool subject_alt_name(const Certificate& certificate, Place) {
  const auto names = certificate.subject_alt_names();
  return names.ok() &&
         (!*names || (!(**names).empty() && criticality(certificate, oid::kSubjectAltName,
                                                        certificate.subject().empty())));
}

bool name_constraints(const Certificate& certificate, Place place) {
  const auto constraints = certificate.name_constraints();
  if (!constraints.ok()) {
    return false;
  }
  return !*constraints ||
         (is_authority(place) && criticality(certificate, oid::kNameConstraints, true) &&
          !((**constraints).permitted.empty() && (**constraints).excluded.empty()));
}

bool policy_constraints(const Certificate& certificate, Place) {
  const auto constraints = certificate.policy_constraints();
  if (!constraints.ok()) {
    return false;
  }
  return !*constraints ||
         (criticality(certificate, oid::kPolicyConstraints, true) &&
          ((**constraints).require_explicit_policy || (**constraints).inhibit_policy_mapping));
}

bool inhibit_any_policy(const Certificate& certificate, Place) {
  return certificate.inhibit_any_policy().ok() &&
         criticality(certificate, oid::kInhibitAnyPolicy, true);
}

bool freshest_crl(const Certificate& certificate, Place) {
  return certificate.freshest_crl().ok() && criticality(certificate, oid::kFreshestCrl, false);
}

bool information_access(const Certificate& certificate, Place) {
  const auto access = certificate.authority_info_access();
  return access.ok() && (!*access || !(**access).empty()) &&
         criticality(certificate, oid::kAuthorityInfoAccess, false);
}

bool key_identifier_only(const Certificate& certificate, Place) {
  const auto identifier = certificate.authority_key_identifier();
  return identifier.ok() &&
         (!*identifier || (!(**identifier).key_id.empty() && (**identifier).issuer.empty() &&
                           (**identifier).serial.empty()));
}

bool own_key_identifier(const Certificate& certificate, Place) {
  const auto identifier = certificate.authority_key_identifier();
  const auto own = certificate.subject_key_identifier();
  if (!identifier.ok() || !own.ok()) {
    return false;
  }
  return !certificate.self_issued() || !*identifier ||
         (*own && equal((**identifier).key_id, **own));
}

constexpr std::array<Demand, 19> kDemands{{
    {"version", "RFC 5280 4.1.2.1", version},
    {"serial-number", "RFC 5280 4.1.2.2", serial_number},
    {"issuer", "RFC 5280 4.1.2.4", issuer},
    {"subject", "RFC 5280 4.1.2.6", subject},
    {"signature-algorithm", "RFC 5280 4.1.1.2", signature_algorithm},
    {"key-parameters", "RFC 5480 2.1.1", key_parameters},
    {"authority-key-identifier", "RFC 5280 4.2.1.1", authority_key_identifier},
    {"subject-key-identifier", "RFC 5280 4.2.1.2", subject_key_identifier},
    {"key-usage", "RFC 5280 4.2.1.3", key_usage},
    {"basic-constraints", "RFC 5280 4.2.1.9", basic_constraints},
    {"certificate-policies", "RFC 5280 4.2.1.4", certificate_policies},
    {"subject-alt-name", "RFC 5280 4.2.1.6", subject_alt_name},
    {"name-constraints", "RFC 5280 4.2.1.10", name_constraints},
    {"policy-constraints", "RFC 5280 4.2.1.11", policy_constraints},
    {"inhibit-any-policy", "RFC 5280 4.2.1.14", inhibit_any_policy},
    {"freshest-crl", "RFC 5280 4.2.1.15", freshest_crl},
    {"information-access", "RFC 5280 4.2.2.1", information_access},
    {"key-identifier-only", "CA/B BR 7.1.2.11.1", key_identifier_only},
    {"own-key-identifier", "CA/B BR 7.1.2.1.3", own_key_identifier},
}};

}  // namespace

std::span<const Demand> demands() { return kDemands; }

const Demand* demand(std::string_view name) {
  const auto* const found = std::ranges::find(kDemands, name, &Demand::name);
  return found == kDemands.end() ? nullptr : found;
}

}  // namespace senim::pki
