// Chains of other projects in the corpus (certpath) that are no suite of their own: BoringSSL's
// path_builder_unittest, pyHanko's authorities, iText's certificates without revocation. Each as
// its test says, and what stands beside it.

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/corpus.h"
#include "tests/validators/process/chain_court.h"

namespace senim::process {
namespace {

using model::Conclusion;
using model::Indication;
using model::SubIndication;
using senim::test::at;
using senim::test::read_file;
using test::ChainCase;
using test::ChainOutcome;

using Files = std::vector<const char*>;

// Paths alone: no revocation, and no opinion on usages of servers.
const model::Policy& paths_alone() {
  static const model::Policy kPolicy = [] {
    std::string text = "signature:\n  signing_certificate:\n    key_usage: ignore\n";
    text.append("    stated_purposes: ignore\n    key_purpose: ignore\n");
    text.append(test::kWithoutRevocation).append("  ca_certificate:\n");
    return test::policy_of(text.append(test::kWithoutRevocation));
  }();
  return kPolicy;
}

struct Folder {
  std::filesystem::path path;

  // PEM or DER.
  pki::Certificate certificate(const char* file) const {
    const Bytes octets = read_file(path / file);
    const auto blocks = test::pem_blocks(as_text(octets));
    return pki::Certificate::from_der(blocks.empty() ? octets : blocks.at(0).second).value();
  }
  ChainOutcome judged(const char* target, const Files& others, const Files& anchors,
                      std::string_view time, const model::Policy& policy = paths_alone()) const {
    ChainCase chain{certificate(target), {}, {}, {}, {}, at(time)};
    for (const char* file : others) {
      chain.others.push_back(certificate(file));
    }
    for (const char* file : anchors) {
      chain.anchors.push_back(certificate(file));
    }
    return judge_chain(chain, policy);
  }
};

constexpr Conclusion undecided(SubIndication sub) { return {Indication::indeterminate, sub}; }

std::optional<Folder> folder_of(const char* name) {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return std::nullopt;
  }
  return Folder{*corpus / "certpath" / name};
}

}  // namespace

TEST_CASE("BoringSSL's cross-certified roots lead to the one that is trusted", "[suites]") {
  const auto folder = folder_of("boringssl/path_builder_unittest");
  if (!folder) {
    return;
  }
  const char* target = "multi-root-A-by-B.pem";
  const Files all{"multi-root-B-by-F.pem", "multi-root-C-by-D.pem", "multi-root-F-by-E.pem",
                  "multi-root-E-by-E.pem"};
  const Files root{"multi-root-E-by-E.pem"};
  constexpr std::string_view kThen = "2017-03-01T00:00:00Z";
  const ChainOutcome good = folder->judged(target, all, root, kThen);
  CAPTURE(good.text());
  CHECK(good.passed());
  // An anchor below the root is as good.
  CHECK(folder->judged(target, all, {"multi-root-F-by-E.pem"}, kThen).passed());
  CHECK(folder->judged(target, {}, {"multi-root-B-by-F.pem"}, kThen).passed());
  const auto none = undecided(SubIndication::no_certificate_chain_found);
  CHECK(folder->judged(target, all, {}, kThen).conclusion == none);
  CHECK(folder->judged(target, all, {"multi-root-C-by-D.pem"}, kThen).conclusion == none);
  CHECK(folder->judged(target, {"multi-root-B-by-F.pem"}, root, kThen).conclusion == none);
  // B and F end on 2 January 2026; A lives on.
  CHECK(folder->judged(target, all, root, "2026-01-02T00:00:00Z").passed());
  const ChainOutcome later = folder->judged(target, all, root, "2026-01-02T00:00:01Z");
  CHECK(later.conclusion == undecided(SubIndication::certificate_chain_general_failure));
  CHECK(later.check == "ca-validity");
}

