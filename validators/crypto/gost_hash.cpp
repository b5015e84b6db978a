#include "validators/crypto/gost_hash.h"

#include <algorithm>
#include <bit>
#include <utility>

// GOST 34.311-95 is the function of GOST R 34.11-94 (RFC 5831; domain.md 4.3). Blocks and numbers
// are little-endian.

namespace senim::crypto {

namespace {

constexpr std::size_t kBlock = 32;
using Words = std::array<std::uint64_t, 4>;  // 256 bits, lowest word first

// ---- tables -------------------------------------------------------------------------------------

struct NamedTable {
  std::string_view name;
  const char* hex;
};
// Ukrainian Instruction No 114 of 2003 (DKE); GOST 34.311-95 annex A (test); RFC 4357 11.2.
constexpr std::array kTables = {
    NamedTable{"DKE 1",
               "A9D6EB45F13C708280C4967B231F5EADF658EBA4C037291D38D96BF025CA4E17"
               "F8E9720DC615B43A28975F0BC1DEA36438B564EA2C179FD0123E6DB8FAC57904"},
    NamedTable{"DKE 2",
               "E937F4CB6AD10582ADC76E81F3B409524B1F92EC6A87350D451C7E92AFBD0863"
               "CB39F04572ED1A86873A96E5D04C12FBF0E68D59A31C4B7243ED502B1A769F8C"},
    NamedTable{"DKE 3",
               "D91E72C54B6F38A0786B034D95FEAC21A53C98D64FE02B17BAC1569E2DF70438"
               "5B30F9E41C862A7D43BD1F827EC9A065378B1E50D4CA29F66DCAB793FE120845"},
    NamedTable{"DKE 4",
               "9C3D76E1A2048F5BA5BE760C28F4D3914C30D2EB7F5918A63945E786D02FBCA1"
               "29CFDB41753E68A0E5DB1942F8703CA6E65A9D48BC0371F219CB76832FE05A4D"},
    NamedTable{"DKE 5",
               "34D8C7A20E9FB156C76938B5FA0D421EE487B3AC1269DF05396D8FA27EC0B415"
               "5CA721FDE3B4089618BE74A0C35D9F629BAD5E23064CF178E9185FB062C7A4D3"},
    NamedTable{"DKE 6",
               "FC96E21B0D4A7835EC5074A3261D9BF856D9BEA3F281407C1F742EC36B9805AD"
               "F9E6D158423CAB07B0D7CE142368A5F97EF8D0B3A1429C6515EB2C38A097F64D"},
    NamedTable{"DKE 7",
               "FDA5C01692E73B4825A0691FD47EB38C3E4B5912F68D70AC4AB9F2E5D13607C8"
               "F65897CB0A3124DECBF451E908D2A736D248BC13A59E7F06150F6A3E72CDB894"},
    NamedTable{"DKE 8",
               "E4B2875C9D031F6A3ECA62D198740F5B52871FE64DB0A3C9CA7DE3029516B4F8"
               "63F709A8BC4152DE6DF15380BAE49C272FC5B13E06DA7948305C8FDEB629714A"},
    NamedTable{"DKE 9",
               "90BC243FD6E1A758350F87ECDA16B249845AEBD6CF79312054F0CBA91E8632D7"
               "7C3068EB1FDA9524743B6A819CED0F257E9F1483BD026A5CE28F307CBD15649A"},
    NamedTable{"DKE 10",
               "8469BC1237E0DAF57D18AE4F90632CB5C8D1A29634E75F0B2B34C79DF8501EA6"
               "83DAEF5147BC20694C9BEA76350F128D58E7301DA692FBC4A3590D78C416BF2E"},
    NamedTable{"test",
               "4A92D80E6B1C7F53EB4C6DFA23810759581DA342EFC7609B7DA1089FE46CB253"
               "6C715FD84A9E03B24BA0721D36859CFEDB413F590AE7682C1FD057A4923E6B8C"},
    NamedTable{"CryptoPro",
               "A4568137DCE092BF5F402DB91763CEA87FCE94103B526A8D4A7C0F28E165DB93"
               "764B9C2A180EFD357624D9F0A15B8EC3DE41705A3C8F629B13A95B4F867ED02C"},
};

constexpr std::uint8_t nibble(char digit) {
  return static_cast<std::uint8_t>(digit <= '9' ? digit - '0' : digit - 'A' + 10);
}

PackedGostTable unpack_hex(const char* hex) {
  PackedGostTable packed{};
  for (std::size_t i = 0; i < packed.size(); ++i) {
    packed.at(i) = static_cast<std::uint8_t>(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
  }
  return packed;
}

struct ReadyTable {
  PackedGostTable packed{};
  GostTable table;
};

const std::array<ReadyTable, kTables.size()>& ready() {
  static const std::array<ReadyTable, kTables.size()> made = [] {
    std::array<ReadyTable, kTables.size()> all;
    std::ranges::transform(kTables, all.begin(), [](const NamedTable& row) {
      const PackedGostTable packed = unpack_hex(row.hex);
      return ReadyTable{packed, expand(packed)};
    });
    return all;
  }();
  return made;
}

std::size_t index_of(ByteView packed) {
  return static_cast<std::size_t>(
      std::ranges::find_if(ready(),
                           [&](const ReadyTable& row) { return equal(row.packed, packed); }) -
      ready().begin());
}

// ---- the function -------------------------------------------------------------------------------

std::uint64_t load64(const std::uint8_t* octets) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i) {
    value |= std::uint64_t{octets[i]} << 8 * i;
  }
  return value;
}

Words load(const std::uint8_t* octets) {
  return {load64(octets), load64(octets + 8), load64(octets + 16), load64(octets + 24)};
}

Words operator^(const Words& left, const Words& right) {
  return {left[0] ^ right[0], left[1] ^ right[1], left[2] ^ right[2], left[3] ^ right[3]};
}

// A(y4 || y3 || y2 || y1) = (y1 ^ y2) || y4 || y3 || y2 (RFC 5831 5.1).
Words transform_a(const Words& y) { return {y[1], y[2], y[3], y[0] ^ y[1]}; }

// P: octet i + 4k of the key is octet 8i + k of the number (RFC 5831 5.1); eight words of 32 bits.
using Key = std::array<std::uint32_t, 8>;
Key permute(const Words& w) {
  Key key{};
  for (unsigned k = 0; k < 8; ++k) {
    for (unsigned i = 0; i < 4; ++i) {
      key.at(k) |= static_cast<std::uint32_t>(w.at(i) >> 8 * k & 0xff) << 8 * i;
    }
  }
  return key;
}

std::uint32_t substitute(const GostTable& table, std::uint32_t word) {
  return table.octets[0][word & 0xff] ^ table.octets[1][word >> 8 & 0xff] ^
         table.octets[2][word >> 16 & 0xff] ^ table.octets[3][word >> 24];
}

// GOST 28147-89, simple substitution: the keys three times forwards, once backwards.
std::uint64_t encrypt(const GostTable& table, const Key& key, std::uint64_t block) {
  auto low = static_cast<std::uint32_t>(block);
  auto high = static_cast<std::uint32_t>(block >> 32);
  for (unsigned pass = 0; pass < 3; ++pass) {
    for (std::size_t i = 0; i < 8; i += 2) {
      high ^= substitute(table, low + key[i]);
      low ^= substitute(table, high + key[i + 1]);
    }
  }
  for (std::size_t i = 8; i > 0; i -= 2) {
    high ^= substitute(table, low + key[i - 1]);
    low ^= substitute(table, high + key[i - 2]);
  }
  return std::uint64_t{low} << 32 | high;
}

// psi^times. psi shifts the number by a word of 16 bits and feeds the sum of six words in at the
// top (RFC 5831 5.3), so its powers are windows of one sequence.
constexpr std::size_t kMostShuffles = 61;
Words psi(const Words& from, std::size_t times) {
  std::array<std::uint16_t, 16 + kMostShuffles> line{};
  for (std::size_t i = 0; i < 16; ++i) {
    line[i] = static_cast<std::uint16_t>(from[i / 4] >> 16 * (i % 4));
  }
  for (std::size_t i = 0; i < times; ++i) {
    line[16 + i] = static_cast<std::uint16_t>(line[i] ^ line[i + 1] ^ line[i + 2] ^ line[i + 3] ^
                                              line[i + 12] ^ line[i + 15]);
  }
  Words to{};
  for (std::size_t i = 0; i < 16; ++i) {
    to[i / 4] |= std::uint64_t{line[times + i]} << 16 * (i % 4);
  }
  return to;
}

// C3 of the key schedule (RFC 5831 5.1); C2 and C4 are zero.
constexpr Words kC3 = {0xFF00FF00FF00FF00, 0x00FF00FF00FF00FF, 0xFF0000FF00FFFF00,
                       0xFF00FFFF000000FF};

// The step function: H <- psi^61(H ^ psi(M ^ psi^12(S))), S the encryption of H under four keys.
Words compress(const GostTable& table, const Words& h, const Words& m) {
  Words u = h;
  Words v = m;
  Words s{};
  for (std::size_t i = 0; i < 4; ++i) {
    if (i > 0) {
      u = transform_a(u);
      if (i == 2) {
        u = u ^ kC3;
      }
      v = transform_a(transform_a(v));
    }
    s.at(i) = encrypt(table, permute(u ^ v), h.at(i));
  }
  return psi(h ^ psi(m ^ psi(s, 12), 1), 61);
}

class GostHash final : public Hasher::State {
 public:
  explicit GostHash(const GostTable& table) : table_(table) {}

