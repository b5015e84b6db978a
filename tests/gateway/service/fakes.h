#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>

#include "gateway/keys/signing_key.h"
#include "gateway/service/validation_service.h"
#include "tests/gateway/scratch.h"

namespace senim::test {

inline constexpr UtcTime kNow{Seconds{1764000000}};

class FakeClock final : public service::Clock {
 public:
  std::chrono::milliseconds since_epoch() const override {
    return std::chrono::milliseconds(milliseconds_.load());
  }
  void advance(Seconds time) { milliseconds_ += time.count() * 1000; }

 private:
  std::atomic<std::int64_t> milliseconds_{kNow.time_since_epoch().count() * 1000};
};

// Says what a test told it to say, counts how often it was asked, and can be held up.
class FakeValidator final : public service::Validator {
 public:
  explicit FakeValidator(std::string book = "book", std::string snapshot = "snapshot")
      : book_(std::move(book)), snapshot_(std::move(snapshot)) {}
  const std::string& policy_book() const override { return book_; }
  const std::string& snapshot() const override { return snapshot_; }
  std::string policy_problem(UtcTime) const override { return {}; }
  Status admits(const service::Caller&, const std::optional<std::string>& policy) const override {
    if (policy == "secret") {
      return Error{ErrorCode::denied, "not yours"};
    }
    if (policy == "nowhere") {
      return Error{ErrorCode::not_found, "no such policy"};
    }
    return success();
  }
  Result<service::JudgedVerdict> validate(const model::Submission& submission,
                                          const service::Caller& caller, UtcTime now,
                                          std::span<const process::Testimony> seen) const override {
    {
      const std::lock_guard lock(mutex_);
      testimonies.assign(seen.begin(), seen.end());
    }
    const int call = ++calls;
    if (hold) {
      hold();
    }
    if (answer) {
      return answer(submission, caller, now);
    }
    return service::JudgedVerdict{R"({"status":"confirmed","call":)" + std::to_string(call) + "}",
                                  now + Seconds(900)};
  }

  bool counts_archive() const override { return archive_counts; }

  bool archive_counts = false;
  mutable std::vector<process::Testimony> testimonies;  // of the last call
  mutable std::atomic<int> calls{0};
  std::function<void()> hold;
  std::function<Result<service::JudgedVerdict>(const model::Submission&, const service::Caller&,
                                               UtcTime)>
      answer;

 private:
  mutable std::mutex mutex_;
  std::string book_, snapshot_;
};

// An archive in memory that can be told to fail.
class FakeArchive final : public store::ReceiptStore {
 public:
  Result<std::uint64_t> next_serial() override { return ++serial_; }
  Status append(const store::ReceiptRecord& record) override {
    const std::lock_guard lock(mutex_);
    if (fail) {
      return Error{ErrorCode::unavailable, "told to fail"};
    }
    records.push_back(record);
    return success();
  }
  Result<store::ReceiptRecord> receipt(const store::ReceiptId& id) const override {
    const std::lock_guard lock(mutex_);
    if (problem) {
      return Error{*problem, "told to fail"};
    }
    for (const store::ReceiptRecord& record : records) {
      if (record.id == id) {
        return record;
      }
    }
    return Error{ErrorCode::not_found, "none"};
  }
  Result<std::vector<store::FirstSeen>> first_seen(
      std::string_view caller, std::span<const crypto::Sha256> objects) const override {
    const std::lock_guard lock(mutex_);
    if (problem) {
      return Error{*problem, "told to fail"};
    }
    std::vector<store::FirstSeen> found;
    for (const crypto::Sha256& object : objects) {
      for (const store::ReceiptRecord& record : records) {
        if (record.caller == caller && std::ranges::count(record.objects, object) != 0) {
          found.push_back({object, record.issued_at, record.id});
          break;
        }
      }
    }
    return found;
  }
  Status probe() override { return success(); }
  std::optional<UtcTime> newest() const override {
    const std::lock_guard lock(mutex_);
    return records.empty() ? std::nullopt : std::optional<UtcTime>(records.back().issued_at);
  }

  std::atomic<bool> fail{false};
  std::optional<ErrorCode> problem;  // of reading; set while nobody reads
  std::vector<store::ReceiptRecord> records;

 private:
  mutable std::mutex mutex_;
  std::atomic<std::uint64_t> serial_{0};
};

// Everything that a ValidationService stands on.
struct ServiceWorld {
  Scratch scratch;
  FakeClock clock;
  FakeArchive archive;
  std::shared_ptr<FakeValidator> validator = std::make_shared<FakeValidator>();
  std::unique_ptr<store::VerdictCache> cache;
  std::shared_ptr<const reports::ReportSigner> signer;
  Published<service::Active> active;
  std::unique_ptr<service::WorkerPool> workers;
  std::unique_ptr<service::ValidationService> service;

  explicit ServiceWorld(std::size_t worker_count = 2, std::size_t queue = 16) {
    auto key = keys::demo_key(scratch / "demo", kNow);
    if (!key.ok()) {
      throw std::runtime_error(key.error().message);
    }
    auto made = reports::ReportSigner::make(std::move(key).value());
    auto opened = store::VerdictCache::open(scratch / "cache");
    if (!made.ok() || !opened.ok()) {
      throw std::runtime_error("no signer or no cache");
    }
    signer = std::move(made).value();
    cache = std::move(opened).value();
    workers = std::make_unique<service::WorkerPool>(worker_count, queue);
    publish(validator);
    service = std::make_unique<service::ValidationService>(
        service::ValidationService::Parts{active, clock, archive, *cache, *workers, "engine"});
  }
  void publish(std::shared_ptr<const service::Validator> with, std::string settings = "settings") {
    active.publish(std::make_shared<service::Active>(service::Active{
        std::move(with), signer, "Senim test", "1.2.3.4", true, std::move(settings)}));
  }
};

inline service::Caller caller(const std::string& id) {
  service::Caller caller;
  caller.id = id;
  caller.scope.names = {"partner"};
  caller.scope.allowed = {"*"};
  return caller;
}

}  // namespace senim::test
