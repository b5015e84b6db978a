#pragma once

#include <set>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/pki/certificate.h"

// The certificates of one document, each counted once against Cost::certificates however many
// signatures bring it. One per opened document, one thread.

namespace senim::formats {

class DistinctCertificates {
 public:
  explicit DistinctCertificates(Budget& budget) : budget_(budget) {}

  // Appends to `list` those of `more` that it does not have.
  Status add(const std::vector<pki::Certificate>& more, std::vector<pki::Certificate>& list);
  // The same from DER. One that cannot be read proves nothing and harms nobody: skipped, and
  // counted in the result.
  Result<std::size_t> add(const std::vector<ByteView>& more, std::vector<pki::Certificate>& list);

 private:
  Budget& budget_;
  std::set<pki::Fingerprint> seen_;
};

}  // namespace senim::formats
