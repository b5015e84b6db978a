#include "validators/pki/kz_profile.h"

#include <algorithm>
#include <array>

#include "validators/base/der_reader.h"
#include "validators/pki/check_digits.h"
#include "validators/pki/oids.h"

namespace senim::pki {

namespace {

struct Role {
  Oid id;
  std::string_view name;
};
// spec/domain.md 3.2.
constexpr std::array kRoles{
    Role{Oid{"1.2.398.3.3.4.1.1"}, "individual"},
    Role{Oid{"1.2.398.3.3.4.1.1.1"}, "system-of-individual"},
    Role{Oid{"1.2.398.3.3.4.1.2"}, "legal-entity"},
    Role{Oid{"1.2.398.3.3.4.1.2.1"}, "first-head"},
    Role{Oid{"1.2.398.3.3.4.1.2.2"}, "right-to-sign"},
    Role{Oid{"1.2.398.3.3.4.1.2.3"}, "right-to-sign-financial"},
    Role{Oid{"1.2.398.3.3.4.1.2.4"}, "human-resources"},
    Role{Oid{"1.2.398.3.3.4.1.2.5"}, "employee"},
    Role{Oid{"1.2.398.3.3.4.1.2.6"}, "system-of-legal-entity"},
    Role{Oid{"1.2.398.3.3.4.2"}, "authority-privileges"},
    Role{Oid{"1.2.398.3.3.4.2.1"}, "authority-administrator"},
    Role{Oid{"1.2.398.3.3.4.2.2"}, "authority-manager"},
    Role{Oid{"1.2.398.3.3.4.2.3"}, "authority-operator"},
    Role{Oid{"1.2.398.3.3.4.3.1"}, "identified-at-service-centre"},
    Role{Oid{"1.2.398.3.3.4.3.2"}, "identified-remotely"},
    Role{Oid{"1.2.398.3.3.4.3.2.1"}, "identified-by-digital-id"},
    Role{Oid{"1.2.398.3.3.4.3.2.2"}, "identified-by-ai-platform"},
};
constexpr Oid kRoleArc{"1.2.398.3.3.4"};
constexpr Oid kSystemOfIndividual{"1.2.398.3.3.4.1.1.1"};
constexpr Oid kSystemOfLegalEntity{"1.2.398.3.3.4.1.2.6"};

// spec/domain.md 3.4: purpose by policy, older generation.
constexpr Oid kLegalSign{"1.2.398.3.3.2.1"};
constexpr Oid kLegalAuthentication{"1.2.398.3.3.2.2"};
constexpr Oid kIndividualSign{"1.2.398.3.3.2.3"};
constexpr Oid kIndividualAuthentication{"1.2.398.3.3.2.4"};

constexpr std::size_t kMaxStores = 16;  // of one certificate; the samples name one

bool under(const Oid& id, const Oid& arc) {
  const ByteView octets = id.content();
  const ByteView prefix = arc.content();
  return octets.size() >= prefix.size() && equal(octets.first(prefix.size()), prefix);
}

// "IIN" or "BIN" and its number; a department that merely begins so is none.
std::optional<std::string> numbered(std::string_view value, std::string_view prefix) {
  const bool fits = value.starts_with(prefix) && value.size() > prefix.size() &&
                    value[prefix.size()] >= '0' && value[prefix.size()] <= '9';
  return fits ? std::optional<std::string>(value.substr(prefix.size())) : std::nullopt;
}

// spec/domain.md 3.1.
void read_numbers(const ProfileSource& source, CertificateProfile& profile) {
  for (const auto& [type, value] : source.subject) {
    const bool serial = type == oid::kSerialNumber;
    if (auto iin = serial ? numbered(value, "IIN") : std::nullopt) {
      const auto state = checked(is_iin(*iin));
      add_identifier(profile, "iin", std::move(*iin), state);
    }
    if (auto bin = serial || type == oid::kOrganizationalUnitName ? numbered(value, "BIN")
                                                                  : std::nullopt) {
      const auto state = checked(is_bin(*bin));
      add_identifier(profile, "bin", std::move(*bin), state);
    }
  }
}

// Whatever says `authentication` is believed over what says `signing`: only a certificate whose
// every word is for signing signs (spec/domain.md 1, "separate authentication and signing keys").
// One that says both, in extended key usages (3.2), key usage (3.3) or policies (3.4), has no
// purpose that we know.
KeyPurpose purpose_of(const ProfileSource& source) {
  const auto policy = [&](const Oid& id) { return std::ranges::count(source.policies, id) != 0; };
  const bool signs = source.key_usage.has(KeyUsage::non_repudiation);
  const bool policy_signs = policy(kLegalSign) || policy(kIndividualSign);
  const bool policy_logs_in = policy(kLegalAuthentication) || policy(kIndividualAuthentication);
  const bool usage_logs_in = !signs && source.key_usage.has(KeyUsage::digital_signature) &&
                             source.key_usage.has(KeyUsage::key_encipherment);
  const bool logs_in = usage_logs_in || policy_logs_in || source.usage(oid::kClientAuth);
  const bool for_signing = signs || policy_signs || source.usage(oid::kEmailProtection);
  if (logs_in) {
    return for_signing ? KeyPurpose::unknown : KeyPurpose::authentication;
  }
  return signs ? KeyPurpose::signing : KeyPurpose::unknown;
}

// spec/domain.md 3.1, and the roles of systems, which may carry an IIN too.
OwnerKind owner_of(const ProfileSource& source, const CertificateProfile& profile) {
  const bool iin = profile.identifier("iin") != nullptr;
  const bool bin = profile.identifier("bin") != nullptr;
  const bool system = std::ranges::any_of(profile.roles, [](const Oid& role) {
    return role == kSystemOfIndividual || under(role, kSystemOfLegalEntity);
  });
  if (system || (bin && !iin)) {
    return OwnerKind::system;
  }
  if (bin) {
    return OwnerKind::person_of_organisation;
  }
  return iin || source.names_person() ? OwnerKind::individual : OwnerKind::unknown;
}

// spec/domain.md 3.5: SEQUENCE OF OBJECT IDENTIFIER.
Result<std::vector<Oid>> read_key_stores(ByteView value) {
  SENIM_TRY(const der::Element list, der::single(value, der::Rules::der, "key store"));
  if (list.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "key store: not a SEQUENCE"};
  }
  std::vector<Oid> stores;
  der::Reader entries(list);
  while (!entries.done()) {
    if (stores.size() == kMaxStores) {
      return Error{ErrorCode::limit_exceeded, "more than 16 key stores"};
    }
    SENIM_TRY(const der::Element entry, entries.expect(der::kOid, "key store"));
    SENIM_TRY(const Oid store, der::oid(entry));
    stores.push_back(store);
  }
  return stores;
}

}  // namespace

void read_kz_profile(const ProfileSource& source, CertificateProfile& profile) {
  profile.name = "kz";
  read_numbers(source, profile);
  for (const Oid& usage : source.extended_key_usage) {
    if (under(usage, kRoleArc) && std::ranges::count(profile.roles, usage) == 0) {
      profile.roles.push_back(usage);
    }
  }
  profile.purpose = purpose_of(source);
  profile.owner = owner_of(source, profile);
  if (const Extension* store = source.certificate.extension(oid::kKzKeyStore)) {
    auto stores = read_key_stores(store->value);
    if (stores.ok()) {
      profile.key_stores = std::move(stores).value();
    }
  }
}

KeyPurpose kz_key_purpose(const Certificate& certificate) {
  return purpose_of(ProfileSource(certificate));
}

std::string_view kz_role_name(const Oid& role) {
  const auto* const found = std::ranges::find(kRoles, role, &Role::id);
  if (found != kRoles.end()) {
    return found->name;
  }
  return under(role, kSystemOfLegalEntity) ? "system-of-legal-entity" : std::string_view{};
}

bool is_kz_role_name(std::string_view name) {
  return std::ranges::find(kRoles, name, &Role::name) != kRoles.end();
}

}  // namespace senim::pki
