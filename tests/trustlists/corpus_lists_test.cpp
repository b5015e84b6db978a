// The trust lists of the corpus (../shared/corpus/trustlists), when it is there: what its
// MANIFEST.tsv expects of each, under the pinned signer.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"
#include "trustlists/trust_snapshot.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/xml/document.h"
#include "validators/xml/xmldsig.h"

using namespace senim;
using namespace senim::test;
using trustlists::ListReport;
using trustlists::Refusal;
using trustlists::SnapshotBuilder;
using trustlists::TrustSource;

namespace {

namespace fs = std::filesystem;

// An archive of the corpus unpacked into a directory of its own; removed at the end.
class Unpacked {
 public:
  explicit Unpacked(const std::string& archive) {
    std::string name = (fs::temp_directory_path() / "senim-lists-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root_ = name;
    const fs::path file = *corpus() / "trustlists" / (archive + ".tar.xz");
    const std::string command = "tar xJf '" + file.string() + "' -C '" + name + "'";
    REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c): a path of ours
  }
  ~Unpacked() { fs::remove_all(root_); }
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  Bytes operator()(const std::string& member) const { return read_file(root_ / member); }

 private:
  fs::path root_;
};

// The facts of one MANIFEST row: "ver=5 seq=69 ... signer_sha256=1a2b".
struct Row {
  std::string member;
  std::map<std::string, std::string> facts;
  std::size_t count(const std::string& key) const {
    return static_cast<std::size_t>(std::stoul(facts.at(key)));
  }
};

std::vector<Row> manifest(const std::string& prefix) {
  std::ifstream in(*corpus() / "trustlists" / "MANIFEST.tsv");
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(prefix, 0) != 0) {
      continue;
    }
    std::vector<std::string> cells;
    std::istringstream cell_stream(line);
    for (std::string cell; std::getline(cell_stream, cell, '\t');) {
      cells.push_back(cell);
    }
    Row row;
    const std::size_t mark = cells.front().find('!');
    row.member = mark == std::string::npos ? cells.front() : cells.front().substr(mark + 1);
    std::istringstream words(cells.back());
    for (std::string word; words >> word;) {
      if (const std::size_t equals = word.find('='); equals != std::string::npos) {
        row.facts.emplace(word.substr(0, equals), word.substr(equals + 1));
      }
    }
    rows.push_back(row);
  }
  return rows;
}

// The whole fingerprint of the signer whose first octets the manifest gives, taken from the list.
pki::Fingerprint pin_of(ByteView octets, const std::string& prefix) {
  Budget budget;
  const auto document = xml::Document::parse(octets, budget).value();
  for (const auto& element : document->all(xml::kDsig, "X509Certificate")) {
    Bytes der =
        crypto::from_base64(element.text().value(), crypto::Base64Rules::ignore_whitespace).value();
    const auto fingerprint = crypto::sha256(der);
    if (!prefix.empty() && to_hex(fingerprint).rfind(prefix, 0) == 0) {
      return fingerprint;
    }
  }
  FAIL("the list does not carry the signer " << prefix);
  return {};
}

TrustSource source_of(const std::string& id, const Bytes& octets,
                      const std::string& signer_prefix) {
  TrustSource source;
  source.id = id;
  source.pinned = {pin_of(octets, signer_prefix)};
  source.files.push_back({id, octets});
  return source;
}

ListReport load(TrustSource source) {
  SnapshotBuilder builder;
  return builder.add(source);
}

}  // namespace

TEST_CASE("the EU lists of August 2025 verify and load, 31 of 31", "[trustlists][corpus]") {
  if (!corpus()) {
    return;
  }
  const Unpacked files("eu-2025-08-08");
  SnapshotBuilder builder;
  std::size_t loaded = 0;
  std::size_t providers = 0;
  std::size_t services = 0;
  std::size_t history = 0;
  for (const Row& row : manifest("eu-2025-08-08.tar.xz!")) {
    CAPTURE(row.member);
    const Bytes octets = files(row.member);
    auto source = source_of(row.member, octets, row.facts.at("signer_sha256"));
    source.territory = row.facts.at("terr");
    const auto& report = builder.add(source);
    CHECK(report.error.empty());
    loaded += report.loaded ? 1U : 0U;
    CHECK(report.info.sequence == row.count("seq"));
    CHECK(report.providers == row.count("tsp"));
    CHECK(report.services == row.count("svc"));
    CHECK(report.history == row.count("hist"));
    CHECK(report.unusable_services == 0);
    CHECK(report.info.version == 5);
    CHECK(report.info.structure_problem == "");
    if (row.facts.at("next") == "EMPTY") {
      CHECK(report.info.closed);
    } else {
      CHECK(report.info.next_update == at(row.facts.at("next")));
    }
    providers += report.providers;
    services += report.services;
    history += report.history;
  }
  CHECK(loaded == 31);
  // spec/trustlists.md 3: 357 TSPs, 3,528 services, 3,224 history entries.
  CHECK(providers == 357);
  CHECK(services == 3528);
  CHECK(history == 3224);
  CHECK(builder.build()->anchors() > 3000);
}

