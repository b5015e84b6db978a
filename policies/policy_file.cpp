#include "policies/policy_file.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

#include "policies/base_text.h"
#include "validators/crypto/digest.h"
#include "validators/model/legal_point.h"
#include "validators/model/rules.h"

namespace senim::policies {

namespace {

enum class Missing : bool { inherited, refused };

constexpr std::string_view kBase = "base";
constexpr std::string_view kHead[]{"schema", "id", "version", "title", "demo", "legal_basis"};
// Of every policy but base, which is always in force, for everything.
constexpr std::string_view kInheritingHead[]{"extends",  "description", "valid_from",
                                             "valid_to", "target",      "legal_points"};

Origin origin_of(const YamlValue& value, const std::string& policy) {
  return {policy, value.file(), value.line()};
}

// An id stands in file names, reports and URLs.
Result<std::string> read_id(const YamlValue& value) {
  SENIM_TRY(std::string id, value.text());
  const bool plain = id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                     });
  if (!plain) {
    return value.error("must be up to 64 of a-z, 0-9 and -");
  }
  return id;
}

// What reading one file goes by and into.
struct Reading {
  Missing missing;
  const SuiteShelf& shelf;
  PolicyFile& file;
};

Status read_branch(YamlMap map, const Branch& branch, const Reading& reading);

Status read_child(const YamlValue& value, const Branch& branch, const Reading& reading) {
  if (branch.leaf == nullptr) {
    SENIM_TRY(YamlMap inner, value.map(branch.names()));
    return read_branch(std::move(inner), branch, reading);
  }
  PolicyFile& file = reading.file;
  SENIM_TRY(LeafValue read, branch.leaf->read(value));
  if (auto* const choice = std::get_if<SuiteChoice>(&read)) {
    if (const Status bound = bind(*choice, reading.shelf); !bound) {
      return value.error(bound.error().message);
    }
  }
  file.settings.insert_or_assign(branch.leaf->path,
                                 Setting{std::move(read), origin_of(value, file.id)});
  return success();
}

Status read_branch(YamlMap map, const Branch& branch, const Reading& reading) {
  for (const Branch& child : branch.children) {
    const std::optional<YamlValue> value = map.find(child.name);
    if (value) {
      SENIM_CHECK(read_child(*value, child, reading));
    } else if (reading.missing == Missing::refused) {
      SENIM_CHECK(map.value(child.name));  // says which keys belong here
    }
  }
  return map.done();
}

// A point of a check that is not there would never be told.
Status read_legal_points(YamlMap& top, PolicyFile& file) {
  const std::optional<YamlValue> points = top.find("legal_points");
  if (!points) {
    return success();
  }
  SENIM_TRY(const auto entries, points->entries());
  for (const auto& [id, value] : entries) {
    std::string_view name = id;
    if (name.starts_with(model::kTimestampPoint)) {
      name.remove_prefix(model::kTimestampPoint.size());
    }
    const auto rules = model::rules::all();
    if (std::none_of(rules.begin(), rules.end(),
                     [name](const model::Rule* rule) { return rule->id == name; })) {
      return value.error("no check has this id (validators/model/rules.h)");
    }
    SENIM_TRY(std::string text, value.text());
    file.legal_points.insert_or_assign(id, LegalPoint{std::move(text), origin_of(value, file.id)});
  }
  return success();
}

Result<PolicyFile> read_file(const std::string& name, ByteView octets, Missing missing,
                             const SuiteShelf& shelf) {
  SENIM_TRY(const YamlValue root, read_yaml(name, octets));
  std::vector<std::string_view> allowed(std::begin(kHead), std::end(kHead));
  if (missing == Missing::inherited) {
    allowed.insert(allowed.end(), std::begin(kInheritingHead), std::end(kInheritingHead));
  }
  const std::vector<std::string_view> keys = schema().names();
  allowed.insert(allowed.end(), keys.begin(), keys.end());
  SENIM_TRY(YamlMap top, root.map(allowed));

  SENIM_CHECK(top.integer("schema", 1, 1));
  PolicyFile file;
  SENIM_TRY(const YamlValue id, top.value("id"));
  SENIM_TRY(file.id, read_id(id));
  SENIM_TRY(file.version, top.text("version"));
  SENIM_TRY(file.title, top.text("title"));
  SENIM_TRY(file.legal_basis, top.text("legal_basis"));
  SENIM_TRY(file.demo, top.boolean_or("demo", false));
  if (file.demo != file.id.starts_with("demo-")) {
    return id.error("ids of demo policies, and only those, begin with demo-");
  }
  if (missing == Missing::inherited) {
    SENIM_TRY(const YamlValue extends, top.value("extends"));
    SENIM_TRY(file.extends, read_id(extends));
  }
  file.origin = origin_of(id, file.id);
  if (missing == Missing::inherited) {
    SENIM_TRY(file.description, top.text_or("description", ""));
    SENIM_TRY(file.scope, read_scope(top));
    SENIM_CHECK(read_legal_points(top, file));
  }
  SENIM_CHECK(read_branch(std::move(top), schema(), {missing, shelf, file}));
  return file;
}

