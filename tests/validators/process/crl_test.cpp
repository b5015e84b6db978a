// Revocation by lists: one case for each clause of RFC 5280 5 and 6.3.3 and of
// spec/en319102-1.md 5.5.2, and its neighbours.

#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "tests/validators/process/revocation_world.h"

namespace senim::process::test {
namespace {

using blocks::RevocationState;
using t::at;

constexpr int kHold = 6;
constexpr int kRemove = 8;
constexpr auto kGood = RevocationState::good;
constexpr auto kRevoked = RevocationState::revoked;
constexpr auto kNothing = RevocationState::unavailable;  // no data that may be believed

RevocationState with(const t::CrlSpec& spec, RevocationWorld world = {}) {
  world.give(spec, world.ca);
  return world.state();
}
std::string refusal(const t::CrlSpec& spec, RevocationWorld world = {}) {
  world.give(spec, world.ca);
  CHECK(world.state() == kNothing);
  return world.refused();
}

// A leaf with these distribution points.
RevocationWorld pointing(const std::vector<t::PointSpec>& points) {
  RevocationWorld world;
  world.leaf_spec.extensions.push_back({Oid("2.5.29.31"), false, t::make_points(points)});
  world.make();
  return world;
}
RevocationWorld pointing_to(std::string url) {
  return pointing({{{std::move(url)}, std::nullopt, std::nullopt}});
}

}  // namespace

TEST_CASE("a list revokes the certificate it names from the second it says", "[revocation]") {
  RevocationWorld world;
  CHECK(world.state() == kNothing);
  CHECK(with(world.list()) == kGood);
  world.now = at("2026-06-01T00:00:00Z");
  world.time = at("2026-05-20T00:00:00Z");  // asked about
  CHECK(with(world.list({world.entry("2026-05-20T00:00:00Z")}), world) == kRevoked);
  CHECK(with(world.list({world.entry("2026-05-20T00:00:01Z")}), world) == kGood);
  world.time = *world.now;
  CHECK(with(world.list({world.entry("2026-05-01T00:00:00Z", 1, kLeafSerial + 1)})) == kGood);
  CHECK(with(world.list({world.entry("2026-05-01T00:00:00Z", 1, kLeafSerial - 1),
                         world.entry("2026-05-01T00:00:00Z", 4)})) == kRevoked);
}

TEST_CASE("a suspended certificate is on hold and nothing else is", "[revocation]") {
  const RevocationWorld world;
  for (const int reason : {0, 1, 2, 3, 4, 5, 9, 10}) {
    CAPTURE(reason);
    CHECK(with(world.list({world.entry("2026-05-01T00:00:00Z", reason)})) == kRevoked);
  }
  CHECK(with(world.list({world.entry("2026-05-01T00:00:00Z", kHold)})) == RevocationState::on_hold);
}

TEST_CASE("a list is fresh until its nextUpdate and stale from that second", "[revocation]") {
  const RevocationWorld world;
  t::CrlSpec list = world.list();
  list.next_update = at("2026-06-01T00:00:01Z");
  CHECK(with(list) == kGood);
  list.next_update = at("2026-06-01T00:00:00Z");
  CHECK(with(list) == RevocationState::stale);
  list.next_update.reset();
  CHECK(with(list) == RevocationState::stale);
  list.next_update = at("2026-06-01T00:00:00Z");
  list.entries = {world.entry("2026-05-01T00:00:00Z")};
  CHECK(with(list) == kRevoked);  // order 500 18: a revocation in it stays true
}

TEST_CASE("a policy's maximum age replaces the list's own", "[revocation]") {
  RevocationWorld world;
  const auto set = [&](Seconds age) {
    world.rules.set({model::Key::revocation_fresh, model::Context::signature},
                    {model::Level::fail, false, age});
  };
  set(Seconds(12 * 3600 + 1));
  CHECK(with(world.list(), world) == kGood);
  set(Seconds(12 * 3600));
  CHECK(with(world.list(), world) == RevocationState::stale);
}

TEST_CASE("a list counts only under the key of its issuer", "[revocation]") {
  RevocationWorld world;
  const Bytes list = t::make_crl(world.list(), world.ca);
  SECTION("every octet of the signed part is under the signature") {
    for (const std::size_t i : {10U, 40U, 80U}) {
      Bytes altered = list;
      altered[altered.size() / 2 - i] ^= 1;
      world.supplied.crls = {altered};
      CHECK(world.state() == kNothing);
    }
  }
  SECTION("another key under the same name") {
    demo::Party impostor = world.ca;
    impostor.key = t::shared_key(demo::KeyKind::p256, 9);
    world.give(world.list(), impostor);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-signature");
  }
  SECTION("the right key under another name says nothing") {
    t::CrlSpec other = world.list();
    other.issuer = world.root.name;
    world.give(other, world.ca);
    CHECK(world.state() == kNothing);
    CHECK(world.refused().empty());
  }
  SECTION("the root's list says nothing of what the CA issued") {
    world.give(world.list({world.entry("2026-05-01T00:00:00Z")}), world.root);
    CHECK(world.state() == kNothing);
    CHECK(world.state(1) == kGood);
  }
}

TEST_CASE("whoever signs lists must be allowed to", "[revocation]") {
  RevocationWorld world;
  const auto bit = [](pki::KeyUsage usage) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(usage));
  };
  world.ca_spec.key_usage = bit(pki::KeyUsage::key_cert_sign);
  world.make();
  CHECK(refusal(world.list(), world) == "revocation-issuer-authorised");
  world.ca_spec.key_usage =
      static_cast<std::uint16_t>(bit(pki::KeyUsage::key_cert_sign) | bit(pki::KeyUsage::crl_sign));
  world.make();
  CHECK(with(world.list(), world) == kGood);
}

