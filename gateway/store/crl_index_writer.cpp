#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <future>
#include <iterator>
#include <limits>
#include <map>
#include <memory>
#include <optional>

#include "gateway/store/crl_index.h"
#include "gateway/store/crl_index_format.h"
#include "validators/base/der_reader.h"
#include "validators/base/minimal_integer.h"
#include "validators/crypto/digest.h"
#include "validators/formats/object_ids.h"
#include "validators/pki/crl.h"
#include "validators/pki/der_writer.h"
#include "validators/process/parsed_crl.h"

namespace senim::store {
namespace {

using namespace crl_index;

// Issuers named by an indirect list: a list of all CAs of a country names some hundred.
constexpr std::size_t kMaxGroups = 65'536;
constexpr std::size_t kMaxSerial = 255;  // RFC 5280 4.1.2.2 allows 20 octets
// CertificateList, tbsCertList, revokedCertificates, entry (pki/crl.cpp).
constexpr unsigned kEntriesDepth = 3;
// A sequence of a number of one octet and a UTCTime; what is shorter is no entry.
constexpr std::size_t kLeastEntry = 2 + 3 + 15;

Error no_disk(const std::filesystem::path& file) {
  return Error{ErrorCode::unavailable, file.string() + " cannot be written"};
}

// A file that gets its name when it is whole.
class NewFile {
 public:
  explicit NewFile(const std::filesystem::path& file) : file_(file), temporary_(file) {
    static std::atomic<std::uint64_t> number{0};
    temporary_ += ".new-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
    stream_.reset(std::fopen(temporary_.c_str(), "wbxe"));
  }
  ~NewFile() {
    if (stream_ != nullptr) {
      stream_.reset();
      static_cast<void>(std::remove(temporary_.c_str()));
    }
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  std::uint64_t size() const { return size_; }
  void write(std::string_view octets) {
    good_ = good_ && stream_ != nullptr &&
            std::fwrite(octets.data(), 1, octets.size(), stream_.get()) == octets.size();
    size_ += octets.size();
  }
  // Not synced: checksums tell what a crash left half done.
  Status finish() {
    if (!good_ || stream_ == nullptr || std::fflush(stream_.get()) != 0 ||
        std::rename(temporary_.c_str(), file_.c_str()) != 0) {
      return no_disk(file_);
    }
    stream_.reset();
    return success();
  }

 private:
  struct Close {
    void operator()(std::FILE* stream) const { static_cast<void>(std::fclose(stream)); }
  };
  std::filesystem::path file_;
  std::filesystem::path temporary_;
  std::unique_ptr<std::FILE, Close> stream_;
  std::uint64_t size_ = 0;
  bool good_ = true;
};

// An entry while they are sorted: what is written of it, but for what is seldom there and the rest
// of its serial number, which are read again where it stands.
struct Key {
  std::uint64_t prefix = 0;  // its serial number begins so
  UtcTime revoked{};
  std::uint32_t at = 0;  // in the list
  std::uint8_t flags = 0;
  std::uint8_t reason = 0;
};
static_assert(sizeof(Key) == 24);  // crl_index.h tells what an index costs in memory

std::uint64_t prefix_of(ByteView serial) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    prefix = (prefix << 8) | (i < serial.size() ? serial[i] : 0U);
  }
  return prefix;
}

// The same list without revokedCertificates: it says everything but who is revoked, and the one
// reader of lists reads it.
Result<Bytes> without_entries(const pki::Crl& crl) {
  SENIM_TRY(const der::Element tbs, der::single(crl.tbs(), der::Rules::der, "tbsCertList"));
  Bytes content;
  const auto append = [](Bytes& to, ByteView octets) {
    to.insert(to.end(), octets.begin(), octets.end());
  };
  der::Reader fields(tbs);
  while (!fields.done()) {
    SENIM_TRY(const der::Element field, fields.next());
    if (crl.revoked().empty() || field.content.data() != crl.revoked().data()) {
      append(content, field.whole);
    }
  }
  Bytes all = pki::wrapped(0x30, content);
  SENIM_TRY(const der::Element list, der::single(crl.der(), der::Rules::der, "CertificateList"));
  der::Reader outside(list);
  SENIM_TRY([[maybe_unused]] const der::Element skipped, outside.next());
  append(all, outside.rest());
  return pki::wrapped(0x30, all);
}

class IndexWriter {
 public:
  IndexWriter(const pki::Crl& crl, const model::CrlHeader& header,
              const std::filesystem::path& file)
      : crl_(crl), header_(header), out_(file) {}

