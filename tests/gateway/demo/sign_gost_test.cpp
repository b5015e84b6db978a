#include "gateway/demo/sign_gost.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using crypto::KeyFamily;

namespace {

struct Row {
  KeyFamily family;
  const char* set;
  const char* name;
};

// Every parameter set of domain.md 4.1 and 4.5.
Row each_set() {
  return GENERATE(Row{KeyFamily::gost_34102015_512, "1.2.398.3.10.1.1.2.2.1", "GOST 34.10-2015"},
                  Row{KeyFamily::gost_34102015_256, "1.2.398.3.10.1.1.2.1.1", "GOST 34.10-2015"},
                  Row{KeyFamily::gost_34310_2004, "1.2.398.3.10.1.1.1.1.1", "GOST 34.310-2004"},
                  Row{KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.1", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.2", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_512, "1.2.643.7.1.2.1.2.3", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.1", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.2", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.3", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.7.1.2.1.1.4", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.35.1", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.35.2", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.35.3", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.36.0", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2012_256, "1.2.643.2.2.36.1", "GOST R 34.10-2012"},
                  Row{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.0", "GOST R 34.10-2001"},
                  Row{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.1", "GOST R 34.10-2001"},
                  Row{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.2", "GOST R 34.10-2001"},
                  Row{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.35.3", "GOST R 34.10-2001"},
                  Row{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.36.0", "GOST R 34.10-2001"},
                  Row{KeyFamily::gost_r_3410_2001, "1.2.643.2.2.36.1", "GOST R 34.10-2001"});
}

}  // namespace

TEST_CASE("a demo key of every GOST parameter set signs what the core verifies and nothing else",
          "[demo]") {
  const Row row = each_set();
  CAPTURE(row.name, row.set);
  const demo::Key key = demo::make_gost_key(row.family, Oid(row.set));
  const auto read = crypto::PublicKey::from_spki(key.spki());
  REQUIRE(read.ok());
  CHECK(read->family() == row.family);
  CHECK(read->curve() == Oid(row.set));
  const auto algorithm = crypto::read_signature_algorithm(key.algorithm_identifier()).value();
  CHECK(algorithm.name().find(row.name) == 0);
  const Bytes message = to_bytes("message");
  const Bytes value = key.sign(message);
  CHECK(crypto::verify(*read, algorithm, message, value).value());
  // XML names the same algorithm and writes the same octets.
  const auto by_uri = crypto::signature_by_uri(key.algorithm_uri());
  CHECK(by_uri.oid() == algorithm.oid());
  CHECK(crypto::verify(*read, by_uri, message, key.sign_plain(message)).value());

  CHECK_FALSE(crypto::verify(*read, algorithm, to_bytes("messagf"), value).value());
  for (std::size_t i = 0; i < value.size(); ++i) {
    Bytes changed = value;
    changed[i] ^= 1;
    CHECK_FALSE(crypto::verify(*read, algorithm, message, changed).value());
  }
  const auto other =
      crypto::PublicKey::from_spki(demo::make_gost_key(row.family, Oid(row.set)).spki());
  CHECK_FALSE(crypto::verify(*other, algorithm, message, value).value());
}

TEST_CASE("a GOST key of the demo world survives its PEM", "[demo]") {
  const auto kind = GENERATE(demo::KeyKind::kz_2015_512, demo::KeyKind::kz_2004,
                             demo::KeyKind::ru_2012_256, demo::KeyKind::ru_2001);
  const demo::Key key = demo::Key::generate(kind);
  const demo::Key again = demo::Key::from_pem(key.pem());
  CHECK(again.spki() == key.spki());
  CHECK_FALSE(demo::Key::generate(kind).spki() == key.spki());
  CHECK_FALSE(demo::gost_key_from_pem(demo::Key::generate(demo::KeyKind::p256).pem()));
  CHECK_FALSE(demo::gost_key_from_pem("no key at all"));
}

TEST_CASE("identifiers of demo signatures follow their country and the wish", "[demo]") {
  using demo::Parameters;
  const Bytes kz = demo::Key::generate(demo::KeyKind::kz_2015_512).algorithm_identifier();
  CHECK(kz ==
        demo::der::sequence({demo::der::oid(Oid("1.2.398.3.10.1.1.2.3.2")), demo::der::null()}));
  const demo::Key ru = demo::Key::generate(demo::KeyKind::ru_2012_256);
  CHECK(ru.algorithm_identifier() ==
        demo::der::sequence({demo::der::oid(Oid("1.2.643.7.1.1.3.2"))}));
  CHECK(
      ru.algorithm_identifier({.oid = Oid("1.2.643.7.1.1.1.1"), .parameters = Parameters::null}) ==
      demo::der::sequence({demo::der::oid(Oid("1.2.643.7.1.1.1.1")), demo::der::null()}));
  CHECK_THROWS_AS(ru.sign(to_bytes("m"), {.digest = crypto::DigestAlgorithm::sha256}),
                  std::logic_error);
  CHECK_THROWS_AS(demo::make_gost_key(KeyFamily::gost_34102015_512, Oid("1.2.643.7.1.2.1.2.1")),
                  std::logic_error);
}
