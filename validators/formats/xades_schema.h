#pragma once

#include <string>

#include "validators/xml/document.h"

namespace senim::formats {

// EN 319 132-1 annex C (XAdES.xsd): where QualifyingProperties leave the order and number of
// elements of the schema; "" nowhere. The versions before 1.3.2 differ in what is optional only.
std::string schema_problem(xml::Element qualifying_properties);

}  // namespace senim::formats
