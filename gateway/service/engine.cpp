#include "gateway/service/engine.h"

#include <utility>

#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace senim::service {
namespace {

// A round can want what the answers of the one before named (an issuer by AIA, then its CRL): paths
// have at most as many certificates as PKIX deployments have levels. What is still wanted after the
// last round is unreachable.
constexpr int kMaxRounds = 8;

}  // namespace

std::vector<model::Fetched> NoNetwork::fetch(const std::vector<model::Wanted>& wanted) {
  std::vector<model::Fetched> answers;
  answers.reserve(wanted.size());
  for (const model::Wanted& item : wanted) {
    model::Fetched answer;
    answer.target = item.target;
    answer.problem = "no network";
    answers.push_back(std::move(answer));
  }
  return answers;
}

Result<model::Verdict> validate(const model::Submission& submission,
                                const ValidationContext& context, EvidenceSource& source,
                                Budget& budget) {
  model::Evidence evidence;
  NoNetwork nobody;
  for (int round = 0;; ++round) {
    SENIM_TRY(process::Collected collected,
              process::collect(submission, std::move(evidence), context.trust, context.policies,
                               context.now, budget));
    evidence = std::move(collected.evidence);
    if (collected.wanted.empty() || round > kMaxRounds) {
      break;
    }
    EvidenceSource& asked = round == kMaxRounds ? static_cast<EvidenceSource&>(nobody) : source;
    for (model::Fetched& answer : asked.fetch(collected.wanted)) {
      evidence.fetched.push_back(std::move(answer));
    }
  }
  return process::judge(evidence, submission, context.trust, context.policies, context.now);
}

}  // namespace senim::service
