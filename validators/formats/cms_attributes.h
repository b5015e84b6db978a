#pragma once

#include <optional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/model/parsed_signature.h"

// The attributes of CMS signatures that say something about the signature: RFC 5652 11, RFC 5035
// and EN 319 122-1. Each function reads one attribute value (a whole TLV, BER) and judges nothing.

namespace senim::formats::attribute {

// RFC 5652 11, RFC 6211, ESS (RFC 2634, 5035)
inline constexpr Oid kContentType{"1.2.840.113549.1.9.3"};
inline constexpr Oid kMessageDigest{"1.2.840.113549.1.9.4"};
inline constexpr Oid kSigningTime{"1.2.840.113549.1.9.5"};
inline constexpr Oid kCounterSignature{"1.2.840.113549.1.9.6"};
inline constexpr Oid kAlgorithmProtection{"1.2.840.113549.1.9.52"};
inline constexpr Oid kContentIdentifier{"1.2.840.113549.1.9.16.2.7"};
inline constexpr Oid kContentHints{"1.2.840.113549.1.9.16.2.4"};
inline constexpr Oid kSigningCertificate{"1.2.840.113549.1.9.16.2.12"};
inline constexpr Oid kSigningCertificateV2{"1.2.840.113549.1.9.16.2.47"};
// EN 319 122-1 (those of RFC 5126 keep their identifiers)
inline constexpr Oid kSignatureTimestamp{"1.2.840.113549.1.9.16.2.14"};
inline constexpr Oid kSignaturePolicy{"1.2.840.113549.1.9.16.2.15"};
inline constexpr Oid kCommitmentType{"1.2.840.113549.1.9.16.2.16"};
inline constexpr Oid kSignerLocation{"1.2.840.113549.1.9.16.2.17"};
inline constexpr Oid kSignerAttributes{"1.2.840.113549.1.9.16.2.18"};
inline constexpr Oid kContentTimestamp{"1.2.840.113549.1.9.16.2.20"};
inline constexpr Oid kCertificateRefs{"1.2.840.113549.1.9.16.2.21"};
inline constexpr Oid kRevocationRefs{"1.2.840.113549.1.9.16.2.22"};
inline constexpr Oid kCertificateValues{"1.2.840.113549.1.9.16.2.23"};
inline constexpr Oid kRevocationValues{"1.2.840.113549.1.9.16.2.24"};
inline constexpr Oid kEscTimestamp{"1.2.840.113549.1.9.16.2.25"};
inline constexpr Oid kCertCrlTimestamp{"1.2.840.113549.1.9.16.2.26"};
inline constexpr Oid kArchiveTimestampV1{"1.2.840.113549.1.9.16.2.27"};
inline constexpr Oid kAttributeCertificateRefs{"1.2.840.113549.1.9.16.2.44"};
inline constexpr Oid kAttributeRevocationRefs{"1.2.840.113549.1.9.16.2.45"};
inline constexpr Oid kArchiveTimestampV2{"1.2.840.113549.1.9.16.2.48"};
inline constexpr Oid kEvidenceRecordInternal{"1.2.840.113549.1.9.16.2.49"};
inline constexpr Oid kEvidenceRecordExternal{"1.2.840.113549.1.9.16.2.50"};
inline constexpr Oid kMimeType{"0.4.0.1733.2.1"};
inline constexpr Oid kLongTermValidation{"0.4.0.1733.2.2"};
inline constexpr Oid kArchiveTimestampV3{"0.4.0.1733.2.4"};
// In the archive time-stamp's own unsigned attributes: TS 101 733 6.4.2, then EN 319 122-1 5.5.2.
inline constexpr Oid kAtsHashIndex{"0.4.0.1733.2.5"};
inline constexpr Oid kAtsHashIndexV2{"0.4.0.19122.1.4"};
inline constexpr Oid kAtsHashIndexV3{"0.4.0.19122.1.5"};
inline constexpr Oid kSignaturePolicyStore{"0.4.0.19122.1.3"};
inline constexpr Oid kSignerAttributesV2{"0.4.0.19122.1.1"};
inline constexpr Oid kAdobeRevocation{"1.2.840.113583.1.1.8"};

// Values of these are time-stamp tokens.
bool is_timestamp(const Oid& type);

// SigningCertificate (SHA-1 by definition) and SigningCertificateV2 (SHA-256 unless it says so).
Result<std::vector<model::CertificateReference>> signing_certificate(ByteView value);
Result<std::vector<model::CertificateReference>> signing_certificate_v2(ByteView value);
Result<UtcTime> signing_time(ByteView value);
Result<model::SignaturePolicyReference> signature_policy(ByteView value);
Result<std::string> commitment_type(ByteView value);  // dotted OID
// The claimed ones; certified attributes are not read.
Result<std::vector<std::string>> signer_attributes(ByteView value);
Result<std::string> signer_location(ByteView value);
// RFC 2634 2.9: the OID of the content's type, before it the description where there is one.
Result<std::vector<std::string>> content_hints(ByteView value);
Result<std::string> content_identifier(ByteView value);  // RFC 2634 2.7; hex
// EN 319 122-1 5.2.10: the document of the signature policy; nothing where only its place is named.
Result<std::optional<Bytes>> policy_store(ByteView value);

struct RevocationValues {
  std::vector<Bytes> crls;
  std::vector<Bytes> ocsps;  // BasicOCSPResponse (RFC 5126) or OCSPResponse (Adobe), as found
};
Result<RevocationValues> revocation_values(ByteView value);
// Whole TLVs of the certificates of CertificateValues.
Result<std::vector<ByteView>> certificate_values(ByteView value);

// RFC 6211: what CMSAlgorithmProtection says, compared by meaning (en319102-1.md 16): a parameter
// spelled out that is the default, or NULL instead of nothing, is no difference.
Result<bool> algorithm_protection_agrees(ByteView value, ByteView digest_algorithm,
                                         ByteView signature_algorithm);

}  // namespace senim::formats::attribute
