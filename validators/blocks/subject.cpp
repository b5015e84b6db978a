#include "validators/blocks/subject.h"

#include <algorithm>
#include <iterator>

namespace senim::blocks {

using model::AlgorithmUsage;
using model::AnchorPurpose;
using model::Context;

std::vector<model::ArchiveProof> Subject::seen_before() const {
  std::vector<model::ArchiveProof> seen;
  if (policy.counts_archive()) {
    std::ranges::copy_if(
        archive_proofs, std::back_inserter(seen),
        [this](const model::ArchiveProof& proof) { return proof.existed_by() <= time; });
  }
  return seen;
}

AnchorPurpose Subject::anchor_purpose() const {
  switch (context) {
    case Context::signature:
    case Context::counter_signature:
      return AnchorPurpose::signature;
    case Context::timestamp:
    case Context::evidence_record:
      return AnchorPurpose::timestamp;
    case Context::revocation:
      return AnchorPurpose::revocation;
  }
  return AnchorPurpose::signature;
}

AlgorithmUsage Subject::algorithm_usage() const {
  switch (context) {
    case Context::signature:
    case Context::counter_signature:
      return AlgorithmUsage::signature;
    case Context::timestamp:
    case Context::evidence_record:
      return AlgorithmUsage::timestamps;
    case Context::revocation:
      return AlgorithmUsage::revocation;
  }
  return AlgorithmUsage::signature;
}

}  // namespace senim::blocks
