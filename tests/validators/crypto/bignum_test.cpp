#include "validators/crypto/bignum.h"

#include <openssl/bn.h>

#include <catch2/catch.hpp>

using namespace senim;
using namespace senim::crypto;

namespace {

BignumPtr with_bits(int bits) {
  BignumPtr value(::BN_new());
  must(::BN_rand(value.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD));
  return value;
}

// OpenSSL's, or null.
BignumPtr oracle(const BIGNUM* value, const BIGNUM* modulus) {
  BignumPtr result(::BN_mod_inverse(nullptr, value, modulus, Frame().context()));
  drain_errors();
  return result;
}

void check_like_openssl(const BIGNUM* value, const BIGNUM* modulus) {
  const Frame frame;
  const BIGNUM* const ours = inverse(frame, value, modulus);
  const BignumPtr theirs = oracle(value, modulus);
  REQUIRE((ours == nullptr) == (theirs == nullptr));
  CHECK((ours == nullptr || ::BN_cmp(ours, theirs.get()) == 0));
}

}  // namespace

TEST_CASE("inverses are those of OpenSSL, whatever the length and with or without one",
          "[crypto]") {
  // Around whole 64-bit words, the longest that GMP is asked about, and what is left to OpenSSL.
  const int bits =
      GENERATE(8, 63, 64, 65, 127, 128, 129, 160, 256, 384, 512, 521, 575, 576, 577, 640, 2048);
  CAPTURE(bits);
  for (int round = 0; round < 50; ++round) {
    const BignumPtr modulus = with_bits(bits);
    BignumPtr value(::BN_new());
    must(::BN_rand_range(value.get(), modulus.get()));
    must(::BN_rshift(value.get(), value.get(), round % 4 * bits / 4));  // short ones too
    if (::BN_is_zero(value.get()) == 0) {
      check_like_openssl(value.get(), modulus.get());
    }
  }
}

TEST_CASE("the ends of the range have their inverses, a shared factor has none", "[crypto]") {
  const int bits = GENERATE(64, 256, 521, 640);
  CAPTURE(bits);
  const Frame frame;
  const BignumPtr modulus = with_bits(bits);
  BIGNUM* const value = frame.get();
  must(::BN_set_word(value, 1));
  CHECK(is_one(inverse(frame, value, modulus.get())));
  must(::BN_sub(value, modulus.get(), value));  // -1 is its own
  CHECK(::BN_cmp(inverse(frame, value, modulus.get()), value) == 0);

  BIGNUM* const multiple = frame.get();
  must(::BN_set_word(value, 3));
  must(::BN_mul(multiple, modulus.get(), value, frame.context()));
  CHECK(inverse(frame, value, multiple) == nullptr);
  CHECK(inverse(frame, modulus.get(), multiple) == nullptr);
}
