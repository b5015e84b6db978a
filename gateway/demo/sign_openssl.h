#pragma once

#include <string>

#include "gateway/demo/key.h"

// RSA, ECDSA, EdDSA and DSA keys, by OpenSSL's EVP.

namespace senim::demo {

Key make_openssl_key(KeyKind kind);  // throws std::logic_error for a national kind
Key openssl_key_from_pem(const std::string& pem);

}  // namespace senim::demo
