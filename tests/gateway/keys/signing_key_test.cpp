#include "gateway/keys/signing_key.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "gateway/demo/certificate_maker.h"
#include "gateway/reports/report_signer.h"
#include "tests/gateway/scratch.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::keys;

namespace {

constexpr UtcTime kNow{Seconds{1764000000}};

demo::CertificateSpec spec_of(const char* name, bool ca) {
  demo::CertificateSpec spec;
  spec.subject = demo::simple_name(name);
  spec.not_before = kNow - Seconds(1000);
  spec.not_after = kNow + Seconds(1000);
  spec.ca = ca;
  return spec;
}

std::string pem_of(const Bytes& der) {
  std::string text = "-----BEGIN CERTIFICATE-----\n";
  const std::string base64 = crypto::to_base64(der);
  for (std::size_t at = 0; at < base64.size(); at += 64) {
    text += base64.substr(at, 64) + "\n";
  }
  return text + "-----END CERTIFICATE-----\n";
}

// root > middle > signer
struct Pki {
  demo::Party root =
      demo::make_root(spec_of("Root", true), demo::Key::generate(demo::KeyKind::p256));
  demo::Party middle =
      demo::make_issued(spec_of("Middle", true), demo::Key::generate(demo::KeyKind::p256), root);
  demo::Party signer;
  explicit Pki(demo::KeyKind kind)
      : signer(demo::make_issued(spec_of("Signer", false), demo::Key::generate(kind), middle)) {}
  std::string chain() const {
    return pem_of(signer.certificate) + pem_of(root.certificate) + pem_of(middle.certificate);
  }
};

X509* read_x509(const Bytes& der) {
  const unsigned char* at = der.data();
  return ::d2i_X509(nullptr, &at, static_cast<long>(der.size()));
}

using X509Ptr = crypto::Ptr<X509, ::X509_free>;

Bytes pkcs12_of(const Pki& pki, const char* password) {
  const std::string pem = pki.signer.key.pem();
  const crypto::Ptr<BIO, ::BIO_free_all> source(
      ::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const crypto::PkeyPtr key(::PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
  const X509Ptr signer(read_x509(pki.signer.certificate));
  const X509Ptr middle(read_x509(pki.middle.certificate));
  const X509Ptr root(read_x509(pki.root.certificate));
  STACK_OF(X509)* others = sk_X509_new_null();
  sk_X509_push(others, root.get());
  sk_X509_push(others, middle.get());
  const crypto::Ptr<PKCS12, ::PKCS12_free> store(
      ::PKCS12_create(password, "receipts", key.get(), signer.get(), others, 0, 0, 0, 0, 0));
  sk_X509_free(others);
  unsigned char* raw = nullptr;
  const int size = ::i2d_PKCS12(store.get(), &raw);
  REQUIRE(size > 0);
  const Bytes octets(raw, raw + size);
  OPENSSL_free(raw);
  return octets;
}

bool verifies(const SigningKey& key, ByteView message, ByteView value) {
  const auto public_key = crypto::PublicKey::from_spki(key.spki());
  REQUIRE(public_key.ok());
  const auto result =
      crypto::verify(*public_key, crypto::signature_by_jwa(key.jwa()), message, value);
  REQUIRE(result.ok());
  return *result;
}

}  // namespace

TEST_CASE("a key from PEM signs by the algorithm that goes with it", "[keys]") {
  struct Row {
    demo::KeyKind kind;
    const char* jwa;
    std::size_t size;
  };
  const Row row = GENERATE(values<Row>({{demo::KeyKind::p256, "ES256", 64},
                                        {demo::KeyKind::p384, "ES384", 96},
                                        {demo::KeyKind::p521, "ES512", 132},
                                        {demo::KeyKind::rsa_2048, "RS256", 256}}));
  CAPTURE(row.jwa);
  const Pki pki(row.kind);
  const auto key = key_from_pem(pki.signer.key.pem(), pki.chain(), "");
  REQUIRE(key.ok());
  CHECK((*key)->jwa() == row.jwa);
  REQUIRE((*key)->chain().size() == 2);
  CHECK((*key)->chain()[0] == pki.signer.certificate);
  CHECK((*key)->chain()[1] == pki.middle.certificate);
  CHECK((*key)->not_after() == kNow + Seconds(1000));
  for (int i = 0; i < 20; ++i) {  // r and s with leading zeros keep their width
    const auto value = (*key)->sign(as_bytes("message"));
    REQUIRE(value.ok());
    CHECK(value->size() == row.size);
    CHECK(verifies(**key, as_bytes("message"), *value));
    CHECK_FALSE(verifies(**key, as_bytes("messagf"), *value));
  }
  CHECK(crypto::drain_errors().empty());
}

TEST_CASE("a key that cannot be used is told apart", "[keys]") {
  const Pki pki(demo::KeyKind::p256);
  const Pki other(demo::KeyKind::p256);
  const auto code = [](const std::string& key, const std::string& chain) {
    const auto result = key_from_pem(key, chain, "");
    REQUIRE_FALSE(result.ok());
    return result.error().code;
  };
  CHECK(code("", pki.chain()) == ErrorCode::malformed);
  CHECK(code("nonsense", pki.chain()) == ErrorCode::malformed);
  CHECK(code(pki.signer.key.pem(), "") == ErrorCode::malformed);
  CHECK(code(pki.signer.key.pem(), other.chain()) == ErrorCode::denied);
  CHECK(code(pki.signer.key.pem(), pem_of(pki.middle.certificate) + pki.chain()) ==
        ErrorCode::denied);
  const Pki weak(demo::KeyKind::rsa_1024);
  CHECK(code(weak.signer.key.pem(), weak.chain()) == ErrorCode::unsupported);
  const Pki edwards(demo::KeyKind::ed25519);
  CHECK(code(edwards.signer.key.pem(), edwards.chain()) == ErrorCode::unsupported);
  const Pki brainpool(demo::KeyKind::brainpool_p256);
  CHECK(code(brainpool.signer.key.pem(), brainpool.chain()) == ErrorCode::unsupported);
  CHECK(crypto::drain_errors().empty());
}

TEST_CASE("a key from PKCS#12 opens with its password only", "[keys]") {
  const Pki pki(demo::KeyKind::p256);
  const Bytes file = pkcs12_of(pki, "secret");
  const auto key = key_from_pkcs12(file, "secret");
  REQUIRE(key.ok());
  REQUIRE((*key)->chain().size() == 2);
  CHECK((*key)->chain()[0] == pki.signer.certificate);
  CHECK((*key)->chain()[1] == pki.middle.certificate);
  const auto value = (*key)->sign(as_bytes("message"));
  REQUIRE(value.ok());
  CHECK(verifies(**key, as_bytes("message"), *value));
  CHECK(key_from_pkcs12(file, "Secret").error().code == ErrorCode::denied);
  CHECK(key_from_pkcs12(file, "").error().code == ErrorCode::denied);
  CHECK(key_from_pkcs12(as_bytes("nonsense"), "secret").error().code == ErrorCode::malformed);
}

TEST_CASE("an encrypted PEM key opens with its password only", "[keys]") {
  const Pki pki(demo::KeyKind::p256);
  const std::string plain = pki.signer.key.pem();
  const crypto::Ptr<BIO, ::BIO_free_all> source(
      ::BIO_new_mem_buf(plain.data(), static_cast<int>(plain.size())));
  const crypto::PkeyPtr read(::PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
  const crypto::Ptr<BIO, ::BIO_free_all> sink(::BIO_new(::BIO_s_mem()));
  REQUIRE(::PEM_write_bio_PKCS8PrivateKey(sink.get(), read.get(), ::EVP_aes_256_cbc(), "secret", 6,
                                          nullptr, nullptr) == 1);
  char* octets = nullptr;
  const long size = BIO_get_mem_data(sink.get(), &octets);
  const std::string encrypted(octets, static_cast<std::size_t>(size));
  CHECK(key_from_pem(encrypted, pki.chain(), "secret").ok());
  CHECK(key_from_pem(encrypted, pki.chain(), "secreT").error().code == ErrorCode::denied);
  CHECK(key_from_pem(encrypted, pki.chain(), "").error().code == ErrorCode::denied);
}

TEST_CASE("the demo key is made once with modes that keep it private", "[keys]") {
  const test::Scratch scratch;
  const auto folder = scratch / "demo";
  const auto first = demo_key(folder, kNow);
  REQUIRE(first.ok());
  CHECK((*first)->jwa() == "ES256");
  REQUIRE((*first)->chain().size() == 1);
  const auto again = demo_key(folder, kNow + Seconds(86'400));
  REQUIRE(again.ok());
  CHECK((*again)->fingerprint() == (*first)->fingerprint());
  struct stat state {};
  REQUIRE(::stat((folder / "receipt-key.pem").c_str(), &state) == 0);
  CHECK((state.st_mode & 0777) == 0600);
  REQUIRE(::stat(folder.c_str(), &state) == 0);
  CHECK((state.st_mode & 0777) == 0700);
  const auto renewed = demo_key(folder, kNow + Seconds(340 * 86'400));
  REQUIRE(renewed.ok());
  CHECK((*renewed)->fingerprint() != (*first)->fingerprint());
  std::ofstream(folder / "receipt-key.pem") << "damaged";
  CHECK(demo_key(folder, kNow + Seconds(340 * 86'400)).ok());
}
