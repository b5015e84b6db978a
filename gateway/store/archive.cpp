#include "gateway/store/archive.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/store/no_log.h"
#include "gateway/store/record.h"
#include "validators/base/bytes.h"
#include "validators/crypto/digest.h"

namespace senim::store {
namespace {

using Root = std::array<std::uint8_t, 32>;

constexpr std::uint8_t kVersion = 1;
// Receipts: 1 had no objects.
constexpr std::uint8_t kReceiptVersion = 2;
constexpr std::uint8_t kReceiptKind = 1;
// Serial numbers are reserved this many at a time: one more synced write per block, and a kill
// skips at most one block.
constexpr std::uint64_t kSerialBlock = 128;
// One batch: bounded, so that the first in it does not wait for a queue of any length.
constexpr std::size_t kBatchRecords = 256;
// Receipts that are read for one question: a document and what was added to it are of a few, and
// each may have a megabyte.
constexpr std::size_t kMaxWitnesses = 16;
constexpr std::size_t kWriteBufferBytes = std::size_t{8} << 20;  // design.md 10: memory

std::string log_key(std::uint64_t index) { return "l" + be64(index); }
std::string id_key(const ReceiptId& id) { return "i" + std::string(as_text(id.octets)); }
// One caller's first receipt that states an object. Whose it is cannot be read back from it.
std::string object_key(std::string_view caller, const crypto::Sha256& object) {
  Bytes text = to_bytes(as_bytes(caller));
  text.insert(text.end(), object.begin(), object.end());
  return "o" + std::string(as_text(crypto::sha256(text)));
}
const std::string kSerialKey = "s";
const std::string kProbeKey = "p";

Root root_of(std::string_view value) { return crypto::sha256(as_bytes(value)); }

std::string encode(std::string_view key, const Root& previous, const ReceiptRecord& record) {
  return RecordWriter(kReceiptVersion)
      .u8(kReceiptKind)
      .fixed(previous)
      .fixed(record.id.octets)
      .u64(record.serial)
      .time(record.issued_at)
      .text(record.caller)
      .text(record.verdict_key)
      .text(record.jws)
      .digests(record.objects)
      .finish(key, Checksum::archive);
}

Error damaged(std::string_view key) {
  return Error{ErrorCode::corrupt, "archive record " + to_hex(as_bytes(key)) + " is damaged"};
}

struct LogEntry {
  Root previous{};
  ReceiptRecord record;
};

Result<LogEntry> decode(std::string_view key, std::string_view value) {
  const bool first = !value.empty() && value.front() == static_cast<char>(kVersion);
  RecordReader reader(key, value, first ? kVersion : kReceiptVersion, Checksum::archive);
  LogEntry entry;
  const std::uint8_t kind = reader.u8();
  const ByteView previous = reader.fixed(entry.previous.size());
  const ByteView id = reader.fixed(entry.record.id.octets.size());
  entry.record.serial = reader.u64();
  entry.record.issued_at = reader.time();
  entry.record.caller = reader.text();
  entry.record.verdict_key = reader.text();
  entry.record.jws = reader.text();
  if (!first) {
    entry.record.objects = reader.digests();
  }
  if (!reader.complete() || kind != kReceiptKind) {
    return damaged(key);
  }
  std::ranges::copy(previous, entry.previous.begin());
  std::ranges::copy(id, entry.record.id.octets.begin());
  return entry;
}

std::string encode_number(std::string_view key, std::uint64_t number) {
  return RecordWriter(kVersion).u64(number).finish(key, Checksum::archive);
}

Result<std::uint64_t> decode_number(std::string_view key, std::string_view value) {
  RecordReader reader(key, value, kVersion, Checksum::archive);
  const std::uint64_t number = reader.u64();
  if (!reader.complete()) {
    return damaged(key);
  }
  return number;
}

Error from_rocksdb(const rocksdb::Status& status, std::string_view what) {
  return Error{status.IsCorruption() ? ErrorCode::corrupt : ErrorCode::unavailable,
               "archive: " + std::string(what) + ": " + status.ToString()};
}

Result<std::string> get(rocksdb::DB& db, std::string_view key) {
  std::string value;
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  const rocksdb::Status status = db.Get(options, rocksdb::Slice(key.data(), key.size()), &value);
  if (status.IsNotFound()) {
    return Error{ErrorCode::not_found, "archive has no record " + to_hex(as_bytes(key))};
  }
  if (status.IsCorruption()) {
    return damaged(key);
  }
  if (!status.ok()) {
    return from_rocksdb(status, "read " + to_hex(as_bytes(key)));
  }
  return value;
}

// After a full disk RocksDB would go on by itself as soon as it sees space, which aborts the
// process (full_ below).
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status,
                            bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

Result<std::unique_ptr<rocksdb::DB>> open_database(const Archive::Options& options) {
  rocksdb::Options database;
  database.create_if_missing = true;
  // A kill leaves half a record at the end of the log now and then: absolute consistency would
  // never open again, point-in-time recovery would hide damage in the middle (threats.md, Store).
  database.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  database.paranoid_checks = true;
  database.max_background_jobs = 2;
  database.info_log = no_log();
  database.write_buffer_size = kWriteBufferBytes;
  database.listeners.push_back(std::make_shared<NoRecovery>());
  if (options.env != nullptr) {
    database.env = options.env;
  }
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(database, (options.state_dir / "archive").string(), &raw);
  std::unique_ptr<rocksdb::DB> db(raw);
  if (!status.ok()) {
    return from_rocksdb(status, "open");
  }
  return db;
}

struct Reached {
  Head head;
  std::optional<UtcTime> newest;  // when the last record was issued
};

// What the database itself says it has reached.
Result<Reached> read_reached(rocksdb::DB& db) {
  Reached found;
  Head& reached = found.head;
  const std::unique_ptr<rocksdb::Iterator> last(db.NewIterator(rocksdb::ReadOptions()));
  last->SeekForPrev(log_key(std::numeric_limits<std::uint64_t>::max()));
  if (!last->status().ok()) {
    return from_rocksdb(last->status(), "find the last record");
  }
  if (last->Valid() && last->key().size() == 9 && last->key()[0] == 'l') {
    const std::string key = last->key().ToString();
    SENIM_TRY(const LogEntry entry, decode(key, last->value().ToStringView()));
    for (const std::uint8_t octet : as_bytes(std::string_view(key).substr(1))) {
      reached.count = (reached.count << 8) | octet;
    }
    reached.root = root_of(last->value().ToStringView());
    found.newest = entry.record.issued_at;
  }
  Result<std::string> serial = get(db, kSerialKey);
  if (serial.ok()) {
    SENIM_TRY(reached.last_serial, decode_number(kSerialKey, *serial));
  } else if (serial.error().code != ErrorCode::not_found) {
    return std::move(serial).error();
  }
  return found;
}

std::string describe(const Head& head) {
  return std::to_string(head.count) + " records, last serial " + std::to_string(head.last_serial) +
         ", root " + to_hex(head.root).substr(0, 16);
}

// The head is written after the database, so the database may be ahead of it, never behind.
Status belong_together(rocksdb::DB& db, const Head& reached, const Head& head) {
  const auto refuse = [&](std::string_view why) {
    return Error{ErrorCode::corrupt, "archive and archive.head do not belong together (" +
                                         std::string(why) + "): the database has " +
                                         describe(reached) + "; archive.head says " +
                                         describe(head)};
  };
  if (reached.count < head.count) {
    return refuse("records are missing");
  }
  if (reached.last_serial < head.last_serial) {
    return refuse("serial numbers went back");
  }
  if (head.count == 0) {
    return success();
  }
  const std::string key = log_key(head.count);
  SENIM_TRY(const std::string value, get(db, key));
  SENIM_CHECK(decode(key, value));
  if (root_of(value) != head.root) {
    return refuse("another history");
  }
  return success();
}

void end_process(const Error& error) {
  static_cast<void>(
      std::fprintf(stderr, "senim: archive: %s; stopping at once\n", error.message.c_str()));
  std::_Exit(74);  // EX_IOERR
}

}  // namespace

class Archive::Writer {
 public:
  Writer(Options options, HeadFile head) : options_(std::move(options)), head_(std::move(head)) {}
  ~Writer() {
    stop();
    if (full_) {
      static_cast<void>(db_.release());
    }
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  Status start() {
    SENIM_CHECK(open());
    thread_ = std::thread([this] { run(); });
    return success();
  }

  // What one caller waits for; lives on the caller's stack until `done`.
  struct Order {
    const ReceiptRecord* record = nullptr;  // null: only what `serials` or `probe` say
    bool serials = false;
    bool done = false;
    Status status = success();
  };

  Status perform(Order& order) {
    std::unique_lock lock(mutex_);
    if (stopping_) {
      return Error{ErrorCode::unavailable, "the archive is closed"};
    }
    orders_.push_back(&order);
    wake_.notify_one();
    finished_.wait(lock, [&] { return order.done; });
    return order.status;
  }

  Result<std::uint64_t> next_serial() {
    for (;;) {
      {
        const std::lock_guard lock(mutex_);
        if (next_serial_ <= reached_.last_serial) {
          return next_serial_++;
        }
      }
      Order order;
      order.serials = true;
      SENIM_CHECK(perform(order));
    }
  }

  Result<std::string> read(std::string_view key) const { return get(*db_, key); }

  Head head() const {
    const std::lock_guard lock(mutex_);
    return reached_;
  }

  std::optional<UtcTime> newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
  }

