#pragma once

#include <openssl/err.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "validators/base/oid.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"

// Keys, signatures and digests that other programs made: tests/data/bouncy-castle and belarus,
// which say how and in what form.

namespace senim::crypto::test {

struct Line {
  std::string oid;
  Bytes spki;
  Bytes value;
};
struct Vectors {
  std::map<std::string, std::string> digests;
  std::vector<Line> lines;
};

// folder: of tests/data.
inline Vectors read_vectors(const std::string& folder) {
  std::ifstream file(SENIM_SOURCE_DIR "/tests/data/" + folder + "/vectors.txt");
  REQUIRE(file.is_open());
  Vectors vectors;
  for (std::string text; std::getline(file, text);) {
    if (text.starts_with("#")) {
      continue;
    }
    std::istringstream words(text);
    std::string first;
    std::string second;
    std::string third;
    words >> first >> second >> third;
    if (first == "digest") {
      vectors.digests[second] = third;
    } else {
      vectors.lines.push_back({first, from_base64(second).value(), from_base64(third).value()});
    }
  }
  return vectors;
}

// Vectors.java of bouncy-castle, message() and carry().
inline Bytes message_of(std::size_t index) {
  Bytes octets(index);
  for (std::size_t j = 0; j < index; ++j) {
    octets[j] = static_cast<std::uint8_t>(index * 7 + j * 13 + (j >> 8));
  }
  return octets;
}

inline Bytes carry_of(std::size_t index) {
  Bytes octets(index);
  for (std::size_t j = 0; j < index; ++j) {
    octets[j] = j / 8 % (1 + index % 5) == 1 ? std::uint8_t{1} : std::uint8_t{0xff};
  }
  return octets;
}

// SHA-256 of the digests of 300 messages, as the lines of digests have it.
inline std::string over_all(Bytes (*message)(std::size_t),
                            const std::function<Bytes(ByteView)>& hash) {
  Bytes all;
  for (std::size_t i = 0; i < 300; ++i) {
    const Bytes one = hash(message(i));
    all.insert(all.end(), one.begin(), one.end());
  }
  return to_hex(sha256(all));
}

inline SignatureAlgorithm algorithm_of(const std::string& dotted) {
  const Bytes oid = to_bytes(Oid(dotted).content());
  Bytes identifier{0x30, static_cast<std::uint8_t>(oid.size() + 2), 0x06,
                   static_cast<std::uint8_t>(oid.size())};
  identifier.insert(identifier.end(), oid.begin(), oid.end());
  return read_signature_algorithm(identifier).value();
}

// Every line verifies and no neighbour of it does; how many there are of each algorithm.
inline std::map<std::string, std::size_t> check_signatures(const Vectors& vectors) {
  std::map<std::string, std::size_t> verified;
  std::map<std::string, std::size_t> made;
  for (std::size_t i = 0; i < vectors.lines.size(); ++i) {
    const Line& line = vectors.lines[i];
    CAPTURE(i, line.oid);
    const SignatureAlgorithm algorithm = algorithm_of(line.oid);
    ++made[algorithm.name()];
    if (!supported(algorithm)) {  // OpenSSL without curves over GF(2^m)
      ++verified[algorithm.name()];
      continue;
    }
    const PublicKey key = PublicKey::from_spki(line.spki).value();
    const Bytes message = message_of(i);
    const bool good = verify(key, algorithm, message, line.value).value();
    CHECK(good);
    verified[algorithm.name()] += good ? 1 : 0;
    CHECK_FALSE(verify(key, algorithm, message_of(i + 1), line.value).value());
    Bytes other = line.value;
    other[i % other.size()] ^= 1;
    CHECK_FALSE(verify(key, algorithm, message, other).value());
  }
  CHECK(verified == made);
  CHECK(::ERR_peek_error() == 0);
  return made;
}

}  // namespace senim::crypto::test
