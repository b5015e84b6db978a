#pragma once

#include "validators/base/bytes.h"
#include "validators/model/parsed_signature.h"

namespace senim::formats {

// Whether `document` is the one that the signed reference names by its digest (EN 319 102-1 5.2.4):
// over the octets, or over an ASN.1 policy as TR 102 272 6.1 has it (its digest algorithm and
// signPolicyInfo, without the outer header). unsupported: no digest, or one that nobody computes.
model::SignaturePolicyReference::Document compare(const model::SignaturePolicyReference& policy,
                                                  ByteView document);

}  // namespace senim::formats
