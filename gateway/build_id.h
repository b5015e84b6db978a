#pragma once

#include <string>

namespace senim::gateway {

// Names the code that judges: version and the linker's build id. Part of every verdict key, so that
// no verdict of another build is served (report.md 4, engine version).
std::string engine_version();

}  // namespace senim::gateway
