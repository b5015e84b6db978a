#include "validators/blocks/checklist.h"

#include <utility>

namespace senim::blocks {

using model::Level;
using model::Outcome;

bool Checklist::require(const model::Rule& rule, Level level, bool holds, model::Params params) {
  if (level == Level::ignore) {
    checks_.push_back({&rule, level, Outcome::ignored, {}});
    return true;
  }
  checks_.push_back({&rule, level, holds ? Outcome::ok : Outcome::failed, std::move(params)});
  if (holds || level != Level::fail) {
    return true;
  }
  fail(rule.on_failure);
  return false;
}

bool Checklist::require(const model::Rule& rule, const model::Constraint& constraint, bool holds,
                        model::Params params) {
  if (!constraint.unsupported) {
    return require(rule, constraint.level, holds, std::move(params));
  }
  unsupported(rule, constraint.level, std::move(params));
  return constraint.level != Level::fail;
}

void Checklist::not_applicable(const model::Rule& rule, Level level) {
  checks_.push_back({&rule, level, Outcome::not_applicable, {}});
}

void Checklist::unsupported(const model::Rule& rule, Level level, model::Params params) {
  if (level == Level::ignore) {
    checks_.push_back({&rule, level, Outcome::ignored, {}});
    return;
  }
  checks_.push_back({&rule, level, Outcome::unsupported, std::move(params)});
  if (level == Level::fail) {
    // report.md 2: bars TOTAL_PASSED; what was not checked proves nothing against the document
    // either.
    const bool definite = rule.on_failure.indication == model::Indication::failed;
    fail(definite ? model::Conclusion{model::Indication::indeterminate,
                                      model::SubIndication::sig_constraints_failure}
                  : rule.on_failure);
  }
}

void Checklist::fail(const model::Conclusion& conclusion) {
  if (!failure_) {
    failure_ = conclusion;
  }
}

BlockResult Checklist::stop() && {
  return {failure_.value_or(model::Conclusion{}), std::move(checks_)};
}

BlockResult Checklist::pass() && {
  if (failure_) {
    return std::move(*this).stop();
  }
  return {{model::Indication::passed, model::SubIndication::none}, std::move(checks_)};
}

}  // namespace senim::blocks
