#include "gateway/store/archive.h"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "gateway/store/record.h"
#include "tests/gateway/scratch.h"
#include "tests/support/small_disk.h"
#include "validators/base/bytes.h"

using namespace senim;
using namespace senim::store;
namespace fs = std::filesystem;

namespace {

ReceiptId id_of(std::uint8_t number) {
  ReceiptId id;
  id.octets.fill(number);
  return id;
}

ReceiptRecord record_of(std::uint8_t number, std::uint64_t serial) {
  return {id_of(number), serial, UtcTime{Seconds{1764000000 + number}},
          "partner",     "0011", "header.payload" + std::to_string(number) + ".signature"};
}

std::unique_ptr<Archive> open_archive(const fs::path& folder) {
  auto archive = Archive::open({.state_dir = folder, .min_free_bytes = 0, .stop_process = {}});
  if (!archive.ok()) {
    FAIL(archive.error().message);
  }
  return std::move(archive).value();
}

ErrorCode refusal(const fs::path& folder) {
  auto archive = Archive::open({.state_dir = folder, .min_free_bytes = 0, .stop_process = {}});
  REQUIRE_FALSE(archive.ok());
  return archive.error().code;
}

void fill(const fs::path& folder, std::uint8_t from, std::uint8_t to) {
  const auto archive = open_archive(folder);
  for (std::uint8_t number = from; number <= to; ++number) {
    const auto serial = archive->next_serial();
    REQUIRE(serial.ok());
    REQUIRE(archive->append(record_of(number, *serial)).ok());
  }
}

fs::path wal_of(const fs::path& folder) {
  fs::path wal;
  for (const auto& entry : fs::directory_iterator(folder / "archive")) {
    if (entry.path().extension() == ".log" && (wal.empty() || entry.path() > wal)) {
      wal = entry.path();
    }
  }
  REQUIRE_FALSE(wal.empty());
  return wal;
}

void copy_folder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::copy(from, to, fs::copy_options::recursive);
}

// Changes what the database holds, behind the archive's back.
void tamper(const fs::path& folder, const std::function<void(rocksdb::DB&)>& change) {
  rocksdb::DB* raw = nullptr;
  REQUIRE(rocksdb::DB::Open(rocksdb::Options(), (folder / "archive").string(), &raw).ok());
  const std::unique_ptr<rocksdb::DB> db(raw);
  change(*db);
}

std::string log_key(std::uint8_t index) { return std::string("l\0\0\0\0\0\0\0", 8) + char(index); }

}  // namespace

TEST_CASE("a receipt in the archive is there again after a restart", "[store]") {
  const test::Scratch scratch;
  fill(scratch.path(), 1, 3);
  const auto archive = open_archive(scratch.path());
  const auto second = archive->receipt(id_of(2));
  REQUIRE(second.ok());
  CHECK(*second == record_of(2, 2));
  CHECK(archive->receipt(id_of(9)).error().code == ErrorCode::not_found);
  CHECK(archive->head().count == 3);
  CHECK(archive->verify_chain().ok());
  const auto serial = archive->next_serial();
  REQUIRE(serial.ok());
  CHECK(*serial > 3);
}

TEST_CASE("a probe writes nothing that counts", "[store]") {
  const test::Scratch scratch;
  const auto archive = open_archive(scratch.path());
  CHECK(archive->probe().ok());
  CHECK(archive->head().count == 0);
  CHECK(archive->verify_chain().ok());
}

