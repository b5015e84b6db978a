#include "validators/process/timestamps_beside.h"

#include "validators/process/past_timestamp.h"

namespace senim::process {

namespace {

std::vector<const model::ParsedTimestamp*> parsed(std::span<const model::TimestampEvidence> all) {
  std::vector<const model::ParsedTimestamp*> found;
  found.reserve(all.size());
  for (const model::TimestampEvidence& one : all) {
    found.push_back(&one.timestamp);
  }
  return found;
}

}  // namespace

TimestampsBeside::TimestampsBeside(std::span<const model::TimestampEvidence> all)
    : all_(all), order_(process::newest_first(parsed(all))) {}

const TimestampFinding& TimestampsBeside::validated(const model::TimestampEvidence& timestamp,
                                                    const blocks::Subject& around) {
  const std::tuple key(&timestamp, &around.policy, around.time);
  auto found = validated_.find(key);
  if (found == validated_.end()) {
    found = validated_.emplace(key, validate_timestamp(timestamp, around)).first;
  }
  return found->second;
}

TimestampFinding TimestampsBeside::sustained(std::size_t place,
                                             const model::TimestampEvidence& part,
                                             const blocks::Subject& subject) {
  const bool whole = &part == &all_[order_[place]];
  TimestampFinding finding = whole ? validated(part, subject) : validate_timestamp(part, subject);
  if (subject.policy.level() == model::ValidationLevel::archival) {
    sustain(finding, subject, proofs_before(place, subject));
  }
  return finding;
}

const ProofsOfExistence& TimestampsBeside::proofs_before(std::size_t place,
                                                         const blocks::Subject& subject) {
  const auto [found, made] = proven_.try_emplace({&subject.policy, subject.time}, subject.time);
  Proven& proven = found->second;
  if (made) {
    add_archived(subject, proven.proofs);
  }
  for (; proven.places < place; ++proven.places) {
    TimestampFinding newer = validated(all_[order_[proven.places]], subject);
    sustain(newer, subject, proven.proofs);
    if (proves(newer, subject.policy, proven.proofs)) {
      proven.proofs.add_covered(newer.evidence->timestamp);
      proven.proofs.add_inside(newer.evidence->timestamp, all_);
    }
  }
  return proven.proofs;
}

}  // namespace senim::process
