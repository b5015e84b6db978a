#pragma once

#include <optional>
#include <string>

#include "gateway/demo/key.h"

// SM2 with SM3 of China (GB/T 32918.2 6.1; domain.md 4.11), with the default identifier.
// Certificates and CMS name it 1.2.156.10197.1.501; SignOptions::oid asks
// for 1.2.156.10197.1.301.1, the other name of the same.

namespace senim::demo {

Key make_sm2_key();
// Empty when the PEM holds no PKCS#8 key of this algorithm.
std::optional<Key> sm2_key_from_pem(const std::string& pem);

}  // namespace senim::demo
