#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gateway/service/engine.h"
#include "gateway/store/verdict_cache.h"
#include "policies/policy_book.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/model/submission.h"
#include "validators/model/trust_service.h"
#include "validators/process/existence.h"
#include "validators/process/known.h"

// What requests are judged with: one trust snapshot, one policy book, the core. Immutable, shared
// between threads; a request uses one from its start to its end.

namespace senim::service {

// Who asks, named by http/auth.
struct Caller {
  std::string id;
  policies::CallerScope scope;
};

// A verdict as it travels and is cached.
struct JudgedVerdict {
  std::string json;  // the `verdict` member of the report
  UtcTime fresh_until{};
  // Of each issuer on a path: the newest revocation data among its evidence.
  std::vector<store::RevocationEpoch> seen{};
  bool confirmed = false;
  std::vector<crypto::Sha256> objects{};  // of its evidence (validators/process/existence.h)
};

class Validator {
 public:
  Validator() = default;
  Validator(const Validator&) = delete;
  Validator& operator=(const Validator&) = delete;
  virtual ~Validator() = default;
  virtual const std::string& policy_book() const = 0;  // digest
  virtual const std::string& snapshot() const = 0;     // id
  // Why the policies cannot serve at this instant; "" they can.
  virtual std::string policy_problem(UtcTime now) const = 0;
  // May this caller ask for that policy? not_found, denied. Whether it is in force is told by
  // validate(): denied.
  virtual Status admits(const Caller& caller, const std::optional<std::string>& policy) const = 0;
  // Does any of its policies let the own archive prove existence?
  virtual bool counts_archive() const = 0;
  // `seen`: what the archive has of this caller; it makes the verdict his own. An error means no
  // verdict (report.md 2, first row).
  virtual Result<JudgedVerdict> validate(const model::Submission& submission, const Caller& caller,
                                         UtcTime now,
                                         std::span<const process::Testimony> seen) const = 0;
};

// The real one; `source` answers what collect() wants, `known` is shared with the validators
// before and after this one.
std::unique_ptr<Validator> make_validator(std::shared_ptr<const model::TrustView> trust,
                                          std::shared_ptr<const policies::PolicyBook> policies,
                                          std::shared_ptr<EvidenceSource> source,
                                          std::shared_ptr<process::Known> known);

}  // namespace senim::service
