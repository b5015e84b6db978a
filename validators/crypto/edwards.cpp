#include <algorithm>
#include <array>
#include <utility>

#include "validators/crypto/bignum.h"
#include "validators/crypto/verifier.h"

// Ed25519 and Ed448 (RFC 8032), keys by RFC 8410.

namespace senim::crypto {

namespace {

struct Curve {
  KeyFamily family;
  int type;
  std::size_t key_size;
  std::size_t value_size;
};
constexpr std::array kCurves = {Curve{KeyFamily::ed25519, EVP_PKEY_ED25519, 32, 64},
                                Curve{KeyFamily::ed448, EVP_PKEY_ED448, 57, 114}};

// y coordinates (little endian, sign bit clear) of the points whose order divides the cofactor,
// with their spellings above the prime: under such a key anybody can sign.
constexpr std::array<std::array<std::uint8_t, 32>, 2> kOrderEight = {
    {{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
      0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
      0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
     {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
      0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
      0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}}};

BignumPtr field_prime(KeyFamily family) {
  BignumPtr prime(::BN_new());
  must(prime == nullptr ? 0 : 1);
  if (family == KeyFamily::ed25519) {  // 2^255 - 19
    must(::BN_set_bit(prime.get(), 255));
    must(::BN_sub_word(prime.get(), 19));
    return prime;
  }
  BignumPtr middle(::BN_new());  // 2^448 - 2^224 - 1
  must(middle == nullptr ? 0 : ::BN_set_bit(middle.get(), 224));
  must(::BN_set_bit(prime.get(), 448));
  must(::BN_sub(prime.get(), prime.get(), middle.get()));
  must(::BN_sub_word(prime.get(), 1));
  return prime;
}

// RFC 8032 5.1.3, 5.2.3 step 1: y below the prime; and not -1, 0, 1 (orders 1, 2, 4) nor of
// order 8.
bool refused(KeyFamily family, ByteView key) {
  Bytes y = to_bytes(key);
  y.back() &= 0x7f;
  const bool order_eight =
      family == KeyFamily::ed25519 &&
      std::ranges::any_of(kOrderEight, [&](const auto& point) { return equal(point, y); });
  std::ranges::reverse(y);
  const BignumPtr prime = field_prime(family);
  const BignumPtr value = number(y);
  must(::BN_sub_word(prime.get(), 1));
  return order_eight || ::BN_is_zero(value.get()) == 1 || is_one(value.get()) ||
         ::BN_cmp(value.get(), prime.get()) >= 0;
}

class EdwardsVerifier final : public Verifier {
 public:
  EdwardsVerifier(PkeyPtr key, std::size_t value_size)
      : key_(std::move(key)), value_size_(value_size) {}

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView,
                             ByteView) const override {
    return Error{ErrorCode::unsupported,
                 algorithm.name() + " over a digest: it signs the message (RFC 8032)"};
  }

  Result<bool> verify(const SignatureAlgorithm&, ByteView message, ByteView value) const override {
    if (value.size() != value_size_) {
      return false;
    }
    thread_local const MdCtxPtr context(::EVP_MD_CTX_new());
    must(context == nullptr ? 0 : ::EVP_MD_CTX_reset(context.get()));
    must(::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()));
    const int verified = ::EVP_DigestVerify(context.get(), value.data(), value.size(),
                                            message.data(), message.size());
    if (verified != 1) {
      drain_errors();
    }
    return verified == 1;
  }

 private:
  PkeyPtr key_;
  std::size_t value_size_;
};

}  // namespace

Result<KeyParts> read_edwards_key(const SubjectKey& subject) {
  const KeyFamily family = key_family_by_oid(subject.oid);
  const auto* const curve = std::ranges::find(kCurves, family, &Curve::family);
  must(curve == kCurves.end() ? 0 : 1);
  if (subject.parameters) {  // RFC 8410 3
    return Error{ErrorCode::malformed, std::string(to_string(family)) + " key with parameters"};
  }
  if (subject.key.size() != curve->key_size || refused(family, subject.key)) {
    return Error{ErrorCode::malformed,
                 std::string(to_string(family)) + " key is not a point of the large subgroup"};
  }
  PkeyPtr key(
      ::EVP_PKEY_new_raw_public_key(curve->type, nullptr, subject.key.data(), subject.key.size()));
  if (key == nullptr) {
    return Error{ErrorCode::malformed, std::string(to_string(family)) + " key: " + drain_errors()};
  }
  KeyParts parts;
  parts.bits = static_cast<unsigned>(8 * curve->key_size);  // RFC 8032: b
  parts.name = to_string(family);
  parts.verifier = std::make_shared<EdwardsVerifier>(std::move(key), curve->value_size);
  return parts;
}

}  // namespace senim::crypto
