#pragma once

#include <string>

#include "validators/base/bytes.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/openssl.h"

// The other side of the differential tests: OpenSSL's EVP makes keys and signatures, and says what
// it thinks of ours.

namespace senim::crypto::test {

PkeyPtr make_rsa(unsigned bits);
PkeyPtr make_rsa_pss(unsigned bits);
PkeyPtr make_ec(const char* curve);
PkeyPtr make_edwards(const char* type);
PkeyPtr make_dsa(unsigned p_bits, unsigned q_bits);
Bytes spki_of(EVP_PKEY* key);
// By the scheme, digest, PSS parameters and encoding of `algorithm`.
Bytes sign(EVP_PKEY* key, const SignatureAlgorithm& algorithm, ByteView message);
// `encoded`, as long as the modulus, under the private key of RSA: no padding.
Bytes sign_encoded(EVP_PKEY* key, ByteView encoded);
// EVP's own answer to a DER-encoded (or RSA, Edwards) value.
bool evp_verify(EVP_PKEY* key, const SignatureAlgorithm& algorithm, ByteView message,
                ByteView value);
// SEQUENCE { r, s } rewritten as two numbers of `width` octets.
Bytes plain_of(ByteView der, std::size_t width);

}  // namespace senim::crypto::test
