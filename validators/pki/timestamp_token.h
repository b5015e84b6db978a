#pragma once

#include <optional>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/pki/cms.h"

// An RFC 3161 time-stamp token: the SignedData and its TSTInfo. Read, not verified.

namespace senim::pki {

struct TstInfo {
  Oid policy;
  crypto::DigestAlgorithm imprint_digest = crypto::DigestAlgorithm::unknown;
  std::string imprint_identifier;  // dotted OID
  ByteView imprint;
  ByteView serial;
  UtcTime time;
  std::optional<Seconds> accuracy;  // rounded up to seconds
  bool ordering = false;
  ByteView nonce;
  ByteView tsa;  // GeneralName TLV, empty when absent
};

struct TimestampToken {
  SignedData signed_data;
  TstInfo info;  // views into signed_data's content
  static Result<TimestampToken> from_ber(ByteView token, Budget& budget);
};

}  // namespace senim::pki
