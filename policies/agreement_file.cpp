#include "policies/agreement_file.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "policies/yaml_reader.h"
#include "validators/base/oid.h"

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

// What a mapping may lead to: whatever is not understood there would silently count for nothing.
constexpr std::array<std::string_view, 5> kStatements{
    "0.4.0.1862.1.1", "0.4.0.1862.1.4", "0.4.0.1862.1.6.1", "0.4.0.1862.1.6.2", "0.4.0.1862.1.6.3"};
constexpr std::string_view kInformation = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/";

Status check_statements(YamlMap& map) {
  SENIM_TRY(const YamlValue value, map.value("statements"));
  SENIM_TRY(const auto entries, value.entries());
  for (const auto& [from, to] : entries) {
    SENIM_TRY(const std::string meaning, to.text());
    if (!Oid::parse(from)) {
      return to.error("'" + from + "' is no object identifier");
    }
    if (std::find(kStatements.begin(), kStatements.end(), meaning) == kStatements.end()) {
      return to.error(
          "must be a statement of EN 319 412-5: 0.4.0.1862.1.1 (qualified), 0.4.0.1862.1.4 "
          "(device), 0.4.0.1862.1.6.1, .2, .3 (signature, seal, web site)");
    }
  }
  return success();
}

Status check_qualifiers(YamlMap& map) {
  SENIM_TRY(const YamlValue value, map.value("qualifiers"));
  SENIM_TRY(const auto entries, value.entries());
  for (const auto& [from, to] : entries) {
    SENIM_TRY(const std::string uri, to.text());
    if (!std::string_view(uri).starts_with(kInformation)) {
      return to.error("must be a qualifier of TS 119 612, which begins with " +
                      std::string(kInformation));
    }
  }
  return success();
}

Result<std::vector<std::string>> read_announced(YamlMap& map) {
  const std::optional<YamlValue> list = map.find("announces");
  if (!list) {
    return std::vector<std::string>{};
  }
  SENIM_TRY(std::vector<std::string> uris, list->texts());
  for (const std::string& uri : uris) {
    if (!std::string_view(uri).starts_with(kInformation)) {
      return list->error("must be AdditionalServiceInformation of TS 119 612, which begins with " +
                         std::string(kInformation));
    }
  }
  return uris;
}

Result<ServiceEquivalence> read_service(const YamlValue& value) {
  SENIM_TRY(YamlMap map,
            value.map({"theirs", "ours", "statuses", "qualifiers", "statements", "announces"}));
  ServiceEquivalence service;
  SENIM_TRY(service.theirs, map.text("theirs"));
  SENIM_TRY(service.ours, map.text("ours"));
  SENIM_CHECK(check_statuses(map));
  SENIM_TRY(service.statuses, read_pairs(map, "statuses"));
  SENIM_CHECK(check_qualifiers(map));
  SENIM_TRY(service.qualifiers, read_pairs(map, "qualifiers"));
  SENIM_CHECK(check_statements(map));
  SENIM_TRY(service.statements, read_pairs(map, "statements"));
  SENIM_TRY(service.announces, read_announced(map));
  SENIM_CHECK(map.done());
  return service;
}

// `read`: the party whose words are translated; each of its types has one meaning.
Result<std::vector<ServiceEquivalence>> read_services(YamlMap& map,
                                                      std::string ServiceEquivalence::*read) {
  SENIM_TRY(const YamlValue value, map.value("services"));
  SENIM_TRY(const std::vector<YamlValue> entries, value.list());
  std::vector<ServiceEquivalence> services;
  for (const YamlValue& entry : entries) {
    SENIM_TRY(ServiceEquivalence service, read_service(entry));
    const bool twice =
        std::any_of(services.begin(), services.end(),
                    [&](const ServiceEquivalence& other) { return other.*read == service.*read; });
    if (twice) {
      return entry.error("this service type has an equivalence already");
    }
    services.push_back(std::move(service));
  }
  return services;
}

Result<std::optional<std::string>> read_policy(YamlMap& map) {
  SENIM_TRY(const std::string policy, map.text_or("policy", ""));
  return policy.empty() ? std::optional<std::string>{} : std::optional<std::string>(policy);
}

// How the other party relies on us; an agreement may be one-sided.
Status read_outbound(YamlMap& map, Agreement& agreement) {
  const std::optional<YamlValue> value = map.find("outbound");
  if (!value) {
    return success();
  }
  SENIM_TRY(YamlMap outbound, value->map({"policy", "services"}));
  SENIM_TRY(agreement.outbound_policy, read_policy(outbound));
  SENIM_TRY(agreement.outbound, read_services(outbound, &ServiceEquivalence::ours));
  return outbound.done();
}

}  // namespace

Result<Agreement> read_agreement_file(const std::string& name, ByteView octets) {
  SENIM_TRY(const YamlValue root, read_yaml(name, octets));
  SENIM_TRY(YamlMap map, root.map({"schema", "id", "title", "legal_basis", "ours", "theirs",
                                   "since", "until", "policy", "services", "outbound"}));
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
  SENIM_TRY(agreement.policy, read_policy(map));
  SENIM_TRY(agreement.services, read_services(map, &ServiceEquivalence::theirs));
  SENIM_CHECK(read_outbound(map, agreement));
  if (agreement.services.empty() && agreement.outbound.empty()) {
    return map.error("an agreement that names no service recognises nobody");
  }
  SENIM_CHECK(map.done());
  return agreement;
}

}  // namespace senim::policies
