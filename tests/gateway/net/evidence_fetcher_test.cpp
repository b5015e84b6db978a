#include "gateway/net/evidence_fetcher.h"

#include <catch2/catch.hpp>

#include "tests/gateway/net/responder.h"
#include "validators/crypto/base64.h"

using namespace senim;
using namespace senim::net;
using model::Fetched;
using model::FetchTarget;
using model::Wanted;
using test::http_answer;
using test::Peer;
using test::Responder;

namespace {

EvidenceFetcher make(OcspMethod method = OcspMethod::post, EvidenceLimits limits = {}) {
  FetcherOptions options;
  options.rules.private_networks = {IpNetwork::parse("127.0.0.0/8").value()};
  options.resolver = [](const std::string&) { return std::vector<std::string>(); };
  return {Fetcher::start(std::move(options)).value(), limits, method};
}

Wanted wanted(FetchTarget::Kind kind, const std::string& url, std::string_view request = "") {
  return {{kind, url, {}}, to_bytes(request)};
}

SteadyTime far() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

}  // namespace

TEST_CASE("each wanted target has its answer in order", "[net]") {
  Responder responder([](const Peer& peer, const std::string& request) {
    peer.send(http_answer(request.substr(0, request.find(" HTTP"))));
  });
  EvidenceFetcher source = make();
  const std::vector<Wanted> all = {
      wanted(FetchTarget::Kind::ocsp, responder.url("/ocsp"), "ask"),
      wanted(FetchTarget::Kind::crl, "http://unknown.example/x.crl"),
      wanted(FetchTarget::Kind::crl, responder.url("/x.crl")),
      wanted(FetchTarget::Kind::issuer_certificate, responder.url("/ca.cer")),
      wanted(FetchTarget::Kind::issuer_certificate, "ldap://127.0.0.1/cn=x"),
  };
  const std::vector<Fetched> answers = source.fetch(all, far());
  REQUIRE(answers.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(answers[i].target == all[i].target);
  }
  CHECK(as_text(answers[0].octets) == "POST /ocsp");
  CHECK(as_text(answers[2].octets) == "GET /x.crl");
  CHECK(as_text(answers[3].octets) == "GET /ca.cer");
  CHECK(answers[0].state == Fetched::State::answered);
  // One problem text for all failures: a verdict is no port scanner.
  for (const std::size_t i : {std::size_t{1}, std::size_t{4}}) {
    CHECK(answers[i].state == Fetched::State::unreachable);
    CHECK(answers[i].octets.empty());
    CHECK(answers[i].problem == service::kUnreachable);
  }
}

TEST_CASE("an OCSP request goes by GET when asked for and short enough", "[net]") {
  Responder responder([](const Peer& peer, const std::string&) { peer.send(http_answer("x")); });
  EvidenceFetcher source = make(OcspMethod::get);
  // base64 "+/8=" holds all three characters that a path must not.
  const std::string request("\xfb\xff", 2);
  const auto short_one = wanted(FetchTarget::Kind::ocsp, responder.url("/ocsp"), request);
  CHECK(source.fetch({short_one}, far())[0].state == Fetched::State::answered);
  CHECK(responder.requests().at(0).starts_with("GET /ocsp/%2B%2F8%3D HTTP/1.1\r\n"));
  const auto long_one =
      wanted(FetchTarget::Kind::ocsp, responder.url("/ocsp"), std::string(300, 'a'));
  CHECK(source.fetch({long_one}, far())[0].state == Fetched::State::answered);
  CHECK(responder.requests().at(1).starts_with("POST /ocsp HTTP/1.1\r\n"));
}

TEST_CASE("a responder that refuses one method is asked by the other", "[net]") {
  const bool post_first = GENERATE(true, false);
  Responder responder([&](const Peer& peer, const std::string& request) {
    const bool post = request.starts_with("POST");
    peer.send(post == post_first ? http_answer("", "405 No") : http_answer("answer"));
  });
  EvidenceFetcher source = make(post_first ? OcspMethod::post : OcspMethod::get);
  const auto answers =
      source.fetch({wanted(FetchTarget::Kind::ocsp, responder.url(), "ask")}, far());
  CHECK(answers[0].state == Fetched::State::answered);
  CHECK(responder.connections() == 2);
}

TEST_CASE("a source that fails once is asked once more, and one that refuses is not", "[net]") {
  const auto kind = GENERATE(FetchTarget::Kind::ocsp, FetchTarget::Kind::crl,
                             FetchTarget::Kind::issuer_certificate);
  std::atomic<int> asked{0};
  std::string first;
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(++asked == 1 ? first : http_answer("answer"));
  });
  const Wanted one = wanted(kind, responder.url(), "ask");
  SECTION("503") {
    first = http_answer("", "503 Later");
    CHECK(make().fetch({one}, far())[0].state == Fetched::State::answered);
    CHECK(asked == 2);
  }
  SECTION("503 where one attempt is configured") {
    first = http_answer("", "503 Later");
    EvidenceLimits limits;
    limits.attempts = 1;
    CHECK(make(OcspMethod::post, limits).fetch({one}, far())[0].state ==
          Fetched::State::unreachable);
    CHECK(asked == 1);
  }
  SECTION("404") {
    first = http_answer("", "404 Not Found");
    CHECK(make().fetch({one}, far())[0].state == Fetched::State::unreachable);
    CHECK(asked == 1);
  }
}

TEST_CASE("what a responder sends is delivered whatever it calls it", "[net]") {
  // Old, foreign and senseless answers are the core's to refuse.
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(http_answer("<html>", "200 OK", "Content-Type: text/html\r\n"));
  });
  const auto answers =
      make().fetch({wanted(FetchTarget::Kind::ocsp, responder.url(), "ask")}, far());
  CHECK(answers[0].state == Fetched::State::answered);
  CHECK(as_text(answers[0].octets) == "<html>");
}

TEST_CASE("lists may be longer than other answers, and each has an end", "[net]") {
  Responder responder(
      [&](const Peer& peer, const std::string&) { peer.send(http_answer(std::string(20, 'x'))); });
  EvidenceLimits limits;
  limits.octets = 19;
  limits.crl_octets = 20;
  EvidenceFetcher source = make(OcspMethod::post, limits);
  const auto state = [&](FetchTarget::Kind kind) {
    return source.fetch({wanted(kind, responder.url(), "ask")}, far())[0].state;
  };
  CHECK(state(FetchTarget::Kind::crl) == Fetched::State::answered);
  CHECK(state(FetchTarget::Kind::ocsp) == Fetched::State::unreachable);
  CHECK(state(FetchTarget::Kind::issuer_certificate) == Fetched::State::unreachable);
}

TEST_CASE("when the time of the validation is up everything is unreachable at once", "[net]") {
  Responder silent([](const Peer& peer, const std::string&) { peer.hold(); });
  EvidenceFetcher source = make();
  std::vector<Wanted> all;
  for (int i = 0; i < 5; ++i) {
    all.push_back(wanted(FetchTarget::Kind::crl, silent.url("/" + std::to_string(i))));
  }
  const auto answers = source.fetch(all, std::chrono::steady_clock::now());
  REQUIRE(answers.size() == 5);
  for (const Fetched& answer : answers) {
    CHECK(answer.state == Fetched::State::unreachable);
  }
}
