// Keys and signature values of SM2 (domain.md 4.11); published: GB/T 32918.5 A.2, a message of the
// CFCA toolkit. Octets: family.h.

#include "tests/fuzz/family.h"

namespace senim::fuzz {

namespace {

Bytes key(std::string_view point) {
  return spki_of("1.2.840.10045.2.1", oid_tlv("1.2.156.10197.1.301"), unhex(point));
}

}  // namespace

Family family() {
  return {
      .keys = {"1.2.840.10045.2.1"},
      .signatures = {"1.2.156.10197.1.501", "1.2.156.10197.1.301.1"},
      .published =
          {
              {key("0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce267"
                   "75a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"),
               "1.2.156.10197.1.501", "6d65737361676520646967657374"},
              {key("04d8720ac75c99853b5fedffd590e869025ba0f4c83c9ddb26b9c115e3540534f08f4ea3a93df6"
                   "307630f6ae0a7eb85bcd403d108f1cb97058eb6e22c992990863"),
               "1.2.156.10197.1.301.1", "48656c6c6f2053656372657420576f726c6421"},
          },
      .hashes_itself = true};
}

}  // namespace senim::fuzz
