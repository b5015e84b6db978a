#include "gateway/demo/sign_dstu.h"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/dstu_curve.h"
#include "validators/crypto/public_key.h"

namespace senim::demo {

#ifdef OPENSSL_NO_EC2M

Key make_dstu_key(const DstuSpec&) {
  throw std::logic_error("this OpenSSL has no curves over GF(2^m)");
}
std::optional<Key> dstu_key_from_pem(const std::string&) { return std::nullopt; }

#else

namespace {

using crypto::BignumPtr;
using crypto::DigestAlgorithm;
using crypto::Frame;
using crypto::must;
using crypto::PointPtr;
using Order = DstuSpec::Order;

struct Identifier {
  DigestAlgorithm digest;
  Order order;
  Oid oid;
};
// One identifier for key and signature (domain.md 4.10).
constexpr std::array kIdentifiers = {
    Identifier{DigestAlgorithm::gost_34311_95_dke1, Order::little_endian,
               Oid("1.2.804.2.1.1.1.1.3.1.1")},
    Identifier{DigestAlgorithm::gost_34311_95_dke1, Order::big_endian,
               Oid("1.2.804.2.1.1.1.1.3.1.1.1.1")},
    Identifier{DigestAlgorithm::kupyna256, Order::little_endian, Oid("1.2.804.2.1.1.1.1.3.6.1.1")},
    Identifier{DigestAlgorithm::kupyna256, Order::big_endian, Oid("1.2.804.2.1.1.1.1.3.6.1.1.1.1")},
    Identifier{DigestAlgorithm::kupyna384, Order::little_endian, Oid("1.2.804.2.1.1.1.1.3.6.2.1")},
    Identifier{DigestAlgorithm::kupyna384, Order::big_endian, Oid("1.2.804.2.1.1.1.1.3.6.2.1.1.1")},
    Identifier{DigestAlgorithm::kupyna512, Order::little_endian, Oid("1.2.804.2.1.1.1.1.3.6.3.1")},
    Identifier{DigestAlgorithm::kupyna512, Order::big_endian, Oid("1.2.804.2.1.1.1.1.3.6.3.1.1.1")},
};

const Oid& oid_of(DigestAlgorithm digest, Order order) {
  for (const Identifier& row : kIdentifiers) {
    if (row.digest == digest && row.order == order) {
      return row.oid;
    }
  }
  throw std::logic_error("DSTU 4145 does not sign with this digest");
}

BignumPtr from_hex(const char* hex) {
  BIGNUM* made = nullptr;
  const int digits = ::BN_hex2bn(&made, hex);
  BignumPtr value(made);
  must(digits > 0 ? 1 : 0);
  return value;
}

Bytes big_endian(const BIGNUM* value, std::size_t width) {
  Bytes octets(width);
  must(::BN_bn2binpad(value, octets.data(), static_cast<int>(width)) < 0 ? 0 : 1);
  return octets;
}

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// 0 < number < n.
BignumPtr random_scalar(const crypto::DstuCurve& curve) {
  BignumPtr scalar(::BN_new());
  do {
    must(::BN_priv_rand_range(scalar.get(), curve.order()));
  } while (::BN_is_zero(scalar.get()) == 1);
  return scalar;
}

class DstuKey final : public SigningKey {
 public:
  DstuKey(DstuSpec spec, BignumPtr secret)
      : spec_(std::move(spec)),
        curve_(crypto::dstu_curve(spec_.curve)),
        secret_(std::move(secret)),
        public_(::EC_POINT_new(curve_.group())) {
    // 9.2: Q = -dP.
    must(::EC_POINT_mul(curve_.group(), public_.get(), secret_.get(), nullptr, nullptr, nullptr));
    must(::EC_POINT_invert(curve_.group(), public_.get(), nullptr));
    (void)oid_of(spec_.digest, spec_.order);
  }

  // PrivateKeyInfo with the number as a little-endian OCTET STRING.
  std::string pem() const override {
    if (spec_.parameters == DstuSpec::Curve::spelt_out) {
      throw std::logic_error("only keys on named curves are kept");
    }
    Bytes secret = big_endian(secret_.get(), width());
    std::ranges::reverse(secret);
    return private_key_pem(der::sequence(
        {der::integer(std::int64_t{0}), key_identifier(), der::octet_string(secret)}));
  }

  Bytes spki() const override {
    const Bytes point = ordered(curve_.compress(public_.get()));
    return der::sequence({key_identifier(), der::bit_string(der::octet_string(point))});
  }

  DigestAlgorithm own_digest() const override { return spec_.digest; }
  Bytes hash(DigestAlgorithm digest, ByteView octets) const override {
    return crypto::digest_for(crypto::PublicKey::from_spki(spki()).value(), digest, octets).value();
  }

  Bytes algorithm_identifier(const SignOptions& options) const override {
    return identifier(oid_of(digest_of(options), spec_.order), Parameters::absent, options);
  }
  std::string algorithm_uri(const SignOptions& options) const override {
    return "urn:oid:" + oid_of(digest_of(options), spec_.order).dotted();
  }
  std::string digest_uri(DigestAlgorithm digest) const override {
    if (digest == DigestAlgorithm::gost_34311_95_dke1) {
      return "http://www.w3.org/2001/04/xmlenc#gost34311";
    }
    if (digest == DigestAlgorithm::kupyna256) {
      return "http://www.w3.org/2001/04/xmlenc#dstu7564-256";
    }
    const bool ours = std::ranges::count(kIdentifiers, digest, &Identifier::digest) != 0;
    return ours ? "urn:oid:" + crypto::digest_oid(digest).dotted() : SigningKey::digest_uri(digest);
  }

