#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"
#include "validators/base/result.h"

// An XML document read by the rules of style.md 6 and spec/threats.md: no DOCTYPE in any encoding,
// no entities, no network; a linear scan enforces the limits before libxml2 sees an octet. libxml2
// stays behind this header: an Element is a handle into the Document's tree and lives as long as
// the Document (which is shared, immutable after parse, readable by one thread at a time per
// libxml2's rules for a document).

// NOLINTNEXTLINE(readability-identifier-naming,bugprone-reserved-identifier): libxml2 named it
struct _xmlNode;  // never dereferenced outside validators/xml

namespace senim::xml {

class Document;

// An element node. Cheap handle; null when default constructed.
class Element {
 public:
  Element() = default;
  explicit Element(_xmlNode* node) : node_(node) {}
  explicit operator bool() const { return node_ != nullptr; }

  std::string_view name() const;  // local name
  std::string_view ns() const;    // namespace URI, "" for none
  std::string_view prefix() const;
  bool is(std::string_view ns, std::string_view local_name) const;
  Element parent() const;
  // Element children one after the other, without a vector of them; null at the end.
  Element first_child() const;
  Element next_sibling() const;
  std::vector<Element> children() const;  // element children in document order
  std::vector<Element> children(std::string_view ns, std::string_view local_name) const;
  Element child(std::string_view ns,
                std::string_view local_name) const;  // the first such child, or null
  // The only such child: an error when there is none or more than one.
  Result<Element> only_child(std::string_view ns, std::string_view local_name) const;
  std::optional<std::string> attribute(std::string_view local_name) const;  // without a namespace
  std::optional<std::string> attribute(std::string_view ns, std::string_view local_name) const;
  // All of them but namespace declarations. `prefix` and `ns` are "" for those without.
  struct Attribute {
    std::string_view prefix;
    std::string_view ns;
    std::string_view name;
    std::string value;
  };
  std::vector<Attribute> attributes() const;
  // The prefixes ("" for the default namespace) that are declared at this very element.
  std::vector<std::string_view> declared_prefixes() const;
  // What a prefix ("" for the default namespace) is bound to here; nothing when it is not.
  std::optional<std::string_view> namespace_of(std::string_view prefix) const;
  // The concatenated text of this element's own text and CDATA children. An error when a comment,
  // processing instruction or element stands between them: a value must read the same to everyone
  // (threats.md).
  Result<std::string> text() const;
  std::string trimmed_text() const;  // as text(), white space cut at both ends; "" on error
  // The text and CDATA among its own children, one after the other, whatever stands between them.
  std::string own_text() const;
  // Among its own children: text other than white space, CDATA, a comment or an instruction.
  bool has_text() const;
  bool has_attributes() const;         // other than identifiers and namespace declarations
  bool contains(Element other) const;  // self or ancestor of other
  std::size_t line() const;
  _xmlNode* node() const { return node_; }
  friend bool operator==(const Element&, const Element&) = default;

 private:
  _xmlNode* node_ = nullptr;
};

class Document {
 public:
  // malformed: not well-formed, or a DOCTYPE (named so); limit_exceeded: one of the limits of
  // threats.md. The octets are copied only when they must be converted to UTF-8 first.
  static Result<std::shared_ptr<const Document>> parse(ByteView octets, Budget& budget);
  struct State;
  // For parse(): nobody else can make a State.
  explicit Document(std::unique_ptr<State> state);
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  Element root() const;
  // What stands before and behind the root.
  struct AroundRoot {
    bool comments = false;
    bool instructions = false;
  };
  AroundRoot around_root() const;
  // The element with that identifier: attributes Id, ID, id (no namespace), xml:id and wsu:Id, on
  // any element. Error not_found: none; malformed: more than one element has it.
  Result<Element> by_id(std::string_view id) const;
  // Identifiers that occur on more than one element, in document order.
  const std::vector<std::string>& duplicate_ids() const;
  // All elements of that name anywhere, in document order.
  std::vector<Element> all(std::string_view ns, std::string_view local_name) const;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace senim::xml
