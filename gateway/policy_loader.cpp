#include "gateway/policy_loader.h"

#include <utility>
#include <vector>

#include "policies/agreement_file.h"
#include "policies/policy_file.h"
#include "policies/suite_file.h"
#include "policies/yaml_reader.h"

namespace senim::gateway {
namespace {

Result<std::vector<policies::NamedFile>> yaml_files(const Files& disk,
                                                    const std::filesystem::path& folder) {
  SENIM_TRY(const std::vector<std::filesystem::path> files, disk.list(folder));
  std::vector<policies::NamedFile> named;
  for (const std::filesystem::path& file : files) {
    if (file.extension() == ".yaml") {
      SENIM_TRY(Bytes octets, disk.read(file, policies::kMaxYamlBytes));
      named.push_back({file.string(), std::move(octets), {}});
    }
  }
  return named;
}

Result<std::vector<model::Agreement>> load_agreements(const Files& disk,
                                                      const std::filesystem::path& folder) {
  std::vector<model::Agreement> agreements;
  if (folder.empty()) {
    return agreements;
  }
  SENIM_TRY(const auto files, yaml_files(disk, folder));
  for (const policies::NamedFile& file : files) {
    SENIM_TRY(agreements.emplace_back(), policies::read_agreement_file(file.name, file.octets));
  }
  return agreements;
}

}  // namespace

Result<std::vector<policies::NamedFile>> policy_files(const Files& disk,
                                                      const std::filesystem::path& folder) {
  SENIM_TRY(std::vector<policies::NamedFile> named, yaml_files(disk, folder));
  SENIM_TRY(const std::vector<std::filesystem::path> files, disk.list(folder));
  for (const std::filesystem::path& file : files) {
    // One that no policy names may be anything: beside a policy named by hand, a report.
    if (policies::is_suite_file(file.string())) {
      Result<Bytes> octets = disk.read(file, policies::kMaxSuiteBytes);
      named.push_back(octets.ok()
                          ? policies::NamedFile{file.string(), std::move(octets).value(), {}}
                          : policies::NamedFile{file.string(), {}, octets.error()});
    }
  }
  return named;
}

Result<std::shared_ptr<const policies::PolicyBook>> load_policies(const Files& disk,
                                                                  const Config& config) {
  SENIM_TRY(const auto files, policy_files(disk, config.policy_folder));
  SENIM_TRY(auto agreements, load_agreements(disk, config.agreement_folder));
  policies::BookSettings settings{
      .home = config.home,
      .default_policy = config.default_policy,
      .rules = config.selection,
      .demo = config.demo ? policies::DemoWorld::present : policies::DemoWorld::absent,
      .agreements = std::move(agreements)};
  if (config.demo) {
    // What is configured must be good all the same. The demo world has countries of real names:
    // the rules for real ones would take it from the demo policy.
    SENIM_CHECK(policies::PolicyBook::make(files, settings));
    settings.default_policy = config.demo_policy;
    settings.rules.clear();
  }
  return policies::PolicyBook::make(files, std::move(settings));
}

Result<ChosenPolicy> load_policy_file(const Files& disk, const std::filesystem::path& file) {
  SENIM_TRY(const Bytes octets, disk.read(file, policies::kMaxYamlBytes));
  SENIM_TRY(auto files, policy_files(disk, file.has_parent_path() ? file.parent_path() : "."));
  SENIM_TRY(const policies::PolicyFile chosen,
            policies::read_policy_file(file.string(), octets, policies::suites_among(files)));
  if (file.extension() != ".yaml") {
    files.push_back({file.string(), octets, {}});
  }
  policies::BookSettings settings;
  settings.demo = policies::DemoWorld::present;
  SENIM_TRY(auto book, policies::PolicyBook::make(files, std::move(settings)));
  return ChosenPolicy{std::move(book), chosen.id};
}

}  // namespace senim::gateway
