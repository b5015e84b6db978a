#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/test_pki.h"
#include "tests/validators/formats/opened.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/formats/cms_attributes.h"
#include "validators/formats/signed_document.h"

namespace senim::formats {
namespace {

namespace der = demo::der;
using crypto::DigestAlgorithm;
using demo::CmsSpec;
using demo::SignerSpec;
using model::MatchState;
using namespace senim::formats::test;
using senim::test::at;
using senim::test::test_pki;

const Oid kData{"1.2.840.113549.1.7.1"};

SignerSpec signer() {
  SignerSpec spec;
  spec.party = &test_pki().leaf;
  spec.signing_time = at("2026-03-01T10:00:00Z");
  return spec;
}

CmsSpec attached(std::vector<SignerSpec> signers = {signer()}) {
  CmsSpec spec;
  spec.content = to_bytes("hello");
  spec.signers = std::move(signers);
  return spec;
}

CmsSpec detached(std::vector<SignerSpec> signers = {signer()}) {
  CmsSpec spec = attached(std::move(signers));
  spec.detached = true;
  return spec;
}

Bytes utf8_role(const std::string& role) {
  return der::sequence({der::context_constructed(
      0,
      der::sequence({der::sequence({der::oid(Oid("2.5.4.41")), der::set({der::utf8(role)})})}))});
}

}  // namespace

TEST_CASE("an attached CAdES signature says who signed what and when", "[formats][cades]") {
  const Bytes document = make_cms(attached());
  const SignedDocument opened_document = opened(document);
  CHECK(opened_document.kind == model::DocumentKind::cms);
  const auto signature = only(opened_document);
  CHECK(signature.format == model::SignatureFormat::cades);
  CHECK(signature.level == model::SignatureLevel::baseline_b);
  CHECK(signature.packaging == model::Packaging::enveloping);
  CHECK(signature.coverage == model::Coverage::whole);
  CHECK(codes(signature) == Codes{});
  CHECK(signature.id.substr(0, 2) == "S-");
  CHECK(signature.id.size() == 34);
  CHECK(signature.claimed_signing_time == at("2026-03-01T10:00:00Z"));
  CHECK(signature.content_type == "1.2.840.113549.1.7.1");
  CHECK(signature.data_digest == DigestAlgorithm::sha256);
  REQUIRE(signature.matchers.size() == 1);
  CHECK(signature.matchers[0].kind == model::DigestMatcherKind::signed_data);
  CHECK(signature.matchers[0].state == MatchState::intact);
  REQUIRE(signature.signer_candidates.size() == 1);
  CHECK(equal(signature.signer_candidates[0].der(), test_pki().leaf.certificate));
  REQUIRE(signature.certificate_references.size() == 1);
  CHECK(signature.certificate_required_by_reference);
  CHECK(signature.certificate_references[0].digest == DigestAlgorithm::sha256);
  CHECK(signature.certificate_references[0].value ==
        crypto::digest(DigestAlgorithm::sha256, test_pki().leaf.certificate).value());
  CHECK(signature.certificate_references[0].has_issuer_serial);
  CHECK(signature.certificate_references[0].issuer == test_pki().ca.name);
  CHECK(signature.signer_issuer == test_pki().ca.name);
  REQUIRE(signature.scope.size() == 1);
  CHECK(signature.scope[0].kind == model::SignedScope::Kind::full);
  CHECK(value_verifies(signature));
}

TEST_CASE("the first signing-certificate attribute is read too, and none makes it plain CMS",
          "[formats][cades]") {
  SignerSpec first = signer();
  first.signing_certificate = demo::SigningCertificateAttribute::v1;
  const auto v1 = only(opened(make_cms(attached({first}))));
  CHECK(v1.format == model::SignatureFormat::cades);
  REQUIRE(v1.certificate_references.size() == 1);
  CHECK(v1.certificate_references[0].digest == DigestAlgorithm::sha1);

  SignerSpec none = signer();
  none.signing_certificate = demo::SigningCertificateAttribute::none;
  const auto plain = only(opened(make_cms(attached({none}))));
  CHECK(plain.format == model::SignatureFormat::cms);
  CHECK(plain.level == model::SignatureLevel::none);
  CHECK_FALSE(plain.certificate_required_by_reference);
}

TEST_CASE("BER, PEM and base64 are read as DER is", "[formats][cades]") {
  CmsSpec spec = attached();
  spec.ber = true;
  const auto ber = only(opened(make_cms(spec)));
  CHECK(ber.matchers.at(0).state == MatchState::intact);
  CHECK(value_verifies(ber));
  const Bytes document = make_cms(attached());
  const std::string base64 = crypto::to_base64(document);
  const auto wrapped = opened(as_bytes(base64));
  CHECK(only(wrapped).coverage == model::Coverage::whole);
  CHECK(value_verifies(only(wrapped)));
  const std::string pem = "-----BEGIN CMS-----\n" + base64 + "\n-----END CMS-----\n";
  const auto from_pem = opened(as_bytes(pem));
  CHECK(value_verifies(only(from_pem)));
  CHECK(only(from_pem).id == only(opened(document)).id);
  const std::string followed = pem + "something else";
  CHECK(only(opened(as_bytes(followed))).coverage == model::Coverage::partial);
}

namespace {

Codes remark_codes(const model::ParsedSignature& signature) {
  Codes found;
  for (const model::FormatRemark& remark : signature.format_remarks) {
    found.push_back(remark.code);
  }
  return found;
}

// The first place of `from` in a document, overwritten.
Bytes patched(Bytes document, const Bytes& from, const Bytes& to) {
  const auto at = std::search(document.begin(), document.end(), from.begin(), from.end());
  REQUIRE(at != document.end());
  std::copy(to.begin(), to.end(), at);
  return document;
}

const Bytes kVersionAndSet{0x02, 0x01, 0x01, 0x31};  // SignedData 1, digestAlgorithms

// SignerInfo 1, issuerAndSerial of the leaf.
Bytes version_and_issuer() {
  const auto leaf = pki::Certificate::from_der(test_pki().leaf.certificate).value();
  const Bytes identifier =
      demo::der::sequence({test_pki().ca.name, demo::der::tlv(0x02, to_bytes(leaf.serial()))});
  Bytes both{0x02, 0x01, 0x01};
  both.insert(both.end(), identifier.begin(), identifier.end());
  return both;
}

}  // namespace

TEST_CASE("a message as its standard writes it draws no remark", "[formats][cades]") {
  CHECK(remark_codes(only(opened(make_cms(attached())))) == Codes{});
  SignerSpec by_key = signer();
  by_key.identify_by_key = true;
  CHECK(remark_codes(only(opened(make_cms(attached({by_key}))))) == Codes{});
}

TEST_CASE("versions that do not go with the contents are told, unknown ones refused",
          "[formats][cades]") {
  const Bytes document = make_cms(attached());
  const auto with = [&](Bytes from, std::uint8_t version) {
    Bytes to = from;
    to[2] = version;
    return only(opened(patched(document, from, to)));
  };
  for (const auto version : {std::uint8_t{0}, std::uint8_t{2}}) {
    CHECK(remark_codes(with(kVersionAndSet, version)) == Codes{"cms-version"});
    CHECK(codes(with(kVersionAndSet, version)) == Codes{});
  }
  CHECK(remark_codes(with(kVersionAndSet, 3)) == Codes{});  // higher than it need be
  CHECK(codes(with(kVersionAndSet, 6)) == Codes{"signature-structure"});
  CHECK(remark_codes(with(version_and_issuer(), 3)) == Codes{"cms-version"});
  CHECK(codes(with(version_and_issuer(), 6)) == Codes{"signature-structure"});
}

TEST_CASE("the digest of a signer that the envelope does not announce is told",
          "[formats][cades]") {
  SignerSpec other = signer();
  other.sign.digest = DigestAlgorithm::sha512;
  CHECK(remark_codes(only(opened(make_cms(attached({other}))))) == Codes{});
  // The first SHA-256 of the message is that of digestAlgorithms: make it SHA-384.
  const Bytes sha256{0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
  Bytes sha384 = sha256;
  sha384.back() = 0x02;
  const auto signature = only(opened(patched(make_cms(attached()), sha256, sha384)));
  CHECK(remark_codes(signature) == Codes{"digest-algorithms-set"});
  CHECK(value_verifies(signature));
}

TEST_CASE("a certificate that cannot be read is passed over and told", "[formats][cades]") {
  CmsSpec spec = attached();
  spec.certificates.push_back({0x30, 0x00});
  const auto signature = only(opened(make_cms(spec)));
  CHECK(remark_codes(signature) == Codes{"embedded-certificate-readable"});
  CHECK(value_verifies(signature));
}

TEST_CASE("certificate values that cannot be read are passed over and told", "[formats][cades]") {
  CmsSpec spec = attached();
  const Bytes good = der::sequence({test_pki().root.certificate});
  spec.signers[0].unsigned_attributes = {{attribute::kCertificateValues, {good}}};
  CHECK(remark_codes(only(opened(make_cms(spec)))) == Codes{});
  for (const Bytes& bad :
       {der::sequence({test_pki().root.certificate, der::sequence({})}), der::integer(1)}) {
    spec.signers[0].unsigned_attributes = {{attribute::kCertificateValues, {bad}}};
    const auto signature = only(opened(make_cms(spec)));
    CHECK(remark_codes(signature) == Codes{"embedded-certificate-readable"});
    CHECK(value_verifies(signature));
  }
}

TEST_CASE("revocation values that cannot be read are no evidence and told", "[formats][cades]") {
  CmsSpec spec = attached();
  const Bytes list = der::sequence({der::context_constructed(0, der::sequence({}))});
  spec.signers[0].unsigned_attributes = {{attribute::kRevocationValues, {list}}};
  CHECK(remark_codes(only(opened(make_cms(spec)))) == Codes{});
  spec.signers[0].unsigned_attributes = {{attribute::kRevocationValues, {der::integer(1)}}};
  CHECK(remark_codes(only(opened(make_cms(spec)))) == Codes{"embedded-revocation-readable"});
}

TEST_CASE("an attribute in the wrong place is told and says nothing", "[formats][cades]") {
  const Bytes digest = der::octet_string(crypto::sha256(as_bytes("other")));
  struct Row {
    Oid type;
    Bytes value;
  };
  const std::vector<Row> must_be_signed = {
      {attribute::kContentType, der::oid(kData)},
      {attribute::kMessageDigest, digest},
      {attribute::kSigningTime, der::time(at("2020-01-01T00:00:00Z"))},
      {attribute::kAlgorithmProtection, der::sequence({})},
      {attribute::kSigningCertificateV2, der::sequence({})},
      {attribute::kSignaturePolicy, der::null()},
      {attribute::kCommitmentType, der::sequence({})},
  };
  for (const Row& row : must_be_signed) {
    SignerSpec one = signer();
    one.unsigned_attributes = {{row.type, {row.value}}};
    const auto signature = only(opened(make_cms(attached({one}))));
    CAPTURE(row.type.dotted());
    CHECK(remark_codes(signature) == Codes{"attribute-placement"});
    CHECK(codes(signature) == Codes{});
    CHECK(signature.matchers.at(0).state == MatchState::intact);
    CHECK(signature.claimed_signing_time == at("2026-03-01T10:00:00Z"));
    CHECK(signature.certificate_references.size() == 1);
    CHECK_FALSE(signature.policy.has_value());
  }
  for (const Oid& type : {attribute::kCounterSignature, attribute::kSignatureTimestamp,
                          attribute::kRevocationValues, attribute::kArchiveTimestampV3}) {
    SignerSpec one = signer();
    one.signed_attributes = {{type, {der::integer(1)}}};
    const auto signature = only(opened(make_cms(attached({one}))));
    CAPTURE(type.dotted());
    CHECK(remark_codes(signature) == Codes{"attribute-placement"});
    CHECK(signature.timestamps.empty());
    CHECK(signature.level == model::SignatureLevel::baseline_b);
  }
  // Their neighbours: where each belongs, and one that nobody knows anywhere.
  SignerSpec fine = signer();
  fine.unsigned_attributes = {{Oid("1.2.3.4"), {der::null()}}};
  fine.signed_attributes = {{Oid("1.2.3.5"), {der::null()}}};
  CHECK(remark_codes(only(opened(make_cms(attached({fine}))))) == Codes{});
}

TEST_CASE("octets behind the message are told even where they are padding", "[formats][cades]") {
  Bytes document = make_cms(attached());
  document.push_back(0);
  const auto signature = only(opened(document));
  CHECK(signature.coverage == model::Coverage::whole);
  CHECK(remark_codes(signature) == Codes{"trailing-octets"});
}

TEST_CASE("an ECDSA identifier written otherwise is told and means the same", "[formats][cades]") {
  const auto written = [](const char* oid, bool null) {
    SignerSpec one = signer();
    one.signature_algorithm =
        null ? demo::der::sequence({demo::der::oid(Oid(oid)), demo::der::null()})
             : demo::der::sequence({demo::der::oid(Oid(oid))});
    return only(opened(make_cms(attached({one}))));
  };
  const auto plain = written("1.2.840.10045.4.3.2", false);
  CHECK(remark_codes(plain) == Codes{});
  const auto with_null = written("1.2.840.10045.4.3.2", true);
  CHECK(remark_codes(with_null) == Codes{"algorithm-identifier"});
  CHECK(value_verifies(with_null));
  const auto key_name = written("1.2.840.10045.2.1", false);
  CHECK(remark_codes(key_name) == Codes{"algorithm-identifier"});
  CHECK(value_verifies(key_name));
}

TEST_CASE("a PEM label of another thing than a message is refused", "[formats][cades]") {
  const std::string base64 = crypto::to_base64(make_cms(attached()));
  const auto wrapped = [&](const std::string& label) {
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  };
  for (const char* label : {"CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CRL", "PUBLIC KEY"}) {
    CAPTURE(label);
    const std::string text = wrapped(label);
    CHECK(refused(as_bytes(text)) == ErrorCode::malformed);
  }
  for (const char* label : {"CMS", "PKCS7", "PKCS #7 SIGNED DATA"}) {
    CAPTURE(label);
    const std::string text = wrapped(label);
    CHECK(value_verifies(only(opened(as_bytes(text)))));
  }
}

TEST_CASE("octets behind the message are not covered", "[formats][cades]") {
  Bytes document = make_cms(attached());
  document.push_back('\n');
  CHECK(only(opened(document)).coverage == model::Coverage::whole);
  document.push_back('x');
  CHECK(only(opened(document)).coverage == model::Coverage::partial);
}

TEST_CASE("detached content is compared with the signed digest whatever its name",
          "[formats][cades]") {
  const Bytes document = make_cms(detached());
  const Bytes content = to_bytes("hello");
  const Bytes other = to_bytes("hellp");
  const Bytes third = to_bytes("hellq");

  SECTION("the content") {
    const auto signature = only(opened(document, {part("any name", content)}));
    CHECK(signature.packaging == model::Packaging::detached);
    CHECK(signature.matchers.at(0).state == MatchState::intact);
    CHECK(signature.coverage == model::Coverage::whole);
    CHECK(signature.scope.at(0).name == "any name");
    CHECK(value_verifies(signature));
  }
  SECTION("another content") {
    const auto signature = only(opened(document, {part("hello.txt", other)}));
    CHECK(signature.matchers.at(0).state == MatchState::changed);
  }
  SECTION("no content") {
    const auto signature = only(opened(document));
    CHECK(signature.matchers.at(0).state == MatchState::missing);
    CHECK(signature.coverage == model::Coverage::partial);
    CHECK(value_verifies(signature));
  }
  SECTION("two parts, one of which was signed") {
    const auto signature = only(opened(document, {part("a", other), part("b", content)}));
    CHECK(signature.matchers.at(0).state == MatchState::intact);
    CHECK(signature.matchers.at(0).name == "b");
    CHECK(signature.coverage == model::Coverage::partial);
  }
  SECTION("the same part twice") {
    const auto signature = only(opened(document, {part("a", content), part("a", content)}));
    CHECK(signature.matchers.at(0).state == MatchState::intact);
    CHECK(signature.coverage == model::Coverage::whole);
  }
  SECTION("two parts, neither of which was signed") {
    const auto signature = only(opened(document, {part("a", other), part("b", third)}));
    CHECK(signature.matchers.at(0).state == MatchState::missing);
  }
  SECTION("its digest by the signed algorithm") {
    const auto signature =
        only(opened(document, {digest_part("hello.txt", DigestAlgorithm::sha256, content)}));
    CHECK(signature.matchers.at(0).state == MatchState::intact);
    CHECK(signature.scope.at(0).kind == model::SignedScope::Kind::digest);
    const auto changed =
        only(opened(document, {digest_part("hello.txt", DigestAlgorithm::sha256, other)}));
    CHECK(changed.matchers.at(0).state == MatchState::changed);
  }
  SECTION("its digest by another algorithm") {
    const auto signature =
        only(opened(document, {digest_part("hello.txt", DigestAlgorithm::sha512, content)}));
    CHECK(signature.matchers.at(0).state == MatchState::missing);
  }
}

TEST_CASE("a part handed in beside an attached signature must be what was signed",
          "[formats][cades]") {
  const Bytes document = make_cms(attached());
  const Bytes content = to_bytes("hello");
  const Bytes other = to_bytes("hellp");
  CHECK(only(opened(document, {part("a", content)})).coverage == model::Coverage::whole);
  CHECK(only(opened(document, {part("a", other)})).coverage == model::Coverage::partial);
  CHECK(
      only(opened(document, {digest_part("hello.txt", DigestAlgorithm::sha1, content)})).coverage ==
      model::Coverage::whole);
  CHECK(only(opened(document, {digest_part("hello.txt", DigestAlgorithm::sha1, other)})).coverage ==
        model::Coverage::partial);
}

TEST_CASE("without signed attributes the value is over the content itself", "[formats][cades]") {
  SignerSpec bare = signer();
  bare.without_signed_attributes = true;
  const Bytes content = to_bytes("hello");
  const Bytes other = to_bytes("hellp");

  const Bytes inside = make_cms(attached({bare}));
  const auto signature = opened(inside);
  CHECK(only(signature).matchers.empty());
  CHECK(equal(only(signature).signed_octets, content));
  CHECK(value_verifies(only(signature)));

  const Bytes outside = make_cms(detached({bare}));
  CHECK(value_verifies(only(opened(outside, {part("a", content)}))));
  const auto by_digest =
      only(opened(outside, {digest_part("hello.txt", DigestAlgorithm::sha256, content)}));
  REQUIRE(by_digest.signed_digest.has_value());
  CHECK(value_verifies(by_digest));

  const auto missing = only(opened(outside));
  CHECK_FALSE(missing.signed_octets_problem.empty());
  CHECK(missing.matchers.at(0).state == MatchState::missing);
  const auto two = only(opened(outside, {part("a", content), part("b", other)}));
  CHECK_FALSE(two.signed_octets_problem.empty());
  CHECK(two.matchers.at(0).state == MatchState::missing);
}

TEST_CASE("signed attributes offered as content are refused", "[formats][cades]") {
  const Bytes signed_document = make_cms(attached());
  const auto original = opened(signed_document);
  SignerSpec bare = signer();
  bare.without_signed_attributes = true;
  CmsSpec forged = attached({bare});
  forged.content = to_bytes(only(original).signed_octets);
  const auto signature = only(opened(make_cms(forged)));
  CHECK(codes(signature) == Codes{"signed-attributes-as-content"});
  forged.content.push_back(0);
  CHECK(codes(only(opened(make_cms(forged)))) == Codes{});
}

TEST_CASE("content-type must equal eContentType", "[formats][cades]") {
  SignerSpec wrong = signer();
  wrong.content_type_attribute = Oid("1.2.840.113549.1.7.2");
  CHECK(codes(only(opened(make_cms(attached({wrong}))))) == Codes{"content-type-attribute"});
  CmsSpec other = attached({wrong});
  other.content_type = Oid("1.2.840.113549.1.7.2");
  const auto signature = only(opened(make_cms(other)));
  CHECK(codes(signature) == Codes{});
  CHECK(signature.level == model::SignatureLevel::bes);  // EN 319 122-1: baseline wants id-data
}

TEST_CASE("content of another type than data needs signed attributes", "[formats][cades]") {
  SignerSpec bare = signer();
  bare.without_signed_attributes = true;
  CmsSpec spec = attached({bare});
  spec.content_type = Oid("1.2.840.113549.1.9.16.1.7");
  CHECK(codes(only(opened(make_cms(spec)))) == Codes{"content-type-attribute"});
}

TEST_CASE("attributes that must be single are a format failure when doubled", "[formats][cades]") {
  SignerSpec doubled = signer();
  SECTION("signing-time") {
    doubled.signed_attributes = {
        {attribute::kSigningTime, {der::time(at("2026-03-01T10:00:00Z"))}}};
    const auto signature = only(opened(make_cms(attached({doubled}))));
    CHECK(codes(signature) == Codes{"signed-attributes-unique"});
    CHECK_FALSE(signature.claimed_signing_time.has_value());
    CHECK(signature.level == model::SignatureLevel::bes);
  }
  SECTION("two values in one") {
    doubled.signing_time.reset();
    doubled.signed_attributes = {
        {attribute::kSigningTime,
         {der::time(at("2026-03-01T10:00:00Z")), der::time(at("2026-03-01T10:00:01Z"))}}};
    CHECK(codes(only(opened(make_cms(attached({doubled}))))) == Codes{"signed-attributes-unique"});
  }
  SECTION("content-type") {
    doubled.signed_attributes = {{attribute::kContentType, {der::oid(kData)}}};
    CHECK(codes(only(opened(make_cms(attached({doubled}))))) ==
          Codes{"signed-attributes-unique", "content-type-attribute"});
  }
  SECTION("message-digest") {
    doubled.signed_attributes = {{attribute::kMessageDigest, {der::octet_string(Bytes(32, 1))}}};
    const auto signature = only(opened(make_cms(attached({doubled}))));
    CHECK(codes(signature) == Codes{"signed-attributes-unique", "message-digest-attribute"});
    CHECK(signature.matchers.at(0).state == MatchState::missing);
  }
  SECTION("signing-certificate") {
    doubled.signed_attributes = {
        {attribute::kSigningCertificateV2, {der::sequence({der::sequence({})})}}};
    const auto signature = only(opened(make_cms(attached({doubled}))));
    CHECK(codes(signature) == Codes{"signed-attributes-unique"});
    CHECK(signature.certificate_references.empty());
    CHECK(signature.certificate_required_by_reference);
  }
  SECTION("of another kind: allowed") {
    const Bytes commitment = der::sequence({der::oid(Oid("1.2.840.113549.1.9.16.6.5"))});
    doubled.signed_attributes = {{attribute::kCommitmentType, {commitment}},
                                 {attribute::kCommitmentType, {commitment}}};
    const auto signature = only(opened(make_cms(attached({doubled}))));
    CHECK(codes(signature) == Codes{});
    CHECK(signature.commitments.size() == 2);
  }
}

TEST_CASE("the digest of the signer and that of its signature algorithm must agree",
          "[formats][cades]") {
  SignerSpec wrong = signer();
  wrong.claimed_digest = DigestAlgorithm::sha512;
  const auto signature = only(opened(make_cms(attached({wrong}))));
  CHECK(codes(signature) == Codes{"digest-algorithm-agreement"});
}

TEST_CASE("CMSAlgorithmProtection is compared by meaning", "[formats][cades]") {
  const Bytes sha256 = der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha256))});
  const Bytes sha256_null =
      der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha256)), der::null()});
  const Bytes sha512 = der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha512))});
  const Bytes ecdsa = der::oid(Oid("1.2.840.10045.4.3.2"));
  const Bytes ecdsa_other = der::oid(Oid("1.2.840.10045.4.3.4"));
  const auto problems = [&](const Bytes& value) {
    SignerSpec spec = signer();
    spec.signed_attributes = {{attribute::kAlgorithmProtection, {value}}};
    return codes(only(opened(make_cms(attached({spec})))));
  };
  CHECK(problems(der::sequence({sha256, der::context_constructed(1, ecdsa)})) == Codes{});
  CHECK(problems(der::sequence({sha256_null, der::context_constructed(1, ecdsa)})) == Codes{});
  const Codes failed{"algorithm-protection"};
  CHECK(problems(der::sequence({sha512, der::context_constructed(1, ecdsa)})) == failed);
  CHECK(problems(der::sequence({sha256, der::context_constructed(1, ecdsa_other)})) == failed);
  CHECK(problems(der::sequence({sha256})) == failed);
  CHECK(problems(der::sequence({sha256, der::context_constructed(2, ecdsa)})) == failed);
}

