#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "policies/algorithm_calendar.h"
#include "policies/yaml_reader.h"
#include "validators/base/result.h"
#include "validators/model/policy.h"

// Schema 1 of a policy file as a tree of keys: what each leaf reads, what it does to the rules, how
// the resolved form writes it. policies/README.md shows it to people. Internal to policies/.

namespace senim::policies {

// What a policy changes in its suites: the end of one digest, all rows of one scheme.
struct DigestChange {
  crypto::DigestAlgorithm digest = crypto::DigestAlgorithm::unknown;
  std::optional<model::DigestRow> row;  // empty: never reliable
};
struct KeyChange {
  crypto::SignatureScheme scheme = crypto::SignatureScheme::unknown;
  std::vector<model::KeyRow> rows;  // empty: never reliable
};

// The suites of one usage by name; those of files are null until bind() finds them on the shelf.
struct SuiteChoice {
  std::vector<std::string> names;
  std::vector<std::shared_ptr<const Suite>> found;
};

using LeafValue = std::variant<model::Constraint, std::string, Seconds, std::vector<std::string>,
                               model::Requirement, std::vector<DigestChange>,
                               std::vector<KeyChange>, SuiteChoice>;

// Finds what the choice names on the shelf. The error is the suite file's own, or that there is
// none; it names no policy.
Status bind(SuiteChoice& choice, const SuiteShelf& shelf);

// Where the calendar of one usage comes from, for people: a line per suite with what its file says
// of itself and what could not be taken over, a line per row with its place. Empty unless a suite
// is imported.
struct CalendarSources {
  std::vector<std::string> suites;
  std::vector<std::string> digests;
  std::vector<std::string> keys;
};
CalendarSources calendar_sources(const SuiteChoice& choice, const model::AlgorithmTable& table,
                                 std::size_t usage);

struct Leaf {
  std::string path;  // "trust.signature.sources"
  std::function<Result<LeafValue>(const YamlValue&)> read;
  // Applied in the order of leaves(): suites before the rows that change them.
  std::function<void(model::PolicyRules&, const LeafValue&)> apply;
  std::function<std::string(const model::PolicyRules&)> write;
};

// Every leaf of schema 1, in the order of the resolved form.
const std::vector<Leaf>& leaves();

struct Branch {
  std::string name;              // last part of the path; "" for the root
  std::vector<Branch> children;  // none: a leaf
  const Leaf* leaf = nullptr;
  std::vector<std::string_view> names() const;
};
const Branch& schema();

// A text as the resolved form writes it: bare when it is plain, else in double quotes.
std::string quoted(std::string_view text);

}  // namespace senim::policies
