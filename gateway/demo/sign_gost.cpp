#include "gateway/demo/sign_gost.h"

#include <openssl/bn.h>
#include <openssl/ec.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/gost.h"

namespace senim::demo {
namespace {

using crypto::DigestAlgorithm;
using crypto::KeyFamily;

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using BignumPtr = std::unique_ptr<BIGNUM, Deleter<::BN_clear_free>>;
using ContextPtr = std::unique_ptr<BN_CTX, Deleter<::BN_CTX_free>>;
using PointPtr = std::unique_ptr<EC_POINT, Deleter<::EC_POINT_free>>;

void require(bool done) {
  if (!done) {
    throw std::runtime_error("OpenSSL refused: GOST arithmetic");
  }
}

BignumPtr number() { return BignumPtr(::BN_new()); }
BignumPtr little_endian(ByteView octets) {
  return BignumPtr(::BN_lebin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
}
Bytes to_little_endian(const BIGNUM* value, std::size_t width) {
  Bytes octets(width);
  require(::BN_bn2lebinpad(value, octets.data(), static_cast<int>(width)) ==
          static_cast<int>(width));
  return octets;
}
Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

enum class Country { kazakhstan, russia };

// How a family is written down: domain.md 4.1 and 4.5, RFC 4491, RFC 9215.
struct Family {
  KeyFamily family;
  Country country;
  std::size_t width;  // octets of a number
  DigestAlgorithm digest;
  Oid key;
  Oid digest_set;
  Oid signature;
  Oid digest_oid;
  const char* signature_uri;
  const char* digest_uri;
};

constexpr std::array kFamilies = {
    Family{KeyFamily::gost_34102015_512, Country::kazakhstan, 64, DigestAlgorithm::streebog512,
           Oid("1.2.398.3.10.1.1.2.2"), Oid("1.2.398.3.10.1.3.3"), Oid("1.2.398.3.10.1.1.2.3.2"),
           Oid("1.2.398.3.10.1.3.3"),
           "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
           "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-512"},
    Family{KeyFamily::gost_34102015_256, Country::kazakhstan, 32, DigestAlgorithm::streebog256,
           Oid("1.2.398.3.10.1.1.2.1"), Oid("1.2.398.3.10.1.3.2"), Oid("1.2.398.3.10.1.1.2.3.1"),
           Oid("1.2.398.3.10.1.3.2"),
           "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
           "urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34112015-256"},
    Family{KeyFamily::gost_34310_2004, Country::kazakhstan, 32, DigestAlgorithm::gost_34311_95,
           Oid("1.2.398.3.10.1.1.1.1"), Oid("1.2.398.3.10.1.3.1.1.0"), Oid("1.2.398.3.10.1.1.1.2"),
           Oid("1.2.398.3.10.1.3.1"), "http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311",
           "http://www.w3.org/2001/04/xmldsig-more#gost34311"},
    Family{KeyFamily::gost_r_3410_2012_256, Country::russia, 32, DigestAlgorithm::streebog256,
           Oid("1.2.643.7.1.1.1.1"), Oid("1.2.643.7.1.1.2.2"), Oid("1.2.643.7.1.1.3.2"),
           Oid("1.2.643.7.1.1.2.2"),
           "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256",
           "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-256"},
    Family{KeyFamily::gost_r_3410_2012_512, Country::russia, 64, DigestAlgorithm::streebog512,
           Oid("1.2.643.7.1.1.1.2"), Oid("1.2.643.7.1.1.2.3"), Oid("1.2.643.7.1.1.3.3"),
           Oid("1.2.643.7.1.1.2.3"),
           "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-512",
           "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34112012-512"},
    Family{KeyFamily::gost_r_3410_2001, Country::russia, 32, DigestAlgorithm::gost_r_3411_94,
           Oid("1.2.643.2.2.19"), Oid("1.2.643.2.2.30.1"), Oid("1.2.643.2.2.3"),
           Oid("1.2.643.2.2.9"),
           "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102001-gostr3411",
           "urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr3411"},
};

const Family& family_of(KeyFamily name) {
  for (const Family& family : kFamilies) {
    if (family.family == name) {
      return family;
    }
  }
  throw std::logic_error("not a GOST family");
}

struct Point {
  BignumPtr x;
  BignumPtr y;
};
Point base_times(const EC_GROUP* group, const BIGNUM* scalar) {
  const PointPtr point(::EC_POINT_new(group));
  require(::EC_POINT_mul(group, point.get(), scalar, nullptr, nullptr, nullptr) == 1);
  Point result{number(), number()};
  require(::EC_POINT_get_affine_coordinates(group, point.get(), result.x.get(), result.y.get(),
                                            nullptr) == 1);
  return result;
}

// 0 < number < q.
BignumPtr random_scalar(const EC_GROUP* group) {
  BignumPtr scalar = number();
  do {
    require(::BN_priv_rand_range(scalar.get(), ::EC_GROUP_get0_order(group)) == 1);
  } while (::BN_is_zero(scalar.get()) == 1);
  return scalar;
}

class GostKey final : public SigningKey {
 public:
  GostKey(const Family& family, const Oid& set, BignumPtr secret)
      : family_(family),
        set_(set),
        group_(crypto::gost_curve(family.family, set_)),
        secret_(std::move(secret)),
        public_(base_times(group_, secret_.get())) {}

  // PrivateKeyInfo with the number as a little-endian OCTET STRING (RFC 9548 4).
  std::string pem() const override {
    const Bytes secret = to_little_endian(secret_.get(), family_.width);
    return private_key_pem(der::sequence({der::integer(std::int64_t{0}), key_identifier(),
                                          der::octet_string(der::octet_string(secret))}));
  }

  Bytes spki() const override {
    const Bytes point = joined(to_little_endian(public_.x.get(), family_.width),
                               to_little_endian(public_.y.get(), family_.width));
    return der::sequence({key_identifier(), der::bit_string(der::octet_string(point))});
  }

  DigestAlgorithm own_digest() const override { return family_.digest; }

  // RFC 9215 2: Russia writes no parameters, Kazakhstan NULL.
  Bytes algorithm_identifier(const SignOptions& options) const override {
    (void)own(digest_of(options));
    return identifier(
        family_.signature,
        family_.country == Country::kazakhstan ? Parameters::null : Parameters::absent, options);
  }
  Bytes digest_identifier(DigestAlgorithm digest) const override {
    return digest == family_.digest ? der::sequence({der::oid(family_.digest_oid), der::null()})
                                    : SigningKey::digest_identifier(digest);
  }
  std::string algorithm_uri(const SignOptions& options) const override {
    (void)own(digest_of(options));
    return family_.signature_uri;
  }
  std::string digest_uri(DigestAlgorithm digest) const override {
    return digest == family_.digest ? family_.digest_uri : SigningKey::digest_uri(digest);
  }

  // RFC 7091 6.1 (GOST R 34.10-2012 6.1), steps 1 to 6. The digest is a little-endian number.
  Bytes sign(ByteView message, const SignOptions& options) const override {
    const BIGNUM* const q = ::EC_GROUP_get0_order(group_);
    const ContextPtr context(::BN_CTX_new());
    const Bytes digest = crypto::digest(own(digest_of(options)), message).value();
    const BignumPtr e = little_endian(digest);
    require(::BN_nnmod(e.get(), e.get(), q, context.get()) == 1);
    if (::BN_is_zero(e.get()) == 1) {
      require(::BN_set_word(e.get(), 1) == 1);
    }
    for (;;) {  // r and s are zero about never
      const BignumPtr k = random_scalar(group_);
      const BignumPtr r = base_times(group_, k.get()).x;
      const BignumPtr s = number();
      const BignumPtr rd = number();
      require(::BN_nnmod(r.get(), r.get(), q, context.get()) == 1 &&
              ::BN_mod_mul(rd.get(), r.get(), secret_.get(), q, context.get()) == 1 &&
              ::BN_mod_mul(s.get(), k.get(), e.get(), q, context.get()) == 1 &&
              ::BN_mod_add(s.get(), s.get(), rd.get(), q, context.get()) == 1);
      if (::BN_is_zero(r.get()) == 0 && ::BN_is_zero(s.get()) == 0) {
        return written(r.get(), s.get());
      }
    }
  }

 private:
  DigestAlgorithm own(DigestAlgorithm digest) const {
    if (digest != family_.digest) {
      throw std::logic_error("a GOST key signs with its own digest");
    }
    return digest;
  }
  // RFC 9215 4.2: the sets of TC 26 that came with one digest only do not name it.
  Bytes key_identifier() const {
    const std::string set = set_.dotted();
    const bool implied = set.starts_with("1.2.643.7.1.2.1.1.") || set == "1.2.643.7.1.2.1.2.3";
    return der::sequence({der::oid(family_.key),
                          implied ? der::sequence({der::oid(set_)})
                                  : der::sequence({der::oid(set_), der::oid(family_.digest_set)})});
  }
  // domain.md 4.1: r || s, each little-endian; RFC 4491 2.2.2: s || r, each big-endian.
  Bytes written(const BIGNUM* r, const BIGNUM* s) const {
    Bytes value = joined(to_little_endian(r, family_.width), to_little_endian(s, family_.width));
    if (family_.country == Country::russia) {
      std::ranges::reverse(value);
    }
    return value;
  }

  const Family& family_;  // a row of kFamilies
  Oid set_;
  const EC_GROUP* group_;  // of gost_curve(): lives as long as the process
  BignumPtr secret_;
  Point public_;
};

}  // namespace

Key make_gost_key(KeyFamily family, const Oid& set) {
  const EC_GROUP* const group = crypto::gost_curve(family, set);
  if (group == nullptr) {
    throw std::logic_error("the GOST family has no such parameter set");
  }
  return Key(std::make_shared<GostKey>(family_of(family), set, random_scalar(group)));
}

std::optional<Key> gost_key_from_pem(const std::string& pem) {
  using senim::der::Reader;
  using senim::der::Rules;
  const Bytes info = private_key_octets(pem);
  if (info.empty()) {
    return std::nullopt;
  }
  Reader fields(senim::der::single(info, Rules::der, "private key").value());
  (void)fields.next();  // version
  Reader algorithm(fields.next().value());
  const KeyFamily family =
      crypto::key_family_by_oid(senim::der::oid(algorithm.next().value()).value());
  const bool ours =
      std::ranges::any_of(kFamilies, [&](const Family& row) { return row.family == family; });
  if (!ours) {
    return std::nullopt;
  }
  Reader parameters(algorithm.next().value());
  const Oid set = senim::der::oid(parameters.next().value()).value();
  const senim::der::Element wrapped = fields.next().value();
  const auto secret = senim::der::single(wrapped.content, Rules::der, "GOST private key").value();
  return Key(std::make_shared<GostKey>(family_of(family), set, little_endian(secret.content)));
}

}  // namespace senim::demo
