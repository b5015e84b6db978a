#include "gateway/http/body.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace senim::http {
namespace {

Error disk(std::string_view what) {
  return Error{ErrorCode::unavailable,
               std::string(what) + ": " + std::error_code(errno, std::system_category()).message()};
}

}  // namespace

bool InFlight::take(std::uint64_t count) {
  std::uint64_t now = octets_.load();
  while (now + count <= limit_) {
    if (octets_.compare_exchange_weak(now, now + count)) {
      return true;
    }
  }
  return false;
}

Body::~Body() {
  if (mapped_ != nullptr) {
    ::munmap(mapped_, size_);
  }
  if (file_ >= 0) {
    ::close(file_);
  }
  in_flight_.give_back(size_);
}

Status Body::append(std::string_view octets) {
  if (octets.size() > limit_ - size_) {
    return Error{ErrorCode::limit_exceeded,
                 "the body is longer than " + std::to_string(limit_) + " octets"};
  }
  if (!in_flight_.take(octets.size())) {
    return Error{ErrorCode::unavailable, "too many octets in flight"};
  }
  size_ += octets.size();
  if (file_ >= 0) {
    return write_out(octets);
  }
  memory_ += octets;
  return memory_.size() > kSpoolAbove ? spool() : success();
}

Status Body::spool() {
  // Never has a name: nothing is left behind by a kill (documents are never stored, design.md 1).
  file_ = ::open(spool_folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file_ < 0) {
    return disk("cannot spool the body");
  }
  SENIM_CHECK(write_out(memory_));
  std::string().swap(memory_);
  return success();
}

Status Body::write_out(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file_, octets.data(), octets.size());
    if (written < 0 && errno != EINTR) {
      return disk("cannot spool the body");
    }
    octets.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return success();
}

Result<ByteView> Body::view() {
  if (file_ < 0) {
    return as_bytes(memory_);
  }
  if (mapped_ == nullptr) {
    void* const mapped = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file_, 0);
    if (mapped == MAP_FAILED) {
      return disk("cannot map the body");
    }
    mapped_ = mapped;
  }
  return ByteView(static_cast<const std::uint8_t*>(mapped_), size_);
}

}  // namespace senim::http
