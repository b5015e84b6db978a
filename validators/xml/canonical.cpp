#include "validators/xml/canonical.h"

#include <libxml/tree.h>

#include <algorithm>
#include <array>

#include "validators/xml/base_uri.h"

namespace senim::xml {
namespace {

constexpr std::string_view kXmlNs = "http://www.w3.org/XML/1998/namespace";
constexpr std::size_t kPiece = 32UL * 1024;  // octets handed to the sink at a time

std::string_view text_of(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// Which octets must be replaced in which place (C14N 1.0 2.3).
enum Place : std::uint8_t { in_text = 1, in_attribute = 2, in_markup = 4 };
constexpr std::array<std::uint8_t, 256> escapes() {
  std::array<std::uint8_t, 256> table{};
  table['\r'] = in_text | in_attribute | in_markup;
  table['&'] = in_text | in_attribute;
  table['<'] = in_text | in_attribute;
  table['>'] = in_text;
  table['"'] = in_attribute;
  table['\t'] = in_attribute;
  table['\n'] = in_attribute;
  return table;
}
constexpr std::array<std::uint8_t, 256> kEscapes = escapes();

std::string_view replacement(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
      return "&#x9;";
    case '\n':
      return "&#xA;";
    default:
      return "&#xD;";
  }
}

// Collects octets and hands them on in pieces. The first failure stays and ends the writing.
class Output {
 public:
  Output(Budget& budget, const Sink& sink) : budget_(budget), sink_(sink) {
    pending_.reserve(2 * kPiece);
  }
  void put(std::string_view text) {
    pending_.append(text);
    if (pending_.size() >= kPiece) {
      flush();
    }
  }
  void put(char c) { pending_.push_back(c); }
  void put_escaped(std::string_view text, Place place) {
    std::size_t start = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((kEscapes[static_cast<unsigned char>(text[i])] & place) != 0) {
        put(text.substr(start, i - start));
        put(replacement(text[i]));
        start = i + 1;
      }
    }
    put(text.substr(start));
  }
  void count_nodes(std::uint64_t nodes) { nodes_ += nodes; }
  void fail(Error error) {
    if (!failed_) {
      failed_ = true;
      failure_ = std::move(error);
    }
  }
  bool failed() const { return failed_; }
  Status finish() {
    flush();
    return failed_ ? Status(std::move(failure_)) : success();
  }

 private:
  void flush() {
    Status paid = budget_.spend(Cost::canonical_bytes, pending_.size());
    if (paid.ok()) {
      paid = budget_.spend(Cost::xml_nodes, nodes_);
    }
    nodes_ = 0;
    if (!paid.ok()) {
      fail(std::move(paid).error());
    }
    if (!failed_ && !pending_.empty()) {
      sink_(as_bytes(pending_));
    }
    pending_.clear();
  }

  Budget& budget_;
  const Sink& sink_;
  std::string pending_;
  std::uint64_t nodes_ = 0;
  bool failed_ = false;
  Error failure_;
};

struct Binding {
  std::string_view prefix;  // "" is the default namespace
  std::string_view uri;     // "" undoes it
};
bool by_prefix(const Binding& left, const Binding& right) { return left.prefix < right.prefix; }

// The namespace declarations that output ancestors carry. At most limits.h allows, so looking one
// up is bounded.
class Rendered {
 public:
  void open() { marks_.push_back(bindings_.size()); }
  void close() {
    bindings_.resize(marks_.back());
    marks_.pop_back();
  }
  void add(const Binding& binding) { bindings_.push_back(binding); }
  bool has(const Binding& wanted) const {
    for (auto at = bindings_.rbegin(); at != bindings_.rend(); ++at) {
      if (at->prefix == wanted.prefix) {
        return at->uri == wanted.uri;
      }
    }
    // xmlns="" stands only where it undoes a default namespace in the output (C14N 1.0 2.3).
    return wanted.prefix.empty() && wanted.uri.empty();
  }