 private:
  Status open() {
    SENIM_TRY(db_, open_database(options_));
    SENIM_TRY(const Reached found, read_reached(*db_));
    const Head& reached = found.head;
    SENIM_CHECK(belong_together(*db_, reached, head_.head()));
    if (reached != head_.head()) {
      SENIM_CHECK(head_.write(reached));  // ended between the two writes
    }
    const std::lock_guard state_lock(mutex_);
    reached_ = reached;
    if (options_.clock == ClockTrust::measured || newest_.has_value()) {
      newest_ = found.newest;
    }
    // Numbers of an unfinished block may have been given out: they are spent.
    next_serial_ = reached.last_serial + 1;
    return success();
  }

  void run() {
    for (;;) {
      std::vector<Order*> batch;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || !orders_.empty(); });
        if (orders_.empty()) {
          return;
        }
        while (!orders_.empty() && batch.size() < kBatchRecords) {
          batch.push_back(orders_.front());
          orders_.pop_front();
        }
      }
      const Status status = commit(batch);
      const std::lock_guard lock(mutex_);
      for (Order* order : batch) {
        order->status = status;
        order->done = true;
      }
      finished_.notify_all();
    }
  }

  Status commit(const std::vector<Order*>& batch) {
    SENIM_CHECK(enough_space());
    if (broken_) {
      return Error{ErrorCode::unavailable, "archive: a write failed; nothing is written any more"};
    }
    if (full_) {
      return Error{ErrorCode::unavailable,
                   "archive: the disk was full during a write; make room, then start again"};
    }
    Head next = head_.head();
    rocksdb::WriteBatch writes;
    fill(batch, next, writes);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    const rocksdb::Status written = db_->Write(synced, &writes);
    if (written.IsNoSpace()) {
      full_ = true;
      return from_rocksdb(written, "no space");
    }
    if (!written.ok()) {
      return fatal(from_rocksdb(written, "write"));
    }
    if (Status headed = head_.write(next); !headed.ok()) {
      return fatal(std::move(headed).error());
    }
    const std::lock_guard lock(mutex_);
    reached_ = next;
    for (const Order* order : batch) {
      if (order->record != nullptr) {
        newest_ = order->record->issued_at;
      }
    }
    return success();
  }

  void fill(const std::vector<Order*>& batch, Head& next, rocksdb::WriteBatch& writes) const {
    // WriteBatch::Put fails only beyond its size limit, which is off.
    const auto put = [&](const std::string& key, const std::string& value) {
      const rocksdb::Status status = writes.Put(key, value);
      if (!status.ok()) {
        throw std::logic_error("write batch: " + status.ToString());
      }
    };
    bool serials = false;
    std::set<std::string> objects;
    for (const Order* order : batch) {
      serials = serials || order->serials;
      if (order->record == nullptr) {
        continue;
      }
      const std::string key = log_key(++next.count);
      const std::string value = encode(key, next.root, *order->record);
      next.root = root_of(value);
      put(key, value);
      const std::string by_id = id_key(order->record->id);
      put(by_id, encode_number(by_id, next.count));
      for (const crypto::Sha256& object : order->record->objects) {
        const std::string by_object = object_key(order->record->caller, object);
        if (!objects.insert(by_object).second) {
          continue;
        }
        // Where it cannot be read it stays: a proof may be lost, no receipt is.
        const Result<std::string> known = get(*db_, by_object);
        if (!known.ok() && known.error().code == ErrorCode::not_found) {
          put(by_object, encode_number(by_object, next.count));
        }
      }
    }
    if (serials) {
      next.last_serial += kSerialBlock;
      put(kSerialKey, encode_number(kSerialKey, next.last_serial));
    }
    if (writes.Count() == 0) {
      put(kProbeKey, encode_number(kProbeKey, next.count));
    }
  }

  Status enough_space() const {
    std::error_code problem;
    const std::filesystem::space_info space = std::filesystem::space(options_.state_dir, problem);
    if (problem) {
      return Error{ErrorCode::unavailable, "archive: free space unknown: " + problem.message()};
    }
    if (space.available < options_.min_free_bytes) {
      return Error{ErrorCode::unavailable,
                   "archive: " + std::to_string(space.available >> 20) + " MB free, " +
                       std::to_string(options_.min_free_bytes >> 20) + " needed"};
    }
    return success();
  }

  // Never returns success: what was being written is unknown, and nothing may be written after it.
  Status fatal(Error error) {
    if (options_.stop_process) {
      options_.stop_process(error);
    } else {
      end_process(error);
    }
    broken_ = true;
    return error;
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      wake_.notify_one();
    }
    if (thread_.joinable()) {
      thread_.join();
    }
  }

  const Options options_;
  std::unique_ptr<rocksdb::DB> db_;
  HeadFile head_;  // this and the next two: writer thread only
  // The last write found no space in spite of enough_space() and may lie in the log in part.
  // Nothing may be written behind that part, and a database in this state must not be closed
  // (threats.md, Store: that aborts): it is only read until the process ends. The next start reads
  // back what is there.
  bool full_ = false;
  bool broken_ = false;  // the last write failed otherwise, and the process is to end

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable finished_;
  std::deque<Order*> orders_;
  bool stopping_ = false;
  Head reached_;  // on disk, in both places
  std::optional<UtcTime> newest_;
  std::uint64_t next_serial_ = 1;
  std::thread thread_;
};

