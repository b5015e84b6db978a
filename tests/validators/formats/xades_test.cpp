#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "gateway/demo/revocation_maker.h"
#include "tests/support/test_pki.h"
#include "tests/validators/formats/opened.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/formats/xades_grammar.h"

namespace senim::formats {
namespace {

using namespace senim::formats::test;
using demo::XadesSpec;
using demo::XmlPackaging;
using model::Coverage;
using model::DigestMatcherKind;
using model::MatchState;
using model::Packaging;
using model::ParsedTimestamp;
using model::SignatureFormat;
using model::SignatureLevel;
using model::TimestampKind;
using senim::test::at;
using senim::test::test_pki;

XadesSpec enveloped() {
  XadesSpec spec;
  spec.party = &test_pki().leaf;
  spec.packaging = XmlPackaging::enveloped;
  spec.content = "<contract><price>100</price></contract>";
  spec.signing_time = at("2026-03-01T10:00:00Z");
  return spec;
}

XadesSpec packaged(XmlPackaging packaging) {
  XadesSpec spec = enveloped();
  spec.packaging = packaging;
  if (packaging == XmlPackaging::detached) {
    spec.content = "hello";
  }
  return spec;
}

SignedDocument opened(const std::string& document,
                      const std::vector<model::DetachedPart>& parts = {}) {
  return test::opened(as_bytes(document), parts);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), by);
}

const model::DigestMatcher& matcher(const model::ParsedSignature& signature,
                                    DigestMatcherKind kind) {
  for (const model::DigestMatcher& one : signature.matchers) {
    if (one.kind == kind) {
      return one;
    }
  }
  FAIL("no such matcher");
  return signature.matchers.front();
}

MatchState data_state(const std::string& document,
                      const std::vector<model::DetachedPart>& parts = {}) {
  return matcher(only(opened(document, parts)), DigestMatcherKind::signed_data).state;
}

}  // namespace

TEST_CASE("an enveloped XAdES signature says who signed what and when", "[formats][xades]") {
  const auto document = opened(make_xades(enveloped()));
  CHECK(document.kind == model::DocumentKind::xml);
  const auto signature = only(document);
  CHECK(signature.format == SignatureFormat::xades);
  CHECK(signature.level == SignatureLevel::baseline_b);
  CHECK(signature.packaging == Packaging::enveloped);
  CHECK(signature.coverage == Coverage::whole);
  CHECK(codes(signature) == Codes{});
  CHECK(signature.id.substr(0, 2) == "S-");
  CHECK(signature.id.size() == 34);
  CHECK(signature.claimed_signing_time == at("2026-03-01T10:00:00Z"));
  REQUIRE(signature.matchers.size() == 2);
  CHECK(signature.matchers[0].kind == DigestMatcherKind::signed_data);
  CHECK(signature.matchers[0].state == MatchState::intact);
  CHECK(signature.matchers[1].kind == DigestMatcherKind::signed_properties);
  CHECK(signature.matchers[1].state == MatchState::intact);
  REQUIRE(signature.scope.size() == 1);
  CHECK(signature.scope[0].kind == model::SignedScope::Kind::full);
  CHECK(signature.certificate_required_by_reference);
  REQUIRE(signature.certificate_references.size() == 1);
  CHECK(signature.certificate_references[0].digest == crypto::DigestAlgorithm::sha256);
  CHECK(signature.certificate_references[0].value ==
        crypto::digest(crypto::DigestAlgorithm::sha256, test_pki().leaf.certificate).value());
  CHECK(value_verifies(signature));
}

TEST_CASE("PEM and base64 around an XML document are read as the document is", "[formats][xades]") {
  const std::string document = senim::demo::make_xades(enveloped());
  const std::string base64 = crypto::to_base64(as_bytes(document));
  const auto plain = only(opened(document));
  for (const std::string& wrapped : {base64, base64.substr(0, 64) + "\r\n" + base64.substr(64),
                                     "-----BEGIN XML-----\n" + base64 + "\n-----END XML-----\n"}) {
    const auto read = opened(wrapped);
    CHECK(read.kind == model::DocumentKind::xml);
    CHECK(only(read).id == plain.id);
    CHECK(matcher(only(read), DigestMatcherKind::signed_data).state == MatchState::intact);
    CHECK(value_verifies(only(read)));
  }
  std::string altered = document;
  altered.replace(altered.find("<price>100"), 10, "<price>900");
  CHECK(data_state(crypto::to_base64(as_bytes(altered))) == MatchState::changed);
  const auto refused = [](const std::string& text) {
    Budget budget;
    return senim::formats::open(as_bytes(text), {}, budget).error().code;
  };
  CHECK(refused("-----BEGIN XML-----\n" + base64 + "\n-----END XML-----\nmore") ==
        ErrorCode::malformed);
  CHECK(refused(base64 + "!") == ErrorCode::malformed);
}

TEST_CASE("each packaging is told and its content covered", "[formats][xades]") {
  const Bytes content = to_bytes("hello");
  struct Row {
    XmlPackaging made;
    Packaging told;
    Coverage coverage;
    model::SignedScope::Kind scope;
  };
  const auto row =
      GENERATE(values<Row>({{XmlPackaging::enveloped, Packaging::enveloped, Coverage::whole,
                             model::SignedScope::Kind::full},
                            {XmlPackaging::enveloping, Packaging::enveloping, Coverage::whole,
                             model::SignedScope::Kind::partial},
                            {XmlPackaging::detached, Packaging::detached, Coverage::whole,
                             model::SignedScope::Kind::full},
                            {XmlPackaging::internally_detached, Packaging::internally_detached,
                             Coverage::whole, model::SignedScope::Kind::partial}}));
  CAPTURE(static_cast<int>(row.made));
  std::vector<model::DetachedPart> parts;
  if (row.made == XmlPackaging::detached) {
    parts.push_back(part("document.txt", content));
  }
  const auto signature = only(opened(make_xades(packaged(row.made)), parts));
  CHECK(signature.packaging == row.told);
  CHECK(signature.coverage == row.coverage);
  CHECK(signature.scope.at(0).kind == row.scope);
  CHECK(matcher(signature, DigestMatcherKind::signed_data).state == MatchState::intact);
  CHECK(codes(signature) == Codes{});
  CHECK(value_verifies(signature));
}

TEST_CASE("changed content is a changed reference", "[formats][xades]") {
  for (const auto packaging :
       {XmlPackaging::enveloped, XmlPackaging::enveloping, XmlPackaging::internally_detached}) {
    CAPTURE(static_cast<int>(packaging));
    CHECK(data_state(replaced(make_xades(packaged(packaging)), "100", "101")) ==
          MatchState::changed);
  }
}

TEST_CASE("changed signed properties are a changed reference and a changed time a changed value",
          "[formats][xades]") {
  const std::string later =
      replaced(make_xades(enveloped()), "2026-03-01T10:00:00Z", "2026-03-01T10:00:01Z");
  CHECK(matcher(only(opened(later)), DigestMatcherKind::signed_properties).state ==
        MatchState::changed);
}

TEST_CASE("detached content is found by name, by last path segment, or as the only part",
          "[formats][xades]") {
  const Bytes content = to_bytes("hello");
  const Bytes other = to_bytes("hellp");
  XadesSpec spec = packaged(XmlPackaging::detached);
  spec.detached_uri = "dir/my%20file.txt";
  const std::string document = make_xades(spec);
  CHECK(data_state(document, {part("dir/my%20file.txt", content), part("x", other)}) ==
        MatchState::intact);
  CHECK(data_state(document, {part("my file.txt", content), part("x", other)}) ==
        MatchState::intact);
  CHECK(data_state(document, {part("x", content)}) == MatchState::intact);
  CHECK(data_state(document, {part("x", other)}) == MatchState::changed);
  const auto other_name = [&](const char* name) {
    return matcher(only(opened(document, {part(name, content)})), DigestMatcherKind::signed_data)
        .other_name;
  };
  CHECK(other_name("x") == "x");
  CHECK(other_name("my file.txt") == "");
  CHECK(other_name("dir/my%20file.txt") == "");
  CHECK(other_name("") == "");
  CHECK(data_state(document, {part("x", content), part("y", other)}) == MatchState::missing);
  CHECK(data_state(document, {part("my file.txt", content), part("my file.txt", other)}) ==
        MatchState::missing);
  CHECK(data_state(document, {part("dir/my%20file.txt", content),
                              part("dir/my%20file.txt", other)}) == MatchState::missing);
  CHECK(data_state(document, {part("my file.txt", content), part("my file.txt", content)}) ==
        MatchState::intact);
  CHECK(only(opened(document, {part("my file.txt", content), part("my file.txt", content)}))
            .coverage == Coverage::whole);
  CHECK(data_state(document) == MatchState::missing);
  CHECK(only(opened(document)).coverage == Coverage::partial);
  CHECK(only(opened(document, {part("my file.txt", content), part("x", other)})).coverage ==
        Coverage::partial);
}

TEST_CASE("detached content given as its digest serves references without transforms",
          "[formats][xades]") {
  const Bytes content = to_bytes("hello");
  const Bytes other = to_bytes("hellp");
  const std::string document = make_xades(packaged(XmlPackaging::detached));
  const auto sha256 = crypto::DigestAlgorithm::sha256;
  CHECK(data_state(document, {digest_part("document.txt", sha256, content)}) == MatchState::intact);
  CHECK(data_state(document, {digest_part("document.txt", sha256, other)}) == MatchState::changed);
  CHECK(data_state(document, {digest_part("document.txt", crypto::DigestAlgorithm::sha512,
                                          content)}) == MatchState::missing);
}

TEST_CASE("a part handed in that no reference uses is not covered", "[formats][xades]") {
  const Bytes other = to_bytes("other");
  const auto signature = only(opened(make_xades(enveloped()), {part("other.txt", other)}));
  CHECK(signature.coverage == Coverage::partial);
}

TEST_CASE("XMLDSig without properties is told from XAdES", "[formats][xmldsig]") {
  XadesSpec spec = enveloped();
  spec.xades = false;
  const auto signature = only(opened(make_xades(spec)));
  CHECK(signature.format == SignatureFormat::xmldsig);
  CHECK(signature.level == SignatureLevel::none);
  CHECK_FALSE(signature.certificate_required_by_reference);
  CHECK(codes(signature) == Codes{});
}

TEST_CASE("a bare key is offered as such and nobody is named", "[formats][xmldsig]") {
  XadesSpec spec = enveloped();
  spec.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  spec.xades = false;
  spec.key_value_only = true;
  const auto signature = only(opened(make_xades(spec)));
  CHECK(signature.signer_candidates.empty());
  REQUIRE(signature.bare_key.has_value());
  CHECK(value_verifies(signature));
}

TEST_CASE("leaves stand before their issuers among the candidates", "[formats][xmldsig]") {
  XadesSpec spec = enveloped();
  spec.certificates = {test_pki().ca.certificate, test_pki().root.certificate};
  const std::string leaf = crypto::to_base64(test_pki().leaf.certificate);
  const std::string ca = crypto::to_base64(test_pki().ca.certificate);
  std::string document = make_xades(spec);
  // Certificates in KeyInfo are not signed: put the CA first.
  document = replaced(document, leaf, "*");
  document = replaced(document, ca, leaf);
  document = replaced(document, "*", ca);
  const auto signature = only(opened(document));
  REQUIRE(signature.signer_candidates.size() == 3);
  CHECK(equal(signature.signer_candidates[0].der(), test_pki().leaf.certificate));
}