TEST_CASE("BoringSSL's three certificates of one authority all count, whatever the key identifier",
          "[suites]") {
  const auto folder =
      folder_of("boringssl/path_builder_unittest/key_id_name_and_serial_prioritization");
  if (!folder) {
    return;
  }
  const Files all{"int_mismatch.pem", "int_match_name_only.pem", "int_matching.pem"};
  constexpr std::string_view kThen = "2017-03-01T00:00:00Z";
  CHECK(folder->judged("target.pem", all, {"root.pem", "root2.pem"}, kThen).passed());
  CHECK(folder->judged("target.pem", all, {"root.pem"}, kThen).passed());
  CHECK(folder->judged("target.pem", {"int_matching.pem"}, {"root.pem"}, kThen).passed());
  // The target's identifier names another superior and number: a hint (RFC 5280 4.2.1.1).
  CHECK(folder->judged("target.pem", all, {"root2.pem"}, kThen).passed());
  CHECK(folder->judged("target.pem", {"int_matching.pem"}, {"root2.pem"}, kThen).conclusion ==
        undecided(SubIndication::no_certificate_chain_found));
}

// RFC 6962 3.1: its critical extension is there so that nobody takes it for a certificate.
TEST_CASE("BoringSSL's precertificate is no certificate", "[suites]") {
  const auto folder = folder_of("boringssl/path_builder_unittest/precertificate");
  if (!folder) {
    return;
  }
  const ChainOutcome outcome =
      folder->judged("precertificate.pem", {}, {"root.pem"}, "2023-10-01T00:00:00Z");
  CHECK(outcome.check == "critical-extensions");
  CHECK(outcome.conclusion == undecided(SubIndication::certificate_chain_general_failure));
}

TEST_CASE("BoringSSL's Merkle tree certificates are signed in no way that we compute", "[suites]") {
  const auto folder = folder_of("boringssl/path_builder_unittest/mtc_plants04");
  if (!folder) {
    return;
  }
  for (const char* leaf :
       {"mtc-leaf.pem", "mtc-leaf-standalone.pem", "mtc-leaf-standalone-3cosigners.pem",
        "mtc-leaf-standalone-cosigner_wrong_order.pem",
        "mtc-leaf-standalone-duplicate_ca_signer.pem", "mtc-leaf-standalone-no_ca_signer.pem"}) {
    CAPTURE(leaf);
    const ChainOutcome outcome =
        folder->judged(leaf, {"mtc-ica.pem"}, {"mtc-ica.pem"}, "2026-06-01T00:00:00Z");
    CAPTURE(outcome.text());
    CHECK(outcome.conclusion.indication == Indication::indeterminate);
  }
}

TEST_CASE("pyHanko's authorities hold in each of their algorithms", "[suites]") {
  struct Authority {
    const char* folder;
    const char* signer;
    const char* last;   // second of the signer's
    const char* later;  // one more
  };
  const auto authority = GENERATE(values<Authority>(
      {{"testing-ca-pss", "signer1.cert.pem", "2022-01-01T00:00:00Z", "2022-01-01T00:00:01Z"},
       {"testing-ca-pss-exclusive", "signer1.cert.pem", "2022-01-01T00:00:00Z",
        "2022-01-01T00:00:01Z"},
       {"testing-ca-ed25519", "signer.cert.pem", "2022-01-01T00:00:00Z", "2022-01-01T00:00:01Z"},
       {"testing-ca-ed25519", "signer2.cert.pem", "2022-01-01T00:00:00Z", "2022-01-01T00:00:01Z"},
       {"testing-ca-ed448", "signer.cert.pem", "2021-01-01T00:00:00Z", "2021-01-01T00:00:01Z"}}));
  CAPTURE(authority.folder, authority.signer);
  const auto folder = folder_of("pyhanko-certvalidator");
  if (!folder) {
    return;
  }
  const Folder own{folder->path / authority.folder};
  const Files above{"interm.cert.pem"};
  const Files root{"root.cert.pem"};
  const ChainOutcome good = own.judged(authority.signer, above, root, authority.last);
  CAPTURE(good.text());
  CHECK(good.passed());
  const ChainOutcome later = own.judged(authority.signer, above, root, authority.later);
  CHECK(later.check.starts_with("signing-certificate-validity"));
  CHECK(later.conclusion.indication == Indication::indeterminate);
  CHECK(own.judged(authority.signer, {}, root, authority.last).conclusion ==
        undecided(SubIndication::no_certificate_chain_found));
  // One octet of the value of the CA's signature on it.
  ChainCase changed{own.certificate(authority.signer),
                    {own.certificate("interm.cert.pem")},
                    {own.certificate("root.cert.pem")},
                    {},
                    {},
                    at(authority.last)};
  Bytes der = to_bytes(changed.target.der());
  der.back() ^= 1;
  changed.target = pki::Certificate::from_der(der).value();
  const ChainOutcome forged = judge_chain(changed, paths_alone());
  CHECK(forged.check == "certificate-signature");
}

