#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// What the policy key signature_policy.accepted compares, beside the policy's own id.
inline constexpr std::string_view kAnyPolicy = "ANY_POLICY";            // there is a policy
inline constexpr std::string_view kNoPolicy = "NO_POLICY";              // there is none
inline constexpr std::string_view kImplicitPolicy = "IMPLICIT_POLICY";  // implied by the document

// EN 319 102-1 5.2.4, validation context initialisation: the signature policy that the signer
// names. PASSED or INDETERMINATE/POLICY_PROCESSING_ERROR.
BlockResult validation_context(const Subject& subject);

}  // namespace senim::blocks
