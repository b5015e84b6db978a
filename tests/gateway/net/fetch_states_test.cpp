// A whole validation against a responder on loopback that misbehaves: the four states stay apart
// (good, revoked, unreachable, stale), and nobody waits longer than the limit says.

#include <catch2/catch.hpp>

#include "gateway/net/evidence_fetcher.h"
#include "tests/gateway/net/responder.h"
#include "tests/validators/process/revocation_world.h"

using namespace senim;
using namespace senim::net;
using model::FetchTarget;
using model::Indication;
using model::SubIndication;
using process::test::RevocationWorld;
using test::at;
using test::http_answer;
using test::Peer;
using test::Responder;

namespace {

using Kind = FetchTarget::Kind;

// Of each answer; the whole validation has service::kFetchTime.
constexpr Milliseconds kLimit{300};
// Far from both, for a machine that is busy with other things.
constexpr std::chrono::seconds kStuck{6};

std::string text(const Bytes& octets) { return std::string(as_text(octets)); }

Responder::Script always(std::string answer) {
  return [answer = std::move(answer)](const Peer& peer, const std::string&) { peer.send(answer); };
}
Responder::Script says(const Bytes& octets) { return always(http_answer(text(octets))); }

// Of a request by POST (RFC 9654 2.1); empty when it has none.
Bytes nonce_of(const std::string& request) {
  const std::string before("\x2b\x06\x01\x05\x05\x07\x30\x01\x02\x04\x22\x04\x20", 13);
  const std::size_t at = request.find(before);
  return at == std::string::npos
             ? Bytes()
             : to_bytes(std::string_view(request).substr(at + before.size(), 32));
}
demo::ExtensionSpec nonce_extension(const Bytes& nonce) {
  Bytes value{0x04, static_cast<std::uint8_t>(nonce.size())};
  value.insert(value.end(), nonce.begin(), nonce.end());
  return {Oid("1.3.6.1.5.5.7.48.1.2"), false, value};
}

struct Outcome {
  std::string status;
  std::string from;
  Indication indication = Indication::indeterminate;
  SubIndication sub = SubIndication::none;
  model::DocumentStatus document = model::DocumentStatus::confirmed;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  return out << outcome.status << " from " << outcome.from << ", "
             << model::signature_name(outcome.indication) << "/" << model::to_string(outcome.sub)
             << ", " << model::to_string(outcome.document);
}

// The leaf names one source for its status; its CA's list comes with the submission.
struct Question {
  RevocationWorld world;
  Kind kind = Kind::ocsp;
  FetcherOptions options;
  EvidenceLimits limits;
  std::chrono::steady_clock::duration taken{};
  std::string problem;  // that the last verdict names of the source; "" none

  explicit Question(Kind asked) : kind(asked) {
    options.rules.private_networks = {IpNetwork::parse("127.0.0.0/8").value()};
    options.resolver = [](const std::string&) { return std::vector<std::string>(); };
    options.remember_dead = Milliseconds{0};
    limits.time = limits.crl_time = kLimit;
    name_source("http://127.0.0.1:1/");
  }
  void name_source(const std::string& url) {
    world.leaf_spec.ocsp_urls.clear();
    world.leaf_spec.crl_urls.clear();
    (kind == Kind::ocsp ? world.leaf_spec.ocsp_urls : world.leaf_spec.crl_urls) = {url};
    world.make();
  }

