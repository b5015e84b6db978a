#include "validators/formats/json_writer.h"

#include <algorithm>
#include <utility>

#include "validators/base/utf8.h"

namespace senim::formats {

namespace {

// RFC 8259 7: quotation mark, reverse solidus and the control characters must be escaped.
void write_character(std::string& out, char c) {
  constexpr std::string_view kShort = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetter = "\"\\bfnrt";
  constexpr std::string_view kHex = "0123456789abcdef";
  const std::size_t at = kShort.find(c);
  if (at != std::string_view::npos) {
    out.append(1, '\\').append(1, kLetter[at]);
    return;
  }
  const auto code = static_cast<std::uint8_t>(c);
  if (code < 0x20) {
    out.append("\\u00").append(1, kHex[code >> 4]).append(1, kHex[code & 0xf]);
    return;
  }
  out.push_back(c);
}

bool is_plain(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }

void write_text(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const auto plain = std::ranges::find_if_not(text, is_plain);  // nearly always all of it
    out.append(text.begin(), plain);
    text.remove_prefix(static_cast<std::size_t>(plain - text.begin()));
    if (text.empty()) {
      break;
    }
    const std::size_t size = utf8_sequence(as_bytes(text));
    if (size == 1) {
      write_character(out, text.front());
    } else if (size != 0) {
      out.append(text.substr(0, size));
    } else {
      append_utf8(out, kReplacementCharacter);
    }
    text.remove_prefix(size != 0 ? size : ill_formed_utf8(as_bytes(text)));
  }
  out.push_back('"');
}

}  // namespace

// How values are set apart.
struct Json::Layout {
  std::size_t indent = 0;
  bool lines = false;

  void line(std::string& out, std::size_t depth) const {
    if (lines) {
      out.append(1, '\n').append(depth * indent, ' ');
    }
  }
  // `values` between the brackets, each by `write`; nothing between the brackets of none.
  template <typename Values, typename Write>
  void list(std::string& out, std::size_t depth, std::string_view brackets, const Values& values,
            Write write) const {
    out.push_back(brackets[0]);
    for (std::size_t i = 0; i < values.size(); ++i) {
      out.append(i == 0 ? "" : ",");
      line(out, depth + 1);
      write(values[i]);
    }
    if (!values.empty()) {
      line(out, depth);
    }
    out.push_back(brackets[1]);
  }
};

SENIM_COMPILE_HERE(Json);

Json::Json(std::nullptr_t) {}
Json::Json(std::string text) : kind_(Kind::text), text_(std::move(text)) {}
Json::Json(std::string_view text) : kind_(Kind::text), text_(text) {}
Json::Json(const char* text) : kind_(Kind::text), text_(text) {}
Json::Json(const std::vector<std::string>& texts)
    : kind_(Kind::array), entries_(texts.begin(), texts.end()) {}
Json::Json(const std::vector<std::string_view>& texts)
    : kind_(Kind::array), entries_(texts.begin(), texts.end()) {}
Json::Json(std::initializer_list<Member> members) : kind_(Kind::object), members_(members) {}
Json::Json(bool truth) : Json(Literal{truth ? "true" : "false"}) {}
Json::Json(Literal literal) : kind_(Kind::literal), text_(std::move(literal.text)) {}

Json Json::array() {
  Json list;
  list.kind_ = Kind::array;
  return list;
}

Json Json::object() {
  Json object;
  object.kind_ = Kind::object;
  return object;
}

Json& Json::operator[](std::string_view name) {
  kind_ = kind_ == Kind::null ? Kind::object : kind_;
  const auto found = std::ranges::find(members_, name, &Member::name);
  return found != members_.end() ? found->value
                                 : members_.emplace_back(Member{std::string(name), {}}).value;
}

void Json::push_back(Json entry) {
  kind_ = kind_ == Kind::null ? Kind::array : kind_;
  entries_.push_back(std::move(entry));
}

void Json::write(std::string& out, const Layout& layout, std::size_t depth) const {
  switch (kind_) {
    case Kind::null:
      out.append("null");
      return;
    case Kind::literal:
      out.append(text_);
      return;
    case Kind::text:
      write_text(out, text_);
      return;
    case Kind::array:
      layout.list(out, depth, "[]", entries_,
                  [&](const Json& entry) { entry.write(out, layout, depth + 1); });
      return;
    case Kind::object:
      layout.list(out, depth, "{}", members_, [&](const Member& member) {
        write_text(out, member.name);
        out.append(layout.lines ? ": " : ":");
        member.value.write(out, layout, depth + 1);
      });
      return;
  }
}

std::string Json::written() const {
  std::string out;
  write(out, {}, 0);
  return out;
}

std::string Json::written(std::size_t indent) const {
  std::string out;
  write(out, {indent, true}, 0);
  return out;
}

}  // namespace senim::formats
