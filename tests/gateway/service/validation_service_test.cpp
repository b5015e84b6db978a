#include "gateway/service/validation_service.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "gateway/reports/report_signer.h"
#include "tests/gateway/service/fakes.h"

using namespace senim;
using namespace senim::service;
using test::caller;
using test::kNow;
using test::ServiceWorld;

namespace {

ValidationRequest request_for(std::string_view document, std::string name = "a.p7s") {
  ValidationRequest request;
  request.submission.document = as_bytes(document);
  request.document_name = std::move(name);
  return request;
}

Answer ask(ServiceWorld& world, std::string_view document, const std::string& who = "one",
           std::string name = "a.p7s") {
  auto answer = world.service->validate(request_for(document, std::move(name)), caller(who));
  if (!answer.ok()) {
    FAIL(answer.error().message);
  }
  return std::move(answer).value();
}

}  // namespace

TEST_CASE("an answer is a signed report whose receipt is in the archive", "[service]") {
  ServiceWorld world;
  const Answer answer = ask(world, "document");
  CHECK_FALSE(answer.hit);
  CHECK(*reports::payload_of(answer.jws) == answer.report);
  const auto report = nlohmann::json::parse(answer.report);
  CHECK(report["format"] == "senim-report/1");
  CHECK(report["receipt"]["id"] == answer.id.text());
  CHECK(report["receipt"]["serial"] == "1");
  CHECK(report["receipt"]["issuedAt"] == to_string(kNow));
  CHECK(report["receipt"]["service"]["name"] == "Senim test");
  CHECK(report["receipt"]["service"]["certificate"] == world.signer->certificate());
  CHECK(report["receipt"]["service"]["policy"] == "1.2.3.4");
  CHECK(report["receipt"]["document"]["name"] == "a.p7s");
  CHECK(report["receipt"]["demo"] == true);
  CHECK(report["verdict"]["status"] == "confirmed");
  REQUIRE(world.archive.records.size() == 1);
  const store::ReceiptRecord& record = world.archive.records[0];
  CHECK(record.id == answer.id);
  CHECK(record.serial == 1);
  CHECK(record.issued_at == kNow);
  CHECK(record.caller == "one");
  CHECK(record.jws == answer.jws);
}

TEST_CASE("the same caller and request get the same receipt byte for byte", "[service]") {
  ServiceWorld world;
  const Answer first = ask(world, "document");
  world.clock.advance(Seconds(7));
  const Answer second = ask(world, "document");
  CHECK(second.hit);
  CHECK(second.age == Seconds(7));
  CHECK(second.id == first.id);
  CHECK(second.report == first.report);
  CHECK(second.jws == first.jws);
  CHECK(world.validator->calls == 1);
  CHECK(world.archive.records.size() == 1);
  SECTION("until the verdict ends") {
    world.clock.advance(Seconds(892));
    CHECK(ask(world, "document").hit);
    world.clock.advance(Seconds(1));
    const Answer later = ask(world, "document");
    CHECK_FALSE(later.hit);
    CHECK_FALSE(later.id == first.id);
    CHECK(world.validator->calls == 2);
  }
  SECTION("for another document") {
    CHECK_FALSE(ask(world, "documenu").hit);
    CHECK(world.validator->calls == 2);
  }
  SECTION("under another name of the document: one validation, another receipt") {
    const Answer other = ask(world, "document", "one", "b.p7s");
    CHECK_FALSE(other.hit);
    CHECK_FALSE(other.id == first.id);
    CHECK(world.validator->calls == 1);
  }
}

TEST_CASE("another caller gets another receipt over the same verdict", "[service]") {
  ServiceWorld world;
  const Answer one = ask(world, "document", "one");
  const Answer two = ask(world, "document", "two");
  CHECK(world.validator->calls == 1);
  CHECK_FALSE(two.hit);
  CHECK_FALSE(one.id == two.id);
  const auto first = nlohmann::json::parse(one.report);
  const auto second = nlohmann::json::parse(two.report);
  CHECK(first["verdict"] == second["verdict"]);
  CHECK(first["receipt"]["serial"] != second["receipt"]["serial"]);
  CHECK(world.service->receipt(one.id, caller("one"))->jws == one.jws);
  CHECK(world.service->receipt(one.id, caller("two")).error().code == ErrorCode::not_found);
  CHECK(world.service->receipt(two.id, caller("one")).error().code == ErrorCode::not_found);
}

