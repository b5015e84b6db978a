// Keys and signature values of GOST R 34.10 and the Kazakh editions (domain.md 4.1, 4.5);
// published: domain.md 4.4, RFC 7091 7.1. Octets: family.h.

#include "tests/fuzz/family.h"

namespace {

const senim::fuzz::Family& family() {
  static const senim::fuzz::Family one{
      .keys = {"1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.1.1",
               "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.1.2", "1.2.643.2.2.19"},
      .signatures = {"1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.1.2.3.1", "1.2.398.3.10.1.1.1.2",
                     "1.3.6.1.4.1.6801.1.2.2", "1.2.643.7.1.1.3.2", "1.2.643.7.1.1.3.3",
                     "1.2.643.2.2.3", "1.2.643.7.1.1.1.1"},
      .published =
          {
              {"3081ac302306092a830e030a010102023016060a2a830e030a010102020106082a830e030a010303"
               "038184000481804efe87b29eee7e29c3eb567ed66722682bcccc7e362669f0dd6cc152c02441bed5"
               "59212cf0c5667ceb719dd86daa12e29e2ea340449a07ff4b8e4c671b6fa8e4fca629e2a1e0c6a0c4"
               "1a5933d6e92790841dd7e5e197a08d9f0d1cbe5c73222ca473600d818fcda3b757102e579fdcc6c9"
               "0e8f9f93f96b34704eea6fee0e8957",
               "1.2.398.3.10.1.1.2.3.2",
               "56ca165265266ac65d9189bd2d65b26d3f8dc45bc58bad26ee5505ec2a9607f9095901e234a01867"
               "b0e8acc32dd7f8bccd5fbe1599fcbba79cb36bb8d81aabcd"},
              {"306c302506092a830e030a010101013018060a2a830e030a0101010101060a2a830e030a01030101"
               "00034300044075f8211022800249bf42ba3fe920c366dd9d229cc44a324063794c2c89f75a4705a9"
               "53a74f41f0c6161eae1b41113e4638b33d050548e191d86655000ec93af4",
               "1.2.398.3.10.1.1.1.2",
               "934ea4a05b0b147671eea3f1d75feae61e992c01786f651e0d9bb18717100df0"},
              {"3063301c06062a8503020213301206072a85030202230006072a850302021e0103430004400bd86f"
               "e5d8db89668f789b4e1dba8585c5508b45ec5b59d8906ddb70e2492b7fda77ff871a10fbdf2766d2"
               "93c5d164afbb3c7b973a41c885d11d70d689b4f126",
               "1.2.643.2.2.3", "e53e042b67e6ec678e2e02b12a0352ce1fc6eee0529cc088119ad872b3c1fb2d"},
          },
  };
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return senim::fuzz::run(family(), data, size);
}
