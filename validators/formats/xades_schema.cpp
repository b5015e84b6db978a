#include "validators/formats/xades_schema.h"

#include <array>

#include "validators/formats/xades_properties.h"
#include "validators/xml/content_model.h"

namespace senim::formats {

namespace {

using xml::ContentModel;
using xml::kUnbounded;
using xml::Particle;

constexpr std::array kQualifying{Particle{"SignedProperties", 0},
                                 Particle{"UnsignedProperties", 0}};
constexpr std::array kSigned{Particle{"SignedSignatureProperties", 0},
                             Particle{"SignedDataObjectProperties", 0}};
constexpr std::array kUnsigned{Particle{"UnsignedSignatureProperties", 0},
                               Particle{"UnsignedDataObjectProperties", 0}};
constexpr std::array kSignedSignature{
    Particle{"SigningTime", 0},
    Particle{"SigningCertificate", 0},
    Particle{"SigningCertificateV2", 0},
    Particle{"SignaturePolicyIdentifier", 0},
    Particle{"SignatureProductionPlace", 0},
    Particle{"SignatureProductionPlaceV2", 0},
    Particle{"SignerRole", 0},
    Particle{"SignerRoleV2", 0},
};
constexpr std::array kSignedData{
    Particle{"DataObjectFormat", 0, kUnbounded},
    Particle{"CommitmentTypeIndication", 0, kUnbounded},
    Particle{"AllDataObjectsTimeStamp", 0, kUnbounded},
    Particle{"IndividualDataObjectsTimeStamp", 0, kUnbounded},
};
constexpr std::array kCertificates{Particle{"Cert", 1, kUnbounded}};
constexpr std::array kCertificate{Particle{"CertDigest"},
                                  Particle{"IssuerSerial IssuerSerialV2", 0}};
constexpr std::array kPolicy{Particle{"SignaturePolicyId SignaturePolicyImplied"}};
constexpr std::array kPolicyId{Particle{"SigPolicyId"}, Particle{"SigPolicyHash"},
                               Particle{"SigPolicyQualifiers", 0}};
constexpr std::array kDataObjectFormat{Particle{"Description", 0}, Particle{"ObjectIdentifier", 0},
                                       Particle{"MimeType", 0}, Particle{"Encoding", 0}};
constexpr std::array kCommitment{Particle{"CommitmentTypeId"},
                                 Particle{"ObjectReference AllSignedDataObjects", 1, kUnbounded},
                                 Particle{"CommitmentTypeQualifiers", 0}};
constexpr std::array kIdentifier{Particle{"Identifier"}, Particle{"Description", 0},
                                 Particle{"DocumentationReferences", 0}};

constexpr std::array kModels{
    ContentModel{"QualifyingProperties", kQualifying},
    ContentModel{"SignedProperties", kSigned},
    ContentModel{"UnsignedProperties", kUnsigned},
    ContentModel{"SignedSignatureProperties", kSignedSignature},
    ContentModel{"SignedDataObjectProperties", kSignedData},
    ContentModel{"SigningCertificate", kCertificates},
    ContentModel{"SigningCertificateV2", kCertificates},
    ContentModel{"Cert", kCertificate},
    ContentModel{"SignaturePolicyIdentifier", kPolicy},
    ContentModel{"SignaturePolicyId", kPolicyId},
    ContentModel{"SigPolicyId", kIdentifier},
    ContentModel{"CommitmentTypeId", kIdentifier},
    ContentModel{"DataObjectFormat", kDataObjectFormat},
    ContentModel{"CommitmentTypeIndication", kCommitment},
};

}  // namespace

std::string schema_problem(xml::Element qualifying_properties) {
  return xml::first_departure(qualifying_properties, kModels, property::is_xades);
}

}  // namespace senim::formats