// threats.md, wrapping: what the signer's own filter looks away from.
TEST_CASE("nothing but signatures may stand where the signer's filter leaves out",
          "[formats][xades]") {
  XadesSpec spec = enveloped();
  spec.exclude_all_signatures = true;
  const std::string document = make_xades(spec);
  const auto coverage_with = [&](const std::string& text, const std::string& put) {
    return opened(replaced(text, "</contract>", put + "</contract>")).signatures.at(0).coverage;
  };
  const std::string open = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">";
  const std::string close = "</ds:Signature>";
  const std::string properties =
      "<ds:Object><xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">"
      "</xades:QualifyingProperties></ds:Object>";
  CHECK(coverage_with(document, "") == Coverage::whole);
  // One that cannot be read does not say what it shows.
  CHECK(coverage_with(document, open + "<ds:SignedInfo/>" + properties + close) ==
        Coverage::partial);
  CHECK(coverage_with(document, open + "<ds:Object><pay/></ds:Object>" + close) ==
        Coverage::partial);
  CHECK(coverage_with(document, open + "<ds:Object>pay</ds:Object>" + close) == Coverage::partial);
  CHECK(coverage_with(document, open + "<pay/>" + close) == Coverage::partial);

  // A filter by name takes elements of any namespace out.
  const std::string xpath =
      "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\">";
  const std::size_t begin = document.find(xpath);
  REQUIRE(begin != std::string::npos);
  const std::string end = "</ds:Transform>";
  std::string by_name = document;
  by_name.replace(begin, document.find(end, begin) + end.size() - begin,
                  "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"><f:XPath "
                  "xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">"
                  "/descendant::*[name()='ds:Signature']</f:XPath></ds:Transform>");
  CHECK(coverage_with(by_name, "") == Coverage::whole);
  CHECK(coverage_with(by_name, "<ds:Signature xmlns:ds=\"urn:evil\"><pay/></ds:Signature>") ==
        Coverage::partial);
}

TEST_CASE("a root that is named is not the whole where instructions stand beside it",
          "[formats][xades]") {
  XadesSpec spec = enveloped();
  spec.content = "<contract Id=\"r\"><price>100</price></contract>";
  const std::string by_id = replaced(make_xades(spec), "URI=\"\"", "URI=\"#r\"");
  const auto coverage = [](const std::string& text) { return only(opened(text)).coverage; };
  CHECK(coverage(by_id) == Coverage::whole);
  CHECK(coverage("<?xml-stylesheet href=\"x.xsl\"?>" + by_id) == Coverage::partial);
  CHECK(coverage(by_id + "<?after?>") == Coverage::partial);
  CHECK(coverage("<?xml-stylesheet href=\"x.xsl\"?>" + make_xades(spec)) == Coverage::whole);
}

TEST_CASE("text that a base64 transform decodes whole is covered", "[formats][xades]") {
  XadesSpec spec = packaged(XmlPackaging::enveloping);
  spec.content = "aGVsbG8=";
  const std::string document =
      replaced(make_xades(spec), "http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:Transform></",
               "http://www.w3.org/2000/09/xmldsig#base64\"></ds:Transform></");
  const auto coverage = [](const std::string& text) { return only(opened(text)).coverage; };
  CHECK(coverage(document) == Coverage::whole);
  CHECK(coverage(replaced(document, "aGVsbG8=", "aGVs<b>bG8=</b>")) == Coverage::partial);
  CHECK(coverage(replaced(document, "aGVsbG8=", "aGVs<!-- -->bG8=")) == Coverage::partial);
}

TEST_CASE("without certificates in KeyInfo the properties offer the one that was signed for",
          "[formats][xades]") {
  XadesSpec spec = enveloped();
  const auto value = [](const demo::Party& party) {
    return "<xades:EncapsulatedX509Certificate>" + crypto::to_base64(party.certificate) +
           "</xades:EncapsulatedX509Certificate>";
  };
  spec.unsigned_properties = "<xades:CertificateValues>" + value(test_pki().ca) +
                             value(test_pki().leaf) + "</xades:CertificateValues>";
  std::string document = make_xades(spec);
  const std::size_t begin = document.find("<ds:KeyInfo>");
  document.erase(begin, document.find("</ds:KeyInfo>") + 13 - begin);
  const auto signature = only(opened(document));
  CHECK(signature.certificates.size() == 2);
  REQUIRE(signature.signer_candidates.size() == 1);
  CHECK(equal(signature.signer_candidates[0].der(), test_pki().leaf.certificate));
  // EN 319 132-1: baseline wants it in KeyInfo.
  CHECK(signature.level == SignatureLevel::bes);
}

TEST_CASE("both versions of the signing-certificate property are read", "[formats][xades]") {
  XadesSpec spec = enveloped();
  spec.version_2 = false;
  const auto signature = only(opened(make_xades(spec)));
  REQUIRE(signature.certificate_references.size() == 1);
  const auto& reference = signature.certificate_references[0];
  CHECK(reference.has_issuer_serial);
  CHECK(reference.issuer_text == "CN=Senim Test");
  REQUIRE_FALSE(signature.signer_candidates.empty());
  CHECK(equal(reference.serial, signature.signer_candidates[0].serial()));
}

TEST_CASE("what the signer claims is read from signed properties", "[formats][xades]") {
  XadesSpec spec = enveloped();
  const std::string ds = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
  spec.extra_signed_properties =
      "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
      "<xades:Identifier>urn:oid:1.2.3.4.5</xades:Identifier></xades:SigPolicyId>"
      "<xades:SigPolicyHash><ds:DigestMethod" +
      ds +
      " Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod><ds:DigestValue" +
      ds +
      ">AQID</ds:DigestValue></xades:SigPolicyHash><xades:SigPolicyQualifiers>"
      "<xades:SigPolicyQualifier><xades:SPURI>https://policy.test/1</xades:SPURI>"
      "</xades:SigPolicyQualifier></xades:SigPolicyQualifiers></xades:SignaturePolicyId>"
      "</xades:SignaturePolicyIdentifier>"
      "<xades:SignatureProductionPlaceV2><xades:City>Astana</xades:City>"
      "<xades:CountryName>KZ</xades:CountryName></xades:SignatureProductionPlaceV2>"
      "<xades:SignerRoleV2><xades:ClaimedRoles><xades:ClaimedRole>accountant</xades:ClaimedRole>"
      "</xades:ClaimedRoles></xades:SignerRoleV2>";
  const auto signature = only(opened(make_xades(spec)));
  CHECK(codes(signature) == Codes{});
  CHECK(matcher(signature, DigestMatcherKind::signed_properties).state == MatchState::intact);
  REQUIRE(signature.policy.has_value());
  CHECK(signature.policy->id == "1.2.3.4.5");
  CHECK(signature.policy->value == Bytes{1, 2, 3});
  CHECK(signature.policy->uri == "https://policy.test/1");
  CHECK(signature.claimed_roles == std::vector<std::string>{"accountant"});
  CHECK(signature.signer_location == "Astana, KZ");
  CHECK(signature.policy->document == model::SignaturePolicyReference::Document::absent);
  CHECK_FALSE(signature.has_policy_store);
}

TEST_CASE("a stored policy is the signed one by its digest alone", "[formats][xades]") {
  using Document = model::SignaturePolicyReference::Document;
  // SHA-256 of "policy".
  const auto with = [](const std::string& inside, const std::string& transforms) {
    XadesSpec spec = enveloped();
    const std::string ds = " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    spec.extra_signed_properties =
        "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyId><xades:SigPolicyId>"
        "<xades:Identifier>urn:oid:1.2.3.4.5</xades:Identifier></xades:SigPolicyId>" +
        transforms + "<xades:SigPolicyHash><ds:DigestMethod" + ds +
        " Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"></ds:DigestMethod>"
        "<ds:DigestValue" +
        ds + ">" +
        crypto::to_base64(*crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes("policy"))) +
        "</ds:DigestValue></xades:SigPolicyHash></xades:SignaturePolicyId>"
        "</xades:SignaturePolicyIdentifier>";
    spec.unsigned_properties =
        "<a:SignaturePolicyStore xmlns:a=\"http://uri.etsi.org/01903/v1.4.1#\">"
        "<a:SPDocSpecification/>" +
        inside + "</a:SignaturePolicyStore>";
    return only(opened(make_xades(spec)));
  };
  const auto stored = [](const std::string& text) {
    return "<a:SignaturePolicyDocument>" + crypto::to_base64(as_bytes(text)) +
           "</a:SignaturePolicyDocument>";
  };
  CHECK(with(stored("policy"), "").policy->document == Document::matches);
  CHECK(with(stored("policz"), "").policy->document == Document::differs);
  CHECK(with(stored("policy"),
             "<ds:Transforms xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
             "</ds:Transforms>")
            .policy->document == Document::unsupported);
  const auto elsewhere = with("<a:SigPolDocLocalURI>policy.xml</a:SigPolDocLocalURI>", "");
  CHECK(elsewhere.has_policy_store);
  CHECK(elsewhere.policy->document == Document::absent);
  CHECK_FALSE(with("", "").has_policy_store);
}

TEST_CASE("properties that leave the schema are told", "[formats][xades]") {
  const auto told = [](const std::string& extra) {
    XadesSpec spec = enveloped();
    spec.extra_signed_properties = extra;
    return only(opened(make_xades(spec))).schema_problems;
  };
  using Problems = std::vector<std::string>;
  const std::string place =
      "<xades:SignatureProductionPlaceV2><xades:City>Astana</xades:City>"
      "</xades:SignatureProductionPlaceV2>";
  const std::string role =
      "<xades:SignerRoleV2><xades:ClaimedRoles><xades:ClaimedRole>a</xades:ClaimedRole>"
      "</xades:ClaimedRoles></xades:SignerRoleV2>";
  CHECK(told("") == Problems{});
  CHECK(told(place + role) == Problems{});
  CHECK(told(role + place) ==
        Problems{"SignatureProductionPlaceV2 is not due here in SignedSignatureProperties"});
  CHECK(told(role + role) == Problems{"SignerRoleV2 is not due here in SignedSignatureProperties"});
  CHECK(told("<xades:SignaturePolicyIdentifier></xades:SignaturePolicyIdentifier>") ==
        Problems{"SignaturePolicyId SignaturePolicyImplied is missing in "
                 "SignaturePolicyIdentifier"});
  CHECK(told("<b:Own xmlns:b=\"urn:own\"></b:Own>") == Problems{});  // open to other namespaces
}

TEST_CASE("a comment inside the value of a signed property is a format failure",
          "[formats][xades]") {
  // Out of the canonical form, it would hide what the policy is asked about.
  const std::string document = make_xades(enveloped());
  const auto with = [&](const std::string& before, const std::string& put) {
    std::string text = document;
    text.insert(text.find(before) + before.size(), put);
    return codes(only(opened(as_bytes(text))));
  };
  CHECK(with("<xades:SigningTime>20", "<!-- 9 -->") == Codes{"signature-structure"});
  CHECK(with("<xades:SigningTime>20", "<?p?>") == Codes{"signature-structure"});
  CHECK(with("<xades:SignedSignatureProperties>", "<!-- 9 -->") == Codes{});
}

TEST_CASE("an object of an enveloped signature that nothing covers makes the coverage partial",
          "[formats][xades]") {
  std::string text = make_xades(enveloped());
  CHECK(only(opened(as_bytes(text))).coverage == Coverage::whole);
  text.insert(text.rfind("</ds:Signature>"), "<ds:Object><sum>9000</sum></ds:Object>");
  CHECK(only(opened(as_bytes(text))).coverage == Coverage::partial);
}

