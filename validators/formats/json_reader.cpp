#include "validators/formats/json_reader.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

namespace senim::formats {

// Receives nlohmann's events and builds the tree: its own tree drops doubled members and does not
// survive deep ones. The first limit or doubled member ends the parse.
class JsonTree {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;
  using Kind = JsonValue::Kind;

  bool null() { return add(Kind::null) != nullptr; }
  bool boolean(bool value) { return number(Kind::boolean, value ? 1 : 0); }
  bool number_integer(number_integer_t value) { return number(Kind::integer, value); }
  bool number_unsigned(number_unsigned_t value) {
    const bool fits = value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return fits ? number(Kind::integer, static_cast<std::int64_t>(value))
                : number(Kind::fraction, 0);
  }
  bool number_float(number_float_t, const string_t&) { return number(Kind::fraction, 0); }
  bool string(string_t& text) {
    JsonValue* const value = add(Kind::text);
    if (value != nullptr) {
      value->text_ = std::move(text);
    }
    return value != nullptr;
  }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(Kind::object); }
  bool start_array(std::size_t) { return open(Kind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    // Not find(), which looks at every member: 100,000 of them would be looked at 100,000 times.
    if (!names_.back().insert(name).second) {
      return fail({ErrorCode::malformed, "JSON: the member '" + name + "' stands twice"});
    }
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    return fail(
        {ErrorCode::malformed, "JSON: not well-formed at octet " + std::to_string(position)});
  }

  Result<JsonValue> finish(bool complete) && {
    if (error_) {
      return *error_;
    }
    if (!complete) {
      return Error{ErrorCode::malformed, "JSON: not well-formed"};
    }
    return std::move(root_);
  }

 private:
  bool fail(Error error) {
    error_ = error_ ? std::move(error_) : std::move(error);
    return false;
  }
  // A new value where the reader stands; null when that is one too many.
  JsonValue* add(Kind kind) {
    if (++count_ > kMaxJsonValues) {
      fail({ErrorCode::limit_exceeded,
            "JSON: more than " + std::to_string(kMaxJsonValues) + " values"});
      return nullptr;
    }
    JsonValue* const value = place();
    value->kind_ = kind;
    return value;
  }
  JsonValue* place() {
    if (open_.empty()) {
      return &root_;
    }
    JsonValue& around = *open_.back();
    if (around.kind_ == Kind::array) {
      return &around.array_.emplace_back();
    }
    return &around.members_.emplace_back(JsonMember{std::move(key_), {}}).value;
  }
  bool number(Kind kind, std::int64_t number) {
    JsonValue* const value = add(kind);
    if (value != nullptr) {
      value->integer_ = number;
    }
    return value != nullptr;
  }
  bool open(Kind kind) {
    if (open_.size() == kMaxJsonDepth) {
      return fail(
          {ErrorCode::limit_exceeded, "JSON: deeper than " + std::to_string(kMaxJsonDepth)});
    }
    JsonValue* const value = add(kind);
    if (value == nullptr) {
      return false;
    }
    // Only the last child of what is open grows, so the pointers kept here stay good.
    open_.push_back(value);
    names_.emplace_back();
    return true;
  }
  bool close() {
    open_.pop_back();
    names_.pop_back();
    return true;
  }

  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::vector<std::set<std::string>> names_;  // of the members of each that is open
  std::string key_;
  std::size_t count_ = 0;
  std::optional<Error> error_;
};

const JsonValue* JsonValue::find(std::string_view name) const {
  const auto found = std::ranges::find(members_, name, &JsonMember::name);
  return found == members_.end() ? nullptr : &found->value;
}

SENIM_COMPILE_HERE(JsonValue);

std::string_view to_string(JsonValue::Kind kind) {
  switch (kind) {
    case JsonValue::Kind::null:
      return "null";
    case JsonValue::Kind::boolean:
      return "true or false";
    case JsonValue::Kind::integer:
      return "a whole number";
    case JsonValue::Kind::fraction:
      return "a number";
    case JsonValue::Kind::text:
      return "a text";
    case JsonValue::Kind::array:
      return "an array";
    case JsonValue::Kind::object:
      return "an object";
  }
  return "null";
}

Result<JsonValue> read_json(ByteView octets) {
  JsonTree tree;
  const std::string_view text = as_text(octets);
  const bool complete = nlohmann::json::sax_parse(text.begin(), text.end(), &tree);
  return std::move(tree).finish(complete);
}

}  // namespace senim::formats
