#include "tests/validators/pki/openssl_pki.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace senim::test {
namespace {

void must(bool succeeded) {
  if (!succeeded) {
    throw std::runtime_error("OpenSSL failed in a test's set-up");
  }
}

void set_name(::X509_NAME* name, const std::vector<std::pair<std::string, std::string>>& parts) {
  for (const auto& [type, value] : parts) {
    must(::X509_NAME_add_entry_by_txt(name, type.c_str(), MBSTRING_UTF8, as_bytes(value).data(),
                                      static_cast<int>(value.size()), -1, 0) == 1);
  }
}

}  // namespace

KeyPtr make_key(const std::string& curve) {
  KeyPtr key(curve.starts_with("RSA") ? ::EVP_RSA_gen(2048) : ::EVP_EC_gen(curve.c_str()));
  must(key != nullptr);
  return key;
}

X509Ptr make_certificate(const Wanted509& wanted, ::EVP_PKEY* key, ::EVP_PKEY* signer) {
  X509Ptr certificate(::X509_new());
  ::X509* const x = certificate.get();
  must(::X509_set_version(x, wanted.extensions.empty() ? 0 : 2) == 1);
  ::BIGNUM* number = nullptr;
  must(::BN_hex2bn(&number, wanted.serial_hex.c_str()) != 0);
  must(::BN_to_ASN1_INTEGER(number, ::X509_get_serialNumber(x)) != nullptr);
  ::BN_free(number);
  set_name(::X509_get_subject_name(x), wanted.subject);
  set_name(::X509_get_issuer_name(x), wanted.issuer);
  must(::ASN1_TIME_set_string_X509(::X509_getm_notBefore(x), wanted.not_before.c_str()) == 1);
  must(::ASN1_TIME_set_string_X509(::X509_getm_notAfter(x), wanted.not_after.c_str()) == 1);
  must(::X509_set_pubkey(x, key) == 1);
  ::X509V3_CTX context;
  const std::unique_ptr<::CONF, Freed<::CONF, ::NCONF_free>> settings(::NCONF_new(nullptr));
  ::X509V3_set_ctx(&context, x, x, nullptr, nullptr, 0);
  ::X509V3_set_nconf(&context, settings.get());
  for (const auto& [name, value] : wanted.extensions) {
    ::X509_EXTENSION* const extension =
        ::X509V3_EXT_nconf(settings.get(), &context, name.c_str(), value.c_str());
    must(extension != nullptr);
    must(::X509_add_ext(x, extension, -1) == 1);
    ::X509_EXTENSION_free(extension);
  }
  must(::X509_sign(x, signer, ::EVP_sha256()) > 0);
  return certificate;
}

Bytes der_of(::X509* certificate) {
  Bytes octets(static_cast<std::size_t>(::i2d_X509(certificate, nullptr)));
  std::uint8_t* end = octets.data();
  must(::i2d_X509(certificate, &end) > 0);
  return octets;
}

X509Ptr x509_of(ByteView der) {
  const std::uint8_t* end = der.data();
  X509Ptr certificate(::d2i_X509(nullptr, &end, static_cast<long>(der.size())));
  ::ERR_clear_error();
  return end == der.data() + der.size() ? std::move(certificate) : nullptr;
}

}  // namespace senim::test
