#pragma once

#include <memory>
#include <span>
#include <string>

#include "gateway/reports/report_signer.h"
#include "gateway/service/clock.h"
#include "gateway/service/single_flight.h"
#include "gateway/service/validator.h"
#include "gateway/service/worker_pool.h"
#include "gateway/store/archive.h"
#include "gateway/store/verdict_cache.h"
#include "validators/base/published.h"
#include "validators/base/result.h"

// One request from a submission to a receipt (design.md 3, steps 2 to 8): caches, else one
// validation on the worker pool, then a receipt that is signed and archived before anybody sees it.
// Identical requests at the same time are validated once, and identical requests of one caller get
// one receipt. Shared between threads.

namespace senim::service {

// Everything that SIGHUP replaces at once.
struct Active {
  std::shared_ptr<const Validator> validator;
  std::shared_ptr<const reports::ReportSigner> signer;
  std::string service_name;
  std::string service_policy;  // OID, "" when none
  bool demo = false;
  std::string settings;  // digest of the configuration that verdicts depend on
};

struct ValidationRequest {
  model::Submission submission;  // views what the caller keeps alive
  std::string document_name;     // "" when none; only the receipt knows it
};

struct Answer {
  store::ReceiptId id;
  std::string report;  // exactly what the JWS signs
  std::string jws;
  bool hit = false;  // served from a cache or together with another request
  Seconds age{0};    // since the receipt was issued
};

class ValidationService final {
 public:
  struct Parts {
    const Published<Active>& active;
    const Clock& clock;
    store::ReceiptStore& archive;
    store::VerdictCache& cache;
    WorkerPool& workers;
    std::string engine_version;
  };
  explicit ValidationService(Parts parts) : parts_(std::move(parts)) {}

  // Whether the request may be asked at all; its errors are the caller's (400, 403, 413).
  Status admissible(const ValidationRequest& request, const Caller& caller) const;
  // Errors: no verdict because of the document (malformed, unsupported, limit_exceeded) or because
  // of us (unavailable, corrupt, internal).
  Result<Answer> validate(const ValidationRequest& request, const Caller& caller);
  // unavailable: the clock is behind the newest receipt, so nothing is issued (threats.md, Time).
  Status clock_goes_forward() const;
  // A receipt issued to this caller; anybody else's is not_found.
  Result<store::ReceiptRecord> receipt(const store::ReceiptId& id, const Caller& caller) const;

 private:
  struct Job;
  Result<store::CachedReceipt> issue(const Job& job);
  Result<store::CachedVerdict> verdict(const Job& job);
  Result<store::CachedVerdict> cached_or_judged(const Job& job, const crypto::Sha256& key,
                                                std::span<const process::Testimony> seen);
  Result<store::CachedVerdict> judge(const Job& job, const crypto::Sha256& key,
                                     std::span<const process::Testimony> seen);

  Parts parts_;
  SingleFlight<store::CachedReceipt> receipts_;
  SingleFlight<store::CachedVerdict> verdicts_;
};

}  // namespace senim::service
