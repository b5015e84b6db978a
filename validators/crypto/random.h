#pragma once

#include "validators/base/bytes.h"
#include "validators/base/result.h"

namespace senim::crypto {

// Octets from the operating system's generator (by OpenSSL's DRBG); for ids and serial numbers,
// never on the verification path.
Result<Bytes> random_bytes(std::size_t count);

}  // namespace senim::crypto
