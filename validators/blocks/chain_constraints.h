#pragma once

#include <cstdint>
#include <span>

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"
#include "validators/pki/certificate.h"

namespace senim::blocks {

// What a policy demands of the certificates of a path beyond RFC 5280 (spec/en319102-1.md 5.5,
// steps b and c): usages, policies, extensions, whom the subject names. `certificates`: signer
// first, the anchor left out unless it signs itself. False: the block ends here.
// given: the signer's own certificate is an anchor that somebody gave explicitly. Self-signed
// certificates of people are made as CAs; whoever trusts one as given means it as the signer's.
enum class SignerTrust : std::uint8_t { by_path, given };
bool check_chain_constraints(const Subject& subject, std::span<const pki::Certificate> certificates,
                             SignerTrust trust, Checklist& list);

// The same of the anchor above: what of its certificate and key the policy insists on, although it
// is trusted as given.
bool check_anchor_constraints(const Subject& subject, const pki::Certificate& anchor,
                              Checklist& list);

// spec/en319102-1.md 3.3: extensions or policies that make a revocation status needless.
bool skips_revocation(const Subject& subject, const pki::Certificate& certificate,
                      model::CertificateRole role);

}  // namespace senim::blocks
