#include "gateway/store/crl_shelf.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/gateway/scratch.h"
#include "tests/support/revocation_maker.h"
#include "tests/support/test_pki.h"

using namespace senim;
using store::CrlShelf;
using store::MappedFile;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, ByteView octets) {
  std::ofstream out(file, std::ios::binary);
  out.write(reinterpret_cast<const char*>(octets.data()),
            static_cast<std::streamsize>(octets.size()));
}

Bytes list_of(std::int64_t number) {
  test::CrlSpec spec;
  spec.this_update = test::at("2026-05-31T12:00:00Z");
  spec.number = number;
  return test::make_crl(spec, test::test_pki().ca);
}

struct Shelf {
  test::Scratch scratch;
  std::unique_ptr<CrlShelf> shelf = open();

  std::unique_ptr<CrlShelf> open(std::size_t most = CrlShelf::kMost) const {
    return CrlShelf::open(scratch / "crls", most).value();
  }
  std::shared_ptr<const MappedFile> file(ByteView octets) const {
    write(scratch / "list", octets);
    return MappedFile::open(scratch / "list").value();
  }
  Result<CrlShelf::Loaded> put(const std::string& name, std::int64_t number) {
    const Bytes list = list_of(number);
    return shelf->put(name, file(list)).get();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(scratch / "crls"), {}));
  }
};

std::uint8_t number_of(const CrlShelf::Loaded& index) { return index->header().facts.number.at(0); }

}  // namespace

TEST_CASE("a list on the shelf is there again after a restart", "[store][crl]") {
  Shelf at;
  CHECK(at.shelf->find("a") == nullptr);
  REQUIRE(at.put("a", 1).ok());
  CHECK(number_of(at.shelf->find("a")) == 1);
  at.shelf.reset();
  write(at.scratch / "crls" / "b.crlindex.new-1-1", Bytes{1});  // a kill while it was written
  at.shelf = at.open();
  CHECK(at.files() == 1);
  REQUIRE(at.shelf->find("a") != nullptr);
  CHECK(number_of(at.shelf->find("a")) == 1);
  CHECK(at.shelf->written() == 0);
}

TEST_CASE("a newer list takes the place of the one of its name", "[store][crl]") {
  Shelf at;
  REQUIRE(at.put("a", 1).ok());
  const auto old = at.shelf->find("a");
  REQUIRE(at.put("a", 2).ok());
  CHECK(number_of(at.shelf->find("a")) == 2);
  CHECK(number_of(old) == 1);
  CHECK(at.files() == 1);
}

TEST_CASE("the same list gets one index whoever asks for it", "[store][crl]") {
  Shelf at;
  const auto list = at.file(list_of(1));
  std::vector<std::shared_future<Result<CrlShelf::Loaded>>> all;
  for (int i = 0; i < 8; ++i) {
    all.push_back(at.shelf->put("a", list));
  }
  for (const auto& one : all) {
    CHECK(one.get().ok());
  }
  REQUIRE(at.shelf->put("a", list).get().ok());  // and afterwards
  CHECK(at.shelf->written() == 1);
}

TEST_CASE("what is no list leaves the shelf as it was", "[store][crl]") {
  Shelf at;
  REQUIRE(at.put("a", 1).ok());
  const auto put = at.shelf->put("a", at.file(to_bytes("<html>"))).get();
  REQUIRE_FALSE(put.ok());
  CHECK(put.error().code == ErrorCode::malformed);
  CHECK(number_of(at.shelf->find("a")) == 1);
  CHECK(at.files() == 1);
}

TEST_CASE("a damaged index is none and is thrown away", "[store][crl]") {
  Shelf at;
  REQUIRE(at.put("a", 1).ok());
  at.shelf.reset();
  const fs::path file = at.scratch / "crls" / "a.crlindex";
  std::fstream change(file, std::ios::binary | std::ios::in | std::ios::out);
  change.seekp(30);
  change.put('\x55');
  change.close();
  at.shelf = at.open();
  CHECK(at.shelf->find("a") == nullptr);
  CHECK(at.files() == 0);
  REQUIRE(at.put("a", 2).ok());
  CHECK(number_of(at.shelf->find("a")) == 2);
}

TEST_CASE("a full shelf lets go what was used longest ago", "[store][crl]") {
  Shelf at;
  at.shelf.reset();
  at.shelf = at.open(2);
  REQUIRE(at.put("a", 1).ok());
  REQUIRE(at.put("b", 2).ok());
  REQUIRE(at.shelf->find("a") != nullptr);
  REQUIRE(at.put("c", 3).ok());
  CHECK(at.shelf->find("b") == nullptr);
  CHECK(at.shelf->find("a") != nullptr);
  CHECK(at.shelf->find("c") != nullptr);
  CHECK(at.files() == 2);
  at.shelf.reset();
  at.shelf = at.open(1);  // a smaller one begins with what it may hold
  CHECK(at.files() == 1);
}
