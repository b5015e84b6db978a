#include "gateway/demo/der_writer.h"

#include <algorithm>

namespace senim::demo::der {
namespace {

std::string digits_of(UtcTime time) {
  std::string digits;
  for (const char c : to_string(time)) {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
    }
  }
  return digits + "Z";
}

}  // namespace

Bytes tlv(std::uint8_t tag, ByteView content) {
  Bytes out = {tag};
  if (content.size() < 0x80) {
    out.push_back(static_cast<std::uint8_t>(content.size()));
  } else {
    Bytes length;
    for (std::size_t rest = content.size(); rest != 0; rest >>= 8) {
      length.insert(length.begin(), static_cast<std::uint8_t>(rest & 0xff));
    }
    out.push_back(static_cast<std::uint8_t>(0x80 | length.size()));
    out.insert(out.end(), length.begin(), length.end());
  }
  out.insert(out.end(), content.begin(), content.end());
  return out;
}

Bytes join(std::initializer_list<ByteView> parts) {
  Bytes out;
  for (const ByteView part : parts) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return out;
}

Bytes sequence(std::initializer_list<ByteView> parts) { return tlv(0x30, join(parts)); }

Bytes sequence(const std::vector<Bytes>& parts) {
  Bytes out;
  for (const Bytes& part : parts) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return tlv(0x30, out);
}

Bytes set(std::initializer_list<ByteView> parts) { return tlv(0x31, join(parts)); }

Bytes set_of(std::vector<Bytes> parts) {
  std::ranges::sort(parts);
  Bytes out;
  for (const Bytes& part : parts) {
    out.insert(out.end(), part.begin(), part.end());
  }
  return tlv(0x31, out);
}

Bytes context(unsigned number, ByteView content) {
  return tlv(static_cast<std::uint8_t>(0x80 | number), content);
}

Bytes context_constructed(unsigned number, ByteView content) {
  return tlv(static_cast<std::uint8_t>(0xa0 | number), content);
}

Bytes boolean(bool value) { return {0x01, 0x01, static_cast<std::uint8_t>(value ? 0xff : 0x00)}; }

Bytes integer(std::int64_t value) {
  Bytes octets;
  for (int shift = 56; shift >= 0; shift -= 8) {
    octets.push_back(static_cast<std::uint8_t>((value >> shift) & 0xff));
  }
  const auto redundant = [&octets] {
    return octets.size() > 1 &&
           ((octets[0] == 0 && octets[1] < 0x80) || (octets[0] == 0xff && octets[1] >= 0x80));
  };
  while (redundant()) {
    octets.erase(octets.begin());
  }
  return tlv(0x02, octets);
}

Bytes integer(ByteView unsigned_big_endian) {
  Bytes octets = to_bytes(unsigned_big_endian);
  while (octets.size() > 1 && octets[0] == 0) {
    octets.erase(octets.begin());
  }
  if (octets.empty() || octets[0] >= 0x80) {
    octets.insert(octets.begin(), 0);
  }
  return tlv(0x02, octets);
}

Bytes oid(const Oid& id) { return tlv(0x06, id.content()); }

Bytes null() { return {0x05, 0x00}; }

Bytes octet_string(ByteView octets) { return tlv(0x04, octets); }

Bytes bit_string(ByteView octets, unsigned unused_bits) {
  Bytes content = {static_cast<std::uint8_t>(unused_bits)};
  content.insert(content.end(), octets.begin(), octets.end());
  return tlv(0x03, content);
}

Bytes utf8(std::string_view text) { return tlv(0x0c, as_bytes(text)); }

Bytes printable(std::string_view text) { return tlv(0x13, as_bytes(text)); }

Bytes ia5(std::string_view text) { return tlv(0x16, as_bytes(text)); }

Bytes time(UtcTime time) {
  const std::string digits = digits_of(time);
  const bool short_year = digits.compare(0, 4, "1950") >= 0 && digits.compare(0, 4, "2050") < 0;
  return short_year ? tlv(0x17, as_bytes(std::string_view(digits).substr(2)))
                    : tlv(0x18, as_bytes(digits));
}

Bytes generalized_time(UtcTime time) { return tlv(0x18, as_bytes(digits_of(time))); }

}  // namespace senim::demo::der
