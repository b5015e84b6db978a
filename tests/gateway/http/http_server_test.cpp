#include "gateway/http/http_server.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/http/guard.h"
#include "tests/gateway/http/client.h"
#include "tests/gateway/scratch.h"

using namespace senim;
using namespace senim::http;
using std::chrono::milliseconds;
using test::Answer;
using test::Client;

namespace {

// Lets handlers wait until a test opens it.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

constexpr std::uint64_t kEchoLimit = 3'000'000;

struct World {
  test::Scratch scratch;
  Gate gate;
  ServerOptions options;
  std::unique_ptr<HttpServer> server;

  World() {
    options.spool_folder = scratch / "spool";
    options.clock = [] { return std::int64_t{784111777}; };
  }
  Router router() {
    Router routes;
    const auto limit = [](std::uint64_t octets) {
      return [octets](const RequestHead&) { return octets; };
    };
    routes.add(
        {"POST", "/echo",
         [](const Request& request) {
           return Response{200, "application/octet-stream", {}, std::string(as_text(request.body))};
         },
         limit(kEchoLimit)});
    routes.add({"GET",
                "/things/{id}",
                [](const Request& request) {
                  return Response{200, "text/plain", {{"ETag", "\"1\""}}, request.path_value};
                },
                {}});
    routes.add({"GET",
                "/big",
                [](const Request&) {
                  return Response{200, "text/plain", {}, std::string(64U << 20, 'b')};
                },
                {}});
    routes.add({"GET",
                "/throw",
                [](const Request&) -> Response { throw std::runtime_error("secret"); },
                {}});
    routes.add({"POST", "/wait",
                [this](const Request&) {
                  gate.pass();
                  return Response{200, "text/plain", {}, "done"};
                },
                limit(100)});
    return routes;
  }
  void start() {
    auto started = HttpServer::start(options, router());
    REQUIRE(started.ok());
    server = std::move(started).value();
  }
  std::uint16_t port() const { return server->port(); }
};

std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + more + "\r\n" + body;
}
std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

Answer ask(World& world, const std::string& octets) {
  Client client(world.port());
  REQUIRE(client.send(octets));
  return client.receive();
}

std::string code_of(const Answer& answer) {
  CHECK(answer.headers.at("content-type") == "application/problem+json");
  const std::size_t at = answer.body.find("\"code\":\"");
  REQUIRE(at != std::string::npos);
  return answer.body.substr(at + 8, answer.body.find('"', at + 8) - at - 8);
}

}  // namespace

