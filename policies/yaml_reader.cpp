#include "policies/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>
#include <sstream>

namespace senim::policies {

struct YamlNode {
  YamlValue::Kind kind = YamlValue::Kind::null;
  std::size_t line = 0;
  bool quoted = false;
  std::string scalar;
  std::vector<std::pair<std::string, std::shared_ptr<YamlNode>>> children;  // keys "" in a list
  std::shared_ptr<const std::string> file;
};

namespace {

using Kind = YamlValue::Kind;

std::string at_line(std::string_view file, std::size_t line) {
  return std::string(file) + ":" + std::to_string(line) + ": ";
}

// Stops yaml-cpp's parser from inside its callbacks; never leaves read_yaml().
struct Refusal {
  ErrorCode code;
  std::size_t line;
  std::string problem;
};

// Builds our tree from yaml-cpp's events: only here are anchors, tags and marks visible.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::shared_ptr<const std::string> file) : file_(std::move(file)) {}
  std::shared_ptr<YamlNode> take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_ != nullptr) {
      refuse(mark, "a second document; one file holds one document");
    }
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    refuse(mark, "anchors are not allowed");
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases are not allowed");
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(mark, "?", anchor, Kind::null);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (!open_.empty() && open_.back().node->kind == Kind::map && !open_.back().key) {
      begin_entry(mark, tag, anchor, value);
      return;
    }
    YamlNode& node = add(mark, tag, anchor, Kind::scalar);
    node.quoted = tag == "!";
    node.scalar = value;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    enter(mark, tag, anchor, Kind::list);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    enter(mark, tag, anchor, Kind::map);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Open {
    std::shared_ptr<YamlNode> node;
    std::optional<std::string> key;  // of the entry whose value comes next
    std::size_t key_line = 0;
    std::set<std::string> keys;
  };

  [[noreturn]] static void refuse(const YAML::Mark& mark, std::string problem,
                                  ErrorCode code = ErrorCode::malformed) {
    throw Refusal{code, static_cast<std::size_t>(mark.line) + 1, std::move(problem)};
  }

  static void plain_only(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) {
      refuse(mark, "anchors are not allowed");
    }
    // yaml-cpp says "?" for a plain value, "!" for a quoted one, and spells any other tag.
    if (!tag.empty() && tag != "?" && tag != "!") {
      refuse(mark, "tags are not allowed");
    }
  }

  void begin_entry(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                   const std::string& key) {
    plain_only(mark, tag, anchor);
    if (key == "<<") {
      refuse(mark, "merge keys are not allowed");
    }
    if (key.empty() || key.size() > kMaxYamlKey) {
      refuse(mark, "a key has 1 to " + std::to_string(kMaxYamlKey) + " octets");
    }
    if (!open_.back().keys.insert(key).second) {
      refuse(mark, "the key '" + key + "' stands here twice");
    }
    open_.back().key = key;
    open_.back().key_line = static_cast<std::size_t>(mark.line) + 1;
  }

  YamlNode& add(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
    plain_only(mark, tag, anchor);
    auto node = std::make_shared<YamlNode>();
    node->kind = kind;
    node->line = static_cast<std::size_t>(mark.line) + 1;
    node->file = file_;
    if (open_.empty()) {
      root_ = node;
      return *node;
    }
    Open& parent = open_.back();
    if (parent.node->kind == Kind::map && !parent.key) {
      refuse(mark, "a key is a text");
    }
    if (kind == Kind::null && parent.key) {
      node->line = parent.key_line;  // the mark of a null is wherever the next token stands
    }
    parent.node->children.emplace_back(parent.key.value_or(""), node);
    parent.key.reset();
    return *node;
  }

  void enter(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
    if (open_.size() >= kMaxYamlDepth) {
      refuse(mark, "nested more than " + std::to_string(kMaxYamlDepth) + " deep",
             ErrorCode::limit_exceeded);
    }
    add(mark, tag, anchor, kind);
    open_.push_back({open_.empty() ? root_ : open_.back().node->children.back().second, {}, 0, {}});
  }

  std::shared_ptr<const std::string> file_;
  std::shared_ptr<YamlNode> root_;
  std::vector<Open> open_;
};

