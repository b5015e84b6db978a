#pragma once

#include <span>
#include <string>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/process/basic.h"
#include "validators/process/past_validation.h"
#include "validators/process/timestamp.h"
#include "validators/process/with_time.h"

// EN 319 102-1 5.6.3, validation of signatures providing long term availability of validation
// material: archive time-stamps prove that everything existed while it could still be relied on.

namespace senim::process {

struct LongTermResult {
  model::Conclusion conclusion;
  UtcTime best_signature_time{};
  std::string proof;  // ProofsOfExistence::Proof::source of it
  std::vector<model::CheckRecord> checks;
  // The path that past validation relied on; null where it was not needed.
  PastPath past;
};

// `timestamps`: all of the signature; those that pass by past validation are raised here.
LongTermResult validate_long_term(const blocks::Subject& subject, const BasicResult& basic,
                                  const WithTimeResult& with_time,
                                  std::span<TimestampFinding> timestamps);

}  // namespace senim::process
