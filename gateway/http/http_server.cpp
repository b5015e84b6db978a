#include "gateway/http/http_server.h"

#include <Poco/Exception.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>
#include <Poco/ThreadPool.h>

#include <condition_variable>
#include <mutex>
#include <utility>

#include "gateway/http/connection.h"

namespace senim::http {
namespace {

constexpr int kIdleThreads = 4;
constexpr int kThreadIdleSeconds = 60;
constexpr int kThreadStack = 512 * 1024;  // handlers keep documents on the heap
constexpr int kBacklog = 512;

// How many connections there are, and a way to wait until there is none.
class Count {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void remove() {
    const std::lock_guard lock(mutex_);
    --count_;
    changed_.notify_all();
  }
  int get() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  bool none_within(std::chrono::milliseconds time) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [&] { return count_ == 0; });
  }
  void wait_for_none() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ == 0; });
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  int count_ = 0;
};

// Whoever drops the last reference to the socket deletes it, here or POCO's acceptor. The count
// that orders the two lives in POCO's library, which the thread sanitizer does not see: the tsan
// preset runs with ignore_noninstrumented_modules=1 (style.md 9), without it two false races are
// told here.
class Session final : public Poco::Net::TCPServerConnection {
 public:
  Session(const Poco::Net::StreamSocket& socket, Shared& shared, Count& count)
      : TCPServerConnection(socket), shared_(shared), count_(count) {
    count_.add();
  }
  ~Session() override {
    // Closed before it is no longer counted: after the last one nothing is open.
    socket().close();
    count_.remove();
  }
  void run() override {
    socket().setNoDelay(true);
    Connection(socket().impl()->sockfd(), shared_).serve();
  }

 private:
  Shared& shared_;
  Count& count_;
};

class Factory final : public Poco::Net::TCPServerConnectionFactory {
 public:
  Factory(Shared& shared, Count& count) : shared_(shared), count_(count) {}
  Poco::Net::TCPServerConnection* createConnection(const Poco::Net::StreamSocket& socket) override {
    return new Session(socket, shared_, count_);  // POCO owns it
  }

 private:
  Shared& shared_;
  Count& count_;
};

// More connections than threads would wait unseen behind slow ones: they are closed at once.
class Admission final : public Poco::Net::TCPServerConnectionFilter {
 public:
  Admission(int most, Count& count) : most_(most), count_(count) {}
  bool accept(const Poco::Net::StreamSocket&) override { return count_.get() < most_; }

 private:
  int most_;
  Count& count_;
};

}  // namespace

struct HttpServer::Machine {
  Machine(ServerOptions options, Router router) : shared(std::move(options), std::move(router)) {}
  Shared shared;
  Count count;
  Poco::Net::ServerSocket socket;
  std::uint16_t port = 0;
  std::unique_ptr<Poco::ThreadPool> threads;
  std::unique_ptr<Poco::Net::TCPServer> server;
  bool drained = false;
};

HttpServer::HttpServer(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}

Result<std::unique_ptr<HttpServer>> HttpServer::start(ServerOptions options, Router router) {
  std::error_code problem;
  std::filesystem::create_directories(options.spool_folder, problem);
  if (problem) {
    return Error{ErrorCode::unavailable,
                 "cannot make " + options.spool_folder.string() + ": " + problem.message()};
  }
  const int most = options.max_connections;
  auto machine = std::make_unique<Machine>(std::move(options), std::move(router));
  try {
    const ServerOptions& set = machine->shared.options;
    Poco::Net::ServerSocket& socket = machine->socket;
    socket.bind(Poco::Net::SocketAddress(set.address, set.port), true, false);
    socket.listen(kBacklog);
    machine->port = socket.address().port();
    // A few more than connections: a thread that just ended one is not free at once.
    machine->threads = std::make_unique<Poco::ThreadPool>(kIdleThreads, most + kIdleThreads,
                                                          kThreadIdleSeconds, kThreadStack);
    Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
    params->setMaxThreads(most);
    params->setMaxQueued(most);
    machine->server = std::make_unique<Poco::Net::TCPServer>(
        new Factory(machine->shared, machine->count), *machine->threads, socket, params);
    machine->server->setConnectionFilter(new Admission(most, machine->count));
    machine->server->start();
  } catch (const Poco::Exception& failed) {
    return Error{ErrorCode::unavailable, "cannot listen: " + failed.displayText()};
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(machine)));
}

HttpServer::~HttpServer() { drain(); }

std::uint16_t HttpServer::port() const { return machine_->port; }

int HttpServer::connections() const { return machine_->count.get(); }

bool HttpServer::drain() {
  if (machine_->drained) {
    return true;
  }
  machine_->drained = true;
  machine_->shared.draining.store(true);
  machine_->shared.drain.raise();
  machine_->server->stop();
  machine_->socket.close();  // or the kernel would go on accepting
  const bool in_time = machine_->count.none_within(machine_->shared.options.deadlines.drain);
  machine_->shared.abort.raise();
  machine_->count.wait_for_none();
  return in_time;
}

}  // namespace senim::http