TEST_CASE("appends of many threads end up in one unbroken chain", "[store]") {
  const test::Scratch scratch;
  const auto archive = open_archive(scratch.path());
  std::atomic<int> failures = 0;
  std::vector<std::thread> threads;
  for (std::uint8_t thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::uint8_t i = 0; i < 20; ++i) {
        const auto serial = archive->next_serial();
        const auto number = static_cast<std::uint8_t>(thread * 20 + i);
        if (!serial.ok() || !archive->append(record_of(number, *serial)).ok()) {
          ++failures;
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(failures == 0);
  CHECK(archive->head().count == 160);
  CHECK(archive->verify_chain().ok());
  std::set<std::uint64_t> serials;
  for (std::uint64_t index = 1; index <= 160; ++index) {
    const auto record = archive->at(index);
    REQUIRE(record.ok());
    serials.insert(record->serial);
  }
  CHECK(serials.size() == 160);
}

TEST_CASE("an archive that lost records is refused", "[store]") {
  const test::Scratch scratch;
  const fs::path folder = scratch / "state";
  fill(folder, 1, 2);
  copy_folder(folder, scratch / "old");
  fill(folder, 3, 6);

  SECTION("untouched: it opens") { CHECK(open_archive(folder)->head().count == 6); }
  SECTION("the write-ahead log deleted") {
    fs::remove(wal_of(folder));
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the write-ahead log emptied") {
    fs::resize_file(wal_of(folder), 0);
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the write-ahead log cut by one octet") {
    const fs::path wal = wal_of(folder);
    fs::resize_file(wal, fs::file_size(wal) - 1);
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the write-ahead log cut in half") {
    const fs::path wal = wal_of(folder);
    fs::resize_file(wal, fs::file_size(wal) / 2);
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("one octet in the middle of the write-ahead log changed") {
    const fs::path wal = wal_of(folder);
    std::fstream file(wal, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(wal) / 2));
    file.put('\x7f');
    file.close();
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("an older database restored") {
    copy_folder(scratch / "old" / "archive", folder / "archive");
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the database deleted") {
    fs::remove_all(folder / "archive");
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the head deleted") {
    fs::remove(folder / "archive.head");
    CHECK(refusal(folder) == ErrorCode::not_found);
  }
  SECTION("both slots of the head damaged") {
    std::ofstream(folder / "archive.head", std::ios::binary) << "nothing";
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("another history of the same length") {
    const fs::path other = scratch / "other";
    fill(other, 11, 16);
    copy_folder(other / "archive", folder / "archive");
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the last record removed from the database") {
    tamper(folder,
           [](rocksdb::DB& db) { REQUIRE(db.Delete(rocksdb::WriteOptions(), log_key(6)).ok()); });
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
  SECTION("the serial numbers of the database set back") {
    tamper(folder, [](rocksdb::DB& db) { REQUIRE(db.Delete(rocksdb::WriteOptions(), "s").ok()); });
    CHECK(refusal(folder) == ErrorCode::corrupt);
  }
}

TEST_CASE("a head that is behind its database is one that was ended between two writes",
          "[store]") {
  const test::Scratch scratch;
  const fs::path folder = scratch / "state";
  fill(folder, 1, 2);
  const fs::path old = scratch / "archive.head";
  fs::copy_file(folder / "archive.head", old);
  fill(folder, 3, 4);
  fs::copy_file(old, folder / "archive.head", fs::copy_options::overwrite_existing);
  const auto archive = open_archive(folder);
  CHECK(archive->head().count == 4);
  CHECK(archive->verify_chain().ok());
}

TEST_CASE("one damaged slot of the head leaves the other", "[store]") {
  const test::Scratch scratch;
  const fs::path path = scratch / "head";
  const Head first{.count = 5, .root = {1, 2, 3}, .last_serial = 128};
  const Head second{.count = 6, .root = {4, 5, 6}, .last_serial = 256};
  {
    auto file = HeadFile::create(path);
    REQUIRE(file.ok());
    REQUIRE(file->write(first).ok());
    REQUIRE(file->write(second).ok());
  }
  CHECK(HeadFile::open(path)->head() == second);
  CHECK_FALSE(HeadFile::create(path).ok());
  for (const std::streamoff offset : {std::streamoff{10}, std::streamoff{4096 + 10}}) {
    const fs::path damaged = scratch / ("damaged" + std::to_string(offset));
    fs::copy_file(path, damaged);
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file.put('\x7f');
    file.close();
    const auto opened = HeadFile::open(damaged);
    REQUIRE(opened.ok());
    // Generations 1 and 2 are made by create(): 3 lies in the first slot, 4 in the second.
    CHECK(opened->head() == (offset == 10 ? second : first));
  }
}

TEST_CASE("a damaged archive record is an error that names its key", "[store]") {
  const test::Scratch scratch;
  fill(scratch.path(), 1, 3);
  const std::string key = log_key(2);
  SECTION("one octet changed") {
    tamper(scratch.path(), [&](rocksdb::DB& db) {
      std::string value;
      REQUIRE(db.Get(rocksdb::ReadOptions(), key, &value).ok());
      const std::size_t at = GENERATE(0U, 1U, 40U, 70U, 120U);
      CAPTURE(at);
      value[std::min(at, value.size() - 1)] =
          static_cast<char>(value[std::min(at, value.size() - 1)] ^ 1);
      REQUIRE(db.Put(rocksdb::WriteOptions(), key, value).ok());
    });
  }
  SECTION("cut") {
    tamper(scratch.path(), [&](rocksdb::DB& db) {
      std::string value;
      REQUIRE(db.Get(rocksdb::ReadOptions(), key, &value).ok());
      value.pop_back();
      REQUIRE(db.Put(rocksdb::WriteOptions(), key, value).ok());
    });
  }
  SECTION("another whole record under its key") {
    tamper(scratch.path(), [&](rocksdb::DB& db) {
      std::string value;
      REQUIRE(db.Get(rocksdb::ReadOptions(), log_key(1), &value).ok());
      REQUIRE(db.Put(rocksdb::WriteOptions(), key, value).ok());
    });
  }
  SECTION("removed") {
    tamper(scratch.path(),
           [&](rocksdb::DB& db) { REQUIRE(db.Delete(rocksdb::WriteOptions(), key).ok()); });
  }
  const auto archive = open_archive(scratch.path());
  const auto damaged = archive->receipt(id_of(2));
  REQUIRE_FALSE(damaged.ok());
  CHECK(damaged.error().code == ErrorCode::corrupt);
  CHECK(damaged.error().message.find(to_hex(as_bytes(key))) != std::string::npos);
  CHECK(archive->receipt(id_of(1)).ok());
  CHECK(archive->receipt(id_of(3)).ok());
  CHECK(archive->verify_chain().error().code == ErrorCode::corrupt);
}

TEST_CASE("below the free space it needs the archive refuses to append and still reads",
          "[store]") {
  const test::Scratch scratch;
  fill(scratch.path(), 1, 1);
  auto archive = Archive::open(
      {.state_dir = scratch.path(), .min_free_bytes = std::uint64_t{1} << 60, .stop_process = {}});
  REQUIRE(archive.ok());
  CHECK((*archive)->append(record_of(2, 2)).error().code == ErrorCode::unavailable);
  CHECK((*archive)->next_serial().error().code == ErrorCode::unavailable);
  CHECK((*archive)->probe().error().code == ErrorCode::unavailable);
  CHECK((*archive)->receipt(id_of(1)).ok());
}

namespace {

// Lets the n-th sync of a write-ahead log fail, from then on or once.
struct Fault {
  std::atomic<int> syncs_left = -1;  // -1: never
  rocksdb::IOStatus status = rocksdb::IOStatus::IOError("injected");
};

class FaultyFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, Fault& fault)
      : FSWritableFileOwnerWrapper(std::move(file)), fault_(fault) {}
  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* context) override {
    if (fault_.syncs_left >= 0 && fault_.syncs_left-- == 0) {
      return fault_.status;
    }
    return FSWritableFileOwnerWrapper::Sync(options, context);
  }

 private:
  Fault& fault_;
};

class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(Fault& fault)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), fault_(fault) {}
  const char* Name() const override { return "faulty"; }
  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override {
    const rocksdb::IOStatus status =
        FileSystemWrapper::NewWritableFile(name, options, file, context);
    if (status.ok() && name.ends_with(".log")) {
      file->reset(new FaultyFile(std::move(*file), fault_));
    }
    return status;
  }

 private:
  Fault& fault_;
};

}  // namespace