Archive::Archive(std::unique_ptr<Writer> writer) : writer_(std::move(writer)) {}
Archive::~Archive() = default;

Result<std::unique_ptr<Archive>> Archive::open(Options options) {
  const std::filesystem::path database = options.state_dir / "archive";
  const std::filesystem::path path = options.state_dir / "archive.head";
  std::error_code problem;
  std::filesystem::create_directories(options.state_dir, problem);
  if (problem) {
    return Error{ErrorCode::unavailable,
                 "cannot make " + options.state_dir.string() + ": " + problem.message()};
  }
  Result<HeadFile> head = HeadFile::open(path);
  if (!head.ok() && !std::filesystem::exists(database, problem)) {
    // The head is written first: without a database this is a first start, or one that was ended
    // while it made the head.
    std::filesystem::remove(path, problem);
    head = HeadFile::create(path);
  }
  if (!head.ok()) {
    return std::move(head).error().within("beside " + database.string() +
                                          ", whose records nobody can vouch for now");
  }
  auto writer = std::make_unique<Writer>(std::move(options), std::move(head).value());
  SENIM_CHECK(writer->start());
  return std::unique_ptr<Archive>(new Archive(std::move(writer)));
}

Result<std::uint64_t> Archive::next_serial() { return writer_->next_serial(); }

