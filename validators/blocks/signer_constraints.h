#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"
#include "validators/pki/certificate.h"
#include "validators/pki/certificate_profile.h"

namespace senim::blocks {

// What a policy demands of the owner whom the signing certificate names, by the profile of its
// country (spec/policies.md, "What ours adds"): purpose of the key first, because a key that only
// logs in signs nothing whoever holds it; then numbers, role, kind of owner, key store, class of
// tools, qualified statements. False: the block ends here.
// `service` carries the anchor (key_purpose()); null: none does.
bool check_signer_constraints(const Subject& subject, const pki::Certificate& certificate,
                              const model::TrustService* service, Checklist& list);

// What the key of a certificate is for, under the list that its authority is on: a list of
// Kazakhstan brings the rules of Kazakhstan with it (order 500/NK point 16.4), every other anchor
// leaves those of the country that the certificate names.
pki::KeyPurpose key_purpose(const pki::Certificate& certificate,
                            const model::TrustService* service);

}  // namespace senim::blocks
