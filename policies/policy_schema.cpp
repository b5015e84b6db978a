#include "policies/policy_schema.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>

#include "policies/algorithm_calendar.h"
#include "policies/constraint_values.h"
#include "policies/suite_file.h"

namespace senim::policies {

namespace {

using model::AlgorithmTable;
using model::AlgorithmUsage;
using model::AnchorPurpose;
using model::AnchorRule;
using model::DigestRow;
using model::KeyRow;
using model::Level;
using model::Permission;
using model::PolicyRules;
using model::Requirement;
using model::ServiceStatus;

constexpr std::string_view kServiceTypes = "http://uri.etsi.org/TrstSvc/Svctype/";

// The words of an enumeration and their values as numbers, so that one leaf serves all of them:
// a set of closures for each member took more time to compile than the rest of this file.
struct Words {
  std::vector<std::string_view> names;
  std::vector<int> values;  // as many
};

Leaf word_leaf(std::string path, const Words& words, std::function<int(const PolicyRules&)> get,
               std::function<void(PolicyRules&, int)> set) {
  Leaf leaf;
  leaf.path = std::move(path);
  leaf.read = [words](const YamlValue& value) -> Result<LeafValue> {
    SENIM_TRY(const std::size_t at, choose(value, words.names));
    return LeafValue(std::string(words.names[at]));
  };
  leaf.apply = [words, set = std::move(set)](PolicyRules& rules, const LeafValue& value) {
    for (std::size_t i = 0; i < words.names.size(); ++i) {
      if (words.names[i] == std::get<std::string>(value)) {
        set(rules, words.values[i]);
      }
    }
  };
  leaf.write = [words, get = std::move(get)](const PolicyRules& rules) {
    for (std::size_t i = 0; i < words.values.size(); ++i) {
      if (words.values[i] == get(rules)) {
        return std::string(words.names[i]);
      }
    }
    return std::string();
  };
  return leaf;
}

// `access` is [](auto& rules) -> auto& {...}: one way to the member for reading and for writing.
template <typename Access, typename Enum>
Leaf word_leaf(std::string path, Access access,
               const std::vector<std::pair<std::string_view, Enum>>& words) {
  Words numbered;
  for (const auto& [name, value] : words) {
    numbered.names.push_back(name);
    numbered.values.push_back(static_cast<int>(value));
  }
  return word_leaf(
      std::move(path), numbered,
      [access](const PolicyRules& rules) { return static_cast<int>(access(rules)); },
      [access](PolicyRules& rules, int value) { access(rules) = static_cast<Enum>(value); });
}

template <typename Access>
Leaf duration_leaf(std::string path, Access access) {
  return {std::move(path),
          [](const YamlValue& value) -> Result<LeafValue> {
            SENIM_TRY(const Seconds seconds, value.duration());
            return LeafValue(seconds);
          },
          [access](PolicyRules& rules, const LeafValue& value) {
            access(rules) = std::get<Seconds>(value);
          },
          [access](const PolicyRules& rules) { return write_duration(access(rules)); }};
}

// A list of texts, each of which `check` lets pass.
auto texts_reader(Status (*check)(const YamlValue&)) {
  return [check](const YamlValue& value) -> Result<LeafValue> {
    SENIM_TRY(std::vector<std::string> list, value.texts());
    SENIM_TRY(const std::vector<YamlValue> entries, value.list());
    for (const YamlValue& entry : entries) {
      SENIM_CHECK(check(entry));
    }
    return LeafValue(std::move(list));
  };
}

template <typename Access>
Leaf list_leaf(std::string path, Access access, Status (*check)(const YamlValue&)) {
  return {std::move(path), texts_reader(check),
          [access](PolicyRules& rules, const LeafValue& value) {
            access(rules) = std::get<std::vector<std::string>>(value);
          },
          [access](const PolicyRules& rules) { return write_list(access(rules)); }};
}

Status any_text(const YamlValue&) { return success(); }

Status territory(const YamlValue& entry) {
  SENIM_TRY(const std::string text, entry.text());
  const bool two_letters =
      text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
  if (text != "*" && !two_letters) {
    return entry.error("must be * or a territory of two letters like KZ");
  }
  return success();
}

// --- document -----------------------------------------------------------------------------------

Result<model::RequiredSigners> read_signers(const YamlValue& value) {
  SENIM_TRY(YamlMap map, value.map({"count", "role"}));
  model::RequiredSigners signers;
  SENIM_TRY(const std::uint64_t count, map.integer("count", 1, 100));
  SENIM_TRY(signers.role, map.text_or("role", ""));
  signers.count = static_cast<unsigned>(count);
  SENIM_CHECK(map.done());
  return signers;
}

Result<LeafValue> read_requirement(const YamlValue& value) {
  Requirement requirement;
  if (value.kind() == YamlValue::Kind::list) {
    requirement.mode = Requirement::Mode::signers;
    SENIM_TRY(const std::vector<YamlValue> entries, value.list());
    for (const YamlValue& entry : entries) {
      SENIM_TRY(model::RequiredSigners signers, read_signers(entry));
      requirement.signers.push_back(std::move(signers));
    }
    if (requirement.signers.empty()) {
      return value.error("requires nobody; must be all, at_least_one or a list of {count, role}");
    }
    return LeafValue(std::move(requirement));
  }
  SENIM_TRY(requirement.mode,
            choose<Requirement::Mode>(value, {{"all", Requirement::Mode::all},
                                              {"at_least_one", Requirement::Mode::at_least_one}}));
  return LeafValue(std::move(requirement));
}

std::string write_requirement(const Requirement& requirement) {
  if (requirement.mode != Requirement::Mode::signers) {
    return requirement.mode == Requirement::Mode::all ? "all" : "at_least_one";
  }
  std::string text = "[";
  for (const model::RequiredSigners& signers : requirement.signers) {
    text.append(text.size() == 1 ? "" : ", ").append("{count: " + std::to_string(signers.count));
    text.append(signers.role.empty() ? "" : ", role: " + quoted(signers.role)).append("}");
  }
  return text + "]";
}

void add_general(std::vector<Leaf>& all) {
  using model::RevocationSemantics;
  using model::StaleRevocation;
  using model::ValidationLevel;
  using model::ValidityModel;
  all.push_back(word_leaf(
      "model", [](auto& rules) -> auto& { return rules.model; },
      std::vector<std::pair<std::string_view, ValidityModel>>{{"shell", ValidityModel::shell},
                                                              {"chain", ValidityModel::chain},
                                                              {"hybrid", ValidityModel::hybrid}}));
  all.push_back(word_leaf(
      "level", [](auto& rules) -> auto& { return rules.level; },
      std::vector<std::pair<std::string_view, ValidationLevel>>{
          {"basic", ValidationLevel::basic},
          {"timestamps", ValidationLevel::timestamps},
          {"long_term", ValidationLevel::long_term},
          {"archival", ValidationLevel::archival}}));
  all.push_back(duration_leaf(
      "max_age", [](auto& rules) -> auto& { return rules.max_age; }));
  all.push_back(word_leaf(
      "stale_revocation", [](auto& rules) -> auto& { return rules.revocation.stale; },
      std::vector<std::pair<std::string_view, StaleRevocation>>{
          {"undecided", StaleRevocation::undecided}, {"negative", StaleRevocation::negative}}));
  all.push_back(word_leaf(
      "revocation_semantics", [](auto& rules) -> auto& { return rules.revocation.semantics; },
      std::vector<std::pair<std::string_view, RevocationSemantics>>{
          {"proof_of_existence", RevocationSemantics::proof_of_existence},
          {"compromise_is_retroactive", RevocationSemantics::compromise_is_retroactive}}));
  all.push_back(word_leaf(
      "archive_proofs", [](auto& rules) -> auto& { return rules.archive_proofs; },
      std::vector<std::pair<std::string_view, model::ArchiveProofs>>{
          {"ignored", model::ArchiveProofs::ignored}, {"counted", model::ArchiveProofs::counted}}));
}

template <typename Enum>
Leaf departure_leaf(
    const char* name, Enum model::Departures::*member,
    const std::vector<std::pair<std::string_view, std::type_identity_t<Enum>>>& words) {
  return word_leaf(
      std::string("departures.") + name,
      [member](auto& rules) -> auto& { return rules.departures.*member; }, words);
}

// The standard's word first (spec/en319102-1.md, [DSS]).
void add_departures(std::vector<Leaf>& all) {
  using model::Departures;
  all.push_back(
      departure_leaf("paths", &Departures::paths,
                     {{"all", Departures::Paths::all}, {"best", Departures::Paths::best}}));
  all.push_back(
      departure_leaf("trust_time", &Departures::trust_time,
                     {{"best_signature_time", Departures::TrustTime::best_signature_time},
                      {"insecurely_issuance", Departures::TrustTime::insecurely_issuance}}));
  for (const auto& [name, member] : {std::pair("list_scope", &Departures::list_scope),
                                     std::pair("delta_lists", &Departures::delta_lists),
                                     std::pair("indirect_lists", &Departures::indirect_lists)}) {
    all.push_back(departure_leaf(name, member,
                                 {{"honoured", Departures::Lists::honoured},
                                  {"insecurely_ignored", Departures::Lists::insecurely_ignored}}));
  }
  all.push_back(departure_leaf("past_path", &Departures::past_path,
                               {{"inside_validity", Departures::PastPath::inside_validity},
                                {"validation_time", Departures::PastPath::validation_time}}));
  all.push_back(
      departure_leaf("past_algorithms", &Departures::past_algorithms,
                     {{"each_object", Departures::PastAlgorithms::each_object},
                      {"insecurely_signature", Departures::PastAlgorithms::insecurely_signature}}));
}

void add_document(std::vector<Leaf>& all) {
  using model::AskedTime;
  all.push_back(
      {"document.require", read_requirement,
       [](PolicyRules& rules, const LeafValue& value) {
         rules.document.require = std::get<Requirement>(value);
       },
       [](const PolicyRules& rules) { return write_requirement(rules.document.require); }});
  all.push_back(word_leaf(
      "document.asked_time", [](auto& rules) -> auto& { return rules.document.asked_time; },
      std::vector<std::pair<std::string_view, AskedTime>>{{"untrusted", AskedTime::untrusted},
                                                          {"trusted", AskedTime::trusted}}));
  const std::vector<std::pair<std::string_view, Permission>> permissions{
      {"refused", Permission::refused}, {"allowed", Permission::allowed}};
  all.push_back(word_leaf(
      "document.partial_coverage",
      [](auto& rules) -> auto& { return rules.document.partial_coverage; }, permissions));
  all.push_back(word_leaf(
      "document.modified", [](auto& rules) -> auto& { return rules.document.modified; },
      permissions));
  all.push_back(word_leaf(
      "document.unmet_expectations",
      [](auto& rules) -> auto& { return rules.document.unmet_expectations; }, permissions));
}

// --- trust --------------------------------------------------------------------------------------

// "CA/QC" stands for the URI of TS 119 612 5.5.1; anything with a scheme is taken as written.
std::string service_type_uri(const std::string& name) {
  return name == "*" || name.find("://") != std::string::npos ? name
                                                              : std::string(kServiceTypes) + name;
}

constexpr std::array<std::pair<std::string_view, ServiceStatus>, 2> kStatuses{
    {{"granted", ServiceStatus::granted}, {"national", ServiceStatus::national}}};

// A withdrawn or suspended service never anchors (spec/en319102-1.md 16), so it is no choice.
Status known_status(const YamlValue& entry) {
  SENIM_CHECK(choose(entry, {kStatuses[0].first, kStatuses[1].first}));
  return success();
}

std::vector<ServiceStatus> statuses_of(const std::vector<std::string>& names) {
  std::vector<ServiceStatus> statuses;
  for (const auto& [name, status] : kStatuses) {
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      statuses.push_back(status);
    }
  }
  return statuses;
}

std::string write_statuses(const std::vector<ServiceStatus>& statuses) {
  std::vector<std::string> names;
  for (const auto& [name, status] : kStatuses) {
    if (std::find(statuses.begin(), statuses.end(), status) != statuses.end()) {
      names.emplace_back(name);
    }
  }
  return write_list(names);
}

Leaf status_leaf(std::string path, std::size_t purpose) {
  return {std::move(path), texts_reader(known_status),
          [purpose](PolicyRules& rules, const LeafValue& value) {
            rules.anchors.at(purpose).statuses =
                statuses_of(std::get<std::vector<std::string>>(value));
          },
          [purpose](const PolicyRules& rules) {
            return write_statuses(rules.anchors.at(purpose).statuses);
          }};
}

// --- path validation inputs (RFC 5280 6.1.1) ----------------------------------------------------

constexpr std::string_view kAny = "*";
constexpr std::string_view kUnlimited = "unlimited";

// ["*"] or a list that names something: an empty one would say nothing that can be meant.
Result<LeafValue> read_any_or(const YamlValue& value, Status (*check)(const YamlValue&)) {
  SENIM_TRY(std::vector<std::string> list, value.texts());
  if (list.empty()) {
    return value.error("must be [\"*\"] or name something");
  }
  if (list == std::vector<std::string>{std::string(kAny)}) {
    return LeafValue(std::move(list));
  }
  SENIM_TRY(const std::vector<YamlValue> entries, value.list());
  for (const YamlValue& entry : entries) {
    SENIM_CHECK(check(entry));
  }
  return LeafValue(std::move(list));
}

Status policy_oid(const YamlValue& entry) {
  SENIM_TRY(const std::string text, entry.text());
  return Oid::parse(text) ? success() : Status(entry.error("must be an object identifier"));
}

Status name_subtree(const YamlValue& entry) {
  SENIM_TRY(const std::string text, entry.text());
  const auto parsed = model::NameSubtree::parse(text);
  return parsed.ok() ? success() : Status(entry.error(parsed.error().message));
}

std::vector<model::NameSubtree> subtrees_of(const std::vector<std::string>& texts) {
  std::vector<model::NameSubtree> trees;
  for (const std::string& text : texts) {
    if (text != kAny) {
      trees.push_back(model::NameSubtree::parse(text).value());
    }
  }
  return trees;
}

std::string write_subtrees(const std::vector<model::NameSubtree>& trees) {
  std::vector<std::string> texts;
  texts.reserve(trees.size());
  for (const model::NameSubtree& tree : trees) {
    texts.push_back(tree.text);
  }
  return write_list(texts);
}

std::string any_or(bool any, std::string list) {
  return any ? write_list({std::string(kAny)}) : std::move(list);
}

Leaf initial_policies_leaf(std::string path, std::size_t purpose) {
  return {std::move(path), [](const YamlValue& value) { return read_any_or(value, policy_oid); },
          [purpose](PolicyRules& rules, const LeafValue& value) {
            std::vector<Oid>& policies = rules.anchors.at(purpose).path.policies;
            policies.clear();
            for (const std::string& text : std::get<std::vector<std::string>>(value)) {
              if (text != kAny) {
                policies.emplace_back(Oid(text));
              }
            }
          },
          [purpose](const PolicyRules& rules) {
            std::vector<std::string> texts;
            for (const Oid& policy : rules.anchors.at(purpose).path.policies) {
              texts.push_back(policy.dotted());
            }
            return any_or(texts.empty(), write_list(texts));
          }};
}

Leaf path_length_leaf(std::string path, std::size_t purpose) {
  return {std::move(path),
          [](const YamlValue& value) -> Result<LeafValue> {
            SENIM_TRY(std::string text, value.text());
            if (text != kUnlimited && !value.integer(0, 100).ok()) {
              return value.error("must be unlimited or a number of CAs from 0 to 100");
            }
            return LeafValue(std::move(text));
          },
          [purpose](PolicyRules& rules, const LeafValue& value) {
            const std::string& text = std::get<std::string>(value);
            auto& length = rules.anchors.at(purpose).path.path_length;
            length.reset();
            if (text != kUnlimited) {
              length = static_cast<std::uint32_t>(std::stoul(text));
            }
          },
          [purpose](const PolicyRules& rules) {
            const auto& length = rules.anchors.at(purpose).path.path_length;
            return length ? std::to_string(*length) : std::string(kUnlimited);
          }};
}

void add_subtrees(std::vector<Leaf>& all, const std::string& path, std::size_t purpose) {
  all.push_back({path + "permitted_names",
                 [](const YamlValue& value) { return read_any_or(value, name_subtree); },
                 [purpose](PolicyRules& rules, const LeafValue& value) {
                   rules.anchors.at(purpose).path.permitted =
                       subtrees_of(std::get<std::vector<std::string>>(value));
                 },
                 [purpose](const PolicyRules& rules) {
                   const auto& permitted = rules.anchors.at(purpose).path.permitted;
                   return any_or(permitted.empty(), write_subtrees(permitted));
                 }});
  all.push_back({path + "excluded_names", texts_reader(name_subtree),
                 [purpose](PolicyRules& rules, const LeafValue& value) {
                   rules.anchors.at(purpose).path.excluded =
                       subtrees_of(std::get<std::vector<std::string>>(value));
                 },
                 [purpose](const PolicyRules& rules) {
                   return write_subtrees(rules.anchors.at(purpose).path.excluded);
                 }});
}

void add_path_inputs(std::vector<Leaf>& all, const std::string& path, std::size_t purpose) {
  using model::PathInputs;
  const auto word = [&](const char* name, auto access, auto words) {
    all.push_back(word_leaf(path + name, access, words));
  };
  all.push_back(initial_policies_leaf(path + "initial_policies", purpose));
  word(
      "explicit_policy",
      [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).path.explicit_policy; },
      std::vector<std::pair<std::string_view, PathInputs::ExplicitPolicy>>{
          {"optional", PathInputs::ExplicitPolicy::optional},
          {"required", PathInputs::ExplicitPolicy::required}});
  const std::vector<std::pair<std::string_view, PathInputs::Handling>> handlings{
      {"allowed", PathInputs::Handling::allowed}, {"inhibited", PathInputs::Handling::inhibited}};
  word(
      "policy_mapping",
      [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).path.policy_mapping; },
      std::vector<std::pair<std::string_view, PathInputs::Mapping>>{
          {"allowed", PathInputs::Mapping::allowed},
          {"inhibited", PathInputs::Mapping::inhibited},
          {"insecurely_ignored", PathInputs::Mapping::insecurely_ignored}});
  word(
      "any_policy",
      [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).path.any_policy; },
      handlings);
  all.push_back(path_length_leaf(path + "path_length", purpose));
  add_subtrees(all, path, purpose);
  word(
      "anchor_certificate",
      [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).path.anchor; },
      std::vector<std::pair<std::string_view, PathInputs::AnchorCertificate>>{
          {"honoured", PathInputs::AnchorCertificate::honoured},
          {"ignored", PathInputs::AnchorCertificate::ignored}});
}

