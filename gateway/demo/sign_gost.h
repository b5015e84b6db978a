#pragma once

#include <optional>
#include <string>

#include "gateway/demo/key.h"
#include "validators/crypto/algorithms.h"

// GOST R 34.10-2001, GOST R 34.10-2012 (Russia), GOST 34.310-2004 and GOST 34.10-2015 (Kazakhstan):
// RFC 7091 6.1 over the curves of crypto/gost_curves, encodings of domain.md 4.1 and 4.5. Digests
// are the family's own; another one is a std::logic_error.

namespace senim::demo {

// `set`: a parameter set of the family (crypto::gost_curve()); std::logic_error for another.
Key make_gost_key(crypto::KeyFamily family, const Oid& set);
// Empty when the PEM holds no PKCS#8 key of these algorithms.
std::optional<Key> gost_key_from_pem(const std::string& pem);

}  // namespace senim::demo
