#include "validators/process/timestamp.h"

#include <utility>

#include "validators/blocks/timestamp_acceptance.h"
#include "validators/model/rules.h"

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

blocks::Subject subject_of(const model::TimestampEvidence& evidence,
                           const blocks::Subject& around) {
  blocks::Subject subject = around.about(evidence.token, model::Context::timestamp);
  subject.trust_time = evidence.timestamp.time;
  return subject;
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
  finding.basic.acceptance = blocks::timestamp_acceptance(subject, evidence.timestamp,
                                                          std::move(finding.basic.acceptance));
  finding.basic.conclude();
  finding.conclusion = finding.basic.conclusion;
  return finding;
}

}  // namespace senim::process
