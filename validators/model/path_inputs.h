#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/result.h"
#include "validators/pki/extensions.h"

// What a relying party puts into path validation beside path and time (RFC 5280 6.1.1 (c) to (i)),
// and the length that RFC 5914 4.3 (certPathControls) lets it set for an anchor. A part of the
// policy, one for each purpose of anchors. The defaults restrict nothing.

namespace senim::model {

// One initial-permitted or initial-excluded subtree, as a policy writes it:
//   dns:example.kz   email:example.kz   email:.example.kz   uri:.example.kz   ip:10.0.0.0/8
//   directory:C=KZ/O=Example (from the country down, as the certificate has it)
struct NameSubtree {
  std::string text;
  pki::GeneralName::Kind kind = pki::GeneralName::Kind::dns;
  Bytes value;  // as in a certificate's nameConstraints

  static Result<NameSubtree> parse(std::string_view text);  // malformed: says what was expected
  friend bool operator==(const NameSubtree&, const NameSubtree&) = default;
};

struct PathInputs {
  enum class ExplicitPolicy : std::uint8_t { optional, required };
  enum class Handling : std::uint8_t { allowed, inhibited };
  // As Handling, or not looked at (spec/en319102-1.md 5.5 c, [DSS]): policies then mean what they
  // mean in the certificate that states them.
  enum class Mapping : std::uint8_t { allowed, inhibited, insecurely_ignored };
  // Path length, name and policy constraints and the CA flag of the anchor's own certificate (RFC
  // 5937), or nothing but its name and key (RFC 5280 6.1.1 (d)).
  enum class AnchorCertificate : std::uint8_t { honoured, ignored };

  std::vector<Oid> policies;  // user-initial-policy-set; empty: any-policy
  ExplicitPolicy explicit_policy = ExplicitPolicy::optional;
  Mapping policy_mapping = Mapping::allowed;
  Handling any_policy = Handling::allowed;
  std::optional<std::uint32_t> path_length;  // CAs below the anchor that are not self-issued
  std::vector<NameSubtree> permitted;        // empty: every name
  std::vector<NameSubtree> excluded;
  AnchorCertificate anchor = AnchorCertificate::honoured;
  friend bool operator==(const PathInputs&, const PathInputs&) = default;
};

}  // namespace senim::model
