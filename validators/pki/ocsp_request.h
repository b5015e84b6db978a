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
};

// unsupported: a digest that has no place in a CertID.
Result<Bytes> ocsp_request(const Certificate& certificate, const Certificate& issuer,
                           const OcspRequestOptions& options = {});

// A request of ocsp_request() that asks with this nonce (RFC 9654 2.1). Whoever sends it adds it:
// the question itself, and so what it may be answered from, is the same for everybody.
Result<Bytes> with_nonce(ByteView request, ByteView nonce);

// The content of subjectPublicKey, without its unused bits: what key hashes of OCSP are over.
Result<ByteView> key_bits(ByteView spki);

}  // namespace senim::pki
