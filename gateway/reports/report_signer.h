#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/keys/signing_key.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/public_key.h"

// The signed report of report.md 3: a compact JWS (RFC 7515), JAdES baseline B (ETSI TS 119 182-1):
// alg, typ "JOSE", cty "senim-report+json", x5t#S256, x5c, iat; payload = exactly the octets given.
// What it signed is verified with validators/crypto before anybody gets it (threats.md, Store): a
// faulty signer makes an error, never a receipt. Immutable, shared between threads.

namespace senim::reports {

class ReportSigner {
 public:
  static Result<std::unique_ptr<ReportSigner>> make(std::shared_ptr<const keys::SigningKey> key);

  // internal: the signature does not verify; unavailable: the certificate is not valid at
  // `issued_at`.
  Result<std::string> sign(std::string_view report, UtcTime issued_at) const;
  // SHA-256 hex of the signer's certificate.
  const std::string& certificate() const { return certificate_; }

 private:
  ReportSigner(std::shared_ptr<const keys::SigningKey> key, crypto::PublicKey public_key);
  std::shared_ptr<const keys::SigningKey> key_;
  crypto::PublicKey public_key_;
  std::string certificate_;
  std::string before_time_;  // of the protected header, around the value of iat
  std::string after_time_;
};

// The payload of a compact JWS that this process signed; no signature is checked.
Result<std::string> payload_of(std::string_view jws);

}  // namespace senim::reports
