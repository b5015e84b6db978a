#include "gateway/service/engine.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace senim::service {

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

std::vector<model::Fetched> Asking::ask(std::vector<model::Wanted> wanted) {
  const std::size_t may_ask = rounds_left_ == 0 ? 0 : std::min(wanted.size(), targets_left_);
  const auto cut = wanted.begin() + static_cast<std::ptrdiff_t>(may_ask);
  const std::vector<model::Wanted> beyond(cut, wanted.end());
  wanted.erase(cut, wanted.end());
  std::vector<model::Fetched> answers;
  if (!wanted.empty()) {
    answers = source_.fetch(wanted, until_);
    targets_left_ -= wanted.size();
    --rounds_left_;
  }
  std::ranges::move(NoNetwork().fetch(beyond, until_), std::back_inserter(answers));
  return answers;
}

Result<model::Evidence> gather(const model::Submission& submission,
                               const ValidationContext& context, EvidenceSource& source,
                               Budget& budget, model::Evidence so_far) {
  model::Evidence evidence = std::move(so_far);
  Asking asking(source, std::chrono::steady_clock::now() + kFetchTime);
  // One round more than answers: collect() sees that the last questions have none.
  for (std::size_t round = 0; round <= kMaxRounds + 1; ++round) {
    SENIM_TRY(process::Collected collected,
              process::collect(submission, std::move(evidence), context.trust, context.policies,
                               context.now, budget, context.known));
    evidence = std::move(collected.evidence);
    if (collected.wanted.empty()) {
      break;
    }
    std::ranges::move(asking.ask(std::move(collected.wanted)),
                      std::back_inserter(evidence.fetched));
  }
  return evidence;
}

Result<model::Verdict> validate(const model::Submission& submission,
                                const ValidationContext& context, EvidenceSource& source,
                                Budget& budget) {
  SENIM_TRY(const model::Evidence evidence, gather(submission, context, source, budget));
  return process::judge(evidence, submission, context.trust, context.policies, context.now);
}

}  // namespace senim::service
