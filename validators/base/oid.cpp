#include "validators/base/oid.h"

namespace senim {

std::string Oid::dotted() const {
  std::string text;
  std::uint64_t arc = 0;
  bool first = true;
  for (const std::uint8_t octet : content()) {
    arc = (arc << 7) | (octet & 0x7f);
    if ((octet & 0x80) != 0) {
      continue;
    }
    if (first) {
      const std::uint64_t top = arc < 80 ? arc / 40 : 2;
      text = std::to_string(top) + "." + std::to_string(arc - top * 40);
      first = false;
    } else {
      text += "." + std::to_string(arc);
    }
    arc = 0;
  }
  return text;
}

}  // namespace senim
