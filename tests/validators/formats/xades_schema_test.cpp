#include "validators/formats/xades_schema.h"

#include <catch2/catch.hpp>
#include <string>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"

namespace senim::formats {
namespace {

std::string problem_of(const std::string& properties) {
  Budget budget;
  const auto document = xml::Document::parse(
      as_bytes("<QualifyingProperties xmlns=\"http://uri.etsi.org/01903/v1.3.2#\">" + properties +
               "</QualifyingProperties>"),
      budget);
  REQUIRE(document.ok());
  return schema_problem((*document)->root());
}

std::string in_signature(const std::string& properties) {
  return problem_of("<SignedProperties><SignedSignatureProperties>" + properties +
                    "</SignedSignatureProperties></SignedProperties>");
}
std::string in_data(const std::string& properties) {
  return problem_of("<SignedProperties><SignedDataObjectProperties>" + properties +
                    "</SignedDataObjectProperties></SignedProperties>");
}

}  // namespace

TEST_CASE("properties stand in the order and number of EN 319 132-1", "[formats][xades]") {
  CHECK(problem_of("").empty());
  CHECK(problem_of("<SignedProperties/><UnsignedProperties/>").empty());
  CHECK_FALSE(problem_of("<UnsignedProperties/><SignedProperties/>").empty());
  CHECK_FALSE(problem_of("<SignedProperties/><SignedProperties/>").empty());
  CHECK(in_signature("<SigningTime/><SignerRole/>").empty());
  CHECK_FALSE(in_signature("<SignerRole/><SigningTime/>").empty());
  CHECK_FALSE(in_signature("<SigningTime/><SigningTime/>").empty());
}

TEST_CASE("certificate references, policies and commitments have their parts", "[formats][xades]") {
  const std::string cert = "<Cert><CertDigest/></Cert>";
  CHECK(in_signature("<SigningCertificateV2>" + cert + cert + "</SigningCertificateV2>").empty());
  CHECK_FALSE(in_signature("<SigningCertificateV2/>").empty());
  CHECK_FALSE(in_signature("<SigningCertificate><Cert><IssuerSerial/></Cert></SigningCertificate>")
                  .empty());
  const auto policy = [](const std::string& inside) {
    return in_signature("<SignaturePolicyIdentifier>" + inside + "</SignaturePolicyIdentifier>");
  };
  const std::string id = "<SigPolicyId><Identifier/></SigPolicyId>";
  CHECK(policy("<SignaturePolicyImplied/>").empty());
  CHECK(policy("<SignaturePolicyId>" + id + "<SigPolicyHash/></SignaturePolicyId>").empty());
  CHECK_FALSE(policy("<SignaturePolicyId>" + id + "</SignaturePolicyId>").empty());
  CHECK_FALSE(policy("").empty());
  const auto commitment = [](const std::string& to) {
    return in_data("<CommitmentTypeIndication><CommitmentTypeId><Identifier/></CommitmentTypeId>" +
                   to + "</CommitmentTypeIndication>");
  };
  CHECK(commitment("<AllSignedDataObjects/>").empty());
  CHECK(commitment("<ObjectReference/><ObjectReference/>").empty());
  CHECK_FALSE(commitment("").empty());
  CHECK(in_data("<DataObjectFormat><MimeType/><Encoding/></DataObjectFormat>").empty());
  CHECK_FALSE(in_data("<DataObjectFormat><Encoding/><MimeType/></DataObjectFormat>").empty());
}

}  // namespace senim::formats
