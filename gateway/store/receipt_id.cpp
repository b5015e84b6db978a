#include "gateway/store/receipt_id.h"

#include <algorithm>

#include "validators/base/bytes.h"
#include "validators/crypto/random.h"

namespace senim::store {
namespace {

constexpr std::size_t kTextSize = 36;

constexpr bool hyphen_at(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') {
    return digit - '0';
  }
  return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

}  // namespace

Result<ReceiptId> ReceiptId::generate(std::chrono::milliseconds since_epoch) {
  ReceiptId id;
  SENIM_TRY(const Bytes random, crypto::random_bytes(10));
  auto milliseconds = static_cast<std::uint64_t>(since_epoch.count());
  for (std::size_t i = 0; i < 6; ++i) {
    id.octets[5 - i] = static_cast<std::uint8_t>(milliseconds & 0xff);
    milliseconds >>= 8;
  }
  std::copy(random.begin(), random.end(), id.octets.begin() + 6);
  id.octets[6] = static_cast<std::uint8_t>(0x70 | (id.octets[6] & 0x0f));
  id.octets[8] = static_cast<std::uint8_t>(0x80 | (id.octets[8] & 0x3f));
  return id;
}

Result<ReceiptId> ReceiptId::parse(std::string_view text) {
  const Error refused{ErrorCode::malformed, "not a UUID in lower-case canonical form"};
  if (text.size() != kTextSize) {
    return refused;
  }
  ReceiptId id;
  std::size_t nibble = 0;
  for (std::size_t at = 0; at < kTextSize; ++at) {
    if (hyphen_at(at)) {
      if (text[at] != '-') {
        return refused;
      }
      continue;
    }
    const int value = hex_value(text[at]);
    if (value < 0) {
      return refused;
    }
    std::uint8_t& octet = id.octets[nibble / 2];
    octet = static_cast<std::uint8_t>((octet << 4) | value);
    ++nibble;
  }
  return id;
}

std::string ReceiptId::text() const {
  const std::string hex = to_hex(octets);
  std::string text;
  text.reserve(kTextSize);
  for (const char digit : hex) {
    if (hyphen_at(text.size())) {
      text.push_back('-');
    }
    text.push_back(digit);
  }
  return text;
}

}  // namespace senim::store