  Bytes sign(ByteView message, const SignOptions& options) const override {
    return der::octet_string(sign_cms(message, options));
  }

  // DSTU 4145-2002 12: r = the low bits of h x(kP), s = k + dr.
  Bytes sign_cms(ByteView message, const SignOptions& options) const override {
    const DigestAlgorithm digest = digest_of(options);
    (void)oid_of(digest, spec_.order);
    const Frame frame;
    const BIGNUM* const h = curve_.field_element(frame, hash(digest, message));
    BIGNUM* const field = frame.get();
    must(::EC_GROUP_get_curve(curve_.group(), field, nullptr, nullptr, frame.context()));
    for (;;) {  // r and s are zero about never
      const BignumPtr k = random_scalar(curve_);
      const PointPtr point(::EC_POINT_new(curve_.group()));
      must(::EC_POINT_mul(curve_.group(), point.get(), k.get(), nullptr, nullptr, frame.context()));
      const BignumPtr r(::BN_new());
      const BignumPtr s(::BN_new());
      must(::EC_POINT_get_affine_coordinates(curve_.group(), point.get(), r.get(), nullptr,
                                             frame.context()));
      must(::BN_GF2m_mod_mul(r.get(), r.get(), h, field, frame.context()));
      curve_.truncate(r.get());
      must(::BN_mod_mul(s.get(), secret_.get(), r.get(), curve_.order(), frame.context()));
      must(::BN_mod_add(s.get(), s.get(), k.get(), curve_.order(), frame.context()));
      if (::BN_is_zero(r.get()) == 0 && ::BN_is_zero(s.get()) == 0) {
        return ordered(joined(big_endian(s.get(), width()), big_endian(r.get(), width())));
      }
    }
  }
  Bytes sign_plain(ByteView message, const SignOptions& options) const override {
    return sign_cms(message, options);
  }

 private:
  std::size_t width() const { return static_cast<std::size_t>(BN_num_bytes(curve_.order())); }
  Bytes ordered(Bytes octets) const {
    if (spec_.order == Order::little_endian) {
      std::ranges::reverse(octets);
    }
    return octets;
  }

  // ECBinary of domain.md 4.10.
  Bytes spelt_out() const {
    const crypto::DstuParameters& parameters = curve_.parameters();
    const auto small = [](unsigned value) { return der::integer(std::int64_t{value}); };
    const auto& k = parameters.middle;
    const Bytes middle =
        k[1] == 0 ? small(k[0]) : der::sequence({small(k[0]), small(k[1]), small(k[2])});
    const Bytes b = big_endian(from_hex(parameters.b).get(), curve_.octets());
    const Bytes base = curve_.compress(::EC_GROUP_get0_generator(curve_.group()));
    return der::sequence({der::sequence({small(parameters.degree), middle}), small(parameters.a),
                          der::octet_string(ordered(b)),
                          der::integer(big_endian(curve_.order(), width())),
                          der::octet_string(ordered(base))});
  }
  Bytes key_identifier() const {
    std::vector<Bytes> parameters = {spec_.parameters == DstuSpec::Curve::named
                                         ? der::oid(crypto::dstu_curve_oid(spec_.curve))
                                         : spelt_out()};
    if (!spec_.table.empty()) {
      parameters.push_back(der::octet_string(spec_.table));
    }
    return der::sequence({der::oid(oid_of(spec_.digest, spec_.order)), der::sequence(parameters)});
  }

  DstuSpec spec_;
  const crypto::DstuCurve& curve_;  // of dstu_curve(): lives as long as the process
  BignumPtr secret_;
  PointPtr public_;
};

}  // namespace

Key make_dstu_key(const DstuSpec& spec) {
  return Key(std::make_shared<DstuKey>(spec, random_scalar(crypto::dstu_curve(spec.curve))));
}

std::optional<Key> dstu_key_from_pem(const std::string& pem) {
  using senim::der::Reader;
  using senim::der::Rules;
  const Bytes info = private_key_octets(pem);
  if (info.empty()) {
    return std::nullopt;
  }
  Reader fields(senim::der::single(info, Rules::der, "private key").value());
  (void)fields.next();  // version
  Reader algorithm(fields.next().value());
  const Oid oid = senim::der::oid(algorithm.next().value()).value();
  const auto* const row = std::ranges::find(kIdentifiers, oid, &Identifier::oid);
  if (row == kIdentifiers.end()) {
    return std::nullopt;
  }
  DstuSpec spec;
  spec.digest = row->digest;
  spec.order = row->order;
  Reader parameters(algorithm.next().value());
  const Oid curve = senim::der::oid(parameters.next().value()).value();
  spec.curve = 0;
  while (crypto::dstu_curve_oid(spec.curve) != curve) {
    ++spec.curve;
  }
  if (!parameters.done()) {
    spec.table = to_bytes(parameters.next().value().content);
  }
  const senim::der::Element secret = fields.next().value();
  return Key(std::make_shared<DstuKey>(
      spec, BignumPtr(::BN_lebin2bn(secret.content.data(), static_cast<int>(secret.content.size()),
                                    nullptr))));
}

#endif

}  // namespace senim::demo
