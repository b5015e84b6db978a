#include "validators/xml/document.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#include <array>
#include <cstring>
#include <unordered_map>

#include "validators/base/lazy.h"
#include "validators/xml/encoding.h"
#include "validators/xml/limits.h"
#include "validators/xml/memory.h"

namespace senim::xml {
namespace {

constexpr std::string_view kDsig = "http://www.w3.org/2000/09/xmldsig#";
constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kWsu =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

struct DocDeleter {
  void operator()(xmlDoc* doc) const { ::xmlFreeDoc(doc); }
};
using DocPtr = std::unique_ptr<xmlDoc, DocDeleter>;
struct ParserDeleter {
  void operator()(xmlParserCtxt* parser) const { ::xmlFreeParserCtxt(parser); }
};
using ParserPtr = std::unique_ptr<xmlParserCtxt, ParserDeleter>;

// xmlChar is unsigned char; every text of libxml2's passes through here.
std::string_view text_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// What went wrong first. libxml2 2.9 still says wellFormed after xmlStopParser, so this is what
// counts (style.md 6).
struct Failure {
  bool failed = false;
  std::string message;
};

void on_error(void* user_data, xmlError* error) {
  auto* const parser = static_cast<xmlParserCtxt*>(user_data);
  auto* const failure = static_cast<Failure*>(parser->_private);
  // Validity is not our business (there is no DTD), and neither is whether a namespace name is a
  // good URI: canonicalisation refuses the relative ones.
  if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_VALID ||
      error->domain == XML_FROM_DTD || error->code == XML_WAR_NS_URI || failure->failed) {
    return;
  }
  failure->failed = true;
  std::string message = error->message == nullptr ? "not well-formed" : error->message;
  while (!message.empty() && message.back() == '\n') {
    message.pop_back();
  }
  failure->message = "line " + std::to_string(error->line) + ": " + message;
  ::xmlStopParser(parser);
}

std::string value_of(const xmlAttr* attribute) {
  std::string value;
  for (const xmlNode* part = attribute->children; part != nullptr; part = part->next) {
    value += text_of(part->content);
  }
  return value;
}

// Compares without measuring first: most names differ in their first letters.
bool same(const xmlChar* text, std::string_view wanted) {
  const char* const chars = text == nullptr ? "" : reinterpret_cast<const char*>(text);
  return std::strncmp(chars, wanted.data(), wanted.size()) == 0 &&
         std::strlen(chars) == wanted.size();
}

bool is_named(const xmlNode* node, std::string_view ns, std::string_view local_name) {
  return node->type == XML_ELEMENT_NODE && same(node->name, local_name) &&
         same(node->ns == nullptr ? nullptr : node->ns->href, ns);
}

// The attributes that identify an element: by schema nobody reads, or by convention.
bool is_id(const xmlAttr* attribute) {
  const std::string_view name = text_of(attribute->name);
  if (name.size() != 2 || (name != "Id" && name != "ID" && name != "id")) {
    return false;
  }
  if (attribute->ns == nullptr) {
    return true;
  }
  const std::string_view ns = text_of(attribute->ns->href);
  return (ns == kXml && name == "id") || (ns == kWsu && name == "Id");
}

// Calls `visit` for `top` and every element below it, in document order.
template <typename Visit>
void for_each_element(xmlNode* top, const Visit& visit) {
  xmlNode* node = top;
  while (node != nullptr) {
    xmlNode* inside = nullptr;
    if (node->type == XML_ELEMENT_NODE) {
      visit(node);
      inside = node->children;
    }
    if (inside != nullptr) {
      node = inside;
      continue;
    }
    while (node != nullptr && node != top && node->next == nullptr) {
      node = node->parent;
    }
    node = node == nullptr || node == top ? nullptr : node->next;
  }
}

// For everything that is not allowed to reach the tree: entity references and DTD nodes cannot
// occur without a DOCTYPE; this makes sure.
bool has_only_known_nodes(const xmlDoc* doc) {
  return doc->intSubset == nullptr && doc->extSubset == nullptr;
}

}  // namespace

