#pragma once

#include "validators/pki/profile_source.h"

namespace senim::pki {

// EN 319 412-1 5.1: semantics identifiers in serialNumber and organizationIdentifier. Any country's
// authority may write them, so every profile reads them.
void read_semantics(const ProfileSource& source, CertificateProfile& profile);
// EN 319 412-5: QCStatements, when there are any.
std::optional<QualifiedStatements> read_qualified_statements(const Certificate& certificate);
// Owner and name of the profile where no national rules apply.
void read_eu_profile(const ProfileSource& source, CertificateProfile& profile);

}  // namespace senim::pki
