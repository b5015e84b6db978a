#include "validators/formats/json_reader.h"

#include <catch2/catch.hpp>

namespace senim::formats {
namespace {

using Kind = JsonValue::Kind;

Result<JsonValue> read(std::string_view text) { return read_json(as_bytes(text)); }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

}  // namespace

TEST_CASE("a JSON text becomes a tree that keeps the order of members", "[formats][json]") {
  const JsonValue value =
      read(R"({"b": [1, -2, 1.5, 18446744073709551615], "a": "x", "c": {"d": true, "e": null}})")
          .value();
  REQUIRE(value.is(Kind::object));
  REQUIRE(value.object()->size() == 3);
  CHECK(value.object()->at(0).name == "b");
  CHECK(value.object()->at(1).name == "a");
  const auto& numbers = *value.find("b")->array();
  REQUIRE(numbers.size() == 4);
  CHECK(numbers[0].integer() == 1);
  CHECK(numbers[1].integer() == -2);
  CHECK(numbers[2].is(Kind::fraction));
  CHECK(numbers[3].is(Kind::fraction));  // more than 63 bits
  CHECK(*value.find("a")->text() == "x");
  CHECK(value.find("c")->find("d")->boolean());
  CHECK(value.find("c")->find("e")->is(Kind::null));
  CHECK(value.find("f") == nullptr);
  CHECK(numbers[0].find("f") == nullptr);
}

TEST_CASE("what is not one JSON text is malformed", "[formats][json]") {
  const char* const text = GENERATE("", " ", "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "[1] 2", "nul",
                                    "\"\xff\"", "'a'", "// c\n1", "01", "{a: 1}");
  CAPTURE(text);
  const auto refused = read(text);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == ErrorCode::malformed);
}

TEST_CASE("a member that stands twice is malformed at any depth", "[formats][json]") {
  CHECK(read(R"({"a": 1, "b": {"a": 2}})").ok());
  for (const char* text : {R"({"a": 1, "a": 1})", R"([{"b": {"a": 1, "c": 2, "a": 3}}])"}) {
    const auto refused = read(text);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::malformed);
  }
}

TEST_CASE("depth and number of values are limited", "[formats][json]") {
  CHECK(read(nested(kMaxJsonDepth)).ok());
  CHECK(read(nested(kMaxJsonDepth + 1)).error().code == ErrorCode::limit_exceeded);
  CHECK(read(nested(100'000)).error().code == ErrorCode::limit_exceeded);
  const auto list = [](std::size_t count) {
    std::string text = "[0";
    for (std::size_t i = 1; i < count; ++i) {
      text += ",0";
    }
    return text + "]";
  };
  CHECK(read(list(kMaxJsonValues - 1)).ok());  // the list itself is one
  CHECK(read(list(kMaxJsonValues)).error().code == ErrorCode::limit_exceeded);
}

}  // namespace senim::formats
