#include "validators/pki/ua_profile.h"

#include <algorithm>

#include "validators/base/der_reader.h"
#include "validators/pki/check_digits.h"
#include "validators/pki/eu_profile.h"
#include "validators/pki/oids.h"

namespace senim::pki {

namespace {

constexpr Oid kDrfo{"1.2.804.2.1.1.1.11.1.4.1.1"};
constexpr Oid kEdrpou{"1.2.804.2.1.1.1.11.1.4.2.1"};
constexpr std::size_t kMaxAttributes = 64;  // of one certificate; the samples carry two

bool digits(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// Who refused a number has the series of a passport in its place: nothing to compute.
void add_rnokpp(CertificateProfile& profile, const std::string& value) {
  const bool number = value.size() == 10 && digits(value);
  add_identifier(profile, "rnokpp", value,
                 number ? checked(is_rnokpp(value)) : Identifier::State::unchecked);
}

// A sole trader's register number is his own taxpayer number.
void add_edrpou(CertificateProfile& profile, const std::string& value) {
  if (value.size() == 10 && digits(value)) {
    add_rnokpp(profile, value);
    return;
  }
  add_identifier(profile, "edrpou", value, checked(is_edrpou(value)));
}

// subjectDirectoryAttributes ::= SEQUENCE OF SEQUENCE { type, values SET OF } (RFC 5280 4.2.1.8).
Status read_attributes(ByteView value, CertificateProfile& profile) {
  SENIM_TRY(const der::Element outer,
            der::single(value, der::Rules::der, "subjectDirectoryAttributes"));
  der::Reader list(outer);
  for (std::size_t i = 0; i < kMaxAttributes && !list.done(); ++i) {
    SENIM_TRY(der::Reader attribute, list.enter(der::kSequence, "Attribute"));
    SENIM_TRY(const der::Element type, attribute.expect(der::kOid, "type"));
    SENIM_TRY(const Oid id, der::oid(type));
    SENIM_TRY(der::Reader values, attribute.enter(der::kSet, "values"));
    while (!values.done() && (id == kDrfo || id == kEdrpou)) {
      SENIM_TRY(const der::Element one, values.next());
      const std::string text = string_of(one.whole).value_or("");
      id == kDrfo ? add_rnokpp(profile, text) : add_edrpou(profile, text);
    }
  }
  return success();
}

// TINUA-1234567890 and NTRUA-12345678 (EN 319 412-1 5.1).
void read_prefixed(const ProfileSource& source, CertificateProfile& profile) {
  for (const auto& [type, value] : source.subject) {
    const std::string number = value.size() > 6 ? value.substr(6) : "";
    if (type == oid::kSerialNumber && value.starts_with("TINUA-")) {
      add_rnokpp(profile, number);
    } else if (type == oid::kOrganizationIdentifier && value.starts_with("NTRUA-")) {
      add_edrpou(profile, number);
    }
  }
}

}  // namespace

void read_ua_profile(const ProfileSource& source, CertificateProfile& profile) {
  profile.name = "ua";
  if (const Extension* extension = source.certificate.extension(oid::kSubjectDirectoryAttributes)) {
    // What stands before a malformed attribute was read; the rest says nothing.
    [[maybe_unused]] const Status read = read_attributes(extension->value, profile);
  }
  read_prefixed(source, profile);
  read_semantics(source, profile);
  profile.purpose = general_purpose(source, profile);
  const bool person = source.names_person() || profile.identifier("rnokpp") != nullptr;
  profile.owner = owner_of(person, profile.identifier("edrpou") != nullptr);
}

}  // namespace senim::pki