void add_trust(std::vector<Leaf>& all) {
  for (std::size_t purpose = 0; purpose < model::kAnchorPurposes; ++purpose) {
    const std::string path =
        "trust." + std::string(to_string(static_cast<AnchorPurpose>(purpose))) + ".";
    all.push_back(list_leaf(
        path + "sources",
        [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).sources; }, any_text));
    all.push_back(list_leaf(
        path + "territories",
        [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).territories; },
        territory));
    Leaf types = list_leaf(
        path + "service_types",
        [purpose](auto& rules) -> auto& { return rules.anchors.at(purpose).service_types; },
        any_text);
    types.apply = [purpose](PolicyRules& rules, const LeafValue& value) {
      std::vector<std::string> uris;
      for (const std::string& name : std::get<std::vector<std::string>>(value)) {
        uris.push_back(service_type_uri(name));
      }
      rules.anchors.at(purpose).service_types = std::move(uris);
    };
    all.push_back(std::move(types));
    all.push_back(status_leaf(path + "statuses", purpose));
    add_path_inputs(all, path, purpose);
  }
}

// --- algorithms ---------------------------------------------------------------------------------

// `open`, or the day from which the algorithm is no longer reliable.
Result<std::optional<UtcTime>> read_end(const YamlValue& value) {
  if (value.kind() == YamlValue::Kind::scalar) {
    SENIM_TRY(const std::string word, value.text());
    if (word == "open") {
      return std::optional<UtcTime>{};
    }
  }
  const Result<UtcTime> time = value.time();
  if (!time) {
    return value.error("must be open or a date like 2029-01-01");
  }
  return std::optional<UtcTime>(*time);
}

