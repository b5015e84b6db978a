// BoringSSL's chains of the corpus (certpath/boringssl-vcc: verify_certificate_chain), every one as
// its source says.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <sstream>

#include "tests/support/corpus.h"
#include "tests/validators/process/chain_court.h"

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
      text.append(leaf ? "    not_self_signed: ignore\n" : "");
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
  test::Divergences divergences("boringssl");
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
    if (one.trust != "DISTRUSTED" && one.trust != "UNSPECIFIED") {
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

}  // namespace senim::process
