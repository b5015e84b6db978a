#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <iostream>
#include <map>

#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/validators/process/court.h"
#include "validators/crypto/public_key.h"
#include "validators/pki/certificate.h"
#include "validators/pki/crl.h"

// The national samples of the corpus, when it is there: every signature whose signer and content
// are at hand verifies, and no altered copy does. No trust is asked.

namespace senim::process::test {
namespace {

using pki::Certificate;
namespace fs = std::filesystem;

struct Counts {
  int verified = 0;
  int altered_refused = 0;
  int signer_absent = 0;  // certificates and lists whose issuer is not among the files
};

struct Folder {
  std::vector<std::pair<std::string, Bytes>> files;
  std::vector<Certificate> certificates;
};

void read(Folder& folder, const fs::path& path) {
  if (!fs::exists(path)) {
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file()) {
      continue;
    }
    Bytes octets = senim::test::read_file(entry.path());
    if (auto found = pki::read_certificates(octets); found.ok()) {
      for (const Certificate& one : *found) {
        if (std::ranges::count(folder.certificates, one) == 0) {
          folder.certificates.push_back(one);
        }
      }
    }
    folder.files.emplace_back(entry.path().filename().string(), std::move(octets));
  }
}

// What a certificate or a CRL is signed with.
struct Signed {
  const pki::Name& issuer;
  ByteView algorithm;
  ByteView octets;
  ByteView value;
};

bool verifies(const Certificate& issuer, const Signed& one, ByteView octets, ByteView value) {
  const auto algorithm = crypto::read_signature_algorithm(one.algorithm);
  if (!algorithm.ok() || !issuer.key().ok()) {
    return false;
  }
  const auto answer = crypto::verify(*issuer.key(), *algorithm, octets, value);
  return answer.ok() && *answer;
}

void count(const Folder& folder, const Signed& one, Counts& counts) {
  std::vector<Certificate> issuers;
  std::ranges::copy_if(folder.certificates, std::back_inserter(issuers),
                       [&](const Certificate& issuer) {
                         return matches(issuer.subject(), one.issuer) &&
                                verifies(issuer, one, one.octets, one.value);
                       });
  const bool named = std::ranges::any_of(folder.certificates, [&](const Certificate& issuer) {
    return matches(issuer.subject(), one.issuer);
  });
  if (issuers.empty()) {
    // Nobody of that name, or namesakes with other keys.
    counts.signer_absent += 1;
    CAPTURE(named);
    return;
  }
  ++counts.verified;
  Bytes octets = to_bytes(one.octets);
  octets[octets.size() / 2] ^= 1;
  Bytes value = to_bytes(one.value);
  value[value.size() / 2] ^= 1;
  const bool refused = !verifies(issuers[0], one, octets, one.value) &&
                       !verifies(issuers[0], one, one.octets, value);
  CHECK(refused);
  counts.altered_refused += refused ? 1 : 0;
}

std::string family_of(ByteView algorithm) {
  const auto read = crypto::read_signature_algorithm(algorithm);
  return read.ok() ? std::string(crypto::to_string(read->scheme)) : "unreadable";
}

using Report = std::map<std::string, Counts>;

void count_certificates(const Folder& folder, Report& report) {
  for (const Certificate& one : folder.certificates) {
    count(folder, {one.issuer(), one.signature_algorithm(), one.tbs(), one.signature_value()},
          report["certificates, " + family_of(one.signature_algorithm())]);
  }
  for (const auto& [name, octets] : folder.files) {
    if (const auto crl = pki::Crl::from_der(octets); crl.ok()) {
      count(folder, {crl->issuer(), crl->signature_algorithm(), crl->tbs(), crl->signature_value()},
            report["CRLs, " + family_of(crl->signature_algorithm())]);
    }
  }
}

// Signatures and tokens of one document that are intact.
int valid_in(const Ruling& ruling) {
  if (ruling.error) {
    return 0;
  }
  int valid = 0;
  for (std::size_t i = 0; i < ruling.evidence.signatures.size(); ++i) {
    valid += ruling.cryptographically_valid(i) ? 1 : 0;
  }
  const auto token_valid = [](const model::TimestampEvidence& stamp) {
    return stamp.token.value == model::ValueState::valid &&
           std::ranges::all_of(stamp.token.signature.matchers, [](const auto& matcher) {
             return matcher.kind == model::DigestMatcherKind::message_imprint ||
                    matcher.state == model::MatchState::intact;
           });
  };
  for (const auto& stamp : ruling.evidence.timestamps) {
    valid += token_valid(stamp) ? 1 : 0;
  }
  return valid;
}

// Of `octets` spread over the document, changed one at a time, none leaves as much intact that
// covers it: the signed octets of a CMS are the content, the attributes and the value.
void count_documents(const Folder& folder, const Court& court, const std::string& name,
                     const std::vector<model::DetachedPart>& detached, Report& report) {
  for (const auto& [file, octets] : folder.files) {
    if (file != name) {
      continue;
    }
    const int valid = valid_in(court.judge(octets, detached));
    Counts& counts = report["documents"];
    CAPTURE(name);
    CHECK(valid > 0);
    counts.verified += valid > 0 ? 1 : 0;
    // The last octet of a CMS without unsigned attributes is one of its value.
    Bytes other = octets;
    other.back() ^= 1;
    const bool refused = valid_in(court.judge(other, detached)) < valid;
    counts.altered_refused += refused ? 1 : 0;
    if (!detached.empty()) {
      const Bytes wrong = to_bytes("another content");
      CHECK(valid_in(court.judge(octets, {detached_part("content", wrong)})) == 0);
      CHECK(valid_in(court.judge(octets)) == 0);
    }
  }
}

void print(const std::string& country, const Report& report) {
  for (const auto& [kind, counts] : report) {
    std::cout << country << ": " << kind << ": " << counts.verified << " verified, "
              << counts.altered_refused << " altered refused, " << counts.signer_absent
              << " without their issuer\n";
  }
}

}  // namespace

