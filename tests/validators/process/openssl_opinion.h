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
