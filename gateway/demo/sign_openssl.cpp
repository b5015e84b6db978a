#include "gateway/demo/sign_openssl.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

#include "gateway/demo/der_writer.h"
#include "validators/base/der_reader.h"

namespace senim::demo {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using PkeyPtr = std::unique_ptr<EVP_PKEY, Deleter<::EVP_PKEY_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Deleter<::EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Deleter<::EVP_MD_CTX_free>>;
using BioPtr = std::unique_ptr<BIO, Deleter<::BIO_free_all>>;

void require(bool done, const char* what) {
  if (!done) {
    ::ERR_clear_error();
    throw std::runtime_error(std::string("OpenSSL refused: ") + what);
  }
}

const EVP_MD* md_of(crypto::DigestAlgorithm digest) {
  using crypto::DigestAlgorithm;
  const char* name = nullptr;
  switch (digest) {
    case DigestAlgorithm::md5:
      name = "MD5";
      break;
    case DigestAlgorithm::sha1:
      name = "SHA1";
      break;
    case DigestAlgorithm::sha224:
      name = "SHA224";
      break;
    case DigestAlgorithm::sha256:
      name = "SHA256";
      break;
    case DigestAlgorithm::sha384:
      name = "SHA384";
      break;
    case DigestAlgorithm::sha512:
      name = "SHA512";
      break;
    case DigestAlgorithm::sha3_256:
      name = "SHA3-256";
      break;
    case DigestAlgorithm::sha3_384:
      name = "SHA3-384";
      break;
    case DigestAlgorithm::sha3_512:
      name = "SHA3-512";
      break;
    // NOLINTNEXTLINE(bugprone-branch-clone): every other digest is one that the demo world does not
    // sign with
    default:
      throw std::logic_error("the demo world does not sign with this digest");
  }
  return ::EVP_get_digestbyname(name);
}

struct Row {
  crypto::DigestAlgorithm digest;
  const char* rsa_oid;
  const char* ecdsa_oid;
  const char* dsa_oid;
  const char* rsa_uri;
  const char* pss_uri;
  const char* ecdsa_uri;
};
constexpr Row kRows[] = {
    {crypto::DigestAlgorithm::md5, "1.2.840.113549.1.1.4", "", "",
     "http://www.w3.org/2001/04/xmldsig-more#rsa-md5", "", ""},
    {crypto::DigestAlgorithm::sha1, "1.2.840.113549.1.1.5", "1.2.840.10045.4.1",
     "1.2.840.10040.4.3", "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
     "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1",
     "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"},
    {crypto::DigestAlgorithm::sha224, "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1",
     "2.16.840.1.101.3.4.3.1", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224",
     "http://www.w3.org/2007/05/xmldsig-more#sha224-rsa-MGF1",
     "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha224"},
    {crypto::DigestAlgorithm::sha256, "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2",
     "2.16.840.1.101.3.4.3.2", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
     "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
     "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"},
    {crypto::DigestAlgorithm::sha384, "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3",
     "2.16.840.1.101.3.4.3.3", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
     "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
     "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384"},
    {crypto::DigestAlgorithm::sha512, "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4",
     "2.16.840.1.101.3.4.3.4", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
     "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
     "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512"},
    {crypto::DigestAlgorithm::sha3_256, "2.16.840.1.101.3.4.3.14", "2.16.840.1.101.3.4.3.10", "",
     "", "http://www.w3.org/2007/05/xmldsig-more#sha3-256-rsa-MGF1",
     "http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256"},
    {crypto::DigestAlgorithm::sha3_384, "2.16.840.1.101.3.4.3.15", "2.16.840.1.101.3.4.3.11", "",
     "", "http://www.w3.org/2007/05/xmldsig-more#sha3-384-rsa-MGF1",
     "http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-384"},
    {crypto::DigestAlgorithm::sha3_512, "2.16.840.1.101.3.4.3.16", "2.16.840.1.101.3.4.3.12", "",
     "", "http://www.w3.org/2007/05/xmldsig-more#sha3-512-rsa-MGF1",
     "http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-512"},
};

const Row& row_of(crypto::DigestAlgorithm digest) {
  for (const Row& row : kRows) {
    if (row.digest == digest) {
      return row;
    }
  }
  throw std::logic_error("the demo world does not sign with this digest");
}

class OpensslKey final : public SigningKey {
 public:
  explicit OpensslKey(PkeyPtr pkey) : pkey_(std::move(pkey)) {}