TEST_CASE("a list comes neither from the future nor from before the certificate", "[revocation]") {
  const RevocationWorld world;
  t::CrlSpec list = world.list();
  list.this_update = world.time + Seconds(60);
  CHECK(with(list) == kGood);
  list.this_update = world.time + Seconds(61);
  CHECK(refusal(list) == "revocation-this-update");
  list.this_update = world.leaf_spec.not_before;
  CHECK(with(list) == kGood);
  list.this_update = world.leaf_spec.not_before - Seconds(1);
  CHECK(refusal(list) == "revocation-after-issuance");
}

TEST_CASE("whoever signed a list must have been valid then", "[revocation]") {
  RevocationWorld world;
  world.ca_spec.not_before = at("2026-05-31T12:00:00Z");
  world.make();
  CHECK(with(world.list(), world) == kGood);
  world.ca_spec.not_before += Seconds(1);
  world.make();
  CHECK(refusal(world.list(), world) == "revocation-issuer-valid-then");
}

TEST_CASE("a list of a CA counts under whichever certificate it had then", "[revocation]") {
  RevocationWorld world;
  const demo::Party old = world.ca;
  world.ca_spec.not_before = at("2026-05-31T12:00:01Z");  // a second after the list
  world.ca_spec.serial = kCaSerial + 1;
  const demo::Party renewed = demo::make_issued(world.ca_spec, old.key, world.root);
  CHECK(with(world.list(), world) == kGood);
  world.outside = {t::certificate(renewed)};  // hides nothing
  CHECK(with(world.list(), world) == kGood);
  world.ca = renewed;
  world.outside.clear();
  CHECK(with(world.list(), world) == kNothing);
}

TEST_CASE("a list keeps expired certificates only if it says so", "[revocation]") {
  RevocationWorld world;
  world.leaf_spec.not_after = at("2026-05-31T12:00:00Z");
  world.make();
  t::CrlSpec list = world.list();
  CHECK(with(list, world) == kGood);  // valid to the second of thisUpdate
  world.leaf_spec.not_after -= Seconds(1);
  world.make();
  CHECK(refusal(list, world) == "revocation-has-information");
  const auto since = [&](UtcTime time) {
    list.extensions = {{Oid("2.5.29.60"), false, demo::der::generalized_time(time)}};
  };
  since(world.leaf_spec.not_after);
  CHECK(with(list, world) == kGood);
  since(world.leaf_spec.not_after + Seconds(1));
  CHECK(refusal(list, world) == "revocation-has-information");
  list.extensions.clear();
  world.kept_since = world.leaf_spec.not_after;  // expiredCertsRevocationInfo of the service
  CHECK(with(list, world) == kGood);
  world.kept_since = world.leaf_spec.not_after + Seconds(1);
  CHECK(refusal(list, world) == "revocation-has-information");
}

