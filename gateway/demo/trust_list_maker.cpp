#include "gateway/demo/trust_list_maker.h"

#include "gateway/demo/xades_maker.h"
#include "validators/crypto/base64.h"

namespace senim::demo {
namespace {

constexpr std::string_view kTsl = "http://uri.etsi.org/02231/v2#";
constexpr std::string_view kSie =
    "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out.push_back(c);
    }
  }
  return out;
}

std::string el(std::string_view name, std::string_view inner, std::string_view attributes = "") {
  const std::string tag = "tsl:" + std::string(name);
  return "<" + tag + std::string(attributes) + ">" + std::string(inner) + "</" + tag + ">";
}
std::string leaf(std::string_view name, std::string_view text) { return el(name, escaped(text)); }
std::string in_english(std::string_view outer, std::string_view inner, std::string_view text) {
  return el(outer, el(inner, escaped(text), " xml:lang=\"en\""));
}

std::string address() {
  return el("PostalAddresses", el("PostalAddress",
                                  leaf("StreetAddress", "Demo street 1") +
                                      leaf("Locality", "Demo") + leaf("CountryName", "KZ"),
                                  " xml:lang=\"en\"")) +
         el("ElectronicAddress", el("URI", "mailto:demo@example.org", " xml:lang=\"en\""));
}

std::string identities(const std::vector<Bytes>& certificates) {
  std::string list;
  for (const Bytes& certificate : certificates) {
    list += el("DigitalId", leaf("X509Certificate", crypto::to_base64(certificate)));
  }
  return el("ServiceDigitalIdentity", list);
}

std::string period(const ServiceSpec& service, const ServicePeriodSpec& entry) {
  return leaf("ServiceTypeIdentifier", entry.type) +
         in_english("ServiceName", "Name", service.name) + identities(service.certificates) +
         leaf("ServiceStatus", entry.status) + leaf("StatusStartingTime", to_string(entry.since)) +
         (entry.extensions.empty() ? "" : el("ServiceInformationExtensions", entry.extensions));
}

std::string service_element(const ServiceSpec& service) {
  std::string history;
  for (const ServicePeriodSpec& entry : service.history) {
    history += el("ServiceHistoryInstance", period(service, entry));
  }
  return el("TSPService", el("ServiceInformation", period(service, service.current)) +
                              (history.empty() ? "" : el("ServiceHistory", history)));
}

std::string providers(const std::vector<ServiceSpec>& services) {
  std::string list;
  for (std::size_t i = 0; i < services.size();) {
    std::string own;
    std::size_t next = i;
    for (; next < services.size() && services[next].provider == services[i].provider; ++next) {
      own += service_element(services[next]);
    }
    list +=
        el("TrustServiceProvider",
           el("TSPInformation",
              in_english("TSPName", "Name", services[i].provider) + el("TSPAddress", address()) +
                  in_english("TSPInformationURI", "URI", "https://example.org/")) +
               el("TSPServices", own));
    i = next;
  }
  return list.empty() ? "" : el("TrustServiceProviderList", list);
}

}  // namespace

std::string make_trust_list(const TrustListSpec& spec) {
  const std::string scheme =
      leaf("TSLVersionIdentifier", std::to_string(spec.version)) +
      leaf("TSLSequenceNumber", std::to_string(spec.sequence)) + leaf("TSLType", spec.type) +
      in_english("SchemeOperatorName", "Name", "Demo operator " + spec.territory) +
      el("SchemeOperatorAddress", address()) +
      in_english("SchemeName", "Name", spec.territory + ":Demo scheme") +
      in_english("SchemeInformationURI", "URI", "https://example.org/scheme") +
      leaf("StatusDeterminationApproach",
           "http://uri.etsi.org/TrstSvc/TrustedList/StatusDetn/EUappropriate") +
      in_english("SchemeTypeCommunityRules", "URI",
                 "http://uri.etsi.org/TrstSvc/TrustedList/schemerules/EUcommon") +
      leaf("SchemeTerritory", spec.territory) +
      el("PolicyOrLegalNotice",
         el("TSLLegalNotice", "Demo list, no legal effect.", " xml:lang=\"en\"")) +
      leaf("HistoricalInformationPeriod", "65535") +
      leaf("ListIssueDateTime", to_string(spec.issued)) +
      el("NextUpdate", spec.next_update ? leaf("dateTime", to_string(*spec.next_update)) : "");
  return "<tsl:TrustServiceStatusList xmlns:tsl=\"" + std::string(kTsl) +
         "\" Id=\"list\" TSLTag=\"http://uri.etsi.org/19612/TSLTag\">" +
         el("SchemeInformation", scheme) + providers(spec.services) +
         "</tsl:TrustServiceStatusList>";
}

std::string sign_trust_list(const std::string& list, const Party& signer, UtcTime signing_time,
                            int version) {
  XadesSpec spec;
  spec.party = &signer;
  spec.content = list;
  spec.signing_time = signing_time;
  spec.version_2 = version >= 6;
  return make_xades(spec);
}

std::string additional_information(std::string_view uri) {
  return el("Extension",
            el("AdditionalServiceInformation", el("URI", escaped(uri), " xml:lang=\"en\"")),
            " Critical=\"false\"");
}

std::string qualification(const std::vector<std::string>& qualifier_uris,
                          std::string_view criteria) {
  std::string qualifiers;
  for (const std::string& uri : qualifier_uris) {
    qualifiers += "<sie:Qualifier uri=\"" + escaped(uri) + "\"></sie:Qualifier>";
  }
  const std::string element = "<sie:QualificationElement><sie:Qualifiers>" + qualifiers +
                              "</sie:Qualifiers>" + std::string(criteria) +
                              "</sie:QualificationElement>";
  return el("Extension",
            "<sie:Qualifications xmlns:sie=\"" + std::string(kSie) + "\">" + element +
                "</sie:Qualifications>",
            " Critical=\"true\"");
}

}  // namespace senim::demo