  Outcome ask(const std::string& url) {
    EvidenceFetcher source(Fetcher::start(options).value(), limits, OcspMethod::post);
    return ask(url, source);
  }
  Outcome ask(const std::string& url, service::EvidenceSource& source) {
    name_source(url);
    demo::SignerSpec signer;
    signer.party = &world.leaf;
    signer.signing_time = at("2026-05-01T00:00:00Z");
    demo::CmsSpec spec;
    spec.content = to_bytes("one hundred tenge");
    spec.signers = {signer};
    spec.certificates = {world.ca.certificate};
    const Bytes document = demo::make_cms(spec);
    model::Submission submission;
    submission.document = document;
    submission.evidence.crls = {test::make_crl(world.list(), world.root)};
    const test::TestPolicies policies(world.rules);
    Budget budget;
    const auto start = std::chrono::steady_clock::now();
    const auto verdict =
        service::validate(submission, {*world.trust, policies, world.time}, source, budget);
    taken = std::chrono::steady_clock::now() - start;
    REQUIRE(verdict.ok());
    REQUIRE(verdict->signatures.size() == 1);
    const std::string leaf = to_hex(test::certificate(world.leaf).fingerprint());
    const auto& signature = verdict->signatures[0];
    const auto facts =
        std::ranges::find(signature.revocation, leaf, &model::RevocationFacts::certificate);
    REQUIRE(facts != signature.revocation.end());
    problem.clear();
    if (const auto* check = test::find_check(signature.checks, "revocation-source-reachable")) {
      for (const auto& [name, value] : check->params) {
        problem = name == "problem" ? value : problem;
      }
    }
    return {facts->status, facts->from, signature.conclusion.indication, signature.conclusion.sub,
            verdict->status};
  }

  // What an honest source says.
  Bytes answer(test::OcspEntrySpec::Status status = test::OcspEntrySpec::Status::good) {
    test::OcspSpec spec = world.answer();
    spec.entries[0].status = status;
    spec.entries[0].revoked = at("2026-05-20T00:00:00Z");
    return kind == Kind::ocsp
               ? test::make_ocsp(spec, world.ca)
               : test::make_crl(status == test::OcspEntrySpec::Status::revoked
                                    ? world.list({world.entry("2026-05-20T00:00:00Z")})
                                    : world.list(),
                                world.ca);
  }
};

const Outcome kGood{"good", "online", Indication::passed, SubIndication::none,
                    model::DocumentStatus::confirmed};
const Outcome kRevoked{"revoked", "online", Indication::indeterminate,
                       SubIndication::revoked_no_poe, model::DocumentStatus::not_confirmed};
const Outcome kStale{"stale", "online", Indication::indeterminate, SubIndication::try_later,
                     model::DocumentStatus::cannot_verify};
const Outcome kUnreachable{"unreachable", "online", Indication::indeterminate,
                           SubIndication::try_later, model::DocumentStatus::cannot_verify};

}  // namespace

TEST_CASE("what a responder says in time is the state", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  SECTION("good") {
    Responder responder(says(question.answer()));
    CHECK(question.ask(responder.url()) == kGood);
  }
  SECTION("revoked") {
    Responder responder(says(question.answer(test::OcspEntrySpec::Status::revoked)));
    CHECK(question.ask(responder.url()) == kRevoked);
  }
}

TEST_CASE("an answer with the nonce of another request is none", "[net][states]") {
  Question question(Kind::ocsp);
  question.limits.time = Milliseconds{3000};
  std::atomic<int> told{0};
  question.options.log = [&](std::string_view line) {
    told += line.find("the nonce of another request") != std::string_view::npos ? 1 : 0;
  };
  const auto flipped = [](Bytes nonce) {
    nonce.back() ^= 1;
    return nonce;
  };
  std::function<Bytes(Bytes)> reply;
  bool nonces = true;
  Outcome expected = kUnreachable;
  SECTION("its own") {
    reply = [](Bytes nonce) { return nonce; };
    expected = kGood;
  }
  SECTION("one bit of it") { reply = flipped; }
  SECTION("one octet more") {
    reply = [](Bytes nonce) {
      nonce.push_back(0);
      return nonce;
    };
  }
  SECTION("one octet less") {
    reply = [](Bytes nonce) {
      nonce.pop_back();
      return nonce;
    };
  }
  SECTION("an empty one") {
    reply = [](const Bytes&) { return Bytes(); };
  }
  SECTION("none is what is made beforehand") { expected = kGood; }
  SECTION("nobody compares what he did not send") {
    nonces = false;
    reply = [](const Bytes&) { return Bytes(32, 7); };
    expected = kGood;
  }
  Responder responder([&](const Peer& peer, const std::string& request) {
    test::OcspSpec spec = question.world.answer();
    const Bytes nonce = nonce_of(request);
    if (reply && nonce.empty() != nonces) {
      spec.extensions = {nonce_extension(reply(nonce))};
    }
    peer.send(http_answer(text(test::make_ocsp(spec, question.world.ca))));
  });
  EvidenceFetcher source(Fetcher::start(question.options).value(), question.limits,
                         OcspMethod::post, nullptr, nonces);
  CHECK(question.ask(responder.url(), source) == expected);
  CHECK(responder.connections() == 1);
  CHECK(told == (expected == kGood ? 0 : 1));
  CHECK(question.problem == (expected == kGood ? "" : model::kNonceDiffers));
  CHECK(nonce_of(responder.requests().at(0)).size() == (nonces ? 32U : 0U));
}

