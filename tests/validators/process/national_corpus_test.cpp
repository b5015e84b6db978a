#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <regex>

#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/validators/process/court.h"
#include "validators/base/der_reader.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/paths/path_builder.h"
#include "validators/pki/certificate.h"
#include "validators/pki/crl.h"

// The national samples of the corpus, when it is there: every signature whose signer and content
// are at hand verifies, and no altered copy does. The counts are pinned: a file that is no longer
// read is seen. No trust is asked.

namespace senim::process::test {
namespace {

using pki::Certificate;
namespace fs = std::filesystem;

// What is signed, by kind and algorithm.
struct Counts {
  int verified = 0;
  int altered_refused = 0;
  // No certificate of that name, or only namesakes: key identifiers differ or are not stated.
  int signer_absent = 0;
  friend bool operator==(const Counts&, const Counts&) = default;
};
std::ostream& operator<<(std::ostream& out, const Counts& counts) {
  return out << counts.verified << " verified, " << counts.altered_refused << " altered refused, "
             << counts.signer_absent << " without their signer";
}
using Report = std::map<std::string, Counts>;

struct Folder {
  std::map<std::string, Bytes> files;  // by their paths
  std::vector<Certificate> certificates;

  void add(const Certificate& one) {
    if (std::ranges::count(certificates, one) == 0) {
      certificates.push_back(one);
    }
  }
  void add_all(ByteView octets) {
    if (auto found = pki::read_certificates(octets); found.ok()) {
      for (const Certificate& one : *found) {
        add(one);
      }
    }
  }
};

void read(Folder& folder, const fs::path& path) {
  if (!fs::exists(path)) {
    return;
  }
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) {
      Bytes octets = senim::test::read_file(entry.path());
      folder.add_all(octets);
      folder.files.emplace(entry.path().lexically_relative(path).string(), std::move(octets));
    }
  }
}

// ---- certificates and lists ---------------------------------------------------------------------

struct Signed {
  const pki::Name& issuer;
  ByteView key_id;  // of the authority; empty when it is not stated
  Result<crypto::SignatureAlgorithm> algorithm;
  ByteView octets;
  ByteView value;
};

bool verifies(const Certificate& issuer, const Signed& one, ByteView octets, ByteView value) {
  if (!one.algorithm.ok() || !issuer.key().ok()) {
    return false;
  }
  const auto answer = crypto::verify(*issuer.key(), *one.algorithm, octets, value);
  return answer.ok() && *answer;
}

// Name and key identifier, both stated.
bool is_named(const Certificate& issuer, const Signed& one) {
  const auto id = issuer.subject_key_identifier();
  return matches(issuer.subject(), one.issuer) && !one.key_id.empty() && id.ok() &&
         id->has_value() && equal(**id, one.key_id);
}

void count(const Folder& folder, const Signed& one, Counts& counts) {
  const auto signer = std::ranges::find_if(folder.certificates, [&](const Certificate& issuer) {
    return matches(issuer.subject(), one.issuer) && verifies(issuer, one, one.octets, one.value);
  });
  if (signer == folder.certificates.end()) {
    // Nobody who is named beyond doubt may have been refused.
    CHECK(std::ranges::none_of(folder.certificates,
                               [&](const Certificate& issuer) { return is_named(issuer, one); }));
    ++counts.signer_absent;
    return;
  }
  ++counts.verified;
  Bytes octets = to_bytes(one.octets);
  octets[octets.size() / 2] ^= 1;
  Bytes value = to_bytes(one.value);
  value[value.size() / 2] ^= 1;
  const bool refused =
      !verifies(*signer, one, octets, one.value) && !verifies(*signer, one, one.octets, value);
  CHECK(refused);
  counts.altered_refused += refused ? 1 : 0;
}

std::string family_of(const Result<crypto::SignatureAlgorithm>& algorithm) {
  return algorithm.ok() ? std::string(crypto::to_string(algorithm->scheme)) : "unreadable";
}

