#include "validators/pki/profile_source.h"

#include <algorithm>

#include "validators/base/der_reader.h"
#include "validators/pki/oids.h"

namespace senim::pki {

ProfileSource::ProfileSource(const Certificate& from)
    : certificate(from), subject(from.subject_attributes()) {
  if (const auto usage = from.key_usage(); usage.ok() && *usage) {
    key_usage = **usage;
  }
  if (auto purposes = from.extended_key_usage(); purposes.ok() && *purposes) {
    extended_key_usage = std::move(**purposes);
  }
  if (const auto stated = from.policies(); stated.ok() && *stated) {
    for (const PolicyInformation& policy : **stated) {
      policies.push_back(policy.id);
    }
  }
}

bool ProfileSource::has(const Oid& attribute) const {
  return std::ranges::any_of(subject, [&](const auto& entry) { return entry.first == attribute; });
}

bool ProfileSource::names_person() const {
  return has(oid::kSurname) || has(oid::kGivenName) || has(oid::kPseudonym);
}

bool ProfileSource::usage(const Oid& purpose) const {
  return std::ranges::find(extended_key_usage, purpose) != extended_key_usage.end();
}

void add_identifier(CertificateProfile& profile, std::string_view kind, std::string value,
                    Identifier::State state) {
  if (value.empty()) {
    return;
  }
  const auto known = std::ranges::find(profile.identifiers, kind, &Identifier::kind);
  if (known == profile.identifiers.end()) {
    profile.identifiers.push_back({kind, std::move(value), state});
    return;
  }
  if (known->value != value) {
    known->state = Identifier::State::ambiguous;
  }
}

Identifier::State checked(bool right) {
  return right ? Identifier::State::right : Identifier::State::wrong;
}

std::optional<std::string> string_of(ByteView octets) {
  const auto element = der::single(octets, der::Rules::der, "string");
  if (!element.ok()) {
    return std::nullopt;
  }
  auto text = der::text(*element);
  if (!text.ok() || text->find("\xef\xbf\xbd") != std::string::npos) {
    return std::nullopt;  // octets that are not valid in their own encoding say nothing
  }
  return std::move(text).value();
}

KeyPurpose general_purpose(const ProfileSource& source, const CertificateProfile& profile) {
  const auto& types = profile.qualified ? profile.qualified->types : std::vector<std::string>{};
  const auto stated = [&](std::string_view type) { return std::ranges::count(types, type) != 0; };
  const bool document = stated("esign") || stated("eseal");  // EN 319 412-5 4.2.3
  const bool website = stated("web") && !document;
  if (source.key_usage.has(KeyUsage::non_repudiation)) {
    return website ? KeyPurpose::unknown : KeyPurpose::signing;
  }
  if (!source.key_usage.has(KeyUsage::digital_signature)) {
    return KeyPurpose::unknown;
  }
  const bool signs = source.usage(oid::kEmailProtection) || source.usage(oid::kDocumentSigning);
  const bool logs_in = source.usage(oid::kClientAuth) || source.usage(oid::kServerAuth);
  if (website || (logs_in && !signs && !document)) {
    return KeyPurpose::authentication;
  }
  return document ? KeyPurpose::signing : KeyPurpose::unknown;
}

OwnerKind owner_of(bool person, bool organisation) {
  if (person) {
    return organisation ? OwnerKind::person_of_organisation : OwnerKind::individual;
  }
  return organisation ? OwnerKind::organisation : OwnerKind::unknown;
}

}  // namespace senim::pki