namespace {

constexpr std::string_view kByName =
    "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"><f:XPath "
    "xmlns:f=\"http://www.w3.org/2002/06/xmldsig-filter2\" Filter=\"subtract\">"
    "/descendant::*[name()='ds:Signature']</f:XPath></ds:Transform>";
constexpr std::string_view kAll =
    "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><ds:XPath>"
    "not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>";
constexpr std::string_view kExclusive =
    "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>";

// XMLDSig, whose value nobody looks at here: one reference, its digest over `octets`.
std::string bare_signature(const std::string& uri, std::string_view transforms,
                           std::string_view octets, std::string_view object = "",
                           std::string_view type = "") {
  std::string text =
      "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>"
      "<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/>"
      "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256\"/>"
      "<ds:Reference URI=\"";
  text.append(uri).append("\"");
  if (!type.empty()) {
    text.append(" Type=\"").append(type).append("\"");
  }
  text.append("><ds:Transforms>")
      .append(transforms)
      .append(
          "</ds:Transforms><ds:DigestMethod "
          "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>");
  text.append(
      crypto::to_base64(crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes(octets)).value()));
  text.append("</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue Id=\"v\">AA==");
  text.append("</ds:SignatureValue>").append(object).append("</ds:Signature>");
  return text;
}

pki::Certificate leaf_certificate() {
  return pki::Certificate::from_der(test_pki().leaf.certificate).value();
}

// Signed by the leaf of the tests over the value of such a signature ("AA==", with Id="v"), with
// its certificate. "@": the place for what stands behind KeyInfo.
std::string signed_counter() {
  const std::string open = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">";
  const std::string value =
      "<ds:SignatureValue xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"v\">AA=="
      "</ds:SignatureValue>";
  const std::string exclusive = " Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></ds:";
  const auto& party = test_pki().leaf;
  std::string info =
      "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:CanonicalizationMethod";
  info.append(exclusive).append("CanonicalizationMethod><ds:SignatureMethod Algorithm=\"");
  info.append(party.key.algorithm_uri()).append("\"></ds:SignatureMethod>");
  info.append(
      "<ds:Reference Type=\"http://uri.etsi.org/01903#CountersignedSignature\" URI=\"#v\">");
  info.append("<ds:Transforms><ds:Transform")
      .append(exclusive)
      .append("Transform></ds:Transforms>");
  info.append("<ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\">")
      .append("</ds:DigestMethod><ds:DigestValue>");
  info.append(
      crypto::to_base64(crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes(value)).value()));
  info.append("</ds:DigestValue></ds:Reference></ds:SignedInfo>");
  return open + info + "<ds:SignatureValue>" +
         crypto::to_base64(party.key.sign_plain(as_bytes(info))) +
         "</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>" +
         crypto::to_base64(party.certificate) +
         "</ds:X509Certificate></ds:X509Data></ds:KeyInfo>@</ds:Signature>";
}

// The first signature of an order that holds these signatures, left out by `transform`.
model::ParsedSignature of_order(std::string_view transform, const std::string& before,
                                const std::string& behind) {
  std::string transforms(transform);
  transforms.append(kExclusive);
  std::string text = "<order><pay>100</pay>";
  text.append(before);
  text.append(bare_signature("", transforms, "<order><pay>100</pay></order>"));
  text.append(behind).append("</order>");
  return opened(text).signatures.at(0);
}

}  // namespace

TEST_CASE("what a filter leaves out beside signatures makes the coverage partial or is refused",
          "[formats][xmldsig][attacks]") {
  const std::string payload = "<pay>1000000</pay>";
  std::string stranger = "<ds:Signature xmlns:ds=\"urn:evil\">";
  stranger.append(payload).append("</ds:Signature>");
  for (const std::string_view filter : {kByName, kAll}) {
    const auto plain = of_order(filter, "", "");
    CHECK(plain.coverage == Coverage::whole);
    CHECK(plain.matchers.at(0).state == MatchState::intact);
  }
  // attack4 F0 (1): an element that only by its prefix looks like a signature.
  const auto by_name = of_order(kByName, stranger, "");
  CHECK(by_name.coverage == Coverage::partial);
  CHECK(by_name.matchers.at(0).state == MatchState::unsupported);
  CHECK(of_order(kAll, stranger, "").matchers.at(0).state == MatchState::changed);
  // (2): a counter-signature, which nobody counts, with a payload in its Object, or beside its key.
  const auto beside = [](const std::string& inside) {
    return of_order(kAll, "", replaced(signed_counter(), "@", inside));
  };
  std::string object = "<ds:Object>";
  object.append(payload).append("</ds:Object>");
  const auto with_object = beside(object);
  CHECK(with_object.matchers.at(0).state == MatchState::intact);
  CHECK(with_object.coverage == Coverage::partial);
  CHECK(beside("<ds:Object>1000000</ds:Object>").coverage == Coverage::partial);
  CHECK(of_order(kAll, "",
                 replaced(replaced(signed_counter(), "@", ""), "</ds:KeyInfo>",
                          payload + "</ds:KeyInfo>"))
            .coverage == Coverage::partial);
  CHECK(beside("").coverage == Coverage::whole);
}

// threats.md, "signatures checked": two keys for each of 50 counter-signatures are 100.
TEST_CASE("no more keys are tried on counter-signatures than signatures are checked",
          "[formats][xmldsig][attacks]") {
  const std::string counter = replaced(signed_counter(), "@", "");
  const std::string second_key =
      replaced(counter, "<ds:X509Certificate>",
               "<ds:X509Certificate>" + crypto::to_base64(test_pki().ca.certificate) +
                   "</ds:X509Certificate><ds:X509Certificate>");
  std::string at_the_limit;
  for (int i = 0; i < 50; ++i) {
    at_the_limit += second_key;
  }
  const auto read = of_order(kAll, "", at_the_limit);
  CHECK(read.matchers.at(0).state == MatchState::intact);
  CHECK(read.coverage == Coverage::whole);
  // The next one, right as it is, is not known to be a signature.
  CHECK(of_order(kAll, "", at_the_limit + counter).coverage == Coverage::partial);
}

// attack5 F3: a counter-signature, which nobody counts and anybody can type, in an order whose
// signature leaves every signature out.
TEST_CASE("a counter-signature that is left out may say nothing to a reader",
          "[formats][xmldsig][attacks]") {
  const std::string counter = signed_counter();
  const auto coverage = [&](const std::string& inside) {
    const auto first = of_order(kAll, "", replaced(counter, "@", inside));
    CHECK(first.matchers.at(0).state == MatchState::intact);
    return first.coverage;
  };
  const auto key_info = [&](const std::string& inside) {
    const auto first = of_order(
        kAll, "", replaced(replaced(counter, "@", ""), "</ds:KeyInfo>", inside + "</ds:KeyInfo>"));
    CHECK(first.matchers.at(0).state == MatchState::intact);
    return first.coverage;
  };
  const auto properties = [&](const std::string& inside) {
    return coverage(
        "<ds:Object><xades:QualifyingProperties "
        "xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">" +
        inside + "</xades:QualifyingProperties></ds:Object>");
  };
  SECTION("markup and values of the schemas") {
    CHECK(coverage("") == Coverage::whole);
    CHECK(key_info("\n <ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>") ==
          Coverage::whole);
    CHECK(key_info("<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>" +
                   leaf_certificate().issuer().text() +
                   "</ds:X509IssuerName><ds:X509SerialNumber>17</ds:X509SerialNumber>"
                   "</ds:X509IssuerSerial></ds:X509Data>") == Coverage::whole);
    CHECK(properties("<xades:SignedProperties Id=\"p\"><xades:SignedSignatureProperties>"
                     "<xades:SigningTime>2026-03-01T10:00:00+05:00</xades:SigningTime>"
                     "</xades:SignedSignatureProperties></xades:SignedProperties>") ==
          Coverage::whole);
  }
  SECTION("text, and elements of others") {
    CHECK(key_info("PAY 1000000") == Coverage::partial);
    CHECK(key_info("<ds:KeyName>PAY 1000000</ds:KeyName>") == Coverage::partial);
    CHECK(key_info("<ds:KeyName><pay>1000000</pay></ds:KeyName>") == Coverage::partial);
    CHECK(key_info("<ds:MgmtData><pay>1000000</pay></ds:MgmtData>") == Coverage::partial);
    CHECK(key_info("<ds:X509Data><pay>1000000</pay></ds:X509Data>") == Coverage::partial);
    CHECK(key_info("<ds:X509Data>1000000</ds:X509Data>") == Coverage::partial);
    CHECK(key_info("<?pay 1000000?>") == Coverage::partial);
    CHECK(properties("<xades:SignedProperties>PAY 1000000</xades:SignedProperties>") ==
          Coverage::partial);
    CHECK(properties("<xades:SignedProperties><pay/></xades:SignedProperties>") ==
          Coverage::partial);
  }
  SECTION("values that are none, and elements in the wrong place") {
    CHECK(key_info("<ds:X509Data><ds:X509Certificate>PAY 1.000.000</ds:X509Certificate>"
                   "</ds:X509Data>") == Coverage::partial);
    CHECK(key_info("<ds:X509Data><ds:X509SubjectName>pay</ds:X509SubjectName></ds:X509Data>") ==
          Coverage::partial);
    CHECK(key_info("<ds:X509Certificate>AAAA</ds:X509Certificate>") == Coverage::partial);
    CHECK(properties("<xades:SignedProperties><xades:SignedSignatureProperties>"
                     "<xades:SigningTime>pay</xades:SigningTime>"
                     "</xades:SignedSignatureProperties></xades:SignedProperties>") ==
          Coverage::partial);
  }
  SECTION("names of nobody here") {  // attack6 A12
    const auto subject = [&](const std::string& name) {
      return key_info("<ds:X509Data><ds:X509SubjectName>" + name +
                      "</ds:X509SubjectName></ds:X509Data>");
    };
    const pki::Certificate leaf = leaf_certificate();
    CHECK(subject(leaf.subject().text()) == Coverage::whole);
    CHECK(subject("\n  " + leaf.subject().text() + "\n") == Coverage::whole);
    CHECK(subject(leaf.subject().text() + ",O=PAY 1000000") == Coverage::partial);
    CHECK(subject("CN=PAY 1000000 EUR TO BOB") == Coverage::partial);
    CHECK(subject("CN=, PAY 1000000 EUR TO BOB INSTEAD") == Coverage::partial);
  }
  SECTION("foreign attributes") {
    const auto opening = [&](const std::string& tag) {
      return of_order(kAll, "", replaced(replaced(counter, "@", ""), "<ds:KeyInfo>", tag)).coverage;
    };
    CHECK(opening("<ds:KeyInfo note=\"pay\">") == Coverage::partial);
    CHECK(opening("<ds:KeyInfo Id=\"PAY 1000000\">") == Coverage::partial);
    CHECK(opening("<ds:KeyInfo xmlns:p=\"PAY 1000000\">") == Coverage::partial);
    CHECK(opening("<ds:KeyInfo Id=\"k\">") == Coverage::whole);
    CHECK(coverage("<ds:Object MimeType=\"PAY; 1000000\"></ds:Object>") == Coverage::partial);
    CHECK(coverage("<ds:Object MimeType=\"text/xml\"></ds:Object>") == Coverage::whole);
  }
  SECTION("values and digests that are typed, not computed") {  // attack6 A12
    const auto typed = [&](const std::string& element, const std::string& by) {
      std::string text = replaced(counter, "@", "");
      const std::size_t begin = text.find(element) + element.size();
      return of_order(kAll, "", text.replace(begin, text.find('<', begin) - begin, by)).coverage;
    };
    CHECK(typed("<ds:SignatureValue>", "AAAA") == Coverage::partial);
    CHECK(typed("<ds:SignatureValue>", "PAY+TEN+MILLION/") == Coverage::partial);
    CHECK(typed("<ds:DigestValue>", "0000") == Coverage::partial);
    // Under no key of its own, or under another.
    CHECK(typed("<ds:X509Certificate>", crypto::to_base64(test_pki().ca.certificate)) ==
          Coverage::partial);
    const std::string without_key = [&] {
      std::string text = replaced(counter, "@", "");
      const std::size_t begin = text.find("<ds:KeyInfo>");
      return text.erase(begin, text.find("</ds:Signature>") - begin);
    }();
    CHECK(of_order(kAll, "", without_key).coverage == Coverage::partial);
  }
  SECTION("among text, as if it belonged there") {
    CHECK(of_order(kAll, "<p>", "</p>").matchers.at(0).state == MatchState::changed);
    std::string transforms(kAll);
    transforms.append(kExclusive);
    const auto beside_text = [&](const std::string& put) {
      return opened("<order>1" + bare_signature("", transforms, "<order>1</order>") + put +
                    "</order>")
          .signatures.at(0);
    };
    CHECK(beside_text("").coverage == Coverage::whole);
    const auto with = beside_text(replaced(counter, "@", ""));
    CHECK(with.matchers.at(0).state == MatchState::intact);
    CHECK(with.coverage == Coverage::partial);
  }
}