TEST_CASE("a sync that fails stops the process and is never tried again", "[store]") {
  const test::Scratch scratch;
  Fault fault;
  const auto env = rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(fault));
  std::atomic<int> stopped = 0;
  {
    auto archive = Archive::open({.state_dir = scratch.path(),
                                  .min_free_bytes = 0,
                                  .stop_process = [&](const Error&) { ++stopped; },
                                  .env = env.get()});
    REQUIRE(archive.ok());
    REQUIRE((*archive)->append(record_of(1, 1)).ok());
    fault.syncs_left = 0;
    CHECK((*archive)->append(record_of(2, 2)).error().code == ErrorCode::unavailable);
    CHECK(stopped == 1);
  }
  // What was acknowledged is there; the other one may be.
  const auto archive = open_archive(scratch.path());
  CHECK(archive->receipt(id_of(1)).ok());
  CHECK(archive->head().count <= 2);
  CHECK(archive->verify_chain().ok());
}

TEST_CASE("an archive that ran out of space is only read until it is started again", "[store]") {
  const test::Scratch scratch;
  Fault fault;
  fault.status = rocksdb::IOStatus::NoSpace("injected");
  const auto env = rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(fault));
  std::atomic<int> stopped = 0;
  const fs::path folder = scratch / "state";
  auto opened = Archive::open({.state_dir = folder,
                               .min_free_bytes = 0,
                               .stop_process = [&](const Error&) { ++stopped; },
                               .env = env.get()});
  REQUIRE(opened.ok());
  Archive& archive = **opened;
  const auto first = archive.next_serial();
  REQUIRE(first.ok());
  REQUIRE(archive.append(record_of(1, *first)).ok());
  const auto spent = archive.next_serial();
  REQUIRE(spent.ok());
  fault.syncs_left = 0;  // once: there is space again afterwards
  CHECK(archive.append(record_of(2, *spent)).error().code == ErrorCode::unavailable);
  CHECK(archive.append(record_of(3, *spent + 1)).error().code == ErrorCode::unavailable);
  CHECK(archive.probe().error().code == ErrorCode::unavailable);
  CHECK(stopped == 0);
  CHECK(archive.receipt(id_of(1)).ok());
  CHECK(archive.head().count == 1);
  // As the next start finds it: the second may or may not be there, its number is spent.
  copy_folder(folder, scratch / "next");
  const auto next = open_archive(scratch / "next");
  CHECK(next->receipt(id_of(1)).ok());
  CHECK(next->head().count <= 2);
  CHECK(next->verify_chain().ok());
  CHECK(*next->next_serial() > *spent);
}

