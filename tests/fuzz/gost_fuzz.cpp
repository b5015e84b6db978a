// Keys and signature values of GOST R 34.10 and the Kazakh editions (domain.md 4.1, 4.5);
// published: domain.md 4.4, RFC 7091 7.1. Octets: family.h.

#include "tests/fuzz/family.h"

namespace senim::fuzz {

namespace {

Bytes key(std::string_view algorithm, std::string_view set, std::string_view digest,
          std::string_view octets) {
  return spki_of(algorithm, tlv(0x30, joined(oid_tlv(set), oid_tlv(digest))),
                 tlv(0x04, unhex(octets)));
}

}  // namespace

Family family() {
  return {.keys = {"1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.1", "1.2.398.3.10.1.1.1.1",
                   "1.2.643.7.1.1.1.1", "1.2.643.7.1.1.1.2", "1.2.643.2.2.19"},
          .signatures = {"1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.1.2.3.1", "1.2.398.3.10.1.1.1.2",
                         "1.3.6.1.4.1.6801.1.2.2", "1.2.643.7.1.1.3.2", "1.2.643.7.1.1.3.3",
                         "1.2.643.2.2.3", "1.2.643.7.1.1.1.1"},
          .published = {
              {key("1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.3.3",
                   "4efe87b29eee7e29c3eb567ed66722682bcccc7e362669f0dd6cc152c02441bed559212cf0c566"
                   "7ceb719dd86daa12e29e2ea340449a07ff4b8e4c671b6fa8e4fca629e2a1e0c6a0c41a5933d6e9"
                   "2790841dd7e5e197a08d9f0d1cbe5c73222ca473600d818fcda3b757102e579fdcc6c90e8f9f93"
                   "f96b34704eea6fee0e8957"),
               "1.2.398.3.10.1.1.2.3.2",
               "56ca165265266ac65d9189bd2d65b26d3f8dc45bc58bad26ee5505ec2a9607f9095901e234a018"
               "67b0e8acc32dd7f8bccd5fbe1599fcbba79cb36bb8d81aabcd"},
              {key("1.2.398.3.10.1.1.1.1", "1.2.398.3.10.1.1.1.1.1", "1.2.398.3.10.1.3.1.1.0",
                   "75f8211022800249bf42ba3fe920c366dd9d229cc44a324063794c2c89f75a4705a953a74f41f0"
                   "c6161eae1b41113e4638b33d050548e191d86655000ec93af4"),
               "1.2.398.3.10.1.1.1.2",
               "934ea4a05b0b147671eea3f1d75feae61e992c01786f651e0d9bb18717100df0"},
              {key("1.2.643.2.2.19", "1.2.643.2.2.35.0", "1.2.643.2.2.30.1",
                   "0bd86fe5d8db89668f789b4e1dba8585c5508b45ec5b59d8906ddb70e2492b7fda77ff871a10fb"
                   "df2766d293c5d164afbb3c7b973a41c885d11d70d689b4f126"),
               "1.2.643.2.2.3", "e53e042b67e6ec678e2e02b12a0352ce1fc6eee0529cc088119ad872b3c1fb2d"},
          }};
}

}  // namespace senim::fuzz
