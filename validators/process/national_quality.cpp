#include "validators/process/national_quality.h"

#include <algorithm>
#include <array>

#include "validators/pki/certificate_profile.h"

namespace senim::process {

namespace {

using pki::CertificateProfile;
using pki::KeyPurpose;
using pki::OwnerKind;

// Members of the EU as TS 119 612 writes them, and the EEA, whose lists stand in the same LOTL.
constexpr std::array<std::string_view, 30> kEuTerritories{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "EL", "ES", "FI", "FR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};

// Lists of these countries speak of accredited authorities and the root above them.
constexpr std::array<std::string_view, 2> kAuthorityTypes{
    "http://uri.etsi.org/TrstSvc/Svctype/CA/QC",
    "http://uri.etsi.org/TrstSvc/Svctype/NationalRootCA-QC"};

// order 795: issuerSignTool has four fields, the authority's tools and their papers.
constexpr std::size_t kIssuerTools = 4;

bool numbers_right(const CertificateProfile& profile) {
  return std::ranges::none_of(profile.identifiers, [](const pki::Identifier& one) {
    return one.state == pki::Identifier::State::wrong ||
           one.state == pki::Identifier::State::ambiguous;
  });
}

bool states_any(const CertificateProfile& profile,
                std::initializer_list<std::string_view> identifiers) {
  return std::ranges::any_of(identifiers,
                             [&](auto kind) { return profile.identifier(kind) != nullptr; });
}

// Each: "" or what the certificate lacks.

// Law 370-II articles 1 and 10; order 522/НҚ: the key is for signing, the owner is one of the kinds
// there are and named by a number that can be right.
std::string_view kz_lacks(const CertificateProfile& profile) {
  if (profile.purpose != KeyPurpose::signing) {
    return "not-for-signing";
  }
  if (profile.owner == OwnerKind::unknown || !states_any(profile, {"iin", "bin"})) {
    return "owner-not-identified";
  }
  return numbers_right(profile) ? "" : "owner-number-wrong";
}

// 63-FZ articles 5 part 4, 11 and 17 part 2; FSB order 795: class of tools, the tools of owner and
// authority, the owner's numbers.
std::string_view ru_lacks(const CertificateProfile& profile) {
  if (profile.purpose == KeyPurpose::authentication) {
    return "not-for-signing";
  }
  if (profile.tool_classes.empty() || profile.sign_tool.empty() ||
      profile.issuer_tools.size() != kIssuerTools ||
      std::ranges::any_of(profile.issuer_tools, &std::string::empty)) {
    return "tools-not-stated";
  }
  if (!states_any(profile, {"snils", "inn", "innle", "ogrn", "ogrnip"})) {
    return "owner-not-identified";
  }
  return numbers_right(profile) ? "" : "owner-number-wrong";
}

// Law 113-З: a certificate of the state system names its owner by number.
std::string_view by_lacks(const CertificateProfile& profile) {
  if (profile.purpose != KeyPurpose::signing) {
    return "not-for-signing";
  }
  if (!states_any(profile, {"unp", "personalNumber"})) {
    return "owner-not-identified";
  }
  return numbers_right(profile) ? "" : "owner-number-wrong";
}

std::string_view lacks(Scheme scheme, const CertificateProfile& profile) {
  if (profile.name != to_string(scheme)) {
    return "foreign-profile";  // an authority of another country wrote it
  }
  switch (scheme) {
    case Scheme::kz:
      return kz_lacks(profile);
    case Scheme::ru:
      return ru_lacks(profile);
    case Scheme::by:
      return by_lacks(profile);
    case Scheme::eu:
    case Scheme::none:
      break;
  }
  return "foreign-profile";
}

CertificateType type_of(OwnerKind owner) {
  switch (owner) {
    case OwnerKind::individual:
    case OwnerKind::person_of_organisation:
      return CertificateType::esign;
    case OwnerKind::organisation:
    case OwnerKind::system:
      return CertificateType::eseal;
    case OwnerKind::unknown:
      break;
  }
  return CertificateType::unknown;
}

// Whether a service has a say about certificates, and which. Registered by hand: trusted as given,
// at all times. Else what its entry of that time says.
enum class Say : std::uint8_t { nothing, accredited, not_accredited };
Say say_of(const model::TrustService& service, const model::ServicePeriod* period) {
  if (service.given) {
    return Say::accredited;
  }
  if (period == nullptr || !is_authority_type(period->type)) {
    return Say::nothing;
  }
  const bool good =
      !period->unknown_critical_extension && period->status == model::ServiceStatus::granted;
  return good ? Say::accredited : Say::not_accredited;
}

}  // namespace

std::string_view to_string(Scheme scheme) {
  switch (scheme) {
    case Scheme::none:
      return "";
    case Scheme::eu:
      return "eu";
    case Scheme::kz:
      return "kz";
    case Scheme::ru:
      return "ru";
    case Scheme::by:
      return "by";
  }
  return "";
}

Scheme scheme_of(const model::Territory& territory) {
  for (const Scheme scheme : {Scheme::kz, Scheme::ru, Scheme::by}) {
    const std::string_view code = scheme == Scheme::kz ? "KZ" : scheme == Scheme::ru ? "RU" : "BY";
    if (territory == code) {
      return scheme;
    }
  }
  const bool eu = territory == "EU" || std::ranges::count(kEuTerritories, territory) != 0;
  return eu ? Scheme::eu : Scheme::none;
}

QualityAt national_quality(Scheme scheme, const pki::Certificate& certificate,
                           std::span<const model::TrustService* const> services, UtcTime at) {
  QualityAt found;
  found.at = at;
  if (services.empty()) {
    return found;
  }
  const Statements statements = read_statements(certificate);
  std::string_view denied;
  bool good = false;
  bool bad = false;
  for (const model::TrustService* service : services) {
    const model::ServicePeriod* period = service->given ? nullptr : service->at(at);
    const Say say = say_of(*service, period);
    if (found.decided_by.service == nullptr || (say != Say::nothing && !good && !bad)) {
      found.decided_by = {service, period};
    }
    if (say == Say::accredited && period != nullptr && denied.empty()) {
      denied = denied_by(*period, statements);
    }
    good = good || say == Say::accredited;
    bad = bad || say == Say::not_accredited;
  }
  if (good && bad) {  // as TS 119 615 4.4.4 has it: lists that disagree say nothing
    found.remarks.emplace_back("services-contradict");
    return found;
  }
  const CertificateProfile& profile = certificate.profile();
  for (const std::string_view problem :
       {good ? std::string_view{} : "service-not-granted", denied, lacks(scheme, profile)}) {
    if (!problem.empty()) {
      found.remarks.push_back(problem);
    }
  }
  found.result.quality = found.remarks.empty() ? Quality::qualified : Quality::not_qualified;
  found.result.type = type_of(profile.owner);
  // Order 795 point 24: the class is that of certified tools. Kazakh and Belarusian certificates
  // state no device that anybody vouches for.
  found.result.device = scheme == Scheme::ru && found.result.quality == Quality::qualified;
  return found;
}

namespace {

struct LevelWords {
  std::string_view qualified, other, failed;
};
LevelWords words_of(Scheme scheme) {
  switch (scheme) {
    case Scheme::kz:
    case Scheme::by:
      return {"EDS", "not-EDS", "not-EDS"};
    case Scheme::ru:
      return {"UKEP", "UNEP", "not-UKEP"};
    case Scheme::eu:
    case Scheme::none:
      break;
  }
  return {"recognised", "not-recognised", "not-recognised"};
}

}  // namespace

bool is_authority_type(std::string_view type) {
  return std::ranges::count(kAuthorityTypes, type) != 0;
}

std::string national_level(Scheme scheme, model::Indication ades,
                           const CertificateQuality& quality) {
  if (quality.quality == Quality::unknown) {
    return "NA";
  }
  const LevelWords words = words_of(scheme);
  const bool good = quality.quality == Quality::qualified;
  std::string level(good ? words.qualified : words.other);
  switch (ades) {
    case model::Indication::passed:
      return level;
    case model::Indication::indeterminate:
      return "indeterminate-" + level;
    case model::Indication::failed:
      return std::string(words.failed);
  }
  return "NA";
}

}  // namespace senim::process
