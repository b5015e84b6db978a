#include "gateway/commands/record.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "gateway/trust_files.h"
#include "validators/base/utf8.h"
#include "validators/crypto/digest.h"
#include "validators/formats/json_reader.h"
#include "validators/formats/json_writer.h"

namespace senim::commands {
namespace {

using formats::Json;
using formats::JsonValue;
using gateway::Files;
using model::Fetched;
using model::FetchTarget;

constexpr std::array kCodes = {
    ErrorCode::malformed,   ErrorCode::unsupported, ErrorCode::limit_exceeded, ErrorCode::not_found,
    ErrorCode::unavailable, ErrorCode::denied,      ErrorCode::corrupt,        ErrorCode::internal};
constexpr std::array<std::pair<Files::Kind, std::string_view>, 3> kKinds = {
    {{Files::Kind::absent, "absent"},
     {Files::Kind::file, "file"},
     {Files::Kind::folder, "folder"}}};
constexpr std::array<std::pair<FetchTarget::Kind, std::string_view>, 3> kTargets = {
    {{FetchTarget::Kind::crl, "crl"},
     {FetchTarget::Kind::ocsp, "ocsp"},
     {FetchTarget::Kind::issuer_certificate, "issuer_certificate"}}};
constexpr std::array<std::pair<Fetched::State, std::string_view>, 2> kStates = {
    {{Fetched::State::answered, "answered"}, {Fetched::State::unreachable, "unreachable"}}};
constexpr std::array<std::pair<model::RevocationOrigin, std::string_view>, 5> kOrigins = {
    {{model::RevocationOrigin::embedded, "embedded"},
     {model::RevocationOrigin::supplied, "supplied"},
     {model::RevocationOrigin::cache, "cache"},
     {model::RevocationOrigin::online, "online"},
     {model::RevocationOrigin::list, "list"}}};

template <typename Table, typename Value>
std::string word(const Table& table, Value value) {
  return std::string(std::ranges::find(table, value, &Table::value_type::first)->second);
}

Error not_a_record(std::string what) {
  return {ErrorCode::malformed, "record.json: " + std::move(what)};
}

// One JSON object of the record: each member is asked for once, and none may be left.
class Members {
 public:
  static Result<Members> of(const JsonValue& value) {
    if (value.object() == nullptr) {
      return not_a_record("an object is expected");
    }
    return Members(value);
  }
  bool has(std::string_view name) const { return object_.find(name) != nullptr; }
  Result<std::string> text(std::string_view name) {
    SENIM_TRY(const JsonValue* value, member(name));
    if (value->text() == nullptr) {
      return not_a_record("\"" + std::string(name) + "\" is a text");
    }
    return *value->text();
  }
  Result<const JsonValue::Array*> array(std::string_view name) {
    SENIM_TRY(const JsonValue* value, member(name));
    if (value->array() == nullptr) {
      return not_a_record("\"" + std::string(name) + "\" is a list");
    }
    return value->array();
  }
  Result<const JsonValue*> member(std::string_view name) {
    const JsonValue* found = object_.find(name);
    if (found == nullptr) {
      return not_a_record("\"" + std::string(name) + "\" is missing");
    }
    ++taken_;
    return found;
  }
  template <typename Table>
  auto choice(std::string_view name, const Table& table)
      -> Result<typename Table::value_type::first_type> {
    SENIM_TRY(const std::string value, text(name));
    const auto found = std::ranges::find(table, value, &Table::value_type::second);
    if (found == table.end()) {
      return not_a_record("\"" + std::string(name) + "\" is none of the known words");
    }
    return found->first;
  }
  // The name of an object of the record.
  Result<std::string> object(std::string_view name) {
    SENIM_TRY(std::string value, text(name));
    if (!gateway::parse_fingerprint(value)) {
      return not_a_record("\"" + std::string(name) + "\" is a SHA-256 in 64 hex digits");
    }
    return value;
  }
  Status done() const {
    return taken_ == object_.object()->size() ? success()
                                              : Status(not_a_record("an unknown member"));
  }

