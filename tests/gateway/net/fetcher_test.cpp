#include "gateway/net/fetcher.h"

#include <catch2/catch.hpp>
#include <condition_variable>

#include "tests/gateway/net/responder.h"
#include "tests/gateway/scratch.h"

using namespace senim;
using namespace senim::net;
using test::http_answer;
using test::Peer;
using test::Responder;

namespace {

// Loopback counts as a network of ours: the responders stand there.
FetcherOptions on_loopback() {
  FetcherOptions options;
  options.rules.private_networks = {IpNetwork::parse("127.0.0.0/8").value()};
  options.remember_dead = Milliseconds{0};
  options.retry_pause = Milliseconds{0};
  options.resolver = [](const std::string&) { return std::vector<std::string>(); };
  return options;
}

std::unique_ptr<Fetcher> make(FetcherOptions options = on_loopback()) {
  return Fetcher::start(std::move(options)).value();
}

// Far more than any limit of a test: only a stuck thread reaches it.
SteadyTime far() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

FetchRequest get(const std::string& url) {
  FetchRequest request;
  request.url = url;
  request.time = Milliseconds{10'000};
  return request;
}

ErrorCode code_of(const FetchResult& result) {
  REQUIRE_FALSE(result->ok());
  return result->error().code;
}

// Responders wait at it until the test opens it.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }
  void open() {
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
    }
    opened_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

// A fetcher that remembers who did not answer, by a clock of the test.
struct Remembering {
  std::atomic<int> passed{0};  // milliseconds
  std::atomic<int> left_alone{0};
  FetcherOptions options = on_loopback();
  Remembering() {
    options.remember_dead = Milliseconds{10'000};
    options.clock = [this] { return SteadyTime() + Milliseconds(passed); };
    options.log = [this](std::string_view line) {
      left_alone += line.find("a moment ago") != std::string_view::npos ? 1 : 0;
    };
  }
};

// What a test tells a responder that already runs.
class Told {
 public:
  void set(std::string text) {
    const std::lock_guard lock(mutex_);
    text_ = std::move(text);
  }
  std::string get() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

Responder::Script always(std::string octets) {
  return [octets = std::move(octets)](const Peer& peer, const std::string&) { peer.send(octets); };
}

}  // namespace

TEST_CASE("an answer is fetched octet by octet with a user agent and without decoding", "[net]") {
  const std::string body("\x30\x00\xff\r\n", 5);
  Responder responder(always(http_answer(body)));
  const auto result = make()->fetch(get(responder.url("/a?b=c")), far());
  REQUIRE(result->ok());
  CHECK(as_text(result->value().octets()) == body);
  const std::string request = responder.requests().at(0);
  CHECK(request.starts_with("GET /a?b=c HTTP/1.1\r\n"));
  CHECK(request.find("\r\nUser-Agent: Senim/") != std::string::npos);
  CHECK(request.find("Accept-Encoding") == std::string::npos);
  CHECK(request.find("\r\nHost: 127.0.0.1:" + std::to_string(responder.port()) + "\r\n") !=
        std::string::npos);
}

TEST_CASE("a body is sent by POST with its type", "[net]") {
  Responder responder(always(http_answer("x")));
  FetchRequest request = get(responder.url());
  request.body = to_bytes(std::string_view("request\0!", 9));
  request.content_type = "application/ocsp-request";
  REQUIRE(make()->fetch(request, far())->ok());
  const std::string sent = responder.requests().at(0);
  CHECK(sent.starts_with("POST / HTTP/1.1\r\n"));
  CHECK(sent.find("\r\nContent-Type: application/ocsp-request\r\n") != std::string::npos);
  CHECK(sent.ends_with(std::string("\r\n\r\nrequest\0!", 13)));
}

TEST_CASE("each way of ending a message is understood", "[net]") {
  const std::string octets = GENERATE(values<std::string>({
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
      "HTTP/1.0 200 OK\r\n\r\nabc",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc",
  }));
  CAPTURE(octets);
  Responder responder(always(octets));
  const auto result = make()->fetch(get(responder.url()), far());
  REQUIRE(result->ok());
  CHECK(as_text(result->value().octets()) == "abc");
}

TEST_CASE("what is no whole answer of status 200 is none", "[net]") {
  const std::string octets = GENERATE(values<std::string>({
      "",
      "garbage\r\n\r\n",
      "abc",  // HTTP/0.9
      "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
      http_answer(""),
      http_answer("abc", "204 No Content"),
      http_answer("abc", "206 Partial Content"),
      http_answer("abc", "404 Not Found"),
      http_answer("abc", "500 Oops"),
      http_answer("abc", "503 Later"),
  }));
  CAPTURE(octets);
  Responder responder(always(octets));
  CHECK(code_of(make()->fetch(get(responder.url()), far())) == ErrorCode::unavailable);
}

TEST_CASE("a method that is refused is told apart", "[net]") {
  const std::string status = GENERATE("405 Method Not Allowed", "501 Not Implemented");
  Responder responder(always(http_answer("", status)));
  CHECK(code_of(make()->fetch(get(responder.url()), far())) == ErrorCode::unsupported);
}

TEST_CASE("an answer without end is cut at the limit", "[net]") {
  const bool promised = GENERATE(true, false);
  std::atomic<std::uint64_t> sent{0};
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(promised ? "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n"
                       : "HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(65536, 'x');
    while (peer.send(block)) {
      sent += block.size();
    }
  });
  FetchRequest request = get(responder.url());
  request.max_octets = 1U << 20;
  CHECK(code_of(make()->fetch(request, far())) == ErrorCode::limit_exceeded);
  CHECK(sent < (std::uint64_t{64} << 20));  // what the kernel buffers, not 10 GB
}

TEST_CASE("a long answer goes to a file without a name where the request says so", "[net]") {
  const std::string body = std::string(kSpoolAbove, 'x') + "y";
  Responder responder(always(http_answer(body)));
  const test::Scratch scratch;
  const auto fetcher = make();
  FetchRequest request = get(responder.url());
  const auto held = fetcher->fetch(request, far());
  REQUIRE(held->ok());
  CHECK(held->value().file == nullptr);
  CHECK(as_text(held->value().octets()) == body);
  request.spool_folder = scratch.path();
  const auto spooled = fetcher->fetch(request, far());
  REQUIRE(spooled->ok());
  CHECK(spooled->value().file != nullptr);
  CHECK(spooled->value().memory.empty());
  CHECK(as_text(spooled->value().octets()) == body);
  CHECK(std::filesystem::is_empty(scratch.path()));
  request.max_octets = body.size() - 1;
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::limit_exceeded);
  request.max_octets = body.size();
  request.spool_folder = scratch / "nowhere";
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
}

TEST_CASE("an answer of the length where files begin stays in memory", "[net]") {
  Responder responder(always(http_answer(std::string(kSpoolAbove, 'x'))));
  const test::Scratch scratch;
  FetchRequest request = get(responder.url());
  request.spool_folder = scratch.path();
  const auto result = make()->fetch(request, far());
  REQUIRE(result->ok());
  CHECK(result->value().file == nullptr);
}

TEST_CASE("the limit itself is not beyond the limit", "[net]") {
  Responder responder(always(http_answer("abcd")));
  const auto fetcher = make();
  FetchRequest request = get(responder.url());
  request.max_octets = 4;
  CHECK(fetcher->fetch(request, far())->ok());
  request.max_octets = 3;
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::limit_exceeded);
}

