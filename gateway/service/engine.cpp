#include "gateway/service/engine.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace senim::service {
namespace {

// A round can want what the answers of the one before named (an issuer by AIA, then its CRL): paths
// have at most as many certificates as PKIX deployments have levels. What is still wanted after the
// last round is unreachable.
constexpr int kMaxRounds = 8;

// The answers to one round: as many as may still be asked from `source`, nothing for the rest.
std::vector<model::Fetched> answers_to(std::vector<model::Wanted> wanted, std::size_t may_ask,
                                       EvidenceSource& source, SteadyTime until) {
  std::vector<model::Wanted> beyond;
  if (wanted.size() > may_ask) {
    const auto cut = wanted.begin() + static_cast<std::ptrdiff_t>(may_ask);
    beyond.assign(cut, wanted.end());
    wanted.erase(cut, wanted.end());
  }
  std::vector<model::Fetched> answers;
  if (!wanted.empty()) {
    answers = source.fetch(wanted, until);
  }
  std::ranges::move(NoNetwork().fetch(beyond, until), std::back_inserter(answers));
  return answers;
}

}  // namespace

std::vector<model::Fetched> NoNetwork::fetch(const std::vector<model::Wanted>& wanted,
                                             SteadyTime /*until*/) {
  std::vector<model::Fetched> answers;
  answers.reserve(wanted.size());
  for (const model::Wanted& item : wanted) {
    model::Fetched answer;
    answer.target = item.target;
    answer.problem = kUnreachable;
    answers.push_back(std::move(answer));
  }
  return answers;
}

Result<model::Verdict> validate(const model::Submission& submission,
                                const ValidationContext& context, EvidenceSource& source,
                                Budget& budget) {
  model::Evidence evidence;
  const SteadyTime until = std::chrono::steady_clock::now() + kFetchTime;
  for (int round = 0;; ++round) {
    SENIM_TRY(process::Collected collected,
              process::collect(submission, std::move(evidence), context.trust, context.policies,
                               context.now, budget));
    evidence = std::move(collected.evidence);
    if (collected.wanted.empty() || round > kMaxRounds) {
      break;
    }
    // Each target has its answer, so those are counted; the last round gets none.
    const std::size_t asked = evidence.fetched.size();
    const bool closed = round == kMaxRounds || asked >= kMaxTargets;
    std::ranges::move(
        answers_to(std::move(collected.wanted), closed ? 0 : kMaxTargets - asked, source, until),
        std::back_inserter(evidence.fetched));
  }
  return process::judge(evidence, submission, context.trust, context.policies, context.now);
}

}  // namespace senim::service
