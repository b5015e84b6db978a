#include "validators/pki/by_profile.h"

#include <array>

#include "validators/pki/check_digits.h"
#include "validators/pki/eu_profile.h"
#include "validators/pki/oids.h"

namespace senim::pki {

namespace {

constexpr Oid kPersonalNumber{"1.2.112.1.2.1.1.1.1.1"};
constexpr Oid kUnp{"1.2.112.1.2.1.1.1.1.2"};
constexpr Oid kUnpOfTaxOffice{"1.3.6.1.4.1.12656.106.101"};  // certificates of the older system

// A number is checked where its arithmetic is documented; that of the personal number is not.
void add(CertificateProfile& profile, const Oid& type, const std::string& value) {
  if (type == kPersonalNumber) {
    add_identifier(profile, "personalNumber", value, Identifier::State::unchecked);
  } else if (type == kUnp || type == kUnpOfTaxOffice) {
    add_identifier(profile, "unp", value, checked(is_unp(value)));
  }
}

}  // namespace

void read_by_profile(const ProfileSource& source, CertificateProfile& profile) {
  profile.name = "by";
  for (const auto& [type, value] : source.subject) {
    add(profile, type, value);
  }
  for (const Oid& type : std::array{kPersonalNumber, kUnp, kUnpOfTaxOffice}) {
    const Extension* extension = source.certificate.extension(type);
    if (const auto text = extension == nullptr ? std::nullopt : string_of(extension->value)) {
      add(profile, type, *text);
    }
  }
  read_semantics(source, profile);
  profile.purpose = general_purpose(source, profile);
  // People pay taxes too: an UNP with letters is a person's.
  const Identifier* unp = profile.identifier("unp");
  const bool personal_unp = unp != nullptr && unp->value[0] >= 'A' && unp->value[0] <= 'Z';
  const bool person = source.names_person() || source.has(oid::kName) || personal_unp ||
                      profile.identifier("personalNumber") != nullptr;
  profile.owner =
      owner_of(person, unp != nullptr ? !personal_unp : source.has(oid::kOrganizationName));
}

}  // namespace senim::pki
