// DSTU 4145 verification beside OpenSSL's ECDSA_do_verify on the same binary curve (goals in
// verification.h); GOST 34.311 and Kupyna beside libcrypto's SHA-256.

#define OPENSSL_SUPPRESS_DEPRECATED  // EC_KEY: the measure, not the product
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

#include <cstdio>

#include "gateway/demo/sign_dstu.h"
#include "tests/bench/verification.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/dstu_curve.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;

namespace {

bool all_right = true;

void measure(std::size_t index, int times) {
  const demo::Key signer =
      demo::make_dstu_key({.curve = index, .parameters = demo::DstuSpec::Curve::spelt_out});
  const Bytes spki = signer.spki();
  const PublicKey key = PublicKey::from_spki(spki).value();
  const SignatureAlgorithm algorithm =
      read_signature_algorithm(signer.algorithm_identifier()).value();
  const Bytes message = to_bytes("message");
  const Bytes digest = crypto::digest(algorithm.digest, message).value();
  const Bytes value = signer.sign_cms(message);

  const EC_GROUP* const group = dstu_curve(index).group();
  const Ptr<EC_KEY, ::EC_KEY_free> ec(::EC_KEY_new());
  must(::EC_KEY_set_group(ec.get(), group));
  must(::EC_KEY_generate_key(ec.get()));
  const Ptr<ECDSA_SIG, ::ECDSA_SIG_free> ecdsa(
      ::ECDSA_do_sign(digest.data(), static_cast<int>(digest.size()), ec.get()));

  all_right =
      bench::measure({.name = key.name(),
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

void measure_digest(DigestAlgorithm algorithm) {
  const Bytes message(1 << 20, 0x5a);
  const double seconds =
      bench::cpu_seconds([&] { all_right = all_right && digest(algorithm, message).ok(); }, 5);
  std::printf("%-24s %7.1f MB/s\n", std::string(to_string(algorithm)).c_str(), 1.048576 / seconds);
}

}  // namespace

int main() {
  measure(6, 300);
  measure(9, 150);
  for (const auto algorithm :
       {DigestAlgorithm::gost_34311_95_dke1, DigestAlgorithm::gost_34311_95,
        DigestAlgorithm::kupyna256, DigestAlgorithm::kupyna512, DigestAlgorithm::sha256}) {
    measure_digest(algorithm);
  }
  if (!all_right) {
    std::puts("WRONG: a good signature did not verify");
    return 1;
  }
  return 0;
}
