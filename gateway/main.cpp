// Senim's command line (report.md 5). Reading this file shows what there is; each command's work is
// in gateway/commands or gateway/server.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>

#include "gateway/build_id.h"
#include "gateway/commands/policy.h"
#include "gateway/commands/record.h"
#include "gateway/commands/stored_records.h"
#include "gateway/commands/trust.h"
#include "gateway/commands/verify.h"
#include "gateway/commands/verify_arguments.h"
#include "gateway/commands/world.h"
#include "gateway/config.h"
#include "gateway/demo/responder_server.h"
#include "gateway/demo/world.h"
#include "gateway/reports/report_text.h"
#include "gateway/server.h"
#include "gateway/trust_files.h"
#include "trustlists/trust_snapshot.h"

namespace {

using namespace senim;
using commands::Exit;

constexpr int kUsage = static_cast<int>(Exit::usage);

UtcTime now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

int complain(std::string_view command, const Error& error) {
  std::cerr << "senim " << command << ": " << reports::safe_text(error.message) << "\n";
  return kUsage;
}

using commands::VerifyArguments;

const std::map<std::string, commands::Output> kOutputs = {{"text", commands::Output::text},
                                                          {"json", commands::Output::json},
                                                          {"jsonl", commands::Output::jsonl}};

// Where a run of verify gets everything from, and where it speaks.
struct Surroundings {
  const gateway::Files& files;
  UtcTime now;
  std::function<Result<std::shared_ptr<service::EvidenceSource>>(const gateway::NetworkConfig&)>
      source;
  std::istream& lines;  // of --batch
  std::ostream& out;
  std::optional<std::string> record{};  // the folder, when all of it is from a record
};

int run_verify(VerifyArguments arguments, const Surroundings& from) {
  commands::VerifyOptions options;
  options.files = arguments.files;
  options.output = kOutputs.at(arguments.output);
  for (const std::string& part : arguments.detached) {
    options.detached.push_back(commands::detached_file(from.files, part));
  }
  options.batch = arguments.batch;
  if (arguments.at) {
    const auto at = parse_utc(*arguments.at);
    if (!at.ok()) {
      return complain("verify", at.error());
    }
    options.at = *at;
  }
  const auto config = commands::configuration(from.files, arguments.config);
  if (!config.ok()) {
    return complain("verify", config.error());
  }
  const auto book = commands::policy_book(from.files, *config, arguments.policy);
  if (!book.ok()) {
    return complain("verify", book.error());
  }
  options.policy = arguments.policy;
  const auto trust = commands::snapshot_of(from.files, *config, arguments.trust);
  if (!trust.ok()) {
    return complain("verify", trust.error());
  }
  const Status usable = commands::usable(**trust, arguments.trust, "verify", std::cerr);
  if (!usable.ok()) {
    return complain("verify", usable.error());
  }
  gateway::NetworkConfig network = *config ? (*config)->network : gateway::NetworkConfig();
  network.enabled = network.enabled && !arguments.offline;
  const auto source = from.source(network);
  if (!source.ok()) {
    return complain("verify", source.error());
  }
  return static_cast<int>(commands::verify(options, {*trust, *book, from.now, from.files, **source},
                                           from.lines, from.out, std::cerr));
}

Result<std::shared_ptr<service::EvidenceSource>> from_network(
    const gateway::NetworkConfig& network) {
  return gateway::evidence_source(network, {});
}

// The same question again, answered from a record and nothing else.
int replay_verify(const std::string& folder) {
  const auto record = commands::Recorded::read(folder);
  if (!record.ok()) {
    return complain("verify --replay", record.error());
  }
  const commands::RecordIndex& index = (*record)->index();
  const auto arguments = commands::verify_arguments(index.arguments);
  if (!arguments.ok()) {
    return complain("verify --replay", arguments.error());
  }
  std::istringstream lines;
  if (arguments->batch) {
    const auto batch = (*record)->files().read(*arguments->batch);
    if (!batch.ok()) {
      return complain("verify --replay", batch.error());
    }
    lines.str(std::string(as_text(*batch)));
  }
  std::ostringstream out;
  const int exit = run_verify(
      *arguments, {(*record)->files(), index.now,
                   [&record](const gateway::NetworkConfig&) {
                     return Result<std::shared_ptr<service::EvidenceSource>>((*record)->source());
                   },
                   lines, out});
  std::cout << out.str() << std::flush;
  if (as_text((*record)->output()) != out.str() || std::to_string(exit) != index.exit) {
    std::cerr << "senim verify --replay: this is not what was recorded by "
              << reports::safe_text(index.engine) << " (this is " << gateway::engine_version()
              << ")\n";
    return static_cast<int>(Exit::no_verdict);
  }
  return exit;
}

int record_verify(const VerifyArguments& arguments) {
  const gateway::DiskFiles disk;
  commands::Recorder recorder(disk);
  std::istringstream lines;
  if (arguments.batch) {
    const auto batch = recorder.files().read(*arguments.batch);
    if (!batch.ok()) {
      return complain("verify --record", batch.error());
    }
    lines.str(std::string(as_text(*batch)));
  }
  const UtcTime when = now();
  std::ostringstream out;
  const int exit = run_verify(arguments, {recorder.files(), when,
                                          [&recorder](const gateway::NetworkConfig& network)
                                              -> Result<std::shared_ptr<service::EvidenceSource>> {
                                            SENIM_TRY(auto source, from_network(network));
                                            return recorder.watch(std::move(source));
                                          },
                                          lines, out});
  std::cout << out.str() << std::flush;
  const Status written = recorder.write(
      *arguments.record,
      {gateway::engine_version(), when, commands::recorded_form(arguments), exit, out.str()});
  return written.ok() ? exit : complain("verify --record", written.error());
}

int run_verify_command(const VerifyArguments& arguments) {
  const bool something = !arguments.files.empty() || arguments.batch;
  if (arguments.replay) {
    return replay_verify(*arguments.replay);
  }
  if (!something) {
    return complain("verify", {ErrorCode::malformed, "name at least one FILE, or --batch"});
  }
  if (arguments.record && arguments.batch == "-") {
    return complain("verify", {ErrorCode::malformed, "--record needs the batch as a FILE"});
  }
  if (arguments.record) {
    return record_verify(arguments);
  }
  std::ifstream file;
  if (arguments.batch && *arguments.batch != "-") {
    file.open(*arguments.batch);
    if (!file) {
      return complain("verify",
                      {ErrorCode::not_found, "cannot read the batch file " + *arguments.batch});
    }
  }
  const gateway::DiskFiles disk;
  return run_verify(arguments,
                    {disk, now(), from_network, file.is_open() ? file : std::cin, std::cout});
}

int run_trust_show(const std::optional<std::string>& config_file,
                   const std::vector<std::string>& trust, const std::string& output) {
  const gateway::DiskFiles disk;
  const auto config = commands::configuration(disk, config_file);
  if (!config.ok()) {
    return complain("trust show", config.error());
  }
  const auto snapshot = commands::snapshot_of(disk, *config, trust);
  if (!snapshot.ok()) {
    return complain("trust show", snapshot.error());
  }
  return commands::trust_show(**snapshot, now(), kOutputs.at(output), std::cout);
}

struct PolicyArguments {
  std::string name;  // of show: an id or FILE; of test: the new one
  std::vector<std::string> paths;
  std::optional<std::string> config, against, stored;
  std::string output = "text";
  std::vector<std::string> replay;
  VerifyArguments documents;  // of test
};

int run_policy_list(const PolicyArguments& arguments, bool show) {
  const std::string command = show ? "policy show" : "policy list";
  const gateway::DiskFiles disk;
  const auto config = commands::configuration(disk, arguments.config);
  if (!config.ok()) {
    return complain(command, config.error());
  }
  std::optional<std::string> name;
  if (show) {
    name = arguments.name;
  }
  const auto book = commands::policy_book(disk, *config, name);
  if (!book.ok()) {
    return complain(command, book.error());
  }
  const commands::Output output = kOutputs.at(arguments.output);
  return show ? commands::policy_show(**book, *name, output, std::cout, std::cerr)
              : commands::policy_list(**book, output, std::cout);
}

// A policy by FILE, or by id from the configuration; without a name what the configuration chooses.
Result<commands::PolicySide> policy_side(const gateway::Files& files,
                                         const std::optional<gateway::Config>& config,
                                         std::optional<std::string> name) {
  SENIM_TRY(const auto book, commands::policy_book(files, config, name));
  SENIM_CHECK(book->scoped(commands::anyone(), name));  // not_found before any document is read
  return commands::PolicySide{book, std::move(name)};
}

// The policies of a trial that are here and now. The old one, unless it is named, is that of the
// documents.
struct NamedPolicies {
  commands::PolicySide after;
  std::optional<commands::PolicySide> before;
};

Result<NamedPolicies> named_policies(const PolicyArguments& arguments,
                                     const gateway::Files& files) {
  SENIM_TRY(const auto config, commands::configuration(files, arguments.config));
  NamedPolicies named;
  SENIM_TRY(named.after, policy_side(files, config, arguments.name));
  if (arguments.against) {
    SENIM_TRY(named.before, policy_side(files, config, arguments.against));
  }
  return named;
}

Status test_documents(const NamedPolicies& named, const VerifyArguments& documents,
                      const Surroundings& from, commands::TrialReport& report) {
  commands::VerifyOptions options;
  options.files = documents.files;
  options.batch = documents.batch;
  for (const std::string& part : documents.detached) {
    options.detached.push_back(commands::detached_file(from.files, part));
  }
  if (documents.at) {
    SENIM_TRY(options.at, parse_utc(*documents.at));
  }
  SENIM_TRY(const auto config, commands::configuration(from.files, documents.config));
  SENIM_TRY(commands::PolicySide before, named.before
                                             ? Result<commands::PolicySide>(*named.before)
                                             : policy_side(from.files, config, documents.policy));
  SENIM_TRY(const auto trust, commands::snapshot_of(from.files, config, documents.trust));
  const std::string command =
      from.record ? "policy test: " + reports::safe_text(*from.record) : "policy test";
  SENIM_CHECK(commands::usable(*trust, documents.trust, command, std::cerr));
  gateway::NetworkConfig network = config ? config->network : gateway::NetworkConfig();
  network.enabled = network.enabled && !documents.offline;
  SENIM_TRY(const auto source, from.source(network));
  const std::size_t documents_seen = report.add(
      options, {std::move(before), named.after, trust, from.now, from.files, *source, from.record},
      from.lines);
  // As of verify: "nothing changes" would be true of it.
  return documents_seen != 0 ? success()
                             : Status(Error{ErrorCode::not_found, "no document is named"});
}

Status test_record(const NamedPolicies& named, const std::string& folder,
                   commands::TrialReport& report) {
  SENIM_TRY(const auto record, commands::Recorded::read(folder));
  SENIM_TRY(const VerifyArguments documents, commands::verify_arguments(record->index().arguments));
  std::istringstream lines;
  if (documents.batch) {
    SENIM_TRY(const Bytes batch, record->files().read(*documents.batch));
    lines.str(std::string(as_text(batch)));
  }
  return test_documents(
      named, documents,
      {record->files(), record->index().now,
       [&record](const gateway::NetworkConfig&) {
         return Result<std::shared_ptr<service::EvidenceSource>>(record->source());
       },
       lines, std::cout, folder},
      report);
}

// Every record is judged or told: one that is damaged hides nothing of the others.
Status test_stored(const NamedPolicies& named, const std::string& folder,
                   commands::TrialReport& report) {
  SENIM_TRY(const auto records, commands::stored_records(folder));
  for (const commands::StoredRecord& record : records) {
    const std::string name = record.folder.string();
    const Status tested =
        record.reachable.ok() ? test_record(named, name, report) : record.reachable;
    if (!tested.ok()) {
      report.add_unjudged(name, tested.error());
    }
  }
  return success();
}

int run_policy_test(const PolicyArguments& arguments) {
  if (arguments.documents.files.empty() && arguments.replay.empty() && !arguments.stored) {
    return complain("policy test",
                    {ErrorCode::malformed, "name documents, or records with --replay or --stored"});
  }
  const gateway::DiskFiles disk;
  const auto named = named_policies(arguments, disk);
  if (!named.ok()) {
    return complain("policy test", named.error());
  }
  commands::TrialReport report(kOutputs.at(arguments.output), std::cout);
  if (arguments.stored) {
    const Status tested = test_stored(*named, *arguments.stored, report);
    if (!tested.ok()) {
      return complain("policy test --stored", tested.error());
    }
  }
  for (const std::string& folder : arguments.replay) {
    const Status tested = test_record(*named, folder, report);
    if (!tested.ok()) {
      return complain("policy test --replay", tested.error());
    }
  }
  if (!arguments.documents.files.empty()) {
    VerifyArguments documents = arguments.documents;
    documents.config = arguments.config;
    const Status tested =
        test_documents(*named, documents, {disk, now(), from_network, std::cin, std::cout}, report);
    if (!tested.ok()) {
      return complain("policy test", tested.error());
    }
  }
  return report.finish();
}

int run_policy_check(const PolicyArguments& arguments) {
  if (arguments.paths.empty() && !arguments.config) {
    return complain("policy check",
                    {ErrorCode::malformed, "name a FILE or FOLDER, or --config senim.yaml"});
  }
  const gateway::DiskFiles disk;
  return commands::policy_check(disk, {arguments.paths, arguments.config}, std::cout, std::cerr);
}

int run_demo(const std::string& folder) {
  const auto world = demo::ensure_world(folder, now());
  if (!world.ok()) {
    return complain("demo", world.error());
  }
  std::cout << "demo world in " << folder << ", made " << to_string(world->made) << "\n";
  for (const demo::DemoList& list : world->lists) {
    std::cout << "  list   " << list.path.string() << "#" << list.signer << "\n";
  }
  for (const demo::DemoSample& sample : world->samples) {
    std::cout << "  sample " << sample.path.string() << "  " << sample.status << ": "
              << sample.description << "\n";
  }
  return 0;
}

std::vector<gateway::TrustSourceConfig> demo_sources(const std::vector<demo::DemoList>& lists) {
  std::vector<gateway::TrustSourceConfig> sources;
  for (const demo::DemoList& list : lists) {
    gateway::TrustSourceConfig source;
    source.id = list.source;
    source.territory = list.territory;
    source.domestic = list.domestic;
    source.path = list.path;
    source.required = true;
    source.pinned = {gateway::parse_fingerprint(list.signer).value()};
    sources.push_back(std::move(source));
  }
  return sources;
}

// The demo world while the gateway runs: its lists, and its responders on their port (design.md 7,
// only for `demo: true`).
class RunningDemo {
 public:
  explicit RunningDemo(std::function<void(std::string_view)> log) : log_(std::move(log)) {}

