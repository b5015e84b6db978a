#include "gateway/commands/verify.h"

#include <iostream>

#include "gateway/reports/report_json.h"
#include "gateway/reports/report_text.h"

namespace senim::commands {
namespace {

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

Result<model::Verdict> verdict_of(const Item& item, const VerifyWorld& world) {
  SENIM_TRY(const OpenItem open, OpenItem::open(item, world.files, world.now));
  SENIM_TRY(const auto chooser,
            world.policies->scoped(anyone(), item.policy,
                                   open.submission().asked_time.value_or(world.now)));
  Budget budget;
  return service::validate(open.submission(), {*world.trust, *chooser, world.now}, world.source,
                           budget);
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
  SENIM_CHECK(read_batch_line(text, item));
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

policies::CallerScope anyone() {
  policies::CallerScope scope;
  scope.allowed = {"*"};
  return scope;
}

Exit verify(const VerifyOptions& options, const VerifyWorld& world, std::istream& lines,
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
  if (options.batch) {
    worst.see(batch(options, world, lines, out, err));
  }
  return worst.get();
}

}  // namespace senim::commands
