#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/support/command.h"
#include "tests/validators/process/court.h"
#include "validators/crypto/digest.h"

// Our verdict on the values and references of XML signatures beside xmlsec1's, over documents that
// the tests make: XAdES and bare XMLDSig, every packaging, keys from certificates and from
// KeyValue, each good and spoilt in one place.

using namespace senim;
using crypto::DigestAlgorithm;
using demo::KeyKind;
using process::test::Court;
using test::at;

namespace {

demo::XadesSpec document(const demo::Party& party) {
  demo::XadesSpec spec;
  spec.party = &party;
  spec.content = "<order><item>value</item></order>";
  spec.signing_time = at("2026-05-01T00:00:00Z");
  return spec;
}

// A folder with the signer's certificate, in which xmlsec1 is asked.
class Xmlsec {
 public:
  explicit Xmlsec(ByteView certificate) {
    folder_.write("signer.der", std::string(as_text(certificate)));
  }
  void put(const std::string& name, const std::string& content) const {
    folder_.write(name, content);
  }
  bool verifies(const std::string& document) const {
    return run(" --pubkey-cert-der signer.der", document);
  }
  // Under the key that KeyInfo brings.
  bool verifies_by_key_info(const std::string& document) const { return run("", document); }

 private:
  bool run(const std::string& key, const std::string& document) const {
    folder_.write("signed.xml", document);
    return test::run("cd " + folder_.path().string() + " && xmlsec1 --verify" + key +
                     " --id-attr:Id http://uri.etsi.org/01903/v1.3.2#:SignedProperties"
                     " --id-attr:Id data --id-attr:Id http://www.w3.org/2000/09/xmldsig#:Object"
                     " signed.xml")
               .exit == 0;
  }
  test::TemporaryFolder folder_;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t found = text.find(what);
  REQUIRE(found != std::string::npos);
  return text.replace(found, what.size(), with);
}

std::string with_other_value(std::string text) {
  const std::size_t inside = text.find("</ds:SignatureValue>") - 10;
  text[inside] = text[inside] == 'A' ? 'B' : 'A';
  return text;
}

std::string with_other_digest(std::string text) {
  const std::size_t inside = text.find("<ds:DigestValue>") + 20;
  text[inside] = text[inside] == 'A' ? 'B' : 'A';
  return text;
}

}  // namespace

TEST_CASE("our verdict on XML values and digests equals xmlsec1's", "[process][differential]") {
  const auto key = GENERATE(KeyKind::rsa_2048, KeyKind::p256);
  const auto packaging = GENERATE(demo::XmlPackaging::enveloped, demo::XmlPackaging::enveloping,
                                  demo::XmlPackaging::internally_detached);
  const bool xades = GENERATE(true, false);
  const auto digest =
      GENERATE(DigestAlgorithm::sha1, DigestAlgorithm::sha256, DigestAlgorithm::sha512);
  const demo::Party& party = test::test_pki(key).leaf;
  demo::XadesSpec spec = document(party);
  spec.sign.digest = digest;
  spec.reference_digest = digest;
  spec.packaging = packaging;
  spec.xades = xades;
  const std::string good = demo::make_xades(spec);
  std::vector<std::string> documents = {good, replaced(good, ">value<", ">walue<"),
                                        with_other_value(good), with_other_digest(good)};
  if (xades) {
    documents.push_back(replaced(good, "2026-05-01", "2025-05-01"));
  }
  const Court court({test::test_pki(key).root});
  const Xmlsec xmlsec(party.certificate);
  for (const std::string& one : documents) {
    const bool theirs = xmlsec.verifies(one);
    CAPTURE(one);
    CHECK(theirs == (one == good));
    CHECK(court.judge(one).cryptographically_valid() == theirs);
  }
}

