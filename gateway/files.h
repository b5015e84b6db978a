#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

namespace senim::gateway {

// design.md 8: a raw document has at most 100 MB.
inline constexpr std::uint64_t kMaxDocument = 100'000'000;

// The octets of a file; not_found, denied, limit_exceeded or unavailable with its name.
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit = kMaxDocument);
// The regular files of a folder in the order of their names, not of those below it.
Result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& folder);

}  // namespace senim::gateway
