// GOST verification beside OpenSSL's ECDSA_do_verify on a prime curve with explicit parameters of
// the same size (the same curve: OpenSSL has no special arithmetic for either); goals in
// verification.h.

#define OPENSSL_SUPPRESS_DEPRECATED  // EC_KEY: the measure, not the product
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

#include <cstdio>

#include "tests/bench/verification.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;

namespace {

bool all_right = true;

BignumPtr number(const char* hex) {
  BIGNUM* made = nullptr;
  must(::BN_hex2bn(&made, hex) > 0 ? 1 : 0);
  return BignumPtr(made);
}

Bytes octets_of(const BIGNUM* value, std::size_t width) {
  Bytes octets(width);
  must(::BN_bn2binpad(value, octets.data(), static_cast<int>(width)) >= 0 ? 1 : 0);
  return octets;
}

Bytes tlv(std::uint8_t tag, ByteView content) {
  Bytes octets{tag};
  if (content.size() >= 0x80) {
    octets.push_back(0x81);
  }
  octets.push_back(static_cast<std::uint8_t>(content.size()));
  octets.insert(octets.end(), content.begin(), content.end());
  return octets;
}

Bytes join(std::initializer_list<ByteView> parts) {
  Bytes all;
  for (const ByteView each : parts) {
    all.insert(all.end(), each.begin(), each.end());
  }
  return all;
}

Bytes reversed(ByteView octets) { return Bytes(octets.rbegin(), octets.rend()); }

struct Curve {
  const char* name;
  std::size_t width;
  const char* p;
  const char* b;  // a = p - 3
  const char* q;
  const char* x;
  const char* y;
  const char* key_oid;
  const char* set_oid;
  const char* digest_oid;
  const char* signature_oid;
};

// domain.md 4.1, 4.2
constexpr Curve k512 = {"GOST 34.10-2015 512",
                        64,
                        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
                        "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265"
                        "EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
                        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                        "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
                        "3",
                        "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921"
                        "DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
                        "1.2.398.3.10.1.1.2.2",
                        "1.2.398.3.10.1.1.2.2.1",
                        "1.2.398.3.10.1.3.3",
                        "1.2.398.3.10.1.1.2.3.2"};
constexpr Curve k256 = {"GOST 34.310-2004",
                        32,
                        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
                        "A6",
                        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893",
                        "1",
                        "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14",
                        "1.2.398.3.10.1.1.1.1",
                        "1.2.398.3.10.1.1.1.1.1",
                        "1.2.398.3.10.1.3.1.1.0",
                        "1.2.398.3.10.1.1.1.2"};

GroupPtr group_of(const Curve& curve) {
  const BignumPtr p = number(curve.p);
  const BignumPtr a = number(curve.p);
  must(::BN_sub_word(a.get(), 3));
  GroupPtr group(::EC_GROUP_new_curve_GFp(p.get(), a.get(), number(curve.b).get(), nullptr));
  const PointPtr base(::EC_POINT_new(group.get()));
  must(::EC_POINT_set_affine_coordinates(group.get(), base.get(), number(curve.x).get(),
                                         number(curve.y).get(), nullptr));
  must(::EC_GROUP_set_generator(group.get(), base.get(), number(curve.q).get(), nullptr));
  return group;
}

Bytes oid_tlv(const char* dotted) { return tlv(0x06, Oid{dotted}.content()); }

// s = r d + k e (RFC 7091 6.1), r the abscissa of kG.
Bytes sign(const EC_GROUP* group, const BIGNUM* d, ByteView digest, std::size_t width) {
  const BnCtxPtr context(::BN_CTX_new());
  const BIGNUM* const q = ::EC_GROUP_get0_order(group);
  const BignumPtr k(::BN_new());
  const BignumPtr r(::BN_new());
  const BignumPtr s(::BN_new());
  const BignumPtr ke(::BN_new());
  const BignumPtr e(::BN_lebin2bn(digest.data(), static_cast<int>(digest.size()), nullptr));
  must(::BN_rand_range(k.get(), q));
  const PointPtr point(::EC_POINT_new(group));
  must(::EC_POINT_mul(group, point.get(), k.get(), nullptr, nullptr, context.get()));
  must(::EC_POINT_get_affine_coordinates(group, point.get(), r.get(), nullptr, context.get()));
  must(::BN_nnmod(r.get(), r.get(), q, context.get()));
  must(::BN_mod_mul(s.get(), r.get(), d, q, context.get()));
  must(::BN_mod_mul(ke.get(), k.get(), e.get(), q, context.get()));
  must(::BN_mod_add(s.get(), s.get(), ke.get(), q, context.get()));
  return join({reversed(octets_of(r.get(), width)), reversed(octets_of(s.get(), width))});
}

void measure(const Curve& curve, int times) {
  const GroupPtr group = group_of(curve);
  const BignumPtr d(::BN_new());
  must(::BN_rand_range(d.get(), ::EC_GROUP_get0_order(group.get())));
  const PointPtr q(::EC_POINT_new(group.get()));
  must(::EC_POINT_mul(group.get(), q.get(), d.get(), nullptr, nullptr, nullptr));
  const BignumPtr x(::BN_new());
  const BignumPtr y(::BN_new());
  must(::EC_POINT_get_affine_coordinates(group.get(), q.get(), x.get(), y.get(), nullptr));
  const Bytes octets =
      join({reversed(octets_of(x.get(), curve.width)), reversed(octets_of(y.get(), curve.width))});
  const Bytes parameters = tlv(0x30, join({oid_tlv(curve.set_oid), oid_tlv(curve.digest_oid)}));
  const Bytes spki = tlv(0x30, join({tlv(0x30, join({oid_tlv(curve.key_oid), parameters})),
                                     tlv(0x03, join({Bytes{0}, tlv(0x04, octets)}))}));
  const PublicKey key = PublicKey::from_spki(spki).value();
  const SignatureAlgorithm algorithm =
      read_signature_algorithm(tlv(0x30, oid_tlv(curve.signature_oid))).value();
  Bytes digest(curve.width, 0x5a);
  const Bytes value = sign(group.get(), d.get(), digest, curve.width);

  const Ptr<EC_KEY, ::EC_KEY_free> ec(::EC_KEY_new());
  must(::EC_KEY_set_group(ec.get(), group.get()));
  must(::EC_KEY_set_private_key(ec.get(), d.get()));
  must(::EC_KEY_set_public_key(ec.get(), q.get()));
  const Ptr<ECDSA_SIG, ::ECDSA_SIG_free> ecdsa(
      ::ECDSA_do_sign(digest.data(), static_cast<int>(digest.size()), ec.get()));

  all_right =
      bench::measure({.name = curve.name,
                      .times = times,
                      .reference =
                          [&] {
                            return ::ECDSA_do_verify(digest.data(), static_cast<int>(digest.size()),
                                                     ecdsa.get(), ec.get()) == 1;
                          },
                      .known = [&] { return verify_digest(key, algorithm, digest, value).value(); },
                      .fresh =
                          [&] {
                            return verify_digest(PublicKey::from_spki(spki).value(), algorithm,
                                                 digest, value)
                                .value();
                          }}) &&
      all_right;
}

}  // namespace

int main() {
  measure(k256, 500);
  measure(k512, 200);
  if (!all_right) {
    std::puts("WRONG: a good signature did not verify");
    return 1;
  }
  return 0;
}
