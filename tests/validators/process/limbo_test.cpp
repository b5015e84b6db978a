// x509-limbo (the corpus, certpath/x509-limbo): the cases about paths and revocation, each judged
// under a policy that names what its family asks, and every one as the suite says.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/corpus.h"
#include "tests/validators/process/chain_court.h"

namespace senim::process {
namespace {

using nlohmann::json;
using test::ChainCase;
using test::ChainOutcome;

// What a document's validator has no business with: whom a TLS client wanted to talk to, and what a
// server's certificate is for. By family or case; what stands under `kAllTheSame` is judged
// although its family is not.
constexpr std::array<std::string_view, 1> kTlsHostNames{"webpki::san::"};
constexpr std::array<std::string_view, 2> kServerPurposes{"webpki::eku::", "rfc5280::eku::"};
constexpr std::array<std::string_view, 1> kAllTheSame{
    "webpki::san::san-critical-with-nonempty-subject"};

bool about_paths(std::string_view id) {
  const auto begins = [id](std::string_view family) { return id.starts_with(family); };
  return std::ranges::count(kAllTheSame, id) != 0 ||
         (std::ranges::none_of(kTlsHostNames, begins) &&
          std::ranges::none_of(kServerPurposes, begins));
}

// Certificates of servers: no policy of ours has an opinion on their usages.
const std::string kServers = R"(
    key_usage: ignore
    stated_purposes: ignore
    critical_purposes: ignore
    key_purpose: ignore
)";
const std::string kProfile =
    "    conformity: {fail: [version, serial-number, issuer, signature-algorithm, key-parameters, "
    "key-usage, basic-constraints, certificate-policies, name-constraints, policy-constraints, "
    "inhibit-any-policy, freshest-crl, information-access]}\n";
const std::string kWebProfile =
    "    conformity: {fail: [\"*\"]}\n"
    "    public_key: {fail: [RSA 2048, RSA 3072, RSA 4096, ECDSA P-256, ECDSA P-384, "
    "ECDSA P-521]}\n";

enum class Family : std::uint8_t { rfc5280, revocation, web };

Family family_of(std::string_view id) {
  return id.starts_with("crl::")                                    ? Family::revocation
         : id.starts_with("webpki::") || id.starts_with("online::") ? Family::web
                                                                    : Family::rfc5280;
}

const model::Policy& policy_of(Family family, const json& depth) {
  static std::map<std::pair<Family, std::string>, model::Policy> made;
  const auto key = std::pair(family, depth.dump());
  if (const auto known = made.find(key); known != made.end()) {
    return known->second;
  }
  std::string text;
  if (depth.is_number()) {
    text.append("trust:\n  signature:\n    path_length: ").append(depth.dump()).append("\n");
  }
  text.append("signature:\n  signing_certificate:").append(kServers);
  text.append(family == Family::revocation ? "" : test::kWithoutRevocation);
  text.append(family == Family::web ? kWebProfile : kProfile);
  text.append(family == Family::web ? "" : "    not_ca: ignore\n");
  text.append("  ca_certificate:\n    critical_purposes: ignore\n");
  text.append(family == Family::revocation ? "" : test::kWithoutRevocation);
  text.append(family == Family::web ? kWebProfile : kProfile);
  if (family == Family::web) {
    text.append(
        "    anchor_conformity: {fail: [key-parameters, key-identifier-only, "
        "own-key-identifier]}\n");
  }
  text.append("revocation:\n  acceptance:\n    crl_number: fail\n");
  return made.emplace(key, test::policy_of(text)).first->second;
}

// The suite says "now" where it names no time; its certificates are valid from 1970 to 2969.
constexpr UtcTime kNow = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};

// Empty: a certificate cannot be read, so no path holds it.
std::optional<pki::Certificate> read(const json& pem) {
  const auto blocks = test::pem_blocks(pem.get<std::string>());
  auto certificate = pki::Certificate::from_der(blocks.at(0).second);
  return certificate.ok() ? std::optional(std::move(certificate).value()) : std::nullopt;
}

std::vector<pki::Certificate> read_all(const json& list) {
  std::vector<pki::Certificate> found;
  for (const json& pem : list) {
    if (auto certificate = read(pem)) {
      found.push_back(std::move(*certificate));
    }
  }
  return found;
}

ChainOutcome judge(const json& one) {
  auto target = read(one.at("peer_certificate"));
  if (!target) {
    return {};
  }
  ChainCase chain{std::move(*target),
                  read_all(one.at("untrusted_intermediates")),
                  read_all(one.at("trusted_certs")),
                  {},
                  {},
                  kNow};
  for (const json& pem : one.value("crls", json::array())) {
    chain.crls.push_back(test::pem_blocks(pem.get<std::string>()).at(0).second);
  }
  if (const json& time = one.at("validation_time"); time.is_string()) {
    const auto text = time.get<std::string>().substr(0, 19) + "Z";
    chain.time = parse_utc(text).value();
  }
  const json depth = one.value("max_chain_depth", json());
  return judge_chain(chain, policy_of(family_of(one.at("id").get<std::string>()), depth));
}

}  // namespace

TEST_CASE("x509-limbo is judged as the suite says", "[limbo]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  test::Divergences divergences("limbo");
  std::size_t judged = 0;
  std::size_t left_out = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(*corpus / "certpath" / "x509-limbo")) {
    std::ifstream in(entry.path());
    const json suite = json::parse(in);
    for (const json& one : suite.at("testcases")) {
      const auto id = one.at("id").get<std::string>();
      if (!about_paths(id)) {
        ++left_out;
        continue;
      }
      ++judged;
      const ChainOutcome outcome = judge(one);
      CAPTURE(id, outcome.text());
      const bool agrees = outcome.passed() == (one.at("expected_result") == "SUCCESS");
      CHECK(agrees != divergences.lists(id));
    }
  }
  CHECK(divergences.unseen().empty());
  CHECK(divergences.size() + test::Divergences("boringssl").size() <= 3);
  CHECK(judged == 63);
  CHECK(left_out == 18);
}

}  // namespace senim::process
