#include "validators/blocks/validation_context.h"

#include <array>
#include <string>
#include <vector>

#include "validators/model/rules.h"

namespace senim::blocks {

namespace rules = model::rules;
using model::Key;

namespace {

// EN 319 102-1 5.2.4: the document of a policy is at hand where the signature carries it; nobody
// fetches one. What is at hand must be the one that was signed.
bool document_of_policy(const Subject& subject, const model::SignaturePolicyReference& policy,
                        Checklist& list) {
  using Document = model::SignaturePolicyReference::Document;
  const bool at_hand = policy.document != Document::absent;
  if (!list.require(rules::kSignaturePolicyStore, subject.constraint(Key::signature_policy_store),
                    subject.evidence.signature.has_policy_store) ||
      !list.require(rules::kSignaturePolicyAvailable,
                    subject.constraint(Key::signature_policy_available), at_hand,
                    at_hand ? model::Params{} : model::Params{{"policy", policy.id}})) {
    return false;
  }
  const model::Constraint& wanted = subject.constraint(Key::signature_policy_hash);
  if (!at_hand) {
    list.not_applicable(rules::kSignaturePolicyHash, wanted.level);
    return true;
  }
  const bool same = policy.document == Document::matches;
  const bool computed = policy.document != Document::unsupported;
  return list.require(rules::kSignaturePolicyHash, wanted, same,
                      same ? model::Params{}
                           : model::Params{{"policy", policy.id},
                                           {"problem", computed ? "differs" : "not computable"}});
}

}  // namespace

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
  const bool named = policy && !policy->implied;
  if (named && !document_of_policy(subject, *policy, list)) {
    return std::move(list).stop();
  }
  if (!named) {
    list.not_applicable(rules::kSignaturePolicyAvailable);
  }
  return std::move(list).pass();
}

}  // namespace senim::blocks