 private:
  std::vector<Binding> bindings_;
  std::vector<std::size_t> marks_;
};

struct Attribute {
  std::string_view uri;
  std::string_view local_name;
  std::string_view prefix;
  const xmlAttr* node = nullptr;       // value of this one,
  const std::string* value = nullptr;  // unless this is set
};
bool by_name(const Attribute& left, const Attribute& right) {
  return left.uri != right.uri ? left.uri < right.uri : left.local_name < right.local_name;
}

Attribute attribute_of(const xmlAttr* node) {
  Attribute attribute;
  attribute.local_name = text_of(node->name);
  attribute.node = node;
  if (node->ns != nullptr) {
    attribute.uri = text_of(node->ns->href);
    attribute.prefix = text_of(node->ns->prefix);
  }
  return attribute;
}

const xmlAttr* find_xml_attribute(const xmlNode* element, std::string_view local_name) {
  for (const xmlAttr* at = element->properties; at != nullptr; at = at->next) {
    if (at->ns != nullptr && text_of(at->ns->href) == kXmlNs && text_of(at->name) == local_name) {
      return at;
    }
  }
  return nullptr;
}

std::string value_of(const xmlAttr* attribute) {
  std::string value;
  for (const xmlNode* part = attribute->children; part != nullptr; part = part->next) {
    value += text_of(part->content);
  }
  return value;
}

const xmlNode* parent_element(const xmlNode* node) {
  return node->parent != nullptr && node->parent->type == XML_ELEMENT_NODE ? node->parent : nullptr;
}

// The excluded elements of a subset.
class Excluded {
 public:
  explicit Excluded(const std::vector<Element>& elements) {
    for (const Element element : elements) {
      nodes_.push_back(element.node());
    }
    std::ranges::sort(nodes_);
  }
  bool has(const xmlNode* node) const { return std::ranges::binary_search(nodes_, node); }
  bool has_above(const xmlNode* node) const {
    for (const xmlNode* at = node; at != nullptr; at = at->parent) {
      if (has(at)) {
        return true;
      }
    }
    return false;
  }

 private:
  std::vector<const xmlNode*> nodes_;
};

class Writer {
 public:
  Writer(const C14nMethod& method, const Excluded& excluded, Output& out)
      : method_(method), excluded_(excluded), out_(out) {
    prefixes_.assign(method.inclusive_prefixes.begin(), method.inclusive_prefixes.end());
    std::ranges::sort(prefixes_);
  }
  void whole(const xmlDoc* doc);
  // `top` and what is below it. The apex of a subset takes over what its ancestors declare.
  enum class Top : std::uint8_t { root, apex };
  void subtree(const xmlNode* top, Top kind);
  const Omitted& omitted() const { return omitted_; }

 private:
  void open(const xmlNode* element, bool inherits);
  void close(const xmlNode* element);
  void leaf(const xmlNode* node);
  void name(std::string_view prefix, std::string_view local_name);
  void declarations(const xmlNode* element, bool inherits);
  void collect_scope(const xmlNode* element, bool inherits);
  void refuse_relative(const Binding& binding);
  void need(const Binding& binding);
  void need_utilized(const xmlNode* element);
  void attributes(const xmlNode* element, bool inherits);
  void inherit_all(const xmlNode* apex);
  void inherit_simple(const xmlNode* apex, std::string_view local_name);
  void fix_base(const xmlNode* apex);
  void put_attribute(const Attribute& attribute);