std::string write_end(const std::optional<UtcTime>& end) {
  if (!end) {
    return "open";
  }
  const std::string text = to_string(*end);
  return text.ends_with("T00:00:00Z") ? text.substr(0, 10) : quoted(text);
}

using crypto::SignatureScheme;

constexpr std::array kSchemes{SignatureScheme::rsa_pkcs1,
                              SignatureScheme::rsa_pss,
                              SignatureScheme::dsa,
                              SignatureScheme::ecdsa,
                              SignatureScheme::eddsa,
                              SignatureScheme::gost_r_3410_2001,
                              SignatureScheme::gost_r_3410_2012,
                              SignatureScheme::gost_34310_2004,
                              SignatureScheme::gost_34102015,
                              SignatureScheme::bign,
                              SignatureScheme::sm2,
                              SignatureScheme::dstu4145};

SignatureScheme scheme_by_name(std::string_view name) {
  const auto* const found =
      std::find_if(kSchemes.begin(), kSchemes.end(),
                   [name](SignatureScheme one) { return to_string(one) == name; });
  return found == kSchemes.end() ? SignatureScheme::unknown : *found;
}

// {SHA-1: never, SHA-224: 2029-01-01, SHA-256: open}
Result<LeafValue> read_digests(const YamlValue& value) {
  std::vector<DigestChange> changes;
  SENIM_TRY(const auto entries, value.entries());
  for (const auto& [name, end] : entries) {
    DigestChange change{crypto::digest_by_name(name), DigestRow{}};
    if (change.digest == crypto::DigestAlgorithm::unknown) {
      return end.error("no such digest algorithm");
    }
    const bool twice = std::any_of(changes.begin(), changes.end(), [&](const DigestChange& other) {
      return other.digest == change.digest;
    });
    if (twice) {
      return end.error("the same algorithm stands here under another name");
    }
    const Result<std::string> word = end.text();
    if (word.ok() && *word == "never") {
      change.row.reset();
    } else {
      SENIM_TRY(const std::optional<UtcTime> until, read_end(end));
      change.row = DigestRow{change.digest, std::nullopt, until};
    }
    changes.push_back(change);
  }
  return LeafValue(std::move(changes));
}

