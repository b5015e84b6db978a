#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/utc_time.h"
#include "validators/crypto/algorithms.h"
#include "validators/model/check.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"

// A validation policy, resolved: every key of schema 1 has a value. Plain data; policies/ makes it
// from YAML.

namespace senim::model {

// EN 319 102-1 contexts (spec/en319102-1.md 1.2).
enum class Context { signature, counter_signature, timestamp, revocation, evidence_record };
enum class CertificateRole { signing, ca };

// TO BE COMPLETED by the policies folder's author: the constraint table of schema 1 and typed
// access to it.
class Policy;

struct PolicyQuery {
  std::optional<std::string> asked;  // id named by the caller
  std::string direction;             // inbound, outbound, domestic, transit, unknown
  Territory issuer_country;          // "" unknown
  Purpose purpose = Purpose::check;
};

// The policy book as the core sees it, already scoped to the caller. Immutable, shared between
// threads.
class PolicyChooser {
 public:
  PolicyChooser() = default;
  PolicyChooser(const PolicyChooser&) = delete;
  PolicyChooser& operator=(const PolicyChooser&) = delete;
  virtual ~PolicyChooser() = default;
  virtual const std::string& digest() const = 0;  // of the whole book
  virtual const Territory& home() const = 0;      // the country we stand in
  virtual const Policy& choose(
      const PolicyQuery& query) const = 0;  // never fails: falls back to the default policy
  virtual const Policy& submission_policy() const = 0;  // document-wide rules: require, asked_time
};

}  // namespace senim::model