// The length of the UTF-8 sequence at the front, 0 where there is none (RFC 3629; no control
// characters but tab and line ends, YAML 1.2 5.1).
std::size_t printable(std::string_view text) {
  const auto octet = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto follows = [&octet](std::size_t i) { return (octet(i) & 0xC0U) == 0x80U; };
  const unsigned first = octet(0);
  if (first < 0x80) {
    return (first >= 0x20 && first != 0x7F) || first == '\t' || first == '\n' || first == '\r' ? 1
                                                                                               : 0;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return follows(1) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const bool overlong = first == 0xE0 && octet(1) < 0xA0;
    const bool surrogate = first == 0xED && octet(1) >= 0xA0;
    return follows(1) && follows(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const bool overlong = first == 0xF0 && octet(1) < 0x90;
    const bool beyond = first == 0xF4 && octet(1) >= 0x90;
    return follows(1) && follows(2) && follows(3) && !overlong && !beyond ? 4 : 0;
  }
  return 0;
}

Status check_text(const std::string& file, std::string_view text) {
  if (text.size() > kMaxYamlBytes) {
    return Error{ErrorCode::limit_exceeded,
                 at_line(file, 1) + "more than " + std::to_string(kMaxYamlBytes) + " octets"};
  }
  std::size_t line = 1;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = printable(text.substr(at));
    if (length == 0) {
      return Error{ErrorCode::malformed,
                   at_line(file, line) + "not UTF-8 text, or a control character"};
    }
    line += text[at] == '\n' ? 1U : 0U;
    at += length;
  }
  return success();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

// "6h" -> 6 and "h".
std::optional<std::pair<std::uint64_t, std::string_view>> number_and_unit(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} ||
      (text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9')) {
    return std::nullopt;
  }
  return std::pair{number, text.substr(static_cast<std::size_t>(end - text.data()))};
}

constexpr std::string_view kDurationForm = "a duration like 90s, 15m, 6h, 2d or 4w";
constexpr std::string_view kSizeForm = "a size like 512, 4KB, 100MB or 2GB";
constexpr std::string_view kTimeForm = "a date (2029-01-01) or a time (2029-01-01T00:00:00Z)";
constexpr std::uint64_t kMaxDuration =
    100ULL * 366 * 86'400;  // a century: no sum of times overflows

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

