#include "gateway/store/verdict_cache.h"

#include <algorithm>
#include <utility>

#include "gateway/store/record.h"
#include "validators/base/bytes.h"

namespace senim::store {
namespace {

constexpr std::uint8_t kVersion = 3;
std::string key_of(char kind, const crypto::Sha256& key) {
  return kind + std::string(as_text(key));
}

RecordWriter& write(RecordWriter& record, const std::vector<RevocationEpoch>& epochs) {
  record.u64(epochs.size());
  for (const RevocationEpoch& epoch : epochs) {
    record.fixed(epoch.issuer).time(epoch.newest);
  }
  return record;
}

std::vector<RevocationEpoch> read_epochs(RecordReader& record) {
  std::vector<RevocationEpoch> epochs;
  const std::uint64_t count = record.u64();
  for (std::uint64_t i = 0; i < count && record.good(); ++i) {
    RevocationEpoch epoch;
    const ByteView issuer = record.fixed(epoch.issuer.size());
    std::ranges::copy(issuer, epoch.issuer.begin());
    epoch.newest = record.time();
    epochs.push_back(epoch);
  }
  return epochs;
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
  verdict.epochs = read_epochs(reader);
  verdict.json = reader.text();
  verdict.made_at = reader.time();
  verdict.confirmed = reader.u8() != 0;
  verdict.objects = reader.digests();
  if (!reader.complete() || now >= verdict.fresh_until || !current(verdict.epochs)) {
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
  receipt.epochs = read_epochs(reader);
  receipt.report = reader.text();
  receipt.jws = reader.text();
  if (!reader.complete() || now >= receipt.fresh_until || !current(receipt.epochs)) {
    return std::nullopt;
  }
  std::ranges::copy(id, receipt.id.octets.begin());
  return receipt;
}

UtcTime VerdictCache::newest(const crypto::Sha256& issuer) const {
  const std::string name = key_of('e', issuer);
  const std::optional<std::string> value = database_->get(name);
  if (!value.has_value()) {
    return {};
  }
  RecordReader reader(name, *value, kVersion, Checksum::cache);
  const UtcTime time = reader.time();
  return reader.complete() ? time : UtcTime{};
}

bool VerdictCache::current(const std::vector<RevocationEpoch>& epochs) const {
  return std::ranges::all_of(epochs, [this](const RevocationEpoch& epoch) {
    return newest(epoch.issuer) == epoch.newest;
  });
}

std::vector<RevocationEpoch> VerdictCache::note(std::vector<RevocationEpoch> seen) {
  const std::lock_guard lock(noting_);
  for (RevocationEpoch& epoch : seen) {
    const UtcTime before = newest(epoch.issuer);
    if (epoch.newest > before) {
      const std::string name = key_of('e', epoch.issuer);
      database_->put(name, RecordWriter(kVersion).time(epoch.newest).finish(name, Checksum::cache));
    }
    epoch.newest = std::max(epoch.newest, before);
  }
  return seen;
}

void VerdictCache::put(const crypto::Sha256& key, const CachedVerdict& verdict) {
  const std::string name = key_of('v', key);
  RecordWriter record(kVersion);
  record.time(verdict.fresh_until);
  database_->put(name, write(record, verdict.epochs)
                           .text(verdict.json)
                           .time(verdict.made_at)
                           .u8(verdict.confirmed ? 1 : 0)
                           .digests(verdict.objects)
                           .finish(name, Checksum::cache));
}

void VerdictCache::put(const crypto::Sha256& key, const CachedReceipt& receipt) {
  const std::string name = key_of('r', key);
  RecordWriter record(kVersion);
  record.fixed(receipt.id.octets).time(receipt.issued_at).time(receipt.fresh_until);
  database_->put(name, write(record, receipt.epochs)
                           .text(receipt.report)
                           .text(receipt.jws)
                           .finish(name, Checksum::cache));
}

}  // namespace senim::store
