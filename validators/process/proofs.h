#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/model/evidence.h"

// Proofs of existence (EN 319 102-1 5.6.2.3, spec/en319102-1.md 9): for each object the earliest
// time at which it is proven to have existed. Everything exists at the validation time; a valid
// time-stamp proves what it covers, and the own archive what it has seen. Objects are named by
// their ids: signatures, time-stamps and revocation data as in the report, certificates by the hex
// of their fingerprint. One signature, one thread.

namespace senim::process {

// How a proof of the own archive is named where time-stamps have their ids.
std::string archive_source(const model::ArchiveProof& proof);
bool is_archive_source(std::string_view source);

class ProofsOfExistence {
 public:
  // `now`: spec/en319102-1.md 9.1.
  explicit ProofsOfExistence(UtcTime now) : now_(now) {}

  struct Proof {
    UtcTime time{};
    // Id of the time-stamp, or archive_source(); "" the validation time.
    std::string source;
  };
  // The object holds something of that time, and so is not older whatever anybody states.
  void set_earliest_possible(const std::string& object, UtcTime time);
  // Only an earlier time replaces what is known.
  void add(const std::string& object, UtcTime time, const std::string& source);
  // Everything that a time-stamp covers (spec/en319102-1.md 9.3).
  void add_covered(const model::ParsedTimestamp& timestamp);
  // What stands inside those of `tokens` that it covers: certificates and revocation data.
  void add_inside(const model::ParsedTimestamp& timestamp,
                  std::span<const model::TimestampEvidence> tokens);
  // And inside the signature, if it covers that: the signer's certificate, which it names.
  void add_inside(const model::ParsedTimestamp& timestamp,
                  const model::SignatureEvidence& signature);

  Proof earliest(const std::string& object) const;
  Proof earliest(const pki::Certificate& certificate) const;

 private:
  void add(const std::string& object, const model::ParsedTimestamp& timestamp);

  UtcTime now_;
  std::map<std::string, Proof> proofs_;
  std::map<std::string, UtcTime> possible_;
};

}  // namespace senim::process
