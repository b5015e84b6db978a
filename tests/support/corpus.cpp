#include "tests/support/corpus.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace senim::test {

std::optional<std::filesystem::path> corpus() {
  std::filesystem::path path =
      std::filesystem::path(SENIM_SOURCE_DIR).parent_path() / "shared" / "corpus";
  if (!std::filesystem::exists(path / "README.txt")) {
    return std::nullopt;
  }
  return path;
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace senim::test
