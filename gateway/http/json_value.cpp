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

  bool null() { return other(); }
  bool boolean(bool) { return other(); }
  bool number_integer(number_integer_t) { return other(); }
  bool number_unsigned(number_unsigned_t) { return other(); }
  bool number_float(number_float_t, const string_t&) { return other(); }
  bool string(string_t& text) {
    JsonValue* const value = add();
    if (value != nullptr) {
      value->value.emplace<std::string>(std::move(text));
    }
    return value != nullptr;
  }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open<JsonValue::Object>(); }
  bool start_array(std::size_t) { return open<JsonValue::Array>(); }
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
  // A new value where the reader stands; null when that is one too many.
  JsonValue* add() {
    if (++count_ > kMaxJsonValues) {
      fail({ErrorCode::limit_exceeded,
            "JSON: more than " + std::to_string(kMaxJsonValues) + " values"});
      return nullptr;
    }
    if (open_.empty()) {
      return &root_;
    }
    if (auto* array = std::get_if<JsonValue::Array>(&open_.back()->value)) {
      return &array->emplace_back();
    }
    return &std::get<JsonValue::Object>(open_.back()->value)[std::move(key_)];
  }
  bool other() { return add() != nullptr; }
  template <typename T>
  bool open() {
    if (open_.size() == kMaxJsonDepth) {
      return fail(
          {ErrorCode::limit_exceeded, "JSON: deeper than " + std::to_string(kMaxJsonDepth)});
    }
    JsonValue* const value = add();
    if (value == nullptr) {
      return false;
    }
    value->value.emplace<T>();
    // Only the last child of an open array grows, so the pointers kept here stay good.
    open_.push_back(value);
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
