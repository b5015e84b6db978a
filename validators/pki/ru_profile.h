#pragma once

#include "validators/pki/profile_source.h"

namespace senim::pki {

// Russia (spec/domain.md 4.5; FSB order 795 of 2011): INN, INN of a legal entity, OGRN, OGRNIP and
// SNILS in the subject, classes of tools as policies, the tools of owner and authority.
void read_ru_profile(const ProfileSource& source, CertificateProfile& profile);

}  // namespace senim::pki
