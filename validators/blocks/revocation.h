#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/blocks/checklist.h"
#include "validators/blocks/revocation_acceptance.h"
#include "validators/blocks/subject.h"

// Revocation along one path (EN 319 102-1 5.2.6, spec/en319102-1.md 5.5 d to f). First the
// findings: for every certificate its state at a time; then the checks over them.

namespace senim::blocks {

enum class RevocationState : std::uint8_t {
  not_required,  // anchor, self-signed, skipped by the policy
  good,
  revoked,
  on_hold,
  stale,        // good, but known too long ago
  unknown,      // whoever must know does not
  unreachable,  // a source is named, and nothing of it can be used
  unavailable,  // nothing usable, and no source named
};
std::string_view status_name(RevocationState state);  // report.md 1 `revocation`

struct RevocationFinding {
  std::size_t certificate = 0;  // index into the path
  RevocationState state = RevocationState::unavailable;
  bool data_at_hand = false;          // some, acceptable or not
  RevocationAcceptance acceptance;    // all that was acceptable (latest first), and what was not
  std::optional<std::size_t> chosen;  // into acceptance.answers: the one the state is about
  std::string endpoint;               // of a source that could not be used; "" none
  std::string problem;                // what it did, where that is told (model::kNonceDiffers)
  // Says that the key is compromised, for which this other certificate over it was revoked; stands
  // behind the finding about the certificate itself, which nothing that lifts this one replaces.
  std::optional<pki::Certificate> twin{};

  const RevocationAnswer* answer() const { return chosen ? &acceptance.answers[*chosen] : nullptr; }
};

// What the answers say at time `t`; used again by later processes for other times.
RevocationFinding find_revocation(const Subject& subject, const StatusQuestion& question,
                                  model::CertificateRole role, UtcTime t);
// For every certificate below the anchor, and of every compromise of its key, at the subject's
// time.
std::vector<RevocationFinding> find_revocation(const Subject& subject,
                                               const model::CandidatePath& path,
                                               std::optional<UtcTime> kept_since);

// A limit ended the search for data, or for whom to believe: what was left out may say that one of
// the certificates is revoked.
bool search_cut(const Subject& subject, const std::vector<RevocationFinding>& findings);

// Is the state of any certificate asked for at all?
bool asks_revocation(const Subject& subject, model::CertificateRole role);

// RFC 9608 4: who says that there is no revocation says so wholly.
bool check_no_revocation_available(const Subject& subject, const model::CandidatePath& path,
                                   Checklist& list);
// Steps d1 to d6; false: the block ends here.
bool check_revocation(const Subject& subject, const model::CandidatePath& path,
                      const std::vector<RevocationFinding>& findings, Checklist& list);
// What the policy asks of the chosen data whatever they say (steps d1 and d6: sources named,
// nextUpdate there); part of check_revocation, and asked again where another answer was chosen or
// where that ended before.
bool check_revocation_form(const Subject& subject, const model::CandidatePath& path,
                           const std::vector<RevocationFinding>& findings, Checklist& list);
// Step e: algorithms and keys of the revocation data used, at the subject's time.
bool check_revocation_algorithms(const Subject& subject,
                                 const std::vector<RevocationFinding>& findings, Checklist& list);
// The algorithms behind one piece of revocation data: of its own signature, then of those on the
// certificates of its issuer's path (`certificate`: which).
struct UsedAlgorithm {
  crypto::SignatureAlgorithm algorithm;
  unsigned key_bits = 0;
  std::optional<pki::Certificate> certificate;
};
std::vector<UsedAlgorithm> algorithms_of(const model::RevocationEvidence& data);
// Step f: is the certificate that signed this answer inside its validity at t, or an anchor?
bool issuer_valid(const RevocationAnswer& answer, UtcTime t);
bool check_revocation_issuers(const Subject& subject,
                              const std::vector<RevocationFinding>& findings, Checklist& list);

}  // namespace senim::blocks