TEST_CASE("what the signer claims is read from signed attributes", "[formats][cades]") {
  SignerSpec claims = signer();
  const Bytes policy_digest(32, 7);
  claims.signed_attributes = {
      {attribute::kSignaturePolicy,
       {der::sequence(
           {der::oid(Oid("1.2.3.4.5")),
            der::sequence({der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha256))}),
                           der::octet_string(policy_digest)}),
            der::sequence({der::sequence({der::oid(Oid("1.2.840.113549.1.9.16.5.1")),
                                          der::ia5("https://policy.test/1")})})})}},
      {attribute::kSignerAttributesV2, {utf8_role("accountant")}},
      {attribute::kCommitmentType, {der::sequence({der::oid(Oid("1.2.840.113549.1.9.16.6.1"))})}},
      {attribute::kSignerLocation,
       {der::sequence({der::context_constructed(0, der::utf8("KZ")),
                       der::context_constructed(1, der::utf8("Astana"))})}},
      {attribute::kContentHints, {der::sequence({der::utf8("text"), der::oid(kData)})}},
      {attribute::kContentIdentifier, {der::octet_string(Bytes{1, 0xab})}},
  };
  const auto signature = only(opened(make_cms(attached({claims}))));
  CHECK(codes(signature) == Codes{});
  REQUIRE(signature.policy.has_value());
  CHECK(signature.policy->id == "1.2.3.4.5");
  CHECK(signature.policy->digest == DigestAlgorithm::sha256);
  CHECK(signature.policy->value == policy_digest);
  CHECK(signature.policy->uri == "https://policy.test/1");
  CHECK(signature.claimed_roles == std::vector<std::string>{"accountant"});
  CHECK(signature.commitments == std::vector<std::string>{"1.2.840.113549.1.9.16.6.1"});
  CHECK(signature.signer_location == "KZ, Astana");
  CHECK(signature.content_hints == std::vector<std::string>{"text", "1.2.840.113549.1.7.1"});
  CHECK(signature.content_identifiers == std::vector<std::string>{"01ab"});
  CHECK_FALSE(signature.countersigned);
}

