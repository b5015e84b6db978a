#include "validators/process/timestamp.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "validators/blocks/timestamp_acceptance.h"
#include "validators/model/rules.h"
#include "validators/process/path_qualification.h"

namespace senim::process {

namespace {

namespace rules = model::rules;

// A token that cannot be read is no signature of anybody.
BasicResult unreadable(const std::string& problem) {
  BasicResult result;
  blocks::Checklist list;
  list.require(rules::kFormatStructure, model::Level::fail, false, {{"detail", problem}});
  result.format = std::move(list).stop();
  result.conclusion = result.format.conclusion;
  return result;
}

}  // namespace

std::string_view TimestampFinding::failed_check() const {
  for (const blocks::BlockResult* block :
       {&basic.format, &basic.signer, &basic.context, &basic.x509.block, &basic.cryptographic,
        &basic.acceptance}) {
    if (const model::CheckRecord* check = check_behind(conclusion, block->checks)) {
      return check->rule->id;
    }
  }
  return "";
}

std::vector<const model::TimestampEvidence*> timestamps_over(
    const model::SignatureEvidence& signature, std::span<const model::TimestampEvidence> beside) {
  std::vector<const model::TimestampEvidence*> over;
  over.reserve(signature.timestamps.size());
  for (const model::TimestampEvidence& own : signature.timestamps) {
    over.push_back(&own);
  }
  std::vector<bool> taken(beside.size());
  const auto take_over = [&](const std::string& object) {
    for (std::size_t i = 0; i < beside.size(); ++i) {
      if (!taken[i] && blocks::covers(beside[i], object)) {
        taken[i] = true;
        over.push_back(&beside[i]);
      }
    }
  };
  take_over(signature.signature.id);
  for (std::size_t i = 0; i < over.size(); ++i) {  // grows
    take_over(over[i]->timestamp.id);
  }
  return over;
}

blocks::Subject subject_of(const model::TimestampEvidence& evidence,
                           const blocks::Subject& around) {
  blocks::Subject subject = around.about(evidence.token, model::Context::timestamp);
  subject.trust_time = evidence.timestamp.time;
  if (evidence.timestamp.time) {
    // It is at hand: not made later than now.
    const UtcTime time = *evidence.timestamp.time;
    subject.existed_by = std::min(time + evidence.timestamp.accuracy.value_or(Seconds{0}),
                                  std::max(time, around.now));
  }
  return subject;
}

void qualify_timestamp(const blocks::Subject& subject, const TimestampAnchor& anchor,
                       TimestampFinding& finding, blocks::BlockResult& acceptance) {
  const auto found =
      timestamp_qualification({subject, anchor.path, anchor.service, finding.time(), {}});
  finding.qualification = found ? std::optional<model::Qualification>(found->facts) : std::nullopt;
  const model::Constraint& wanted = subject.constraint(model::Key::qualification_level);
  if (wanted.level == model::Level::ignore && !found) {
    return;  // a country without the notion
  }
  const std::string level = found ? found->level_if_passed : "";
  blocks::Checklist list;
  list.require(rules::kTimestampQualification, wanted, wanted.accepts(level), {{"level", level}});
  const bool failed = list.failed();
  blocks::BlockResult result = std::move(list).stop();
  std::ranges::move(result.checks, std::back_inserter(acceptance.checks));
  if (failed && acceptance.passed()) {
    acceptance.conclusion = result.conclusion;
  }
}

TimestampFinding validate_timestamp(const model::TimestampEvidence& evidence,
                                    const blocks::Subject& around) {
  TimestampFinding finding;
  finding.evidence = &evidence;
  if (!evidence.timestamp.problem.empty() || !evidence.timestamp.time) {
    finding.basic = unreadable(evidence.timestamp.problem);
    finding.conclusion = finding.basic.conclusion;
    return finding;
  }
  const blocks::Subject subject = subject_of(evidence, around);
  finding.basic = validate_basic(subject);
  finding.basic.acceptance = blocks::timestamp_acceptance(
      subject, evidence.timestamp, finding.basic.x509.path, std::move(finding.basic.acceptance));
  qualify_timestamp(subject, {finding.basic.x509.path, finding.basic.x509.service}, finding,
                    finding.basic.acceptance);
  finding.basic.conclude();
  finding.conclusion = finding.basic.conclusion;
  return finding;
}

}  // namespace senim::process
