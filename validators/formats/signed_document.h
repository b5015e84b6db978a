#pragma once

#include <memory>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/formats/document_kind.h"
#include "validators/model/parsed_signature.h"
#include "validators/model/submission.h"

// A file of any supported kind, opened: its signatures with their digests computed. Opening checks
// no signature value and no certificate.

namespace senim::formats {

struct SignedDocument {
  model::DocumentKind kind = model::DocumentKind::unknown;
  std::vector<model::ParsedSignature> signatures;  // counter-signatures behind their parents
  std::vector<model::ParsedTimestamp> timestamps;  // document, container, detached
  std::vector<Bytes> evidence_records;
  std::shared_ptr<const void>
      owner;  // keeps alive what the signatures view (beside the submission's octets)
};

// unsupported: a known format that is not implemented (named); malformed: a file damaged as a
// whole, a DOCTYPE; limit_exceeded. A kind of unknown with no signatures: bytes that nobody
// recognises (report.md 2).
Result<SignedDocument> open(ByteView document, const std::vector<model::DetachedPart>& detached,
                            Budget& budget);

}  // namespace senim::formats
