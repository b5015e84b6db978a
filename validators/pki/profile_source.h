#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validators/pki/certificate.h"
#include "validators/pki/certificate_profile.h"

// What every national profile reads from, decoded once, and the small things they share. Internal
// to the profiles of this folder.

namespace senim::pki {

struct ProfileSource {
  explicit ProfileSource(const Certificate& from);

  const Certificate& certificate;
  const std::vector<std::pair<Oid, std::string>>& subject;
  KeyUsages key_usage;  // no bit where the extension is absent or malformed
  std::vector<Oid> extended_key_usage;
  std::vector<Oid> policies;

  bool has(const Oid& attribute) const;
  bool names_person() const;  // surname, given name or pseudonym
  bool usage(const Oid& purpose) const;
};

// One kind, one value: the same again changes nothing, another makes the kind ambiguous. An empty
// value is none.
void add_identifier(CertificateProfile& profile, std::string_view kind, std::string value,
                    Identifier::State state);
// State by a check of check_digits.h.
Identifier::State checked(bool right);

// A DER character string; nothing when the octets are none.
std::optional<std::string> string_of(ByteView der);

// The purpose where a country has no rule of its own: nonRepudiation signs; without it, a
// certificate for TLS authenticates.
KeyPurpose general_purpose(const ProfileSource& source, const CertificateProfile& profile);
// Person, organisation or both, by the subject and the identifiers.
OwnerKind owner_of(bool person, bool organisation);

}  // namespace senim::pki
