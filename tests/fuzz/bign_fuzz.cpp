// Keys and signature values of bign (domain.md 4.6, 4.9); published: STB 34.101.45,
// national-vectors.txt by-bign-*. Octets: family.h.

#include "tests/fuzz/family.h"

namespace senim::fuzz {

namespace {

constexpr std::string_view kKey = "1.2.112.0.2.0.34.101.45.2.1";
constexpr std::string_view k256 = "1.2.112.0.2.0.34.101.45.3.1";
constexpr std::string_view k384 = "1.2.112.0.2.0.34.101.45.3.2";
constexpr std::string_view k512 = "1.2.112.0.2.0.34.101.45.3.3";

Bytes key(std::string_view curve, std::string_view octets) {
  return spki_of(kKey, oid_tlv(curve), unhex(octets));
}

}  // namespace

Family family() {
  return {.keys = {kKey},
          .signatures = {"1.2.112.0.2.0.34.101.45.12", "1.2.112.0.2.0.34.101.45.13",
                         "1.2.112.0.2.0.34.101.45.14", "1.2.112.0.2.0.34.101.45.15"},
          .published = {
              {key(k256,
                   "bd1a5650179d79e03fcee49d4c2bd5ddf54ce46d0cf11e4ff87bf7a890857fd07ac6a60361e8c8"
                   "173491686d461b2826190c2eda5909054a9ab84d2ab9d99a90"),
               "1.2.112.0.2.0.34.101.45.12",
               "abef9725d4c5a83597a367d14494cc2542f20f659ddfecc961a3ec550cba8c75"},
              {key(k256,
                   "6fad7949d85324752ab23f74390b532d1c7d0de11a2da78754beb936453705566e6e1747f88d4f"
                   "fee0246d61521659d6566709e8a3571f7488e321ed1761b887"),
               "1.2.112.0.2.0.34.101.45.13",
               "e1481f416166a6a42f0372dc1998b7d3501a1bb49ff5061b37712a7464cc3324"},
              {key(k384,
                   "21c4897ffdde249021ffb768fd913569d60561034bf8f4700738dce734706dcdde67d392187f46"
                   "189a21d2e754134152d575a4ef89825d8b6e25c2d4f14b705faedec401a937d0819ee2c66ad4ea"
                   "b4fa6c050b73362ae3c28ea9e7bd9528dd5a"),
               "1.2.112.0.2.0.34.101.45.14",
               "64334af830d33f63e9acdfa184e32522103fff5c6860110a2cd369edbc04387c501d8f92f749ae"
               "4de15a8305c353d64d"},
              {key(k512,
                   "fbceb1f6fa64c56360169f9e11d4a01f9fc0b95189349489785440ac9a1738a7221fd1f5aab17f"
                   "16fdd1d82042f5238df03a138a873a8680a160dc82d08a3f30e1793bb7663feadd2e77de26bec5"
                   "493a67cfc761f5f61db28866948551a3d1c9061688bd43c876eb50d48a2cc1a5513604f24cebe7"
                   "688dcf0c4c6d27ece5d227"),
               "1.2.112.0.2.0.34.101.45.15",
               "f6794e1faae6c0d4f8e28b56ff413136469574168afb58f82201784b0a96e23c3bb1ca39777d86"
               "02b0549d57a8bab8f9d94c0dd8c01132aca4951c82da469eb3"},
          }};
}

}  // namespace senim::fuzz
