#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/files.h"
#include "gateway/service/engine.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/base/utc_time.h"

// `senim verify --record DIR` and `--replay DIR` (report.md 5): a validation is a pure function of
// what was submitted, policies, trust lists, answers of the network and the time. A record holds
// all of these, so that the same build says the same octets again, without network, years later.
//
// On disk, mode 0700 because documents are in it:
//   record.json   {"record":"1", "engine", "now", "exit", "output": object,
//                  "arguments": {name: [text]},
//                  "files":   [{"path", "octets": object | "error": {"code","message"}}],
//                  "folders": [{"path", "files": [path] | "error"}],
//                  "kinds":   [{"path", "kind": absent | file | folder}],
//                  "answers": [{"kind", "url", "certificate", "state", "origin", "octets": object,
//                               "problem"}]}   in the order of asking
//   objects/HEX   octets, named by their SHA-256: a changed one is refused
// Every value is text. One thread at a time.

namespace senim::commands {

// A line of the network's answers has a URL and a problem; documents and lists are objects apart.
inline constexpr std::uint64_t kMaxRecord = 32'000'000;  // design.md 8: a JSON document

// What a record says, without the octets that it names.
struct RecordIndex {
  using Object = std::string;  // SHA-256, hex
  struct Read {
    Object octets;  // "" when there is an error
    Error error{ErrorCode::internal, ""};
  };
  struct Listed {
    std::vector<std::filesystem::path> files;
    std::optional<Error> error;
  };
  struct Answer {
    model::Fetched fetched;  // without octets
    Object octets;           // "" when unreachable
  };

  std::string engine;
  UtcTime now{};
  std::string exit;  // number
  Object output;
  std::map<std::string, std::vector<std::string>> arguments;
  std::map<std::string, Read> files;  // by path
  std::map<std::string, Listed> folders;
  std::map<std::string, gateway::Files::Kind> kinds;
  std::vector<Answer> answers;
};

std::string write_record_index(const RecordIndex& index);
Result<RecordIndex> read_record_index(ByteView octets);

// Looks over the shoulder of one command and remembers what it was told. `files` outlives it.
class Recorder final {
 public:
  explicit Recorder(const gateway::Files& files);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  const gateway::Files& files() const;
  // `source`, with every answer remembered. Once; the recorder outlives what it returns.
  std::shared_ptr<service::EvidenceSource> watch(std::shared_ptr<service::EvidenceSource> source);

  // What the command was, and what came of it. An existing record is never written over.
  struct Outcome {
    std::string engine;
    UtcTime now{};
    std::map<std::string, std::vector<std::string>> arguments;
    int exit = 0;
    std::string output;
  };
  Status write(const std::filesystem::path& folder, const Outcome& outcome) const;

 private:
  class WatchedFiles;
  class WatchedSource;
  std::unique_ptr<WatchedFiles> files_;
  std::vector<model::Fetched> answers_;
};

// A record read back: the same answers to the same questions. A question that was never asked gets
// not_found, or no answer.
class Recorded final {
 public:
  // Errors: not a record, one of another version, an object that is missing or was changed, a file
  // that is no regular one (records come from others: a pipe would be waited for without end).
  static Result<std::shared_ptr<const Recorded>> read(const std::filesystem::path& folder);
  ~Recorded();
  Recorded(const Recorded&) = delete;
  Recorded& operator=(const Recorded&) = delete;

  const RecordIndex& index() const { return index_; }
  const gateway::Files& files() const;
  // One for each replay: answers are given in the order in which they came.
  std::shared_ptr<service::EvidenceSource> source() const;
  ByteView output() const;

 private:
  class RecordedFiles;
  class RecordedSource;
  Recorded(RecordIndex index, std::map<std::string, Bytes> objects);
  const Bytes& object(const std::string& name) const { return objects_.at(name); }
  RecordIndex index_;
  std::map<std::string, Bytes> objects_;
  std::unique_ptr<RecordedFiles> files_;
};

}  // namespace senim::commands
