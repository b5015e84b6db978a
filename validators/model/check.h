#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A check is a record, a conclusion is a value (EN 319 102-1 5.1.4). Doubt is the default.

namespace senim::model {

enum class Indication { indeterminate, passed, failed };

// EN 319 102-1 tables 5 and 6.
enum class SubIndication {
  none,
  format_failure,
  hash_failure,
  sig_crypto_failure,
  revoked,
  expired,
  not_yet_valid,
  sig_constraints_failure,
  chain_constraints_failure,
  certificate_chain_general_failure,
  crypto_constraints_failure,
  policy_processing_error,
  signature_policy_not_available,
  timestamp_order_failure,
  no_signing_certificate_found,
  no_certificate_chain_found,
  no_certificate_chain_found_no_poe,
  revoked_no_poe,
  revoked_ca_no_poe,
  out_of_bounds_not_revoked,
  out_of_bounds_no_poe,
  revocation_out_of_bounds_no_poe,
  crypto_constraints_failure_no_poe,
  no_poe,
  try_later,
  signed_data_not_found,
};
std::string_view to_string(SubIndication sub);  // "HASH_FAILURE"; "" for none

struct Conclusion {
  Indication indication = Indication::indeterminate;
  SubIndication sub = SubIndication::none;
  friend bool operator==(const Conclusion&, const Conclusion&) = default;
};
std::string_view block_name(Indication indication);  // PASSED, FAILED, INDETERMINATE
std::string_view signature_name(
    Indication indication);  // TOTAL_PASSED, TOTAL_FAILED, INDETERMINATE

enum class Level { fail, warn, inform, ignore };
std::string_view to_string(Level level);

enum class Outcome { ok, failed, ignored, not_applicable, unsupported };
std::string_view to_string(Outcome outcome);

// EN 319 102-1 5.2.x: which block ran the check; decides the conclusion it counts for (report.md
// 2).
enum class Block {
  format_checking,
  signing_certificate,
  validation_context,
  x509_validation,
  cryptographic_verification,
  signature_acceptance,
  revocation_freshness,
  past_validation,
  basic,
  with_time,
  long_term,
  qualification,
  agreement,
  document,
};
std::string_view to_string(Block block);  // "format-checking", ...

// The three things the law asks (report.md 2, last table).
enum class Aspect { authenticity, belonging, immutability };

// One entry of the registry (model/rules.h): a stable code, the clause behind it, what it asks and
// what its failure means.
struct Rule {
  std::string_view id;      // "signature-value", never reused
  std::string_view clause;  // "EN 319 102-1 5.2.7"
  Block block;
  Aspect aspect;
  Conclusion on_failure;
  std::string_view meaning;  // what holds when the check is ok; one sentence, for people
};

using Params =
    std::vector<std::pair<std::string, std::string>>;  // facts for the texts: names and values

// Of a check for which the policy names a point of the law: its text (policies/README.md).
inline constexpr std::string_view kLegalPoint = "legalPoint";

struct CheckRecord {
  const Rule* rule = nullptr;  // points into the registry, never null in a finished record
  Level level = Level::fail;
  Outcome outcome = Outcome::failed;
  Params params;
};

}  // namespace senim::model
