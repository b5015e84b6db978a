#include "gateway/commands/item.h"

#include <filesystem>
#include <utility>

#include "validators/formats/json_reader.h"

namespace senim::commands {
namespace {

Result<std::string> text_member(const formats::JsonValue& object, const char* name) {
  const formats::JsonValue* found = object.find(name);
  if (found == nullptr || found->text() == nullptr) {
    return Error{ErrorCode::malformed,
                 std::string("a batch line needs the text member \"") + name + "\""};
  }
  return *found->text();
}

Result<std::vector<DetachedFile>> detached_member(const formats::JsonValue& member) {
  if (member.array() == nullptr) {
    return Error{ErrorCode::malformed, "\"detached\" is a list of paths or of {\"name\",\"path\"}"};
  }
  std::vector<DetachedFile> parts;
  for (const formats::JsonValue& entry : *member.array()) {
    if (entry.text() != nullptr) {
      parts.push_back({std::filesystem::path(*entry.text()).filename().string(), *entry.text()});
      continue;
    }
    if (entry.object() == nullptr || entry.object()->size() != 2) {
      return Error{ErrorCode::malformed,
                   "an entry of \"detached\" is a path or {\"name\",\"path\"}"};
    }
    SENIM_TRY(std::string name, text_member(entry, "name"));
    SENIM_TRY(std::string path, text_member(entry, "path"));
    parts.push_back({std::move(name), std::move(path)});
  }
  return parts;
}

}  // namespace

Status read_batch_line(const std::string& text, Item& item) {
  constexpr std::size_t kMaxLine = 1 << 20;  // thousands of detached paths
  if (text.size() > kMaxLine) {
    return Error{ErrorCode::limit_exceeded, "a batch line is longer than 1 MB"};
  }
  SENIM_TRY(const formats::JsonValue line, formats::read_json(as_bytes(text)));
  if (line.object() == nullptr) {
    return Error{ErrorCode::malformed, "a batch line is a JSON object"};
  }
  SENIM_TRY(item.file, text_member(line, "file"));
  for (const auto& [name, value] : *line.object()) {
    if (name == "detached") {
      SENIM_TRY(item.detached, detached_member(value));
    } else if (name == "at") {
      SENIM_TRY(const std::string at, text_member(line, "at"));
      SENIM_TRY(item.at, parse_utc(at));
    } else if (name == "policy") {
      SENIM_TRY(item.policy, text_member(line, "policy"));
    } else if (name != "file") {
      return Error{ErrorCode::malformed,
                   "unknown member in a batch line; known are file, detached, at, policy"};
    }
  }
  return success();
}

DetachedFile detached_file(const gateway::Files& files, const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0 ||
      files.kind(argument) != gateway::Files::Kind::absent) {
    return {std::filesystem::path(argument).filename().string(), argument};
  }
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

Result<OpenItem> OpenItem::open(const Item& item, const gateway::Files& files, UtcTime now) {
  OpenItem open;
  SENIM_TRY(open.document_, files.read(item.file));
  open.submission_.document = open.document_;
  open.contents_.reserve(item.detached.size());  // the submission views them
  for (const DetachedFile& part : item.detached) {
    SENIM_TRY(open.contents_.emplace_back(), files.read(part.path));
    model::DetachedPart detached;
    detached.name = part.name;
    detached.content = open.contents_.back();
    open.submission_.detached.push_back(std::move(detached));
  }
  if (item.at && *item.at > now + Seconds{60}) {
    return Error{ErrorCode::malformed, "the time asked for lies in the future (report.md 2)"};
  }
  open.submission_.asked_time = item.at;
  open.submission_.policy = item.policy;
  return open;  // moved, not copied: vectors keep their octets where they are
}

}  // namespace senim::commands
