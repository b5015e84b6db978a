#pragma once

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/pki/certificate.h"

// OCSP requests (RFC 6960 4.1), as DER.

namespace senim::pki {

struct OcspRequestOptions {
  // Of issuer name and key in the CertID. RFC 5019 and most responders know SHA-1 only; it protects
  // nothing here.
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::sha1;
  // RFC 9654: up to 128 octets. Empty by default: a nonce forbids answers made beforehand, and many
  // responders then do not answer at all (RFC 5019 4).
  ByteView nonce{};
};

// unsupported: a digest that has no place in a CertID.
Result<Bytes> ocsp_request(const Certificate& certificate, const Certificate& issuer,
                           const OcspRequestOptions& options = {});

// The content of subjectPublicKey, without its unused bits: what key hashes of OCSP are over.
Result<ByteView> key_bits(ByteView spki);

}  // namespace senim::pki
