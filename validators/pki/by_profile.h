#pragma once

#include "validators/pki/profile_source.h"

namespace senim::pki {

// Belarus: UNP and personal number under 1.2.112.1.2.1.1.1.1, as attributes of the subject or as
// extensions of their own. spec/domain.md names no such identifiers; these are the ones that public
// programs for the state system of keys (ГосСУОК) read.
void read_by_profile(const ProfileSource& source, CertificateProfile& profile);

}  // namespace senim::pki
