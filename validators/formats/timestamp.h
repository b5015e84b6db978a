#pragma once

#include <functional>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/formats/object_ids.h"
#include "validators/model/parsed_signature.h"
#include "validators/pki/timestamp_token.h"

// Time-stamp tokens inside signatures (RFC 3161): what they say, what they cover and whether their
// imprint is over it. No token's signature is verified here: what one proves is
// process/timestamp's.

namespace senim::formats {

// The digest, by the algorithm of the token, of what its imprint must be over. unsupported or
// malformed: cannot be had (`no_data`); limit_exceeded ends the reading of the document.
using ImprintOf = std::function<Result<Bytes>(crypto::DigestAlgorithm)>;

// The same where several readings are in use or the token itself says what it is over: does its
// imprint match?
using ImprintMatches = std::function<Result<bool>(const pki::TimestampToken&)>;

struct TokenSource {
  model::TimestampKind kind = model::TimestampKind::signature;
  ByteView token{};
  ImprintOf imprint_of{};
  ImprintMatches imprint_matches{};   // instead; with neither the imprint stays `unchecked`
  std::vector<std::string> covers{};  // ids
};

// Time-stamps per document: each needs a TSA certificate, of which threats.md allows 500.
inline constexpr std::size_t kMaxTimestamps = 500;
// Signatures per document, counter-signatures included: threats.md, "signatures checked".
inline constexpr std::size_t kMaxSignatures = 100;

// EN 319 122-1 6, EN 319 132-1 6: a level has its time-stamp over what its attribute says. One that
// cannot be read, or is over something else, gives none.
bool gives_level(const model::ParsedTimestamp& timestamp);

// A token that cannot be read is a value too, with a `problem`.
Result<model::ParsedTimestamp> read_timestamp(const TokenSource& source, ObjectIds& ids,
                                              Budget& budget);

// The token's own signature for the building blocks (EN 319 102-1 5.4 validates a time-stamp as a
// signature): the message imprint is one of its matchers, behind the digest of TSTInfo. Its id is
// the time-stamp's. Time-stamps inside the token's own unsigned attributes are left out: nothing
// looks for proofs there. malformed, unsupported: as SignedData says; not for a token with a
// `problem`.
Result<model::ParsedSignature> read_token_signature(const model::ParsedTimestamp& timestamp,
                                                    Budget& budget);

}  // namespace senim::formats