  void update(ByteView octets) override {
    length_ += octets.size();
    while (!octets.empty()) {
      if (filled_ == 0 && octets.size() >= kBlock) {
        take(load(octets.data()));
        octets = octets.subspan(kBlock);
        continue;
      }
      const std::size_t part = std::min(kBlock - filled_, octets.size());
      std::copy_n(octets.begin(), part, block_.begin() + static_cast<std::ptrdiff_t>(filled_));
      filled_ += part;
      octets = octets.subspan(part);
      if (filled_ == kBlock) {
        take(load(block_.data()));
        filled_ = 0;
      }
    }
  }

  Bytes finish() override {
    if (filled_ > 0) {
      std::fill(block_.begin() + static_cast<std::ptrdiff_t>(filled_), block_.end(),
                std::uint8_t{0});
      take(load(block_.data()));
    }
    // The length in bits, then the sum of the blocks.
    h_ = compress(table_, h_, {length_ << 3, length_ >> 61, 0, 0});
    h_ = compress(table_, h_, sum_);
    Bytes result(kBlock);
    for (std::size_t i = 0; i < kBlock; ++i) {
      result[i] = static_cast<std::uint8_t>(h_.at(i / 8) >> 8 * (i % 8));
    }
    return result;
  }

 private:
  void take(const Words& block) {
    h_ = compress(table_, h_, block);
    bool carry = false;
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint64_t sum = sum_.at(i) + block.at(i);
      const std::uint64_t carried = sum + (carry ? 1 : 0);
      carry = sum < block.at(i) || carried < sum;
      sum_.at(i) = carried;
    }
  }

