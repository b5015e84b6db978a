#pragma once

#include <optional>
#include <vector>

#include "validators/base/bytes.h"

// OpenSSL's own CMS code as the other opinion: it shares nothing with our reader but the digests
// and the public-key arithmetic.

namespace senim::process::test {

// What CMS_verify says of values and digests of all signers; certificates are not judged
// (openssl cms -verify -noverify). `content` for a detached signature.
bool openssl_verifies(ByteView cms, std::optional<ByteView> content = {});

// The same of each SignerInfo by itself, in the order in which they stand; empty when the message
// cannot be read or a signer has no certificate in it.
std::vector<bool> openssl_verifies_each(ByteView cms, std::optional<ByteView> content = {});

// A bare value under the key of a certificate: for EdDSA, which OpenSSL 3.0's CMS code does not do.
bool openssl_verifies_pure(ByteView certificate, ByteView message, ByteView value);

// What the signatures of a message are over, as OpenSSL reads it.
struct CmsForm {
  Bytes content;
  struct Signer {
    std::vector<Bytes> attributes;  // signed ones, each as DER, sorted
    friend bool operator==(const Signer&, const Signer&) = default;
  };
  std::vector<Signer> signers;
  friend bool operator==(const CmsForm&, const CmsForm&) = default;
};
// Nothing when OpenSSL cannot read the message.
std::optional<CmsForm> openssl_form(ByteView cms);

}  // namespace senim::process::test
