#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// EN 319 102-1 5.2.8, signature acceptance validation: what the policy asks of the signature's
// attributes and algorithms, and whether this version can check everything the policy asks.
// `path`: of X.509 validation, or null. Algorithms (spec/en319102-1.md 5.8, A to C) are judged at
// `time`, so that later processes can ask again.
BlockResult signature_acceptance(const Subject& subject, const model::CandidatePath* path);

}  // namespace senim::blocks
