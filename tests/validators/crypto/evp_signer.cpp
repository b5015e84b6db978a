#include "tests/validators/crypto/evp_signer.h"

#include <openssl/core_names.h>
#include <openssl/dsa.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdexcept>

namespace senim::crypto::test {

namespace {

const EVP_MD* md_of(DigestAlgorithm digest) {
  if (digest == DigestAlgorithm::unknown) {
    return nullptr;
  }
  const std::string name = digest_oid(digest).dotted();
  const EVP_MD* const md = ::EVP_get_digestbynid(::OBJ_txt2nid(name.c_str()));
  if (md == nullptr) {
    throw std::runtime_error("no EVP digest " + name);
  }
  return md;
}

void set_padding(EVP_PKEY_CTX* context, const SignatureAlgorithm& algorithm) {
  if (algorithm.scheme != SignatureScheme::rsa_pss) {
    return;
  }
  must(::EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING));
  must(::EVP_PKEY_CTX_set_rsa_mgf1_md(context, md_of(algorithm.pss->mgf_digest)));
  must(::EVP_PKEY_CTX_set_rsa_pss_saltlen(context, static_cast<int>(algorithm.pss->salt_length)));
}

PkeyPtr generate(const char* type, const OSSL_PARAM* parameters) {
  const PkeyCtxPtr context(::EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  must(context == nullptr ? 0 : ::EVP_PKEY_keygen_init(context.get()));
  if (parameters != nullptr) {
    must(::EVP_PKEY_CTX_set_params(context.get(), parameters));
  }
  EVP_PKEY* key = nullptr;
  must(::EVP_PKEY_generate(context.get(), &key));
  return PkeyPtr(key);
}

}  // namespace

PkeyPtr make_rsa(unsigned bits) {
  std::size_t size = bits;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &size),
                                   OSSL_PARAM_construct_end()};
  return generate("RSA", parameters);
}

PkeyPtr make_rsa_pss(unsigned bits) {
  std::size_t size = bits;
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_size_t(OSSL_PKEY_PARAM_RSA_BITS, &size),
                                   OSSL_PARAM_construct_end()};
  return generate("RSA-PSS", parameters);
}

PkeyPtr make_ec(const char* curve) { return PkeyPtr(::EVP_EC_gen(curve)); }

PkeyPtr make_edwards(const char* type) { return generate(type, nullptr); }

PkeyPtr make_dsa(unsigned p_bits, unsigned q_bits) {
  const PkeyCtxPtr context(::EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr));
  must(::EVP_PKEY_paramgen_init(context.get()));
  must(::EVP_PKEY_CTX_set_dsa_paramgen_bits(context.get(), static_cast<int>(p_bits)));
  must(::EVP_PKEY_CTX_set_dsa_paramgen_q_bits(context.get(), static_cast<int>(q_bits)));
  EVP_PKEY* parameters = nullptr;
  must(::EVP_PKEY_paramgen(context.get(), &parameters));
  const PkeyPtr owned(parameters);
  const PkeyCtxPtr generator(::EVP_PKEY_CTX_new_from_pkey(nullptr, parameters, nullptr));
  must(::EVP_PKEY_keygen_init(generator.get()));
  EVP_PKEY* key = nullptr;
  must(::EVP_PKEY_keygen(generator.get(), &key));
  return PkeyPtr(key);
}

Bytes spki_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = ::i2d_PUBKEY(key, &der);
  must(size > 0 ? 1 : 0);
  Bytes spki(der, der + size);
  ::OPENSSL_free(der);
  return spki;
}

Bytes plain_of(ByteView der, std::size_t width) {
  const unsigned char* at = der.data();
  const Ptr<ECDSA_SIG, ::ECDSA_SIG_free> pair(
      ::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  must(pair == nullptr ? 0 : 1);
  Bytes plain(2 * width);
  ::BN_bn2binpad(::ECDSA_SIG_get0_r(pair.get()), plain.data(), static_cast<int>(width));
  ::BN_bn2binpad(::ECDSA_SIG_get0_s(pair.get()), plain.data() + width, static_cast<int>(width));
  return plain;
}

Bytes sign(EVP_PKEY* key, const SignatureAlgorithm& algorithm, ByteView message) {
  const MdCtxPtr context(::EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = nullptr;
  must(::EVP_DigestSignInit(context.get(), &inner, md_of(algorithm.digest), nullptr, key));
  set_padding(inner, algorithm);
  std::size_t size = 0;
  must(::EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()));
  Bytes value(size);
  must(::EVP_DigestSign(context.get(), value.data(), &size, message.data(), message.size()));
  value.resize(size);
  const bool pair =
      algorithm.scheme == SignatureScheme::ecdsa || algorithm.scheme == SignatureScheme::dsa;
  if (!pair || algorithm.encoding == ValueEncoding::der) {
    return value;
  }
  BIGNUM* order = nullptr;
  must(::EVP_PKEY_get_bn_param(
      key,
      algorithm.scheme == SignatureScheme::dsa ? OSSL_PKEY_PARAM_FFC_Q : OSSL_PKEY_PARAM_EC_ORDER,
      &order));
  const BignumPtr owned(order);
  return plain_of(value, static_cast<std::size_t>(BN_num_bytes(order)));
}

Bytes sign_encoded(EVP_PKEY* key, ByteView encoded) {
  const PkeyCtxPtr context(::EVP_PKEY_CTX_new(key, nullptr));
  must(::EVP_PKEY_sign_init(context.get()));
  must(::EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING));
  Bytes value(encoded.size());
  std::size_t size = value.size();
  must(::EVP_PKEY_sign(context.get(), value.data(), &size, encoded.data(), encoded.size()));
  return value;
}

bool evp_verify(EVP_PKEY* key, const SignatureAlgorithm& algorithm, ByteView message,
                ByteView value) {
  const MdCtxPtr context(::EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = nullptr;
  must(::EVP_DigestVerifyInit(context.get(), &inner, md_of(algorithm.digest), nullptr, key));
  set_padding(inner, algorithm);
  const bool verified = ::EVP_DigestVerify(context.get(), value.data(), value.size(),
                                           message.data(), message.size()) == 1;
  drain_errors();
  return verified;
}

}  // namespace senim::crypto::test
