#pragma once

#include <string>

namespace senim::gateway {

// Names the code that judges: version and the linker's build id. Part of every verdict key, so that
// no verdict of another build is served (report.md 4, engine version).
std::string engine_version();

// What `senim --version` prints: the engine's version, then each library that is linked, by the
// name of its file and its build id (threats.md, Every run).
std::string version_text();

}  // namespace senim::gateway
