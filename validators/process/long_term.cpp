#include "validators/process/long_term.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "validators/blocks/signature_acceptance.h"
#include "validators/model/rules.h"
#include "validators/process/past_timestamp.h"
#include "validators/process/past_validation.h"
#include "validators/process/proofs.h"

namespace senim::process {

namespace {

namespace rules = model::rules;
using model::Indication;
using model::Key;
using model::Level;
using model::SubIndication;
using model::TimestampKind;

// spec/en319102-1.md 1.1 and 13 step 3: an archive time-stamp, a document's over data for long-term
// validation, or one over another one that is over a signature.
bool archival(const TimestampFinding& one, std::span<const TimestampFinding> all) {
  if (!one.valid()) {
    return false;
  }
  if (one.kind() == TimestampKind::archive || one.kind() == TimestampKind::container ||
      (one.kind() == TimestampKind::document &&
       !one.evidence->timestamp.covered_revocation.empty())) {
    return true;
  }
  return std::ranges::any_of(all, [&](const TimestampFinding& other) {
    return other.kind() != TimestampKind::content && one.evidence->timestamp.is_over(other.id());
  });
}

class LongTerm {
 public:
  LongTerm(const blocks::Subject& subject, const BasicResult& basic,
           const WithTimeResult& with_time, std::span<TimestampFinding> timestamps)
      : subject_(subject),
        basic_(basic),
        with_time_(with_time),
        timestamps_(timestamps),
        proofs_(subject.time) {}

  LongTermResult run() && {
    result_.conclusion = with_time_.conclusion;
    result_.best_signature_time = with_time_.best_signature_time;
    result_.proof = with_time_.proof;
    if (!continues()) {
      return std::move(result_);
    }
    const bool seen = add_archived(subject_, proofs_);
    proofs_.add(id(), with_time_.existed_by, with_time_.proof);
    process_timestamps();
    take_best_time();
    if (!level_reached()) {
      return std::move(result_);
    }
    const bool material =
        seen || std::ranges::any_of(timestamps_, [&](const TimestampFinding& one) {
          return archival(one, timestamps_);
        });
    const bool passed = with_time_.conclusion.indication == Indication::passed;
    if (passed || !material) {
      return std::move(result_);
    }
    past();
    return std::move(result_);
  }

 private:
  const std::string& id() const { return subject_.evidence.signature.id; }

  // spec/en319102-1.md 13 step 2.
  bool continues() const {
    const model::Conclusion& so_far = with_time_.conclusion;
    return so_far.indication == Indication::passed || mendable(so_far, basic_);
  }

  // spec/en319102-1.md 11: newest first, each proves what it covers, older time-stamps among it.
  void process_timestamps() {
    std::vector<const model::ParsedTimestamp*> parsed;
    parsed.reserve(timestamps_.size());
    for (const TimestampFinding& one : timestamps_) {
      parsed.push_back(&one.evidence->timestamp);
    }
    for (const std::size_t index : newest_first(parsed)) {
      TimestampFinding* const one = &timestamps_[index];
      sustain(*one, subject_, proofs_);
      if (one->valid() && one->kind() == TimestampKind::content) {
        proofs_.set_earliest_possible(id(), one->time());
      }
      if (proves(*one, subject_.policy, proofs_)) {
        const model::ParsedTimestamp& timestamp = one->evidence->timestamp;
        proofs_.add_covered(timestamp);
        proofs_.add_inside(timestamp, subject_.evidence);
        proofs_.add_inside(timestamp, subject_.evidence.timestamps);
        proofs_.add_inside(timestamp, subject_.beside);
      }
    }
  }

  void take_best_time() {
    const auto proof = proofs_.earliest(id());
    if (proof.time < result_.best_signature_time) {
      result_.best_signature_time = proof.time;
      result_.proof = proof.source;
    }
  }

  bool level_reached() {
    if (!subject_.is_signature()) {
      return true;
    }
    const model::Constraint& wanted = subject_.constraint(Key::lta_level);
    if (wanted.level == Level::ignore) {
      return true;
    }
    const bool reached = std::ranges::any_of(timestamps_, [&](const TimestampFinding& one) {
      return one.valid() && archival(one, timestamps_);
    });
    blocks::Checklist list;
    const bool holds = list.require(rules::kLevelReached, wanted, reached, {{"level", "LTA"}});
    blocks::BlockResult block = std::move(list).stop();
    result_.checks = std::move(block.checks);
    if (!holds && result_.conclusion.indication == Indication::passed) {
      result_.conclusion = block.conclusion;
    }
    return holds;
  }

  // Steps 9 to 12.
  void past() {
    blocks::Subject then = subject_;
    then.trust_time = result_.best_signature_time;
    PastResult past = past_signature_validation(then, with_time_.conclusion, proofs_);
    std::ranges::move(past.checks, std::back_inserter(result_.checks));
    result_.conclusion = past.conclusion;
    if (past.conclusion.indication != Indication::passed) {
      return;
    }
    result_.past = std::move(past.past);
    const blocks::BlockResult acceptance =
        blocks::signature_acceptance(subject_.at(result_.best_signature_time), result_.past.path);
    if (!acceptance.passed()) {
      result_.conclusion = acceptance.conclusion;
      return;
    }
    // Steps 6 and 10: what the policy asks of the time-stamps.
    WithTimeResult asked = check_time_constraints(
        subject_, basic_, timestamps_,
        {result_.best_signature_time, result_.proof, proofs_.earliest(id()).time});
    std::ranges::move(asked.checks, std::back_inserter(result_.checks));
    if (asked.conclusion.indication != Indication::passed) {
      result_.conclusion = asked.conclusion;
    }
  }

  const blocks::Subject& subject_;
  const BasicResult& basic_;
  const WithTimeResult& with_time_;
  std::span<TimestampFinding> timestamps_;
  ProofsOfExistence proofs_;
  LongTermResult result_;
};

}  // namespace

LongTermResult validate_long_term(const blocks::Subject& subject, const BasicResult& basic,
                                  const WithTimeResult& with_time,
                                  std::span<TimestampFinding> timestamps) {
  return LongTerm(subject, basic, with_time, timestamps).run();
}

}  // namespace senim::process
