#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/store/cache_database.h"
#include "gateway/store/receipt_id.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"

// The cache: verdicts, shared by all callers, and receipts, each for one caller (report.md 4). It
// may be deleted at any time. Nothing here is ever an error: a record that is old, damaged or of
// another version is a miss. Keys are digests made by service/cache_key. Record formats:
// gateway/README.md.

namespace senim::store {

// How new the newest revocation data is that anybody saw of an issuer: its thisUpdate, the
// beginning of time when there was none.
struct RevocationEpoch {
  crypto::Sha256 issuer{};
  UtcTime newest{};
  friend bool operator==(const RevocationEpoch&, const RevocationEpoch&) = default;
};

struct CachedVerdict {
  std::string json;  // the `verdict` member of the report, as it is sent
  UtcTime fresh_until{};
  std::vector<RevocationEpoch> epochs;  // of the issuers that it rests on, when it was made
  UtcTime made_at{};
  bool confirmed = false;
  std::vector<crypto::Sha256> objects{};  // of its evidence (validators/process/existence.h)
  friend bool operator==(const CachedVerdict&, const CachedVerdict&) = default;
};

struct CachedReceipt {
  ReceiptId id;
  UtcTime issued_at{};
  UtcTime fresh_until{};
  std::vector<RevocationEpoch> epochs;  // of its verdict
  std::string report;                   // the payload
  std::string jws;                      // over exactly that payload
  friend bool operator==(const CachedReceipt&, const CachedReceipt&) = default;
};

// Shared between threads.
class VerdictCache final {
 public:
  // A folder that RocksDB cannot open is emptied and begun anew.
  static Result<std::unique_ptr<VerdictCache>> open(const std::filesystem::path& folder);
  explicit VerdictCache(std::shared_ptr<CacheDatabase> database) : database_(std::move(database)) {}
  VerdictCache(const VerdictCache&) = delete;
  VerdictCache& operator=(const VerdictCache&) = delete;

  // Only what is still fresh at `now`, fresh_until itself is too late, and rests on the newest that
  // was seen of each issuer (report.md 4).
  std::optional<CachedVerdict> verdict(const crypto::Sha256& key, UtcTime now) const;
  std::optional<CachedReceipt> receipt(const crypto::Sha256& key, UtcTime now) const;
  // What a validation saw of each issuer; the answer is the newest that anybody saw of them.
  std::vector<RevocationEpoch> note(std::vector<RevocationEpoch> seen);
  // Not synced: a lost cache record costs one validation.
  void put(const crypto::Sha256& key, const CachedVerdict& verdict);
  void put(const crypto::Sha256& key, const CachedReceipt& receipt);

 private:
  UtcTime newest(const crypto::Sha256& issuer) const;
  bool current(const std::vector<RevocationEpoch>& epochs) const;

  std::shared_ptr<CacheDatabase> database_;
  std::mutex noting_;
};

}  // namespace senim::store
