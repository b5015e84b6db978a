#include "gateway/demo/curve_signing.h"

namespace senim::demo {

using crypto::BignumPtr;
using crypto::must;

BignumPtr number_of_little_endian(ByteView octets) {
  BignumPtr number(::BN_lebin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
  must(number == nullptr ? 0 : 1);
  return number;
}

BignumPtr number_of_big_endian(ByteView octets) {
  BignumPtr number(::BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
  must(number == nullptr ? 0 : 1);
  return number;
}

Bytes little_endian(const BIGNUM* number, std::size_t width) {
  Bytes octets(width);
  must(::BN_bn2lebinpad(number, octets.data(), static_cast<int>(width)) >= 0 ? 1 : 0);
  return octets;
}

Bytes big_endian(const BIGNUM* number, std::size_t width) {
  Bytes octets(width);
  must(::BN_bn2binpad(number, octets.data(), static_cast<int>(width)) >= 0 ? 1 : 0);
  return octets;
}

BignumPtr random_scalar(const EC_GROUP* group) {
  BignumPtr scalar(::BN_new());
  do {
    must(::BN_priv_rand_range(scalar.get(), ::EC_GROUP_get0_order(group)));
  } while (::BN_is_zero(scalar.get()) == 1);
  return scalar;
}

AffinePoint base_times(const EC_GROUP* group, const BIGNUM* scalar) {
  const crypto::PointPtr point(::EC_POINT_new(group));
  must(::EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, nullptr));
  AffinePoint result{BignumPtr(::BN_new()), BignumPtr(::BN_new())};
  must(::EC_POINT_get_affine_coordinates(group, point.get(), result.x.get(), result.y.get(),
                                         nullptr));
  return result;
}

}  // namespace senim::demo