  Status run() {
    start_digest();
    if (const Status read = read_entries(); !read.ok()) {
      problem_ = read.error();
      keys_.clear();
    }
    std::ranges::sort(keys_, [this](const Key& left, const Key& right) {
      return left.prefix != right.prefix ? left.prefix < right.prefix : before(left, right);
    });
    SENIM_CHECK(write_blocks());
    entries_ = keys_.size();
    std::vector<Key>().swap(keys_);  // what comes next may be as large again
    write_message();
    SENIM_CHECK(write_end());
    return out_.finish();
  }

 private:
  // Beside the entries: it takes as long as they do. On a thread of its own where there is one.
  void start_digest() {
    if (needs_message(header_.algorithm.scheme)) {
      return;
    }
    digest_ = std::async([algorithm = header_.algorithm.digest, signed_octets = crl_.tbs()] {
      return crypto::digest(algorithm, signed_octets);
    });
  }

  Status read_entries() {
    // Room for as many as can stand there: what is not used costs no memory.
    keys_.reserve(crl_.revoked().size() / kLeastEntry + 1);
    process::CrlScan scan(crl_);
    for (;;) {
      SENIM_TRY(const auto entry, scan.next());
      if (!entry) {
        return success();
      }
      if (entry->serial.size() > kMaxSerial) {
        return Error{ErrorCode::limit_exceeded, "a serial number of more than 255 octets"};
      }
      const auto at = static_cast<std::uint32_t>(entry->whole.data() - crl_.der().data());
      SENIM_CHECK(follow_issuers(at, scan.issuers()));
      SENIM_TRY(const model::CrlEntryFacts facts, process::facts_of(*entry));
      const unsigned flags = (starts_.empty() ? 0U : kHasGroup) | (facts.reason ? kHasReason : 0U) |
                             (facts.invalidity ? kHasInvalidity : 0U);
      keys_.push_back(
          {prefix_of(entry->serial), facts.revoked_at, at, static_cast<std::uint8_t>(flags),
           static_cast<std::uint8_t>(facts.reason.value_or(pki::RevocationReason::unspecified))});
    }
  }

  // RFC 5280 5.3.3: whose the entries from here on are.
  Status follow_issuers(std::uint32_t at, const std::vector<ByteView>& issuers) {
    if (issuers.empty() || issuers.front().data() == issuers_seen_) {
      return success();
    }
    issuers_seen_ = issuers.front().data();
    std::vector<std::string_view> names;
    names.reserve(issuers.size());
    for (const ByteView name : issuers) {
      names.push_back(as_text(name));
    }
    const auto [group, fresh] = groups_.try_emplace(std::move(names), groups_.size() + 1);
    if (groups_.size() > kMaxGroups) {
      return Error{ErrorCode::limit_exceeded, "too many issuers in one list"};
    }
    if (starts_.empty() || starts_.back().second != group->second) {
      starts_.emplace_back(at, group->second);
    }
    return success();
  }

  std::uint64_t group_at(std::uint32_t at) const {
    const auto after = std::ranges::upper_bound(starts_, at, {}, &Start::first);
    return after == starts_.begin() ? 0 : std::prev(after)->second;
  }

  // Keys of the same beginning: by the whole number, then as they stand in the list.
  bool before(const Key& left, const Key& right) const {
    const ByteView one = serial_at(left.at);
    const ByteView other = serial_at(right.at);
    const auto order = as_text(one).compare(as_text(other));
    return order != 0 ? order < 0 : left.at < right.at;
  }

  // Read once without an error, so read without one again.
  ByteView serial_at(std::uint32_t at) const {
    der::Reader entries(crl_.der().subspan(at), der::Rules::der, kEntriesDepth);
    der::Reader fields(entries.next().value());
    return minimal_integer(fields.next().value().content);
  }
  Result<UtcTime> invalidity_at(std::uint32_t at) const {
    const der::Reader rest(crl_.der().subspan(at), der::Rules::der, kEntriesDepth);
    SENIM_TRY(const auto entry, pki::CrlEntries(rest, crl_.version()).next());
    SENIM_TRY(const model::CrlEntryFacts facts, process::facts_of(*entry));
    return facts.invalidity.value();
  }