 private:
  explicit Members(const JsonValue& object) : object_(object) {}
  const JsonValue& object_;
  std::size_t taken_ = 0;
};

Json error_json(const Error& error) {
  return {{"code", std::string(to_string(error.code))}, {"message", error.message}};
}

Status read_error(Members& members, Error& error) {
  SENIM_TRY(const JsonValue* value, members.member("error"));
  SENIM_TRY(Members inner, Members::of(*value));
  SENIM_TRY(const std::string name, inner.text("code"));
  const auto code =
      std::ranges::find_if(kCodes, [&name](ErrorCode known) { return to_string(known) == name; });
  if (code == kCodes.end()) {
    return not_a_record("\"code\" is none of the known words");
  }
  SENIM_TRY(std::string message, inner.text("message"));
  SENIM_CHECK(inner.done());
  error = {*code, std::move(message)};
  return success();
}

Result<std::vector<std::string>> texts(const JsonValue& value) {
  std::vector<std::string> list;
  if (value.array() == nullptr) {
    return not_a_record("a list of texts is expected");
  }
  for (const JsonValue& entry : *value.array()) {
    if (entry.text() == nullptr) {
      return not_a_record("a list of texts is expected");
    }
    list.push_back(*entry.text());
  }
  return list;
}

Status read_arguments(Members& members, RecordIndex& index) {
  SENIM_TRY(const JsonValue* value, members.member("arguments"));
  if (value->object() == nullptr) {
    return not_a_record("\"arguments\" is an object");
  }
  for (const auto& [name, list] : *value->object()) {
    SENIM_TRY(index.arguments[name], texts(list));
  }
  return success();
}

Status read_files(Members& members, RecordIndex& index) {
  SENIM_TRY(const JsonValue::Array* files, members.array("files"));
  for (const JsonValue& entry : *files) {
    SENIM_TRY(Members file, Members::of(entry));
    SENIM_TRY(const std::string path, file.text("path"));
    RecordIndex::Read read;
    if (file.has("error")) {
      SENIM_CHECK(read_error(file, read.error));
    } else {
      SENIM_TRY(read.octets, file.object("octets"));
    }
    SENIM_CHECK(file.done());
    index.files.insert_or_assign(path, std::move(read));
  }
  return success();
}

Status read_folders(Members& members, RecordIndex& index) {
  SENIM_TRY(const JsonValue::Array* folders, members.array("folders"));
  for (const JsonValue& entry : *folders) {
    SENIM_TRY(Members folder, Members::of(entry));
    SENIM_TRY(const std::string path, folder.text("path"));
    RecordIndex::Listed listed;
    if (folder.has("error")) {
      SENIM_CHECK(read_error(folder, listed.error.emplace()));
    } else {
      SENIM_TRY(const JsonValue* files, folder.member("files"));
      SENIM_TRY(const std::vector<std::string> names, texts(*files));
      listed.files.assign(names.begin(), names.end());
    }
    SENIM_CHECK(folder.done());
    index.folders.insert_or_assign(path, std::move(listed));
  }
  return success();
}

Status read_kinds(Members& members, RecordIndex& index) {
  SENIM_TRY(const JsonValue::Array* kinds, members.array("kinds"));
  for (const JsonValue& entry : *kinds) {
    SENIM_TRY(Members kind, Members::of(entry));
    SENIM_TRY(const std::string path, kind.text("path"));
    SENIM_TRY(index.kinds[path], kind.choice("kind", kKinds));
    SENIM_CHECK(kind.done());
  }
  return success();
}

Status read_answers(Members& members, RecordIndex& index) {
  SENIM_TRY(const JsonValue::Array* answers, members.array("answers"));
  for (const JsonValue& entry : *answers) {
    SENIM_TRY(Members from, Members::of(entry));
    RecordIndex::Answer answer;
    Fetched& fetched = answer.fetched;
    SENIM_TRY(fetched.target.kind, from.choice("kind", kTargets));
    SENIM_TRY(fetched.target.url, from.text("url"));
    SENIM_TRY(const std::string certificate, from.object("certificate"));
    fetched.target.certificate = *gateway::parse_fingerprint(certificate);
    SENIM_TRY(fetched.state, from.choice("state", kStates));
    SENIM_TRY(fetched.origin, from.choice("origin", kOrigins));
    SENIM_TRY(fetched.problem, from.text("problem"));
    if (fetched.state == Fetched::State::answered) {
      SENIM_TRY(answer.octets, from.object("octets"));
    }
    SENIM_CHECK(from.done());
    index.answers.push_back(std::move(answer));
  }
  return success();
}

std::string name_of(ByteView octets) { return to_hex(crypto::sha256(octets)); }

// 0600 and new: what stands there already is not ours to change.
Status write_new(const std::filesystem::path& path, ByteView octets) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int problem = file < 0 ? errno : 0;
  while (problem == 0 && !octets.empty()) {
    const ssize_t written = ::write(file, octets.data(), octets.size());
    if (written < 0 && errno != EINTR) {
      problem = errno;
    } else if (written > 0) {
      octets = octets.subspan(static_cast<std::size_t>(written));
    }
  }
  if (file >= 0 && ::close(file) != 0 && problem == 0) {
    problem = errno;
  }
  if (problem == 0) {
    return success();
  }
  return Error{ErrorCode::unavailable,
               path.string() + ": " + std::system_category().message(problem)};
}

Status make_folder(const std::filesystem::path& path) {
  std::error_code code;
  if (std::filesystem::is_directory(path, code) || ::mkdir(path.c_str(), 0700) == 0) {
    return success();
  }
  return Error{ErrorCode::unavailable,
               path.string() + ": " + std::system_category().message(errno)};
}

// JSON holds text: a name that is none could not be found again.
Status all_text(const RecordIndex& index) {
  const auto check = [](const std::string& text) {
    return !invalid_utf8(as_bytes(text))
               ? success()
               : Status(
                     Error{ErrorCode::unsupported, "a name that is not UTF-8 cannot be recorded"});
  };
  for (const auto& [path, read] : index.files) {
    SENIM_CHECK(check(path));
  }
  for (const auto& [path, listed] : index.folders) {
    SENIM_CHECK(check(path));
    for (const std::filesystem::path& file : listed.files) {
      SENIM_CHECK(check(file.string()));
    }
  }
  for (const auto& [path, kind] : index.kinds) {
    SENIM_CHECK(check(path));
  }
  for (const auto& [name, list] : index.arguments) {
    for (const std::string& value : list) {
      SENIM_CHECK(check(value));
    }
  }
  for (const RecordIndex::Answer& answer : index.answers) {
    SENIM_CHECK(check(answer.fetched.target.url));
  }
  return success();
}

}  // namespace

