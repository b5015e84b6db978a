#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/xml/document.h"

// Canonical XML 1.0, 1.1 and Exclusive 1.0, each with and without comments: our own writer over the
// tree, linear in its output, byte-equal to libxml2's (a test). Works on whole subtrees minus
// excluded elements, which is all that the allowed transforms can select; there are no node-sets.

namespace senim::xml {

enum class C14nKind : std::uint8_t { inclusive10, inclusive11, exclusive10 };
struct C14nMethod {
  C14nKind kind = C14nKind::inclusive10;
  bool comments = false;
  std::vector<std::string>
      inclusive_prefixes;  // exclusive only; "#default" for the default namespace
};
// The six algorithm URIs; nothing for any other.
std::optional<C14nMethod> c14n_by_uri(std::string_view uri);

struct Subset {
  Element apex;  // null: the whole document with its comments and PIs outside the root
  bool whole_document = false;
  std::vector<Element> excluded;  // left out with everything in them
};

// What the subset has and its canonical form has not.
struct Omitted {
  bool comments = false;
};

using Sink = std::function<void(ByteView)>;
// Writes the canonical form into `sink` in pieces of a few KB. Spends canonical_bytes and
// xml_nodes. malformed: a relative namespace URI (C14N 1.0 §1.3) or a node the form has no place
// for.
Status canonicalize(const Document& document, const Subset& subset, const C14nMethod& method,
                    Budget& budget, const Sink& sink, Omitted* omitted = nullptr);
Result<Bytes> canonicalize(const Document& document, const Subset& subset, const C14nMethod& method,
                           Budget& budget);

// The text nodes of the subset, one after the other: what the base64 transform decodes
// (xmldsig-core1 6.6.2). Spends as above.
Result<std::string> text_content(const Document& document, const Subset& subset, Budget& budget);

}  // namespace senim::xml