  std::string pem() const override;
  Bytes spki() const override;
  crypto::DigestAlgorithm own_digest() const override { return crypto::DigestAlgorithm::sha256; }
  Bytes algorithm_identifier(const SignOptions& options) const override;
  std::string algorithm_uri(const SignOptions& options) const override;
  Bytes sign(ByteView message, const SignOptions& options) const override;
  Bytes sign_plain(ByteView message, const SignOptions& options) const override;

 private:
  int type() const { return ::EVP_PKEY_get_base_id(pkey_.get()); }
  std::size_t salt_size(const SignOptions& options) const {
    return options.salt ? std::size_t{*options.salt} : crypto::digest_size(digest_of(options));
  }
  bool hashes_itself() const { return type() == EVP_PKEY_ED25519 || type() == EVP_PKEY_ED448; }

  PkeyPtr pkey_;
};

PkeyPtr generated(KeyKind kind) {
  EVP_PKEY* made = nullptr;
  switch (kind) {
    case KeyKind::rsa_1024:
      made = ::EVP_RSA_gen(1024);
      break;
    case KeyKind::rsa_2048:
      made = ::EVP_RSA_gen(2048);
      break;
    case KeyKind::rsa_4096:
      made = ::EVP_RSA_gen(4096);
      break;
    case KeyKind::p256:
      made = ::EVP_EC_gen("P-256");
      break;
    case KeyKind::p384:
      made = ::EVP_EC_gen("P-384");
      break;
    case KeyKind::p521:
      made = ::EVP_EC_gen("P-521");
      break;
    case KeyKind::brainpool_p256:
      made = ::EVP_EC_gen("brainpoolP256r1");
      break;
    case KeyKind::ed25519:
      made = ::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
      break;
    case KeyKind::ed448:
      made = ::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448");
      break;
    case KeyKind::dsa_2048: {
      const PkeyContextPtr context(::EVP_PKEY_CTX_new_from_name(nullptr, "DSA", nullptr));
      EVP_PKEY* parameters = nullptr;
      require(::EVP_PKEY_paramgen_init(context.get()) == 1 &&
                  ::EVP_PKEY_paramgen(context.get(), &parameters) == 1,
              "DSA parameters");
      const PkeyPtr owned(parameters);
      const PkeyContextPtr generator(::EVP_PKEY_CTX_new_from_pkey(nullptr, parameters, nullptr));
      require(::EVP_PKEY_keygen_init(generator.get()) == 1 &&
                  ::EVP_PKEY_keygen(generator.get(), &made) == 1,
              "DSA key");
      break;
    }
    // NOLINTNEXTLINE(bugprone-branch-clone): the national kinds, which Key::generate() makes
    default:
      throw std::logic_error("OpenSSL makes no keys of this kind");
  }
  require(made != nullptr, "key generation");
  return PkeyPtr(made);
}

std::string OpensslKey::pem() const {
  const BioPtr bio(::BIO_new(::BIO_s_mem()));
  require(::PEM_write_bio_PKCS8PrivateKey(bio.get(), pkey_.get(), nullptr, nullptr, 0, nullptr,
                                          nullptr) == 1,
          "writing a key");
  char* data = nullptr;
  const auto size = ::BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Bytes OpensslKey::spki() const {
  const int size = ::i2d_PUBKEY(pkey_.get(), nullptr);
  require(size > 0, "writing a public key");
  Bytes out(static_cast<std::size_t>(size));
  unsigned char* at = out.data();
  ::i2d_PUBKEY(pkey_.get(), &at);
  return out;
}

Bytes OpensslKey::algorithm_identifier(const SignOptions& options) const {
  const int kind = type();
  if (kind == EVP_PKEY_ED25519 || kind == EVP_PKEY_ED448) {
    return identifier(Oid(kind == EVP_PKEY_ED25519 ? "1.3.101.112" : "1.3.101.113"),
                      Parameters::absent, options);
  }
  const Row& row = row_of(digest_of(options));
  if (kind == EVP_PKEY_EC) {
    return identifier(Oid(row.ecdsa_oid), Parameters::absent, options);
  }
  if (kind == EVP_PKEY_DSA) {
    return identifier(Oid(row.dsa_oid), Parameters::absent, options);
  }
  if (!options.pss) {
    return identifier(Oid(row.rsa_oid), Parameters::null, options);
  }
  const Bytes digest =
      der::sequence({der::oid(crypto::digest_oid(digest_of(options))), der::null()});
  const Bytes mgf1 = der::sequence({der::oid(Oid("1.2.840.113549.1.1.8")), digest});
  const auto salt = static_cast<std::int64_t>(salt_size(options));
  const Bytes parameters =
      der::sequence({der::context_constructed(0, digest), der::context_constructed(1, mgf1),
                     der::context_constructed(2, der::integer(salt))});
  return der::sequence({der::oid(Oid("1.2.840.113549.1.1.10")), parameters});
}

std::string OpensslKey::algorithm_uri(const SignOptions& options) const {
  const int kind = type();
  if (kind == EVP_PKEY_ED25519) {
    return "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519";
  }
  if (kind == EVP_PKEY_ED448) {
    return "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed448";
  }
  const Row& row = row_of(digest_of(options));
  if (kind == EVP_PKEY_EC) {
    return row.ecdsa_uri;
  }
  if (kind == EVP_PKEY_DSA) {
    return digest_of(options) == crypto::DigestAlgorithm::sha1
               ? "http://www.w3.org/2000/09/xmldsig#dsa-sha1"
               : "http://www.w3.org/2009/xmldsig11#dsa-sha256";
  }
  return options.pss ? row.pss_uri : row.rsa_uri;
}

Bytes OpensslKey::sign(ByteView message, const SignOptions& options) const {
  const DigestContextPtr context(::EVP_MD_CTX_new());
  EVP_PKEY_CTX* key_context = nullptr;  // owned by `context`
  const EVP_MD* md = hashes_itself() ? nullptr : md_of(digest_of(options));
  require(::EVP_DigestSignInit(context.get(), &key_context, md, nullptr, pkey_.get()) == 1,
          "sign init");
  if (options.pss) {
    require(::EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1 &&
                ::EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context,
                                                   static_cast<int>(salt_size(options))) == 1,
            "PSS");
  }
  std::size_t size = 0;
  require(::EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1,
          "sign size");
  Bytes value(size);
  require(::EVP_DigestSign(context.get(), value.data(), &size, message.data(), message.size()) == 1,
          "sign");
  value.resize(size);
  return value;
}

Bytes OpensslKey::sign_plain(ByteView message, const SignOptions& options) const {
  Bytes value = sign(message, options);
  const int kind = type();
  if (kind != EVP_PKEY_EC && kind != EVP_PKEY_DSA) {
    return value;
  }
  // r and s are as wide as the order: the curve's (for all curves here its field's octets), or q's.
  std::size_t width = (static_cast<std::size_t>(::EVP_PKEY_get_bits(pkey_.get())) + 7) / 8;
  if (kind == EVP_PKEY_DSA) {
    BIGNUM* q = nullptr;
    require(::EVP_PKEY_get_bn_param(pkey_.get(), "q", &q) == 1, "DSA q");
    width = static_cast<std::size_t>((::BN_num_bits(q) + 7) / 8);
    ::BN_free(q);
  }
  senim::der::Reader numbers =
      senim::der::Reader(senim::der::single(value, senim::der::Rules::der, "signature").value());
  Bytes plain;
  for (int i = 0; i < 2; ++i) {
    const auto element = numbers.expect(senim::der::kInteger, "r or s").value();
    const ByteView number = senim::der::unsigned_integer(element).value();
    plain.insert(plain.end(), width - number.size(), 0);
    plain.insert(plain.end(), number.begin(), number.end());
  }
  return plain;
}

}  // namespace

Key make_openssl_key(KeyKind kind) { return Key(std::make_shared<OpensslKey>(generated(kind))); }

Key openssl_key_from_pem(const std::string& pem) {
  const BioPtr bio(::BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  PkeyPtr pkey(::PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  require(pkey != nullptr, "private key PEM");
  return Key(std::make_shared<OpensslKey>(std::move(pkey)));
}

}  // namespace senim::demo