// attack5 F3: one that is counted with the others answers for what its signer says of himself.
TEST_CASE("a signer who signs beside another may say under his digest who and where he is",
          "[formats][xades]") {
  XadesSpec spec = enveloped();
  spec.exclude_all_signatures = true;
  const std::string document = make_xades(spec);
  spec.id = "second";
  spec.extra_signed_properties =
      "<xades:SignatureProductionPlaceV2><xades:City>Astana</xades:City>"
      "</xades:SignatureProductionPlaceV2>";
  const std::string other = make_xades(spec);
  const std::size_t begin = other.find("<ds:Signature ");
  REQUIRE(begin != std::string::npos);
  const std::string second = other.substr(begin, other.rfind("</contract>") - begin);
  const auto coverage = [&](const std::string& put) {
    const auto read = opened(replaced(document, "</contract>", put + "</contract>"));
    REQUIRE(read.signatures.size() == 2);
    return read.signatures[0].coverage;
  };
  CHECK(coverage(second) == Coverage::whole);
  // Not under his digest, or no longer.
  CHECK(coverage(replaced(second, "Astana", "pay")) == Coverage::partial);
  CHECK(coverage(replaced(second, "</ds:KeyInfo>", "<ds:KeyName>pay</ds:KeyName></ds:KeyInfo>")) ==
        Coverage::partial);
  CHECK(coverage(replaced(second, "</xades:SignedProperties>", "pay</xades:SignedProperties>")) ==
        Coverage::partial);
}

TEST_CASE("text beside the properties of a signature makes the coverage partial",
          "[formats][xades][attacks]") {
  const std::string text = make_xades(enveloped());
  CHECK(only(opened(text)).coverage == Coverage::whole);
  CHECK(only(opened(replaced(text, "</xades:QualifyingProperties>",
                             "</xades:QualifyingProperties>1000000")))
            .coverage == Coverage::partial);
  CHECK(only(opened(replaced(text, "</xades:QualifyingProperties>",
                             "</xades:QualifyingProperties>\n ")))
            .coverage == Coverage::whole);
}

TEST_CASE("an instruction around the root is signed with URI=\"\" only",
          "[formats][xmldsig][attacks]") {
  const std::string enveloped_then_exclusive = [] {
    std::string text =
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    return text.append(kExclusive);
  }();
  const std::string instruction = "<?xml-stylesheet href=\"http://evil/pay.xsl\"?>";
  const auto read = [&](const std::string& uri, const std::string& signed_before,
                        const std::string& before, const std::string& behind) {
    std::string octets = signed_before;
    octets.append(signed_before.empty() ? "" : "\n").append("<order Id=\"r\"></order>");
    std::string text = before;
    text.append("<order Id=\"r\">").append(bare_signature(uri, enveloped_then_exclusive, octets));
    text.append("</order>").append(behind);
    return only(opened(text));
  };
  const auto by_id = read("#r", "", "", "");
  CHECK(by_id.coverage == Coverage::whole);
  CHECK(by_id.matchers.at(0).state == MatchState::intact);
  CHECK(by_id.scope.at(0).kind == model::SignedScope::Kind::full);
  for (const bool behind : {false, true}) {
    const auto added = read("#r", "", behind ? "" : instruction, behind ? instruction : "");
    CHECK(added.coverage == Coverage::partial);
    CHECK(added.matchers.at(0).state == MatchState::intact);
    CHECK(added.scope.at(0).kind == model::SignedScope::Kind::partial);
  }
  const auto covered = read("", instruction, instruction, "");
  CHECK(covered.coverage == Coverage::whole);
  CHECK(covered.matchers.at(0).state == MatchState::intact);
  CHECK(read("", "", instruction, "").matchers.at(0).state == MatchState::changed);
  const auto comment = read("#r", "", "<!-- before -->", "");
  CHECK(comment.coverage == Coverage::whole);
  REQUIRE(comment.format_remarks.size() == 1);
  CHECK(comment.format_remarks[0].code == "comments-not-signed");
}

TEST_CASE("the base64 transform covers an Object that holds nothing but text",
          "[formats][xmldsig]") {
  const std::string base64 =
      "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>";
  const auto read = [&](const std::string& inside, const std::string& behind = "") {
    std::string object = "<ds:Object Id=\"o\">";
    object.append(inside).append("</ds:Object>").append(behind);
    return only(opened(bare_signature("#o", base64, "pay 100", object)));
  };
  const auto whole = read(crypto::to_base64(as_bytes("pay 100")));
  CHECK(whole.coverage == Coverage::whole);
  CHECK(whole.packaging == Packaging::enveloping);
  CHECK(whole.matchers.at(0).state == MatchState::intact);
  // Markup inside is under no digest, and neither is another Object.
  for (const std::string& inside :
       {std::string("cGF5<b/>IDEwMA=="), std::string("cGF5<!-- -->IDEwMA=="),
        std::string("cGF5<?p?>IDEwMA==")}) {
    CAPTURE(inside);
    CHECK(read(inside).matchers.at(0).state == MatchState::intact);
    CHECK(read(inside).coverage == Coverage::partial);
  }
  CHECK(read("cGF5IDEwMA==", "<ds:Object>AA==</ds:Object>").coverage == Coverage::partial);
}

// attack6 A12: they say what the signed octets are, and are not among them.
TEST_CASE("what an Object in base64 says of its content is told unless it is signed elsewhere",
          "[formats][xmldsig][attacks]") {
  const std::string base64 =
      "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>";
  const auto told = [&](const std::string& attributes) {
    const std::string object = "<ds:Object Id=\"o\"" + attributes + ">cGF5IDEwMA==</ds:Object>";
    const auto one = only(opened(bare_signature("#o", base64, "pay 100", object)));
    CHECK(one.matchers.at(0).state == MatchState::intact);
    CHECK(one.coverage == Coverage::whole);
    Codes found;
    for (const model::FormatRemark& remark : one.format_remarks) {
      CHECK(remark.code == "unsigned-additions");
      found.push_back(remark.detail);
    }
    return found;
  };
  CHECK(told("") == Codes{});
  CHECK(told(" Encoding=\"http://www.w3.org/2000/09/xmldsig#base64\"") == Codes{});
  CHECK(told(" Encoding=\"urn:utf7\"") == Codes{"Object/@Encoding"});
  CHECK(told(" MimeType=\"text/plain\"") == Codes{"Object/@MimeType"});
  CHECK(told(" MimeType=\"application/x-pay-1000000\"") == Codes{"Object/@MimeType"});
}

TEST_CASE("an internally detached document is whole when all beside its root's name is signed",
          "[formats][xades]") {
  const std::string text = make_xades(packaged(XmlPackaging::internally_detached));
  const auto plain = only(opened(text));
  CHECK(plain.coverage == Coverage::whole);
  REQUIRE(plain.format_remarks.size() == 1);
  CHECK(plain.format_remarks[0].kind == model::FormatRemark::Kind::unsigned_content);
  CHECK(plain.format_remarks[0].code == "wrapper-not-signed");
  const std::size_t name_end = text.find('>');
  const std::string name = text.substr(1, name_end - 1);
  CHECK(plain.format_remarks[0].detail == name);
  const auto with = [&](std::size_t where, const std::string& what) {
    std::string changed = text;
    return only(opened(changed.insert(where, what))).coverage;
  };
  CHECK(with(name_end + 1, "\n  ") == Coverage::whole);
  for (const std::string& addition :
       {std::string("<data>900</data>"), std::string("<approved/>"), std::string("900"),
        std::string("<!-- 900 -->"), std::string("<?pay 900?>")}) {
    CAPTURE(addition);
    CHECK(with(name_end + 1, addition) == Coverage::partial);
    CHECK(with(text.rfind("</"), addition) == Coverage::partial);
  }
  CHECK(with(name_end, " kind=\"refused\"") == Coverage::partial);
  CHECK(with(name_end, " xmlns:q=\"urn:approve\"") == Coverage::whole);
  // One level: whose name stands further inside is content.
  std::string deeper = "<all>";
  deeper.append(text).append("</all>");
  CHECK(only(opened(deeper)).coverage == Coverage::partial);
}

// attack5 F5: xml-exc-c14n 1.3.
TEST_CASE(
    "a prefix of the wrapper that only values use makes an internally detached document partial",
    "[formats][xmldsig][attacks]") {
  const auto read = [](const std::string& declared, const std::string& part,
                       const std::string& signed_part, std::string_view transform) {
    const std::string signature = bare_signature("#p", transform, signed_part);
    const auto first = only(opened("<r" + declared + ">" + part + signature + "</r>"));
    CHECK(first.matchers.at(0).state == MatchState::intact);
    return first;
  };
  const std::string q = " xmlns:q=\"urn:approve\"";
  const std::string in_value = "<p Id=\"p\" kind=\"q:decision\">1</p>";
  const std::string in_text = "<p Id=\"p\">see q:decision</p>";
  const std::string other = "<p Id=\"p\" kind=\"u:decision\">http://x q aq:b :q</p>";
  const std::string shown = "<q:p Id=\"p\" kind=\"q:decision\">1</q:p>";
  const auto by_value = read(q, in_value, in_value, kExclusive);
  CHECK(by_value.coverage == Coverage::partial);
  REQUIRE(by_value.format_remarks.size() == 1);
  CHECK(by_value.format_remarks[0].kind == model::FormatRemark::Kind::unsigned_content);
  CHECK(by_value.format_remarks[0].code == "unsigned-additions");
  CHECK(by_value.format_remarks[0].detail == "@xmlns:q");
  CHECK(read(q, in_text, in_text, kExclusive).coverage == Coverage::partial);
  CHECK(read(q, other, other, kExclusive).coverage == Coverage::whole);
  CHECK(read("", in_value, in_value, kExclusive).coverage == Coverage::whole);
  // Where the name of the element uses it, it is written and signed.
  const std::string written = "<q:p xmlns:q=\"urn:approve\" Id=\"p\" kind=\"q:decision\">1</q:p>";
  CHECK(read(q, shown, written, kExclusive).coverage == Coverage::whole);
  // So it is by the PrefixList, and by the inclusive form.
  const std::string listed =
      "<ds:Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><ec:InclusiveNamespaces "
      "xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"q\"/></ds:Transform>";
  const std::string inclusive =
      "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>";
  const std::string with_q = "<p xmlns:q=\"urn:approve\" Id=\"p\" kind=\"q:decision\">1</p>";
  CHECK(read(q, in_value, with_q, listed).coverage == Coverage::whole);
  CHECK(read(q, in_value, with_q, inclusive).coverage == Coverage::whole);
  // attack6 A7: not where a later form of the chain leaves out what the first one wrote.
  const std::string exclusive(kExclusive);
  CHECK(read(q, in_value, in_value, inclusive + exclusive).coverage == Coverage::partial);
  CHECK(read(q, in_value, in_value, listed + exclusive).coverage == Coverage::partial);
  CHECK(read(q, in_value, in_value, exclusive + inclusive).coverage == Coverage::partial);
  CHECK(read(q, in_value, with_q, listed + inclusive).coverage == Coverage::whole);
  // Whoever reads XPaths or CURIEs knows what to do with these.
  for (const std::string& value : {std::string("q:*"), std::string("q:1"), std::string("q:")}) {
    const std::string part = "<p Id=\"p\" path=\"" + value + "\"></p>";
    CHECK(read(q, part, part, kExclusive).coverage == Coverage::partial);
  }
}

