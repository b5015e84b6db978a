// An archive on a disk that really runs full, three times, for archive_test: FOLDER is a
// small file system of its own. Says what went wrong, or nothing and exits with 0.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "gateway/store/archive.h"

namespace {

using namespace senim;
namespace fs = std::filesystem;

void need(bool holds, const char* what, const std::string& why = "") {
  if (!holds) {
    std::printf("%s %s\n", what, why.c_str());
    static_cast<void>(std::fflush(stdout));
    std::_Exit(1);
  }
}

std::unique_ptr<store::Archive> open(const fs::path& folder) {
  auto archive =
      store::Archive::open({.state_dir = folder, .min_free_bytes = 0, .stop_process = {}});
  need(archive.ok(), "does not open", archive.ok() ? "" : archive.error().message);
  return std::move(archive).value();
}

// Acknowledged receipts: id, serial.
using Acknowledged = std::map<std::string, std::uint64_t>;

Status append(store::Archive& archive, Acknowledged& acknowledged) {
  SENIM_TRY(const auto id, store::ReceiptId::generate(std::chrono::milliseconds(1764000000000)));
  SENIM_TRY(const std::uint64_t serial, archive.next_serial());
  SENIM_CHECK(archive.append(
      {id, serial, UtcTime{Seconds{1764000000}}, "partner", "key", std::string(20'000, 'j')}));
  acknowledged.emplace(id.text(), serial);
  return success();
}

// Everything up to the last octet.
void fill(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  need(descriptor >= 0, "no filler");
  const std::string block(4096, 'f');
  while (::write(descriptor, block.data(), block.size()) > 0) {
  }
  ::close(descriptor);
}

void need_all(const store::Archive& archive, const Acknowledged& acknowledged, const char* when) {
  for (const auto& [id, serial] : acknowledged) {
    const auto record = archive.receipt(*store::ReceiptId::parse(id));
    need(record.ok(), when, record.ok() ? "" : record.error().message);
    need(record->serial == serial, when, "another serial");
  }
  const Status chain = archive.verify_chain();
  need(chain.ok(), when, chain.ok() ? "" : chain.error().message);
}

// One life of the archive, in a process of its own: ten receipts, then the disk runs full. What was
// acknowledged goes to `out`.
void live(const fs::path& folder, int out) {
  Acknowledged acknowledged;
  const auto archive = open(folder / "state");
  for (int i = 0; i < 10; ++i) {
    const Status appended = append(*archive, acknowledged);
    need(appended.ok(), "no append with room", appended.ok() ? "" : appended.error().message);
  }
  fill(folder / "filler");
  ErrorCode refused = ErrorCode::internal;
  for (int i = 0; i < 1000 && refused == ErrorCode::internal; ++i) {
    const Status appended = append(*archive, acknowledged);
    refused = appended.ok() ? refused : appended.error().code;
  }
  need(refused == ErrorCode::unavailable, "a full disk is not unavailable");
  need(!append(*archive, acknowledged).ok(), "a full disk takes one more");
  need(!archive->probe().ok(), "a full disk looks ready");
  need_all(*archive, acknowledged, "on the full disk:");
  fs::remove(folder / "filler");
  need(!append(*archive, acknowledged).ok(), "a log that was cut off is written on");
  for (const auto& [id, serial] : acknowledged) {
    const std::string line = id + " " + std::to_string(serial) + "\n";
    need(::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size()), "no pipe");
  }
}

void run_life(const fs::path& folder, Acknowledged& acknowledged) {
  int ends[2];
  need(::pipe2(ends, O_CLOEXEC) == 0, "no pipe");
  const pid_t child = ::fork();  // no thread of ours or of RocksDB lives in this process yet
  need(child >= 0, "no process");
  if (child == 0) {
    live(folder, ends[1]);
    std::exit(0);
  }
  ::close(ends[1]);
  std::FILE* const lines = ::fdopen(ends[0], "r");
  char id[64] = "";
  unsigned long long serial = 0;
  while (std::fscanf(lines, "%63s %llu", id, &serial) == 2) {  // NOLINT(cert-err34-c): our own
    need(acknowledged.emplace(id, serial).second, "an id comes twice");
  }
  static_cast<void>(std::fclose(lines));
  int state = 0;
  ::waitpid(child, &state, 0);
  need(WIFEXITED(state) && WEXITSTATUS(state) == 0, "a life ended with", std::to_string(state));
}

void run(const fs::path& folder) {
  Acknowledged acknowledged;
  for (int round = 0; round < 3; ++round) {
    run_life(folder, acknowledged);
  }
  std::set<std::uint64_t> serials;
  for (const auto& [id, serial] : acknowledged) {
    need(serials.insert(serial).second, "a serial number comes twice");
  }
  const auto archive = open(folder / "state");
  need_all(*archive, acknowledged, "after a restart:");
  need(*archive->next_serial() > *serials.rbegin(), "a serial number comes again");
}

}  // namespace

int main(int, char** argv) {
  run(argv[1]);
  return 0;
}
