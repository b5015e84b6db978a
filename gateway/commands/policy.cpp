#include "gateway/commands/policy.h"

#include <algorithm>
#include <istream>
#include <ostream>
#include <utility>

#include "gateway/commands/world.h"
#include "gateway/policy_loader.h"
#include "gateway/reports/report_text.h"
#include "policies/suite_file.h"
#include "validators/formats/json_writer.h"
#include "validators/process/judge.h"

namespace senim::commands {
namespace {

using formats::Json;
using model::CheckRecord;
using model::SignatureVerdict;
using model::Verdict;
using policies::ResolvedPolicy;
using reports::safe_text;

constexpr int kUsage = static_cast<int>(Exit::usage);
constexpr int kNoVerdict = static_cast<int>(Exit::no_verdict);
constexpr int kDiffers = 1;

void print(const Json& json, std::ostream& out) { out << json.written() << "\n"; }

std::string conclusion_of(const SignatureVerdict& signature) {
  std::string text(signature_name(signature.conclusion.indication));
  const std::string_view sub = to_string(signature.conclusion.sub);
  return sub.empty() ? text : text.append("/").append(sub);
}

// A check that bars TOTAL_PASSED, told from others by what it asked about.
bool bars(const CheckRecord& check) {
  return check.level == model::Level::fail &&
         (check.outcome == model::Outcome::failed || check.outcome == model::Outcome::unsupported);
}
// What one policy calls the point of the law behind it makes no other check of it.
bool same_check(const CheckRecord& one, const CheckRecord& other) {
  const auto found = [](const CheckRecord& check) {
    model::Params params = check.params;
    std::erase_if(params, [](const auto& param) { return param.first == model::kLegalPoint; });
    return params;
  };
  return one.rule == other.rule && found(one) == found(other);
}

struct Flip {
  const CheckRecord* before = nullptr;  // null: the check was not asked on that side
  const CheckRecord* after = nullptr;
};

const CheckRecord* find(const std::vector<CheckRecord>& checks, const CheckRecord& like) {
  const auto exact = std::ranges::find_if(
      checks, [&like](const CheckRecord& check) { return same_check(check, like); });
  if (exact != checks.end()) {
    return &*exact;
  }
  // What a check found may be told in its params: then the rule alone has to do.
  const auto rule = std::ranges::find(checks, like.rule, &CheckRecord::rule);
  return rule == checks.end() ? nullptr : &*rule;
}

// The checks that bar on one side only, each once.
std::vector<Flip> flips(const SignatureVerdict& before, const SignatureVerdict& after) {
  std::vector<Flip> found;
  for (const CheckRecord& check : before.checks) {
    const CheckRecord* const other = find(after.checks, check);
    if (bars(check) && (other == nullptr || !bars(*other))) {
      found.push_back({&check, other});
    }
  }
  for (const CheckRecord& check : after.checks) {
    const CheckRecord* const other = find(before.checks, check);
    if (bars(check) && (other == nullptr || !bars(*other))) {
      found.push_back({other, &check});
    }
  }
  return found;
}

std::string outcome_text(const CheckRecord* check) {
  return check == nullptr
             ? "not asked"
             : std::string(to_string(check->level)) + " " + std::string(to_string(check->outcome));
}

Json outcome_json(const CheckRecord* check) {
  if (check == nullptr) {
    return nullptr;
  }
  Json params = Json::object();
  for (const auto& [name, value] : check->params) {
    params[name] = value;
  }
  return {{"level", to_string(check->level)},
          {"outcome", to_string(check->outcome)},
          {"params", std::move(params)}};
}

Json side_json(const SignatureVerdict& signature) {
  return {{"policy", signature.policy.id},
          {"indication", signature_name(signature.conclusion.indication)},
          {"subIndication", to_string(signature.conclusion.sub)}};
}

Json side_json(const Verdict& verdict) {
  return {{"status", to_string(verdict.status)},
          {"reason", verdict.reason ? verdict.reason->code : std::string()}};
}

std::string status_text(const Verdict& verdict) {
  std::string text(to_string(verdict.status));
  return verdict.reason ? text.append(" (").append(verdict.reason->code).append(")") : text;
}

struct Pair {
  const SignatureVerdict* before = nullptr;
  const SignatureVerdict* after = nullptr;
  bool changed() const { return before->conclusion != after->conclusion; }
};

// Both sides judged the same evidence, so both have the same signatures.
std::vector<Pair> pairs(const Verdict& before, const Verdict& after) {
  std::vector<Pair> found;
  for (const SignatureVerdict& signature : before.signatures) {
    const auto other = std::ranges::find(after.signatures, signature.id, &SignatureVerdict::id);
    if (other != after.signatures.end()) {
      found.push_back({&signature, &*other});
    }
  }
  return found;
}

bool changed(const Verdict& before, const Verdict& after) {
  const std::vector<Pair> both = pairs(before, after);
  return before.status != after.status || std::ranges::any_of(both, &Pair::changed);
}

// What a line of the report is about.
struct Subject {
  std::optional<std::string> record;
  std::optional<std::string> file;  // none: the whole record
};

Json subject_json(const Subject& subject) {
  Json json = Json::object();
  if (subject.record) {
    json["record"] = *subject.record;
  }
  if (subject.file) {
    json["file"] = *subject.file;
  }
  return json;
}

std::string subject_text(const Subject& subject) {
  std::string text = subject.record ? safe_text(*subject.record) + ": " : "";
  return subject.file ? text.append(safe_text(*subject.file)).append(": ") : text;
}

Json document_json(const Subject& subject, const Verdict& before, const Verdict& after) {
  Json document = subject_json(subject);
  document["changed"] = changed(before, after);
  document["before"] = side_json(before);
  document["after"] = side_json(after);
  document["signatures"] = Json::array();
  for (const Pair& pair : pairs(before, after)) {
    if (!pair.changed()) {
      continue;
    }
    Json signature{{"id", pair.before->id},
                   {"before", side_json(*pair.before)},
                   {"after", side_json(*pair.after)}};
    signature["checks"] = Json::array();
    for (const Flip& flip : flips(*pair.before, *pair.after)) {
      const CheckRecord& known = flip.before != nullptr ? *flip.before : *flip.after;
      signature["checks"].push_back({{"id", known.rule->id},
                                     {"clause", known.rule->clause},
                                     {"before", outcome_json(flip.before)},
                                     {"after", outcome_json(flip.after)}});
    }
    document["signatures"].push_back(std::move(signature));
  }
  return document;
}

std::string document_text(const Subject& subject, const Verdict& before, const Verdict& after) {
  std::string text = subject_text(subject) + status_text(before);
  if (!changed(before, after)) {
    return text + ", as before\n";
  }
  text += " -> " + status_text(after) + "\n";
  for (const Pair& pair : pairs(before, after)) {
    if (!pair.changed()) {
      continue;
    }
    text += "  signature " + pair.before->id + ": " + conclusion_of(*pair.before) + " (" +
            pair.before->policy.id + ") -> " + conclusion_of(*pair.after) + " (" +
            pair.after->policy.id + ")\n";
    for (const Flip& flip : flips(*pair.before, *pair.after)) {
      const CheckRecord& known = flip.before != nullptr ? *flip.before : *flip.after;
      text += "    " + std::string(known.rule->id) + ": " + outcome_text(flip.before) + " -> " +
              outcome_text(flip.after) + " (" + std::string(known.rule->clause) + ")\n";
    }
  }
  return text;
}

struct Judged {
  Verdict before, after;
};

Result<Judged> judge_twice(const Item& item, const Trial& trial) {
  SENIM_TRY(const OpenItem open, OpenItem::open(item, trial.files, trial.now));
  SENIM_TRY(const auto old_chooser, trial.before.book->scoped(anyone(), trial.before.policy));
  SENIM_TRY(const auto new_chooser, trial.after.book->scoped(anyone(), trial.after.policy));
  const service::ValidationContext old_context{*trial.trust, *old_chooser, trial.now};
  const service::ValidationContext new_context{*trial.trust, *new_chooser, trial.now};
  Budget old_budget;
  SENIM_TRY(const model::Evidence evidence,
            service::gather(open.submission(), old_context, trial.source, old_budget));
  Budget new_budget;
  model::Evidence answers;
  answers.fetched = evidence.fetched;
  SENIM_TRY(const model::Evidence more,
            service::gather(open.submission(), new_context, trial.source, new_budget,
                            std::move(answers)));
  return Judged{process::judge(evidence, open.submission(), *trial.trust, *old_chooser, trial.now),
                process::judge(more, open.submission(), *trial.trust, *new_chooser, trial.now)};
}

Json policy_json(const ResolvedPolicy& resolved) {
  const model::Policy& policy = resolved.policy;
  return {{"id", policy.id()}, {"version", policy.version()}, {"digest", policy.digest()}};
}

std::string suite_text(const policies::Suite& suite) {
  std::size_t rows = 0;
  for (const policies::SuiteRows& usage : suite.usages) {
    rows += usage.digests.size() + usage.keys.size();
  }
  std::string text = suite.source + ", issued " + to_string(*suite.updated);
  text += suite.next_update ? ", next update " + to_string(*suite.next_update) : "";
  text += ", " + std::to_string(rows) + " rows";
  for (const std::string& remark : suite.remarks) {
    text += "; " + remark;
  }
  return text;
}

Result<std::string> check_suite(const gateway::Files& files, const std::string& path) {
  SENIM_TRY(const Bytes octets, files.read(path, policies::kMaxSuiteBytes));
  SENIM_TRY(const policies::Suite suite, policies::read_suite_file(path, octets));
  return suite_text(suite);
}

// Each suite file of a folder must be good, whether a policy names it or not: what stands among
// policies is meant to be used.
Result<std::size_t> check_suites(const std::vector<policies::NamedFile>& files) {
  const policies::SuiteShelf shelf = policies::suites_among(files);
  for (const auto& [name, suite] : shelf) {
    SENIM_CHECK(suite);
  }
  return shelf.size();
}

std::string counted(const policies::PolicyBook& book, std::size_t suites) {
  return std::to_string(book.policies().size()) + " policies" +
         (suites == 0 ? "" : ", suite files: " + std::to_string(suites));
}

// The files of a folder as one book: each must resolve, ids must differ.
Result<std::string> check_folder(const gateway::Files& files, const std::string& folder) {
  SENIM_TRY(const std::vector<policies::NamedFile> named, gateway::policy_files(files, folder));
  const bool none = std::ranges::all_of(
      named, [](const policies::NamedFile& file) { return policies::is_suite_file(file.name); });
  if (none) {
    return Error{ErrorCode::not_found, folder + ": no *.yaml in it"};
  }
  SENIM_TRY(const std::size_t suites, check_suites(named));
  policies::BookSettings settings;
  settings.demo = policies::DemoWorld::present;
  SENIM_TRY(const auto book, policies::PolicyBook::make(named, std::move(settings)));
  return counted(*book, suites);
}

Result<std::string> check_path(const gateway::Files& files, const std::string& path) {
  if (files.kind(path) == gateway::Files::Kind::folder) {
    return check_folder(files, path);
  }
  if (policies::is_suite_file(path)) {
    return check_suite(files, path);
  }
  SENIM_TRY(const gateway::ChosenPolicy chosen, gateway::load_policy_file(files, path));
  return chosen.id + ", digest " + chosen.book->find(chosen.id)->policy.digest();
}

Result<std::string> check_config(const gateway::Files& files, const std::string& file) {
  SENIM_TRY(const gateway::Config config, gateway::read_config(files, file));
  SENIM_TRY(const auto book, gateway::load_policies(files, config));
  SENIM_TRY(const auto named, gateway::policy_files(files, config.policy_folder));
  SENIM_TRY(const std::size_t suites, check_suites(named));
  return counted(*book, suites) + ", book " + book->digest();
}

// What a policy says of itself beyond its title, where it says it.
void add_scope(const ResolvedPolicy& resolved, Json& entry) {
  if (!resolved.description.empty()) {
    entry["description"] = resolved.description;
  }
  const auto put = [&entry](const char* key, const std::optional<UtcTime>& instant) {
    if (instant) {
      entry[key] = to_string(*instant);
    }
  };
  put("validFrom", resolved.scope.from);
  put("validTo", resolved.scope.to);
  const policies::Conditions& target = resolved.scope.target;
  const auto list = [&entry](const char* key, const std::vector<std::string>& words) {
    if (!words.empty()) {
      entry["target"][key] = words;
    }
  };
  list("callers", target.callers);
  list("directions", target.directions);
  list("issuerCountries", target.issuer_countries);
  list("purposes", policies::words_of(target.purposes));
  list("formats", resolved.scope.formats);
}

}  // namespace

int policy_list(const policies::PolicyBook& book, Output output, std::ostream& out) {
  Json json{{"book", book.digest()}, {"policies", Json::array()}};
  for (const ResolvedPolicy& resolved : book.policies()) {
    const model::Policy& policy = resolved.policy;
    Json entry = policy_json(resolved);
    entry["title"] = policy.rules().title;
    entry["legalBasis"] = policy.rules().legal_basis;
    add_scope(resolved, entry);
    json["policies"].push_back(std::move(entry));
    if (output == Output::text) {
      out << policy.id() << "  version " << safe_text(policy.version()) << ", digest "
          << policy.digest() << "\n  " << safe_text(policy.rules().title)
          << "\n  legal basis: " << safe_text(policy.rules().legal_basis) << "\n";
      for (const auto& [key, value] : policies::write_scope(resolved.scope)) {
        out << "  " << key << ": " << safe_text(value) << "\n";
      }
    }
  }
  if (output == Output::text) {
    out << "book " << book.digest() << ", " << book.policies().size() << " policies\n";
  } else {
    print(json, out);
  }
  return 0;
}

int policy_show(const policies::PolicyBook& book, const std::string& id, Output output,
                std::ostream& out, std::ostream& err) {
  const ResolvedPolicy* const resolved = book.find(id);
  if (resolved == nullptr) {
    err << "senim policy show: no policy '" << safe_text(id) << "' (senim policy list tells all)\n";
    return kUsage;
  }
  if (output == Output::text) {
    out << resolved->annotated() << "# digest " << resolved->policy.digest() << "\n";
    return 0;
  }
  Json json = policy_json(*resolved);
  json["values"] = Json::array();
  for (const policies::ResolvedLine& line : resolved->lines) {
    Json value{{"path", line.path},
               {"value", line.value},
               {"policy", line.origin.policy},
               {"file", line.origin.file},
               {"line", line.origin.line}};
    if (!line.sources.empty()) {
      value["sources"] = line.sources;
    }
    json["values"].push_back(std::move(value));
  }
  print(json, out);
  return 0;
}

int policy_check(const gateway::Files& files, const CheckQuestion& question, std::ostream& out,
                 std::ostream& err) {
  int exit = 0;
  const auto tell = [&](const std::string& what, const Result<std::string>& checked) {
    if (checked.ok()) {
      out << safe_text(what) << ": good, " << safe_text(*checked) << "\n";
      return;
    }
    err << "senim policy check: " << safe_text(checked.error().message) << "\n";
    exit = kDiffers;
  };
  if (question.config) {
    tell(*question.config, check_config(files, *question.config));
  }
  for (const std::string& path : question.paths) {
    tell(path, check_path(files, path));
  }
  return exit;
}

struct TrialReport::State {
  Output output = Output::text;
  std::ostream& out;
  Json documents = Json::array();
  std::size_t judged = 0;
  std::size_t changed = 0;
  std::size_t failed = 0;
  std::size_t unjudged_records = 0;

