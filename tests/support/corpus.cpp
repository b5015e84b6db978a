#include "tests/support/corpus.h"

#include <fstream>
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
  // In one read: through stream iterators a file costs more than parsing it (bench eu_load).
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : -1;
  Bytes octets(size > 0 ? static_cast<std::size_t>(size) : 0);
  in.seekg(0);
  in.read(reinterpret_cast<char*>(octets.data()), size > 0 ? size : 0);
  if (size < 0 || !in) {
    throw std::runtime_error("cannot read " + path.string());
  }
  return octets;
}

}  // namespace senim::test
