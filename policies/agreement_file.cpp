#include "policies/agreement_file.h"

#include <algorithm>

#include "policies/yaml_reader.h"

namespace senim::policies {

namespace {

Result<model::Territory> read_territory(YamlMap& map, std::string_view key) {
  SENIM_TRY(const YamlValue value, map.value(key));
  SENIM_TRY(const std::string text, value.text());
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (text.size() != 2 || !std::all_of(text.begin(), text.end(), upper)) {
    return value.error("must be a territory of two letters like KZ");
  }
  return text;
}

// `open`, or the first instant at which the agreement is no longer in force.
Result<std::optional<UtcTime>> read_until(YamlMap& map, UtcTime since) {
  SENIM_TRY(const YamlValue value, map.value("until"));
  const Result<std::string> word = value.text();
  if (word.ok() && *word == "open") {
    return std::optional<UtcTime>{};
  }
  const Result<UtcTime> until = value.time();
  if (!until || *until <= since) {
    return value.error("must be open or a date after since");
  }
  return std::optional<UtcTime>(*until);
}

Result<std::map<std::string, std::string>> read_pairs(YamlMap& map, std::string_view key) {
  SENIM_TRY(const YamlValue value, map.value(key));
  SENIM_TRY(const auto entries, value.entries());
  std::map<std::string, std::string> pairs;
  for (const auto& [theirs, ours] : entries) {
    SENIM_TRY(std::string text, ours.text());
    pairs.emplace(theirs, std::move(text));
  }
  return pairs;
}

Status check_statuses(YamlMap& map) {
  SENIM_TRY(const YamlValue value, map.value("statuses"));
  SENIM_TRY(const auto entries, value.entries());
  for (const auto& [theirs, ours] : entries) {
    SENIM_CHECK(choose(ours, {"granted", "national", "withdrawn", "suspended"}));
  }
  return success();
}

Result<ServiceEquivalence> read_service(const YamlValue& value) {
  SENIM_TRY(YamlMap map, value.map({"theirs", "ours", "statuses", "qualifiers", "statements"}));
  ServiceEquivalence service;
  SENIM_TRY(service.theirs, map.text("theirs"));
  SENIM_TRY(service.ours, map.text("ours"));
  SENIM_CHECK(check_statuses(map));
  SENIM_TRY(service.statuses, read_pairs(map, "statuses"));
  SENIM_TRY(service.qualifiers, read_pairs(map, "qualifiers"));
  SENIM_TRY(service.statements, read_pairs(map, "statements"));
  SENIM_CHECK(map.done());
  return service;
}

Result<std::vector<ServiceEquivalence>> read_services(YamlMap& map) {
  SENIM_TRY(const YamlValue value, map.value("services"));
  SENIM_TRY(const std::vector<YamlValue> entries, value.list());
  std::vector<ServiceEquivalence> services;
  for (const YamlValue& entry : entries) {
    SENIM_TRY(ServiceEquivalence service, read_service(entry));
    const bool twice = std::any_of(
        services.begin(), services.end(),
        [&service](const ServiceEquivalence& other) { return other.theirs == service.theirs; });
    if (twice) {
      return entry.error("this service type has an equivalence already");
    }
    services.push_back(std::move(service));
  }
  return services;
}

}  // namespace

Result<Agreement> read_agreement_file(const std::string& name, ByteView octets) {
  SENIM_TRY(const YamlValue root, read_yaml(name, octets));
  SENIM_TRY(YamlMap map, root.map({"schema", "id", "title", "legal_basis", "ours", "theirs",
                                   "since", "until", "policy", "services"}));
  SENIM_CHECK(map.integer("schema", 1, 1));
  Agreement agreement;
  SENIM_TRY(agreement.id, map.text("id"));
  SENIM_TRY(agreement.title, map.text("title"));
  SENIM_TRY(agreement.legal_basis, map.text("legal_basis"));
  SENIM_TRY(agreement.ours, read_territory(map, "ours"));
  SENIM_TRY(agreement.theirs, read_territory(map, "theirs"));
  if (agreement.ours == agreement.theirs) {
    return map.error("an agreement has two parties");
  }
  SENIM_TRY(agreement.since, map.time("since"));
  SENIM_TRY(agreement.until, read_until(map, agreement.since));
  SENIM_TRY(const std::string policy, map.text_or("policy", ""));
  if (!policy.empty()) {
    agreement.policy = policy;
  }
  SENIM_TRY(agreement.services, read_services(map));
  SENIM_CHECK(map.done());
  return agreement;
}

}  // namespace senim::policies