TEST_CASE("a caller with another policy scope gets a verdict of his own", "[service]") {
  ServiceWorld world;
  ask(world, "document", "one");
  Caller other = caller("one");
  other.scope.default_policy = "kz";
  REQUIRE(world.service->validate(request_for("document"), other).ok());
  CHECK(world.validator->calls == 2);
}

TEST_CASE("a new book, snapshot, key or configuration ends what was cached", "[service]") {
  ServiceWorld world;
  ask(world, "document");
  SECTION("book") { world.publish(std::make_shared<test::FakeValidator>("other", "snapshot")); }
  SECTION("snapshot") { world.publish(std::make_shared<test::FakeValidator>("book", "other")); }
  SECTION("configuration") { world.publish(world.validator, "other"); }
  SECTION("key") {
    const test::Scratch scratch;
    auto key = keys::demo_key(scratch / "demo", kNow);
    REQUIRE(key.ok());
    auto signer = reports::ReportSigner::make(std::move(key).value());
    REQUIRE(signer.ok());
    world.signer = std::move(signer).value();
    world.publish(world.validator);
  }
  CHECK_FALSE(ask(world, "document").hit);
  CHECK(world.archive.records.size() == 2);
}

TEST_CASE("a verdict over older revocation data than another validation saw is a miss",
          "[service]") {
  ServiceWorld world;
  constexpr crypto::Sha256 kIssuer = {1};
  UtcTime newest = test::kNow - Seconds(60);
  world.validator->answer = [&](const model::Submission&, const Caller&, UtcTime now) {
    return JudgedVerdict{"{}", now + Seconds(900), {{kIssuer, newest}}};
  };
  const Answer first = ask(world, "document");
  CHECK(ask(world, "document").id == first.id);
  newest = test::kNow;
  const Answer other = ask(world, "another document");
  const Answer again = ask(world, "document");
  CHECK_FALSE(again.hit);
  CHECK_FALSE(again.id == first.id);
  CHECK(ask(world, "document").id == again.id);
  CHECK(ask(world, "another document").id == other.id);
  CHECK(world.validator->calls == 3);
}

namespace {

// A validator whose policies count the archive: undecided, with one object, unless told of it.
constexpr crypto::Sha256 kObject = {7};
void count_archive(ServiceWorld& world, bool confirmed = false, bool demo = false) {
  service::Active active = *world.active.get();
  active.demo = demo;
  world.active.publish(std::make_shared<const service::Active>(active));
  world.validator->archive_counts = true;
  world.validator->answer = [&world, confirmed](const model::Submission&, const Caller&,
                                                UtcTime now) {
    const bool seen = !world.validator->testimonies.empty();
    return JudgedVerdict{seen ? R"({"seen":true})" : R"({"seen":false})",
                         now + Seconds(900),
                         {},
                         confirmed,
                         {kObject}};
  };
}
bool seen(const Answer& answer) { return nlohmann::json::parse(answer.report)["verdict"]["seen"]; }

}  // namespace

TEST_CASE("what the archive saw for a caller makes him a verdict of his own", "[service]") {
  ServiceWorld world;
  count_archive(world);
  const Answer first = ask(world, "document", "one");
  CHECK_FALSE(seen(first));
  REQUIRE(world.archive.records.size() == 1);
  CHECK(world.archive.records[0].objects == std::vector{kObject});
  world.clock.advance(Seconds(901));
  const Answer again = ask(world, "document", "one");
  CHECK(seen(again));
  REQUIRE(world.validator->testimonies.size() == 1);
  CHECK(world.validator->testimonies[0].object == kObject);
  CHECK(world.validator->testimonies[0].time == test::kNow);
  CHECK(world.validator->testimonies[0].receipt == first.id.text());
  CHECK(world.validator->calls == 3);  // one for everybody, one of his own

  SECTION("nobody else learns of it") {
    CHECK_FALSE(seen(ask(world, "document", "two")));
    CHECK(world.validator->calls == 3);  // the one for everybody
  }
  SECTION("the same request again is the same receipt") {
    CHECK(ask(world, "document", "one").id == again.id);
    CHECK(world.validator->calls == 3);
  }
}

