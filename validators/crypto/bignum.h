#pragma once

#include "validators/base/bytes.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/openssl.h"

// BIGNUM in our words, inside validators/crypto only. The numbers of a verification live in a Frame
// of the thread's BN_CTX: no allocation once it is warm. OpenSSL's arithmetic fails only when
// memory is gone or we call it wrongly: that is an exception, never a verdict.

namespace senim::crypto {

BignumPtr number(ByteView big_endian);
bool is_one(const BIGNUM* value);

class Frame {
 public:
  Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame();
  BN_CTX* context() const { return context_; }
  BIGNUM* get() const;  // zero; lives as long as the frame
  BIGNUM* get(ByteView big_endian) const;
  BIGNUM* get_little_endian(ByteView octets) const;

 private:
  BN_CTX* context_;
};

// value^-1 mod modulus, for 0 < value < modulus; null where there is none.
BIGNUM* inverse(const Frame& frame, const BIGNUM* value, const BIGNUM* modulus);

// r and s of a DSA or ECDSA value, both in 1..order-1.
struct Pair {
  BIGNUM* r = nullptr;
  BIGNUM* s = nullptr;
};
// Strict DER (no BER, nothing behind it, minimal, not negative) or two numbers exactly as wide as
// the order; false when it is neither or out of range.
bool read_pair(const Frame& frame, ValueEncoding encoding, ByteView value, const BIGNUM* order,
               Pair& pair);
// FIPS 186-4 4.6, SEC 1 4.1.4: the leftmost bits of the digest, as many as the order has.
BIGNUM* leftmost(const Frame& frame, ByteView digest, const BIGNUM* order);

}  // namespace senim::crypto
