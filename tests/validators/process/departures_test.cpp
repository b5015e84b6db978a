// What spec/en319102-1.md marks as done otherwise by DSS ([DSS]) and a policy may ask for
// (model::Departures): the standard's way, the other one, the neighbour that is the same either
// way, and the record `departure-applied` where it made a difference, and there only.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/past_world.h"

namespace senim::process::test {
namespace {

namespace der = demo::der;
using blocks::RevocationState;
using model::Departures;
using model::Indication;
using model::PathInputs;
using model::SubIndication;
using t::at;

constexpr model::Conclusion kPassed{Indication::passed, SubIndication::none};
constexpr model::Conclusion undecided(SubIndication sub) {
  return {Indication::indeterminate, sub};
}
constexpr auto kGeneral = undecided(SubIndication::certificate_chain_general_failure);
constexpr auto kNoChain = undecided(SubIndication::no_certificate_chain_found);
constexpr auto kEnded = undecided(SubIndication::no_certificate_chain_found_no_poe);
constexpr auto kWeak = undecided(SubIndication::crypto_constraints_failure_no_poe);

// The departure that was told; "" none.
std::string departed(const std::vector<model::CheckRecord>& checks) {
  const model::CheckRecord* found = t::find_check(checks, "departure-applied");
  if (found == nullptr) {
    return "";
  }
  CHECK(found->outcome == model::Outcome::failed);
  CHECK(found->level == model::Level::warn);
  REQUIRE_FALSE(found->params.empty());
  CHECK(found->params[0].first == "departure");
  return found->params[0].second;
}

struct Said {
  model::Conclusion conclusion;
  std::string departure;
  friend bool operator==(const Said&, const Said&) = default;
};
std::ostream& operator<<(std::ostream& out, const Said& said) {
  return out << model::block_name(said.conclusion.indication) << "/"
             << model::to_string(said.conclusion.sub) << " " << said.departure;
}

Said said(const RevocationWorld& world, const model::Evidence& evidence,
          model::Context context = model::Context::signature) {
  return world.ask(evidence, [&](blocks::Subject subject) {
    subject.context = context;
    const blocks::BlockResult block = blocks::x509_validation(subject).block;
    return Said{block.conclusion, departed(block.checks)};
  });
}
Said said(const RevocationWorld& world, model::Context context = model::Context::signature) {
  return said(world, world.collect(), context);
}
Said said(const PastWorld& world) {
  const PastResult result = world.past();
  return {result.conclusion, departed(result.checks)};
}

// No revocation is asked for.
RevocationWorld plain_world() {
  RevocationWorld world;
  world.rules = t::plain_rules();
  return world;
}

}  // namespace

// 3.1: [STD] every path until one passes, [DSS] one.
TEST_CASE("every candidate path is judged, or by policy the best one alone", "[departures]") {
  RevocationWorld world = plain_world();
  model::Evidence evidence = world.collect();
  auto& paths = evidence.signatures[0].paths;
  REQUIRE(paths.size() == 1);
  model::CandidatePath broken = paths[0];
  broken.signed_by_next[0] = model::ValueState::invalid;
  const bool first = GENERATE(true, false);
  paths.insert(first ? paths.begin() : paths.end(), broken);
  CHECK(said(world, evidence) == Said{kPassed, ""});
  world.rules.departures.paths = Departures::Paths::best;
  CHECK(said(world, evidence) == (first ? Said{kGeneral, "paths"} : Said{kPassed, ""}));
  paths.erase(first ? paths.begin() + 1 : paths.begin());  // the broken one is all there is
  CHECK(said(world, evidence) == Said{kGeneral, ""});
}

TEST_CASE("past validation looks at the same paths", "[departures]") {
  RevocationWorld world = plain_world();
  model::Evidence evidence = world.collect();
  evidence.signatures[0].paths.push_back(evidence.signatures[0].paths[0]);
  const auto count = [&] {
    return world.ask(evidence, [](const blocks::Subject& subject) {
      return blocks::judged_paths(subject).size();
    });
  };
  CHECK(count() == 2);
  world.rules.departures.paths = Departures::Paths::best;
  CHECK(count() == 1);
  evidence.signatures[0].paths.clear();
  CHECK(count() == 0);
}

// 5.5 step 3 and 16.
TEST_CASE("a service is asked at the best signature time, or by policy at issuance",
          "[departures]") {
  RevocationWorld world = plain_world();
  const UtcTime issued = world.leaf_spec.not_before;
  const auto withdrawn = [&](UtcTime when) {
    model::TrustService service = t::granted(t::certificate(world.root));
    t::withdraw(service, when);
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
  };
  const auto by_issuance = [&](model::Context context = model::Context::signature) {
    RevocationWorld other = world;
    other.rules.departures.trust_time = Departures::TrustTime::insecurely_issuance;
    return said(other, context);
  };
  SECTION("withdrawn between the two") {
    withdrawn(world.time);
    CHECK(said(world) == Said{kEnded, ""});
    CHECK(by_issuance() == Said{kPassed, "trust_time"});
    withdrawn(issued + Seconds{1});
    CHECK(said(world) == Said{kEnded, ""});
    CHECK(by_issuance() == Said{kPassed, "trust_time"});
    CHECK(by_issuance(model::Context::counter_signature) == Said{kPassed, "trust_time"});
  }
  SECTION("withdrawn before both, or after both") {
    withdrawn(issued);
    CHECK(said(world) == Said{kEnded, ""});
    CHECK(by_issuance() == Said{kNoChain, ""});
    withdrawn(world.time + Seconds{1});
    CHECK(said(world) == Said{kPassed, ""});
    CHECK(by_issuance() == Said{kPassed, ""});
  }
  SECTION("granted since") {
    model::TrustService service = t::granted(t::certificate(world.root));
    service.periods[0].since = issued + Seconds{1};
    world.trust = std::make_shared<t::TestTrust>(std::vector{service});
    CHECK(said(world) == Said{kPassed, ""});
    CHECK(by_issuance() == Said{kNoChain, "trust_time"});
  }
  SECTION("of a time-stamp its own time counts either way") {
    withdrawn(world.time);
    CHECK(said(world, model::Context::timestamp) == Said{kEnded, ""});
    CHECK(by_issuance(model::Context::timestamp) == Said{kEnded, ""});
  }
}

// 5.5 c.
TEST_CASE("policy mappings count, or by policy are not looked at", "[departures]") {
  const Oid ours{"1.2.3.4.1"};
  const Oid theirs{"1.2.3.4.2"};
  RevocationWorld world = plain_world();
  PathInputs& inputs =
      world.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::signature)].path;
  inputs.explicit_policy = PathInputs::ExplicitPolicy::required;
  inputs.policies = {ours};
  const auto make = [&](const Oid& leaf, bool maps) {
    world.ca_spec.policies = {ours};
    world.ca_spec.extensions.clear();
    if (maps) {
      const Bytes mapping = der::sequence({der::oid(ours), der::oid(theirs)});
      world.ca_spec.extensions = {{Oid{"2.5.29.33"}, true, der::sequence({mapping})}};
      world.rules.set(
          {model::Key::critical_extensions, model::Context::signature, model::CertificateRole::ca},
          {model::Level::ignore, false, {}});
    }
    world.leaf_spec.policies = {leaf};
    world.make();
  };
  const auto with = [&](PathInputs::Mapping mapping) {
    inputs.policy_mapping = mapping;
    return said(world);
  };
  make(theirs, true);
  CHECK(with(PathInputs::Mapping::allowed) == Said{kPassed, ""});
  CHECK(with(PathInputs::Mapping::inhibited) == Said{kGeneral, ""});
  CHECK(with(PathInputs::Mapping::insecurely_ignored) == Said{kGeneral, "policy_mapping"});
  make(ours, true);
  CHECK(with(PathInputs::Mapping::allowed) == Said{kGeneral, ""});
  CHECK(with(PathInputs::Mapping::inhibited) == Said{kGeneral, ""});
  CHECK(with(PathInputs::Mapping::insecurely_ignored) == Said{kPassed, "policy_mapping"});
  make(ours, false);
  CHECK(with(PathInputs::Mapping::allowed) == Said{kPassed, ""});
  CHECK(with(PathInputs::Mapping::insecurely_ignored) == Said{kPassed, ""});
  make(theirs, false);
  CHECK(with(PathInputs::Mapping::allowed) == Said{kGeneral, ""});
  CHECK(with(PathInputs::Mapping::insecurely_ignored) == Said{kGeneral, ""});
}

