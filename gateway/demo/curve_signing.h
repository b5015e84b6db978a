#pragma once

#include "validators/base/bytes.h"
#include "validators/crypto/openssl.h"

// What the signing equations over curves have in common (sign_bign, sign_sm2). Throws
// std::runtime_error when OpenSSL refuses.

namespace senim::demo {

crypto::BignumPtr number_of_little_endian(ByteView octets);
crypto::BignumPtr number_of_big_endian(ByteView octets);
Bytes little_endian(const BIGNUM* number, std::size_t width);
Bytes big_endian(const BIGNUM* number, std::size_t width);

// 0 < number < the group's order.
crypto::BignumPtr random_scalar(const EC_GROUP* group);

struct AffinePoint {
  crypto::BignumPtr x;
  crypto::BignumPtr y;
};
AffinePoint base_times(const EC_GROUP* group, const BIGNUM* scalar);

}  // namespace senim::demo
