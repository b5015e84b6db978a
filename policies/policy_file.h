#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policies/policy_schema.h"
#include "policies/policy_scope.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"
#include "validators/model/policy.h"

// One YAML file is one policy: what it says itself, over what it extends, down to `base`, which is
// compiled in, sets every key and cannot be redefined (design.md 7). Resolving gives the policy,
// its digest and a view of every value with the place it came from (`senim policy show`).

namespace senim::policies {

struct Origin {
  std::string policy;  // id
  std::string file;
  std::size_t line = 0;
};

struct Setting {
  LeafValue value;
  Origin origin;
};

// The point of the law that one check stands for.
struct LegalPoint {
  std::string text;
  Origin origin;
};

// What one file says, read and checked but not yet resolved.
struct PolicyFile {
  std::string id;
  std::string version;
  std::string extends;  // "" for base only
  std::string title;
  std::string legal_basis;
  std::string description;  // "" none
  PolicyScope scope;        // when it is in force, and for what
  bool demo = false;
  Origin origin;                                                // where the file begins
  std::map<std::string, LegalPoint, std::less<>> legal_points;  // by id of the check
  std::map<std::string, Setting, std::less<>> settings;         // by path of the leaf
};

// A policy for conf/policies: it must extend another one. `shelf`: the suite files beside it.
Result<PolicyFile> read_policy_file(const std::string& name, ByteView octets,
                                    const SuiteShelf& shelf = {});
// The one policy that extends none: a key that it leaves out is an error.
Result<PolicyFile> read_base_file(const std::string& name, ByteView octets);

struct ResolvedLine {
  std::string path;
  std::string value;
  Origin origin;
  std::vector<std::string> sources = {};  // of a calendar with an imported suite: row by row
};
struct ResolvedPolicy {
  model::Policy policy;
  std::vector<ResolvedLine> lines;  // in the order of the schema, identity first
  std::string description{};        // "" none
  PolicyScope scope{};

  // "path: value" per line: what the digest is taken over. Without origins, so that moving a line
  // changes nothing.
  std::string canonical() const;
  // The same with "  # policy file:line" behind each value, and a line "#   ..." for each source.
  std::string annotated() const;
};

using PolicyFiles = std::map<std::string, PolicyFile, std::less<>>;  // by id

// `id` with everything it extends. Errors: a policy that is not there, a circle, more than
// kMaxExtends steps, an ordinary policy on top of a demo one.
inline constexpr std::size_t kMaxExtends = 8;
Result<ResolvedPolicy> resolve_policy(const PolicyFiles& files, std::string_view id);

// The compiled-in base (policies/base.yaml), read once.
const PolicyFile& base_file();
const ResolvedPolicy& base_policy();

}  // namespace senim::policies