TEST_CASE("Ukrainian samples of the corpus verify and altered copies do not", "[process]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus: nothing compared");
    return;
  }
  Folder folder;
  read(folder, *corpus / "ua-dstu");
  read(folder, *corpus / "trustlists" / "p7b");
  Report report;
  count_certificates(folder, report);
  const Court court({});
  const Bytes fox = to_bytes("The quick brown fox jumps over the lazy dog");
  count_documents(folder, court, "verify-dstu-02.p7s", {}, report);
  count_documents(folder, court, "verify-dstu-04.p7s", {}, report);
  count_documents(folder, court, "verify-dstu-05.p7s", {detached_part("content", fox)}, report);
  print("Ukraine", report);
  CHECK(report["documents"].verified == 3);
  CHECK(report["documents"].altered_refused == 3);
  CHECK(report["certificates, DSTU 4145"].verified > 0);
}

TEST_CASE("Russian samples of the corpus verify and altered copies do not", "[process]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus: nothing compared");
    return;
  }
  const senim::test::TemporaryFolder unpacked;
  const fs::path archive = *corpus / "trustlists" / "russia-pem.tar.xz";
  const auto tar =
      senim::test::run("tar -xJf '" + archive.string() + "' -C '" + unpacked.path().string() + "'");
  if (tar.exit != 0) {
    WARN("no tar or no xz: the archive stays closed");
  }
  Folder folder;
  read(folder, *corpus / "ru-gost");
  read(folder, unpacked.path());
  Report report;
  count_certificates(folder, report);
  print("Russia", report);
  CHECK(report["certificates, GOST R 34.10-2012"].verified > 0);
}

TEST_CASE("Kazakh samples of the corpus verify and altered copies do not", "[process]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus: nothing compared");
    return;
  }
  Folder folder;
  read(folder, *corpus / "kz");
  read(folder, *corpus / "trustlists" / "kazakhstan");
  Report report;
  count_certificates(folder, report);
  Court court({});
  for (const Certificate& one : folder.certificates) {
    court.supplied.certificates.push_back(to_bytes(one.der()));
  }
  for (const char* name : {"signed_cms.cms", "signed_cms_one_signer.cms", "signed_cms~2.cms"}) {
    count_documents(folder, court, name, {}, report);
  }
  print("Kazakhstan", report);
  CHECK(report["documents"].verified == 3);
}

}  // namespace senim::process::test