TEST_CASE("all answers together stay within the octets in flight", "[net]") {
  FetcherOptions options = on_loopback();
  options.in_flight = 100;
  Responder responder(always(http_answer(std::string(101, 'x'))));
  Responder smaller(always(http_answer(std::string(100, 'x'))));
  const auto fetcher = make(options);
  for (int i = 0; i < 3; ++i) {  // and what has landed no longer counts
    CHECK(fetcher->fetch(get(smaller.url()), far())->ok());
    CHECK(code_of(fetcher->fetch(get(responder.url()), far())) == ErrorCode::limit_exceeded);
  }
}

TEST_CASE("a flood of headers is cut off", "[net]") {
  const bool one_line = GENERATE(true, false);
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send("HTTP/1.1 200 OK\r\n");
    const std::string line =
        one_line ? std::string(1000, 'a') : "X: " + std::string(1000, 'a') + "\r\n";
    while (peer.send(line)) {
    }
  });
  const ErrorCode code = code_of(make()->fetch(get(responder.url()), far()));
  CHECK((code == ErrorCode::limit_exceeded || code == ErrorCode::unavailable));
}

TEST_CASE("whoever does not answer in time is unavailable", "[net]") {
  const int silent_after = GENERATE(0, 1, 2);
  Responder responder([&](const Peer& peer, const std::string&) {
    if (silent_after > 0) {
      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n");
    }
    if (silent_after > 1) {
      peer.send("\r\nabc");
    }
    peer.hold();
  });
  FetchRequest request = get(responder.url());
  request.time = Milliseconds{100};
  CHECK(code_of(make()->fetch(request, far())) == ErrorCode::unavailable);
}

TEST_CASE("a server that drips does not get more time", "[net]") {
  Responder responder([](const Peer& peer, const std::string&) {
    peer.send("HTTP/1.1 200 OK\r\n\r\n");
    while (peer.send("x")) {
      std::this_thread::yield();
    }
  });
  FetchRequest request = get(responder.url());
  request.time = Milliseconds{200};
  request.max_octets = std::uint64_t{1} << 40;
  const ErrorCode code = code_of(make()->fetch(request, far()));
  CHECK((code == ErrorCode::unavailable || code == ErrorCode::limit_exceeded));
}

