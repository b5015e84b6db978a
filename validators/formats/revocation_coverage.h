#pragma once

#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/crypto/algorithms.h"
#include "validators/pki/certificate.h"

// Whom a heap of revocation data is about, by names only: enough to tell whether a signature
// carries what its level promises. Nothing here is verified, and nothing of it is evidence.

namespace senim::formats {

// What a CertID (RFC 6960 4.1.1) says of issuers, computed once for all signatures of a document,
// which ask about the same few certificates. Empty, as no CertID is, where it cannot be computed.
// One thread.
class IssuerHashes {
 public:
  // Of the issuer's name as the certificate writes it.
  const Bytes& of_name(crypto::DigestAlgorithm digest, const pki::Certificate& issued);
  const Bytes& of_key(crypto::DigestAlgorithm digest, const pki::Certificate& issuer);

 private:
  enum class Part : std::uint8_t { name, key };
  std::map<std::tuple<Part, crypto::DigestAlgorithm, pki::Fingerprint>, Bytes> known_;
};

class RevocationCoverage {
 public:
  // OCSP: an OCSPResponse (RFC 6960 4.2.1) or a BasicOCSPResponse. What cannot be read covers
  // nobody.
  RevocationCoverage(const std::vector<Bytes>& crls, const std::vector<Bytes>& ocsps);

  // A CRL of the certificate's issuer, or an OCSP answer whose CertID names it: serial number,
  // issuer name and the key of one of `issuers`, the certificates of that name that are at hand.
  // Where none is (an anchor that the signature leaves to the verifier), name and number alone are
  // compared. Names are compared by octets: a CA writes its own name one way.
  bool covers(const pki::Certificate& certificate, const std::vector<pki::Certificate>& issuers,
              IssuerHashes& hashes) const;

  // Of CertIDs with one serial number: issuerNameHash and issuerKeyHash by their algorithm.
  using Issuers = std::map<crypto::DigestAlgorithm, std::set<std::pair<Bytes, Bytes>>>;

 private:
  std::set<Bytes> crl_issuers_;
  std::map<Bytes, Issuers> ocsp_answers_;  // by serial number
};

// Whether one of `data` covers every certificate from the leaf on, by issuer names among `known`,
// up to a self-issued one or to where the issuer is not there.
bool covers_chain(const pki::Certificate& leaf, const std::vector<pki::Certificate>& known,
                  const std::vector<const RevocationCoverage*>& data, IssuerHashes& hashes);

// Whether one of `data` covers the signer at least; nobody asks about a self-issued one.
bool about_signer(const pki::Certificate& signer, const std::vector<pki::Certificate>& known,
                  const std::vector<const RevocationCoverage*>& data, IssuerHashes& hashes);

}  // namespace senim::formats
