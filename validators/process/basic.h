#pragma once

#include <span>
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

  // What content time-stamps say about when it was signed (5.3.4 steps 4 and 6).
  blocks::BlockResult content_time;

  // Sets the conclusion from those of the blocks.
  void conclude();
  // All records, in the order of the blocks, taken out of them.
  std::vector<model::CheckRecord> take_checks();
};

// The check whose failure is that conclusion; null: none of these.
const model::CheckRecord* check_behind(const model::Conclusion& conclusion,
                                       std::span<const model::CheckRecord> checks);

struct TimestampFinding;

// EN 319 102-1 5.3, validation of basic signatures. Every block runs, so that the report tells
// everything; the conclusion is that of the first block that matters. `content`: the content
// time-stamps that passed 5.4; they prove that the signature is younger than they are.
BasicResult validate_basic(const blocks::Subject& subject,
                           std::span<const TimestampFinding> content = {});

}  // namespace senim::process
