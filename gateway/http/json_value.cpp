#include "gateway/http/json_value.h"

#include <nlohmann/json.hpp>

namespace senim::http {
namespace {

// Receives nlohmann's events and builds the tree; the first limit or doubled member ends the parse.
class TreeBuilder {
 public:
  using number_integer_t = nlohmann::json::number_integer_t;
  using number_unsigned_t = nlohmann::json::number_unsigned_t;
  using number_float_t = nlohmann::json::number_float_t;
  using string_t = nlohmann::json::string_t;
  using binary_t = nlohmann::json::binary_t;

  bool null() { return add(JsonValue::Null{}); }
  bool boolean(bool value) { return add(value); }
  bool number_integer(number_integer_t value) { return add(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) { return add(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) { return add(value); }
  bool string(string_t& value) { return add(std::move(value)); }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(JsonValue::Object{}); }
  bool start_array(std::size_t) { return open(JsonValue::Array{}); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    const auto& members = std::get<JsonValue::Object>(open_.back()->value);
    if (members.find(name) != members.end()) {
      return fail({ErrorCode::malformed, "JSON: a member stands twice"});
    }
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    return fail(
        {ErrorCode::malformed, "JSON: not well-formed at octet " + std::to_string(position)});
  }

  Result<JsonValue> finish() && {
    if (error_.has_value()) {
      return *error_;
    }
    return std::move(root_);
  }
  void unfinished() {
    if (!error_.has_value()) {
      fail({ErrorCode::malformed, "JSON: not well-formed"});
    }
  }

 private:
  bool fail(Error error) {
    error_ = std::move(error);
    return false;
  }
  JsonValue* place(decltype(JsonValue::value) value) {
    if (open_.empty()) {
      root_.value = std::move(value);
      return &root_;
    }
    if (auto* array = std::get_if<JsonValue::Array>(&open_.back()->value)) {
      array->push_back(JsonValue{std::move(value)});
      return &array->back();
    }
    auto& members = std::get<JsonValue::Object>(open_.back()->value);
    return &members.insert_or_assign(std::move(key_), JsonValue{std::move(value)}).first->second;
  }
  bool add(decltype(JsonValue::value) value) {
    if (++count_ > kMaxJsonValues) {
      return fail({ErrorCode::limit_exceeded,
                   "JSON: more than " + std::to_string(kMaxJsonValues) + " values"});
    }
    place(std::move(value));
    return true;
  }
  bool open(decltype(JsonValue::value) value) {
    if (open_.size() == kMaxJsonDepth || ++count_ > kMaxJsonValues) {
      return fail({ErrorCode::limit_exceeded,
                   "JSON: deeper than " + std::to_string(kMaxJsonDepth) + " or too many values"});
    }
    // Only the last child of an open array grows, so the pointers kept here stay good.
    open_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  JsonValue root_;
  std::vector<JsonValue*> open_;
  std::string key_;
  std::size_t count_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<JsonValue> read_json(ByteView octets) {
  TreeBuilder builder;
  const std::string_view text = as_text(octets);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    builder.unfinished();
  }
  return std::move(builder).finish();
}

}  // namespace senim::http
