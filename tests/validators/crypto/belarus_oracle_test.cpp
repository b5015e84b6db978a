#include <catch2/catch.hpp>

#include "tests/validators/crypto/foreign_vectors.h"

// No library of Debian has the algorithms of Belarus: a second reading of the standards in another
// language stands in for one (tests/data/belarus/oracle.py).

using namespace senim;
using namespace senim::crypto;
using namespace senim::crypto::test;

TEST_CASE("Belarusian digests are those of a second reading of the standards", "[crypto]") {
  const Vectors vectors = read_vectors("belarus");
  for (const DigestAlgorithm algorithm : {DigestAlgorithm::belt_hash, DigestAlgorithm::bash256,
                                          DigestAlgorithm::bash384, DigestAlgorithm::bash512}) {
    const std::string name(to_string(algorithm));
    CAPTURE(name);
    const auto hash = [&](ByteView message) { return digest(algorithm, message).value(); };
    CHECK(over_all(message_of, hash) == vectors.digests.at(name));
    CHECK(over_all(carry_of, hash) == vectors.digests.at("carry-" + name));
  }
}

TEST_CASE("bign signatures of a second reading of the standard verify and no neighbour of them",
          "[crypto]") {
  CHECK(check_signatures(read_vectors("belarus")) ==
        std::map<std::string, std::size_t>{{"BIGN with belt-hash", 200},
                                           {"BIGN with bash256", 200},
                                           {"BIGN with bash384", 200},
                                           {"BIGN with bash512", 200}});
}
