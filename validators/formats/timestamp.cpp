#include "validators/formats/timestamp.h"

#include <memory>
#include <utility>

#include "validators/formats/cades.h"
#include "validators/model/rules.h"
#include "validators/pki/timestamp_token.h"

namespace senim::formats {
namespace {

using Imprint = model::ParsedTimestamp::Imprint;

model::DigestMatcher imprint_matcher(const model::ParsedTimestamp& timestamp,
                                     const pki::TstInfo& info) {
  model::DigestMatcher matcher;
  matcher.kind = model::DigestMatcherKind::message_imprint;
  matcher.digest = info.imprint_digest;
  matcher.digest_identifier = info.imprint_identifier;
  matcher.expected = to_bytes(info.imprint);
  switch (timestamp.imprint) {
    case Imprint::matches:
      matcher.state = model::MatchState::intact;
      break;
    case Imprint::differs:
      matcher.state = model::MatchState::changed;
      break;
    case Imprint::no_data:
    case Imprint::unchecked:
      matcher.state = crypto::supported(info.imprint_digest) ? model::MatchState::missing
                                                             : model::MatchState::unsupported;
      matcher.problem = timestamp.imprint_problem.empty()
                            ? "what the time-stamp is over is not at hand"
                            : timestamp.imprint_problem;
      break;
  }
  return matcher;
}

// A token and what it views.
struct HeldToken {
  Bytes octets;
  std::optional<pki::TimestampToken> token;
};

Result<std::shared_ptr<const pki::TimestampToken>> read_token(ByteView octets, Budget& budget) {
  const auto held = std::make_shared<HeldToken>();
  held->octets = to_bytes(octets);
  SENIM_TRY(held->token, pki::TimestampToken::from_ber(held->octets, budget));
  return std::shared_ptr<const pki::TimestampToken>(held, &*held->token);
}

Result<bool> matches_imprint(const TokenSource& source, const pki::TimestampToken& token) {
  if (source.imprint_matches) {
    return source.imprint_matches(token);
  }
  if (!source.imprint_of) {
    return Error{ErrorCode::not_found, ""};
  }
  SENIM_TRY(const Bytes computed, source.imprint_of(token.info.imprint_digest));
  return equal(computed, token.info.imprint);
}

}  // namespace

bool gives_level(const model::ParsedTimestamp& timestamp) {
  return timestamp.problem.empty() && timestamp.imprint == Imprint::matches;
}

Result<model::ParsedTimestamp> read_timestamp(const TokenSource& source, ObjectIds& ids,
                                              Budget& budget) {
  model::ParsedTimestamp timestamp;
  timestamp.id = ids.timestamp(source.token);
  timestamp.kind = source.kind;
  timestamp.token = to_bytes(source.token);
  timestamp.covers = source.covers;
  const auto read = read_token(source.token, budget);
  if (!read) {
    if (read.error().code == ErrorCode::limit_exceeded) {
      return read.error();
    }
    timestamp.problem = read.error().message;
    return timestamp;
  }
  const pki::TimestampToken* const token = read->get();
  timestamp.read = *read;
  timestamp.time = token->info.time;
  timestamp.policy = token->info.policy;
  timestamp.serial = to_bytes(token->info.serial);
  timestamp.accuracy = token->info.accuracy;
  timestamp.ordering = token->info.ordering;
  timestamp.tsa = to_bytes(token->info.tsa);
  const Result<bool> matches = matches_imprint(source, *token);
  if (!matches && matches.error().code == ErrorCode::limit_exceeded) {
    return matches.error();
  }
  if (!matches) {
    const bool nobody_asked = !source.imprint_of && !source.imprint_matches;
    timestamp.imprint = nobody_asked ? Imprint::unchecked : Imprint::no_data;
    timestamp.imprint_problem = matches.error().message;
    return timestamp;
  }
  timestamp.imprint = *matches ? Imprint::matches : Imprint::differs;
  return timestamp;
}

Result<model::ParsedSignature> read_token_signature(const model::ParsedTimestamp& timestamp,
                                                    Budget& budget) {
  std::shared_ptr<const pki::TimestampToken> token = timestamp.read;
  if (token == nullptr) {
    SENIM_TRY(token, read_token(timestamp.token, budget));
  }
  SENIM_TRY(SignedDocument document,
            open_cms({.message = {token, &token->signed_data}}, {}, budget));
  if (document.signatures.empty()) {
    return Error{ErrorCode::malformed, "a time-stamp token without a signature"};
  }
  const bool single =
      token->signed_data.signers().size() == 1 && token->signed_data.broken_signers().empty();
  model::ParsedSignature signature = std::move(document.signatures.front());
  if (!single) {
    signature.format_problems.push_back(
        {std::string(model::rules::kTimestampTokenSigner.id), "not exactly one signer"});
  }
  signature.id = timestamp.id;
  signature.timestamps.clear();
  signature.matchers.push_back(imprint_matcher(timestamp, token->info));
  return signature;
}

}  // namespace senim::formats
