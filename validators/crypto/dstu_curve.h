#pragma once

#include <array>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/crypto/bignum.h"
#include "validators/crypto/openssl.h"

// The curves of DSTU 4145-2002 in a polynomial basis and the one equation over them (domain.md
// 4.10), for validators/crypto, gateway/demo and tests. A curve is immutable and shared between
// threads. Absent where OpenSSL was built without GF(2^m): named_dstu_curve() knows none then.

namespace senim::crypto {

// y^2 + xy = x^3 + ax^2 + b over GF(2^degree), modulo x^degree + (x^middle ...) + 1; base point
// (x, y) of prime order n. Numbers are big-endian hex.
struct DstuParameters {
  unsigned degree = 0;
  std::array<unsigned, 3> middle{};  // ascending; a trinomial has one and zeros
  unsigned a = 0;
  const char* b = nullptr;
  const char* n = nullptr;
  const char* x = nullptr;
  const char* y = nullptr;
};

class DstuCurve {
 public:
  explicit DstuCurve(const DstuParameters& parameters);
  const EC_GROUP* group() const { return group_.get(); }
  const DstuParameters& parameters() const { return parameters_; }
  std::size_t octets() const { return (parameters_.degree + 7) / 8; }  // of a field element
  const BIGNUM* order() const { return ::EC_GROUP_get0_order(group_.get()); }

  // DSTU 4145-2002 6.9, 6.10: a point as one field element, big-endian, octets() long. expand() is
  // null for what is no point of the subgroup of the base point: the whole key check (on the curve,
  // not O, nQ = O).
  Bytes compress(const EC_POINT* point) const;
  PointPtr expand(ByteView big_endian) const;

  // 5.9: the low bits of the digest as a little-endian number; 1 for none.
  BIGNUM* field_element(const Frame& frame, ByteView digest) const;
  // The bits of a field element that make r: one fewer than the order has.
  void truncate(BIGNUM* element) const;
  // 13: with r and s in 1..n-1, x of R = sP + rQ times the hash gives r.
  bool signs(const EC_POINT* key, ByteView digest, const BIGNUM* r, const BIGNUM* s) const;

 private:
  bool trace(const BIGNUM* element) const;
  bool in_subgroup(const Frame& frame, const BIGNUM* x, const BIGNUM* y) const;

  DstuParameters parameters_;
  GroupPtr group_;
  BignumPtr field_;
  BignumPtr b_;
  std::vector<int> trace_bits_;
};

// The ten curves that keys name, 1.2.804.2.1.1.1.1.3.1.1.2.0 to .9; built when first asked for.
inline constexpr std::size_t kDstuCurves = 10;
const Oid& dstu_curve_oid(std::size_t index);
const DstuParameters& dstu_parameters(std::size_t index);
const DstuCurve& dstu_curve(std::size_t index);

}  // namespace senim::crypto
