// BoringSSL's cases of the corpus (certpath/boringssl-vcc: verify_certificate_chain; certpath/
// boringssl: crl_unittest): chains and lists, every one as its source says.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "tests/support/corpus.h"
#include "tests/validators/process/chain_court.h"
#include "validators/pki/crl.h"

namespace senim::process {
namespace {

using test::ChainCase;
using test::ChainOutcome;

// What a document's validator has no business with: what certificates of TLS servers, clients and
// others are for.
constexpr std::array<std::string_view, 3> kPurposes{"-eku-", "_eku.test",
                                                    "target-msapplicationpolicies-"};

bool about_paths(std::string_view id) {
  return std::ranges::none_of(
      kPurposes, [id](std::string_view part) { return id.find(part) != std::string_view::npos; });
}

constexpr UtcTime kDefaultTime =
    std::chrono::sys_days{std::chrono::year{2021} / 10 / 5} + std::chrono::hours(12);

struct VccCase {
  std::string chain;
  std::string trust;
  std::string time;
  std::string purpose;
  std::optional<std::string> policies;
  bool strong_digests = false;
  bool expects_error = false;
};

VccCase read_case(const std::string& text) {
  VccCase found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(": ");
    const std::string name = line.substr(0, colon);
    const std::string value = colon == std::string::npos ? "" : line.substr(colon + 2);
    if (name == "chain") {
      found.chain = value;
    } else if (name == "last_cert_trust") {
      found.trust = value;
    } else if (name == "utc_time") {
      found.time = value;
    } else if (name == "key_purpose") {
      found.purpose = value;
    } else if (name == "expected_user_constrained_policy_set") {
      found.policies = value;
    } else if (name == "digest_policy") {
      found.strong_digests = value == "STRONG";
    } else if (name == "ERROR") {
      found.expects_error = true;
    }
  }
  return found;
}

UtcTime time_of(const std::string& text) {
  if (text == "DEFAULT") {
    return kDefaultTime;
  }
  const auto pair = [&](std::size_t at) { return text.substr(at, 2); };
  std::string iso = "20";
  iso.append(pair(0)).append("-").append(pair(2)).append("-").append(pair(4)).append("T");
  iso.append(pair(6)).append(":").append(pair(8)).append(":").append(pair(10)).append("Z");
  return parse_utc(iso).value();
}

// Their store says how far an anchor is trusted; a policy says the same of ours. Nothing else
// stands in the way: no revocation, usages of servers, any digest unless the case says STRONG.
model::Policy policy_of(const VccCase& one) {
  const auto has = [&](std::string_view word) { return one.trust.find(word) != std::string::npos; };
  const bool constrained = has("CONSTRAINTS") && has("_WITH_CONSTRAINTS");
  const bool also = has("_AND_CONSTRAINTS");
  const bool leaf = has("LEAF");
  std::string text = "trust:\n  signature:\n    anchor_certificate: ";
  text.append(constrained || also ? "honoured" : "ignored").append("\n");
  // Theirs wants 1024 bits of RSA, SHA-1 unless told otherwise.
  text.append("algorithms:\n  certificates:\n    keys: {RSA: [{min: 1024, until: open}]}\n");
  if (!one.strong_digests) {
    text.append("    digests: {SHA-1: open}\n");
  }
  text.append("signature:\n");
  for (const char* role : {"signing_certificate", "ca_certificate"}) {
    const bool signing = std::string_view(role) == "signing_certificate";
    text.append("  ").append(role).append(":\n");
    for (const char* key :
         {"revocation_available", "revocation_acceptable", "not_revoked", "not_on_hold",
          "revocation_fresh_next_update", "revocation_issuer_validity", "critical_purposes"}) {
      text.append("    ").append(key).append(": ignore\n");
    }
    text.append("    public_key: {fail: [RSA 1*, RSA 2*, RSA 3*, RSA 4*, ECDSA *]}\n");
    if (signing) {
      text.append("    key_usage: ignore\n    stated_purposes: ignore\n    key_purpose: ignore\n");
      text.append(one.purpose.find("STRICT") != std::string::npos ? "" : "    not_ca: ignore\n");
      text.append(has("REQUIRE_SELF_SIGNED") ? "    self_signed: fail\n" : "");
      text.append(leaf ? "    not_self_signed: ignore\n" : "    not_anchor: fail\n");
    } else {
      text.append(has("EXPIRATION") ? "    anchor_expiry: fail\n" : "");
    }
  }
  return test::policy_of(text);
}

std::vector<pki::Certificate> certificates_of(const std::filesystem::path& file) {
  std::vector<pki::Certificate> found;
  for (const auto& [label, der] : test::pem_blocks(as_text(senim::test::read_file(file)))) {
    if (label == "CERTIFICATE") {
      found.push_back(pki::Certificate::from_der(der).value());
    }
  }
  return found;
}

std::vector<Oid> policies_of(const std::string& text) {
  std::vector<Oid> found;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one, ',');) {
    std::erase(one, ' ');
    found.emplace_back(one);
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace

TEST_CASE("BoringSSL's chains are judged as their source says", "[boringssl]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  test::Divergences divergences("boringssl", "target-");
  std::size_t judged = 0;
  std::size_t left_out = 0;
  const auto root = *corpus / "certpath" / "boringssl-vcc";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".test") {
      continue;
    }
    const auto folder = entry.path().parent_path();
    const std::string id = folder.filename().string() + "/" + entry.path().filename().string();
    if (!about_paths(id)) {
      ++left_out;
      continue;
    }
    ++judged;
    const VccCase one = read_case(std::string(as_text(senim::test::read_file(entry.path()))));
    const auto certificates = certificates_of(folder / one.chain);
    ChainCase chain{certificates.front(), certificates, {}, {}, {}, time_of(one.time)};
    // Their store can trust a certificate as a leaf alone: with us that is somebody who gives the
    // signer's own certificate.
    const bool as_leaf = one.trust.starts_with("TRUSTED_LEAF");
    const bool trusted = one.trust != "DISTRUSTED" && one.trust != "UNSPECIFIED";
    if (trusted && (!as_leaf || certificates.size() == 1)) {
      chain.anchors.push_back(certificates.back());
    }
    const ChainOutcome outcome = judge_chain(chain, policy_of(one));
    CAPTURE(id, one.trust, outcome.text());
    const bool agrees = outcome.passed() == !one.expects_error;
    CHECK(agrees != divergences.lists(id));
    if (one.policies && outcome.passed()) {
      CHECK(outcome.policies == policies_of(*one.policies));
    }
  }
  CHECK(divergences.unseen().empty());
  WARN("chains: " << judged << " judged, " << left_out << " about purposes left out");
  CHECK(judged == 48);
}