ByteView key_id_of(const Certificate& certificate) {
  const auto id = certificate.authority_key_identifier();
  return id.ok() && id->has_value() ? (*id)->key_id : ByteView{};
}

void count_certificates(const Folder& folder, Report& report) {
  for (const Certificate& one : folder.certificates) {
    CAPTURE(to_hex(one.fingerprint()));
    Signed signed_one{one.issuer(), key_id_of(one),
                      crypto::read_signature_algorithm(one.signature_algorithm()), one.tbs(),
                      one.signature_value()};
    Counts& counts = report["certificates, " + family_of(signed_one.algorithm)];
    count(folder, signed_one, counts);
  }
  for (const auto& [name, octets] : folder.files) {
    if (const auto crl = pki::Crl::from_der(octets); crl.ok()) {
      CAPTURE(name);
      Signed list{
          crl->issuer(),
          {},
          paths::agreed_algorithm(crl->signature_algorithm(), crl->tbs_signature_algorithm()),
          crl->tbs(),
          crl->signature_value()};
      Counts& counts = report["CRLs, " + family_of(list.algorithm)];
      count(folder, list, counts);
    }
  }
}

// ---- documents ----------------------------------------------------------------------------------

struct Sample {
  std::string name;
  std::string marker;         // stands in what is signed
  std::string detached = {};  // the content, where it is not inside
};

// The signatures and tokens of a document, each with whether it is intact: value and digests.
struct Found {
  std::string kind;
  Bytes value;
  bool intact = false;
};
std::vector<Found> found_in(const Ruling& ruling) {
  std::vector<Found> all;
  const auto add = [&](const std::string& kind, const model::SignatureEvidence& one) {
    const bool digests =
        std::ranges::all_of(one.signature.matchers, [](const model::DigestMatcher& matcher) {
          // What a token of its own is over is not at hand.
          return matcher.kind == model::DigestMatcherKind::message_imprint ||
                 matcher.state == model::MatchState::intact;
        });
    all.push_back({kind + ", " + std::string(crypto::to_string(one.signature.algorithm.scheme)),
                   one.signature.value, digests && one.value == model::ValueState::valid});
  };
  for (const auto& one : ruling.evidence.signatures) {
    add("signatures", one);
    for (const auto& stamp : one.timestamps) {
      add("tokens", stamp.token);
    }
  }
  for (const auto& stamp : ruling.evidence.timestamps) {
    add("tokens", stamp.token);
  }
  return all;
}

// One octet of `part` changed: as it stands in CMS, or as its base64 does in XML.
Bytes altered(const Bytes& document, ByteView part) {
  Bytes copy = document;
  std::string_view text = as_text(document);
  std::size_t at = text.find(as_text(part));
  if (at == std::string_view::npos) {
    at = text.find(crypto::to_base64(part).substr(0, 40));
    REQUIRE(at != std::string_view::npos);
    copy[at + 20] = copy[at + 20] == 'A' ? 'B' : 'A';
    return copy;
  }
  copy[at + part.size() / 2] ^= 1;
  return copy;
}

