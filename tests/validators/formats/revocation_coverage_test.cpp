#include "validators/formats/revocation_coverage.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/revocation_maker.h"
#include "tests/support/test_pki.h"
#include "validators/pki/ocsp.h"

namespace senim::formats {
namespace {

namespace der = demo::der;
using senim::test::test_pki;

pki::Certificate certificate(const demo::Party& party) {
  return pki::Certificate::from_der(party.certificate).value();
}

Bytes algorithm() { return der::sequence({der::oid(Oid("1.2.840.113549.1.1.11"))}); }

// Only the fields up to the issuer matter.
Bytes crl_of(const demo::Party& issuer) {
  return der::sequence({der::sequence({der::integer(1), algorithm(), issuer.name}), algorithm()});
}

using crypto::DigestAlgorithm;

Bytes answer_about(const demo::Party& certificate, const demo::Party& issuer,
                   DigestAlgorithm digest = DigestAlgorithm::sha1,
                   std::optional<Oid> hash_oid = std::nullopt) {
  senim::test::OcspEntrySpec entry;
  entry.certificate = &certificate;
  entry.issuer = &issuer;
  entry.digest = digest;
  entry.hash_oid = hash_oid;
  entry.this_update = senim::test::at("2026-03-01T10:00:00Z");
  senim::test::OcspSpec spec;
  spec.produced_at = entry.this_update;
  spec.entries = {entry};
  return senim::test::make_ocsp(spec, issuer);
}

bool covered(const RevocationCoverage& coverage, const pki::Certificate& certificate,
             const std::vector<pki::Certificate>& issuers = {}) {
  IssuerHashes hashes;
  return coverage.covers(certificate, issuers, hashes);
}
bool chain_covered(const pki::Certificate& leaf, const std::vector<pki::Certificate>& known,
                   const std::vector<const RevocationCoverage*>& data) {
  IssuerHashes hashes;
  return covers_chain(leaf, known, data, hashes);
}
bool signer_covered(const pki::Certificate& signer, const std::vector<pki::Certificate>& known,
                    const RevocationCoverage& coverage) {
  IssuerHashes hashes;
  return about_signer(signer, known, {&coverage}, hashes);
}

// The CA's name under another key, as after a renewal; its root is another one.
demo::Party renewed_ca() {
  demo::CertificateSpec spec = senim::test::ca_spec();
  spec.subject.back().second += " " + std::to_string(static_cast<int>(demo::KeyKind::p256));
  spec.serial += 1000;
  return demo::make_issued(spec, senim::test::shared_key(demo::KeyKind::p256, 8), test_pki().root);
}

}  // namespace

TEST_CASE("a CRL covers what its issuer issued", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  const auto ca = certificate(test_pki().ca);
  const auto root = certificate(test_pki().root);
  const RevocationCoverage by_ca({crl_of(test_pki().ca)}, {});
  CHECK(covered(by_ca, leaf));
  CHECK_FALSE(covered(by_ca, ca));
  CHECK(chain_covered(leaf, {leaf}, {&by_ca}));
  CHECK_FALSE(chain_covered(leaf, {leaf, ca}, {&by_ca}));
  const RevocationCoverage both({crl_of(test_pki().ca), crl_of(test_pki().root)}, {});
  CHECK(chain_covered(leaf, {leaf, ca, root}, {&both}));
  const RevocationCoverage by_root({crl_of(test_pki().root)}, {});
  CHECK(chain_covered(leaf, {leaf, ca, root}, {&by_ca, &by_root}));
  CHECK_FALSE(chain_covered(leaf, {leaf, ca, root}, {&by_root}));
  CHECK_FALSE(covered(RevocationCoverage({}, {}), leaf));
}

TEST_CASE("an OCSP answer covers the certificate that its CertID names", "[formats][level]") {
  const demo::Party& issuer = test_pki().ca;
  const auto leaf = certificate(test_pki().leaf);
  const auto ca = certificate(issuer);
  const auto covers = [&](const Bytes& answer, const std::vector<pki::Certificate>& issuers) {
    return covered(RevocationCoverage({}, {answer}), leaf, issuers);
  };
  const Bytes answer = answer_about(test_pki().leaf, issuer);
  CHECK(covers(answer, {ca}));
  CHECK(covers(to_bytes(pki::BasicOcspResponse::from_der(answer).value().der()), {ca}));
  for (const DigestAlgorithm digest : {DigestAlgorithm::sha256, DigestAlgorithm::sha512}) {
    CHECK(covers(answer_about(test_pki().leaf, issuer, digest), {ca}));
  }
  SECTION("of another serial number") { CHECK_FALSE(covers(answer_about(issuer, issuer), {ca})); }
  SECTION("of the serial number under another issuer") {
    const demo::Party& root = test_pki().root;
    const demo::Party stranger = demo::make_issued(
        senim::test::leaf_spec(), senim::test::shared_key(demo::KeyKind::p256, 2), root);
    REQUIRE(equal(certificate(stranger).serial(), leaf.serial()));
    const Bytes other = answer_about(stranger, root);
    CHECK_FALSE(covers(other, {ca}));
    CHECK_FALSE(covers(other, {}));
    const RevocationCoverage coverage({}, {other});
    CHECK_FALSE(signer_covered(leaf, {leaf, ca}, coverage));
    CHECK_FALSE(chain_covered(leaf, {leaf}, {&coverage}));
  }
  SECTION("of the issuer's name under another key") {
    const demo::Party renewed = renewed_ca();
    REQUIRE(equal(certificate(renewed).subject().der(), ca.subject().der()));
    const Bytes other = answer_about(test_pki().leaf, renewed);
    CHECK_FALSE(covers(other, {ca}));
    CHECK(covers(other, {certificate(renewed), ca}));
    CHECK(covers(answer, {certificate(renewed), ca}));  // any of those of that name
    const RevocationCoverage coverage({}, {other});
    CHECK_FALSE(signer_covered(leaf, {leaf, ca}, coverage));
    CHECK_FALSE(chain_covered(leaf, {leaf, ca}, {&coverage}));
  }
  SECTION("by hashes of another algorithm than it names") {
    const Oid sha384("2.16.840.1.101.3.4.2.2");
    CHECK_FALSE(
        covers(answer_about(test_pki().leaf, issuer, DigestAlgorithm::sha256, sha384), {ca}));
  }
  SECTION("by hashes of an algorithm that nobody knows") {
    const Oid unknown("1.2.3.4");
    const Bytes other = answer_about(test_pki().leaf, issuer, DigestAlgorithm::sha256, unknown);
    CHECK_FALSE(covers(other, {ca}));
    CHECK_FALSE(covers(other, {}));
  }
  SECTION("whose issuer's certificate is not at hand: by name and number") {
    CHECK(covers(answer, {}));
    const RevocationCoverage coverage({}, {answer});
    CHECK(signer_covered(leaf, {leaf}, coverage));
    CHECK(chain_covered(leaf, {leaf}, {&coverage}));
    CHECK_FALSE(chain_covered(leaf, {leaf, ca}, {&coverage}));  // nothing about the CA
  }
}

TEST_CASE("a renewal of the issuer does not stand for it", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  const auto renewed = certificate(renewed_ca());
  REQUIRE(leaf.authority_key_identifier().value().has_value());
  REQUIRE(renewed.subject_key_identifier().value().has_value());
  const RevocationCoverage coverage({}, {answer_about(test_pki().leaf, test_pki().ca)});
  CHECK(signer_covered(leaf, {leaf, renewed}, coverage));  // as where none is at hand
  const demo::Party stranger = demo::make_issued(
      senim::test::leaf_spec(), senim::test::shared_key(demo::KeyKind::p256, 2), test_pki().root);
  const RevocationCoverage other({}, {answer_about(stranger, test_pki().root)});
  CHECK_FALSE(signer_covered(leaf, {leaf, renewed}, other));
}

TEST_CASE("eight certificates of the issuer's name may be his and no more", "[formats][level]") {
  demo::CertificateSpec spec = senim::test::leaf_spec();
  spec.without_key_identifiers = true;
  const auto& leaf_key = senim::test::shared_key(demo::KeyKind::p256, 2);
  const demo::Party party = demo::make_issued(spec, leaf_key, test_pki().ca);
  const auto leaf = certificate(party);
  const auto namesake = certificate(renewed_ca());
  REQUIRE(equal(namesake.subject().der(), leaf.issuer().der()));
  const RevocationCoverage coverage({}, {answer_about(party, test_pki().ca)});
  const auto covers_behind = [&](std::size_t namesakes) {
    std::vector<pki::Certificate> known{leaf};
    known.insert(known.end(), namesakes, namesake);
    known.push_back(certificate(test_pki().ca));
    return signer_covered(leaf, known, coverage);
  };
  CHECK(covers_behind(0));
  CHECK(covers_behind(7));
  CHECK_FALSE(covers_behind(8));
  // Those that a key identifier tells from him are none of the eight.
  const auto named = certificate(test_pki().leaf);
  std::vector<pki::Certificate> known(20, namesake);
  known.push_back(certificate(test_pki().ca));
  const RevocationCoverage about({}, {answer_about(test_pki().leaf, test_pki().ca)});
  CHECK(signer_covered(named, known, about));
  const RevocationCoverage other({}, {answer_about(test_pki().leaf, renewed_ca())});
  CHECK_FALSE(signer_covered(named, known, other));
}

TEST_CASE("ten thousand answers are looked at and no more", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  const auto answers = [&](std::size_t before) {
    senim::test::OcspSpec spec;
    senim::test::OcspEntrySpec entry;
    entry.certificate = &test_pki().ca;
    entry.issuer = &test_pki().root;
    spec.entries.assign(before, entry);
    entry.certificate = &test_pki().leaf;
    entry.issuer = &test_pki().ca;
    spec.entries.push_back(entry);
    return RevocationCoverage({}, {senim::test::make_ocsp(spec, test_pki().ca)});
  };
  const auto ca = certificate(test_pki().ca);
  CHECK(covered(answers(9'999), leaf, {ca}));
  CHECK_FALSE(covered(answers(10'000), leaf, {ca}));
}

TEST_CASE("answers about the whole chain cover it", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  const auto ca = certificate(test_pki().ca);
  const auto root = certificate(test_pki().root);
  const Bytes about_leaf = answer_about(test_pki().leaf, test_pki().ca);
  const RevocationCoverage whole({}, {about_leaf, answer_about(test_pki().ca, test_pki().root)});
  CHECK(chain_covered(leaf, {leaf, ca, root}, {&whole}));
  const RevocationCoverage wrong({}, {about_leaf, answer_about(test_pki().ca, test_pki().ca)});
  CHECK_FALSE(chain_covered(leaf, {leaf, ca, root}, {&wrong}));
}

TEST_CASE("what cannot be read covers nobody", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  CHECK_FALSE(covered(RevocationCoverage({to_bytes("x")}, {to_bytes("x")}), leaf));
}

}  // namespace senim::formats