Result<KeyRow> read_key_row(const YamlValue& value, crypto::SignatureScheme scheme) {
  SENIM_TRY(YamlMap map, value.map({"min", "until"}));
  SENIM_TRY(const std::uint64_t bits, map.integer("min", 1, 65'536));
  SENIM_TRY(const YamlValue end, map.value("until"));
  SENIM_TRY(const std::optional<UtcTime> until, read_end(end));
  SENIM_CHECK(map.done());
  return KeyRow{scheme, static_cast<unsigned>(bits), std::nullopt, until};
}

// {RSA: [{min: 3000, until: 2029-01-01}], DSA: []}: replaces the suites' rows of that scheme.
Result<LeafValue> read_keys(const YamlValue& value) {
  std::vector<KeyChange> changes;
  SENIM_TRY(const auto entries, value.entries());
  for (const auto& [name, list] : entries) {
    KeyChange change{scheme_by_name(name), {}};
    if (change.scheme == crypto::SignatureScheme::unknown) {
      return list.error("no such signature scheme");
    }
    SENIM_TRY(const std::vector<YamlValue> sizes, list.list());
    for (const YamlValue& size : sizes) {
      SENIM_TRY(const KeyRow row, read_key_row(size, change.scheme));
      change.rows.push_back(row);
    }
    changes.push_back(std::move(change));
  }
  return LeafValue(std::move(changes));
}

// The names of compiled-in suites, and of files beside the policy.
Result<LeafValue> read_suites(const YamlValue& value) {
  std::vector<std::string_view> names;
  for (const Suite& suite : suites()) {
    names.push_back(suite.name);
  }
  names.emplace_back("NAME.json (a suite file beside this policy)");
  SuiteChoice choice;
  SENIM_TRY(choice.names, value.texts());
  SENIM_TRY(const std::vector<YamlValue> entries, value.list());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Suite* const known = find_suite(choice.names[i]);
    if (known == nullptr && !is_suite_name(choice.names[i])) {
      SENIM_CHECK(choose(entries[i], names));
    }
    // The compiled-in ones live as long as the program.
    choice.found.emplace_back(std::shared_ptr<const Suite>(), known);
  }
  return LeafValue(std::move(choice));
}

template <typename Row>
void add_rows(std::vector<Row>& rows, const std::vector<Row>& more) {
  for (const Row& row : more) {
    if (std::find(rows.begin(), rows.end(), row) == rows.end()) {
      rows.push_back(row);
    }
  }
}

void take_suites(AlgorithmTable& table, std::size_t usage, const SuiteChoice& choice) {
  table.suite.clear();
  table.digests.clear();
  table.keys.clear();
  table.updated.reset();
  for (const std::shared_ptr<const Suite>& found : choice.found) {
    const Suite& suite = *found;  // bind() has looked
    table.suite.append(table.suite.empty() ? "" : "+").append(suite.name);
    add_rows(table.digests, suite.usages.at(usage).digests);
    add_rows(table.keys, suite.usages.at(usage).keys);
    // Of several days the latest: what ended before it counts as known, not as a forecast.
    table.updated = std::max(table.updated, suite.updated);
  }
}

// Combinations with the digest end with it; a later end of the digest alone does not prolong them.
void bound_combinations(std::vector<KeyRow>& keys, const DigestChange& change) {
  if (!change.row) {
    std::erase_if(keys, [&change](const KeyRow& row) { return row.digest == change.digest; });
    return;
  }
  for (KeyRow& row : keys) {
    const std::optional<UtcTime>& end = change.row->until;
    if (row.digest == change.digest && end && (!row.until || *end < *row.until)) {
      row.until = end;
    }
  }
}

void change_digests(AlgorithmTable& table, const std::vector<DigestChange>& changes) {
  for (const DigestChange& change : changes) {
    std::erase_if(table.digests,
                  [&change](const DigestRow& row) { return row.digest == change.digest; });
    if (change.row) {
      table.digests.push_back(*change.row);
    }
    bound_combinations(table.keys, change);
  }
}

void change_keys(AlgorithmTable& table, const std::vector<KeyChange>& changes) {
  for (const KeyChange& change : changes) {
    std::erase_if(table.keys, [&change](const KeyRow& row) { return row.scheme == change.scheme; });
    add_rows(table.keys, change.rows);
  }
}

template <typename Row>
std::string write_validity(const Row& row) {
  return (row.since ? "after " + write_end(row.since) + " until " : "") + write_end(row.until) +
         (row.next_update ? " (next update " + write_end(row.next_update) + ")" : "");
}

std::string write_row(const DigestRow& row) {
  return std::string(to_string(row.digest)).append(": " + write_validity(row));
}

std::string write_row(const KeyRow& row) {
  std::string text(to_string(row.scheme));
  text.append(" " + std::to_string(row.min_bits));
  text.append(row.max_bits == 0 ? "" : "-" + std::to_string(row.max_bits));
  if (row.digest != crypto::DigestAlgorithm::unknown) {
    text.append(" with ").append(to_string(row.digest));
  }
  return text.append(": " + write_validity(row));
}

template <typename Row>
std::string write_rows(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    text.append(text.empty() ? "" : ", ").append(write_row(row));
  }
  return text;
}

