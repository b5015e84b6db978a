#include "validators/pki/certificate_profile.h"

#include <algorithm>

#include "validators/pki/by_profile.h"
#include "validators/pki/eu_profile.h"
#include "validators/pki/kz_profile.h"
#include "validators/pki/oids.h"
#include "validators/pki/profile_source.h"
#include "validators/pki/ru_profile.h"
#include "validators/pki/ua_profile.h"

namespace senim::pki {

namespace {

// ISO 3166 letters; the authority's, or where its name has none the owner's.
std::string country_of(const Certificate& certificate) {
  auto country = certificate.issuer().attribute(oid::kCountryName);
  if (!country) {
    country = certificate.subject().attribute(oid::kCountryName);
  }
  std::string letters = country.value_or("");
  std::ranges::transform(letters, letters.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return letters;
}

}  // namespace

std::string_view to_string(OwnerKind owner) {
  switch (owner) {
    case OwnerKind::unknown:
      return "unknown";
    case OwnerKind::individual:
      return "individual";
    case OwnerKind::person_of_organisation:
      return "person-of-organisation";
    case OwnerKind::organisation:
      return "organisation";
    case OwnerKind::system:
      return "system";
  }
  return "unknown";
}

std::string_view to_string(KeyPurpose purpose) {
  switch (purpose) {
    case KeyPurpose::unknown:
      return "unknown";
    case KeyPurpose::signing:
      return "signing";
    case KeyPurpose::authentication:
      return "authentication";
  }
  return "unknown";
}

std::string_view to_string(Identifier::State state) {
  switch (state) {
    case Identifier::State::unchecked:
      return "unchecked";
    case Identifier::State::right:
      return "right";
    case Identifier::State::wrong:
      return "wrong";
    case Identifier::State::ambiguous:
      return "ambiguous";
  }
  return "wrong";
}

const Identifier* CertificateProfile::identifier(std::string_view kind) const {
  const auto found = std::ranges::find(identifiers, kind, &Identifier::kind);
  return found == identifiers.end() ? nullptr : &*found;
}

CertificateProfile read_profile(const Certificate& certificate) {
  const ProfileSource source(certificate);
  CertificateProfile profile;
  profile.policies = source.policies;
  profile.qualified = read_qualified_statements(certificate);
  const std::string country = country_of(certificate);
  if (country == "KZ") {
    read_kz_profile(source, profile);
  } else if (country == "RU") {
    read_ru_profile(source, profile);
  } else if (country == "BY") {
    read_by_profile(source, profile);
  } else if (country == "UA") {
    read_ua_profile(source, profile);
  } else {
    read_eu_profile(source, profile);
  }
  return profile;
}

KeyPurpose purpose_under_kazakh_list(const Certificate& certificate) {
  return kz_key_purpose(certificate);
}

std::string_view role_name(const Oid& role) { return kz_role_name(role); }
bool is_role_name(std::string_view name) { return is_kz_role_name(name); }

}  // namespace senim::pki
