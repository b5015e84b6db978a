#pragma once

#include <string>

#include "validators/base/result.h"
#include "validators/xml/document.h"

// The XPath expressions that are known ways of removing signatures from what is signed. Senim
// evaluates no XPath: an expression is one of these, after white space around punctuation is
// dropped and its prefix is found bound to XMLDSig, or it is unsupported.

namespace senim::xml {

struct SignatureFilter {
  enum class Removes : std::uint8_t {
    own,            // the signature that holds the transform, as enveloped-signature does
    all,            // every ds:Signature
    root_children,  // every ds:Signature directly below the root
    by_name,        // every element of that qualified name, whatever its namespace
  };
  Removes removes = Removes::own;
  std::string name;  // by_name only
};

// `xpath`: the element that holds the expression (ds:XPath of REC-xpath-19991116; XPath of
// xmldsig-filter2). unsupported: any other expression; malformed: no expression.
Result<SignatureFilter> read_xpath(Element xpath);
Result<SignatureFilter> read_filter2(Element xpath);

}  // namespace senim::xml
