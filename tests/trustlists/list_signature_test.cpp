#include "trustlists/list_signature.h"

#include <catch2/catch.hpp>

#include "gateway/demo/trust_list_maker.h"
#include "tests/support/test_pki.h"
#include "tests/trustlists/list_signer.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/xml/document.h"

using namespace senim;
using namespace senim::test;
using trustlists::Refusal;

namespace {

const std::string kList = demo::make_trust_list(simple_list());

std::vector<pki::Fingerprint> own_pin() { return {fingerprint(test_signer().certificate)}; }

std::optional<Refusal> refusal_of(const ListSigning& spec,
                                  const trustlists::ListSignatureRules& rules = {}) {
  const demo::Party& party = spec.party != nullptr ? *spec.party : test_signer();
  return refusal(sign_list(kList, spec), {fingerprint(party.certificate)}, rules);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t place = text.find(from);
  REQUIRE(place != std::string::npos);
  return text.replace(place, from.size(), to);
}

}  // namespace

TEST_CASE("a list signed by its pinned signer is verified", "[trustlists]") {
  CHECK_FALSE(refusal_of({}).has_value());
  CHECK_FALSE(refusal_of({.certificate_attribute = "SigningCertificate"}).has_value());
  CHECK_FALSE(refusal_of({.reference_uri = "#list"}).has_value());
  CHECK_FALSE(refusal_of({.digest = crypto::DigestAlgorithm::sha512}).has_value());
}

TEST_CASE("what the demo world signs as a list is one", "[trustlists]") {
  const std::string list = demo::sign_trust_list(kList, test_signer(), at("2026-06-01T12:00:00Z"));
  CHECK_FALSE(refusal(list, own_pin()).has_value());
}

TEST_CASE("a pin that differs by one byte refuses the list", "[trustlists]") {
  for (std::size_t place = 0; place < 32; ++place) {
    auto pin = own_pin().front();
    pin.at(place) ^= 1U;
    CAPTURE(place);
    CHECK(refusal(sign_list(kList), {pin}) == Refusal::signer_not_pinned);
  }
  CHECK(refusal(sign_list(kList), {}) == Refusal::signer_not_pinned);
}

TEST_CASE("the pin of another certificate of the same chain does not verify a list",
          "[trustlists]") {
  CHECK(refusal(sign_list(kList), {fingerprint(test_pki().ca.certificate)}) ==
        Refusal::signer_not_pinned);
  // Carried beside the signer, it is still not the one that SigningCertificate names.
  const ListSigning spec{
      .key_info = std::vector<Bytes>{test_signer().certificate, test_pki().ca.certificate}};
  CHECK(refusal(sign_list(kList, spec), {fingerprint(test_pki().ca.certificate)}) ==
        Refusal::certificate_reference);
  CHECK_FALSE(refusal(sign_list(kList, spec), own_pin()).has_value());
}

TEST_CASE("a list that carries no certificate names no signer", "[trustlists]") {
  CHECK(refusal_of({.key_info = std::vector<Bytes>{}}) == Refusal::signer_absent);
}

TEST_CASE("a changed list is refused", "[trustlists]") {
  const std::string list = sign_list(kList);
  CHECK(refusal(replaced(list, "Demo CA", "Demo CB"), own_pin()) == Refusal::changed);
  CHECK(refusal(replaced(list, "2026-06-01T12:00:00Z", "2026-06-01T12:00:01Z"), own_pin()) ==
        Refusal::changed);
  // White space between elements is signed too.
  CHECK(refusal(replaced(list, "<tsl:SchemeInformation>", "<tsl:SchemeInformation> "), own_pin()) ==
        Refusal::changed);
}

TEST_CASE("a signature value of another key or of other octets is refused", "[trustlists]") {
  const std::string list = sign_list(kList);
  const std::size_t begin = list.find("<ds:SignatureValue>") + 19;
  const std::size_t end = list.find("</ds:SignatureValue>");
  auto value = crypto::from_base64(list.substr(begin, end - begin)).value();
  value.back() ^= 1U;
  CHECK(refusal(list.substr(0, begin) + crypto::to_base64(value) + list.substr(end), own_pin()) ==
        Refusal::value);
  // Signed by a stranger who puts the pinned certificate into KeyInfo and SigningCertificate.
  const demo::Party stranger =
      demo::make_issued(leaf_spec(), shared_key(demo::KeyKind::p256, 7), test_pki().ca);
  const ListSigning forged{.party = &stranger,
                           .referenced_certificate = test_signer().certificate,
                           .key_info = std::vector<Bytes>{test_signer().certificate}};
  CHECK(refusal(sign_list(kList, forged), own_pin()) == Refusal::value);
}

