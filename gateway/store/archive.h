#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/store/head_file.h"
#include "gateway/store/receipt_id.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"

// The archive: what must never be lost. An append-only log of receipts, chained by hashes, with an
// index by id, and the source of serial numbers. A receipt may leave the process only after
// append() said it is on disk. Record formats and keys: gateway/README.md.

namespace rocksdb {
class Env;
}

namespace senim::store {

struct ReceiptRecord {
  ReceiptId id;
  std::uint64_t serial = 0;
  UtcTime issued_at{};
  std::string caller;       // who got it: nobody else may read it
  std::string verdict_key;  // hex: which verdict it states
  std::string jws;          // the signed report as it left
  // Digests of what was seen (validators/process/existence.h): the archive can testify of it later.
  std::vector<crypto::Sha256> objects{};
  friend bool operator==(const ReceiptRecord&, const ReceiptRecord&) = default;
};

// The receipt with which an object was seen first.
struct FirstSeen {
  crypto::Sha256 object{};
  UtcTime issued_at{};
  ReceiptId receipt;
};

// What the validation service needs of the archive. Shared between threads.
class ReceiptStore {
 public:
  ReceiptStore() = default;
  ReceiptStore(const ReceiptStore&) = delete;
  ReceiptStore& operator=(const ReceiptStore&) = delete;
  virtual ~ReceiptStore() = default;
  // A number that was never given out before and never will be again, whatever happens to its
  // receipt.
  virtual Result<std::uint64_t> next_serial() = 0;
  // On disk when it returns success. unavailable: it may or may not be there after a restart; the
  // serial is spent, the receipt must not leave.
  virtual Status append(const ReceiptRecord& record) = 0;
  // not_found; corrupt, with the record's key, when it is there and damaged.
  virtual Result<ReceiptRecord> receipt(const ReceiptId& id) const = 0;
  // Of the objects that receipts of this caller state, when each was first seen; nothing of anybody
  // else's. corrupt: a record about one of them is damaged.
  virtual Result<std::vector<FirstSeen>> first_seen(
      std::string_view caller, std::span<const crypto::Sha256> objects) const = 0;
  // Whether a record could be written now; writes one that means nothing.
  virtual Status probe() = 0;
  // When the newest receipt was issued; nothing when there is none, or when an operator confirmed
  // the clock and none was issued since. A clock before it is wrong, or was.
  virtual std::optional<UtcTime> newest() const = 0;
};

// Whether the newest record counts when the clock is judged by it.
enum class ClockTrust { measured, confirmed };

class Archive final : public ReceiptStore {
 public:
  struct Options {
    std::filesystem::path state_dir;  // holds archive/ and archive.head
    // Appends are refused below this much free space: RocksDB never gets to meet a full disk
    // (threats.md: destroying a database on one aborts).
    std::uint64_t min_free_bytes = std::uint64_t{64} << 20;
    ClockTrust clock = ClockTrust::measured;
    // fdatasync failed for another reason than space: nothing may be retried (threats.md). Must not
    // return; the default writes the reason and ends the process without cleaning up.
    std::function<void(const Error&)> stop_process;
    rocksdb::Env* env = nullptr;  // tests let writes fail
  };

  // Makes both parts on first use. corrupt: database and head do not belong together, with the
  // numbers of both; only an operator can say what happened.
  static Result<std::unique_ptr<Archive>> open(Options options);
  ~Archive() override;

  Result<std::uint64_t> next_serial() override;
  Status append(const ReceiptRecord& record) override;
  Result<ReceiptRecord> receipt(const ReceiptId& id) const override;
  Result<std::vector<FirstSeen>> first_seen(std::string_view caller,
                                            std::span<const crypto::Sha256> objects) const override;
  Status probe() override;
  std::optional<UtcTime> newest() const override;

  Head head() const;
  // The record at that place of the log, 1 to head().count.
  Result<ReceiptRecord> at(std::uint64_t index) const;
  // Reads the whole log: every record whole, none missing, the chain unbroken, the last root that
  // of the head.
  Status verify_chain() const;

  class Writer;  // the one thread that writes; archive.cpp

 private:
  explicit Archive(std::unique_ptr<Writer> writer);
  std::unique_ptr<Writer> writer_;
};

}  // namespace senim::store
