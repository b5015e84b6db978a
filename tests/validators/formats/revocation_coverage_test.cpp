#include "validators/formats/revocation_coverage.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/support/test_pki.h"

namespace senim::formats {
namespace {

namespace der = demo::der;
using senim::test::test_pki;

pki::Certificate certificate(const demo::Party& party) {
  return pki::Certificate::from_der(party.certificate).value();
}

Bytes algorithm() { return der::sequence({der::oid(Oid("1.2.840.113549.1.1.11"))}); }

// Only the fields up to the issuer matter.
Bytes crl_of(const demo::Party& issuer) {
  return der::sequence({der::sequence({der::integer(1), algorithm(), issuer.name}), algorithm()});
}

Bytes basic_ocsp(ByteView serial) {
  const Bytes id = der::sequence({algorithm(), der::octet_string(Bytes(20, 1)),
                                  der::octet_string(Bytes(20, 2)), der::tlv(0x02, serial)});
  const Bytes single = der::sequence({id, der::context(0, {})});
  const Bytes data = der::sequence({der::context_constructed(2, der::octet_string(Bytes(20, 3))),
                                    der::generalized_time(senim::test::at("2026-03-01T10:00:00Z")),
                                    der::sequence({single})});
  return der::sequence({data, algorithm()});
}

Bytes ocsp_response(const Bytes& basic) {
  const Bytes bytes =
      der::sequence({der::oid(Oid("1.3.6.1.5.5.7.48.1.1")), der::octet_string(basic)});
  return der::sequence({der::tlv(0x0a, Bytes{0}), der::context_constructed(0, bytes)});
}

}  // namespace

TEST_CASE("a CRL covers what its issuer issued", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  const auto ca = certificate(test_pki().ca);
  const auto root = certificate(test_pki().root);
  const RevocationCoverage by_ca({crl_of(test_pki().ca)}, {});
  CHECK(by_ca.covers(leaf));
  CHECK_FALSE(by_ca.covers(ca));
  CHECK(covers_chain(leaf, {leaf}, {&by_ca}));
  CHECK_FALSE(covers_chain(leaf, {leaf, ca}, {&by_ca}));
  const RevocationCoverage both({crl_of(test_pki().ca), crl_of(test_pki().root)}, {});
  CHECK(covers_chain(leaf, {leaf, ca, root}, {&both}));
  const RevocationCoverage by_root({crl_of(test_pki().root)}, {});
  CHECK(covers_chain(leaf, {leaf, ca, root}, {&by_ca, &by_root}));
  CHECK_FALSE(covers_chain(leaf, {leaf, ca, root}, {&by_root}));
  CHECK_FALSE(RevocationCoverage({}, {}).covers(leaf));
}

TEST_CASE("an OCSP answer covers the serial numbers in it", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  const Bytes basic = basic_ocsp(leaf.serial());
  CHECK(RevocationCoverage({}, {basic}).covers(leaf));
  CHECK(RevocationCoverage({}, {ocsp_response(basic)}).covers(leaf));
  Bytes other = to_bytes(leaf.serial());
  other.back() ^= 1;
  CHECK_FALSE(RevocationCoverage({}, {basic_ocsp(other)}).covers(leaf));
}

TEST_CASE("what cannot be read covers nobody", "[formats][level]") {
  const auto leaf = certificate(test_pki().leaf);
  CHECK_FALSE(RevocationCoverage({to_bytes("x")}, {to_bytes("x")}).covers(leaf));
}

}  // namespace senim::formats
