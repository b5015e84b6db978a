#include "gateway/store/record.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace senim::store {
namespace {

constexpr std::size_t kChecksumSize = 8;
constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: odd, so a bijection

constexpr std::uint64_t step(std::uint64_t state, std::uint64_t word) {
  state = (state ^ word) * kOdd;
  return state ^ (state >> 29);
}

std::uint64_t word_at(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + at, std::min<std::size_t>(8, text.size() - at));
  return word;
}

// Every step is a bijection of the state for a given word and of the word for a given state: a
// change within one word always changes the result. Four lanes, because the multiplications of one
// wait for each other.
std::uint64_t mix(std::string_view text, std::uint64_t seed) {
  std::array<std::uint64_t, 4> lanes = {seed, seed + 1, seed + 2, seed + 3};
  std::size_t at = 0;
  for (; at + 32 <= text.size(); at += 32) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      lanes[lane] = step(lanes[lane], word_at(text, at + 8 * lane));
    }
  }
  for (; at < text.size(); at += 8) {
    lanes[0] = step(lanes[0], word_at(text, at));
  }
  std::uint64_t state = step(seed, text.size());
  for (const std::uint64_t lane : lanes) {
    state = step(state, lane);
  }
  return state;
}

std::string checksum_of(std::string_view key, std::string_view body, Checksum checksum) {
  if (checksum == Checksum::cache) {
    return be64(mix(body, mix(key, kOdd)));
  }
  std::string octets = be64(key.size());
  octets += key;
  octets += body;
  const crypto::Sha256 sum = crypto::sha256(as_bytes(octets));
  return std::string(as_text(ByteView(sum).first(kChecksumSize)));
}

}  // namespace

std::string be64(std::uint64_t number) {
  std::string text(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    text[7 - i] = static_cast<char>(number & 0xff);
    number >>= 8;
  }
  return text;
}

RecordWriter& RecordWriter::u8(std::uint8_t number) {
  value_.push_back(static_cast<char>(number));
  return *this;
}

RecordWriter& RecordWriter::u64(std::uint64_t number) {
  value_ += be64(number);
  return *this;
}

RecordWriter& RecordWriter::time(UtcTime time) {
  return u64(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

RecordWriter& RecordWriter::fixed(ByteView octets) {
  value_ += as_text(octets);
  return *this;
}

RecordWriter& RecordWriter::text(std::string_view text) {
  value_ += be64(text.size()).substr(4);
  value_ += text;
  return *this;
}

RecordWriter& RecordWriter::digests(std::span<const crypto::Sha256> digests) {
  u64(digests.size());
  for (const crypto::Sha256& digest : digests) {
    fixed(digest);
  }
  return *this;
}

std::string RecordWriter::finish(std::string_view key, Checksum checksum) {
  value_ += checksum_of(key, value_, checksum);
  return std::move(value_);
}

RecordReader::RecordReader(std::string_view key, std::string_view value, std::uint8_t version,
                           Checksum checksum) {
  if (value.size() < 1 + kChecksumSize || static_cast<std::uint8_t>(value[0]) != version) {
    return;
  }
  const std::string_view body = value.substr(0, value.size() - kChecksumSize);
  if (checksum_of(key, body, checksum) != value.substr(body.size())) {
    return;
  }
  rest_ = body.substr(1);
  good_ = true;
}

std::string_view RecordReader::take(std::size_t size) {
  if (!good_ || rest_.size() < size) {
    good_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint8_t RecordReader::u8() {
  const std::string_view octet = take(1);
  return octet.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(octet[0]);
}

std::uint64_t RecordReader::u64() {
  std::uint64_t number = 0;
  for (const std::uint8_t octet : as_bytes(take(8))) {
    number = (number << 8) | octet;
  }
  return number;
}

UtcTime RecordReader::time() { return UtcTime{Seconds{static_cast<std::int64_t>(u64())}}; }

ByteView RecordReader::fixed(std::size_t size) { return as_bytes(take(size)); }

std::string_view RecordReader::text() {
  std::size_t size = 0;
  for (const std::uint8_t octet : as_bytes(take(4))) {
    size = (size << 8) | octet;
  }
  return take(size);
}

std::vector<crypto::Sha256> RecordReader::digests() {
  std::vector<crypto::Sha256> digests;
  const std::uint64_t count = u64();
  for (std::uint64_t i = 0; i < count && good_; ++i) {
    std::ranges::copy(fixed(crypto::Sha256().size()), digests.emplace_back().begin());
  }
  return digests;
}

}  // namespace senim::store