TEST_CASE("a list for another kind of certificate says nothing", "[revocation]") {
  const RevocationWorld world;
  t::CrlSpec list = world.list();
  list.distribution_point = t::make_scope({.users = true});
  CHECK(with(list) == kGood);
  list.distribution_point = t::make_scope({.authorities = true});
  CHECK(refusal(list) == "revocation-scope");
  list.distribution_point = t::make_scope({.attributes = true});
  CHECK(refusal(list) == "revocation-scope");
  for (const bool users : {true, false}) {
    RevocationWorld of_ca;
    list.distribution_point = t::make_scope({.users = users, .authorities = !users});
    of_ca.give(list, of_ca.root);
    CHECK(of_ca.state(1) == (users ? kNothing : kGood));
  }
}

TEST_CASE("the point of a list is one of the certificate's names", "[revocation]") {
  t::CrlSpec list = RevocationWorld().list();
  list.distribution_point = t::make_scope({.urls = {"http://a.example/1.crl"}});
  CHECK(with(list, pointing_to("http://a.example/1.crl")) == kGood);
  CHECK(with(list, pointing_to("http://a.example/2.crl")) == RevocationState::unreachable);
  CHECK(refusal(list) == "revocation-scope");  // a certificate without points
  const RevocationWorld mirrors = pointing(
      {{{"http://b.example/1.crl", "http://a.example/1.crl"}, std::nullopt, std::nullopt}});
  CHECK(with(list, mirrors) == kGood);  // spec/domain.md 1.3: names in one point are one list
  list.distribution_point =
      t::make_scope({.urls = {"http://c.example/1.crl", "http://a.example/1.crl"}});
  CHECK(with(list, pointing_to("http://a.example/1.crl")) == kGood);
  list.distribution_point.reset();
  CHECK(with(list, pointing_to("http://a.example/2.crl")) == kGood);
}

TEST_CASE("lists for some reasons are an answer when they cover all of them", "[revocation]") {
  RevocationWorld world;
  t::CrlSpec first = world.list();
  t::CrlSpec second = world.list();
  second.number = 11;
  first.distribution_point = t::make_scope({.reasons = std::uint16_t{0x00e}});
  second.distribution_point = t::make_scope({.reasons = std::uint16_t{0x1f0}});
  SECTION("one alone is none") {
    world.give(first, world.ca);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-reasons");
  }
  SECTION("both together are one") {
    world.give(first, world.ca);
    world.give(second, world.ca);
    CHECK(world.state() == kGood);
  }
  SECTION("one bit short of all is none") {
    second.distribution_point = t::make_scope({.reasons = std::uint16_t{0x0f0}});
    world.give(first, world.ca);
    world.give(second, world.ca);
    CHECK(world.state() == kNothing);
  }
  SECTION("a revocation in one is a revocation") {
    first.entries = {world.entry("2026-05-01T00:00:00Z", 1)};
    world.give(first, world.ca);
    CHECK(world.state() == kRevoked);
  }
  SECTION("as old as the older one") {
    second.next_update = world.time;
    world.give(first, world.ca);
    world.give(second, world.ca);
    CHECK(world.state() == RevocationState::stale);
  }
}

// RFC 5280 6.3.3 (d): of a list only the reasons count for which the certificate names its point.
TEST_CASE("a point for some reasons takes no more than these from its list", "[revocation]") {
  const auto half = [](const char* url, std::uint16_t reasons) {
    return t::PointSpec{{url}, reasons, std::nullopt};
  };
  const std::string first = "http://a.example/1.crl";
  const std::string second = "http://a.example/2.crl";
  const auto list_at = [](const std::string& url) {
    t::CrlSpec list = RevocationWorld().list();
    list.distribution_point = t::make_scope({.urls = {url}});
    return list;
  };
  const auto state = [&](RevocationWorld world, bool both) {
    world.give(list_at(first), world.ca);
    if (both) {
      t::CrlSpec other = list_at(second);
      other.number = 11;
      world.give(other, world.ca);
    }
    return std::pair(world.state(), world.refused());
  };
  const auto whole = pointing({half(first.c_str(), 0x00e), half(second.c_str(), 0x1f0)});
  CHECK(state(whole, true).first == kGood);
  CHECK(state(whole, false).first == RevocationState::unreachable);
  CHECK(state(whole, false).second == "revocation-reasons");
  const auto short_of_one = pointing({half(first.c_str(), 0x00e), half(second.c_str(), 0x0f0)});
  CHECK(state(short_of_one, true).first == RevocationState::unreachable);
  CHECK(state(pointing_to(first), false).first == kGood);
}

