#pragma once

#include <optional>
#include <string>
#include <string_view>

// libxml2's own canonicalisation over a tree of its own: what an XML signature is over, read
// without any of our code.

namespace senim::process::test {

struct XmlForm {
  std::string signed_info;  // exclusive form of the only ds:SignedInfo
  std::string properties;   // of the only xades:SignedProperties, "" when there is none
  std::string content;      // of the element with the given Id, or of the root without ds:Signature
  friend bool operator==(const XmlForm&, const XmlForm&) = default;
};
// `content_id` "": the content is the whole document without its signature; "-": it is outside.
// Nothing when libxml2 cannot read the document or something is there twice.
std::optional<XmlForm> libxml_form(std::string_view document, std::string_view content_id);
// The exclusive form of the root with everything in it.
std::optional<std::string> libxml_whole(std::string_view document);

}  // namespace senim::process::test
