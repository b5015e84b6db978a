#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/pki/certificate.h"

// Certificate policies of a path as the directed graph of RFC 9618 5 (a tree, as RFC 5280 6.1.2 has
// it, grows exponentially with mappings). One level per certificate, one node per policy of a
// level. One instance per path.

namespace senim::paths {

inline constexpr Oid kAnyPolicy{"2.5.29.32.0"};

class PolicyGraph {
 public:
  bool empty() const { return empty_; }  // "NULL" in RFC 9618
  void clear() { empty_ = true; }
  // RFC 9618 5.4, step (d): the next certificate's policies. any_policy_allowed: its anyPolicy
  // counts.
  enum class AnyPolicy : std::uint8_t { counts, inhibited };
  Status add_level(std::span<const pki::PolicyInformation> policies, AnyPolicy any_policy,
                   Budget& budget);
  // RFC 9618 5.5, step (b): mappings of the certificate just added. inhibited: the mapped policies
  // are taken out.
  enum class Mapping : std::uint8_t { allowed, inhibited };
  Status map(std::span<const pki::PolicyMapping> mappings, Mapping mapping, Budget& budget);
  // RFC 9618 5.6, step (g): the policies, in the anchor's domain, under which the last certificate
  // is valid and which the relying party accepts (none given: any).
  std::vector<Oid> user_constrained(std::span<const Oid> acceptable) const;

 private:
  struct Node {
    std::vector<Oid> expected;  // policies that may follow
    std::vector<Oid> parents;   // policies of the level above
  };
  using Level = std::map<Oid, Node>;
  std::vector<Level>& levels();
  void prune();
  std::vector<Level> levels_;  // from depth 0 on, which is made when the first is asked for
  bool empty_ = false;
};

}  // namespace senim::paths
