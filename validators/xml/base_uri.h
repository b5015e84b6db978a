#pragma once

#include <string>
#include <string_view>

namespace senim::xml {

// join-URI-References of Canonical XML 1.1 2.4: RFC 3986 5.2 with a base that may be relative,
// without fragments, keeping leading ".." segments, and with a "/" behind a last "." or "..".
std::string join_uri_references(std::string_view base, std::string_view reference);

}  // namespace senim::xml
