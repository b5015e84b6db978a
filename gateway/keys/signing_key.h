#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"

// The private key that receipts are signed with, and the certificates that say whose it is. Only
// gateway/keys and gateway/demo hold private keys. Immutable, shared between threads.

namespace senim::keys {

class SigningKey {
 public:
  SigningKey() = default;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  virtual ~SigningKey() = default;

  // DER, the signer's own first, then its issuers in order; no root unless the signer is one.
  virtual const std::vector<Bytes>& chain() const = 0;
  // SubjectPublicKeyInfo of the signer.
  virtual const Bytes& spki() const = 0;
  // The JWA name that goes with the key: ES256, ES384, ES512 (r || s), RS256.
  virtual std::string_view jwa() const = 0;
  // By that algorithm.
  virtual Result<Bytes> sign(ByteView octets) const = 0;
  // When the signer's certificate is valid.
  virtual UtcTime not_before() const = 0;
  virtual UtcTime not_after() const = 0;

  crypto::Sha256 fingerprint() const { return crypto::sha256(chain().front()); }
};

// `password` of an encrypted key: "" when it has none.
// malformed: not PEM, no certificate; denied: wrong password, or the key is not that of the first
// certificate; unsupported: neither EC on P-256, P-384, P-521 nor RSA of at least 2048 bits.
Result<std::unique_ptr<SigningKey>> key_from_pem(std::string_view key, std::string_view chain,
                                                 const std::string& password);
Result<std::unique_ptr<SigningKey>> key_from_pkcs12(ByteView file, const std::string& password);

// The key of the demo world, in `folder` (mode 0700, files 0600): receipt-key.pem,
// receipt-chain.pem, and receipt-root.pem for those who want to check receipts. Made when it is not
// there or its certificate ends within 30 days.
Result<std::unique_ptr<SigningKey>> demo_key(const std::filesystem::path& folder, UtcTime now);

}  // namespace senim::keys
