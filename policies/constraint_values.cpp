#include "policies/constraint_values.h"

#include <algorithm>
#include <array>

#include "policies/policy_schema.h"
#include "validators/base/oid.h"
#include "validators/model/parsed_signature.h"
#include "validators/pki/certificate_profile.h"
#include "validators/pki/conformity.h"

namespace senim::policies {

namespace {

using model::Constraint;
using model::Key;
using model::Level;
using model::SignatureFormat;
using model::Slot;
using model::ValueKind;

constexpr std::array<std::string_view, 9> kKeyUsages{
    "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement",
    "keyCertSign",      "cRLSign",        "encipherOnly",    "decipherOnly"};

// As evidence tells it: 1.02.3 would fit nothing.
bool is_oid(std::string_view text) { return Oid::parse(text).has_value(); }

constexpr std::array kFormats{
    SignatureFormat::cades,   SignatureFormat::cms,   SignatureFormat::xades,
    SignatureFormat::xmldsig, SignatureFormat::pades, SignatureFormat::pdf_cms,
    SignatureFormat::jades,   SignatureFormat::jws,   SignatureFormat::ooxml,
    SignatureFormat::odf,     SignatureFormat::eaeu,  SignatureFormat::ddoc};

// Of purposes a country's whole branch may be named: 1.2.398.3.3.4.*
bool is_oid_or_branch(std::string_view text) {
  return is_oid(text.ends_with(".*") ? text.substr(0, text.size() - 2) : text);
}

// "CMS", or with its level "CAdES-BASELINE-B", "XAdES-*".
bool is_format(std::string_view text) {
  return std::any_of(kFormats.begin(), kFormats.end(), [text](SignatureFormat format) {
    const std::string_view name = to_string(format);
    return text == name || (text.starts_with(name) && text.substr(name.size()).starts_with('-'));
  });
}

// The words of EN 319 102-1 5.2.4 as DSS spells them, or what identifies a policy: OID or URI.
bool is_signature_policy(std::string_view text) {
  return text == "ANY_POLICY" || text == "NO_POLICY" || text == "IMPLICIT_POLICY" || is_oid(text) ||
         text.find(':') != std::string_view::npos;
}

bool is_key_usage(std::string_view text) {
  return std::find(kKeyUsages.begin(), kKeyUsages.end(), text) != kKeyUsages.end();
}

bool is_key_purpose(std::string_view text) {
  return text == "signing" || text == "authentication" || text == "unknown";
}

bool is_owner_kind(std::string_view text) {
  using pki::OwnerKind;
  constexpr std::array kKinds{OwnerKind::unknown, OwnerKind::individual,
                              OwnerKind::person_of_organisation, OwnerKind::organisation,
                              OwnerKind::system};
  return std::any_of(kKinds.begin(), kKinds.end(),
                     [text](OwnerKind kind) { return to_string(kind) == text; });
}

bool is_role(std::string_view text) { return is_oid(text) || pki::is_role_name(text); }

constexpr std::array<std::string_view, 6> kToolClasses{"KC1", "KC2", "KC3", "KB1", "KB2", "KA1"};

bool is_tool_class(std::string_view text) {
  return std::find(kToolClasses.begin(), kToolClasses.end(), text) != kToolClasses.end();
}

bool is_qc_type(std::string_view text) {
  return text == "esign" || text == "eseal" || text == "web" || is_oid(text);
}

// What a signature that passes can be worth (validators/process/README.md).
bool is_level(std::string_view text) {
  constexpr std::array<std::string_view, 19> kLevels{
      "QESig",      "QESeal", "unknown-QC-QSCD", "AdESig-QC",     "AdESeal-QC",
      "unknown-QC", "AdESig", "AdESeal",         "unknown",       "not-AdES",
      "NA",         "EDS",    "not-EDS",         "UKEP",          "UNEP",
      "QTSA",       "TSA",    "recognised",      "not-recognised"};
  return std::find(kLevels.begin(), kLevels.end(), text) != kLevels.end();
}
// As it is compared: 05 would be another text than 5 and fit nothing.
bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos &&
         (text == "0" || text.front() != '0');
}
bool is_demand(std::string_view text) { return pki::demand(text) != nullptr; }

struct Vocabulary {
  bool (*knows)(std::string_view) = nullptr;  // null: any text
  std::string_view wanted;
};

// A misspelt entry would never match: where the words are known they are checked.
constexpr Vocabulary kDemands{is_demand, "a demand of certificate profiles like serial-number"};
constexpr Vocabulary kFormatWords{is_format,
                                  "a format, with its level or -*: CMS, CAdES-BASELINE-B, XAdES-*"};
constexpr Vocabulary kOids{is_oid, "an object identifier"};
constexpr Vocabulary kOidBranches{is_oid_or_branch,
                                  "an object identifier, or a branch like 1.2.3.*"};
constexpr std::array<std::pair<Key, Vocabulary>, 25> kVocabularies{{
    {Key::format_accepted, kFormatWords},
    {Key::signature_policy_accepted,
     {is_signature_policy, "an OID, a URI, ANY_POLICY, NO_POLICY or IMPLICIT_POLICY"}},
    {Key::key_usage, {is_key_usage, "a key usage bit like nonRepudiation (RFC 5280 4.2.1.3)"}},
    {Key::extended_key_usage, kOids},
    {Key::critical_purposes, kOidBranches},
    {Key::stated_purposes, kOidBranches},
    {Key::reserved_purposes, kOidBranches},
    {Key::critical_extensions, kOids},
    {Key::forbidden_extensions, kOids},
    {Key::certificate_policies, kOids},
    {Key::conformity, kDemands},
    {Key::anchor_conformity, kDemands},
    {Key::revocation_skip_extensions, kOids},
    {Key::revocation_skip_policies, kOids},
    {Key::key_purpose, {is_key_purpose, "signing, authentication or unknown"}},
    {Key::signer_roles, {is_role, "an object identifier or the name of a role like first-head"}},
    {Key::owner_kind,
     {is_owner_kind, "individual, person-of-organisation, organisation, system or unknown"}},
    {Key::key_store, kOids},
    {Key::tool_class, {is_tool_class, "KC1, KC2, KC3, KB1, KB2 or KA1"}},
    {Key::qc_type, {is_qc_type, "esign, eseal, web or an object identifier"}},
    {Key::semantics_identifier, kOids},
    {Key::identification_method, kOids},
    {Key::list_versions, {is_number, "a TSLVersionIdentifier like 5, without leading zeros"}},
    {Key::qualification_recognised,
     {is_level, "a level like EDS, UKEP, QESig or recognised (validators/process/README.md)"}},
    {Key::qualification_level,
     {is_level,
      "a level like QESig, AdESeal-QC, EDS, UKEP or QTSA (validators/process/README.md)"}},
}};

Vocabulary vocabulary(Key key) {
  const auto* const found = std::find_if(kVocabularies.begin(), kVocabularies.end(),
                                         [key](const auto& entry) { return entry.first == key; });
  return found == kVocabularies.end() ? Vocabulary{} : found->second;
}

Status check_entries(const YamlValue& list, const Vocabulary& words) {
  SENIM_TRY(const std::vector<YamlValue> entries, list.list());
  for (const YamlValue& entry : entries) {
    SENIM_TRY(const std::string written, entry.text());
    const std::string_view text = written;
    if (text != "*" && words.knows != nullptr && !words.knows(text)) {
      return entry.error("must be * or " + std::string(words.wanted));
    }
  }
  return success();
}

Result<std::vector<std::string>> read_list(const YamlValue& value, Key key) {
  SENIM_TRY(std::vector<std::string> list, value.texts());
  SENIM_CHECK(check_entries(value, vocabulary(key)));
  return list;
}

std::string form(ValueKind kind) {
  switch (kind) {
    case ValueKind::flag:
      return "fail, warn, inform or ignore";
    case ValueKind::strings:
      return "ignore or a level with a list, like {fail: [a, b]}";
    case ValueKind::integer:
      return "ignore or a level with a number, like {fail: 3}";
    case ValueKind::duration:
      return "ignore or a level with a duration, like {fail: 6h}";
    case ValueKind::names:
      return "a list";
  }
  return "";
}

Result<Level> read_level(const YamlValue& value) {
  return choose<Level>(value,
                       {{"fail", Level::fail}, {"warn", Level::warn}, {"inform", Level::inform}});
}

constexpr std::string_view kUnsupportedForm =
    "this check does not exist yet: must be unsupported or {unsupported: fail | warn | inform}";

// `unsupported` or {unsupported: LEVEL}; the only values of a key whose check does not exist.
Result<Constraint> read_unsupported(const YamlValue& value) {
  if (value.kind() == YamlValue::Kind::scalar) {
    SENIM_TRY(const std::string word, value.text());
    if (word == "unsupported") {
      return Constraint{Level::inform, true, {}};
    }
    return value.error(kUnsupportedForm);
  }
  if (value.kind() != YamlValue::Kind::map) {
    return value.error(kUnsupportedForm);
  }
  Result<YamlMap> map = value.map({"unsupported"});
  if (!map) {
    return value.error(kUnsupportedForm);
  }
  SENIM_TRY(const YamlValue level, map.value().value("unsupported"));
  SENIM_TRY(const Level read, read_level(level));
  return Constraint{read, true, {}};
}

Result<Constraint> read_valued(const YamlValue& value, const Slot& slot, ValueKind kind) {
  SENIM_TRY(YamlMap map, value.map({"fail", "warn", "inform"}));
  SENIM_TRY(const auto entries, value.entries());
  if (entries.size() != 1) {
    return value.error("must be " + form(kind));
  }
  const YamlValue& inner = entries[0].second;
  Constraint constraint;
  constraint.level = entries[0].first == "fail"   ? Level::fail
                     : entries[0].first == "warn" ? Level::warn
                                                  : Level::inform;
  switch (kind) {
    case ValueKind::strings: {
      SENIM_TRY(constraint.value, read_list(inner, slot.key));
      return constraint;
    }
    case ValueKind::integer: {
      SENIM_TRY(constraint.value, inner.integer(0, 1'000'000'000'000));
      return constraint;
    }
    case ValueKind::duration: {
      SENIM_TRY(constraint.value, inner.duration());
      return constraint;
    }
    case ValueKind::flag:
    case ValueKind::names:
      break;
  }
  return value.error("must be " + form(kind));
}

}  // namespace

