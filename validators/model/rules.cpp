#include "validators/model/rules.h"

#include <algorithm>
#include <array>

namespace senim::model::rules {

namespace {

constexpr std::array kAll{
    &kFormatReadable,
    &kFormatProblem,
    &kFormatStructure,
    &kSignatureStructure,
    &kSignedAttributesUnique,
    &kContentTypeAttribute,
    &kMessageDigestAttribute,
    &kAlgorithmProtection,
    &kDigestAlgorithmAgreement,
    &kSignedPropertiesType,
    &kSignedPropertiesCoverage,
    &kUniqueIds,
    &kReferenceAmbiguous,
    &kSignedAttributesAsContent,
    &kAcceptedFormat,
    &kFullScope,
    &kNoDeviations,
    &kCmsVersion,
    &kDigestAlgorithmsSet,
    &kCertificateReadable,
    &kAlgorithmIdentifier,
    &kNoUnsignedContent,
    &kTrailingOctets,
    &kCommentsNotSigned,
    &kUnsignedAdditions,
    &kSignatureDuplicated,
    &kSigningCertificateIdentified,
    &kSigningCertificateDigest,
    &kSignerIdentifierMatch,
    &kSigningCertificateDigestPresent,
    &kSigningCertificateIssuerSerial,
    &kSignaturePolicyAccepted,
    &kSignaturePolicyAvailable,
    &kPathFound,
    &kPathSearchComplete,
    &kTrustServiceType,
    &kTrustServiceStatus,
    &kTrustSourceAccepted,
    &kTrustListCurrent,
    &kIntermediateServiceStatus,
    &kCertificateSignature,
    &kCertificateAlgorithmUnsupported,
    &kCaValidity,
    &kAnchorValidity,
    &kNameChaining,
    &kNameConstraints,
    &kNameConstraintsBounded,
    &kCertificatePolicies,
    &kCertificatePoliciesBounded,
    &kPolicyMappings,
    &kBasicConstraints,
    &kPathLength,
    &kCaKeyUsage,
    &kCaKeyUsageAccepted,
    &kCriticalExtensions,
    &kExtensionsReadable,
    &kUsageReadable,
    &kForbiddenExtensions,
    &kKeyUsage,
    &kExtendedKeyUsage,
    &kCriticalPurpose,
    &kStatedPurpose,
    &kReservedPurpose,
    &kSignerNotCa,
    &kCertificateSignUsage,
    &kSubjectConstraints,
    &kQualifiedStatements,
    &kAcceptedCertificatePolicies,
    &kExtensionPresence,
    &kSelfSigned,
    &kKeyPurpose,
    &kSignerIdentifiers,
    &kSignerRoles,
    &kSignerOwner,
    &kKeyStore,
    &kToolClass,
    &kRevocationDataAvailable,
    &kRevocationSourceReachable,
    &kCertificateAlgorithmReliable,
    &kSigningCertificateValidity,
    &kSigningCertificateValidityUnknown,
    &kSignedDataFound,
    &kReferenceComputable,
    &kReferenceDigest,
    &kManifestEntryFound,
    &kManifestGroup,
    &kManifestEntryDigest,
    &kDigestUnsupported,
    &kSignedOctetsAtHand,
    &kAlgorithmUnsupported,
    &kSignatureValue,
    &kSigningCertificateAttribute,
    &kSigningCertificateAttributeSingle,
    &kReferencesInChain,
    &kReferencesCoverChain,
    &kSigningTime,
    &kSigningTimeInRange,
    &kContentType,
    &kContentHints,
    &kMessageDigestPresent,
    &kCommitmentType,
    &kSignerLocation,
    &kClaimedRoles,
    &kTimestampPresent,
    &kCounterSignaturePresent,
    &kEllipticCurveKeySize,
    &kAlgorithmReliable,
    &kReferenceDigestReliable,
    &kCertificateReferenceReliable,
    &kConstraintSupported,
};

constexpr std::array kReasons{
    &kUnreadable, &kNoSignature,   &kRequireNotMet,      &kExpectationNotMet, &kNotWhole,
    &kModified,   &kTimeNotProven, &kTimestampNotJudged, &kInternalDoubt,
};

}  // namespace

std::span<const Rule* const> all() { return kAll; }

const Rule& format_rule(std::string_view id) {
  const auto found = std::ranges::find_if(kAll, [&](const Rule* rule) {
    return rule->block == Block::format_checking && rule->id == id;
  });
  return found == kAll.end() ? kFormatProblem : **found;
}

std::span<const ReasonCode* const> all_reasons() { return kReasons; }

}  // namespace senim::model::rules
