#pragma once

#include <set>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/xml/document.h"

// What XMLDSig and XAdES let stand in a ds:Signature: which elements in which, with which
// attributes, and what the text of a leaf must look like. For the markup that no digest covers:
// what is not in the grammar says something to a reader of the file that no signer said. Order and
// number of children are not looked at here (xml::read_signature does where it matters), and
// neither is whether a value is true.

namespace senim::formats::xades {

// Elements of a signature, by their nodes, of which more is known than that they stand there.
struct Standing {
  std::set<const void*> covered;       // under a digest with all that is in them: not looked into
  std::set<const void*> text_covered;  // the text alone is: only the element's own markup is
  std::set<const void*> spoken;        // free text in them is the word of a signature that counts
  std::set<const void*> declarations;  // what they declare is, by an inclusive form below them
  std::set<std::string> media_types;   // of signed content, as a DataObjectFormat says them
  // Subjects and issuers of the certificates at hand, by name_key(). A name in ds:KeyInfo is one of
  // them where there are any; elsewhere it may be that of somebody whose certificate is elsewhere.
  // The caller's, who keeps them; null where none is known.
  const std::set<std::string>* names = nullptr;
  bool names_must_be_known = false;  // wherever they stand
};

// What stands there against the grammar: "note" for an element, "KeyInfo/text()" for text, a
// comment or an instruction in the named element, or a value that is none, "Object/@note" for an
// attribute, "KeyInfo/@xmlns:q" for a declaration. Each once, at most kMaxAdditions of them.
// limit_exceeded: the Budget.
inline constexpr std::size_t kMaxAdditions = 16;
Result<std::vector<std::string>> additions(xml::Element signature, const Standing& standing,
                                           Budget& budget);

}  // namespace senim::formats::xades