Status check_format(const YamlValue& entry) {
  // Not SENIM_TRY: GCC 12 then sees the comparison read the text of a failed Result.
  const Result<std::string> text = entry.text();
  if (!text.ok()) {
    return text.error();
  }
  const bool known = std::string_view(*text) == "*" || is_format(*text);
  return known ? success() : entry.error("must be * or " + std::string(kFormatWords.wanted));
}

Result<Constraint> read_constraint(const YamlValue& value, const Slot& slot) {
  const model::KeyInfo& key = model::info(slot.key);
  if (!model::implemented(slot)) {
    return read_unsupported(value);
  }
  if (key.kind == ValueKind::names) {
    SENIM_TRY(std::vector<std::string> list, read_list(value, slot.key));
    return Constraint{Level::inform, false, std::move(list)};
  }
  if (value.kind() != YamlValue::Kind::scalar) {
    if (key.kind == ValueKind::flag) {
      return value.error("must be " + form(key.kind));
    }
    return read_valued(value, slot, key.kind);
  }
  SENIM_TRY(const std::string word, value.text());
  if (key.fixed) {
    // EN 319 102-1 leaves these no choice (spec/en319102-1.md 1.5, last sentence).
    return word == "fail" ? Result<Constraint>(Constraint{Level::fail, false, {}})
                          : value.error("is a fixed part of the validation: must be fail");
  }
  if (word == "ignore") {
    return Constraint{Level::ignore, false, {}};
  }
  if (key.kind != ValueKind::flag || word == "unsupported") {
    return value.error("must be " + form(key.kind));
  }
  const Result<Level> level = read_level(value);
  if (!level) {
    return value.error("must be " + form(key.kind));
  }
  return Constraint{*level, false, {}};
}

