#include "gateway/service/revocation_seen.h"

#include <algorithm>
#include <map>
#include <set>

#include "validators/crypto/digest.h"

namespace senim::service {
namespace {

// The key however a certificate writes it: what was seen of an issuer under one counts under all.
crypto::Sha256 id_of(const pki::Certificate& issuer) {
  Bytes both = to_bytes(issuer.subject().der());
  const Bytes& key = issuer.key_identity();
  both.insert(both.end(), key.begin(), key.end());
  return crypto::sha256(both);
}

class Issuers {
 public:
  void add(const model::SignatureEvidence& signature) {
    for (const model::CandidatePath& path : signature.paths) {
      for (std::size_t i = 0; i + 1 < path.certificates.size(); ++i) {
        const crypto::Sha256 issuer = id_of(path.certificates[i + 1]);
        of_[path.certificates[i].fingerprint()].insert(issuer);
        newest_.try_emplace(issuer);
      }
    }
    for (const model::TimestampEvidence& timestamp : signature.timestamps) {
      add(timestamp.token);
    }
  }
  void saw(const model::RevocationEvidence& data) {
    if (data.token.value != model::ValueState::valid) {
      return;
    }
    for (const model::CertificateStatus& status : data.statuses) {
      for (const crypto::Sha256& issuer : of_[status.certificate]) {
        newest_[issuer] = std::max(newest_[issuer], status.this_update);
      }
    }
  }
  std::vector<store::RevocationEpoch> epochs() const {
    std::vector<store::RevocationEpoch> all;
    for (const auto& [issuer, newest] : newest_) {
      all.push_back({issuer, newest});
    }
    return all;
  }

 private:
  std::map<pki::Fingerprint, std::set<crypto::Sha256>> of_;  // by the certificate that was issued
  std::map<crypto::Sha256, UtcTime> newest_;
};

}  // namespace

std::vector<store::RevocationEpoch> revocation_seen(const model::Evidence& evidence) {
  Issuers issuers;
  for (const model::SignatureEvidence& signature : evidence.signatures) {
    issuers.add(signature);
  }
  for (const model::TimestampEvidence& timestamp : evidence.timestamps) {
    issuers.add(timestamp.token);
  }
  for (const model::RevocationEvidence& data : evidence.revocation) {
    issuers.add(data.token);
  }
  for (const model::RevocationEvidence& data : evidence.revocation) {
    issuers.saw(data);
  }
  return issuers.epochs();
}

}  // namespace senim::service