  Result<gateway::DemoWorld> start(const std::filesystem::path& folder, UtcTime when) {
    const std::filesystem::path place = folder / "world";
    if (server_ == nullptr) {
      listen(folder, demo::port_of_world(place, when));
    }
    const std::uint16_t port = server_ != nullptr ? server_->port() : demo::kResponderPort;
    SENIM_TRY(const demo::World world, demo::ensure_world(place, when, port));
    gateway::DemoWorld running;
    running.sources = demo_sources(world.lists);
    if (server_ != nullptr && server_->port() == world.port) {
      SENIM_TRY(demo::Responders responders, demo::Responders::of(world));
      server_->serve(std::move(responders));
      running.endpoints = {{net::IpAddress::v4({127, 0, 0, 1}), world.port}};
    }
    samples_ = place / "samples";
    return running;
  }
  const std::filesystem::path& samples() const { return samples_; }

 private:
  // A world that is there has its port; for a new one any will do when the usual one is taken.
  void listen(const std::filesystem::path& folder, std::optional<std::uint16_t> known) {
    demo::ResponderServer::Options options;
    options.port = known.value_or(demo::kResponderPort);
    options.spool_folder = folder / "spool";
    options.clock = now;
    options.log = log_;
    auto listening = demo::ResponderServer::listen(options);
    if (!listening.ok() && !known) {
      options.port = 0;
      listening = demo::ResponderServer::listen(options);
    }
    if (listening.ok()) {
      server_ = std::move(listening).value();
    } else {
      log_("the demo responders do not run, so demo documents cannot be confirmed: " +
           listening.error().message);
    }
  }
  std::function<void(std::string_view)> log_;
  std::unique_ptr<demo::ResponderServer> server_;
  std::filesystem::path samples_;
};

struct ServeArguments {
  std::string config = "/etc/senim/senim.yaml";
  std::string state_dir;
  std::uint16_t port = 0;
  bool demo = false;
  bool confirm_clock = false;
};

// What a newcomer needs next (./dev run).
void say_where(const std::string& address, const std::filesystem::path& samples) {
  std::cout << "Senim answers at " << address << "\n";
  if (!samples.empty()) {
    std::cout << "The demo world's documents are in " << samples.string()
              << "/. Try, in another terminal:\n\n"
              << "  curl -s --data-binary @" << (samples / "good-cades.p7m").string()
              << " -H 'Content-Type: application/octet-stream' \\\n"
              << "    '" << address << "/api/v1/validations?name=good-cades.p7m'\n\n";
  }
  std::cout << "Stop with Ctrl-C (or SIGTERM)." << std::endl;  // flushed: the reader waits for it
}

int run_serve(const ServeArguments& arguments) {
  gateway::ServeOptions options;
  options.config = arguments.config;
  options.demo = arguments.demo;
  options.clock_trust =
      arguments.confirm_clock ? store::ClockTrust::confirmed : store::ClockTrust::measured;
  if (!arguments.state_dir.empty()) {
    options.state_dir = std::filesystem::absolute(arguments.state_dir);
  }
  if (arguments.port != 0) {
    options.port = arguments.port;
  }
  options.log = [](std::string_view line) {
    std::cerr << reports::safe_text(line) + "\n" << std::flush;
  };
  RunningDemo demo(options.log);
  options.demo_world = [&demo](const std::filesystem::path& folder, UtcTime when) {
    return demo.start(folder, when);
  };
  options.on_started = [&demo](const std::string& address) { say_where(address, demo.samples()); };
  return gateway::serve(options);
}

CLI::App* add_verify(CLI::App& app, VerifyArguments& verify) {
  CLI::App* command = app.add_subcommand("verify", "verify signed documents");
  command->add_option("FILE", verify.files, "documents");
  command->add_option("--config", verify.config, "senim.yaml: its policies and trust");
  command->add_option("--policy", verify.policy, "policy id, or a policy file");
  command->add_option("--at", verify.at, "judge as of this time (RFC 3339)");
  command->add_option("--detached", verify.detached, "[NAME=]FILE: content of a detached signature")
      ->allow_extra_args(false);
  command->add_option("--trust", verify.trust, "FILE|DIR|FILE#sha256: anchors and trust lists")
      ->allow_extra_args(false);
  command->add_flag("--offline", verify.offline,
                    "open no socket; what would be fetched is unreachable");
  command->add_option("--output", verify.output, "text, json or jsonl")
      ->check(CLI::IsMember({"text", "json", "jsonl"}));
  command->add_option("--batch", verify.batch, "FILE or -: one JSON object a line");
  auto* const record = command->add_option("--record", verify.record,
                                           "a new folder for all that the verdict depends on");
  command->add_option("--replay", verify.replay, "say again what a recorded run said")
      ->excludes(record)
      ->excludes("FILE", "--config", "--policy", "--at", "--detached", "--trust", "--offline",
                 "--output", "--batch");
  return command;
}

struct TrustArguments {
  std::vector<std::string> files;
  std::optional<std::string> config;
  std::string output = "text";
};

CLI::App* add_trust_show(CLI::App& app, TrustArguments& trust) {
  CLI::App* command = app.add_subcommand("trust", "trust lists");
  CLI::App* show = command->add_subcommand("show", "lists, services, anchors, age");
  command->require_subcommand(1);
  show->add_option("--config", trust.config, "senim.yaml: its trust.yaml");
  show->add_option("--trust", trust.files, "FILE|DIR|FILE#sha256")->allow_extra_args(false);
  show->add_option("--output", trust.output, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  return show;
}

void add_common(CLI::App* command, PolicyArguments& policy) {
  command->add_option("--config", policy.config, "senim.yaml: its policies");
  command->add_option("--output", policy.output, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
}

CLI::App* add_policy_test(CLI::App& command, PolicyArguments& policy) {
  CLI::App* test = command.add_subcommand(
      "test", "judge the same evidence under two policies; exit 1 when a verdict changes");
  test->add_option("NEW", policy.name, "id, or a policy file")->required();
  test->add_option("FILE", policy.documents.files, "documents");
  test->add_option("--against", policy.against,
                   "id or file of the old one; else what the documents would get");
  test->add_option("--replay", policy.replay, "records of verify --record")
      ->allow_extra_args(false);
  test->add_option("--at", policy.documents.at, "judge as of this time (RFC 3339)");
  test->add_option("--detached", policy.documents.detached,
                   "[NAME=]FILE: content of a detached signature")
      ->allow_extra_args(false);
  test->add_option("--trust", policy.documents.trust,
                   "FILE|DIR|FILE#sha256: anchors and trust lists")
      ->allow_extra_args(false);
  test->add_flag("--offline", policy.documents.offline, "open no socket");
  test->add_option("--stored", policy.stored,
                   "FOLDER: every record of verify --record in it, at any depth; exit 4 when one "
                   "of them cannot be read")
      ->excludes("FILE", "--replay", "--at", "--detached", "--trust", "--offline");
  add_common(test, policy);
  return test;
}

struct PolicyCommands {
  CLI::App* list;
  CLI::App* show;
  CLI::App* check;
  CLI::App* test;
};

PolicyCommands add_policy(CLI::App& app, PolicyArguments& policy) {
  CLI::App* command = app.add_subcommand("policy", "policies: list, show, check, test");
  command->require_subcommand(1);
  CLI::App* list = command->add_subcommand("list", "every policy there is");
  add_common(list, policy);
  CLI::App* show = command->add_subcommand("show", "every value of one, and where it came from");
  show->add_option("POLICY", policy.name, "id, or a policy file")->required();
  add_common(show, policy);
  CLI::App* check = command->add_subcommand("check", "whether files are good");
  check->add_option("PATH", policy.paths, "policy files, suite files (*.json), or folders of them");
  check->add_option("--config", policy.config, "senim.yaml: all that it names, together");
  return {list, show, check, add_policy_test(*command, policy)};
}

CLI::App* add_serve(CLI::App& app, ServeArguments& serve) {
  CLI::App* command = app.add_subcommand("serve", "run the gateway");
  command->add_option("--config", serve.config, "senim.yaml");
  command->add_option("--state-dir", serve.state_dir, "instead of the configured one");
  command->add_option("--port", serve.port, "instead of the configured one");
  command->add_flag("--demo", serve.demo,
                    "with the demo world; receipts say so and have no legal effect");
  command->add_flag("--confirm-clock", serve.confirm_clock,
                    "the clock is right although the newest receipt is of a later time");
  return command;
}

int run(int argc, char** argv) {
  CLI::App app{"Senim: cross-border trust verification gateway"};
  app.require_subcommand(1);
  app.set_version_flag("--version", gateway::version_text);

  VerifyArguments verify;
  const CLI::App* verify_command = add_verify(app, verify);
  TrustArguments trust;
  const CLI::App* trust_show = add_trust_show(app, trust);
  PolicyArguments policy;
  const PolicyCommands policies = add_policy(app, policy);
  ServeArguments serve;
  const CLI::App* serve_command = add_serve(app, serve);
  std::string demo_folder = "var/demo";
  CLI::App* demo_command =
      app.add_subcommand("demo", "make the demo world: countries, lists, sample documents");
  demo_command->add_option("FOLDER", demo_folder, "where");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : kUsage;
  }
  if (verify_command->parsed()) {
    return run_verify_command(verify);
  }
  if (trust_show->parsed()) {
    return run_trust_show(trust.config, trust.files, trust.output);
  }
  if (policies.list->parsed() || policies.show->parsed()) {
    return run_policy_list(policy, policies.show->parsed());
  }
  if (policies.check->parsed()) {
    return run_policy_check(policy);
  }
  if (policies.test->parsed()) {
    return run_policy_test(policy);
  }
  if (serve_command->parsed()) {
    return run_serve(serve);
  }
  return run_demo(demo_folder);  // require_subcommand: there is no other
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    static_cast<void>(std::fprintf(stderr, "senim: %s\n", problem.what()));
    return kUsage;
  }
}