// 5.5.2, RFC 5280 6.3.3 (b).
TEST_CASE("the bounds of a list are compared, or by policy are not", "[departures]") {
  RevocationWorld world;
  world.give(world.list(), world.root);  // about the CA
  t::CrlSpec list = world.list();
  const auto judged = [&](const t::ScopeSpec& scope, Departures::Lists way) {
    RevocationWorld other = world;
    other.rules.departures.list_scope = way;
    list.distribution_point = t::make_scope(scope);
    other.give(list, other.ca);
    return said(other);
  };
  const std::vector<std::string> urls{"http://a.example/1.crl"};
  const auto both = [&](const t::ScopeSpec& scope, const Said& standard, const Said& other) {
    CHECK(judged(scope, Departures::Lists::honoured) == standard);
    CHECK(judged(scope, Departures::Lists::insecurely_ignored) == other);
  };
  const Said taken{kPassed, "list_scope"};
  const Said refused{kGeneral, ""};
  SECTION("to CAs, to attribute certificates, to another point") {
    both({.urls = urls, .authorities = true}, refused, taken);
    both({.urls = urls, .attributes = true}, refused, taken);
    both({.urls = urls}, refused, taken);
  }
  SECTION("what it refuses all the same") {
    both({.authorities = true}, refused, refused);  // no address
    both({.urls = urls, .authorities = true, .reasons = std::uint16_t{0x1fe}}, refused, refused);
    both({.urls = urls, .authorities = true, .indirect = true}, refused, refused);
  }
  SECTION("a list that speaks of it") {
    both({.users = true}, {kPassed, ""}, {kPassed, ""});
    list.entries = {world.entry("2026-05-01T00:00:00Z", 4)};
    const Said revoked{undecided(SubIndication::revoked_no_poe), ""};
    both({.users = true}, revoked, revoked);
  }
  SECTION("what such a list revokes is revoked") {
    list.entries = {world.entry("2026-05-01T00:00:00Z", 4)};
    both({.urls = urls, .authorities = true}, refused,
         {undecided(SubIndication::revoked_no_poe), "list_scope"});
  }
}