// attack6 A7: what the caller hands in is shown to people as what stands in the document.
TEST_CASE("comments and bindings that no digest of a detached part knows are told",
          "[formats][xmldsig][attacks]") {
  const std::string text = "<r xmlns:q=\"urn:approve\"><p kind=\"q:decision\">pay 1</p></r>";
  const std::string without = "<r><p kind=\"q:decision\">pay 1</p></r>";
  const std::string commented = replaced(text, "pay 1", "pay 1<!--000 -->");
  const std::string inclusive =
      "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>";
  const std::string with_comments = replaced(inclusive, "20010315", "20010315#WithComments");
  const auto told = [](const std::string& handed_in, std::string_view transforms,
                       const std::string& octets) {
    const Bytes content = to_bytes(handed_in);
    const auto one =
        only(opened(bare_signature("part.xml", transforms, octets), {part("part.xml", content)}));
    CHECK(one.matchers.at(0).state == MatchState::intact);
    CHECK(one.coverage == Coverage::whole);
    Codes found;
    for (const model::FormatRemark& remark : one.format_remarks) {
      CHECK(remark.kind == model::FormatRemark::Kind::unsigned_content);
      found.push_back(remark.code + " " + remark.detail);
    }
    return found;
  };
  const std::string prefix = "unsigned-additions @xmlns:q";
  const std::string comment = "comments-not-signed part.xml";
  CHECK(told(text, kExclusive, without) == Codes{prefix});
  CHECK(told(replaced(text, "approve", "reject"), kExclusive, without) == Codes{prefix});
  CHECK(told(commented, kExclusive, without) == Codes{comment, prefix});
  CHECK(told("<!-- pay 1000 -->" + text, kExclusive, without) == Codes{comment, prefix});
  CHECK(told(text, inclusive + std::string(kExclusive), without) == Codes{prefix});
  CHECK(told(without, kExclusive, without) == Codes{});
  CHECK(told(text, inclusive, text) == Codes{});
  CHECK(told(commented, inclusive, text) == Codes{comment});
  CHECK(told(commented, with_comments, commented) == Codes{});
  CHECK(told(commented, with_comments + inclusive, text) == Codes{comment});
}

TEST_CASE("a reference to the properties without its type is a format failure",
          "[formats][xades]") {
  XadesSpec spec = enveloped();
  spec.without_signed_properties_type = true;
  const auto signature = only(opened(make_xades(spec)));
  CHECK(codes(signature) == Codes{"signed-properties-type"});
}

TEST_CASE("properties that no reference covers are not believed", "[formats][xades]") {
  const std::string document = make_xades(enveloped());
  SECTION("the covered ones moved away, others in their place") {
    // The signed element goes into an Object of its own; a forged one stands where properties are
    // read.
    const std::size_t begin = document.find("<xades:SignedProperties");
    const std::string_view end_tag = "</xades:SignedProperties>";
    const std::size_t end = document.find(end_tag) + end_tag.size();
    const std::string properties = document.substr(begin, end - begin);
    std::string forged = replaced(properties, "sig-props", "other-props");
    forged = replaced(forged, "2026-03-01T10:00:00Z", "2020-03-01T10:00:00Z");
    std::string wrapped = document;
    wrapped.replace(begin, properties.size(), forged);
    wrapped = replaced(wrapped, "</ds:Signature>",
                       "<ds:Object>" + properties + "</ds:Object></ds:Signature>");
    const auto signature = only(opened(wrapped));
    CHECK(codes(signature) == Codes{"signed-properties-coverage"});
    CHECK_FALSE(signature.claimed_signing_time.has_value());
    CHECK(signature.certificate_references.empty());
  }
  SECTION("another QualifyingProperties before the covered one") {
    const std::size_t begin = document.find("<xades:QualifyingProperties");
    const std::string_view end_tag = "</xades:QualifyingProperties>";
    const std::size_t end = document.find(end_tag) + end_tag.size();
    std::string forged = replaced(document.substr(begin, end - begin), "sig-props", "other-props");
    forged = replaced(forged, "2026-03-01T10:00:00Z", "2020-03-01T10:00:00Z");
    std::string doubled = document;
    doubled.insert(begin, forged);
    const auto signature = only(opened(doubled));
    CHECK(codes(signature) == Codes{"signature-structure", "signed-properties-coverage"});
    CHECK_FALSE(signature.claimed_signing_time.has_value());
  }
  SECTION("removed altogether") {
    const std::size_t begin = document.find("<xades:QualifyingProperties");
    const std::string_view end_tag = "</xades:QualifyingProperties>";
    std::string without = document;
    without.erase(begin, document.find(end_tag) + end_tag.size() - begin);
    const auto signature = only(opened(without));
    CHECK(codes(signature) == Codes{"signed-properties-coverage"});
    CHECK(matcher(signature, DigestMatcherKind::signed_properties).state == MatchState::missing);
  }
  SECTION("no reference to them at all") {
    XadesSpec plain = enveloped();
    plain.xades = false;
    const std::size_t begin = document.find("<ds:Object>");
    const std::string object = document.substr(begin, document.find("</ds:Object>") + 12 - begin);
    const auto signature =
        only(opened(replaced(make_xades(plain), "</ds:Signature>", object + "</ds:Signature>")));
    CHECK(codes(signature) == Codes{"signed-properties-coverage"});
    CHECK_FALSE(signature.claimed_signing_time.has_value());
  }
}

TEST_CASE("an identifier that stands twice is a format failure of the signature that needs it",
          "[formats][xades]") {
  const std::string document = make_xades(packaged(XmlPackaging::internally_detached));
  SECTION("the signed data") {
    const auto signature =
        only(opened(replaced(document, "</root>", "<data Id=\"sig-data\"></data></root>")));
    CHECK(codes(signature) == Codes{"reference-ambiguous"});
    CHECK(matcher(signature, DigestMatcherKind::signed_data).state == MatchState::missing);
  }
  SECTION("inside the signature") {
    const auto signature =
        only(opened(replaced(document, "</root>", "<data Id=\"sig-value\"></data></root>")));
    CHECK(codes(signature) == Codes{"unique-ids"});
  }
  SECTION("elsewhere, where no signature is concerned") {
    const auto signature =
        only(opened(replaced(document, "</root>", "<a Id=\"x\"></a><b Id=\"x\"></b></root>")));
    CHECK(codes(signature) == Codes{});
    CHECK(matcher(signature, DigestMatcherKind::signed_data).state == MatchState::intact);
  }
}

TEST_CASE("a signature that is not built like one is a signature with a format failure",
          "[formats][xmldsig]") {
  const std::string document = make_xades(enveloped());
  const std::string second_info =
      replaced(document, "<ds:SignatureValue", "<ds:SignedInfo></ds:SignedInfo><ds:SignatureValue");
  CHECK(codes(only(opened(second_info))) == Codes{"format-structure"});
  CHECK(
      codes(only(opened("<a><s:Signature xmlns:s=\"http://www.w3.org/2000/09/xmldsig#\"/></a>"))) ==
      Codes{"format-structure"});
}

TEST_CASE("a document type or broken XML is malformed, XML without signature is not",
          "[formats][xmldsig]") {
  CHECK(refused(as_bytes("<!DOCTYPE a><a/>")) == ErrorCode::malformed);
  CHECK(refused(as_bytes("<a><b></a>")) == ErrorCode::malformed);
  const auto document = opened("<a><Signature xmlns=\"urn:other\"/></a>");
  CHECK(document.kind == model::DocumentKind::xml);
  CHECK(document.signatures.empty());
}

TEST_CASE("a signature over nothing because no canonical form exists is a format failure",
          "[formats][xmldsig]") {
  // C14N 1.0 1.3: a relative namespace URI has no canonical form.
  XadesSpec spec = packaged(XmlPackaging::internally_detached);
  spec.xades = false;
  const auto with_digest = [&](const std::string& octets) {
    const std::string document = make_xades(spec);
    const std::string right = crypto::to_base64(
        crypto::digest(crypto::DigestAlgorithm::sha256,
                       as_bytes("<data Id=\"sig-data\">" + spec.content + "</data>"))
            .value());
    const std::string other = crypto::to_base64(
        crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes(octets)).value());
    return only(
        opened(replaced(replaced(document, right, other), "<data ", "<data xmlns=\"relative\" ")));
  };
  const auto nothing = with_digest("");
  CHECK(codes(nothing) == Codes{"signature-structure"});
  CHECK(matcher(nothing, DigestMatcherKind::signed_data).state == MatchState::missing);
  const auto something = with_digest("something");
  CHECK(codes(something) == Codes{});
  CHECK(matcher(something, DigestMatcherKind::signed_data).state == MatchState::missing);
}

TEST_CASE("several signatures of one document are told apart", "[formats][xades]") {
  XadesSpec first = packaged(XmlPackaging::detached);
  XadesSpec second = first;
  second.id = "second";
  const Bytes content = to_bytes("hello");
  const auto document =
      opened("<both>" + make_xades(first) + make_xades(second) + "</both>", {part("a", content)});
  REQUIRE(document.signatures.size() == 2);
  CHECK(document.signatures[0].id != document.signatures[1].id);
  for (const auto& signature : document.signatures) {
    CHECK_FALSE(signature.parent.has_value());
    CHECK(matcher(signature, DigestMatcherKind::signed_data).state == MatchState::intact);
    // Something around it is not signed.
    CHECK(signature.coverage == Coverage::partial);
  }
}

namespace {

// A counter-signature over the SignatureValue of a signature with the prefix `sig`: the maker is
// told that the element is detached content, so that it references it by URI.
std::string counter_signature(const std::string& parent) {
  XadesSpec spec = packaged(XmlPackaging::detached);
  spec.id = "counter";
  spec.content = demo::signature_value_element(parent);
  spec.detached_uri = "#sig-value";
  return make_xades(spec);
}

}  // namespace

TEST_CASE("a counter-signature inside its property follows its parent", "[formats][xades]") {
  XadesSpec parent = enveloped();
  parent.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  const std::string alone = make_xades(parent);
  parent.unsigned_properties =
      "<xades:CounterSignature>" + counter_signature(alone) + "</xades:CounterSignature>";
  const auto document = opened(make_xades(parent));
  REQUIRE(document.signatures.size() == 2);
  CHECK_FALSE(document.signatures[0].parent.has_value());
  const auto& counter = document.signatures[1];
  REQUIRE(counter.parent.has_value());
  CHECK(*counter.parent == 0);
  CHECK(codes(counter) == Codes{});
  CHECK(matcher(counter, DigestMatcherKind::counter_signed_value).state == MatchState::intact);
  CHECK(counter.scope.at(0).kind == model::SignedScope::Kind::signature);
  CHECK(value_verifies(counter));
  CHECK(document.signatures[0].level == SignatureLevel::baseline_b);
  CHECK(document.signatures[0].countersigned);
  CHECK_FALSE(counter.countersigned);
}