  Status write_blocks() {
    for (std::size_t from = 0; from < keys_.size(); from += kEntriesPerBlock) {
      const std::size_t to = std::min(from + kEntriesPerBlock, keys_.size());
      RecordWriter block(kVersion);
      block.u64(to - from);
      for (std::size_t i = from; i < to; ++i) {
        SENIM_CHECK(write_entry(keys_[i], block));
      }
      const std::string record = block.finish(block_key(blocks_.size()), Checksum::cache);
      blocks_.push_back({keys_[from].at, out_.size(), record.size()});
      out_.write(record);
    }
    return success();
  }

  Status write_entry(const Key& key, RecordWriter& block) const {
    const ByteView serial = serial_at(key.at);
    block.u8(key.flags).u8(static_cast<std::uint8_t>(serial.size())).fixed(serial);
    block.u8((key.flags & kHasReason) == 0 ? 0 : key.reason);
    block.time(key.revoked);
    if ((key.flags & kHasInvalidity) != 0) {
      SENIM_TRY(const UtcTime since, invalidity_at(key.at));
      block.time(since);
    }
    if ((key.flags & kHasGroup) != 0) {
      block.u64(group_at(key.at));
    }
    return success();
  }

  void write_message() {
    if (needs_message(header_.algorithm.scheme)) {
      message_at_ = out_.size();
      out_.write(as_text(crl_.tbs()));
    }
  }

  Status write_end() {
    SENIM_TRY(const Bytes skeleton, without_entries(crl_));
    RecordWriter end(kVersion);
    end.text(header_.id).text(as_text(skeleton));
    end.u8(problem_ ? static_cast<std::uint8_t>(problem_->code) : kNoProblem);
    end.text(problem_ ? problem_->message : "");
    const bool message = needs_message(header_.algorithm.scheme);
    // Without one the algorithm is not computed here, and verifying will say so.
    const auto digest = message ? Result<Bytes>(Bytes()) : digest_.get();
    end.text(digest.ok() ? as_text(*digest) : std::string_view());
    write_groups(end);
    end.u64(message_at_).u64(message ? crl_.tbs().size() : 0);
    end.fixed(message ? crypto::sha256(crl_.tbs()) : crypto::Sha256{});
    end.u64(entries_).u64(blocks_.size());
    for (const Block& block : blocks_) {
      end.u64(block.offset).u64(block.size).text(as_text(serial_at(block.first)));
    }
    const std::string record = end.finish(kEndKey, Checksum::cache);
    out_.write(record);
    out_.write(be64(record.size()));
    out_.write(kMagic);
    return success();
  }

  void write_groups(RecordWriter& end) const {
    std::vector<const std::vector<std::string_view>*> in_order(groups_.size());
    for (const auto& [names, number] : groups_) {
      in_order[number - 1] = &names;
    }
    end.u64(in_order.size());
    for (const auto* names : in_order) {
      end.u64(names->size());
      for (const std::string_view name : *names) {
        end.text(name);
      }
    }
  }

  using Start = std::pair<std::uint32_t, std::uint64_t>;  // from here on, the group
  struct Block {
    std::uint32_t first = 0;  // entry, in the list
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
  };
  const pki::Crl& crl_;
  const model::CrlHeader& header_;
  NewFile out_;
  std::future<Result<Bytes>> digest_;  // of what was signed, when that does
  std::vector<Key> keys_;              // freed when they are written
  std::uint64_t entries_ = 0;
  std::optional<Error> problem_;
  const std::uint8_t* issuers_seen_ = nullptr;
  std::map<std::vector<std::string_view>, std::uint64_t> groups_;
  std::vector<Start> starts_;
  std::vector<Block> blocks_;
  std::uint64_t message_at_ = 0;
};

}  // namespace

Status write_crl_index(ByteView der, const std::filesystem::path& file) {
  if (der.size() > std::numeric_limits<std::uint32_t>::max()) {
    return Error{ErrorCode::limit_exceeded, "a list of more than 4 GB"};
  }
  SENIM_TRY(const pki::Crl crl, pki::Crl::from_der(der));
  SENIM_TRY(const model::CrlHeader header,
            process::read_crl_header(crl, formats::revocation_id(der)));
  return IndexWriter(crl, header, file).run();
}

}  // namespace senim::store
