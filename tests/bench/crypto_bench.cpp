// What naming, checking and dispatching cost above the arithmetic: verify() with a key decoded once
// and with a key decoded each time, against EVP with every object fetched before the loop; SHA-256
// of 1 KB against EVP.

#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstdio>

#include "tests/bench/stopwatch.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;

namespace {

const Bytes kMessage(1024, 0x5a);
bool all_right = true;

void expect(bool right) { all_right = all_right && right; }

Bytes spki_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = ::i2d_PUBKEY(key, &der);
  must(size > 0 ? 1 : 0);
  Bytes spki(der, der + size);
  ::OPENSSL_free(der);
  return spki;
}

Bytes sign(EVP_PKEY* key, const EVP_MD* md) {
  const MdCtxPtr context(::EVP_MD_CTX_new());
  must(::EVP_DigestSignInit(context.get(), nullptr, md, nullptr, key));
  std::size_t size = 0;
  must(::EVP_DigestSign(context.get(), nullptr, &size, kMessage.data(), kMessage.size()));
  Bytes value(size);
  must(::EVP_DigestSign(context.get(), value.data(), &size, kMessage.data(), kMessage.size()));
  value.resize(size);
  return value;
}

struct Times {
  double evp = 0;
  double known = 0;
  double fresh = 0;
};

void report(const char* name, const Times& times) {
  std::printf(
      "%-10s EVP prefetched %7.2f us   verify %7.2f us (x%.2f)   key and verify %7.2f us (x%.2f)\n",
      name, times.evp * 1e6, times.known * 1e6, times.known / times.evp, times.fresh * 1e6,
      times.fresh / times.evp);
}

// The message is hashed in all three; EVP's context is copied from one that has been initialised.
void measure(const char* name, EVP_PKEY* evp, const char* digest_name,
             const SignatureAlgorithm& algorithm, int times) {
  const MdPtr md(digest_name == nullptr ? nullptr : ::EVP_MD_fetch(nullptr, digest_name, nullptr));
  const Bytes value = sign(evp, md.get());
  const Bytes spki = spki_of(evp);
  const unsigned char* at = spki.data();
  const PkeyPtr public_key(::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
  const PublicKey key = PublicKey::from_spki(spki).value();

  const PkeyCtxPtr prefetched(::EVP_PKEY_CTX_new_from_pkey(nullptr, public_key.get(), nullptr));
  const MdCtxPtr hashing(::EVP_MD_CTX_new());
  Times measured;
  if (md != nullptr) {
    must(::EVP_PKEY_verify_init(prefetched.get()));
    must(::EVP_PKEY_CTX_set_signature_md(prefetched.get(), md.get()));
    measured.evp = bench::cpu_seconds(
        [&] {
          Bytes hash(32);
          must(::EVP_DigestInit_ex2(hashing.get(), md.get(), nullptr));
          must(::EVP_DigestUpdate(hashing.get(), kMessage.data(), kMessage.size()));
          must(::EVP_DigestFinal_ex(hashing.get(), hash.data(), nullptr));
          expect(::EVP_PKEY_verify(prefetched.get(), value.data(), value.size(), hash.data(),
                                   hash.size()) == 1);
        },
        times);
  } else {
    must(::EVP_DigestVerifyInit(hashing.get(), nullptr, nullptr, nullptr, public_key.get()));
    measured.evp = bench::cpu_seconds(
        [&] {
          expect(::EVP_DigestVerify(hashing.get(), value.data(), value.size(), kMessage.data(),
                                    kMessage.size()) == 1);
        },
        times);
  }
  measured.known =
      bench::cpu_seconds([&] { expect(verify(key, algorithm, kMessage, value).value()); }, times);
  measured.fresh = bench::cpu_seconds(
      [&] {
        expect(verify(PublicKey::from_spki(spki).value(), algorithm, kMessage, value).value());
      },
      times);
  report(name, measured);
}

PkeyPtr edwards() {
  const PkeyCtxPtr context(::EVP_PKEY_CTX_new_from_name(nullptr, "ED25519", nullptr));
  must(::EVP_PKEY_keygen_init(context.get()));
  EVP_PKEY* key = nullptr;
  must(::EVP_PKEY_generate(context.get(), &key));
  return PkeyPtr(key);
}

void measure_sha256() {
  const MdPtr md(::EVP_MD_fetch(nullptr, "SHA256", nullptr));
  const MdCtxPtr context(::EVP_MD_CTX_new());
  Sha256 result{};
  const double evp = bench::cpu_seconds(
      [&] {
        must(::EVP_DigestInit_ex2(context.get(), md.get(), nullptr));
        must(::EVP_DigestUpdate(context.get(), kMessage.data(), kMessage.size()));
        must(::EVP_DigestFinal_ex(context.get(), result.data(), nullptr));
      },
      100000);
  const double ours = bench::cpu_seconds([&] { expect(sha256(kMessage) == result); }, 100000);
  const double bytes =
      bench::cpu_seconds([&] { expect(digest(DigestAlgorithm::sha256, kMessage).ok()); }, 100000);
  std::printf(
      "SHA-256 1 KB: EVP prefetched %.3f us   sha256 %.3f us (x%.2f)   digest %.3f us (x%.2f)\n",
      evp * 1e6, ours * 1e6, ours / evp, bytes * 1e6, bytes / evp);
}

}  // namespace

int main() {
  const PkeyPtr rsa(::EVP_RSA_gen(2048));
  SignatureAlgorithm algorithm = signature_by_jwa("RS256");
  measure("RSA-2048", rsa.get(), "SHA256", algorithm, 5000);
  const PkeyPtr ec(::EVP_EC_gen("P-256"));
  algorithm = signature_by_jwa("ES256");
  algorithm.encoding = ValueEncoding::der;
  measure("P-256", ec.get(), "SHA256", algorithm, 2000);
  measure("Ed25519", edwards().get(), nullptr, signature_by_jwa("EdDSA"), 1000);
  measure_sha256();
  std::printf("%s\n", all_right ? "all answers as expected" : "WRONG ANSWERS");
  return all_right ? 0 : 1;
}
