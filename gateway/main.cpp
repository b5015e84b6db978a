// Senim's command line (report.md 5). Reading this file shows what there is; each command's work is
// in gateway/commands or gateway/server.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>

#include "gateway/build_id.h"
#include "gateway/commands/trust.h"
#include "gateway/commands/verify.h"
#include "gateway/config.h"
#include "gateway/demo/world.h"
#include "gateway/policy_loader.h"
#include "gateway/reports/report_text.h"
#include "gateway/server.h"
#include "gateway/trust_files.h"
#include "gateway/trust_loader.h"
#include "policies/policy_book.h"
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

struct VerifyArguments {
  std::vector<std::string> files, detached, trust;
  std::string output = "text";
  // An empty value is a value: a script whose variable was empty must not get another meaning.
  std::optional<std::string> config, policy, at, batch;
  bool offline = false;
};

const std::map<std::string, commands::Output> kOutputs = {{"text", commands::Output::text},
                                                          {"json", commands::Output::json},
                                                          {"jsonl", commands::Output::jsonl}};

// What --config names, read; nothing without it (report.md 5).
Result<std::optional<gateway::Config>> configuration(const std::optional<std::string>& file) {
  if (!file) {
    return std::optional<gateway::Config>();
  }
  SENIM_TRY(gateway::Config config, gateway::read_config(*file));
  return std::optional<gateway::Config>(std::move(config));
}

// The configured policies, or a policy FILE with those beside it, or the built-in base. `policy`
// becomes an id.
Result<std::shared_ptr<const policies::PolicyBook>> policy_book(
    const std::optional<gateway::Config>& config, std::optional<std::string>& policy) {
  std::error_code code;
  if (policy && std::filesystem::is_regular_file(*policy, code)) {
    SENIM_TRY(gateway::ChosenPolicy chosen, gateway::load_policy_file(*policy));
    policy = chosen.id;
    return chosen.book;
  }
  if (config) {
    return gateway::load_policies(*config);
  }
  return policies::PolicyBook::make({}, {});
}

// The configured sources and what --trust gives besides.
Result<std::shared_ptr<const trustlists::TrustSnapshot>> snapshot_of(
    const std::optional<gateway::Config>& config, const std::vector<std::string>& trust) {
  trustlists::SnapshotBuilder builder;
  if (config) {
    SENIM_TRY(const gateway::TrustConfig sources, gateway::read_trust(config->trust_file));
    builder = trustlists::SnapshotBuilder(*gateway::load_snapshot(sources, nullptr));
  }
  SENIM_CHECK(gateway::add_trust_arguments(trust, builder));
  return builder.build();
}

int run_verify(VerifyArguments arguments) {
  commands::VerifyOptions options;
  options.files = arguments.files;
  options.output = kOutputs.at(arguments.output);
  for (const std::string& part : arguments.detached) {
    options.detached.push_back(commands::detached_file(part));
  }
  options.batch = arguments.batch;
  if (options.files.empty() && !options.batch) {
    return complain("verify", {ErrorCode::malformed, "name at least one FILE, or --batch"});
  }
  if (arguments.at) {
    const auto at = parse_utc(*arguments.at);
    if (!at.ok()) {
      return complain("verify", at.error());
    }
    options.at = *at;
  }
  const auto config = configuration(arguments.config);
  if (!config.ok()) {
    return complain("verify", config.error());
  }
  const auto book = policy_book(*config, arguments.policy);
  if (!book.ok()) {
    return complain("verify", book.error());
  }
  options.policy = arguments.policy;
  const auto trust = snapshot_of(*config, arguments.trust);
  if (!trust.ok()) {
    return complain("verify", trust.error());
  }
  for (const trustlists::ListReport& report : (*trust)->reports()) {
    if (!report.error.empty()) {
      return complain("verify", {ErrorCode::malformed, report.info.source + ": " + report.error});
    }
  }
  gateway::NetworkConfig network = *config ? (*config)->network : gateway::NetworkConfig();
  network.enabled = network.enabled && !arguments.offline;
  const auto source = gateway::evidence_source(network, {});
  if (!source.ok()) {
    return complain("verify", source.error());
  }
  return static_cast<int>(
      commands::verify(options, {*trust, *book, now(), *source}, std::cin, std::cout, std::cerr));
}

