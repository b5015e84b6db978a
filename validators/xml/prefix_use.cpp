#include "validators/xml/prefix_use.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace senim::xml {
namespace {

constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

// Names and Namespaces in XML 1.0 4; what is not ASCII is taken for a letter.
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_part(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

class Search {
 public:
  Search(const std::vector<std::string>& inclusive, const std::vector<Element>& left_out,
         Budget& budget)
      : inclusive_(inclusive.begin(), inclusive.end()), left_out_(left_out), budget_(budget) {}

  Status look(Element element);
  void declare(Element element);
  std::set<std::string> take() { return std::move(found_); }

 private:
  void set(std::string_view prefix, bool unwritten);
  void leave(std::size_t changes);
  void read(std::string_view text);
  Status use(std::string_view text);

  struct Change {
    bool* place;
    bool before;
  };

  const std::set<std::string_view> inclusive_;  // as many as the signer wrote
  const std::vector<Element>& left_out_;
  Budget& budget_;
  // Prefixes declared so far, and whether the binding they have here has not been written. One map
  // for all, and what each element changed in it: a map for each would cost their product.
  std::map<std::string, bool, std::less<>> unwritten_;
  std::vector<Change> changes_;
  std::set<std::string> found_;
};

void Search::set(std::string_view prefix, bool unwritten) {
  const auto place = unwritten_.try_emplace(std::string(prefix), false).first;
  changes_.push_back({&place->second, place->second});
  place->second = unwritten;
}

void Search::leave(std::size_t changes) {
  for (; changes_.size() > changes; changes_.pop_back()) {
    *changes_.back().place = changes_.back().before;
  }
}

// xml-exc-c14n 3: what the PrefixList names is written as inclusive canonicalisation writes it.
void Search::declare(Element element) {
  for (const std::string_view prefix : element.declared_prefixes()) {
    const std::string_view listed = prefix.empty() ? "#default" : prefix;
    set(prefix, !inclusive_.contains(listed));
  }
}

// Every declared prefix before a colon: "q:name", and what else knows how to read it, "q:*" of an
// XPath, "q:1" or "q:" of a CURIE. A prefix alone is a word like any other.
void Search::read(std::string_view text) {
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    std::size_t begin = colon;
    while (begin > 0 && is_name_part(text[begin - 1])) {
      --begin;
    }
    const auto used = unwritten_.find(text.substr(begin, colon - begin));
    if (begin != colon && used != unwritten_.end() && used->second) {
      found_.insert(used->first);
    }
  }
}

Status Search::use(std::string_view text) {
  SENIM_CHECK(budget_.spend(Cost::canonical_bytes, text.size()));
  read(text);
  return success();
}

Status Search::look(Element element) {
  SENIM_CHECK(budget_.spend(Cost::canonical_bytes));
  if (std::find(left_out_.begin(), left_out_.end(), element) != left_out_.end()) {
    return success();
  }
  const std::size_t changes = changes_.size();
  const auto attributes = element.attributes();
  declare(element);
  set(element.prefix(), false);
  for (const Element::Attribute& attribute : attributes) {
    if (!attribute.prefix.empty()) {
      set(attribute.prefix, false);
    }
  }
  for (const Element::Attribute& attribute : attributes) {
    SENIM_CHECK(use(attribute.value));
    const bool type = attribute.ns == kSchemaInstance && attribute.name == "type";
    const auto by_default = unwritten_.find("");
    if (type && attribute.value.find(':') == std::string::npos && by_default != unwritten_.end() &&
        by_default->second) {
      found_.emplace();
    }
  }
  SENIM_CHECK(use(element.own_text()));
  // depth <= 100 (threats.md), kept by xml::Document
  for (Element child = element.first_child(); child; child = child.next_sibling()) {
    SENIM_CHECK(look(child));
  }
  leave(changes);
  return success();
}

}  // namespace

Result<std::set<std::string>> unsigned_prefixes(Element part,
                                                const std::vector<std::string>& inclusive,
                                                const std::vector<Element>& left_out,
                                                Budget& budget) {
  Search search(inclusive, left_out, budget);
  std::vector<Element> ancestors;
  for (Element above = part.parent(); above; above = above.parent()) {
    ancestors.push_back(above);
  }
  for (auto above = ancestors.rbegin(); above != ancestors.rend(); ++above) {
    search.declare(*above);
  }
  SENIM_CHECK(search.look(part));
  return search.take();
}

}  // namespace senim::xml
