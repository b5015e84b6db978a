#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "validators/base/result.h"

// What one request may cost. Every loop that input drives spends from a Budget; when a purse is
// empty the work ends with ErrorCode::limit_exceeded. One Budget per request, used by one thread.

namespace senim {

enum class Cost {
  der_elements,      // TLVs read
  xml_nodes,         // elements, attributes and text nodes visited
  canonical_bytes,   // octets written by canonicalisation
  certificates,      // distinct certificates looked at
  signatures,        // public-key verifications
  paths,             // candidate certification paths
  name_comparisons,  // name-constraint comparisons
  policy_nodes,      // nodes of the policy graph (RFC 9618)
  json_values,
};
inline constexpr std::size_t kCostKinds = 9;
std::string_view to_string(Cost cost);

class Budget {
 public:
  using Limits = std::array<std::uint64_t, kCostKinds>;
  // The numbers of spec/threats.md, "Limits"; where that names none, the source is beside the
  // number.
  static constexpr Limits kDefaults = {
      20'000'000,     // der_elements: a 100 MB CRL bundle has fewer; 1 s of reading
      10'000'000,     // xml_nodes: a 32 MB document of the smallest elements
      1'000'000'000,  // canonical_bytes: 10 references over a 100 MB document
      500,            // certificates per request (threats.md)
      100,            // signatures checked (threats.md)
      20,             // path candidates (threats.md)
      250'000,        // name-constraint comparisons (threats.md)
      2'048,          // policy graph nodes (threats.md)
      100'000,        // JSON values (threats.md)
  };

  Budget() = default;
  explicit Budget(const Limits& limits) : left_(limits) {}

  // Takes `amount` out of the purse, or says which limit was hit. A failed spend leaves the purse
  // empty.
  Status spend(Cost cost, std::uint64_t amount = 1) {
    std::uint64_t& left = left_[static_cast<std::size_t>(cost)];
    if (left < amount) {
      left = 0;
      return exceeded(cost);
    }
    left -= amount;
    return success();
  }
  std::uint64_t left(Cost cost) const { return left_[static_cast<std::size_t>(cost)]; }
  // Sets one purse; policies and tests may lower a limit, never raise it above the default.
  void lower(Cost cost, std::uint64_t limit);

 private:
  static Error exceeded(Cost cost);
  Limits left_ = kDefaults;
};

}  // namespace senim
