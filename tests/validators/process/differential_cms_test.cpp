#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

#include "tests/validators/process/court.h"
#include "tests/validators/process/openssl_opinion.h"
#include "validators/crypto/digest.h"
#include "validators/pki/cms.h"

// Our verdict on values and digests beside OpenSSL's CMS code, over documents that the tests make:
// every kind of key and digest that both know, every way of writing a message, each good and spoilt
// in one place.

using namespace senim;
using crypto::DigestAlgorithm;
using demo::KeyKind;
using process::test::Court;
using test::at;

namespace {

struct Variant {
  const char* name;
  void (*apply)(demo::CmsSpec&);
};
const Variant kVariants[] = {
    {"attached", [](demo::CmsSpec&) {}},
    {"BER", [](demo::CmsSpec& spec) { spec.ber = true; }},
    {"no signed attributes",
     [](demo::CmsSpec& spec) { spec.signers[0].without_signed_attributes = true; }},
    {"key identifier", [](demo::CmsSpec& spec) { spec.signers[0].identify_by_key = true; }},
    {"signing certificate v1",
     [](demo::CmsSpec& spec) {
       spec.signers[0].signing_certificate = demo::SigningCertificateAttribute::v1;
     }},
    {"rsaEncryption as signatureAlgorithm",
     [](demo::CmsSpec& spec) { spec.signers[0].rsa_encryption_oid = true; }},
    {"unsorted attributes, signed as written",
     [](demo::CmsSpec& spec) { spec.signers[0].unsorted_attributes = true; }},
    {"plain CMS",
     [](demo::CmsSpec& spec) {
       spec.signers[0].signing_certificate = demo::SigningCertificateAttribute::none;
     }},
};

struct Kind {
  KeyKind key;
  DigestAlgorithm digest;
  bool pss;
};
// EdDSA has its own test below: OpenSSL 3.0's CMS code does not verify it.
const Kind kKinds[] = {
    {KeyKind::rsa_1024, DigestAlgorithm::sha256, false},
    {KeyKind::rsa_4096, DigestAlgorithm::sha512, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha224, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha3_256, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha3_384, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha3_512, false},
    {KeyKind::p256, DigestAlgorithm::sha1, false},
    {KeyKind::p256, DigestAlgorithm::sha224, false},
    {KeyKind::p256, DigestAlgorithm::sha3_256, false},
    {KeyKind::p384, DigestAlgorithm::sha3_512, false},
    {KeyKind::dsa_2048, DigestAlgorithm::sha1, false},
    {KeyKind::dsa_2048, DigestAlgorithm::sha224, false},
    {KeyKind::dsa_2048, DigestAlgorithm::sha256, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha1, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha256, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha384, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha512, false},
    {KeyKind::rsa_2048, DigestAlgorithm::sha256, true},
    {KeyKind::p256, DigestAlgorithm::sha256, false},
    {KeyKind::p256, DigestAlgorithm::sha512, false},
    {KeyKind::p384, DigestAlgorithm::sha384, false},
    {KeyKind::p521, DigestAlgorithm::sha512, false},
    {KeyKind::brainpool_p256, DigestAlgorithm::sha256, false},
};

// A signer with that kind of key under the CA of the tests' PKI: the CA's keys need not be made
// again for each kind.
const demo::Party& signer_with(KeyKind kind) {
  static std::map<KeyKind, demo::Party> made;
  const auto found = made.find(kind);
  if (found != made.end()) {
    return found->second;
  }
  demo::CertificateSpec spec = test::leaf_spec();
  spec.serial = 100 + static_cast<int>(kind);
  spec.subject.back().second += " " + std::to_string(spec.serial);
  return made.emplace(kind, demo::make_issued(spec, test::shared_key(kind, 2), test::test_pki().ca))
      .first->second;
}

bool is_rsa(KeyKind kind) {
  return kind == KeyKind::rsa_1024 || kind == KeyKind::rsa_2048 || kind == KeyKind::rsa_4096;
}

demo::CmsSpec message(const Kind& kind) {
  demo::SignerSpec signer;
  signer.party = &signer_with(kind.key);
  signer.sign = {kind.digest, kind.pss};
  signer.signing_time = at("2026-05-01T00:00:00Z");
  demo::CmsSpec spec;
  spec.content = to_bytes("differential content");
  spec.signers = {signer};
  return spec;
}

// The good message and the same with one octet of its content, its message digest, and its value
// changed.
std::vector<Bytes> with_spoilt_copies(const Bytes& good, const demo::CmsSpec& spec) {
  std::vector<Bytes> all = {good};
  const auto spoil = [&](std::string_view part, std::size_t inside) {
    const std::size_t found = as_text(good).rfind(part);
    if (found != std::string_view::npos) {
      Bytes copy = good;
      copy[found + inside] ^= 1;
      all.push_back(std::move(copy));
    }
  };
  spoil("content", 0);
  const Bytes digest =
      crypto::digest(spec.signers[0].party->key.digest(spec.signers[0].sign.digest), spec.content)
          .value();
  spoil(as_text(digest), digest.size() / 2);
  const Bytes value = demo::signature_value_of(good);
  spoil(as_text(value), value.size() - 1);
  return all;
}

}  // namespace

