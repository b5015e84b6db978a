#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policies/policy_file.h"
#include "policies/policy_scope.h"
#include "policies/yaml_reader.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/model/agreement.h"
#include "validators/model/policy.h"

// All policies of one configuration, resolved, and the rules that choose among them. Immutable,
// shared between threads; loads whole or not at all. Opens no file: the gateway hands it contents.
// An agreement in force for the pair of countries comes before the rules, they before the default.

namespace senim::policies {

struct NamedFile {
  std::string name;  // what errors call it
  Bytes octets;
  std::optional<Error> problem = {};  // it could not be read; counts where it is needed
};

// Whether a file among those of a book is a suite file (*.json); every other one is a policy.
bool is_suite_file(std::string_view name);
// The suites among the files, each read or why not.
SuiteShelf suites_among(const std::vector<NamedFile>& files);

// The first rule names the policy whose every condition holds, and whose policy is in force then
// and made for it, whatever the format. Where only the conditions hold, the first such rule's
// policy is chosen all the same. Nothing passes under one that is not in force or not made for it,
// its format included: what was written for these signatures is not given up for another that may
// ask for less.
struct SelectionRule : Conditions {
  std::string policy;
};
// A list of {callers?, directions?, issuer_countries?, purposes?, policy}: `selection` in
// senim.yaml.
Result<std::vector<SelectionRule>> read_selection(const YamlValue& value);

enum class DemoWorld : bool { absent, present };

struct BookSettings {
  model::Territory home;  // "" when nothing is configured (senim verify)
  std::string default_policy = "base";
  std::vector<SelectionRule> rules;
  DemoWorld demo = DemoWorld::absent;  // absent: demo policies are read, checked and left out
  std::vector<model::Agreement> agreements{};
};

// What one caller gets.
struct CallerScope {
  std::vector<std::string> names;             // his id and roles, for the rules
  std::vector<std::string> allowed;           // policies he may ask for; "*" any
  std::optional<std::string> default_policy;  // his own default
};

class PolicyBook : public std::enable_shared_from_this<PolicyBook> {
 public:
  static Result<std::shared_ptr<const PolicyBook>> make(const std::vector<NamedFile>& files,
                                                        BookSettings settings);

  const std::string& digest() const { return digest_; }  // over everything that is in it
  const model::Territory& home() const { return settings_.home; }
  const std::vector<ResolvedPolicy>& policies() const { return policies_; }  // by id
  const ResolvedPolicy* find(std::string_view id) const;                     // null: no such policy
  const std::vector<model::Agreement>& agreements() const { return settings_.agreements; }
  std::span<const UtcTime> turning_points() const { return turning_points_; }

  // The book as one caller sees it for one request. Errors: `asked` is not there (not_found), not
  // allowed to him, made for other callers or not in force at `at` (denied), his default is not
  // there (not_found). Without `at` the period is left to the verdict.
  Result<std::shared_ptr<const model::PolicyChooser>> scoped(
      const CallerScope& caller, const std::optional<std::string>& asked,
      std::optional<UtcTime> at = std::nullopt) const;
  // Why the book cannot serve at this instant: its default policy is not in force. "" it can.
  std::string problem(UtcTime at) const;

 private:
  PolicyBook(std::vector<ResolvedPolicy> policies, BookSettings settings);
  std::vector<ResolvedPolicy> policies_;
  BookSettings settings_;
  std::string digest_;
  std::vector<UtcTime> turning_points_;  // where a policy's period begins or ends
};

// Which policies a caller gets, as text for cache keys: same text, same choice.
std::string scope_text(const CallerScope& caller);

}  // namespace senim::policies
