// Keys and signature values of bign (domain.md 4.6, 4.9); published: STB 34.101.45,
// national-vectors.txt by-bign-*. Octets: family.h.

#include "tests/fuzz/family.h"

namespace {

const senim::fuzz::Family& family() {
  static const senim::fuzz::Family one{
      .keys = {"1.2.112.0.2.0.34.101.45.2.1"},
      .signatures = {"1.2.112.0.2.0.34.101.45.12", "1.2.112.0.2.0.34.101.45.13",
                     "1.2.112.0.2.0.34.101.45.14", "1.2.112.0.2.0.34.101.45.15"},
      .published =
          {
              {"305d3018060a2a7000020022652d0201060a2a7000020022652d0301034100bd1a5650179d79e03f"
               "cee49d4c2bd5ddf54ce46d0cf11e4ff87bf7a890857fd07ac6a60361e8c8173491686d461b282619"
               "0c2eda5909054a9ab84d2ab9d99a90",
               "1.2.112.0.2.0.34.101.45.12",
               "abef9725d4c5a83597a367d14494cc2542f20f659ddfecc961a3ec550cba8c75"},
              {"305d3018060a2a7000020022652d0201060a2a7000020022652d03010341006fad7949d85324752a"
               "b23f74390b532d1c7d0de11a2da78754beb936453705566e6e1747f88d4ffee0246d61521659d656"
               "6709e8a3571f7488e321ed1761b887",
               "1.2.112.0.2.0.34.101.45.13",
               "e1481f416166a6a42f0372dc1998b7d3501a1bb49ff5061b37712a7464cc3324"},
              {"307d3018060a2a7000020022652d0201060a2a7000020022652d030203610021c4897ffdde249021"
               "ffb768fd913569d60561034bf8f4700738dce734706dcdde67d392187f46189a21d2e754134152d5"
               "75a4ef89825d8b6e25c2d4f14b705faedec401a937d0819ee2c66ad4eab4fa6c050b73362ae3c28e"
               "a9e7bd9528dd5a",
               "1.2.112.0.2.0.34.101.45.14",
               "64334af830d33f63e9acdfa184e32522103fff5c6860110a2cd369edbc04387c501d8f92f749ae4d"
               "e15a8305c353d64d"},
              {"30819e3018060a2a7000020022652d0201060a2a7000020022652d030303818100fbceb1f6fa64c5"
               "6360169f9e11d4a01f9fc0b95189349489785440ac9a1738a7221fd1f5aab17f16fdd1d82042f523"
               "8df03a138a873a8680a160dc82d08a3f30e1793bb7663feadd2e77de26bec5493a67cfc761f5f61d"
               "b28866948551a3d1c9061688bd43c876eb50d48a2cc1a5513604f24cebe7688dcf0c4c6d27ece5d2"
               "27",
               "1.2.112.0.2.0.34.101.45.15",
               "f6794e1faae6c0d4f8e28b56ff413136469574168afb58f82201784b0a96e23c3bb1ca39777d8602"
               "b0549d57a8bab8f9d94c0dd8c01132aca4951c82da469eb3"},
          },
  };
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return senim::fuzz::run(family(), data, size);
}
