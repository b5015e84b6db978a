#include "policies/policy_scope.h"

#include <algorithm>
#include <iterator>

#include "policies/constraint_values.h"

namespace senim::policies {

namespace {

using model::PolicyObjection;
using model::PolicyQuery;
using model::Purpose;

template <typename List, typename Value>
bool holds(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <typename List, typename Other>
bool meet(const List& list, const Other& others) {
  return std::any_of(list.begin(), list.end(),
                     [&others](const auto& one) { return holds(others, one); });
}

template <typename Check>
Result<std::vector<std::string>> words(YamlMap& map, std::string_view key, Check check) {
  const std::optional<YamlValue> list = map.find(key);
  if (!list) {
    return std::vector<std::string>{};
  }
  SENIM_TRY(const std::vector<YamlValue> entries, list->list());
  for (const YamlValue& entry : entries) {
    SENIM_CHECK(check(entry));
  }
  if (entries.empty()) {
    return list->error("an empty list fits nothing; leave the key out for no condition");
  }
  return list->texts();
}

Status any_name(const YamlValue& entry) {
  SENIM_CHECK(entry.text());
  return success();
}

Status known_direction(const YamlValue& entry) {
  SENIM_CHECK(choose(entry, {"inbound", "outbound", "domestic", "transit", "unknown"}));
  return success();
}

Status country(const YamlValue& entry) {
  SENIM_TRY(const std::string text, entry.text());
  const bool fits_form =
      text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
  return fits_form ? success() : entry.error("must be a territory of two letters like KZ");
}

Result<Purpose> read_purpose(const YamlValue& entry) {
  return choose<Purpose>(entry, {{"check", Purpose::check},
                                 {"accept", Purpose::accept},
                                 {"forward", Purpose::forward},
                                 {"archive", Purpose::archive}});
}

Status known_purpose(const YamlValue& entry) {
  SENIM_CHECK(read_purpose(entry));
  return success();
}

Result<std::vector<Purpose>> read_purposes(YamlMap& map) {
  SENIM_CHECK(words(map, "purposes", known_purpose));
  std::vector<Purpose> purposes;
  if (const std::optional<YamlValue> list = map.find("purposes")) {
    SENIM_TRY(const std::vector<YamlValue> entries, list->list());
    for (const YamlValue& entry : entries) {
      SENIM_TRY(purposes.emplace_back(), read_purpose(entry));
    }
  }
  return purposes;
}

Result<std::optional<UtcTime>> read_instant(YamlMap& map, std::string_view key) {
  const std::optional<YamlValue> value = map.find(key);
  if (!value) {
    return std::optional<UtcTime>{};
  }
  SENIM_TRY(const UtcTime time, value->time());
  return std::optional<UtcTime>(time);
}

Status read_period(YamlMap& top, PolicyScope& scope) {
  SENIM_TRY(scope.from, read_instant(top, "valid_from"));
  SENIM_TRY(scope.to, read_instant(top, "valid_to"));
  if (scope.from && scope.to && *scope.to <= *scope.from) {
    return top.find("valid_to")->error("must be after valid_from");
  }
  return success();
}

Status read_target(const YamlValue& value, PolicyScope& scope) {
  std::vector<std::string_view> keys(std::begin(kConditionKeys), std::end(kConditionKeys));
  keys.emplace_back("formats");
  SENIM_TRY(YamlMap map, value.map(keys));
  SENIM_TRY(scope.target, read_conditions(map));
  SENIM_TRY(scope.formats, words(map, "formats", check_format));
  SENIM_CHECK(map.done());
  if (scope.target == Conditions{} && scope.formats.empty()) {
    return value.error("names nothing; leave it out for any");
  }
  return success();
}

}  // namespace

bool Conditions::admit(std::span<const std::string> caller) const {
  return callers.empty() || meet(caller, callers);
}

std::string_view Conditions::broken(std::span<const std::string> caller,
                                    const PolicyQuery& query) const {
  if (!admit(caller)) {
    return "caller";
  }
  if (!directions.empty() && !holds(directions, query.direction)) {
    return "direction";
  }
  if (!issuer_countries.empty() && !holds(issuer_countries, query.issuer_country)) {
    return "country";
  }
  return purposes.empty() || holds(purposes, query.purpose) ? "" : "purpose";
}

Result<Conditions> read_conditions(YamlMap& map) {
  Conditions conditions;
  SENIM_TRY(conditions.callers, words(map, "callers", any_name));
  SENIM_TRY(conditions.directions, words(map, "directions", known_direction));
  SENIM_TRY(conditions.issuer_countries, words(map, "issuer_countries", country));
  SENIM_TRY(conditions.purposes, read_purposes(map));
  return conditions;
}

std::vector<std::string> words_of(const std::vector<Purpose>& purposes) {
  std::vector<std::string> texts;
  texts.reserve(purposes.size());
  for (const Purpose purpose : purposes) {
    texts.emplace_back(to_string(purpose));
  }
  return texts;
}

std::vector<std::pair<std::string, std::string>> write_conditions(const Conditions& conditions) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [key, list] :
       {std::pair("callers", conditions.callers), std::pair("directions", conditions.directions),
        std::pair("issuer_countries", conditions.issuer_countries),
        std::pair("purposes", words_of(conditions.purposes))}) {
    if (!list.empty()) {
      lines.emplace_back(key, write_list(list));
    }
  }
  return lines;
}

