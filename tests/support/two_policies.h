#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "validators/model/policy.h"

namespace senim::test {

// A double of the policy book that chooses between two: the other one where `which` says so of a
// query. Home is KZ; submissions as a whole go by the first.
class TwoPolicies final : public model::PolicyChooser {
 public:
  using Which = std::function<bool(const model::PolicyQuery&)>;
  TwoPolicies(model::PolicyRules first, model::PolicyRules other, Which which)
      : first_(std::move(first)), other_(std::move(other)), which_(std::move(which)) {}
  const std::string& digest() const override { return digest_; }
  const model::Territory& home() const override { return home_; }
  const model::Policy& choose(const model::PolicyQuery& query) const override {
    asked.push_back(query.issuer_country);
    return which_(query) ? other_ : first_;
  }
  std::optional<model::PolicyObjection> objection(const model::PolicyQuery&) const override {
    return std::nullopt;
  }
  std::span<const UtcTime> turning_points() const override { return {}; }
  const model::Policy& submission_policy() const override { return first_; }

  mutable std::vector<model::Territory> asked;  // about whose issuers

 private:
  model::Policy first_;
  model::Policy other_;
  Which which_;
  std::string digest_ = std::string(64, '1');
  model::Territory home_ = "KZ";
};

}  // namespace senim::test
