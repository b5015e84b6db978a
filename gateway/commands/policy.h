#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/commands/verify.h"
#include "policies/policy_book.h"

// `senim policy` (spec/policies.md, "What ours adds"): what policies there are, every value of one
// and where it came from, whether files are good, and which verdicts a new one would change.

namespace senim::commands {

// Id, version, what it extends, digest, title, legal basis, and period and target where it has
// them, of each policy of the book.
int policy_list(const policies::PolicyBook& book, Output output, std::ostream& out);

// The resolved form with the origin of each value. not_found: exit 3.
int policy_show(const policies::PolicyBook& book, const std::string& id, Output output,
                std::ostream& out, std::ostream& err);

// Each argument is a policy file (with those beside it, which it may extend), a suite file (*.json)
// or a folder whose policies must be good together, and every suite file in it; --config checks its
// folder with its selection and defaults. Exit 0 when all are good, else 1: every problem is told.
struct CheckQuestion {
  std::vector<std::string> paths;
  std::optional<std::string> config;
};
int policy_check(const gateway::Files& files, const CheckQuestion& question, std::ostream& out,
                 std::ostream& err);

// One side of `senim policy test`: a book, and the policy asked of it. No policy: what the book
// chooses for each signature.
struct PolicySide {
  std::shared_ptr<const policies::PolicyBook> book;
  std::optional<std::string> policy;
};

// Judges the same evidence under two policies. Documents are those of `options`; evidence is
// gathered for `before` first, then what `after` wants besides; each is judged on what it wanted.
struct Trial {
  PolicySide before, after;
  std::shared_ptr<const model::TrustView> trust;
  UtcTime now{};
  const gateway::Files& files;
  service::EvidenceSource& source;
  std::optional<std::string> record{};  // the folder of the record that all this is from
};

// Which documents were judged and what changed; written by `report`.
class TrialReport {
 public:
  TrialReport(Output output, std::ostream& out);
  ~TrialReport();
  TrialReport(const TrialReport&) = delete;
  TrialReport& operator=(const TrialReport&) = delete;

  // How many documents there were.
  std::size_t add(const VerifyOptions& options, const Trial& trial, std::istream& lines);
  // A record none of whose documents could be judged.
  void add_unjudged(const std::string& record, const Error& error);
  // Writes the end. Exit 0: every verdict is the same; 1: one or more changed; 4: a document had no
  // verdict under one of the two, or a record was not judged.
  int finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace senim::commands
