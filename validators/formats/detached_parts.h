#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/model/submission.h"
#include "validators/xml/xmldsig.h"

// The content that a caller handed in beside an XML signature, found by what its references call it
// (report.md 5). One per opened document, one thread; the parts must outlive it.

namespace senim::formats {

// Whether other references of the signature could mean the same content.
enum class ExternalReferences { one, several };

class DetachedParts {
 public:
  explicit DetachedParts(const std::vector<model::DetachedPart>& parts);

  // By exact name, else by the percent-decoded last segment of the path; a name that parts of
  // different content have names none of them. A single part serves a single reference whatever the
  // name, and is all that a reference without a URI can mean. not_found: there is none, or only its
  // digest by another algorithm.
  Result<xml::External> find(const std::optional<std::string>& uri, crypto::DigestAlgorithm digest,
                             ExternalReferences references);

  // What the references of one signature have used so far.
  void start_signature();
  bool all_used() const;

 private:
  struct Place {
    std::size_t index = 0;
    bool by_name = false;  // else as the only part there is
  };
  std::optional<Place> place_of(const std::optional<std::string>& uri,
                                ExternalReferences references) const;
  std::optional<std::size_t> named(const std::string& name) const;

  struct Named {
    std::size_t first = 0;
    bool ambiguous = false;  // another part of that name has other content
  };
  const std::vector<model::DetachedPart>& parts_;
  std::map<std::string, Named> names_;
  std::vector<std::size_t> same_as_;  // the first part of the same name and content
  std::vector<bool> used_;
};

}  // namespace senim::formats