// spec/domain.md 1.3: the point that a certificate names may be its issuer's issuer's list. A list
// is taken by its issuer, whatever its address.
TEST_CASE("a certificate that names the list of its issuer's issuer is not in it", "[revocation]") {
  const std::string url = "http://kz.example/root.crl";
  RevocationWorld world = pointing_to(url);
  t::CrlSpec of_root = world.list({world.entry("2026-05-01T00:00:00Z", 1)});  // same number
  world.fetch(model::FetchTarget::Kind::crl, url, t::make_crl(of_root, world.root));
  CHECK(world.state() == RevocationState::unreachable);
  CHECK(world.state(1) == kGood);
  SECTION("its own issuer's list says so, wherever it comes from") {
    world.give(world.list(), world.ca);
    CHECK(world.state() == kGood);
    world.supplied.crls = {
        t::make_crl(world.list({world.entry("2026-05-01T00:00:00Z", 1)}), world.ca)};
    CHECK(world.state() == kRevoked);
  }
  SECTION("also from that very address") {
    world.fetched.clear();
    world.fetch(model::FetchTarget::Kind::crl, url,
                t::make_crl(world.list({world.entry("2026-05-01T00:00:00Z", 1)}), world.ca));
    CHECK(world.state() == kRevoked);
  }
}

TEST_CASE("an indirect list counts where the certificate names its issuer", "[revocation]") {
  const auto issuer_spec = [] {
    demo::CertificateSpec spec = t::leaf_spec();
    spec.subject = demo::simple_name("List Issuer");
    spec.serial = 77;
    spec.key_usage =
        static_cast<std::uint16_t>(1U << static_cast<unsigned>(pki::KeyUsage::crl_sign));
    return spec;
  }();
  RevocationWorld world;
  demo::Party lister =
      demo::make_issued(issuer_spec, t::shared_key(demo::KeyKind::p256, 8), world.root);
  world = pointing({{{}, std::nullopt, lister.name}});
  world.outside = {t::certificate(lister)};
  world.give(world.list(), world.root);  // the list issuer's own status
  t::CrlSpec list = world.list();
  list.distribution_point = t::make_scope({.indirect = true});
  t::CrlEntrySpec entry = world.entry("2026-05-01T00:00:00Z");
  SECTION("it is good where the list does not name it") {
    world.give(list, lister);
    CHECK(world.state() == kGood);
  }
  SECTION("an entry is that of its certificateIssuer, until the next one") {
    entry.issuer = world.ca.name;
    list.entries = {entry};
    world.give(list, lister);
    CHECK(world.state() == kRevoked);
  }
  SECTION("it stays that of the one before") {
    t::CrlEntrySpec before = world.entry("2026-05-01T00:00:00Z", 1, 5);
    before.issuer = world.ca.name;
    list.entries = {before, entry};
    world.give(list, lister);
    CHECK(world.state() == kRevoked);
  }
  SECTION("an entry of another issuer is none of his") {
    entry.issuer = world.root.name;
    list.entries = {entry};
    world.give(list, lister);
    CHECK(world.state() == kGood);
  }
  SECTION("an entry without certificateIssuer is the list issuer's") {
    list.entries = {entry};
    world.give(list, lister);
    CHECK(world.state() == kGood);
  }
  SECTION("a list that does not call itself indirect is none") {
    list.distribution_point.reset();
    world.give(list, lister);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-scope");
  }
  SECTION("its issuer must not be revoked, nor unknown") {
    world.supplied.crls = {
        t::make_crl(world.list({world.entry("2026-05-01T00:00:00Z", 1, 77)}), world.root)};
    world.give(list, lister);
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-issuer-not-revoked");
    world.supplied.crls = {t::make_crl(list, lister)};
    CHECK(world.state() == kNothing);
  }
  SECTION("a certificate that does not name it is not concerned") {
    world.leaf_spec = t::leaf_spec();
    world.leaf_spec.serial = kLeafSerial;
    world.make();
    world.give(list, lister);
    CHECK(world.state() == kNothing);
  }
}

