#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/bytes.h"
#include "validators/base/utc_time.h"
#include "validators/crypto/digest.h"

// How values of both stores are written: one version octet, fields one after another (integers big
// endian, texts with a 32-bit length before them), and a checksum over the key and all of it, so
// that neither a flipped octet nor a record under another key is read as good. A Reader says
// "damaged" for everything it does not understand; whether that is a miss (cache) or an error
// (archive) is the store's decision.

namespace senim::store {

// cache: a 64-bit mix, fast enough for the hot path; finds every change of up to eight adjacent
// octets. archive: the first eight octets of a SHA-256.
enum class Checksum : std::uint8_t { cache, archive };

class RecordWriter {
 public:
  explicit RecordWriter(std::uint8_t version) { value_.push_back(static_cast<char>(version)); }
  RecordWriter& u8(std::uint8_t number);
  RecordWriter& u64(std::uint64_t number);
  RecordWriter& time(UtcTime time);
  RecordWriter& fixed(ByteView octets);  // of a width that the reader knows
  RecordWriter& text(std::string_view text);
  RecordWriter& digests(std::span<const crypto::Sha256> digests);  // their number before them
  std::string finish(std::string_view key, Checksum checksum);

 private:
  std::string value_;
};

class RecordReader {
 public:
  // Checks version and checksum at once; nothing is read from a record that fails either.
  RecordReader(std::string_view key, std::string_view value, std::uint8_t version,
               Checksum checksum);
  std::uint8_t u8();
  std::uint64_t u64();
  UtcTime time();
  ByteView fixed(std::size_t size);  // a view into the value
  std::string_view text();           // a view into the value
  std::vector<crypto::Sha256> digests();
  // True when everything so far was there; after the last field also that nothing follows.
  bool good() const { return good_; }
  bool complete() const { return good_ && rest_.empty(); }

 private:
  std::string_view take(std::size_t size);
  std::string_view rest_;
  bool good_ = false;
};

std::string be64(std::uint64_t number);

}  // namespace senim::store
