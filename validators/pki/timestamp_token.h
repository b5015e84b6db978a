#pragma once

#include <optional>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/pki/cms.h"
#include "validators/pki/extensions.h"

// An RFC 3161 time-stamp token: the SignedData and its TSTInfo. Read, not verified: neither imprint
// nor signature nor authority were looked at.

namespace senim::pki {

struct TstInfo {
  Oid policy;
  crypto::DigestAlgorithm imprint_digest = crypto::DigestAlgorithm::unknown;
  std::string imprint_identifier;  // dotted OID
  ByteView imprint;
  ByteView serial;                  // INTEGER content
  UtcTime time;                     // a fraction of a second is cut off
  std::optional<Seconds> accuracy;  // rounded up to seconds
  bool ordering = false;
  ByteView nonce;  // INTEGER content, empty when absent
  ByteView tsa;    // GeneralName TLV, empty when absent
  std::vector<Extension> extensions;
};

struct TimestampToken {
  SignedData signed_data;
  TstInfo info;  // views into signed_data's content
  // `token` must outlive it, as SignedData says. unsupported: a SignedData of something else.
  static Result<TimestampToken> from_ber(ByteView token, Budget& budget);
};

// The token inside a TimeStampResp (RFC 3161 2.4.2, what a .tsr file holds). denied: the authority
// gave none.
Result<ByteView> token_of_response(ByteView response);

}  // namespace senim::pki
