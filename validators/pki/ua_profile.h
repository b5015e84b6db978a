#pragma once

#include "validators/pki/profile_source.h"

namespace senim::pki {

// Ukraine: EDRPOU and RNOKPP (formerly DRFO) in subjectDirectoryAttributes under
// 1.2.804.2.1.1.1.11.1.4, or as NTRUA- and TINUA- by EN 319 412-1.
void read_ua_profile(const ProfileSource& source, CertificateProfile& profile);

}  // namespace senim::pki
