#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"
#include "validators/crypto/public_key.h"
#include "validators/crypto/verified_signatures.h"
#include "validators/model/evidence.h"
#include "validators/model/trust_service.h"
#include "validators/pki/certificate.h"

// Candidate certification paths from a certificate to trust anchors (EN 319 102-1 5.2.6 wants every
// prospective path tried). The builder finds them and does their arithmetic, the signature on each
// certificate, once per (certificate, issuer key). It judges nothing: validity, extensions and
// status are path_validation's and the policy's. One builder per request, one thread.

namespace senim::paths {

// Certificates in one path, the anchor included. spec/threats.md bounds candidates, not their
// length; the longest paths of PKITS and of the lists of the corpus have 7 and 5.
inline constexpr std::size_t kMaxPathLength = 20;
// Candidates of one certificate: spec/threats.md.
inline constexpr std::size_t kMaxCandidates = 20;
// Steps of the search in all: kMaxPathLength for each of the candidates, and
// five times as many dead ends. Ends a search in a mesh of cross-certificates without an anchor.
inline constexpr std::size_t kMaxSteps = 2'000;

struct PathSearch {
  std::vector<model::CandidatePath> paths;  // best first; empty: none leads to an anchor
  bool cut = false;                         // a limit ended the search before everything was seen
  std::vector<pki::Certificate> partial_path;  // the longest chain found when there is no path
};

// Does `issuer`'s key verify the signature on `child`? unsupported: this build cannot tell, and
// `problem` names the algorithm. RFC 5280 4.1.1.2: differing inner and outer algorithms are
// invalid.
struct LinkState {
  model::ValueState state = model::ValueState::unchecked;
  std::string problem;
};
// The algorithm that inner and outer identifier of a certificate or CRL agree on; malformed: they
// do not (RFC 5280 4.1.1.2, 5.1.1.2).
Result<crypto::SignatureAlgorithm> agreed_algorithm(ByteView outer, ByteView inner);
LinkState verify_link(const pki::Certificate& child, const pki::Certificate& issuer);
// The key of path.certificates[i] as the path makes it: a DSA key without domain parameters has
// those of the key above it (RFC 3279 2.3.2, RFC 5280 6.1.4 (d)-(f)); one that finds none there
// stays as it is, and nothing can be verified with it.
Result<crypto::PublicKey> working_key(const model::CandidatePath& path, std::size_t i);

class PathBuilder {
 public:
  // All but `time` outlive the builder, which is used for the order of candidates only. `verified`:
  // what is known of earlier requests; null: nothing.
  PathBuilder(const model::TrustView& trust, UtcTime time, Budget& budget,
              crypto::VerifiedSignatures* verified = nullptr)
      : trust_(trust), time_(time), budget_(budget), verified_(verified) {}

  // `extra`: certificates found in the document or supplied; nothing about them is believed.
  PathSearch build(const pki::Certificate& signer, std::span<const pki::Certificate> extra);

 private:
  struct Search;
  struct Link {
    pki::Certificate child;
    Bytes issuer_key;  // SubjectPublicKeyInfo
    LinkState state;
  };

  const LinkState* link(const pki::Certificate& child, const Result<crypto::PublicKey>& issuer,
                        ByteView issuer_key);
  LinkState compute(const pki::Certificate& child, const Result<crypto::PublicKey>& issuer,
                    ByteView issuer_key);

  const model::TrustView& trust_;
  UtcTime time_;
  Budget& budget_;
  crypto::VerifiedSignatures* verified_;
  std::deque<Link> links_;  // at most as many as the purse for signatures allows
};

}  // namespace senim::paths