TEST_CASE("a stored policy is the signed one by its octets or what its ASN.1 holds",
          "[formats][cades]") {
  using Document = model::SignaturePolicyReference::Document;
  const Bytes algorithm = der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha256))});
  const Bytes info = der::sequence({der::oid(Oid("1.2.3.4.5"))});
  const Bytes asn1 = der::sequence({algorithm, info});
  Bytes inside = algorithm;
  inside.insert(inside.end(), info.begin(), info.end());
  const auto with = [&](const Bytes& signed_over, const Bytes& document) {
    SignerSpec spec = signer();
    spec.signed_attributes = {
        {attribute::kSignaturePolicy,
         {der::sequence(
             {der::oid(Oid("1.2.3.4.5")),
              der::sequence({algorithm, der::octet_string(*crypto::digest(DigestAlgorithm::sha256,
                                                                          signed_over))})})}}};
    spec.unsigned_attributes = {{attribute::kSignaturePolicyStore,
                                 {der::sequence({der::oid(Oid("1.2.3.4.5")), document})}}};
    return only(opened(make_cms(attached({spec}))));
  };
  CHECK(with(asn1, der::octet_string(asn1)).policy->document == Document::matches);
  CHECK(with(inside, der::octet_string(asn1)).policy->document == Document::matches);
  CHECK(with(info, der::octet_string(asn1)).policy->document == Document::differs);
  const auto elsewhere = with(asn1, der::ia5("policy.der"));
  CHECK(elsewhere.has_policy_store);
  CHECK(elsewhere.policy->document == Document::absent);
  CHECK(with(asn1, der::octet_string(asn1)).has_policy_store);
}

