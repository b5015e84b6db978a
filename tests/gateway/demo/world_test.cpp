#include "gateway/demo/world.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"

using namespace senim;
namespace fs = std::filesystem;

TEST_CASE("the demo world is made once and found again", "[demo]") {
  const test::TemporaryFolder folder;
  const UtcTime now = test::at("2026-11-24T00:00:00Z");
  const auto first = demo::ensure_world(folder.path() / "demo", now);
  REQUIRE(first.ok());
  REQUIRE(first->lists.size() == 2);
  CHECK(first->samples.size() == 33);
  const Bytes list = test::read_file(first->lists[0].path);
  const auto again = demo::ensure_world(folder.path() / "demo", now + demo::kWorldAge);
  REQUIRE(again.ok());
  CHECK(test::read_file(again->lists[0].path) == list);
  CHECK(again->lists[1].signer == first->lists[1].signer);
  CHECK(again->samples.size() == first->samples.size());

  SECTION("a world one second too old is made anew") {
    const auto later =
        demo::ensure_world(folder.path() / "demo", now + demo::kWorldAge + Seconds{1});
    REQUIRE(later.ok());
    CHECK_FALSE(later->lists[0].signer == first->lists[0].signer);
  }
  SECTION("an unfinished world is made anew") {
    fs::remove(folder.path() / "demo" / "world.json");
    const auto later = demo::ensure_world(folder.path() / "demo", now);
    REQUIRE(later.ok());
    CHECK_FALSE(later->lists[0].signer == first->lists[0].signer);
  }
}

TEST_CASE("the keys of the demo world are readable by their owner only", "[demo]") {
  const test::TemporaryFolder folder;
  REQUIRE(demo::ensure_world(folder.path() / "demo", test::at("2026-11-24T00:00:00Z")).ok());
  std::size_t keys = 0;
  for (const auto& entry : fs::directory_iterator(folder.path() / "demo" / "keys")) {
    CHECK((entry.status().permissions() & fs::perms::all) ==
          (fs::perms::owner_read | fs::perms::owner_write));
    ++keys;
  }
  CHECK(keys == 28);
}

TEST_CASE("a folder that cannot be written is an error that names it", "[demo]") {
  const auto world = demo::ensure_world("/proc/senim-demo", test::at("2026-11-24T00:00:00Z"));
  REQUIRE_FALSE(world.ok());
  CHECK(world.error().code == ErrorCode::unavailable);
}
