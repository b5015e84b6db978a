#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "validators/base/result.h"

namespace senim::store {

// UUID version 7 (RFC 9562 5.7): milliseconds, then 74 random bits. It names a receipt and is no
// secret: who may read a receipt is decided by its caller, not by knowing the id.
struct ReceiptId {
  std::array<std::uint8_t, 16> octets{};

  static Result<ReceiptId> generate(std::chrono::milliseconds since_epoch);
  // Lower-case canonical form only; malformed for anything else.
  static Result<ReceiptId> parse(std::string_view text);
  std::string text() const;
  friend bool operator==(const ReceiptId&, const ReceiptId&) = default;
};

}  // namespace senim::store
