#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// EN 319 102-1 5.2.7, cryptographic verification: what collect() computed, judged. All checks run;
// a definite failure (HASH_FAILURE, SIG_CRYPTO_FAILURE) comes before what could not be had.
BlockResult cryptographic_check(const Subject& subject);

}  // namespace senim::blocks
