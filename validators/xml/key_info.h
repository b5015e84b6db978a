#pragma once

#include "validators/base/result.h"
#include "validators/xml/document.h"
#include "validators/xml/xmldsig.h"

namespace senim::xml {

// Reads ds:KeyInfo (xmldsig-core1 4.5). What it does not know it passes over: KeyInfo is a hint,
// and whoever uses what it holds proves it. malformed never: unreadable certificates are counted,
// an unusable key is named.
KeyInfo read_key_info(const Document& document, Element key_info);

}  // namespace senim::xml
