#pragma once

#include "tests/support/octets.h"
#include "validators/base/bytes.h"

namespace senim::crypto::test {

// A prefix of table H (STB 34.101.31 table 1): the messages of the examples of the Belarusian
// standards.
inline ByteView belt_table(std::size_t size) {
  static const Bytes table = senim::test::from_hex(
      "b194bac80a08f53b366d008e584a5de48504fa9d1bb6c7ac252e72c202fdce0d"
      "5be3d61217b96181fe6786ad716b890b5cb0c0ff33c356b835c405aed8e07f99"
      "e12bdc1ae28257ec703fccf095ee8df1c1ab76389fe678caf7c6f860d5bb9c4f"
      "f33c657b637c306add4ea7799eb23d313e98b56e27d3bccf591e181f4c5ab793"
      "e9dee72c8f0c0fa62ddb49f46f73964706075316ed247a3739cba38303a98bf6"
      "92bd9b1ce5d141015445fbc95e4d0ef2682080aa227d642f2687f93490405511"
      "be32971343fc9a48a02a885f194b09a17ecda4d01544af8ca58450bf66d2e88a"
      "a2d7465242a8dfb36974c551eb232921d4efd9b43a622875911410ea776cda1d");
  return ByteView(table).first(size);
}

}  // namespace senim::crypto::test
