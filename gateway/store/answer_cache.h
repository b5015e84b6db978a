#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/store/cache_database.h"
#include "validators/base/bytes.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"

// What servers answered (OCSP answers, CRLs, issuers' certificates), by request, for as long as
// whoever put it there says. A record that is old, damaged, of another version or of a later time
// than now is a miss. Octets are kept as they came: nothing here has been verified. Record format:
// gateway/README.md. Shared between threads.

namespace senim::store {

struct CachedAnswer {
  UtcTime fetched_at{};
  UtcTime fresh_until{};
  std::string list;  // id of a large CRL, which store::CrlShelf keeps; "" when `octets` are it all
  Bytes octets;
  friend bool operator==(const CachedAnswer&, const CachedAnswer&) = default;
};

class AnswerCache final {
 public:
  explicit AnswerCache(std::shared_ptr<CacheDatabase> database) : database_(std::move(database)) {}

  // Only what is still fresh at `now`: fresh_until itself is too late.
  std::optional<CachedAnswer> answer(const crypto::Sha256& key, UtcTime now) const;
  void put(const crypto::Sha256& key, const CachedAnswer& answer);

 private:
  std::shared_ptr<CacheDatabase> database_;
};

}  // namespace senim::store