std::string write_suites(const AlgorithmTable& table) {
  std::string text = "[";
  for (const char c : table.suite) {
    text.append(c == '+' ? ", " : std::string(1, c));
  }
  text.append("]");
  return table.updated ? text + " of " + write_end(table.updated) : text;
}

void add_usage(std::vector<Leaf>& all, std::size_t usage) {
  const std::string path =
      "algorithms." + std::string(to_string(static_cast<AlgorithmUsage>(usage))) + ".";
  const auto table = [usage](auto& rules) -> auto& { return rules.algorithms.at(usage); };
  const std::vector<std::pair<std::string_view, Level>> levels{{"fail", Level::fail},
                                                               {"warn", Level::warn}};
  all.push_back({path + "suites", read_suites,
                 [table, usage](PolicyRules& rules, const LeafValue& value) {
                   take_suites(table(rules), usage, std::get<SuiteChoice>(value));
                 },
                 [table](const PolicyRules& rules) { return write_suites(table(rules)); }});
  all.push_back(
      {path + "digests", read_digests,
       [table](PolicyRules& rules, const LeafValue& value) {
         change_digests(table(rules), std::get<std::vector<DigestChange>>(value));
       },
       [table](const PolicyRules& rules) { return "{" + write_rows(table(rules).digests) + "}"; }});
  all.push_back(
      {path + "keys", read_keys,
       [table](PolicyRules& rules, const LeafValue& value) {
         change_keys(table(rules), std::get<std::vector<KeyChange>>(value));
       },
       [table](const PolicyRules& rules) { return "[" + write_rows(table(rules).keys) + "]"; }});
  all.push_back(word_leaf(
      path + "level", [table](auto& rules) -> auto& { return table(rules).level; }, levels));
  all.push_back(word_leaf(
      path + "level_after_update",
      [table](auto& rules) -> auto& { return table(rules).level_after_update; }, levels));
}

