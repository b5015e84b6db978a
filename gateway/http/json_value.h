#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

// JSON as callers send it (RFC 8259), read under the limits of spec/threats.md: depth 32, 100,000
// values, and a member that stands twice is malformed. A tree of our own, because nlohmann's
// neither sees doubled members nor survives deep ones.

namespace senim::http {

inline constexpr std::size_t kMaxJsonDepth = 32;
inline constexpr std::size_t kMaxJsonValues = 100'000;

class JsonValue {
 public:
  using Array = std::vector<JsonValue>;
  using Object = std::map<std::string, JsonValue, std::less<>>;
  // null, true, false and numbers: no surface takes any of them, so only their being there is kept.
  struct Other {};
  std::variant<Other, std::string, Array, Object> value;

  const std::string* text() const { return std::get_if<std::string>(&value); }
  const Array* array() const { return std::get_if<Array>(&value); }
  const Object* object() const { return std::get_if<Object>(&value); }
};

Result<JsonValue> read_json(ByteView octets);

}  // namespace senim::http
