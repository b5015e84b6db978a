#pragma once

#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/formats/signed_document.h"
#include "validators/model/submission.h"

// A time-stamp token handed in alone (RFC 3161: a ContentInfo, or the TimeStampResp of a .tsr file)
// over content that is handed in beside it. It becomes the document's only time-stamp.

namespace senim::formats {

// A token that cannot be read, and a response that grants none, is a value with a `problem`.
// malformed: octets behind it.
Result<SignedDocument> open_timestamp(ByteView octets,
                                      const std::vector<model::DetachedPart>& detached,
                                      Budget& budget);

}  // namespace senim::formats