// --- the constraint table -----------------------------------------------------------------------

Leaf slot_leaf(const model::Slot& slot) {
  return {model::path(slot),
          [slot](const YamlValue& value) -> Result<LeafValue> {
            SENIM_TRY(model::Constraint constraint, read_constraint(value, slot));
            return LeafValue(std::move(constraint));
          },
          [slot](PolicyRules& rules, const LeafValue& value) {
            rules.set(slot, std::get<model::Constraint>(value));
          },
          [slot](const PolicyRules& rules) {
            return write_constraint(rules.constraints.at(model::index(slot)));
          }};
}

// Without context first, then context by context, as a reader looks for them.
void add_slots(std::vector<Leaf>& all) {
  const std::span<const model::Slot> slots = model::slots();
  std::vector<model::Slot> ordered(slots.begin(), slots.end());
  const auto place = [](const model::Slot& slot) {
    return std::tuple(model::info(slot.key).contexts != 0, slot.context, slot.role);
  };
  std::stable_sort(ordered.begin(), ordered.end(),
                   [&place](const model::Slot& left, const model::Slot& right) {
                     return place(left) < place(right);
                   });
  for (const model::Slot& slot : ordered) {
    all.push_back(slot_leaf(slot));
  }
}

std::vector<Leaf> make_leaves() {
  std::vector<Leaf> all;
  add_general(all);
  add_departures(all);
  add_document(all);
  add_trust(all);
  for (std::size_t usage = 0; usage < model::kAlgorithmUsages; ++usage) {
    add_usage(all, usage);
  }
  add_slots(all);
  return all;
}