std::string write_record_index(const RecordIndex& index) {
  Json json;
  json["record"] = "1";
  json["engine"] = index.engine;
  json["now"] = to_string(index.now);
  json["exit"] = index.exit;
  json["output"] = index.output;
  json["arguments"] = Json::object();
  for (const auto& [name, values] : index.arguments) {
    json["arguments"][name] = values;
  }
  json["files"] = Json::array();
  for (const auto& [path, read] : index.files) {
    Json file{{"path", path}};
    if (read.octets.empty()) {
      file["error"] = error_json(read.error);
    } else {
      file["octets"] = read.octets;
    }
    json["files"].push_back(std::move(file));
  }
  json["folders"] = Json::array();
  for (const auto& [path, listed] : index.folders) {
    Json folder{{"path", path}};
    if (listed.error) {
      folder["error"] = error_json(*listed.error);
    } else {
      folder["files"] = Json::array();
      for (const std::filesystem::path& file : listed.files) {
        folder["files"].push_back(file.string());
      }
    }
    json["folders"].push_back(std::move(folder));
  }
  json["kinds"] = Json::array();
  for (const auto& [path, kind] : index.kinds) {
    json["kinds"].push_back({{"path", path}, {"kind", word(kKinds, kind)}});
  }
  json["answers"] = Json::array();
  for (const RecordIndex::Answer& answer : index.answers) {
    const Fetched& fetched = answer.fetched;
    Json line{{"kind", word(kTargets, fetched.target.kind)},
              {"url", fetched.target.url},
              {"certificate", to_hex(fetched.target.certificate)},
              {"state", word(kStates, fetched.state)},
              {"origin", word(kOrigins, fetched.origin)},
              {"problem", fetched.problem}};
    if (fetched.state == Fetched::State::answered) {
      line["octets"] = answer.octets;
    }
    json["answers"].push_back(std::move(line));
  }
  // all_text() has looked at the names; a message may quote anything.
  return json.written(1) + "\n";
}