// From the policy itself down to base.
Result<std::vector<const PolicyFile*>> ancestry(const PolicyFiles& files, std::string_view id) {
  std::vector<const PolicyFile*> chain;
  for (std::string_view next = id; !next.empty();) {
    const auto found = files.find(next);
    if (found == files.end()) {
      const std::string problem = "no policy '" + std::string(next) + "'";
      return chain.empty()
                 ? Error{ErrorCode::not_found, problem}
                 : Error{ErrorCode::malformed, chain.back()->origin.file + ":" +
                                                   std::to_string(chain.back()->origin.line) +
                                                   ": extends: " + problem};
    }
    chain.push_back(&found->second);
    if (chain.size() > kMaxExtends) {
      return Error{ErrorCode::malformed, chain.front()->origin.file + ":" +
                                             std::to_string(chain.front()->origin.line) +
                                             ": extends: a circle, or more than " +
                                             std::to_string(kMaxExtends) + " steps to base"};
    }
    next = found->second.extends;
  }
  return chain;
}

// What the demo world relaxes must not come into a real policy by inheritance (design.md 7).
Status check_demo(const std::vector<const PolicyFile*>& chain) {
  for (const PolicyFile* file : chain) {
    if (file->demo && !chain.front()->demo) {
      return Error{ErrorCode::malformed,
                   chain.front()->origin.file + ":" + std::to_string(chain.front()->origin.line) +
                       ": extends: '" + file->id + "' is a demo policy, this one is not"};
    }
  }
  return success();
}

Error only_demo(const Origin& at, const std::string& path) {
  return Error{ErrorCode::malformed, at.file + ":" + std::to_string(at.line) + ": " + path +
                                         ": only a demo policy may relax this"};
}

// A real policy never does without revocation checks (design.md 7); where they do not exist yet
// they bar TOTAL_PASSED.
Status check_revocation(const std::vector<const PolicyFile*>& chain,
                        const model::PolicyRules& rules) {
  using model::Context;
  using model::Key;
  for (const Key key : {Key::revocation_available, Key::revocation_acceptable, Key::not_revoked}) {
    for (const auto role : {model::CertificateRole::signing, model::CertificateRole::ca}) {
      const model::Slot slot{key, Context::signature, role};
      if (rules.demo || rules.constraints.at(model::index(slot)).level == model::Level::fail) {
        continue;
      }
      const PolicyFile& setter = **std::find_if(
          chain.begin(), chain.end(),
          [&slot](const PolicyFile* file) { return file->settings.contains(model::path(slot)); });
      const Origin& at = setter.settings.find(model::path(slot))->second.origin;
      return only_demo(at, model::path(slot));
    }
  }
  return success();
}

std::vector<ResolvedLine> identity(const PolicyFile& file) {
  const auto line = [&file](std::string path, std::string value) {
    return ResolvedLine{std::move(path), std::move(value), file.origin, {}};
  };
  std::vector<ResolvedLine> lines{line("schema", "1"),
                                  line("id", file.id),
                                  line("version", quoted(file.version)),
                                  line("title", quoted(file.title)),
                                  line("legal_basis", quoted(file.legal_basis)),
                                  line("demo", file.demo ? "true" : "false")};
  if (!file.description.empty()) {
    lines.push_back(line("description", quoted(file.description)));
  }
  for (const auto& [path, value] : write_scope(file.scope)) {
    lines.push_back(line(path, value));
  }
  return lines;
}

// Each check's point is the nearest one's: a policy may name another for what it asks itself.
void inherit_legal_points(const std::vector<const PolicyFile*>& chain, model::PolicyRules& rules,
                          std::vector<ResolvedLine>& lines) {
  std::map<std::string, const LegalPoint*, std::less<>> nearest;
  for (const PolicyFile* const file : chain) {
    for (const auto& [id, point] : file->legal_points) {
      nearest.emplace(id, &point);
    }
  }
  for (const auto& [id, point] : nearest) {
    rules.legal_points.emplace(id, point->text);
    lines.push_back({"legal_points." + id, quoted(point->text), point->origin, {}});
  }
}

std::string text_of(const std::vector<ResolvedLine>& lines) {
  std::string text;
  for (const ResolvedLine& line : lines) {
    text.append(line.path).append(": ").append(line.value).append("\n");
  }
  return text;
}

