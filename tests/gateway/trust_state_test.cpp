#include "gateway/trust_state.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/gateway/scratch.h"

// A kept list is there, or it is not, or nobody can tell: three answers, never two.

namespace fs = std::filesystem;
using namespace senim;
using gateway::DiskFiles;
using gateway::TrustState;

namespace {

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write(const fs::path& file, std::string_view text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

struct KeptList {
  test::Scratch scratch;
  TrustState state = TrustState::open(scratch.path()).value();
  fs::path file;

  KeptList() {
    REQUIRE(state.write("kz", "kz.xml", as_bytes("<list/>")).ok());
    file = fs::directory_iterator(scratch / "trust")->path();
  }
  // Its code, and that it names the file.
  ErrorCode error() const {
    const auto read = state.read(DiskFiles(), "kz");
    REQUIRE_FALSE(read.ok());
    CHECK(read.error().message.find(file.string()) != std::string::npos);
    return read.error().code;
  }
};

}  // namespace

TEST_CASE("a kept list comes back as it was, and none is no error", "[trust_state]") {
  const KeptList kept;
  const auto read = kept.state.read(DiskFiles(), "kz");
  REQUIRE(read.ok());
  REQUIRE(read->has_value());
  CHECK((*read)->name == "kz.xml");
  CHECK(as_text((*read)->octets) == "<list/>");
  const auto other = kept.state.read(DiskFiles(), "ee");
  REQUIRE(other.ok());
  CHECK_FALSE(other->has_value());
  CHECK(fs::status(kept.scratch / "trust").permissions() == fs::perms::owner_all);
}

TEST_CASE("without a state folder nothing was kept, and reading makes none", "[trust_state]") {
  const test::Scratch scratch;
  const auto read = TrustState(scratch / "state").read(DiskFiles(), "kz");
  REQUIRE(read.ok());
  CHECK_FALSE(read->has_value());
  CHECK_FALSE(fs::exists(scratch / "state"));
}

TEST_CASE("one flipped bit of a kept list is damage, wherever it is", "[trust_state]") {
  const KeptList kept;
  const std::string whole = text_of(kept.file);
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    CAPTURE(bit);
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    write(kept.file, damaged);
    CHECK(kept.error() == ErrorCode::corrupt);
  }
}

TEST_CASE("a kept list that is cut is damaged, wherever it is cut", "[trust_state]") {
  const KeptList kept;
  const std::string whole = text_of(kept.file);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    write(kept.file, whole.substr(0, size));
    CHECK(kept.error() == ErrorCode::corrupt);
  }
  write(kept.file, whole + "x");
  CHECK(kept.error() == ErrorCode::corrupt);
}

TEST_CASE("the list kept of another source is damage under this one's name", "[trust_state]") {
  const KeptList kept;
  REQUIRE(kept.state.write("ee", "ee.xml", as_bytes("<list/>")).ok());
  for (const auto& entry : fs::directory_iterator(kept.scratch / "trust")) {
    if (entry.path() != kept.file) {
      fs::copy_file(entry.path(), kept.file, fs::copy_options::overwrite_existing);
    }
  }
  CHECK(kept.error() == ErrorCode::corrupt);
}

TEST_CASE("a kept list that cannot be read is not an absent one", "[trust_state]") {
  const KeptList kept;
  fs::remove(kept.file);
  fs::create_directory(kept.file);
  CHECK(kept.error() == ErrorCode::unavailable);
}

TEST_CASE("what is damaged is never written over", "[trust_state]") {
  const KeptList kept;
  const std::string damaged = text_of(kept.file).substr(0, 20);
  write(kept.file, damaged);
  CHECK(kept.state.write("kz", "kz.xml", as_bytes("<older/>")).error().code == ErrorCode::corrupt);
  CHECK(text_of(kept.file) == damaged);
  fs::remove(kept.file);  // the administrator's decision
  CHECK(kept.state.write("kz", "kz.xml", as_bytes("<older/>")).ok());
  CHECK(as_text((*kept.state.read(DiskFiles(), "kz"))->octets) == "<older/>");
}
