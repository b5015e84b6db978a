#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "validators/pki/name.h"

// Distinguished names that stand as text in XML (xmldsig-core1 4.5.4.1), in RFC 4514 and what older
// software wrote: RFC 1779 and 2253, slashes before each type, dotted types.

namespace senim::formats {

// What tells two names apart for people: their values, in whatever order and spelling of the types.
// Not for finding certificates: names with other types under the same values have the same key.
std::string name_key(const pki::Name& name);
// Nothing for text that is not, to its end, types of names with their values.
std::optional<std::string> name_key(std::string_view text);

}  // namespace senim::formats