void count_document(const Folder& folder, const Sample& sample, Report& report) {
  CAPTURE(sample.name);
  const auto file = folder.files.find(sample.name);
  REQUIRE(file != folder.files.end());
  Court court({});
  constexpr std::size_t kMaxSupplied = 100;  // no request carries more than 500
  for (const Certificate& one : folder.certificates) {
    if (folder.certificates.size() <= kMaxSupplied) {
      court.supplied.certificates.push_back(to_bytes(one.der()));
    }
  }
  const Bytes content = to_bytes(sample.detached);
  std::vector<model::DetachedPart> detached;
  if (!content.empty()) {
    detached = {detached_part("content", content)};
  }
  const auto all = found_in(court.judge(file->second, detached));
  CHECK_FALSE(all.empty());
  // The content of each, and the value of one at a time.
  Bytes other = content.empty() ? altered(file->second, as_bytes(sample.marker)) : file->second;
  Bytes other_content = content;
  if (!content.empty()) {
    other_content.back() ^= 1;
    detached = {detached_part("content", other_content)};
  }
  const auto spoilt = found_in(court.judge(other, detached));
  if (!content.empty()) {
    detached = {detached_part("content", content)};
    for (const Found& one : found_in(court.judge(file->second))) {
      CHECK_FALSE(one.intact);  // nothing at hand to compare
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    CAPTURE(i, all[i].kind);
    Counts& counts = report[all[i].kind];
    CHECK(all[i].intact);
    counts.verified += all[i].intact ? 1 : 0;
    const auto forged = found_in(court.judge(altered(file->second, all[i].value), detached));
    const bool refused =
        (i >= spoilt.size() || !spoilt[i].intact) && (i >= forged.size() || !forged[i].intact);
    CHECK(refused);
    counts.altered_refused += refused ? 1 : 0;
  }
}

// Certificates that documents bring with them.
void add_embedded(Folder& folder, const std::vector<Sample>& samples) {
  const Court court({});
  for (const Sample& sample : samples) {
    const auto ruling = court.judge(folder.files.at(sample.name));
    for (const auto& one : ruling.evidence.signatures) {
      for (const Certificate& certificate : one.signature.certificates) {
        folder.add(certificate);
      }
    }
    for (const auto& stamp : ruling.evidence.timestamps) {
      for (const Certificate& certificate : stamp.token.signature.certificates) {
        folder.add(certificate);
      }
    }
  }
}

void check(const std::string& country, const Report& report, const Report& expected) {
  for (const auto& [kind, counts] : report) {
    std::cout << country << ": " << kind << ": " << counts << "\n";
  }
  for (const auto& [kind, counts] : expected) {
    CAPTURE(country, kind);
    const auto found = report.find(kind);
    REQUIRE(found != report.end());
    CHECK(found->second == counts);
  }
  CHECK(report.size() == expected.size());
}

}  // namespace

TEST_CASE("Ukrainian samples of the corpus verify and altered copies do not", "[process]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus: nothing compared");
    return;
  }
  const std::string fox = "The quick brown fox jumps over the lazy dog";
  const std::vector<Sample> samples = {{"uapki/verify-dstu-02.p7s", fox},
                                       {"uapki/verify-dstu-04.p7s", fox},
                                       {"uapki/verify-dstu-05.p7s", fox, fox}};
  Folder folder;
  read(folder, *corpus / "ua-dstu");
  read(folder, *corpus / "trustlists" / "p7b");
  add_embedded(folder, samples);
  Report report;
  count_certificates(folder, report);
  for (const Sample& sample : samples) {
    count_document(folder, sample, report);
  }
  check("Ukraine", report,
        {{"certificates, DSTU 4145", {481, 481, 0}},
         {"certificates, ECDSA", {143, 143, 0}},
         {"certificates, RSA", {148, 148, 0}},
         {"signatures, DSTU 4145", {3, 3, 0}}});
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
    return;
  }
  Folder folder;
  read(folder, *corpus / "ru-gost");
  read(folder, unpacked.path());
  // The certificates of the synthetic list are real ones.
  const Bytes list =
      senim::test::read_file(*corpus / "trustlists" / "russia" / "synthetic-accredited-60.xml");
  const std::string text(as_text(list));
  const std::regex data("<Данные>([^<]*)</Данные>");
  int listed = 0;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), data); at != std::sregex_iterator();
       ++at) {
    const auto der =
        crypto::from_base64((*at)[1].str(), crypto::Base64Rules::ignore_whitespace).value();
    folder.add(Certificate::from_der(der).value());
    ++listed;
  }
  CHECK(listed == 60);
  Report report;
  count_certificates(folder, report);
  // Intermediate authorities, most of whose roots are not among them.
  check("Russia", report,
        {{"certificates, GOST R 34.10-2001", {27, 27, 49}},
         {"certificates, GOST R 34.10-2012", {2, 2, 66}}});
}

