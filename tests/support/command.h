#pragma once

#include <filesystem>
#include <string>

// The independent oracles are programs: openssl, xmlsec1, xmllint.

namespace senim::test {

struct CommandResult {
  int exit = -1;
  std::string output;  // stdout and stderr together
};
CommandResult run(const std::string& shell_command);

// A folder of its own, removed with everything in it when the object goes.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

}  // namespace senim::test