TEST_CASE("each request by POST has a nonce of its own and one by GET none", "[net][states]") {
  Question question(Kind::ocsp);
  question.limits.time = Milliseconds{3000};
  const auto method = GENERATE(OcspMethod::post, OcspMethod::get);
  Responder responder(says(question.answer()));
  EvidenceFetcher source(Fetcher::start(question.options).value(), question.limits, method);
  CHECK(question.ask(responder.url(), source) == kGood);
  CHECK(question.ask(responder.url(), source) == kGood);
  const auto requests = responder.requests();
  REQUIRE(requests.size() == 2);
  const bool get = method == OcspMethod::get;
  CHECK(requests[0].starts_with(get ? "GET " : "POST "));
  CHECK((requests[0] == requests[1]) == get);
}

TEST_CASE("a responder that refuses a nonce is asked once more without", "[net][states]") {
  Question question(Kind::ocsp);
  question.limits.time = Milliseconds{3000};
  const bool refuses_all = GENERATE(false, true);
  const std::string good = http_answer(text(question.answer()));
  const std::string refusal = http_answer(text(test::make_ocsp_refusal(1)));
  Responder responder([&](const Peer& peer, const std::string& request) {
    peer.send(refuses_all || !nonce_of(request).empty() ? refusal : good);
  });
  const Outcome outcome = question.ask(responder.url());
  CHECK((outcome == kGood) == !refuses_all);
  CHECK(outcome.status == (refuses_all ? "unreachable" : "good"));
  CHECK(question.problem.empty());  // it refused: nobody else's answer
  CHECK(responder.connections() == 2);
}

TEST_CASE("a replayed old answer is stale and not unreachable", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  test::OcspSpec old = question.world.answer();
  old.produced_at = at("2026-05-25T00:00:00Z");
  old.entries[0].this_update = at("2026-05-25T00:00:00Z");
  test::CrlSpec list = question.world.list();
  list.this_update = at("2026-05-25T00:00:00Z");
  UtcTime end = question.world.time;  // the very second
  Outcome expected = kStale;
  SECTION("from the second of its end") {}
  SECTION("long ago") { end = at("2026-05-26T00:00:00Z"); }
  SECTION("and good the second before") {
    end = question.world.time + Seconds(1);
    expected = kGood;
  }
  old.entries[0].next_update = end;
  list.next_update = end;
  Responder responder(says(question.kind == Kind::ocsp ? test::make_ocsp(old, question.world.ca)
                                                       : test::make_crl(list, question.world.ca)));
  CHECK(question.ask(responder.url()) == expected);
}

TEST_CASE("a wrong answer is no answer", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  const std::string good = text(question.answer());
  std::string answer;
  SECTION("a page") { answer = http_answer("<html>blocked</html>"); }
  SECTION("cut") { answer = http_answer(good.substr(0, good.size() - 1)); }
  SECTION("something behind it") { answer = http_answer(good + '\0'); }
  SECTION("404 with the right octets") { answer = http_answer(good, "404 Not Found"); }
  SECTION("fewer octets than promised") {
    answer = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n" + good;
  }
  SECTION("no HTTP") { answer = good; }
  SECTION("nothing") {}
  SECTION("a refusal") { answer = http_answer(text(test::make_ocsp_refusal(3))); }
  SECTION("one bit of the signature") {
    std::string other = good;
    other.back() = static_cast<char>(other.back() ^ 1);
    answer = http_answer(other);
  }
  Responder responder(always(answer));
  const Outcome outcome = question.ask(responder.url());
  CHECK(outcome.status == "unreachable");
  CHECK(outcome.indication == Indication::indeterminate);
  CHECK(outcome.document == model::DocumentStatus::cannot_verify);
  CHECK(responder.connections() >= 1);
}

