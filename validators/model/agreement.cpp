#include "validators/model/agreement.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace senim::model {

namespace {

ServiceStatus status_named(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, ServiceStatus>, 4> kWords{{
      {"granted", ServiceStatus::granted},
      {"national", ServiceStatus::national},
      {"withdrawn", ServiceStatus::withdrawn},
      {"suspended", ServiceStatus::suspended},
  }};
  const auto* const found = std::ranges::find(kWords, word, &decltype(kWords)::value_type::first);
  return found == kWords.end() ? ServiceStatus::unknown : found->second;
}

// Status words of TS 119 612, for whoever reads the entry on.
std::string_view status_uri(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::granted:
      return "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
    case ServiceStatus::withdrawn:
    case ServiceStatus::suspended:
      return "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/withdrawn";
    case ServiceStatus::national:
      return "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/recognisedatnationallevel";
    case ServiceStatus::unknown:
      return "";
  }
  return "";
}

// Members of the European Union as TS 119 612 writes them: a treaty with the EU is one with each.
// The EEA is not: who is not a member did not sign.
constexpr std::array<std::string_view, 27> kUnion{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"};

bool binds(const Agreement& agreement, const Territory& territory) {
  return agreement.theirs == territory ||
         (agreement.theirs == "EU" && std::ranges::find(kUnion, territory) != kUnion.end());
}

}  // namespace

const ServiceEquivalence* Agreement::equivalence(Way way, std::string_view type) const {
  for (const ServiceEquivalence& one : way == Way::inbound ? services : outbound) {
    if ((way == Way::inbound ? one.theirs : one.ours) == type) {
      return &one;
    }
  }
  return nullptr;
}

const Agreement* agreement_with(std::span<const Agreement> agreements, const Territory& theirs,
                                Way way, UtcTime at) {
  const auto found = std::ranges::find_if(agreements, [&](const Agreement& one) {
    return binds(one, theirs) && one.speaks(way) && one.in_force(at);
  });
  return found == agreements.end() ? nullptr : &*found;
}

std::optional<ServicePeriod> translated(const Agreement& agreement, Way way,
                                        const ServicePeriod& period) {
  const ServiceEquivalence* const equivalence = agreement.equivalence(way, period.type);
  if (equivalence == nullptr) {
    return std::nullopt;
  }
  ServicePeriod read = period;
  read.type = way == Way::inbound ? equivalence->ours : equivalence->theirs;
  const auto status = equivalence->statuses.find(period.status_uri);
  read.status =
      status == equivalence->statuses.end() ? ServiceStatus::unknown : status_named(status->second);
  read.status_uri = status_uri(read.status);
  if (!equivalence->announces.empty()) {
    read.additional_information = equivalence->announces;
  }
  for (QualificationElement& element : read.qualifications) {
    for (std::string& uri : element.qualifiers) {
      // One that the agreement does not name stays what it is: unknown to whoever relies, and what
      // is not understood counts against (process/qualification).
      const auto known = equivalence->qualifiers.find(uri);
      if (known == equivalence->qualifiers.end()) {
        uri.insert(0, "not-in-the-agreement:");
      } else {
        uri = known->second;
      }
    }
  }
  return read;
}

}  // namespace senim::model
