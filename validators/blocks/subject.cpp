#include "validators/blocks/subject.h"

namespace senim::blocks {

using model::AlgorithmUsage;
using model::AnchorPurpose;
using model::Context;

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