TEST_CASE("an implied policy is told from an explicit one", "[formats][cades]") {
  SignerSpec implied = signer();
  implied.signed_attributes = {{attribute::kSignaturePolicy, {der::null()}}};
  const auto signature = only(opened(make_cms(attached({implied}))));
  REQUIRE(signature.policy.has_value());
  CHECK(signature.policy->implied);
}

TEST_CASE("a signed attribute that cannot be read is a format failure", "[formats][cades]") {
  SignerSpec broken = signer();
  broken.signed_attributes = {{attribute::kSignaturePolicy, {der::integer(1)}}};
  const auto signature = only(opened(make_cms(attached({broken}))));
  CHECK(codes(signature) == Codes{"signature-structure"});
  CHECK_FALSE(signature.policy.has_value());
}

TEST_CASE("several signers are several signatures with ids of their own", "[formats][cades]") {
  const demo::Party second = demo::make_issued(
      [] {
        auto spec = senim::test::leaf_spec();
        spec.serial = 77;
        return spec;
      }(),
      senim::test::shared_key(demo::KeyKind::p256, 3), test_pki().ca);
  SignerSpec other = signer();
  other.party = &second;
  other.identify_by_key = true;
  const auto document = opened(make_cms(attached({signer(), other})));
  REQUIRE(document.signatures.size() == 2);
  CHECK(document.signatures[0].id != document.signatures[1].id);
  // SET OF: which of them stands first is a matter of their octets.
  const std::size_t by_key = document.signatures[0].signer_key_id.empty() ? 1 : 0;
  CHECK(document.signatures[by_key].signer_key_id == demo::key_identifier(second.key));
  for (const auto& signature : document.signatures) {
    CHECK_FALSE(signature.parent.has_value());
    CHECK(signature.matchers.at(0).state == MatchState::intact);
  }
  CHECK(equal(document.signatures[by_key].signer_candidates.at(0).der(), second.certificate));
}

