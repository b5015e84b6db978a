#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "validators/crypto/digest.h"
#include "validators/pki/certificate.h"
#include "validators/pki/cms.h"
#include "validators/pki/crl.h"
#include "validators/pki/oids.h"

// Real objects of Kazakhstan and Russia, when the corpus is at hand: what has its signer's
// certificate beside it verifies, a changed copy does not.

namespace senim::pki {
namespace {

namespace fs = std::filesystem;

struct Figures {
  int verified = 0;
  int alone = 0;  // no certificate of the signer
};

bool gost(ByteView algorithm) {
  const auto read = crypto::read_signature_algorithm(algorithm);
  return read.ok() && crypto::to_string(read->scheme).starts_with("GOST");
}

bool signs(const Certificate& signer, const crypto::SignatureAlgorithm& algorithm, ByteView message,
           ByteView value) {
  const auto answer = crypto::verify(signer.key().value(), algorithm, message, value);
  return answer.ok() && answer.value();
}

// True for the octets as they are and false for them with one changed at several places.
void check_signed(const Certificate& signer, ByteView algorithm_der, ByteView message,
                  ByteView value) {
  const auto algorithm = crypto::read_signature_algorithm(algorithm_der).value();
  CHECK(crypto::supported(algorithm));
  CHECK(signs(signer, algorithm, message, value));
  Bytes changed = to_bytes(message);
  for (const std::size_t at : {std::size_t{0}, changed.size() / 2, changed.size() - 1}) {
    changed[at] ^= 1;
    CHECK_FALSE(signs(signer, algorithm, changed, value));
    changed[at] ^= 1;
  }
  Bytes forged = to_bytes(value);
  for (std::size_t i = 0; i < forged.size(); i += 9) {
    forged[i] ^= 1;
    CHECK_FALSE(signs(signer, algorithm, message, forged));
    forged[i] ^= 1;
  }
}

// Subject name and, where both say one, key identifier.
bool may_have_issued(const Certificate& issuer, const Certificate& subject) {
  if (!matches(issuer.subject(), subject.issuer())) {
    return false;
  }
  const auto wanted = subject.authority_key_identifier();
  const auto has = issuer.subject_key_identifier();
  if (!wanted.ok() || !wanted->has_value() || (*wanted)->key_id.empty() || !has.ok() ||
      !has->has_value()) {
    return true;
  }
  return equal((*wanted)->key_id, **has);
}

std::vector<Certificate> certificates_under(const std::vector<fs::path>& folders) {
  std::vector<Certificate> found;
  for (const fs::path& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) {
        continue;
      }
      const auto read = read_certificates(test::read_file(entry.path()));
      if (!read.ok()) {
        continue;
      }
      for (const Certificate& one : *read) {
        if (std::ranges::count(found, one) == 0) {
          found.push_back(one);
        }
      }
    }
  }
  return found;
}

Figures check_certificates(const std::vector<Certificate>& all) {
  Figures figures;
  for (const Certificate& subject : all) {
    if (!gost(subject.signature_algorithm())) {
      continue;
    }
    CAPTURE(to_hex(subject.fingerprint()));
    const auto issuer = std::ranges::find_if(
        all, [&](const Certificate& one) { return may_have_issued(one, subject); });
    if (issuer == all.end()) {
      ++figures.alone;
      continue;
    }
    check_signed(*issuer, subject.signature_algorithm(), subject.tbs(), subject.signature_value());
    ++figures.verified;
  }
  return figures;
}

// Every GOST signer of a CMS whose certificate is in it: the value over the signed attributes, and
// the message digest over the content.
int check_cms(ByteView file, ByteView detached) {
  Budget budget;
  const SignedData data = SignedData::from_ber(file, budget).value();
  int verified = 0;
  for (const SignerInfo& signer : data.signers()) {
    if (!gost(signer.signature_algorithm_der)) {
      continue;
    }
    const auto by = std::ranges::find_if(
        data.certificates(), [&](const Certificate& one) { return signer.sid.names(one); });
    REQUIRE(by != data.certificates().end());
    REQUIRE(signer.has_signed_attributes);
    check_signed(*by, signer.signature_algorithm_der, signer.signed_attributes_der,
                 signer.signature);
    const Bytes hash =
        crypto::digest(signer.digest, data.detached() ? detached : data.content()).value();
    const auto attributes = signer.signed_attribute(oid::kMessageDigest);
    REQUIRE(attributes.size() == 1);
    CHECK(std::ranges::search(attributes[0]->whole, hash).size() == hash.size());
    ++verified;
  }
  return verified;
}

}  // namespace

TEST_CASE("Kazakh certificates and lists and messages of the corpus verify", "[pki]") {
  const auto corpus = test::corpus();
  if (!corpus) {
    return;
  }
  std::vector<Certificate> all =
      certificates_under({*corpus / "kz", *corpus / "trustlists/kazakhstan"});
  for (const char* name : {"signed_cms~2.cms", "signed_detached_cms.cms"}) {
    Budget budget;
    const Bytes file = test::read_file(*corpus / "kz/inline" / name);
    const SignedData data = SignedData::from_ber(file, budget).value();
    for (const Certificate& one : data.certificates()) {
      if (std::ranges::count(all, one) == 0) {
        all.push_back(one);
      }
    }
  }
  const Figures figures = check_certificates(all);
  CHECK(figures.verified == 5);
  CHECK(figures.alone == 1);  // its root is not in the corpus
  CHECK(check_cms(test::read_file(*corpus / "kz/inline/signed_cms~2.cms"), {}) == 1);
  CHECK(check_cms(test::read_file(*corpus / "kz/inline/signed_detached_cms.cms"),
                  as_bytes("test123")) == 1);
  CHECK(check_cms(test::read_file(*corpus / "kz/tsp/tsp_token.bin"), {}) == 1);

  const Bytes file = test::read_file(*corpus / "kz/ncanode-kz/certs/nca_gost2022_test.crl");
  const Crl list = Crl::from_der(file).value();
  const auto issuer = std::ranges::find_if(
      all, [&](const Certificate& one) { return matches(one.subject(), list.issuer()); });
  REQUIRE(issuer != all.end());
  check_signed(*issuer, list.signature_algorithm(), list.tbs(), list.signature_value());
  // domain.md 4.1: without parameters inside, with NULL outside.
  CHECK_FALSE(equal(list.signature_algorithm(), list.tbs_signature_algorithm()));
}

TEST_CASE("Russian certificates of the corpus verify", "[pki]") {
  const auto corpus = test::corpus();
  if (!corpus) {
    return;
  }
  const test::TemporaryFolder folder;
  const std::string command = "tar -xf '" + (*corpus / "trustlists/russia-pem.tar.xz").string() +
                              "' -C '" + folder.path().string() + "'";
  REQUIRE(test::run(command).exit == 0);
  const std::vector<Certificate> all = certificates_under({*corpus / "ru-gost", folder.path()});
  const Figures figures = check_certificates(all);
  CHECK(all.size() == 85);
  CHECK(figures.verified == 21);
  CHECK(figures.alone == 64);  // under roots that are not in the corpus
}

}  // namespace senim::pki
