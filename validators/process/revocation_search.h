#pragma once

#include <functional>
#include <span>
#include <vector>

#include "validators/base/budget.h"
#include "validators/model/evidence.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/paths/path_builder.h"
#include "validators/pki/certificate.h"
#include "validators/process/known.h"

// The collecting side of revocation (spec/en319102-1.md 3.2): whatever CRLs and OCSP answers are at
// hand become RevocationEvidence: what they say of every certificate of every candidate path, who
// signed them, whether their signature verifies, and the paths of those signers, whose certificates
// are asked about in turn. All arithmetic, no opinion: blocks/revocation_acceptance judges.

namespace senim::process {

// Distinct CRLs and OCSP answers of one request; a long-term archive of 100 signatures with three
// certificates each, twice renewed. More are not looked at.
inline constexpr std::size_t kMaxRevocationData = 1'000;
// Keys tried for one CRL or answer: those of authorities that share a name (PKITS has two).
inline constexpr std::size_t kMaxIssuerCandidates = 8;
// Certificates over one key that are asked about: as many as one certificate may have candidates
// for its issuer (spec/threats.md). With more at hand the search is cut.
inline constexpr std::size_t kMaxTwins = 20;

// Every signed thing in the evidence, tokens and revocation data included.
void for_each_signature(const model::Evidence& evidence,
                        const std::function<void(const model::SignatureEvidence&)>& visit);

// Adds to evidence.revocation what was not there, and statuses of certificates that were not asked
// about yet; may be called again after more was fetched. `outside`: certificates that came beside
// the document; `known`: what earlier requests left behind, null: nothing.
void search_revocation(model::Evidence& evidence, const model::Submission& submission,
                       const model::TrustView& trust, std::span<const pki::Certificate> outside,
                       paths::PathBuilder& builder, Budget& budget, Known* known = nullptr);

}  // namespace senim::process
