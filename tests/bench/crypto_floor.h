#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

#include "validators/base/bytes.h"

// Parts of a crypto floor (design.md 10): digests and public-key verifications alone, with
// prefetched EVP objects and decoded keys.

namespace senim::bench {

inline void demand(bool holds, const char* what) {
  if (!holds) {
    throw std::runtime_error(what);
  }
}

template <auto Free>
struct FreedBy {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using MdOwner = std::unique_ptr<::EVP_MD, FreedBy<::EVP_MD_free>>;

// One digest of a floor.
class FloorDigest {
 public:
  FloorDigest() : md_(::EVP_MD_fetch(nullptr, "SHA256", nullptr)) {}
  void run(ByteView octets) const {
    unsigned char hash[EVP_MAX_MD_SIZE];
    demand(::EVP_Digest(octets.data(), octets.size(), hash, nullptr, md_.get(), nullptr) == 1,
           "digest");
  }

 private:
  MdOwner md_;
};

// One digest and one verification under a key (SubjectPublicKeyInfo) that was decoded before.
class FloorSignature {
 public:
  FloorSignature(ByteView spki, ByteView message, ByteView value)
      : message_(to_bytes(message)),
        value_(to_bytes(value)),
        digest_(::EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
    const unsigned char* at = spki.data();
    key_.reset(::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
    context_.reset(::EVP_PKEY_CTX_new(key_.get(), nullptr));
    demand(::EVP_PKEY_verify_init(context_.get()) == 1, "verify_init");
    demand(::EVP_PKEY_CTX_set_signature_md(context_.get(), digest_.get()) == 1, "signature_md");
  }
  void run() const {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    ::EVP_Digest(message_.data(), message_.size(), hash, &size, digest_.get(), nullptr);
    demand(::EVP_PKEY_verify(context_.get(), value_.data(), value_.size(), hash, size) == 1,
           "the floor's signature does not verify");
  }

 private:
  Bytes message_;
  Bytes value_;
  MdOwner digest_;
  std::unique_ptr<::EVP_PKEY, FreedBy<::EVP_PKEY_free>> key_;
  std::unique_ptr<::EVP_PKEY_CTX, FreedBy<::EVP_PKEY_CTX_free>> context_;
};

}  // namespace senim::bench
