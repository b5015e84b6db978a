#pragma once

#include <set>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/xml/canonical.h"
#include "validators/xml/document.h"
#include "validators/xml/xmldsig.h"

// One ds:Reference: find what its URI names, send it through the transforms, compare digests
// (xmldsig-core1 4.4.3). Used by xmldsig.cpp only.

namespace senim::xml {

struct SignatureFilter;

class ReferenceReader {
 public:
  ReferenceReader(const Document& document, Element signature, const Resolver& resolver,
                  Budget& budget, Prefixes prefixes)
      : document_(document),
        signature_(signature),
        resolver_(resolver),
        budget_(budget),
        prefixes_(prefixes) {}

  // malformed: `element` is not built like a ds:Reference; limit_exceeded. Everything else is said
  // in the Reference's state.
  Result<Reference> read(Element element);
  // What the reference names, after its transforms: `method` makes octets of a node-set.
  Status write(Element element, const C14nMethod& method, const Sink& sink);

 private:
  struct Data;
  Status compute(Element element, Reference& reference);
  Result<Data> dereference(Reference& reference);
  Result<Data> dereference_inside(std::string_view fragment, Reference& reference);
  Status transform(Element transform, Data& data, Reference& reference);
  Status remove(Element transform, Data& data);
  Status remove(const std::vector<Element>& elements, Data& data);
  Status removes_every_signature(Element transform);
  bool leaves_out_every_signature(const Data& data);
  Result<std::vector<Element>> removed_by(const SignatureFilter& filter);
  Status canonical(const C14nMethod& method, const Data& data, const Sink& sink);
  Status look_for_prefixes(const C14nMethod& method, Element part,
                           const std::vector<Element>& left_out);
  Status canonicalise(Element transform, Data& data);
  Status decode_base64(Data& data, Reference& reference);
  Result<Bytes> digest(const Data& data, const Reference& reference,
                       const std::optional<C14nMethod>& last);
  const std::vector<Element>& all_signatures();

  const Document& document_;
  Element signature_;
  const Resolver& resolver_;
  Budget& budget_;
  Prefixes prefixes_;
  std::vector<Element> signatures_;  // filled by all_signatures()
  // By the canonical forms of the reference that is read.
  Omitted omitted_;
  std::set<std::string> loose_prefixes_;
};

}  // namespace senim::xml