int run_trust_show(const std::optional<std::string>& config_file,
                   const std::vector<std::string>& trust, const std::string& output) {
  const auto config = configuration(config_file);
  if (!config.ok()) {
    return complain("trust show", config.error());
  }
  const auto snapshot = snapshot_of(*config, trust);
  if (!snapshot.ok()) {
    return complain("trust show", snapshot.error());
  }
  return commands::trust_show(**snapshot, now(), kOutputs.at(output), std::cout);
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

// The demo world's lists as trust sources (design.md 7: only for `demo: true`).
Result<std::vector<gateway::TrustSourceConfig>> demo_sources(const std::filesystem::path& folder,
                                                             UtcTime when) {
  SENIM_TRY(const demo::World world, demo::ensure_world(folder / "world", when));
  std::vector<gateway::TrustSourceConfig> sources;
  for (const demo::DemoList& list : world.lists) {
    gateway::TrustSourceConfig source;
    source.id = list.source;
    source.territory = list.territory;
    source.domestic = list.domestic;
    source.path = list.path;
    source.required = true;
    const auto signer = gateway::parse_fingerprint(list.signer);
    if (!signer) {
      return Error{ErrorCode::corrupt, "the demo world names no signer for " + list.source};
    }
    source.pinned = {*signer};
    sources.push_back(std::move(source));
  }
  return sources;
}

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
  std::filesystem::path samples;
  options.demo_sources = [&samples](const std::filesystem::path& folder, UtcTime when) {
    samples = folder / "world" / "samples";
    return demo_sources(folder, when);
  };
  options.on_started = [&samples](const std::string& address) { say_where(address, samples); };
  options.log = [](std::string_view line) {
    std::cerr << reports::safe_text(line) + "\n" << std::flush;
  };
  return gateway::serve(options);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Senim: cross-border trust verification gateway"};
  app.require_subcommand(1);
  app.set_version_flag("--version", gateway::version_text);

  VerifyArguments verify;
  CLI::App* verify_command = app.add_subcommand("verify", "verify signed documents");
  verify_command->add_option("FILE", verify.files, "documents");
  verify_command->add_option("--config", verify.config, "senim.yaml: its policies and trust");
  verify_command->add_option("--policy", verify.policy, "policy id, or a policy file");
  verify_command->add_option("--at", verify.at, "judge as of this time (RFC 3339)");
  verify_command
      ->add_option("--detached", verify.detached, "[NAME=]FILE: content of a detached signature")
      ->allow_extra_args(false);
  verify_command
      ->add_option("--trust", verify.trust, "FILE|DIR|FILE#sha256: anchors and trust lists")
      ->allow_extra_args(false);
  verify_command->add_flag("--offline", verify.offline,
                           "open no socket; what would be fetched is unreachable");
  verify_command->add_option("--output", verify.output, "text, json or jsonl")
      ->check(CLI::IsMember({"text", "json", "jsonl"}));
  verify_command->add_option("--batch", verify.batch, "FILE or -: one JSON object a line");

  std::vector<std::string> trust_files;
  std::optional<std::string> trust_config;
  std::string trust_output = "text";
  CLI::App* trust_command = app.add_subcommand("trust", "trust lists");
  CLI::App* show_command = trust_command->add_subcommand("show", "lists, services, anchors, age");
  trust_command->require_subcommand(1);
  show_command->add_option("--config", trust_config, "senim.yaml: its trust.yaml");
  show_command->add_option("--trust", trust_files, "FILE|DIR|FILE#sha256")->allow_extra_args(false);
  show_command->add_option("--output", trust_output, "text or json")
      ->check(CLI::IsMember({"text", "json"}));

  ServeArguments serve;
  CLI::App* serve_command = app.add_subcommand("serve", "run the gateway");
  serve_command->add_option("--config", serve.config, "senim.yaml");
  serve_command->add_option("--state-dir", serve.state_dir, "instead of the configured one");
  serve_command->add_option("--port", serve.port, "instead of the configured one");
  serve_command->add_flag("--demo", serve.demo,
                          "with the demo world; receipts say so and have no legal effect");
  serve_command->add_flag("--confirm-clock", serve.confirm_clock,
                          "the clock is right although the newest receipt is of a later time");

  std::string demo_folder = "var/demo";
  CLI::App* demo_command =
      app.add_subcommand("demo", "make the demo world: countries, lists, sample documents");
  demo_command->add_option("FOLDER", demo_folder, "where");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : kUsage;
  }
  try {
    if (*verify_command) {
      return run_verify(verify);
    }
    if (*show_command) {
      return run_trust_show(trust_config, trust_files, trust_output);
    }
    if (*serve_command) {
      return run_serve(serve);
    }
    if (*demo_command) {
      return run_demo(demo_folder);
    }
  } catch (const std::exception& problem) {
    std::cerr << "senim: " << problem.what() << "\n";
    return kUsage;
  }
  return kUsage;
}