TEST_CASE("a counter-signature over something else than its parent's value is a format failure",
          "[formats][xades]") {
  XadesSpec parent = enveloped();
  XadesSpec stranger = packaged(XmlPackaging::enveloping);
  stranger.id = "stranger";
  parent.unsigned_properties =
      "<xades:CounterSignature>" + make_xades(stranger) + "</xades:CounterSignature>";
  const auto document = opened(make_xades(parent));
  REQUIRE(document.signatures.size() == 2);
  CHECK(codes(document.signatures[1]) == Codes{"signature-structure"});
}

TEST_CASE("a signature beside another that covers its value by the type countersigns it",
          "[formats][xades]") {
  XadesSpec parent = packaged(XmlPackaging::enveloping);
  parent.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  const std::string alone = make_xades(parent);
  std::string counter = counter_signature(alone);
  // The type is part of SignedInfo: the value no longer verifies, which the reader does not judge.
  counter = replaced(counter, "URI=\"#sig-value\"",
                     "Type=\"http://uri.etsi.org/01903#CountersignedSignature\" "
                     "URI=\"#sig-value\"");
  const auto document = opened("<both>" + counter + alone + "</both>");
  REQUIRE(document.signatures.size() == 2);
  CHECK_FALSE(document.signatures[0].parent.has_value());
  CHECK(document.signatures[0].packaging == Packaging::enveloping);
  REQUIRE(document.signatures[1].parent.has_value());
  CHECK(*document.signatures[1].parent == 0);
}

namespace {

const demo::Party& tsa() {
  static const demo::Party party = demo::make_issued(
      senim::test::tsa_spec(), senim::test::shared_key(demo::KeyKind::p256, 4), test_pki().ca);
  return party;
}

std::string time_stamp(const std::string& name, const std::string& over,
                       std::string_view time = "2026-03-01T10:00:05Z") {
  return "<" + name +
         "><ds:CanonicalizationMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
         "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"/><xades:EncapsulatedTimeStamp>" +
         crypto::to_base64(demo::make_timestamp(tsa(), as_bytes(over), at(time))) +
         "</xades:EncapsulatedTimeStamp></" + name.substr(0, name.find(' ')) + ">";
}

XadesSpec rsa_signed() {
  XadesSpec spec = enveloped();
  spec.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  return spec;
}

}  // namespace