TEST_CASE("pyHanko's two layers of authorities are as deep as their lengths allow", "[suites]") {
  const auto folder = folder_of("pyhanko-certvalidator/multilayer/certs");
  if (!folder) {
    return;
  }
  constexpr std::string_view kThen = "2020-10-10T00:00:00Z";
  const Files both{"interm1.cert.pem", "interm2.cert.pem"};
  const Files root{"root.cert.pem"};
  const ChainOutcome good = folder->judged("alice.cert.pem", both, root, kThen);
  CAPTURE(good.text());
  CHECK(good.passed());
  const auto none = undecided(SubIndication::no_certificate_chain_found);
  CHECK(folder->judged("alice.cert.pem", {"interm2.cert.pem"}, root, kThen).conclusion == none);
  CHECK(folder->judged("alice.cert.pem", {"interm1.cert.pem"}, root, kThen).conclusion == none);
}

// RFC 9608 3, RevocationDataValidatorTest#noRevAvail*: an end entity may go without, a CA may not.
TEST_CASE("iText's certificates without revocation", "[suites]") {
  const auto folder = folder_of("");
  if (!folder) {
    return;
  }
  const auto policy = test::policy_of(R"(
signature:
  signing_certificate:
    revocation_skip_lifetime: ignore
    reserved_purposes: ignore
    forbidden_extensions: ignore
    not_ca: ignore
)");
  const char* root = "CRLValidatorTest/issuingDistributionPointTest/rootCert.pem";
  const auto judged = [&](const char* target) {
    return folder->judged(target, {}, {root}, "2024-08-01T00:00:00Z", policy);
  };
  const ChainOutcome without = judged("RevocationDataValidatorTest/noRevAvailCertWithoutCA.pem");
  CAPTURE(without.text());
  CHECK(without.passed());
  const ChainOutcome authority = judged("RevocationDataValidatorTest/noRevAvailCert.pem");
  CAPTURE(authority.text());
  CHECK(authority.check == "no-revocation-available");
  CHECK(authority.conclusion == undecided(SubIndication::certificate_chain_general_failure));
}

// CRLValidatorTest#happyPathMissingIssuer and #crlResponsesCrossSigned.
TEST_CASE("iText's lists of somebody whose authority is not at hand end nowhere", "[suites]") {
  const auto folder = folder_of("CRLValidatorTest");
  if (!folder) {
    return;
  }
  const auto none = undecided(SubIndication::no_certificate_chain_found);
  ChainCase missing{folder->certificate("missingIssuer/sign.cert.pem"),
                    {folder->certificate("missingIssuer/crl-issuer.cert.pem")},
                    {folder->certificate("missingIssuer/chain.pem")},
                    {read_file(folder->path / "missingIssuer" / "crl.crl")},
                    {},
                    at("2000-02-01T00:00:00Z")};
  CHECK(judge_chain(missing, test::policy_of("")).conclusion == none);
  // Two authorities below a root that nobody has, each with its list.
  ChainCase crossed{folder->certificate("crlResponsesCrossSigned/cert1.crt"),
                    {folder->certificate("crlResponsesCrossSigned/cert2.crt")},
                    {},
                    {read_file(folder->path / "crlResponsesCrossSigned" / "crl1.crl"),
                     read_file(folder->path / "crlResponsesCrossSigned" / "crl2.crl")},
                    {},
                    at("2025-12-20T00:00:00Z")};
  CHECK(judge_chain(crossed, test::policy_of("")).conclusion == none);
  crossed.anchors = crossed.others;  // the one says nothing of the other
  CHECK(judge_chain(crossed, test::policy_of("")).conclusion == none);
}

}  // namespace senim::process