Branch make_schema() {
  Branch root;
  for (const Leaf& leaf : leaves()) {
    Branch* branch = &root;
    for (std::size_t start = 0; start <= leaf.path.size();) {
      const std::size_t dot = std::min(leaf.path.find('.', start), leaf.path.size());
      const std::string name = leaf.path.substr(start, dot - start);
      auto found = std::find_if(branch->children.begin(), branch->children.end(),
                                [&name](const Branch& child) { return child.name == name; });
      if (found == branch->children.end()) {
        branch->children.push_back({name, {}, nullptr});
        found = std::prev(branch->children.end());
      }
      branch = &*found;
      start = dot + 1;
    }
    branch->leaf = &leaf;
  }
  return root;
}

}  // namespace

Status bind(SuiteChoice& choice, const SuiteShelf& shelf) {
  for (std::size_t i = 0; i < choice.names.size(); ++i) {
    if (choice.found[i] != nullptr) {
      continue;
    }
    const auto file = shelf.find(choice.names[i]);
    if (file == shelf.end()) {
      return Error{ErrorCode::malformed, "no suite file " + choice.names[i] + " beside the policy"};
    }
    SENIM_TRY(choice.found[i], Result<std::shared_ptr<const Suite>>(file->second));
  }
  return success();
}

namespace {

bool imported(const std::shared_ptr<const Suite>& suite) {
  return find_suite(suite->name) == nullptr;
}

// What the policy itself puts in place of the suites' rows stands in no suite.
template <typename Row, typename Rows, typename Places>
std::string source_of(const SuiteChoice& choice, std::size_t usage, const Row& row, Rows rows,
                      Places places) {
  for (const std::shared_ptr<const Suite>& suite : choice.found) {
    const std::vector<Row>& all = suite->usages.at(usage).*rows;
    const auto at = std::find(all.begin(), all.end(), row);
    if (at == all.end()) {
      continue;
    }
    const auto index = static_cast<std::size_t>(at - all.begin());
    return imported(suite) ? suite->name + " " + (suite->usages.at(usage).*places).at(index)
                           : "suite " + suite->name;
  }
  return "the policy itself";
}

std::string self_description(const Suite& suite) {
  return suite.name + ": " + quoted(suite.source) + ", issued " + write_end(suite.updated) +
         (suite.next_update ? ", next update " + write_end(suite.next_update) : "");
}

}  // namespace

