// NIST PKITS (the corpus, certpath/pkits): all 247 cases, path building, RFC 5280 6.1 with every
// policy setting of the suite, and revocation by the lists of each case (RFC 5280 6.3).

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/support/corpus.h"
#include "tests/support/judging.h"
#include "validators/blocks/revocation.h"
#include "validators/model/rules.h"
#include "validators/paths/path_builder.h"
#include "validators/paths/path_validation.h"
#include "validators/paths/policy_graph.h"
#include "validators/process/revocation_search.h"

namespace senim::process {
namespace {

using model::CertificateRole;
using model::Key;
using paths::InitialPolicy;

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

struct Outcome {
  bool valid = false;
  std::vector<Oid> policies;
};

// Revocation of every certificate, as RFC 5280 6.3 has it.
model::Policy revocation_policy() {
  model::PolicyRules rules = test::plain_rules();
  for (const auto context : {model::Context::signature, model::Context::revocation}) {
    for (const auto role : {CertificateRole::signing, CertificateRole::ca}) {
      for (const Key key :
           {Key::revocation_available, Key::revocation_fresh_next_update, Key::not_revoked}) {
        rules.set({key, context, role}, test::fails());
      }
    }
  }
  return model::Policy(std::move(rules));
}

struct Judge {
  std::filesystem::path folder;
  model::Policy policy = revocation_policy();

  std::vector<pki::Certificate> chain(const Case& one) const {
    std::vector<pki::Certificate> found;
    for (const std::string& name : one.certificates) {
      auto read = pki::Certificate::from_der(test::read_file(folder / "certs" / (name + ".crt")));
      if (!read.ok()) {
        return {};  // a certificate that cannot be read is in no path
      }
      found.push_back(std::move(read).value());
    }
    return found;
  }

  Outcome judge(const Case& one) const {
    const std::vector<pki::Certificate> certificates = chain(one);
    if (certificates.empty()) {
      return {};
    }
    test::TestTrust trust;
    trust.add(test::given(certificates.front()));
    Budget budget;
    paths::PathBuilder builder(trust, kTime, budget);
    paths::PathSearch search = builder.build(certificates.back(), certificates);
    model::Evidence evidence;
    evidence.signatures.emplace_back();
    evidence.signatures[0].signing_certificate = certificates.back();
    evidence.signatures[0].paths = std::move(search.paths);
    model::Submission submission;
    for (const std::string& name : one.lists) {
      const auto path = folder / "crls" / (name + ".crl");
      if (std::filesystem::exists(path)) {  // 4.4.6 names one that the suite does not have
        submission.evidence.crls.push_back(test::read_file(path));
      }
    }
    search_revocation(evidence, submission, trust, certificates, builder, budget);
    const auto parameters = parameters_of(one);
    for (const model::CandidatePath& path : evidence.signatures[0].paths) {
      const paths::PathFindings findings = paths::validate_path(path, parameters, budget);
      const bool in_time =
          certificates.back().not_before() <= kTime && kTime <= certificates.back().not_after();
      if (findings.failures.empty() && in_time && unrevoked(evidence, path, trust, budget)) {
        return {true, findings.policies};
      }
    }
    return {};
  }

  static paths::PathParameters parameters_of(const Case& one) {
    const auto flag = [&](const char* name) {
      return one.setting(name) == "true" ? InitialPolicy::set : InitialPolicy::unset;
    };
    paths::PathParameters parameters;
    parameters.time = kTime;
    parameters.acceptable_policies = policies(one.setting("SetInitialPolicySet").value_or(""));
    parameters.explicit_policy = flag("SetInitialExplicitPolicy");
    parameters.inhibit_mapping = flag("SetInitialPolicyMappingInhibit");
    parameters.inhibit_any = flag("SetInitialInhibitAnyPolicy");
    return parameters;
  }

  bool unrevoked(const model::Evidence& evidence, const model::CandidatePath& path,
                 const model::TrustView& trust, Budget& budget) const {
    const blocks::Subject subject{.evidence = evidence.signatures[0],
                                  .policy = policy,
                                  .trust = trust,
                                  .context = model::Context::signature,
                                  .time = kTime,
                                  .now = kTime,
                                  .budget = budget,
                                  .revocation = evidence.revocation};
    const auto findings = blocks::find_revocation(subject, path, std::nullopt);
    return std::ranges::all_of(findings, [](const blocks::RevocationFinding& finding) {
      return finding.state == blocks::RevocationState::good ||
             finding.state == blocks::RevocationState::not_required;
    });
  }
};

}  // namespace

TEST_CASE("PKITS is judged as the suite says", "[pkits]") {
  const auto corpus = test::corpus();
  if (!corpus) {
    WARN("no corpus beside the checkout");
    return;
  }
  const Judge court{*corpus / "certpath" / "pkits"};
  std::size_t judged = 0;
  for (const Case& one : cases(court.folder)) {
    CAPTURE(one.test, one.name, one.settings);
    const Outcome outcome = court.judge(one);
    ++judged;
    CHECK(outcome.valid == one.should_validate);
    if (one.should_validate) {
      CHECK(outcome.policies ==
            policies(one.setting("SetUserConstrainedPolicySet").value_or("NIST-test-policy-1")));
    }
  }
  CHECK(judged == 247);
}

}  // namespace senim::process
