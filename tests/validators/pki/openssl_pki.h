#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "validators/base/bytes.h"

// Certificates and keys made by OpenSSL in memory: the oracle of these tests.

namespace senim::test {

template <typename T, void (*Free)(T*)>
struct Freed {
  void operator()(T* pointer) const { Free(pointer); }
};
using X509Ptr = std::unique_ptr<::X509, Freed<::X509, ::X509_free>>;
using KeyPtr = std::unique_ptr<::EVP_PKEY, Freed<::EVP_PKEY, ::EVP_PKEY_free>>;

KeyPtr make_key(const std::string& curve = "P-256");

struct Wanted509 {
  std::vector<std::pair<std::string, std::string>> subject = {{"CN", "Leaf"}};
  std::vector<std::pair<std::string, std::string>> issuer = {{"C", "KZ"}, {"CN", "Root"}};
  std::string serial_hex = "0102030405";
  std::string not_before = "20250101000000Z";
  std::string not_after = "20350101000000Z";
  // Name and value as in openssl.cnf, {"basicConstraints", "critical,CA:TRUE"}.
  std::vector<std::pair<std::string, std::string>> extensions;
};
// Signed by `signer`; `key` is the subject's.
X509Ptr make_certificate(const Wanted509& wanted, ::EVP_PKEY* key, ::EVP_PKEY* signer);
Bytes der_of(::X509* certificate);
X509Ptr x509_of(ByteView der);  // null when OpenSSL cannot read it, or something follows

}  // namespace senim::test