TEST_CASE("an unsigned list and a list with two signatures are refused", "[trustlists]") {
  CHECK(refusal(kList, own_pin()) == Refusal::unsigned_list);
  const std::string once = sign_list(kList);
  CHECK(refusal(insert_last(once, list_signature(kList, {})), own_pin()) ==
        Refusal::several_signatures);
  // Hidden in an Object of the first.
  CHECK(refusal_of({.objects = "<ds:Object><ds:Signature></ds:Signature></ds:Object>"}) ==
        Refusal::several_signatures);
}

TEST_CASE("only version identifiers that are configured are accepted", "[trustlists]") {
  for (const int version : {0, 1, 3, 4, 5, 6, 7}) {
    auto spec = simple_list();
    spec.version = version;
    const auto found = refusal(sign_list(demo::make_trust_list(spec)), own_pin());
    CAPTURE(version);
    if (version >= 4 && version <= 6) {
      CHECK_FALSE(found.has_value());
    } else {
      CHECK(found == Refusal::version);
    }
  }
  auto spec = simple_list();
  spec.version = 3;
  CHECK_FALSE(
      refusal(sign_list(demo::make_trust_list(spec)), own_pin(), {.versions = {3}}).has_value());
}

TEST_CASE("another root element is no list", "[trustlists]") {
  CHECK(refusal("<a/>", own_pin()) == Refusal::not_a_list);
  CHECK(refusal("<TrustServiceStatusList/>", own_pin()) == Refusal::not_a_list);
  CHECK(refusal("<!DOCTYPE a><a/>", own_pin()) == Refusal::not_xml);
}

TEST_CASE("the references must cover the root and the signed properties", "[trustlists]") {
  CHECK(refusal_of({.reference_properties = false}) == Refusal::properties_uncovered);
  CHECK(refusal_of({.properties_type = ""}) == Refusal::properties_uncovered);
  CHECK(refusal_of({.properties_first = true}) == Refusal::coverage);
  // Covers the root with the signature in it: no digest can be right, and it is not asked for.
  CHECK(refusal_of({.transforms = {{std::string(kExclusive), ""}}}) == Refusal::coverage);
}

TEST_CASE("only transforms on the allow-list are taken", "[trustlists]") {
  const TransformSpec xpath{"http://www.w3.org/TR/1999/REC-xpath-19991116",
                            "<ds:XPath>not(ancestor-or-self::ds:Signature)</ds:XPath>"};
  const TransformSpec other_xpath{"http://www.w3.org/TR/1999/REC-xpath-19991116",
                                  "<ds:XPath>not(ancestor-or-self::ds:Object)</ds:XPath>"};
  const TransformSpec enveloped{std::string(kEnveloped), ""};
  const TransformSpec exclusive{std::string(kExclusive), ""};
  CHECK_FALSE(refusal_of({.transforms = {xpath, exclusive}}).has_value());
  CHECK_FALSE(refusal_of({.transforms = {enveloped, exclusive, xpath}}).has_value());
  CHECK(refusal_of({.transforms = {enveloped, other_xpath, exclusive}}) == Refusal::transform);
  CHECK(refusal_of({.transforms = {enveloped,
                                   {"http://www.w3.org/TR/1999/REC-xslt-19991116", ""},
                                   exclusive}}) == Refusal::transform);
  CHECK(refusal_of({.transforms = {enveloped, {"http://www.w3.org/2000/09/xmldsig#base64", ""}}}) ==
        Refusal::transform);
  CHECK(refusal_of({.transforms = {enveloped, {std::string(kExclusive) + "WithComments", ""}}}) ==
        Refusal::transform);
  CHECK(refusal_of({.transforms = {enveloped, xpath, xpath, exclusive}}) == Refusal::transform);
}

TEST_CASE("weak digests and keys are refused unless SHA-1 is allowed by name", "[trustlists]") {
  const ListSigning sha1{.digest = crypto::DigestAlgorithm::sha1};
  CHECK(refusal_of(sha1) == Refusal::weak_algorithm);
  CHECK_FALSE(refusal_of(sha1, {.insecurely_allow_sha1 = true}).has_value());
  const ListSigning value_sha1{.sign = {.digest = crypto::DigestAlgorithm::sha1}};
  CHECK(refusal_of(value_sha1) == Refusal::weak_algorithm);
  CHECK_FALSE(refusal_of(value_sha1, {.insecurely_allow_sha1 = true}).has_value());
  const ListSigning md5{.digest = crypto::DigestAlgorithm::md5};
  CHECK(refusal_of(md5, {.insecurely_allow_sha1 = true}) == Refusal::weak_algorithm);
}