// --- Element ------------------------------------------------------------------------------------

std::string_view Element::name() const { return node_ == nullptr ? "" : text_of(node_->name); }

std::string_view Element::ns() const {
  return node_ == nullptr || node_->ns == nullptr ? "" : text_of(node_->ns->href);
}

std::string_view Element::prefix() const {
  return node_ == nullptr || node_->ns == nullptr ? "" : text_of(node_->ns->prefix);
}

bool Element::is(std::string_view ns, std::string_view local_name) const {
  return node_ != nullptr && is_named(node_, ns, local_name);
}

Element Element::parent() const {
  if (node_ == nullptr || node_->parent == nullptr || node_->parent->type != XML_ELEMENT_NODE) {
    return {};
  }
  return Element(node_->parent);
}

Element Element::first_child() const {
  xmlNode* at = node_ == nullptr ? nullptr : node_->children;
  while (at != nullptr && at->type != XML_ELEMENT_NODE) {
    at = at->next;
  }
  return Element(at);
}

Element Element::next_sibling() const {
  xmlNode* at = node_ == nullptr ? nullptr : node_->next;
  while (at != nullptr && at->type != XML_ELEMENT_NODE) {
    at = at->next;
  }
  return Element(at);
}

std::vector<Element> Element::children() const {
  std::vector<Element> found;
  for (xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr; at = at->next) {
    if (at->type == XML_ELEMENT_NODE) {
      found.emplace_back(at);
    }
  }
  return found;
}

std::vector<Element> Element::children(std::string_view ns, std::string_view local_name) const {
  std::vector<Element> found;
  for (xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr; at = at->next) {
    if (is_named(at, ns, local_name)) {
      found.emplace_back(at);
    }
  }
  return found;
}

Element Element::child(std::string_view ns, std::string_view local_name) const {
  for (xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr; at = at->next) {
    if (is_named(at, ns, local_name)) {
      return Element(at);
    }
  }
  return {};
}

Result<Element> Element::only_child(std::string_view ns, std::string_view local_name) const {
  Element found;
  for (xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr; at = at->next) {
    if (!is_named(at, ns, local_name)) {
      continue;
    }
    if (found) {
      return Error{ErrorCode::malformed, "line " + std::to_string(line()) + ": more than one " +
                                             std::string(local_name) + " in " +
                                             std::string(name())};
    }
    found = Element(at);
  }
  if (!found) {
    return Error{ErrorCode::malformed, "line " + std::to_string(line()) + ": no " +
                                           std::string(local_name) + " in " + std::string(name())};
  }
  return found;
}

std::optional<std::string> Element::attribute(std::string_view local_name) const {
  for (const xmlAttr* at = node_ == nullptr ? nullptr : node_->properties; at != nullptr;
       at = at->next) {
    if (at->ns == nullptr && text_of(at->name) == local_name) {
      return value_of(at);
    }
  }
  return std::nullopt;
}

std::optional<std::string> Element::attribute(std::string_view ns,
                                              std::string_view local_name) const {
  if (ns.empty()) {
    return attribute(local_name);
  }
  for (const xmlAttr* at = node_ == nullptr ? nullptr : node_->properties; at != nullptr;
       at = at->next) {
    if (at->ns != nullptr && text_of(at->name) == local_name && text_of(at->ns->href) == ns) {
      return value_of(at);
    }
  }
  return std::nullopt;
}

std::vector<Element::Attribute> Element::attributes() const {
  std::vector<Attribute> found;
  for (const xmlAttr* at = node_ == nullptr ? nullptr : node_->properties; at != nullptr;
       at = at->next) {
    const bool named = at->ns != nullptr;
    found.push_back({named ? text_of(at->ns->prefix) : "", named ? text_of(at->ns->href) : "",
                     text_of(at->name), value_of(at)});
  }
  return found;
}

