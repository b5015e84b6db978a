#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

namespace senim::gateway {

// design.md 8: a raw document has at most 100 MB.
inline constexpr std::uint64_t kMaxDocument = std::uint64_t{100} << 20;

// The octets of a file; not_found, denied, limit_exceeded or unavailable with its name.
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit = kMaxDocument);
// The same of what others made: no pipe or device, which might never end or never begin.
Result<Bytes> read_regular_file(const std::filesystem::path& path,
                                std::uint64_t limit = kMaxDocument);
// Shows what is in a folder, in no order. An error, with its name, when not all of it could be
// read.
Status each_entry(const std::filesystem::path& folder,
                  const std::function<void(const std::filesystem::directory_entry&)>& see);
// The regular files of a folder in the order of their names, not of those below it.
Result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& folder);

// Where everything comes from that a verdict depends on: documents, lists, policies, conf files. A
// second implementation answers from a record (record.h). Keys and passwords are never read through
// it.
class Files {
 public:
  enum class Kind : std::uint8_t { absent, file, folder };

  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  virtual ~Files() = default;

  // As read_file() and list_files() above.
  virtual Result<Bytes> read(const std::filesystem::path& path,
                             std::uint64_t limit = kMaxDocument) const = 0;
  virtual Result<std::vector<std::filesystem::path>> list(
      const std::filesystem::path& folder) const = 0;
  // What the path leads to; neither file nor folder counts as a file, reading it tells more.
  virtual Kind kind(const std::filesystem::path& path) const = 0;
};

class DiskFiles final : public Files {
 public:
  Result<Bytes> read(const std::filesystem::path& path,
                     std::uint64_t limit = kMaxDocument) const override;
  Result<std::vector<std::filesystem::path>> list(
      const std::filesystem::path& folder) const override;
  Kind kind(const std::filesystem::path& path) const override;
};

}  // namespace senim::gateway
