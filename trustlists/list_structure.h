#pragma once

#include <string>

#include "validators/xml/document.h"

namespace senim::trustlists {

// TS 119 612 annex C: where a TrustServiceStatusList leaves the order and number of elements of its
// schema; "" nowhere. read_list() finds its elements whatever their order.
std::string structure_problem(xml::Element root);

}  // namespace senim::trustlists
