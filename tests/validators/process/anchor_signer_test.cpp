#include <catch2/catch.hpp>

#include "tests/validators/process/court.h"

// An anchor that signs a document itself is asked what any signer is: validators/README.md,
// Departures.

using namespace senim;
using process::test::Court;

namespace {

Bytes signed_by(const demo::Party& party) {
  demo::SignerSpec signer;
  signer.party = &party;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  demo::CmsSpec spec;
  spec.content = to_bytes("content");
  spec.signers = {signer};
  return demo::make_cms(spec);
}

// Key usage as the shipped policies demand it.
model::PolicyRules rules() {
  model::PolicyRules rules = test::plain_rules();
  rules.set({model::Key::key_usage, model::Context::signature, model::CertificateRole::signing},
            test::fails_unless({"nonRepudiation"}));
  return rules;
}

}  // namespace

TEST_CASE("a listed CA that signs a document itself is not confirmed", "[process]") {
  const demo::Party& ca = test::test_pki().root;  // keyCertSign and cRLSign only
  const auto ruling = Court({ca}, rules()).judge(signed_by(ca));
  CHECK(ruling.summary() == "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE");
  CHECK(ruling.cryptographically_valid());
  CHECK_FALSE(ruling.confirmed());
}

TEST_CASE("a listed signer whose key is for signing is confirmed", "[process]") {
  const demo::Party leaf =
      demo::make_root(test::leaf_spec(), test::shared_key(demo::KeyKind::p256, 7));
  CHECK(Court({leaf}, rules()).judge(signed_by(leaf)).confirmed());
}

// The finding behind it: a self-signed certificate that a policy file trusts as given, long over.
TEST_CASE("an expired certificate given as its own anchor confirms nothing", "[process]") {
  const demo::Party leaf =
      demo::make_root(test::leaf_spec(), test::shared_key(demo::KeyKind::p256, 7));
  Court court({leaf}, rules());
  court.now = test::at("2028-01-01T00:00:01Z");
  const auto ruling = court.judge(signed_by(leaf));
  CHECK(ruling.summary() == "INDETERMINATE/OUT_OF_BOUNDS_NOT_REVOKED");
  CHECK_FALSE(ruling.confirmed());
}

TEST_CASE("a certificate for other purposes confirms no document", "[process]") {
  const auto row = GENERATE(table<const char*, bool, const char*>({
      {"1.3.6.1.5.5.7.3.1", true, "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE"},
      {"1.3.6.1.5.5.7.3.8", false, "INDETERMINATE/CHAIN_CONSTRAINTS_FAILURE"},
      {"1.3.6.1.5.5.7.3.4", true, "TOTAL_PASSED"},
      {"1.3.6.1.5.5.7.3.1", false, "TOTAL_PASSED"},
  }));
  demo::CertificateSpec spec = test::leaf_spec();
  spec.extended_key_usage = {Oid(std::get<0>(row))};
  spec.extended_key_usage_critical = std::get<1>(row);
  const auto& pki = test::test_pki();
  const demo::Party leaf = demo::make_issued(spec, pki.leaf.key, pki.ca);
  const auto ruling = Court({pki.ca}, rules()).judge(signed_by(leaf));
  CAPTURE(std::get<0>(row));
  CHECK(ruling.summary() == std::get<2>(row));
}

TEST_CASE("a signer identifier that names another than the attribute confirms nothing",
          "[process]") {
  const auto& pki = test::test_pki();
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  demo::CmsSpec spec;
  spec.content = to_bytes("content");
  spec.signers = {signer};
  CHECK(Court({pki.ca}).judge(demo::make_cms(spec)).confirmed());
  // A certificate that is not in the message: only the attribute finds the signer.
  spec.signers[0].identified_certificate = test::test_pki(demo::KeyKind::rsa_2048).leaf.certificate;
  const auto ruling = Court({pki.ca}).judge(demo::make_cms(spec));
  CHECK(ruling.cryptographically_valid());
  CHECK(ruling.summary() == "INDETERMINATE/NO_SIGNING_CERTIFICATE_FOUND");
  const auto* check =
      test::find_check(ruling.verdict.signatures.at(0).checks, "signer-identifier-match");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
}

TEST_CASE("a bare signature is told to lack its attribute and passes where that is allowed",
          "[process]") {
  const auto& pki = test::test_pki();
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  signer.signing_certificate = demo::SigningCertificateAttribute::none;
  demo::CmsSpec spec;
  spec.content = to_bytes("content");
  spec.signers = {signer};
  model::PolicyRules asked = test::plain_rules();
  const auto set = [&](model::Level level) {
    asked.set({model::Key::signing_certificate_attribute, model::Context::signature,
               model::CertificateRole::signing},
              {level, false, {}});
    return Court({pki.ca}, asked).judge(demo::make_cms(spec));
  };
  const auto warned = set(model::Level::warn);
  CHECK(warned.confirmed());
  const auto* check =
      test::find_check(warned.verdict.signatures.at(0).checks, "signing-certificate-attribute");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
  CHECK(check->level == model::Level::warn);
  CHECK(set(model::Level::fail).summary() == "INDETERMINATE/SIG_CONSTRAINTS_FAILURE");
}

// A certificate of an anchor's name and key that no list holds: nobody's signature on it is ever
// checked, so whoever has the octets of an anchor can write it.
TEST_CASE("a copy of an anchor without its constraints ends no path", "[process][attacks]") {
  const auto& pki = test::test_pki();
  demo::CertificateSpec spec = test::root_spec();
  spec.path_length = 0;  // issues no CA
  const demo::Party root = demo::make_root(spec, pki.root.key);
  spec.path_length.reset();
  const demo::Party copy = demo::make_root(spec, pki.root.key);
  const demo::Party ca = demo::make_issued(test::ca_spec(), pki.ca.key, root);
  const demo::Party leaf = demo::make_issued(test::leaf_spec(), pki.leaf.key, ca);
  demo::SignerSpec signer;
  signer.party = &leaf;
  demo::CmsSpec cms;
  cms.content = to_bytes("content");
  cms.signers = {signer};
  cms.certificates = {copy.certificate, ca.certificate};
  const Bytes document = demo::make_cms(cms);
  CHECK(Court({root}, rules()).judge(document).summary() ==
        "INDETERMINATE/CERTIFICATE_CHAIN_GENERAL_FAILURE");
  CHECK(Court({copy}, rules()).judge(document).confirmed());
}

TEST_CASE("a copy of a listed signer is nobody", "[process][attacks]") {
  demo::CertificateSpec spec = test::leaf_spec();
  spec.not_after = test::at("2026-05-31T00:00:00Z");  // over
  const demo::Party leaf = demo::make_root(spec, test::shared_key(demo::KeyKind::p256, 7));
  spec.not_after = test::at("2030-01-01T00:00:00Z");
  const demo::Party copy = demo::make_root(spec, test::shared_key(demo::KeyKind::p256, 7));
  CHECK(Court({leaf}, rules()).judge(signed_by(copy)).summary() ==
        "INDETERMINATE/NO_CERTIFICATE_CHAIN_FOUND");
  CHECK(Court({copy}, rules()).judge(signed_by(copy)).confirmed());
}
