#include "gateway/store/cache_database.h"

#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <utility>

#include "gateway/store/no_log.h"

namespace senim::store {
namespace {

constexpr std::size_t kBlockCacheBytes = std::size_t{16} << 20;
constexpr std::size_t kWriteBufferBytes = std::size_t{8} << 20;
// FIFO: the oldest file goes when the cache reaches this size; no verdict lives longer than the
// policies' max_age, so the oldest are of no use.
constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20;

Result<std::unique_ptr<rocksdb::DB>> open_database(const std::filesystem::path& folder) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.max_background_jobs = 2;
  options.info_log = no_log();
  options.write_buffer_size = kWriteBufferBytes;
  options.compaction_style = rocksdb::kCompactionStyleFIFO;
  options.compaction_options_fifo.max_table_files_size = kMaxBytes;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, folder.string(), &raw);
  std::unique_ptr<rocksdb::DB> db(raw);
  if (!status.ok()) {
    return Error{ErrorCode::unavailable, "cache " + folder.string() + ": " + status.ToString()};
  }
  return db;
}

}  // namespace

struct CacheDatabase::Database {
  std::unique_ptr<rocksdb::DB> db;
};

CacheDatabase::CacheDatabase(std::unique_ptr<Database> database) : database_(std::move(database)) {}
CacheDatabase::~CacheDatabase() = default;

Result<std::shared_ptr<CacheDatabase>> CacheDatabase::open(const std::filesystem::path& folder) {
  Result<std::unique_ptr<rocksdb::DB>> db = open_database(folder);
  // Held by another process: that one needs it.
  if (!db.ok() && db.error().message.find("/LOCK") == std::string::npos) {
    std::error_code problem;
    std::filesystem::remove_all(folder, problem);
    db = open_database(folder);
  }
  if (!db.ok()) {
    return std::move(db).error();
  }
  auto database = std::make_unique<Database>();
  database->db = std::move(db).value();
  return std::shared_ptr<CacheDatabase>(new CacheDatabase(std::move(database)));
}

std::optional<std::string> CacheDatabase::get(const std::string& key) const {
  std::string value;
  if (!database_->db->Get(rocksdb::ReadOptions(), key, &value).ok()) {
    return std::nullopt;
  }
  return value;
}

void CacheDatabase::put(const std::string& key, const std::string& value) {
  static_cast<void>(database_->db->Put(rocksdb::WriteOptions(), key, value));
}

}  // namespace senim::store