namespace {

using blocks::RevocationState;

std::string list_policy(bool by_age) {
  std::string text = R"(
trust:
  signature: {anchor_certificate: ignored}
  revocation: {anchor_certificate: ignored}
revocation:
  acceptance: {crl_entries: fail}
signature:
  signing_certificate:
    revocation_fresh_next_update: fail
)";
  return text.append(by_age ? "    revocation_fresh: {fail: 7d}\n" : "");
}

// Theirs asks for both, a list of at most a week and before its nextUpdate; a maximum age of ours
// replaces nextUpdate (EN 319 102-1 5.2.5), so that both are asked one after the other.
RevocationState state_of(const ChainCase& chain) {
  const RevocationState by_age = judge_status(chain, test::policy_of(list_policy(true)));
  const auto list = pki::Crl::from_der(chain.crls.at(0));
  const bool ends = list.ok() && list->next_update();
  return by_age == RevocationState::good && ends
             ? judge_status(chain, test::policy_of(list_policy(false)))
             : by_age;
}

}  // namespace

// crl_unittest.cc: good*, revoked*, and everything else, which must leave the status unknown, on
// 2017-03-09 with lists of at most a week.
TEST_CASE("BoringSSL's lists are judged as their source says", "[boringssl]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  // Its CAs are bare keys: no basic constraints.
  test::Divergences divergences("boringssl", "bad_");
  std::size_t judged = 0;
  const auto root = *corpus / "certpath" / "boringssl" / "crl_unittest";
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    const std::string id = entry.path().filename().string();
    std::optional<pki::Certificate> target;
    std::vector<pki::Certificate> others;
    std::vector<pki::Certificate> anchors;
    std::vector<Bytes> crls;
    for (const auto& [label, der] :
         test::pem_blocks(as_text(senim::test::read_file(entry.path())))) {
      if (label == "CRL") {
        crls.push_back(der);
      } else if (label == "CERTIFICATE") {
        target = pki::Certificate::from_der(der).value();
      } else {  // CA CERTIFICATE; CA CERTIFICATE 2, whose key issued the first one anew
        others.push_back(pki::Certificate::from_der(der).value());
      }
    }
    REQUIRE(target);
    anchors.push_back(others.back());
    ++judged;
    const ChainCase chain{*target, others, anchors,
                          crls,    {},     senim::test::at("2017-03-09T00:00:00Z")};
    const RevocationState state = state_of(chain);
    CAPTURE(id, status_name(state));
    const RevocationState expected = id.starts_with("good")      ? RevocationState::good
                                     : id.starts_with("revoked") ? RevocationState::revoked
                                                                 : RevocationState::unknown;
    const bool agrees = expected == RevocationState::unknown
                            ? state != RevocationState::good && state != RevocationState::revoked
                            : state == expected;
    CHECK(agrees != divergences.lists(id));
  }
  CHECK(divergences.unseen().empty());
  CHECK(judged == 66);
}

}  // namespace senim::process
