#include "gateway/commands/verify.h"

#include <filesystem>
#include <fstream>
#include <iostream>

#include "gateway/files.h"
#include "gateway/http/json_value.h"
#include "gateway/reports/report_json.h"
#include "gateway/reports/report_text.h"

namespace senim::commands {
namespace {

// One thing to verify: a file of the command line, or one line of a batch.
struct Item {
  std::string file;
  std::vector<DetachedFile> detached;
  std::optional<UtcTime> at;
  std::optional<std::string> policy;
};

// The worst result so far, in the order of report.md 5.
class Worst {
 public:
  void see(Exit exit) {
    if (rank(exit) < rank(worst_)) {
      worst_ = exit;
    }
  }
  Exit get() const { return worst_; }

 private:
  static int rank(Exit exit) {
    switch (exit) {
      case Exit::bad_receipt:
        return 0;
      case Exit::unreachable:
        return 1;
      case Exit::no_verdict:
        return 2;
      case Exit::usage:
        return 3;
      case Exit::not_confirmed:
        return 4;
      case Exit::cannot_verify:
        return 5;
      case Exit::confirmed:
        return 6;
    }
    return 0;
  }
  Exit worst_ = Exit::confirmed;
};

Exit exit_of(model::DocumentStatus status) {
  switch (status) {
    case model::DocumentStatus::confirmed:
      return Exit::confirmed;
    case model::DocumentStatus::not_confirmed:
      return Exit::not_confirmed;
    case model::DocumentStatus::cannot_verify:
      return Exit::cannot_verify;
  }
  return Exit::cannot_verify;
}

// Whoever sits at the command line may name any policy of the book.
policies::CallerScope anyone() {
  policies::CallerScope scope;
  scope.allowed = {"*"};
  return scope;
}

Result<model::Verdict> verdict_of(const Item& item, const VerifyWorld& world) {
  SENIM_TRY(const auto chooser, world.policies->scoped(anyone(), item.policy));
  SENIM_TRY(const Bytes document, gateway::read_file(item.file));
  std::vector<Bytes> contents;
  contents.reserve(item.detached.size());  // the submission views them
  model::Submission submission;
  submission.document = document;
  for (const DetachedFile& part : item.detached) {
    SENIM_TRY(contents.emplace_back(), gateway::read_file(part.path));
    model::DetachedPart detached;
    detached.name = part.name;
    detached.content = contents.back();
    submission.detached.push_back(std::move(detached));
  }
  if (item.at && *item.at > world.now + Seconds{60}) {
    return Error{ErrorCode::malformed, "the time asked for lies in the future (report.md 2)"};
  }
  submission.asked_time = item.at;
  submission.policy = item.policy;
  service::NoNetwork nobody;
  service::EvidenceSource& source = world.source != nullptr ? *world.source : nobody;
  Budget budget;
  return service::validate(submission, {*world.trust, *chooser, world.now}, source, budget);
}

Result<std::string> text_member(const http::JsonValue::Object& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->second.text() == nullptr) {
    return Error{ErrorCode::malformed,
                 std::string("a batch line needs the text member \"") + name + "\""};
  }
  return *found->second.text();
}

Result<std::vector<DetachedFile>> detached_member(const http::JsonValue& member) {
  if (member.array() == nullptr) {
    return Error{ErrorCode::malformed, "\"detached\" is a list of paths or of {\"name\",\"path\"}"};
  }
  std::vector<DetachedFile> parts;
  for (const http::JsonValue& entry : *member.array()) {
    if (entry.text() != nullptr) {
      parts.push_back({std::filesystem::path(*entry.text()).filename().string(), *entry.text()});
      continue;
    }
    if (entry.object() == nullptr || entry.object()->size() != 2) {
      return Error{ErrorCode::malformed,
                   "an entry of \"detached\" is a path or {\"name\",\"path\"}"};
    }
    SENIM_TRY(std::string name, text_member(*entry.object(), "name"));
    SENIM_TRY(std::string path, text_member(*entry.object(), "path"));
    parts.push_back({std::move(name), std::move(path)});
  }
  return parts;
}

// {"file","detached"?,"at"?,"policy"?}; an unknown or doubled member is an error: a misspelt "at"
// must not be "now". What was read stays in `item`, so that an error can name the file.
Status batch_item(const std::string& text, Item& item) {
  constexpr std::size_t kMaxLine = 1 << 20;  // thousands of detached paths
  if (text.size() > kMaxLine) {
    return Error{ErrorCode::limit_exceeded, "a batch line is longer than 1 MB"};
  }
  SENIM_TRY(const http::JsonValue line, http::read_json(as_bytes(text)));
  if (line.object() == nullptr) {
    return Error{ErrorCode::malformed, "a batch line is a JSON object"};
  }
  const http::JsonValue::Object& members = *line.object();
  SENIM_TRY(item.file, text_member(members, "file"));
  for (const auto& [name, value] : members) {
    if (name == "detached") {
      SENIM_TRY(item.detached, detached_member(value));
    } else if (name == "at") {
      SENIM_TRY(const std::string at, text_member(members, "at"));
      SENIM_TRY(item.at, parse_utc(at));
    } else if (name == "policy") {
      SENIM_TRY(item.policy, text_member(members, "policy"));
    } else if (name != "file") {
      return Error{ErrorCode::malformed,
                   "unknown member in a batch line; known are file, detached, at, policy"};
    }
  }
  return success();
}

class Printer {
 public:
  Printer(Output output, bool several, std::ostream& out)
      : output_(output), several_(several), out_(out) {
    if (output_ == Output::json && several_) {
      out_ << "[";
    }
  }
  Printer(const Printer&) = delete;
  Printer& operator=(const Printer&) = delete;
  ~Printer() {
    if (output_ == Output::json && several_) {
      out_ << "]\n";
    }
  }