TEST_CASE("an answer about another certificate is no answer", "[net][states]") {
  Question question(Kind::ocsp);
  test::OcspSpec spec = question.world.answer();
  spec.entries[0].certificate = &question.world.ca;
  spec.entries[0].issuer = &question.world.root;
  Responder responder(says(test::make_ocsp(spec, question.world.ca)));
  CHECK(question.ask(responder.url()).status == "unreachable");
}

TEST_CASE("a responder that does not know the certificate leaves it unknown", "[net][states]") {
  Question question(Kind::ocsp);
  Responder responder(says(question.answer(test::OcspEntrySpec::Status::unknown)));
  const Outcome outcome = question.ask(responder.url());
  CHECK(outcome.status == "unknown");
  CHECK(outcome.document != model::DocumentStatus::confirmed);
}

TEST_CASE("a wrong issuer's answer is no answer", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  // Of the CA's name, under another key.
  const demo::Party impostor{test::shared_key(demo::KeyKind::p256, 7),
                             question.world.ca.certificate, question.world.ca.name};
  const demo::Party other = GENERATE_COPY(impostor, question.world.leaf, test::test_pki().root);
  const bool revoked = GENERATE(true, false);
  test::OcspSpec spec = question.world.answer();
  test::CrlSpec list = question.world.list();
  if (revoked) {
    spec.entries[0].status = test::OcspEntrySpec::Status::revoked;
    spec.entries[0].revoked = at("2026-05-20T00:00:00Z");
    list.entries = {question.world.entry("2026-05-20T00:00:00Z")};
  }
  Responder responder(says(question.kind == Kind::ocsp ? test::make_ocsp(spec, other)
                                                       : test::make_crl(list, other)));
  const Outcome outcome = question.ask(responder.url());
  CHECK(outcome.status == "unreachable");
  CHECK(outcome.indication == Indication::indeterminate);
  CHECK(outcome.document == model::DocumentStatus::cannot_verify);
}

TEST_CASE("a dead responder is unreachable", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  std::string url;
  {
    Responder gone(always(""));
    url = gone.url();
  }
  CHECK(question.ask(url) == kUnreachable);
  CHECK(question.taken < kStuck);
}

TEST_CASE("a slow responder is unreachable when its time is up", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  const std::string good = http_answer(text(question.answer()));
  Responder::Script slow;
  SECTION("it says nothing") {
    slow = [](const Peer& peer, const std::string&) { peer.hold(); };
  }
  SECTION("it stops in the head") {
    slow = [&](const Peer& peer, const std::string&) {
      peer.send(good.substr(0, 10));
      peer.hold();
    };
  }
  SECTION("it stops before the last octet") {
    slow = [&](const Peer& peer, const std::string&) {
      peer.send(good.substr(0, good.size() - 1));
      peer.hold();
    };
  }
  SECTION("it never ends its head") {
    slow = [&](const Peer& peer, const std::string&) {
      peer.send("HTTP/1.1 200 OK\r\n");
      while (peer.send("X: y\r\n")) {
      }
    };
  }
  Responder responder(slow);
  CHECK(question.ask(responder.url()) == kUnreachable);
  CHECK(question.taken < kStuck);
}