std::optional<std::uint64_t> scaled(std::string_view text, std::initializer_list<Unit> units,
                                    std::uint64_t max) {
  const auto parts = number_and_unit(text);
  if (!parts) {
    return std::nullopt;
  }
  for (const Unit& unit : units) {
    if (unit.name == parts->second && parts->first <= max / unit.factor) {
      return parts->first * unit.factor;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<YamlValue> read_yaml(std::string file, ByteView octets) {
  SENIM_CHECK(check_text(file, as_text(octets)));
  const auto name = std::make_shared<const std::string>(std::move(file));
  TreeBuilder builder(name);
  try {
    std::istringstream stream{std::string(as_text(octets))};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      return Error{ErrorCode::malformed, at_line(*name, 1) + "the file is empty"};
    }
    parser.HandleNextDocument(builder);
  } catch (const Refusal& refusal) {
    return Error{refusal.code, at_line(*name, refusal.line) + refusal.problem};
  } catch (const YAML::Exception& error) {
    const std::size_t line =
        error.mark.is_null() ? 1 : static_cast<std::size_t>(error.mark.line) + 1;
    return Error{ErrorCode::malformed, at_line(*name, line) + error.msg};
  }
  return YamlValue(builder.take(), "");
}

YamlValue::YamlValue(std::shared_ptr<const YamlNode> node, std::string path)
    : node_(std::move(node)), path_(std::move(path)) {}

Kind YamlValue::kind() const { return node_->kind; }
std::size_t YamlValue::line() const { return node_->line; }
const std::string& YamlValue::file() const { return *node_->file; }

Error YamlValue::error(std::string_view problem) const {
  std::string message = at_line(file(), line());
  if (!path_.empty()) {
    message.append(path_).append(": ");
  }
  return {ErrorCode::malformed, message.append(problem)};
}

Result<std::string> YamlValue::plain(std::string_view wanted) const {
  if (node_->kind != Kind::scalar || node_->quoted) {
    return error("must be " + std::string(wanted));
  }
  return node_->scalar;
}

Result<std::string> YamlValue::text() const {
  if (node_->kind != Kind::scalar || node_->scalar.empty()) {
    return error("must be a text");
  }
  return node_->scalar;
}

Result<bool> YamlValue::boolean() const {
  SENIM_TRY(const std::string word, plain("true or false"));
  if (word != "true" && word != "false") {
    return error("must be true or false");
  }
  return word == "true";
}

Result<std::uint64_t> YamlValue::integer(std::uint64_t min, std::uint64_t max) const {
  const std::string wanted = "a number from " + std::to_string(min) + " to " + std::to_string(max);
  SENIM_TRY(const std::string word, plain(wanted));
  const auto number = number_and_unit(word);
  if (!number || !number->second.empty() || number->first < min || number->first > max) {
    return error("must be " + wanted);
  }
  return number->first;
}

Result<Seconds> YamlValue::duration() const {
  SENIM_TRY(const std::string word, plain(kDurationForm));
  const auto seconds = scaled(
      word, {{"s", 1}, {"m", 60}, {"h", 3'600}, {"d", 86'400}, {"w", 604'800}}, kMaxDuration);
  if (!seconds) {
    return error("must be " + std::string(kDurationForm));
  }
  return Seconds(static_cast<Seconds::rep>(*seconds));
}

Result<std::uint64_t> YamlValue::size() const {
  SENIM_TRY(const std::string word, plain(kSizeForm));
  const auto octets = scaled(word, {{"", 1}, {"KB", 1U << 10}, {"MB", 1U << 20}, {"GB", 1U << 30}},
                             std::numeric_limits<std::int64_t>::max());
  if (!octets) {
    return error("must be " + std::string(kSizeForm));
  }
  return *octets;
}

Result<UtcTime> YamlValue::time() const {
  SENIM_TRY(const std::string word, plain(kTimeForm));
  const Result<UtcTime> parsed = parse_utc(word.size() == 10 ? word + "T00:00:00Z" : word);
  if (!parsed) {
    return error("must be " + std::string(kTimeForm));
  }
  return *parsed;
}

Result<std::vector<YamlValue>> YamlValue::list() const {
  if (node_->kind != Kind::list) {
    return error("must be a list");
  }
  std::vector<YamlValue> values;
  for (std::size_t i = 0; i < node_->children.size(); ++i) {
    values.push_back(YamlValue(node_->children[i].second, path_ + "[" + std::to_string(i) + "]"));
  }
  return values;
}

Result<std::vector<std::string>> YamlValue::texts() const {
  SENIM_TRY(const std::vector<YamlValue> values, list());
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const YamlValue& value : values) {
    SENIM_TRY(std::string one, value.text());
    if (!seen.insert(one).second) {
      return value.error("stands in this list twice");
    }
    texts.push_back(std::move(one));
  }
  return texts;
}

Result<YamlMap> YamlValue::map(std::vector<std::string_view> allowed) const {
  YamlMap map(*this, std::move(allowed));
  if (node_->kind != Kind::map) {
    return error("must be a map; " + map.allowed());
  }
  for (const auto& [key, child] : node_->children) {
    if (std::find(map.allowed_.begin(), map.allowed_.end(), key) == map.allowed_.end()) {
      return YamlValue(child, path_.empty() ? key : path_ + "." + key)
          .error("unknown key; " + map.allowed());
    }
  }
  return map;
}

Result<std::vector<std::pair<std::string, YamlValue>>> YamlValue::entries() const {
  if (node_->kind != Kind::map) {
    return error("must be a map");
  }
  std::vector<std::pair<std::string, YamlValue>> entries;
  for (const auto& [key, child] : node_->children) {
    entries.emplace_back(key, YamlValue(child, path_.empty() ? key : path_ + "." + key));
  }
  return entries;
}

YamlMap::YamlMap(YamlValue self, std::vector<std::string_view> allowed)
    : self_(std::move(self)),
      allowed_(allowed.begin(), allowed.end()),
      read_(self_.node_->children.size(), false) {}

std::string YamlMap::allowed() const { return "keys allowed here: " + joined(allowed_); }

bool YamlMap::has(std::string_view key) const {
  const auto& children = self_.node_->children;
  return std::any_of(children.begin(), children.end(),
                     [key](const auto& child) { return child.first == key; });
}

std::optional<YamlValue> YamlMap::find(std::string_view key) {
  const auto& children = self_.node_->children;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (children[i].first == key) {
      read_[i] = true;
      return YamlValue(children[i].second, self_.path().empty()
                                               ? std::string(key)
                                               : self_.path() + "." + std::string(key));
    }
  }
  return std::nullopt;
}

Result<YamlValue> YamlMap::value(std::string_view key) {
  std::optional<YamlValue> found = find(key);
  if (!found) {
    return error("the key '" + std::string(key) + "' is missing; " + allowed());
  }
  return *std::move(found);
}

Result<std::string> YamlMap::text(std::string_view key) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.text();
}

Result<std::string> YamlMap::text_or(std::string_view key, std::string_view otherwise) {
  const std::optional<YamlValue> found = find(key);
  return found ? found->text() : Result<std::string>(std::string(otherwise));
}

Result<bool> YamlMap::boolean(std::string_view key) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.boolean();
}

Result<bool> YamlMap::boolean_or(std::string_view key, bool otherwise) {
  const std::optional<YamlValue> found = find(key);
  return found ? found->boolean() : Result<bool>(otherwise);
}

Result<std::uint64_t> YamlMap::integer(std::string_view key, std::uint64_t min, std::uint64_t max) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.integer(min, max);
}

