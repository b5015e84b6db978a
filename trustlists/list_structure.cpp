#include "trustlists/list_structure.h"

#include <array>

#include "trustlists/etsi_list.h"
#include "validators/xml/content_model.h"

namespace senim::trustlists {

namespace {

using xml::ContentModel;
using xml::kUnbounded;
using xml::Particle;

constexpr std::array kList{Particle{"SchemeInformation"}, Particle{"TrustServiceProviderList", 0}};
constexpr std::array kScheme{
    Particle{"TSLVersionIdentifier"},
    Particle{"TSLSequenceNumber"},
    Particle{"TSLType"},
    Particle{"SchemeOperatorName"},
    Particle{"SchemeOperatorAddress"},
    Particle{"SchemeName"},
    Particle{"SchemeInformationURI"},
    Particle{"StatusDeterminationApproach"},
    Particle{"SchemeTypeCommunityRules", 0},
    Particle{"SchemeTerritory", 0},
    Particle{"PolicyOrLegalNotice", 0},
    Particle{"HistoricalInformationPeriod"},
    Particle{"PointersToOtherTSL", 0},
    Particle{"ListIssueDateTime"},
    Particle{"NextUpdate"},
    Particle{"DistributionPoints", 0},
    Particle{"SchemeExtensions", 0},
};
constexpr std::array kProviders{Particle{"TrustServiceProvider", 1, kUnbounded}};
constexpr std::array kProvider{Particle{"TSPInformation"}, Particle{"TSPServices"}};
constexpr std::array kProviderInformation{Particle{"TSPName"}, Particle{"TSPTradeName", 0},
                                          Particle{"TSPAddress"}, Particle{"TSPInformationURI"},
                                          Particle{"TSPInformationExtensions", 0}};
constexpr std::array kServices{Particle{"TSPService", 1, kUnbounded}};
constexpr std::array kService{Particle{"ServiceInformation"}, Particle{"ServiceHistory", 0}};
constexpr std::array kServiceInformation{
    Particle{"ServiceTypeIdentifier"},
    Particle{"ServiceName"},
    Particle{"ServiceDigitalIdentity"},
    Particle{"ServiceStatus"},
    Particle{"StatusStartingTime"},
    Particle{"SchemeServiceDefinitionURI", 0},
    Particle{"ServiceSupplyPoints", 0},
    Particle{"TSPServiceDefinitionURI", 0},
    Particle{"ServiceInformationExtensions", 0},
};
constexpr std::array kHistory{Particle{"ServiceHistoryInstance", 0, kUnbounded}};
constexpr std::array kHistoryInstance{
    Particle{"ServiceTypeIdentifier"},  Particle{"ServiceName"},
    Particle{"ServiceDigitalIdentity"}, Particle{"ServiceStatus"},
    Particle{"StatusStartingTime"},     Particle{"ServiceInformationExtensions", 0},
};

constexpr std::array kModels{
    ContentModel{"TrustServiceStatusList", kList},
    ContentModel{"SchemeInformation", kScheme},
    ContentModel{"TrustServiceProviderList", kProviders},
    ContentModel{"TrustServiceProvider", kProvider},
    ContentModel{"TSPInformation", kProviderInformation},
    ContentModel{"TSPServices", kServices},
    ContentModel{"TSPService", kService},
    ContentModel{"ServiceInformation", kServiceInformation},
    ContentModel{"ServiceHistory", kHistory},
    ContentModel{"ServiceHistoryInstance", kHistoryInstance},
};

}  // namespace

std::string structure_problem(xml::Element root) {
  return xml::first_departure(root, kModels, [](std::string_view ns) { return ns == kTsl; });
}

}  // namespace senim::trustlists