namespace {

struct Written {
  std::map<std::string, std::uint64_t> receipts;  // acknowledged: id -> serial
};

// Lets the writer run until it has acknowledged `count` receipts, then kills it.
void write_and_kill(const fs::path& folder, int count, Written& written) {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  std::string program = SENIM_ARCHIVE_WRITER;
  std::string argument = folder.string();
  char* const arguments[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  REQUIRE(::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments, environ) == 0);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string output;
  bool killed = false;
  char buffer[4096];
  for (;;) {
    const ssize_t size = ::read(ends[0], buffer, sizeof buffer);
    if (size <= 0) {
      break;
    }
    output.append(buffer, static_cast<std::size_t>(size));
    if (!killed && std::count(output.begin(), output.end(), '\n') >= count) {
      ::kill(child, SIGKILL);
      killed = true;
    }
  }
  ::close(ends[0]);
  int state = 0;
  REQUIRE(::waitpid(child, &state, 0) == child);
  CAPTURE(state, output);
  REQUIRE(WIFSIGNALED(state));
  std::istringstream lines(output);
  std::string id;
  std::uint64_t serial = 0;
  while (lines >> id >> serial) {
    REQUIRE(written.receipts.emplace(id, serial).second);
  }
}

}  // namespace

TEST_CASE("kill -9 a hundred times loses no acknowledged receipt and repeats no serial",
          "[store]") {
  const test::Scratch scratch;
  Written written;
  for (int round = 0; round < 100; ++round) {
    write_and_kill(scratch.path(), round % 7, written);
  }
  const auto archive = open_archive(scratch.path());
  REQUIRE(archive->verify_chain().ok());
  for (const auto& [text, serial] : written.receipts) {
    const auto id = ReceiptId::parse(text);
    REQUIRE(id.ok());
    const auto record = archive->receipt(*id);
    REQUIRE(record.ok());
    CHECK(record->serial == serial);
  }
  std::set<std::uint64_t> serials;
  const std::uint64_t count = archive->head().count;
  for (std::uint64_t index = 1; index <= count; ++index) {
    serials.insert(archive->at(index)->serial);
  }
  CHECK(serials.size() == count);
  CHECK(written.receipts.size() >= 250);
  const auto next = archive->next_serial();
  REQUIRE(next.ok());
  CHECK(*next > *serials.rbegin());
}