TEST_CASE("our verdict under every key and digest that xmlsec1 knows equals its own",
          "[process][differential]") {
  struct Row {
    KeyKind key;
    DigestAlgorithm digest;
  };
  const Row row = GENERATE(
      Row{KeyKind::rsa_1024, DigestAlgorithm::sha256},
      Row{KeyKind::rsa_4096, DigestAlgorithm::sha512},
      Row{KeyKind::rsa_2048, DigestAlgorithm::sha224},
      Row{KeyKind::rsa_2048, DigestAlgorithm::sha384}, Row{KeyKind::p256, DigestAlgorithm::sha224},
      Row{KeyKind::p384, DigestAlgorithm::sha384}, Row{KeyKind::p521, DigestAlgorithm::sha512},
      Row{KeyKind::brainpool_p256, DigestAlgorithm::sha256},
      Row{KeyKind::dsa_2048, DigestAlgorithm::sha1},
      Row{KeyKind::dsa_2048, DigestAlgorithm::sha256});
  demo::CertificateSpec certificate = test::leaf_spec();
  certificate.serial = 200;
  const demo::Party right =
      demo::make_issued(certificate, test::shared_key(row.key, 2), test::test_pki().ca);
  const demo::Party wrong{test::shared_key(row.key, 8), right.certificate, right.name};
  const Court court({test::test_pki().root});
  const Xmlsec xmlsec(right.certificate);
  for (const bool xades : {true, false}) {
    for (const demo::Party* const party : {&right, &wrong}) {
      // Another key of that size says no more than another key, and is slow to make.
      if (party == &wrong && row.key == KeyKind::rsa_4096) {
        continue;
      }
      demo::XadesSpec spec = document(*party);
      spec.xades = xades;
      spec.sign.digest = row.digest;
      spec.reference_digest = row.digest;
      const std::string good = demo::make_xades(spec);
      for (const std::string& one :
           {good, replaced(good, ">value<", ">walue<"), with_other_value(good)}) {
        CAPTURE(static_cast<int>(row.key), static_cast<int>(row.digest), xades, party == &right);
        const bool theirs = xmlsec.verifies(one);
        CHECK(theirs == (one == good && party == &right));
        CHECK(court.judge(one).cryptographically_valid() == theirs);
      }
    }
  }
}

TEST_CASE("our verdict on detached XML signatures equals xmlsec1's beside the same file",
          "[process][differential]") {
  const bool xades = GENERATE(true, false);
  const auto key = GENERATE(KeyKind::rsa_2048, KeyKind::p256);
  const demo::Party& party = test::test_pki(key).leaf;
  demo::XadesSpec spec = document(party);
  spec.packaging = demo::XmlPackaging::detached;
  spec.content = "what is signed is not XML <";
  spec.xades = xades;
  const std::string good = demo::make_xades(spec);
  const Court court({test::test_pki(key).root});
  const Xmlsec xmlsec(party.certificate);
  for (const std::string& content : {spec.content, spec.content + "<", std::string()}) {
    xmlsec.put("document.txt", content);
    for (const std::string& one : {good, with_other_value(good), with_other_digest(good)}) {
      CAPTURE(one, content, xades);
      const bool theirs = xmlsec.verifies(one);
      CHECK(theirs == (one == good && content == spec.content));
      CHECK(court.judge(one, {process::test::detached_part("document.txt", as_bytes(content))})
                .cryptographically_valid() == theirs);
      // The same content as its digest only (report.md 5).
      model::DetachedPart digest;
      digest.name = "document.txt";
      digest.digest = DigestAlgorithm::sha256;
      digest.digest_value = crypto::digest(digest.digest, as_bytes(content)).value();
      CHECK(court.judge(one, {digest}).cryptographically_valid() == theirs);
    }
  }
  // A file of another name is not what the reference names, unless it is the only one (report.md
  // 5).
  const auto other = process::test::detached_part("other.txt", as_bytes(spec.content));
  const auto more = process::test::detached_part("more.txt", as_bytes(spec.content));
  CHECK(court.judge(good, {other}).cryptographically_valid());
  CHECK_FALSE(court.judge(good, {other, more}).cryptographically_valid());
  CHECK_FALSE(court.judge(good).cryptographically_valid());
}

TEST_CASE("our verdict under a bare KeyValue equals xmlsec1's, and nobody is identified by it",
          "[process][differential]") {
  const auto key = GENERATE(KeyKind::rsa_1024, KeyKind::rsa_2048);
  const auto packaging = GENERATE(demo::XmlPackaging::enveloped, demo::XmlPackaging::enveloping,
                                  demo::XmlPackaging::internally_detached);
  const demo::Party& party = test::test_pki(KeyKind::rsa_2048).leaf;
  const demo::Party signer{test::shared_key(key, 2), party.certificate, party.name};
  demo::XadesSpec spec = document(signer);
  spec.packaging = packaging;
  spec.xades = false;
  spec.key_value_only = true;
  const std::string good = demo::make_xades(spec);
  const Court court({test::test_pki(KeyKind::rsa_2048).root});
  const Xmlsec xmlsec(party.certificate);
  const std::size_t modulus = good.find("<ds:Modulus>") + 30;
  std::string other_key = good;
  other_key[modulus] = other_key[modulus] == 'A' ? 'B' : 'A';
  for (const std::string& one : {good, replaced(good, ">value<", ">walue<"), with_other_value(good),
                                 with_other_digest(good), other_key}) {
    CAPTURE(one);
    const bool theirs = xmlsec.verifies_by_key_info(one);
    CHECK(theirs == (one == good));
    const auto ruling = court.judge(one);
    CHECK(ruling.cryptographically_valid() == theirs);
    CHECK_FALSE(ruling.any_passed());
    CHECK(ruling.verdict.signatures.at(0).conclusion.sub ==
          model::SubIndication::no_signing_certificate_found);
  }
}
