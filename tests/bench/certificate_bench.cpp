// Certificate: parse and fingerprint against OpenSSL's d2i_X509, which does not hash. Goal of
// design.md 10: at most 1/30 of it.

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>

#include "tests/bench/stopwatch.h"
#include "validators/pki/certificate.h"

namespace {

using senim::Bytes;
using senim::ByteView;
using senim::pki::Certificate;

void add_extension(::X509* x, const char* name, const char* value) {
  ::X509V3_CTX context;
  ::X509V3_set_ctx(&context, x, x, nullptr, nullptr, 0);
  ::CONF* const settings = ::NCONF_new(nullptr);
  ::X509V3_set_nconf(&context, settings);
  ::X509_EXTENSION* const extension = ::X509V3_EXT_nconf(settings, &context, name, value);
  ::X509_add_ext(x, extension, -1);
  ::X509_EXTENSION_free(extension);
  ::NCONF_free(settings);
}

void add_name(::X509_NAME* name, const char* type, const char* value) {
  ::X509_NAME_add_entry_by_txt(name, type, MBSTRING_UTF8, senim::as_bytes(value).data(), -1, -1, 0);
}

// As authorities issue them to people: RSA-2048, six attributes in each name, nine extensions.
Bytes leaf() {
  ::EVP_PKEY* const key = ::EVP_RSA_gen(2048);
  ::X509* const x = ::X509_new();
  ::X509_set_version(x, 2);
  ::ASN1_INTEGER_set_uint64(::X509_get_serialNumber(x), 0x1234567890abcdefU);
  for (::X509_NAME* const name : {::X509_get_subject_name(x), ::X509_get_issuer_name(x)}) {
    add_name(name, "C", "KZ");
    add_name(name, "O", "Example Organisation");
    add_name(name, "OU", "Example Unit");
    add_name(name, "CN", "A Person With A Name");
    add_name(name, "serialNumber", "IIN000000000000");
    add_name(name, "GN", "Person");
  }
  ::ASN1_TIME_set_string_X509(::X509_getm_notBefore(x), "20250101000000Z");
  ::ASN1_TIME_set_string_X509(::X509_getm_notAfter(x), "20260101000000Z");
  ::X509_set_pubkey(x, key);
  add_extension(x, "basicConstraints", "CA:FALSE");
  add_extension(x, "keyUsage", "critical,nonRepudiation,digitalSignature");
  add_extension(x, "extendedKeyUsage", "clientAuth,emailProtection");
  add_extension(x, "subjectKeyIdentifier", "hash");
  add_extension(x, "authorityKeyIdentifier", "keyid:always");
  add_extension(x, "certificatePolicies", "1.2.3.4.5");
  add_extension(x, "crlDistributionPoints", "URI:http://crl.example.org/ca.crl");
  add_extension(x, "authorityInfoAccess",
                "OCSP;URI:http://ocsp.example.org/,caIssuers;URI:http://example.org/ca.cer");
  add_extension(x, "subjectAltName", "email:person@example.org");
  ::X509_sign(x, key, ::EVP_sha256());
  Bytes octets(static_cast<std::size_t>(::i2d_X509(x, nullptr)));
  std::uint8_t* end = octets.data();
  ::i2d_X509(x, &end);
  ::X509_free(x);
  ::EVP_PKEY_free(key);
  return octets;
}

}  // namespace

int main() {
  const Bytes der = leaf();
  Certificate::Pool pool;
  std::size_t parsed = 0;
  const double openssl = senim::bench::cpu_seconds(
      [&der, &parsed] {
        const std::uint8_t* end = der.data();
        ::X509* const x = ::d2i_X509(nullptr, &end, static_cast<long>(der.size()));
        parsed += x != nullptr ? 1 : 0;
        ::X509_free(x);
      },
      2'000, 9);
  const double ours = senim::bench::cpu_seconds(
      [&der, &parsed] { parsed += Certificate::from_der(der).ok() ? 1U : 0U; }, 20'000, 9);
  const double pooled = senim::bench::cpu_seconds(
      [&der, &pool, &parsed] { parsed += Certificate::from_der(der, pool).ok() ? 1U : 0U; }, 20'000,
      9);
  const double hash = senim::bench::cpu_seconds(
      [&der, &parsed] { parsed += senim::crypto::sha256(der)[0]; }, 20'000, 9);
  const auto certificate = Certificate::from_der(der);
  const double matching = senim::bench::cpu_seconds(
      [&certificate, &parsed] { parsed += certificate->self_issued() ? 1U : 0U; }, 20'000, 9);
  std::printf("certificate of %zu octets\n", der.size());
  std::printf("d2i_X509                 %8.2f us\n", openssl * 1e6);
  std::printf("parse and fingerprint    %8.2f us  1/%.1f of d2i_X509 (goal: 1/30)\n", ours * 1e6,
              openssl / ours);
  std::printf("  of it SHA-256          %8.2f us\n", hash * 1e6);
  std::printf("found in the pool        %8.2f us  1/%.1f of d2i_X509\n", pooled * 1e6,
              openssl / pooled);
  std::printf("self_issued, equal names %8.2f us\n", matching * 1e6);
  return parsed == 0 ? 1 : 0;
}
