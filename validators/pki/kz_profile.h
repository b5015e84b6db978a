#pragma once

#include "validators/pki/profile_source.h"

namespace senim::pki {

// Kazakhstan (spec/domain.md 3): IIN and BIN in the subject, roles and purpose in extended key
// usages, policies of the older generation, key store.
void read_kz_profile(const ProfileSource& source, CertificateProfile& profile);
// The purpose alone, whatever country the certificate names.
KeyPurpose kz_key_purpose(const Certificate& certificate);
std::string_view kz_role_name(const Oid& role);
bool is_kz_role_name(std::string_view name);

}  // namespace senim::pki
