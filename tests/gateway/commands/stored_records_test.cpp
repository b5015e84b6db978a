#include "gateway/commands/stored_records.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/command.h"

using namespace senim;
using commands::stored_records;
using commands::StoredLimits;
namespace fs = std::filesystem;

namespace {

const std::string kObject(64, 'a');

void write(const fs::path& path, const std::string& text = "{}") {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}
// As Recorder::write leaves it, as far as looking for it goes.
void record_in(const fs::path& folder) {
  write(folder / "objects" / kObject);
  write(folder / "record.json");
}

std::vector<fs::path> folders_of(const std::vector<commands::StoredRecord>& records) {
  std::vector<fs::path> folders;
  for (const commands::StoredRecord& record : records) {
    CHECK(record.reachable.ok());
    folders.push_back(record.folder);
  }
  return folders;
}
std::vector<fs::path> found(const fs::path& folder) {
  const auto records = stored_records(folder);
  REQUIRE(records.ok());
  return folders_of(*records);
}
ErrorCode refused(const fs::path& folder, const StoredLimits& limits = {}) {
  const auto records = stored_records(folder, limits);
  REQUIRE_FALSE(records.ok());
  return records.error().code;
}

}  // namespace

TEST_CASE("records are found at any depth, in the order of their paths", "[stored_records]") {
  const test::TemporaryFolder folder;
  const fs::path root = folder.path();
  for (const char* name : {"b", "a/2026/11/x", "a", "a-b", "b/objects/y"}) {
    record_in(root / name);
  }
  write(root / "notes" / "record.txt");
  write(root / "record.json.old");
  CHECK(found(root) == std::vector<fs::path>{root / "a", root / "a/2026/11/x", root / "a-b",
                                             root / "b", root / "b/objects/y"});
  CHECK(found(root / "b" / "objects") == std::vector<fs::path>{root / "b/objects/y"});
  record_in(root);
  CHECK(found(root).front() == root);
}

TEST_CASE("a folder without a record is an error", "[stored_records]") {
  const test::TemporaryFolder folder;
  const fs::path root = folder.path();
  CHECK(refused(root) == ErrorCode::not_found);
  write(root / "a" / "other.json");
  fs::create_directories(root / "a" / "objects");
  write(root / "b" / "objects" / "readme");
  fs::create_directories(root / "c" / "objects" / kObject);
  write(root / kObject);
  CHECK(refused(root) == ErrorCode::not_found);
  CHECK(refused(root / "absent") == ErrorCode::not_found);
  CHECK(refused("") == ErrorCode::not_found);
  CHECK(refused(root / kObject) == ErrorCode::unavailable);  // a file
}

TEST_CASE("what was begun as a record is found too", "[stored_records]") {
  const test::TemporaryFolder folder;
  write(folder.path() / "a" / "objects" / kObject);
  CHECK(found(folder.path()) == std::vector<fs::path>{folder.path() / "a"});
}

TEST_CASE("links are followed and each folder counts once", "[stored_records]") {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder elsewhere;
  const fs::path root = folder.path();
  record_in(root / "b");
  record_in(elsewhere.path() / "r");
  fs::create_directory_symlink(root / "b", root / "latest");
  fs::create_directory_symlink(root, root / "b" / "up");
  fs::create_directory_symlink(elsewhere.path(), root / "more");
  CHECK(found(root) == std::vector<fs::path>{root / "b", root / "more" / "r"});

  SECTION("one that leads nowhere is told") {
    fs::create_directory_symlink(root / "gone", root / "a");
    fs::create_directory_symlink(root / "z", root / "z");
    const auto records = stored_records(root);
    REQUIRE(records.ok());
    REQUIRE(records->size() == 4);
    CHECK((*records)[0].folder == root / "a");
    CHECK((*records)[0].reachable.error().code == ErrorCode::not_found);
    CHECK((*records)[3].folder == root / "z");
    CHECK((*records)[3].reachable.error().code == ErrorCode::unavailable);
    CHECK((*records)[1].reachable.ok());
  }
}

TEST_CASE("records, folders and depth are bounded", "[stored_records]") {
  const test::TemporaryFolder folder;
  const fs::path root = folder.path();
  record_in(root / "a");
  record_in(root / "b" / "c");
  // Folders: FOLDER, a, a/objects, b, b/c, b/c/objects.
  CHECK(stored_records(root, {.records = 2, .depth = 3, .folders = 6}).ok());
  CHECK(refused(root, {.records = 1}) == ErrorCode::limit_exceeded);
  CHECK(refused(root, {.depth = 2}) == ErrorCode::limit_exceeded);
  CHECK(refused(root, {.folders = 5}) == ErrorCode::limit_exceeded);

  fs::path deep = root / "d";
  for (int depth = 2; depth <= 31; ++depth) {
    deep /= "d";
  }
  record_in(deep);  // its objects are the 32nd folder below FOLDER
  CHECK(found(root).back() == deep);
  record_in(deep / "d");
  CHECK(refused(root) == ErrorCode::limit_exceeded);
}