TEST_CASE("the same SignerInfo twice gets two ids", "[formats][cades]") {
  CmsSpec spec = attached({signer(), signer()});
  const demo::Party rsa = demo::make_issued(
      senim::test::leaf_spec(), senim::test::shared_key(demo::KeyKind::rsa_2048), test_pki().ca);
  for (SignerSpec& one : spec.signers) {
    one.party = &rsa;  // RSA signs the same octets to the same value
  }
  const auto document = opened(make_cms(spec));
  REQUIRE(document.signatures.size() == 2);
  CHECK(document.signatures[1].id == document.signatures[0].id + "-2");
  CHECK(remark_codes(document.signatures[0]) == Codes{});
  CHECK(remark_codes(document.signatures[1]) == Codes{"signature-duplicated"});
}

TEST_CASE("a counter-signature follows its parent and is over its value", "[formats][cades]") {
  SignerSpec base = signer();
  base.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  const Bytes value = demo::signature_value_of(make_cms(attached({base})));
  SignerSpec counter = signer();
  const Bytes inner_counter = demo::make_counter_signature(counter, value);
  base.unsigned_attributes = {{attribute::kCounterSignature, {inner_counter}}};
  const Bytes good_octets = make_cms(attached({base, signer()}));
  const auto document = opened(good_octets);
  REQUIRE(document.signatures.size() == 3);
  const std::size_t parent =
      document.signatures[0].algorithm.scheme == crypto::SignatureScheme::rsa_pkcs1 ? 0 : 1;
  const auto& signature = document.signatures[parent + 1];
  REQUIRE(signature.parent.has_value());
  CHECK(*signature.parent == parent);
  CHECK(codes(signature) == Codes{});
  CHECK(signature.matchers.at(0).kind == model::DigestMatcherKind::counter_signed_value);
  CHECK(signature.matchers.at(0).state == MatchState::intact);
  CHECK(signature.matchers.at(0).name == document.signatures[parent].id);
  CHECK(signature.scope.at(0).kind == model::SignedScope::Kind::signature);
  CHECK_FALSE(document.signatures[parent].parent.has_value());
  CHECK_FALSE(document.signatures[parent == 0 ? 2 : 0].parent.has_value());
  // The candidate is found among the certificates of the message.
  CHECK(value_verifies(signature));

  Bytes other_value = value;
  other_value[5] ^= 1;
  base.unsigned_attributes = {
      {attribute::kCounterSignature, {demo::make_counter_signature(counter, other_value)}}};
  const auto wrong = opened(make_cms(attached({base})));
  CHECK(wrong.signatures.at(1).matchers.at(0).state == MatchState::changed);
}