// Callers have several names: any two lists of them may be met by one.
std::string_view disjoint(const Conditions& one, const Conditions& other) {
  const auto apart = [](const auto& list, const auto& others) {
    return !list.empty() && !others.empty() && !meet(list, others);
  };
  if (apart(one.directions, other.directions)) {
    return "direction";
  }
  if (apart(one.issuer_countries, other.issuer_countries)) {
    return "country";
  }
  return apart(one.purposes, other.purposes) ? "purpose" : "";
}

std::optional<PolicyObjection> PolicyScope::not_in_force(UtcTime at) const {
  if (from && at < *from) {
    return PolicyObjection{"before-period", from, to};
  }
  if (to && at >= *to) {
    return PolicyObjection{"after-period", from, to};
  }
  return std::nullopt;
}

std::optional<PolicyObjection> PolicyScope::out_of_place(std::span<const std::string> caller,
                                                         const PolicyQuery& query) const {
  if (const auto early_or_late = not_in_force(query.time)) {
    return early_or_late;
  }
  if (const std::string_view broken = target.broken(caller, query); !broken.empty()) {
    return PolicyObjection{broken};
  }
  return std::nullopt;
}

std::optional<PolicyObjection> PolicyScope::objection(std::span<const std::string> caller,
                                                      const PolicyQuery& query) const {
  if (const auto elsewhere = out_of_place(caller, query)) {
    return elsewhere;
  }
  model::Constraint wanted;
  wanted.value = formats;
  if (!formats.empty() && !wanted.accepts(query.format)) {
    return PolicyObjection{"format"};
  }
  return std::nullopt;
}

Result<PolicyScope> read_scope(YamlMap& top) {
  PolicyScope scope;
  SENIM_CHECK(read_period(top, scope));
  if (const std::optional<YamlValue> target = top.find("target")) {
    SENIM_CHECK(read_target(*target, scope));
  }
  return scope;
}

std::vector<std::pair<std::string, std::string>> write_scope(const PolicyScope& scope) {
  std::vector<std::pair<std::string, std::string>> lines;
  if (scope.from) {
    lines.emplace_back("valid_from", to_string(*scope.from));
  }
  if (scope.to) {
    lines.emplace_back("valid_to", to_string(*scope.to));
  }
  for (const auto& [key, list] : write_conditions(scope.target)) {
    lines.emplace_back("target." + key, list);
  }
  if (!scope.formats.empty()) {
    lines.emplace_back("target.formats", write_list(scope.formats));
  }
  return lines;
}

}  // namespace senim::policies
