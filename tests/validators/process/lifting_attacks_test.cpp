#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/validators/process/time_world.h"

// Attacks found by review: whoever holds a document adds unsigned parts to it so that a later
// process lifts what the basic one refused. None may end in a pass.

namespace senim::process {

TEST_CASE("a junk archive attribute and an old list hide no revocation", "[process][attacks]") {
  TimeWorld world;
  world.junk_archive = true;
  world.lists_made = world.now - Seconds{20 * 24 * 3600};
  world.lists_last = Seconds{30 * 24 * 3600};
  CHECK(outcome(world) == kPassed);  // nothing is revoked yet

  const auto later = GENERATE(Seconds{-3600}, Seconds{0}, Seconds{40});
  CAPTURE(later.count());
  TimeWorld newer;
  newer.lists_made = world.now + later;
  newer.revoked = {newer.revoke(newer.rsa.leaf, "2026-05-01T00:00:00Z", kKeyCompromise)};
  world.later_lists = newer.lists();
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
  CHECK(world.verdict().status == DocumentStatus::not_confirmed);
  world.stamped = at("2026-05-01T00:00:00Z");
  CHECK(outcome(world) == undecided(SubIndication::revoked_no_poe));
}

TEST_CASE("no model lets a signature pass that is younger than a revocation",
          "[process][attacks]") {
  TimeWorld world;
  world.junk_archive = true;
  world.rules.model = GENERATE(model::ValidityModel::shell, model::ValidityModel::chain,
                               model::ValidityModel::hybrid);
  const std::uint8_t reason = GENERATE(kKeyCompromise, std::uint8_t{2}, kSuperseded, kHold);
  CAPTURE(int{reason});
  world.revoked = {world.revoke(world.rsa.leaf, "2026-05-01T00:00:00Z", reason)};
  CHECK(outcome(world) ==
        undecided(reason == kHold ? SubIndication::try_later : SubIndication::revoked_no_poe));
}

TEST_CASE("revocation data beyond a limit leaves every status open", "[process][attacks]") {
  TimeWorld world;
  world.lists_made = world.now - Seconds{2 * 24 * 3600};
  world.lists_last = Seconds{30 * 24 * 3600};
  TimeWorld newer;
  newer.revoked = {newer.revoke(newer.rsa.leaf, "2026-05-01T00:00:00Z", kKeyCompromise)};
  const Bytes good = world.lists().front();
  for (std::uint8_t i = 0; i < 120; ++i) {
    Bytes broken = good;
    broken[broken.size() - 1 - i] ^= 1;  // in the signature value
    world.later_lists.push_back(broken);
  }
  const std::vector<Bytes> last = newer.lists();
  world.later_lists.insert(world.later_lists.end(), last.begin(), last.end());
  const model::Verdict verdict = world.verdict();
  CHECK(verdict.status != DocumentStatus::confirmed);
  CHECK(outcome(world) == undecided(SubIndication::certificate_chain_general_failure));
  const auto* check = test::find_check(verdict.signatures[0].checks, "revocation-search-complete");
  REQUIRE(check != nullptr);
  CHECK(check->outcome == model::Outcome::failed);
}

TEST_CASE("an expired CA is not lifted for a signature made later", "[process][attacks]") {
  TimeWorld world;
  const UtcTime end = certificate(world.rsa.ca).not_after();
  world.rules = test::plain_rules();  // nobody asks for revocation
  world.junk_archive = true;
  CHECK(outcome(world) == kPassed);
  world.now = end + Seconds{1};
  CHECK(outcome(world).indication == Indication::indeterminate);
}

}  // namespace senim::process
