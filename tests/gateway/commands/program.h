#pragma once

#include <string>

#include "tests/support/command.h"

// The program itself, as a shell sees it. SENIM_PROGRAM is the binary of this build.

namespace senim::test {

// No operator+: GCC 12 is wrong about its bounds for some lengths of the literal.
inline CommandResult senim_program(const std::string& arguments) {
  std::string command = SENIM_PROGRAM;
  return run(command.append(" ").append(arguments));
}

// The demo world as the program makes it, once for all tests of this binary.
inline const std::string& demo_folder() {
  static const TemporaryFolder folder;
  static const std::string made = [] {
    const std::string path = (folder.path() / "demo").string();
    return senim_program("demo " + path).exit == 0 ? path : "";
  }();
  return made;
}

inline std::string demo_sample(const std::string& name) {
  return demo_folder() + "/samples/" + name;
}

}  // namespace senim::test