TEST_CASE("our verdict on CMS values and digests equals OpenSSL's", "[process][differential]") {
  int compared = 0;
  for (const Kind& kind : kKinds) {
    const Court court({test::test_pki().root});
    for (const Variant& variant : kVariants) {
      demo::CmsSpec spec = message(kind);
      variant.apply(spec);
      if (kind.pss && spec.signers[0].without_signed_attributes) {
        continue;  // OpenSSL 3.0 verifies PSS over signed attributes only
      }
      if (spec.signers[0].rsa_encryption_oid && (kind.pss || !is_rsa(kind.key))) {
        continue;
      }
      const std::vector<Bytes> messages = with_spoilt_copies(demo::make_cms(spec), spec);
      for (std::size_t i = 0; i < messages.size(); ++i) {
        CAPTURE(variant.name, static_cast<int>(kind.key), static_cast<int>(kind.digest), kind.pss,
                i);
        const bool theirs = process::test::openssl_verifies(messages[i]);
        CHECK(theirs == (i == 0));
        CHECK(court.judge(messages[i]).cryptographically_valid() == theirs);
        ++compared;
      }
    }
  }
  CHECK(compared >= 500);
}

TEST_CASE("our verdict on detached CMS equals OpenSSL's over the right and the wrong content",
          "[process][differential]") {
  for (const Kind& kind : kKinds) {
    const Court court({test::test_pki().root});
    demo::CmsSpec spec = message(kind);
    spec.detached = true;
    const Bytes cms = demo::make_cms(spec);
    for (const std::string& content : {std::string("differential content"),
                                       std::string("differential cpntent"), std::string()}) {
      CAPTURE(static_cast<int>(kind.key), static_cast<int>(kind.digest), content);
      const bool theirs = process::test::openssl_verifies(cms, as_bytes(content));
      CHECK(theirs == (content == "differential content"));
      CHECK(court.judge(cms, {process::test::detached_part("c", as_bytes(content))})
                .cryptographically_valid() == theirs);
    }
  }
}

TEST_CASE("our verdict on PSS equals OpenSSL's whatever the length of the salt",
          "[process][differential]") {
  const Court court({test::test_pki().root});
  const auto digest =
      GENERATE(DigestAlgorithm::sha256, DigestAlgorithm::sha384, DigestAlgorithm::sha3_256);
  for (const unsigned salt : {0U, 1U, 8U, 20U, 32U, 48U, 64U, 190U}) {
    demo::CmsSpec spec = message({KeyKind::rsa_2048, digest, true});
    spec.signers[0].sign.salt = static_cast<std::uint16_t>(salt);
    const std::vector<Bytes> messages = with_spoilt_copies(demo::make_cms(spec), spec);
    for (std::size_t i = 0; i < messages.size(); ++i) {
      CAPTURE(static_cast<int>(digest), salt, i);
      const bool theirs = process::test::openssl_verifies(messages[i]);
      CHECK(theirs == (i == 0));
      CHECK(court.judge(messages[i]).cryptographically_valid() == theirs);
    }
  }
}

TEST_CASE("a salt of another length than the parameters say is refused as by OpenSSL",
          "[process][differential]") {
  const Court court({test::test_pki().root});
  demo::CmsSpec spec = message({KeyKind::rsa_2048, DigestAlgorithm::sha256, true});
  spec.signers[0].sign.salt = std::uint16_t{20};
  Bytes cms = demo::make_cms(spec);
  REQUIRE(process::test::openssl_verifies(cms));
  // [2] { INTEGER 20 } of RSASSA-PSS-params (RFC 4055 3.1), outside the signed attributes
  const Bytes written = {0xa2, 0x03, 0x02, 0x01, 20};
  const std::size_t found = as_text(cms).rfind(as_text(written));
  REQUIRE(found != std::string_view::npos);
  for (const unsigned other : {0U, 19U, 21U, 32U}) {
    cms[found + 4] = static_cast<std::uint8_t>(other);
    CAPTURE(other);
    CHECK_FALSE(process::test::openssl_verifies(cms));
    CHECK_FALSE(court.judge(cms).cryptographically_valid());
  }
}

