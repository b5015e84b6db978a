#include "gateway/reports/report_signer.h"

#include <utility>

#include "validators/base/bytes.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"

namespace senim::reports {

ReportSigner::ReportSigner(std::shared_ptr<const keys::SigningKey> key,
                           crypto::PublicKey public_key)
    : key_(std::move(key)), public_key_(std::move(public_key)) {
  const crypto::Sha256 fingerprint = key_->fingerprint();
  certificate_ = to_hex(fingerprint);
  // Base64 and names of our own only: nothing in the header needs escaping.
  before_time_ = R"({"alg":")" + std::string(key_->jwa()) +
                 R"(","typ":"JOSE","cty":"senim-report+json","x5t#S256":")" +
                 crypto::to_base64url(fingerprint) + R"(","x5c":[)";
  for (const Bytes& certificate : key_->chain()) {
    before_time_ += (before_time_.ends_with('[') ? "\"" : ",\"") + crypto::to_base64(certificate) +
                    "\"";  // RFC 7515 4.1.6: base64, not base64url
  }
  before_time_ += R"(],"iat":)";
  after_time_ = "}";
}

Result<std::unique_ptr<ReportSigner>> ReportSigner::make(
    std::shared_ptr<const keys::SigningKey> key) {
  SENIM_TRY(crypto::PublicKey public_key, crypto::PublicKey::from_spki(key->spki()));
  return std::unique_ptr<ReportSigner>(new ReportSigner(std::move(key), std::move(public_key)));
}

Result<std::string> ReportSigner::sign(std::string_view report, UtcTime issued_at) const {
  if (issued_at < key_->not_before() || issued_at > key_->not_after()) {
    return Error{ErrorCode::unavailable,
                 "the receipt certificate is not valid at " + to_string(issued_at)};
  }
  const std::string header =
      before_time_ + std::to_string(issued_at.time_since_epoch().count()) + after_time_;
  std::string jws =
      crypto::to_base64url(as_bytes(header)) + "." + crypto::to_base64url(as_bytes(report));
  SENIM_TRY(const Bytes value, key_->sign(as_bytes(jws)));
  const crypto::SignatureAlgorithm algorithm = crypto::signature_by_jwa(key_->jwa());
  SENIM_TRY(const bool verifies, crypto::verify(public_key_, algorithm, as_bytes(jws), value));
  if (!verifies) {
    return Error{ErrorCode::internal, "our own signature does not verify"};
  }
  jws += "." + crypto::to_base64url(value);
  return jws;
}

Result<std::string> payload_of(std::string_view jws) {
  const std::size_t first = jws.find('.');
  const std::size_t last = jws.rfind('.');
  if (first == std::string_view::npos || first == last) {
    return Error{ErrorCode::malformed, "not a compact JWS"};
  }
  SENIM_TRY(const Bytes payload, crypto::from_base64url(jws.substr(first + 1, last - first - 1)));
  return std::string(as_text(payload));
}

}  // namespace senim::reports