std::vector<std::string_view> Element::declared_prefixes() const {
  std::vector<std::string_view> found;
  for (const xmlNs* ns = node_ == nullptr ? nullptr : node_->nsDef; ns != nullptr; ns = ns->next) {
    found.push_back(text_of(ns->prefix));
  }
  return found;
}

std::optional<std::string_view> Element::namespace_of(std::string_view prefix) const {
  for (const xmlNode* at = node_; at != nullptr && at->type == XML_ELEMENT_NODE; at = at->parent) {
    for (const xmlNs* ns = at->nsDef; ns != nullptr; ns = ns->next) {
      if (text_of(ns->prefix) == prefix) {
        return text_of(ns->href);
      }
    }
  }
  return std::nullopt;
}

Result<std::string> Element::text() const {
  std::string value;
  for (const xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr;
       at = at->next) {
    if (at->type != XML_TEXT_NODE && at->type != XML_CDATA_SECTION_NODE) {
      return Error{ErrorCode::malformed, "line " + std::to_string(line()) + ": the value of " +
                                             std::string(name()) + " is not text alone"};
    }
    value += text_of(at->content);
  }
  return value;
}

std::string Element::trimmed_text() const {
  Result<std::string> value = text();
  if (!value.ok()) {
    return {};
  }
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = value->find_first_not_of(kSpace);
  if (first == std::string::npos) {
    return {};
  }
  return value->substr(first, value->find_last_not_of(kSpace) - first + 1);
}

std::string Element::own_text() const {
  std::string all;
  for (const xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr;
       at = at->next) {
    if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
      all += text_of(at->content);
    }
  }
  return all;
}

bool Element::has_text() const {
  for (const xmlNode* at = node_ == nullptr ? nullptr : node_->children; at != nullptr;
       at = at->next) {
    const bool blank = at->type == XML_TEXT_NODE &&
                       text_of(at->content).find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (at->type != XML_ELEMENT_NODE && !blank) {
      return true;
    }
  }
  return false;
}

bool Element::has_attributes() const {
  for (const xmlAttr* at = node_ == nullptr ? nullptr : node_->properties; at != nullptr;
       at = at->next) {
    if (!is_id(at)) {
      return true;
    }
  }
  return false;
}

bool Element::contains(Element other) const {
  for (const xmlNode* at = other.node_; at != nullptr && node_ != nullptr; at = at->parent) {
    if (at == node_) {
      return true;
    }
  }
  return false;
}

std::size_t Element::line() const {
  const long line = node_ == nullptr ? 0 : ::xmlGetLineNo(node_);
  return line < 0 ? 0 : static_cast<std::size_t>(line);
}

// --- Document -----------------------------------------------------------------------------------

namespace {

// Who has which identifier, and where signatures stand: one walk.
struct Index {
  std::vector<Element> signatures;
  std::unordered_map<std::string, std::vector<xmlNode*>> ids;
  std::vector<std::string> duplicates;

  explicit Index(xmlNode* root) {
    for_each_element(root, [this](xmlNode* node) {
      for (const xmlAttr* at = node->properties; at != nullptr; at = at->next) {
        if (is_id(at)) {
          add(value_of(at), node);
        }
      }
      if (is_named(node, kDsig, "Signature")) {
        signatures.emplace_back(node);
      }
    });
  }

 private:
  void add(const std::string& id, xmlNode* node) {
    std::vector<xmlNode*>& owners = ids[id];
    if (!owners.empty() && owners.back() == node) {
      return;  // Id and xml:id of one element may agree
    }
    owners.push_back(node);
    if (owners.size() == 2) {
      duplicates.push_back(id);
    }
  }
};

}  // namespace

