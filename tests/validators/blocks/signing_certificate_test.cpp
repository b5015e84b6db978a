#include "validators/blocks/signing_certificate.h"

#include <catch2/catch.hpp>

#include "tests/validators/blocks/fixture.h"

namespace senim::blocks {

using model::Key;
using model::Outcome;
using model::SubIndication;
using Match = model::SignatureEvidence::ReferenceMatch;

TEST_CASE("a signing-certificate attribute that matches identifies the signer", "[blocks]") {
  CHECK(Fixture{}.run(signing_certificate).conclusion == kPassed);
}

TEST_CASE("without a certificate nobody is identified", "[blocks]") {
  Fixture fixture;
  fixture.evidence.signing_certificate.reset();
  const BlockResult result = fixture.run(signing_certificate);
  CHECK(result.conclusion == indeterminate(SubIndication::no_signing_certificate_found));
  CHECK(outcome(result, "signing-certificate-identified") == Outcome::failed);
}

TEST_CASE("an attribute that names another certificate identifies nobody", "[blocks]") {
  for (const Match match : {Match::differs, Match::unsupported, Match::not_present}) {
    Fixture fixture;
    fixture.evidence.reference_match = match;
    const BlockResult result = fixture.run(signing_certificate);
    CHECK(result.conclusion == indeterminate(SubIndication::no_signing_certificate_found));
    CHECK(outcome(result, "signing-certificate-digest") == Outcome::failed);
  }
}

TEST_CASE("the digest that nobody can compute is named, in whichever attribute", "[blocks]") {
  Fixture fixture;
  fixture.evidence.reference_match = Match::unsupported;
  model::CertificateReference unknown = fixture.evidence.signature.certificate_references.front();
  unknown.digest = crypto::DigestAlgorithm::unknown;
  unknown.digest_identifier = "1.2.3.4";
  fixture.evidence.signature.certificate_references.push_back(unknown);
  BlockResult result = fixture.run(signing_certificate);
  CHECK(result.conclusion == indeterminate(SubIndication::no_signing_certificate_found));
  const model::CheckRecord* check = test::find_check(result.checks, "signing-certificate-digest");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == Outcome::failed);
  CHECK(check->params == model::Params{{"digest", "1.2.3.4"}});
}

TEST_CASE("the signer identifier and the attribute must name one certificate", "[blocks]") {
  Fixture fixture;
  const pki::Certificate leaf = test::certificate(test::test_pki().leaf);
  const pki::Certificate other = test::certificate(test::test_pki().ca);
  model::ParsedSignature& signature = fixture.evidence.signature;
  const auto no_signer = indeterminate(SubIndication::no_signing_certificate_found);
  SECTION("by issuer and serial number") {
    signature.signer_issuer = to_bytes(leaf.issuer().der());
    signature.signer_serial = to_bytes(leaf.serial());
    CHECK(fixture.run(signing_certificate).conclusion == kPassed);
    CHECK(outcome(fixture.run(signing_certificate), "signer-identifier-match") == Outcome::ok);
    signature.signer_serial.push_back(1);
    CHECK(fixture.run(signing_certificate).conclusion == no_signer);
    signature.signer_serial = to_bytes(leaf.serial());
    signature.signer_issuer = to_bytes(other.issuer().der());
    CHECK(fixture.run(signing_certificate).conclusion == no_signer);
    CHECK(outcome(fixture.run(signing_certificate), "signer-identifier-match") == Outcome::failed);
    fixture.set(Key::identifier_match, {model::Level::warn, false, {}});
    CHECK(fixture.run(signing_certificate).conclusion == kPassed);
    CHECK(outcome(fixture.run(signing_certificate), "signer-identifier-match") == Outcome::failed);
  }
  SECTION("by key identifier") {
    signature.signer_key_id = to_bytes(**leaf.subject_key_identifier());
    CHECK(fixture.run(signing_certificate).conclusion == kPassed);
    signature.signer_key_id = to_bytes(**other.subject_key_identifier());
    CHECK(fixture.run(signing_certificate).conclusion == no_signer);
    signature.format = model::SignatureFormat::xades;  // a hint of ds:KeyInfo
    CHECK(fixture.run(signing_certificate).conclusion == kPassed);
  }
}

TEST_CASE("without the attribute the certificate is identified all the same", "[blocks]") {
  Fixture fixture;
  fixture.evidence.signature.certificate_references.clear();
  fixture.evidence.signature.certificate_required_by_reference = false;
  fixture.evidence.reference_match = Match::not_present;
  CHECK(fixture.run(signing_certificate).conclusion == kPassed);
  SECTION("but an attribute that names nothing is no absence") {
    fixture.evidence.signature.certificate_required_by_reference = true;
    CHECK(fixture.run(signing_certificate).conclusion ==
          indeterminate(SubIndication::no_signing_certificate_found));
  }
}

TEST_CASE("another issuer or serial number is a warning unless the policy says fail", "[blocks]") {
  Fixture fixture;
  fixture.evidence.reference_match = Match::issuer_serial_differs;
  fixture.set(Key::reference_issuer_serial, {model::Level::warn, false, {}});
  const BlockResult result = fixture.run(signing_certificate);
  CHECK(result.conclusion == kPassed);
  CHECK(outcome(result, "signing-certificate-issuer-serial") == Outcome::failed);
  fixture.set(Key::reference_issuer_serial, test::fails());
  CHECK(fixture.run(signing_certificate).conclusion ==
        indeterminate(SubIndication::no_signing_certificate_found));
}

TEST_CASE("an entry without a digest fails", "[blocks]") {
  Fixture fixture;
  fixture.evidence.signature.certificate_references.emplace_back();
  CHECK(fixture.run(signing_certificate).conclusion ==
        indeterminate(SubIndication::no_signing_certificate_found));
  CHECK(outcome(fixture.run(signing_certificate), "signing-certificate-digest-present") ==
        Outcome::failed);
}

}  // namespace senim::blocks