// 5.5.2, RFC 5280 6.3.3 (c).
TEST_CASE("a delta is merged, or by policy not looked at", "[departures]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  t::CrlSpec base = world.list();
  t::CrlSpec delta = world.list();
  delta.this_update = at("2026-05-31T23:00:00Z");
  delta.number = 11;
  delta.base_number = 10;
  const auto judged = [&](Departures::Lists way) {
    RevocationWorld other = world;
    other.rules.departures.delta_lists = way;
    other.give(base, other.ca);
    other.give(delta, other.ca);
    return said(other);
  };
  const auto revoked = undecided(SubIndication::revoked_no_poe);
  SECTION("that revokes") {
    delta.entries = {world.entry("2026-05-31T20:00:00Z", 4)};
    CHECK(judged(Departures::Lists::honoured) == Said{revoked, ""});
    CHECK(judged(Departures::Lists::insecurely_ignored) == Said{kPassed, "delta_lists"});
  }
  SECTION("whose base revokes") {
    base.entries = {world.entry("2026-05-31T10:00:00Z", 4)};
    CHECK(judged(Departures::Lists::honoured) == Said{revoked, ""});
    CHECK(judged(Departures::Lists::insecurely_ignored) == Said{revoked, "delta_lists"});
  }
  SECTION("that is a list of its own") {
    delta.entries = {world.entry("2026-05-31T20:00:00Z", 4)};
    delta.base_number.reset();
    CHECK(judged(Departures::Lists::honoured) == Said{revoked, ""});
    CHECK(judged(Departures::Lists::insecurely_ignored) == Said{revoked, ""});
  }
}

// 5.5.2, RFC 5280 6.3.3 (f).
TEST_CASE("an indirect list counts, or by policy does not", "[departures]") {
  demo::CertificateSpec spec = t::leaf_spec();
  spec.subject = demo::simple_name("List Issuer");
  spec.serial = 77;
  spec.key_usage = static_cast<std::uint16_t>(1U << static_cast<unsigned>(pki::KeyUsage::crl_sign));
  RevocationWorld world;
  const demo::Party lister =
      demo::make_issued(spec, t::shared_key(demo::KeyKind::p256, 8), world.root);
  world.leaf_spec.extensions.push_back(
      {Oid("2.5.29.31"), false, t::make_points({{{}, std::nullopt, lister.name}})});
  world.make();
  world.outside = {t::certificate(lister)};
  world.give(world.list(), world.root);
  t::CrlSpec list = world.list();
  list.distribution_point = t::make_scope({.indirect = true});
  const auto judged = [&](Departures::Lists way, const demo::Party& issuer) {
    RevocationWorld other = world;
    other.rules.departures.indirect_lists = way;
    other.give(list, issuer);
    return said(other);
  };
  CHECK(judged(Departures::Lists::honoured, lister) == Said{kPassed, ""});
  CHECK(judged(Departures::Lists::insecurely_ignored, lister) == Said{kGeneral, "indirect_lists"});
  list.distribution_point.reset();  // the issuer's own
  CHECK(judged(Departures::Lists::honoured, world.ca) == Said{kPassed, ""});
  CHECK(judged(Departures::Lists::insecurely_ignored, world.ca) == Said{kPassed, ""});
}

