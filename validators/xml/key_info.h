#pragma once

#include "validators/base/result.h"
#include "validators/xml/document.h"
#include "validators/xml/xmldsig.h"

namespace senim::xml {

// SOAP messages name the signer's certificate by an element of this namespace.
inline constexpr std::string_view kWsse =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

// Reads ds:KeyInfo (xmldsig-core1 4.5), and wsse:SecurityTokenReference inside it. What it does not
// know it passes over: KeyInfo is a hint, and whoever uses what it holds proves it. malformed
// never: unreadable certificates are counted, an unusable key is named.
KeyInfo read_key_info(const Document& document, Element key_info);

}  // namespace senim::xml
