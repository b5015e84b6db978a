#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "validators/pki/certificate.h"

// What profiles demand of whoever issues certificates (RFC 5280 4.1 and 4.2, RFC 5480, and two
// demands of the CA/Browser Forum's Baseline Requirements), one demand at a time. Path validation
// does not ask for it (RFC 5280 6.1), and certificates in use break it; a policy names the demands
// that it insists on. Facts of one certificate only: nothing here knows a path.

namespace senim::pki {

enum class Place : std::uint8_t { end_entity, authority };

struct Demand {
  std::string_view name;  // in policies
  std::string_view clause;
  bool (*kept)(const Certificate& certificate, Place place);
};

// version, serial-number, issuer, subject, signature-algorithm, key-parameters,
// authority-key-identifier, subject-key-identifier, key-usage, basic-constraints,
// certificate-policies, subject-alt-name, name-constraints, policy-constraints, inhibit-any-policy,
// freshest-crl, information-access, key-identifier-only, own-key-identifier
std::span<const Demand> demands();
const Demand* demand(std::string_view name);  // null: there is none of that name

}  // namespace senim::pki