TEST_CASE("every algorithm of a real list signer verifies", "[trustlists]") {
  const auto kind =
      GENERATE(demo::KeyKind::rsa_2048, demo::KeyKind::rsa_1024, demo::KeyKind::p384,
               demo::KeyKind::p521, demo::KeyKind::brainpool_p256, demo::KeyKind::ed25519);
  CAPTURE(static_cast<int>(kind));
  CHECK_FALSE(refusal_of({.party = &test_pki(kind).leaf}).has_value());
}

TEST_CASE("a list signed with RSASSA-PSS verifies", "[trustlists]") {
  CHECK_FALSE(refusal_of({.party = &test_pki(demo::KeyKind::rsa_2048).leaf, .sign = {.pss = true}})
                  .has_value());
}

TEST_CASE("SigningCertificate must name the signer", "[trustlists]") {
  CHECK(refusal_of({.certificate_attribute = ""}) == Refusal::certificate_reference);
  CHECK(refusal_of({.referenced_certificate = test_pki().ca.certificate}) ==
        Refusal::certificate_reference);
}

TEST_CASE("the signing time must lie inside the validity of the signer's certificate",
          "[trustlists]") {
  const auto signer = pki::Certificate::from_der(test_signer().certificate).value();
  CHECK_FALSE(refusal_of({.signing_time = signer.not_before()}).has_value());
  CHECK_FALSE(refusal_of({.signing_time = signer.not_after()}).has_value());
  CHECK(refusal_of({.signing_time = signer.not_before() - Seconds{1}}) == Refusal::signing_time);
  CHECK(refusal_of({.signing_time = signer.not_after() + Seconds{1}}) == Refusal::signing_time);
  CHECK(refusal_of({.with_signing_time = false}) == Refusal::signing_time);
}

TEST_CASE("too many references are refused", "[trustlists]") {
  const auto more = [](std::size_t count) {
    std::string text;
    const std::string digest =
        crypto::to_base64(crypto::digest(crypto::DigestAlgorithm::sha256, as_bytes(kList)).value());
    for (std::size_t i = 0; i < count; ++i) {
      text += "<ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"" +
              std::string(kEnveloped) + "\"></ds:Transform><ds:Transform Algorithm=\"" +
              std::string(kExclusive) +
              "\"></ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/"
              "2001/04/xmlenc#sha256\"></ds:DigestMethod><ds:DigestValue>" +
              digest + "</ds:DigestValue></ds:Reference>";
    }
    return text;
  };
  CHECK_FALSE(refusal_of({.extra_references = more(2)}).has_value());
  CHECK(refusal_of({.extra_references = more(3)}) == Refusal::signature_format);
}