TEST_CASE("requests of one connection are answered one after another", "[http]") {
  World world;
  world.start();
  Client client(world.port());
  REQUIRE(client.send(post("/echo", "one") + get("/things/42") + post("/echo", "two")));
  const Answer first = client.receive();
  CHECK(first.status == 200);
  CHECK(first.body == "one");
  CHECK(first.headers.at("content-length") == "3");
  CHECK(first.headers.at("date") == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(first.headers.at("x-content-type-options") == "nosniff");
  CHECK(first.headers.count("connection") == 0);
  CHECK(client.receive().body == "42");
  CHECK(client.receive().body == "two");
  REQUIRE(client.send("HEAD /things/42 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
  const Answer head = client.receive(true);
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == "2");
  CHECK(head.headers.at("connection") == "close");
  CHECK(client.closed());
}

// RFC 9112 2.2: some send a CRLF behind a body.
TEST_CASE("an empty line between two requests belongs to neither", "[http]") {
  World world;
  world.start();
  Client client(world.port());
  REQUIRE(client.send("\r\n" + post("/echo", "one") + "\r\n" + get("/things/42")));
  CHECK(client.receive().body == "one");
  CHECK(client.receive().body == "42");
  for (const char octet : "\r\n" + get("/things/43")) {
    REQUIRE(client.send(std::string_view(&octet, 1)));
  }
  CHECK(client.receive().body == "43");
  REQUIRE(client.send("\r\n\r\n" + get("/things/44")));
  CHECK(client.receive().status == 400);
  client.end();
  CHECK(client.closed());
}

TEST_CASE("an empty line before a head counts as a part of it", "[http]") {
  World world;
  world.start();
  const auto head = [](std::size_t size) {
    const std::string begin = "\r\nGET /things/1 HTTP/1.1\r\nHost: a\r\nA: ";
    return begin + std::string(size - begin.size() - 4, 'a') + "\r\n\r\n";
  };
  Client client(world.port());
  REQUIRE(client.send(head(kMaxHead)));
  CHECK(client.receive().body == "1");
  REQUIRE(client.send(head(kMaxHead + 1)));
  CHECK(client.receive().status == 431);
}

TEST_CASE("a request may come in pieces of any size", "[http]") {
  World world;
  world.start();
  Client client(world.port());
  for (const char octet : post("/echo", "pieces")) {
    REQUIRE(client.send(std::string_view(&octet, 1)));
  }
  CHECK(client.receive().body == "pieces");
  const std::string big(2'500'000, 'x');  // spooled and mapped
  REQUIRE(client.send(post("/echo", big)));
  CHECK(client.receive().body == big);
  REQUIRE(
      client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
                  get("/things/1")));
  CHECK(client.receive().body == "abcde");
  CHECK(client.receive().body == "1");
}

TEST_CASE("a client that waits for 100-continue gets it", "[http]") {
  World world;
  world.start();
  Client client(world.port());
  REQUIRE(client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"));
  CHECK(client.receive().status == 100);
  REQUIRE(client.send("ok"));
  CHECK(client.receive().body == "ok");
  REQUIRE(client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000001\r\nExpect: 100-continue\r\n\r\n"));
  const Answer refused = client.receive();
  CHECK(refused.status == 413);
  CHECK(code_of(refused) == "limit-exceeded");
  CHECK(client.closed());
}

TEST_CASE("a refused head is answered with a problem and the connection closed", "[http]") {
  World world;
  world.start();
  struct Row {
    const char* octets;
    int status;
    const char* code;
  };
  const Row row = GENERATE(values<Row>({
      {"GET / HTTP/1.1\r\n\r\n", 400, "malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       400, "malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400, "malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400,
       "malformed"},
      {"nonsense\r\n\r\n", 400, "malformed"},
      {"\r\n\r\n", 400, "malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400,
       "malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", 417, "malformed"},
      {"GET /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 400, "malformed"},
  }));
  CAPTURE(row.octets);
  Client client(world.port());
  REQUIRE(client.send(row.octets));
  const Answer answer = client.receive();
  CHECK(answer.status == row.status);
  CHECK(code_of(answer) == row.code);
  CHECK(answer.headers.at("connection") == "close");
  client.end();
  CHECK(client.closed());
}

TEST_CASE("a head longer than its limit is refused before it ends", "[http]") {
  World world;
  world.start();
  Client client(world.port());
  REQUIRE(client.send("GET / HTTP/1.1\r\nHost: a\r\nA: " + std::string(16 * 1024, 'a')));
  const Answer answer = client.receive();
  CHECK(answer.status == 431);
  CHECK(code_of(answer) == "limit-exceeded");
}

TEST_CASE("an unknown path is 404 and another method 405", "[http]") {
  World world;
  world.start();
  CHECK(code_of(ask(world, get("/nothing"))) == "not-found");
  CHECK(ask(world, get("/nothing")).status == 404);
  CHECK(ask(world, get("/things/")).status == 404);
  CHECK(ask(world, get("/things/a/b")).status == 404);
  const Answer method = ask(world, "DELETE /things/1 HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(method.status == 405);
  CHECK(method.headers.at("allow") == "GET, HEAD");
  const Answer with_body = ask(world, post("/things/1", "body"));
  CHECK(with_body.status == 405);
  CHECK(with_body.headers.at("connection") == "close");
}

TEST_CASE("a body where none belongs is refused and never taken for the next request", "[http]") {
  World world;
  world.start();
  const std::string hidden = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string length = std::to_string(hidden.size());
  for (const std::string& request :
       {"GET /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + hidden,
        "GET /things/1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        "chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n" +
            std::string()}) {
    Client client(world.port());
    REQUIRE(client.send(request));
    const Answer answer = client.receive();
    CHECK(answer.status == 400);
    CHECK(code_of(answer) == "malformed");
    CHECK(client.closed());
  }
  CHECK(ask(world, "GET /things/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status == 200);
}

TEST_CASE("an exception in a handler is a 500 that tells nothing", "[http]") {
  World world;
  std::string logged;
  world.options.log = [&](std::string_view line) { logged = line; };
  world.start();
  const Answer answer = ask(world, get("/throw"));
  CHECK(answer.status == 500);
  CHECK(code_of(answer) == "internal");
  CHECK(answer.body.find("secret") == std::string::npos);
  world.server.reset();
  CHECK(logged.find("secret") != std::string::npos);
}

TEST_CASE("a body beyond its route's limit is 413 whether declared or chunked", "[http]") {
  World world;
  world.start();
  const std::string fits(kEchoLimit, 'x');
  CHECK(ask(world, post("/echo", fits)).status == 200);
  CHECK(ask(world, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3000001\r\n\r\n").status ==
        413);
  Client client(world.port());
  client.send("POST /wait HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
              std::string(0x65, 'x') + "\r\n0\r\n\r\n");
  const Answer chunked = client.receive();
  CHECK(chunked.status == 413);
  CHECK(code_of(chunked) == "limit-exceeded");
}

TEST_CASE("octets in flight are counted as they come and too many are 503", "[http]") {
  World world;
  world.options.in_flight_octets = 1000;
  // Whoever holds them is not cut off meanwhile, however slow the machine.
  world.options.deadlines.body_grace = world.options.deadlines.whole = std::chrono::minutes(10);
  world.start();
  Client holder(world.port());
  // Promises two million octets and sends nine hundred: only these count.
  REQUIRE(holder.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n" +
                      std::string(900, 'x')));
  Answer refused = ask(world, post("/echo", std::string(200, 'y')));
  while (refused.status == 200) {  // until the nine hundred are here
    refused = ask(world, post("/echo", std::string(200, 'y')));
  }
  CHECK(refused.status == 503);
  CHECK(code_of(refused) == "unavailable");
  CHECK(refused.headers.at("retry-after") == "1");
  CHECK(ask(world, post("/echo", std::string(50, 'y'))).status == 200);
}

TEST_CASE("the deadlines are those of threats.md", "[http]") {
  using std::chrono::seconds;
  const Deadlines set;
  CHECK(set.head == seconds(5));
  CHECK(set.body_grace == seconds(5));
  CHECK(set.body_octets_per_second == 1024);
  CHECK(set.whole == seconds(10));
  CHECK(set.whole_octets_per_second == 64 * 1024);
  CHECK(ServerOptions().in_flight_octets == 512U << 20);  // design.md 8
}

TEST_CASE("a head that drips is cut off at its deadline", "[http]") {
  World world;
  world.options.deadlines.head = milliseconds(150);
  world.options.deadlines.linger = milliseconds(1);
  world.start();
  Client client(world.port());
  const auto start = std::chrono::steady_clock::now();
  const std::string head = "GET /things/1 HTTP/1.1\r\nHost: a\r\n";
  for (std::size_t i = 0; i < head.size() && !client.closed(10); ++i) {
    client.send(head.substr(i, 1));  // a socket timeout would begin anew at each of them
  }
  const auto took = std::chrono::steady_clock::now() - start;
  CHECK(took < milliseconds(2000));
  CHECK(took >= milliseconds(150));
}

TEST_CASE("a body that drips is cut off by its pace and a steady one by its whole time", "[http]") {
  World world;
  world.options.deadlines.linger = milliseconds(1);
  SECTION("below the pace after the grace time") {
    world.options.deadlines.body_grace = milliseconds(150);
  }
  SECTION("above the pace and too long in all") {
    world.options.deadlines.body_octets_per_second = 1;
    world.options.deadlines.body_grace = milliseconds(60'000);
    world.options.deadlines.whole = milliseconds(150);
    world.options.deadlines.whole_octets_per_second = 1'000'000;
  }
  world.start();
  Client client(world.port());
  REQUIRE(client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n"));
  const auto start = std::chrono::steady_clock::now();
  bool ended = false;
  for (int i = 0; i < 300 && !ended; ++i) {
    ended = !client.send("x") || client.closed(10);
    if (std::chrono::steady_clock::now() - start > milliseconds(120) && !ended) {
      const Answer answer = client.receive();
      CHECK((answer.status == 408 || answer.status == 0));
      ended = true;
    }
  }
  CHECK(std::chrono::steady_clock::now() - start < milliseconds(5000));
}

TEST_CASE("an idle connection is closed", "[http]") {
  World world;
  world.options.deadlines.idle = milliseconds(50);
  world.start();
  Client client(world.port());
  CHECK(client.closed());
  Client second(world.port());
  REQUIRE(second.send(get("/things/1")));
  CHECK(second.receive().status == 200);
  CHECK(second.closed());
  Client third(world.port());  // an empty line begins no request that could be late
  REQUIRE(third.send(get("/things/1") + "\r\n"));
  CHECK(third.receive().status == 200);
  CHECK(third.closed());
  Client fourth(world.port());
  REQUIRE(fourth.send("\r\n"));
  CHECK(fourth.closed());
}

TEST_CASE("a client that does not take its answer is left", "[http]") {
  World world;
  world.options.deadlines.whole = milliseconds(100);
  world.options.deadlines.whole_octets_per_second = std::uint64_t{1} << 40;
  world.start();
  Client client(world.port());
  client.keep_little();
  REQUIRE(client.send(get("/big")));
  const auto start = std::chrono::steady_clock::now();
  while (world.server->connections() != 0 &&
         std::chrono::steady_clock::now() - start < milliseconds(5000)) {
    std::this_thread::sleep_for(milliseconds(2));
  }
  CHECK(world.server->connections() == 0);
}

TEST_CASE("32 dripping clients do not keep an honest one waiting", "[http]") {
  World world;
  world.start();
  std::vector<std::unique_ptr<Client>> dripping;
  for (int i = 0; i < 32; ++i) {
    dripping.push_back(std::make_unique<Client>(world.port()));
    REQUIRE(dripping.back()->send(
        i % 2 == 0 ? "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Len"
                   : "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nx"));
  }
  for (int i = 0; i < 20; ++i) {
    for (const auto& client : dripping) {
      client->send("x");
    }
    const auto start = std::chrono::steady_clock::now();
    CHECK(ask(world, post("/echo", "honest")).body == "honest");
    CHECK(std::chrono::steady_clock::now() - start < milliseconds(1000));
  }
}

TEST_CASE("connections beyond the limit are closed at once and room is found again", "[http]") {
  World world;
  world.options.max_connections = 4;
  world.start();
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<Client>(world.port()));
    REQUIRE(clients.back()->send(get("/things/1")));
    REQUIRE(clients.back()->receive().status == 200);
  }
  CHECK(Client(world.port()).closed());
  clients.clear();
  Answer answer;
  for (int i = 0; i < 200 && answer.status != 200; ++i) {
    Client client(world.port());
    client.send(get("/things/1"));
    answer = client.receive();
  }
  CHECK(answer.status == 200);
}

TEST_CASE("draining finishes what runs and accepts nothing more", "[http]") {
  World world;
  world.start();
  const std::uint16_t port = world.port();
  Client idle(port);
  REQUIRE(idle.send(get("/things/1") + "\r\n"));
  REQUIRE(idle.receive().status == 200);
  Client running(port);
  REQUIRE(running.send(post("/wait", "x")));
  world.gate.wait_for(1);
  std::atomic<bool> drained = false;
  std::thread drain([&] { drained = world.server->drain(); });
  CHECK(idle.closed());
  CHECK_FALSE(drained);
  world.gate.open();
  const Answer answer = running.receive();
  CHECK(answer.status == 200);
  CHECK(answer.body == "done");
  CHECK(answer.headers.at("connection") == "close");
  drain.join();
  CHECK(drained);
  CHECK_FALSE(Client(port).connected());
}

TEST_CASE("draining does not wait for a client that sends half a request", "[http]") {
  World world;
  world.options.deadlines.drain = milliseconds(50);
  world.start();
  Client client(world.port());
  REQUIRE(client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx"));
  while (world.server->connections() == 0) {
    std::this_thread::yield();
  }
  world.server->drain();
  CHECK(client.closed());
}

TEST_CASE("an address that is taken is an error", "[http]") {
  World world;
  world.start();
  ServerOptions options = world.options;
  options.address = "203.0.113.7";
  CHECK(HttpServer::start(options, Router()).error().code == ErrorCode::unavailable);
}