TEST_CASE("a delta adds to its list and takes holds back", "[revocation]") {
  RevocationWorld world;
  t::CrlSpec base = world.list();
  t::CrlSpec delta = world.list({world.entry("2026-05-31T20:00:00Z", 1)});
  delta.this_update = at("2026-05-31T23:00:00Z");
  delta.number = 11;
  delta.base_number = 10;
  const auto judged = [&] {
    world.supplied.crls = {t::make_crl(base, world.ca), t::make_crl(delta, world.ca)};
    return world.state();
  };
  CHECK(judged() == kRevoked);
  SECTION("without its list only what it revokes for good counts") {
    world.supplied.crls = {t::make_crl(delta, world.ca)};
    CHECK(world.state() == kRevoked);
    delta.entries.clear();
    world.supplied.crls = {t::make_crl(delta, world.ca)};
    CHECK(world.state() == kNothing);
    CHECK(world.refused() == "revocation-delta");
  }
  SECTION("one that does not go with the list is ignored and said, but a revocation for good") {
    const auto [number, base_number, base_has, scoped] =
        GENERATE(table<int, int, int, bool>({{11, 10, 11, false},    // not newer
                                             {11, 10, 12, false},    // older
                                             {12, 11, 10, false},    // needs a newer list
                                             {11, 10, 10, true}}));  // of another scope
    CAPTURE(number, base_number, base_has, scoped);
    delta.number = number;
    delta.base_number = base_number;
    base.number = base_has;
    if (scoped) {
      delta.distribution_point = t::make_scope({.users = true});
    }
    CHECK(judged() == kRevoked);
    // Suspended: unless the list is newer than the delta.
    delta.entries = {world.entry("2026-05-31T20:00:00Z", kHold)};
    CHECK(judged() == (base_has >= number ? kGood : RevocationState::on_hold));
    delta.entries.clear();
    CHECK(judged() == kGood);
    CHECK(world.refused() == "revocation-delta");
  }
  SECTION("one of the list's own scope goes with it") {
    delta.distribution_point = t::make_scope({.users = true});
    base.distribution_point = delta.distribution_point;
    delta.entries = {world.entry("2026-05-31T20:00:00Z", kHold)};
    CHECK(judged() == RevocationState::on_hold);
  }
  SECTION("a hold in the list hides no revocation in the delta") {
    base.entries = {world.entry("2026-05-31T20:00:00Z", kHold)};
    CHECK(judged() == kRevoked);
    base.number = 12;
    CHECK(judged() == kRevoked);
  }
  SECTION("a newer delta that does not name it takes nothing back") {
    t::CrlSpec newer = delta;
    newer.this_update += Seconds(600);
    newer.number = 12;
    newer.entries.clear();
    world.supplied.crls = {t::make_crl(base, world.ca), t::make_crl(delta, world.ca),
                           t::make_crl(newer, world.ca)};
    CHECK(world.state() == kRevoked);
  }
  SECTION("removeFromCRL takes back a hold and nothing else") {
    delta.entries = {world.entry("2026-05-31T20:00:00Z", kRemove)};
    base.entries = {world.entry("2026-05-01T00:00:00Z", kHold)};
    CHECK(judged() == kGood);
    base.entries = {world.entry("2026-05-01T00:00:00Z", 1)};
    CHECK(judged() == kRevoked);
    base.entries.clear();
    CHECK(judged() == kGood);
    delta.entries = {world.entry("2026-05-31T20:00:00Z", kRemove, kLeafSerial + 1)};
    base.entries = {world.entry("2026-05-01T00:00:00Z", kHold)};
    CHECK(judged() == RevocationState::on_hold);
  }
  SECTION("a hold in a delta does not soften a revocation") {
    base.entries = {world.entry("2026-05-01T00:00:00Z", 1)};
    delta.entries = {world.entry("2026-05-31T20:00:00Z", kHold)};
    CHECK(judged() == kRevoked);
  }
}

