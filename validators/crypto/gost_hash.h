#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "validators/base/bytes.h"
#include "validators/crypto/digest_state.h"

// GOST 34.311-95 (the function of GOST R 34.11-94) with any substitution table, inside
// validators/crypto only. libgcrypt has it for two tables (gcrypt_digest.cpp); Ukraine lets the
// signer's key name one of its own (domain.md 4.10). Immutable tables, shared between threads.

namespace senim::crypto {

// Eight rows of sixteen nibbles as a DSTU 4145 key writes them: row 1, which is applied to the
// lowest nibble, first; the first value of a pair in the high nibble.
inline constexpr std::size_t kGostTableSize = 64;
using PackedGostTable = std::array<std::uint8_t, kGostTableSize>;

// A table made ready: what each octet of a word becomes, with the rotation by 11 done.
struct GostTable {
  std::array<std::array<std::uint32_t, 256>, 4> octets{};
};
GostTable expand(const PackedGostTable& packed);

// Which published table it is: "DKE 1" to "DKE 10" (Ukrainian Instruction No 114), "test" and
// "CryptoPro" (RFC 4357 11.2). Null for any other: who may choose the table freely can choose one
// under which the function has collisions.
const GostTable* published_table(ByteView packed);
std::string_view published_table_name(ByteView packed);  // "" for any other
const GostTable& default_table();                        // DKE 1

// `table` lives longer than the state.
std::unique_ptr<Hasher::State> start_gost_hash(const GostTable& table);

}  // namespace senim::crypto