TEST_CASE("the digests of the Russian examples of DigestedData are right", "[process]") {
  // RFC 5652 7: no signature, but the content and its Streebog digest.
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus: nothing compared");
    return;
  }
  for (const char* name : {"TestDigested-test_256-94d4.p7s", "TestDigested-test_512-4969.p7s"}) {
    CAPTURE(name);
    Bytes octets = senim::test::read_file(*corpus / "ru-gost" / "pygost" / name);
    if (const auto text = std::string(as_text(octets)); text.starts_with("-----BEGIN")) {
      const std::size_t start = text.find('\n');
      octets = crypto::from_base64(text.substr(start, text.find("-----END") - start),
                                   crypto::Base64Rules::ignore_whitespace)
                   .value();
    }
    der::Reader outer(octets, der::Rules::ber);
    der::Reader info = outer.enter(der::kSequence, "ContentInfo").value();
    CHECK(der::oid(info.next().value()).value() == Oid("1.2.840.113549.1.7.5"));
    der::Reader inside = info.enter(der::context_constructed(0), "content").value();
    der::Reader digested = inside.enter(der::kSequence, "DigestedData").value();
    (void)digested.next().value();  // version
    const auto algorithm = crypto::read_digest_algorithm(digested.next().value().whole).value();
    der::Reader encapsulated = digested.enter(der::kSequence, "encapContentInfo").value();
    (void)encapsulated.next().value();
    der::Reader content = encapsulated.enter(der::context_constructed(0), "eContent").value();
    const Bytes signed_octets =
        to_bytes(content.expect(der::kOctetString, "eContent").value().content);
    const ByteView expected = digested.expect(der::kOctetString, "digest").value().content;
    CHECK(equal(crypto::digest(algorithm, signed_octets).value(), expected));
    for (std::size_t i = 0; i < signed_octets.size(); ++i) {
      Bytes other = signed_octets;
      other[i] ^= 1;
      CHECK_FALSE(equal(crypto::digest(algorithm, other).value(), expected));
    }
  }
}

TEST_CASE("Kazakh samples of the corpus verify and altered copies do not", "[process]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus: nothing compared");
    return;
  }
  // Two CMS with one signer, two with two of both algorithms, a SOAP message, tokens of the TSA.
  const std::vector<Sample> samples = {{"inline/signed_cms.cms", "lol_kek"},
                                       {"inline/signed_cms_one_signer.cms", "test123"},
                                       {"inline/signed_cms~2.cms", "test123"},
                                       {"inline/signed_detached_cms.cms", "test123", "test123"},
                                       {"inline/xml_signed_string.xml", "GBDFL_UniversalService"},
                                       {"tsp/tsp_response.bin", "1.2.398.3.3.2.6"},
                                       {"tsp/tsp_token.bin", "1.2.398.3.3.2.6"}};
  Folder folder;
  read(folder, *corpus / "kz");
  read(folder, *corpus / "trustlists" / "kazakhstan");
  add_embedded(folder, samples);
  Report report;
  count_certificates(folder, report);
  for (Sample sample : samples) {
    if (sample.name.starts_with("tsp/")) {  // the policy of the authority, inside TSTInfo
      sample.marker = as_text(Oid(sample.marker).content());
    }
    count_document(folder, sample, report);
  }
  check("Kazakhstan", report,
        {{"CRLs, GOST 34.10-2015", {1, 1, 0}},
         {"certificates, GOST 34.10-2015", {3, 3, 0}},
         {"certificates, GOST 34.310-2004", {2, 2, 1}},
         {"certificates, RSA", {3, 3, 1}},
         {"signatures, GOST 34.10-2015", {2, 2, 0}},
         {"signatures, RSA", {5, 5, 0}},
         {"tokens, GOST 34.310-2004", {2, 2, 0}}});
}

}  // namespace senim::process::test
