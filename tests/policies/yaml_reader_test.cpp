#include "policies/yaml_reader.h"

#include <catch2/catch.hpp>

#include "policies/constraint_values.h"

namespace senim::policies {
namespace {

Result<YamlValue> read(std::string_view text) { return read_yaml("a.yaml", as_bytes(text)); }

// The line an error names: its message begins "a.yaml:<line>: ".
template <typename T>
std::size_t line_of(const Result<T>& result) {
  REQUIRE_FALSE(result.ok());
  const std::string& message = result.error().message;
  REQUIRE(message.rfind("a.yaml:", 0) == 0);
  return std::stoul(message.substr(7));
}

template <typename T>
bool mentions(const Result<T>& result, std::string_view word) {
  REQUIRE_FALSE(result.ok());
  return result.error().message.find(word) != std::string::npos;
}

YamlMap root_map(std::string_view text, std::vector<std::string_view> allowed) {
  return read(text).value().map(std::move(allowed)).value();
}

}  // namespace

TEST_CASE("what YAML can do beyond plain values is refused with its line", "[policies][yaml]") {
  const auto row = GENERATE(table<std::string, std::size_t>({
      {"a: 1\nb: &x 2\n", 2},                // anchor on a value
      {"a: &x\n  b: 1\n", 1},                // anchor on a map
      {"&x a: 1\n", 1},                      // anchor on a key
      {"a: *x\n", 1},                        // alias
      {"a: {b: 1}\nc:\n  <<: {d: 1}\n", 3},  // merge key
      {"a: !!str 1\n", 1},                   // tag
      {"a: !mine {b: 1}\n", 1},              // own tag
      {"a: 1\nb: 2\na: 3\n", 3},             // key given twice
      {"x: {a: 1, a: 2}\n", 1},              // key given twice in a flow map
      {"a: 1\n---\nb: 1\n", 2},              // second document
      {"a: 1\n? [b, c]\n: 2\n", 2},          // key that is no text
      {"a: 1\n~: 2\n", 2},                   // null key
      {"a: [1, 2\nb: 3\n", 2},               // not closed
      {"a: \x01\n", 1},                      // control character
      {"a: 1\nb: \xff\n", 2},                // not UTF-8
      {"", 1},                               // nothing
      {"# only a comment\n", 1},
  }));
  CAPTURE(std::get<0>(row));
  const Result<YamlValue> result = read(std::get<0>(row));
  CHECK(line_of(result) == std::get<1>(row));
  CHECK(result.error().code == ErrorCode::malformed);
}

TEST_CASE("size, depth and keys are limited", "[policies][yaml]") {
  const std::string deep(kMaxYamlDepth, '[');
  const std::string closing(kMaxYamlDepth, ']');
  CHECK(read(deep + "1" + closing).ok());
  CHECK(read("[" + deep + "1" + closing + "]").error().code == ErrorCode::limit_exceeded);
  CHECK_FALSE(read(std::string(100'000, '[')).ok());
  CHECK(read(std::string(100'000, '[') + std::string(100'000, ']')).error().code ==
        ErrorCode::limit_exceeded);

  const std::string comment = "a: 1\n#";
  CHECK(read(comment + std::string(kMaxYamlBytes - comment.size(), 'x')).ok());
  CHECK(read(comment + std::string(kMaxYamlBytes - comment.size() + 1, 'x')).error().code ==
        ErrorCode::limit_exceeded);

  CHECK(read(std::string(kMaxYamlKey, 'k') + ": 1").ok());
  CHECK_FALSE(read(std::string(kMaxYamlKey + 1, 'k') + ": 1").ok());
}

TEST_CASE("an unknown key is an error with its line and the keys allowed there",
          "[policies][yaml]") {
  const Result<YamlMap> result =
      read("home: KZ\n\nlisten: x\nhoem: KZ\n").value().map({"home", "listen"});
  CHECK(line_of(result) == 4);
  CHECK(mentions(result, "hoem"));
  CHECK(mentions(result, "home, listen"));
}

TEST_CASE("a missing key is an error with the line of its map and the keys allowed there",
          "[policies][yaml]") {
  YamlMap top = root_map("a: 1\nb:\n  c: 2\n", {"a", "b"});
  YamlMap inner = top.map("b", {"c", "d"}).value();
  const Result<std::string> result = inner.text("d");
  CHECK(line_of(result) == 3);
  CHECK(mentions(result, "'d'"));
  CHECK(mentions(result, "c, d"));
}

TEST_CASE("each type is read as what it is and as nothing else", "[policies][yaml]") {
  YamlMap map = root_map(
      "t: text\nq: \"15m\"\nb: true\nB: \"true\"\nY: yes\ni: 42\nz: 042\nn: -1\nd: 15m\nD: 15\n"
      "s: 4KB\nS: 4kb\nw: 2029-01-01\nW: 2029-02-30\nl: [x, y]\nL: [x, x]\nm: {k: v}\ne: \"\"\n"
      "N:\nh: 99999999999999999999\n",
      {"t", "q", "b", "B", "Y", "i", "z", "n", "d", "D",
       "s", "S", "w", "W", "l", "L", "m", "e", "N", "h"});
  CHECK(map.text("t").value() == "text");
  CHECK(map.text("q").value() == "15m");
  CHECK(line_of(map.text("e")) == 18);
  CHECK(line_of(map.text("N")) == 19);
  CHECK(line_of(map.text("l")) == 15);
  CHECK(map.boolean("b").value());
  CHECK(line_of(map.boolean("B")) == 4);
  CHECK(line_of(map.boolean("Y")) == 5);
  CHECK(map.integer("i", 0, 42).value() == 42);
  CHECK(line_of(map.integer("i", 0, 41)) == 6);
  CHECK(line_of(map.integer("i", 43, 50)) == 6);
  CHECK(line_of(map.integer("z", 0, 100)) == 7);
  CHECK(line_of(map.integer("n", 0, 100)) == 8);
  CHECK(line_of(map.integer("h", 0, 100)) == 20);
  CHECK(map.duration("d").value() == Seconds(900));
  CHECK(line_of(map.duration("D")) == 10);
  CHECK(line_of(map.duration("q")) == 2);
  CHECK(map.size("s").value() == 4096);
  CHECK(line_of(map.size("S")) == 12);
  CHECK(map.time("w").value() == make_utc(2029, 1, 1, 0, 0, 0).value());
  CHECK(line_of(map.time("W")) == 14);
  CHECK(map.texts("l").value() == std::vector<std::string>{"x", "y"});
  CHECK(line_of(map.texts("L")) == 16);
  CHECK(line_of(map.texts("m")) == 17);
  CHECK(line_of(map.map("t", {"k"})) == 1);
  CHECK(map.map("m", {"k"}).ok());
}

TEST_CASE("a choice is one of its names", "[policies][yaml]") {
  enum class Colour { red, green };
  YamlMap map = root_map("a: green\nb: blue\nc: [red]\n", {"a", "b", "c", "d"});
  const auto read_colour = [&map](std::string_view key) {
    return map.choice<Colour>(key, {{"red", Colour::red}, {"green", Colour::green}});
  };
  CHECK(read_colour("a").value() == Colour::green);
  CHECK(line_of(read_colour("b")) == 2);
  CHECK(mentions(read_colour("b"), "red or green"));
  CHECK(line_of(read_colour("c")) == 3);
  CHECK(map.choice_or<Colour>("d", Colour::red, {{"red", Colour::red}}).value() == Colour::red);
}

TEST_CASE("a duration is read as it is written", "[policies][yaml]") {
  const auto [seconds, text] = GENERATE(table<Seconds::rep, const char*>({{0, "0s"},
                                                                          {1, "1s"},
                                                                          {59, "59s"},
                                                                          {60, "1m"},
                                                                          {61, "61s"},
                                                                          {3'540, "59m"},
                                                                          {3'600, "1h"},
                                                                          {3'601, "3601s"},
                                                                          {5'400, "90m"},
                                                                          {86'400, "1d"},
                                                                          {90'000, "25h"},
                                                                          {604'800, "7d"}}));
  const std::string written = write_duration(Seconds(seconds));
  CHECK(written == text);
  CHECK(root_map("d: " + written + "\n", {"d"}).duration("d").value() == Seconds(seconds));
}

TEST_CASE("a default holds only where the key is absent", "[policies][yaml]") {
  YamlMap map = root_map("d: soon\nn: 5\n", {"d", "n", "x"});
  CHECK(map.duration_or("x", Seconds(5)).value() == Seconds(5));
  CHECK_FALSE(map.duration_or("d", Seconds(5)).ok());
  CHECK(map.integer_or("n", 1, 0, 9).value() == 5);
  CHECK(map.integer_or("x", 1, 0, 9).value() == 1);
}

TEST_CASE("a key that stands in the file and that nobody read is a defect", "[policies][yaml]") {
  YamlMap map = root_map("a: 1\nb: 2\n", {"a", "b"});
  CHECK(map.integer("a", 0, 9).ok());
  CHECK(map.done().error().code == ErrorCode::internal);
  CHECK(map.integer("b", 0, 9).ok());
  CHECK(map.done().ok());
}

TEST_CASE("entries of a free map keep their order and their lines", "[policies][yaml]") {
  const auto entries = read("z: 1\na: 2\n").value().entries().value();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].first == "z");
  CHECK(entries[1].first == "a");
  CHECK(entries[1].second.line() == 2);
}

}  // namespace senim::policies
