#include "validators/process/past_timestamp.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "validators/blocks/signature_acceptance.h"
#include "validators/blocks/timestamp_acceptance.h"
#include "validators/process/past_validation.h"

namespace senim::process {

namespace {

bool failed(const model::CheckRecord& check) {
  return check.level == model::Level::fail && check.outcome == model::Outcome::failed;
}

using Timestamps = std::span<const model::ParsedTimestamp* const>;

// Of one second. Of a circle, which nobody can make, the order stays.
void covering_first(std::span<std::size_t> run, Timestamps timestamps) {
  if (run.size() < 2) {
    return;
  }
  std::map<std::string_view, std::size_t> places;  // in `run`
  for (std::size_t place = 0; place < run.size(); ++place) {
    places.emplace(timestamps[run[place]]->id, place);
  }
  const auto for_each_under = [&](std::size_t place, const auto& visit) {
    for (const std::string& object : timestamps[run[place]]->covers) {
      if (const auto under = places.find(object); under != places.end()) {
        visit(under->second);
      }
    }
  };
  std::vector<std::size_t> over(run.size());  // how many that are still to come cover it
  for (std::size_t place = 0; place < run.size(); ++place) {
    for_each_under(place, [&](std::size_t under) { ++over[under]; });
  }
  std::set<std::size_t> left;
  std::set<std::size_t> free;
  for (std::size_t place = 0; place < run.size(); ++place) {
    (over[place] == 0 ? free : left).insert(place);
  }
  std::vector<std::size_t> ordered;
  while (!free.empty()) {
    const std::size_t next = *free.begin();
    free.erase(free.begin());
    ordered.push_back(run[next]);
    for_each_under(next, [&](std::size_t under) {
      if (--over[under] == 0 && left.erase(under) != 0) {
        free.insert(under);
      }
    });
  }
  for (const std::size_t place : left) {
    ordered.push_back(run[place]);
  }
  std::ranges::copy(ordered, run.begin());
}

}  // namespace

std::vector<std::size_t> newest_first(Timestamps timestamps) {
  std::vector<std::size_t> order(timestamps.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater{},
                           [&](std::size_t index) { return timestamps[index]->time; });
  for (auto from = order.begin(); from != order.end();) {
    const auto to = std::find_if(from, order.end(), [&](std::size_t index) {
      return timestamps[index]->time != timestamps[*from]->time;
    });
    if (timestamps[*from]->time) {
      covering_first({from, to}, timestamps);
    }
    from = to;
  }
  return order;
}

bool mendable(const model::Conclusion& conclusion, const BasicResult& basic) {
  const bool data_at_hand =
      std::ranges::all_of(basic.x509.revocation, [](const blocks::RevocationFinding& finding) {
        return finding.state == blocks::RevocationState::not_required || finding.chosen;
      });
  return liftable(conclusion, basic) ||
         (conclusion.indication == model::Indication::indeterminate &&
          conclusion.sub == model::SubIndication::try_later && data_at_hand);
}

bool add_archived(const blocks::Subject& subject, ProofsOfExistence& proofs) {
  bool seen = false;
  for (const model::ArchiveProof& proof : subject.archive_proofs) {
    if (subject.counts(proof)) {
      proofs.add(proof.object, proof.existed_by(), archive_source(proof));
      seen = true;
    }
  }
  return seen;
}

void sustain(TimestampFinding& one, const blocks::Subject& around,
             const ProofsOfExistence& proofs) {
  if (one.valid() || !mendable(one.conclusion, one.basic)) {
    return;
  }
  const blocks::Subject token = subject_of(*one.evidence, around);
  PastResult past = past_signature_validation(token, one.conclusion, proofs);
  one.conclusion = past.conclusion;
  one.past = std::move(past.checks);
  if (!one.valid()) {
    return;
  }
  // Step 3: what is asked of the token itself, at the time at which it is proven to have existed.
  const blocks::Subject then = token.at(proofs.earliest(one.id()).time);
  blocks::BlockResult acceptance =
      blocks::timestamp_acceptance(token, one.evidence->timestamp, past.past.path,
                                   blocks::signature_acceptance(then, past.past.path));
  qualify_timestamp(then, {past.past.path, past.past.service}, one, acceptance);
  if (!acceptance.passed()) {
    one.conclusion = acceptance.conclusion;
    std::ranges::copy_if(acceptance.checks, std::back_inserter(one.past), failed);
  }
}

bool proves(const TimestampFinding& one, const model::Policy& policy,
            const ProofsOfExistence& proofs) {
  if (!one.valid()) {
    return false;
  }
  const model::AlgorithmTable& table = policy.algorithms(model::AlgorithmUsage::timestamps);
  const UtcTime at = proofs.earliest(one.id()).time;
  return std::ranges::all_of(
      one.evidence->token.signature.matchers, [&](const model::DigestMatcher& matcher) {
        const model::Assessment assessment = table.assess(matcher.digest, at);
        return assessment.ok() || assessment.level != model::Level::fail;
      });
}

}  // namespace senim::process
