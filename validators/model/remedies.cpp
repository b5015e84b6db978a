#include "validators/model/remedies.h"

#include <algorithm>
#include <array>

namespace senim::model {

namespace {

using namespace rules;
using Names = std::array<std::string_view, 4>;

constexpr Names kNone{"", "", "", ""};
constexpr Names kWhich{"certificate", "notBefore", "notAfter", "revokedAt"};
constexpr Names kAsked{"constraint", "level", "scheme", "found"};
constexpr Names kWho{"issuer", "source", "service", "endpoint"};
constexpr Names kWhere{"endpoint", "source", "nextUpdate", "certificate"};
constexpr Names kWhat{"algorithm", "keyBits", "until", "problem"};
constexpr Names kPolicy{"policy", "problem", "from", "to"};
constexpr Names kData{"name", "object", "detail", "digest"};

constexpr std::size_t used(const Names& names) {
  return static_cast<std::size_t>(
      std::ranges::count_if(names, [](std::string_view name) { return !name.empty(); }));
}
constexpr Remedy make(std::string_view code, std::string_view meaning, const Names& names) {
  return {code, meaning, {names.data(), used(names)}};
}

// ---- the list -----------------------------------------------------------------------------------
constexpr Remedy kGetOriginal =
    make("get-original", "obtain the document as it was signed: this one was changed", kData);
constexpr Remedy kSignAgain =
    make("sign-again", "have it signed again with sound software: the signature is damaged", kData);
constexpr Remedy kSignAsAsked =
    make("sign-as-asked", "have it signed in the form that the policy asks for", kAsked);
constexpr Remedy kSignWithTimestamp =
    make("sign-with-time-stamp",
         "have it signed with a time-stamp, while certificate and algorithms are good", kWhich);
constexpr Remedy kUseValidCertificate =
    make("use-valid-certificate", "have it signed with a certificate that is valid", kWhich);
constexpr Remedy kUseRightCertificate =
    make("use-right-certificate",
         "have it signed with a certificate of the kind that the policy asks for", kAsked);
constexpr Remedy kUseOtherAuthority =
    make("use-other-authority",
         "have it signed with a certificate of an authority that is accepted", kWho);
constexpr Remedy kUseStrongAlgorithm = make(
    "use-strong-algorithm", "have it signed with an algorithm and key that are accepted", kWhat);
constexpr Remedy kSupplyContent =
    make("supply-content", "hand in the content that was signed beside the signature", kData);
constexpr Remedy kSupplyCertificate =
    make("supply-certificate", "hand in the certificate of the signer", kWho);
constexpr Remedy kSupplyRevocation =
    make("supply-revocation", "hand in a CRL or OCSP answer for the certificate", kWhere);
constexpr Remedy kRegisterIssuer =
    make("register-issuer", "ask the operator to register the authority or its list", kWho);
constexpr Remedy kRenewList =
    make("renew-list", "ask the operator to load the current trust list", kWhere);
constexpr Remedy kAskLater =
    make("try-later", "ask again later: a source does not answer or its answer is too old", kWhere);
constexpr Remedy kAskAuthority = make(
    "ask-authority", "tell the authority: what it issued is not as its standard wants it", kWhich);
constexpr Remedy kAskTimestampAuthority =
    make("use-other-time-stamp", "have it time-stamped by an authority that is accepted", kAsked);
constexpr Remedy kCheckAgreement = make(
    "check-agreement", "find out whether the countries recognise each other's signatures", kAsked);
constexpr Remedy kAskOtherPolicy = make(
    "ask-other-policy", "ask for a policy that is in force and made for such signatures", kPolicy);
constexpr Remedy kAddSignatures =
    make("add-signatures", "have it signed by everybody whom the policy requires", kAsked);
constexpr Remedy kCheckSigner =
    make("check-signer", "have it signed by the person or organisation that is expected", kNone);
constexpr Remedy kSupplySigned =
    make("supply-signed-document", "hand in the signed file itself", kNone);
constexpr Remedy kSupplyLess = make(
    "supply-less", "hand in fewer certificates and less data: a limit ended the search", kNone);
constexpr Remedy kVerifyElsewhere =
    make("verify-elsewhere", "ask a service that supports it: this version does not", kWhat);
constexpr Remedy kReportDefect =
    make("report-defect", "report it to the operator: it should not happen", kNone);

constexpr std::array kRemedies{
    &kGetOriginal,         &kSignAgain,
    &kSignAsAsked,         &kSignWithTimestamp,
    &kUseValidCertificate, &kUseRightCertificate,
    &kUseOtherAuthority,   &kUseStrongAlgorithm,
    &kSupplyContent,       &kSupplyCertificate,
    &kSupplyRevocation,    &kRegisterIssuer,
    &kRenewList,           &kAskLater,
    &kAskAuthority,        &kAskTimestampAuthority,
    &kCheckAgreement,      &kAddSignatures,
    &kCheckSigner,         &kSupplySigned,
    &kSupplyLess,          &kVerifyElsewhere,
    &kAskOtherPolicy,      &kReportDefect,
};

// ---- which check, which remedy ------------------------------------------------------------------
struct Entry {
  const Rule* rule;
  const Remedy* remedy;
};
constexpr auto kEntries = std::to_array<Entry>({
    {&kReferenceDigest, &kGetOriginal},
    {&kManifestEntryDigest, &kGetOriginal},
    {&kContentTimestampImprint, &kGetOriginal},
    {&kDocumentUnchanged, &kGetOriginal},

    {&kFormatReadable, &kSignAgain},
    {&kFormatProblem, &kSignAgain},
    {&kFormatStructure, &kSignAgain},
    {&kSignatureStructure, &kSignAgain},
    {&kSignedAttributesUnique, &kSignAgain},
    {&kContentTypeAttribute, &kSignAgain},
    {&kMessageDigestAttribute, &kSignAgain},
    {&kAlgorithmProtection, &kSignAgain},
    {&kDigestAlgorithmAgreement, &kSignAgain},
    {&kSignedPropertiesType, &kSignAgain},
    {&kSignedPropertiesCoverage, &kSignAgain},
    {&kPropertiesTarget, &kSignAgain},
    {&kUniqueIds, &kSignAgain},
    {&kReferenceAmbiguous, &kSignAgain},
    {&kSignedAttributesAsContent, &kSignAgain},
    {&kNoDeviations, &kSignAgain},
    {&kCmsVersion, &kSignAgain},
    {&kDigestAlgorithmsSet, &kSignAgain},
    {&kCertificateReadable, &kSignAgain},
    {&kAlgorithmIdentifier, &kSignAgain},
    {&kNoUnsignedContent, &kSignAgain},
    {&kTrailingOctets, &kSignAgain},
    {&kCommentsNotSigned, &kSignAgain},
    {&kUnsignedAdditions, &kSignAgain},
    {&kWrapperNotSigned, &kSignAgain},
    {&kSignatureDuplicated, &kSignAgain},
    {&kAttributePlacement, &kSignAgain},
    {&kRevocationReadable, &kSignAgain},
    {&kSignatureValue, &kSignAgain},
    {&kSigningCertificateDigest, &kSignAgain},
    {&kSignerIdentifierMatch, &kSignAgain},
    {&kSigningCertificateDigestPresent, &kSignAgain},
    {&kSigningCertificateIssuerSerial, &kSignAgain},

    {&kAcceptedFormat, &kSignAsAsked},
    {&kFormatSchema, &kSignAsAsked},
    {&kSignaturePolicyStore, &kSignAsAsked},
    {&kSignaturePolicyHash, &kSignAsAsked},
    {&kReferencesWholeChain, &kSignAsAsked},
    {&kKeyIdentifier, &kSignAsAsked},
    {&kKeyIdentifierMatch, &kSignAsAsked},
    {&kContentHints, &kSignAsAsked},
    {&kContentIdentifier, &kSignAsAsked},
    {&kCounterSignature, &kSignAsAsked},
    {&kFullScope, &kSignAsAsked},
    {&kDocumentCovered, &kSignAsAsked},
    {&kPolicyInForce, &kAskOtherPolicy},
    {&kSignaturePolicyAccepted, &kSignAsAsked},
    {&kSignaturePolicyAvailable, &kSignAsAsked},
    {&kSigningCertificateAttribute, &kSignAsAsked},
    {&kSigningCertificateAttributeSingle, &kSignAsAsked},
    {&kReferencesInChain, &kSignAsAsked},
    {&kSigningTime, &kSignAsAsked},
    {&kSigningTimeInRange, &kSignAsAsked},
    {&kContentType, &kSignAsAsked},
    {&kMessageDigestPresent, &kSignAsAsked},
    {&kCommitmentType, &kSignAsAsked},
    {&kSignerLocation, &kSignAsAsked},
    {&kClaimedRoles, &kSignAsAsked},

    {&kTimestampPresent, &kSignWithTimestamp},
    {&kLevelReached, &kSignWithTimestamp},
    {&kTimestampDelay, &kSignWithTimestamp},
    {&kTimestampNotLater, &kSignWithTimestamp},
    {&kPastPath, &kSignWithTimestamp},
    {&kExistedThen, &kSignWithTimestamp},
    {&kStatusKnownThen, &kSignWithTimestamp},
    {&kInsideValidityThen, &kSignWithTimestamp},
    {&kRevocationIssuerThen, &kSignWithTimestamp},

    {&kNotRevoked, &kUseValidCertificate},
    {&kCaNotRevoked, &kUseValidCertificate},
    {&kSigningCertificateValidity, &kUseValidCertificate},
    {&kSigningCertificateValidityUnknown, &kUseValidCertificate},
    {&kCaValidity, &kUseValidCertificate},
    {&kAnchorValidity, &kUseValidCertificate},
    {&kSignedBeforeRevocation, &kUseValidCertificate},
    {&kSignedBeforeExpiry, &kUseValidCertificate},
    {&kSeenBefore, &kSignWithTimestamp},
    {&kProvenBeforeRevocation, &kUseValidCertificate},
    {&kProvenBeforeCaRevocation, &kUseValidCertificate},
    {&kProvenBeforeExpiry, &kUseValidCertificate},
    {&kNotBeforeIssuance, &kUseValidCertificate},
    {&kAfterIssuanceThen, &kUseValidCertificate},

    {&kKeyUsage, &kUseRightCertificate},
    {&kExtendedKeyUsage, &kUseRightCertificate},
    {&kCriticalPurpose, &kUseRightCertificate},
    {&kStatedPurpose, &kUseRightCertificate},
    {&kReservedPurpose, &kUseRightCertificate},
    {&kSignerNotCa, &kUseRightCertificate},
    {&kSignerNotAnchor, &kUseRightCertificate},
    {&kCertificateSignUsage, &kUseRightCertificate},
    {&kSubjectConstraints, &kUseRightCertificate},
    {&kProfileConformity, &kUseRightCertificate},
    {&kQualifiedStatements, &kUseRightCertificate},
    {&kAcceptedCertificatePolicies, &kUseRightCertificate},
    {&kCertificatePolicies, &kUseRightCertificate},
    {&kSelfSigned, &kUseRightCertificate},
    {&kKeyPurpose, &kUseRightCertificate},
    {&kSignerIdentifiers, &kUseRightCertificate},
    {&kSignerRoles, &kUseRightCertificate},
    {&kSignerOwner, &kUseRightCertificate},
    {&kKeyStore, &kUseRightCertificate},
    {&kToolClass, &kUseRightCertificate},
    {&kQualificationLevel, &kUseRightCertificate},

    {&kAnchorSunset, &kUseOtherAuthority},
    {&kTrustServiceStatus, &kUseOtherAuthority},
    {&kIntermediateServiceStatus, &kUseOtherAuthority},

    {&kAlgorithmReliable, &kUseStrongAlgorithm},
    {&kPublicKeyAccepted, &kUseStrongAlgorithm},
    {&kEllipticCurve, &kUseStrongAlgorithm},
    {&kReferenceDigestReliable, &kUseStrongAlgorithm},
    {&kCertificateReferenceReliable, &kUseStrongAlgorithm},
    {&kCertificateAlgorithmReliable, &kUseStrongAlgorithm},
    {&kSignedWithReliableAlgorithm, &kUseStrongAlgorithm},
    {&kReliableThen, &kUseStrongAlgorithm},

    {&kSignedDataFound, &kSupplyContent},
    {&kManifestEntryFound, &kSupplyContent},
    {&kManifestGroup, &kSupplyContent},
    {&kReferenceName, &kSupplyContent},
    {&kManifestEntryName, &kSupplyContent},
    {&kSignedOctetsAtHand, &kSupplyContent},

    {&kSigningCertificateIdentified, &kSupplyCertificate},

    {&kRevocationDataAvailable, &kSupplyRevocation},
    {&kRevocationDataAcceptable, &kSupplyRevocation},
    {&kRevocationIssuerKnown, &kSupplyRevocation},
    {&kRevocationReasons, &kSupplyRevocation},
    {&kRevocationDelta, &kSupplyRevocation},
    {&kRevocationListKind, &kSupplyRevocation},
    {&kRevocationScope, &kSupplyRevocation},
    {&kRevocationAfterIssuance, &kSupplyRevocation},
    {&kRevocationHasInformation, &kSupplyRevocation},
    {&kRevocationStatusKnown, &kSupplyRevocation},
    {&kRevocationIssuerValidity, &kSupplyRevocation},

    {&kPathFound, &kRegisterIssuer},
    {&kPathTried, &kRegisterIssuer},
    {&kDepartureApplied, &kRegisterIssuer},
    {&kAnchorConformity, &kRegisterIssuer},
    {&kTrustServiceType, &kRegisterIssuer},
    {&kTrustSourceAccepted, &kRegisterIssuer},
    {&kRevocationIssuerTrusted, &kRegisterIssuer},

    {&kTrustListCurrent, &kRenewList},
    {&kTrustListFresh, &kRenewList},
    {&kTrustListVersion, &kRenewList},
    {&kTrustListStructure, &kRenewList},

    {&kRevocationSourceReachable, &kAskLater},
    {&kRevocationFresh, &kAskLater},
    {&kRevocationNotExpired, &kAskLater},
    {&kFreshThen, &kAskLater},
    {&kNotOnHold, &kAskLater},
    {&kProvenBeforeSuspension, &kAskLater},

    {&kCertificateSignature, &kAskAuthority},
    {&kNameChaining, &kAskAuthority},
    {&kNameConstraints, &kAskAuthority},
    {&kPolicyMappings, &kAskAuthority},
    {&kBasicConstraints, &kAskAuthority},
    {&kPathLength, &kAskAuthority},
    {&kCaKeyUsage, &kAskAuthority},
    {&kCaKeyUsageAccepted, &kAskAuthority},
    {&kCriticalExtensions, &kAskAuthority},
    {&kExtensionsReadable, &kAskAuthority},
    {&kUsageReadable, &kAskAuthority},
    {&kForbiddenExtensions, &kAskAuthority},
    {&kExtensionPresence, &kAskAuthority},
    {&kRevocationAccess, &kAskAuthority},
    {&kCrlNextUpdate, &kAskAuthority},
    {&kCrlNumber, &kAskAuthority},
    {&kCrlEntries, &kAskAuthority},
    {&kOcspNextUpdate, &kAskAuthority},
    {&kRevocationAlgorithmReliable, &kAskAuthority},
    {&kNoRevocationAvailable, &kAskAuthority},
    {&kRevocationSignature, &kAskAuthority},
    {&kRevocationExtensions, &kAskAuthority},
    {&kRevocationIssuerAuthorised, &kAskAuthority},
    {&kResponderId, &kAskAuthority},
    {&kCertificateHashPresent, &kAskAuthority},
    {&kCertificateHash, &kAskAuthority},
    {&kRevocationThisUpdate, &kAskAuthority},
    {&kRevocationIssuerValidThen, &kAskAuthority},
    {&kRevocationSelfIssued, &kAskAuthority},
    {&kRevocationIssuerAnchor, &kAskAuthority},
    {&kRevocationIssuerPath, &kAskAuthority},
    {&kRevocationIssuerNotRevoked, &kAskAuthority},
    {&kRevocationIssuerConstraints, &kAskAuthority},

    {&kTimestampTokenSigner, &kAskTimestampAuthority},
    {&kTsaName, &kAskTimestampAuthority},
    {&kTsaNameMatch, &kAskTimestampAuthority},
    {&kTsaNameOrder, &kAskTimestampAuthority},
    {&kTsaPurpose, &kAskTimestampAuthority},
    {&kTimestampAccuracy, &kAskTimestampAuthority},
    {&kTimestampInsideValidity, &kAskTimestampAuthority},
    {&kTimestampValid, &kAskTimestampAuthority},
    {&kTimestampOrder, &kAskTimestampAuthority},
    {&kTimestampQualification, &kAskTimestampAuthority},

    {&kRecognised, &kCheckAgreement},

    {&kPathSearchComplete, &kSupplyLess},
    {&kNameConstraintsBounded, &kSupplyLess},
    {&kCertificatePoliciesBounded, &kSupplyLess},
    {&kRevocationSearchComplete, &kSupplyLess},

    {&kCertificateAlgorithmUnsupported, &kVerifyElsewhere},
    {&kRevocationAlgorithmUnsupported, &kVerifyElsewhere},
    {&kReferenceComputable, &kVerifyElsewhere},
    {&kDigestUnsupported, &kVerifyElsewhere},
    {&kAlgorithmUnsupported, &kVerifyElsewhere},
    {&kConstraintSupported, &kVerifyElsewhere},
});

struct ReasonEntry {
  const ReasonCode* reason;
  const Remedy* remedy;
};
constexpr auto kReasonEntries = std::to_array<ReasonEntry>({
    {&kUnreadable, &kSupplySigned},
    {&kNoSignature, &kSupplySigned},
    {&kRequireNotMet, &kAddSignatures},
    {&kExpectationNotMet, &kCheckSigner},
    {&kNotWhole, &kSignAsAsked},
    {&kModified, &kGetOriginal},
    {&kTimeNotProven, &kSignWithTimestamp},
    {&kTimestampNotJudged, &kVerifyElsewhere},
    {&kInternalDoubt, &kReportDefect},
});

}  // namespace

std::span<const Remedy* const> all_remedies() { return kRemedies; }

// A rule that nobody has put into the table would be a defect, which a test finds.
const Remedy& remedy_of(const Rule& rule) {
  const auto* const found = std::ranges::find(kEntries, &rule, &Entry::rule);
  return found == kEntries.end() ? kReportDefect : *found->remedy;
}
const Remedy& remedy_of(const rules::ReasonCode& reason) {
  const auto* const found = std::ranges::find(kReasonEntries, &reason, &ReasonEntry::reason);
  return found == kReasonEntries.end() ? kReportDefect : *found->remedy;
}

}  // namespace senim::model