TEST_CASE("a signature time-stamp is over the canonical SignatureValue", "[formats][xades]") {
  XadesSpec spec = rsa_signed();
  const std::string value = demo::signature_value_element(make_xades(spec));
  spec.unsigned_properties = time_stamp("xades:SignatureTimeStamp", value);
  const auto signature = only(opened(make_xades(spec)));
  CHECK(signature.level == SignatureLevel::baseline_t);
  REQUIRE(signature.timestamps.size() == 1);
  CHECK(signature.timestamps[0].kind == TimestampKind::signature);
  CHECK(signature.timestamps[0].time == at("2026-03-01T10:00:05Z"));
  CHECK(signature.timestamps[0].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(signature.timestamps[0].covers == std::vector<std::string>{signature.id});

  spec.unsigned_properties = time_stamp("xades:SignatureTimeStamp", value + " ");
  CHECK(only(opened(make_xades(spec))).timestamps.at(0).imprint ==
        ParsedTimestamp::Imprint::differs);

  spec.unsigned_properties = replaced(time_stamp("xades:SignatureTimeStamp", value),
                                      "http://www.w3.org/2001/10/xml-exc-c14n#", "urn:unknown");
  CHECK(only(opened(make_xades(spec))).timestamps.at(0).imprint ==
        ParsedTimestamp::Imprint::no_data);

  spec.unsigned_properties =
      "<xades:SignatureTimeStamp><xades:EncapsulatedTimeStamp>?</xades:EncapsulatedTimeStamp>"
      "</xades:SignatureTimeStamp>";
  const auto broken = only(opened(make_xades(spec)));
  CHECK_FALSE(broken.timestamps.at(0).problem.empty());
  CHECK(broken.timestamps.at(0).imprint == ParsedTimestamp::Imprint::unchecked);
  CHECK(broken.level == SignatureLevel::baseline_b);
}

namespace {

// A content time-stamp among the signed properties, in canonical form. The maker knows no signed
// properties of data objects, so its element is closed before them and opened again behind them.
std::string content_stamp(const std::string& name, const std::string& includes,
                          const std::string& over) {
  const std::string plain = replaced(time_stamp("xades:" + name, over), "xml-exc-c14n#\"/>",
                                     "xml-exc-c14n#\"></ds:CanonicalizationMethod>");
  const std::string start = "<xades:" + name + ">";
  return "</xades:SignedSignatureProperties><xades:SignedDataObjectProperties>" +
         replaced(plain, start, start + includes) +
         "</xades:SignedDataObjectProperties><xades:SignedSignatureProperties>";
}

std::string include(const std::string& reference, bool data = true) {
  return "<xades:Include URI=\"#" + reference + "\"" + (data ? " referencedData=\"true\"" : "") +
         "></xades:Include>";
}

}  // namespace

// EN 319 132-1 5.2.8.
TEST_CASE("content time-stamps of XAdES are over all data objects or over those they list",
          "[formats][xades]") {
  using Imprint = ParsedTimestamp::Imprint;
  const std::string all = "AllDataObjectsTimeStamp";
  const std::string listed = "IndividualDataObjectsTimeStamp";
  const auto stamp = [](const std::string& name, const std::string& includes,
                        const std::string& over) {
    XadesSpec spec = rsa_signed();
    spec.extra_signed_properties = content_stamp(name, includes, over);
    const auto signature = only(opened(make_xades(spec)));
    CHECK(matcher(signature, DigestMatcherKind::signed_properties).state == MatchState::intact);
    REQUIRE(signature.timestamps.size() == 1);
    CHECK(signature.timestamps[0].kind == TimestampKind::content);
    CHECK(signature.timestamps[0].time == at("2026-03-01T10:00:05Z"));
    return signature.timestamps[0].imprint;
  };
  const std::string content = rsa_signed().content;
  CHECK(stamp(all, "", content) == Imprint::matches);
  CHECK(stamp(all, "", content + " ") == Imprint::differs);
  CHECK(stamp(listed, include("sig-ref"), content) == Imprint::matches);
  CHECK(stamp(listed, include("sig-ref") + include("sig-ref"), content + content) ==
        Imprint::matches);
  CHECK(stamp(listed, include("sig-ref"), content + content) == Imprint::differs);
  // What does not say what it is over is not compared with anything.
  CHECK(stamp(all, include("sig-ref"), content) == Imprint::no_data);
  CHECK(stamp(listed, "", content) == Imprint::no_data);
  CHECK(stamp(listed, include("sig-other"), content) == Imprint::no_data);
  CHECK(stamp(listed, include("sig-ref", false), content) == Imprint::no_data);
}

TEST_CASE("a signature time-stamp covers nothing beside the SignatureValue it is over",
          "[formats][xades]") {
  XadesSpec spec = rsa_signed();
  const std::string alone = make_xades(spec);
  const std::string value = demo::signature_value_element(alone);
  spec.unsigned_properties = time_stamp("xades:SignatureTimeStamp", value) +
                             "<xades:CounterSignature>" + counter_signature(alone) +
                             "</xades:CounterSignature>" +
                             time_stamp("xades:SignatureTimeStamp", value, "2026-03-02T10:00:00Z") +
                             time_stamp("xades:SigAndRefsTimeStamp", value, "2026-03-03T10:00:00Z");
  const auto document = opened(make_xades(spec));
  REQUIRE(document.signatures.size() == 2);
  const auto& signature = document.signatures[0];
  const auto& stamps = signature.timestamps;
  REQUIRE(stamps.size() == 3);
  CHECK(stamps[0].covers == std::vector<std::string>{signature.id});
  CHECK(stamps[1].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(stamps[1].covers == std::vector<std::string>{signature.id});
  CHECK(stamps[1].covered_certificates.empty());
  // EN 319 132-2: over the time-stamps of the value too, over no counter-signature.
  CHECK(stamps[2].covers == std::vector<std::string>{signature.id, stamps[0].id, stamps[1].id});
}

TEST_CASE("archive time-stamps of XAdES cover what stands before them", "[formats][xades]") {
  XadesSpec spec = rsa_signed();
  const std::string alone = make_xades(spec);
  const std::string value = demo::signature_value_element(alone);
  const std::string archive =
      "xades141:ArchiveTimeStamp xmlns:xades141=\"http://uri.etsi.org/01903/v1.4.1#\"";
  spec.unsigned_properties =
      time_stamp("xades:SignatureTimeStamp", value) +
      "<xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>MAMCAQE="
      "</xades:EncapsulatedCRLValue></xades:CRLValues><xades:OCSPValues>"
      "<xades:EncapsulatedOCSPValue>MAMCAQI=</xades:EncapsulatedOCSPValue></xades:OCSPValues>"
      "</xades:RevocationValues>" +
      time_stamp(archive, value, "2026-03-02T10:00:00Z") + "<xades:CounterSignature>" +
      counter_signature(alone) + "</xades:CounterSignature>" +
      time_stamp(archive, value, "2026-03-03T10:00:00Z");
  const auto document = opened(make_xades(spec));
  REQUIRE(document.signatures.size() == 2);
  const auto& signature = document.signatures[0];
  CHECK(signature.level == SignatureLevel::baseline_t);  // the archive is over something else
  CHECK(signature.crls == std::vector<Bytes>{{0x30, 3, 2, 1, 1}});
  CHECK(signature.ocsp_responses == std::vector<Bytes>{{0x30, 3, 2, 1, 2}});
  const auto& stamps = signature.timestamps;
  REQUIRE(stamps.size() == 3);
  CHECK(stamps[1].kind == TimestampKind::archive);
  CHECK(stamps[1].covers == std::vector<std::string>{signature.id, stamps[0].id});
  CHECK(stamps[2].covers == std::vector<std::string>{signature.id, stamps[0].id, stamps[1].id,
                                                     document.signatures[1].id});
  CHECK(stamps[1].imprint == ParsedTimestamp::Imprint::differs);
  CHECK(stamps[1].covered_revocation.empty());
}

namespace {

// From the first start tag of that name to its end.
std::string cut(const std::string& document, const std::string& name) {
  const std::size_t start = document.find("<" + name);
  const std::string end = "</" + name + ">";
  return document.substr(start, document.find(end, start) + end.size() - start);
}

// An unsigned property as exclusive canonical XML writes it alone.
std::string canonical_property(std::string property) {
  property.insert(property.find_first_of(" >"),
                  " xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\"");
  const std::string empty = "xml-exc-c14n#\"/>";
  const std::size_t at = property.find(empty);
  if (at != std::string::npos) {
    property.replace(at, empty.size(), "xml-exc-c14n#\"></ds:CanonicalizationMethod>");
  }
  return property;
}

constexpr std::string_view kValues = "<xades:CertificateValues><xades:EncapsulatedX509Certificate>";

std::string values() {
  return std::string(kValues) + crypto::to_base64(test_pki().ca.certificate) +
         "</xades:EncapsulatedX509Certificate></xades:CertificateValues>"
         "<xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>MAMCAQE="
         "</xades:EncapsulatedCRLValue></xades:CRLValues></xades:RevocationValues>";
}

const std::string kMore =
    "<xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>MAMCAQc="
    "</xades:EncapsulatedCRLValue></xades:CRLValues></xades:RevocationValues>";

// What an archive time-stamp behind a signature time-stamp and values() is over.
std::string archived_octets(const XadesSpec& spec, const std::string& alone,
                            const std::string& stamp, const std::string& with = values()) {
  std::string key_info = cut(alone, "ds:KeyInfo");
  key_info.insert(11, " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
  return spec.content + cut(alone, "xades:SignedProperties") + cut(alone, "ds:SignedInfo") +
         demo::signature_value_element(alone) + key_info + canonical_property(stamp) +
         canonical_property(cut(with, "xades:CertificateValues")) +
         canonical_property(cut(with, "xades:RevocationValues"));
}

// values() with a list of this issuer.
std::string values_with(const demo::Party& issuer) {
  demo::CrlSpec spec;
  spec.this_update = at("2026-03-01T00:00:00Z");
  spec.next_update = at("2026-04-01T00:00:00Z");
  return replaced(values(), "MAMCAQE=", crypto::to_base64(demo::make_crl(spec, issuer)));
}

}  // namespace

TEST_CASE("an archive time-stamp of XAdES covers KeyInfo and the values before it",
          "[formats][xades]") {
  XadesSpec spec = rsa_signed();
  const std::string alone = make_xades(spec);
  const std::string stamp =
      time_stamp("xades:SignatureTimeStamp", demo::signature_value_element(alone));
  const std::string archive =
      GENERATE("xades141:ArchiveTimeStamp xmlns:xades141=\"http://uri.etsi.org/01903/v1.4.1#\"",
               "xades:ArchiveTimeStamp");
  CAPTURE(archive);
  const std::string seal =
      time_stamp(archive, archived_octets(spec, alone, stamp), "2026-03-02T10:00:00Z");
  const auto last = [&](const std::string& properties) {
    spec.unsigned_properties = properties;
    return only(opened(make_xades(spec))).timestamps.back();
  };
  const ParsedTimestamp good = last(stamp + values() + seal);
  CHECK(good.imprint == ParsedTimestamp::Imprint::matches);
  std::vector<pki::Fingerprint> expected{crypto::sha256(spec.party->certificate),
                                         crypto::sha256(test_pki().ca.certificate),
                                         crypto::sha256(tsa().certificate)};
  std::sort(expected.begin(), expected.end());
  CHECK(good.covered_certificates == expected);
  const Bytes crl{0x30, 3, 2, 1, 1};
  const std::string id = "R-" + to_hex(crypto::sha256(crl)).substr(0, 32);
  CHECK(good.covered_revocation == std::vector<std::string>{id});

  SECTION("what stands behind it is under no imprint") {
    const ParsedTimestamp more = last(stamp + values() + seal + kMore);
    CHECK(more.imprint == ParsedTimestamp::Imprint::matches);
    CHECK(more.covered_revocation == std::vector<std::string>{id});
  }
  SECTION("what is put in before it changes the imprint") {
    const ParsedTimestamp more = last(stamp + values() + kMore + seal);
    CHECK(more.imprint == ParsedTimestamp::Imprint::differs);
    CHECK(more.covered_certificates.empty());
    CHECK(more.covered_revocation.empty());
  }
  SECTION("what is taken away before it changes the imprint") {
    CHECK(last(values() + seal).imprint == ParsedTimestamp::Imprint::differs);
  }
}

// EN 319 132-1 6: junk of whoever likes is no level.
TEST_CASE("a level of XAdES has time-stamps over what they must be over and data about the signer",
          "[formats][xades]") {
  XadesSpec spec = rsa_signed();
  const std::string alone = make_xades(spec);
  const std::string value = demo::signature_value_element(alone);
  const std::string stamp = time_stamp("xades:SignatureTimeStamp", value);
  const std::string archive =
      "xades141:ArchiveTimeStamp xmlns:xades141=\"http://uri.etsi.org/01903/v1.4.1#\"";
  const std::string unreadable =
      "<xades141:ArchiveTimeStamp xmlns:xades141=\"http://uri.etsi.org/01903/v1.4.1#\">"
      "<xades:EncapsulatedTimeStamp>?</xades:EncapsulatedTimeStamp></xades141:ArchiveTimeStamp>";
  const std::string own = values_with(test_pki(demo::KeyKind::rsa_2048).ca);
  const std::string others = values_with(test_pki().ca);
  const auto seal = [&](const std::string& with) {
    return time_stamp(archive, archived_octets(spec, alone, stamp, with), "2026-03-02T10:00:00Z");
  };
  const auto level = [&](const std::string& first, const std::string& second,
                         const std::string& third) {
    spec.unsigned_properties = first;
    spec.unsigned_properties.append(second).append(third);
    return only(opened(make_xades(spec))).level;
  };
  CHECK(level(stamp, own, seal(own)) == SignatureLevel::baseline_lta);
  CHECK(level(stamp, own, "") == SignatureLevel::baseline_lt);
  CHECK(level(stamp, own, unreadable) == SignatureLevel::baseline_lt);
  CHECK(level(stamp, own, time_stamp(archive, value)) == SignatureLevel::baseline_lt);
  CHECK(level(stamp, others, seal(others)) == SignatureLevel::baseline_t);
  CHECK(level(stamp, "<xades:RevocationValues></xades:RevocationValues>", "") ==
        SignatureLevel::baseline_t);
  CHECK(level(time_stamp("xades:SignatureTimeStamp", value + " "), own, "") ==
        SignatureLevel::baseline_b);
}

TEST_CASE("time-stamps over references of XAdES are compared with what stands before them",
          "[formats][xades]") {
  XadesSpec spec = rsa_signed();
  const std::string value = demo::signature_value_element(make_xades(spec));
  const std::string stamp = time_stamp("xades:SignatureTimeStamp", value);
  const std::string certificates =
      "<xades:CompleteCertificateRefs></xades:CompleteCertificateRefs>";
  const std::string revocations = "<xades:CompleteRevocationRefs></xades:CompleteRevocationRefs>";
  const std::string references = canonical_property(certificates) + canonical_property(revocations);
  const std::string both =
      time_stamp("xades:SigAndRefsTimeStamp", value + canonical_property(stamp) + references);
  const std::string alone = time_stamp("xades:RefsOnlyTimeStamp", references);
  spec.unsigned_properties = stamp + certificates + revocations + both + alone;
  const auto signature = only(opened(make_xades(spec)));
  REQUIRE(signature.timestamps.size() == 3);
  CHECK(signature.timestamps[1].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(signature.timestamps[1].covered_certificates ==
        std::vector<pki::Fingerprint>{crypto::sha256(tsa().certificate)});
  CHECK(signature.timestamps[2].imprint == ParsedTimestamp::Imprint::matches);
  CHECK(signature.timestamps[2].covered_certificates.empty());

  spec.unsigned_properties = stamp + revocations + certificates + both + alone;
  const auto swapped = only(opened(make_xades(spec)));
  CHECK(swapped.timestamps.at(1).imprint == ParsedTimestamp::Imprint::differs);
  CHECK(swapped.timestamps.at(2).imprint == ParsedTimestamp::Imprint::differs);
  spec.unsigned_properties = both + alone;
  CHECK(only(opened(make_xades(spec))).timestamps.at(0).imprint ==
        ParsedTimestamp::Imprint::no_data);
}

TEST_CASE("properties whose Target is not their signature are told", "[formats][xades]") {
  const XadesSpec spec = enveloped();
  const std::string document = make_xades(spec);
  const auto remarks = [](const std::string& text) {
    Codes found;
    const auto signature = only(opened(text));
    CHECK(codes(signature).empty());
    for (const model::FormatRemark& remark : signature.format_remarks) {
      CHECK(remark.kind == model::FormatRemark::Kind::deviation);
      found.push_back(remark.code);
    }
    return found;
  };
  CHECK(remarks(document).empty());
  for (const std::string_view target : {"#other", "", "#Sig", "sig"}) {
    CAPTURE(target);
    CHECK(remarks(
              replaced(document, " Target=\"#sig\"", " Target=\"" + std::string(target) + "\"")) ==
          Codes{"properties-target"});
  }
  CHECK(remarks(replaced(document, " Target=\"#sig\"", "")) == Codes{"properties-target"});
}

TEST_CASE("foreign elements among what is unsigned are told", "[formats][xades]") {
  XadesSpec spec = enveloped();
  const auto remarks = [](const std::string& document) {
    Codes codes;
    for (const model::FormatRemark& remark : only(opened(document)).format_remarks) {
      CHECK(remark.kind == model::FormatRemark::Kind::unsigned_content);
      codes.push_back(remark.code + " " + remark.detail);
    }
    return codes;
  };
  spec.unsigned_properties = values();
  const std::string document = make_xades(spec);
  CHECK(remarks(document).empty());
  // Hints by value and by address are what KeyInfo is for; a name is text that anybody typed.
  CHECK(
      remarks(replaced(document, "</ds:KeyInfo>", "<ds:RetrievalMethod URI=\"#k\"/></ds:KeyInfo>"))
          .empty());
  CHECK(remarks(
            replaced(document, "</ds:KeyInfo>", "<ds:KeyName>anyone</ds:KeyName></ds:KeyInfo>")) ==
        Codes{"unsigned-additions KeyName/text()"});
  CHECK(remarks(replaced(document, "</ds:KeyInfo>", "<note>read me</note></ds:KeyInfo>")) ==
        Codes{"unsigned-additions note"});
  CHECK(remarks(replaced(document, "</xades:UnsignedSignatureProperties>",
                         "<n:x xmlns:n=\"urn:n\"></n:x></xades:UnsignedSignatureProperties>")) ==
        Codes{"unsigned-additions x"});
}

// attack5 F4: each in a place where no digest is.
TEST_CASE("whatever the schemas do not let stand in a signature is told",
          "[formats][xades][attacks]") {
  XadesSpec spec = enveloped();
  spec.unsigned_properties = values();
  const std::string document = make_xades(spec);
  const auto told = [&](const std::string& what, const std::string& by) {
    Codes details;
    const auto signature = only(opened(replaced(document, what, by)));
    CHECK(signature.coverage == Coverage::whole);
    for (const model::FormatRemark& remark : signature.format_remarks) {
      CHECK(remark.kind == model::FormatRemark::Kind::unsigned_content);
      CHECK(remark.code == "unsigned-additions");
      details.push_back(remark.detail);
    }
    return details;
  };
  const auto in_key_info = [&](const std::string& what) {
    return told("</ds:KeyInfo>", what + "</ds:KeyInfo>");
  };
  const auto in_unsigned = [&](const std::string& what) {
    return told("</xades:UnsignedSignatureProperties>",
                what + "</xades:UnsignedSignatureProperties>");
  };
  const std::string pay = "<pay>1000000</pay>";
  SECTION("attributes") {
    CHECK(told("<ds:Signature ", "<ds:Signature note=\"pay 1000000\" ") ==
          Codes{"Signature/@note"});
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo note=\"pay\">") == Codes{"KeyInfo/@note"});
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"text/html\" note=\"pay\">") ==
          Codes{"Object/@MimeType", "Object/@note"});
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"PAY 1000000\">") == Codes{"Object/@MimeType"});
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"PAY; 1000000\">") ==
          Codes{"Object/@MimeType"});
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"text/xml; PAY=1000000\">") ==
          Codes{"Object/@MimeType"});
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"text/xml; charset=UTF-8\">") == Codes{});
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"text/xml;charset=utf-8\">") == Codes{});
    for (const char* words :
         {"text/xml; charset=PAY 1000000", "text/xml; charset=pay", "text/xml; charset=UTF-8 ",
          "text/xml;  charset=UTF-8", "text/xml;"}) {
      CHECK(told("<ds:Object>", "<ds:Object MimeType=\"" + std::string(words) + "\">") ==
            Codes{"Object/@MimeType"});
    }
    CHECK(told("<ds:Object>", "<ds:Object MimeType=\"text/xml\">") == Codes{});
    CHECK(told("<ds:Object>", "<ds:Object Encoding=\"urn:utf7\">") == Codes{"Object/@Encoding"});
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo Id=\"k\">") == Codes{});
  }
  SECTION("prefixes of an exclusive form") {
    const auto listed = [&](const std::string& prefixes) {
      return in_key_info(
          "<ds:RetrievalMethod URI=\"#k\"><ds:Transforms><ds:Transform "
          "Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><ec:InclusiveNamespaces "
          "xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"" +
          prefixes + "\"/></ds:Transform></ds:Transforms></ds:RetrievalMethod>");
    };
    CHECK(listed("ds #default\n ec") == Codes{});
    CHECK(listed("ds PAY 1000000 EUR") == Codes{"InclusiveNamespaces/@PrefixList"});
    std::string many = "ds";
    for (int i = 1; i < 64; ++i) {
      many += " ds";
    }
    CHECK(listed(many) == Codes{});
    CHECK(listed(many + " ds") == Codes{"InclusiveNamespaces/@PrefixList"});
  }
  SECTION("declarations that are used, thirty-two and one more") {
    for (const int declared : {32, 33}) {
      std::string tag = "<ds:KeyInfo";
      std::string below;
      for (int i = 0; i < declared; ++i) {
        const std::string prefix = "p" + std::to_string(i);
        tag += " xmlns:" + prefix + "=\"urn:" + prefix + "\"";
        below += "<" + prefix + ":x></" + prefix + ":x>";
      }
      const Codes codes = told("<ds:KeyInfo>", tag + ">" + below);
      CHECK(std::ranges::count_if(codes, [](const std::string& code) {
              return code.find("/@xmlns") != std::string::npos;
            }) == declared - 32);
    }
  }
  SECTION("declarations") {
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo xmlns:p=\"PAY 1000000\">") ==
          Codes{"KeyInfo/@xmlns:p"});
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo xmlns:PAY=\"urn:x\">") == Codes{"KeyInfo/@xmlns:PAY"});
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo xmlns=\"urn:x\">") == Codes{"KeyInfo/@xmlns"});
    CHECK(told("<ds:Signature ", "<ds:Signature xmlns:p=\"PAY 1000000\" ") ==
          Codes{"Signature/@xmlns:p"});
    const std::string known = "=\"http://uri.etsi.org/01903/v1.4.1#\"";
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo xmlns:PAY_1000000_EUR" + known + ">") ==
          Codes{"KeyInfo/@xmlns:PAY_1000000_EUR"});
    // What software declares in advance, and what names stand on.
    CHECK(told("<ds:Signature ", "<ds:Signature xmlns:xadesv141" + known + " ") == Codes{});
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">") ==
          Codes{});
    CHECK(told("<ds:KeyInfo>", "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">") ==
          Codes{});
  }
  SECTION("names") {
    const auto named = [&](const std::string& name) {
      return told("</ds:X509Data>",
                  "<ds:X509SubjectName>" + name + "</ds:X509SubjectName></ds:X509Data>");
    };
    const Codes nobody{"X509SubjectName/text()"};
    CHECK(named(leaf_certificate().subject().text()) == Codes{});
    CHECK(named(leaf_certificate().issuer().text()) == Codes{});
    CHECK(named("CN=PAY 1000000 EUR TO BOB") == nobody);
    CHECK(named("CN=, PAY 1000000 EUR TO BOB INSTEAD") == nobody);
    // A list is named whose issuer need not be here.
    const auto listed = [&](const std::string& name) {
      return in_unsigned(
          "<xades:CompleteRevocationRefs><xades:CRLRefs><xades:CRLRef><xades:CRLIdentifier>"
          "<xades:Issuer>" +
          name +
          "</xades:Issuer></xades:CRLIdentifier></xades:CRLRef></xades:CRLRefs>"
          "</xades:CompleteRevocationRefs>");
    };
    CHECK(listed("C=EE/O=AS Root/emailAddress=pki@example.org") == Codes{});
    CHECK(listed("/C=EE/O=AS Root/emailAddress=pki@example.org") == Codes{});
    CHECK(listed("CN=Root\\, A,OID.2.5.4.97=\"VAT, 1\",C=EE") == Codes{});
    CHECK(listed("O=x, PAY 1000000 TO BOB") == Codes{"Issuer/text()"});
    CHECK(listed("PAY=1000000") == Codes{"Issuer/text()"});
  }
  SECTION("base64") {
    const auto key_id = [&](const std::string& text) {
      return in_key_info("<ds:PGPData><ds:PGPKeyID>" + text + "</ds:PGPKeyID></ds:PGPData>");
    };
    CHECK(key_id("PAY TEN MILLION EUROS TO BILL") == Codes{"PGPKeyID/text()"});
    CHECK(key_id("PAYS\tBILL") == Codes{"PGPKeyID/text()"});
    CHECK(key_id("\n  AAAA\n  BBBB\r\n") == Codes{});
    CHECK(key_id("AAAABBBB") == Codes{});
  }
  SECTION("text and instructions") {
    CHECK(told("<ds:KeyInfo>", "pay 1000000<ds:KeyInfo>") == Codes{"Signature/text()"});
    CHECK(told("<ds:KeyInfo>", "<?pay 1000000?><ds:KeyInfo>") == Codes{"Signature/text()"});
    CHECK(told("<ds:KeyInfo>", "\n  <ds:KeyInfo>") == Codes{});
    CHECK(in_key_info("pay 1000000") == Codes{"KeyInfo/text()"});
    CHECK(told("<ds:X509Data>", "<ds:X509Data>pay 1000000") == Codes{"X509Data/text()"});
    CHECK(told("<xades:SignedProperties ", "pay 1000000<xades:SignedProperties ") ==
          Codes{"QualifyingProperties/text()"});
  }
  SECTION("elements") {
    CHECK(told("<ds:X509Data>", "<ds:X509Data>" + pay) == Codes{"pay"});
    CHECK(in_key_info("<ds:MgmtData>" + pay + "</ds:MgmtData>") == Codes{"pay"});
    CHECK(in_key_info("<ds:KeyValue>" + pay + "</ds:KeyValue>") == Codes{"pay"});
    CHECK(in_key_info("<ds:SPKIData>" + pay + "</ds:SPKIData>") == Codes{"pay"});
    CHECK(in_key_info("<ds:Pay>1000000</ds:Pay>") == Codes{"Pay"});
    CHECK(in_key_info("<w:SecurityTokenReference xmlns:w=\"http://docs.oasis-open.org/wss/2004/01/"
                      "oasis-200401-wss-wssecurity-secext-1.0.xsd\">" +
                      pay + "</w:SecurityTokenReference>") == Codes{"pay"});
    CHECK(in_unsigned("<xades:Pay>" + pay + "</xades:Pay>") == Codes{"Pay"});
    CHECK(in_unsigned("<xades:CounterSignature>" + pay + "</xades:CounterSignature>") ==
          Codes{"pay"});
    CHECK(told("</xades:UnsignedProperties>",
               "<xades:UnsignedDataObjectProperties><xades:UnsignedDataObjectProperty>" + pay +
                   "</xades:UnsignedDataObjectProperty></xades:UnsignedDataObjectProperties>"
                   "</xades:UnsignedProperties>") == Codes{"pay"});
    CHECK(told("</xades:QualifyingProperties>",
               "<xades:Pay>1</xades:Pay></xades:QualifyingProperties>") == Codes{"Pay"});
  }
  SECTION("a reader is told enough, not all") {
    std::string many;
    for (int i = 0; i < 40; ++i) {
      many += "<pay" + std::to_string(i) + "/>";
    }
    CHECK(in_key_info(many).size() == xades::kMaxAdditions);
    CHECK(in_key_info(pay + pay) == Codes{"pay"});
  }
}

