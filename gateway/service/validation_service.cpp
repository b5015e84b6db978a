#include "gateway/service/validation_service.h"

#include <algorithm>
#include <future>
#include <utility>

#include "gateway/reports/report_json.h"
#include "gateway/service/cache_key.h"

namespace senim::service {
namespace {

constexpr Seconds kMaxAhead{60};  // report.md 2: clocks differ
constexpr Seconds kMaxBack{2};    // threats.md, Time

// What of a receipt is neither drawn anew nor the caller's; a change of it begins new receipts.
std::string service_text(const Active& active) {
  return active.service_name + '\n' + active.service_policy + '\n' + active.signer->certificate() +
         (active.demo ? "\ndemo" : "");
}

// Under what digests the archive keeps objects: what a demo saw proves nothing to anybody else.
std::vector<crypto::Sha256> archived(const Active& active, std::vector<crypto::Sha256> objects) {
  if (active.demo) {
    for (crypto::Sha256& object : objects) {
      object = crypto::sha256(as_bytes("demo" + std::string(as_text(object))));
    }
  }
  return objects;
}

}  // namespace

struct ValidationService::Job {
  const ValidationRequest& request;
  const Caller& caller;
  std::shared_ptr<const Active> active;
  UtcTime now;
  crypto::Sha256 verdict_key;
  crypto::Sha256 receipt_key;
};

Status ValidationService::admissible(const ValidationRequest& request, const Caller& caller) const {
  const model::Submission& submission = request.submission;
  if (submission.asked_time.has_value() &&
      *submission.asked_time > parts_.clock.now() + kMaxAhead) {
    return Error{ErrorCode::malformed, "\"at\" lies in the future"};
  }
  return parts_.active.get()->validator->admits(caller, submission.policy);
}

Result<Answer> ValidationService::validate(const ValidationRequest& request, const Caller& caller) {
  Job job{request, caller, parts_.active.get(), parts_.clock.now(), {}, {}};
  const std::string scope = policies::scope_text(caller.scope);
  job.verdict_key =
      verdict_key(request.submission, {.policy_book = job.active->validator->policy_book(),
                                       .snapshot = job.active->validator->snapshot(),
                                       .engine_version = parts_.engine_version,
                                       .settings = job.active->settings,
                                       .caller_scope = scope});
  job.receipt_key = receipt_key(job.verdict_key, {.caller = caller.id,
                                                  .document_name = request.document_name,
                                                  .service = service_text(*job.active)});
  const auto answer = [&](store::CachedReceipt receipt, bool hit) {
    const Seconds age = std::max(job.now - receipt.issued_at, Seconds(0));
    return Answer{receipt.id, std::move(receipt.report), std::move(receipt.jws), hit, age};
  };
  if (std::optional<store::CachedReceipt> cached = parts_.cache.receipt(job.receipt_key, job.now)) {
    return answer(std::move(*cached), true);
  }
  bool found = false;
  auto landed = receipts_.run(job.receipt_key, [&]() -> Result<store::CachedReceipt> {
    if (auto cached = parts_.cache.receipt(job.receipt_key, job.now)) {
      found = true;
      return std::move(*cached);
    }
    return issue(job);
  });
  if (!landed.result.ok()) {
    return std::move(landed.result).error();
  }
  return answer(std::move(landed.result).value(), landed.joined || found);
}

Result<store::CachedReceipt> ValidationService::issue(const Job& job) {
  SENIM_CHECK(clock_goes_forward());
  SENIM_TRY(const store::CachedVerdict verdict, this->verdict(job));
  // Before the time is taken: waiting for a number must not make the receipt older than its
  // neighbour in the archive.
  SENIM_TRY(const std::uint64_t serial, parts_.archive.next_serial());
  SENIM_CHECK(clock_goes_forward());
  const auto milliseconds = parts_.clock.since_epoch();
  store::CachedReceipt receipt;
  receipt.issued_at = UtcTime{std::chrono::floor<Seconds>(milliseconds)};
  receipt.fresh_until = verdict.fresh_until;
  receipt.epochs = verdict.epochs;
  SENIM_TRY(receipt.id, store::ReceiptId::generate(milliseconds));
  const Active& active = *job.active;
  receipt.report = reports::report_json({.id = receipt.id.text(),
                                         .serial = std::to_string(serial),
                                         .issued_at = receipt.issued_at,
                                         .service_name = active.service_name,
                                         .service_certificate = active.signer->certificate(),
                                         .service_policy = active.service_policy,
                                         .document_name = job.request.document_name,
                                         .transaction = "",
                                         .demo = active.demo},
                                        verdict.json);
  SENIM_TRY(receipt.jws, active.signer->sign(receipt.report, receipt.issued_at));
  // A receipt leaves only after its record is synced (threats.md, Store).
  SENIM_CHECK(parts_.archive.append({.id = receipt.id,
                                     .serial = serial,
                                     .issued_at = receipt.issued_at,
                                     .caller = job.caller.id,
                                     .verdict_key = to_hex(job.verdict_key),
                                     .jws = receipt.jws,
                                     .objects = archived(active, verdict.objects)}));
  parts_.cache.put(job.receipt_key, receipt);
  return receipt;
}

// One verdict for everybody; where it does not confirm and the archive has seen something of its
// evidence earlier, for this caller, another one that is his alone.
Result<store::CachedVerdict> ValidationService::verdict(const Job& job) {
  SENIM_TRY(store::CachedVerdict shared, cached_or_judged(job, job.verdict_key, {}));
  if (shared.confirmed || !job.active->validator->counts_archive()) {
    return shared;
  }
  const std::vector<crypto::Sha256> names = archived(*job.active, shared.objects);
  SENIM_TRY(const std::vector<store::FirstSeen> first,
            parts_.archive.first_seen(job.caller.id, names));
  std::vector<process::Testimony> seen;
  for (const store::FirstSeen& one : first) {
    const auto place = std::ranges::find(names, one.object) - names.begin();
    if (one.issued_at < shared.made_at) {
      seen.push_back(
          {shared.objects.at(static_cast<std::size_t>(place)), one.issued_at, one.receipt.text()});
    }
  }
  if (seen.empty()) {
    return shared;
  }
  return cached_or_judged(job, own_verdict_key(job.verdict_key, job.caller.id, seen), seen);
}

Result<store::CachedVerdict> ValidationService::cached_or_judged(
    const Job& job, const crypto::Sha256& key, std::span<const process::Testimony> seen) {
  return verdicts_
      .run(key,
           [&]() -> Result<store::CachedVerdict> {
             if (auto cached = parts_.cache.verdict(key, job.now)) {
               return std::move(*cached);
             }
             return judge(job, key, seen);
           })
      .result;
}

Result<store::CachedVerdict> ValidationService::judge(const Job& job, const crypto::Sha256& key,
                                                      std::span<const process::Testimony> seen) {
  // The job's views live on this thread, which waits for the worker.
  const auto task = std::make_shared<std::packaged_task<Result<JudgedVerdict>()>>([&job, seen] {
    return job.active->validator->validate(job.request.submission, job.caller, job.now, seen);
  });
  std::future<Result<JudgedVerdict>> judged = task->get_future();
  if (!parts_.workers.try_submit([task] { (*task)(); })) {
    return Error{ErrorCode::unavailable, "too many validations are waiting"};
  }
  SENIM_TRY(JudgedVerdict verdict, judged.get());
  // report.md 4: the epochs are read after what this validation saw is noted.
  store::CachedVerdict cached{std::move(verdict.json),
                              verdict.fresh_until,
                              parts_.cache.note(std::move(verdict.seen)),
                              job.now,
                              verdict.confirmed,
                              std::move(verdict.objects)};
  parts_.cache.put(key, cached);
  return cached;
}

Status ValidationService::clock_goes_forward() const {
  const UtcTime now = parts_.clock.now();
  const std::optional<UtcTime> newest = parts_.archive.newest();
  if (!newest.has_value() || now >= *newest - kMaxBack) {
    return success();
  }
  return Error{ErrorCode::unavailable,
               "the clock says " + to_string(now) + ", but the newest receipt was issued at " +
                   to_string(*newest) +
                   ": set the clock right; if it was wrong then, start once with --confirm-clock"};
}

Result<store::ReceiptRecord> ValidationService::receipt(const store::ReceiptId& id,
                                                        const Caller& caller) const {
  Result<store::ReceiptRecord> record = parts_.archive.receipt(id);
  if (record.ok() && record->caller != caller.id) {
    return Error{ErrorCode::not_found, "there is no such receipt"};
  }
  return record;
}

}  // namespace senim::service
