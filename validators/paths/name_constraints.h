#pragma once

#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/pki/certificate.h"

// Name constraints of a path (RFC 5280 4.2.1.10, 6.1.3 (b)(c), 6.1.4 (g)): gathered from the anchor
// down, applied to every certificate below. A constraint that cannot be applied to a name of its
// kind refuses the name. One instance per path.

namespace senim::paths {

class NameSpace {
 public:
  // Narrows the space by a CA certificate's constraints.
  void narrow(const pki::NameConstraints& constraints);

  // Names of `certificate` (subject, subject alternative names) that lie outside; "" when none
  // does. Error limit_exceeded when the purse for comparisons is empty, malformed when the
  // certificate's names cannot be read.
  Result<std::string> outside(const pki::Certificate& certificate, Budget& budget) const;

 private:
  Result<std::string> outside(const pki::GeneralName& name, Budget& budget) const;
  // Every inner list comes from one CA and one kind: a name must match one entry of each list.
  std::vector<std::vector<pki::GeneralName>> permitted_;
  std::vector<pki::GeneralName> excluded_;
};

}  // namespace senim::paths
