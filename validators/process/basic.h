#pragma once

#include <vector>

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"
#include "validators/blocks/x509_validation.h"

namespace senim::process {

// What the building blocks said; later processes (with time, long term) ask them one by one.
struct BasicResult {
  model::Conclusion conclusion;
  blocks::BlockResult format;
  blocks::BlockResult signer;
  blocks::BlockResult context;
  blocks::X509Result x509;
  blocks::BlockResult cryptographic;
  blocks::BlockResult acceptance;

  // All records, in the order of the blocks, taken out of them.
  std::vector<model::CheckRecord> take_checks();
};

// EN 319 102-1 5.3, validation of basic signatures. Every block runs, so that the report tells
// everything; the conclusion is that of the first block that matters.
BasicResult validate_basic(const blocks::Subject& subject);

}  // namespace senim::process
