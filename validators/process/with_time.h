#pragma once

#include <span>
#include <string>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/process/basic.h"
#include "validators/process/timestamp.h"

// EN 319 102-1 5.5, validation of signatures with time and with long-term validation material
// (spec/en319102-1.md 8): the earliest valid time-stamp on the signature value is its best
// signature time, and what the basic process found wrong at the validation time may turn out to
// have happened after it.

namespace senim::process {

struct WithTimeResult {
  model::Conclusion conclusion;
  UtcTime best_signature_time{};
  UtcTime existed_by{};  // BestSignatureTime::existed_by
  std::string proof;     // ProofsOfExistence::Proof::source of it
  std::vector<model::CheckRecord> checks;
};

// The best signature time alone: what time-stamps of kind signature and document prove that pass
// 5.4, and what the own archive has seen. The signature is not older than a content time-stamp
// inside it, whatever others state.
struct BestSignatureTime {
  UtcTime time{};
  std::string proof;  // ProofsOfExistence::Proof::source
  // RFC 3161 2.4.2: the true time lies up to the accuracy behind genTime. What ends a certificate
  // must lie after that, or nobody knows which came first.
  UtcTime existed_by{};
};
BestSignatureTime best_signature_time(const blocks::Subject& subject,
                                      std::span<const TimestampFinding> timestamps);

// `timestamps`: all of the signature, validated. Pure.
WithTimeResult validate_with_time(const blocks::Subject& subject, const BasicResult& basic,
                                  std::span<const TimestampFinding> timestamps);

// Steps 4, 5, 6 e and 7 alone, with a best signature time that is known: what the policy asks of
// the time-stamps. PASSED, or what fails.
WithTimeResult check_time_constraints(const blocks::Subject& subject, const BasicResult& basic,
                                      std::span<const TimestampFinding> timestamps,
                                      const BestSignatureTime& best);

}  // namespace senim::process