struct Document::State {
  DocPtr doc;
  Lazy<Index> lazy_index;  // many documents are asked for neither identifiers nor signatures

  const Index& index() const {
    return lazy_index.get([this] { return Index(::xmlDocGetRootElement(doc.get())); });
  }
};

Document::Document(std::unique_ptr<State> state) : state_(std::move(state)) {}
Document::~Document() = default;

Result<std::shared_ptr<const Document>> Document::parse(ByteView octets, Budget& budget) {
  if (octets.size() > 4 * kMaxDocument) {  // UTF-32; after conversion check_limits counts again
    return Error{ErrorCode::limit_exceeded, "an XML document of more than 64 MB"};
  }
  SENIM_TRY(const auto converted, to_utf8(octets));
  const ByteView utf8 = converted ? as_bytes(*converted) : octets;
  SENIM_CHECK(check_limits(utf8, budget));

  memory::prepare_library();
  const std::uint64_t failed_before = memory::failures();
  Failure failure;
  const ParserPtr parser(::xmlNewParserCtxt());
  auto state = std::make_unique<State>();
  if (parser != nullptr) {
    parser->_private = &failure;
    parser->sax->serror = on_error;
    // No network, nothing loaded. NOENT: without a DOCTYPE, which the scan refuses, only &lt; and
    // its four companions exist; without the option libxml2 2.9 leaves "&#38;" for "&amp;" in
    // namespace names. The declared encoding is ignored because the octets are UTF-8 by now. HUGE
    // lifts libxml2's 10 MB per text: kMaxDocument is the limit here.
    constexpr int kOptions = XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC |
                             XML_PARSE_BIG_LINES | XML_PARSE_COMPACT | XML_PARSE_HUGE;
    state->doc.reset(::xmlCtxtReadMemory(parser.get(), as_text(utf8).data(),
                                         static_cast<int>(utf8.size()), nullptr, nullptr,
                                         kOptions));
  }
  if (memory::failures() != failed_before) {
    return Error{ErrorCode::unavailable, "not enough memory to read this XML document"};
  }
  if (failure.failed) {
    return Error{ErrorCode::malformed, failure.message};
  }
  if (state->doc == nullptr || parser->wellFormed != 1 || !has_only_known_nodes(state->doc.get()) ||
      ::xmlDocGetRootElement(state->doc.get()) == nullptr) {
    return Error{ErrorCode::malformed, "not well-formed XML"};
  }
  return std::shared_ptr<const Document>(std::make_shared<Document>(std::move(state)));
}

Element Document::root() const { return Element(::xmlDocGetRootElement(state_->doc.get())); }

Document::AroundRoot Document::around_root() const {
  AroundRoot around;
  for (const xmlNode* at = state_->doc->children; at != nullptr; at = at->next) {
    around.comments = around.comments || at->type == XML_COMMENT_NODE;
    around.instructions = around.instructions || at->type == XML_PI_NODE;
  }
  return around;
}

Result<Element> Document::by_id(std::string_view id) const {
  const auto& ids = state_->index().ids;
  const auto found = ids.find(std::string(id));
  if (found == ids.end()) {
    return Error{ErrorCode::not_found, "no element has the identifier \"" + std::string(id) + "\""};
  }
  if (found->second.size() > 1) {
    return Error{ErrorCode::malformed,
                 "more than one element has the identifier \"" + std::string(id) + "\""};
  }
  return Element(found->second.front());
}

const std::vector<std::string>& Document::duplicate_ids() const {
  return state_->index().duplicates;
}

std::vector<Element> Document::all(std::string_view ns, std::string_view local_name) const {
  if (ns == kDsig && local_name == "Signature") {
    return state_->index().signatures;
  }
  std::vector<Element> found;
  for_each_element(root().node(), [&](xmlNode* node) {
    if (is_named(node, ns, local_name)) {
      found.emplace_back(node);
    }
  });
  return found;
}

}  // namespace senim::xml
