#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/process/basic.h"
#include "validators/process/proofs.h"
#include "validators/process/timestamp.h"

// EN 319 102-1 5.6.3 over one time-stamp (spec/en319102-1.md 11): what it is worth when newer
// proofs of existence stand for it. Whoever has several asks about the newest first and adds what
// each proves before the next. One thread.

namespace senim::process {

// The order in which they are asked, as indexes: the newest first; of several of one second the one
// over another before that; else as given.
std::vector<std::size_t> newest_first(std::span<const model::ParsedTimestamp* const> timestamps);

// What a proof of existence may mend, of a signature or of a token: archived status data is always
// out of date. Missing revocation data is never lifted (spec/en319102-1.md 16), so TRY_LATER goes
// on only where there is data.
bool mendable(const model::Conclusion& conclusion, const BasicResult& basic);

// What the own archive has seen, where the policy lets it count. False: nothing.
bool add_archived(const blocks::Subject& subject, ProofsOfExistence& proofs);

// One that does not pass by itself is judged by past signature validation: conclusion, `past` and
// qualification follow. `around`: as of validate_timestamp.
void sustain(TimestampFinding& one, const blocks::Subject& around, const ProofsOfExistence& proofs);

// What it covers existed: it passes, and the digest of its imprint was reliable when it is proven
// to have existed.
bool proves(const TimestampFinding& one, const model::Policy& policy,
            const ProofsOfExistence& proofs);

}  // namespace senim::process
