#include "tests/validators/process/chain_court.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "policies/policy_file.h"
#include "policies/yaml_reader.h"
#include "tests/support/corpus.h"
#include "tests/validators/process/court.h"
#include "validators/blocks/x509_validation.h"
#include "validators/crypto/base64.h"
#include "validators/paths/path_builder.h"
#include "validators/paths/path_validation.h"
#include "validators/process/revocation_search.h"

namespace senim::process::test {

namespace {

void take_failure(const blocks::BlockResult& block, ChainOutcome& outcome) {
  for (const model::CheckRecord& check : block.checks) {
    const bool failed =
        check.level == model::Level::fail &&
        (check.outcome == model::Outcome::failed || check.outcome == model::Outcome::unsupported);
    if (failed && outcome.check.empty()) {
      outcome.check = check.rule->id;
      for (const auto& [name, value] : check.params) {
        outcome.params.append(" ").append(name).append("=").append(value);
      }
    }
  }
}

template <typename T>
T must(Result<T> result) {
  if (!result.ok()) {
    throw std::runtime_error(result.error().message);
  }
  return std::move(result).value();
}

}  // namespace

std::string ChainOutcome::text() const {
  std::string text = summary(conclusion);
  text.append(check.empty() ? "" : " ").append(check).append(params);
  return text;
}

namespace {

// What the blocks are asked with; everything they refer to lives here.
class Question {
 public:
  Question(const ChainCase& chain, const model::Policy& policy)
      : chain_(chain), policy_(policy), builder_(trust_, chain.time, budget_) {
    for (const pki::Certificate& anchor : chain.anchors) {
      trust_.add(senim::test::given(anchor));
    }
    model::SignatureEvidence& signature = evidence_.signatures.emplace_back();
    signature.signing_certificate = chain.target;
    paths::PathSearch search = builder_.build(chain.target, chain.others);
    signature.paths = std::move(search.paths);
    signature.paths_cut = search.cut;
    signature.partial_path = std::move(search.partial_path);
    model::Submission submission;
    submission.evidence.crls = chain.crls;
    submission.evidence.ocsps = chain.ocsps;
    search_revocation(evidence_, submission, trust_, chain.others, builder_, budget_);
  }

  blocks::Subject subject() {
    return {.evidence = evidence_.signatures[0],
            .policy = policy_,
            .trust = trust_,
            .context = model::Context::signature,
            .time = chain_.time,
            .now = chain_.time,
            .budget = budget_,
            .revocation = evidence_.revocation,
            .fetched = evidence_.fetched,
            .revocation_cut = evidence_.revocation_cut,
            .twins = evidence_.twins};
  }
  const std::vector<model::CandidatePath>& paths() const { return evidence_.signatures[0].paths; }

 private:
  const ChainCase& chain_;
  const model::Policy& policy_;
  senim::test::TestTrust trust_;
  Budget budget_;
  paths::PathBuilder builder_;
  model::Evidence evidence_;
};

}  // namespace

ChainOutcome judge_chain(const ChainCase& chain, const model::Policy& policy) {
  Question question(chain, policy);
  const blocks::X509Result result = blocks::x509_validation(question.subject());
  ChainOutcome outcome;
  outcome.conclusion = result.block.conclusion;
  take_failure(result.block, outcome);
  outcome.checks = result.block.checks;
  if (outcome.passed()) {
    paths::PathParameters parameters;
    parameters.time = chain.time;
    parameters.inputs = policy.anchors(model::AnchorPurpose::signature).path;
    Budget again;
    outcome.policies = paths::validate_path(*result.path, parameters, again).policies;
  }
  return outcome;
}

blocks::RevocationState judge_status(const ChainCase& chain, const model::Policy& policy) {
  Question question(chain, policy);
  return blocks::find_revocation(question.subject(), {question.paths().at(0), 0, std::nullopt},
                                 model::CertificateRole::signing, chain.time)
      .state;
}

model::Policy policy_of(const std::string& changes) {
  std::string text =
      "schema: 1\nid: demo-suite\nversion: \"1\"\ntitle: for a suite\nlegal_basis: none\n";
  text.append("extends: base\ndemo: true\n").append(changes);
  policies::PolicyFile file = must(policies::read_policy_file("suite.yaml", as_bytes(text)));
  const policies::PolicyFiles files{{policies::base_file().id, policies::base_file()},
                                    {file.id, file}};
  return must(policies::resolve_policy(files, file.id)).policy;
}

std::vector<std::pair<std::string, Bytes>> pem_blocks(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kDashes = "-----";
  std::vector<std::pair<std::string, Bytes>> blocks;
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos;
       at = text.find(kBegin, at)) {
    at += kBegin.size();
    const std::size_t end = text.find(kDashes, at);
    std::string label(text.substr(at, end - at));
    const std::size_t start = end + kDashes.size();
    const std::size_t stop = text.find("-----END ", start);
    blocks.emplace_back(std::move(label),
                        must(crypto::from_base64(text.substr(start, stop - start),
                                                 crypto::Base64Rules::ignore_whitespace)));
    at = stop;
  }
  return blocks;
}

Divergences::Divergences(std::string_view suite, std::string_view prefix) {
  const Bytes file = senim::test::read_file(std::filesystem::path(SENIM_SOURCE_DIR) / "tests" /
                                            "data" / "divergences.yaml");
  const policies::YamlValue root = must(policies::read_yaml("divergences.yaml", file));
  for (const auto& [name, entries] : must(root.entries())) {
    for (const policies::YamlValue& entry : must(entries.list())) {
      policies::YamlMap one = must(entry.map({"case", "reason"}));
      std::string id = must(one.text("case"));
      if (must(one.text("reason")).size() < 20) {
        throw std::runtime_error("a divergence without a reason: " + id);
      }
      if (name == suite && id.starts_with(prefix)) {
        cases_.emplace_back(std::move(id), false);
      }
    }
  }
}

bool Divergences::lists(std::string_view id) {
  for (auto& [name, seen] : cases_) {
    if (name == id) {
      seen = true;
      return true;
    }
  }
  return false;
}

std::vector<std::string> Divergences::unseen() const {
  std::vector<std::string> ids;
  for (const auto& [id, seen] : cases_) {
    if (!seen) {
      ids.push_back(id);
    }
  }
  return ids;
}

}  // namespace senim::process::test