namespace {

Codes remark_codes(const model::ParsedSignature& signature) {
  Codes found;
  for (const model::FormatRemark& remark : signature.format_remarks) {
    found.push_back(remark.code);
  }
  return found;
}

}  // namespace

TEST_CASE("embedded data of XAdES that cannot be read are passed over and told",
          "[formats][xades]") {
  XadesSpec spec = enveloped();
  spec.unsigned_properties = values();
  const std::string document = make_xades(spec);
  CHECK(remark_codes(only(opened(document))) == Codes{});
  const std::string der_of_nothing = "MAA=";
  const std::string ca = crypto::to_base64(test_pki().ca.certificate);
  const auto with_value = [&](const std::string& bad) {
    return remark_codes(
        only(opened(replaced(document, std::string(kValues) + ca, std::string(kValues) + bad))));
  };
  CHECK(with_value(der_of_nothing) == Codes{"embedded-certificate-readable"});
  // What is no base64 is text besides.
  CHECK(with_value("?") == Codes{"unsigned-additions", "embedded-certificate-readable"});
  CHECK(remark_codes(only(opened(replaced(document, "MAMCAQE=", "?")))) ==
        Codes{"unsigned-additions", "embedded-revocation-readable"});
  // ds:KeyInfo: a second certificate that is none.
  CHECK(remark_codes(only(
            opened(replaced(document, "</ds:X509Data>",
                            "<ds:X509Certificate>MAA=</ds:X509Certificate></ds:X509Data>")))) ==
        Codes{"embedded-certificate-readable"});
}

TEST_CASE("comments that no digest knows are told", "[formats][xades]") {
  XadesSpec spec = enveloped();
  const std::string document = make_xades(spec);
  CHECK(remark_codes(only(opened(document))) == Codes{});
  const auto with_comment = only(opened(replaced(document, "100", "1<!-- -->00")));
  CHECK(matcher(with_comment, DigestMatcherKind::signed_data).state == MatchState::intact);
  CHECK(remark_codes(with_comment) == Codes{"comments-not-signed"});
  CHECK(with_comment.format_remarks[0].kind == model::FormatRemark::Kind::unsigned_content);
  CHECK(remark_codes(only(opened("<!-- before -->" + document))) == Codes{"comments-not-signed"});
  // Inside the signature, which the enveloped transform leaves out: not among what was signed, and
  // under no digest either.
  CHECK(remark_codes(
            only(opened(replaced(document, "</ds:KeyInfo>", "<!-- hint --></ds:KeyInfo>")))) ==
        Codes{"unsigned-additions"});
  // What was not found intact says nothing of its comments: it is refused anyway.
  CHECK(remark_codes(only(opened(replaced(document, "100", "9<!-- -->00")))) == Codes{});
}

TEST_CASE("a signature that stands twice in an XML document is told", "[formats][xades]") {
  const std::string document = make_xades(enveloped());
  const std::size_t start = document.find("<ds:Signature ");
  const std::string end = "</ds:Signature>";
  const std::string one = document.substr(start, document.find(end) + end.size() - start);
  const auto both = opened(replaced(document, one, one + one));
  REQUIRE(both.signatures.size() == 2);
  const auto count = [&](std::size_t at) {
    const Codes found = remark_codes(both.signatures[at]);
    return std::count(found.begin(), found.end(), "signature-duplicated");
  };
  CHECK(count(0) == 0);
  CHECK(count(1) == 1);
}

}  // namespace senim::formats
