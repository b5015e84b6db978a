#include <catch2/catch.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "gateway/store/archive.h"
#include "tests/gateway/service/fakes.h"
#include "tests/policies/shipped.h"
#include "tests/validators/process/time_world.h"

// EN 319 102-1 5.6.2.3 from end to end: the service over the validator, the policies and the
// archive that `serve` has. Only the clock, the trust and the network are doubles.

using namespace senim;
using namespace senim::service;
using nlohmann::json;
using test::at;
using test::caller;

namespace {

constexpr std::string_view kRevoked = "2026-05-10T00:00:00Z";
constexpr std::string_view kBefore = "2026-05-09T23:59:58Z";
constexpr std::string_view kLater = "2026-06-01T00:00:00Z";

struct ProvingWorld : test::ServiceWorld {
  process::TimeWorld past;  // document and lists, as of `past.now`
  Bytes document = past.document();
  std::unique_ptr<store::Archive> kept = open();
  std::unique_ptr<ValidationService> proving = serving();

  ProvingWorld() {
    publish(make_validator(std::make_shared<test::TestTrust>(past.services),
                           policies::shipped_book(), std::make_shared<NoNetwork>(),
                           std::make_shared<process::Known>()));
  }
  std::unique_ptr<store::Archive> open() const {
    store::Archive::Options options;
    options.state_dir = scratch / "state";
    return store::Archive::open(options).value();
  }
  std::unique_ptr<ValidationService> serving() {
    return std::make_unique<ValidationService>(
        ValidationService::Parts{active, clock, *kept, *cache, *workers, "engine"});
  }
  void revoke() { past.revoked = {past.revoke(past.rsa.leaf, kRevoked, process::kKeyCompromise)}; }

  // The report that this caller gets at that time; demo-strict counts the archive.
  json ask(std::string_view when, const std::string& who = "one",
           const std::string& policy = "demo-strict") {
    past.now = at(when);
    clock.advance(past.now - clock.now());
    ValidationRequest request;
    request.submission.document = document;
    request.submission.evidence.crls = past.lists();
    request.submission.policy = policy;
    REQUIRE(proving->admissible(request, caller(who)).ok());
    const auto answer = proving->validate(request, caller(who));
    if (!answer.ok()) {
      FAIL(answer.error().message);
    }
    return json::parse(answer->report);
  }
};

// The only signature's check of that id, the last one; null when it was not made.
json check_of(const json& report, const std::string& id) {
  json found;
  for (const json& check : report["verdict"]["signatures"].at(0)["checks"]) {
    if (check["id"] == id) {
      found = check;
    }
  }
  return found;
}

void check_confirmed_by(const json& report, const json& earlier) {
  CHECK(report["verdict"]["status"] == "confirmed");
  const json& signature = report["verdict"]["signatures"].at(0);
  CHECK(signature["indication"] == "TOTAL_PASSED");
  CHECK(signature["bestSignatureTime"] == earlier["receipt"]["issuedAt"]);
  CHECK(signature["bestSignatureTimeFrom"] == "archive");
  CHECK(check_of(report, "proven-before-revocation")["outcome"] == "ok");
  const json seen = check_of(report, "seen-before");
  REQUIRE(seen.is_object());
  CHECK(seen["outcome"] == "ok");
  CHECK(seen["level"] == "inform");
  CHECK(seen["params"]["signature"] == "seen");
  CHECK(seen["params"]["archive"] == "receipt:" + earlier["receipt"]["id"].get<std::string>());
}

void check_revoked(const json& report) {
  CHECK(report["verdict"]["status"] == "not_confirmed");
  CHECK(report["verdict"]["reason"]["code"] == "not-revoked");
  const json& signature = report["verdict"]["signatures"].at(0);
  CHECK(signature["indication"] == "INDETERMINATE");
  CHECK(signature["subIndication"] == "REVOKED_NO_POE");
}

// As of everybody whom the archive tells nothing.
void check_unproven(const json& report) {
  check_revoked(report);
  CHECK(report["verdict"]["signatures"].at(0)["bestSignatureTimeFrom"] == "validation");
  CHECK(check_of(report, "seen-before").is_null());
}

}  // namespace

TEST_CASE("a receipt from before the revocation proves to its caller that the signature existed",
          "[service][poe]") {
  ProvingWorld world;
  const json first = world.ask(kBefore);
  CHECK(first["verdict"]["status"] == "confirmed");
  CHECK(first["verdict"]["signatures"].at(0)["bestSignatureTimeFrom"] == "validation");
  world.revoke();

  SECTION("to him") {
    const json later = world.ask(kLater);
    check_confirmed_by(later, first);
    CHECK(later["receipt"]["id"] != first["receipt"]["id"]);
    CHECK(world.ask(kLater) == later);  // the same request while the verdict lives
    CHECK(world.kept->head().count == 2);
    CHECK(world.kept->verify_chain().ok());
  }
  SECTION("to nobody else, whoever asks first") {
    check_unproven(world.ask(kLater, "two"));
    check_confirmed_by(world.ask(kLater, "one"), first);
    check_unproven(world.ask(kLater, "three"));
  }
  SECTION("not under a policy that ignores the archive") {
    check_unproven(world.ask(kLater, "one", "default"));
  }
  SECTION("not of what the same signer signed a second later") {
    world.past.signed_at += Seconds{1};
    world.document = world.past.document();
    const json later = world.ask(kLater);
    check_revoked(later);
    // His certificate was seen, his signature was not.
    CHECK(check_of(later, "proven-before-revocation")["outcome"] != "ok");
  }
  SECTION("after a restart, with the cache gone") {
    world.proving.reset();
    world.kept.reset();
    world.kept = world.open();
    world.cache.reset();
    std::filesystem::remove_all(world.scratch / "cache");
    world.cache = store::VerdictCache::open(world.scratch / "cache").value();
    world.proving = world.serving();
    check_confirmed_by(world.ask(kLater), first);
  }
  SECTION("the first receipt, however many follow") {
    CHECK(world.ask("2026-05-20T00:00:00Z")["verdict"]["status"] == "confirmed");
    check_confirmed_by(world.ask(kLater), first);
  }
}

TEST_CASE(
    "a receipt of the last second before the revocation is too late: it is as old as its "
    "second may be",
    "[service][poe]") {
  ProvingWorld world;
  CHECK(world.ask("2026-05-09T23:59:59Z")["verdict"]["status"] == "confirmed");
  world.revoke();
  const json later = world.ask(kLater);
  check_revoked(later);
  CHECK(check_of(later, "proven-before-revocation")["outcome"] == "failed");
}

TEST_CASE("a receipt that says revoked proves no time before the revocation", "[service][poe]") {
  ProvingWorld world;
  world.revoke();
  check_unproven(world.ask("2026-05-10T02:00:00Z"));
  const json later = world.ask(kLater);
  check_revoked(later);
  CHECK(check_of(later, "proven-before-revocation")["outcome"] == "failed");
}