// Issue 4: a delta older than its base is ignored and said.
TEST_CASE("a verdict says which delta it passed over and why", "[revocation]") {
  struct Row {
    std::int64_t number;
    std::int64_t base_number;
    const char* problem;  // nullptr: it goes with its list, whose number is 10
  };
  const auto row = GENERATE(values<Row>({{11, 10, nullptr},
                                         {11, 9, nullptr},
                                         {10, 10, "older"},
                                         {9, 8, "older"},
                                         {12, 11, "base-too-old"}}));
  CAPTURE(row.number, row.base_number);
  RevocationWorld world;
  t::CrlSpec delta = world.list();
  delta.this_update = at("2026-05-31T23:00:00Z");
  delta.number = row.number;
  delta.base_number = row.base_number;
  world.give(world.list(), world.root);
  world.give(world.list(), world.ca);
  const Bytes octets = t::make_crl(delta, world.ca);
  world.supplied.crls.insert(world.supplied.crls.end(), 2, octets);  // told once
  const model::Evidence evidence = world.collect();
  const blocks::BlockResult block = world.ask(evidence, [](const blocks::Subject& subject) {
    return blocks::x509_validation(subject).block;
  });
  CHECK(block.conclusion.indication == model::Indication::passed);
  const auto is_delta = [](const model::CheckRecord& check) {
    return check.rule->id == "revocation-delta";
  };
  REQUIRE(std::ranges::count_if(block.checks, is_delta) == (row.problem == nullptr ? 0 : 1));
  if (row.problem != nullptr) {
    const auto told = std::ranges::find_if(block.checks, is_delta);
    CHECK(told->outcome == model::Outcome::failed);
    CHECK(told->level == model::Level::inform);
    const std::string leaf = to_hex(t::certificate(world.leaf).fingerprint());
    const std::string data = evidence.revocation.back().id;
    CHECK(told->params ==
          model::Params{{"certificate", leaf}, {"data", data}, {"problem", row.problem}});
  }
}

TEST_CASE("what comes from a delta's address and is no delta is no list either", "[revocation]") {
  const std::string full = "http://kz.example/full.crl";
  const std::string delta_url = "http://kz.example/delta.crl";
  RevocationWorld world;
  world.leaf_spec.crl_urls = {full};
  world.leaf_spec.extensions = {
      {Oid("2.5.29.46"), false, t::make_points({{{delta_url}, std::nullopt, std::nullopt}})}};
  world.make();
  t::CrlSpec list = world.list({world.entry("2026-05-01T00:00:00Z", 1)});
  t::CrlSpec trap = world.list();
  trap.number = 999'999;  // would win as a newer list
  trap.this_update = at("2026-05-31T23:00:00Z");
  world.fetch(model::FetchTarget::Kind::crl, full, t::make_crl(world.list(), world.ca));
  CHECK(world.state() == kGood);
  world.fetched.clear();
  world.fetch(model::FetchTarget::Kind::crl, delta_url, t::make_crl(trap, world.ca));
  CHECK(world.state() == RevocationState::unreachable);
  CHECK(world.refused() == "revocation-list-kind");
  SECTION("but what it revokes for good is revoked") {
    world.fetched.clear();
    world.fetch(model::FetchTarget::Kind::crl, full, t::make_crl(world.list(), world.ca));
    trap.entries = list.entries;
    world.fetch(model::FetchTarget::Kind::crl, delta_url, t::make_crl(trap, world.ca));
    CHECK(world.state() == kRevoked);
  }
  SECTION("marked by a critical freshestCRL it is none wherever it comes from") {
    trap.extensions = {
        {Oid("2.5.29.46"), true, t::make_points({{{delta_url}, std::nullopt, std::nullopt}})}};
    world.fetched.clear();
    world.give(trap, world.ca);
    CHECK(world.state() == RevocationState::unreachable);
    CHECK(world.refused() == "revocation-list-kind");
  }
  SECTION("from the list's own address a critical freshestCRL does not bar it") {
    trap.extensions = {
        {Oid("2.5.29.46"), true, t::make_points({{{delta_url}, std::nullopt, std::nullopt}})}};
    world.fetched.clear();
    world.fetch(model::FetchTarget::Kind::crl, full, t::make_crl(trap, world.ca));
    CHECK(world.state() == kGood);
  }
}

