#pragma once

#include <string>

#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/model/verdict.h"
#include "validators/pki/certificate.h"

// Who the signer is, by what his certificate says: name and country, and what the profile of his
// authority's country (pki/certificate_profile.h) reads. Nothing here is verified: the path is.

namespace senim::process {

model::SignerFacts signer_facts(const pki::Certificate& certificate);

// Country of a name as a territory of the trust lists: TS 119 612 5.3.10 writes EL and UK where ISO
// 3166 and certificates have GR and GB. "" when none is stated.
model::Territory territory_of(const pki::Name& name);
model::Territory territory_of(const std::string& country);

// report.md 1 `direction`, seen from `home`: a foreign signature comes in, or passes through when
// it is to be forwarded; one of ours is domestic, or goes out when it is to be forwarded.
std::string direction(const model::Territory& signer, const model::Territory& home,
                      model::Purpose purpose);

}  // namespace senim::process
