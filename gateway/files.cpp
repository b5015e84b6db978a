#include "gateway/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace senim::gateway {
namespace {

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path, int more = 0)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | more)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Error failed(const std::filesystem::path& path, int code) {
  const ErrorCode kind = code == ENOENT   ? ErrorCode::not_found
                         : code == EACCES ? ErrorCode::denied
                                          : ErrorCode::unavailable;
  return {kind, path.string() + ": " + std::system_category().message(code)};
}

enum class Readable : std::uint8_t { any, regular };

// Of a file that is open, or not: `errno` is about that.
Result<Bytes> read_whole(const OpenFile& file, const std::filesystem::path& path,
                         std::uint64_t limit, Readable readable) {
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
    return failed(path, errno);
  }
  if (S_ISDIR(status.st_mode)) {
    return failed(path, EISDIR);
  }
  if (readable == Readable::regular && !S_ISREG(status.st_mode)) {
    return Error{ErrorCode::unavailable, path.string() + ": is no regular file"};
  }
  Bytes octets;
  octets.reserve(static_cast<std::size_t>(
      std::clamp<std::int64_t>(status.st_size, 0, static_cast<std::int64_t>(limit))));
  Bytes piece(1 << 16);
  while (true) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return failed(path, errno);
    }
    if (got == 0) {
      return octets;
    }
    if (octets.size() + static_cast<std::size_t>(got) > limit) {
      return Error{ErrorCode::limit_exceeded,
                   path.string() + ": more than " + std::to_string(limit) + " octets"};
    }
    octets.insert(octets.end(), piece.begin(), piece.begin() + got);
  }
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit) {
  return read_whole(OpenFile(path), path, limit, Readable::any);
}

Result<Bytes> read_regular_file(const std::filesystem::path& path, std::uint64_t limit) {
  // Opening a pipe for reading waits for somebody who writes, unless asked not to.
  return read_whole(OpenFile(path, O_NONBLOCK), path, limit, Readable::regular);
}

Status each_entry(const std::filesystem::path& folder,
                  const std::function<void(const std::filesystem::directory_entry&)>& see) {
  std::error_code code;
  std::filesystem::directory_iterator entry(folder, code);
  while (!code && entry != std::filesystem::directory_iterator()) {
    see(*entry);
    entry.increment(code);
  }
  return code ? Status(failed(folder, code.value())) : success();
}

Result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  SENIM_CHECK(each_entry(folder, [&files](const std::filesystem::directory_entry& entry) {
    std::error_code code;
    if (entry.is_regular_file(code)) {
      files.push_back(entry.path());
    }
  }));
  std::ranges::sort(files);
  return files;
}

Result<Bytes> DiskFiles::read(const std::filesystem::path& path, std::uint64_t limit) const {
  return read_file(path, limit);
}

Result<std::vector<std::filesystem::path>> DiskFiles::list(
    const std::filesystem::path& folder) const {
  return list_files(folder);
}

Files::Kind DiskFiles::kind(const std::filesystem::path& path) const {
  std::error_code code;
  const auto status = std::filesystem::status(path, code);
  if (!std::filesystem::exists(status)) {
    return Kind::absent;
  }
  return std::filesystem::is_directory(status) ? Kind::folder : Kind::file;
}

}  // namespace senim::gateway