// 10.2.
TEST_CASE("past validation checks a path inside its validities, or by policy when it is asked",
          "[departures]") {
  PastWorld world;
  world.current = SubIndication::certificate_chain_general_failure;
  const auto judged = [&](std::string_view ca_ends) {
    world.ca_spec.not_after = at(ca_ends);
    world.make();
    world.archived_certificates = {t::certificate(world.ca)};  // who tells of the signer
    world.supplied = {};
    world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.root);
    world.give(list_of("2026-05-15T00:00:00Z", 10, 5), world.ca);
    return said(world);
  };
  const bool standard = GENERATE(true, false);
  if (!standard) {
    world.rules.departures.past_path = Departures::PastPath::validation_time;
  }
  CHECK(judged("2026-05-31T23:59:59Z") ==
        (standard ? Said{kPassed, ""} : Said{kGeneral, "past_path"}));
  CHECK(judged("2026-06-01T00:00:00Z") == Said{kPassed, ""});
}

// 10.3 step 4.
TEST_CASE(
    "an algorithm that has ended is excused in what is older, or by policy with the signature",
    "[departures]") {
  PastWorld world;
  world.current = SubIndication::crypto_constraints_failure_no_poe;
  world.archived = at("2026-05-11T00:00:00Z");
  world.archived_certificates = {t::certificate(world.leaf)};
  auto& digests =
      world.rules.algorithms.at(static_cast<std::size_t>(model::AlgorithmUsage::certificates))
          .digests;
  std::ranges::find(digests, crypto::DigestAlgorithm::sha256, &model::DigestRow::digest)->until =
      at("2026-05-12T00:00:00Z");
  world.give(list_of("2026-05-09T00:00:00Z", 30, 5), world.root);
  world.give(list_of("2026-05-09T00:00:00Z", 30, 5), world.ca);
  const auto other = [](PastWorld one) {
    one.rules.departures.past_algorithms = Departures::PastAlgorithms::insecurely_signature;
    return said(one);
  };
  // Nothing proves that the CA's certificate is from before the end.
  CHECK(said(world) == Said{kWeak, ""});
  CHECK(other(world) == Said{kPassed, "past_algorithms"});
  SECTION("proven like the signer's") {
    world.archived_certificates.push_back(t::certificate(world.ca));
    CHECK(said(world) == Said{kPassed, ""});
    CHECK(other(world) == Said{kPassed, ""});
  }
  SECTION("the signature itself is not older") {
    world.proven = at("2026-05-12T00:00:00Z");
    CHECK(said(world) == Said{kWeak, ""});
    CHECK(other(world) == Said{kWeak, ""});
    world.proven -= Seconds{1};
    CHECK(other(world) == Said{kPassed, "past_algorithms"});
  }
}

// 5.4: [STD] nextUpdate where the policy sets no age, [DSS] nothing unless configured.
TEST_CASE("freshness is the list's own, or by policy not asked", "[departures]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  t::CrlSpec list = world.list();
  const auto state = [&](UtcTime next, bool asked) {
    RevocationWorld other = world;
    list.next_update = next;
    other.give(list, other.ca);
    if (!asked) {
      other.rules.set({model::Key::revocation_fresh_next_update, model::Context::signature},
                      {model::Level::ignore, false, {}});
    }
    return said(other);
  };
  const Said stale{undecided(SubIndication::try_later), ""};
  CHECK(state(world.time, true) == stale);
  CHECK(state(world.time, false) == Said{kPassed, ""});
  CHECK(state(world.time + Seconds{1}, true) == Said{kPassed, ""});
}

}  // namespace senim::process::test
