#include "gateway/trust_state.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "gateway/store/record.h"
#include "trustlists/trust_snapshot.h"
#include "validators/crypto/digest.h"

namespace senim::gateway {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kVersion = 1;
constexpr std::uint64_t kMaxFile = trustlists::kMaxListOctets + 65'536;  // the list, and its name

Error refused(const fs::path& file) {
  return Error{ErrorCode::unavailable,
               file.string() + ": " + std::error_code(errno, std::system_category()).message()};
}

Status write_synced(const fs::path& file, std::string_view octets) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return refused(file);
  }
  bool good = true;
  while (good && !octets.empty()) {
    const ssize_t written = ::write(descriptor, octets.data(), octets.size());
    good = written >= 0 || errno == EINTR;
    octets.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
  }
  good = good && ::fsync(descriptor) == 0;
  Status result = good ? success() : Status(refused(file));
  ::close(descriptor);
  return result;
}

// `why` begins with the file.
Error unknown(ErrorCode code, const std::string& why, const std::string& what_to_do) {
  return Error{code,
               why + "; which list was used last is unknown, an older one could have come back: " +
                   what_to_do};
}

}  // namespace

Result<TrustState> TrustState::open(const fs::path& state_dir) {
  TrustState state(state_dir);
  std::error_code problem;
  fs::create_directories(state.folder_, problem);
  if (!problem) {
    fs::permissions(state.folder_, fs::perms::owner_all, problem);
  }
  if (problem) {
    return Error{ErrorCode::unavailable, state.folder_.string() + ": " + problem.message()};
  }
  return state;
}

fs::path TrustState::file_of(const std::string& source) const {
  return folder_ / (to_hex(crypto::sha256(as_bytes(source))) + ".list");
}

Result<std::optional<TrustState::Kept>> TrustState::read(const Files& files,
                                                         const std::string& source) const {
  const fs::path file = file_of(source);
  const auto octets = files.read(file, kMaxFile);
  if (!octets.ok() && octets.error().code == ErrorCode::not_found) {
    return std::optional<Kept>();
  }
  if (!octets.ok() && octets.error().code != ErrorCode::limit_exceeded) {
    return unknown(octets.error().code, octets.error().message,
                   "let the gateway's user read this file");
  }
  if (octets.ok()) {
    store::RecordReader record(source, as_text(*octets), kVersion, store::Checksum::archive);
    Kept kept;
    kept.name = record.text();
    kept.octets = to_bytes(record.text());
    if (record.complete()) {
      return std::optional<Kept>(std::move(kept));
    }
  }
  return unknown(ErrorCode::corrupt, file.string() + ": the kept list is damaged",
                 "check that the configured list is the newest, then remove this file");
}

Status TrustState::write(const std::string& source, const std::string& name,
                         ByteView octets) const {
  SENIM_TRY(const std::optional<Kept> kept, read(DiskFiles(), source));
  if (kept && kept->name == name && equal(kept->octets, octets)) {
    return success();
  }
  const fs::path file = file_of(source);
  fs::path fresh = file;
  fresh += ".new";
  SENIM_CHECK(write_synced(fresh, store::RecordWriter(kVersion)
                                      .text(name)
                                      .text(as_text(octets))
                                      .finish(source, store::Checksum::archive)));
  std::error_code problem;
  fs::rename(fresh, file, problem);
  return problem ? Status(Error{ErrorCode::unavailable, file.string() + ": " + problem.message()})
                 : success();
}

}  // namespace senim::gateway