  void show(const std::string& file, const Result<model::Verdict>& verdict) {
    if (output_ == Output::text) {
      out_ << (verdict.ok() ? reports::report_text(file, *verdict)
                            : reports::safe_text(file) + ": NO VERDICT\n  " +
                                  std::string(to_string(verdict.error().code)) + ": " +
                                  reports::safe_text(verdict.error().message) + "\n");
    } else if (output_ == Output::json && !several_ && verdict.ok()) {
      out_ << reports::report_json(reports::verdict_json(*verdict)) << "\n";
    } else {
      const char* end = output_ == Output::json ? "" : "\n";
      out_ << (output_ == Output::json && shown_ ? "," : "")
           << (verdict.ok() ? reports::batch_line(file, reports::verdict_json(*verdict))
                            : reports::batch_error(file, verdict.error()))
           << (several_ ? end : "\n");
    }
    shown_ = true;
    out_.flush();
  }

 private:
  Output output_;
  bool several_;
  std::ostream& out_;
  bool shown_ = false;
};

Exit one(const Item& item, const VerifyWorld& world, Printer& printer) {
  const Result<model::Verdict> verdict = verdict_of(item, world);
  printer.show(item.file, verdict);
  return verdict.ok() ? exit_of(verdict->status) : Exit::no_verdict;
}

// One line of a list. An error names the document, as far as the line names it, and in its message
// the list and the line.
Result<model::Verdict> line_verdict(const std::string& text, const VerifyOptions& options,
                                    const VerifyWorld& world, Item& item) {
  SENIM_CHECK(batch_item(text, item));
  item.policy = item.policy ? item.policy : options.policy;
  item.at = item.at ? item.at : options.at;
  return verdict_of(item, world);
}

Exit batch(const VerifyOptions& options, const VerifyWorld& world, std::istream& lines,
           std::ostream& out, std::ostream& err) {
  Worst worst;
  const std::string list = *options.batch == "-" ? "standard input" : *options.batch;
  std::uint64_t number = 0;
  bool any = false;
  Printer printer(options.output, true, out);
  std::string text;
  while (std::getline(lines, text)) {
    ++number;
    if (text.empty()) {
      continue;
    }
    any = true;
    Item item;
    Result<model::Verdict> verdict = line_verdict(text, options, world, item);
    if (!verdict.ok()) {
      verdict = std::move(verdict).error().within(list + ":" + std::to_string(number));
    }
    printer.show(item.file, verdict);
    worst.see(verdict.ok() ? exit_of(verdict->status) : Exit::no_verdict);
  }
  if (lines.bad()) {
    err << "senim verify: " << reports::safe_text(list) << ": cannot be read behind line " << number
        << "\n";
    worst.see(Exit::no_verdict);
  }
  if (!any) {
    // "All confirmed" would be true of no document at all: a script whose list came out empty must
    // not read it as yes.
    err << "senim verify: " << reports::safe_text(list) << " names no document\n";
    worst.see(Exit::usage);
  }
  return worst.get();
}

}  // namespace

DetachedFile detached_file(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  std::error_code code;
  if (equals == std::string::npos || equals == 0 || std::filesystem::exists(argument, code)) {
    return {std::filesystem::path(argument).filename().string(), argument};
  }
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

Exit verify(const VerifyOptions& options, const VerifyWorld& world, std::istream& in,
            std::ostream& out, std::ostream& err) {
  // A misnamed policy is the command line's fault and not that of each document.
  const auto chooser = world.policies->scoped(anyone(), options.policy);
  if (!chooser.ok()) {
    err << "senim verify: --policy: " << reports::safe_text(chooser.error().message) << "\n";
    return Exit::usage;
  }
  Worst worst;
  if (!options.files.empty()) {
    Printer printer(options.output, options.files.size() > 1, out);
    for (const std::string& file : options.files) {
      worst.see(one({file, options.detached, options.at, options.policy}, world, printer));
    }
  }
  if (!options.batch) {
    return worst.get();
  }
  if (*options.batch == "-") {
    worst.see(batch(options, world, in, out, err));
    return worst.get();
  }
  std::ifstream lines(*options.batch);
  if (!lines) {
    err << "senim verify: cannot read the batch file " << reports::safe_text(*options.batch)
        << "\n";
    worst.see(Exit::usage);
    return worst.get();
  }
  worst.see(batch(options, world, lines, out, err));
  return worst.get();
}

}  // namespace senim::commands
