#include "gateway/store/answer_cache.h"

#include <rocksdb/db.h>

#include <catch2/catch.hpp>

#include "tests/gateway/scratch.h"

using namespace senim;
using namespace senim::store;

namespace {

constexpr UtcTime kFetched{Seconds{1764000000}};
const crypto::Sha256 kKey = crypto::sha256(as_bytes("key"));
const CachedAnswer kAnswer{kFetched, kFetched + Seconds(60), "R-1", {0x30, 0x00, 0xff}};

AnswerCache open(const std::filesystem::path& folder) {
  return AnswerCache(CacheDatabase::open(folder).value());
}

}  // namespace

TEST_CASE("a cached answer comes back from when it was fetched until it ends", "[store]") {
  const test::Scratch scratch;
  AnswerCache cache = open(scratch / "cache");
  CHECK_FALSE(cache.answer(kKey, kFetched));
  cache.put(kKey, kAnswer);
  CHECK(cache.answer(kKey, kFetched) == kAnswer);
  CHECK(cache.answer(kKey, kFetched + Seconds(59)) == kAnswer);
  CHECK_FALSE(cache.answer(kKey, kFetched + Seconds(60)));
  CHECK_FALSE(cache.answer(kKey, kFetched - Seconds(1)));  // the clock went back
  CHECK_FALSE(cache.answer(crypto::sha256(as_bytes("other")), kFetched));
}

TEST_CASE("a cached answer outlives the process and a damaged one is a miss", "[store]") {
  const test::Scratch scratch;
  { open(scratch / "cache").put(kKey, kAnswer); }
  CHECK(open(scratch / "cache").answer(kKey, kFetched) == kAnswer);
  const std::string name = 'a' + std::string(as_text(kKey));
  std::string good;
  {
    rocksdb::DB* raw = nullptr;
    REQUIRE(rocksdb::DB::Open(rocksdb::Options(), (scratch / "cache").string(), &raw).ok());
    const std::unique_ptr<rocksdb::DB> db(raw);
    REQUIRE(db->Get(rocksdb::ReadOptions(), name, &good).ok());
  }
  const auto database = CacheDatabase::open(scratch / "cache").value();
  const AnswerCache cache(database);
  for (std::size_t i = 0; i < good.size(); ++i) {
    CAPTURE(i);
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    database->put(name, bad);
    REQUIRE_FALSE(cache.answer(kKey, kFetched));
    database->put(name, good.substr(0, i));
    REQUIRE_FALSE(cache.answer(kKey, kFetched));
  }
  const crypto::Sha256 other = crypto::sha256(as_bytes("other"));
  database->put('a' + std::string(as_text(other)), good);
  CHECK_FALSE(cache.answer(other, kFetched));  // a whole record under another key
  database->put(name, good);
  CHECK(cache.answer(kKey, kFetched) == kAnswer);
}
