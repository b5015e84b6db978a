#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gateway/config.h"
#include "gateway/files.h"
#include "policies/policy_book.h"

// Policies from disk into a book, whole or not at all.

namespace senim::gateway {

// The *.yaml of a folder, and its *.json, among which policies find the suite files they name.
Result<std::vector<policies::NamedFile>> policy_files(const Files& files,
                                                      const std::filesystem::path& folder);

// Every *.yaml of the configured folders of policies and agreements, with the configured selection
// and default.
Result<std::shared_ptr<const policies::PolicyBook>> load_policies(const Files& files,
                                                                  const Config& config);

struct ChosenPolicy {
  std::shared_ptr<const policies::PolicyBook> book;
  std::string id;
};
// A policy file named by hand, with the *.yaml beside it, which it may extend. Demo policies may be
// chosen.
Result<ChosenPolicy> load_policy_file(const Files& files, const std::filesystem::path& file);

}  // namespace senim::gateway
