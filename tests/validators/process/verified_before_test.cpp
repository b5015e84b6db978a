#include <catch2/catch.hpp>

#include "tests/validators/process/revocation_world.h"

// What earlier requests verified (design.md 10, "known issuer") spares arithmetic and changes
// nothing else.

namespace senim::process::test {
namespace {

using blocks::RevocationState;
using crypto::VerifiedSignatures;
using model::ValueState;
using Kind = VerifiedSignatures::Kind;

std::vector<ValueState> values(const model::Evidence& evidence) {
  std::vector<ValueState> all;
  for (const model::RevocationEvidence& one : evidence.revocation) {
    all.push_back(one.token.value);
  }
  return all;
}

Bytes with_false_signature(Bytes octets) {
  octets.back() ^= 1;  // the value ends the object
  return octets;
}

// An answer about the leaf and a list about the CA.
RevocationWorld supplied_world() {
  RevocationWorld world;
  world.give(world.answer(), world.ca);
  world.give(world.list(), world.root);
  return world;
}

}  // namespace

TEST_CASE("a list and an answer that verified before are not computed again", "[revocation]") {
  RevocationWorld world = supplied_world();
  Bytes& answer = world.supplied.ocsps.at(0);
  Bytes& list = world.supplied.crls.at(0);
  answer = with_false_signature(answer);
  list = with_false_signature(list);
  // Only knowledge, false in this test, can make these two valid.
  Known known;
  known.signatures.add(t::certificate(world.ca).spki(), {Kind::ocsp, crypto::sha256(answer)});
  known.signatures.add(t::certificate(world.root).spki(), {Kind::crl, crypto::sha256(list)});
  CHECK(world.refused() == "revocation-signature");
  world.known = &known;
  CHECK(values(world.collect()) == std::vector(2, ValueState::valid));
  CHECK(world.state(0) == RevocationState::good);
  CHECK(world.state(1) == RevocationState::good);
}

TEST_CASE("an answer and a list of other octets than those that verified are computed",
          "[revocation]") {
  Known known;
  RevocationWorld world = supplied_world();
  world.known = &known;
  CHECK(values(world.collect()) == std::vector(2, ValueState::valid));
  const std::size_t count = known.signatures.size();
  CHECK(count == 6);  // leaf, CA, answer, list; those over the same two keys in the document
  CHECK(values(world.collect()) == std::vector(2, ValueState::valid));
  CHECK(known.signatures.size() == count);
  SECTION("one octet of the answer's value") {
    world.supplied.ocsps.at(0) = with_false_signature(world.supplied.ocsps.at(0));
    CHECK(world.refused() == "revocation-signature");
    CHECK(world.state(0) == RevocationState::unavailable);
    CHECK(world.state(1) == RevocationState::good);
  }
  SECTION("one octet of the list's value") {
    world.supplied.crls.at(0) = with_false_signature(world.supplied.crls.at(0));
    CHECK(world.state(0) == RevocationState::good);
    CHECK(world.state(1) == RevocationState::unavailable);
  }
  SECTION("the same list under another authority's key") {
    const demo::Party other =
        demo::make_root(t::root_spec(), t::shared_key(demo::KeyKind::p256, 7));
    world.trust = std::make_shared<t::TestTrust>(std::vector{t::granted(t::certificate(other))});
    world.root = other;
    world.make();
    world.supplied.ocsps.clear();
    CHECK(world.state(1) == RevocationState::unavailable);
  }
}

TEST_CASE("knowledge of a signature neither ages a list nor lifts a revocation", "[revocation]") {
  Known known;
  RevocationWorld world;
  world.give(world.list({world.entry("2026-05-01T00:00:00Z")}), world.ca);
  world.give(world.list(), world.root);
  world.known = &known;
  CHECK(world.state(0) == RevocationState::revoked);
  CHECK(world.state(0) == RevocationState::revoked);  // known now
  world.time = t::at("2026-06-03T00:00:00Z");         // behind nextUpdate
  CHECK(world.state(1) == RevocationState::stale);
}

}  // namespace senim::process::test
