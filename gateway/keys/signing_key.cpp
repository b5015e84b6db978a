#include "gateway/keys/signing_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>
#include <utility>

#include "validators/crypto/openssl.h"

namespace senim::keys {
namespace {

using BioPtr = crypto::Ptr<BIO, ::BIO_free_all>;
using KeyPtr = crypto::PkeyPtr;
using CertificatePtr = crypto::Ptr<X509, ::X509_free>;
using Pkcs12Ptr = crypto::Ptr<PKCS12, ::PKCS12_free>;
using EcdsaPtr = crypto::Ptr<ECDSA_SIG, ::ECDSA_SIG_free>;
using ContextPtr = crypto::MdCtxPtr;
void free_stack(STACK_OF(X509) * stack) { sk_X509_pop_free(stack, ::X509_free); }
using StackPtr = crypto::Ptr<STACK_OF(X509), free_stack>;
void free_octets(unsigned char* octets) { OPENSSL_free(octets); }
using OctetsPtr = crypto::Ptr<unsigned char, free_octets>;

// NIST SP 800-131A: 2048 bits is the least that may still sign.
constexpr int kMinRsaBits = 2048;
constexpr std::size_t kMaxFile = std::numeric_limits<int>::max();  // what a BIO can hold

Error failed(ErrorCode code, std::string_view what) {
  return Error{code, "signing key: " + std::string(what) + " (" + crypto::drain_errors() + ")"};
}

struct Algorithm {
  std::string_view jwa;
  const EVP_MD* digest = nullptr;
  std::size_t half = 0;  // octets of r and of s; 0 for RSA
};

Result<Algorithm> algorithm_of(EVP_PKEY* key) {
  if (::EVP_PKEY_is_a(key, "RSA") == 1) {
    if (::EVP_PKEY_get_bits(key) < kMinRsaBits) {
      return Error{ErrorCode::unsupported, "signing key: RSA below 2048 bits"};
    }
    return Algorithm{"RS256", ::EVP_sha256(), 0};
  }
  std::array<char, 64> group{};
  if (::EVP_PKEY_is_a(key, "EC") == 1 &&
      ::EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1) {
    const std::string_view name = group.data();
    if (name == "prime256v1") {
      return Algorithm{"ES256", ::EVP_sha256(), 32};
    }
    if (name == "secp384r1") {
      return Algorithm{"ES384", ::EVP_sha384(), 48};
    }
    if (name == "secp521r1") {
      return Algorithm{"ES512", ::EVP_sha512(), 66};
    }
  }
  static_cast<void>(crypto::drain_errors());
  return Error{ErrorCode::unsupported,
               "signing key: only EC on P-256, P-384, P-521 and RSA can sign receipts"};
}

// RFC 7518 3.4: r and s as octets of fixed width, one after the other.
Result<Bytes> plain_ecdsa(ByteView der, std::size_t half) {
  const unsigned char* at = der.data();
  const EcdsaPtr value(::d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  Bytes plain(2 * half);
  const auto width = static_cast<int>(half);
  if (value == nullptr ||
      ::BN_bn2binpad(::ECDSA_SIG_get0_r(value.get()), plain.data(), width) != width ||
      ::BN_bn2binpad(::ECDSA_SIG_get0_s(value.get()), plain.data() + half, width) != width) {
    return failed(ErrorCode::internal, "cannot write the signature value");
  }
  return plain;
}

Result<UtcTime> time_of(const ASN1_TIME* time) {
  std::tm fields{};
  if (::ASN1_TIME_to_tm(time, &fields) != 1) {
    return failed(ErrorCode::malformed, "the certificate's validity cannot be read");
  }
  return make_utc(fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday, fields.tm_hour,
                  fields.tm_min, fields.tm_sec);
}

Result<Bytes> der_of(X509* certificate) {
  unsigned char* raw = nullptr;
  const int size = ::i2d_X509(certificate, &raw);
  const OctetsPtr octets(raw);
  if (size <= 0) {
    return failed(ErrorCode::malformed, "a certificate cannot be written");
  }
  return Bytes(octets.get(), octets.get() + size);
}

bool self_issued(const X509* certificate) {
  return ::X509_NAME_cmp(::X509_get_subject_name(certificate),
                         ::X509_get_issuer_name(certificate)) == 0;
}

// The signer, its issuer, and so on, whatever order the file has them in; report.md 3: x5c holds no
// root (unless the signer is one).
std::vector<X509*> in_order(X509* signer, std::vector<X509*> others) {
  std::vector<X509*> chain = {signer};
  while (!self_issued(chain.back())) {
    const auto next = std::ranges::find_if(others, [&](const X509* candidate) {
      return !self_issued(candidate) && ::X509_NAME_cmp(::X509_get_subject_name(candidate),
                                                        ::X509_get_issuer_name(chain.back())) == 0;
    });
    if (next == others.end()) {
      break;
    }
    chain.push_back(*next);
    others.erase(next);
  }
  return chain;
}

class SoftwareKey final : public SigningKey {
 public:
  static Result<std::unique_ptr<SigningKey>> make(KeyPtr key, X509* signer,
                                                  const std::vector<X509*>& issuers) {
    if (::X509_check_private_key(signer, key.get()) != 1) {
      return failed(ErrorCode::denied, "the first certificate is not that of the key");
    }
    auto made = std::unique_ptr<SoftwareKey>(new SoftwareKey);
    SENIM_TRY(made->algorithm_, algorithm_of(key.get()));
    for (X509* certificate : in_order(signer, issuers)) {
      SENIM_TRY(Bytes der, der_of(certificate));
      made->chain_.push_back(std::move(der));
    }
    unsigned char* raw = nullptr;
    const int size = ::i2d_PUBKEY(key.get(), &raw);
    const OctetsPtr spki(raw);
    if (size <= 0) {
      return failed(ErrorCode::malformed, "the public key cannot be written");
    }
    made->spki_.assign(spki.get(), spki.get() + size);
    SENIM_TRY(made->not_before_, time_of(::X509_get0_notBefore(signer)));
    SENIM_TRY(made->not_after_, time_of(::X509_get0_notAfter(signer)));
    made->key_ = std::move(key);
    return std::unique_ptr<SigningKey>(std::move(made));
  }

  const std::vector<Bytes>& chain() const override { return chain_; }
  const Bytes& spki() const override { return spki_; }
  std::string_view jwa() const override { return algorithm_.jwa; }
  UtcTime not_before() const override { return not_before_; }
  UtcTime not_after() const override { return not_after_; }

  Result<Bytes> sign(ByteView octets) const override {
    const ContextPtr context(::EVP_MD_CTX_new());
    std::size_t size = 0;
    if (context == nullptr ||
        ::EVP_DigestSignInit(context.get(), nullptr, algorithm_.digest, nullptr, key_.get()) != 1 ||
        ::EVP_DigestSign(context.get(), nullptr, &size, octets.data(), octets.size()) != 1) {
      return failed(ErrorCode::internal, "cannot sign");
    }
    Bytes value(size);
    if (::EVP_DigestSign(context.get(), value.data(), &size, octets.data(), octets.size()) != 1) {
      return failed(ErrorCode::internal, "cannot sign");
    }
    value.resize(size);
    return algorithm_.half == 0 ? Result<Bytes>(std::move(value))
                                : plain_ecdsa(value, algorithm_.half);
  }

 private:
  SoftwareKey() = default;
  KeyPtr key_;
  Algorithm algorithm_;
  std::vector<Bytes> chain_;
  Bytes spki_;
  UtcTime not_before_{};
  UtcTime not_after_{};
};

BioPtr reader(std::string_view text) {
  return BioPtr(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// OpenSSL asks for the password through this; without one it would ask the terminal.
int give_password(char* buffer, int size, int, void* given) {
  const auto& password = *static_cast<const std::string*>(given);
  if (password.empty() || password.size() > static_cast<std::size_t>(size)) {
    return -1;
  }
  password.copy(buffer, password.size());
  return static_cast<int>(password.size());
}

}  // namespace

Result<std::unique_ptr<SigningKey>> key_from_pem(std::string_view key, std::string_view chain,
                                                 const std::string& password) {
  if (key.size() > kMaxFile || chain.size() > kMaxFile) {
    return Error{ErrorCode::limit_exceeded, "signing key: file too long"};
  }
  std::string secret = password;
  KeyPtr read(::PEM_read_bio_PrivateKey(reader(key).get(), nullptr, give_password, &secret));
  if (read == nullptr) {
    return failed(
        key.find("ENCRYPTED") == std::string_view::npos ? ErrorCode::malformed : ErrorCode::denied,
        "no private key in PEM that this password opens");
  }
  const BioPtr source = reader(chain);
  std::vector<CertificatePtr> owned;
  std::vector<X509*> issuers;
  while (CertificatePtr certificate{
      ::PEM_read_bio_X509(source.get(), nullptr, give_password, &secret)}) {
    if (!owned.empty()) {
      issuers.push_back(certificate.get());
    }
    owned.push_back(std::move(certificate));
  }
  static_cast<void>(crypto::drain_errors());  // the end of a PEM file is an error to OpenSSL
  if (owned.empty()) {
    return Error{ErrorCode::malformed, "signing key: no certificate in PEM"};
  }
  return SoftwareKey::make(std::move(read), owned.front().get(), issuers);
}

Result<std::unique_ptr<SigningKey>> key_from_pkcs12(ByteView file, const std::string& password) {
  const unsigned char* at = file.data();
  const Pkcs12Ptr store(::d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (store == nullptr) {
    return failed(ErrorCode::malformed, "not PKCS#12");
  }
  EVP_PKEY* raw_key = nullptr;
  X509* raw_signer = nullptr;
  STACK_OF(X509)* raw_issuers = nullptr;
  const int opened =
      ::PKCS12_parse(store.get(), password.c_str(), &raw_key, &raw_signer, &raw_issuers);
  KeyPtr key(raw_key);
  const CertificatePtr signer(raw_signer);
  const StackPtr issuers(raw_issuers);
  if (opened != 1) {
    return failed(ErrorCode::denied, "this password does not open the PKCS#12 file");
  }
  if (key == nullptr || signer == nullptr) {
    return failed(ErrorCode::malformed, "the PKCS#12 file lacks a key or its certificate");
  }
  std::vector<X509*> others;
  others.reserve(static_cast<std::size_t>(std::max(sk_X509_num(issuers.get()), 0)));
  for (int i = 0; i < sk_X509_num(issuers.get()); ++i) {
    others.push_back(sk_X509_value(issuers.get(), i));
  }
  return SoftwareKey::make(std::move(key), signer.get(), others);
}

}  // namespace senim::keys
