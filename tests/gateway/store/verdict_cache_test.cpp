#include "gateway/store/verdict_cache.h"

#include <rocksdb/db.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>

#include "tests/gateway/scratch.h"

using namespace senim;
using namespace senim::store;
namespace fs = std::filesystem;

namespace {

constexpr UtcTime kNow{Seconds{1764000000}};
constexpr crypto::Sha256 kKey = {1, 2, 3};

std::unique_ptr<VerdictCache> open_cache(const fs::path& folder) {
  auto cache = VerdictCache::open(folder);
  REQUIRE(cache.ok());
  return std::move(cache).value();
}

constexpr crypto::Sha256 kIssuer = {4, 5, 6};
const CachedVerdict kVerdict{
    R"({"status":"confirmed"})", kNow + Seconds{900}, {}, kNow, true, {{8}, {9}}};

CachedReceipt receipt() {
  CachedReceipt receipt;
  receipt.id.octets.fill(7);
  receipt.issued_at = kNow;
  receipt.fresh_until = kNow + Seconds{900};
  receipt.report = R"({"format":"senim-report/1"})";
  receipt.jws = "a.b.c";
  return receipt;
}

void tamper(const fs::path& folder, const std::function<void(rocksdb::DB&)>& change) {
  rocksdb::DB* raw = nullptr;
  REQUIRE(rocksdb::DB::Open(rocksdb::Options(), folder.string(), &raw).ok());
  const std::unique_ptr<rocksdb::DB> db(raw);
  change(*db);
}

std::string key_of(char kind) { return kind + std::string(as_text(ByteView(kKey))); }

}  // namespace

TEST_CASE("a cached verdict and a cached receipt come back as they were put", "[store]") {
  const test::Scratch scratch;
  {
    const auto cache = open_cache(scratch / "cache");
    CHECK_FALSE(cache->verdict(kKey, kNow).has_value());
    cache->put(kKey, kVerdict);
    cache->put(kKey, receipt());
    CHECK(cache->verdict(kKey, kNow) == kVerdict);
    CHECK(cache->receipt(kKey, kNow) == receipt());
    CHECK_FALSE(cache->verdict({1, 2, 4}, kNow).has_value());
  }
  const auto cache = open_cache(scratch / "cache");
  CHECK(cache->verdict(kKey, kNow) == kVerdict);
  CHECK(cache->receipt(kKey, kNow) == receipt());
}

TEST_CASE("a cached record ends with freshUntil", "[store]") {
  const test::Scratch scratch;
  const auto cache = open_cache(scratch / "cache");
  cache->put(kKey, kVerdict);
  cache->put(kKey, receipt());
  CHECK(cache->verdict(kKey, kNow + Seconds{899}).has_value());
  CHECK_FALSE(cache->verdict(kKey, kNow + Seconds{900}).has_value());
  CHECK(cache->receipt(kKey, kNow + Seconds{899}).has_value());
  CHECK_FALSE(cache->receipt(kKey, kNow + Seconds{900}).has_value());
}

TEST_CASE("newer revocation data of an issuer ends what was cached of him and of nobody else",
          "[store]") {
  const test::Scratch scratch;
  const auto cache = open_cache(scratch / "cache");
  const UtcTime old = kNow - Seconds{60};
  CachedVerdict verdict = kVerdict;
  verdict.epochs = cache->note({{kIssuer, old}, {{7}, {}}});
  CHECK(verdict.epochs == std::vector<RevocationEpoch>{{kIssuer, old}, {{7}, {}}});
  CachedReceipt with = receipt();
  with.epochs = verdict.epochs;
  cache->put(kKey, verdict);
  cache->put(kKey, with);
  const auto hits = [&] {
    CHECK(cache->verdict(kKey, kNow).has_value() == cache->receipt(kKey, kNow).has_value());
    return cache->verdict(kKey, kNow).has_value();
  };
  CHECK(cache->verdict(kKey, kNow) == verdict);
  CHECK(cache->receipt(kKey, kNow) == with);

  cache->note({{{8}, kNow}});  // another issuer
  CHECK(hits());
  cache->note({{kIssuer, old}});  // the same
  CHECK(hits());
  CHECK(cache->note({{kIssuer, old - Seconds{1}}}) ==  // somebody who knows less
        std::vector<RevocationEpoch>{{kIssuer, old}});
  CHECK(hits());
  SECTION("one second newer") { cache->note({{kIssuer, old + Seconds{1}}}); }
  SECTION("the first of an issuer that nothing was known of") { cache->note({{{7}, old}}); }
  CHECK_FALSE(hits());
}

TEST_CASE("what was noted of an issuer outlives the process", "[store]") {
  const test::Scratch scratch;
  open_cache(scratch / "cache")->note({{kIssuer, kNow}});
  CHECK(open_cache(scratch / "cache")->note({{kIssuer, {}}}) ==
        std::vector<RevocationEpoch>{{kIssuer, kNow}});
}

TEST_CASE("a damaged cache record is a miss", "[store]") {
  const test::Scratch scratch;
  const fs::path folder = scratch / "cache";
  {
    const auto cache = open_cache(folder);
    cache->put(kKey, kVerdict);
    cache->put(kKey, receipt());
  }
  const std::size_t at = GENERATE(0U, 1U, 9U, 13U, 20U, 30U);
  tamper(folder, [&](rocksdb::DB& db) {
    for (const char kind : {'v', 'r'}) {
      std::string value;
      REQUIRE(db.Get(rocksdb::ReadOptions(), key_of(kind), &value).ok());
      value[at] = static_cast<char>(value[at] ^ 1);
      REQUIRE(db.Put(rocksdb::WriteOptions(), key_of(kind), value).ok());
    }
  });
  const auto cache = open_cache(folder);
  CHECK_FALSE(cache->verdict(kKey, kNow).has_value());
  CHECK_FALSE(cache->receipt(kKey, kNow).has_value());
}

TEST_CASE("a whole cache record under another key is a miss", "[store]") {
  const test::Scratch scratch;
  const fs::path folder = scratch / "cache";
  open_cache(folder)->put(kKey, kVerdict);
  tamper(folder, [](rocksdb::DB& db) {
    std::string value;
    REQUIRE(db.Get(rocksdb::ReadOptions(), key_of('v'), &value).ok());
    std::string other = key_of('v');
    other[1] = 9;
    REQUIRE(db.Put(rocksdb::WriteOptions(), other, value).ok());
  });
  const auto cache = open_cache(folder);
  CHECK(cache->verdict(kKey, kNow).has_value());
  CHECK_FALSE(cache->verdict({9, 2, 3}, kNow).has_value());
}

TEST_CASE("a cache folder that cannot be opened is begun anew", "[store]") {
  const test::Scratch scratch;
  const fs::path folder = scratch / "cache";
  open_cache(folder)->put(kKey, kVerdict);
  std::ofstream(folder / "CURRENT") << "nonsense";
  const auto cache = open_cache(folder);
  CHECK_FALSE(cache->verdict(kKey, kNow).has_value());
  cache->put(kKey, kVerdict);
  CHECK(cache->verdict(kKey, kNow) == kVerdict);
}