Result<RecordIndex> read_record_index(ByteView octets) {
  SENIM_TRY(const JsonValue json, formats::read_json(octets));
  SENIM_TRY(Members members, Members::of(json));
  SENIM_TRY(const std::string version, members.text("record"));
  if (version != "1") {
    return Error{ErrorCode::unsupported, "record.json: only records of version 1 are known"};
  }
  RecordIndex index;
  SENIM_TRY(index.engine, members.text("engine"));
  SENIM_TRY(const std::string now, members.text("now"));
  SENIM_TRY(index.now, parse_utc(now));
  SENIM_TRY(index.exit, members.text("exit"));
  SENIM_TRY(index.output, members.object("output"));
  SENIM_CHECK(read_arguments(members, index));
  SENIM_CHECK(read_files(members, index));
  SENIM_CHECK(read_folders(members, index));
  SENIM_CHECK(read_kinds(members, index));
  SENIM_CHECK(read_answers(members, index));
  SENIM_CHECK(members.done());
  return index;
}

class Recorder::WatchedFiles final : public Files {
 public:
  explicit WatchedFiles(const Files& files) : files_(files) {}

  Result<Bytes> read(const std::filesystem::path& path, std::uint64_t limit) const override {
    Result<Bytes> octets = files_.read(path, limit);
    RecordIndex::Read read;
    if (octets.ok()) {
      read.octets = name_of(*octets);
      objects.emplace(read.octets, *octets);
    } else {
      read.error = octets.error();
    }
    index.files.insert_or_assign(path.string(), std::move(read));
    return octets;
  }
  Result<std::vector<std::filesystem::path>> list(
      const std::filesystem::path& folder) const override {
    Result<std::vector<std::filesystem::path>> files = files_.list(folder);
    RecordIndex::Listed listed;
    if (files.ok()) {
      listed.files = *files;
    } else {
      listed.error = files.error();
    }
    index.folders.insert_or_assign(folder.string(), std::move(listed));
    return files;
  }
  Kind kind(const std::filesystem::path& path) const override {
    const Kind found = files_.kind(path);
    index.kinds.insert_or_assign(path.string(), found);
    return found;
  }

  mutable RecordIndex index;
  mutable std::map<std::string, Bytes> objects;

 private:
  const Files& files_;
};

class Recorder::WatchedSource final : public service::EvidenceSource {
 public:
  WatchedSource(std::shared_ptr<service::EvidenceSource> source, std::vector<Fetched>& seen)
      : source_(std::move(source)), seen_(seen) {}

  std::vector<Fetched> fetch(const std::vector<model::Wanted>& wanted,
                             service::SteadyTime until) override {
    std::vector<Fetched> answers = source_->fetch(wanted, until);
    seen_.insert(seen_.end(), answers.begin(), answers.end());
    return answers;
  }

 private:
  std::shared_ptr<service::EvidenceSource> source_;
  std::vector<Fetched>& seen_;
};

Recorder::Recorder(const Files& files) : files_(std::make_unique<WatchedFiles>(files)) {}
Recorder::~Recorder() = default;
const Files& Recorder::files() const { return *files_; }
std::shared_ptr<service::EvidenceSource> Recorder::watch(
    std::shared_ptr<service::EvidenceSource> source) {
  return std::make_shared<WatchedSource>(std::move(source), answers_);
}

Status Recorder::write(const std::filesystem::path& folder, const Outcome& outcome) const {
  RecordIndex index = files_->index;
  std::map<std::string, Bytes> objects = files_->objects;
  index.engine = outcome.engine;
  index.now = outcome.now;
  index.arguments = outcome.arguments;
  index.exit = std::to_string(outcome.exit);
  const ByteView output = as_bytes(outcome.output);
  index.output = name_of(output);
  objects.emplace(index.output, Bytes(output.begin(), output.end()));
  for (const Fetched& fetched : answers_) {
    RecordIndex::Answer answer;
    answer.fetched = fetched;
    if (fetched.crl != nullptr) {
      return Error{ErrorCode::unsupported, "a list that only an index holds cannot be recorded"};
    }
    if (fetched.state == Fetched::State::answered) {
      answer.octets = name_of(fetched.octets);
      objects.emplace(answer.octets, fetched.octets);
    }
    index.answers.push_back(std::move(answer));
  }
  SENIM_CHECK(all_text(index));
  SENIM_CHECK(make_folder(folder));
  SENIM_CHECK(make_folder(folder / "objects"));
  for (const auto& [name, octets] : objects) {
    SENIM_CHECK(write_new(folder / "objects" / name, octets));
  }
  return write_new(folder / "record.json", as_bytes(write_record_index(index)));
}