TEST_CASE("a critical extension that nobody processes bars a list", "[revocation]") {
  const RevocationWorld world;
  t::CrlSpec list = world.list();
  list.extensions = {{Oid("1.2.3.4"), false, demo::der::null()}};
  CHECK(with(list) == kGood);
  list.extensions[0].critical = true;
  CHECK(refusal(list) == "revocation-extensions");
  list.extensions.clear();
  list.entries = {world.entry("2026-05-01T00:00:00Z", 1, 5)};
  list.entries[0].extensions = {{Oid("1.2.3.4"), false, demo::der::null()}};
  CHECK(with(list) == kGood);
  list.entries[0].extensions[0].critical = true;  // of another certificate's entry (RFC 5280 5.3)
  CHECK(with(list) == RevocationState::unknown);
}

TEST_CASE("a revocation for good outlives a later good answer, a hold does not", "[revocation]") {
  RevocationWorld world;
  world.give(world.list({world.entry("2026-05-01T00:00:00Z", 1)}), world.ca);
  world.give(world.answer(), world.ca);
  CHECK(world.state() == kRevoked);
  world.supplied.crls = {
      t::make_crl(world.list({world.entry("2026-05-01T00:00:00Z", kHold)}), world.ca)};
  CHECK(world.state() == kGood);
}

TEST_CASE("a list carries a number where the policy asks for it", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  t::CrlSpec list = world.list();
  const auto state = [&](const t::CrlSpec& spec) {
    RevocationWorld asked = world;
    asked.give(spec, world.ca);
    return std::pair(asked.state(), asked.refused());
  };
  using blocks::RevocationState;
  t::CrlSpec without = list;
  without.number.reset();
  t::CrlSpec critical = without;
  critical.extensions.push_back({Oid("2.5.29.20"), true, demo::der::integer(std::int64_t{10})});
  CHECK(state(list) == std::pair(RevocationState::good, std::string()));
  CHECK(state(without) == std::pair(RevocationState::good, std::string()));
  CHECK(state(critical) == std::pair(RevocationState::good, std::string()));
  world.rules.set({model::Key::crl_number, model::Context::revocation}, t::fails());
  CHECK(state(list) == std::pair(RevocationState::good, std::string()));
  CHECK(state(without).second == "crl-number");
  CHECK(state(without).first != RevocationState::good);
  CHECK(state(critical).second == "crl-number");
}

TEST_CASE("the path of whoever signs lists is judged with the policy's inputs", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  world.give(world.list(), world.ca);
  model::PathInputs& inputs =
      world.rules.anchors[static_cast<std::size_t>(model::AnchorPurpose::revocation)].path;
  inputs.excluded = {model::NameSubtree::parse("directory:C=EE").value()};
  CHECK(world.state() == blocks::RevocationState::good);
  inputs.excluded = {model::NameSubtree::parse("directory:C=KZ").value()};
  CHECK(world.refused() == "revocation-issuer-path");
  CHECK(world.state() == blocks::RevocationState::unavailable);
}

TEST_CASE("a list in an algorithm that nobody computes says so", "[revocation]") {
  RevocationWorld world;
  Bytes list = t::make_crl(world.list(), world.ca);
  const Bytes known = demo::der::oid(Oid("1.2.840.10045.4.3.2"));
  std::size_t places = 0;
  for (auto at = list.begin();; ++places) {
    at = std::search(at, list.end(), known.begin(), known.end());
    if (at == list.end()) {
      break;
    }
    *(at + static_cast<std::ptrdiff_t>(known.size()) - 1) = 0x7f;
  }
  REQUIRE(places == 2);
  world.supplied.crls = {list};
  CHECK(world.state() == kNothing);
  CHECK(world.refused() == "revocation-algorithm-unsupported");
}

