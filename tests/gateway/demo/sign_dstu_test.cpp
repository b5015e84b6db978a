#include "gateway/demo/sign_dstu.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "validators/crypto/dstu_curve.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using crypto::DigestAlgorithm;
using demo::DstuSpec;

namespace {

// DKE 2 of the Ukrainian instruction No 114.
Bytes second_table() {
  const std::string digits =
      "E937F4CB6AD10582ADC76E81F3B409524B1F92EC6A87350D451C7E92AFBD0863"
      "CB39F04572ED1A86873A96E5D04C12FBF0E68D59A31C4B7243ED502B1A769F8C";
  Bytes table;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    table.push_back(static_cast<std::uint8_t>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  }
  return table;
}

}  // namespace

TEST_CASE("a demo key of every DSTU form signs what the core verifies and nothing else", "[demo]") {
  const auto curve = GENERATE(range(std::size_t{0}, crypto::kDstuCurves));
  const auto order = GENERATE(DstuSpec::Order::little_endian, DstuSpec::Order::big_endian);
  const auto parameters = GENERATE(DstuSpec::Curve::named, DstuSpec::Curve::spelt_out);
  const auto digest =
      curve == 6 ? GENERATE(DigestAlgorithm::gost_34311_95_dke1, DigestAlgorithm::kupyna256,
                            DigestAlgorithm::kupyna384, DigestAlgorithm::kupyna512)
                 : DigestAlgorithm::gost_34311_95_dke1;
  const Bytes table = parameters == DstuSpec::Curve::named ? Bytes() : second_table();
  const DstuSpec spec{
      .curve = curve, .order = order, .parameters = parameters, .digest = digest, .table = table};
  CAPTURE(curve, crypto::to_string(digest));
  const demo::Key key = demo::make_dstu_key(spec);
  const auto read = crypto::PublicKey::from_spki(key.spki());
  REQUIRE(read.ok());
  CHECK(read->family() == crypto::KeyFamily::dstu4145);
  CHECK(read->curve() == crypto::dstu_curve_oid(curve));
  CHECK(read->chooses_digest(DigestAlgorithm::gost_34311_95_dke1) == !table.empty());
  const auto algorithm = crypto::read_signature_algorithm(key.algorithm_identifier()).value();
  CHECK(algorithm.digest == digest);
  const Bytes message = to_bytes("message");
  const Bytes value = key.sign(message);
  CHECK(crypto::verify(*read, algorithm, message, value).value());
  CHECK(crypto::verify(*read, algorithm, message, key.sign_cms(message)).value());
  const auto by_uri = crypto::signature_by_uri(key.algorithm_uri());
  CHECK(by_uri.oid() == algorithm.oid());
  CHECK(crypto::verify(*read, by_uri, message, key.sign_plain(message)).value());

  CHECK_FALSE(crypto::verify(*read, algorithm, to_bytes("messagf"), value).value());
  for (std::size_t i = 0; i < value.size(); ++i) {
    Bytes changed = value;
    changed[i] ^= 1;
    CHECK_FALSE(crypto::verify(*read, algorithm, message, changed).value());
  }
  const auto other = crypto::PublicKey::from_spki(demo::make_dstu_key(spec).spki());
  CHECK_FALSE(crypto::verify(*other, algorithm, message, value).value());
}

TEST_CASE("a DSTU key of the demo world survives its PEM", "[demo]") {
  const demo::Key key = demo::make_dstu_key(
      {.curve = 9, .order = DstuSpec::Order::big_endian, .table = second_table()});
  CHECK(demo::Key::from_pem(key.pem()).spki() == key.spki());
  const demo::Key other = demo::Key::generate(demo::KeyKind::ua_257);
  CHECK(demo::Key::from_pem(other.pem()).spki() == other.spki());
  CHECK_FALSE(demo::Key::generate(demo::KeyKind::ua_257).spki() == other.spki());
  CHECK_FALSE(demo::dstu_key_from_pem(demo::Key::generate(demo::KeyKind::p256).pem()));
  CHECK_FALSE(demo::dstu_key_from_pem("no key at all"));
  CHECK_THROWS_AS(demo::make_dstu_key({.digest = DigestAlgorithm::sha256}), std::logic_error);
}
