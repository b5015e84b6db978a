#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/demo/certificate_maker.h"

// Makes TS 119 612 trust lists for the demo world and the tests, in exclusive canonical form, and
// signs them.

namespace senim::demo {

inline constexpr std::string_view kServiceType = "http://uri.etsi.org/TrstSvc/Svctype/";
inline constexpr std::string_view kServiceStatus =
    "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/";

struct ServicePeriodSpec {
  std::string type = "http://uri.etsi.org/TrstSvc/Svctype/CA/QC";
  std::string status = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted";
  UtcTime since{};
  std::string extensions;  // canonical text inside ServiceInformationExtensions, tsl: prefix bound
};

struct ServiceSpec {
  std::string provider = "Demo Provider";
  std::string name = "Demo CA";
  std::vector<Bytes> certificates;  // of the current entry
  ServicePeriodSpec current;
  std::vector<ServicePeriodSpec> history;  // newest first, as lists have it
};

struct TrustListSpec {
  std::string territory = "KZ";
  std::string type = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric";
  int version = 6;
  std::uint64_t sequence = 1;
  UtcTime issued{};
  std::optional<UtcTime> next_update;  // none: an empty NextUpdate, a list closed for ever
  std::vector<ServiceSpec> services;   // neighbours with the same provider stand under one TSP
};

std::string make_trust_list(const TrustListSpec& spec);  // not signed yet
// Signed as spec/trustlists.md 1.5 says: enveloped, exclusive C14N, SigningCertificateV2 from
// version 6 on.
std::string sign_trust_list(const std::string& list, const Party& signer, UtcTime signing_time,
                            int version = 6);
// An AdditionalServiceInformation extension and a Qualifications extension with one element.
std::string additional_information(std::string_view uri);
std::string qualification(const std::vector<std::string>& qualifier_uris,
                          std::string_view criteria);

}  // namespace senim::demo
