#include "gateway/store/answer_cache.h"

#include "gateway/store/record.h"

namespace senim::store {
namespace {

constexpr std::uint8_t kVersion = 1;

std::string key_of(const crypto::Sha256& key) { return 'a' + std::string(as_text(key)); }

}  // namespace

std::optional<CachedAnswer> AnswerCache::answer(const crypto::Sha256& key, UtcTime now) const {
  const std::string name = key_of(key);
  const std::optional<std::string> value = database_->get(name);
  if (!value) {
    return std::nullopt;
  }
  RecordReader reader(name, *value, kVersion, Checksum::cache);
  CachedAnswer answer;
  answer.fetched_at = reader.time();
  answer.fresh_until = reader.time();
  answer.list = reader.text();
  answer.octets = to_bytes(reader.text());
  if (!reader.complete() || now < answer.fetched_at || now >= answer.fresh_until) {
    return std::nullopt;
  }
  return answer;
}

void AnswerCache::put(const crypto::Sha256& key, const CachedAnswer& answer) {
  const std::string name = key_of(key);
  database_->put(name, RecordWriter(kVersion)
                           .time(answer.fetched_at)
                           .time(answer.fresh_until)
                           .text(answer.list)
                           .text(as_text(answer.octets))
                           .finish(name, Checksum::cache));
}

}  // namespace senim::store
