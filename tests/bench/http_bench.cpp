// A cache hit over HTTP against an empty POCO handler: the same load generator,
// the same sizes (those of a signed document and its verdict), one run (design.md 10). Goal: 60 %
// of its requests/s, 80 % later.

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "gateway/http/http_server.h"
#include "gateway/http/rest.h"
#include "gateway/reports/report_json.h"
#include "tests/gateway/http/client.h"
#include "tests/gateway/service/fakes.h"
#include "tests/support/judging.h"
#include "validators/process/collect.h"
#include "validators/process/judge.h"

namespace {

using namespace senim;

constexpr std::size_t kContent = 2 * 1024;
constexpr int kConnections = 8;
constexpr std::chrono::milliseconds kRound{1500};
constexpr int kRounds = 5;

class EmptyHandler final : public Poco::Net::HTTPRequestHandler {
 public:
  explicit EmptyHandler(const std::string& answer) : answer_(answer) {}
  void handleRequest(Poco::Net::HTTPServerRequest& request,
                     Poco::Net::HTTPServerResponse& response) override {
    char octets[8192];
    while (request.stream().read(octets, sizeof octets), request.stream().gcount() > 0) {
    }
    response.setContentLength(static_cast<std::streamsize>(answer_.size()));
    response.send().write(answer_.data(), static_cast<std::streamsize>(answer_.size()));
  }

 private:
  const std::string& answer_;
};

class EmptyFactory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  explicit EmptyFactory(std::string answer) : answer_(std::move(answer)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(
      const Poco::Net::HTTPServerRequest&) override {
    return new EmptyHandler(answer_);
  }

 private:
  std::string answer_;
};

// Requests per second of kConnections clients, each asking again as soon as it
// has its answer.
double requests_per_second(std::uint16_t port, const std::string& request) {
  std::atomic<bool> stop = false;
  std::atomic<std::uint64_t> answered = 0;
  std::vector<std::thread> threads;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < kConnections; ++i) {
    threads.emplace_back([&] {
      test::Client client(port);
      std::uint64_t count = 0;
      while (!stop) {
        if (!client.send(request) || client.receive().status != 200) {
          std::fprintf(stderr, "a request failed\n");
          std::_Exit(1);
        }
        ++count;
      }
      answered += count;
    });
  }
  std::this_thread::sleep_for(kRound);
  stop = true;
  for (std::thread& thread : threads) {
    thread.join();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return static_cast<double>(answered) / took.count();
}

// A CAdES-B document with two certificates, and what the core says of it: real sizes are moved.
struct Sample {
  std::string document;
  std::string verdict;
};
Sample sample() {
  const test::TestPki& pki = test::test_pki();
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  signer.signing_time = test::at("2026-05-01T00:00:00Z");
  demo::CmsSpec spec;
  spec.content = Bytes(kContent, 'x');
  spec.signers = {signer};
  spec.certificates = {pki.ca.certificate};
  const Bytes cms = demo::make_cms(spec);
  model::Submission submission;
  submission.document = cms;
  const test::TestTrust trust({test::granted(test::certificate(pki.root))});
  const test::TestPolicies policies;
  const UtcTime now = test::at("2026-06-01T00:00:00Z");
  Budget budget;
  const auto collected = process::collect(submission, {}, trust, policies, now, budget).value();
  const model::Verdict verdict =
      process::judge(collected.evidence, submission, trust, policies, now);
  if (verdict.status != model::DocumentStatus::confirmed) {
    std::fprintf(stderr, "the sample is not confirmed\n");
    std::_Exit(1);
  }
  return {std::string(as_text(cms)), reports::verdict_json(verdict)};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main() {
  const Sample sent = sample();
  test::ServiceWorld world;
  world.validator->answer = [&](const model::Submission&, const service::Caller&, UtcTime now) {
    return service::JudgedVerdict{sent.verdict, now + Seconds(900)};
  };
  http::ServerOptions options;
  options.spool_folder = world.scratch / "spool";
  options.clock = [&] { return world.clock.now().time_since_epoch().count(); };
  auto senim_server = http::HttpServer::start(
      options, http::rest_router({*world.service, [] { return http::ReadinessChecks(); }}));
  if (!senim_server.ok()) {
    std::fprintf(stderr, "%s\n", senim_server.error().message.c_str());
    return 1;
  }
  const std::string request =
      "POST /api/v1/validations?name=contract.p7s HTTP/1.1\r\nHost: "
      "127.0.0.1\r\nContent-Type: "
      "application/pkcs7-mime\r\nAccept: application/json\r\nUser-Agent: "
      "bench\r\nContent-Length: " +
      std::to_string(sent.document.size()) + "\r\n\r\n" + sent.document;
  std::string answer;
  {
    test::Client client((*senim_server)->port());
    client.send(request);
    answer = client.receive().body;
  }

  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setKeepAlive(true);
  params->setMaxKeepAliveRequests(0);
  params->setMaxThreads(2 * kConnections);
  Poco::ThreadPool threads(2, 2 * kConnections);
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", 0));
  Poco::Net::HTTPServer poco(new EmptyFactory(answer), threads, socket, params);
  poco.start();

  std::vector<double> ours;
  std::vector<double> theirs;
  for (int round = 0; round < kRounds; ++round) {
    theirs.push_back(requests_per_second(poco.port(), request));
    ours.push_back(requests_per_second((*senim_server)->port(), request));
  }
  std::printf(
      "request %zu octets, verdict %zu octets, answer %zu octets, %d connections, median "
      "of %d rounds\n",
      request.size(), sent.verdict.size(), answer.size(), kConnections, kRounds);
  std::printf("empty POCO handler  %9.0f requests/s\n", median(theirs));
  std::printf("cache hit over HTTP %9.0f requests/s\n", median(ours));
  std::printf("ratio               %9.2f   (goal 0.60, later 0.80)\n",
              median(ours) / median(theirs));
  poco.stopAll(true);
  return 0;
}
