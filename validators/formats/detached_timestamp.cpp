#include "validators/formats/detached_timestamp.h"

#include <utility>

#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/formats/timestamp.h"
#include "validators/pki/timestamp_token.h"

namespace senim::formats {
namespace {

// ContentInfo begins with an identifier, TimeStampResp with a PKIStatusInfo.
bool is_response(const der::Element& outer) { return der::Reader(outer).at(der::kSequence); }

// The digest of one part; not_found: only its digest by another algorithm was handed in.
Result<Bytes> digest_of(const model::DetachedPart& part, crypto::DigestAlgorithm algorithm,
                        Budget& budget) {
  if (part.content) {
    SENIM_CHECK(budget.spend(Cost::canonical_bytes, part.content->size()));
    return crypto::digest(algorithm, *part.content);
  }
  if (part.digest != algorithm || algorithm == crypto::DigestAlgorithm::unknown) {
    return Error{ErrorCode::not_found,
                 "the content was handed in as a digest by another algorithm"};
  }
  return part.digest_value;
}

// report.md 5: whatever the name. With several parts and no match, nothing says which one was
// meant: no data, not another content.
Result<bool> is_over(const std::vector<model::DetachedPart>& detached,
                     const pki::TimestampToken& token, Budget& budget) {
  Error missing{ErrorCode::not_found, "the time-stamped content was not handed in"};
  for (const model::DetachedPart& part : detached) {
    const auto digest = digest_of(part, token.info.imprint_digest, budget);
    if (!digest && digest.error().code == ErrorCode::limit_exceeded) {
      return digest.error();
    }
    if (!digest) {
      missing = digest.error();
      continue;
    }
    if (equal(*digest, token.info.imprint)) {
      return true;
    }
    if (detached.size() == 1) {
      return false;
    }
    missing.message = "none of the parts handed in has the time-stamped digest";
  }
  return missing;
}

}  // namespace

Result<SignedDocument> open_timestamp(ByteView octets,
                                      const std::vector<model::DetachedPart>& detached,
                                      Budget& budget) {
  SENIM_TRY(const der::Element outer, der::single(octets, der::Rules::ber, "time-stamp"));
  TokenSource source;
  source.kind = model::TimestampKind::detached;
  source.token = octets;
  source.imprint_matches = [&](const pki::TimestampToken& token) {
    return is_over(detached, token, budget);
  };
  std::string refused;
  if (is_response(outer)) {
    const auto token = pki::token_of_response(octets);
    source.token = token ? *token : octets;
    refused = token ? "" : token.error().message;
  }
  ObjectIds ids;
  SENIM_TRY(auto timestamp, read_timestamp(source, ids, budget));
  if (!refused.empty()) {
    timestamp.problem = refused;
  }
  SignedDocument document;
  document.kind = model::DocumentKind::tst;
  document.timestamps.push_back(std::move(timestamp));
  return document;
}

}  // namespace senim::formats
