// A program of its own: what OpenSSL allocates is counted from its first allocation on. Curves are
// built once; a verification that built one would show here as some fifty allocations.

#define OPENSSL_SUPPRESS_DEPRECATED  // EC_KEY: the measure, not the product
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "gateway/demo/key.h"
#include "gateway/demo/sign_dstu.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;

namespace {

std::atomic<long> allocated{0};

void* counted_malloc(std::size_t size, const char*, int) {
  ++allocated;
  return std::malloc(size);
}
void* counted_realloc(void* at, std::size_t size, const char*, int) {
  ++allocated;
  return std::realloc(at, size);
}
void uncounted_free(void* at, const char*, int) { std::free(at); }

const bool counting =
    ::CRYPTO_set_mem_functions(counted_malloc, counted_realloc, uncounted_free) == 1;

template <typename Work>
long allocations(Work work) {
  work();  // what is made once is made now
  const long before = allocated;
  for (int i = 0; i < 10; ++i) {
    work();
  }
  return (allocated - before) / 10;
}

// ECDSA_do_verify on a prime curve with explicit parameters.
long of_ecdsa(const char* name, std::size_t width) {
  const GroupPtr named(::EC_GROUP_new_by_curve_name(::OBJ_txt2nid(name)));
  const BignumPtr p(::BN_new());
  const BignumPtr a(::BN_new());
  const BignumPtr b(::BN_new());
  must(::EC_GROUP_get_curve(named.get(), p.get(), a.get(), b.get(), nullptr));
  const GroupPtr group(::EC_GROUP_new_curve_GFp(p.get(), a.get(), b.get(), nullptr));
  const BignumPtr x(::BN_new());
  const BignumPtr y(::BN_new());
  must(::EC_POINT_get_affine_coordinates(named.get(), ::EC_GROUP_get0_generator(named.get()),
                                         x.get(), y.get(), nullptr));
  const PointPtr base(::EC_POINT_new(group.get()));
  must(::EC_POINT_set_affine_coordinates(group.get(), base.get(), x.get(), y.get(), nullptr));
  must(::EC_GROUP_set_generator(group.get(), base.get(), ::EC_GROUP_get0_order(named.get()),
                                ::BN_value_one()));
  const Ptr<EC_KEY, ::EC_KEY_free> key(::EC_KEY_new());
  must(::EC_KEY_set_group(key.get(), group.get()));
  must(::EC_KEY_generate_key(key.get()));
  const Bytes digest(width, 0x5a);
  const Ptr<ECDSA_SIG, ::ECDSA_SIG_free> value(
      ::ECDSA_do_sign(digest.data(), static_cast<int>(width), key.get()));
  return allocations([&] {
    REQUIRE(::ECDSA_do_verify(digest.data(), static_cast<int>(width), value.get(), key.get()) == 1);
  });
}

long of_group() {
  return allocations([] {
    const GroupPtr built(::EC_GROUP_new_by_curve_name(NID_brainpoolP512r1));
    REQUIRE(built != nullptr);
  });
}

}  // namespace

TEST_CASE("no verification of a national signature builds its curve", "[crypto]") {
  REQUIRE(counting);
  const auto kind =
      GENERATE(demo::KeyKind::kz_2015_512, demo::KeyKind::kz_2015_256, demo::KeyKind::kz_2004,
               demo::KeyKind::ru_2012_256, demo::KeyKind::ru_2012_512, demo::KeyKind::ru_2001,
               demo::KeyKind::by_256, demo::KeyKind::by_384, demo::KeyKind::by_512,
               demo::KeyKind::cn_sm2, demo::KeyKind::ua_257, demo::KeyKind::ua_431);
  const demo::Key signer = demo::Key::generate(kind);
  const Bytes spki = signer.spki();
  const PublicKey key = PublicKey::from_spki(spki).value();
  const SignatureAlgorithm algorithm =
      read_signature_algorithm(signer.algorithm_identifier()).value();
  const Bytes message = to_bytes("message");
  const Bytes value = signer.sign(message);
  const long ours = allocations([&] { REQUIRE(verify(key, algorithm, message, value).value()); });
  const long fresh = allocations([&] {
    REQUIRE(verify(PublicKey::from_spki(spki).value(), algorithm, message, value).value());
  });
  const long ecdsa =
      key.bits() > 300 ? of_ecdsa("brainpoolP512r1", 64) : of_ecdsa("brainpoolP256r1", 32);
  CAPTURE(key.name(), ours, fresh, ecdsa, of_group());
  CHECK(ours <= 2 * ecdsa);
  // When the key is read its point is made and little more; on a curve with cofactor 4 it is
  // multiplied once, which is less than a verification.
  const bool cofactor = kind == demo::KeyKind::kz_2015_256 || kind == demo::KeyKind::ru_2012_256;
  CHECK(fresh < ours + (cofactor ? ours : of_group() / 2));
}
