#include "validators/xml/limits.h"

#include <algorithm>
#include <cstring>
#include <vector>

namespace senim::xml {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The distinct prefixes in scope, at most kMaxPrefixes, each with how often it is declared.
class Prefixes {
 public:
  // False when one prefix more would be too many. Returns through `slot` what leave() takes back.
  bool declare(std::string_view prefix, std::uint8_t& slot) {
    std::size_t free_slot = slots_.size();
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i].uses == 0) {
        free_slot = i;
      } else if (slots_[i].prefix == prefix) {
        ++slots_[i].uses;
        slot = static_cast<std::uint8_t>(i);
        return true;
      }
    }
    if (free_slot == kMaxPrefixes) {
      return false;
    }
    if (free_slot == slots_.size()) {
      slots_.push_back({});
    }
    slots_[free_slot] = {prefix, 1};
    slot = static_cast<std::uint8_t>(free_slot);
    return true;
  }
  void leave(std::uint8_t slot) { --slots_[slot].uses; }

 private:
  struct Slot {
    std::string_view prefix;
    std::size_t uses = 0;
  };
  std::vector<Slot> slots_;
};

class Scan {
 public:
  explicit Scan(std::string_view text)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  Status run(Budget& budget);

 private:
  std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }
  bool at(std::string_view text) const { return std::string_view(at_, left()).starts_with(text); }
  Error fail(ErrorCode code, std::string_view what) const {
    return {code,
            "line " + std::to_string(1 + std::count(begin_, at_, '\n')) + ": " + std::string(what)};
  }
  // Moves behind the next `closing`.
  Status skip_past(std::string_view closing, std::string_view what) {
    const std::size_t found = std::string_view(at_, left()).find(closing);
    if (found == std::string_view::npos) {
      return fail(ErrorCode::malformed, std::string(what) + " without an end");
    }
    at_ += found + closing.size();
    return success();
  }
  Status markup(Budget& budget);
  Status declaration();
  Status start_tag(Budget& budget);
  Status attribute(std::size_t& attributes, std::size_t& declarations);
  void close_element();

  const char* begin_;
  const char* at_;
  const char* end_;
  Prefixes prefixes_;
  std::vector<std::uint8_t> declared_;        // slots of Prefixes, of all open elements
  std::vector<std::size_t> declared_before_;  // one per open element: size of declared_ outside it
};

Status Scan::run(Budget& budget) {
  while (at_ < end_) {
    const void* const found = std::memchr(at_, '<', left());
    if (found == nullptr) {
      return success();
    }
    const char* const next = static_cast<const char*>(found);
    if (next != at_) {
      SENIM_CHECK(budget.spend(Cost::xml_nodes));
    }
    at_ = next;
    SENIM_CHECK(markup(budget));
  }
  return success();
}

Status Scan::markup(Budget& budget) {
  if (left() < 2) {
    return fail(ErrorCode::malformed, "the document ends inside a tag");
  }
  switch (at_[1]) {
    case '!':
      SENIM_CHECK(budget.spend(Cost::xml_nodes));
      return declaration();
    case '?':
      SENIM_CHECK(budget.spend(Cost::xml_nodes));
      return skip_past("?>", "a processing instruction");
    case '/':
      close_element();
      return skip_past(">", "an end tag");
    default:
      return start_tag(budget);
  }
}

Status Scan::declaration() {
  if (at("<!--")) {
    at_ += 4;
    return skip_past("-->", "a comment");
  }
  if (at("<![CDATA[")) {
    return skip_past("]]>", "a CDATA section");
  }
  // style.md 6: DOCTYPE is refused; no other markup declaration can stand outside one.
  return fail(ErrorCode::malformed,
              at("<!DOCTYPE") ? "a document type declaration (DOCTYPE)" : "a markup declaration");
}

Status Scan::start_tag(Budget& budget) {
  const char* const start = at_;
  if (declared_before_.size() == kMaxElementDepth) {
    return fail(ErrorCode::limit_exceeded, "elements nested too deep");
  }
  declared_before_.push_back(declared_.size());
  std::size_t attributes = 0;
  std::size_t declarations = 0;
  ++at_;
  while (at_ < end_ && !is_space(*at_) && *at_ != '>' && *at_ != '/') {
    ++at_;
  }
  while (at_ < end_ && *at_ != '>') {
    if (is_space(*at_)) {
      ++at_;
    } else if (*at_ == '/') {
      ++at_;
      if (at_ < end_ && *at_ == '>') {
        close_element();
        break;
      }
    } else {
      SENIM_CHECK(attribute(attributes, declarations));
    }
    if (static_cast<std::size_t>(at_ - start) > kMaxStartTag) {
      return fail(ErrorCode::limit_exceeded, "a start tag that is too long");
    }
  }
  if (at_ >= end_) {
    return fail(ErrorCode::malformed, "the document ends inside a start tag");
  }
  ++at_;
  if (static_cast<std::size_t>(at_ - start) > kMaxStartTag) {
    return fail(ErrorCode::limit_exceeded, "a start tag that is too long");
  }
  return budget.spend(Cost::xml_nodes, 1 + attributes + declarations);
}

// name = "value"
Status Scan::attribute(std::size_t& attributes, std::size_t& declarations) {
  const char* const name = at_;
  while (at_ < end_ && *at_ != '=' && *at_ != '>' && *at_ != '<' && !is_space(*at_)) {
    ++at_;
  }
  const std::string_view whole(name, static_cast<std::size_t>(at_ - name));
  while (at_ < end_ && is_space(*at_)) {
    ++at_;
  }
  if (at_ >= end_ || *at_ != '=') {
    return fail(ErrorCode::malformed, "an attribute without a value");
  }
  ++at_;
  while (at_ < end_ && is_space(*at_)) {
    ++at_;
  }
  if (at_ >= end_ || (*at_ != '"' && *at_ != '\'')) {
    return fail(ErrorCode::malformed, "an attribute value without quotes");
  }
  const char quote = *at_++;
  const void* const closing = std::memchr(at_, quote, left());
  if (closing == nullptr) {
    return fail(ErrorCode::malformed, "an attribute value without an end");
  }
  at_ = static_cast<const char*>(closing) + 1;
  if (whole != "xmlns" && !whole.starts_with("xmlns:")) {
    return ++attributes <= kMaxAttributes
               ? success()
               : fail(ErrorCode::limit_exceeded, "an element with too many attributes");
  }
  std::uint8_t slot = 0;
  if (++declarations > kMaxDeclarations || declared_.size() >= kMaxDeclarationsInScope ||
      !prefixes_.declare(whole, slot)) {
    return fail(ErrorCode::limit_exceeded, "too many namespace prefixes in scope");
  }
  declared_.push_back(slot);
  return success();
}

void Scan::close_element() {
  if (declared_before_.empty()) {
    return;  // an end tag too many: libxml2 refuses it
  }
  while (declared_.size() > declared_before_.back()) {
    prefixes_.leave(declared_.back());
    declared_.pop_back();
  }
  declared_before_.pop_back();
}

}  // namespace

Status check_limits(ByteView utf8, Budget& budget) {
  if (utf8.size() > kMaxDocument) {
    return Error{ErrorCode::limit_exceeded, "an XML document of more than 64 MB"};
  }
  return Scan(as_text(utf8)).run(budget);
}

}  // namespace senim::xml
