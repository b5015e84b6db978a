#pragma once

#include <optional>
#include <string>

#include "gateway/demo/key.h"
#include "validators/base/oid.h"

// bign of Belarus (STB 34.101.45 7.1.3; domain.md 4.6, 4.9) over the curves of crypto/bign. The
// first curve signs with belt-hash unless asked for bash256, the others with bash384 and bash512;
// another digest is a std::logic_error.

namespace senim::demo {

// 1.2.112.0.2.0.34.101.45.3.{1,2,3}; std::logic_error for another.
Key make_bign_key(const Oid& curve);
// Of a private key that is given: little-endian octets, as the standard's examples print it.
Key bign_key(const Oid& curve, ByteView secret);
// Empty when the PEM holds no PKCS#8 key of this algorithm.
std::optional<Key> bign_key_from_pem(const std::string& pem);

}  // namespace senim::demo