TEST_CASE("a silent responder is waited for once, and asked again when it is back",
          "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  const std::string good = http_answer(text(question.answer()));
  std::atomic<bool> back{false};
  std::atomic<int> passed{0};
  Responder responder([&](const Peer& peer, const std::string&) {
    if (!back) {
      peer.hold();
    }
    peer.send(good);
  });
  question.options.remember_dead = Milliseconds{10'000};
  question.options.clock = [&] { return SteadyTime() + Milliseconds(passed); };
  EvidenceFetcher source(Fetcher::start(question.options).value(), question.limits,
                         OcspMethod::post);
  CHECK(question.ask(responder.url(), source) == kUnreachable);
  const int asked = responder.connections();
  back = true;
  CHECK(question.ask(responder.url(), source) == kUnreachable);
  CHECK(responder.connections() == asked);
  passed = 10'000;
  CHECK(question.ask(responder.url(), source) == kGood);
}

TEST_CASE("an answer of 10 GB is cut and unreachable", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  question.limits.octets = question.limits.crl_octets = std::uint64_t{1} << 20;
  question.limits.time = question.limits.crl_time = Milliseconds{3000};
  const bool promised = GENERATE(true, false);
  std::atomic<std::uint64_t> sent{0};
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(promised ? "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"
                       : "HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(65'536, '0');
    while (sent < (std::uint64_t{10} << 30) && peer.send(block)) {
      sent += block.size();
    }
  });
  CHECK(question.ask(responder.url()) == kUnreachable);
  CHECK(sent < (std::uint64_t{64} << 20));  // what the kernel buffers
  CHECK(question.taken < kStuck);
}

TEST_CASE("a redirect into a private network is not followed", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  Responder inside(says(question.answer()));
  const int status = GENERATE(301, 302, 303, 307, 308);
  Responder outside(always("HTTP/1.1 " + std::to_string(status) + " There\r\nLocation: " +
                           inside.url() + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
  const auto loopback = IpAddress::parse("127.0.0.1").value();
  question.options.rules.private_networks.clear();
  question.options.rules.endpoints = {{loopback, outside.port()}};
  question.options.rules.redirect_hosts = {"127.0.0.1"};
  CHECK(question.ask(outside.url()) == kUnreachable);
  CHECK(outside.connections() == 1);
  CHECK(inside.connections() == 0);
  SECTION("where it is allowed it is, when the method may be repeated") {
    question.options.rules.endpoints.emplace_back(loopback, inside.port());
    const bool repeats = question.kind == Kind::crl || status >= 307;
    CHECK(question.ask(outside.url()) == (repeats ? kGood : kUnreachable));
  }
}

TEST_CASE("a name that leads to a private address is not connected to", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  Responder inside(says(question.answer()));
  const std::string url = "http://ocsp.example:" + std::to_string(inside.port()) + "/";
  const std::string address = GENERATE("127.0.0.1", "::1", "::ffff:127.0.0.1");
  CAPTURE(address);
  question.options.rules.private_networks.clear();
  question.options.resolver = [&](const std::string&) { return std::vector{address}; };
  CHECK(question.ask(url) == kUnreachable);
  CHECK(inside.connections() == 0);
}

TEST_CASE("a name that leads to an allowed address is connected to", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  Responder inside(says(question.answer()));
  question.options.resolver = [](const std::string&) {
    return std::vector<std::string>{"127.0.0.1"};
  };
  CHECK(question.ask("http://ocsp.example:" + std::to_string(inside.port()) + "/") == kGood);
}

TEST_CASE("many validations of a silent responder end together", "[net][states]") {
  Responder silent([](const Peer& peer, const std::string&) { peer.hold(); });
  Question first(Kind::ocsp);
  EvidenceFetcher source(Fetcher::start(first.options).value(), first.limits, OcspMethod::post);
  std::atomic<int> unreachable{0};
  std::vector<model::Wanted> wanted;
  for (int i = 0; i < 8; ++i) {
    wanted.push_back({{Kind::ocsp, silent.url("/" + std::to_string(i)), {}}, {1}, false});
  }
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto answers = source.fetch(wanted, start + service::kFetchTime);
      unreachable += static_cast<int>(
          std::ranges::count(answers, model::Fetched::State::unreachable, &model::Fetched::state));
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(unreachable == 64);
  CHECK(std::chrono::steady_clock::now() - start < kStuck);
  CHECK(silent.connections() <= 8);  // the same question at the same time is one
}

TEST_CASE("without network no socket is opened and the state is unreachable", "[net][states]") {
  Question question(GENERATE(Kind::ocsp, Kind::crl));
  Responder responder(says(question.answer()));
  service::NoNetwork nobody;
  CHECK(question.ask(responder.url(), nobody) == kUnreachable);
  CHECK(responder.connections() == 0);
}
