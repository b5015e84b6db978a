// NIST PKITS (the corpus, certpath/pkits): path building and RFC 5280 6.1 with every policy setting
// of the suite, without revocation. A case that fails for its CRLs only is left to the validation
// engine.

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/support/corpus.h"
#include "tests/support/judging.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"
#include "validators/paths/path_validation.h"
#include "validators/paths/policy_graph.h"

namespace senim::paths {
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
                        ? kAnyPolicy
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
    found.push_back({fields[0], fields[1], split(fields[2], ','), fields[4] == "true", fields[5]});
  }
  return found;
}

// Sections and cases whose point is a CRL (4.4, 4.5.{6,7...}, 4.7.{4,5}, 4.14, 4.15).
bool about_revocation(const std::string& test) {
  static const std::set<std::string> kSingle{"4.5.2", "4.5.5", "4.5.7", "4.5.8", "4.7.4", "4.7.5"};
  return test.starts_with("4.4.") || test.starts_with("4.14.") || test.starts_with("4.15.") ||
         kSingle.contains(test);
}

// DSA keys that inherit their parameters from the issuer's are not computed: doubt, never a yes.
bool inherits_parameters(const std::string& test) { return test == "4.1.5"; }

struct Outcome {
  bool valid = false;
  std::vector<Oid> policies;
};

Outcome judge(const Case& one, const std::filesystem::path& folder) {
  std::vector<pki::Certificate> chain;
  for (const std::string& name : one.certificates) {
    const auto read =
        pki::Certificate::from_der(test::read_file(folder / "certs" / (name + ".crt")));
    if (!read.ok()) {
      return {};  // a certificate that cannot be read is in no path
    }
    chain.push_back(*read);
  }
  test::TestTrust trust;
  trust.add(test::given(chain.front()));
  Budget budget;
  PathBuilder builder(trust, kTime, budget);
  const PathSearch search = builder.build(chain.back(), chain);
  const auto flag = [&](const char* name) {
    return one.setting(name) == "true" ? InitialPolicy::set : InitialPolicy::unset;
  };
  PathParameters parameters;
  parameters.time = kTime;
  parameters.acceptable_policies = policies(one.setting("SetInitialPolicySet").value_or(""));
  parameters.explicit_policy = flag("SetInitialExplicitPolicy");
  parameters.inhibit_mapping = flag("SetInitialPolicyMappingInhibit");
  parameters.inhibit_any = flag("SetInitialInhibitAnyPolicy");
  for (const model::CandidatePath& path : search.paths) {
    const PathFindings findings = validate_path(path, parameters, budget);
    const bool in_time = chain.back().not_before() <= kTime && kTime <= chain.back().not_after();
    if (findings.failures.empty() && in_time) {
      return {true, findings.policies};
    }
  }
  return {};
}

}  // namespace

TEST_CASE("PKITS paths are judged as the suite says wherever no revocation is needed", "[paths]") {
  const auto corpus = test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  const std::filesystem::path folder = *corpus / "certpath" / "pkits";
  std::size_t judged = 0;
  for (const Case& one : cases(folder)) {
    CAPTURE(one.test, one.name, one.settings);
    const Outcome outcome = judge(one, folder);
    if (about_revocation(one.test) && !one.should_validate) {
      continue;
    }
    ++judged;
    if (inherits_parameters(one.test)) {
      CHECK_FALSE(outcome.valid);
      continue;
    }
    CHECK(outcome.valid == one.should_validate);
    if (one.should_validate) {
      CHECK(outcome.policies ==
            policies(one.setting("SetUserConstrainedPolicySet").value_or("NIST-test-policy-1")));
    }
  }
  CHECK(judged == 200);
}

}  // namespace senim::paths
