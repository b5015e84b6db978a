#pragma once

#include <string>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/model/agreement.h"

// conf/agreements/*.yaml: who recognises whose trust services, since when, and what of theirs
// stands for what of ours, and of ours for theirs (model/agreement.h). The format is in README.md.

namespace senim::policies {

using model::Agreement;
using model::ServiceEquivalence;

// Strict: words that could never be matched are errors.
Result<Agreement> read_agreement_file(const std::string& name, ByteView octets);

}  // namespace senim::policies
