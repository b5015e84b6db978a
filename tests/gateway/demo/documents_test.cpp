// The documents that the makers make, as openssl and xmlsec1 see them.

#include <catch2/catch.hpp>

#include "gateway/demo/revocation_maker.h"
#include "tests/support/command.h"
#include "tests/support/national.h"
#include "tests/support/test_pki.h"

using namespace senim;

namespace {

std::string text(const Bytes& octets) { return std::string(as_text(octets)); }

demo::SignerSpec signer(const demo::Party& party) {
  demo::SignerSpec spec;
  spec.party = &party;
  spec.signing_time = test::at("2026-06-01T00:00:00Z");
  return spec;
}

// openssl cms -verify without certificate checks: content and value only.
bool openssl_verifies(const Bytes& cms, const std::string& detached = "") {
  const test::TemporaryFolder folder;
  const auto file = folder.write("signed.der", text(cms));
  std::string command =
      "openssl cms -verify -noverify -binary -inform DER -in " + file.string() + " -out /dev/null";
  if (!detached.empty()) {
    command += " -content " + folder.write("content", detached).string();
  }
  return test::run(command).exit == 0;
}

std::string pem_file(const test::TemporaryFolder& folder, const std::string& name,
                     const demo::Party& party) {
  const auto file = folder.write(name + ".der", text(party.certificate));
  std::string pem = (folder.path() / (name + ".pem")).string();
  REQUIRE(test::run("openssl x509 -inform DER -in " + file.string() + " -out " + pem).exit == 0);
  return pem;
}

bool xmlsec_verifies(const std::string& document, const demo::Party& party) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("signed.xml", document);
  const auto certificate = folder.write("signer.der", text(party.certificate));
  return test::run(
             "xmlsec1 --verify --pubkey-cert-der " + certificate.string() +
             " --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --id-attr:Id data"
             " --id-attr:Id http://www.w3.org/2000/09/xmldsig#:Object " +
             file.string())
             .exit == 0;
}

}  // namespace

TEST_CASE("openssl verifies the CMS that the maker makes and not its altered copy", "[demo]") {
  const auto kind = GENERATE(demo::KeyKind::rsa_2048, demo::KeyKind::p256);
  demo::CmsSpec spec;
  spec.content = to_bytes("hello");
  spec.signers = {signer(test::test_pki(kind).leaf)};
  SECTION("attached") {}
  SECTION("BER") { spec.ber = true; }
  SECTION("without signed attributes") { spec.signers[0].without_signed_attributes = true; }
  SECTION("by key identifier") { spec.signers[0].identify_by_key = true; }
  SECTION("signing certificate v1") {
    spec.signers[0].signing_certificate = demo::SigningCertificateAttribute::v1;
  }
  SECTION("two signers") {
    spec.signers.push_back(signer(test::test_pki(demo::KeyKind::p384).leaf));
  }
  Bytes cms = demo::make_cms(spec);
  CHECK(openssl_verifies(cms));
  const std::size_t at = as_text(cms).find(spec.ber ? "he" : "hello");
  REQUIRE(at != std::string_view::npos);
  cms[at] ^= 1;
  CHECK_FALSE(openssl_verifies(cms));
}

TEST_CASE("openssl verifies detached CMS over its content only", "[demo]") {
  demo::CmsSpec spec;
  spec.content = to_bytes("hello");
  spec.detached = true;
  spec.signers = {signer(test::test_pki().leaf)};
  const Bytes cms = demo::make_cms(spec);
  CHECK(openssl_verifies(cms, "hello"));
  CHECK_FALSE(openssl_verifies(cms, "hellp"));
}

TEST_CASE("openssl ts verifies a token over its data only", "[demo]") {
  const test::TestPki& pki = test::test_pki(demo::KeyKind::rsa_2048);
  const demo::Party tsa =
      demo::make_issued(test::tsa_spec(), test::shared_key(demo::KeyKind::rsa_2048, 3), pki.ca);
  const Bytes token =
      demo::make_timestamp(tsa, as_bytes("data"), test::at("2026-06-01T00:00:00Z"), 7,
                           crypto::DigestAlgorithm::sha256, {pki.ca.certificate});
  const test::TemporaryFolder folder;
  const auto file = folder.write("token", text(token));
  const auto root = folder.write("root.der", text(pki.root.certificate));
  REQUIRE(
      test::run("openssl x509 -inform DER -in " + root.string() + " -out " + root.string() + ".pem")
          .exit == 0);
  const auto verifies = [&](const std::string& data) {
    // openssl 3.0 refuses ESSCertIDv2-only tokens from partial chains; the CMS layer and the
    // imprint are what is asked here.
    const auto content = folder.write("data", data);
    return test::run("openssl ts -verify -token_in -in " + file.string() + " -data " +
                     content.string() + " -CAfile " + root.string() + ".pem -attime 1790000000");
  };
  CHECK(verifies("data").output.find("Verification: OK") != std::string::npos);
  CHECK(verifies("dat_").output.find("Verification: OK") == std::string::npos);
}

