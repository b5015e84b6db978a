// Senim's command line (report.md 5). Reading this file shows what there is; each command's work is
// in gateway/commands or gateway/server.

#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>

#include "gateway/commands/trust.h"
#include "gateway/commands/verify.h"
#include "gateway/demo/world.h"
#include "gateway/files.h"
#include "gateway/reports/report_text.h"
#include "gateway/trust_files.h"
#include "policies/policy_book.h"
#include "trustlists/trust_snapshot.h"

namespace {

using namespace senim;
using commands::Exit;

constexpr int kUsage = static_cast<int>(Exit::usage);
constexpr std::uint64_t kMaxPolicyFile = 1'000'000;  // as the strict YAML reader

UtcTime now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

int complain(std::string_view command, const Error& error) {
  std::cerr << "senim " << command << ": " << reports::safe_text(error.message) << "\n";
  return kUsage;
}

struct VerifyArguments {
  std::vector<std::string> files, detached, trust;
  std::string policy, at, output = "text", batch;
  bool offline = false;
};

const std::map<std::string, commands::Output> kOutputs = {{"text", commands::Output::text},
                                                          {"json", commands::Output::json},
                                                          {"jsonl", commands::Output::jsonl}};

// --policy ID, or FILE: a file joins the book with the policies beside it, which it may extend, and
// is chosen by its id.
Result<std::shared_ptr<const policies::PolicyBook>> policy_book(std::string& policy) {
  policies::BookSettings settings;
  std::vector<policies::NamedFile> files;
  std::error_code code;
  if (!policy.empty() && std::filesystem::is_regular_file(policy, code)) {
    const std::filesystem::path chosen(policy);
    SENIM_TRY(const Bytes octets, gateway::read_file(chosen, kMaxPolicyFile));
    SENIM_TRY(const auto file, policies::read_policy_file(policy, octets));
    files.push_back({policy, octets});
    SENIM_TRY(const auto beside,
              gateway::list_files(chosen.has_parent_path() ? chosen.parent_path() : "."));
    for (const auto& path : beside) {
      if (path.extension() == ".yaml" && !std::filesystem::equivalent(path, chosen, code)) {
        SENIM_TRY(Bytes other, gateway::read_file(path, kMaxPolicyFile));
        files.push_back({path.string(), std::move(other)});
      }
    }
    policy = file.id;
    settings.demo = policies::DemoWorld::present;  // chosen by hand
  }
  return policies::PolicyBook::make(files, std::move(settings));
}

Result<std::shared_ptr<const trustlists::TrustSnapshot>> snapshot_of(
    const std::vector<std::string>& trust) {
  trustlists::SnapshotBuilder builder;
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
  if (!arguments.batch.empty()) {
    options.batch = arguments.batch;
  }
  if (options.files.empty() && !options.batch) {
    return complain("verify", {ErrorCode::malformed, "name at least one FILE, or --batch"});
  }
  if (!arguments.at.empty()) {
    const auto at = parse_utc(arguments.at);
    if (!at.ok()) {
      return complain("verify", at.error());
    }
    options.at = *at;
  }
  const auto book = policy_book(arguments.policy);
  if (!book.ok()) {
    return complain("verify", book.error());
  }
  if (!arguments.policy.empty()) {
    options.policy = arguments.policy;
  }
  const auto trust = snapshot_of(arguments.trust);
  if (!trust.ok()) {
    return complain("verify", trust.error());
  }
  for (const trustlists::ListReport& report : (*trust)->reports()) {
    if (!report.error.empty()) {
      return complain("verify", {ErrorCode::malformed, report.info.source + ": " + report.error});
    }
  }
  return static_cast<int>(
      commands::verify(options, {*trust, *book, now()}, std::cin, std::cout, std::cerr));
}

int run_trust_show(const std::vector<std::string>& trust, const std::string& output) {
  const auto snapshot = snapshot_of(trust);
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

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Senim: cross-border trust verification gateway"};
  app.require_subcommand(1);

  VerifyArguments verify;
  CLI::App* verify_command = app.add_subcommand("verify", "verify signed documents");
  verify_command->add_option("FILE", verify.files, "documents");
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
  std::string trust_output = "text";
  CLI::App* trust_command = app.add_subcommand("trust", "trust lists");
  CLI::App* show_command = trust_command->add_subcommand("show", "lists, services, anchors, age");
  trust_command->require_subcommand(1);
  show_command->add_option("--trust", trust_files, "FILE|DIR|FILE#sha256")->allow_extra_args(false);
  show_command->add_option("--output", trust_output, "text or json")
      ->check(CLI::IsMember({"text", "json"}));

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
      return run_trust_show(trust_files, trust_output);
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
