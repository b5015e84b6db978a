#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/pki/certificate.h"

// CMS SignedData (RFC 5652 5) and PKCS#7 1.5, read from BER or DER into spans. It says what the
// message says; the only things it computes are joined strings. The octets it was read from must
// outlive it, except joined pieces, which it owns. Immutable, one copy shared by handles.

namespace senim::pki {

struct Attribute {
  Oid type;
  ByteView whole;                // the Attribute TLV
  std::vector<ByteView> values;  // whole TLVs of the SET
};

struct SignerIdentifier {
  ByteView issuer;          // whole Name, empty when by key
  ByteView serial;          // INTEGER content
  ByteView subject_key_id;  // content octets, empty when by issuer and serial
  bool names(
      const Certificate& certificate) const;  // serial compared by octets, issuer by RFC 5280 7.1
};

struct SignerInfo {
  int version = 0;
  ByteView whole;  // TLV
  SignerIdentifier sid;
  ByteView digest_algorithm_der;  // whole AlgorithmIdentifier
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::string digest_identifier;  // dotted OID
  bool has_signed_attributes = false;
  std::vector<Attribute> signed_attributes;
  // What the value signs when there are signed attributes: their octets as SET OF, as they were
  // written (RFC 5652 5.4 wants DER; BER from outside is rewritten with definite lengths, order
  // kept).
  Bytes signed_attributes_der;
  // The same sorted as DER demands, only when that differs: some signers sign the sorted form and
  // send another.
  std::optional<Bytes> signed_attributes_sorted;
  ByteView signature_algorithm_der;
  crypto::SignatureAlgorithm
      signature_algorithm;  // digest filled in from `digest` where the identifier names none
  // The identifier's digest and digestAlgorithm disagree (RFC 5652 11 / threats.md): a format
  // failure for the caller.
  bool digest_disagrees = false;
  Bytes signature;
  std::vector<Attribute> unsigned_attributes;

  // The attributes of that type; RFC 5652 11 wants exactly one of content-type and message-digest.
  std::vector<const Attribute*> signed_attribute(const Oid& type) const;
  std::vector<const Attribute*> unsigned_attribute(const Oid& type) const;
};

class SignedData {
 public:
  // A ContentInfo with id-signedData (also the Chinese GM/T 0010 identifiers), or malformed /
  // unsupported (another content type: named). Trailing octets after the ContentInfo are reported
  // by trailing().
  static Result<SignedData> from_ber(ByteView content_info, Budget& budget);

  int version() const;
  const Oid& content_type() const;  // eContentType
  bool detached() const;            // no eContent
  ByteView content() const;  // eContent octets (joined); PKCS#7: inside of a non-OCTET-STRING
  const std::vector<crypto::DigestAlgorithm>& digest_algorithms() const;
  const std::vector<Certificate>& certificates() const;  // X.509 ones
  std::size_t unreadable_certificates() const;
  const std::vector<ByteView>& crls() const;  // whole CertificateList TLVs
  const std::vector<ByteView>& ocsp_responses()
      const;  // RFC 5940 OCSPResponse / basic responses in OtherRevocationInfo
  const std::vector<SignerInfo>& signers() const;
  ByteView whole() const;
  std::size_t trailing() const;  // octets behind the ContentInfo
  // RFC 5652 5.3: a SignerInfo as the value of a countersignature attribute.
  static Result<SignerInfo> counter_signature(ByteView signer_info, Budget& budget);

  struct Data;

 private:
  explicit SignedData(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace senim::pki