TEST_CASE("a value by another key of the same kind is refused as by OpenSSL",
          "[process][differential]") {
  const Court court({test::test_pki().root});
  for (const KeyKind kind : {KeyKind::rsa_2048, KeyKind::p256, KeyKind::p384, KeyKind::p521,
                             KeyKind::brainpool_p256, KeyKind::dsa_2048}) {
    const demo::Party& right = signer_with(kind);
    const demo::Party wrong{test::shared_key(kind, 8), right.certificate, right.name};
    for (const Variant& variant : kVariants) {
      demo::CmsSpec spec = message({kind, DigestAlgorithm::sha256, false});
      variant.apply(spec);
      if (spec.signers[0].rsa_encryption_oid && !is_rsa(kind)) {
        continue;
      }
      for (const demo::Party* const party : {&right, &wrong}) {
        spec.signers[0].party = party;
        const Bytes cms = demo::make_cms(spec);
        CAPTURE(variant.name, static_cast<int>(kind), party == &right);
        const bool theirs = process::test::openssl_verifies(cms);
        // The key identifier names the other key: then OpenSSL finds no signer at all.
        CHECK(theirs == (party == &right));
        CHECK(court.judge(cms).cryptographically_valid() == theirs);
      }
    }
  }
}

TEST_CASE("digest algorithms that disagree are refused as by OpenSSL", "[process][differential]") {
  const Court court({test::test_pki().root});
  for (const Kind& kind : kKinds) {
    if (kind.pss) {
      continue;
    }
    for (const DigestAlgorithm claimed :
         {DigestAlgorithm::sha1, DigestAlgorithm::sha256, DigestAlgorithm::sha384}) {
      demo::CmsSpec spec = message(kind);
      spec.signers[0].claimed_digest = claimed;
      const Bytes cms = demo::make_cms(spec);
      CAPTURE(static_cast<int>(kind.key), static_cast<int>(kind.digest), static_cast<int>(claimed));
      const bool theirs = process::test::openssl_verifies(cms);
      CHECK(theirs == (claimed == kind.digest));
      CHECK(court.judge(cms).cryptographically_valid() == theirs);
    }
  }
}

TEST_CASE("the order of signed attributes is the signed one", "[process][differential]") {
  const Court court({test::test_pki().root});
  demo::CmsSpec spec = message({KeyKind::p256, DigestAlgorithm::sha256, false});
  spec.signers[0].unsorted_attributes = true;
  const Bytes as_written = demo::make_cms(spec);
  CHECK(process::test::openssl_verifies(as_written));
  CHECK(court.judge(as_written).cryptographically_valid());

  // The same attributes sorted, under the value over the unsorted ones: each attribute is as long
  // as before, so the set is replaced in place.
  Budget budget;
  const auto data = pki::SignedData::from_ber(as_written, budget).value();
  Bytes set = data.signers().at(0).signed_attributes_der;
  REQUIRE(data.signers().at(0).signed_attributes_sorted);
  Bytes sorted = *data.signers().at(0).signed_attributes_sorted;
  REQUIRE(set.size() == sorted.size());
  Bytes resorted = as_written;
  const std::size_t found = as_text(resorted).find(as_text(set).substr(1));
  REQUIRE(found != std::string_view::npos);
  std::copy(sorted.begin() + 1, sorted.end(),
            resorted.begin() + static_cast<std::ptrdiff_t>(found));
  CHECK(process::test::openssl_form(resorted) == process::test::openssl_form(as_written));
  CHECK_FALSE(process::test::openssl_verifies(resorted));
  CHECK_FALSE(court.judge(resorted).cryptographically_valid());

  // RFC 5652 5.4: the value is over the DER form, sorted whatever was sent. OpenSSL takes what was
  // sent and has no opinion here; the content and one changed attribute still tell.
  spec.signers[0].unsorted_attributes = false;
  spec.signers[0].sign_sorted_send_unsorted = true;
  const std::vector<Bytes> messages = with_spoilt_copies(demo::make_cms(spec), spec);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    CAPTURE(i);
    CHECK(court.judge(messages[i]).cryptographically_valid() == (i == 0));
  }
}

