#pragma once

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

namespace senim::blocks {

// EN 319 102-1 5.2.3, identification of the signing certificate: PASSED or
// INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND. A key alone (XML KeyValue) identifies nobody.
BlockResult signing_certificate(const Subject& subject);

}  // namespace senim::blocks
