#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "validators/base/result.h"

// Where the records (record.h) of a folder are, for `senim policy test --stored FOLDER`
// (spec/policies.md, "What ours adds": dry run). They are found here and not read.

namespace senim::commands {

struct StoredLimits {
  std::size_t records = 10'000;  // as entries of a container, threats.md
  std::size_t depth = 32;        // of folders below FOLDER, as of JSON, threats.md
  std::size_t folders = 40'000;  // a record has two; as many may lead to them
};

struct StoredRecord {
  std::filesystem::path folder;
  Status reachable = success();  // an error: nobody could look whether there are records in it
};

// `folder` itself when it is a record, and every record at any depth below it, in the order of
// paths. A folder that links lead to more than once counts once. What was begun as a record and has
// no record.json is one that cannot be read. Errors: `folder` cannot be looked into, no record in
// it (not_found), a limit: all of these before anything is judged.
Result<std::vector<StoredRecord>> stored_records(const std::filesystem::path& folder,
                                                 const StoredLimits& limits = {});

}  // namespace senim::commands
