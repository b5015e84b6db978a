#pragma once

#include <optional>
#include <vector>

#include "gateway/demo/certificate_maker.h"
#include "validators/base/utc_time.h"

// Makes CRLs (RFC 5280 5) and OCSP responses (RFC 6960) for the demo world and the tests, right or
// wrong as asked.

namespace senim::demo {

struct RevokedSpec {
  std::int64_t serial = 0;
  UtcTime revoked{};
  std::optional<std::uint8_t> reason;  // RFC 5280 5.3.1
};

struct CrlSpec {
  UtcTime this_update{};
  std::optional<UtcTime> next_update;
  std::int64_t number = 1;
  std::vector<RevokedSpec> revoked;
  std::vector<ExtensionSpec> extensions;  // besides authorityKeyIdentifier and cRLNumber
  SignOptions sign;
  std::optional<Bytes> inner_algorithm;  // tbsCertList.signature when it shall differ
};
Bytes make_crl(const CrlSpec& spec, const Party& issuer);

enum class OcspStatus : std::uint8_t { good, revoked, unknown };  // context tag numbers

struct OcspAnswer {
  std::int64_t serial = 0;
  OcspStatus status = OcspStatus::good;
  UtcTime revoked{};                   // of a revoked one
  std::optional<std::uint8_t> reason;  // of a revoked one
  UtcTime this_update{};
  std::optional<UtcTime> next_update;
  std::optional<UtcTime> archive_cutoff;  // RFC 6960 4.4.4
};

enum class ResponderId { by_name, by_key };

struct OcspSpec {
  std::vector<OcspAnswer> answers;
  UtcTime produced_at{};
  ResponderId responder = ResponderId::by_name;
  crypto::DigestAlgorithm id_digest = crypto::DigestAlgorithm::sha1;  // of the CertIDs
  std::vector<Bytes> certificates;
  SignOptions sign;
};
// `issuer` issued the certificates asked about; `responder` signs: the issuer, or whom it
// delegated.
Bytes make_ocsp_response(const OcspSpec& spec, const Party& issuer, const Party& responder);

}  // namespace senim::demo
