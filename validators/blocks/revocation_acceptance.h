#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/blocks/checklist.h"
#include "validators/blocks/subject.h"

// EN 319 102-1 5.2.6 (spec/en319102-1.md 5.5.1 and 5.5.2): which revocation data may be believed
// about a certificate, and which of it is the answer. Pure functions of evidence, policy and times;
// what they say of the status at some time is blocks/revocation's.

namespace senim::blocks {

// Revocation data about one certificate that was accepted: an OCSP answer, a complete CRL with its
// delta, or lists that cover all reasons together (RFC 5280 6.3.3).
struct RevocationAnswer {
  std::vector<const model::RevocationEvidence*> data;  // the first one gives it its name
  model::CertificateStatus status;                     // merged
  UtcTime produced_at{};                               // of the newest part
  const model::RevocationEvidence& main() const { return *data.front(); }
};

struct RejectedData {
  const model::RevocationEvidence* data = nullptr;
  const model::Rule* rule = nullptr;  // the first that did not hold
  model::Params params;
};

// Whose status: path.certificates[index], issued by the next one. The last is never asked about.
struct StatusQuestion {
  const model::CandidatePath& path;
  std::size_t index = 0;
  // expiredCertsRevocationInfo of the anchor's service (TS 119 612 5.5.9.1).
  std::optional<UtcTime> kept_since;

  const pki::Certificate& certificate() const { return path.certificates[index]; }
  const pki::Certificate& issuer() const { return path.certificates[index + 1]; }
  const pki::Certificate& anchor() const { return path.certificates.back(); }
};

// Data that a departure let in or left out (model::Departures): its key of the policy.
struct DepartedData {
  const model::RevocationEvidence* data = nullptr;
  std::string_view departure;
};

struct RevocationAcceptance {
  // In the order of the selector (5.5.1): first what says that the certificate is revoked for good,
  // by the date of that, the earliest first (validators/README.md, Departures), then the rest by
  // what it knows, the latest thisUpdate first.
  std::vector<RevocationAnswer> answers;
  std::vector<RejectedData> rejected;
  std::vector<DepartedData> departed;
  // A limit ended it (kMaxAcceptances, kMaxStatusDepth, the Budget): what was left out may say
  // otherwise.
  bool cut = false;
};

// The status of a responder's certificate is asked in turn; this deep (RFC 6960 4.2.2.2.1 names no
// end; real chains have one step).
inline constexpr unsigned kMaxStatusDepth = 4;
// Pieces of data looked at for one certificate path, recursion included: kMaxStatusDepth for each
// of 500 certificates (spec/threats.md). More are not accepted.
inline constexpr std::size_t kMaxAcceptances = 2'000;

RevocationAcceptance accept_revocation(const Subject& subject, const StatusQuestion& question);

// RFC 5280 6.3 asks about certificates, but a compromise is the key's: another certificate over it
// (Subject::twins) that is known to be revoked at t because the key, or that of whoever answers for
// it, is compromised. `answers`: those that say so.
struct KeyCompromise {
  pki::Certificate twin;
  std::vector<RevocationAnswer> answers;
};
struct KeyCompromises {
  std::vector<KeyCompromise> found;
  bool cut = false;  // as RevocationAcceptance::cut
};
KeyCompromises compromises_of_key(const Subject& subject, const StatusQuestion& question,
                                  UtcTime t);

// Revoked for good: not on hold, and not taken back.
bool permanent(const model::CertificateStatus& status);

// Does a signature that is proven to be older than this revocation survive it? Under the semantics
// `compromise_is_retroactive` (domain.md 1.2) only where its cause says nothing about the time
// before: affiliation changed, superseded, cessation of operation, privilege withdrawn.
bool survivable(const model::Policy& policy, const model::CertificateStatus& status);

// Was it revoked, or suspended, at t? One that reaches back was so at any time.
bool revoked_at(const model::Policy& policy, const model::CertificateStatus& status, UtcTime t);

// spec/en319102-1.md 3.3: does path.certificates[index] need a status? Anchors and self-signed
// certificates do not, nor what the policy skips.
bool needs_revocation(const Subject& subject, const model::CandidatePath& path, std::size_t index,
                      model::CertificateRole role);
// Neither anchor nor self-signed: there is somebody who could revoke it. What the policy skips is
// not asked about, but a revocation that is known counts.
bool revocable(const model::CandidatePath& path, std::size_t index);

}  // namespace senim::blocks
