#pragma once

#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/formats/signed_document.h"
#include "validators/model/submission.h"

// XMLDSig and XAdES (EN 319 132): every ds:Signature of a document, wherever it stands, each
// followed by its counter-signatures. It is XAdES when it has SignedProperties, else XMLDSig. A
// property is believed only from below the element that a reference of this very signature covered.

namespace senim::formats {

Result<SignedDocument> open_xml(ByteView document, const std::vector<model::DetachedPart>& detached,
                                Budget& budget);

}  // namespace senim::formats