TEST_CASE("the EU lists of July 2016 verify and load, one of them only with SHA-1",
          "[trustlists][corpus]") {
  if (!corpus()) {
    return;
  }
  const Unpacked files("eu-2016-07-05");
  std::size_t loaded = 0;
  for (const Row& row : manifest("eu-2016-07-05.tar.xz!")) {
    CAPTURE(row.member);
    const Bytes octets = files(row.member);
    auto source = source_of(row.member, octets, row.facts.at("signer_sha256"));
    const bool sha1 = row.facts.at("sigalg") == "rsa-sha1";
    if (sha1) {
      CHECK(load(source).refusal == Refusal::weak_algorithm);
      source.rules.insecurely_allow_sha1 = true;
    }
    const auto report = load(source);
    CHECK(report.error == "");
    CHECK(report.services == row.count("svc"));
    loaded += report.loaded ? 1U : 0U;
  }
  CHECK(loaded == 32);
}

TEST_CASE("lists of later versions and of lists of lists verify", "[trustlists][corpus]") {
  if (!corpus()) {
    return;
  }
  for (const char* archive : {"sequence", "lotl", "pivots", "mra", "libdigidocpp"}) {
    const Unpacked files(archive);
    for (const Row& row : manifest(std::string(archive) + ".tar.xz!")) {
      CAPTURE(row.member);
      const Bytes octets = files(row.member);
      const auto report = load(source_of(row.member, octets, row.facts.at("signer_sha256")));
      if (row.member == "mra/spec-tc-tl.xml") {  // its digest is wrong for xmlsec1 too
        CHECK(report.refusal == Refusal::changed);
        continue;
      }
      CHECK(report.error == "");
      CHECK(report.info.sequence == row.count("seq"));
      CHECK(report.services == row.count("svc"));
    }
  }
}

TEST_CASE("lists of third countries verify and their own words stay unknown",
          "[trustlists][corpus]") {
  if (!corpus()) {
    return;
  }
  for (const Row& row : manifest("third/")) {
    CAPTURE(row.member);
    const Bytes octets = read_file(*corpus() / "trustlists" / row.member);
    if (row.facts.at("xmlsec1") == "unsigned") {
      TrustSource source;
      source.id = row.member;
      source.files.push_back({row.member, octets});
      CHECK(load(source).refusal == Refusal::not_a_list);
      continue;
    }
    auto source = source_of(row.member, octets, row.facts.at("signer_sha256"));
    if (row.facts.at("ver") == "3") {
      CHECK(load(source).refusal == Refusal::version);
      source.rules.versions = {3};
    }
    const auto report = load(source);
    if (row.member == "third/PE-s25.xml") {
      CHECK(report.refusal == Refusal::coverage);  // its first reference is to KeyInfo
      continue;
    }
    CHECK(report.error == "");
    CHECK(report.services == row.count("svc"));
  }
}

TEST_CASE("forged and broken lists are refused for their own reason", "[trustlists][corpus]") {
  if (!corpus()) {
    return;
  }
  const std::map<std::string, std::optional<Refusal>> expected = {
      {"negative/CZ_broken-sig.xml", Refusal::changed},
      {"negative/CZ_not-parsable.xml", Refusal::not_xml},
      {"negative/CZ_two-sigs.xml", Refusal::several_signatures},
      {"negative/eu-lotl-no-sig.xml", Refusal::unsigned_list},
      {"negative/eu-lotl-no-tl-version.xml", Refusal::version},
      {"negative/pivot_247_with-bom.xml", std::nullopt},  // an intact list behind a byte order mark
      {"negative/sk-tl-altered-tsp.xml", Refusal::changed},
      {"negative/sk-tl-sn-95.xml", std::nullopt},  // the intact original of the one before
      {"negative/tl-empty.xml", Refusal::version},
      {"xsw/XSW-enveloped-fake-content-misplaced.xml", Refusal::coverage},
      {"xsw/XSW-enveloped-fake-content.xml", Refusal::coverage},
  };
  std::size_t seen = 0;
  for (const char* archive : {"negative", "xsw"}) {
    const Unpacked files(archive);
    for (const Row& row : manifest(std::string(archive) + ".tar.xz!")) {
      CAPTURE(row.member);
      const Bytes octets = files(row.member);
      TrustSource source;
      const auto signer = row.facts.find("signer_sha256");
      if (signer != row.facts.end()) {
        source = source_of(row.member, octets, signer->second);
      } else {
        source.id = row.member;
        source.files.push_back({row.member, octets});
      }
      const auto report = load(source);
      CAPTURE(report.error);
      CHECK(report.refusal == expected.at(row.member));
      CHECK(report.loaded == !expected.at(row.member).has_value());
      ++seen;
    }
  }
  CHECK(seen == expected.size());
}
