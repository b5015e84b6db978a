#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/model/evidence.h"
#include "validators/model/verdict.h"
#include "validators/process/basic.h"

// EN 319 102-1 5.4, validation of a time-stamp: its token is validated as a basic signature of the
// authority, in context `timestamp`; the message imprint is one of its digests.

namespace senim::process {

struct TimestampFinding {
  const model::TimestampEvidence* evidence = nullptr;
  BasicResult basic;
  // Of 5.4; past signature validation may raise it later (5.6.3), and then says so in `past`.
  model::Conclusion conclusion;
  std::vector<model::CheckRecord> past;
  std::optional<model::Qualification> qualification;  // where EU lists have a say

  bool valid() const { return conclusion.indication == model::Indication::passed; }
  // Valid tokens have one.
  UtcTime time() const { return evidence->timestamp.time.value_or(UtcTime::max()); }
  model::TimestampKind kind() const { return evidence->timestamp.kind; }
  const std::string& id() const { return evidence->timestamp.id; }
  std::string_view failed_check() const;  // id of the rule behind a conclusion of 5.4; "" none
  // EN 319 102-1 5.5: whether it says itself when that signature existed, as one of its own on the
  // value does and a document's over it.
  bool on_value_of(const std::string& signature) const {
    return kind() == model::TimestampKind::signature ||
           (kind() == model::TimestampKind::document && evidence->timestamp.is_over(signature));
  }
};

// The time-stamps over a signature: its own, then those of `beside` (document and container ones)
// that cover it or one that does: they keep that one. Views of both.
std::vector<const model::TimestampEvidence*> timestamps_over(
    const model::SignatureEvidence& signature, std::span<const model::TimestampEvidence> beside);

// `around`: the signature it stands on, or for a detached one any subject of the same request.
TimestampFinding validate_timestamp(const model::TimestampEvidence& evidence,
                                    const blocks::Subject& around);

// The subject of a token under the policy, trust and time of another one. RFC 3161: its authority
// must have been trusted at genTime, and until the end of the accuracy.
blocks::Subject subject_of(const model::TimestampEvidence& evidence, const blocks::Subject& around);

// TS 119 615 4.5, and what the policy asks of it: one more check of acceptance. Sets
// `finding.qualification`; qualified at genTime and at the subject's time.
struct TimestampAnchor {
  const model::CandidatePath* path = nullptr;
  const model::TrustService* service = nullptr;
};
void qualify_timestamp(const blocks::Subject& subject, const TimestampAnchor& anchor,
                       TimestampFinding& finding, blocks::BlockResult& acceptance);

}  // namespace senim::process