TEST_CASE("a disk that is really full costs no acknowledged receipt and a start with room goes on",
          "[store]") {
  const test::Scratch scratch;
  std::string program =
      SENIM_ARCHIVE_ON_FULL_DISK;  // no operator+: GCC 12 is wrong about its bounds
  program.append(" ").append(scratch.path().string());
  const auto command = test::on_small_disk(scratch.path(), "24m", program);
  if (!command) {
    WARN("no file system of one's own may be mounted here: injected faults only");
    return;
  }
  const test::CommandResult result = test::run(*command);
  CAPTURE(result.output);
  CHECK(result.exit == 0);
}

TEST_CASE("the archive tells when its newest receipt was issued", "[store]") {
  const test::Scratch scratch;
  {
    const auto archive = open_archive(scratch.path());
    CHECK_FALSE(archive->newest().has_value());
    REQUIRE(archive->append(record_of(1, 1)).ok());
    CHECK(archive->newest() == record_of(1, 1).issued_at);
  }
  CHECK(open_archive(scratch.path())->newest() == record_of(1, 1).issued_at);
  // An operator says that the clock of then was wrong: what is issued next counts again.
  auto confirmed = Archive::open({.state_dir = scratch.path(),
                                  .min_free_bytes = 0,
                                  .clock = ClockTrust::confirmed,
                                  .stop_process = {}});
  REQUIRE(confirmed.ok());
  CHECK_FALSE((*confirmed)->newest().has_value());
  ReceiptRecord earlier = record_of(2, 200);
  earlier.issued_at -= Seconds(86'400);
  REQUIRE((*confirmed)->append(earlier).ok());
  CHECK((*confirmed)->newest() == earlier.issued_at);
  confirmed->reset();
  CHECK(open_archive(scratch.path())->newest() == earlier.issued_at);
}

TEST_CASE("the archive tells each caller when his receipts first stated an object", "[store]") {
  const test::Scratch scratch;
  constexpr crypto::Sha256 kOne = {1};
  constexpr crypto::Sha256 kTwo = {2};
  const auto write = [](Archive& archive, std::uint8_t number, std::string caller,
                        std::vector<crypto::Sha256> objects) {
    ReceiptRecord record = record_of(number, archive.next_serial().value());
    record.caller = std::move(caller);
    record.objects = std::move(objects);
    REQUIRE(archive.append(record).ok());
  };
  {
    const auto archive = open_archive(scratch.path());
    write(*archive, 1, "partner", {kOne});
    write(*archive, 2, "partner", {kOne, kTwo, kTwo});
    write(*archive, 3, "other", {kTwo});
  }
  const auto archive = open_archive(scratch.path());
  CHECK(archive->receipt(id_of(2))->objects == std::vector{kOne, kTwo, kTwo});
  CHECK(archive->verify_chain().ok());
  const std::vector both{kTwo, kOne};
  const auto first = archive->first_seen("partner", both);
  REQUIRE(first.ok());
  REQUIRE(first->size() == 2);
  CHECK((*first)[0].object == kTwo);
  CHECK((*first)[0].receipt == id_of(2));
  CHECK((*first)[1].receipt == id_of(1));
  CHECK((*first)[1].issued_at == record_of(1, 1).issued_at);
  const auto others = archive->first_seen("other", both);
  REQUIRE(others.ok());
  REQUIRE(others->size() == 1);
  CHECK((*others)[0].receipt == id_of(3));
  CHECK(archive->first_seen("nobody", both)->empty());
  const std::vector near{crypto::Sha256{3}};
  CHECK(archive->first_seen("partner", near)->empty());
}

TEST_CASE("no more than sixteen receipts are read for one question about objects", "[store]") {
  const test::Scratch scratch;
  const auto archive = open_archive(scratch.path());
  std::vector<crypto::Sha256> objects;
  for (std::uint8_t number = 1; number <= 17; ++number) {
    ReceiptRecord record = record_of(number, archive->next_serial().value());
    record.objects = {crypto::Sha256{number}};
    REQUIRE(archive->append(record).ok());
    objects.push_back(record.objects[0]);
  }
  CHECK(archive->first_seen("partner", objects)->size() == 16);
  objects.pop_back();
  CHECK(archive->first_seen("partner", objects)->size() == 16);
}

TEST_CASE("an index of objects that leads elsewhere or is damaged proves nothing", "[store]") {
  const test::Scratch scratch;
  const std::vector one{crypto::Sha256{1}};
  {
    const auto archive = open_archive(scratch.path());
    ReceiptRecord record = record_of(1, archive->next_serial().value());
    record.objects = one;
    REQUIRE(archive->append(record).ok());
    record = record_of(2, archive->next_serial().value());
    REQUIRE(archive->append(record).ok());
  }
  const auto index_key = [](rocksdb::DB& db) {
    const std::unique_ptr<rocksdb::Iterator> place(db.NewIterator(rocksdb::ReadOptions()));
    place->Seek("o");
    REQUIRE(place->Valid());
    REQUIRE(place->key()[0] == 'o');
    return place->key().ToString();
  };
  SECTION("it leads to a receipt without the object") {
    tamper(scratch.path(), [&](rocksdb::DB& db) {
      const std::string key = index_key(db);
      REQUIRE(db.Put({}, key, RecordWriter(1).u64(2).finish(key, Checksum::archive)).ok());
    });
  }
  SECTION("one octet of it is another") {
    tamper(scratch.path(), [&](rocksdb::DB& db) {
      const std::string key = index_key(db);
      std::string value;
      REQUIRE(db.Get({}, key, &value).ok());
      value.back() = static_cast<char>(value.back() ^ 1);
      REQUIRE(db.Put({}, key, value).ok());
    });
  }
  const auto archive = open_archive(scratch.path());
  CHECK(archive->first_seen("partner", one).error().code == ErrorCode::corrupt);
}

TEST_CASE("a receipt of version 1 is read, and states no object", "[store]") {
  const test::Scratch scratch;
  fill(scratch.path(), 1, 1);
  const ReceiptRecord record = record_of(1, 1);
  const std::string key = log_key(1);
  const std::string old = RecordWriter(1)
                              .u8(1)
                              .fixed(crypto::Sha256{})
                              .fixed(record.id.octets)
                              .u64(record.serial)
                              .time(record.issued_at)
                              .text(record.caller)
                              .text(record.verdict_key)
                              .text(record.jws)
                              .finish(key, Checksum::archive);
  tamper(scratch.path(), [&](rocksdb::DB& db) { REQUIRE(db.Put({}, key, old).ok()); });
  {
    auto head = HeadFile::open(scratch.path() / "archive.head");
    REQUIRE(head.ok());
    Head reached = head->head();
    reached.root = crypto::sha256(as_bytes(old));
    REQUIRE(head->write(reached).ok());
  }
  const auto archive = open_archive(scratch.path());
  const auto read = archive->receipt(id_of(1));
  REQUIRE(read.ok());
  CHECK(*read == record);
  CHECK(archive->verify_chain().ok());
}
