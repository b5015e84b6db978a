// Writes the signed seeds of tests/fuzz/cms, signed_document and xml_signature anew; hidden,
// because signatures differ at each run: validators_process_attacks_test "[seeds]"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "gateway/demo/der_writer.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/pki/certificate.h"

using namespace senim;
using demo::KeyKind;

namespace {

void write(const std::string& name, std::string_view octets) {
  std::ofstream file(std::filesystem::path(SENIM_SOURCE_DIR) / "tests/fuzz" / name,
                     std::ios::binary);
  file.write(octets.data(), static_cast<std::streamsize>(octets.size()));
  REQUIRE(file.good());
}

demo::Party signer_with(KeyKind kind) {
  return demo::make_issued(test::leaf_spec(), test::shared_key(kind, 2), test::test_pki().ca);
}

demo::CmsSpec message(const demo::Party& party, crypto::DigestAlgorithm digest) {
  demo::SignerSpec signer;
  signer.party = &party;
  signer.sign.digest = digest;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  demo::CmsSpec spec;
  spec.content = to_bytes("hello");
  spec.signers = {signer};
  return spec;
}

void write_cms(const std::string& name, const demo::CmsSpec& spec) {
  const Bytes cms = demo::make_cms(spec);
  write("cms/" + name, as_text(cms));
  write("signed_document/" + name, as_text(cms));
}

}  // namespace

TEST_CASE("seeds of CMS messages", "[.][seeds]") {
  using crypto::DigestAlgorithm;
  const demo::Party rsa = signer_with(KeyKind::rsa_1024);
  const demo::Party ec = signer_with(KeyKind::p256);
  const demo::Party ed25519 = signer_with(KeyKind::ed25519);
  const demo::Party dsa = signer_with(KeyKind::dsa_2048);
  demo::CmsSpec spec = message(rsa, DigestAlgorithm::sha256);
  spec.signers[0].sign.pss = true;
  spec.signers[0].sign.salt = std::uint16_t{20};
  write_cms("pss-salt.p7m", spec);
  spec = message(rsa, DigestAlgorithm::sha224);
  spec.signers[0].rsa_encryption_oid = true;
  write_cms("rsa-encryption.p7m", spec);
  write_cms("dsa-sha224.p7m", message(dsa, DigestAlgorithm::sha224));
  write_cms("ecdsa-sha3.p7m", message(ec, DigestAlgorithm::sha3_256));
  write_cms("ed25519.p7m", message(ed25519, DigestAlgorithm::sha512));
  spec = message(ec, DigestAlgorithm::sha256);
  spec.signers[0].unsorted_attributes = true;
  write_cms("unsorted.p7m", spec);
  spec = message(ec, DigestAlgorithm::sha256);
  spec.signers.push_back(spec.signers[0]);
  spec.signers[1].party = &ed25519;
  spec.signers[1].claimed_digest = DigestAlgorithm::sha384;
  spec.signers[1].without_signed_attributes = true;
  spec.signers[1].identify_by_key = true;
  spec.detached = true;
  write_cms("two-detached.p7s", spec);
  const Bytes value =
      demo::signature_value_of(demo::make_cms(message(ed25519, DigestAlgorithm::sha512)));
  spec = message(ed25519, DigestAlgorithm::sha512);
  spec.signers[0].unsigned_attributes = {
      {Oid("1.2.840.113549.1.9.6"), {demo::make_counter_signature(spec.signers[0], value)}},
      {Oid("1.2.840.113549.1.9.16.2.14"),
       {demo::make_timestamp(ec, value, test::at("2026-05-02T00:00:00Z"))}}};
  write_cms("counter-stamped.p7m", spec);
}

TEST_CASE("seeds of XML signatures", "[.][seeds]") {
  const demo::Party rsa = signer_with(KeyKind::rsa_1024);
  const demo::Party ec = signer_with(KeyKind::p256);
  demo::XadesSpec spec;
  spec.party = &rsa;
  spec.content = "<a>hello</a>";
  spec.signing_time = test::at("2026-05-01T00:00:00Z");
  const auto write_xml = [&](const std::string& name) {
    const std::string text = demo::make_xades(spec);
    write("xml_signature/" + name, text);
    write("signed_document/" + name, text);
  };
  spec.xades = false;
  spec.key_value_only = true;
  write_xml("key-value.xml");
  spec.key_value_only = false;
  spec.packaging = demo::XmlPackaging::internally_detached;
  write_xml("beside.xml");
  spec.xades = true;
  spec.party = &ec;
  spec.packaging = demo::XmlPackaging::enveloping;
  spec.reference_digest = crypto::DigestAlgorithm::sha3_256;
  write_xml("enveloping-xades.xml");
  spec.packaging = demo::XmlPackaging::enveloped;
  spec.exclude_all_signatures = true;
  spec.version_2 = false;
  spec.content = demo::make_xades(spec);  // a signature beside another, the inner ids twice
  write_xml("two-enveloped.xml");
}

