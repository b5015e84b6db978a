#include "validators/process/proofs.h"

#include <algorithm>

namespace senim::process {

namespace {

constexpr std::string_view kReceipt = "receipt:";

}  // namespace

std::string archive_source(const model::ArchiveProof& proof) {
  return std::string(kReceipt) + proof.receipt;
}

bool is_archive_source(std::string_view source) { return source.starts_with(kReceipt); }

void ProofsOfExistence::set_earliest_possible(const std::string& object, UtcTime time) {
  auto& possible = possible_.try_emplace(object, time).first->second;
  possible = std::max(possible, time);
  const auto known = proofs_.find(object);
  if (known != proofs_.end()) {
    known->second.time = std::max(known->second.time, possible);
  }
}

void ProofsOfExistence::add(const std::string& object, UtcTime time, const std::string& source) {
  if (const auto possible = possible_.find(object); possible != possible_.end()) {
    time = std::max(time, possible->second);
  }
  if (time >= earliest(object).time) {
    return;
  }
  proofs_[object] = {time, source};
}

void ProofsOfExistence::add(const std::string& object, const model::ParsedTimestamp& timestamp) {
  if (timestamp.time) {
    // RFC 3161 2.4.2: by then at the latest.
    add(object, *timestamp.time + timestamp.accuracy.value_or(Seconds{0}), timestamp.id);
  }
}

void ProofsOfExistence::add_covered(const model::ParsedTimestamp& timestamp) {
  for (const std::string& object : timestamp.covers) {
    add(object, timestamp);
  }
  for (const pki::Fingerprint& certificate : timestamp.covered_certificates) {
    add(to_hex(certificate), timestamp);
  }
  for (const std::string& data : timestamp.covered_revocation) {
    add(data, timestamp);
  }
}

void ProofsOfExistence::add_inside(const model::ParsedTimestamp& timestamp,
                                   std::span<const model::TimestampEvidence> tokens) {
  for (const model::TimestampEvidence& other : tokens) {
    if (!timestamp.is_over(other.timestamp.id)) {
      continue;
    }
    for (const pki::Certificate& certificate : other.token.signature.certificates) {
      add(to_hex(certificate.fingerprint()), timestamp);
    }
    for (const std::string& data : other.token.revocation_ids) {
      add(data, timestamp);
    }
  }
}

void ProofsOfExistence::add_inside(const model::ParsedTimestamp& timestamp,
                                   const model::SignatureEvidence& signature) {
  using Match = model::SignatureEvidence::ReferenceMatch;
  const bool named = signature.reference_match == Match::matches ||
                     signature.reference_match == Match::issuer_serial_differs;
  if (named && signature.signing_certificate && timestamp.is_over(signature.signature.id)) {
    // Its digest stands in the signed attributes.
    add(to_hex(signature.signing_certificate->fingerprint()), timestamp);
  }
}

ProofsOfExistence::Proof ProofsOfExistence::earliest(const std::string& object) const {
  const auto found = proofs_.find(object);
  return found != proofs_.end() ? found->second : Proof{now_, ""};
}

ProofsOfExistence::Proof ProofsOfExistence::earliest(const pki::Certificate& certificate) const {
  return earliest(to_hex(certificate.fingerprint()));
}

}  // namespace senim::process