class Recorded::RecordedFiles final : public Files {
 public:
  explicit RecordedFiles(const Recorded& record) : record_(record) {}

  Result<Bytes> read(const std::filesystem::path& path, std::uint64_t limit) const override {
    const auto found = record_.index_.files.find(path.string());
    if (found == record_.index_.files.end()) {
      return unknown(path);
    }
    if (found->second.octets.empty()) {
      return found->second.error;
    }
    const Bytes& octets = record_.object(found->second.octets);
    if (octets.size() > limit) {
      return Error{ErrorCode::limit_exceeded,
                   path.string() + ": more than " + std::to_string(limit) + " octets"};
    }
    return octets;
  }
  Result<std::vector<std::filesystem::path>> list(
      const std::filesystem::path& folder) const override {
    const auto found = record_.index_.folders.find(folder.string());
    if (found == record_.index_.folders.end()) {
      return unknown(folder);
    }
    if (found->second.error) {
      return *found->second.error;
    }
    return found->second.files;
  }
  Kind kind(const std::filesystem::path& path) const override {
    const auto found = record_.index_.kinds.find(path.string());
    return found == record_.index_.kinds.end() ? Kind::absent : found->second;
  }

 private:
  static Error unknown(const std::filesystem::path& path) {
    return {ErrorCode::not_found, path.string() + ": not in the record"};
  }
  const Recorded& record_;
};

class Recorded::RecordedSource final : public service::EvidenceSource {
 public:
  explicit RecordedSource(const Recorded& record) : record_(record), left_(record.index_.answers) {}

  std::vector<Fetched> fetch(const std::vector<model::Wanted>& wanted,
                             service::SteadyTime until) override {
    std::vector<Fetched> answers = service::NoNetwork().fetch(wanted, until);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto found = std::ranges::find(
          left_, wanted[i].target,
          [](const RecordIndex::Answer& answer) { return answer.fetched.target; });
      if (found == left_.end()) {
        continue;
      }
      answers[i] = found->fetched;
      if (!found->octets.empty()) {
        answers[i].octets = record_.object(found->octets);
      }
      left_.erase(found);
    }
    return answers;
  }

 private:
  const Recorded& record_;
  std::vector<RecordIndex::Answer> left_;
};

Recorded::Recorded(RecordIndex index, std::map<std::string, Bytes> objects)
    : index_(std::move(index)),
      objects_(std::move(objects)),
      files_(std::make_unique<RecordedFiles>(*this)) {}
Recorded::~Recorded() = default;
const Files& Recorded::files() const { return *files_; }
ByteView Recorded::output() const { return object(index_.output); }
std::shared_ptr<service::EvidenceSource> Recorded::source() const {
  return std::make_shared<RecordedSource>(*this);
}

Result<std::shared_ptr<const Recorded>> Recorded::read(const std::filesystem::path& folder) {
  SENIM_TRY(const Bytes octets, gateway::read_regular_file(folder / "record.json", kMaxRecord));
  SENIM_TRY(RecordIndex index, read_record_index(octets));
  std::map<std::string, Bytes> objects;
  const auto load = [&](const std::string& name) -> Status {
    if (name.empty() || objects.contains(name)) {
      return success();
    }
    SENIM_TRY(Bytes content, gateway::read_regular_file(folder / "objects" / name));
    if (name_of(content) != name) {
      return Error{ErrorCode::corrupt, (folder / "objects" / name).string() +
                                           ": its SHA-256 is not its name; the record was changed"};
    }
    objects.emplace(name, std::move(content));
    return success();
  };
  SENIM_CHECK(load(index.output));
  for (const auto& [path, read] : index.files) {
    SENIM_CHECK(load(read.octets));
  }
  for (const RecordIndex::Answer& answer : index.answers) {
    SENIM_CHECK(load(answer.octets));
  }
  return std::shared_ptr<const Recorded>(new Recorded(std::move(index), std::move(objects)));
}

}  // namespace senim::commands
