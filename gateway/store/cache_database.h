#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "validators/base/result.h"

// The database behind everything that may be lost at any time (`cache/`). Keys begin with a letter
// that says whose they are: gateway/README.md. Shared between threads.

namespace senim::store {

class CacheDatabase final {
 public:
  // A folder that RocksDB cannot open is emptied and begun anew.
  static Result<std::shared_ptr<CacheDatabase>> open(const std::filesystem::path& folder);
  ~CacheDatabase();
  CacheDatabase(const CacheDatabase&) = delete;
  CacheDatabase& operator=(const CacheDatabase&) = delete;

  std::optional<std::string> get(const std::string& key) const;
  // Not synced. A cache that cannot be written is a slow one, nothing else.
  void put(const std::string& key, const std::string& value);

 private:
  struct Database;
  explicit CacheDatabase(std::unique_ptr<Database> database);
  std::unique_ptr<Database> database_;
};

}  // namespace senim::store
