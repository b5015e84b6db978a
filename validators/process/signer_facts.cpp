#include "validators/process/signer_facts.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace senim::process {

namespace {

constexpr Oid kCommonName{"2.5.4.3"};
constexpr Oid kSerialNumber{"2.5.4.5"};
constexpr Oid kCountry{"2.5.4.6"};
constexpr Oid kOrganization{"2.5.4.10"};
constexpr Oid kOrganizationIdentifier{"2.5.4.97"};

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

// ISO 3166 alpha-2, or nothing: whatever else stands there is no country.
std::string country_of(const std::string& value) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return value.size() == 2 && std::ranges::all_of(value, letter) ? upper(value) : std::string{};
}

// What the profile of his country adds. A number that the certificate states twice differently is
// nobody's.
void add_profile(const pki::CertificateProfile& profile, model::SignerFacts& facts) {
  for (const pki::Identifier& identifier : profile.identifiers) {
    if (identifier.state != pki::Identifier::State::ambiguous) {
      facts.identifiers.emplace(identifier.kind, identifier.value);
    }
  }
  const auto dotted = [](const std::vector<Oid>& ids) {
    std::vector<std::string> texts;
    texts.reserve(ids.size());
    for (const Oid& id : ids) {
      texts.push_back(id.dotted());
    }
    return texts;
  };
  facts.owner = to_string(profile.owner);
  facts.key_purpose = to_string(profile.purpose);
  facts.roles = dotted(profile.roles);
  facts.profile = profile.name;
  facts.policies = dotted(profile.policies);
  facts.key_stores = dotted(profile.key_stores);
  facts.tool_classes.assign(profile.tool_classes.begin(), profile.tool_classes.end());
  facts.sign_tool = profile.sign_tool;
  facts.issuer_tools = profile.issuer_tools;
  facts.qualified = profile.qualified;
}

}  // namespace

model::SignerFacts signer_facts(const pki::Certificate& certificate) {
  model::SignerFacts facts;
  facts.certificate = to_hex(certificate.fingerprint());
  std::string organization;
  // The first of each kind counts, as Name::attribute() has it.
  const auto keep = [](std::string& place, const std::string& value) {
    if (place.empty()) {
      place = value;
    }
  };
  for (const auto& [type, value] : certificate.subject_attributes()) {
    if (type == kCommonName) {
      keep(facts.name, value);
    } else if (type == kOrganization) {
      keep(organization, value);
    } else if (type == kCountry) {
      keep(facts.country, country_of(value));
    } else if (type == kSerialNumber) {
      facts.identifiers.emplace("serialNumber", value);
    } else if (type == kOrganizationIdentifier) {
      facts.identifiers.emplace("organizationIdentifier", value);
    }
  }
  keep(facts.name, organization);
  keep(facts.name, facts.name.empty() ? certificate.subject().text() : std::string{});
  add_profile(certificate.profile(), facts);
  return facts;
}

model::Territory territory_of(const std::string& country) {
  if (country == "GR") {
    return "EL";
  }
  return country == "GB" ? "UK" : country;
}

model::Territory territory_of(const pki::Name& name) {
  const auto value = name.attribute(kCountry);
  return value ? territory_of(country_of(*value)) : model::Territory{};
}

std::string direction(const model::Territory& signer, const model::Territory& home,
                      model::Purpose purpose) {
  if (signer.empty() || home.empty()) {
    return "unknown";
  }
  const bool forwarded = purpose == model::Purpose::forward;
  if (signer == home) {
    return forwarded ? "outbound" : "domestic";
  }
  return forwarded ? "transit" : "inbound";
}

}  // namespace senim::process
