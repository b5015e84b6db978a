#pragma once

#include <filesystem>
#include <optional>

#include "validators/base/bytes.h"

namespace senim::test {

// The corpus beside the checkout (../shared/corpus), when it is there. Tests read it when present
// and pass without it.
std::optional<std::filesystem::path> corpus();
// The octets of a file; throws std::runtime_error when it cannot be read.
Bytes read_file(const std::filesystem::path& path);

}  // namespace senim::test
