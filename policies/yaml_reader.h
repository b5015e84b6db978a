#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// The strict reader of every conf file (design.md 7): nothing is guessed, nothing is skipped. A key
// nobody knows, a key given twice, an anchor, an alias, a merge key, a tag, a second document, a
// wrong type: each is an Error whose message begins "file:line: " and names the keys allowed there.
//
//   SENIM_TRY(const YamlValue root, read_yaml("senim.yaml", octets));
//   SENIM_TRY(YamlMap top, root.map({"home", "listen"}));
//   SENIM_TRY(const std::string home, top.text("home"));
//   SENIM_TRY(const Seconds wait, top.duration_or("wait", Seconds(5)));
//   SENIM_CHECK(top.done());
//
// Values are cheap to copy and keep the whole file alive. One thread per file.

namespace senim::policies {

inline constexpr std::size_t kMaxYamlBytes = 1U << 20;  // a trust.yaml of 10,000 sources has 1 MB
inline constexpr std::size_t kMaxYamlDepth = 16;        // twice what our schemas need
inline constexpr std::size_t kMaxYamlKey = 256;         // paths of keys stay printable

class YamlMap;
struct YamlNode;  // of the .cpp

class YamlValue {
 public:
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Kind kind() const;
  std::size_t line() const;                          // from 1
  const std::string& path() const { return path_; }  // "trust.lists", "" at the top
  const std::string& file() const;

  // Each is an Error where the value is something else.
  Result<std::string> text() const;  // not empty; `""` is an error too
  Result<bool> boolean() const;      // true or false, unquoted
  Result<std::uint64_t> integer(std::uint64_t min, std::uint64_t max) const;
  Result<Seconds> duration() const;    // 90s 15m 6h 2d 4w, not negative
  Result<std::uint64_t> size() const;  // 512 4KB 100MB 2GB, powers of 1024
  Result<UtcTime> time() const;        // 2029-01-01 or RFC 3339
  Result<std::vector<YamlValue>> list() const;
  Result<std::vector<std::string>> texts() const;  // a list of texts, none twice
  // A map with exactly these keys allowed.
  Result<YamlMap> map(std::vector<std::string_view> allowed) const;
  // A map whose keys are names chosen by the writer (ids), in the order written.
  Result<std::vector<std::pair<std::string, YamlValue>>> entries() const;

  // "file:line: path: problem".
  Error error(std::string_view problem) const;

 private:
  friend class YamlMap;
  friend Result<YamlValue> read_yaml(std::string file, ByteView octets);
  YamlValue(std::shared_ptr<const YamlNode> node, std::string path);
  Result<std::string> plain(std::string_view wanted) const;
  std::shared_ptr<const YamlNode> node_;
  std::string path_;
};

class YamlMap {
 public:
  // Names and values of one enumeration.
  template <typename Enum>
  using Choices = std::initializer_list<std::pair<std::string_view, Enum>>;

  bool has(std::string_view key) const;
  Result<YamlValue> value(std::string_view key);        // an Error when it is missing
  std::optional<YamlValue> find(std::string_view key);  // empty when it is missing

  Result<std::string> text(std::string_view key);
  Result<std::string> text_or(std::string_view key, std::string_view otherwise);
  Result<bool> boolean(std::string_view key);
  Result<bool> boolean_or(std::string_view key, bool otherwise);
  Result<std::uint64_t> integer(std::string_view key, std::uint64_t min, std::uint64_t max);
  Result<std::uint64_t> integer_or(std::string_view key, std::uint64_t otherwise, std::uint64_t min,
                                   std::uint64_t max);
  Result<Seconds> duration(std::string_view key);
  Result<Seconds> duration_or(std::string_view key, Seconds otherwise);
  Result<std::uint64_t> size(std::string_view key);
  Result<std::uint64_t> size_or(std::string_view key, std::uint64_t otherwise);
  Result<UtcTime> time(std::string_view key);
  Result<std::vector<std::string>> texts(std::string_view key);
  Result<YamlMap> map(std::string_view key, std::vector<std::string_view> allowed);
  template <typename Enum>
  Result<Enum> choice(std::string_view key, Choices<Enum> choices);
  template <typename Enum>
  Result<Enum> choice_or(std::string_view key, Enum otherwise, Choices<Enum> choices);

  // An Error when a key that stands in the file was never read: a key without effect is a defect of
  // the reader's caller, and must not look as if it worked.
  Status done() const;

  const YamlValue& self() const { return self_; }
  Error error(std::string_view problem) const { return self_.error(problem); }
  // "keys allowed here: a, b".
  std::string allowed() const;

 private:
  friend class YamlValue;
  YamlMap(YamlValue self, std::vector<std::string_view> allowed);
  YamlValue self_;
  std::vector<std::string> allowed_;
  std::vector<bool> read_;  // per entry of the node
};

// Reads one file's octets; `file` is only what errors call it.
Result<YamlValue> read_yaml(std::string file, ByteView octets);

// The position of `text` among `names`, or an Error that lists them.
Result<std::size_t> choose(const YamlValue& value, const std::vector<std::string_view>& names);

template <typename Enum>
Result<Enum> choose(const YamlValue& value, YamlMap::Choices<Enum> choices) {
  std::vector<std::string_view> names;
  for (const auto& choice : choices) {
    names.push_back(choice.first);
  }
  SENIM_TRY(const std::size_t at, choose(value, names));
  return (choices.begin() + static_cast<std::ptrdiff_t>(at))->second;
}

template <typename Enum>
Result<Enum> YamlMap::choice(std::string_view key, Choices<Enum> choices) {
  SENIM_TRY(const YamlValue found, value(key));
  return choose<Enum>(found, choices);
}

template <typename Enum>
Result<Enum> YamlMap::choice_or(std::string_view key, Enum otherwise, Choices<Enum> choices) {
  const std::optional<YamlValue> found = find(key);
  if (!found) {
    return otherwise;
  }
  return choose<Enum>(*found, choices);
}

}  // namespace senim::policies
