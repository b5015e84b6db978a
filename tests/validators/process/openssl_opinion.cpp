#include "tests/validators/process/openssl_opinion.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <memory>

namespace senim::process::test {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using CmsPtr = std::unique_ptr<CMS_ContentInfo, Deleter<::CMS_ContentInfo_free>>;
using BioPtr = std::unique_ptr<BIO, Deleter<::BIO_free_all>>;

CmsPtr read(ByteView cms) {
  const unsigned char* at = cms.data();
  CmsPtr message(::d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size())));
  ::ERR_clear_error();
  return message;
}

}  // namespace

bool openssl_verifies(ByteView cms, std::optional<ByteView> content) {
  const CmsPtr message = read(cms);
  if (!message) {
    return false;
  }
  const BioPtr data(content ? ::BIO_new_mem_buf(content->data(), static_cast<int>(content->size()))
                            : nullptr);
  const int verified = ::CMS_verify(message.get(), nullptr, nullptr, data.get(), nullptr,
                                    CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY);
  ::ERR_clear_error();
  return verified == 1;
}

std::vector<bool> openssl_verifies_each(ByteView cms, std::optional<ByteView> content) {
  const CmsPtr message = read(cms);
  if (!message || ::CMS_set1_signers_certs(message.get(), nullptr, 0) <= 0) {
    ::ERR_clear_error();
    return {};
  }
  const BioPtr data(content ? ::BIO_new_mem_buf(content->data(), static_cast<int>(content->size()))
                            : nullptr);
  BIO* const chain = ::CMS_dataInit(message.get(), data.get());
  if (chain == nullptr) {
    ::ERR_clear_error();
    return {};
  }
  std::array<char, 4096> sink{};
  while (::BIO_read(chain, sink.data(), static_cast<int>(sink.size())) > 0) {
  }
  std::vector<bool> verdicts;
  STACK_OF(CMS_SignerInfo)* const signers = ::CMS_get0_SignerInfos(message.get());
  for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i) {
    CMS_SignerInfo* const info = sk_CMS_SignerInfo_value(signers, i);
    const bool attributes =
        ::CMS_signed_get_attr_count(info) < 0 || ::CMS_SignerInfo_verify(info) == 1;
    verdicts.push_back(attributes && ::CMS_SignerInfo_verify_content(info, chain) == 1);
  }
  // The filters of CMS_dataInit; what they stand on is `data`, or belongs to the message.
  for (BIO* at = chain; at != nullptr && at != data.get();) {
    BIO* const next = ::BIO_pop(at);
    ::BIO_free(at);
    at = next;
  }
  ::ERR_clear_error();
  return verdicts;
}

bool openssl_verifies_pure(ByteView certificate, ByteView message, ByteView value) {
  const unsigned char* at = certificate.data();
  const std::unique_ptr<X509, Deleter<::X509_free>> read(
      ::d2i_X509(nullptr, &at, static_cast<long>(certificate.size())));
  const std::unique_ptr<EVP_MD_CTX, Deleter<::EVP_MD_CTX_free>> context(::EVP_MD_CTX_new());
  const bool valid = read &&
                     ::EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr,
                                            ::X509_get0_pubkey(read.get())) == 1 &&
                     ::EVP_DigestVerify(context.get(), value.data(), value.size(), message.data(),
                                        message.size()) == 1;
  ::ERR_clear_error();
  return valid;
}

std::optional<CmsForm> openssl_form(ByteView cms) {
  const CmsPtr message = read(cms);
  if (!message || ::OBJ_obj2nid(::CMS_get0_type(message.get())) != NID_pkcs7_signed) {
    ::ERR_clear_error();
    return std::nullopt;
  }
  CmsForm form;
  ASN1_OCTET_STRING** const content = ::CMS_get0_content(message.get());
  if (content != nullptr && *content != nullptr) {
    const unsigned char* const octets = ::ASN1_STRING_get0_data(*content);
    form.content.assign(octets, octets + ::ASN1_STRING_length(*content));
  }
  STACK_OF(CMS_SignerInfo)* const signers = ::CMS_get0_SignerInfos(message.get());
  for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i) {
    const CMS_SignerInfo* const info = sk_CMS_SignerInfo_value(signers, i);
    CmsForm::Signer signer;
    for (int j = 0; j < ::CMS_signed_get_attr_count(info); ++j) {
      X509_ATTRIBUTE* const attribute = ::CMS_signed_get_attr(info, j);
      Bytes octets(static_cast<std::size_t>(::i2d_X509_ATTRIBUTE(attribute, nullptr)));
      unsigned char* at = octets.data();
      ::i2d_X509_ATTRIBUTE(attribute, &at);
      signer.attributes.push_back(std::move(octets));
    }
    std::ranges::sort(signer.attributes);
    form.signers.push_back(std::move(signer));
  }
  ::ERR_clear_error();
  return form;
}

}  // namespace senim::process::test
