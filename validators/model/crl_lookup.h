#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/crypto/public_key.h"
#include "validators/model/evidence.h"

// A CRL that can be asked, however its octets are kept: in memory (process/parsed_crl) or in an
// index over a file (lists of tens of megabytes are read once and never held). Facts only: scope,
// time and issuer are judged elsewhere. Immutable, shared between threads.

namespace senim::model {

// One certificate a list is asked about. An entry counts for it when serial number and issuer fit;
// the issuer of an entry is the list's own, in an indirect list the one that certificateIssuer of
// this or of an earlier entry names (RFC 5280 5.3.3).
struct CrlQuestion {
  ByteView serial;  // INTEGER content
  ByteView issuer;  // Name TLV of the certificate's issuer
};

struct CrlEntryFacts {
  UtcTime revoked_at{};
  std::optional<pki::RevocationReason> reason;
  std::optional<UtcTime> invalidity;
};

// Of two entries about one certificate: a revocation for good counts before a suspension, of two
// alike the earlier.
inline bool counts_before(const CrlEntryFacts& left, const CrlEntryFacts& right) {
  const auto key = [](const CrlEntryFacts& facts) {
    const bool lasts = facts.reason != pki::RevocationReason::certificate_hold &&
                       facts.reason != pki::RevocationReason::remove_from_crl;
    return std::pair(!lasts, facts.revoked_at);
  };
  return key(left) < key(right);
}

struct CrlHeader {
  std::string id;  // "R-" + 32 hex of SHA-256 of the octets
  CrlFacts facts;
  UtcTime this_update{};
  std::optional<UtcTime> next_update;
  // Of the signature: the algorithm that both identifiers agree on (RFC 5280 5.1.1.2); a problem
  // where they do not, or where the algorithm cannot be read.
  crypto::SignatureAlgorithm algorithm;
  std::string algorithm_problem;
};

class CrlLookup {
 public:
  CrlLookup() = default;
  CrlLookup(const CrlLookup&) = delete;
  CrlLookup& operator=(const CrlLookup&) = delete;
  virtual ~CrlLookup() = default;
  virtual const CrlHeader& header() const = 0;
  // Does that key verify the signature, by header().algorithm? As crypto::verify.
  virtual Result<bool> verify(const crypto::PublicKey& key) const = 0;
  // One answer for each question, in order: its entry, or nothing where the list names none. When a
  // list names a certificate twice, counts_before() tells which entry it is. An error means that
  // the list says nothing at all: malformed, the entries cannot be read; unsupported, an entry (any
  // of them) has a critical extension that nobody processes (RFC 5280 5.3).
  virtual Result<std::vector<std::optional<CrlEntryFacts>>> find(
      std::span<const CrlQuestion> questions, Budget& budget) const = 0;
};

}  // namespace senim::model