TEST_CASE("a waiter leaves at his own time and the others get the answer", "[net]") {
  Gate gate;
  Responder responder([&](const Peer& peer, const std::string&) {
    gate.wait();
    peer.send(http_answer("late"));
  });
  const auto fetcher = make();
  const auto patient = fetcher->begin(get(responder.url()));
  CHECK(code_of(fetcher->fetch(get(responder.url()), std::chrono::steady_clock::now())) ==
        ErrorCode::unavailable);
  gate.open();
  CHECK(Fetcher::wait(patient, far())->ok());
  CHECK(responder.connections() == 1);
}

TEST_CASE("the same request at the same time is one transfer for all threads", "[net]") {
  Gate gate;
  Responder responder([&](const Peer& peer, const std::string&) {
    gate.wait();
    peer.send(http_answer("shared"));
  });
  const auto fetcher = make();
  std::vector<std::shared_future<FetchResult>> answers(16);
  std::vector<std::thread> threads;
  for (auto& answer : answers) {
    threads.emplace_back([&] { answer = fetcher->begin(get(responder.url())); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  gate.open();
  for (const auto& answer : answers) {
    const FetchResult result = Fetcher::wait(answer, far());
    REQUIRE(result->ok());
    CHECK(as_text(result->value().octets()) == "shared");
  }
  CHECK(responder.connections() == 1);
  // The next one is a request of its own: nothing is kept.
  CHECK(fetcher->fetch(get(responder.url()), far())->ok());
  CHECK(responder.connections() == 2);
}

TEST_CASE("requests that say so are the same whatever their bodies", "[net]") {
  Gate gate;
  Responder responder([&](const Peer& peer, const std::string&) {
    gate.wait();
    peer.send(http_answer("shared"));
  });
  const auto fetcher = make();
  std::vector<std::shared_future<FetchResult>> answers;
  const auto begin = [&](std::string_view body, std::string_view same_as) {
    FetchRequest request = get(responder.url());
    request.content_type = "application/ocsp-request";
    request.body = to_bytes(body);
    request.same_as = to_bytes(same_as);
    answers.push_back(fetcher->begin(request));
  };
  begin("ask 1", "ask");
  begin("ask 2", "ask");    // the first
  begin("ask 1", "other");  // another
  begin("ask", "");         // a third: by its body
  gate.open();
  for (const auto& answer : answers) {
    CHECK(Fetcher::wait(answer, far())->ok());
  }
  CHECK(responder.connections() == 3);
}

TEST_CASE("what does not answer the request is its failure and nobody's else", "[net]") {
  Responder responder(always(http_answer("another's")));
  const auto fetcher = make();
  FetchRequest request = get(responder.url());
  request.attempts = 2;
  request.answers = [](ByteView octets) {
    return as_text(octets) == "mine" ? success() : Status(Error{ErrorCode::denied, "not mine"});
  };
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::denied);
  CHECK(responder.connections() == 1);
  request.answers = [](ByteView) { return success(); };
  CHECK(fetcher->fetch(request, far())->ok());
}

TEST_CASE("what is to be compared may not go to a file", "[net]") {
  const test::Scratch scratch;
  Responder responder(always(http_answer(std::string(kSpoolAbove, 'x') + "y")));
  const auto fetcher = make();
  FetchRequest request = get(responder.url());
  request.spool_folder = scratch.path();
  request.answers = [](ByteView) { return success(); };
  CHECK_THROWS_AS(fetcher->begin(request), std::logic_error);
  CHECK(responder.connections() == 0);
  request.spool_folder.clear();
  CHECK(fetcher->fetch(request, far())->ok());
  request.answers = [](ByteView octets) {
    return octets.size() == kSpoolAbove ? success() : Status(Error{ErrorCode::denied, "not mine"});
  };
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::denied);
}

TEST_CASE("other requests go their way while one server is silent", "[net]") {
  Responder silent([](const Peer& peer, const std::string&) { peer.hold(); });
  Responder lively(always(http_answer("here")));
  FetcherOptions options = on_loopback();
  options.per_host = 2;
  const auto fetcher = make(options);
  std::vector<std::shared_future<FetchResult>> stuck;
  for (int i = 0; i < 10; ++i) {
    stuck.push_back(fetcher->begin(get(silent.url("/" + std::to_string(i)))));
  }
  CHECK(fetcher->fetch(get(lively.url()), far())->ok());
  CHECK(silent.connections() <= 2);
}

TEST_CASE("behind a proxy one silent server does not keep the others waiting", "[net][proxy]") {
  std::atomic<int> silent{0};
  Responder proxy([&](const Peer& peer, const std::string& request) {
    if (request.starts_with("GET http://silent.example/")) {
      ++silent;
      peer.hold();
    }
    peer.send(http_answer("here"));
  });
  Remembering memory;
  memory.options.proxy = proxy.url("");
  memory.options.per_host = 2;
  const auto fetcher = make(memory.options);
  std::vector<std::shared_future<FetchResult>> stuck;
  for (int i = 0; i < 10; ++i) {
    stuck.push_back(fetcher->begin(get("http://silent.example/" + std::to_string(i))));
  }
  FetchRequest lively = get("http://lively.example/");
  lively.time = Milliseconds{5000};
  CHECK(fetcher->fetch(lively, far())->ok());
  CHECK(silent <= 2);
  CHECK(memory.left_alone == 0);
}

TEST_CASE("the queue has an end and each in it has his time", "[net]") {
  Responder silent([](const Peer& peer, const std::string&) { peer.hold(); });
  FetcherOptions options = on_loopback();
  options.concurrent = 1;
  options.waiting = 2;
  const auto fetcher = make(options);
  FetchRequest request = get(silent.url("/1"));
  request.time = Milliseconds{200};
  const auto first = fetcher->begin(request);
  request.url = silent.url("/2");
  const auto second = fetcher->begin(request);
  CHECK(code_of(fetcher->fetch(get(silent.url("/3")), far())) == ErrorCode::unavailable);
  CHECK(code_of(Fetcher::wait(first, far())) == ErrorCode::unavailable);
  CHECK(code_of(Fetcher::wait(second, far())) == ErrorCode::unavailable);
}

TEST_CASE("a fetcher that ends leaves nobody waiting", "[net]") {
  Responder silent([](const Peer& peer, const std::string&) { peer.hold(); });
  auto fetcher = make();
  const auto answer = fetcher->begin(get(silent.url()));
  fetcher.reset();
  CHECK(code_of(Fetcher::wait(answer, std::chrono::steady_clock::now())) == ErrorCode::unavailable);
}

TEST_CASE("a server that is dead is asked again only after a while", "[net]") {
  const unsigned attempts = GENERATE(1U, 2U);
  std::string url;
  {
    Responder gone(always(""));
    url = gone.url();
  }  // its port refuses now
  FetcherOptions options = on_loopback();
  options.remember_dead = Milliseconds{60'000};
  std::atomic<int> dead_memory{0};
  options.log = [&](std::string_view line) {
    dead_memory += line.find("a moment ago") != std::string_view::npos ? 1 : 0;
  };
  const auto fetcher = make(options);
  FetchRequest request = get(url);
  request.attempts = attempts;
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
  CHECK(dead_memory == 0);
  CHECK(code_of(fetcher->fetch(get(url + "other"), far())) == ErrorCode::unavailable);
  CHECK(dead_memory == 1);
}

TEST_CASE("a server that is silent is left alone for a while and then asked again", "[net]") {
  std::atomic<bool> lively{false};
  Responder responder([&](const Peer& peer, const std::string&) {
    if (!lively) {
      peer.hold();
    }
    peer.send(http_answer("back"));
  });
  Responder other(always(http_answer("here")));
  Remembering memory;
  const auto fetcher = make(memory.options);
  FetchRequest request = get(responder.url());
  request.time = Milliseconds{1000};
  const auto first = fetcher->begin(request);
  const auto same = fetcher->begin(request);
  CHECK(code_of(Fetcher::wait(first, far())) == ErrorCode::unavailable);
  CHECK(code_of(Fetcher::wait(same, far())) == ErrorCode::unavailable);
  CHECK(responder.connections() == 1);
  CHECK(memory.left_alone == 0);
  lively = true;
  for (const int passed : {0, 9999}) {
    memory.passed = passed;
    CHECK(code_of(fetcher->fetch(get(responder.url("/other")), far())) == ErrorCode::unavailable);
  }
  CHECK(responder.connections() == 1);
  CHECK(memory.left_alone == 2);
  CHECK(fetcher->fetch(get(other.url()), far())->ok());
  memory.passed = 10'000;
  CHECK(fetcher->fetch(get(responder.url("/other")), far())->ok());
  CHECK(fetcher->fetch(request, far())->ok());
  CHECK(responder.connections() == 3);
}

TEST_CASE("a server that was given only the end of a request's time is not left alone", "[net]") {
  const bool in_earnest = GENERATE(true, false);
  std::atomic<int> asked{0};
  Responder responder([&](const Peer& peer, const std::string&) {
    const int turn = ++asked;
    if (turn == 2) {
      peer.hold();
    }
    peer.send(turn == 1 ? http_answer("", "503 Later") : http_answer("here"));
  });
  Remembering memory;
  memory.options.retry_pause = Milliseconds{in_earnest ? 0 : 300};
  const auto fetcher = make(memory.options);
  FetchRequest request = get(responder.url());
  request.attempts = 2;
  request.time = Milliseconds{500};
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
  CHECK(fetcher->fetch(get(responder.url("/next")), far())->ok() == !in_earnest);
  CHECK(memory.left_alone == (in_earnest ? 1 : 0));
}

TEST_CASE("a server that was reached late by a redirect is not left alone", "[net]") {
  const bool in_earnest = GENERATE(true, false);
  std::atomic<bool> lively{false};
  Responder target([&](const Peer& peer, const std::string&) {
    if (!lively) {
      peer.hold();
    }
    peer.send(http_answer("here"));
  });
  std::atomic<int> asked{0};
  Responder first([&](const Peer& peer, const std::string&) {
    peer.send(++asked == 1 && !in_earnest
                  ? http_answer("", "503 Later")
                  : http_answer("", "302 Found", "Location: " + target.url() + "\r\n"));
  });
  Remembering memory;
  memory.options.rules.redirect_hosts = {"127.0.0.1"};
  memory.options.retry_pause = Milliseconds{600};
  const auto fetcher = make(memory.options);
  FetchRequest request = get(first.url());
  request.attempts = 2;
  request.time = Milliseconds{1000};
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
  CHECK(target.connections() == 1);
  lively = true;
  CHECK(fetcher->fetch(get(target.url("/next")), far())->ok() == !in_earnest);
  CHECK(memory.left_alone == (in_earnest ? 1 : 0));
}

TEST_CASE("a server whose request waited long for its turn is not left alone", "[net]") {
  const bool in_earnest = GENERATE(true, false);
  const bool same_server = GENERATE(true, false);
  std::atomic<bool> lively{false};
  Responder responder([&](const Peer& peer, const std::string& request) {
    if (!lively && !request.starts_with("GET /slow ")) {
      peer.hold();
    }
    if (!lively) {
      peer.send("HTTP/1.1 200 OK\r\n");  // alive, and in no hurry
      peer.hold();
    }
    peer.send(http_answer("here"));
  });
  Responder other([](const Peer& peer, const std::string&) { peer.hold(); });
  Remembering memory;
  (same_server ? memory.options.per_host : memory.options.concurrent) = 1;
  const auto fetcher = make(memory.options);
  FetchRequest before = get(same_server ? responder.url("/slow") : other.url());
  before.time = Milliseconds{600};
  const auto in_front = in_earnest ? std::shared_future<FetchResult>() : fetcher->begin(before);
  FetchRequest request = get(responder.url());
  request.time = Milliseconds{1000};
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
  CHECK(responder.connections() == (same_server && !in_earnest ? 2 : 1));
  lively = true;
  CHECK(fetcher->fetch(get(responder.url("/next")), far())->ok() == !in_earnest);
  CHECK(memory.left_alone == (in_earnest ? 1 : 0));
}

TEST_CASE("a server that takes no connection costs the time for connecting and no more", "[net]") {
  const test::FullListener full;
  Remembering memory;
  memory.options.connect_time = Milliseconds{200};
  const auto fetcher = make(memory.options);
  const auto start = std::chrono::steady_clock::now();
  FetchRequest request = get(full.url());
  request.time = Milliseconds{20'000};
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
  CHECK(memory.left_alone == 0);
  CHECK(code_of(fetcher->fetch(get(full.url()), far())) == ErrorCode::unavailable);
  CHECK(memory.left_alone == 1);
}

TEST_CASE("a server that answers others meanwhile is not left alone", "[net]") {
  Responder responder([&](const Peer& peer, const std::string& request) {
    if (request.starts_with("GET /never ")) {
      peer.hold();
    }
    peer.send(http_answer("here"));
  });
  Remembering memory;
  const auto fetcher = make(memory.options);
  FetchRequest never = get(responder.url("/never"));
  never.time = Milliseconds{1000};
  const auto silent = fetcher->begin(never);
  CHECK(fetcher->fetch(get(responder.url("/1")), far())->ok());
  CHECK(code_of(Fetcher::wait(silent, far())) == ErrorCode::unavailable);
  CHECK(fetcher->fetch(get(responder.url("/2")), far())->ok());
  CHECK(memory.left_alone == 0);
}

TEST_CASE("a server that fails three times in a row is left alone for a while", "[net]") {
  std::vector<std::string> answers;
  int expected = 0;
  bool at_last = false;
  const std::string later = http_answer("", "503 Later");
  SECTION("three times") {
    answers = {later, "", later};
    expected = 3;
  }
  SECTION("an answer between") {
    answers = {later, later, http_answer("here"), later, later};
    expected = 6;
    at_last = true;
  }
  SECTION("a refusal between is an answer") {
    answers = {later, later, http_answer("", "404 Not Found"), later, later};
    expected = 6;
    at_last = true;
  }
  SECTION("refusals only") {
    answers = std::vector<std::string>(4, http_answer("", "404 Not Found"));
    expected = 5;
    at_last = true;
  }
  std::atomic<std::size_t> asked{0};
  Responder responder([&](const Peer& peer, const std::string&) {
    const std::size_t turn = asked++;
    peer.send(turn < answers.size() ? answers[turn] : http_answer("here"));
  });
  Remembering memory;
  const auto fetcher = make(memory.options);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    static_cast<void>(fetcher->fetch(get(responder.url("/" + std::to_string(i))), far()));
  }
  CHECK(memory.left_alone == 0);
  CHECK(fetcher->fetch(get(responder.url("/last")), far())->ok() == at_last);
  CHECK(responder.connections() == expected);
  CHECK(memory.left_alone == (at_last ? 0 : 1));
  memory.passed = 10'000;
  CHECK(fetcher->fetch(get(responder.url("/later")), far())->ok());
}

TEST_CASE("what may be over in a moment is tried again as often as asked for", "[net]") {
  const std::string first =
      GENERATE(as<std::string>{}, http_answer("", "502 Bad"), http_answer("", "503 Later"),
               http_answer("", "504 Late"), "", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal");
  CAPTURE(first);
  std::atomic<int> asked{0};
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(++asked < 3 ? first : http_answer("there"));
  });
  const auto fetcher = make();
  CHECK(code_of(fetcher->fetch(get(responder.url()), far())) == ErrorCode::unavailable);
  CHECK(asked == 1);
  FetchRequest again = get(responder.url());
  again.attempts = 2;
  const FetchResult answer = fetcher->fetch(again, far());
  REQUIRE(answer->ok());
  CHECK(as_text(answer->value().octets()) == "there");
  CHECK(asked == 3);
}

TEST_CASE("attempts have an end", "[net]") {
  Responder responder(always(http_answer("", "503 Later")));
  const auto fetcher = make();
  FetchRequest request = get(responder.url());
  request.attempts = 3;
  CHECK(code_of(fetcher->fetch(request, far())) == ErrorCode::unavailable);
  CHECK(responder.connections() == 3);
}

TEST_CASE("what was refused or stopped is not tried again", "[net]") {
  const auto [answer, code] = GENERATE(table<std::string, ErrorCode>({
      {http_answer("", "400 Bad"), ErrorCode::unavailable},
      {http_answer("", "404 Not Found"), ErrorCode::unavailable},
      {http_answer("", "405 No"), ErrorCode::unsupported},
      {http_answer("", "429 Slow"), ErrorCode::unavailable},
      {http_answer("", "500 Broken"), ErrorCode::unavailable},
      {http_answer("", "501 No"), ErrorCode::unsupported},
      {http_answer("", "505 No"), ErrorCode::unavailable},
      {http_answer(std::string(11, 'x')), ErrorCode::limit_exceeded},
      {http_answer("x", "200 OK", "Content-Encoding: gzip\r\n"), ErrorCode::unavailable},
      {http_answer("", "302 Found", "Location: http://10.0.0.1/\r\n"), ErrorCode::denied},
  }));
  CAPTURE(answer);
  Responder responder(always(answer));
  FetchRequest request = get(responder.url());
  request.attempts = 3;
  request.max_octets = 10;
  CHECK(code_of(make()->fetch(request, far())) == code);
  CHECK(responder.connections() == 1);
}

TEST_CASE("another attempt gets no more time than the request has", "[net]") {
  FetchRequest request;
  request.attempts = 3;
  SECTION("none is left after a server that was silent") {
    Responder silent([](const Peer& peer, const std::string&) { peer.hold(); });
    request.url = silent.url();
    request.time = Milliseconds{200};
    CHECK(code_of(make()->fetch(request, far())) == ErrorCode::unavailable);
    CHECK(silent.connections() == 1);
  }
  SECTION("the pause does not end before it") {
    Responder busy(always(http_answer("", "503 Later")));
    FetcherOptions options = on_loopback();
    options.retry_pause = Milliseconds{10'000};
    request.url = busy.url();
    request.time = Milliseconds{10'000};
    CHECK(code_of(make(options)->fetch(request, far())) == ErrorCode::unavailable);
    CHECK(busy.connections() == 1);
  }
}

TEST_CASE("a redirect is followed to an allowed host only", "[net]") {
  Responder target(always(http_answer("moved here")));
  const std::string location = target.url("/new");
  const std::string status = GENERATE("301 M", "302 M", "303 M", "307 M", "308 M");
  CAPTURE(status);
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(http_answer("filter page", status, "Location: " + location + "\r\n"));
  });
  CHECK(code_of(make()->fetch(get(responder.url()), far())) == ErrorCode::denied);
  CHECK(target.connections() == 0);

  FetcherOptions options = on_loopback();
  options.rules.redirect_hosts = {"127.0.0.1"};
  const auto fetcher = make(options);
  CHECK(fetcher->fetch(get(responder.url()), far())->ok());
  CHECK(target.requests().at(0).starts_with("GET /new HTTP/1.1\r\n"));

  FetchRequest post = get(responder.url("/post"));
  post.body = to_bytes("request");
  const bool repeats = status.starts_with("307") || status.starts_with("308");
  CHECK(fetcher->fetch(post, far())->ok() == repeats);
}

TEST_CASE("redirects to a private address or in a circle end without a connection", "[net]") {
  Responder inside(always(http_answer("secret")));
  Told location;
  Responder responder([&](const Peer& peer, const std::string&) {
    peer.send(http_answer("", "302 Found", "Location: " + location.get() + "\r\n"));
  });
  FetcherOptions options;  // only this very responder may be reached
  options.rules.endpoints = {{IpAddress::parse("127.0.0.1").value(), responder.port()}};
  options.rules.redirect_hosts = {"127.0.0.1", "inside.example", "10.0.0.1"};
  options.resolver = [](const std::string&) { return std::vector<std::string>{"127.0.0.1"}; };
  const auto fetcher = make(options);
  const std::string port = std::to_string(inside.port());
  for (const std::string& to : std::vector<std::string>{
           inside.url(), "http://10.0.0.1/", "http://inside.example:" + port + "/",
           std::string("file:///etc/passwd"), std::string("//127.0.0.1/"), std::string(""),
           "http://user@127.0.0.1:" + port + "/"}) {
    CAPTURE(to);
    location.set(to);
    CHECK(code_of(fetcher->fetch(get(responder.url()), far())) == ErrorCode::denied);
  }
  CHECK(inside.connections() == 0);
  const int before = responder.connections();
  location.set("/again");
  CHECK(code_of(fetcher->fetch(get(responder.url()), far())) == ErrorCode::denied);
  CHECK(responder.connections() - before == 4);  // itself and three hops
}

TEST_CASE("a name that resolves to a private address is not connected to", "[net]") {
  Responder inside(always(http_answer("secret")));
  const std::string address =
      GENERATE("127.0.0.1", "::ffff:127.0.0.1", "0.0.0.0", "127.1.2.3", "::1", "10.0.0.1",
               "169.254.169.254", "fe80::1", "fd00::1", "64:ff9b::7f00:1", "224.0.0.1");
  CAPTURE(address);
  FetcherOptions options;
  options.resolver = [&](const std::string&) { return std::vector<std::string>{address}; };
  const auto fetcher = make(options);
  const std::string url = "http://rebound.example:" + std::to_string(inside.port()) + "/";
  CHECK(code_of(fetcher->fetch(get(url), far())) == ErrorCode::denied);
  CHECK(inside.connections() == 0);
}

TEST_CASE("thirty addresses inside a document open no connection", "[net]") {
  Responder inside(always(http_answer("secret")));
  FetcherOptions options;
  options.rules.own_port = inside.port();
  options.resolver = [](const std::string&) { return std::vector<std::string>{"127.0.0.1"}; };
  const auto fetcher = make(options);
  const std::string port = ":" + std::to_string(inside.port()) + "/";
  for (const std::string& start : std::vector<std::string>{"http://127.0.0.1",
                                                           "https://127.0.0.1",
                                                           "http://127.1",
                                                           "http://2130706433",
                                                           "http://0x7f000001",
                                                           "http://0177.0.0.1",
                                                           "http://0",
                                                           "http://0.0.0.0",
                                                           "http://[::1]",
                                                           "http://[::]",
                                                           "http://[::ffff:127.0.0.1]",
                                                           "http://[::ffff:7f00:1]",
                                                           "http://[::127.0.0.1]",
                                                           "http://[64:ff9b::7f00:1]",
                                                           "http://localhost",
                                                           "http://localhost.",
                                                           "http://LOCALHOST",
                                                           "http://a.localhost",
                                                           "http://rebound.example",
                                                           "http://a@127.0.0.1",
                                                           "http://8.8.8.8@127.0.0.1",
                                                           "http://8.8.8.8\\@127.0.0.1",
                                                           "http://127.0.0.1%00.example",
                                                           "http://\xef\xbc\x91\x32\x37.0.0.1",
                                                           "ftp://127.0.0.1",
                                                           "gopher://127.0.0.1",
                                                           "file://127.0.0.1",
                                                           "ldap://127.0.0.1",
                                                           "dict://127.0.0.1",
                                                           "http://127.0.0.1 "}) {
    CAPTURE(start);
    CHECK_FALSE(fetcher->fetch(get(start + port), far())->ok());
  }
  CHECK(inside.connections() == 0);
}

TEST_CASE("a name that resolves differently the next time gains nothing", "[net]") {
  Responder inside(always(http_answer("there")));
  std::atomic<int> asked{0};
  FetcherOptions options;
  options.rules.endpoints = {{IpAddress::parse("127.0.0.1").value(), inside.port()}};
  options.resolver = [&](const std::string&) {
    return std::vector<std::string>{++asked == 1 ? "127.0.0.1" : "127.0.0.2"};
  };
  const auto fetcher = make(options);
  const std::string url = "http://name.example:" + std::to_string(inside.port()) + "/";
  CHECK(fetcher->fetch(get(url), far())->ok());
  CHECK(code_of(fetcher->fetch(get(url), far())) == ErrorCode::denied);
  CHECK(inside.connections() == 1);
}

TEST_CASE("a proxy gets the name of an allowed URL and no refused one", "[net]") {
  Responder proxy(always(http_answer("by proxy")));
  FetcherOptions options;
  options.proxy = proxy.url("");
  const auto fetcher = make(options);
  CHECK(fetcher->fetch(get("http://ocsp.example/x"), far())->ok());
  CHECK(proxy.requests().at(0).starts_with("GET http://ocsp.example/x HTTP/1.1\r\n"));
  CHECK(code_of(fetcher->fetch(get("http://127.0.0.1/"), far())) == ErrorCode::denied);
  CHECK(code_of(fetcher->fetch(get("http://10.0.0.1/"), far())) == ErrorCode::denied);
  CHECK(proxy.connections() == 1);
}

TEST_CASE("a proxy does not lead a redirect past the rules", "[net][proxy]") {
  Told location;
  Responder proxy([&](const Peer& peer, const std::string& request) {
    const bool first = request.starts_with("GET http://ocsp.example/ ");
    peer.send(first ? http_answer("", "302 Found", "Location: " + location.get() + "\r\n")
                    : http_answer("moved here"));
  });
  FetcherOptions options;
  options.proxy = proxy.url("");
  options.rules.redirect_hosts = {"mirror.example", "10.0.0.1", "127.0.0.1"};
  const auto fetcher = make(options);
  for (const std::string& to : std::vector<std::string>{
           "http://other.example/", "http://10.0.0.1/", "https://10.0.0.1/", proxy.url(),
           "http://mirror.example:25/", "file://mirror.example/"}) {
    CAPTURE(to);
    location.set(to);
    CHECK(code_of(fetcher->fetch(get("http://ocsp.example/"), far())) == ErrorCode::denied);
  }
  CHECK(proxy.connections() == 6);  // the first requests only
  location.set("http://mirror.example/new");
  const auto moved = fetcher->fetch(get("http://ocsp.example/"), far());
  REQUIRE(moved->ok());
  CHECK(as_text(moved->value().octets()) == "moved here");
  CHECK(proxy.requests().back().starts_with("GET http://mirror.example/new HTTP/1.1\r\n"));
}

TEST_CASE("https goes through a proxy by CONNECT, to where it may go", "[net][proxy]") {
  std::atomic<int> hellos{0};
  Responder proxy([&](const Peer& peer, const std::string&) {
    peer.send("HTTP/1.1 200 Connected\r\n\r\n");
    const std::string hello = peer.receive_some();
    // RFC 8446 5.1: a handshake record; its server_name (RFC 6066 3) is in the clear.
    hellos += hello.starts_with("\x16\x03") && hello.find("ocsp.example") != std::string::npos;
  });
  FetcherOptions options;
  options.proxy = proxy.url("");
  options.resolver = [](const std::string&) { return std::vector<std::string>{"127.0.0.1"}; };
  const auto fetcher = make(options);
  CHECK(code_of(fetcher->fetch(get("https://ocsp.example/secret"), far())) ==
        ErrorCode::unavailable);
  CHECK(hellos == 1);
  REQUIRE(proxy.connections() == 1);
  CHECK(proxy.requests().at(0).starts_with("CONNECT ocsp.example:443 HTTP/1.1\r\n"));
  CHECK(proxy.requests().at(0).find("secret") == std::string::npos);
  for (const std::string& url : std::vector<std::string>{
           "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://[fd00::1]/",
           "https://169.254.169.254/", "https://ocsp.example:25/"}) {
    CAPTURE(url);
    CHECK(code_of(fetcher->fetch(get(url), far())) == ErrorCode::denied);
  }
  CHECK(proxy.connections() == 1);
}

TEST_CASE("what a proxy says to CONNECT is no answer and no redirect", "[net][proxy]") {
  Responder target(always(http_answer("elsewhere")));
  for (const std::string& answer : std::vector<std::string>{
           http_answer("an answer of the proxy", "403 Forbidden"),
           http_answer("", "302 Found", "Location: " + target.url() + "\r\n"),
           http_answer("", "407 Proxy Authentication Required"), http_answer("", "405 No"),
           http_answer("in clear"), "HTTP/1.1 200 OK\r\n\r\nin clear", ""}) {
    CAPTURE(answer);
    Responder proxy(always(answer));
    FetcherOptions options = on_loopback();
    options.proxy = proxy.url("");
    options.rules.redirect_hosts = {"127.0.0.1"};
    CHECK(code_of(make(options)->fetch(get("https://ocsp.example/"), far())) ==
          ErrorCode::unavailable);
    CHECK(proxy.connections() == 1);
  }
  CHECK(target.connections() == 0);
}
