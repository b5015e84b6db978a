#include "gateway/store/record.h"

#include <catch2/catch.hpp>

#include "gateway/store/receipt_id.h"

using namespace senim;
using namespace senim::store;

namespace {

std::string write(Checksum checksum) {
  return RecordWriter(3)
      .u8(200)
      .u64(0x1122334455667788)
      .time(UtcTime{Seconds{-5}})
      .fixed(as_bytes("abc"))
      .text("a text that is longer than one step of the checksum, which takes 32 octets")
      .finish("key", checksum);
}

bool read(std::string_view key, std::string_view value, Checksum checksum) {
  RecordReader reader(key, value, 3, checksum);
  const bool same = reader.u8() == 200 && reader.u64() == 0x1122334455667788 &&
                    reader.time() == UtcTime{Seconds{-5}} && as_text(reader.fixed(3)) == "abc" &&
                    reader.text().starts_with("a text");
  return reader.complete() && same;
}

}  // namespace

TEST_CASE("a record is read as it was written and in no other way", "[store]") {
  const Checksum checksum = GENERATE(Checksum::cache, Checksum::archive);
  const std::string whole = write(checksum);
  CHECK(read("key", whole, checksum));
  CHECK_FALSE(read("kez", whole, checksum));
  CHECK_FALSE(read("", whole, checksum));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      CHECK_FALSE(read("key", changed, checksum));
    }
    CHECK_FALSE(read("key", whole.substr(0, at), checksum));
  }
  CHECK_FALSE(read("key", whole + '\0', checksum));
}

TEST_CASE("a record has as many digests as it says, or none is read as good", "[store]") {
  const std::vector<crypto::Sha256> two{crypto::sha256(as_bytes("a")),
                                        crypto::sha256(as_bytes("b"))};
  const auto list = GENERATE_COPY(std::vector<crypto::Sha256>{}, two);
  const std::string value = RecordWriter(1).digests(list).finish("k", Checksum::archive);
  RecordReader reader("k", value, 1, Checksum::archive);
  CHECK(reader.digests() == list);
  CHECK(reader.complete());
  for (const std::uint64_t said : {std::uint64_t{3}, ~std::uint64_t{0}}) {
    const std::string more =
        RecordWriter(1).u64(said).fixed(two[0]).fixed(two[1]).finish("k", Checksum::archive);
    RecordReader missing("k", more, 1, Checksum::archive);
    missing.digests();
    CHECK_FALSE(missing.good());
  }
}

TEST_CASE("fields that a record does not have are read as damage", "[store]") {
  const std::string value = RecordWriter(1).u8(1).finish("k", Checksum::cache);
  RecordReader reader("k", value, 1, Checksum::cache);
  CHECK(reader.good());
  CHECK(reader.u64() == 0);
  CHECK_FALSE(reader.good());
  CHECK(reader.text().empty());
  RecordReader unread("k", value, 1, Checksum::cache);
  CHECK_FALSE(unread.complete());
}

TEST_CASE("a receipt id is a UUID of version 7 and its text leads back to it", "[store]") {
  const auto id = ReceiptId::generate(std::chrono::milliseconds(0x0123456789ab));
  REQUIRE(id.ok());
  const std::string text = id->text();
  CHECK(text.substr(0, 15) == "01234567-89ab-7");
  CHECK(std::string("89ab").find(text[19]) != std::string::npos);
  CHECK(*ReceiptId::parse(text) == *id);
  CHECK(*ReceiptId::generate(std::chrono::milliseconds(0x0123456789ab)) != *id);
}

TEST_CASE("what is not a UUID in canonical form names no receipt", "[store]") {
  const char* text =
      GENERATE("", "0123", "01234567-89ab-7def-8000-00000000000",
               "01234567-89AB-7def-8000-000000000000", "01234567-89ab-7def-8000-0000000000000",
               "01234567x89ab-7def-8000-000000000000", "01234567-89ab-7def-8000-00000000000g");
  CHECK(ReceiptId::parse(text).error().code == ErrorCode::malformed);
}
