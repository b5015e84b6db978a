#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/compiled_once.h"

// JSON (RFC 8259) that we write: a tree that keeps the order in which members were named. Octets of
// a text that are not UTF-8 are written as U+FFFD, never passed on: texts quote what others signed.
// Reading is json_reader.h.

namespace senim::formats {

class Json {
 public:
  struct Member;

  SENIM_COMPILED_ONCE(Json);  // null, until a member or an entry makes it an object or a list
  static Json array();
  static Json object();

  // What a member may be is written in its place: object["size"] = 5.
  // NOLINTBEGIN(google-explicit-constructor)
  Json(std::nullptr_t);
  Json(std::string text);
  Json(std::string_view text);
  Json(const char* text);
  Json(const std::vector<std::string>& texts);
  Json(const std::vector<std::string_view>& texts);
  Json(std::initializer_list<Member> members);  // {{"code", "denied"}, {"status", 403}}
  template <std::integral Number>
  Json(Number number) : Json(Literal{std::to_string(number)}) {}
  Json(bool truth);
  // NOLINTEND(google-explicit-constructor)

  Json& operator[](std::string_view name);  // appended as null when there is no such member
  void push_back(Json entry);

  std::string written() const;                    // in one line
  std::string written(std::size_t indent) const;  // a line for each value, for people

 private:
  enum class Kind : std::uint8_t { null, literal, text, array, object };
  struct Literal {
    std::string text;
  };
  struct Layout;
  explicit Json(Literal literal);
  void write(std::string& out, const Layout& layout, std::size_t depth) const;

  Kind kind_ = Kind::null;
  std::string text_;
  std::vector<Json> entries_;
  std::vector<Member> members_;
};

struct Json::Member {
  std::string name;
  Json value;
};

}  // namespace senim::formats
