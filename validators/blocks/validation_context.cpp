#include "validators/blocks/validation_context.h"

#include <array>
#include <string>
#include <vector>

#include "validators/model/rules.h"

namespace senim::blocks {

namespace rules = model::rules;
using model::Key;

BlockResult validation_context(const Subject& subject) {
  const auto& policy = subject.evidence.signature.policy;
  std::vector<std::string> found;
  if (!policy) {
    found.emplace_back(kNoPolicy);
  } else if (policy->implied) {
    found.emplace_back(kImplicitPolicy);
  } else {
    found = {policy->id, std::string(kAnyPolicy)};
  }
  const model::Constraint& accepted = subject.constraint(Key::signature_policy_accepted);
  Checklist list;
  if (!list.require(rules::kSignaturePolicyAccepted, accepted, accepted.accepts(found),
                    {{"policy", found.front()}})) {
    return std::move(list).stop();
  }
  if (!policy || policy->implied) {
    list.not_applicable(rules::kSignaturePolicyAvailable);
    return std::move(list).pass();
  }
  // The document of the policy is fetched by no version yet: the key says so.
  list.require(rules::kSignaturePolicyAvailable,
               subject.constraint(Key::signature_policy_available), false);
  return std::move(list).pass();
}

}  // namespace senim::blocks
