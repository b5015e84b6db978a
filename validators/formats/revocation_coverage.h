#pragma once

#include <set>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/pki/certificate.h"

// Whom a heap of revocation data is about, by names only: enough to tell whether a signature
// carries what its level promises. Nothing here is verified, and nothing of it is evidence.

namespace senim::formats {

class RevocationCoverage {
 public:
  // OCSP: an OCSPResponse (RFC 6960 4.2.1) or a BasicOCSPResponse. What cannot be read covers
  // nobody.
  RevocationCoverage(const std::vector<Bytes>& crls, const std::vector<Bytes>& ocsps);

  // A CRL of the certificate's issuer, or an OCSP answer about its serial number. Names are
  // compared by octets: a CA writes its own name one way.
  bool covers(const pki::Certificate& certificate) const;

 private:
  std::set<Bytes> crl_issuers_;
  std::set<Bytes> ocsp_serials_;
};

// Whether one of `data` covers every certificate from the leaf on, by issuer names among `known`,
// up to a self-issued one or to where the issuer is not there.
bool covers_chain(const pki::Certificate& leaf, const std::vector<pki::Certificate>& known,
                  const std::vector<const RevocationCoverage*>& data);

// Whether one of `data` covers the signer at least; nobody asks about a self-issued one.
bool about_signer(const pki::Certificate& signer,
                  const std::vector<const RevocationCoverage*>& data);

}  // namespace senim::formats
