// Keys that leave their domain parameters to the issuer's (RFC 3279 2.3.2 for DSA, RFC 4491 2.3.2
// for GOST R 34.10-2001): whole only as part of a path, in CAs and in signers. PKITS 4.1.5 is the
// third party's case (DSA, with lists).

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/sign_gost.h"
#include "tests/validators/process/court.h"
#include "validators/base/der_reader.h"
#include "validators/paths/path_builder.h"

namespace senim::process {
namespace {

using demo::Key;
using demo::Party;
using test::Court;

// A key whose SubjectPublicKeyInfo names no parameters; it signs with those it was made with.
class Inheriting final : public demo::SigningKey {
 public:
  explicit Inheriting(Key whole) : whole_(std::move(whole)) {}
  std::string pem() const override { return whole_.pem(); }
  Bytes spki() const override {
    const Bytes spki = whole_.spki();
    der::Reader outer(der::single(spki, der::Rules::der, "key").value());
    der::Reader algorithm(outer.next().value());
    const der::Element oid = algorithm.next().value();
    const der::Element bits = outer.next().value();
    return demo::der::sequence({demo::der::sequence({oid.whole}), bits.whole});
  }
  crypto::DigestAlgorithm own_digest() const override {
    return whole_.digest(crypto::DigestAlgorithm::unknown);
  }
  Bytes hash(crypto::DigestAlgorithm digest, ByteView octets) const override {
    return whole_.hash(digest, octets);
  }
  Bytes algorithm_identifier(const demo::SignOptions& options) const override {
    return whole_.algorithm_identifier(options);
  }
  Bytes digest_identifier(crypto::DigestAlgorithm digest) const override {
    return whole_.digest_identifier(digest);
  }
  std::string algorithm_uri(const demo::SignOptions& options) const override {
    return whole_.algorithm_uri(options);
  }
  Bytes sign(ByteView message, const demo::SignOptions& options) const override {
    return whole_.sign(message, options);
  }
  Bytes sign_cms(ByteView message, const demo::SignOptions& options) const override {
    return whole_.sign_cms(message, options);
  }

 private:
  Key whole_;
};

constexpr Oid kSetA{"1.2.643.2.2.35.1"};
constexpr Oid kSetC{"1.2.643.2.2.35.3"};

Key key_of(const Oid& set) { return demo::make_gost_key(crypto::KeyFamily::gost_r_3410_2001, set); }
Key inheriting(const Key& whole) { return Key(std::make_shared<Inheriting>(whole)); }

demo::CertificateSpec named(demo::CertificateSpec spec, const char* name) {
  spec.subject = demo::simple_name(name, "Senim Test", "RU");
  spec.without_key_identifiers = true;  // so that names alone decide who may have issued
  return spec;
}

// root (whole) <- CA (inherits) <- signer (inherits)
struct World {
  Party root = demo::make_root(named(senim::test::root_spec(), "Whole Root"), key_of(kSetA));
  Party ca =
      demo::make_issued(named(senim::test::ca_spec(), "Heir CA"), inheriting(key_of(kSetA)), root);
  Party signer =
      demo::make_issued(named(senim::test::leaf_spec(), "Heir"), inheriting(key_of(kSetA)), ca);

  Bytes document() const {
    demo::CmsSpec spec;
    spec.content = to_bytes(as_bytes("content"));
    spec.signers.emplace_back().party = &signer;
    spec.certificates = {ca.certificate};
    return demo::make_cms(spec);
  }
};

model::PolicyRules gost_rules() {
  model::PolicyRules rules = senim::test::plain_rules();
  for (model::AlgorithmTable& table : rules.algorithms) {
    table.digests.push_back({crypto::DigestAlgorithm::gost_r_3411_94, std::nullopt, std::nullopt});
    table.keys.push_back(
        {crypto::SignatureScheme::gost_r_3410_2001, 256, std::nullopt, std::nullopt});
  }
  return rules;
}

}  // namespace

TEST_CASE("keys of CA and signer take their domain parameters from the key above", "[inherit]") {
  const World world;
  const auto ruling = Court({world.root}, gost_rules()).judge(world.document());
  CHECK(ruling.summary() == "TOTAL_PASSED");
  const model::SignatureEvidence& signature = ruling.evidence.signatures.at(0);
  CHECK(signature.value == model::ValueState::valid);
  CHECK(signature.key_bits == 256);
  REQUIRE(signature.paths.size() == 1);
  CHECK(signature.paths[0].signed_by_next ==
        std::vector{model::ValueState::valid, model::ValueState::valid});
  CHECK_FALSE(paths::working_key(signature.paths[0], 0)->lacks_parameters());
}

TEST_CASE("a changed signature under inherited parameters is false", "[inherit]") {
  const World world;
  Bytes document = world.document();
  document.back() ^= 1;
  CHECK(Court({world.root}, gost_rules()).judge(document).summary() ==
        "TOTAL_FAILED/SIG_CRYPTO_FAILURE");
}

TEST_CASE("without a key above that has parameters nothing is computed", "[inherit]") {
  const World world;
  // The CA itself is the anchor: nobody above it, whoever certified it.
  const auto ruling = Court({world.ca}, gost_rules()).judge(world.document());
  CHECK(ruling.summary() == "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE");
  CHECK(ruling.evidence.signatures.at(0).value == model::ValueState::unsupported);
  REQUIRE(ruling.evidence.signatures[0].paths.size() == 1);
  CHECK(ruling.evidence.signatures[0].paths[0].signed_by_next ==
        std::vector{model::ValueState::unsupported});
}

TEST_CASE("parameters of another family are not taken over", "[inherit]") {
  const World world;
  const Party root = demo::make_root(named(senim::test::root_spec(), "Other Root"),
                                     senim::test::shared_key(demo::KeyKind::p256, 0));
  const Party ca = demo::make_issued(named(senim::test::ca_spec(), "Heir CA"), world.ca.key, root);
  demo::CmsSpec spec;
  spec.content = to_bytes(as_bytes("content"));
  spec.signers.emplace_back().party = &world.signer;
  spec.certificates = {ca.certificate};
  const auto ruling = Court({root}, gost_rules()).judge(demo::make_cms(spec));
  CHECK(ruling.summary() == "INDETERMINATE/CRYPTO_CONSTRAINTS_FAILURE");
}

TEST_CASE("a path that gives a key other parameters is not one of the signature", "[inherit]") {
  const World world;
  // The same CA certified by a root on another curve: its key would be another one there.
  const Party other = demo::make_root(named(senim::test::root_spec(), "C Root"), key_of(kSetC));
  const Party cross =
      demo::make_issued(named(senim::test::ca_spec(), "Heir CA"), world.ca.key, other);
  demo::CmsSpec spec;
  spec.content = to_bytes(as_bytes("content"));
  spec.signers.emplace_back().party = &world.signer;
  spec.certificates = {cross.certificate, world.ca.certificate};
  SECTION("beside one that fits it is left out") {
    const auto ruling = Court({other, world.root}, gost_rules()).judge(demo::make_cms(spec));
    CHECK(ruling.summary() == "TOTAL_PASSED");
    REQUIRE(ruling.evidence.signatures.at(0).paths.size() == 1);
    CHECK(ruling.evidence.signatures[0].paths[0].certificates.back() ==
          senim::test::certificate(world.root));
  }
  SECTION("alone it confirms nothing") {
    const auto ruling = Court({other}, gost_rules()).judge(demo::make_cms(spec));
    CHECK_FALSE(ruling.any_passed());
    CHECK(ruling.evidence.signatures.at(0).value != model::ValueState::valid);
  }
}

}  // namespace senim::process
