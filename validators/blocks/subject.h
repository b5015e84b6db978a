#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>

#include "validators/base/budget.h"
#include "validators/base/utc_time.h"
#include "validators/model/agreement.h"
#include "validators/model/evidence.h"
#include "validators/model/policy.h"
#include "validators/model/trust_service.h"

namespace senim::blocks {

// Of time-stamps beside the signatures: a detached one is over data alone.
inline bool covers(const model::TimestampEvidence& beside, const std::string& object) {
  return beside.timestamp.kind != model::TimestampKind::detached &&
         beside.timestamp.is_over(object);
}

// What a building block judges: one signature's evidence under one policy at one time. References
// only: everything outlives the judgement.
struct Subject {
  const model::SignatureEvidence& evidence;
  const model::Policy& policy;
  const model::TrustView& trust;
  model::Context context = model::Context::signature;
  UtcTime time{};  // spec/en319102-1.md 1.3 currentTime
  UtcTime now{};   // of the request: freshness of lists
  Budget& budget;
  // All revocation data of the document, and what answered to what was wanted.
  std::span<const model::RevocationEvidence> revocation{};
  std::span<const model::Fetched> fetched{};
  // When the anchor's service must have been in an acceptable status (spec/en319102-1.md 16): the
  // best signature time, genTime of a time-stamp, production of revocation data. Empty: `time`.
  std::optional<UtcTime> trust_time{};
  bool revocation_cut = false;  // Evidence::revocation_cut
  // In past validation: when revocation data (by id) is proven to have existed. Whoever signed it
  // is judged at that time: what became of him later does not matter. Null: at `time`.
  const std::function<UtcTime(const std::string&)>* proven = nullptr;
  // Of home with anybody: lists of the other parties are read in our words while one is in force.
  std::span<const model::Agreement> agreements{};
  std::span<const model::CandidatePath> twins{};  // Evidence::twins
  // RFC 3161 2.4.2: `trust_time` may be wrong by the accuracy of the time-stamp that stated it. The
  // latest it may have been; the anchor's service must not have ended by then. Empty: `trust_time`.
  std::optional<UtcTime> existed_by{};
  std::span<const model::ArchiveProof> archive_proofs{};  // Evidence::archive_proofs
  // Evidence::timestamps: those that cover a signature are asked with its own.
  std::span<const model::TimestampEvidence> beside{};

  // Another signed thing of the same request, in its own context.
  Subject about(const model::SignatureEvidence& other, model::Context other_context) const {
    return {other,      policy,        trust, other_context,  time,   now,        budget,
            revocation, fetched,       {},    revocation_cut, proven, agreements, twins,
            {},         archive_proofs};
  }
  // The same at another time.
  Subject at(UtcTime other) const {
    Subject then = *this;
    then.time = other;
    return then;
  }
  // What the own archive has seen counts by `time`, where the policy lets it.
  bool counts(const model::ArchiveProof& proof) const {
    return policy.counts_archive() && proof.existed_by() <= time;
  }
  UtcTime anchored_at() const { return trust_time.value_or(time); }
  model::AnchorPurpose anchor_purpose() const;
  model::AlgorithmUsage algorithm_usage() const;
  // A signature of the document or a counter-signature, for which alone some constraints exist.
  bool is_signature() const {
    return context == model::Context::signature || context == model::Context::counter_signature;
  }

  // Those and time-stamps: what is signed for people, revocation data not.
  bool timed_or_signature() const { return is_signature() || context == model::Context::timestamp; }

  const model::Constraint& constraint(
      model::Key key, model::CertificateRole role = model::CertificateRole::signing) const {
    return policy.constraint(key, context, role);
  }
};

}  // namespace senim::blocks
