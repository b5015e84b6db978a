// DSTU 4145 verification beside OpenSSL's ECDSA_do_verify on the same binary curve; two threads
// beside an integer loop; GOST 34.311 and Kupyna beside libcrypto's SHA-256. Goals of issue 3: at
// most 1.3 times, and 90 % of the integer loop's scaling.

#define OPENSSL_SUPPRESS_DEPRECATED  // EC_KEY: the measure, not the product
#include <openssl/ec.h>
#include <openssl/ecdsa.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>

#include "gateway/demo/sign_dstu.h"
#include "tests/bench/stopwatch.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/dstu_curve.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;

namespace {

bool all_right = true;

// Wall seconds that `threads` of `work` take together.
double wall(int threads, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back(work);
  }
  for (std::thread& one : running) {
    one.join();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double scaling(const std::function<void()>& work) { return 2 * wall(1, work) / wall(2, work); }

void integers() {
  static std::atomic<std::uint64_t> sink{0};
  std::uint64_t value = 1;
  for (int i = 0; i < 100'000'000; ++i) {
    value = value * 6364136223846793005U + 1442695040888963407U;
  }
  sink.fetch_add(value);
}

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

  const double reference = bench::cpu_seconds(
      [&] {
        all_right = all_right && ::ECDSA_do_verify(digest.data(), static_cast<int>(digest.size()),
                                                   ecdsa.get(), ec.get()) == 1;
      },
      times);
  const double known = bench::cpu_seconds(
      [&] { all_right = all_right && verify_digest(key, algorithm, digest, value).value(); },
      times);
  const double fresh = bench::cpu_seconds(
      [&] {
        all_right =
            all_right &&
            verify_digest(PublicKey::from_spki(spki).value(), algorithm, digest, value).value();
      },
      times);
  const double two = scaling([&] {
    for (int i = 0; i < times; ++i) {
      (void)verify_digest(key, algorithm, digest, value).value();
    }
  });
  std::printf(
      "%-16s ECDSA %7.1f us   verify %7.1f us (x%.2f)   key and verify %7.1f us (x%.2f)   two "
      "threads x%.2f (integers x%.2f)\n",
      key.name().c_str(), reference * 1e6, known * 1e6, known / reference, fresh * 1e6,
      fresh / reference, two, scaling(integers));
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