  const GostTable& table_;
  Words h_{};
  Words sum_{};
  std::uint64_t length_ = 0;  // octets
  std::array<std::uint8_t, kBlock> block_{};
  std::size_t filled_ = 0;
};

}  // namespace

GostTable expand(const PackedGostTable& packed) {
  const auto value = [&](std::size_t row, std::size_t at) {
    const std::uint8_t pair = packed.at(row * 8 + at / 2);
    return static_cast<std::uint32_t>(at % 2 == 0 ? pair >> 4 : pair & 0x0f);
  };
  GostTable table;
  for (std::size_t octet = 0; octet < 4; ++octet) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::uint32_t both = value(2 * octet, i & 0x0f) | value(2 * octet + 1, i >> 4) << 4;
      table.octets.at(octet).at(i) = std::rotl(both << 8 * octet, 11);
    }
  }
  return table;
}

const GostTable* published_table(ByteView packed) {
  const std::size_t index = index_of(packed);
  return index == kTables.size() ? nullptr : &ready().at(index).table;
}

std::string_view published_table_name(ByteView packed) {
  const std::size_t index = index_of(packed);
  return index == kTables.size() ? std::string_view() : kTables.at(index).name;
}

const GostTable& default_table() { return ready().front().table; }

std::unique_ptr<Hasher::State> start_dke1_state(DigestAlgorithm /*algorithm*/) {
  return start_gost_hash(default_table());
}

std::unique_ptr<Hasher::State> start_gost_hash(const GostTable& table) {
  return std::make_unique<GostHash>(table);
}

}  // namespace senim::crypto
