#include "validators/base/budget.h"

#include <algorithm>

namespace senim {

std::string_view to_string(Cost cost) {
  switch (cost) {
    case Cost::der_elements:
      return "DER elements";
    case Cost::xml_nodes:
      return "XML nodes";
    case Cost::canonical_bytes:
      return "canonicalised octets";
    case Cost::certificates:
      return "certificates";
    case Cost::signatures:
      return "signature verifications";
    case Cost::paths:
      return "certification paths";
    case Cost::name_comparisons:
      return "name comparisons";
    case Cost::policy_nodes:
      return "policy graph nodes";
    case Cost::json_values:
      return "JSON values";
  }
  return "unknown";
}

void Budget::lower(Cost cost, std::uint64_t limit) {
  std::uint64_t& left = left_[static_cast<std::size_t>(cost)];
  left = std::min(left, limit);
}

Error Budget::exceeded(Cost cost) {
  return {ErrorCode::limit_exceeded,
          "the document needs more " + std::string(to_string(cost)) + " than one request may use"};
}

}  // namespace senim