std::string write_list(const std::vector<std::string>& list) {
  std::string text = "[";
  for (const std::string& entry : list) {
    text.append(text.size() == 1 ? "" : ", ").append(quoted(entry));
  }
  return text + "]";
}

namespace {
constexpr std::array<std::pair<Seconds::rep, char>, 3> kUnits{
    {{86'400, 'd'}, {3'600, 'h'}, {60, 'm'}}};
}  // namespace

std::string write_duration(Seconds duration) {
  const Seconds::rep count = duration.count();
  for (const auto& [factor, unit] : kUnits) {
    if (count != 0 && count % factor == 0) {
      return std::to_string(count / factor) + unit;
    }
  }
  return std::to_string(count) + "s";
}

std::string write_constraint(const Constraint& constraint) {
  std::string level(to_string(constraint.level));
  if (constraint.unsupported) {
    return constraint.level == Level::inform ? "unsupported" : "{unsupported: " + level + "}";
  }
  if (constraint.integer()) {
    return "{" + level + ": " + std::to_string(*constraint.integer()) + "}";
  }
  if (constraint.duration()) {
    return "{" + level + ": " + write_duration(*constraint.duration()) + "}";
  }
  if (std::holds_alternative<std::vector<std::string>>(constraint.value)) {
    return "{" + level + ": " + write_list(constraint.strings()) + "}";
  }
  return level;
}

}  // namespace senim::policies
