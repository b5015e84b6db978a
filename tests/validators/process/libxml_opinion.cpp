#include "tests/validators/process/libxml_opinion.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <memory>
#include <vector>

namespace senim::process::test {
namespace {

struct DocumentDeleter {
  void operator()(xmlDoc* document) const { ::xmlFreeDoc(document); }
};
using DocumentPtr = std::unique_ptr<xmlDoc, DocumentDeleter>;

std::string_view text(const xmlChar* chars) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): libxml2's characters are octets
  return chars == nullptr ? std::string_view{} : reinterpret_cast<const char*>(chars);
}

template <typename Wanted>
void collect(xmlNode* node, const Wanted& wanted, std::vector<xmlNode*>& found) {
  for (xmlNode* at = node; at != nullptr; at = at->next) {
    if (at->type != XML_ELEMENT_NODE) {
      continue;
    }
    if (wanted(*at)) {
      found.push_back(at);
    }
    collect(at->children, wanted, found);
  }
}

std::vector<xmlNode*> named(xmlDoc* document, std::string_view ns, std::string_view name) {
  std::vector<xmlNode*> found;
  collect(
      ::xmlDocGetRootElement(document),
      [&](const xmlNode& node) {
        return text(node.name) == name && node.ns != nullptr && text(node.ns->href) == ns;
      },
      found);
  return found;
}

std::vector<xmlNode*> identified(xmlDoc* document, std::string_view id) {
  std::vector<xmlNode*> found;
  collect(
      ::xmlDocGetRootElement(document),
      [&](const xmlNode& node) {
        for (const xmlAttr* one = node.properties; one != nullptr; one = one->next) {
          if (text(one->name) == "Id" && one->children != nullptr &&
              text(one->children->content) == id) {
            return true;
          }
        }
        return false;
      },
      found);
  return found;
}

// As the root of a document of its own; exclusive C14N writes what is visibly used only.
std::string exclusive_form(xmlNode* element) {
  const DocumentPtr alone(::xmlNewDoc(nullptr));
  xmlNode* const copy = ::xmlDocCopyNode(element, alone.get(), 1);
  ::xmlDocSetRootElement(alone.get(), copy);
  xmlChar* octets = nullptr;
  const int size =
      ::xmlC14NDocDumpMemory(alone.get(), nullptr, XML_C14N_EXCLUSIVE_1_0, nullptr, 0, &octets);
  std::string form = size < 0 ? "no canonical form" : std::string(text(octets));
  ::xmlFree(octets);
  return form;
}

DocumentPtr parse(std::string_view document) {
  return DocumentPtr(::xmlReadMemory(document.data(), static_cast<int>(document.size()), nullptr,
                                     nullptr,
                                     XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET));
}

}  // namespace

std::optional<XmlForm> libxml_form(std::string_view document, std::string_view content_id) {
  constexpr std::string_view kDs = "http://www.w3.org/2000/09/xmldsig#";
  const DocumentPtr tree = parse(document);
  if (!tree) {
    return std::nullopt;
  }
  const auto infos = named(tree.get(), kDs, "SignedInfo");
  const auto properties =
      named(tree.get(), "http://uri.etsi.org/01903/v1.3.2#", "SignedProperties");
  const auto signatures = named(tree.get(), kDs, "Signature");
  if (infos.size() != 1 || properties.size() > 1 || signatures.size() != 1) {
    return std::nullopt;
  }
  XmlForm form;
  form.signed_info = exclusive_form(infos.front());
  form.properties = properties.empty() ? "" : exclusive_form(properties.front());
  if (content_id.empty()) {
    ::xmlUnlinkNode(signatures.front());
    form.content = exclusive_form(::xmlDocGetRootElement(tree.get()));
    ::xmlFreeNode(signatures.front());
  } else if (content_id != "-") {
    const auto elements = identified(tree.get(), content_id);
    if (elements.size() != 1) {
      return std::nullopt;
    }
    form.content = exclusive_form(elements.front());
  }
  return form;
}

std::optional<std::string> libxml_whole(std::string_view document) {
  const DocumentPtr tree = parse(document);
  if (!tree) {
    return std::nullopt;
  }
  return exclusive_form(::xmlDocGetRootElement(tree.get()));
}

}  // namespace senim::process::test
