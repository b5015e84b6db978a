#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/crypto/algorithms.h"
#include "validators/pki/certificate.h"

// CMS SignedData (RFC 5652 5) and PKCS#7 1.5, read from BER or DER into spans. It says what the
// message says and judges nothing: counts of attributes, versions and digests are the caller's to
// check. The octets it was read from must outlive it, except what BER wrote in pieces, which it
// owns. Immutable, one copy shared by handles, shared between threads.

namespace senim::pki {

struct Attribute {
  Oid type;
  ByteView whole;                // the Attribute TLV
  std::vector<ByteView> values;  // whole TLVs of the SET; BER when the message is
};

struct SignerIdentifier {
  ByteView issuer;          // whole Name (as DER), empty when by key
  ByteView serial;          // INTEGER content
  ByteView subject_key_id;  // content octets, empty when by issuer and serial
  // Serial compared by octets, issuer by RFC 5280 7.1, key identifier with the certificate's own
  // extension.
  bool names(const Certificate& certificate) const;
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
  // written (RFC 5652 5.4 wants DER; BER from outside is rewritten as DER, order kept).
  Bytes signed_attributes_der;
  // The same sorted as DER demands, only when that differs: some signers sign the sorted form and
  // send another.
  std::optional<Bytes> signed_attributes_sorted;
  ByteView signature_algorithm_der;
  // Its digest filled in from `digest` where the identifier names none (rsaEncryption, ecPublicKey,
  // key identifiers of national algorithms).
  crypto::SignatureAlgorithm signature_algorithm;
  // The identifier's digest and digestAlgorithm disagree (RFC 5652 11 / threats.md): a format
  // failure for the caller.
  bool digest_disagrees = false;
  Bytes signature;
  std::vector<Attribute> unsigned_attributes;
  // Octets that BER wrote in pieces and the views above point to.
  std::vector<std::shared_ptr<const Bytes>> owners;

  // The attributes of that type; RFC 5652 11 wants exactly one of content-type and message-digest.
  std::vector<const Attribute*> signed_attribute(const Oid& type) const;
  std::vector<const Attribute*> unsigned_attribute(const Oid& type) const;
};

// A SignerInfo of which only the ends are known: nothing in it says who signed what.
struct BrokenSigner {
  ByteView whole;  // TLV
  std::string problem;
  std::size_t readable_before = 0;  // how many of signers() stand before it
};

class SignedData {
 public:
  // A ContentInfo with id-signedData (also the Chinese GM/T 0010 identifier), or malformed /
  // unsupported (another content type: named). Octets behind the ContentInfo are
  // rest(). Spends one der_element for each certificate, CRL, signer and attribute; whoever
  // looks at the certificates spends Cost::certificates.
  static Result<SignedData> from_ber(ByteView content_info, Budget& budget);
  // The same with certificates interned in `pool`.
  static Result<SignedData> from_ber(ByteView content_info, Budget& budget,
                                     Certificate::Pool& pool);
  // RFC 5652 11.4: a SignerInfo as the value of a countersignature attribute. `signer_info` must
  // outlive it.
  static Result<SignerInfo> counter_signature(ByteView signer_info, Budget& budget);

  int version() const;
  const Oid& content_type() const;  // eContentType
  bool detached() const;            // no eContent
  // eContent octets (joined): what the digest covers. PKCS#7 with a content that is no OCTET
  // STRING: the octets inside it (RFC 2315 9.3). Empty when detached.
  ByteView content() const;
  const std::vector<crypto::DigestAlgorithm>& digest_algorithms() const;
  const std::vector<Certificate>& certificates() const;  // X.509 ones, in order
  std::size_t unreadable_certificates() const;           // damaged X.509 ones
  std::size_t other_certificates() const;                // attribute certificates and other kinds
  const std::vector<ByteView>& crls() const;             // whole CertificateList TLVs
  // RFC 5940: OCSPResponse or BasicOCSPResponse TLVs in OtherRevocationInfo.
  const std::vector<ByteView>& ocsp_responses() const;
  std::size_t unreadable_revocations() const;  // OtherRevocationInfo in another format
  const std::vector<SignerInfo>& signers() const;
  // Signers that cannot be read in a message that can (report.md 2: each is a signature that
  // failed). Whoever counts on signers() must look here too.
  const std::vector<BrokenSigner>& broken_signers() const;
  ByteView whole() const;  // the ContentInfo
  ByteView rest() const;   // octets behind the ContentInfo

  struct Data;

 private:
  explicit SignedData(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  static Result<SignedData> read(ByteView content_info, Budget& budget, Certificate::Pool* pool);
  std::shared_ptr<const Data> data_;
};

}  // namespace senim::pki
