#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
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
  // other: null, true, false, a number. No surface takes any of them, so their values are not kept.
  enum class Kind : std::uint8_t { other, text, array, object };

  // Null when it is something else.
  const std::string* text() const { return kind_ == Kind::text ? &text_ : nullptr; }
  const Array* array() const { return kind_ == Kind::array ? &array_ : nullptr; }
  const Object* object() const { return kind_ == Kind::object ? &object_ : nullptr; }

 private:
  friend class JsonTreeBuilder;  // of the .cpp
  // Not a std::variant, which GCC 12 sees uninitialised at -O2 whenever one is moved.
  Kind kind_ = Kind::other;
  std::string text_;
  Array array_;
  Object object_;
};

Result<JsonValue> read_json(ByteView octets);

}  // namespace senim::http
