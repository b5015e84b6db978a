#include "validators/paths/path_builder.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/judging.h"

namespace senim::paths {
namespace {

using demo::KeyKind;
using demo::Party;
using model::ValueState;
using pki::Certificate;
using test::certificate;

const UtcTime kNow = test::at("2026-06-01T00:00:00Z");

struct World {
  Party root = demo::make_root(test::root_spec(), test::shared_key(KeyKind::p256, 0));
  Party ca = demo::make_issued(test::ca_spec(), test::shared_key(KeyKind::p256, 1), root);
  Party leaf = demo::make_issued(test::leaf_spec(), test::shared_key(KeyKind::p256, 2), ca);
};

PathSearch search(const test::TestTrust& trust, const Party& leaf, std::vector<Certificate> extra,
                  Budget& budget) {
  return PathBuilder(trust, kNow, budget).build(certificate(leaf), extra);
}
PathSearch search(const test::TestTrust& trust, const Party& leaf, std::vector<Certificate> extra) {
  Budget budget;
  return search(trust, leaf, std::move(extra), budget);
}

test::TestTrust trusting(std::initializer_list<const Party*> anchors) {
  std::vector<model::TrustService> services;
  for (const Party* anchor : anchors) {
    services.push_back(test::granted(certificate(*anchor)));
  }
  return test::TestTrust(std::move(services));
}

demo::CertificateSpec named(demo::CertificateSpec spec, const char* name) {
  spec.subject = demo::simple_name(name);
  return spec;
}

// The algorithm identifier of a certificate, inside and outside, becomes one that nobody knows.
Bytes with_unknown_algorithm(Bytes der) {
  const Bytes known = demo::der::oid(Oid("1.2.840.10045.4.3.2"));
  for (auto at = der.begin();;) {
    at = std::search(at, der.end(), known.begin(), known.end());
    if (at == der.end()) {
      return der;
    }
    *(at + static_cast<std::ptrdiff_t>(known.size()) - 1) = 0x7f;
  }
}

}  // namespace

TEST_CASE("a path leads from the signer over his CA to a listed root", "[paths]") {
  const World world;
  const PathSearch found = search(trusting({&world.root}), world.leaf, {certificate(world.ca)});
  REQUIRE(found.paths.size() == 1);
  CHECK(found.paths[0].certificates ==
        std::vector{certificate(world.leaf), certificate(world.ca), certificate(world.root)});
  CHECK(found.paths[0].signed_by_next == std::vector{ValueState::valid, ValueState::valid});
  CHECK(found.paths[0].services.size() == 1);
  CHECK_FALSE(found.cut);
  CHECK(found.partial_path.empty());
}

TEST_CASE("without an anchor the longest chain is kept", "[paths]") {
  const World world;
  const PathSearch found =
      search(test::TestTrust{}, world.leaf, {certificate(world.ca), certificate(world.root)});
  CHECK(found.paths.empty());
  CHECK(found.partial_path.size() == 3);
  CHECK_FALSE(found.cut);
}

TEST_CASE("an anchor may be an intermediate or the signer itself", "[paths]") {
  const World world;
  const PathSearch both =
      search(trusting({&world.root, &world.ca}), world.leaf, {certificate(world.root)});
  REQUIRE(both.paths.size() == 2);
  CHECK(both.paths[0].certificates.size() == 2);  // the shorter one first
  CHECK(both.paths[1].certificates.size() == 3);
  const PathSearch self = search(trusting({&world.leaf}), world.leaf, {});
  REQUIRE(self.paths.size() == 1);
  CHECK(self.paths[0].certificates.size() == 1);
  CHECK(self.paths[0].signed_by_next.empty());
}

TEST_CASE("a path with a granted anchor comes before one with a withdrawn anchor", "[paths]") {
  const World world;
  test::TestTrust trust = trusting({&world.root});
  model::TrustService withdrawn = test::granted(certificate(world.ca));
  withdrawn.periods[0].status = model::ServiceStatus::withdrawn;
  trust.add(withdrawn);
  const PathSearch found = search(trust, world.leaf, {});
  REQUIRE(found.paths.size() == 2);
  CHECK(found.paths[0].certificates.back() == certificate(world.root));
}

TEST_CASE("cross-certificates give a path to each anchor", "[paths]") {
  const World world;
  const Party other =
      demo::make_root(named(test::root_spec(), "Other Root"), test::shared_key(KeyKind::p256, 3));
  demo::CertificateSpec cross_spec = test::ca_spec();
  cross_spec.serial = 77;
  const Party cross = demo::make_issued(cross_spec, world.ca.key, other);
  const std::vector<Certificate> extra{certificate(world.ca), certificate(cross)};
  CHECK(search(trusting({&world.root, &other}), world.leaf, extra).paths.size() == 2);
  const PathSearch one = search(trusting({&other}), world.leaf, extra);
  REQUIRE(one.paths.size() == 1);
  CHECK(one.paths[0].certificates[1] == certificate(cross));
}

TEST_CASE("certificates that certify each other end the search without a path", "[paths]") {
  const World world;
  const Party peer_root =
      demo::make_root(named(test::root_spec(), "Peer"), test::shared_key(KeyKind::p256, 3));
  const Party ca_by_peer = demo::make_issued(test::ca_spec(), world.ca.key, peer_root);
  const Party peer_by_ca =
      demo::make_issued(named(test::ca_spec(), "Peer"), peer_root.key, world.ca);
  const PathSearch found =
      search(test::TestTrust{}, world.leaf, {certificate(ca_by_peer), certificate(peer_by_ca)});
  CHECK(found.paths.empty());
  CHECK_FALSE(found.cut);
  CHECK(found.partial_path.size() == 3);
}

TEST_CASE("of two CAs with one name the one whose key signed is in the path", "[paths]") {
  const World world;
  const Party renewed =
      demo::make_issued(test::ca_spec(), test::shared_key(KeyKind::p256, 4), world.root);
  for (const bool first : {true, false}) {
    std::vector<Certificate> extra{certificate(world.ca), certificate(renewed)};
    if (first) {
      std::swap(extra[0], extra[1]);
    }
    const PathSearch found = search(trusting({&world.root}), world.leaf, extra);
    REQUIRE(found.paths.size() == 1);
    CHECK(found.paths[0].certificates[1] == certificate(world.ca));
  }
}

TEST_CASE("a false signature on a certificate is shown as such", "[paths]") {
  const World world;
  demo::CertificateSpec spec = test::leaf_spec();
  const Party forger =
      demo::make_issued(test::ca_spec(), test::shared_key(KeyKind::p256, 5), world.root);
  SECTION("when nothing says that another key was meant") {
    spec.without_key_identifiers = true;
    const Party forged = demo::make_issued(spec, world.leaf.key, forger);
    const PathSearch found = search(trusting({&world.root}), forged, {certificate(world.ca)});
    REQUIRE(found.paths.size() == 1);
    CHECK(found.paths[0].signed_by_next == std::vector{ValueState::invalid, ValueState::valid});
  }
  SECTION("not when the key identifiers differ: the issuer is not at hand") {
    const Party forged = demo::make_issued(spec, world.leaf.key, forger);
    CHECK(search(trusting({&world.root}), forged, {certificate(world.ca)}).paths.empty());
  }
  SECTION("and never beside a path that is whole") {
    const Party good = demo::make_issued(spec, world.leaf.key, world.ca);
    const PathSearch found =
        search(trusting({&world.root}), good, {certificate(forger), certificate(world.ca)});
    REQUIRE(found.paths.size() == 1);
    CHECK(found.paths[0].certificates[1] == certificate(world.ca));
  }
}

TEST_CASE("a signature that cannot be computed is named, neither valid nor invalid", "[paths]") {
  const World world;
  const Certificate leaf = certificate(with_unknown_algorithm(world.leaf.certificate));
  const LinkState link = verify_link(leaf, certificate(world.ca));
  CHECK(link.state == ValueState::unsupported);
  CHECK(link.problem.find("1.2.840.10045.4.3.127") != std::string::npos);
}

TEST_CASE("an inner algorithm identifier that differs from the outer one is invalid", "[paths]") {
  const World world;
  demo::CertificateSpec spec = test::leaf_spec();
  spec.inner_algorithm = world.ca.key.algorithm_identifier({crypto::DigestAlgorithm::sha384});
  const Party odd = demo::make_issued(spec, world.leaf.key, world.ca);
  CHECK(verify_link(certificate(odd), certificate(world.ca)).state == ValueState::invalid);
  CHECK(verify_link(certificate(world.leaf), certificate(world.ca)).state == ValueState::valid);
}

TEST_CASE("the signature on a certificate is computed once per request", "[paths]") {
  const World world;
  const Party second = demo::make_issued(named(test::leaf_spec(), "Second Signer"),
                                         test::shared_key(KeyKind::p256, 5), world.ca);
  const test::TestTrust trust = trusting({&world.root});
  Budget budget;
  PathBuilder builder(trust, kNow, budget);
  const std::vector<Certificate> extra{certificate(world.ca)};
  CHECK(builder.build(certificate(world.leaf), extra).paths.size() == 1);
  CHECK(builder.build(certificate(world.leaf), extra).paths.size() == 1);
  CHECK(builder.build(certificate(second), extra).paths.size() == 1);
  CHECK(budget.left(Cost::signatures) == 100 - 3);
}

// The value of the signature ends the certificate.
Party with_false_signature(Party party) {
  party.certificate.back() ^= 1;
  return party;
}

TEST_CASE("a signature on a certificate that verified before is not computed again", "[paths]") {
  const World world;
  const test::TestTrust trust = trusting({&world.root});
  const std::vector<Certificate> extra{certificate(world.ca)};
  const Certificate leaf = certificate(with_false_signature(world.leaf));
  // Only knowledge, false in this test, can make this one valid.
  crypto::VerifiedSignatures verified;
  verified.add(certificate(world.ca).spki(),
               {crypto::VerifiedSignatures::Kind::certificate, leaf.fingerprint()});
  Budget budget;
  const PathSearch found = PathBuilder(trust, kNow, budget, &verified).build(leaf, extra);
  REQUIRE(found.paths.size() == 1);
  CHECK(found.paths[0].signed_by_next == std::vector{ValueState::valid, ValueState::valid});
  CHECK(budget.left(Cost::signatures) == 100 - 2);  // spent all the same
  CHECK(verified.size() == 2);                      // the CA's is known from now on
}

TEST_CASE("what is known of one certificate says nothing of its neighbours", "[paths]") {
  const World world;
  const test::TestTrust trust = trusting({&world.root});
  const std::vector<Certificate> extra{certificate(world.ca)};
  crypto::VerifiedSignatures verified;
  Budget budget;
  CHECK(PathBuilder(trust, kNow, budget, &verified)
            .build(certificate(world.leaf), extra)
            .paths.size() == 1);
  REQUIRE(verified.size() == 2);
  const auto state = [&](const Party& leaf, const Party& ca) {
    const auto known = certificate(ca);
    const PathSearch found =
        PathBuilder(trust, kNow, budget, &verified).build(certificate(leaf), std::vector{known});
    REQUIRE(found.paths.size() == 1);
    return found.paths[0].signed_by_next;
  };
  using States = std::vector<ValueState>;
  CHECK(state(world.leaf, world.ca) == States{ValueState::valid, ValueState::valid});
  SECTION("one octet of the value") {
    CHECK(state(with_false_signature(world.leaf), world.ca) ==
          States{ValueState::invalid, ValueState::valid});
  }
  SECTION("one octet of what is signed") {
    Party other = world.leaf;
    const Bytes name = to_bytes("Test Signer");
    const auto at =
        std::search(other.certificate.begin(), other.certificate.end(), name.begin(), name.end());
    REQUIRE(at != other.certificate.end());
    *at ^= 1;
    CHECK(state(other, world.ca) == States{ValueState::invalid, ValueState::valid});
  }
  SECTION("another key of the same name above it") {
    demo::CertificateSpec spec = test::ca_spec();
    spec.without_key_identifiers = true;
    const Party other = demo::make_issued(spec, test::shared_key(KeyKind::p256, 6), world.root);
    CHECK(state(world.leaf, other) == States{ValueState::invalid, ValueState::valid});
  }
  CHECK(verified.size() <= 3);  // what did not verify is not kept: at most the other CA's is new
}

TEST_CASE("an empty purse for signatures cuts the search and is said", "[paths]") {
  const World world;
  Budget budget;
  budget.lower(Cost::signatures, 1);
  const PathSearch found =
      search(trusting({&world.root}), world.leaf, {certificate(world.ca)}, budget);
  CHECK(found.paths.empty());
  CHECK(found.cut);
}

TEST_CASE("twenty candidate paths are all, of one more twenty are looked at", "[paths]") {
  const World world;
  const int certificates = GENERATE(20, 21);
  std::vector<Certificate> extra;
  for (int i = 0; i < certificates; ++i) {
    demo::CertificateSpec spec = test::ca_spec();
    spec.serial = 100 + i;
    extra.push_back(certificate(demo::make_issued(spec, world.ca.key, world.root)));
  }
  const PathSearch found = search(trusting({&world.root}), world.leaf, extra);
  CHECK(found.paths.size() == 20);
  CHECK(found.cut == (certificates == 21));
}

TEST_CASE("the purse for candidate paths is one for all signers, the first of each is free",
          "[paths]") {
  const World world;
  std::vector<Certificate> extra;
  for (int i = 0; i < 3; ++i) {
    demo::CertificateSpec spec = test::ca_spec();
    spec.serial = 100 + i;
    extra.push_back(certificate(demo::make_issued(spec, world.ca.key, world.root)));
  }
  const Party second = demo::make_issued(named(test::leaf_spec(), "Second Signer"),
                                         test::shared_key(KeyKind::p256, 5), world.ca);
  const test::TestTrust trust = trusting({&world.root});
  Budget budget;
  budget.lower(Cost::paths, 3);
  PathBuilder builder(trust, kNow, budget);
  const PathSearch all = builder.build(certificate(world.leaf), extra);
  CHECK(all.paths.size() == 3);
  CHECK_FALSE(all.cut);
  const PathSearch rest = builder.build(certificate(second), extra);
  CHECK(rest.paths.size() == 2);
  CHECK(rest.cut);
  const PathSearch none_left = builder.build(certificate(world.leaf), extra);
  CHECK(none_left.paths.size() == 1);
  CHECK(none_left.cut);
}

TEST_CASE("a mesh of cross-certificates without an anchor ends at a limit", "[paths]") {
  const World world;
  // Seven CAs with one key each, all certified by all: thousands of simple paths, no anchor.
  std::vector<Party> roots;
  for (unsigned i = 0; i < 7; ++i) {
    roots.push_back(demo::make_root(named(test::root_spec(), ("Mesh " + std::to_string(i)).c_str()),
                                    test::shared_key(KeyKind::p256, 10 + i)));
  }
  std::vector<Certificate> extra;
  for (const Party& subject : roots) {
    for (const Party& issuer : roots) {
      if (subject.name != issuer.name) {
        demo::CertificateSpec spec = test::ca_spec();
        spec.serial = static_cast<std::int64_t>(extra.size());
        spec.subject = demo::simple_name(pki::Name(subject.name).attribute(Oid("2.5.4.3")).value());
        extra.push_back(certificate(demo::make_issued(spec, subject.key, issuer)));
      }
    }
  }
  const Party leaf = demo::make_issued(test::leaf_spec(), world.leaf.key, roots[0]);
  const PathSearch found = search(test::TestTrust{}, leaf, extra);
  CHECK(found.paths.empty());
  CHECK(found.cut);
}

}  // namespace senim::paths
