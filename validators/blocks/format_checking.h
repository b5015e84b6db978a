#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// EN 319 102-1 5.2.2: PASSED or FAILED/FORMAT_FAILURE. The format reader has found the problems;
// here they become checks, and the policy says which formats and scopes it takes.
BlockResult format_checking(const Subject& subject);

// "XAdES-BASELINE-T"; the format alone where no level was recognised. What the policy key
// format.accepted compares.
std::string format_name(const model::ParsedSignature& signature);

}  // namespace senim::blocks
