#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/oid.h"
#include "validators/base/utc_time.h"

// Writes DER (X.690) for the demo world and the tests' PKI. Values are composed from the inside
// out; nothing is checked, so that tests can write what a parser must refuse. Never used by `serve`
// on a request.

namespace senim::demo::der {

Bytes tlv(std::uint8_t tag, ByteView content);
Bytes join(std::initializer_list<ByteView> parts);
Bytes sequence(std::initializer_list<ByteView> parts);
Bytes sequence(const std::vector<Bytes>& parts);
Bytes set(std::initializer_list<ByteView> parts);  // in the order given
Bytes set_of(std::vector<Bytes> parts);            // sorted as DER demands (X.690 11.6)
Bytes context(unsigned number, ByteView content);  // IMPLICIT, primitive
Bytes context_constructed(unsigned number,
                          ByteView content);  // EXPLICIT, or IMPLICIT of a constructed type
Bytes boolean(bool value);
Bytes integer(std::int64_t value);
Bytes integer(ByteView unsigned_big_endian);  // adds the sign octet where needed
Bytes oid(const Oid& id);
Bytes null();
Bytes octet_string(ByteView octets);
Bytes bit_string(ByteView octets, unsigned unused_bits = 0);
Bytes utf8(std::string_view text);
Bytes printable(std::string_view text);
Bytes ia5(std::string_view text);
Bytes time(UtcTime time);  // UTCTime until 2049, then GeneralizedTime (RFC 5280 4.1.2.5)
Bytes generalized_time(UtcTime time);

}  // namespace senim::demo::der
