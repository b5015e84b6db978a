#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/store/record.h"
#include "validators/crypto/algorithms.h"

// What writer and reader of a CrlIndex agree on; the layout is described in crl_index.h.

namespace senim::store::crl_index {

inline constexpr std::uint8_t kVersion = 1;
inline constexpr std::string_view kMagic = "SENIMCRL";
inline constexpr std::size_t kTailSize = 16;  // size of the end record, magic
inline constexpr std::string_view kEndKey = "end";
inline constexpr std::size_t kEntriesPerBlock = 64;  // read at each lookup: some 2 KB

inline constexpr std::uint8_t kHasReason = 1;
inline constexpr std::uint8_t kHasInvalidity = 2;
inline constexpr std::uint8_t kHasGroup = 4;  // an entry of an indirect list

inline constexpr std::uint8_t kNoProblem = 0xff;  // else an ErrorCode

inline std::string block_key(std::size_t number) { return "block" + be64(number); }

// Signed over more than a digest that anybody can compute without the key.
inline bool needs_message(crypto::SignatureScheme scheme) {
  return scheme == crypto::SignatureScheme::eddsa || scheme == crypto::SignatureScheme::sm2 ||
         scheme == crypto::SignatureScheme::dstu4145;
}

}  // namespace senim::store::crl_index
