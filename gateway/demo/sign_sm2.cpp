#include "gateway/demo/sign_sm2.h"

#include <memory>
#include <stdexcept>

#include "gateway/demo/curve_signing.h"
#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/sm2.h"

namespace senim::demo {
namespace {

using crypto::BignumPtr;
using crypto::DigestAlgorithm;
using crypto::must;

constexpr Oid kEcKey{"1.2.840.10045.2.1"};
constexpr Oid kSm2Curve{"1.2.156.10197.1.301"};
constexpr Oid kSm2WithSm3{"1.2.156.10197.1.501"};
constexpr std::size_t kWidth = 32;

Bytes key_identifier() { return der::sequence({der::oid(kEcKey), der::oid(kSm2Curve)}); }

class Sm2Key final : public SigningKey {
 public:
  explicit Sm2Key(BignumPtr secret)
      : secret_(std::move(secret)), public_(base_times(crypto::sm2_curve(), secret_.get())) {}

  // PrivateKeyInfo with an ECPrivateKey (RFC 5915 3).
  std::string pem() const override {
    const Bytes key = der::sequence(
        {der::integer(std::int64_t{1}), der::octet_string(big_endian(secret_.get(), kWidth))});
    return private_key_pem(
        der::sequence({der::integer(std::int64_t{0}), key_identifier(), der::octet_string(key)}));
  }

  Bytes spki() const override {
    return der::sequence({key_identifier(), der::bit_string(point())});
  }
  DigestAlgorithm own_digest() const override { return DigestAlgorithm::sm3; }

  Bytes algorithm_identifier(const SignOptions& options) const override {
    (void)own(options);
    return identifier(kSm2WithSm3, Parameters::absent, options);
  }
  // No document gives names for XML (domain.md 4.11): an identifier is a name too (RFC 3061).
  std::string algorithm_uri(const SignOptions&) const override {
    return "urn:oid:1.2.156.10197.1.501";
  }
  std::string digest_uri(DigestAlgorithm digest) const override {
    return digest == DigestAlgorithm::sm3 ? "urn:oid:" + crypto::digest_oid(digest).dotted()
                                          : SigningKey::digest_uri(digest);
  }

  Bytes sign(ByteView message, const SignOptions& options) const override {
    (void)own(options);
    const Pair pair = numbers(message);
    return der::sequence({der::integer(big_endian(pair.r.get(), kWidth)),
                          der::integer(big_endian(pair.s.get(), kWidth))});
  }
  Bytes sign_plain(ByteView message, const SignOptions& options) const override {
    (void)own(options);
    const Pair pair = numbers(message);
    return der::join({big_endian(pair.r.get(), kWidth), big_endian(pair.s.get(), kWidth)});
  }

 private:
  struct Pair {
    BignumPtr r;
    BignumPtr s;
  };

  DigestAlgorithm own(const SignOptions& options) const {
    if (digest_of(options) != DigestAlgorithm::sm3) {
      throw std::logic_error("an SM2 key signs with SM3");
    }
    return DigestAlgorithm::sm3;
  }
  Bytes point() const {
    return der::join(
        {Bytes{0x04}, big_endian(public_.x.get(), kWidth), big_endian(public_.y.get(), kWidth)});
  }

  // GB/T 32918.2 6.1: r = e + x of kG, s = (k - r d) / (1 + d) mod n, of e = SM3(Z || M).
  Pair numbers(ByteView message) const {
    const EC_GROUP* const group = crypto::sm2_curve();
    const BIGNUM* const n = ::EC_GROUP_get0_order(group);
    const crypto::BnCtxPtr context(::BN_CTX_new());
    const BignumPtr e = number_of_big_endian(
        crypto::digest(DigestAlgorithm::sm3, der::join({crypto::sm2_identity(point()), message}))
            .value());
    const BignumPtr divisor(::BN_dup(secret_.get()));
    must(::BN_add_word(divisor.get(), 1));
    must(::BN_mod_inverse(divisor.get(), divisor.get(), n, context.get()) == nullptr ? 0 : 1);
    for (;;) {  // r, s and r + k are zero about never
      const BignumPtr k = random_scalar(group);
      Pair pair{base_times(group, k.get()).x, BignumPtr(::BN_new())};
      must(::BN_mod_add(pair.r.get(), pair.r.get(), e.get(), n, context.get()));
      const BignumPtr sum(::BN_new());
      must(::BN_mod_add(sum.get(), pair.r.get(), k.get(), n, context.get()));
      must(::BN_mod_mul(pair.s.get(), pair.r.get(), secret_.get(), n, context.get()));
      must(::BN_mod_sub(pair.s.get(), k.get(), pair.s.get(), n, context.get()));
      must(::BN_mod_mul(pair.s.get(), pair.s.get(), divisor.get(), n, context.get()));
      if (::BN_is_zero(pair.r.get()) == 0 && ::BN_is_zero(pair.s.get()) == 0 &&
          ::BN_is_zero(sum.get()) == 0) {
        return pair;
      }
    }
  }

  BignumPtr secret_;
  AffinePoint public_;
};

}  // namespace

Key make_sm2_key() { return Key(std::make_shared<Sm2Key>(random_scalar(crypto::sm2_curve()))); }

std::optional<Key> sm2_key_from_pem(const std::string& pem) {
  using senim::der::Reader;
  using senim::der::Rules;
  const Bytes info = private_key_octets(pem);
  if (info.empty()) {
    return std::nullopt;
  }
  Reader fields(senim::der::single(info, Rules::der, "private key").value());
  (void)fields.next();  // version
  const auto algorithm = fields.next().value();
  if (!equal(algorithm.whole, key_identifier())) {
    return std::nullopt;
  }
  Reader key(senim::der::single(fields.next().value().content, Rules::der, "ECPrivateKey").value());
  (void)key.next();  // version
  return Key(std::make_shared<Sm2Key>(number_of_big_endian(key.next().value().content)));
}

}  // namespace senim::demo
