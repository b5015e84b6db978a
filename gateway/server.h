#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config.h"
#include "gateway/service/clock.h"
#include "gateway/store/archive.h"
#include "validators/base/result.h"

// The running gateway: every object of it is built here, from the configuration, and handed what it
// depends on. Reading server.cpp shows the whole machine.

namespace senim::gateway {

// What `demo: true` adds (design.md 7).
struct DemoWorld {
  std::vector<TrustSourceConfig> sources;
  std::vector<std::pair<net::IpAddress, std::uint16_t>> endpoints;  // of its responders
};

struct ServeOptions {
  std::filesystem::path config = "/etc/senim/senim.yaml";
  std::optional<std::filesystem::path> state_dir;  // instead of the one in the configuration
  std::optional<std::uint16_t> port;               // likewise
  bool demo = false;                               // as `demo: true`
  // The operator says that the clock is right although the newest receipt is of a later time.
  store::ClockTrust clock_trust = store::ClockTrust::measured;
  // Makes or finds the demo world in that folder, runs its responders and says whom it trusts.
  // Asked only in demo mode, at each reload again; gateway/main.cpp knows the answer (only it may
  // see gateway/demo).
  std::function<Result<DemoWorld>(const std::filesystem::path& folder, UtcTime now)> demo_world;
  // Called once requests are answered: "http://127.0.0.1:8080".
  std::function<void(const std::string& address)> on_started;
  // Lines for the operator; several threads may call it.
  std::function<void(std::string_view)> log;
};

class Server final {
 public:
  // Everything or nothing. `clock` outlives the server.
  static Result<std::unique_ptr<Server>> start(const ServeOptions& options,
                                               const service::Clock& clock);
  ~Server();  // drains
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::string address() const;
  // Reads configuration, trust, policies and key again and uses them for requests that come from
  // now on; on any error all of the old stays. What needs a restart (listener, state folder,
  // limits) must be unchanged.
  Status reload();
  // Finishes what runs; true when all of it ended in time.
  bool drain();

  struct Machine;

 private:
  explicit Server(std::unique_ptr<Machine> machine);
  std::unique_ptr<Machine> machine_;
};

// `senim serve`: runs until SIGTERM or SIGINT, reloads on SIGHUP. 0 after a clean end, 3 when it
// cannot start (report.md 5: configuration), 1 when requests had to be cut off at the end.
int serve(const ServeOptions& options);

}  // namespace senim::gateway
