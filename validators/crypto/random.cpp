#include "validators/crypto/random.h"

#include <openssl/rand.h>

#include <climits>

#include "validators/crypto/openssl.h"

namespace senim::crypto {

Result<Bytes> random_bytes(std::size_t count) {
  if (count > INT_MAX) {
    return Error{ErrorCode::limit_exceeded, "too many random octets asked for"};
  }
  Bytes octets(count);
  if (::RAND_bytes(octets.data(), static_cast<int>(count)) != 1) {
    return Error{ErrorCode::unavailable, "no random octets: " + drain_errors()};
  }
  return octets;
}

}  // namespace senim::crypto
