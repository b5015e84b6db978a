#include "gateway/commands/verify.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "gateway/files.h"
#include "gateway/reports/report_json.h"
#include "gateway/reports/report_text.h"
#include "gateway/service/engine.h"

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
  service::NoNetwork network;
  Budget budget;
  return service::validate(submission, {*world.trust, *chooser, world.now}, network, budget);
}

Result<std::string> text_member(const nlohmann::json& object, const char* name) {
  if (!object.contains(name) || !object[name].is_string()) {
    return Error{ErrorCode::malformed,
                 std::string("a batch line needs the text member \"") + name + "\""};
  }
  return object[name].get<std::string>();
}

Result<std::vector<DetachedFile>> detached_member(const nlohmann::json& line) {
  std::vector<DetachedFile> parts;
  if (!line.contains("detached")) {
    return parts;
  }
  if (!line["detached"].is_array()) {
    return Error{ErrorCode::malformed, "\"detached\" is a list of paths or of {\"name\",\"path\"}"};
  }
  for (const auto& entry : line["detached"]) {
    if (entry.is_string()) {
      const std::string path = entry.get<std::string>();
      parts.push_back({std::filesystem::path(path).filename().string(), path});
      continue;
    }
    SENIM_TRY(std::string name, text_member(entry, "name"));
    SENIM_TRY(std::string path, text_member(entry, "path"));
    parts.push_back({std::move(name), std::move(path)});
  }
  return parts;
}

// {"file","detached"?,"at"?,"policy"?}; an unknown member is an error: a misspelt "at" must not be
// "now".
Result<Item> batch_item(const std::string& text) {
  constexpr std::size_t kMaxLine = 1 << 20;  // thousands of detached paths
  if (text.size() > kMaxLine) {
    return Error{ErrorCode::limit_exceeded, "a batch line is longer than 1 MB"};
  }
  const auto line = nlohmann::json::parse(text, nullptr, false);
  if (line.is_discarded() || !line.is_object()) {
    return Error{ErrorCode::malformed, "a batch line is a JSON object"};
  }
  for (const auto& [name, value] : line.items()) {
    if (name != "file" && name != "detached" && name != "at" && name != "policy") {
      return Error{ErrorCode::malformed,
                   "unknown member in a batch line; known are file, detached, at, policy"};
    }
  }
  Item item;
  SENIM_TRY(item.file, text_member(line, "file"));
  SENIM_TRY(item.detached, detached_member(line));
  if (line.contains("at")) {
    SENIM_TRY(const std::string at, text_member(line, "at"));
    SENIM_TRY(item.at, parse_utc(at));
  }
  if (line.contains("policy")) {
    SENIM_TRY(item.policy, text_member(line, "policy"));
  }
  return item;
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

Exit batch(const VerifyOptions& options, const VerifyWorld& world, std::istream& lines,
           std::ostream& out) {
  Worst worst;
  Printer printer(options.output, true, out);
  std::string text;
  while (std::getline(lines, text)) {
    if (text.empty()) {
      continue;
    }
    Result<Item> item = batch_item(text);
    if (!item.ok()) {
      printer.show("", Result<model::Verdict>(item.error()));
      worst.see(Exit::no_verdict);
      continue;
    }
    if (!item->policy) {
      item->policy = options.policy;
    }
    if (!item->at) {
      item->at = options.at;
    }
    worst.see(one(*item, world, printer));
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
    worst.see(batch(options, world, in, out));
    return worst.get();
  }
  std::ifstream lines(*options.batch);
  if (!lines) {
    err << "senim verify: cannot read the batch file " << reports::safe_text(*options.batch)
        << "\n";
    worst.see(Exit::usage);
    return worst.get();
  }
  worst.see(batch(options, world, lines, out));
  return worst.get();
}

}  // namespace senim::commands
