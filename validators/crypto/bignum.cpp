#include "validators/crypto/bignum.h"

#include <gmp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <span>

#include "validators/base/der_reader.h"

namespace senim::crypto {

namespace {

BN_CTX* thread_context() {
  thread_local const BnCtxPtr context(::BN_CTX_new());
  must(context == nullptr ? 0 : 1);
  return context.get();
}

// DSS-Sig-Value, ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER } (RFC 3279 2.2.2, 2.2.3).
struct PairOctets {
  ByteView r;
  ByteView s;
};
Result<PairOctets> read_der_pair(ByteView value) {
  SENIM_TRY(const der::Element outer, der::single(value, der::Rules::der, "signature value"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "signature value is not a SEQUENCE"};
  }
  der::Reader reader(outer);
  PairOctets pair;
  SENIM_TRY(const der::Element r, reader.expect(der::kInteger, "r"));
  SENIM_TRY(const der::Element s, reader.expect(der::kInteger, "s"));
  SENIM_CHECK(reader.finish("signature value"));
  SENIM_TRY(pair.r, der::unsigned_integer(r));
  SENIM_TRY(pair.s, der::unsigned_integer(s));
  return pair;
}

bool in_range(const BIGNUM* value, const BIGNUM* order) {
  return ::BN_is_zero(value) == 0 && ::BN_is_negative(value) == 0 && ::BN_cmp(value, order) < 0;
}

// The longest order here is that of P-521.
constexpr std::size_t kMaxLimbs = 9;
constexpr std::size_t kLimbSize = sizeof(mp_limb_t);
// With room for the limb more that mpn_gcdext may write.
using Limbs = std::array<mp_limb_t, kMaxLimbs + 1>;
static_assert(GMP_NUMB_BITS == 8 * kLimbSize && std::endian::native == std::endian::little,
              "BIGNUM and GMP are translated by octets");

Limbs limbs_of(const BIGNUM* value, std::size_t count) {
  std::array<std::uint8_t, kMaxLimbs * kLimbSize> octets;
  must(::BN_bn2lebinpad(value, octets.data(), static_cast<int>(count * kLimbSize)) < 0 ? 0 : 1);
  Limbs limbs;
  std::memcpy(limbs.data(), octets.data(), count * kLimbSize);
  return limbs;
}

// The cofactor of `value` in the greatest common divisor of both, by GMP; null where the modulus is
// too long for it.
BIGNUM* cofactor(const Frame& frame, const BIGNUM* value, const BIGNUM* modulus) {
  const std::size_t count =
      (static_cast<std::size_t>(BN_num_bytes(modulus)) + kLimbSize - 1) / kLimbSize;
  if (count == 0 || count > kMaxLimbs) {
    return nullptr;
  }
  Limbs left = limbs_of(value, count);
  Limbs right = limbs_of(modulus, count);
  Limbs divisor;
  Limbs found;
  mp_size_t size = 0;
  const auto limbs = static_cast<mp_size_t>(count);
  ::mpn_gcdext(divisor.data(), found.data(), &size, left.data(), limbs, right.data(), limbs);
  std::array<std::uint8_t, sizeof(Limbs)> octets;
  const auto length = static_cast<std::size_t>(std::abs(size)) * kLimbSize;
  std::memcpy(octets.data(), found.data(), length);
  BIGNUM* const result = frame.get_little_endian(ByteView(octets.data(), length));
  must(size >= 0 ? 1 : ::BN_sub(result, modulus, result));
  return result;
}

}  // namespace

BignumPtr number(ByteView big_endian) {
  BignumPtr value(::BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
  must(value == nullptr ? 0 : 1);
  return value;
}

bool is_one(const BIGNUM* value) { return ::BN_is_one(value) == 1; }

Frame::Frame() : context_(thread_context()) { ::BN_CTX_start(context_); }
Frame::~Frame() { ::BN_CTX_end(context_); }

BIGNUM* Frame::get() const {
  BIGNUM* const value = ::BN_CTX_get(context_);
  must(value == nullptr ? 0 : 1);
  return value;
}

BIGNUM* Frame::get(ByteView big_endian) const {
  BIGNUM* const value = get();
  must(::BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), value) == nullptr ? 0
                                                                                             : 1);
  return value;
}

BIGNUM* Frame::get_little_endian(ByteView octets) const {
  BIGNUM* const value = get();
  must(::BN_lebin2bn(octets.data(), static_cast<int>(octets.size()), value) == nullptr ? 0 : 1);
  return value;
}

// OpenSSL's takes thirteen times as long, a sixth of an ECDSA verification; it decides wherever the
// product is not 1.
BIGNUM* inverse(const Frame& frame, const BIGNUM* value, const BIGNUM* modulus) {
  BIGNUM* const result = cofactor(frame, value, modulus);
  BIGNUM* const product = frame.get();
  if (result != nullptr) {
    must(::BN_mod_mul(product, result, value, modulus, frame.context()));
    if (is_one(product)) {
      return result;
    }
  }
  if (::BN_mod_inverse(product, value, modulus, frame.context()) == nullptr) {
    drain_errors();
    return nullptr;
  }
  return product;
}

bool read_pair(const Frame& frame, ValueEncoding encoding, ByteView value, const BIGNUM* order,
               Pair& pair) {
  const auto width = static_cast<std::size_t>(BN_num_bytes(order));
  PairOctets octets;
  switch (encoding) {
    case ValueEncoding::der: {
      const Result<PairOctets> read = read_der_pair(value);
      if (!read) {
        return false;
      }
      octets = *read;
      break;
    }
    case ValueEncoding::little_endian:
      return false;  // of DSTU 4145 only
    case ValueEncoding::plain:
      if (value.size() != 2 * width) {
        return false;
      }
      octets = {value.first(width), value.last(width)};
      break;
  }
  if (octets.r.size() > width || octets.s.size() > width) {
    return false;
  }
  pair.r = frame.get(octets.r);
  pair.s = frame.get(octets.s);
  return in_range(pair.r, order) && in_range(pair.s, order);
}

BIGNUM* leftmost(const Frame& frame, ByteView digest, const BIGNUM* order) {
  const auto bits = static_cast<std::size_t>(::BN_num_bits(order));
  const ByteView used = digest.first(std::min(digest.size(), (bits + 7) / 8));
  BIGNUM* const value = frame.get(used);
  if (used.size() * 8 > bits) {
    must(::BN_rshift(value, value, static_cast<int>(used.size() * 8 - bits)));
  }
  return value;
}

}  // namespace senim::crypto
