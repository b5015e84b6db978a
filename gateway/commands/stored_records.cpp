#include "gateway/commands/stored_records.h"

#include <algorithm>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "gateway/files.h"
#include "gateway/trust_files.h"

namespace senim::commands {
namespace {

using std::filesystem::directory_entry;
using std::filesystem::path;

// What matters of a folder's entries.
struct Look {
  bool record = false;        // it has a record.json, whatever that is
  std::vector<path> folders;  // and links to folders, in the order of their names
};

Result<Look> look_into(const path& folder) {
  Look look;
  SENIM_CHECK(gateway::each_entry(folder, [&look](const directory_entry& entry) {
    std::error_code code;
    if (entry.path().filename() == "record.json") {
      look.record = true;
    } else if (entry.is_directory(code) || code) {
      // A link to nowhere may have led to records: entering it tells.
      look.folders.push_back(entry.path());
    }
  }));
  std::ranges::sort(look.folders);
  return look;
}

// Recorder::write writes record.json last: objects without it are a record that was not finished,
// or whose verdicts somebody wants to hide. The first one tells: a folder may be large.
bool is_remnant(const path& folder) {
  std::error_code code;
  std::filesystem::directory_iterator entry(folder / "objects", code);
  for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    std::error_code unknown;
    if (gateway::parse_fingerprint(entry->path().filename().string()).has_value() &&
        entry->is_regular_file(unknown)) {
      return true;
    }
  }
  return false;
}

class Search {
 public:
  explicit Search(const StoredLimits& limits) : limits_(limits) {}

  // An error is that of a limit or of the first folder; another that cannot be looked into is among
  // what was found.
  Status enter(const path& folder, std::size_t depth) {
    std::error_code code;
    const path real = std::filesystem::canonical(folder, code);
    if (!code && !seen_.insert(real).second) {
      return success();
    }
    if (depth > limits_.depth) {
      return exceeded(folder, "folders in folders", limits_.depth);
    }
    if (seen_.size() > limits_.folders) {
      return exceeded(folder, "folders", limits_.folders);
    }
    auto look = look_into(folder);
    if (!look.ok() && depth == 0) {
      return std::move(look).error();
    }
    if (!look.ok()) {
      return add({folder, std::move(look).error()});
    }
    if (look->record || is_remnant(folder)) {
      SENIM_CHECK(add({folder}));
    }
    for (const path& below : look->folders) {
      SENIM_CHECK(enter(below, depth + 1));
    }
    return success();
  }
  std::vector<StoredRecord> found() && { return std::move(found_); }

 private:
  Status add(StoredRecord record) {
    if (found_.size() == limits_.records) {
      return exceeded(record.folder, "records", limits_.records);
    }
    found_.push_back(std::move(record));
    return success();
  }
  static Error exceeded(const path& folder, const std::string& what, std::size_t limit) {
    return {ErrorCode::limit_exceeded,
            folder.string() + ": more than " + std::to_string(limit) + " " + what};
  }

  const StoredLimits& limits_;
  std::set<path> seen_;
  std::vector<StoredRecord> found_;
};

}  // namespace

Result<std::vector<StoredRecord>> stored_records(const path& folder, const StoredLimits& limits) {
  Search search(limits);
  SENIM_CHECK(search.enter(folder, 0));
  std::vector<StoredRecord> found = std::move(search).found();
  if (found.empty()) {
    return Error{ErrorCode::not_found,
                 folder.string() + ": no record in it (senim verify --record makes them)"};
  }
  std::ranges::sort(found, {}, &StoredRecord::folder);
  return found;
}

}  // namespace senim::commands
