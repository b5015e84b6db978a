#include "validators/process/existence.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace senim::process {

namespace {

class Objects {
 public:
  // `kind` keeps the digests of one kind from being taken for another's.
  void add(const std::string& id, char kind, ByteView octets) {
    if (list_.size() >= kMaxObjects || octets.empty() || !seen_.insert(id).second) {
      return;
    }
    Bytes text{static_cast<std::uint8_t>(kind)};
    text.insert(text.end(), octets.begin(), octets.end());
    list_.push_back({id, crypto::sha256(text)});
  }
  void add(const pki::Certificate& certificate) {
    add(to_hex(certificate.fingerprint()), 'C', certificate.fingerprint());
  }
  void add_certificates(const model::SignatureEvidence& evidence) {
    if (evidence.signing_certificate) {
      add(*evidence.signing_certificate);
    }
    for (const model::CandidatePath& path : evidence.paths) {
      for (const pki::Certificate& certificate : path.certificates) {
        add(certificate);
      }
    }
    for (const pki::Certificate& certificate : evidence.signature.certificates) {
      add(certificate);
    }
  }
  std::vector<ExistingObject> take() && { return std::move(list_); }

 private:
  std::vector<ExistingObject> list_;
  std::set<std::string> seen_;
};

}  // namespace

std::vector<ExistingObject> existing_objects(const model::Evidence& evidence) {
  Objects objects;
  std::vector<const model::TimestampEvidence*> timestamps;
  for (const model::SignatureEvidence& signature : evidence.signatures) {
    objects.add(signature.signature.id, 'S', signature.signature.value);
    for (const model::TimestampEvidence& timestamp : signature.timestamps) {
      timestamps.push_back(&timestamp);
    }
  }
  for (const model::TimestampEvidence& timestamp : evidence.timestamps) {
    timestamps.push_back(&timestamp);
  }
  for (const model::TimestampEvidence* timestamp : timestamps) {
    objects.add(timestamp->timestamp.id, 'T', timestamp->timestamp.token);
  }
  for (const model::SignatureEvidence& signature : evidence.signatures) {
    objects.add_certificates(signature);
  }
  for (const model::RevocationEvidence& data : evidence.revocation) {
    objects.add(data.id, 'R', as_bytes(data.id));  // holds their digest
    objects.add_certificates(data.token);
  }
  for (const model::TimestampEvidence* timestamp : timestamps) {
    objects.add_certificates(timestamp->token);
  }
  return std::move(objects).take();
}

std::vector<ExistingObject> testimony(const model::Evidence& evidence, UtcTime now) {
  const auto later = [&](const model::TimestampEvidence& one) {
    return one.timestamp.time.value_or(now) > now;
  };
  const bool contradicted =
      std::ranges::any_of(evidence.timestamps, later) ||
      std::ranges::any_of(evidence.signatures,
                          [&](const model::SignatureEvidence& signature) {
                            return (signature.signing_certificate &&
                                    signature.signing_certificate->not_before() > now) ||
                                   std::ranges::any_of(signature.timestamps, later);
                          }) ||
      std::ranges::any_of(evidence.revocation, [&](const model::RevocationEvidence& data) {
        return data.produced_at > now;
      });
  return contradicted ? std::vector<ExistingObject>{} : existing_objects(evidence);
}

std::vector<model::ArchiveProof> archive_proofs(const model::Evidence& evidence,
                                                std::span<const Testimony> testimonies) {
  std::map<crypto::Sha256, const Testimony*> known;
  for (const Testimony& testimony : testimonies) {
    known.emplace(testimony.object, &testimony);
  }
  std::vector<model::ArchiveProof> proofs;
  if (known.empty()) {
    return proofs;
  }
  for (ExistingObject& object : existing_objects(evidence)) {
    if (const auto found = known.find(object.digest); found != known.end()) {
      proofs.push_back({std::move(object.id), found->second->time, found->second->receipt});
    }
  }
  return proofs;
}

}  // namespace senim::process
