#include "validators/paths/policy_graph.h"

#include <algorithm>
#include <set>

namespace senim::paths {

// Depth 0: anyPolicy. Most paths state no policies and need no graph.
std::vector<PolicyGraph::Level>& PolicyGraph::levels() {
  if (levels_.empty()) {
    levels_.emplace_back()[kAnyPolicy].expected = {kAnyPolicy};
  }
  return levels_;
}

Status PolicyGraph::add_level(std::span<const pki::PolicyInformation> policies,
                              AnyPolicy any_policy, Budget& budget) {
  if (empty_) {
    return success();
  }
  const Level& above = levels().back();
  std::map<Oid, std::vector<Oid>> expecting;  // policy -> policies above that expect it
  for (const auto& [policy, node] : above) {
    for (const Oid& expected : node.expected) {
      expecting[expected].push_back(policy);
    }
  }
  Level level;
  bool has_any = false;
  for (const pki::PolicyInformation& one : policies) {
    if (one.id == kAnyPolicy) {
      has_any = true;
      continue;
    }
    SENIM_CHECK(budget.spend(Cost::policy_nodes));
    if (const auto found = expecting.find(one.id); found != expecting.end()) {
      level[one.id] = {{one.id}, found->second};  // (d)(1)(i)
    } else if (above.contains(kAnyPolicy)) {
      level[one.id] = {{one.id}, {kAnyPolicy}};  // (d)(1)(ii)
    }
  }
  if (has_any && any_policy == AnyPolicy::counts) {  // (d)(2)
    for (const auto& [policy, parents] : expecting) {
      if (!level.contains(policy)) {
        SENIM_CHECK(budget.spend(Cost::policy_nodes));
        level[policy] = {{policy}, parents};
      }
    }
  }
  levels_.push_back(std::move(level));
  prune();
  return success();
}

Status PolicyGraph::map(std::span<const pki::PolicyMapping> mappings, Mapping mapping,
                        Budget& budget) {
  if (empty_ || mappings.empty()) {
    return success();
  }
  Level& level = levels().back();
  std::map<Oid, std::set<Oid>> mapped;
  for (const pki::PolicyMapping& one : mappings) {
    SENIM_CHECK(budget.spend(Cost::policy_nodes));
    mapped[one.issuer_domain].insert(one.subject_domain);
  }
  for (const auto& [policy, subjects] : mapped) {
    if (mapping == Mapping::inhibited) {  // (b)(2)
      level.erase(policy);
      continue;
    }
    std::vector<Oid> expected(subjects.begin(), subjects.end());
    if (const auto found = level.find(policy); found != level.end()) {
      found->second.expected = std::move(expected);
    } else if (level.contains(kAnyPolicy)) {
      level[policy] = {std::move(expected), {kAnyPolicy}};  // (b)(1)
    }
  }
  prune();
  return success();
}

// RFC 9618 5.4 (d)(3): what no longer leads to the last level goes; an empty last level is NULL.
void PolicyGraph::prune() {
  if (levels_.back().empty()) {
    empty_ = true;
    return;
  }
  for (std::size_t i = levels_.size() - 1; i > 0; --i) {
    std::set<Oid> used;
    for (const auto& [policy, node] : levels_[i]) {
      used.insert(node.parents.begin(), node.parents.end());
    }
    std::erase_if(levels_[i - 1], [&](const auto& entry) { return !used.contains(entry.first); });
  }
}

std::vector<Oid> PolicyGraph::user_constrained(std::span<const Oid> acceptable) const {
  if (empty_) {
    return {};
  }
  const bool any = acceptable.empty() || std::ranges::count(acceptable, kAnyPolicy) != 0;
  // Policies below anyPolicy stand in the anchor's domain, the one the relying party speaks of; all
  // that are left after pruning lead to the last certificate.
  std::set<Oid> found;
  for (const Level& level : levels_) {
    for (const auto& [policy, node] : level) {
      const bool top = std::ranges::count(node.parents, kAnyPolicy) != 0;
      if (top && policy != kAnyPolicy && (any || std::ranges::count(acceptable, policy) != 0)) {
        found.insert(policy);
      }
    }
  }
  if (levels_.empty() || levels_.back().contains(kAnyPolicy)) {
    if (any) {
      found.insert(kAnyPolicy);
    } else {
      found.insert(acceptable.begin(), acceptable.end());
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace senim::paths
