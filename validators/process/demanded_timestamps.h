#pragma once

#include <span>

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"
#include "validators/process/timestamp.h"

namespace senim::process {

// What the policy asks by its `*_timestamp` keys: a time-stamp of that kind which passes, by itself
// or lifted by past validation (EN 319 102-1 5.4, 5.6.3). Signature acceptance has asked whether
// one is there at all; this is asked when all processes have run, whatever their level.
blocks::BlockResult demanded_timestamps(const blocks::Subject& subject,
                                        std::span<const TimestampFinding> timestamps);

}  // namespace senim::process
