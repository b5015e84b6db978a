#pragma once

#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/der_reader.h"

// Rewrites BER as DER (X.690 10): what a signature covers is the DER of a value, however the
// message wrote it.

namespace senim::pki {

// The element with definite, shortest lengths, strings of universal types joined; the order of
// elements and the contents of primitive ones are kept.
Result<Bytes> rewritten(const der::Element& element);
// Identifier and length octets, then the content.
Bytes wrapped(std::uint8_t identifier, ByteView content);
// The elements in the order of X.690 11.6 (SET OF).
std::vector<ByteView> sorted_as_set(std::vector<ByteView> elements);

}  // namespace senim::pki
