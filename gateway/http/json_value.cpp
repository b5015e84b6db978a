#include "gateway/http/json_value.h"

#include <nlohmann/json.hpp>

namespace senim::http {

// Receives nlohmann's events and builds the tree; the first limit or doubled member ends the parse.
class JsonTreeBuilder {
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
    JsonValue* const value = add(JsonValue::Kind::text);
    if (value != nullptr) {
      value->text_ = std::move(text);
    }
    return value != nullptr;
  }
  bool binary(binary_t&) { return false; }
  bool start_object(std::size_t) { return open(JsonValue::Kind::object); }
  bool start_array(std::size_t) { return open(JsonValue::Kind::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(string_t& name) {
    const JsonValue::Object& members = open_.back()->object_;
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
  JsonValue* add(JsonValue::Kind kind) {
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
    return around.kind_ == JsonValue::Kind::array ? &around.array_.emplace_back()
                                                  : &around.object_[std::move(key_)];
  }
  bool other() { return add(JsonValue::Kind::other) != nullptr; }
  bool open(JsonValue::Kind kind) {
    if (open_.size() == kMaxJsonDepth) {
      return fail(
          {ErrorCode::limit_exceeded, "JSON: deeper than " + std::to_string(kMaxJsonDepth)});
    }
    JsonValue* const value = add(kind);
    if (value == nullptr) {
      return false;
    }
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

Result<JsonValue> read_json(ByteView octets) {
  JsonTreeBuilder builder;
  const std::string_view text = as_text(octets);
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    builder.unfinished();
  }
  return std::move(builder).finish();
}

}  // namespace senim::http
