#pragma once

#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"
#include "validators/pki/certificate.h"
#include "validators/pki/crl.h"
#include "validators/pki/extensions.h"
#include "validators/pki/name.h"

// An OCSP response (RFC 6960 4.2) as spans over octets that must outlive it. Syntax only: no
// signature, no time, no responder is judged. Immutable, shared between threads.

namespace senim::pki {

// RFC 6960 4.1.1 CertID.
struct CertificateId {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::string digest_identifier;  // dotted OID
  ByteView issuer_name_hash;
  ByteView issuer_key_hash;
  ByteView serial;  // INTEGER content
};

enum class OcspCertificateStatus : std::uint8_t { good, revoked, unknown };  // context tag numbers

struct SingleResponse {
  CertificateId id;
  OcspCertificateStatus status = OcspCertificateStatus::unknown;
  UtcTime revoked;                         // meaningful when revoked
  std::optional<RevocationReason> reason;  // of a revoked one
  UtcTime this_update;
  std::optional<UtcTime> next_update;
  std::vector<Extension> extensions;

  // RFC 6960 4.4.4: the responder keeps answers about certificates that expired after this time.
  Result<std::optional<UtcTime>> archive_cutoff() const;
  // Common PKI 2.0 CertHash, as the authority's statement that it issued the certificate: the hash
  // algorithm's AlgorithmIdentifier and the digest.
  struct CertificateHash {
    crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
    ByteView value;
  };
  Result<std::optional<CertificateHash>> certificate_hash() const;
};

class SingleResponses {
 public:
  explicit SingleResponses(der::Reader reader) : reader_(reader) {}
  // The next one; empty at the end. After an error there is no next one.
  Result<std::optional<SingleResponse>> next();

 private:
  der::Reader reader_;
};

// BasicOCSPResponse: the signed answer.
class BasicOcspResponse {
 public:
  // A BasicOCSPResponse, or an OCSPResponse around one (certificate-status archives, CAdES and
  // XAdES keep either). denied: the responder refused to answer, its status in the message;
  // unsupported: another response type. Single responses are not looked at.
  static Result<BasicOcspResponse> from_der(ByteView der);

  ByteView der() const { return der_; }  // the BasicOCSPResponse
  ByteView tbs() const { return tbs_; }  // what the responder signed
  ByteView signature_algorithm() const { return signature_algorithm_; }
  ByteView signature_value() const { return signature_value_; }
  // ResponderID: by name, or by SHA-1 of the responder's key; the other one is empty.
  const std::optional<Name>& responder_name() const { return responder_name_; }
  ByteView responder_key_hash() const { return responder_key_hash_; }
  UtcTime produced_at() const { return produced_at_; }
  SingleResponses responses() const;
  const std::vector<Extension>& extensions() const { return extensions_; }
  // RFC 6960 4.4.1; content of the extension's own OCTET STRING where it has one.
  std::optional<ByteView> nonce() const;
  const std::vector<Certificate>& certificates() const { return certificates_; }
  std::size_t unreadable_certificates() const { return unreadable_certificates_; }

 private:
  BasicOcspResponse() = default;
  Status read(const der::Element& outer);
  Status read_tbs(der::Reader fields);
  Status read_certificates(const der::Element& wrapped);
  ByteView der_;
  ByteView tbs_;
  ByteView signature_algorithm_;
  ByteView signature_value_;
  std::optional<Name> responder_name_;
  ByteView responder_key_hash_;
  UtcTime produced_at_;
  ByteView responses_;  // content of the SEQUENCE OF
  std::vector<Extension> extensions_;
  std::vector<Certificate> certificates_;
  std::size_t unreadable_certificates_ = 0;
};

}  // namespace senim::pki