TEST_CASE("whoever signs a list leads to the anchor of the certificate, validly", "[revocation]") {
  // An indirect list's issuer: a twin of the CA would not even be asked for his path.
  demo::CertificateSpec twin = t::ca_spec();
  twin.subject = demo::simple_name("List Issuer");
  twin.serial = 2001;
  const auto key = t::shared_key(demo::KeyKind::p256, 8);
  RevocationWorld world = pointing({{{}, std::nullopt, demo::make_root(twin, key).name}});
  const auto judged_with = [&](const demo::Party& lister) {
    world.outside = {t::certificate(lister)};
    t::CrlSpec list = world.list();
    list.distribution_point = t::make_scope({.indirect = true});
    world.supplied.crls = {t::make_crl(list, lister)};
    world.give(world.list(), world.root);
    return world.refused();
  };
  SECTION("by a path that is valid") {
    const demo::Party lister = demo::make_issued(twin, key, world.root);
    CHECK(judged_with(lister).empty());
    CHECK(world.state() == kGood);
  }
  SECTION("nobody vouches for him") {
    CHECK(judged_with(demo::make_root(twin, key)) == "revocation-issuer-trusted");
  }
  SECTION("another anchor does") {
    demo::CertificateSpec other_spec = t::root_spec();
    other_spec.subject = demo::simple_name("Other Root");
    const demo::Party other = demo::make_root(other_spec, t::shared_key(demo::KeyKind::p256, 9));
    world.trust = std::make_shared<t::TestTrust>(
        std::vector{t::granted(t::certificate(world.root)), t::granted(t::certificate(other))});
    CHECK(judged_with(demo::make_issued(twin, key, other)) == "revocation-issuer-anchor");
  }
  SECTION("by a path with an extension that nobody knows") {
    twin.extensions = {{Oid("1.2.3.4"), true, demo::der::null()}};
    CHECK(judged_with(demo::make_issued(twin, key, world.root)) == "revocation-issuer-constraints");
  }
}

TEST_CASE("a list for users says nothing of a certificate that is of no kind", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  t::CrlSpec users = world.list();
  users.distribution_point = t::make_scope({.users = true});
  const auto state = [&](int version) {
    RevocationWorld asked = world;
    asked.leaf_spec.version = version;
    asked.make();
    asked.give(users, asked.ca);
    return std::pair(asked.state(), asked.refused());
  };
  CHECK(state(3) == std::pair(blocks::RevocationState::good, std::string()));
  CHECK(state(1).second == "revocation-scope");
  CHECK(state(1).first != blocks::RevocationState::good);
}

TEST_CASE("an issuing distribution point says something", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  t::CrlSpec list = world.list();
  list.distribution_point = demo::der::sequence({});
  world.give(list, world.ca);
  CHECK(world.state() != blocks::RevocationState::good);
  CHECK_FALSE(world.collect().revocation.at(1).problem.empty());
}

TEST_CASE("an empty list of entries is refused where the policy asks", "[revocation]") {
  RevocationWorld world;
  world.give(world.list(), world.root);
  world.give(world.list(), world.ca);
  const auto state = [&](bool empty) {
    model::Evidence evidence = world.collect();
    for (model::RevocationEvidence& one : evidence.revocation) {
      std::get<model::CrlFacts>(one.facts).empty_list = empty;
    }
    return world.ask(evidence, [&](const blocks::Subject& subject) {
      return blocks::find_revocation(subject, {evidence.signatures[0].paths.at(0), 0, std::nullopt},
                                     model::CertificateRole::signing, world.time)
          .state;
    });
  };
  CHECK(state(true) == blocks::RevocationState::good);
  world.rules.set({model::Key::crl_entries, model::Context::revocation}, t::fails());
  CHECK(state(false) == blocks::RevocationState::good);
  CHECK(state(true) == blocks::RevocationState::unavailable);
  model::Evidence evidence = world.collect();
  std::get<model::CrlFacts>(evidence.revocation.at(1).facts).empty_list = true;
  world.ask(evidence, [&](const blocks::Subject& subject) {
    const auto found =
        blocks::accept_revocation(subject, {evidence.signatures[0].paths.at(0), 0, std::nullopt});
    const auto refused = [](const auto& one) {
      return one.rule != nullptr && one.rule->id == "crl-entries";
    };
    CHECK(std::ranges::count_if(found.rejected, refused) == 1);
    return 0;
  });
}

}  // namespace senim::process::test
