#include "validators/formats/timestamp.h"

#include "validators/pki/timestamp_token.h"

namespace senim::formats {

Result<model::ParsedTimestamp> read_timestamp(const TokenSource& source, ObjectIds& ids,
                                              Budget& budget) {
  model::ParsedTimestamp timestamp;
  timestamp.id = ids.timestamp(source.token);
  timestamp.kind = source.kind;
  timestamp.token = to_bytes(source.token);
  timestamp.covers = source.covers;
  const auto token = pki::TimestampToken::from_ber(source.token, budget);
  if (!token) {
    if (token.error().code == ErrorCode::limit_exceeded) {
      return token.error();
    }
    timestamp.problem = token.error().message;
    return timestamp;
  }
  timestamp.time = token->info.time;
  timestamp.policy = token->info.policy;
  timestamp.serial = to_bytes(token->info.serial);
  if (!source.imprint_of) {
    return timestamp;
  }
  const auto imprint = source.imprint_of(token->info.imprint_digest);
  if (!imprint && imprint.error().code == ErrorCode::limit_exceeded) {
    return imprint.error();
  }
  using Imprint = model::ParsedTimestamp::Imprint;
  timestamp.imprint = !imprint                               ? Imprint::no_data
                      : equal(*imprint, token->info.imprint) ? Imprint::matches
                                                             : Imprint::differs;
  return timestamp;
}

}  // namespace senim::formats
