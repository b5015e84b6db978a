#include "gateway/demo/sign_bign.h"

#include <array>
#include <memory>
#include <stdexcept>

#include "gateway/demo/curve_signing.h"
#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/bign.h"
#include "validators/crypto/digest.h"

namespace senim::demo {
namespace {

using crypto::BignumPtr;
using crypto::DigestAlgorithm;
using crypto::must;

constexpr Oid kBignKey{"1.2.112.0.2.0.34.101.45.2.1"};

struct Suite {
  DigestAlgorithm digest;
  std::size_t width;  // octets of a number, and of the digest
  Oid signature;
  const char* signature_uri;
  const char* digest_uri;
};
// The first of a width is what its curve signs with.
constexpr std::array kSuites = {
    Suite{DigestAlgorithm::belt_hash, 32, Oid{"1.2.112.0.2.0.34.101.45.12"},
          "http://www.w3.org/2009/xmldsig11#bign-with-hbelt",
          "http://www.w3.org/2009/xmldsig11#belt-hash256"},
    Suite{DigestAlgorithm::bash256, 32, Oid{"1.2.112.0.2.0.34.101.45.13"},
          "http://www.w3.org/2009/xmldsig11#bign-with-bash256",
          "http://www.w3.org/2009/xmldsig11#bash256"},
    Suite{DigestAlgorithm::bash384, 48, Oid{"1.2.112.0.2.0.34.101.45.14"},
          "http://www.w3.org/2009/xmldsig11#bign-with-bash384",
          "http://www.w3.org/2009/xmldsig11#bash384"},
    Suite{DigestAlgorithm::bash512, 64, Oid{"1.2.112.0.2.0.34.101.45.15"},
          "http://www.w3.org/2009/xmldsig11#bign-with-bash512",
          "http://www.w3.org/2009/xmldsig11#bash512"},
};

class BignKey final : public SigningKey {
 public:
  BignKey(const Oid& curve, BignumPtr secret)
      : curve_(curve),
        group_(crypto::bign_curve(curve)),
        width_(static_cast<std::size_t>(::EC_GROUP_get_degree(group_)) / 8),
        secret_(std::move(secret)),
        public_(base_times(group_, secret_.get())) {}

  // PrivateKeyInfo with the little-endian number.
  std::string pem() const override {
    return private_key_pem(
        der::sequence({der::integer(std::int64_t{0}), key_identifier(),
                       der::octet_string(little_endian(secret_.get(), width_))}));
  }

  Bytes spki() const override {
    const Bytes point =
        der::join({little_endian(public_.x.get(), width_), little_endian(public_.y.get(), width_)});
    return der::sequence({key_identifier(), der::bit_string(point)});
  }

  DigestAlgorithm own_digest() const override {
    for (const Suite& suite : kSuites) {
      if (suite.width == width_) {
        return suite.digest;
      }
    }
    throw std::logic_error("no bign suite of this width");
  }

  Bytes algorithm_identifier(const SignOptions& options) const override {
    return identifier(suite(digest_of(options)).signature, Parameters::null, options);
  }
  Bytes digest_identifier(DigestAlgorithm digest) const override {
    return der::sequence({der::oid(crypto::digest_oid(digest)), der::null()});
  }
  std::string algorithm_uri(const SignOptions& options) const override {
    return suite(digest_of(options)).signature_uri;
  }
  std::string digest_uri(DigestAlgorithm digest) const override {
    for (const Suite& suite : kSuites) {
      if (suite.digest == digest) {
        return suite.digest_uri;
      }
    }
    return SigningKey::digest_uri(digest);
  }

  // STB 34.101.45 7.1.3 with a random k: R = kG, s0 = belt-hash(OID || x of R || H) cut to a half,
  // s1 = k - H - (s0 + 2^l) d mod q.
  Bytes sign(ByteView message, const SignOptions& options) const override {
    const DigestAlgorithm algorithm = suite(digest_of(options)).digest;
    const Bytes hash = crypto::digest(algorithm, message).value();
    const BIGNUM* const q = ::EC_GROUP_get0_order(group_);
    const crypto::BnCtxPtr context(::BN_CTX_new());
    const BignumPtr k = random_scalar(group_);
    const Bytes abscissa = little_endian(base_times(group_, k.get()).x.get(), width_);
    Bytes s0 = crypto::digest(DigestAlgorithm::belt_hash,
                              der::join({der::oid(crypto::digest_oid(algorithm)), abscissa, hash}))
                   .value();
    s0.resize(width_ / 2);
    const BignumPtr product = number_of_little_endian(s0);
    must(::BN_set_bit(product.get(), static_cast<int>(4 * width_)));
    must(::BN_mod_mul(product.get(), product.get(), secret_.get(), q, context.get()));
    const BignumPtr s1 = number_of_little_endian(hash);
    must(::BN_mod_add(s1.get(), s1.get(), product.get(), q, context.get()));
    must(::BN_mod_sub(s1.get(), k.get(), s1.get(), q, context.get()));
    return der::join({s0, little_endian(s1.get(), width_)});
  }

 private:
  const Suite& suite(DigestAlgorithm digest) const {
    for (const Suite& suite : kSuites) {
      if (suite.digest == digest && suite.width == width_) {
        return suite;
      }
    }
    throw std::logic_error("a bign key signs with the digests of its level");
  }
  Bytes key_identifier() const { return der::sequence({der::oid(kBignKey), der::oid(curve_)}); }

  Oid curve_;
  const EC_GROUP* group_;  // of bign_curve(): lives as long as the process
  std::size_t width_;
  BignumPtr secret_;
  AffinePoint public_;
};

const EC_GROUP* group_of(const Oid& curve) {
  const EC_GROUP* const group = crypto::bign_curve(curve);
  if (group == nullptr) {
    throw std::logic_error("not a curve of STB 34.101.45");
  }
  return group;
}

}  // namespace

Key make_bign_key(const Oid& curve) {
  return Key(std::make_shared<BignKey>(curve, random_scalar(group_of(curve))));
}

Key bign_key(const Oid& curve, ByteView secret) {
  (void)group_of(curve);
  return Key(std::make_shared<BignKey>(curve, number_of_little_endian(secret)));
}

std::optional<Key> bign_key_from_pem(const std::string& pem) {
  using senim::der::Reader;
  const Bytes info = private_key_octets(pem);
  if (info.empty()) {
    return std::nullopt;
  }
  Reader fields(senim::der::single(info, senim::der::Rules::der, "private key").value());
  (void)fields.next();  // version
  Reader algorithm(fields.next().value());
  if (senim::der::oid(algorithm.next().value()).value() != kBignKey) {
    return std::nullopt;
  }
  const Oid curve = senim::der::oid(algorithm.next().value()).value();
  return bign_key(curve, fields.next().value().content);
}

}  // namespace senim::demo
