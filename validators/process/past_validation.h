#pragma once

#include <optional>
#include <vector>

#include "validators/blocks/subject.h"
#include "validators/process/basic.h"
#include "validators/process/proofs.h"

// EN 319 102-1 5.6.2, the building blocks of past validation: could this be relied on at a time at
// which everything is proven to have existed? Pure functions of evidence, policy and proofs.

namespace senim::process {

// 5.6.2.2, validation time sliding over one path: the control time, until which the path could be
// relied on. Empty: something lacks a proof of existence (`lacking`: its id).
struct ControlTime {
  std::optional<UtcTime> time;
  std::string lacking;
  // Which answer of each finding was relied on; empty: it needs none.
  std::vector<std::optional<std::size_t>> relied;
};
// `findings`: of every certificate below the anchor that the policy asks about, all acceptable
// answers; `start`: the validation time.
ControlTime slide_validation_time(const blocks::Subject& subject, const model::CandidatePath& path,
                                  const std::vector<blocks::RevocationFinding>& findings,
                                  const ProofsOfExistence& proofs, UtcTime start);

// 5.6.2.1, past certificate validation, over every candidate path: the one with the latest control
// time.
struct PastPath {
  const model::CandidatePath* path = nullptr;  // null: none
  UtcTime control_time{};
  // `chosen`: the answer that the control time rests on. Nothing else is asked about status,
  // freshness, algorithms or issuer: one answer for each certificate, or they would be mixed.
  std::vector<blocks::RevocationFinding> findings;
  const model::TrustService* service = nullptr;
  const model::ServicePeriod* period = nullptr;
  std::string lacking;  // why there is none: id of what lacks a proof, where that was it
  // The policy's departures.past_path made a difference to a path.
  bool departed = false;
};
PastPath past_certificate_validation(const blocks::Subject& subject,
                                     const ProofsOfExistence& proofs);

// 5.6.2.4, past signature validation of a signature or time-stamp whose status so far is
// `current`. Returns PASSED, or a status; records what decided.
struct PastResult {
  model::Conclusion conclusion;
  std::vector<model::CheckRecord> checks;
  PastPath past;  // the path relied on
};
PastResult past_signature_validation(const blocks::Subject& subject,
                                     const model::Conclusion& current,
                                     const ProofsOfExistence& proofs);

// Statuses that a proof of existence may lift (5.6.3; spec/en319102-1.md 11 and 13).
bool liftable(const model::Conclusion& conclusion, const BasicResult& basic);

}  // namespace senim::process
