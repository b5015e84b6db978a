#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/command.h"
#include "tests/validators/process/court.h"
#include "tests/validators/process/openssl_opinion.h"

// Our verdict on values and digests beside OpenSSL's CMS code and xmlsec1, over documents that the
// tests make: every kind of key and digest that both know, every way of writing a message, each
// good and spoilt in one place.

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
// EdDSA is left to the Wycheproof vectors: OpenSSL 3.0's CMS code does not verify it.
const Kind kKinds[] = {
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

demo::CmsSpec message(const Kind& kind) {
  demo::SignerSpec signer;
  signer.party = &test::test_pki(kind.key).leaf;
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
    const Court court({test::test_pki(kind.key).root});
    for (const Variant& variant : kVariants) {
      demo::CmsSpec spec = message(kind);
      variant.apply(spec);
      if (kind.pss && spec.signers[0].without_signed_attributes) {
        continue;  // OpenSSL 3.0 verifies PSS over signed attributes only
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
  CHECK(compared >= 200);
}

TEST_CASE("our verdict on detached CMS equals OpenSSL's over the right and the wrong content",
          "[process][differential]") {
  for (const Kind& kind : kKinds) {
    const Court court({test::test_pki(kind.key).root});
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

TEST_CASE("our verdict on XML values and digests equals xmlsec1's", "[process][differential]") {
  const auto key = GENERATE(KeyKind::rsa_2048, KeyKind::p256);
  const auto packaging = GENERATE(demo::XmlPackaging::enveloped, demo::XmlPackaging::enveloping,
                                  demo::XmlPackaging::internally_detached);
  const auto digest =
      GENERATE(DigestAlgorithm::sha1, DigestAlgorithm::sha256, DigestAlgorithm::sha512);
  const demo::Party& party = test::test_pki(key).leaf;
  demo::XadesSpec spec;
  spec.party = &party;
  spec.sign.digest = digest;
  spec.reference_digest = digest;
  spec.packaging = packaging;
  spec.content = "<order><item>value</item></order>";
  spec.signing_time = at("2026-05-01T00:00:00Z");
  const std::string good = demo::make_xades(spec);
  std::string content = good;
  content[content.find(">value<") + 1] = 'w';
  std::string properties = good;
  properties[properties.find("2026-05-01") + 3] = '5';
  std::string value = good;
  const std::size_t inside = value.find("</ds:SignatureValue>") - 10;
  value[inside] = value[inside] == 'A' ? 'B' : 'A';

  const Court court({test::test_pki(key).root});
  const test::TemporaryFolder folder;
  const auto certificate = folder.write("signer.der", std::string(as_text(party.certificate)));
  for (const std::string& document : {good, content, properties, value}) {
    const auto file = folder.write("signed.xml", document);
    const bool theirs =
        test::run(
            "xmlsec1 --verify --pubkey-cert-der " + certificate.string() +
            " --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties --id-attr:Id data"
            " --id-attr:Id http://www.w3.org/2000/09/xmldsig#:Object " +
            file.string())
            .exit == 0;
    CAPTURE(document);
    CHECK(theirs == (document == good));
    CHECK(court.judge(document).cryptographically_valid() == theirs);
  }
}