  const C14nMethod& method_;
  const Excluded& excluded_;
  Output& out_;
  std::vector<std::string_view> prefixes_;  // the PrefixList, sorted
  Rendered rendered_;
  // Scratch of one element, kept for its memory.
  std::vector<Binding> scope_;
  std::vector<Binding> needed_;
  std::vector<Attribute> attributes_;
  std::string base_;
  Omitted omitted_;
};

void Writer::whole(const xmlDoc* doc) {
  bool behind_root = false;
  for (const xmlNode* at = doc->children; at != nullptr; at = at->next) {
    if (at->type == XML_ELEMENT_NODE) {
      subtree(at, Top::root);
      behind_root = true;
    } else if (at->type == XML_PI_NODE || (at->type == XML_COMMENT_NODE && method_.comments)) {
      if (behind_root) {
        out_.put('\n');
      }
      leaf(at);
      if (!behind_root) {
        out_.put('\n');
      }
    } else if (at->type == XML_COMMENT_NODE) {
      omitted_.comments = true;
    } else {
      out_.fail({ErrorCode::malformed, "a node that canonical XML has no place for"});
    }
  }
}

void Writer::subtree(const xmlNode* top, Top kind) {
  const xmlNode* node = top;
  while (node != nullptr && !out_.failed()) {
    bool entered = false;
    if (node->type == XML_ELEMENT_NODE) {
      entered = !excluded_.has(node);
      if (entered) {
        open(node, node == top && kind == Top::apex);
      }
    } else {
      leaf(node);
    }
    if (entered && node->children != nullptr) {
      node = node->children;
      continue;
    }
    if (entered) {
      close(node);
    }
    while (node != top && node->next == nullptr) {
      node = node->parent;
      close(node);
    }
    node = node == top ? nullptr : node->next;
  }
}

void Writer::open(const xmlNode* element, bool inherits) {
  out_.count_nodes(1);
  rendered_.open();
  out_.put('<');
  name(element->ns == nullptr ? std::string_view() : text_of(element->ns->prefix),
       text_of(element->name));
  declarations(element, inherits);
  attributes(element, inherits);
  out_.put('>');
}

void Writer::close(const xmlNode* element) {
  out_.put("</");
  name(element->ns == nullptr ? std::string_view() : text_of(element->ns->prefix),
       text_of(element->name));
  out_.put(">");
  rendered_.close();
}

void Writer::leaf(const xmlNode* node) {
  out_.count_nodes(1);
  switch (node->type) {
    case XML_TEXT_NODE:
    case XML_CDATA_SECTION_NODE:
      out_.put_escaped(text_of(node->content), in_text);
      return;
    case XML_COMMENT_NODE:
      if (method_.comments) {
        out_.put("<!--");
        out_.put_escaped(text_of(node->content), in_markup);
        out_.put("-->");
      } else {
        omitted_.comments = true;
      }
      return;
    case XML_PI_NODE:
      out_.put("<?");
      out_.put(text_of(node->name));
      if (node->content != nullptr && node->content[0] != 0) {
        out_.put(' ');
        out_.put_escaped(text_of(node->content), in_markup);
      }
      out_.put("?>");
      return;
    default:
      out_.fail({ErrorCode::malformed, "a node that canonical XML has no place for"});
  }
}

void Writer::name(std::string_view prefix, std::string_view local_name) {
  if (!prefix.empty()) {
    out_.put(prefix);
    out_.put(':');
  }
  out_.put(local_name);
}

// --- namespaces ---------------------------------------------------------------------------------

Binding binding_of(const xmlNs* ns) { return {text_of(ns->prefix), text_of(ns->href)}; }

// A URI with a scheme (RFC 3986 3.1).
bool has_scheme(std::string_view uri) {
  const auto alpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const std::string_view scheme = uri.substr(0, uri.find(':'));
  return scheme.size() < uri.size() && !scheme.empty() && alpha(scheme.front()) &&
         std::ranges::all_of(scheme, [&](char c) {
           return alpha(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
         });
}

void Writer::declarations(const xmlNode* element, bool inherits) {
  collect_scope(element, inherits);
  needed_.clear();
  if (method_.kind == C14nKind::exclusive10) {
    need_utilized(element);
  } else {
    for (const Binding& binding : scope_) {
      need(binding);
    }
  }
  if (needed_.size() > 1) {
    std::ranges::sort(needed_, by_prefix);
  }
  for (const Binding& binding : needed_) {
    refuse_relative(binding);
    rendered_.add(binding);
    out_.put(binding.prefix.empty() ? " xmlns" : " xmlns:");
    out_.put(binding.prefix);
    out_.put("=\"");
    out_.put_escaped(binding.uri, in_attribute);
    out_.put('"');
  }
}

// What the element declares and, for the apex of a subset, what its ancestors do; of several
// bindings of a prefix the nearest.
void Writer::collect_scope(const xmlNode* element, bool inherits) {
  scope_.clear();
  for (const xmlNs* ns = element->nsDef; ns != nullptr; ns = ns->next) {
    refuse_relative(binding_of(ns));
    scope_.push_back(binding_of(ns));
  }
  if (!inherits) {
    return;
  }
  for (const xmlNode* at = parent_element(element); at != nullptr; at = parent_element(at)) {
    for (const xmlNs* ns = at->nsDef; ns != nullptr; ns = ns->next) {
      const Binding binding = binding_of(ns);
      if (std::ranges::find(scope_, binding.prefix, &Binding::prefix) == scope_.end()) {
        scope_.push_back(binding);
      }
    }
  }
}

// C14N 1.0 1.3: a relative namespace URI is a failure, never an empty or partial form.
void Writer::refuse_relative(const Binding& binding) {
  if (!binding.uri.empty() && !has_scheme(binding.uri)) {
    out_.fail(
        {ErrorCode::malformed, "a relative namespace URI, \"" + std::string(binding.uri) + "\""});
  }
}

void Writer::need(const Binding& binding) {
  if (binding.prefix != "xml" && !rendered_.has(binding)) {
    needed_.push_back(binding);
  }
}

// Exclusive C14N 1.0 3: prefixes that the element's name and its attributes' names use, and those
// of the PrefixList as inclusive canonicalisation treats them.
void Writer::need_utilized(const xmlNode* element) {
  const auto need_once = [this](const Binding& binding) {
    if (std::ranges::find(needed_, binding.prefix, &Binding::prefix) == needed_.end()) {
      need(binding);
    }
  };
  need_once(element->ns == nullptr ? Binding{} : binding_of(element->ns));
  for (const xmlAttr* at = element->properties; at != nullptr; at = at->next) {
    if (at->ns != nullptr) {
      need_once(binding_of(at->ns));
    }
  }
  for (const Binding& binding : scope_) {
    const std::string_view name = binding.prefix.empty() ? "#default" : binding.prefix;
    if (std::ranges::binary_search(prefixes_, name)) {
      need_once(binding);
    }
  }
}

// --- attributes ---------------------------------------------------------------------------------

void Writer::attributes(const xmlNode* element, bool inherits) {
  if (element->properties == nullptr && !inherits) {
    return;
  }
  attributes_.clear();
  for (const xmlAttr* at = element->properties; at != nullptr; at = at->next) {
    attributes_.push_back(attribute_of(at));
  }
  if (inherits && method_.kind == C14nKind::inclusive10) {
    inherit_all(element);
  }
  if (inherits && method_.kind == C14nKind::inclusive11) {
    inherit_simple(element, "lang");
    inherit_simple(element, "space");
    fix_base(element);
  }
  out_.count_nodes(attributes_.size());
  if (attributes_.size() > 1) {
    std::ranges::sort(attributes_, by_name);
  }
  for (const Attribute& attribute : attributes_) {
    put_attribute(attribute);
  }
}

void Writer::put_attribute(const Attribute& attribute) {
  out_.put(' ');
  name(attribute.prefix, attribute.local_name);
  out_.put("=\"");
  if (attribute.value != nullptr) {
    out_.put_escaped(*attribute.value, in_attribute);
  } else {
    for (const xmlNode* part = attribute.node->children; part != nullptr; part = part->next) {
      out_.put_escaped(text_of(part->content), in_attribute);
    }
  }
  out_.put('"');
}

// C14N 1.0 2.4: the apex takes the nearest occurrence of every xml: attribute that it lacks.
void Writer::inherit_all(const xmlNode* apex) {
  for (const xmlNode* at = parent_element(apex); at != nullptr; at = parent_element(at)) {
    for (const xmlAttr* xml = at->properties; xml != nullptr; xml = xml->next) {
      if (xml->ns == nullptr || text_of(xml->ns->href) != kXmlNs) {
        continue;
      }
      const Attribute inherited = attribute_of(xml);
      const auto same = [&](const Attribute& own) {
        return own.uri == kXmlNs && own.local_name == inherited.local_name;
      };
      if (std::ranges::none_of(attributes_, same)) {
        attributes_.push_back(inherited);
      }
    }
  }
}

// C14N 1.1 2.4: only xml:lang and xml:space are simply inheritable; xml:id is not inherited.
void Writer::inherit_simple(const xmlNode* apex, std::string_view local_name) {
  for (const xmlNode* at = apex; at != nullptr; at = parent_element(at)) {
    if (const xmlAttr* const found = find_xml_attribute(at, local_name)) {
      if (at != apex) {
        attributes_.push_back(attribute_of(found));
      }
      return;
    }
  }
}

// C14N 1.1 2.4: the apex's xml:base becomes what it was worth under its omitted ancestors.
void Writer::fix_base(const xmlNode* apex) {
  const xmlAttr* const own = find_xml_attribute(apex, "base");
  const xmlAttr* nearest = own;
  bool omitted = false;
  base_.clear();
  for (const xmlNode* at = apex; at != nullptr; at = parent_element(at)) {
    const xmlAttr* const base = find_xml_attribute(at, "base");
    if (base == nullptr) {
      continue;
    }
    base_ = nearest == nullptr || nearest == base ? value_of(base)
                                                  : join_uri_references(value_of(base), base_);
    nearest = nearest == nullptr ? base : nearest;
    omitted = omitted || at != apex;
  }
  if (!omitted) {
    return;
  }
  std::erase_if(attributes_, [own](const Attribute& attribute) { return attribute.node == own; });
  if (!base_.empty()) {
    Attribute fixed = attribute_of(nearest);
    fixed.value = &base_;
    attributes_.push_back(fixed);
  }
}

// The element to start at. Nothing left is a failure: the digest of no octets must never count
// (spec/threats.md, False accept).
Result<const xmlNode*> top_of(const Document& document, const Subset& subset,
                              const Excluded& excluded) {
  const xmlNode* const top = subset.whole_document ? document.root().node() : subset.apex.node();
  if (top == nullptr || excluded.has_above(top)) {
    return Error{ErrorCode::malformed, "nothing is left to canonicalise"};
  }
  return top;
}

}  // namespace

std::optional<C14nMethod> c14n_by_uri(std::string_view uri) {
  constexpr std::string_view kWithComments = "WithComments";
  C14nMethod method;
  if (uri.ends_with(kWithComments)) {
    method.comments = true;
    uri.remove_suffix(kWithComments.size());
    // "…c14n-20010315#WithComments", "…xml-c14n11#WithComments", "…xml-exc-c14n#WithComments"
    if (uri == "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#") {
      return method;
    }
    if (uri == "http://www.w3.org/2006/12/xml-c14n11#") {
      method.kind = C14nKind::inclusive11;
      return method;
    }
  } else if (uri == "http://www.w3.org/TR/2001/REC-xml-c14n-20010315") {
    return method;
  } else if (uri == "http://www.w3.org/2006/12/xml-c14n11") {
    method.kind = C14nKind::inclusive11;
    return method;
  }
  if (uri == "http://www.w3.org/2001/10/xml-exc-c14n#") {
    method.kind = C14nKind::exclusive10;
    return method;
  }
  return std::nullopt;
}

Status canonicalize(const Document& document, const Subset& subset, const C14nMethod& method,
                    Budget& budget, const Sink& sink, Omitted* omitted) {
  const Excluded excluded(subset.excluded);
  SENIM_TRY(const xmlNode* const top, top_of(document, subset, excluded));
  Output out(budget, sink);
  Writer writer(method, excluded, out);
  if (subset.whole_document) {
    writer.whole(top->doc);
  } else {
    writer.subtree(top, Writer::Top::apex);
  }
  if (omitted != nullptr) {
    omitted->comments = omitted->comments || writer.omitted().comments;
  }
  return out.finish();
}

Result<Bytes> canonicalize(const Document& document, const Subset& subset, const C14nMethod& method,
                           Budget& budget) {
  Bytes octets;
  SENIM_CHECK(canonicalize(document, subset, method, budget, [&octets](ByteView piece) {
    octets.insert(octets.end(), piece.begin(), piece.end());
  }));
  return octets;
}

Result<std::string> text_content(const Document& document, const Subset& subset, Budget& budget) {
  const Excluded excluded(subset.excluded);
  SENIM_TRY(const xmlNode* const top, top_of(document, subset, excluded));
  std::string text;
  const xmlNode* node = top;
  while (node != nullptr) {
    SENIM_CHECK(budget.spend(Cost::xml_nodes));
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      SENIM_CHECK(budget.spend(Cost::canonical_bytes, text_of(node->content).size()));
      text += text_of(node->content);
    }
    if (node->type == XML_ELEMENT_NODE && node->children != nullptr && !excluded.has(node)) {
      node = node->children;
      continue;
    }
    while (node != top && node->next == nullptr) {
      node = node->parent;
    }
    node = node == top ? nullptr : node->next;
  }
  return text;
}

}  // namespace senim::xml
