#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"

// Makes CRLs (RFC 5280 5) and OCSP answers (RFC 6960 4.2), with whatever a test needs to be wrong.

namespace senim::test {

struct CrlEntrySpec {
  std::int64_t serial = 1;
  UtcTime revoked{};
  std::optional<int> reason;
  std::optional<Bytes> issuer;  // Name TLV: certificateIssuer
  std::vector<demo::ExtensionSpec> extensions;
};

struct CrlSpec {
  UtcTime this_update{};
  std::optional<UtcTime> next_update;
  std::vector<CrlEntrySpec> entries;
  std::optional<std::int64_t> number;
  std::optional<std::int64_t> base_number;
  std::optional<Bytes> distribution_point;  // value of issuingDistributionPoint
  std::vector<demo::ExtensionSpec> extensions;
  std::optional<Bytes> issuer;  // Name TLV, when it shall not be the signer's
  bool without_key_id = false;
};
Bytes make_crl(const CrlSpec& spec, const demo::Party& issuer);

// Values of issuingDistributionPoint.
struct ScopeSpec {
  std::vector<std::string> urls{};
  bool users = false;
  bool authorities = false;
  bool indirect = false;
  bool attributes = false;
  std::optional<std::uint16_t> reasons{};  // bit i is bit i of ReasonFlags
};
Bytes make_scope(const ScopeSpec& spec);
// One DistributionPoint; several of them make the value of cRLDistributionPoints and freshestCRL.
struct PointSpec {
  std::vector<std::string> urls;
  std::optional<std::uint16_t> reasons;
  std::optional<Bytes> crl_issuer;  // Name TLV
};
Bytes make_points(const std::vector<PointSpec>& points);

struct OcspEntrySpec {
  const demo::Party* certificate = nullptr;
  const demo::Party* issuer = nullptr;
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::sha1;
  std::optional<Oid> hash_oid;  // in the CertID, when it shall not be that of `digest`
  enum class Status { good, revoked, unknown } status = Status::good;
  UtcTime revoked{};
  std::optional<int> reason;
  UtcTime this_update{};
  std::optional<UtcTime> next_update;
  std::vector<demo::ExtensionSpec> extensions;
};
struct OcspSpec {
  UtcTime produced_at{};
  std::vector<OcspEntrySpec> entries;
  bool by_key = false;
  std::optional<Bytes> responder_name;  // Name TLV, when it shall not be the signer's
  std::vector<Bytes> certificates;
  std::vector<demo::ExtensionSpec> extensions;
};
Bytes make_ocsp(const OcspSpec& spec, const demo::Party& responder);
// An OCSPResponse without an answer: 1 malformedRequest ... 6 unauthorized.
Bytes make_ocsp_refusal(int status);

}  // namespace senim::test
