// Without libFuzzer: runs the target once over every file of the folders given, and over each file
// cut at every 16th of its length.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(entry.path(), std::ios::binary);
      const std::vector<char> octets{std::istreambuf_iterator<char>(in),
                                     std::istreambuf_iterator<char>()};
      const std::vector<std::uint8_t> data(octets.begin(), octets.end());
      for (std::size_t part = 0; part <= 16; ++part) {
        LLVMFuzzerTestOneInput(data.data(), data.size() * part / 16);
      }
      ++count;
    }
  }
  std::printf("%zu seeds replayed\n", count);
  return count == 0 ? 1 : 0;
}
