#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"

// DER by hand, for tests that need a structure no tool would write.

namespace senim::test {

inline Bytes join(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const Bytes& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

inline Bytes tlv(std::uint8_t identifier, const Bytes& content) {
  Bytes out = {identifier};
  if (content.size() >= 0x100) {
    out.push_back(0x82);
    out.push_back(static_cast<std::uint8_t>(content.size() >> 8));
  } else if (content.size() >= 0x80) {
    out.push_back(0x81);
  }
  out.push_back(static_cast<std::uint8_t>(content.size()));
  out.insert(out.end(), content.begin(), content.end());
  return out;
}
inline Bytes tlv(std::uint8_t identifier, std::initializer_list<Bytes> parts) {
  return tlv(identifier, join(parts));
}
// The same with an indefinite length.
inline Bytes indefinite(std::uint8_t identifier, std::initializer_list<Bytes> parts) {
  return join({Bytes{identifier, 0x80}, join(parts), Bytes{0, 0}});
}

inline Bytes seq(std::initializer_list<Bytes> parts) { return tlv(0x30, parts); }
inline Bytes set(std::initializer_list<Bytes> parts) { return tlv(0x31, parts); }
inline Bytes oid(const Oid& id) { return tlv(0x06, to_bytes(id.content())); }
inline Bytes oid(std::string_view dotted) { return oid(Oid(dotted)); }
inline Bytes integer(std::uint8_t value) { return tlv(0x02, Bytes{value}); }
inline Bytes octets(const Bytes& content) { return tlv(0x04, content); }
inline Bytes bits(const Bytes& content) { return tlv(0x03, join({Bytes{0}, content})); }
inline Bytes text(std::uint8_t identifier, std::string_view value) {
  return tlv(identifier, to_bytes(value));
}
inline Bytes utf8(std::string_view value) { return text(0x0c, value); }
inline Bytes printable(std::string_view value) { return text(0x13, value); }

// One RelativeDistinguishedName of one attribute.
inline Bytes rdn(std::string_view type, const Bytes& value) {
  return set({seq({oid(type), value})});
}

}  // namespace senim::test