TEST_CASE("a counter-signature that cannot be read is a signature with a format failure",
          "[formats][cades]") {
  SignerSpec base = signer();
  base.unsigned_attributes = {{attribute::kCounterSignature, {der::integer(1)}}};
  const auto document = opened(make_cms(attached({base})));
  REQUIRE(document.signatures.size() == 2);
  CHECK(document.signatures[1].parent == std::optional<std::size_t>(0));
  CHECK(codes(document.signatures[1]) == Codes{"format-structure"});
}

TEST_CASE("counter-signatures nest no deeper than DER may", "[formats][cades]") {
  SignerSpec base = signer();
  Bytes nested = demo::make_counter_signature(signer(), Bytes(8, 1));
  for (int depth = 0; depth < 9; ++depth) {
    SignerSpec around = signer();
    around.unsigned_attributes = {{attribute::kCounterSignature, {nested}}};
    nested = demo::make_counter_signature(around, Bytes(8, 1));
  }
  base.unsigned_attributes = {{attribute::kCounterSignature, {nested}}};
  CHECK(refused(make_cms(attached({base}))) == ErrorCode::limit_exceeded);
}

TEST_CASE("more signatures than may be checked are refused", "[formats][cades]") {
  SignerSpec rsa = signer();
  rsa.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  CHECK(opened(make_cms(attached(std::vector<SignerSpec>(100, rsa)))).signatures.size() == 100);
  CHECK(refused(make_cms(attached(std::vector<SignerSpec>(101, rsa)))) ==
        ErrorCode::limit_exceeded);
}

