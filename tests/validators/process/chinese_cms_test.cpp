#include <catch2/catch.hpp>

#include "tests/validators/process/court.h"
#include "validators/crypto/digest.h"
#include "validators/pki/oids.h"

// What China writes in its own way (GM/T 0010, domain.md 4.11), and the one Belarusian name of
// which nothing is guessed; the rest of both countries is in national_test.

using namespace senim;
using demo::KeyKind;
using process::test::Court;

namespace {

model::PolicyRules rules() {
  using crypto::DigestAlgorithm;
  model::AlgorithmTable table;
  table.suite = "test";
  for (const auto digest :
       {DigestAlgorithm::belt_hash, DigestAlgorithm::bash256, DigestAlgorithm::bash384,
        DigestAlgorithm::bash512, DigestAlgorithm::sm3, DigestAlgorithm::sha256}) {
    table.digests.push_back({digest, std::nullopt, std::nullopt});
  }
  table.keys = {{crypto::SignatureScheme::bign, 256, std::nullopt, std::nullopt},
                {crypto::SignatureScheme::sm2, 256, std::nullopt, std::nullopt}};
  model::PolicyRules rules = test::plain_rules();
  rules.algorithms.fill(table);
  return rules;
}

demo::SignerSpec signer_of(const demo::Party& party) {
  demo::SignerSpec signer;
  signer.party = &party;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  return signer;
}

demo::CmsSpec message_by(const demo::SignerSpec& signer, const test::TestPki& pki) {
  demo::CmsSpec spec;
  spec.content = to_bytes("content");
  spec.signers = {signer};
  spec.certificates = {pki.ca.certificate};
  return spec;
}

// GM/T 0010: its own content types, the digest under SM2's older name with NULL.
demo::CmsSpec chinese(demo::SignerSpec signer, const test::TestPki& pki) {
  signer.sign.oid = Oid("1.2.156.10197.1.301.1");
  signer.sign.parameters = demo::Parameters::null;
  demo::CmsSpec spec = message_by(signer, pki);
  spec.type = pki::oid::kGmSignedData;
  spec.content_type = pki::oid::kGmData;
  return spec;
}

model::DetachedPart digest_part(ByteView content, crypto::DigestAlgorithm digest) {
  model::DetachedPart part;
  part.name = "content";
  part.digest = digest;
  part.digest_value = crypto::digest(digest, content).value();
  return part;
}

}  // namespace

TEST_CASE("Chinese SignedData is confirmed under its own identifiers", "[process]") {
  const auto& pki = test::test_pki(KeyKind::cn_sm2);
  const Court court({pki.root}, rules());
  demo::SignerSpec signer = signer_of(pki.leaf);

  SECTION("with signed attributes") {
    const auto spec = chinese(signer, pki);
    const auto ruling = court.judge(demo::make_cms(spec));
    CAPTURE(ruling.summary());
    CHECK(ruling.confirmed());
    // The attribute must name the type that the message has.
    auto other = spec;
    other.signers[0].content_type_attribute = pki::oid::kData;
    CHECK(court.judge(demo::make_cms(other)).summary() == "TOTAL_FAILED/FORMAT_FAILURE");
  }
  SECTION("the ordinary types with an SM2 signer") {
    auto spec = chinese(signer, pki);
    spec.type = pki::oid::kSignedData;
    spec.content_type = pki::oid::kData;
    CHECK(court.judge(demo::make_cms(spec)).confirmed());
  }
  SECTION("the digest that is not SM3") {
    signer.claimed_digest = crypto::DigestAlgorithm::sha256;
    CHECK_FALSE(court.judge(demo::make_cms(chinese(signer, pki))).any_passed());
  }
  SECTION("an octet of the content changed") {
    auto spec = chinese(signer, pki);
    Bytes document = demo::make_cms(spec);
    const auto found =
        std::search(document.begin(), document.end(), spec.content.begin(), spec.content.end());
    *found ^= 1;
    CHECK(court.judge(document).summary() == "TOTAL_FAILED/HASH_FAILURE");
  }
}

TEST_CASE("Chinese SignedData without signed attributes signs the content octets", "[process]") {
  // GM/T 0010 as its toolkits write it (domain.md 4.11).
  const auto& pki = test::test_pki(KeyKind::cn_sm2);
  const Court court({pki.root}, rules());
  demo::SignerSpec signer = signer_of(pki.leaf);
  signer.without_signed_attributes = true;
  signer.signing_certificate = demo::SigningCertificateAttribute::none;
  auto spec = chinese(signer, pki);

  const auto ruling = court.judge(demo::make_cms(spec));
  CAPTURE(ruling.summary());
  CHECK(ruling.cryptographically_valid());
  Bytes document = demo::make_cms(spec);
  *std::search(document.begin(), document.end(), spec.content.begin(), spec.content.end()) ^= 1;
  CHECK_FALSE(court.judge(document).cryptographically_valid());

  spec.detached = true;
  document = demo::make_cms(spec);
  CHECK(court.judge(document, {process::test::detached_part("content", spec.content)})
            .cryptographically_valid());
  CHECK_FALSE(court.judge(document, {process::test::detached_part("content", to_bytes("contend"))})
                  .cryptographically_valid());
  // SM2 hashes the key before the content: of a digest alone nothing can be told, either way.
  const auto by_digest =
      court.judge(document, {digest_part(spec.content, crypto::DigestAlgorithm::sm3)});
  CHECK(by_digest.evidence.signatures.at(0).value == model::ValueState::unsupported);
  CHECK_FALSE(by_digest.any_passed());
}

TEST_CASE("bign-with-hspec in CMS is unsupported whatever digest the signer names", "[process]") {
  const auto& pki = test::test_pki(KeyKind::by_256);
  demo::SignerSpec signer = signer_of(pki.leaf);
  signer.sign.oid = Oid("1.2.112.0.2.0.34.101.45.11");
  const auto ruling = Court({pki.root}, rules()).judge(demo::make_cms(message_by(signer, pki)));
  CHECK(ruling.evidence.signatures.at(0).value == model::ValueState::unsupported);
  CHECK(ruling.evidence.signatures.at(0).signature.algorithm.name() == "bign-with-hspec");
  CHECK_FALSE(ruling.any_passed());
}
