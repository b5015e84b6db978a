#include "tests/validators/process/court.h"

#include <algorithm>

#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace senim::process::test {

std::string summary(const model::Conclusion& conclusion) {
  std::string text(model::signature_name(conclusion.indication));
  if (conclusion.sub != model::SubIndication::none) {
    text.append("/").append(model::to_string(conclusion.sub));
  }
  return text;
}

model::DetachedPart detached_part(std::string name, ByteView content) {
  model::DetachedPart part;
  part.name = std::move(name);
  part.content = content;
  return part;
}

bool Ruling::confirmed() const { return verdict.status == model::DocumentStatus::confirmed; }

bool Ruling::any_passed() const {
  return std::ranges::any_of(verdict.signatures, [](const model::SignatureVerdict& one) {
    return one.conclusion.indication == model::Indication::passed;
  });
}

std::string Ruling::summary() const {
  if (error) {
    return "no verdict: " + std::string(to_string(*error));
  }
  if (verdict.signatures.empty()) {
    return "nothing signed";
  }
  std::string text;
  for (const model::SignatureVerdict& one : verdict.signatures) {
    text += (text.empty() ? "" : " ") + test::summary(one.conclusion);
  }
  return text;
}

bool Ruling::cryptographically_valid(std::size_t signature) const {
  if (error || signature >= evidence.signatures.size()) {
    return false;
  }
  const model::SignatureEvidence& one = evidence.signatures[signature];
  return one.signature.format_problems.empty() && one.value == model::ValueState::valid &&
         std::ranges::all_of(one.signature.matchers, [](const model::DigestMatcher& matcher) {
           return matcher.state == model::MatchState::intact;
         });
}

Court::Court(const std::vector<demo::Party>& roots, model::PolicyRules rules)
    : policies(std::move(rules)) {
  for (const demo::Party& root : roots) {
    trust.add(senim::test::granted(senim::test::certificate(root)));
  }
}

Ruling Court::judge(ByteView document, const std::vector<model::DetachedPart>& detached) const {
  model::Submission submission;
  submission.document = document;
  submission.detached = detached;
  submission.evidence = supplied;
  Budget budget;
  Ruling ruling;
  auto collected = collect(submission, {}, trust, policies, now, budget);
  if (!collected) {
    ruling.error = collected.error().code;
    return ruling;
  }
  ruling.evidence = std::move(collected->evidence);
  ruling.verdict = process::judge(ruling.evidence, submission, trust, policies, now);
  return ruling;
}

Ruling Court::judge(const std::string& document,
                    const std::vector<model::DetachedPart>& detached) const {
  return judge(as_bytes(document), detached);
}

}  // namespace senim::process::test