TEST_CASE("openssl verifies the CRL that the maker makes under its issuer only", "[demo]") {
  const auto kind = GENERATE(demo::KeyKind::rsa_2048, demo::KeyKind::p256);
  const test::TestPki& pki = test::test_pki(kind);
  demo::CrlSpec spec;
  spec.this_update = test::at("2026-06-01T00:00:00Z");
  spec.next_update = test::at("2026-06-02T00:00:00Z");
  spec.revoked = {{.serial = 3, .revoked = test::at("2026-05-01T00:00:00Z"), .reason = 1}};
  const Bytes crl = demo::make_crl(spec, pki.ca);
  const test::TemporaryFolder folder;
  const auto verifies = [&](const Bytes& list, const demo::Party& issuer) {
    const auto file = folder.write("list.crl", text(list));
    const auto pem = pem_file(folder, "issuer", issuer);
    return test::run("openssl crl -inform DER -noout -in " + file.string() + " -CAfile " + pem)
               .output.find("verify OK") != std::string::npos;
  };
  CHECK(verifies(crl, pki.ca));
  CHECK_FALSE(verifies(crl, test::test_pki(demo::KeyKind::p384).ca));
  Bytes changed = crl;
  changed[as_text(crl).find("260601")] ^= 1;
  CHECK_FALSE(verifies(changed, pki.ca));
}

TEST_CASE("openssl verifies the OCSP response that the maker makes and reads its answers",
          "[demo]") {
  const auto kind = GENERATE(demo::KeyKind::rsa_2048, demo::KeyKind::p256);
  const test::TestPki& pki = test::test_pki(kind);
  const demo::Party responder =
      demo::make_issued(test::responder_spec(), test::shared_key(kind, 3), pki.ca);
  demo::OcspAnswer answer;
  answer.serial = 3;
  answer.this_update = test::at("2026-06-01T00:00:00Z");
  const bool revoked = GENERATE(false, true);
  if (revoked) {
    answer.status = demo::OcspStatus::revoked;
    answer.revoked = test::at("2026-05-01T00:00:00Z");
    answer.reason = 1;
  }
  demo::OcspSpec spec;
  spec.produced_at = answer.this_update;
  spec.answers = {answer};
  const bool delegated = GENERATE(false, true);
  if (delegated) {
    spec.responder = demo::ResponderId::by_key;
    spec.certificates = {responder.certificate};
  }
  const Bytes response = demo::make_ocsp_response(spec, pki.ca, delegated ? responder : pki.ca);
  const test::TemporaryFolder folder;
  const auto opinion = [&](const Bytes& octets) {
    return test::run("openssl ocsp -no_nonce -attime 1790000000 -respin " +
                     folder.write("response", text(octets)).string() + " -issuer " +
                     pem_file(folder, "ca", pki.ca) + " -cert " +
                     pem_file(folder, "leaf", pki.leaf) + " -CAfile " +
                     pem_file(folder, "root", pki.root))
        .output;
  };
  const std::string good = opinion(response);
  CHECK(good.find("Response verify OK") != std::string::npos);
  CHECK(good.find(revoked ? ": revoked" : ": good") != std::string::npos);
  Bytes changed = response;
  changed[as_text(response).find("20260601")] ^= 1;
  CHECK(opinion(changed).find("Response verify OK") == std::string::npos);
}

TEST_CASE("xmlsec1 verifies the XML signatures that the maker makes and not their altered copies",
          "[demo]") {
  const auto kind = GENERATE(demo::KeyKind::rsa_2048, demo::KeyKind::p256);
  const demo::Party& party = test::test_pki(kind).leaf;
  demo::XadesSpec spec;
  spec.party = &party;
  spec.content = "<order><item>value</item></order>";
  spec.signing_time = test::at("2026-06-01T00:00:00Z");
  spec.packaging = GENERATE(demo::XmlPackaging::enveloped, demo::XmlPackaging::enveloping,
                            demo::XmlPackaging::internally_detached);
  spec.xades = GENERATE(true, false);
  spec.exclude_all_signatures = GENERATE(true, false);
  std::string document = demo::make_xades(spec);
  CHECK(xmlsec_verifies(document, party));
  document[document.find(">value<") + 1] = 'w';
  CHECK_FALSE(xmlsec_verifies(document, party));
}

TEST_CASE("xmlsec1 verifies XMLDSig in inclusive canonical form and not its altered copy",
          "[demo]") {
  const demo::Party& party = test::test_pki(demo::KeyKind::rsa_2048).leaf;
  demo::XadesSpec spec;
  spec.party = &party;
  spec.content = "<order><item>value</item></order>";
  spec.xades = false;
  spec.canonicalization = demo::XmlCanonicalization::inclusive;
  std::string document = demo::make_xades(spec);
  CHECK(xmlsec_verifies(document, party));
  document[document.find(">value<") + 1] = 'w';
  CHECK_FALSE(xmlsec_verifies(document, party));
}

TEST_CASE("xmlsec1 verifies a trust list that the maker signed", "[demo]") {
  const demo::Party& party = test::test_pki(demo::KeyKind::rsa_2048).leaf;
  demo::TrustListSpec spec;
  spec.issued = test::at("2026-06-01T00:00:00Z");
  spec.next_update = test::at("2026-11-01T00:00:00Z");
  demo::ServiceSpec service;
  service.certificates = {test::test_pki().ca.certificate};
  service.current.since = test::at("2025-01-01T00:00:00Z");
  service.current.extensions = demo::additional_information("http://example.org/info");
  spec.services = {service};
  std::string list =
      demo::sign_trust_list(demo::make_trust_list(spec), party, spec.issued, GENERATE(5, 6));
  CHECK(xmlsec_verifies(list, party));
  list[list.find("granted")] = 'G';
  CHECK_FALSE(xmlsec_verifies(list, party));
}