// spec/trustlists.md 1.5, anti-wrapping, and threats.md, first row of "False accept": the signed
// list stays somewhere in the document, and another one stands where a careless reader looks.
TEST_CASE("wrapped lists are refused", "[trustlists]") {
  auto decoy_spec = simple_list();
  decoy_spec.services.front().provider = "Decoy Provider";
  const std::string decoy = demo::make_trust_list(decoy_spec);
  const std::string other_id = replaced(decoy, " Id=\"list\"", " Id=\"decoy\"");
  const std::string by_id = list_signature(kList, {.reference_uri = "#list"});
  const std::string by_document = list_signature(kList, {});
  const auto with_object = [](std::string signature, const std::string& inside) {
    const std::size_t end = signature.rfind("</ds:Signature>");
    return signature.insert(end, "<ds:Object>" + inside + "</ds:Object>");
  };

  SECTION("the signed list moved into an Object of the signature, whole-document reference") {
    CHECK(refusal(insert_last(decoy, with_object(by_document, kList)), own_pin()) ==
          Refusal::duplicate_id);
    CHECK(refusal(insert_last(other_id, with_object(by_document, kList)), own_pin()) ==
          Refusal::changed);
  }
  SECTION("the signed list moved into an Object, reference by identifier") {
    CHECK(refusal(insert_last(other_id, with_object(by_id, kList)), own_pin()) ==
          Refusal::coverage);
  }
  SECTION("the signed list and the decoy share the identifier") {
    CHECK(refusal(insert_last(decoy, with_object(by_id, kList)), own_pin()) ==
          Refusal::duplicate_id);
  }
  SECTION("the signed list is a child of the decoy, beside the signature") {
    CHECK(refusal(insert_last(insert_last(other_id, kList), by_id), own_pin()) ==
          Refusal::coverage);
  }
  SECTION("the signed list with its signature inside is a child of the decoy") {
    CHECK(refusal(insert_last(other_id, insert_last(kList, by_id)), own_pin()) ==
          Refusal::misplaced_signature);
  }
  SECTION("the decoy is an Object inside a wrapper of another name") {
    CHECK(refusal("<wrapper>" + insert_last(kList, by_id) + "</wrapper>", own_pin()) ==
          Refusal::not_a_list);
  }
  SECTION("a second SignedProperties with another time") {
    const std::string list = sign_list(
        kList,
        {.objects = "<ds:Object><xades:QualifyingProperties xmlns:xades=\"http://uri.etsi.org/"
                    "01903/v1.3.2#\"><xades:SignedProperties Id=\"p2\"></xades:"
                    "SignedProperties></xades:QualifyingProperties></ds:Object>"});
    CHECK(refusal(list, own_pin()) == Refusal::properties_uncovered);
  }
  SECTION("the signed properties moved out of the place where they are read") {
    std::string list = sign_list(kList);
    list = replaced(list, "<ds:Object><xades:QualifyingProperties",
                    "<ds:Object><xades:Elsewhere xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\">"
                    "<xades:QualifyingProperties");
    list = replaced(list, "</xades:QualifyingProperties>",
                    "</xades:QualifyingProperties></xades:Elsewhere>");
    CHECK(refusal(list, own_pin()) == Refusal::properties_uncovered);
  }
}

TEST_CASE("what hides inside the signature is never read as part of the list", "[trustlists]") {
  auto decoy_spec = simple_list();
  decoy_spec.services.front().provider = "Decoy Provider";
  const std::string decoy =
      replaced(demo::make_trust_list(decoy_spec), " Id=\"list\"", " Id=\"decoy\"");
  const std::string list = sign_list(kList, {.objects = "<ds:Object>" + decoy + "</ds:Object>"});
  Budget budget;
  auto document = xml::Document::parse(as_bytes(list), budget).value();
  auto verification = trustlists::verify_list(
      document, {.kind = trustlists::ExpectedSigner::Kind::pinned, .pins = own_pin()}, {}, budget);
  REQUIRE(std::holds_alternative<trustlists::VerifiedList>(verification));
  pki::Certificate::Pool pool;
  const auto read = trustlists::read_list(std::get<trustlists::VerifiedList>(verification).root(),
                                          trustlists::Vocabulary::etsi(), pool);
  REQUIRE(read.ok());
  REQUIRE(read->providers.size() == 1);
  CHECK(read->providers.front().name == "Demo Provider");
}

TEST_CASE("a carried signer is the one that SigningCertificate names", "[trustlists]") {
  const auto carried = [](const std::string& text) {
    Budget budget;
    auto document = xml::Document::parse(as_bytes(text), budget).value();
    return trustlists::verify_list(
        document, {.kind = trustlists::ExpectedSigner::Kind::carried, .pins = {}}, {}, budget);
  };
  const auto good = carried(sign_list(kList));
  REQUIRE(std::holds_alternative<trustlists::VerifiedList>(good));
  CHECK(std::get<trustlists::VerifiedList>(good).signer().fingerprint() == own_pin().front());
  CHECK(std::get<trustlists::VerifiedList>(good).signing_time() == at("2026-06-01T12:00:00Z"));
  const auto bad = carried(replaced(sign_list(kList), "Demo CA", "Demo CB"));
  REQUIRE(std::holds_alternative<trustlists::Refused>(bad));
  CHECK(std::get<trustlists::Refused>(bad).why == Refusal::changed);
}

TEST_CASE("every refusal has a code of its own", "[trustlists]") {
  std::set<std::string_view> codes;
  for (int i = 0; i <= static_cast<int>(Refusal::limit); ++i) {
    codes.insert(trustlists::to_string(static_cast<Refusal>(i)));
  }
  CHECK(codes.size() == static_cast<std::size_t>(Refusal::limit) + 1);
  CHECK(codes.count("") == 0);
}
