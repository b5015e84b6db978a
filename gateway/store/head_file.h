#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "validators/base/result.h"

// archive.head: what the archive had reached, kept beside the database, because RocksDB opens a
// lost or cut write-ahead log as if nothing had happened (spec/threats.md, Store).
//
// Format: two slots of 512 octets at offsets 0 and 4096. A slot is "SENIMHD1" (8), generation (8),
// count (8), root (32), last serial (8), the first 8 octets of the SHA-256 over all that, zeros.
// Integers big endian. Writing alternates between the slots, so one of them is always whole; the
// valid slot with the higher generation counts. The file never grows: a full disk cannot stop it.

namespace senim::store {

struct Head {
  std::uint64_t count = 0;              // records in the log
  std::array<std::uint8_t, 32> root{};  // hash chain over them; zeros when there is none
  std::uint64_t last_serial = 0;        // serial numbers up to this one are spent
  friend bool operator==(const Head&, const Head&) = default;
};

class HeadFile {
 public:
  // Makes the file with an empty head; an error when it exists already.
  static Result<HeadFile> create(const std::filesystem::path& path);
  // not_found when there is no such file; corrupt when neither slot is whole.
  static Result<HeadFile> open(const std::filesystem::path& path);
  HeadFile(HeadFile&& other) noexcept;
  HeadFile& operator=(HeadFile&& other) noexcept;
  ~HeadFile();

  const Head& head() const { return head_; }
  // On disk when it returns.
  Status write(const Head& head);

 private:
  explicit HeadFile(int descriptor) : descriptor_(descriptor) {}
  Status put(const Head& head, std::uint64_t generation);
  int descriptor_ = -1;
  std::uint64_t generation_ = 0;
  Head head_;
};

}  // namespace senim::store
