#include <catch2/catch.hpp>
#include <fstream>

#include "tests/validators/crypto/foreign_vectors.h"
#include "tests/validators/crypto/octets.h"
#include "validators/crypto/gost_hash.h"

using namespace senim;
using namespace senim::crypto;
using namespace senim::crypto::test;

TEST_CASE("digests of Bouncy Castle are ours", "[crypto]") {
  const Vectors vectors = read_vectors("bouncy-castle");
  const auto [name, algorithm] = GENERATE(table<std::string, DigestAlgorithm>({
      {"dke1", DigestAlgorithm::gost_34311_95_dke1},
      {"kupyna256", DigestAlgorithm::kupyna256},
      {"kupyna384", DigestAlgorithm::kupyna384},
      {"kupyna512", DigestAlgorithm::kupyna512},
      {"gost94-cryptopro", DigestAlgorithm::gost_r_3411_94},
      {"gost94-test", DigestAlgorithm::gost_34311_95},
      {"streebog256", DigestAlgorithm::streebog256},
      {"streebog512", DigestAlgorithm::streebog512},
      {"sm3", DigestAlgorithm::sm3},
  }));
  CAPTURE(name);
  const auto hash = [chosen = algorithm](ByteView message) {
    return digest(chosen, message).value();
  };
  CHECK(over_all(message_of, hash) == vectors.digests.at(name));
  CHECK(over_all(carry_of, hash) == vectors.digests.at("carry-" + name));
}

TEST_CASE("Bouncy Castle agrees about each of the ten Ukrainian tables", "[crypto]") {
  const Vectors vectors = read_vectors("bouncy-castle");
  std::ifstream file(SENIM_SOURCE_DIR "/tests/data/bouncy-castle/tables.txt");
  int tables = 0;
  for (std::string text; std::getline(file, text);) {
    ++tables;
    const Bytes packed = hex(text);
    CAPTURE(tables);
    CHECK(published_table_name(packed) == "DKE " + std::to_string(tables));
    REQUIRE(published_table(packed) != nullptr);
    const auto hash = [&](ByteView message) {
      const auto state = start_gost_hash(*published_table(packed));
      state->update(message);
      return state->finish();
    };
    const std::string name = "dke" + std::to_string(tables);
    CHECK(over_all(message_of, hash) == vectors.digests.at(name));
    CHECK(over_all(carry_of, hash) == vectors.digests.at("carry-" + name));
  }
  CHECK(tables == 10);
}

TEST_CASE("signatures of Bouncy Castle verify and no neighbour of them", "[crypto]") {
  CHECK(check_signatures(read_vectors("bouncy-castle")) ==
        std::map<std::string, std::size_t>{
            {"DSTU 4145 with GOST 34.311-95 (DKE 1)", 200},
            {"DSTU 4145 with Kupyna-256", 200},
            {"DSTU 4145 with Kupyna-384", 200},
            {"DSTU 4145 with Kupyna-512", 200},
            {"GOST R 34.10-2001 with GOST R 34.11-94", 200},
            {"GOST R 34.10-2012 with GOST R 34.11-2012-256", 200},
            {"GOST R 34.10-2012 with GOST R 34.11-2012-512", 200},
            {"SM2 with SM3", 200},
        });
}
