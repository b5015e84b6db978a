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

void ProofsOfExistence::add_covered(const model::ParsedTimestamp& timestamp,
                                    const model::SignatureEvidence& on) {
  if (!timestamp.time) {
    return;
  }
  // RFC 3161 2.4.2: by then at the latest.
  const UtcTime time = *timestamp.time + timestamp.accuracy.value_or(Seconds{0});
  for (const std::string& object : timestamp.covers) {
    add(object, time, timestamp.id);
  }
  for (const pki::Fingerprint& certificate : timestamp.covered_certificates) {
    add(to_hex(certificate), time, timestamp.id);
  }
  for (const std::string& data : timestamp.covered_revocation) {
    add(data, time, timestamp.id);
  }
  const bool signature_covered = std::ranges::count(timestamp.covers, on.signature.id) != 0;
  if (signature_covered && on.signing_certificate &&
      (on.reference_match == model::SignatureEvidence::ReferenceMatch::matches ||
       on.reference_match == model::SignatureEvidence::ReferenceMatch::issuer_serial_differs)) {
    // Its digest stands in the signed attributes.
    add(to_hex(on.signing_certificate->fingerprint()), time, timestamp.id);
  }
  for (const model::TimestampEvidence& other : on.timestamps) {
    if (std::ranges::count(timestamp.covers, other.timestamp.id) == 0) {
      continue;
    }
    for (const pki::Certificate& certificate : other.token.signature.certificates) {
      add(to_hex(certificate.fingerprint()), time, timestamp.id);
    }
    for (const std::string& data : other.token.revocation_ids) {
      add(data, time, timestamp.id);
    }
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
