#include "validators/formats/object_ids.h"

#include "validators/crypto/digest.h"

namespace senim::formats {

std::string ObjectIds::next(std::string_view prefix, ByteView octets) {
  const std::string id = std::string(prefix) + to_hex(crypto::sha256(octets)).substr(0, 32);
  const unsigned count = ++seen_[id];
  return count == 1 ? id : id + "-" + std::to_string(count);
}

std::string revocation_id(ByteView octets) {
  return "R-" + to_hex(crypto::sha256(octets)).substr(0, 32);
}

}  // namespace senim::formats
