#include <openssl/err.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/support/octets.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/gost_hash.h"
#include "validators/crypto/public_key.h"

// Keys, signatures and digests that Bouncy Castle made (tests/data/bouncy-castle, which says how).

using namespace senim;
using namespace senim::crypto;

namespace {

struct Line {
  std::string oid;
  Bytes spki;
  Bytes value;
};
struct Vectors {
  std::map<std::string, std::string> digests;
  std::vector<Line> lines;
};

Vectors read_vectors() {
  std::ifstream file(SENIM_SOURCE_DIR "/tests/data/bouncy-castle/vectors.txt");
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

// Vectors.java, message().
Bytes message_of(std::size_t index) {
  Bytes octets(index);
  for (std::size_t j = 0; j < index; ++j) {
    octets[j] = static_cast<std::uint8_t>(index * 7 + j * 13 + (j >> 8));
  }
  return octets;
}

SignatureAlgorithm algorithm_of(const std::string& dotted) {
  const Bytes oid = to_bytes(Oid(dotted).content());
  Bytes identifier{0x30, static_cast<std::uint8_t>(oid.size() + 2), 0x06,
                   static_cast<std::uint8_t>(oid.size())};
  identifier.insert(identifier.end(), oid.begin(), oid.end());
  return read_signature_algorithm(identifier).value();
}

}  // namespace

TEST_CASE("digests of Bouncy Castle are ours", "[crypto]") {
  const Vectors vectors = read_vectors();
  for (const auto& [name, algorithm] : {std::pair{"dke1", DigestAlgorithm::gost_34311_95_dke1},
                                        std::pair{"kupyna256", DigestAlgorithm::kupyna256},
                                        std::pair{"kupyna384", DigestAlgorithm::kupyna384},
                                        std::pair{"kupyna512", DigestAlgorithm::kupyna512}}) {
    Bytes all;
    for (std::size_t i = 0; i < 300; ++i) {
      const Bytes one = digest(algorithm, message_of(i)).value();
      all.insert(all.end(), one.begin(), one.end());
    }
    CAPTURE(name);
    CHECK(to_hex(sha256(all)) == vectors.digests.at(name));
  }
}

TEST_CASE("Bouncy Castle agrees about each of the ten Ukrainian tables", "[crypto]") {
  const Vectors vectors = read_vectors();
  std::ifstream file(SENIM_SOURCE_DIR "/tests/data/bouncy-castle/tables.txt");
  int tables = 0;
  for (std::string text; std::getline(file, text);) {
    ++tables;
    const Bytes packed = test::from_hex(text);
    CAPTURE(tables);
    CHECK(published_table_name(packed) == "DKE " + std::to_string(tables));
    REQUIRE(published_table(packed) != nullptr);
    Bytes all;
    for (std::size_t i = 0; i < 300; ++i) {
      const auto state = start_gost_hash(*published_table(packed));
      state->update(message_of(i));
      const Bytes one = state->finish();
      all.insert(all.end(), one.begin(), one.end());
    }
    CHECK(to_hex(sha256(all)) == vectors.digests.at("dke" + std::to_string(tables)));
  }
  CHECK(tables == 10);
}

TEST_CASE("signatures of Bouncy Castle verify and no neighbour of them", "[crypto]") {
  const Vectors vectors = read_vectors();
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
  CHECK(made == std::map<std::string, std::size_t>{
                    {"DSTU 4145 with GOST 34.311-95 (DKE 1)", 200},
                    {"DSTU 4145 with Kupyna-256", 200},
                    {"DSTU 4145 with Kupyna-384", 200},
                    {"DSTU 4145 with Kupyna-512", 200},
                    {"GOST R 34.10-2001 with GOST R 34.11-94", 200},
                    {"GOST R 34.10-2012 with GOST R 34.11-2012-256", 200},
                    {"GOST R 34.10-2012 with GOST R 34.11-2012-512", 200},
                    {"SM2 with SM3", 200},
                });
  CHECK(::ERR_peek_error() == 0);
}