  void see(const Subject& subject, const Result<Judged>& result) {
    if (!result.ok()) {
      ++failed;
      tell(subject, "NO VERDICT", result.error());
      return;
    }
    ++judged;
    changed += commands::changed(result->before, result->after) ? 1U : 0U;
    documents.push_back(document_json(subject, result->before, result->after));
    if (output == Output::text) {
      out << document_text(subject, result->before, result->after) << std::flush;
    }
  }
  void tell(const Subject& subject, std::string_view what, const Error& error) {
    Json json = subject_json(subject);
    json["error"] = {{"code", to_string(error.code)}, {"message", error.message}};
    documents.push_back(std::move(json));
    if (output == Output::text) {
      out << subject_text(subject) << what << ", " << to_string(error.code) << ": "
          << safe_text(error.message) << "\n";
    }
  }
};

TrialReport::TrialReport(Output output, std::ostream& out)
    : state_(new State{.output = output, .out = out}) {}
TrialReport::~TrialReport() = default;

std::size_t TrialReport::add(const VerifyOptions& options, const Trial& trial,
                             std::istream& lines) {
  std::size_t seen = options.files.size();
  for (const std::string& file : options.files) {
    state_->see({trial.record, file}, judge_twice({file, options.detached, options.at, {}}, trial));
  }
  std::string text;
  while (options.batch && std::getline(lines, text)) {
    if (text.empty()) {
      continue;
    }
    Item item;
    const Status read = read_batch_line(text, item);
    item.at = item.at ? item.at : options.at;
    ++seen;
    state_->see({trial.record, item.file},
                read.ok() ? judge_twice(item, trial) : Result<Judged>(read.error()));
  }
  return seen;
}

void TrialReport::add_unjudged(const std::string& record, const Error& error) {
  ++state_->unjudged_records;
  state_->tell({record, {}}, "RECORD NOT JUDGED", error);
}

int TrialReport::finish() {
  if (state_->output == Output::text) {
    state_->out << state_->judged << " documents judged twice, " << state_->changed
                << " verdicts change, " << state_->failed << " without verdict";
    if (state_->unjudged_records != 0) {
      state_->out << ", " << state_->unjudged_records << " records not judged";
    }
    state_->out << "\n";
  } else {
    print({{"judged", state_->judged},
           {"changed", state_->changed},
           {"failed", state_->failed},
           {"unjudgedRecords", state_->unjudged_records},
           {"documents", state_->documents}},
          state_->out);
  }
  if (state_->failed != 0 || state_->unjudged_records != 0 || state_->judged == 0) {
    return kNoVerdict;
  }
  return state_->changed != 0 ? kDiffers : 0;
}

}  // namespace senim::commands
