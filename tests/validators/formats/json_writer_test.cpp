#include "validators/formats/json_writer.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

namespace senim::formats {
namespace {

using Reference = nlohmann::ordered_json;

std::string reference(const Reference& value, int indent = -1) {
  return value.dump(indent, ' ', false, Reference::error_handler_t::replace);
}

}  // namespace

TEST_CASE("values are written as RFC 8259 has them, members in the order they were named",
          "[formats][json]") {
  Json object;
  CHECK(object.written() == "null");
  object["text"] = "a";
  object["number"] = std::numeric_limits<std::int64_t>::min();
  object["large"] = std::numeric_limits<std::uint64_t>::max();
  object["truth"] = false;
  object["nothing"] = nullptr;
  object["texts"] = std::vector<std::string>{"b", "c"};
  object["inner"] = {{"code", "denied"}, {"status", 403}};
  object["text"] = std::string_view("again");
  CHECK(
      object.written() ==
      R"({"text":"again","number":-9223372036854775808,"large":18446744073709551615,)"
      R"("truth":false,"nothing":null,"texts":["b","c"],"inner":{"code":"denied","status":403}})");
  Json list;
  list.push_back(Json::object());
  list.push_back(Json::array());
  CHECK(list.written() == "[{},[]]");
}

TEST_CASE("for people there is a line for each value", "[formats][json]") {
  const Json value = {{"a", 1}, {"b", std::vector<std::string>{"c"}}, {"d", Json::array()}};
  CHECK(value.written(1) == "{\n \"a\": 1,\n \"b\": [\n  \"c\"\n ],\n \"d\": []\n}");
  CHECK(value.written(2) == reference({{"a", 1}, {"b", {"c"}}, {"d", Reference::array()}}, 2));
}

TEST_CASE("every octet of a text is written as another writer does", "[formats][json]") {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const std::string text = "x" + std::string(1, static_cast<char>(octet)) + "y";
    CAPTURE(octet);
    CHECK(Json(text).written() == reference(text));
    CHECK(Json{{text, 1}}.written() == reference({{text, 1}}));
  }
}

TEST_CASE("a text that is not UTF-8 gets one U+FFFD for each maximal subpart", "[formats][json]") {
  const std::string text =
      GENERATE("\xe2\x82\xac", "\xe2\x82", "\xe2\x82z", "\xe2\xe2\x82\xac", "\xf0\x9f\x98\x80",
               "\xf0\x9f\x98", "\xf0\x9fz", "\xf0\x80\x80\x80", "\xed\xa0\x80", "\xc0\xaf",
               "\xf4\x90\x80\x80", "\xc3", "\xc3\xc3\xa9", "\x80\xbf", "\xff\xfe", "\xe0\x80\x80");
  CAPTURE(text);
  CHECK(Json(text).written() == reference(text));
}

}  // namespace senim::formats