namespace {

// That somebody signed by it, and its document beside the signature.
const std::string kPolicyText = "policy";
const std::string kPolicyDigest = crypto::to_base64(crypto::sha256(as_bytes(kPolicyText)));
const std::string kDs = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
const std::string kSha256 = " Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"";

std::string policy_identifier() {
  return "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
         "<xades:Identifier>urn:oid:1.2.3.4.5</xades:Identifier></xades:SigPolicyId>"
         "<xades:SigPolicyHash><ds:DigestMethod" +
         kDs + kSha256 + "></ds:DigestMethod><ds:DigestValue" + kDs + ">" + kPolicyDigest +
         "</ds:DigestValue></xades:SigPolicyHash></xades:SignaturePolicyId>"
         "</xades:SignaturePolicyIdentifier>";
}

std::string policy_store() {
  return "<a:SignaturePolicyStore xmlns:a=\"http://uri.etsi.org/01903/v1.4.1#\">"
         "<a:SPDocSpecification><xades:Identifier>urn:oid:1.2.3.4.5</xades:Identifier>"
         "</a:SPDocSpecification><a:SignaturePolicyDocument>" +
         crypto::to_base64(as_bytes(kPolicyText)) +
         "</a:SignaturePolicyDocument></a:SignaturePolicyStore>";
}

// A second reference to the whole document, whose transform lists prefixes; its digest is of
// something else.
std::string listing_reference() {
  return "<ds:Reference URI=\"\"><ds:Transforms><ds:Transform "
         "Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>"
         "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\">"
         "<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" "
         "PrefixList=\"#default ds q\"></ec:InclusiveNamespaces></ds:Transform></ds:Transforms>"
         "<ds:DigestMethod" +
         kSha256 + "></ds:DigestMethod><ds:DigestValue>" + kPolicyDigest +
         "</ds:DigestValue></ds:Reference>";
}

}  // namespace

TEST_CASE("seeds with a stored policy and names", "[.][seeds]") {
  namespace der = demo::der;
  const demo::Party ec = signer_with(KeyKind::p256);
  const Bytes id = der::oid(Oid("1.2.3.4.5"));
  const Bytes algorithm =
      der::sequence({der::oid(crypto::digest_oid(crypto::DigestAlgorithm::sha256))});
  demo::CmsSpec cms = message(ec, crypto::DigestAlgorithm::sha256);
  cms.signers[0].signed_attributes = {
      {Oid("1.2.840.113549.1.9.16.2.15"),
       {der::sequence({id, der::sequence({algorithm, der::octet_string(crypto::sha256(
                                                         as_bytes(kPolicyText)))})})}}};
  cms.signers[0].unsigned_attributes = {
      {Oid("0.4.0.19122.1.3"), {der::sequence({id, der::octet_string(as_bytes(kPolicyText))})}}};
  write_cms("policy-store.p7m", cms);

  demo::XadesSpec xml;
  xml.party = &ec;
  xml.content = "<a xmlns:q=\"urn:q\">hello</a>";
  xml.signing_time = test::at("2026-05-01T00:00:00Z");
  xml.extra_signed_properties = policy_identifier();
  xml.unsigned_properties = policy_store();
  xml.extra_references = listing_reference();
  std::string text = demo::make_xades(xml);
  const auto signer = pki::Certificate::from_der(ec.certificate);
  REQUIRE(signer.ok());
  const std::size_t end = text.find("</ds:X509Data>");
  REQUIRE(end != std::string::npos);
  text.insert(end, "<ds:X509SubjectName>" + signer->subject().text() + "</ds:X509SubjectName>");
  write("xml_signature/policy-store.xml", text);
  write("signed_document/policy-store.xml", text);
}