// Beside the values of the algorithms: which file and place of it each row came from.
void tell_calendar_sources(const std::vector<const PolicyFile*>& chain,
                           const model::PolicyRules& rules, std::vector<ResolvedLine>& lines) {
  for (std::size_t usage = 0; usage < model::kAlgorithmUsages; ++usage) {
    const std::string path =
        "algorithms." + std::string(to_string(static_cast<model::AlgorithmUsage>(usage))) + ".";
    const auto setter = std::find_if(chain.begin(), chain.end(), [&path](const PolicyFile* file) {
      return file->settings.contains(path + "suites");
    });
    const auto& choice =
        std::get<SuiteChoice>((*setter)->settings.find(path + "suites")->second.value);
    CalendarSources sources = calendar_sources(choice, rules.algorithms.at(usage), usage);
    for (auto& [key, told] :
         {std::pair{"suites", &sources.suites}, std::pair{"digests", &sources.digests},
          std::pair{"keys", &sources.keys}}) {
      const auto line = std::find_if(
          lines.begin(), lines.end(),
          [&path, name = key](const ResolvedLine& one) { return one.path == path + name; });
      line->sources = std::move(*told);
    }
  }
}

}  // namespace

Result<PolicyFile> read_policy_file(const std::string& name, ByteView octets,
                                    const SuiteShelf& shelf) {
  SENIM_TRY(PolicyFile file, read_file(name, octets, Missing::inherited, shelf));
  if (file.id == kBase) {
    return Error{ErrorCode::malformed, name + ":" + std::to_string(file.origin.line) +
                                           ": id: base is compiled in and cannot be redefined"};
  }
  return file;
}

Result<PolicyFile> read_base_file(const std::string& name, ByteView octets) {
  return read_file(name, octets, Missing::refused, {});
}

std::string ResolvedPolicy::canonical() const { return text_of(lines); }

std::string ResolvedPolicy::annotated() const {
  std::string text;
  for (const ResolvedLine& line : lines) {
    text.append(line.path).append(": ").append(line.value);
    text.append("  # " + line.origin.policy + " " + line.origin.file + ":" +
                std::to_string(line.origin.line) + "\n");
    for (const std::string& source : line.sources) {
      text.append("#   " + source + "\n");
    }
  }
  return text;
}

Result<ResolvedPolicy> resolve_policy(const PolicyFiles& files, std::string_view id) {
  SENIM_TRY(const std::vector<const PolicyFile*> chain, ancestry(files, id));
  SENIM_CHECK(check_demo(chain));
  const PolicyFile& self = *chain.front();
  model::PolicyRules rules;
  rules.id = self.id;
  rules.version = self.version;
  rules.title = self.title;
  rules.legal_basis = self.legal_basis;
  rules.demo = self.demo;

  std::vector<ResolvedLine> lines = identity(self);
  inherit_legal_points(chain, rules, lines);
  std::vector<Origin> origins;
  for (const Leaf& leaf : leaves()) {
    const auto setter = std::find_if(chain.begin(), chain.end(), [&leaf](const PolicyFile* file) {
      return file->settings.contains(leaf.path);
    });
    if (setter == chain.end()) {
      return Error{ErrorCode::malformed,
                   self.origin.file + ":" + std::to_string(self.origin.line) + ": the key '" +
                       leaf.path + "' is set neither here nor in what this policy extends"};
    }
    const Setting& setting = (*setter)->settings.find(leaf.path)->second;
    // Words that say so may overlook a revocation, or let a path pass by what is not looked at.
    const auto* const word = std::get_if<std::string>(&setting.value);
    if (!rules.demo && word != nullptr && word->starts_with("insecurely_")) {
      return only_demo(setting.origin, leaf.path);
    }
    leaf.apply(rules, setting.value);
    origins.push_back(setting.origin);
  }
  for (std::size_t i = 0; i < leaves().size(); ++i) {
    lines.push_back({leaves()[i].path, leaves()[i].write(rules), origins[i], {}});
  }
  tell_calendar_sources(chain, rules, lines);
  SENIM_CHECK(check_revocation(chain, rules));
  rules.digest = to_hex(crypto::sha256(as_bytes(text_of(lines))));
  return ResolvedPolicy{model::Policy(std::move(rules)), std::move(lines), self.description,
                        self.scope};
}

const PolicyFile& base_file() {
  static const PolicyFile file = [] {
    Result<PolicyFile> read = read_base_file("base.yaml", as_bytes(base_text()));
    if (!read) {
      throw std::logic_error(read.error().message);
    }
    return std::move(read).value();
  }();
  return file;
}

const ResolvedPolicy& base_policy() {
  static const ResolvedPolicy resolved = [] {
    Result<ResolvedPolicy> made = resolve_policy({{base_file().id, base_file()}}, kBase);
    if (!made) {
      throw std::logic_error(made.error().message);
    }
    return std::move(made).value();
  }();
  return resolved;
}

}  // namespace senim::policies
