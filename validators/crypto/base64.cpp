#include "validators/crypto/base64.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace senim::crypto {

namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::uint8_t kOutside = 0xff;
using Table = std::array<std::uint8_t, 256>;
constexpr Table table_of(std::string_view alphabet) {
  Table table{};
  table.fill(kOutside);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table.at(static_cast<std::uint8_t>(alphabet[i])) = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr Table kTable = table_of(kAlphabet);
constexpr Table kUrlTable = table_of(kUrlAlphabet);

// EVP_EncodeBlock counts with int: encode in pieces that are whole groups.
constexpr std::size_t kPiece = 3U << 20;

Error malformed(std::size_t offset) {
  return Error{ErrorCode::malformed, "not base64 at offset " + std::to_string(offset)};
}

// Decodes digits without padding. EVP_DecodeBlock is not used: it trims its input, and lets bits
// pass that the last group does not use, so that one value has many spellings (RFC 4648 3.5).
Result<Bytes> decode(std::string_view digits, const Table& table) {
  const auto value_at = [&](std::size_t i) {
    return std::uint32_t{table[static_cast<std::uint8_t>(digits[i])]};
  };
  Bytes octets(digits.size() / 4 * 3 + 2);
  std::size_t written = 0;
  std::size_t at = 0;
  for (; at + 4 <= digits.size(); at += 4) {
    const std::uint32_t a = value_at(at);
    const std::uint32_t b = value_at(at + 1);
    const std::uint32_t c = value_at(at + 2);
    const std::uint32_t d = value_at(at + 3);
    if (((a | b | c | d) & 0xc0U) != 0) {  // only kOutside has these bits
      break;
    }
    const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
    octets[written] = static_cast<std::uint8_t>(group >> 16);
    octets[written + 1] = static_cast<std::uint8_t>(group >> 8);
    octets[written + 2] = static_cast<std::uint8_t>(group);
    written += 3;
  }
  // The last group, or the one with the octet that is no digit.
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (; at < digits.size(); ++at) {
    const std::uint32_t value = value_at(at);
    if (value == kOutside) {
      return malformed(at);
    }
    group = group << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      octets[written++] = static_cast<std::uint8_t>(group >> bits);
    }
  }
  // Six bits left: a single digit of a group. Others must be zero.
  if (bits >= 6 || (group & ((1U << bits) - 1)) != 0) {
    return malformed(digits.size());
  }
  octets.resize(written);
  return octets;
}

std::string without_whitespace(std::string_view text) {
  std::string kept(text.size(), '\0');
  std::size_t size = 0;
  for (const char c : text) {
    kept[size] = c;
    size += c == ' ' || c == '\t' || c == '\r' || c == '\n' ? 0U : 1U;
  }
  kept.resize(size);
  return kept;
}

// RFC 4648 4: groups of four, the last one filled up with one or two "=".
Result<Bytes> decode_padded(std::string_view text) {
  if (text.size() % 4 != 0) {
    return malformed(text.size());
  }
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) {
    text.remove_suffix(1);
  }
  return decode(text, kTable);
}

}  // namespace

std::string to_base64(ByteView octets) {
  std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');
  std::size_t written = 0;
  for (std::size_t at = 0; at < octets.size(); at += kPiece) {
    const ByteView piece = octets.subspan(at, std::min(kPiece, octets.size() - at));
    written += static_cast<std::size_t>(
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()) + written, piece.data(),
                          static_cast<int>(piece.size())));
  }
  text.resize(written);
  return text;
}

Result<Bytes> from_base64(std::string_view text, Base64Rules rules) {
  if (rules == Base64Rules::ignore_whitespace) {
    return decode_padded(without_whitespace(text));
  }
  return decode_padded(text);
}

std::string to_base64url(ByteView octets) {
  std::string text = to_base64(octets);
  while (text.ends_with('=')) {
    text.pop_back();
  }
  for (char& c : text) {
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return text;
}

Result<Bytes> from_base64url(std::string_view text) { return decode(text, kUrlTable); }

}  // namespace senim::crypto
