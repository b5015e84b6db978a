#pragma once

#include <optional>
#include <vector>

#include "validators/model/check.h"
#include "validators/model/policy.h"

// Runs rules in order and keeps their records (EN 319 102-1 5.1.4, spec/en319102-1.md 1.5). The
// conclusion is that of the first failed check of level fail; PASSED is written in pass() only, and
// only when nothing failed. One building block, one thread.

namespace senim::blocks {

struct BlockResult {
  model::Conclusion conclusion;  // INDETERMINATE until a block has run
  std::vector<model::CheckRecord> checks;
  bool passed() const { return conclusion.indication == model::Indication::passed; }
};

class Checklist {
 public:
  Checklist() { checks_.reserve(16); }  // the blocks record 2 to 40

  // Records the check. False: it failed at level fail, and the block ends here unless it is one
  // whose checks all run (then the first conclusion stands).
  bool require(const model::Rule& rule, model::Level level, bool holds, model::Params params = {});
  // The same at the level of a policy key. A key that is ignored is recorded so and holds; one that
  // this version cannot check is recorded `unsupported` and, at level fail, does not hold.
  bool require(const model::Rule& rule, const model::Constraint& constraint, bool holds,
               model::Params params = {});
  // The rule has nothing to look at here.
  void not_applicable(const model::Rule& rule, model::Level level = model::Level::fail);
  // The check cannot be made by this version.
  void unsupported(const model::Rule& rule, model::Level level, model::Params params);

  bool failed() const { return failure_.has_value(); }
  BlockResult stop() &&;  // ends with the first failure; without one: INDETERMINATE
  BlockResult pass() &&;  // PASSED, or what stop() gives when something failed

 private:
  void fail(const model::Conclusion& conclusion);
  std::vector<model::CheckRecord> checks_;
  std::optional<model::Conclusion> failure_;
};

}  // namespace senim::blocks
