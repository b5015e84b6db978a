#include "gateway/server.h"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <utility>

#include "gateway/build_id.h"
#include "gateway/files.h"
#include "gateway/http/http_server.h"
#include "gateway/http/rest.h"
#include "gateway/keys/signing_key.h"
#include "gateway/policy_loader.h"
#include "gateway/service/validation_service.h"
#include "gateway/store/answer_cache.h"
#include "gateway/store/archive.h"
#include "gateway/store/crl_shelf.h"
#include "gateway/store/verdict_cache.h"
#include "gateway/trust_loader.h"
#include "gateway/trust_state.h"

namespace senim::gateway {
namespace {

constexpr std::uint64_t kMaxKeyFile = std::uint64_t{1} << 20;
// A probe of the store is a synced write: readiness asks for one a second at most.
constexpr std::chrono::milliseconds kProbeEvery{1000};

Result<std::string> read_text(const std::filesystem::path& file) {
  SENIM_TRY(const Bytes octets, read_file(file, kMaxKeyFile));
  return std::string(as_text(octets));
}

Result<std::string> password_of(const SigningKeyConfig& config) {
  if (!config.password_variable.empty()) {
    // Read while the process starts or reloads; nothing of ours writes the environment.
    const char* const value =
        std::getenv(config.password_variable.c_str());  // NOLINT(concurrency-mt-unsafe)
    if (value == nullptr) {
      return Error{ErrorCode::not_found,
                   "environment variable " + config.password_variable + " is not set"};
    }
    return std::string(value);
  }
  if (config.password_file.empty()) {
    return std::string();
  }
  SENIM_TRY(const std::string text, read_text(config.password_file));
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<std::unique_ptr<keys::SigningKey>> signing_key(const Config& config, UtcTime now) {
  if (!config.signing_key.has_value()) {
    if (!config.demo) {
      return Error{ErrorCode::malformed, config.file.string() + ": signing_key is missing"};
    }
    return keys::demo_key(config.state_dir / "demo" / "receipts", now);
  }
  const SigningKeyConfig& key = *config.signing_key;
  SENIM_TRY(const std::string password, password_of(key));
  if (key.kind == SigningKeyConfig::Kind::pkcs12) {
    SENIM_TRY(const Bytes file, read_file(key.file, kMaxKeyFile));
    return keys::key_from_pkcs12(file, password);
  }
  SENIM_TRY(const std::string pem, read_text(key.key));
  SENIM_TRY(const std::string chain, read_text(key.chain));
  return keys::key_from_pem(pem, chain, password);
}

Result<Config> configuration(const ServeOptions& options) {
  SENIM_TRY(Config config, read_config(DiskFiles(), options.config));
  if (options.state_dir.has_value()) {
    config.state_dir = *options.state_dir;
  }
  config.port = options.port.value_or(config.port);
  config.demo = config.demo || options.demo;
  return config;
}

bool needs_restart(const Config& now, const Config& then) {
  const auto fixed = [](const Config& config) {
    const Limits& limits = config.limits;
    return std::make_tuple(config.address, config.port, config.state_dir, config.demo,
                           limits.workers, limits.queue, limits.connections, limits.in_flight,
                           limits.bodies.document, limits.bodies.structured, limits.min_free,
                           limits.deadlines.idle, limits.deadlines.drain);
  };
  return fixed(now) != fixed(then);
}

// Sources are named; why they are not loaded is in the log, for it names files.
std::string trust_problem(const trustlists::TrustSnapshot& snapshot) {
  const bool nothing = snapshot.anchors() == 0;
  std::string missing;
  for (const trustlists::ListReport& report : snapshot.reports()) {
    if (!report.loaded && (report.required || nothing)) {
      missing += (missing.empty() ? ": " : ", ") + report.info.source;
    }
  }
  if (nothing) {
    return "no trust source is loaded" + missing;
  }
  return snapshot.complete() ? "" : "a required trust source is not loaded" + missing;
}

std::size_t worker_count(const Limits& limits) {
  return limits.workers != 0 ? static_cast<std::size_t>(limits.workers)
                             : std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

}  // namespace

struct Server::Machine {
  Machine(ServeOptions with, const service::Clock& time) : options(std::move(with)), clock(time) {}

  // What SIGHUP replaces: read and built whole before anything of it is used.
  struct Loaded {
    TrustConfig sources;
    std::shared_ptr<const trustlists::TrustSnapshot> trust;
    std::shared_ptr<const service::Active> active;
  };
  Result<Loaded> load(const Config& from) const;
  void use(const Loaded& loaded);
  Status open(Config from);
  Status open_stores();
  http::ReadinessChecks readiness();
  std::string store_problem();
  std::string space_problem() const;

  const ServeOptions options;
  const service::Clock& clock;
  Config config;
  std::mutex reloading;
  Published<trustlists::TrustSnapshot> trust;
  Published<service::Active> active;
  std::unique_ptr<store::Archive> archive;
  std::unique_ptr<store::VerdictCache> cache;
  std::shared_ptr<store::AnswerCache> answers;
  std::shared_ptr<store::CrlShelf> lists;
  // Of octets alone, which no reload changes.
  const std::shared_ptr<process::Known> known = std::make_shared<process::Known>();
  std::unique_ptr<const TrustState> trust_state;
  std::unique_ptr<service::WorkerPool> workers;
  std::unique_ptr<service::ValidationService> service;
  std::unique_ptr<http::HttpServer> http;

  std::mutex probing;
  std::chrono::steady_clock::time_point probed{};
  std::string probe_problem;
};

Result<Server::Machine::Loaded> Server::Machine::load(const Config& from) const {
  const UtcTime now = clock.now();
  const DiskFiles disk;
  SENIM_TRY(TrustConfig sources, read_trust(disk, from.trust_file));
  Surroundings around{from.port, options.log, nullptr, {}};
  if (from.demo && options.demo_world) {
    SENIM_TRY(DemoWorld demo, options.demo_world(from.state_dir / "demo", now));
    std::ranges::move(demo.sources, std::back_inserter(sources.sources));
    around.endpoints = std::move(demo.endpoints);
  }
  Loaded loaded;
  loaded.trust = load_snapshot(disk, sources, trust.get().get(), trust_state.get());
  SENIM_TRY(const auto book, load_policies(disk, from));
  SENIM_TRY(std::unique_ptr<keys::SigningKey> key, signing_key(from, now));
  SENIM_TRY(std::shared_ptr<const reports::ReportSigner> signer,
            reports::ReportSigner::make(std::move(key)));
  around.kept = std::make_shared<net::KeptAnswers>(answers, lists, clock, from.network.keep);
  SENIM_TRY(const auto source, evidence_source(from.network, std::move(around)));
  loaded.active = std::make_shared<service::Active>(
      service::Active{service::make_validator(loaded.trust, book, source, known), std::move(signer),
                      from.service_name, from.service_policy, from.demo, from.verdict_settings()});
  loaded.sources = std::move(sources);
  return loaded;
}

void Server::Machine::use(const Loaded& loaded) {
  trust.publish(loaded.trust);
  active.publish(loaded.active);
  for (const std::string& problem :
       keep_lists(DiskFiles(), loaded.sources, *loaded.trust, *trust_state)) {
    if (options.log) {
      options.log(problem);
    }
  }
}

// The archive first: whoever holds it is the only process in this folder.
Status Server::Machine::open_stores() {
  SENIM_TRY(archive,
            store::Archive::open(
                {.state_dir = config.state_dir, .clock = options.clock_trust, .stop_process = {}}));
  SENIM_TRY(auto database, store::CacheDatabase::open(config.state_dir / "cache"));
  cache = std::make_unique<store::VerdictCache>(database);
  answers = std::make_shared<store::AnswerCache>(database);
  SENIM_TRY(lists, store::CrlShelf::open(config.state_dir / "crls"));
  SENIM_TRY(TrustState kept, TrustState::open(config.state_dir));
  trust_state = std::make_unique<const TrustState>(std::move(kept));
  for (const char* folder : {"archive", "cache"}) {  // receipts are their callers', nobody else's
    std::error_code problem;
    std::filesystem::permissions(config.state_dir / folder, std::filesystem::perms::owner_all,
                                 problem);
    if (problem) {
      return Error{ErrorCode::unavailable, std::string(folder) + ": " + problem.message()};
    }
  }
  return success();
}

Status Server::Machine::open(Config from) {
  config = std::move(from);
  SENIM_CHECK(open_stores());
  SENIM_TRY(Loaded loaded, load(config));
  for (const trustlists::ListReport& report : loaded.trust->reports()) {
    if (!report.error.empty() && options.log) {
      options.log("trust source " + report.info.source +
                  (report.loaded ? ": the version used before stays: " : " is not used: ") +
                  report.error);
    }
  }
  use(loaded);
  const Limits& limits = config.limits;
  workers = std::make_unique<service::WorkerPool>(worker_count(limits),
                                                  static_cast<std::size_t>(limits.queue));
  service = std::make_unique<service::ValidationService>(service::ValidationService::Parts{
      active, clock, *archive, *cache, *workers, engine_version()});
  SENIM_TRY(
      http,
      http::HttpServer::start(
          {.address = config.address,
           .port = config.port,
           .deadlines = limits.deadlines,
           .in_flight_octets = limits.in_flight,
           .max_connections = static_cast<int>(limits.connections),
           .spool_folder = config.state_dir / "spool",
           .clock = [this] { return clock.now().time_since_epoch().count(); },
           .log = options.log},
          http::rest_router({*service, [this] { return readiness(); }, config.limits.bodies})));
  return success();
}

http::ReadinessChecks Server::Machine::readiness() {
  const std::shared_ptr<const trustlists::TrustSnapshot> snapshot = trust.get();
  const std::shared_ptr<const service::Active> in_use = active.get();
  const UtcTime now = clock.now();
  const Result<std::string> signed_probe = in_use->signer->sign("readiness", now);
  const Status forward = service->clock_goes_forward();
  return {{"snapshot", trust_problem(*snapshot)},
          {"policies", in_use->validator->policy_problem(now)},
          {"signingKey", signed_probe.ok() ? "" : signed_probe.error().message},
          {"store", store_problem()},
          {"clock", forward.ok() ? "" : forward.error().message},
          {"space", space_problem()}};
}

std::string Server::Machine::store_problem() {
  const std::lock_guard lock(probing);
  const auto now = std::chrono::steady_clock::now();
  if (probed == std::chrono::steady_clock::time_point{} || now - probed >= kProbeEvery) {
    const Status written = archive->probe();
    probe_problem = written.ok() ? "" : written.error().message;
    probed = now;
  }
  return probe_problem;
}

std::string Server::Machine::space_problem() const {
  std::error_code problem;
  const std::filesystem::space_info space = std::filesystem::space(config.state_dir, problem);
  if (problem) {
    return problem.message();
  }
  return space.available >= config.limits.min_free
             ? ""
             : std::to_string(space.available >> 20) + " MB free of " +
                   std::to_string(config.limits.min_free >> 20) + " needed";
}

Server::Server(std::unique_ptr<Machine> machine) : machine_(std::move(machine)) {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::start(const ServeOptions& options,
                                              const service::Clock& clock) {
  SENIM_TRY(Config config, configuration(options));
  auto machine = std::make_unique<Machine>(options, clock);
  SENIM_CHECK(machine->open(std::move(config)));
  return std::unique_ptr<Server>(new Server(std::move(machine)));
}

std::uint16_t Server::port() const { return machine_->http->port(); }

std::string Server::address() const {
  const std::string& host = machine_->config.address;
  const bool ipv6 = host.find(':') != std::string::npos;
  return "http://" + (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port());
}

Status Server::reload() {
  const std::lock_guard lock(machine_->reloading);
  SENIM_TRY(Config config, configuration(machine_->options));
  if (needs_restart(config, machine_->config)) {
    return Error{ErrorCode::denied,
                 "listen, state_dir, demo and limits change with a restart only"};
  }
  SENIM_TRY(Machine::Loaded loaded, machine_->load(config));
  for (const trustlists::ListReport& report : loaded.trust->reports()) {
    if (!report.error.empty()) {
      return Error{ErrorCode::malformed,
                   "trust source " + report.info.source + ": " + report.error};
    }
  }
  machine_->use(loaded);
  return success();
}

bool Server::drain() { return machine_->http->drain(); }

int serve(const ServeOptions& options) {
  const auto log = [&](const std::string& line) {
    if (options.log) {
      options.log(line);
    }
  };
  // Blocked before any thread exists: all threads inherit it, and only sigwait() below sees them.
  sigset_t handled;
  ::sigemptyset(&handled);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) {
    ::sigaddset(&handled, number);
  }
  ::pthread_sigmask(SIG_BLOCK, &handled, nullptr);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // threats.md, Store
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));

  const service::SystemClock clock;
  Result<std::unique_ptr<Server>> server = Server::start(options, clock);
  if (!server.ok()) {
    log(server.error().message);
    return 3;
  }
  if (options.on_started) {
    options.on_started((*server)->address());
  }
  for (;;) {
    int number = 0;
    if (::sigwait(&handled, &number) != 0) {
      continue;
    }
    if (number != SIGHUP) {
      log("stopping: finishing what runs");
      return (*server)->drain() ? 0 : 1;
    }
    const Status reloaded = (*server)->reload();
    log(reloaded.ok() ? "reloaded" : "not reloaded, nothing changed: " + reloaded.error().message);
  }
}

}  // namespace senim::gateway
