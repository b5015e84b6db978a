// Keys and signature values of DSTU 4145 (domain.md 4.10); published: national-vectors.txt
// ua-dstu-spki, -real, -kupyna. Octets: family.h.

#include "tests/fuzz/family.h"

namespace senim::fuzz {

namespace {

constexpr std::string_view kLittleEndian = "1.2.804.2.1.1.1.1.3.1.1";
constexpr std::string_view kBigEndian = "1.2.804.2.1.1.1.1.3.1.1.1.1";
constexpr std::string_view k257 = "1.2.804.2.1.1.1.1.3.1.1.2.6";
constexpr std::string_view k431 = "1.2.804.2.1.1.1.1.3.1.1.2.9";

Bytes key(std::string_view algorithm, std::string_view curve, std::string_view point) {
  return spki_of(algorithm, tlv(0x30, oid_tlv(curve)), tlv(0x04, unhex(point)));
}

}  // namespace

Family family() {
  return {.keys = {kLittleEndian, kBigEndian, "1.2.804.2.1.1.1.1.3.6.1.1",
                   "1.2.804.2.1.1.1.1.3.6.3.1.1.1", "1.2.804.2.1.1.1.1.3.1.2"},
          .signatures = {kLittleEndian, kBigEndian, "1.2.804.2.1.1.1.1.3.6.1.1",
                         "1.2.804.2.1.1.1.1.3.6.2.1", "1.2.804.2.1.1.1.1.3.6.3.1.1.1"},
          .published = {
              {key(kBigEndian, k257,
                   "011a2542187355946c4f2a46fe23c3d16a297dd972deb7895601e4a7cb711c1606"),
               "1.2.804.2.1.1.1.1.3.1.1.1.1",
               "a34a53504d8ba070cb73a583146167a0a3c226d793440d9cea24465fe02251f2"},
              {key(kBigEndian, k431,
                   "4977be58daad8df7fc986af7d6095216d4d6f4f1669ca7887727fc6ce4e0e05e727c2ae2b2f97b"
                   "a387c827a8c5dac14ed608683f86d1"),
               "1.2.804.2.1.1.1.1.3.1.1.1.1",
               "a34a53504d8ba070cb73a583146167a0a3c226d793440d9cea24465fe02251f2"},
              {key(kLittleEndian, k257,
                   "4b6cc619bf3c209207a76fcb7d5e0d602fd18ec3419b4bca0905a343d793fd6200"),
               "1.2.804.2.1.1.1.1.3.1.1",
               "5afa228bd63af795b198e81f66f44234bef54f4d943c70b452421ae0f922cac8"},
              {key(kLittleEndian, k431,
                   "b61bf9bd4b62caab2c3950f5c51d5fa80d707e007b525b706767dce5cd1baf6e2768dad0c6a84f"
                   "c22f99051d913435f4eb1eb19ad544"),
               "1.2.804.2.1.1.1.1.3.1.1",
               "c729078b069bd44e9edd206ac76f202a1f5a2ede3fbb8175610ae20227b5ed6c"},
              {key(kLittleEndian, k257,
                   "ba9b2a6b0972c985e4817763319b3a1271f551b5f917175ba616cbef388eaf9901"),
               "1.2.804.2.1.1.1.1.3.6.2.1",
               "72945012b0820c3132846ddc90da511f80bb7b70abd0cb1ab8df785d600c187b9d0ac567e8b6f7"
               "6fde8a0b417a2ebf88"},
              {key(kLittleEndian, k431,
                   "99dc48904d39857847a4274e9c49502842b4b4a3fe6afaa73135f29863f2db4bfe04ffa047a6a4"
                   "a4ed66b389e4f97c6419524117e002"),
               "1.2.804.2.1.1.1.1.3.6.3.1",
               "9e5be7daf7b68b49d2ecbd04c7a5b3af72945012b0820c3132846ddc90da511f80bb7b70abd0cb"
               "1ab8df785d600c187b9d0ac567e8b6f76fde8a0b417a2ebf88"},
          }};
}

}  // namespace senim::fuzz
