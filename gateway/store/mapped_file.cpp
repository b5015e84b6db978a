#include "gateway/store/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace senim::store {
namespace {

Error refused(std::string_view what) {
  const int number = errno;
  return Error{
      number == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
      std::string(what) + ": " + std::error_code(number, std::system_category()).message()};
}

}  // namespace

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return refused(file.string());
  }
  auto mapped = of(descriptor);
  ::close(descriptor);
  return mapped;
}

Result<std::shared_ptr<const MappedFile>> MappedFile::of(int descriptor) {
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) {
    return refused("a file");
  }
  ByteView octets;
  if (about.st_size > 0) {
    const auto size = static_cast<std::size_t>(about.st_size);
    void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
    if (mapped == MAP_FAILED) {
      return refused("a file cannot be mapped");
    }
    octets = ByteView(static_cast<const std::uint8_t*>(mapped), size);
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(octets));
}

MappedFile::~MappedFile() {
  if (!octets_.empty()) {
    ::munmap(const_cast<std::uint8_t*>(octets_.data()), octets_.size());
  }
}

}  // namespace senim::store
