#pragma once

#include "validators/base/oid.h"

// Object identifiers that more than one file needs, under the names of their own specifications in
// house spelling. Algorithms are not here: crypto/algorithms knows those.

namespace senim::pki::oid {

// X.520 and others: attributes of distinguished names.
inline constexpr Oid kCommonName{"2.5.4.3"};
inline constexpr Oid kSurname{"2.5.4.4"};
inline constexpr Oid kSerialNumber{"2.5.4.5"};
inline constexpr Oid kCountryName{"2.5.4.6"};
inline constexpr Oid kLocalityName{"2.5.4.7"};
inline constexpr Oid kStateOrProvinceName{"2.5.4.8"};
inline constexpr Oid kStreetAddress{"2.5.4.9"};
inline constexpr Oid kOrganizationName{"2.5.4.10"};
inline constexpr Oid kOrganizationalUnitName{"2.5.4.11"};
inline constexpr Oid kTitle{"2.5.4.12"};
inline constexpr Oid kDescription{"2.5.4.13"};
inline constexpr Oid kBusinessCategory{"2.5.4.15"};
inline constexpr Oid kPostalAddress{"2.5.4.16"};
inline constexpr Oid kPostalCode{"2.5.4.17"};
inline constexpr Oid kName{"2.5.4.41"};
inline constexpr Oid kGivenName{"2.5.4.42"};
inline constexpr Oid kInitials{"2.5.4.43"};
inline constexpr Oid kGenerationQualifier{"2.5.4.44"};
inline constexpr Oid kDnQualifier{"2.5.4.46"};
inline constexpr Oid kPseudonym{"2.5.4.65"};
inline constexpr Oid kOrganizationIdentifier{"2.5.4.97"};  // EN 319 412-1 5.1.4
inline constexpr Oid kUserId{"0.9.2342.19200300.100.1.1"};
inline constexpr Oid kDomainComponent{"0.9.2342.19200300.100.1.25"};
inline constexpr Oid kEmailAddress{"1.2.840.113549.1.9.1"};
inline constexpr Oid kDateOfBirth{"1.3.6.1.5.5.7.9.1"};
// Russia, order 795 of the FSB: numbers of organisations and people.
inline constexpr Oid kRuOgrn{"1.2.643.100.1"};
inline constexpr Oid kRuSnils{"1.2.643.100.3"};
inline constexpr Oid kRuInnLegal{"1.2.643.100.4"};
inline constexpr Oid kRuOgrnip{"1.2.643.100.5"};
inline constexpr Oid kRuInn{"1.2.643.3.131.1.1"};

// RFC 5280 4.2 and others: extensions of certificates.
inline constexpr Oid kSubjectDirectoryAttributes{"2.5.29.9"};
inline constexpr Oid kSubjectKeyIdentifier{"2.5.29.14"};
inline constexpr Oid kKeyUsage{"2.5.29.15"};
inline constexpr Oid kPrivateKeyUsagePeriod{"2.5.29.16"};
inline constexpr Oid kSubjectAltName{"2.5.29.17"};
inline constexpr Oid kIssuerAltName{"2.5.29.18"};
inline constexpr Oid kBasicConstraints{"2.5.29.19"};
inline constexpr Oid kNameConstraints{"2.5.29.30"};
inline constexpr Oid kCrlDistributionPoints{"2.5.29.31"};
inline constexpr Oid kCertificatePolicies{"2.5.29.32"};
inline constexpr Oid kAnyPolicy{"2.5.29.32.0"};
inline constexpr Oid kPolicyMappings{"2.5.29.33"};
inline constexpr Oid kAuthorityKeyIdentifier{"2.5.29.35"};
inline constexpr Oid kPolicyConstraints{"2.5.29.36"};
inline constexpr Oid kExtendedKeyUsage{"2.5.29.37"};
inline constexpr Oid kFreshestCrl{"2.5.29.46"};
inline constexpr Oid kInhibitAnyPolicy{"2.5.29.54"};
inline constexpr Oid kNoRevAvail{"2.5.29.56"};  // RFC 9608
inline constexpr Oid kAuthorityInfoAccess{"1.3.6.1.5.5.7.1.1"};
inline constexpr Oid kBiometricInfo{"1.3.6.1.5.5.7.1.2"};
inline constexpr Oid kQcStatements{"1.3.6.1.5.5.7.1.3"};  // RFC 3739 3.2.6
inline constexpr Oid kSubjectInfoAccess{"1.3.6.1.5.5.7.1.11"};
inline constexpr Oid kOcspNoCheck{"1.3.6.1.5.5.7.48.1.5"};      // RFC 6960 4.2.2.2.1
inline constexpr Oid kValidityAssured{"0.4.0.194121.2.1"};      // EN 319 412-1 5.2
inline constexpr Oid kKzKeyStore{"1.2.398.3.3.5"};              // spec/domain.md 3.5
inline constexpr Oid kRuSubjectSignTool{"1.2.643.100.111"};     // signing tool of the owner
inline constexpr Oid kRuIssuerSignTool{"1.2.643.100.112"};      // signing tool of the authority
inline constexpr Oid kRuIdentificationKind{"1.2.643.100.114"};  // how the owner was identified

// Access methods of authorityInfoAccess.
inline constexpr Oid kAccessOcsp{"1.3.6.1.5.5.7.48.1"};
inline constexpr Oid kAccessCaIssuers{"1.3.6.1.5.5.7.48.2"};

// Extended key usages.
inline constexpr Oid kAnyExtendedKeyUsage{"2.5.29.37.0"};
inline constexpr Oid kServerAuth{"1.3.6.1.5.5.7.3.1"};
inline constexpr Oid kClientAuth{"1.3.6.1.5.5.7.3.2"};
inline constexpr Oid kCodeSigning{"1.3.6.1.5.5.7.3.3"};
inline constexpr Oid kEmailProtection{"1.3.6.1.5.5.7.3.4"};
inline constexpr Oid kTimeStamping{"1.3.6.1.5.5.7.3.8"};
inline constexpr Oid kOcspSigning{"1.3.6.1.5.5.7.3.9"};
inline constexpr Oid kDvcs{"1.3.6.1.5.5.7.3.10"};             // RFC 3029
inline constexpr Oid kDocumentSigning{"1.3.6.1.5.5.7.3.36"};  // RFC 9336
inline constexpr Oid kTslSigning{"0.4.0.2231.3.0"};           // TS 119 612 5.7.1
inline constexpr Oid kMsDocumentSigning{"1.3.6.1.4.1.311.10.3.12"};
inline constexpr Oid kMsRootListSigner{"1.3.6.1.4.1.311.10.3.9"};
inline constexpr Oid kAdobeAuthenticDocuments{"1.2.840.113583.1.1.5"};
inline constexpr Oid kKzIndividual{"1.2.398.3.3.4.1.1"};  // spec/domain.md 3.2
inline constexpr Oid kKzLegalEntity{"1.2.398.3.3.4.1.2"};

// EN 319 412-5 and RFC 3739: QCStatements.
inline constexpr Oid kQcSyntaxV1{"1.3.6.1.5.5.7.11.1"};
inline constexpr Oid kQcSyntaxV2{"1.3.6.1.5.5.7.11.2"};
inline constexpr Oid kQcCompliance{"0.4.0.1862.1.1"};
inline constexpr Oid kQcLimitValue{"0.4.0.1862.1.2"};
inline constexpr Oid kQcRetentionPeriod{"0.4.0.1862.1.3"};
inline constexpr Oid kQcSscd{"0.4.0.1862.1.4"};
inline constexpr Oid kQcPds{"0.4.0.1862.1.5"};
inline constexpr Oid kQcType{"0.4.0.1862.1.6"};
inline constexpr Oid kQcTypeEsign{"0.4.0.1862.1.6.1"};
inline constexpr Oid kQcTypeEseal{"0.4.0.1862.1.6.2"};
inline constexpr Oid kQcTypeWeb{"0.4.0.1862.1.6.3"};
inline constexpr Oid kQcLegislation{"0.4.0.1862.1.7"};
inline constexpr Oid kQcIdentificationMethod{"0.4.0.1862.1.8"};
inline constexpr Oid kQcQscdLegislation{"0.4.0.1862.1.9"};
inline constexpr Oid kQcPaymentService{"0.4.0.19495.2"};  // TS 119 495 5.1
// TS 101 456: certificate policies of qualified certificates before eIDAS.
inline constexpr Oid kQcpPublicWithSscd{"0.4.0.1456.1.1"};
inline constexpr Oid kQcpPublic{"0.4.0.1456.1.2"};

// CMS content types.
inline constexpr Oid kData{"1.2.840.113549.1.7.1"};
inline constexpr Oid kSignedData{"1.2.840.113549.1.7.2"};
inline constexpr Oid kEnvelopedData{"1.2.840.113549.1.7.3"};
inline constexpr Oid kDigestedData{"1.2.840.113549.1.7.5"};
inline constexpr Oid kEncryptedData{"1.2.840.113549.1.7.6"};
inline constexpr Oid kTstInfo{"1.2.840.113549.1.9.16.1.4"};
inline constexpr Oid kDvcsRequest{"1.2.840.113549.1.9.16.1.7"};
inline constexpr Oid kDvcsResponse{"1.2.840.113549.1.9.16.1.8"};
inline constexpr Oid kMsTrustList{"1.3.6.1.4.1.311.10.1"};
// GM/T 0010: the Chinese twins of the PKCS#7 content types.
inline constexpr Oid kGmData{"1.2.156.10197.6.1.4.2.1"};
inline constexpr Oid kGmSignedData{"1.2.156.10197.6.1.4.2.2"};
inline constexpr Oid kGmEnvelopedData{"1.2.156.10197.6.1.4.2.3"};
inline constexpr Oid kGmSignedAndEnvelopedData{"1.2.156.10197.6.1.4.2.4"};
inline constexpr Oid kGmEncryptedData{"1.2.156.10197.6.1.4.2.5"};

// RFC 5940: formats of OtherRevocationInfo.
inline constexpr Oid kRevocationInfoOcsp{"1.3.6.1.5.5.7.16.2"};
inline constexpr Oid kRevocationInfoScvp{"1.3.6.1.5.5.7.16.4"};

// RFC 5652 11 and RFC 8933 etc.: attributes of a SignerInfo.
inline constexpr Oid kContentType{"1.2.840.113549.1.9.3"};
inline constexpr Oid kMessageDigest{"1.2.840.113549.1.9.4"};
inline constexpr Oid kSigningTime{"1.2.840.113549.1.9.5"};
inline constexpr Oid kCounterSignature{"1.2.840.113549.1.9.6"};
inline constexpr Oid kSmimeCapabilities{"1.2.840.113549.1.9.15"};
inline constexpr Oid kAlgorithmProtection{"1.2.840.113549.1.9.52"};  // RFC 6211

// RFC 5035, RFC 5126, EN 319 122-1: attributes of CAdES.
inline constexpr Oid kContentReference{"1.2.840.113549.1.9.16.2.10"};
inline constexpr Oid kContentHints{"1.2.840.113549.1.9.16.2.4"};
inline constexpr Oid kContentIdentifier{"1.2.840.113549.1.9.16.2.7"};
inline constexpr Oid kSigningCertificate{"1.2.840.113549.1.9.16.2.12"};
inline constexpr Oid kSigningCertificateV2{"1.2.840.113549.1.9.16.2.47"};
inline constexpr Oid kOtherSigningCertificate{"1.2.840.113549.1.9.16.2.19"};
inline constexpr Oid kSignatureTimeStampToken{"1.2.840.113549.1.9.16.2.14"};
inline constexpr Oid kSignaturePolicyIdentifier{"1.2.840.113549.1.9.16.2.15"};
inline constexpr Oid kCommitmentTypeIndication{"1.2.840.113549.1.9.16.2.16"};
inline constexpr Oid kSignerLocation{"1.2.840.113549.1.9.16.2.17"};
inline constexpr Oid kSignerAttributes{"1.2.840.113549.1.9.16.2.18"};
inline constexpr Oid kContentTimeStamp{"1.2.840.113549.1.9.16.2.20"};
inline constexpr Oid kCertificateRefs{"1.2.840.113549.1.9.16.2.21"};
inline constexpr Oid kRevocationRefs{"1.2.840.113549.1.9.16.2.22"};
inline constexpr Oid kCertificateValues{"1.2.840.113549.1.9.16.2.23"};
inline constexpr Oid kRevocationValues{"1.2.840.113549.1.9.16.2.24"};
inline constexpr Oid kEscTimeStamp{"1.2.840.113549.1.9.16.2.25"};      // CAdES-C time-stamp
inline constexpr Oid kCertCrlTimeStamp{"1.2.840.113549.1.9.16.2.26"};  // references only
inline constexpr Oid kArchiveTimeStamp{"1.2.840.113549.1.9.16.2.27"};  // TS 101 733 v1.4
inline constexpr Oid kAttributeCertificateRefs{"1.2.840.113549.1.9.16.2.44"};
inline constexpr Oid kAttributeRevocationRefs{"1.2.840.113549.1.9.16.2.45"};
inline constexpr Oid kArchiveTimeStampV2{"1.2.840.113549.1.9.16.2.48"};
inline constexpr Oid kEvidenceRecordInternal{"1.2.840.113549.1.9.16.2.49"};  // RFC 4998
inline constexpr Oid kEvidenceRecordExternal{"1.2.840.113549.1.9.16.2.50"};
inline constexpr Oid kMimeType{"0.4.0.1733.2.1"};
inline constexpr Oid kLongTermValidation{"0.4.0.1733.2.2"};
inline constexpr Oid kArchiveTimeStampV3{"0.4.0.1733.2.4"};
inline constexpr Oid kAtsHashIndex{"0.4.0.1733.2.5"};
inline constexpr Oid kSignerAttributesV2{"0.4.0.19122.1.1"};
inline constexpr Oid kClaimedSamlAssertion{"0.4.0.19122.1.2"};
inline constexpr Oid kSignaturePolicyStore{"0.4.0.19122.1.3"};
inline constexpr Oid kAtsHashIndexV2{"0.4.0.19122.1.4"};
inline constexpr Oid kAtsHashIndexV3{"0.4.0.19122.1.5"};
inline constexpr Oid kPolicyQualifierUri{"1.2.840.113549.1.9.16.5.1"};     // SPuri
inline constexpr Oid kPolicyQualifierNotice{"1.2.840.113549.1.9.16.5.2"};  // SPUserNotice
// Adobe's revocation data in a PDF signature, and Microsoft's time-stamp attribute.
inline constexpr Oid kAdobeRevocationInfo{"1.2.840.113583.1.1.8"};
inline constexpr Oid kMsTimeStampToken{"1.3.6.1.4.1.311.3.3.1"};

// EN 319 122-1 5.2.3: commitment types.
inline constexpr Oid kProofOfOrigin{"1.2.840.113549.1.9.16.6.1"};
inline constexpr Oid kProofOfReceipt{"1.2.840.113549.1.9.16.6.2"};
inline constexpr Oid kProofOfDelivery{"1.2.840.113549.1.9.16.6.3"};
inline constexpr Oid kProofOfSender{"1.2.840.113549.1.9.16.6.4"};
inline constexpr Oid kProofOfApproval{"1.2.840.113549.1.9.16.6.5"};
inline constexpr Oid kProofOfCreation{"1.2.840.113549.1.9.16.6.6"};

// RFC 5280 5.2 and 5.3: extensions of CRLs and their entries.
inline constexpr Oid kCrlNumber{"2.5.29.20"};
inline constexpr Oid kReasonCode{"2.5.29.21"};
inline constexpr Oid kInvalidityDate{"2.5.29.24"};
inline constexpr Oid kDeltaCrlIndicator{"2.5.29.27"};
inline constexpr Oid kIssuingDistributionPoint{"2.5.29.28"};
inline constexpr Oid kCertificateIssuer{"2.5.29.29"};
inline constexpr Oid kExpiredCertsOnCrl{"2.5.29.60"};

// RFC 6960 4.2.1 and 4.4: OCSP.
inline constexpr Oid kOcspBasic{"1.3.6.1.5.5.7.48.1.1"};
inline constexpr Oid kOcspNonce{"1.3.6.1.5.5.7.48.1.2"};
inline constexpr Oid kOcspArchiveCutoff{"1.3.6.1.5.5.7.48.1.6"};
inline constexpr Oid kOcspExtendedRevoke{"1.3.6.1.5.5.7.48.1.9"};
inline constexpr Oid kCertHash{"1.3.36.8.3.13"};  // Common PKI: positive statement of issuance

}  // namespace senim::pki::oid