Result<std::uint64_t> YamlMap::integer_or(std::string_view key, std::uint64_t otherwise,
                                          std::uint64_t min, std::uint64_t max) {
  const std::optional<YamlValue> found = find(key);
  return found ? found->integer(min, max) : Result<std::uint64_t>(otherwise);
}

Result<Seconds> YamlMap::duration(std::string_view key) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.duration();
}

Result<Seconds> YamlMap::duration_or(std::string_view key, Seconds otherwise) {
  const std::optional<YamlValue> found = find(key);
  return found ? found->duration() : Result<Seconds>(otherwise);
}

Result<std::uint64_t> YamlMap::size(std::string_view key) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.size();
}

Result<std::uint64_t> YamlMap::size_or(std::string_view key, std::uint64_t otherwise) {
  const std::optional<YamlValue> found = find(key);
  return found ? found->size() : Result<std::uint64_t>(otherwise);
}

Result<UtcTime> YamlMap::time(std::string_view key) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.time();
}

Result<std::vector<std::string>> YamlMap::texts(std::string_view key) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.texts();
}

Result<YamlMap> YamlMap::map(std::string_view key, std::vector<std::string_view> allowed) {
  SENIM_TRY(const YamlValue found, value(key));
  return found.map(std::move(allowed));
}

Status YamlMap::done() const {
  for (std::size_t i = 0; i < read_.size(); ++i) {
    if (!read_[i]) {
      return Error{ErrorCode::internal,
                   at_line(self_.file(), self_.node_->children[i].second->line) + "the key '" +
                       self_.node_->children[i].first + "' was allowed but not read"};
    }
  }
  return success();
}

Result<std::size_t> choose(const YamlValue& value, const std::vector<std::string_view>& names) {
  std::string wanted;
  for (const std::string_view name : names) {
    wanted.append(wanted.empty() ? "must be " : " or ").append(name);
  }
  if (value.kind() != Kind::scalar) {
    return value.error(wanted);
  }
  SENIM_TRY(const std::string word, value.text());
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == word) {
      return i;
    }
  }
  return value.error(wanted);
}

}  // namespace senim::policies
