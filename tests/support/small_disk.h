#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tests/support/command.h"

namespace senim::test {

// A shell command that runs `command` with a file system of `size` ("24m") mounted on `folder`,
// which only that process and its children see. Nothing where that is not allowed: it takes root or
// user namespaces.
inline std::optional<std::string> on_small_disk(const std::filesystem::path& folder,
                                                const std::string& size,
                                                const std::string& command) {
  for (const char* unshare : {"unshare -m", "unshare -Urm"}) {
    const std::string mounted = std::string(unshare) + " sh -c 'mount -t tmpfs -o size=" + size +
                                ",mode=0700 tmpfs " + folder.string() + " && ";
    if (run(mounted + "true' 2>/dev/null").exit == 0) {
      return mounted + "exec " + command + "'";
    }
  }
  return std::nullopt;
}

}  // namespace senim::test
