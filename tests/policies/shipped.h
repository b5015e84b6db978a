#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "policies/policy_book.h"
#include "tests/support/corpus.h"

namespace senim::policies {

// The policies as they are shipped, those of the demo world too, and one more.
inline std::shared_ptr<const PolicyBook> shipped_book(const std::string& more = "") {
  std::vector<NamedFile> files;
  const auto folder = std::filesystem::path(SENIM_SOURCE_DIR) / "conf" / "policies";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back({entry.path().filename().string(), senim::test::read_file(entry.path())});
  }
  if (!more.empty()) {
    files.push_back({"more.yaml", to_bytes(more)});
  }
  BookSettings settings;
  settings.home = "KZ";
  settings.default_policy = "default";
  settings.demo = DemoWorld::present;
  auto book = PolicyBook::make(files, std::move(settings));
  if (!book.ok()) {
    throw std::runtime_error(book.error().message);
  }
  return std::move(book).value();
}

}  // namespace senim::policies
