#pragma once

#include <string>
#include <string_view>

#include "validators/base/bytes.h"
#include "validators/base/result.h"

namespace senim::crypto {

enum class Base64Rules { strict, ignore_whitespace };  // the latter for XML and PEM
std::string to_base64(ByteView octets);
Result<Bytes> from_base64(std::string_view text, Base64Rules rules = Base64Rules::strict);
std::string to_base64url(ByteView octets);  // RFC 7515: no padding
Result<Bytes> from_base64url(std::string_view text);

}  // namespace senim::crypto
