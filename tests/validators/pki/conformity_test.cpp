#include "validators/pki/conformity.h"

#include <catch2/catch.hpp>

#include "tests/support/judging.h"

namespace senim::pki {
namespace {

namespace der = demo::der;
using demo::CertificateSpec;

const demo::Key& own_key() { return test::shared_key(demo::KeyKind::p256, 2); }

Certificate issued(const CertificateSpec& spec) {
  return test::certificate(demo::make_issued(spec, own_key(), test::test_pki().ca));
}
Certificate rooted(const CertificateSpec& spec) {
  return test::certificate(demo::make_root(spec, own_key()));
}
bool kept(std::string_view name, const Certificate& certificate, Place place = Place::end_entity) {
  const Demand* found = demand(name);
  REQUIRE(found != nullptr);
  return found->kept(certificate, place);
}
CertificateSpec with(CertificateSpec spec, const char* id, bool critical, Bytes value) {
  spec.extensions.push_back({Oid(id), critical, std::move(value)});
  return spec;
}
CertificateSpec bare(CertificateSpec spec) {
  spec.without_key_identifiers = true;
  return spec;
}

const CertificateSpec kLeaf = test::leaf_spec();
const CertificateSpec kCa = test::ca_spec();
const char* const kAuthority = "2.5.29.35";
const char* const kSubject = "2.5.29.14";

}  // namespace

TEST_CASE("a certificate of the tests' PKI keeps every demand in its place", "[pki]") {
  for (const Demand& one : demands()) {
    CAPTURE(one.name);
    CHECK(one.kept(issued(kLeaf), Place::end_entity));
    CHECK(one.kept(issued(kCa), Place::authority));
    CHECK(one.kept(rooted(test::root_spec()), Place::authority));
    CHECK(demand(one.name) == &one);
  }
  CHECK(demand("politeness") == nullptr);
}

TEST_CASE("a serial number is positive and has at most twenty octets", "[pki]") {
  const auto serial = [](ByteView octets) {
    // The number 3 of the specification, replaced in place: version, then serial.
    Bytes made = demo::make_issued(kLeaf, own_key(), test::test_pki().ca).certificate;
    const Bytes known = der::join({der::context_constructed(0, der::integer(2)), der::integer(3)});
    const auto at = std::search(made.begin(), made.end(), known.begin(), known.end());
    REQUIRE(at != made.end());
    const Certificate whole = test::certificate(made);
    const Bytes tbs = to_bytes(whole.tbs());
    const std::size_t header = tbs[1] < 0x80 ? 2 : 2 + (tbs[1] & 0x7fU);
    Bytes fields(tbs.begin() + static_cast<std::ptrdiff_t>(header + known.size()), tbs.end());
    const Bytes rest = der::sequence({der::join(
        {der::context_constructed(0, der::integer(2)), der::tlv(0x02, octets), fields})});
    return test::certificate(der::sequence(
        {rest, to_bytes(whole.signature_algorithm()), der::bit_string(whole.signature_value())}));
  };
  const Bytes twenty(20, 0x7f);
  const Bytes longer(21, 0x7f);
  CHECK(kept("serial-number", serial(Bytes{1})));
  CHECK(kept("serial-number", serial(twenty)));
  CHECK(kept("serial-number", serial(Bytes{0x00, 0x80})));
  CHECK_FALSE(kept("serial-number", serial(longer)));
  CHECK_FALSE(kept("serial-number", serial(Bytes{0})));
  CHECK_FALSE(kept("serial-number", serial(Bytes{0x80})));
  CHECK_FALSE(kept("serial-number", serial(Bytes{0x00, 0x01})));
}

TEST_CASE("versions, names and algorithms are as the profile has them", "[pki]") {
  CertificateSpec spec = kLeaf;
  spec.version = 1;
  CHECK_FALSE(kept("version", issued(spec)));
  spec = kLeaf;
  spec.subject.clear();
  CHECK_FALSE(kept("subject", issued(spec)));
  spec = with(spec, "2.5.29.17", true, der::sequence({der::context(2, as_bytes("a.kz"))}));
  CHECK(kept("subject", issued(spec)));
  CHECK_FALSE(kept("subject", issued(spec), Place::authority));
  CHECK(kept("subject-alt-name", issued(spec)));
  spec.subject = kLeaf.subject;
  CHECK_FALSE(kept("subject-alt-name", issued(spec)));  // critical beside a subject
  spec.extensions[0].critical = false;
  CHECK(kept("subject-alt-name", issued(spec)));
  spec.subject.clear();
  CHECK_FALSE(kept("subject-alt-name", issued(spec)));
  spec = kLeaf;
  spec.inner_algorithm =
      test::test_pki().ca.key.algorithm_identifier({crypto::DigestAlgorithm::sha384});
  CHECK_FALSE(kept("signature-algorithm", issued(spec)));
}

TEST_CASE("key identifiers are there, plain and not critical", "[pki]") {
  const Bytes id = der::context(0, Bytes{1, 2, 3});
  const Bytes serial = der::context(2, Bytes{1});
  CHECK_FALSE(kept("authority-key-identifier", issued(bare(kLeaf))));
  CHECK(kept("authority-key-identifier", rooted(bare(test::root_spec()))));
  CHECK(kept("authority-key-identifier",
             issued(with(bare(kLeaf), kAuthority, false, der::sequence({id})))));
  CHECK_FALSE(kept("authority-key-identifier",
                   issued(with(bare(kLeaf), kAuthority, true, der::sequence({id})))));
  CHECK_FALSE(kept("authority-key-identifier",
                   issued(with(bare(kLeaf), kAuthority, false, der::sequence({serial})))));
  CHECK(kept("key-identifier-only",
             issued(with(bare(kLeaf), kAuthority, false, der::sequence({id})))));
  CHECK_FALSE(kept("key-identifier-only",
                   issued(with(bare(kLeaf), kAuthority, false, der::sequence({id, serial})))));
  CHECK_FALSE(kept("key-identifier-only",
                   rooted(with(bare(test::root_spec()), kAuthority, false, der::sequence({})))));
  CHECK_FALSE(kept("own-key-identifier",
                   rooted(with(bare(test::root_spec()), kAuthority, false, der::sequence({id})))));
  CHECK(kept("own-key-identifier", rooted(bare(test::root_spec()))));
  CHECK(kept("subject-key-identifier", issued(bare(kLeaf))));
  CHECK_FALSE(kept("subject-key-identifier", issued(bare(kCa)), Place::authority));
  CHECK_FALSE(kept("subject-key-identifier",
                   issued(with(bare(kLeaf), kSubject, true, der::octet_string(Bytes{1})))));
}

TEST_CASE("usage and basic constraints go together", "[pki]") {
  CertificateSpec spec = kCa;
  spec.without_key_usage = true;
  CHECK_FALSE(kept("key-usage", issued(spec), Place::authority));
  CHECK(kept("key-usage", issued(spec)));
  spec = kLeaf;
  spec.key_usage = std::uint16_t{1U << 5};  // keyCertSign without cA
  CHECK_FALSE(kept("key-usage", issued(spec)));
  spec = kLeaf;
  CHECK_FALSE(kept("basic-constraints", issued(spec), Place::authority));
  const auto constraints = [](bool critical, const Bytes& value) {
    CertificateSpec ca = kCa;
    ca.ca = false;  // its own extension instead
    ca.key_usage = std::uint16_t{1U << 5};
    return issued(with(ca, "2.5.29.19", critical, value));
  };
  const Bytes ca = der::boolean(true);
  CHECK(kept("basic-constraints", constraints(true, der::sequence({ca})), Place::authority));
  CHECK_FALSE(kept("basic-constraints", constraints(false, der::sequence({ca})), Place::authority));
  CHECK_FALSE(kept("basic-constraints", constraints(true, der::sequence({der::integer(1)})),
                   Place::authority));
  CHECK(kept("basic-constraints", constraints(true, der::sequence({ca, der::integer(1)})),
             Place::authority));
}

TEST_CASE("constraints of names and policies are critical and say something", "[pki]") {
  const Bytes tree = der::sequence(
      {der::context_constructed(0, der::sequence({der::context(2, as_bytes("example.kz"))}))});
  CHECK(kept("name-constraints", issued(with(kCa, "2.5.29.30", true, tree)), Place::authority));
  CHECK_FALSE(
      kept("name-constraints", issued(with(kCa, "2.5.29.30", false, tree)), Place::authority));
  CHECK_FALSE(kept("name-constraints", issued(with(kLeaf, "2.5.29.30", true, tree))));
  const Bytes zero = der::sequence({der::context(0, Bytes{0})});
  CHECK(kept("policy-constraints", issued(with(kCa, "2.5.29.36", true, zero)), Place::authority));
  CHECK_FALSE(
      kept("policy-constraints", issued(with(kCa, "2.5.29.36", false, zero)), Place::authority));
  const Bytes skip = der::integer(1);
  CHECK(kept("inhibit-any-policy", issued(with(kCa, "2.5.29.54", true, skip)), Place::authority));
  CHECK_FALSE(
      kept("inhibit-any-policy", issued(with(kCa, "2.5.29.54", false, skip)), Place::authority));
  CertificateSpec spec = kLeaf;
  spec.policies = {Oid("1.2.3"), Oid("1.2.4")};
  CHECK(kept("certificate-policies", issued(spec)));
  spec.policies[1] = spec.policies[0];
  CHECK_FALSE(kept("certificate-policies", issued(spec)));
}

TEST_CASE("where to ask is readable, not empty and not critical", "[pki]") {
  const Bytes access = der::sequence({der::sequence(
      {der::oid(Oid("1.3.6.1.5.5.7.48.1")), der::context(6, as_bytes("http://ocsp/"))})});
  const char* const kAccess = "1.3.6.1.5.5.7.1.1";
  CHECK(kept("information-access", issued(with(kLeaf, kAccess, false, access))));
  CHECK_FALSE(kept("information-access", issued(with(kLeaf, kAccess, true, access))));
  CHECK_FALSE(kept("information-access", issued(with(kLeaf, kAccess, false, der::sequence({})))));
  CHECK_FALSE(kept("information-access", issued(with(kLeaf, kAccess, false, der::null()))));
}

}  // namespace senim::pki