TEST_CASE("a digest handed in instead of the content is judged as OpenSSL judges the content",
          "[process][differential]") {
  const Court court({test::test_pki().root});
  const bool attributes = GENERATE(true, false);
  for (const Kind& kind : kKinds) {
    if (kind.pss && !attributes) {
      continue;  // OpenSSL 3.0 verifies PSS over signed attributes only
    }
    demo::CmsSpec spec = message(kind);
    spec.detached = true;
    spec.signers[0].without_signed_attributes = !attributes;
    const Bytes cms = demo::make_cms(spec);
    for (const std::string& content :
         {std::string("differential content"), std::string("differential cpntent")}) {
      model::DetachedPart part;
      part.name = "c";
      part.digest = kind.digest;
      part.digest_value = crypto::digest(kind.digest, as_bytes(content)).value();
      CAPTURE(static_cast<int>(kind.key), static_cast<int>(kind.digest), content, attributes);
      const bool theirs = process::test::openssl_verifies(cms, as_bytes(content));
      CHECK(theirs == (content == "differential content"));
      CHECK(court.judge(cms, {part}).cryptographically_valid() == theirs);
      // A digest by another algorithm says nothing about this one.
      part.digest = kind.digest == DigestAlgorithm::sha512 ? DigestAlgorithm::sha256
                                                           : DigestAlgorithm::sha512;
      part.digest_value = crypto::digest(part.digest, as_bytes(content)).value();
      CHECK_FALSE(court.judge(cms, {part}).cryptographically_valid());
    }
  }
}

TEST_CASE("each of several signers is judged as OpenSSL judges it", "[process][differential]") {
  const Court court({test::test_pki().root});
  const KeyKind kinds[] = {KeyKind::rsa_2048, KeyKind::p256, KeyKind::dsa_2048};
  // By bits: which signers sign with another key than their certificate's.
  for (unsigned wrong = 0; wrong < 8; ++wrong) {
    std::vector<demo::Party> parties;
    for (unsigned i = 0; i < 3; ++i) {
      const demo::Party& right = signer_with(kinds[i]);
      parties.push_back({test::shared_key(kinds[i], (wrong >> i) % 2 == 0 ? 2 : 8),
                         right.certificate, right.name});
    }
    demo::CmsSpec spec = message({KeyKind::p256, DigestAlgorithm::sha256, false});
    spec.signers.resize(3, spec.signers[0]);
    for (std::size_t i = 0; i < 3; ++i) {
      spec.signers[i].party = &parties[i];
    }
    spec.signers[1].without_signed_attributes = true;
    const Bytes cms = demo::make_cms(spec);
    const std::vector<bool> theirs = process::test::openssl_verifies_each(cms);
    REQUIRE(theirs.size() == 3);
    CHECK(std::count(theirs.begin(), theirs.end(), false) ==
          static_cast<std::ptrdiff_t>((wrong & 1) + ((wrong >> 1) & 1) + (wrong >> 2)));
    CHECK(process::test::openssl_verifies(cms) == (wrong == 0));
    const auto ruling = court.judge(cms);
    REQUIRE(ruling.verdict.signatures.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      CAPTURE(wrong, i);
      CHECK(ruling.cryptographically_valid(i) == theirs[i]);
    }
    Bytes changed = cms;
    changed[as_text(cms).find("differential")] ^= 1;
    const std::vector<bool> none = process::test::openssl_verifies_each(changed);
    const auto after = court.judge(changed);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK_FALSE(none.at(i));
      CHECK_FALSE(after.cryptographically_valid(i));
    }
  }
}

// RFC 8419: Ed25519 goes with SHA-512; Ed448 with SHAKE256: shake_cms_test.cpp.
// OpenSSL reads the message and verifies the value over the attributes that it found there.
TEST_CASE("our verdict on Ed25519 in CMS equals OpenSSL's on the attributes it reads there",
          "[process][differential]") {
  const Court court({test::test_pki().root});
  const demo::Party& right = signer_with(KeyKind::ed25519);
  const demo::Party wrong{test::shared_key(KeyKind::ed25519, 8), right.certificate, right.name};
  for (const demo::Party* const party : {&right, &wrong}) {
    for (const bool detached : {false, true}) {
      demo::CmsSpec spec = message({KeyKind::ed25519, DigestAlgorithm::sha512, false});
      spec.signers[0].party = party;
      spec.detached = detached;
      const std::vector<Bytes> messages = with_spoilt_copies(demo::make_cms(spec), spec);
      for (std::size_t i = 0; i < messages.size(); ++i) {
        const auto form = process::test::openssl_form(messages[i]);
        REQUIRE(form);
        const Bytes attributes = demo::der::set_of(form->signers.at(0).attributes);
        const Bytes content = detached ? spec.content : form->content;
        const Bytes digest = crypto::digest(DigestAlgorithm::sha512, content).value();
        const bool theirs =
            as_text(attributes).find(as_text(digest)) != std::string_view::npos &&
            process::test::openssl_verifies_pure(right.certificate, attributes,
                                                 demo::signature_value_of(messages[i]));
        CAPTURE(detached, i, party == &right);
        CHECK(theirs == (i == 0 && party == &right));
        std::vector<model::DetachedPart> parts;
        if (detached) {
          parts = {process::test::detached_part("c", spec.content)};
        }
        CHECK(court.judge(messages[i], parts).cryptographically_valid() == theirs);
      }
    }
  }
}
