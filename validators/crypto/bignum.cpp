#include "validators/crypto/bignum.h"

#include <algorithm>

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
