#include "gateway/store/head_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "gateway/store/record.h"
#include "validators/crypto/digest.h"

namespace senim::store {
namespace {

constexpr std::string_view kMagic = "SENIMHD1";
constexpr std::size_t kSlotSize = 512;
constexpr off_t kSlotDistance = 4096;  // two slots never share a disk block
constexpr std::size_t kSigned = 8 + 8 + 8 + 32 + 8;

Error failed(std::string_view what) {
  return Error{ErrorCode::unavailable,
               "archive.head: " + std::string(what) + ": " +
                   std::error_code(errno, std::system_category()).message()};
}

std::string checksum(std::string_view octets) {
  const crypto::Sha256 sum = crypto::sha256(as_bytes(octets));
  return std::string(as_text(ByteView(sum).first(8)));
}

std::uint64_t number_at(std::string_view octets, std::size_t at) {
  std::uint64_t number = 0;
  for (const std::uint8_t octet : as_bytes(octets.substr(at, 8))) {
    number = (number << 8) | octet;
  }
  return number;
}

struct Slot {
  std::uint64_t generation = 0;
  Head head;
};

std::optional<Slot> read_slot(int descriptor, off_t offset) {
  std::string octets(kSlotSize, '\0');
  if (::pread(descriptor, octets.data(), octets.size(), offset) !=
      static_cast<ssize_t>(octets.size())) {
    return std::nullopt;
  }
  const std::string_view view = octets;
  if (!view.starts_with(kMagic) || checksum(view.substr(0, kSigned)) != view.substr(kSigned, 8)) {
    return std::nullopt;
  }
  Slot slot;
  slot.generation = number_at(view, 8);
  slot.head.count = number_at(view, 16);
  std::memcpy(slot.head.root.data(), view.data() + 24, slot.head.root.size());
  slot.head.last_serial = number_at(view, 56);
  return slot;
}

}  // namespace

HeadFile::HeadFile(HeadFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      generation_(other.generation_),
      head_(other.head_) {}

HeadFile& HeadFile::operator=(HeadFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  generation_ = other.generation_;
  head_ = other.head_;
  return *this;
}

HeadFile::~HeadFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
  }
}

Result<HeadFile> HeadFile::create(const std::filesystem::path& path) {
  HeadFile file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (file.descriptor_ < 0) {
    return failed("cannot make " + path.string());
  }
  SENIM_CHECK(file.put(Head{}, 1));
  SENIM_CHECK(file.put(Head{}, 2));
  const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) {
    return failed("cannot open its folder");
  }
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  if (!synced) {
    return failed("cannot sync its folder");
  }
  return file;
}

Result<HeadFile> HeadFile::open(const std::filesystem::path& path) {
  HeadFile file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (file.descriptor_ < 0) {
    if (errno == ENOENT) {
      return Error{ErrorCode::not_found, path.string() + " does not exist"};
    }
    return failed("cannot open " + path.string());
  }
  for (const off_t offset : {off_t{0}, kSlotDistance}) {
    const std::optional<Slot> slot = read_slot(file.descriptor_, offset);
    if (slot.has_value() && slot->generation > file.generation_) {
      file.generation_ = slot->generation;
      file.head_ = slot->head;
    }
  }
  if (file.generation_ == 0) {
    return Error{ErrorCode::corrupt, path.string() + ": neither slot is whole"};
  }
  return file;
}

Status HeadFile::write(const Head& head) { return put(head, generation_ + 1); }

Status HeadFile::put(const Head& head, std::uint64_t generation) {
  std::string slot(kMagic);
  slot += be64(generation);
  slot += be64(head.count);
  slot += as_text(head.root);
  slot += be64(head.last_serial);
  slot += checksum(slot);
  slot.resize(kSlotSize, '\0');
  const off_t offset = generation % 2 == 0 ? kSlotDistance : 0;
  if (::pwrite(descriptor_, slot.data(), slot.size(), offset) !=
      static_cast<ssize_t>(slot.size())) {
    return failed("cannot write");
  }
  if (::fdatasync(descriptor_) != 0) {
    return failed("cannot sync");
  }
  generation_ = generation;
  head_ = head;
  return success();
}

}  // namespace senim::store
