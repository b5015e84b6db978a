#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"
#include "validators/pki/certificate.h"

namespace senim::blocks {

// What a policy demands of the owner whom the signing certificate names, by the profile of its
// country (spec/policies.md, "What ours adds"): purpose of the key first, because a key that only
// logs in signs nothing whoever holds it; then numbers, role, kind of owner, key store, class of
// tools, qualified statements. False: the block ends here.
bool check_signer_constraints(const Subject& subject, const pki::Certificate& certificate,
                              Checklist& list);

}  // namespace senim::blocks
