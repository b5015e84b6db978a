#include "gateway/store/verdict_cache.h"

#include <rocksdb/cache.h>
#include <rocksdb/compaction_filter.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <utility>

#include "gateway/store/no_log.h"
#include "gateway/store/record.h"
#include "validators/base/bytes.h"

namespace senim::store {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kBlockCacheBytes = std::size_t{16} << 20;
constexpr std::size_t kWriteBufferBytes = std::size_t{8} << 20;
// FIFO: the oldest file goes when the cache reaches this size; no verdict lives longer than the
// policies' max_age, so the oldest are of no use.
constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20;

std::string key_of(char kind, const crypto::Sha256& key) {
  return kind + std::string(as_text(key));
}

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

struct VerdictCache::Database {
  std::unique_ptr<rocksdb::DB> db;

  std::optional<std::string> get(const std::string& key) const {
    std::string value;
    if (!db->Get(rocksdb::ReadOptions(), key, &value).ok()) {
      return std::nullopt;
    }
    return value;
  }
  void put(const std::string& key, const std::string& value) const {
    // A cache that cannot be written is a slow one, nothing else.
    static_cast<void>(db->Put(rocksdb::WriteOptions(), key, value));
  }
};

VerdictCache::VerdictCache(std::unique_ptr<Database> database) : database_(std::move(database)) {}
VerdictCache::~VerdictCache() = default;

Result<std::unique_ptr<VerdictCache>> VerdictCache::open(const std::filesystem::path& folder) {
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
  return std::unique_ptr<VerdictCache>(new VerdictCache(std::move(database)));
}

std::optional<CachedVerdict> VerdictCache::verdict(const crypto::Sha256& key, UtcTime now) const {
  const std::string name = key_of('v', key);
  const std::optional<std::string> value = database_->get(name);
  if (!value.has_value()) {
    return std::nullopt;
  }
  RecordReader reader(name, *value, kVersion, Checksum::cache);
  CachedVerdict verdict;
  verdict.fresh_until = reader.time();
  verdict.json = reader.text();
  if (!reader.complete() || now >= verdict.fresh_until) {
    return std::nullopt;
  }
  return verdict;
}

std::optional<CachedReceipt> VerdictCache::receipt(const crypto::Sha256& key, UtcTime now) const {
  const std::string name = key_of('r', key);
  const std::optional<std::string> value = database_->get(name);
  if (!value.has_value()) {
    return std::nullopt;
  }
  RecordReader reader(name, *value, kVersion, Checksum::cache);
  CachedReceipt receipt;
  const ByteView id = reader.fixed(receipt.id.octets.size());
  receipt.issued_at = reader.time();
  receipt.fresh_until = reader.time();
  receipt.report = reader.text();
  receipt.jws = reader.text();
  if (!reader.complete() || now >= receipt.fresh_until) {
    return std::nullopt;
  }
  std::ranges::copy(id, receipt.id.octets.begin());
  return receipt;
}

void VerdictCache::put(const crypto::Sha256& key, const CachedVerdict& verdict) {
  const std::string name = key_of('v', key);
  database_->put(name, RecordWriter(kVersion)
                           .time(verdict.fresh_until)
                           .text(verdict.json)
                           .finish(name, Checksum::cache));
}

void VerdictCache::put(const crypto::Sha256& key, const CachedReceipt& receipt) {
  const std::string name = key_of('r', key);
  database_->put(name, RecordWriter(kVersion)
                           .fixed(receipt.id.octets)
                           .time(receipt.issued_at)
                           .time(receipt.fresh_until)
                           .text(receipt.report)
                           .text(receipt.jws)
                           .finish(name, Checksum::cache));
}

}  // namespace senim::store
