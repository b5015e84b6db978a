#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/store/mapped_file.h"
#include "validators/model/crl_lookup.h"

// A large list as an index on disk, for lists that nobody wants to hold (spec/domain.md 1.3: 22 MB,
// 420,000 entries): its entries sorted by serial number, its octets without the entries, and the
// digest that its issuer signed. It says what process::ParsedCrl over the same octets says, without
// reading the list again. Nothing is judged here, no signature verified.
//
// The file, written whole and never changed (records as in store/record.h, checksum `cache`):
//   blocks   one record after another, key "block" + number (8): for each of up to 64 entries
//            flags (1), length of the serial number (1), serial number, reason (1),
//            revoked at (8), then as the flags say: invalid since (8), issuer group (8)
//   message  what the issuer signed, where a digest of it does not do (EdDSA, SM2, DSTU 4145)
//   end      record, key "end": id, list without entries (DER), problem of the entries (code (1),
//            text), digest, issuer groups (count (8), of each the count (8) and the names),
//            message (offset (8), size (8), SHA-256), blocks (count (8), of each offset (8),
//            size (8), first serial number)
//   size of the end record (8) | "SENIMCRL"

namespace senim::store {

// What an index over the list in `der` costs in memory is 24 octets for each entry. Written beside
// `file`, then renamed. malformed, unsupported: the list cannot be read at all; that an entry
// cannot is told by the index. unavailable: the disk.
Status write_crl_index(ByteView der, const std::filesystem::path& file);

// Immutable but for what it remembers of itself, shared between threads.
class CrlIndex final : public model::CrlLookup {
 public:
  // Reads every checksum once. corrupt: it is damaged, cut, or of another version.
  static Result<std::shared_ptr<const CrlIndex>> open(const std::filesystem::path& file);
  // The same over octets that `owner` keeps.
  static Result<std::shared_ptr<const CrlIndex>> read(ByteView octets,
                                                      std::shared_ptr<const void> owner);

  const model::CrlHeader& header() const override { return header_; }
  Result<bool> verify(const crypto::PublicKey& key) const override;
  // corrupt: a block has been damaged since it was opened.
  Result<std::vector<std::optional<model::CrlEntryFacts>>> find(
      std::span<const model::CrlQuestion> questions, Budget& budget) const override;

  std::uint64_t entries() const { return entries_; }
  bool damaged() const { return damaged_; }

 private:
  struct Block {
    std::string_view first;  // serial number, within end_
    std::size_t offset = 0;
    std::size_t size = 0;
  };
  CrlIndex() = default;
  Status read_end(std::string_view end);
  Status check_blocks() const;
  std::string_view block(std::size_t number) const;
  Result<bool> compute(const crypto::PublicKey& key) const;
  Result<std::optional<model::CrlEntryFacts>> look_up(const model::CrlQuestion& question) const;
  bool is_issuer(std::uint64_t group, ByteView name) const;

  std::string_view octets_;
  std::shared_ptr<const void> owner_;
  std::string end_;  // a copy: what was checked is what is used
  Bytes skeleton_;   // the list without its entries
  model::CrlHeader header_;
  ByteView signature_;
  std::optional<Error> problem_;  // of its entries
  std::string_view digest_;
  std::vector<std::vector<std::string_view>> groups_;  // group n is groups_[n - 1]
  std::string_view message_;
  std::string_view message_digest_;
  std::vector<Block> blocks_;
  std::uint64_t entries_ = 0;
  mutable std::atomic<bool> damaged_{false};
  mutable std::mutex mutex_;
  mutable std::vector<std::pair<Bytes, bool>> verified_;  // by SubjectPublicKeyInfo
};

}  // namespace senim::store
