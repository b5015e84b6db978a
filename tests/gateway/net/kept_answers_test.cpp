#include "gateway/net/kept_answers.h"

#include <catch2/catch.hpp>
#include <future>

#include "gateway/net/evidence_fetcher.h"
#include "tests/gateway/net/responder.h"
#include "tests/gateway/scratch.h"
#include "tests/support/revocation_maker.h"
#include "tests/support/test_pki.h"
#include "validators/model/crl_lookup.h"
#include "validators/pki/ocsp_request.h"

using namespace senim;
using namespace senim::net;
using model::Fetched;
using model::FetchTarget;
using model::RevocationOrigin;
using model::Wanted;
using test::at;
using test::http_answer;
using test::Peer;
using test::Responder;

namespace {

using Kind = FetchTarget::Kind;

const UtcTime kNow = at("2026-06-01T00:00:00Z");

class SetClock final : public service::Clock {
 public:
  std::chrono::milliseconds since_epoch() const override {
    return std::chrono::milliseconds(now.load().time_since_epoch().count() * 1000);
  }
  std::atomic<UtcTime> now{kNow};
};

Bytes list_until(std::optional<UtcTime> next_update, std::size_t entries = 1) {
  test::CrlSpec spec;
  spec.this_update = at("2026-05-31T12:00:00Z");
  spec.next_update = next_update;
  spec.number = 10;
  for (std::size_t i = 0; i < entries; ++i) {
    spec.entries.push_back(
        {static_cast<std::int64_t>(i + 1), at("2026-05-01T00:00:00Z"), 1, {}, {}});
  }
  return test::make_crl(spec, test::test_pki().ca);
}

// More than kSpoolAbove.
Bytes large_list() { return list_until(kNow + Seconds(86'400), 12'000); }

Bytes answer_until(std::optional<UtcTime> next_update,
                   std::vector<demo::ExtensionSpec> extensions = {}) {
  test::OcspSpec spec;
  spec.produced_at = kNow;
  test::OcspEntrySpec entry;
  entry.certificate = &test::test_pki().leaf;
  entry.issuer = &test::test_pki().ca;
  entry.this_update = kNow;
  entry.next_update = next_update;
  spec.entries = {entry};
  spec.extensions = std::move(extensions);
  return test::make_ocsp(spec, test::test_pki().ca);
}

std::string text(const Bytes& octets) { return std::string(as_text(octets)); }

// A responder that always answers so, and a source that keeps what it says.
struct Keeping {
  test::Scratch scratch;
  SetClock clock;
  Responder responder;
  std::shared_ptr<store::CrlShelf> shelf;
  std::unique_ptr<EvidenceFetcher> source;

  explicit Keeping(const Bytes& octets)
      : Keeping([body = text(octets)](const Peer& peer, const std::string&) {
          peer.send(http_answer(body));
        }) {}
  explicit Keeping(Responder::Script script) : responder(std::move(script)) { start(); }

  // Also: again, after a restart.
  void start() {
    source.reset();
    shelf.reset();
    shelf = store::CrlShelf::open(scratch / "crls").value();
    auto cache =
        std::make_shared<store::AnswerCache>(store::CacheDatabase::open(scratch / "cache").value());
    FetcherOptions options;
    options.rules.private_networks = {IpNetwork::parse("127.0.0.0/8").value()};
    options.remember_dead = Milliseconds{0};
    source = std::make_unique<EvidenceFetcher>(
        Fetcher::start(std::move(options)).value(), EvidenceLimits{}, OcspMethod::post,
        std::make_shared<KeptAnswers>(std::move(cache), shelf, clock, KeepFor{}));
  }
  Fetched ask(Kind kind, const std::string& path = "/", bool beyond_cache = false,
              std::string_view request = "ask") {
    Wanted wanted{{kind, responder.url(path), {}},
                  kind == Kind::ocsp ? to_bytes(request) : Bytes{},
                  beyond_cache};
    return source->fetch({wanted}, std::chrono::steady_clock::now() + std::chrono::seconds(30))
        .at(0);
  }
  int asked() const { return responder.connections(); }
};

bool from_cache(const Fetched& answer) {
  return answer.state == Fetched::State::answered && answer.origin == RevocationOrigin::cache;
}
bool from_source(const Fetched& answer) {
  return answer.state == Fetched::State::answered && answer.origin == RevocationOrigin::online;
}

}  // namespace

TEST_CASE("an answer is used again until its nextUpdate and no longer", "[net][cache]") {
  const auto kind = GENERATE(Kind::ocsp, Kind::crl);
  const UtcTime end = kNow + Seconds(300);
  const Bytes octets = kind == Kind::ocsp ? answer_until(end) : list_until(end);
  Keeping keeping(octets);
  CHECK(from_source(keeping.ask(kind)));
  const Fetched again = keeping.ask(kind);
  CHECK(from_cache(again));
  CHECK(again.octets == octets);
  keeping.clock.now = end - Seconds(1);
  CHECK(from_cache(keeping.ask(kind)));
  CHECK(keeping.asked() == 1);
  keeping.clock.now = end;
  CHECK(from_source(keeping.ask(kind)));
  CHECK(keeping.asked() == 2);
}

TEST_CASE("our own bound ends an answer before a late nextUpdate", "[net][cache]") {
  const auto kind = GENERATE(Kind::ocsp, Kind::crl);
  const UtcTime late = kNow + Seconds(10 * 86'400);
  Keeping keeping(kind == Kind::ocsp ? answer_until(late) : list_until(late));
  const KeepFor keep;
  const Seconds most = kind == Kind::ocsp ? keep.ocsp : keep.crl;
  CHECK(from_source(keeping.ask(kind)));
  keeping.clock.now = kNow + most - Seconds(1);
  CHECK(from_cache(keeping.ask(kind)));
  keeping.clock.now = kNow + most;
  CHECK(from_source(keeping.ask(kind)));
}

TEST_CASE("an answer without nextUpdate is used again for a minute", "[net][cache]") {
  const auto kind = GENERATE(Kind::ocsp, Kind::crl);
  Keeping keeping(kind == Kind::ocsp ? answer_until(std::nullopt) : list_until(std::nullopt));
  CHECK(from_source(keeping.ask(kind)));
  keeping.clock.now = kNow + Seconds(59);
  CHECK(from_cache(keeping.ask(kind)));
  keeping.clock.now = kNow + Seconds(60);
  CHECK(from_source(keeping.ask(kind)));
}

TEST_CASE("what is old already or cannot be read is not kept", "[net][cache]") {
  const Bytes octets = GENERATE(answer_until(kNow), answer_until(kNow - Seconds(1)),
                                test::make_ocsp_refusal(3), to_bytes("<html>"));
  Keeping keeping(octets);
  CHECK(from_source(keeping.ask(Kind::ocsp)));
  CHECK(from_source(keeping.ask(Kind::ocsp)));
  CHECK(keeping.asked() == 2);
}

TEST_CASE("a failure is not kept", "[net][cache]") {
  Keeping keeping(
      [](const Peer& peer, const std::string&) { peer.send(http_answer("x", "500 Oops")); });
  CHECK(keeping.ask(Kind::ocsp).state == Fetched::State::unreachable);
  CHECK(keeping.ask(Kind::ocsp).state == Fetched::State::unreachable);
  CHECK(keeping.asked() == 2);
}

TEST_CASE("an answer is kept for its question, and not when it has another's nonce",
          "[net][cache]") {
  const auto certificate = [](const demo::Party& party) {
    return pki::Certificate::from_der(party.certificate).value();
  };
  const Bytes question =
      pki::ocsp_request(certificate(test::test_pki().leaf), certificate(test::test_pki().ca))
          .value();
  SECTION("the next request would have another nonce") {
    Keeping keeping(answer_until(kNow + Seconds(60)));
    CHECK(from_source(keeping.ask(Kind::ocsp, "/", false, as_text(question))));
    CHECK(from_cache(keeping.ask(Kind::ocsp, "/", false, as_text(question))));
    CHECK(keeping.asked() == 1);
  }
  SECTION("replayed") {
    const Bytes nonce{0x04, 0x01, 0x07};
    Keeping keeping(
        answer_until(kNow + Seconds(60), {{Oid("1.3.6.1.5.5.7.48.1.2"), false, nonce}}));
    CHECK(keeping.ask(Kind::ocsp, "/", false, as_text(question)).state ==
          Fetched::State::unreachable);
    CHECK(keeping.ask(Kind::ocsp, "/", false, as_text(question)).state ==
          Fetched::State::unreachable);
    CHECK(keeping.asked() == 2);
  }
}

TEST_CASE("another address, kind or request is another answer", "[net][cache]") {
  Keeping keeping(answer_until(kNow + Seconds(300)));
  CHECK(from_source(keeping.ask(Kind::ocsp, "/a")));
  CHECK(from_source(keeping.ask(Kind::ocsp, "/b")));
  CHECK(from_source(keeping.ask(Kind::ocsp, "/a", false, "other")));
  CHECK(from_source(keeping.ask(Kind::issuer_certificate, "/a")));
  CHECK(from_cache(keeping.ask(Kind::issuer_certificate, "/a")));
  CHECK(from_cache(keeping.ask(Kind::ocsp, "/a")));
}

TEST_CASE("what is wanted beyond the cache comes from its source and replaces it", "[net][cache]") {
  std::atomic<bool> second{false};
  const std::string first_list = text(list_until(kNow + Seconds(300)));
  const std::string second_list = text(list_until(kNow + Seconds(600)));
  Keeping keeping([&](const Peer& peer, const std::string&) {
    peer.send(http_answer(second ? second_list : first_list));
  });
  CHECK(from_source(keeping.ask(Kind::crl)));
  second = true;
  const Fetched fresh = keeping.ask(Kind::crl, "/", true);
  CHECK(from_source(fresh));
  CHECK(as_text(fresh.octets) == second_list);
  CHECK(as_text(keeping.ask(Kind::crl).octets) == second_list);
  CHECK(keeping.asked() == 2);
}

TEST_CASE("a large list is asked as an index and there again after a restart",
          "[net][cache][crl]") {
  Keeping keeping(large_list());
  const Fetched first = keeping.ask(Kind::crl);
  REQUIRE(from_source(first));
  REQUIRE(first.crl != nullptr);
  CHECK(first.octets.empty());
  const auto named = [](const Fetched& answer, std::uint8_t serial) {
    const Bytes octets{serial};
    const std::vector<model::CrlQuestion> questions = {{octets, test::test_pki().ca.name}};
    Budget budget;
    return answer.crl->find(questions, budget).value()[0].has_value();
  };
  CHECK(named(first, 7));
  CHECK_FALSE(named(first, 0));
  keeping.start();
  const Fetched again = keeping.ask(Kind::crl);
  REQUIRE(from_cache(again));
  REQUIRE(again.crl != nullptr);
  CHECK(again.crl->header().id == first.crl->header().id);
  CHECK(named(again, 7));
  CHECK(keeping.asked() == 1);
  SECTION("without its index it is fetched again") {
    keeping.source.reset();
    keeping.shelf.reset();
    std::filesystem::remove_all(keeping.scratch / "crls");
    keeping.start();
    CHECK(from_source(keeping.ask(Kind::crl)));
    CHECK(keeping.asked() == 2);
  }
  SECTION("without the record of its end too") {
    keeping.source.reset();
    std::filesystem::remove_all(keeping.scratch / "cache");
    keeping.start();
    CHECK(from_source(keeping.ask(Kind::crl)));
  }
}

TEST_CASE("a long answer that is no list is no answer", "[net][cache][crl]") {
  Keeping keeping(Bytes(kSpoolAbove + 1, 'x'));
  CHECK(keeping.ask(Kind::crl).state == Fetched::State::unreachable);
}

TEST_CASE("a list wanted by many at once is fetched and indexed once", "[net][cache][crl]") {
  Keeping keeping(large_list());
  const Wanted wanted{{Kind::crl, keeping.responder.url(), {}}, {}, false};
  const auto answers = keeping.source->fetch(
      std::vector<Wanted>(6, wanted), std::chrono::steady_clock::now() + std::chrono::seconds(30));
  for (const Fetched& answer : answers) {
    CHECK(answer.crl != nullptr);
  }
  CHECK(keeping.asked() == 1);
  CHECK(keeping.shelf->written() == 1);
}

TEST_CASE("whoever leaves early finds the list next time", "[net][cache][crl]") {
  std::promise<void> left;
  std::shared_future<void> has_left = left.get_future().share();
  const std::string body = text(large_list());
  Keeping keeping([&](const Peer& peer, const std::string&) {
    has_left.wait();
    peer.send(http_answer(body));
  });
  const Wanted wanted{{Kind::crl, keeping.responder.url(), {}}, {}, false};
  const auto early = keeping.source->fetch({wanted}, std::chrono::steady_clock::now());
  CHECK(early[0].state == Fetched::State::unreachable);
  left.set_value();
  CHECK(keeping.ask(Kind::crl).crl != nullptr);
}
