#include "gateway/store/verdict_cache.h"

#include <algorithm>
#include <utility>

#include "gateway/store/record.h"
#include "validators/base/bytes.h"

namespace senim::store {
namespace {

constexpr std::uint8_t kVersion = 1;
std::string key_of(char kind, const crypto::Sha256& key) {
  return kind + std::string(as_text(key));
}

}  // namespace

Result<std::unique_ptr<VerdictCache>> VerdictCache::open(const std::filesystem::path& folder) {
  SENIM_TRY(std::shared_ptr<CacheDatabase> database, CacheDatabase::open(folder));
  return std::make_unique<VerdictCache>(std::move(database));
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
