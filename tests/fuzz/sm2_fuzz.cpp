// Keys and signature values of SM2 (domain.md 4.11); published: GB/T 32918.5 A.2, a message of the
// CFCA toolkit. Octets: family.h.

#include "tests/fuzz/family.h"

namespace {

const senim::fuzz::Family& family() {
  static const senim::fuzz::Family one{
      .keys = {"1.2.840.10045.2.1"},
      .signatures = {"1.2.156.10197.1.501", "1.2.156.10197.1.301.1"},
      .published =
          {
              {"3059301306072a8648ce3d020106082a811ccf5501822d0342000409f9df311e5421a150dd7d161e"
               "4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf3"
               "5e084a6632f6072da9ad13",
               "1.2.156.10197.1.501", "6d65737361676520646967657374"},
              {"3059301306072a8648ce3d020106082a811ccf5501822d03420004d8720ac75c99853b5fedffd590"
               "e869025ba0f4c83c9ddb26b9c115e3540534f08f4ea3a93df6307630f6ae0a7eb85bcd403d108f1c"
               "b97058eb6e22c992990863",
               "1.2.156.10197.1.301.1", "48656c6c6f2053656372657420576f726c6421"},
          },
      .hashes_itself = true,
  };
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return senim::fuzz::run(family(), data, size);
}