TEST_CASE("each certificate of a document is counted once, and their number is bounded",
          "[formats][cades]") {
  const demo::Key& key = senim::test::shared_key(demo::KeyKind::p256, 5);
  CmsSpec spec = attached({signer(), signer()});
  for (std::int64_t serial = 1; serial < 500; ++serial) {
    auto leaf = senim::test::leaf_spec();
    leaf.serial = 1000 + serial;
    spec.certificates.push_back(demo::make_issued(leaf, key, test_pki().ca).certificate);
  }
  spec.certificates.push_back(spec.certificates.front());
  const auto document = opened(make_cms(spec));
  REQUIRE(document.signatures.size() == 2);
  CHECK(document.signatures[1].certificates.size() == 500);
  auto one_more = senim::test::leaf_spec();
  one_more.serial = 2000;
  spec.certificates.push_back(demo::make_issued(one_more, key, test_pki().ca).certificate);
  CHECK(refused(make_cms(spec)) == ErrorCode::limit_exceeded);
}

TEST_CASE("a digest that cannot be computed is named, never guessed", "[formats][cades]") {
  SignerSpec spec = signer();
  Bytes document = make_cms(attached({spec}));
  // SHA-256 becomes an identifier that nobody has (the last arc of the NIST hash list + 100).
  const Bytes sha256 = der::oid(crypto::digest_oid(DigestAlgorithm::sha256));
  for (auto found = std::search(document.begin(), document.end(), sha256.begin(), sha256.end());
       found != document.end();
       found = std::search(found, document.end(), sha256.begin(), sha256.end())) {
    *(found + static_cast<std::ptrdiff_t>(sha256.size()) - 1) = 101;
  }
  const auto signature = only(opened(document));
  CHECK(signature.matchers.at(0).state == MatchState::unsupported);
  CHECK(signature.matchers.at(0).digest_identifier == "2.16.840.1.101.3.4.2.101");
}