CalendarSources calendar_sources(const SuiteChoice& choice, const AlgorithmTable& table,
                                 std::size_t usage) {
  CalendarSources sources;
  for (const std::shared_ptr<const Suite>& suite : choice.found) {
    if (!imported(suite)) {
      continue;
    }
    sources.suites.push_back(self_description(*suite));
    for (const std::string& remark : suite->remarks) {
      sources.suites.push_back(suite->name + ": " + remark);
    }
  }
  if (sources.suites.empty()) {
    return sources;
  }
  for (const DigestRow& row : table.digests) {
    sources.digests.push_back(
        write_row(row) + "  <- " +
        source_of(choice, usage, row, &SuiteRows::digests, &SuiteRows::digest_places));
  }
  for (const KeyRow& row : table.keys) {
    sources.keys.push_back(write_row(row) + "  <- " +
                           source_of(choice, usage, row, &SuiteRows::keys, &SuiteRows::key_places));
  }
  return sources;
}

const std::vector<Leaf>& leaves() {
  static const std::vector<Leaf> all = make_leaves();
  return all;
}

std::vector<std::string_view> Branch::names() const {
  std::vector<std::string_view> names;
  for (const Branch& child : children) {
    names.emplace_back(child.name);
  }
  return names;
}

const Branch& schema() {
  static const Branch root = make_schema();
  return root;
}

namespace {
constexpr std::string_view kPlain =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/-";
}  // namespace

std::string quoted(std::string_view text) {
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(text);
  }
  std::string result = "\"";
  for (const char c : text) {
    result.append(c == '"' || c == '\\' ? "\\" : "");
    result.append(c == '\n' ? "\\n" : std::string(1, c));
  }
  return result + "\"";
}

}  // namespace senim::policies
