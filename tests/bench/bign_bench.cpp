// bign and SM2 verification beside OpenSSL's ECDSA_do_verify on the same curve with explicit
// parameters (OpenSSL has no special arithmetic for either); goals in verification.h.

#define OPENSSL_SUPPRESS_DEPRECATED  // EC_KEY: the measure, not the product
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

#include <cstdio>

#include "gateway/demo/curve_signing.h"
#include "gateway/demo/key.h"
#include "tests/bench/verification.h"
#include "validators/crypto/bign.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/crypto/sm2.h"

using namespace senim;
using namespace senim::crypto;

namespace {

bool all_right = true;

// The curve without its name: what an EC_KEY with explicit parameters computes on.
GroupPtr explicit_group(const EC_GROUP* named) {
  const BignumPtr p(::BN_new());
  const BignumPtr a(::BN_new());
  const BignumPtr b(::BN_new());
  must(::EC_GROUP_get_curve(named, p.get(), a.get(), b.get(), nullptr));
  GroupPtr group(::EC_GROUP_new_curve_GFp(p.get(), a.get(), b.get(), nullptr));
  const demo::AffinePoint base = demo::base_times(named, ::BN_value_one());
  const PointPtr generator(::EC_POINT_new(group.get()));
  must(::EC_POINT_set_affine_coordinates(group.get(), generator.get(), base.x.get(), base.y.get(),
                                         nullptr));
  must(::EC_GROUP_set_generator(group.get(), generator.get(), ::EC_GROUP_get0_order(named),
                                ::BN_value_one()));
  return group;
}

// Messages are short: their digest is part of `verify` and costs next to nothing.
void measure(const char* name, demo::KeyKind kind, const EC_GROUP* curve, int times) {
  const demo::Key signer = demo::Key::generate(kind);
  const Bytes spki = signer.spki();
  const PublicKey key = PublicKey::from_spki(spki).value();
  const SignatureAlgorithm algorithm =
      read_signature_algorithm(signer.algorithm_identifier()).value();
  const Bytes message(64, 0x5a);
  const Bytes value = signer.sign(message);

  const GroupPtr group = explicit_group(curve);
  const Ptr<EC_KEY, ::EC_KEY_free> ec(::EC_KEY_new());
  must(::EC_KEY_set_group(ec.get(), group.get()));
  must(::EC_KEY_generate_key(ec.get()));
  const Bytes digest(key.bits() / 8, 0x5a);
  const Ptr<ECDSA_SIG, ::ECDSA_SIG_free> ecdsa(
      ::ECDSA_do_sign(digest.data(), static_cast<int>(digest.size()), ec.get()));

  all_right =
      bench::measure({.name = name,
                      .times = times,
                      .reference =
                          [&] {
                            return ::ECDSA_do_verify(digest.data(), static_cast<int>(digest.size()),
                                                     ecdsa.get(), ec.get()) == 1;
                          },
                      .known = [&] { return verify(key, algorithm, message, value).value(); },
                      .fresh =
                          [&] {
                            return verify(PublicKey::from_spki(spki).value(), algorithm, message,
                                          value)
                                .value();
                          }}) &&
      all_right;
}

void measure_digest(const char* name, DigestAlgorithm algorithm) {
  const Bytes octets(1 << 20, 0x5a);
  const double seconds =
      bench::cpu_seconds([&] { all_right = all_right && digest(algorithm, octets).ok(); }, 4);
  std::printf("%-20s %7.1f MB/s\n", name, 1.048576 / seconds);
}

}  // namespace

int main() {
  const auto bign = [](const char* oid) { return bign_curve(Oid(oid)); };
  measure("bign 256", demo::KeyKind::by_256, bign("1.2.112.0.2.0.34.101.45.3.1"), 500);
  measure("bign 384", demo::KeyKind::by_384, bign("1.2.112.0.2.0.34.101.45.3.2"), 300);
  measure("bign 512", demo::KeyKind::by_512, bign("1.2.112.0.2.0.34.101.45.3.3"), 200);
  measure("SM2", demo::KeyKind::cn_sm2, sm2_curve(), 500);
  measure_digest("belt-hash", DigestAlgorithm::belt_hash);
  measure_digest("bash256", DigestAlgorithm::bash256);
  measure_digest("bash512", DigestAlgorithm::bash512);
  if (!all_right) {
    std::puts("WRONG: a good signature did not verify");
    return 1;
  }
  return 0;
}