TEST_CASE("a file that is CMS but damaged as a whole is malformed", "[formats][cades]") {
  Bytes document = make_cms(attached());
  document.resize(document.size() - 1);
  CHECK(refused(document) == ErrorCode::malformed);
}

TEST_CASE("a signer that cannot be read is a signature that failed beside the others",
          "[formats][cades]") {
  SignerSpec second = signer();
  second.party = &test_pki(demo::KeyKind::rsa_2048).leaf;
  Bytes document = make_cms(attached({signer(), second}));
  const Bytes type = der::oid(Oid("1.2.840.113549.1.9.5"));  // signing-time
  const auto found = std::search(document.begin(), document.end(), type.begin(), type.end());
  REQUIRE(found != document.end());
  *found ^= 1;  // no OBJECT IDENTIFIER any more
  const SignedDocument opened_document = opened(document);
  REQUIRE(opened_document.signatures.size() == 2);
  const bool first = codes(opened_document.signatures[0]) == Codes{"format-structure"};
  CHECK(codes(opened_document.signatures[first ? 0 : 1]) == Codes{"format-structure"});
  CHECK(codes(opened_document.signatures[first ? 1 : 0]) == Codes{});
  CHECK_FALSE(opened_document.signatures[0].parent.has_value());
  CHECK_FALSE(opened_document.signatures[1].parent.has_value());
}

TEST_CASE("formats that are known and not built yet are named as unsupported", "[formats]") {
  CHECK(refused(as_bytes("%PDF-1.7\n")) == ErrorCode::unsupported);
  CHECK(refused(as_bytes("eyJhbGciOiJFUzI1NiJ9.cGF5bG9hZA.c2ln")) == ErrorCode::unsupported);
  CHECK(refused(as_bytes("<d:SignedDoc xmlns:d=\"urn:EEC:SignedData:v1.0:EDoc\"/>")) ==
        ErrorCode::unsupported);
}

TEST_CASE("what nobody recognises is an unknown document without signatures", "[formats]") {
  const auto document = opened(as_bytes("hello"));
  CHECK(document.kind == model::DocumentKind::unknown);
  CHECK(document.signatures.empty());
}

// RFC 5652 5.3: with nothing to compare, signer-identifier-match would not be asked.
TEST_CASE("a signer identifier without octets is a format failure", "[formats][cades]") {
  const Bytes digest = der::sequence({der::oid(crypto::digest_oid(DigestAlgorithm::sha256))});
  const auto codes_of = [&](const Bytes& sid) {
    const Bytes info =
        der::sequence({der::integer(3), sid, digest,
                       der::sequence({der::oid(Oid("1.2.840.113549.1.1.11")), der::null()}),
                       der::octet_string(Bytes{1})});
    SignerSpec parent = signer();
    parent.unsigned_attributes = {{attribute::kCounterSignature, {info}}};
    return codes(opened(make_cms(attached({parent}))).signatures.at(1));
  };
  CHECK(codes_of(Bytes{0x80, 0x01, 0x07}) == Codes{});
  CHECK(codes_of(Bytes{0x80, 0x00}) == Codes{"signature-structure"});
  const Bytes name = der::sequence({});
  CHECK(codes_of(der::sequence({name, Bytes{0x02, 0x01, 0x07}})) == Codes{});
  CHECK(codes_of(der::sequence({name, Bytes{0x02, 0x00}})) == Codes{"signature-structure"});
}

TEST_CASE("every changed octet of an attached message shows in its region", "[formats][cades]") {
  const Bytes document = make_cms(attached());
  const auto original = opened(document);
  const Bytes content = to_bytes("hello");
  const auto place = std::search(document.begin(), document.end(), content.begin(), content.end());
  for (std::size_t i = 0; i < content.size(); ++i) {
    Bytes changed = document;
    changed[static_cast<std::size_t>(place - document.begin()) + i] ^= 1;
    CAPTURE(i);
    CHECK(only(opened(changed)).matchers.at(0).state == MatchState::changed);
  }
  // Anywhere: either refused, or something signed is no longer as it was, or only octets that
  // nobody signed (certificates beside the signer's, versions, names of algorithms) differ.
  for (std::size_t i = 0; i < document.size(); ++i) {
    Bytes changed = document;
    changed[i] ^= 1;
    Budget budget;
    const auto result = open(changed, {}, budget);
    if (!result || result->signatures.size() != 1) {
      continue;
    }
    const auto& signature = result->signatures[0];
    const bool content_intact =
        signature.matchers.size() == 1 && signature.matchers[0].state == MatchState::intact;
    if (content_intact) {
      CAPTURE(i);
      CHECK(signature.matchers[0].expected == only(original).matchers[0].expected);
    }
  }
}

}  // namespace senim::formats
