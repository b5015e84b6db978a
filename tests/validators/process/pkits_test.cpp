// NIST PKITS (the corpus, certpath/pkits): all 247 cases, path building, RFC 5280 6.1 with every
// policy setting of the suite, and revocation by the lists of each case (RFC 5280 6.3).

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/corpus.h"
#include "tests/validators/process/chain_court.h"
#include "validators/paths/policy_graph.h"

namespace senim::process {
namespace {

constexpr UtcTime kTime = std::chrono::sys_days{std::chrono::year{2015} / 6 / 1};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) {
    parts.push_back(part);
  }
  return parts;
}

struct Case {
  std::string test;
  std::string name;
  std::vector<std::string> certificates;
  std::vector<std::string> lists;
  bool should_validate = false;
  std::string settings;

  std::optional<std::string> setting(const std::string& function) const {
    const std::size_t at = settings.find(function + "(");
    if (at == std::string::npos) {
      return std::nullopt;
    }
    const std::size_t start = at + function.size() + 1;
    std::string value = settings.substr(start, settings.find(')', start) - start);
    std::erase(value, '"');
    return value;
  }
};

std::vector<Oid> policies(const std::string& names) {
  static const std::string kPrefix = "NIST-test-policy-";
  std::vector<Oid> found;
  for (const std::string& name : split(names, ',')) {
    found.push_back(name == "anyPolicy"
                        ? paths::kAnyPolicy
                        : Oid("2.16.840.1.101.3.2.1.48." + name.substr(kPrefix.size())));
  }
  std::ranges::sort(found);
  return found;
}

std::vector<Case> cases(const std::filesystem::path& folder) {
  std::ifstream in(folder / "vectors.tsv");
  std::vector<Case> found;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const auto fields = split(line, '\t');
    found.push_back({fields[0], fields[1], split(fields[2], ','), split(fields[3], ','),
                     fields[4] == "true", fields[5]});
  }
  return found;
}

// The suite's settings as a policy of ours: RFC 5280 6.1.1 inputs in `trust`, revocation as `base`
// asks for it, the algorithms of its day, and no opinion on usages.
model::Policy policy_of(const Case& one) {
  const auto set = [&](const char* name) { return one.setting(name) == "true"; };
  std::string text = "trust:\n  signature:\n    initial_policies: [";
  const std::vector<Oid> initial = policies(one.setting("SetInitialPolicySet").value_or(""));
  for (const Oid& policy : initial) {
    text.append(policy == initial.front() ? "" : ", ").append(policy.dotted());
  }
  text.append(initial.empty() ? "\"*\"]\n" : "]\n");
  text.append("    explicit_policy: ");
  text.append(set("SetInitialExplicitPolicy") ? "required\n" : "optional\n");
  text.append("    policy_mapping: ");
  text.append(set("SetInitialPolicyMappingInhibit") ? "inhibited\n" : "allowed\n");
  text.append("    any_policy: ");
  text.append(set("SetInitialInhibitAnyPolicy") ? "inhibited\n" : "allowed\n");
  return test::policy_of(text.append(R"(
algorithms:
  certificates: {digests: {SHA-1: open}, keys: {DSA: [{min: 1024, until: open}]}}
  revocation: {digests: {SHA-1: open}, keys: {DSA: [{min: 1024, until: open}]}}
signature:
  signing_certificate: {key_usage: ignore, not_ca: ignore}
)"));
}

struct Judge {
  std::filesystem::path folder;

  std::vector<pki::Certificate> chain(const Case& one) const {
    std::vector<pki::Certificate> found;
    for (const std::string& name : one.certificates) {
      auto read =
          pki::Certificate::from_der(senim::test::read_file(folder / "certs" / (name + ".crt")));
      if (!read.ok()) {
        return {};  // a certificate that cannot be read is in no path
      }
      found.push_back(std::move(read).value());
    }
    return found;
  }

  test::ChainOutcome judge(const Case& one) const {
    const std::vector<pki::Certificate> certificates = chain(one);
    if (certificates.empty()) {
      return {};
    }
    test::ChainCase question{
        certificates.back(), certificates, {certificates.front()}, {}, {}, kTime};
    for (const std::string& name : one.lists) {
      const auto path = folder / "crls" / (name + ".crl");
      if (std::filesystem::exists(path)) {  // 4.4.6 names one that the suite does not have
        question.crls.push_back(senim::test::read_file(path));
      }
    }
    return judge_chain(question, policy_of(one));
  }
};

}  // namespace

TEST_CASE("PKITS is judged as the suite says", "[pkits]") {
  const auto corpus = senim::test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  const Judge court{*corpus / "certpath" / "pkits"};
  std::size_t judged = 0;
  for (const Case& one : cases(court.folder)) {
    const test::ChainOutcome outcome = court.judge(one);
    CAPTURE(one.test, one.name, one.settings, outcome.text());
    ++judged;
    CHECK(outcome.passed() == one.should_validate);
    if (one.should_validate) {
      CHECK(outcome.policies ==
            policies(one.setting("SetUserConstrainedPolicySet").value_or("NIST-test-policy-1")));
    }
  }
  CHECK(judged == 247);
}

}  // namespace senim::process