TEST_CASE("the archive is not asked about a verdict that confirms, nor where no policy counts it",
          "[service]") {
  ServiceWorld world;
  const bool confirmed = GENERATE(true, false);
  count_archive(world, confirmed);
  world.validator->archive_counts = confirmed;
  ask(world, "document");
  world.clock.advance(Seconds(901));
  CHECK_FALSE(seen(ask(world, "document")));
  CHECK(world.validator->calls == 2);
}

TEST_CASE("what the archive saw in the same second as the verdict was made proves nothing new",
          "[service]") {
  ServiceWorld world;
  count_archive(world);
  CHECK_FALSE(seen(ask(world, "document", "one")));
  ValidationRequest renamed = request_for("document");
  renamed.document_name = "other.p7m";
  const auto answer = world.service->validate(renamed, caller("one"));
  REQUIRE(answer.ok());
  CHECK_FALSE(seen(*answer));
  CHECK(world.validator->calls == 1);
}

TEST_CASE("a damaged record about an object gives no verdict", "[service]") {
  ServiceWorld world;
  count_archive(world);
  ask(world, "document");
  world.clock.advance(Seconds(901));
  world.archive.problem = ErrorCode::corrupt;
  CHECK(world.service->validate(request_for("document"), caller("one")).error().code ==
        ErrorCode::corrupt);
}

TEST_CASE("what a demo saw proves nothing outside it", "[service]") {
  ServiceWorld world;
  count_archive(world, false, true);
  service::Active real = *world.active.get();
  real.demo = false;
  ask(world, "document");
  CHECK(world.archive.records.at(0).objects != std::vector{kObject});
  world.clock.advance(Seconds(901));
  SECTION("in the demo it does") { CHECK(seen(ask(world, "document"))); }
  SECTION("in service it does not") {
    world.active.publish(std::make_shared<const service::Active>(real));
    CHECK_FALSE(seen(ask(world, "document")));
  }
}

TEST_CASE("a verdict that must not live is never served again", "[service]") {
  ServiceWorld world;
  world.validator->answer = [](const model::Submission&, const Caller&, UtcTime now) {
    return JudgedVerdict{"{}", now};
  };
  ask(world, "document");
  CHECK_FALSE(ask(world, "document").hit);
  CHECK(world.validator->calls == 2);
}

TEST_CASE("what has no verdict is an error and is not remembered", "[service]") {
  ServiceWorld world;
  world.validator->answer = [](const model::Submission&, const Caller&,
                               UtcTime) -> Result<JudgedVerdict> {
    return Error{ErrorCode::unsupported, "PDF"};
  };
  CHECK(world.service->validate(request_for("document"), caller("one")).error().code ==
        ErrorCode::unsupported);
  CHECK(world.archive.records.empty());
  world.validator->answer = nullptr;
  CHECK_FALSE(ask(world, "document").hit);
}

TEST_CASE("an exception in the core comes out at the request boundary", "[service]") {
  ServiceWorld world;
  world.validator->answer = [](const model::Submission&, const Caller&,
                               UtcTime) -> Result<JudgedVerdict> {
    throw std::logic_error("broken");
  };
  CHECK_THROWS_AS(world.service->validate(request_for("document"), caller("one")),
                  std::logic_error);
  CHECK(world.archive.records.empty());
  world.validator->answer = nullptr;
  CHECK_FALSE(ask(world, "document").hit);
}

TEST_CASE("a receipt whose record cannot be written does not leave", "[service]") {
  ServiceWorld world;
  world.archive.fail = true;
  CHECK(world.service->validate(request_for("document"), caller("one")).error().code ==
        ErrorCode::unavailable);
  world.archive.fail = false;
  const Answer answer = ask(world, "document");
  CHECK_FALSE(answer.hit);
  CHECK(world.archive.records.at(0).serial == 2);  // the first is spent
  CHECK(world.validator->calls == 1);              // the verdict was good
}

TEST_CASE("a verdict that the cache has lost is judged anew", "[service]") {
  ServiceWorld world;
  ask(world, "document");
  world.cache.reset();
  std::filesystem::remove_all(world.scratch / "cache");
  world.cache = store::VerdictCache::open(world.scratch / "cache").value();
  ServiceWorld* const same = &world;
  ValidationService service(
      {same->active, same->clock, same->archive, *same->cache, *same->workers, "engine"});
  const auto answer = service.validate(request_for("document"), caller("one"));
  REQUIRE(answer.ok());
  CHECK_FALSE(answer->hit);
  CHECK(world.validator->calls == 2);
}

