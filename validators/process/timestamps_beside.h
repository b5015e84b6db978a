#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/model/evidence.h"
#include "validators/process/proofs.h"
#include "validators/process/timestamp.h"

// The time-stamps that stand beside the signatures of one request (documents, containers, detached
// ones): each validated once for each policy and time, however many signatures it covers, because
// all draw on one budget; and what they prove of each other (spec/en319102-1.md 11). The evidence
// and the policies outlive it. One request, one thread.

namespace senim::process {

class TimestampsBeside {
 public:
  explicit TimestampsBeside(std::span<const model::TimestampEvidence> all);

  // Indexes into `all`, the newest first: the order in which sustained() is asked.
  std::span<const std::size_t> newest_first() const { return order_; }

  // EN 319 102-1 5.4 of one of `all`.
  const TimestampFinding& validated(const model::TimestampEvidence& timestamp,
                                    const blocks::Subject& around);
  // The same of the one at that place of newest_first(), or of `part` of it (paths to the lists of
  // one country): by itself, or, where the policy asks for archives, by what newer ones and
  // receipts prove under that same policy, whatever was chosen for them. Places in ascending order.
  TimestampFinding sustained(std::size_t place, const model::TimestampEvidence& part,
                             const blocks::Subject& subject);

 private:
  const ProofsOfExistence& proofs_before(std::size_t place, const blocks::Subject& subject);

  struct Proven {
    explicit Proven(UtcTime time) : proofs(time) {}
    ProofsOfExistence proofs;
    std::size_t places = 0;  // how many of order_ are in it
  };
  std::span<const model::TimestampEvidence> all_;
  std::vector<std::size_t> order_;
  std::map<std::pair<const model::Policy*, UtcTime>, Proven> proven_;
  std::map<std::tuple<const model::TimestampEvidence*, const model::Policy*, UtcTime>,
           TimestampFinding>
      validated_;
};

}  // namespace senim::process
