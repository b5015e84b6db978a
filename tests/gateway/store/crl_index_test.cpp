#include "gateway/store/crl_index.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <random>

#include "tests/gateway/scratch.h"
#include "tests/support/judging.h"
#include "tests/support/revocation_maker.h"
#include "tests/support/test_pki.h"
#include "tests/validators/process/revocation_world.h"
#include "validators/formats/object_ids.h"
#include "validators/process/parsed_crl.h"

using namespace senim;
using blocks::RevocationState;
using demo::KeyKind;
using model::CrlEntryFacts;
using model::CrlQuestion;
using process::test::RevocationWorld;
using store::CrlIndex;
using test::at;
using test::CrlEntrySpec;
using test::CrlSpec;
using test::test_pki;

namespace {

Bytes read_all(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return Bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Bytes index_octets(ByteView der) {
  const test::Scratch scratch;
  REQUIRE(store::write_crl_index(der, scratch / "list").ok());
  return read_all(scratch / "list");
}

std::shared_ptr<const CrlIndex> index_of(ByteView der) {
  const auto octets = std::make_shared<const Bytes>(index_octets(der));
  auto index = CrlIndex::read(*octets, octets);
  REQUIRE(index.ok());
  return std::move(index).value();
}

CrlSpec plain_list(std::vector<CrlEntrySpec> entries = {}) {
  CrlSpec spec;
  spec.this_update = at("2026-05-31T12:00:00Z");
  spec.next_update = at("2026-06-02T12:00:00Z");
  spec.number = 10;
  spec.entries = std::move(entries);
  return spec;
}

CrlEntrySpec entry(std::int64_t serial, std::optional<int> reason = std::nullopt) {
  return {serial, at("2026-05-01T00:00:00Z"), reason, std::nullopt, {}};
}

Result<std::vector<std::optional<CrlEntryFacts>>> ask(const model::CrlLookup& list,
                                                      const std::vector<CrlQuestion>& questions) {
  Budget budget;
  return list.find(questions, budget);
}

// What both say of one certificate.
void same_answer(const model::CrlLookup& list, const model::CrlLookup& index,
                 const CrlQuestion& question) {
  CAPTURE(to_hex(question.serial));
  const auto left = ask(list, {question});
  const auto right = ask(index, {question});
  REQUIRE(left.ok() == right.ok());
  if (!left.ok()) {
    CHECK(left.error().code == right.error().code);
    return;
  }
  const auto& one = (*left)[0];
  const auto& other = (*right)[0];
  REQUIRE(one.has_value() == other.has_value());
  if (one) {
    CHECK(one->revoked_at == other->revoked_at);
    CHECK(one->reason == other->reason);
    CHECK(one->invalidity == other->invalidity);
  }
}

const std::vector<Bytes>& names() {
  static const std::vector<Bytes> all = {test_pki().ca.name,
                                         demo::make_name(demo::simple_name("One")),
                                         demo::make_name(demo::simple_name("Two"))};
  return all;
}

// Few serial numbers, so that numbers repeat; entries of every shape; one list in two indirect.
CrlSpec random_list(std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto below = [&](std::uint32_t limit) { return static_cast<int>(random() % limit); };
  CrlSpec spec = plain_list();
  const bool indirect = below(2) == 0;
  if (indirect) {
    spec.distribution_point = test::make_scope({.indirect = true});
  }
  const int count = below(4) == 0 ? below(3) : below(400);
  for (int i = 0; i < count; ++i) {
    CrlEntrySpec one = entry(below(2) == 0 ? below(300) : below(70'000));
    one.revoked += Seconds{below(1'000'000)};
    if (below(3) == 0) {
      one.reason = below(7);
    }
    if (below(9) == 0) {
      one.extensions.push_back(
          {Oid("2.5.29.24"), false, demo::der::generalized_time(at("2026-04-01T00:00:00Z"))});
    }
    if (below(40) == 0) {
      one.reason = 7;  // a code that nobody can read
    }
    if (indirect && below(10) == 0) {
      one.issuer = names()[static_cast<std::size_t>(below(3))];
    }
    spec.entries.push_back(std::move(one));
  }
  return spec;
}

Bytes serial_octets(std::int64_t serial) {
  const Bytes whole = demo::der::integer(serial);
  return {whole.begin() + 2, whole.end()};
}

// The base as an index, the delta as it came.
void fetch_index(RevocationWorld& world, const std::string& url, const CrlSpec& spec) {
  model::Fetched one;
  one.target = {model::FetchTarget::Kind::crl, url, {}};
  one.state = model::Fetched::State::answered;
  one.crl = index_of(test::make_crl(spec, world.ca));
  world.fetched.push_back(std::move(one));
}

}  // namespace

TEST_CASE("an index says of every certificate what its list says", "[store][crl]") {
  const std::uint32_t seed = GENERATE(range(1U, 41U));
  CAPTURE(seed);
  const CrlSpec spec = random_list(seed);
  const Bytes der = test::make_crl(spec, test_pki().ca);
  const auto list = process::ParsedCrl::read(der, formats::revocation_id(der)).value();
  const auto index = index_of(der);
  CHECK(index->entries() == spec.entries.size());
  for (std::int64_t serial = 0; serial < 300; ++serial) {
    const Bytes octets = serial_octets(serial);
    same_answer(*list, *index, {octets, names()[static_cast<std::size_t>(serial) % 3]});
  }
  for (const CrlEntrySpec& one : spec.entries) {
    for (const std::int64_t serial : {one.serial - 1, one.serial, one.serial * 256}) {
      const Bytes octets = serial_octets(serial);
      for (const Bytes& name : names()) {
        same_answer(*list, *index, {octets, name});
      }
    }
  }
}

TEST_CASE("an index has the head of its list", "[store][crl]") {
  CrlSpec spec = plain_list({entry(5)});
  SECTION("with everything in it") {
    spec.base_number = 3;
    spec.distribution_point = test::make_scope({.urls = {"http://kz.example/x"}, .users = true});
    spec.extensions = {
        {Oid("2.5.29.46"), true,
         test::make_points({{{"http://kz.example/d"}, std::nullopt, std::nullopt}})},
        {Oid("2.5.29.60"), false, demo::der::generalized_time(at("2020-01-01T00:00:00Z"))},
        {Oid("1.2.3.4"), true, demo::der::null()}};
  }
  SECTION("with next to nothing") {
    spec.next_update.reset();
    spec.number.reset();
    spec.without_key_id = true;
    spec.entries.clear();
  }
  const Bytes der = test::make_crl(spec, test_pki().ca);
  const auto list = process::ParsedCrl::read(der, formats::revocation_id(der)).value();
  const model::CrlHeader& left = list->header();
  const auto index = index_of(der);
  const model::CrlHeader& right = index->header();
  CHECK(left.id == right.id);
  CHECK(left.this_update == right.this_update);
  CHECK(left.next_update == right.next_update);
  CHECK(left.algorithm.name() == right.algorithm.name());
  CHECK(left.algorithm_problem == right.algorithm_problem);
  CHECK(left.facts.issuer == right.facts.issuer);
  CHECK(left.facts.number == right.facts.number);
  CHECK(left.facts.base_number == right.facts.base_number);
  CHECK(left.facts.distribution_point == right.facts.distribution_point);
  CHECK(left.facts.authority_key_id == right.facts.authority_key_id);
  CHECK(left.facts.freshest == right.facts.freshest);
  CHECK(left.facts.freshest_critical == right.facts.freshest_critical);
  CHECK(left.facts.expired_certificates_since == right.facts.expired_certificates_since);
  CHECK(left.facts.unknown_critical == right.facts.unknown_critical);
}

TEST_CASE("an index verifies under its issuer's key and no other", "[store][crl]") {
  const KeyKind kind =
      GENERATE(KeyKind::rsa_1024, KeyKind::p256, KeyKind::ed25519, KeyKind::kz_2015_512,
               KeyKind::by_256, KeyKind::cn_sm2, KeyKind::ua_257);
  const demo::Party& ca = test_pki(kind).ca;
  const Bytes der = test::make_crl(plain_list({entry(5), entry(6, 1)}), ca);
  const auto index = index_of(der);
  const auto verified = [&](const demo::Party& party) {
    const auto result = index->verify(test::certificate(party).key().value());
    REQUIRE(result.ok());
    return *result;
  };
  CHECK(verified(ca));
  CHECK(verified(ca));  // remembered
  CHECK_FALSE(verified(test_pki(kind).root));
  CHECK_FALSE(verified(test_pki(KeyKind::p384).ca));
  SECTION("one octet of an entry away it does not") {
    Bytes other = der;
    const Bytes date = demo::der::time(at("2026-05-01T00:00:00Z"));
    const auto found = std::ranges::search(other, date);
    REQUIRE(!found.empty());
    *std::prev(found.end(), 2) = '1';
    const auto changed = index_of(other);
    const auto result = changed->verify(test::certificate(ca).key().value());
    REQUIRE(result.ok());
    CHECK_FALSE(*result);
  }
}

TEST_CASE("an entry that nobody understands silences the whole list", "[store][crl]") {
  CrlSpec spec = plain_list({entry(5), entry(6)});
  ErrorCode expected = ErrorCode::unsupported;
  SECTION("a critical extension") {
    spec.entries[1].extensions = {{Oid("1.2.3.4"), true, demo::der::null()}};
  }
  SECTION("a certificate issuer in a list that is not indirect") {
    spec.entries[1].issuer = names()[1];
  }
  SECTION("a serial number without end") {
    expected = ErrorCode::limit_exceeded;
    spec.entries.clear();
    const Bytes der = test::make_crl(plain_list({entry(5)}), test_pki().ca);
    // Rebuilt by hand: the maker knows 64-bit serial numbers only.
    const pki::Crl crl = pki::Crl::from_der(der).value();
    const Bytes serial(256, 0x11);
    const Bytes long_entry = demo::der::sequence(
        {demo::der::integer(serial), demo::der::time(at("2026-05-01T00:00:00Z"))});
    const Bytes tbs = demo::der::sequence({crl.tbs_signature_algorithm(), crl.issuer().der(),
                                           demo::der::time(crl.this_update()),
                                           demo::der::sequence({long_entry})});
    const Bytes list = demo::der::sequence(
        {tbs, crl.signature_algorithm(), demo::der::bit_string(crl.signature_value())});
    const auto found = ask(*index_of(list), {{serial, names()[0]}});
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().code == expected);
    return;
  }
  const auto index = index_of(test::make_crl(spec, test_pki().ca));
  const Bytes five = serial_octets(5);
  const auto found = ask(*index, {{five, names()[0]}});
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == expected);
}

TEST_CASE("what is no list gets no index", "[store][crl]") {
  const test::Scratch scratch;
  const Bytes der = test::make_crl(plain_list({entry(5)}), test_pki().ca);
  CHECK(store::write_crl_index(ByteView(der).first(der.size() - 1), scratch / "x").error().code ==
        ErrorCode::malformed);
  CHECK(store::write_crl_index({}, scratch / "x").error().code == ErrorCode::malformed);
  CHECK(store::write_crl_index(der, scratch / "no" / "x").error().code == ErrorCode::unavailable);
  CHECK(CrlIndex::open(scratch / "x").error().code == ErrorCode::not_found);
  CHECK(std::filesystem::is_empty(scratch.path()));  // no half a file is left either
}

TEST_CASE("each changed octet of an index is a damage", "[store][crl]") {
  std::vector<CrlEntrySpec> entries;
  for (std::int64_t i = 0; i < 150; ++i) {  // three blocks
    entries.push_back(entry(1000 + i, 1));
  }
  const Bytes good = index_octets(test::make_crl(plain_list(entries), test_pki().ca));
  REQUIRE(CrlIndex::read(good, nullptr).ok());
  for (std::size_t i = 0; i < good.size(); ++i) {
    Bytes bad = good;
    bad[i] ^= 0x20;
    CAPTURE(i);
    const auto read = CrlIndex::read(bad, nullptr);
    REQUIRE_FALSE(read.ok());
    REQUIRE(read.error().code == ErrorCode::corrupt);
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    REQUIRE_FALSE(CrlIndex::read(ByteView(good).first(size), nullptr).ok());
    REQUIRE_FALSE(CrlIndex::read(ByteView(good).subspan(good.size() - size), nullptr).ok());
  }
}

TEST_CASE("an index that is damaged after it was opened says nothing", "[store][crl]") {
  const auto octets = std::make_shared<Bytes>(
      index_octets(test::make_crl(plain_list({entry(5), entry(6)}), test_pki().ca)));
  const auto index = CrlIndex::read(*octets, octets).value();
  const Bytes seven = serial_octets(7);
  REQUIRE(ask(*index, {{seven, names()[0]}}).ok());
  CHECK_FALSE(index->damaged());
  (*octets)[12] ^= 1;
  const auto found = ask(*index, {{seven, names()[0]}});
  REQUIRE_FALSE(found.ok());
  CHECK(found.error().code == ErrorCode::corrupt);
  CHECK(index->damaged());
}

TEST_CASE("an index that keeps the message notices when it changes", "[store][crl]") {
  const demo::Party& ca = test_pki(KeyKind::ed25519).ca;
  const auto octets =
      std::make_shared<Bytes>(index_octets(test::make_crl(plain_list({entry(5)}), ca)));
  const auto index = CrlIndex::read(*octets, octets).value();
  const auto message = std::ranges::search(*octets, ca.name);  // first there, then at the end
  REQUIRE(!message.empty());
  message.back() ^= 1;
  const auto verified = index->verify(test::certificate(ca).key().value());
  REQUIRE_FALSE(verified.ok());
  CHECK(verified.error().code == ErrorCode::corrupt);
}

TEST_CASE("an index is there again after a restart and replaces an older one", "[store][crl]") {
  const test::Scratch scratch;
  const Bytes first = test::make_crl(plain_list({entry(5)}), test_pki().ca);
  const Bytes second = test::make_crl(plain_list({entry(6)}), test_pki().ca);
  const Bytes six = serial_octets(6);
  const auto names_six = [&](const CrlIndex& index) {
    return ask(index, {{six, names()[0]}}).value()[0].has_value();
  };
  REQUIRE(store::write_crl_index(first, scratch / "list").ok());
  const auto old = CrlIndex::open(scratch / "list").value();
  REQUIRE(store::write_crl_index(second, scratch / "list").ok());
  CHECK(names_six(*CrlIndex::open(scratch / "list").value()));
  CHECK_FALSE(names_six(*old));  // whoever has it keeps it
}

TEST_CASE("a delta merges with a list that is an index", "[store][crl][revocation]") {
  const std::string full = "http://kz.example/full.crl";
  const std::string delta_url = "http://kz.example/delta.crl";
  RevocationWorld world;
  world.leaf_spec.crl_urls = {full};
  world.leaf_spec.extensions = {
      {Oid("2.5.29.46"), false, test::make_points({{{delta_url}, std::nullopt, std::nullopt}})}};
  world.make();
  CrlSpec base = world.list();
  CrlSpec delta = world.list({world.entry("2026-05-31T20:00:00Z", 1)});
  delta.this_update = at("2026-05-31T23:00:00Z");
  delta.number = 11;
  delta.base_number = 10;
  // Both kept as indexes, and the delta as it usually is: small.
  const bool small = GENERATE(true, false);
  const auto judged = [&] {
    world.fetched.clear();
    fetch_index(world, full, base);
    if (small) {
      world.fetch(model::FetchTarget::Kind::crl, delta_url, test::make_crl(delta, world.ca));
    } else {
      fetch_index(world, delta_url, delta);
    }
    return world.state();
  };
  CHECK(judged() == RevocationState::revoked);
  // What a delta revokes for good stands whatever list it goes with; a hold does not.
  SECTION("one that is older than its list is ignored and said") {
    base.number = 11;
    CHECK(judged() == RevocationState::revoked);
    delta.entries = {world.entry("2026-05-31T20:00:00Z", 6)};
    CHECK(judged() == RevocationState::good);
    CHECK(world.refused() == "revocation-delta");
  }
  SECTION("one that needs a newer list is ignored and said") {
    delta.base_number = 11;
    delta.number = 12;
    delta.entries = {world.entry("2026-05-31T20:00:00Z", 6)};
    CHECK(judged() == RevocationState::on_hold);  // it is newer than the list
    delta.entries.clear();
    CHECK(judged() == RevocationState::good);
    CHECK(world.refused() == "revocation-delta");
  }
  SECTION("removeFromCRL takes back a hold and nothing else") {
    delta.entries = {world.entry("2026-05-31T20:00:00Z", 8)};
    base.entries = {world.entry("2026-05-01T00:00:00Z", 6)};
    CHECK(judged() == RevocationState::good);
    base.entries = {world.entry("2026-05-01T00:00:00Z", 1)};
    CHECK(judged() == RevocationState::revoked);
  }
  SECTION("what comes from a delta's address without saying so is neither") {
    base.entries = {world.entry("2026-05-01T00:00:00Z", 1)};
    delta.entries.clear();
    delta.base_number.reset();
    delta.number = 999'999;  // would win as a newer list
    CHECK(judged() == RevocationState::revoked);
    CHECK(world.refused() == "revocation-list-kind");
  }
  SECTION("nor is it with a critical freshestCRL") {
    base.entries = {world.entry("2026-05-01T00:00:00Z", 1)};
    delta.entries.clear();
    delta.base_number.reset();
    delta.number = 999'999;
    delta.extensions = {
        {Oid("2.5.29.46"), true, test::make_points({{{delta_url}, std::nullopt, std::nullopt}})}};
    CHECK(judged() == RevocationState::revoked);
    CHECK(world.refused() == "revocation-list-kind");
  }
}

TEST_CASE("the evidence holds what an index said", "[store][crl][revocation]") {
  RevocationWorld world;
  fetch_index(world, "http://kz.example/full.crl",
              world.list({world.entry("2026-05-01T00:00:00Z", 1)}));
  const model::Evidence evidence = world.collect();
  REQUIRE(evidence.revocation.size() == 1);
  const model::RevocationEvidence& data = evidence.revocation[0];
  CHECK(data.token.value == model::ValueState::valid);
  const auto status = std::ranges::find(data.statuses, test::certificate(world.leaf).fingerprint(),
                                        &model::CertificateStatus::certificate);
  REQUIRE(status != data.statuses.end());
  CHECK(status->state == model::CertificateStatus::State::revoked);
  CHECK(status->revoked_at == at("2026-05-01T00:00:00Z"));
  CHECK(status->reason == pki::RevocationReason::key_compromise);
  // So it is judged again without the index.
  world.fetched.clear();
  CHECK(world.ask(evidence, [&](const blocks::Subject& subject) {
    return blocks::find_revocation(subject, {evidence.signatures[0].paths.at(0), 0, std::nullopt},
                                   model::CertificateRole::signing, world.time)
        .state;
  }) == RevocationState::revoked);
}

// Writes the seeds of tests/fuzz/crl_index anew: gateway_crl_index_test "[seeds]"
TEST_CASE("seeds of lists and their indexes", "[.][seeds]") {
  const auto write = [](const std::string& name, const Bytes& octets) {
    std::ofstream file(std::filesystem::path(SENIM_SOURCE_DIR) / "tests/fuzz/crl_index" / name,
                       std::ios::binary);
    file.write(reinterpret_cast<const char*>(octets.data()),
               static_cast<std::streamsize>(octets.size()));
    REQUIRE(file.good());
  };
  const auto both = [&](const std::string& name, const CrlSpec& spec, KeyKind kind) {
    const Bytes der = test::make_crl(spec, test_pki(kind).ca);
    write(name + ".crl", der);
    write(name + ".index", index_octets(der));
  };
  both("plain", plain_list({entry(5), entry(70'000, 1), entry(5, 6)}), KeyKind::p256);
  both("empty", plain_list(), KeyKind::p256);
  both("kept-message", plain_list({entry(5, 9)}), KeyKind::ed25519);
  CrlSpec indirect = plain_list({entry(1), entry(2), entry(1), entry(3, 7)});
  indirect.distribution_point = test::make_scope({.indirect = true});
  indirect.entries[1].issuer = names()[1];
  indirect.entries[2].issuer = names()[2];
  both("indirect", indirect, KeyKind::p256);
  CrlSpec critical = plain_list({entry(1)});
  critical.entries[0].extensions = {{Oid("1.2.3.4"), true, demo::der::null()}};
  both("critical-entry", critical, KeyKind::p256);
}