Status Archive::append(const ReceiptRecord& record) {
  Writer::Order order;
  order.record = &record;
  return writer_->perform(order);
}

Status Archive::probe() {
  Writer::Order order;
  return writer_->perform(order);
}

Result<ReceiptRecord> Archive::receipt(const ReceiptId& id) const {
  const std::string key = id_key(id);
  SENIM_TRY(const std::string value, writer_->read(key));
  SENIM_TRY(const std::uint64_t index, decode_number(key, value));
  Result<ReceiptRecord> found = at(index);
  if (!found.ok() && found.error().code == ErrorCode::not_found) {
    return damaged(log_key(index));
  }
  if (found.ok() && found->id != id) {
    return damaged(key);
  }
  return found;
}

Result<std::vector<FirstSeen>> Archive::first_seen(std::string_view caller,
                                                   std::span<const crypto::Sha256> objects) const {
  std::vector<FirstSeen> found;
  std::map<std::uint64_t, ReceiptRecord> records;
  for (const crypto::Sha256& object : objects) {
    const std::string key = object_key(caller, object);
    const Result<std::string> value = writer_->read(key);
    if (!value.ok()) {
      if (value.error().code == ErrorCode::not_found) {
        continue;
      }
      return value.error();
    }
    SENIM_TRY(const std::uint64_t index, decode_number(key, *value));
    auto read = records.find(index);  // most are of one receipt
    if (read == records.end()) {
      if (records.size() == kMaxWitnesses) {
        continue;  // not seen, as far as anybody asks: a proof less is doubt more
      }
      Result<ReceiptRecord> record = at(index);
      if (!record.ok()) {
        return record.error().code == ErrorCode::not_found ? damaged(log_key(index))
                                                           : std::move(record).error();
      }
      record->jws.clear();  // may be large, and says nothing here
      read = records.emplace(index, std::move(record).value()).first;
    }
    // The index only finds; the chained record testifies.
    const ReceiptRecord& record = read->second;
    if (record.caller != caller || std::ranges::count(record.objects, object) == 0) {
      return damaged(key);
    }
    found.push_back({object, record.issued_at, record.id});
  }
  return found;
}

Result<ReceiptRecord> Archive::at(std::uint64_t index) const {
  const std::string key = log_key(index);
  SENIM_TRY(const std::string value, writer_->read(key));
  SENIM_TRY(LogEntry entry, decode(key, value));
  return std::move(entry.record);
}

std::optional<UtcTime> Archive::newest() const { return writer_->newest(); }

Head Archive::head() const { return writer_->head(); }

Status Archive::verify_chain() const {
  const Head head = writer_->head();
  Root root{};
  for (std::uint64_t index = 1; index <= head.count; ++index) {
    const std::string key = log_key(index);
    Result<std::string> value = writer_->read(key);
    if (!value.ok()) {
      return value.error().code == ErrorCode::not_found ? damaged(key) : std::move(value).error();
    }
    SENIM_TRY(const LogEntry entry, decode(key, *value));
    if (entry.previous != root) {
      return Error{ErrorCode::corrupt,
                   "archive record " + to_hex(as_bytes(key)) + " does not follow the one before"};
    }
    root = root_of(*value);
  }
  if (root != head.root) {
    return Error{ErrorCode::corrupt, "the last archive record is not the one of archive.head"};
  }
  return success();
}

}  // namespace senim::store
