#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"
#include "validators/model/parsed_signature.h"

namespace senim::blocks {

// What RFC 3161 asks of a token beyond a signature: the authority it names is the one that signed
// (2.4.2), and that one's certificate is for time-stamping alone (2.3). Continues signature
// acceptance: `result` is what that said of the token. `subject`: the token's.
// `path`: the one that the authority is trusted by; null where there is none.
BlockResult timestamp_acceptance(const Subject& subject, const model::ParsedTimestamp& timestamp,
                                 const model::CandidatePath* path, BlockResult result);

}  // namespace senim::blocks
