#pragma once

#include <span>
#include <string_view>

#include "validators/model/check.h"

// The one registry of checks and reason codes (report.md 1): stable ids, never reused, each with
// the clause behind it, the conclusion of its failure and its meaning. A rule is named where it is
// checked; its text is translated elsewhere. The same id may stand twice only with another block
// (an algorithm can be unsupported in a signature and in a certificate).
// "102-1" in the ids' comments is ETSI EN 319 102-1, as numbered in spec/en319102-1.md.

namespace senim::model::rules {

inline constexpr Conclusion kFormatFailure{Indication::failed, SubIndication::format_failure};
inline constexpr Conclusion kHashFailure{Indication::failed, SubIndication::hash_failure};
inline constexpr Conclusion kSigCryptoFailure{Indication::failed,
                                              SubIndication::sig_crypto_failure};
inline constexpr Conclusion kNoSigner{Indication::indeterminate,
                                      SubIndication::no_signing_certificate_found};
inline constexpr Conclusion kPolicyError{Indication::indeterminate,
                                         SubIndication::policy_processing_error};
inline constexpr Conclusion kPolicyUnavailable{Indication::indeterminate,
                                               SubIndication::signature_policy_not_available};
inline constexpr Conclusion kNoChain{Indication::indeterminate,
                                     SubIndication::no_certificate_chain_found};
inline constexpr Conclusion kNoChainNoPoe{Indication::indeterminate,
                                          SubIndication::no_certificate_chain_found_no_poe};
inline constexpr Conclusion kGeneralFailure{Indication::indeterminate,
                                            SubIndication::certificate_chain_general_failure};
inline constexpr Conclusion kChainConstraints{Indication::indeterminate,
                                              SubIndication::chain_constraints_failure};
inline constexpr Conclusion kTryLater{Indication::indeterminate, SubIndication::try_later};
inline constexpr Conclusion kNotRevokedOutOfBounds{Indication::indeterminate,
                                                   SubIndication::out_of_bounds_not_revoked};
inline constexpr Conclusion kOutOfBounds{Indication::indeterminate,
                                         SubIndication::out_of_bounds_no_poe};
inline constexpr Conclusion kRevokedNoPoe{Indication::indeterminate, SubIndication::revoked_no_poe};
inline constexpr Conclusion kRevokedCaNoPoe{Indication::indeterminate,
                                            SubIndication::revoked_ca_no_poe};
inline constexpr Conclusion kRevocationOutOfBounds{Indication::indeterminate,
                                                   SubIndication::revocation_out_of_bounds_no_poe};
inline constexpr Conclusion kCrypto{Indication::indeterminate,
                                    SubIndication::crypto_constraints_failure};
inline constexpr Conclusion kCryptoNoPoe{Indication::indeterminate,
                                         SubIndication::crypto_constraints_failure_no_poe};
inline constexpr Conclusion kDataNotFound{Indication::indeterminate,
                                          SubIndication::signed_data_not_found};
inline constexpr Conclusion kRevoked{Indication::failed, SubIndication::revoked};
inline constexpr Conclusion kExpired{Indication::failed, SubIndication::expired};
inline constexpr Conclusion kNotYetValid{Indication::failed, SubIndication::not_yet_valid};
inline constexpr Conclusion kTimestampOrderFailure{Indication::indeterminate,
                                                   SubIndication::timestamp_order_failure};
inline constexpr Conclusion kNoPoe{Indication::indeterminate, SubIndication::no_poe};
inline constexpr Conclusion kSigConstraints{Indication::indeterminate,
                                            SubIndication::sig_constraints_failure};

// ---- Format checking, EN 319 102-1 5.2.2 --------------------------------------------------------
#define SENIM_FORMAT_RULE(name, id, clause, meaning)                                  \
  inline constexpr Rule name {                                                        \
    id, clause, Block::format_checking, Aspect::immutability, kFormatFailure, meaning \
  }
SENIM_FORMAT_RULE(kFormatReadable, "format-readable", "EN 319 102-1 5.2.2",
                  "the signature can be read as the format it claims to be");
SENIM_FORMAT_RULE(kFormatProblem, "format-problem", "EN 319 102-1 5.2.2",
                  "the format reader found nothing wrong that has no code of its own");
SENIM_FORMAT_RULE(kFormatStructure, "format-structure", "EN 319 102-1 5.2.2",
                  "the octets have the structure that the format demands");
SENIM_FORMAT_RULE(kSignatureStructure, "signature-structure", "EN 319 102-1 5.2.2",
                  "the signature element or SignerInfo has its fixed structure");
SENIM_FORMAT_RULE(kSignedAttributesUnique, "signed-attributes-unique", "RFC 5652 11",
                  "signed attributes that must be single occur once, with one value");
SENIM_FORMAT_RULE(kContentTypeAttribute, "content-type-attribute", "RFC 5652 11.1",
                  "the content-type attribute is there and equals the content's type");
SENIM_FORMAT_RULE(kMessageDigestAttribute, "message-digest-attribute", "RFC 5652 11.2",
                  "the message-digest attribute is there and readable");
SENIM_FORMAT_RULE(kAlgorithmProtection, "algorithm-protection", "RFC 6211 2",
                  "the protected algorithm identifiers mean the same as those of the SignerInfo");
SENIM_FORMAT_RULE(kDigestAlgorithmAgreement, "digest-algorithm-agreement", "EN 319 102-1 5.2.2",
                  "the digest algorithm goes with the signature algorithm");
SENIM_FORMAT_RULE(kSignedPropertiesType, "signed-properties-type", "EN 319 132-1 4.4.2",
                  "the reference to SignedProperties carries its Type");
SENIM_FORMAT_RULE(kSignedPropertiesCoverage, "signed-properties-coverage", "EN 319 132-1 4.4.2",
                  "the signed properties that are read are the ones that were signed");
SENIM_FORMAT_RULE(kPropertiesTarget, "properties-target", "EN 319 132-1 4.3.1",
                  "QualifyingProperties say that they belong to the signature in which they stand");
SENIM_FORMAT_RULE(kUniqueIds, "unique-ids", "EN 319 102-1 5.2.2",
                  "identifiers that references use occur once");
SENIM_FORMAT_RULE(kReferenceAmbiguous, "reference-ambiguous", "EN 319 102-1 5.2.2",
                  "every reference names one object");
SENIM_FORMAT_RULE(kSignedAttributesAsContent, "signed-attributes-as-content", "RFC 5652 5.4",
                  "the content is not an encoding of signed attributes");
SENIM_FORMAT_RULE(kTimestampTokenSigner, "timestamp-token-signer", "RFC 3161 2.4.2",
                  "a time-stamp token carries one signature, its authority's");
SENIM_FORMAT_RULE(kAcceptedFormat, "accepted-format", "EN 319 102-1 5.2.2",
                  "the policy accepts this format and level");
SENIM_FORMAT_RULE(kFullScope, "full-scope", "EN 319 102-1 5.2.2",
                  "the signature covers the whole document, as the policy asks");
// Remarks: what a reader tolerates and tells, at the level of `format.deviations` ...
SENIM_FORMAT_RULE(kNoDeviations, "no-deviations", "EN 319 102-1 5.2.2",
                  "the encoding follows its standard to the letter");
SENIM_FORMAT_RULE(kCmsVersion, "cms-version", "RFC 5652 5.1, 5.3",
                  "the versions of SignedData and SignerInfo are those that their contents demand");
SENIM_FORMAT_RULE(kDigestAlgorithmsSet, "digest-algorithms-set", "RFC 5652 5.1",
                  "digestAlgorithms names the digest algorithm of the signer");
SENIM_FORMAT_RULE(kAttributePlacement, "attribute-placement", "RFC 5652 11",
                  "each attribute stands among the signed or the unsigned ones as it must");
SENIM_FORMAT_RULE(kCertificateReadable, "embedded-certificate-readable",
                  "RFC 5652 10.2.2, EN 319 132-1 5.4.1",
                  "every X.509 certificate in the signature can be read");
SENIM_FORMAT_RULE(kRevocationReadable, "embedded-revocation-readable",
                  "RFC 5652 10.2.1, EN 319 132-1 5.4.2",
                  "every CRL and OCSP answer in the signature can be read");
SENIM_FORMAT_RULE(kAlgorithmIdentifier, "algorithm-identifier", "RFC 5758 3.2, RFC 8410 3",
                  "the signature algorithm is written as its standard writes it");
// ... and of `format.unsigned_content`.
SENIM_FORMAT_RULE(kNoUnsignedContent, "no-unsigned-content", "EN 319 102-1 5.2.2",
                  "nothing stands in the document that is under no digest");
SENIM_FORMAT_RULE(kTrailingOctets, "trailing-octets", "X.690 8.1",
                  "nothing, padding included, stands behind the message");
SENIM_FORMAT_RULE(kCommentsNotSigned, "comments-not-signed", "xmldsig-core1 4.4.3.3",
                  "no comment stands where the canonical form leaves comments out");
SENIM_FORMAT_RULE(kUnsignedAdditions, "unsigned-additions", "EN 319 132-1 5",
                  "in the signature nothing but the markup of its schemas is under no digest");
SENIM_FORMAT_RULE(kWrapperNotSigned, "wrapper-not-signed", "xmldsig-core1 8.1.2",
                  "the element around the signed parts is signed with them");
SENIM_FORMAT_RULE(kFormatSchema, "format-schema", "EN 319 102-1 5.2.2",
                  "elements and attributes stand as often and in the order that the schema says");
SENIM_FORMAT_RULE(kSignatureDuplicated, "signature-duplicated", "EN 319 102-1 5.2.2",
                  "no other signature of the document has the same octets");
#undef SENIM_FORMAT_RULE

// ---- Identification of the signing certificate, EN 319 102-1 5.2.3 ------------------------------
inline constexpr Rule kSigningCertificateIdentified{"signing-certificate-identified",
                                                    "EN 319 102-1 5.2.3",
                                                    Block::signing_certificate,
                                                    Aspect::belonging,
                                                    kNoSigner,
                                                    "a certificate of the signer is at hand"};
inline constexpr Rule kSigningCertificateDigest{
    "signing-certificate-digest",
    "EN 319 102-1 5.2.3",
    Block::signing_certificate,
    Aspect::belonging,
    kNoSigner,
    "the digest in the signing-certificate attribute is that of the certificate"};
inline constexpr Rule kSignerIdentifierMatch{
    "signer-identifier-match",
    "EN 319 102-1 5.2.3, RFC 5652 5.3",
    Block::signing_certificate,
    Aspect::belonging,
    kNoSigner,
    "the SignerInfo's identifier names the certificate that the signing-certificate attribute "
    "names"};
inline constexpr Rule kSigningCertificateDigestPresent{
    "signing-certificate-digest-present",
    "EN 319 102-1 5.2.3",
    Block::signing_certificate,
    Aspect::belonging,
    kNoSigner,
    "every entry of the signing-certificate attribute has a digest"};
inline constexpr Rule kSigningCertificateIssuerSerial{
    "signing-certificate-issuer-serial",
    "EN 319 102-1 5.2.3",
    Block::signing_certificate,
    Aspect::belonging,
    kNoSigner,
    "issuer and serial number in the signing-certificate attribute are those of the certificate"};

// ---- Validation context initialisation, EN 319 102-1 5.2.4 --------------------------------------
// Only of a policy that has a period or a target, and only where one does not hold
// (policies/README.md).
inline constexpr Rule kPolicyInForce{
    "policy-in-force",
    "EN 319 102-1 5.2.4",
    Block::validation_context,
    Aspect::belonging,
    kPolicyError,
    "the validation policy is in force at the time asked for and made for such signatures"};
inline constexpr Rule kSignaturePolicyAccepted{
    "signature-policy-accepted",
    "EN 319 102-1 5.2.4",
    Block::validation_context,
    Aspect::belonging,
    kPolicyError,
    "the signature policy is one that the validation policy accepts"};
inline constexpr Rule kSignaturePolicyAvailable{
    "signature-policy-available", "EN 319 102-1 5.2.4",
    Block::validation_context,    Aspect::belonging,
    kPolicyUnavailable,           "the document of the signature policy is at hand"};
inline constexpr Rule kSignaturePolicyStore{
    "signature-policy-store",  "EN 319 122-1 5.2.10, EN 319 132-1 5.2.10",
    Block::validation_context, Aspect::belonging,
    kPolicyUnavailable,        "the signature carries the document of its policy"};
inline constexpr Rule kSignaturePolicyHash{
    "signature-policy-hash",
    "EN 319 102-1 5.2.4",
    Block::validation_context,
    Aspect::belonging,
    kPolicyError,
    "the document of the signature policy has the digest that was signed"};

// ---- X.509 certificate validation, EN 319 102-1 5.2.6 -------------------------------------------
#define SENIM_CHAIN_RULE(name, id, clause, failure, meaning)                   \
  inline constexpr Rule name {                                                 \
    id, clause, Block::x509_validation, Aspect::authenticity, failure, meaning \
  }
SENIM_CHAIN_RULE(kPathFound, "path-found", "EN 319 102-1 5.2.6", kNoChain,
                 "a certification path leads from the signer to a trust anchor");
SENIM_CHAIN_RULE(kPathSearchComplete, "path-search-complete", "EN 319 102-1 5.2.6", kNoChain,
                 "no limit ended the search for certification paths");
SENIM_CHAIN_RULE(kPathTried, "path-tried", "EN 319 102-1 5.2.6", kNoChain,
                 "another candidate path, beside the one that is told in full, holds");
SENIM_CHAIN_RULE(kDepartureApplied, "departure-applied", "EN 319 102-1 5.2.6", kNoChain,
                 "what the policy lets depart from the standard made no difference");
SENIM_CHAIN_RULE(kTrustServiceType, "trust-service-type", "EN 319 102-1 5.2.6", kNoChain,
                 "the anchor is listed for a service of an accepted type");
SENIM_CHAIN_RULE(kAnchorSunset, "anchor-sunset", "EN 319 102-1 5.2.6", kNoChainNoPoe,
                 "the accepted status of the anchor's service had not ended by then");
SENIM_CHAIN_RULE(kTrustServiceStatus, "trust-service-status", "EN 319 102-1 5.2.6", kNoChain,
                 "the anchor's service had an accepted status at the time of the signature");
SENIM_CHAIN_RULE(kTrustSourceAccepted, "trust-source-accepted", "EN 319 102-1 5.2.6", kNoChain,
                 "the policy accepts the list or territory that the anchor comes from");
SENIM_CHAIN_RULE(kTrustListCurrent, "trust-list-current", "TS 119 612 5.3.15", kNoChain,
                 "the list that holds the anchor is current or within its grace");
SENIM_CHAIN_RULE(kTrustListFresh, "trust-list-fresh", "TS 119 612 5.3.15", kNoChain,
                 "the list that holds the anchor is not past its nextUpdate nor older than asked");
SENIM_CHAIN_RULE(kTrustListVersion, "trust-list-version", "TS 119 612 5.3.1", kNoChain,
                 "the list that holds the anchor is of a version that the policy accepts");
SENIM_CHAIN_RULE(kTrustListStructure, "trust-list-structure", "TS 119 612 5", kNoChain,
                 "the list that holds the anchor has its elements as often and in the order due");
SENIM_CHAIN_RULE(kIntermediateServiceStatus, "intermediate-service-status", "EN 319 102-1 5.2.6",
                 kNoChain, "no listed certificate between signer and anchor has been withdrawn");
SENIM_CHAIN_RULE(kCertificateSignature, "certificate-signature", "RFC 5280 6.1.3 (a)(1)",
                 kGeneralFailure, "every certificate verifies under its issuer's key");
SENIM_CHAIN_RULE(kCertificateAlgorithmUnsupported, "algorithm-unsupported", "EN 319 102-1 5.2.6",
                 kCrypto, "every certificate's algorithm and key can be computed");
SENIM_CHAIN_RULE(kCaValidity, "ca-validity", "RFC 5280 6.1.3 (a)(2)", kGeneralFailure,
                 "every CA certificate was inside its validity at the time of the model");
SENIM_CHAIN_RULE(kAnchorValidity, "anchor-validity", "order 500 16.1", kGeneralFailure,
                 "the anchor's own certificate was inside its validity");
SENIM_CHAIN_RULE(kNameChaining, "name-chaining", "RFC 5280 6.1.3 (a)(4)", kGeneralFailure,
                 "every issuer name is the subject name of the certificate above");
SENIM_CHAIN_RULE(kNameConstraints, "name-constraints", "RFC 5280 6.1.3 (b)(c)", kGeneralFailure,
                 "every name lies inside the name constraints above it");
SENIM_CHAIN_RULE(kNameConstraintsBounded, "name-constraints-bounded", "RFC 5280 6.1.3 (b)(c)",
                 kGeneralFailure, "no limit ended the comparison with name constraints");
SENIM_CHAIN_RULE(kCertificatePolicies, "certificate-policies", "RFC 5280 6.1.3 (f)",
                 kGeneralFailure, "the path has a valid certificate policy where one is demanded");
SENIM_CHAIN_RULE(kCertificatePoliciesBounded, "certificate-policies-bounded", "RFC 9618 5",
                 kGeneralFailure, "no limit ended the processing of certificate policies");
SENIM_CHAIN_RULE(kPolicyMappings, "policy-mappings", "RFC 5280 6.1.4 (a)", kGeneralFailure,
                 "no policy mapping involves anyPolicy");
SENIM_CHAIN_RULE(kBasicConstraints, "basic-constraints", "RFC 5280 6.1.4 (k)", kGeneralFailure,
                 "every issuer is a CA");
SENIM_CHAIN_RULE(kPathLength, "path-length", "RFC 5280 6.1.4 (l)(m)", kGeneralFailure,
                 "no path length constraint is exceeded");
SENIM_CHAIN_RULE(kCaKeyUsage, "ca-key-usage", "RFC 5280 6.1.4 (n)", kGeneralFailure,
                 "every issuer's key may sign certificates");
SENIM_CHAIN_RULE(kCaKeyUsageAccepted, "ca-key-usage-accepted", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "every CA's key usage is one that the policy accepts");
SENIM_CHAIN_RULE(kCriticalExtensions, "critical-extensions", "RFC 5280 6.1.4 (o)", kGeneralFailure,
                 "every critical extension is understood");
SENIM_CHAIN_RULE(kExtensionsReadable, "extensions-readable", "RFC 5280 4.2", kGeneralFailure,
                 "every extension that is used can be read");
SENIM_CHAIN_RULE(kUsageReadable, "usage-extensions-readable", "RFC 5280 4.2", kGeneralFailure,
                 "key usage, extended key usage and basic constraints can be read where present");
SENIM_CHAIN_RULE(kForbiddenExtensions, "forbidden-extensions", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "no certificate has an extension that the policy forbids");
SENIM_CHAIN_RULE(kSignerNotCa, "signer-not-ca", "RFC 5280 4.2.1.9", kChainConstraints,
                 "the signing certificate is not that of a CA");
SENIM_CHAIN_RULE(kSignerNotAnchor, "signer-not-anchor", "EN 319 102-1 5.2.6", kChainConstraints,
                 "the signing certificate is not itself a trust anchor");
SENIM_CHAIN_RULE(kCertificateSignUsage, "certificate-sign-usage", "RFC 5280 4.2.1.9",
                 kChainConstraints, "only a CA's key usage asserts the signing of certificates");
SENIM_CHAIN_RULE(kQualifiedStatements, "qualified-statements", "EN 319 102-1 5.2.6",
                 kChainConstraints, "the certificate's QC statements are as the policy asks");
SENIM_CHAIN_RULE(kAcceptedCertificatePolicies, "accepted-certificate-policies",
                 "EN 319 102-1 5.2.6", kChainConstraints,
                 "the certificate has a policy that the validation policy accepts");
SENIM_CHAIN_RULE(kExtensionPresence, "extension-presence", "EN 319 102-1 5.2.6", kGeneralFailure,
                 "the certificate has an extension that the policy asks for");
SENIM_CHAIN_RULE(kProfileConformity, "profile-conformity", "RFC 5280 4.1, 4.2", kChainConstraints,
                 "the certificate keeps the demands of its profile that the policy names");
SENIM_CHAIN_RULE(kAnchorConformity, "anchor-conformity", "RFC 5280 4.1, 4.2", kChainConstraints,
                 "the anchor's certificate keeps the demands that the policy names");
SENIM_CHAIN_RULE(kPublicKeyAccepted, "public-key-accepted", "EN 319 102-1 5.2.6", kChainConstraints,
                 "kind and size of every key of the path are ones that the policy accepts");
SENIM_CHAIN_RULE(kSelfSigned, "self-signed", "EN 319 102-1 5.2.6", kChainConstraints,
                 "the certificate is (not) self-signed, as the policy asks");
SENIM_CHAIN_RULE(kRevocationSearchComplete, "revocation-search-complete", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "no limit ended the search through the revocation data");
SENIM_CHAIN_RULE(kRevocationDataAvailable, "revocation-data-available", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "revocation data is at hand for every certificate that needs it");
SENIM_CHAIN_RULE(kRevocationSourceReachable, "revocation-source-reachable", "EN 319 102-1 5.2.6",
                 kTryLater, "the revocation sources that a certificate names can be reached");
SENIM_CHAIN_RULE(kNotRevoked, "not-revoked", "EN 319 102-1 5.2.6", kRevokedNoPoe,
                 "the signing certificate was not revoked at the validation time");
SENIM_CHAIN_RULE(kCaNotRevoked, "ca-not-revoked", "EN 319 102-1 5.2.6", kRevokedCaNoPoe,
                 "no CA certificate of the path was revoked at that time");
SENIM_CHAIN_RULE(kRevocationAccess, "revocation-access", "EN 319 102-1 5.2.6", kGeneralFailure,
                 "every certificate names where its status can be asked");
SENIM_CHAIN_RULE(kRevocationDataAcceptable, "revocation-data-acceptable", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "some of the revocation data at hand can be believed");
SENIM_CHAIN_RULE(kNotOnHold, "not-on-hold", "EN 319 102-1 5.2.6", kTryLater,
                 "no certificate was suspended at that time");
SENIM_CHAIN_RULE(kCrlNextUpdate, "crl-next-update", "EN 319 102-1 5.2.5", kGeneralFailure,
                 "every list that was used says when the next one comes");
SENIM_CHAIN_RULE(kOcspNextUpdate, "ocsp-next-update", "EN 319 102-1 5.2.5", kGeneralFailure,
                 "every OCSP answer that was used says when the next one comes");
SENIM_CHAIN_RULE(kRevocationFresh, "revocation-fresh", "EN 319 102-1 5.2.5", kTryLater,
                 "the revocation data used is recent enough for that time");
SENIM_CHAIN_RULE(kRevocationNotExpired, "revocation-not-expired", "order 500 18", kTryLater,
                 "the revocation data used has not expired; expired data is a negative answer");
SENIM_CHAIN_RULE(kRevocationAlgorithmReliable, "revocation-algorithm-reliable",
                 "EN 319 102-1 5.2.6", kCryptoNoPoe,
                 "algorithms and keys of the revocation data were reliable at that time");
SENIM_CHAIN_RULE(kRevocationIssuerValidity, "revocation-issuer-validity", "EN 319 102-1 5.2.6",
                 kRevocationOutOfBounds,
                 "that time lies inside the validity of whoever signed the revocation data");
SENIM_CHAIN_RULE(kNoRevocationAvailable, "no-revocation-available", "RFC 9608 4", kGeneralFailure,
                 "a certificate without revocation is no CA's and names no revocation source");
// Acceptance of one CRL or OCSP answer (spec/en319102-1.md 5.5.2): its first failure stands in the
// parameters of revocation-data-acceptable.
SENIM_CHAIN_RULE(kRevocationStatusKnown, "revocation-status-known", "RFC 6960 2.2", kGeneralFailure,
                 "whoever answers knows the certificate");
SENIM_CHAIN_RULE(kRevocationIssuerKnown, "revocation-issuer-known", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "the certificate of whoever signed the data is at hand");
SENIM_CHAIN_RULE(kRevocationAlgorithmUnsupported, "revocation-algorithm-unsupported",
                 "EN 319 102-1 5.2.6", kCrypto, "the signature on the data can be computed");
SENIM_CHAIN_RULE(kRevocationSignature, "revocation-signature", "RFC 5280 6.3.3 (g)",
                 kSigCryptoFailure, "the signature on the data verifies");
SENIM_CHAIN_RULE(kRevocationExtensions, "revocation-extensions", "RFC 5280 5.2", kGeneralFailure,
                 "every critical extension of the data is understood");
SENIM_CHAIN_RULE(kRevocationListKind, "revocation-list-kind", "RFC 5280 5.2.4", kGeneralFailure,
                 "the list is a complete one, or a delta that says so");
SENIM_CHAIN_RULE(kRevocationScope, "revocation-scope", "RFC 5280 6.3.3 (b)", kGeneralFailure,
                 "the list speaks of certificates like this one");
SENIM_CHAIN_RULE(kRevocationReasons, "revocation-reasons", "RFC 5280 6.3.3 (e)", kGeneralFailure,
                 "the lists at hand cover all reasons together");
SENIM_CHAIN_RULE(kRevocationDelta, "revocation-delta", "RFC 5280 6.3.3 (c)", kGeneralFailure,
                 "the delta goes with a list at hand and is newer");
SENIM_CHAIN_RULE(kRevocationIssuerAuthorised, "revocation-issuer-authorised",
                 "RFC 6960 4.2.2.2, RFC 5280 6.3.3 (f)", kGeneralFailure,
                 "whoever signed the data may do so for the certificate's issuer");
SENIM_CHAIN_RULE(kResponderId, "responder-id", "RFC 6960 4.2.2.3", kGeneralFailure,
                 "the responder ID is that of the certificate that signed");
SENIM_CHAIN_RULE(kCertificateHashPresent, "certificate-hash-present", "Common PKI 2.0 part 4",
                 kGeneralFailure, "the answer carries the certificate's hash");
SENIM_CHAIN_RULE(kCertificateHash, "certificate-hash", "Common PKI 2.0 part 4", kGeneralFailure,
                 "the hash in the answer is the certificate's");
SENIM_CHAIN_RULE(kCrlNumber, "crl-number", "RFC 5280 5.2.3", kGeneralFailure,
                 "the list carries a number, in an extension that is not critical");
SENIM_CHAIN_RULE(kCrlEntries, "crl-entries", "RFC 5280 5.1.2.6", kGeneralFailure,
                 "a list of revoked certificates that is there names one");
SENIM_CHAIN_RULE(kRevocationThisUpdate, "revocation-this-update", "RFC 6960 3.2", kGeneralFailure,
                 "the data does not come from the future");
SENIM_CHAIN_RULE(kRevocationIssuerValidThen, "revocation-issuer-valid-then", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "whoever signed the data was valid when it was made");
SENIM_CHAIN_RULE(kRevocationAfterIssuance, "revocation-after-issuance", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "the data is not older than the certificate");
SENIM_CHAIN_RULE(kRevocationHasInformation, "revocation-has-information", "EN 319 102-1 5.2.6",
                 kGeneralFailure,
                 "whoever signed the data still kept what he knew of the certificate");
SENIM_CHAIN_RULE(kRevocationIssuerTrusted, "revocation-issuer-trusted", "EN 319 102-1 5.2.6",
                 kNoChain, "a path leads from whoever signed the data to a trust anchor");
SENIM_CHAIN_RULE(kRevocationSelfIssued, "revocation-self-issued", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "nobody vouches for his own certificate");
SENIM_CHAIN_RULE(kRevocationIssuerAnchor, "revocation-issuer-anchor", "RFC 5280 6.3.3 (f)",
                 kGeneralFailure, "that path ends in the anchor of the certificate's own");
SENIM_CHAIN_RULE(kRevocationIssuerPath, "revocation-issuer-path", "RFC 5280 6.3.3 (f)",
                 kGeneralFailure, "that path was valid when the data was made");
SENIM_CHAIN_RULE(kRevocationIssuerNotRevoked, "revocation-issuer-not-revoked", "EN 319 102-1 5.2.6",
                 kGeneralFailure, "no certificate of that path is revoked");
SENIM_CHAIN_RULE(kRevocationIssuerConstraints, "revocation-issuer-constraints",
                 "EN 319 102-1 5.2.6", kGeneralFailure,
                 "the certificates of that path are as the policy asks of revocation data");
SENIM_CHAIN_RULE(kCertificateAlgorithmReliable, "certificate-algorithm-reliable",
                 "EN 319 102-1 5.2.6", kCryptoNoPoe,
                 "algorithms and keys of all certificates were reliable at the validation time");
SENIM_CHAIN_RULE(kSigningCertificateValidity, "signing-certificate-validity", "EN 319 102-1 5.2.6",
                 kNotRevokedOutOfBounds,
                 "the validation time lies inside the signing certificate's validity");
SENIM_CHAIN_RULE(kSigningCertificateValidityUnknown, "signing-certificate-validity-unknown-status",
                 "EN 319 102-1 5.2.6", kOutOfBounds,
                 "the validation time lies inside the signing certificate's validity, or the "
                 "certificate is known not to be revoked");
#undef SENIM_CHAIN_RULE

// Whose the signing certificate is and what its key is for, by RFC 5280 and by the profile of its
// country: part of the chain constraints, but they count for belonging (report.md 2, last table).
#define SENIM_SIGNER_RULE(name, id, clause, meaning)                                  \
  inline constexpr Rule name {                                                        \
    id, clause, Block::x509_validation, Aspect::belonging, kChainConstraints, meaning \
  }
SENIM_SIGNER_RULE(kKeyUsage, "key-usage", "EN 319 102-1 5.2.6",
                  "the signing certificate's key usage is one that the policy accepts");
SENIM_SIGNER_RULE(kExtendedKeyUsage, "extended-key-usage", "EN 319 102-1 5.2.6",
                  "the signing certificate's extended key usage is one that the policy accepts");
SENIM_SIGNER_RULE(kCriticalPurpose, "critical-purpose", "RFC 5280 4.2.1.12",
                  "a critical extended key usage names a purpose that goes with signing documents");
SENIM_SIGNER_RULE(kStatedPurpose, "stated-purpose", "RFC 5280 4.2.1.12",
                  "an extended key usage names a purpose that goes with signing documents");
SENIM_SIGNER_RULE(kReservedPurpose, "reserved-purpose", "RFC 3161 2.3, RFC 6960 4.2.2.2",

                  "the signing certificate is not one for time-stamps or OCSP answers alone");
SENIM_SIGNER_RULE(kSubjectConstraints, "subject-constraints", "EN 319 102-1 5.2.6",
                  "the certificate's subject is as the policy asks");
SENIM_SIGNER_RULE(kKeyPurpose, "key-purpose", "order 500 16.4",
                  "the signer's key is for what the policy accepts: signing documents");
SENIM_SIGNER_RULE(kSignerIdentifiers, "signer-identifiers", "EN 319 102-1 5.2.6",
                  "the signer's national numbers are unambiguous and have their check digits");
SENIM_SIGNER_RULE(kSignerRoles, "signer-roles", "order 500 16.4",
                  "the signing certificate states a role that the policy accepts");
SENIM_SIGNER_RULE(kSignerOwner, "signer-owner", "EN 319 102-1 5.2.6",
                  "the owner of the signing certificate is of a kind that the policy accepts");
SENIM_SIGNER_RULE(kKeyStore, "key-store", "EN 319 102-1 5.2.6",
                  "the signer's key is kept where the policy accepts it");
SENIM_SIGNER_RULE(kToolClass, "tool-class", "FSB order 795",
                  "the signing certificate states a class of tools that the policy accepts");
#undef SENIM_SIGNER_RULE

// ---- Cryptographic verification, EN 319 102-1 5.2.7 ---------------------------------------------
#define SENIM_CRYPTO_RULE(name, id, aspect, failure, meaning)                             \
  inline constexpr Rule name {                                                            \
    id, "EN 319 102-1 5.2.7", Block::cryptographic_verification, aspect, failure, meaning \
  }
SENIM_CRYPTO_RULE(kSignedDataFound, "signed-data-found", Aspect::immutability, kDataNotFound,
                  "every signed data object is at hand");
SENIM_CRYPTO_RULE(kReferenceComputable, "reference-computable", Aspect::immutability, kDataNotFound,
                  "every transform of every reference is supported");
SENIM_CRYPTO_RULE(kReferenceDigest, "reference-digest", Aspect::immutability, kHashFailure,
                  "every signed data object has the digest that was signed");
SENIM_CRYPTO_RULE(kManifestEntryFound, "manifest-entry-found", Aspect::immutability, kDataNotFound,
                  "an object that a signed manifest names is at hand");
SENIM_CRYPTO_RULE(kManifestGroup, "manifest-group", Aspect::immutability, kDataNotFound,
                  "all objects that a signed manifest names are at hand");
SENIM_CRYPTO_RULE(kManifestEntryDigest, "manifest-entry-digest", Aspect::immutability, kHashFailure,
                  "every object that a signed manifest names has its digest");
SENIM_CRYPTO_RULE(kReferenceName, "reference-name", Aspect::immutability, kDataNotFound,
                  "what a reference names has that name");
SENIM_CRYPTO_RULE(kManifestEntryName, "manifest-entry-name", Aspect::immutability, kDataNotFound,
                  "what an entry of a signed manifest names has that name");
SENIM_CRYPTO_RULE(kDigestUnsupported, "digest-unsupported", Aspect::immutability, kCrypto,
                  "every digest algorithm of the references can be computed");
SENIM_CRYPTO_RULE(kSignedOctetsAtHand, "signed-octets-at-hand", Aspect::belonging, kDataNotFound,
                  "the octets under the signature value can be had");
SENIM_CRYPTO_RULE(kAlgorithmUnsupported, "algorithm-unsupported", Aspect::belonging, kCrypto,
                  "the signature algorithm and the key can be computed");
SENIM_CRYPTO_RULE(kSignatureValue, "signature-value", Aspect::belonging, kSigCryptoFailure,
                  "the signature value verifies with the signer's public key");
#undef SENIM_CRYPTO_RULE

// ---- Signature acceptance validation, EN 319 102-1 5.2.8 ----------------------------------------
#define SENIM_ACCEPTANCE_RULE(name, id, aspect, failure, meaning)                   \
  inline constexpr Rule name {                                                      \
    id, "EN 319 102-1 5.2.8", Block::signature_acceptance, aspect, failure, meaning \
  }
SENIM_ACCEPTANCE_RULE(kSigningCertificateAttribute, "signing-certificate-attribute",
                      Aspect::belonging, kSigConstraints,
                      "the signature carries a signing-certificate attribute");
SENIM_ACCEPTANCE_RULE(kSigningCertificateAttributeSingle, "signing-certificate-attribute-single",
                      Aspect::belonging, kSigConstraints,
                      "the signing-certificate attribute names one certificate");
SENIM_ACCEPTANCE_RULE(kReferencesInChain, "signing-certificate-references-in-chain",
                      Aspect::belonging, kSigConstraints,
                      "all certificates that the attribute names stand in the path");
SENIM_ACCEPTANCE_RULE(kReferencesWholeChain, "signing-certificate-references-whole-chain",
                      Aspect::belonging, kSigConstraints,
                      "the attribute names every certificate of the path, the anchor's aside");
SENIM_ACCEPTANCE_RULE(kKeyIdentifier, "key-identifier", Aspect::belonging, kSigConstraints,
                      "the signature names its signer's key by an identifier");
SENIM_ACCEPTANCE_RULE(kKeyIdentifierMatch, "key-identifier-match", Aspect::belonging,
                      kSigConstraints, "that identifier is the one in the signing certificate");
SENIM_ACCEPTANCE_RULE(kSigningTime, "signing-time", Aspect::authenticity, kSigConstraints,
                      "the signature states its signing time");
SENIM_ACCEPTANCE_RULE(kSigningTimeInRange, "signing-time-in-certificate-range",
                      Aspect::authenticity, kSigConstraints,
                      "the claimed signing time lies inside the signing certificate's validity");
SENIM_ACCEPTANCE_RULE(kContentType, "content-type", Aspect::immutability, kSigConstraints,
                      "the signed content type is one that the policy accepts");
SENIM_ACCEPTANCE_RULE(kContentHints, "content-hints", Aspect::immutability, kSigConstraints,
                      "the content hints are ones that the policy accepts");
SENIM_ACCEPTANCE_RULE(kContentIdentifier, "content-identifier", Aspect::immutability,
                      kSigConstraints, "the content identifier is one that the policy accepts");
SENIM_ACCEPTANCE_RULE(kEllipticCurve, "elliptic-curve", Aspect::belonging, kSigConstraints,
                      "an ECDSA signature has the digest that goes with its curve");
SENIM_ACCEPTANCE_RULE(kMessageDigestPresent, "message-digest-or-signed-properties",
                      Aspect::immutability, kSigConstraints,
                      "the signature carries a message digest or signed properties");
SENIM_ACCEPTANCE_RULE(kCommitmentType, "commitment-type", Aspect::belonging, kSigConstraints,
                      "the commitment type is one that the policy accepts");
SENIM_ACCEPTANCE_RULE(kSignerLocation, "signer-location", Aspect::belonging, kSigConstraints,
                      "the signature states the signer's location");
SENIM_ACCEPTANCE_RULE(kClaimedRoles, "claimed-roles", Aspect::belonging, kSigConstraints,
                      "the claimed role is one that the policy accepts");
SENIM_ACCEPTANCE_RULE(kCounterSignature, "counter-signature", Aspect::belonging, kSigConstraints,
                      "the signature carries a counter-signature");
SENIM_ACCEPTANCE_RULE(kTimestampPresent, "timestamp-present", Aspect::authenticity, kSigConstraints,
                      "the signature carries the time-stamp the policy asks for, one that passes");
SENIM_ACCEPTANCE_RULE(kContentTimestampImprint, "content-timestamp-imprint", Aspect::authenticity,
                      kSigConstraints, "every content time-stamp is over the signed content");
SENIM_ACCEPTANCE_RULE(kTimestampAccuracy, "timestamp-accuracy", Aspect::authenticity,
                      kSigConstraints,
                      "the time-stamp states its time as exactly as the policy asks");
SENIM_ACCEPTANCE_RULE(kTsaName, "tsa-name", Aspect::authenticity, kSigConstraints,
                      "the time-stamp names its authority");
SENIM_ACCEPTANCE_RULE(kTsaNameMatch, "tsa-name-match", Aspect::authenticity, kSigConstraints,
                      "the authority that the time-stamp names is the subject of its certificate");
SENIM_ACCEPTANCE_RULE(kTsaNameOrder, "tsa-name-order", Aspect::authenticity, kSigConstraints,
                      "the name has its parts in the order of the certificate");
SENIM_ACCEPTANCE_RULE(kTsaPurpose, "tsa-purpose", Aspect::authenticity, kSigConstraints,
                      "the authority's certificate is for time-stamping alone, marked critical");
SENIM_ACCEPTANCE_RULE(kTimestampInsideValidity, "timestamp-inside-validity", Aspect::authenticity,
                      kSigConstraints,
                      "the authority's certificates were valid at the time that it states");
SENIM_ACCEPTANCE_RULE(kTimestampNotLater, "timestamp-not-later", Aspect::authenticity, kNoPoe,
                      "the time-stamp existed at the validation time");
SENIM_ACCEPTANCE_RULE(kAlgorithmReliable, "algorithm-reliable", Aspect::belonging, kCryptoNoPoe,
                      "algorithm and key of the signature were reliable at the validation time");
SENIM_ACCEPTANCE_RULE(kReferenceDigestReliable, "reference-digest-reliable", Aspect::immutability,
                      kCryptoNoPoe,
                      "the digest algorithms of the references were reliable at that time");
SENIM_ACCEPTANCE_RULE(kCertificateReferenceReliable, "certificate-reference-reliable",
                      Aspect::belonging, kCryptoNoPoe,
                      "the digest of the signing-certificate attribute was reliable at that time");
SENIM_ACCEPTANCE_RULE(kConstraintSupported, "constraint-supported", Aspect::authenticity,
                      kSigConstraints,
                      "this version can check every constraint that the policy makes");
#undef SENIM_ACCEPTANCE_RULE

// ---- The processes: basic 5.3, with time 5.5, past validation 5.6.2, long term 5.6.3 ------------
#define SENIM_PROCESS_RULE(name, id, clause, block, failure, meaning) \
  inline constexpr Rule name { id, clause, Block::block, Aspect::authenticity, failure, meaning }
SENIM_PROCESS_RULE(kSignedBeforeRevocation, "content-timestamp-before-revocation",
                   "EN 319 102-1 5.3.4", basic, kRevoked,
                   "no content time-stamp proves that it was signed after the revocation");
SENIM_PROCESS_RULE(kSignedBeforeExpiry, "content-timestamp-before-expiry", "EN 319 102-1 5.3.4",
                   basic, kExpired,
                   "no content time-stamp proves that it was signed after the certificate expired");
SENIM_PROCESS_RULE(kSignedWithReliableAlgorithm, "content-timestamp-before-algorithm-end",
                   "EN 319 102-1 5.3.4", basic, kCrypto,
                   "no content time-stamp proves that it was signed after the algorithm's end");
SENIM_PROCESS_RULE(kTimestampValid, "timestamp-valid", "EN 319 102-1 5.5.4", with_time,
                   kSigConstraints, "every time-stamp on the signature value passes");
SENIM_PROCESS_RULE(kLevelReached, "level-reached", "EN 319 102-1 5.5.4", with_time, kSigConstraints,
                   "a valid time-stamp gives the level that the policy asks for");
SENIM_PROCESS_RULE(kSeenBefore, "seen-before", "EN 319 102-1 5.6.2.3", with_time, kSigConstraints,
                   "a receipt of the own archive shows what existed earlier");
SENIM_PROCESS_RULE(kProvenBeforeRevocation, "proven-before-revocation", "EN 319 102-1 5.5.4",
                   with_time, kRevokedNoPoe,
                   "the signature is proven to be older than the revocation of its certificate");
SENIM_PROCESS_RULE(kProvenBeforeCaRevocation, "proven-before-ca-revocation", "EN 319 102-1 5.5.4",
                   with_time, kRevokedCaNoPoe,
                   "the signature is proven to be older than the revocation of a CA");
SENIM_PROCESS_RULE(kProvenBeforeSuspension, "proven-before-suspension", "EN 319 102-1 5.5.4",
                   with_time, kTryLater,
                   "the signature is proven to be older than the suspension of a certificate");
SENIM_PROCESS_RULE(kFreshThen, "revocation-fresh-then", "EN 319 102-1 5.5.4", with_time, kTryLater,
                   "the revocation data is recent enough for the best signature time");
SENIM_PROCESS_RULE(kNotBeforeIssuance, "signed-after-issuance", "EN 319 102-1 5.5.4", with_time,
                   kNotYetValid, "the signature is not older than its certificate");
SENIM_PROCESS_RULE(kProvenBeforeExpiry, "proven-before-expiry", "EN 319 102-1 5.5.4", with_time,
                   kNotRevokedOutOfBounds,
                   "the signature is proven to be older than the end of its certificate");
SENIM_PROCESS_RULE(kTimestampOrder, "timestamp-order", "EN 319 102-1 5.5.4", with_time,
                   kTimestampOrderFailure,
                   "the times of the time-stamps are in the order in which they were made");
SENIM_PROCESS_RULE(kTimestampDelay, "timestamp-delay", "EN 319 102-1 5.5.4", with_time,
                   kSigConstraints,
                   "the best signature time is near the claimed one, as the policy asks");
SENIM_PROCESS_RULE(
    kPastPath, "past-path", "EN 319 102-1 5.6.2.1", past_validation, kNoPoe,
    "a path was valid at a time at which everything in it is proven to have existed");
SENIM_PROCESS_RULE(kExistedThen, "existed-before-control-time", "EN 319 102-1 5.6.2.4",
                   past_validation, kNoPoe,
                   "the object is proven to have existed while its path could be relied on");
SENIM_PROCESS_RULE(kStatusKnownThen, "status-proven-before-ca-revocation", "EN 319 102-1 5.6.2.4",
                   past_validation, kRevokedCaNoPoe,
                   "the signer's status is proven to be older than the revocation of the CA");
SENIM_PROCESS_RULE(kInsideValidityThen, "existed-inside-validity", "EN 319 102-1 5.6.2.4",
                   past_validation, kNotRevokedOutOfBounds,
                   "the object is proven to have existed inside its certificate's validity");
SENIM_PROCESS_RULE(kAfterIssuanceThen, "existed-after-issuance", "EN 319 102-1 5.6.2.4",
                   past_validation, kNotYetValid, "the object is not older than its certificate");
SENIM_PROCESS_RULE(kReliableThen, "reliable-while-proven", "EN 319 102-1 5.6.2.4", past_validation,
                   kCryptoNoPoe,
                   "everything signed with a weak algorithm is proven to be older than its end");
SENIM_PROCESS_RULE(kRevocationIssuerThen, "revocation-issuer-proven", "EN 319 102-1 5.6.2.4",
                   past_validation, kRevocationOutOfBounds,
                   "who signed the revocation data is proven to have been inside his validity");
#undef SENIM_PROCESS_RULE

// ---- What the signature is worth, TS 119 615 and national schemes -------------------------------
inline constexpr Rule kQualificationLevel{
    "qualification-level",
    "TS 119 615 4.4, 4.6",
    Block::qualification,
    Aspect::authenticity,
    kChainConstraints,
    "the lists of the signer's country give the signature a level that the policy asks for"};
inline constexpr Rule kRecognised{
    "recognised",
    "policies.md, agreements",
    Block::agreement,
    Aspect::authenticity,
    kChainConstraints,
    "an agreement in force gives the signature a level that the policy asks for"};
inline constexpr Rule kTimestampQualification{
    "timestamp-qualification", "TS 119 615 4.5",
    Block::qualification,      Aspect::authenticity,
    kChainConstraints,         "the lists give the time-stamp a level that the policy asks for"};

// ---- What the document is beyond its signature (report.md 2), for the third conclusion ----------
inline constexpr Rule kDocumentCovered{
    "document-covered",   "report.md 2",   Block::document,
    Aspect::immutability, kSigConstraints, "the signature covers the whole document"};
inline constexpr Rule kDocumentUnchanged{
    "document-unchanged",
    "report.md 2",
    Block::document,
    Aspect::immutability,
    kHashFailure,
    "nothing was changed afterwards in a way that the signature does not allow"};

// Every rule above, in the order of the building blocks.
std::span<const Rule* const> all();
// The rule of format checking with that id; kFormatProblem for an id that is not registered, so
// that a reader's new code can never become a pass.
const Rule& format_rule(std::string_view id);

// ---- Reasons of a document status that are no check of one signature (report.md 2) --------------
struct ReasonCode {
  std::string_view id;
  std::string_view clause;
  std::string_view meaning;
};
inline constexpr ReasonCode kUnreadable{"unreadable", "report.md 2",
                                        "these octets are no document of a known kind"};
inline constexpr ReasonCode kNoSignature{"no-signature", "report.md 2",
                                         "the document carries nothing that is signed"};
inline constexpr ReasonCode kRequireNotMet{
    "require-not-met", "report.md 2", "fewer signatures than the policy requires of a document"};
inline constexpr ReasonCode kExpectationNotMet{"expectation-not-met", "report.md 2",
                                               "the signer is not the one that the caller expects"};
inline constexpr ReasonCode kNotWhole{"not-whole", "report.md 2",
                                      "a signature covers only a part of the document"};
inline constexpr ReasonCode kModified{"modified", "report.md 2",
                                      "the document was changed afterwards in a way not allowed"};
inline constexpr ReasonCode kTimeNotProven{
    "time-not-proven", "report.md 2",
    "nothing proves that the signature existed at the time that was asked about"};
inline constexpr ReasonCode kTimestampNotJudged{"timestamp-not-judged", "report.md 2",
                                                "a time-stamp or evidence record was not judged"};
inline constexpr ReasonCode kInternalDoubt{"internal-doubt", "report.md 2",
                                           "the parts of the verdict do not agree (a defect)"};
std::span<const ReasonCode* const> all_reasons();

}  // namespace senim::model::rules