TEST_CASE("identical requests at the same time are one validation and one receipt", "[service]") {
  ServiceWorld world;
  std::atomic<int> asked = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  world.validator->hold = [&] {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return open; });
  };
  std::vector<std::thread> threads;
  std::vector<Answer> answers(8);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      ++asked;
      // Two callers, four requests each.
      answers[i] = ask(world, "document", i % 2 == 0 ? "one" : "two");
    });
  }
  while (asked < 8 || world.validator->calls < 1) {
    std::this_thread::yield();
  }
  {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(world.validator->calls == 1);
  CHECK(world.archive.records.size() == 2);
  for (std::size_t i = 2; i < answers.size(); ++i) {
    CHECK(answers[i].jws == answers[i % 2].jws);
  }
  CHECK(answers[0].jws != answers[1].jws);
}

TEST_CASE("a full queue is unavailable and a hit needs no worker", "[service]") {
  ServiceWorld world(1, 1);
  ask(world, "cached");
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  world.validator->hold = [&] {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return open; });
  };
  std::thread running([&] { ask(world, "first"); });
  while (world.validator->calls < 2) {
    std::this_thread::yield();
  }
  REQUIRE(world.workers->try_submit([] {}));  // the one place in the queue
  CHECK(ask(world, "cached").hit);
  CHECK(world.service->validate(request_for("second"), caller("one")).error().code ==
        ErrorCode::unavailable);
  {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
  running.join();
}

TEST_CASE("a time ahead of the clock by more than a minute may not be asked about", "[service]") {
  ServiceWorld world;
  ValidationRequest request = request_for("document");
  request.submission.asked_time = kNow + Seconds(60);
  CHECK(world.service->admissible(request, caller("one")).ok());
  request.submission.asked_time = kNow + Seconds(61);
  CHECK(world.service->admissible(request, caller("one")).error().code == ErrorCode::malformed);
}

TEST_CASE("a policy must exist and be the caller's to ask for", "[service]") {
  ServiceWorld world;
  ValidationRequest request = request_for("document");
  request.submission.policy = "secret";
  CHECK(world.service->admissible(request, caller("one")).error().code == ErrorCode::denied);
  request.submission.policy = "nowhere";
  CHECK(world.service->admissible(request, caller("one")).error().code == ErrorCode::not_found);
  request.submission.policy = "kz";
  CHECK(world.service->admissible(request, caller("one")).ok());
}

TEST_CASE("a worker pool finishes what it took", "[service]") {
  std::atomic<int> done = 0;
  {
    WorkerPool pool(2, 100);
    for (int i = 0; i < 100; ++i) {
      REQUIRE(pool.try_submit([&] { ++done; }));
    }
  }
  CHECK(done == 100);
}

TEST_CASE("with a clock behind the newest receipt nothing is issued", "[service]") {
  ServiceWorld world;
  const Answer first = ask(world, "document");
  world.clock.advance(Seconds(-2));  // clocks are set by a second now and then
  CHECK(ask(world, "other").id != first.id);
  CHECK(world.service->clock_goes_forward().ok());
  world.clock.advance(Seconds(-1));
  // The newest is the one of two seconds before.
  CHECK(world.service->clock_goes_forward().ok());
  world.clock.advance(Seconds(-2));
  CHECK(world.service->clock_goes_forward().error().code == ErrorCode::unavailable);
  const int calls = world.validator->calls;
  CHECK(world.service->validate(request_for("third"), caller("one")).error().code ==
        ErrorCode::unavailable);
  CHECK(world.validator->calls == calls);
  CHECK(world.archive.records.size() == 2);
  CHECK(ask(world, "document").jws == first.jws);  // what was issued is still served
  world.clock.advance(Seconds(1));
  CHECK(ask(world, "third").id != first.id);
}

TEST_CASE("a clock that goes back while a document is judged ends its receipt", "[service]") {
  ServiceWorld world;
  ask(world, "document");
  world.validator->hold = [&] { world.clock.advance(Seconds(-60)); };
  CHECK(world.service->validate(request_for("other"), caller("one")).error().code ==
        ErrorCode::unavailable);
  CHECK(world.archive.records.size() == 1);
}
