#pragma once

#include <set>
#include <string>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/xml/document.h"

// QNames in content. Exclusive canonicalisation (xml-exc-c14n 1.3) writes a namespace declaration
// only where the name of an element or attribute uses it. A prefix that stands in a value or in
// text ("q:decision") is signed, and what it is bound to is not: whoever binds it anew changes what
// the signed part says under the same digest.

namespace senim::xml {

// The prefixes that values and text in `part` use and whose binding its exclusive form leaves out;
// "" is the default namespace, by an xsi:type without prefix. `inclusive`: the PrefixList of the
// canonicalisation. Elements in `left_out` are not looked into. limit_exceeded: the Budget.
Result<std::set<std::string>> unsigned_prefixes(Element part,
                                                const std::vector<std::string>& inclusive,
                                                const std::vector<Element>& left_out,
                                                Budget& budget);

}  // namespace senim::xml
