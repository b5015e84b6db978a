#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/files.h"
#include "gateway/http/http_server.h"
#include "gateway/net/evidence_fetcher.h"
#include "policies/policy_book.h"
#include "trustlists/trust_snapshot.h"
#include "validators/base/compiled_once.h"
#include "validators/base/result.h"

// conf/senim.yaml and conf/trust.yaml as values (design.md 7). Reading is strict: whatever is not
// understood is an error with file and line, and nothing starts on it. Paths in a file are relative
// to its folder. Secrets are never in these files: they name a file or an environment variable that
// holds the secret.

namespace senim::gateway {

// One entry of `sources` in trust.yaml; also what the demo world hands over.
struct TrustSourceConfig {
  std::string id;
  model::Territory territory;
  bool domestic = false;
  trustlists::TrustSource::Format format = trustlists::TrustSource::Format::etsi_list;
  std::filesystem::path path;            // a file, or for certificates a file or folder
  std::vector<pki::Fingerprint> pinned;  // signers of a list, or each anchor of a folder
  bool required = false;
  Seconds grace{0};
  bool insecurely_allow_sha1 = false;  // a list signed with SHA-1
};

struct TrustConfig {
  std::vector<TrustSourceConfig> sources;
  std::vector<pki::Fingerprint>
      denied;  // certificates or keys that are no anchors, whoever lists them
};

struct SigningKeyConfig {
  enum class Kind { pem, pkcs12 } kind = Kind::pem;
  std::filesystem::path key;            // PEM
  std::filesystem::path chain;          // PEM
  std::filesystem::path file;           // PKCS#12
  std::filesystem::path password_file;  // first line; "" when there is none
  std::string password_variable;        // of the environment; "" when there is none
};

struct Limits {
  std::uint64_t workers = 0;  // 0: as many as processors
  std::uint64_t queue = 64;
  std::uint64_t connections = 512;
  std::uint64_t in_flight = std::uint64_t{512} << 20;
  http::BodyLimits bodies;
  std::uint64_t min_free = std::uint64_t{256} << 20;  // readiness (threats.md, Store)
  http::Deadlines deadlines;
};

// Where revocation data and issuers' certificates may be fetched from, and within which bounds.
struct NetworkConfig {
  bool enabled = true;
  net::OcspMethod ocsp = net::OcspMethod::post;
  bool ocsp_nonce = true;
  net::EvidenceLimits limits;
  net::Milliseconds connect_time{2000};
  net::Milliseconds remember_dead{10'000};
  std::uint64_t concurrent = 64;
  std::uint64_t per_host = 8;
  std::uint64_t in_flight = std::uint64_t{256} << 20;
  net::KeepFor keep;  // where there is a state folder
  std::string proxy;  // "http://host:port", "" when none
  std::vector<net::IpNetwork> private_networks;
  std::vector<std::string> redirect_hosts;
};

struct Config {
  SENIM_COMPILED_ONCE(Config);
  std::filesystem::path file;
  model::Territory home;
  std::string service_name;
  std::string service_policy;  // OID, "" when none
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::filesystem::path state_dir;
  std::filesystem::path trust_file;
  std::filesystem::path policy_folder;
  std::filesystem::path agreement_folder;  // empty: no agreements
  std::string default_policy;
  std::string demo_policy;  // the default while `demo` is true
  std::vector<policies::SelectionRule> selection;
  std::optional<SigningKeyConfig> signing_key;
  bool demo = false;
  Limits limits;
  NetworkConfig network;

  // Digest of what verdicts depend on besides policies and snapshot (report.md 4).
  std::string verdict_settings() const;
};

// malformed: with "file:line: "; denied: an address that is not loopback (design.md 7: without
// partners.yaml the gateway binds loopback only).
Result<Config> parse_config(const std::filesystem::path& file, ByteView octets);
Result<TrustConfig> parse_trust(const std::filesystem::path& file, ByteView octets);
// Around the network section, what only the caller knows.
struct Surroundings {
  std::uint16_t own_port = 0;  // where we listen ourselves; 0: nowhere
  std::function<void(std::string_view)> log;
  std::shared_ptr<net::KeptAnswers> kept;  // none: every answer is fetched anew
  // Besides what the section allows: the responders of the demo world.
  std::vector<std::pair<net::IpAddress, std::uint16_t>> endpoints;
};
// Who answers what validations want; nobody when the network is not enabled.
Result<std::shared_ptr<service::EvidenceSource>> evidence_source(const NetworkConfig& config,
                                                                 Surroundings around);
Result<Config> read_config(const Files& files, const std::filesystem::path& file);
Result<TrustConfig> read_trust(const Files& files, const std::filesystem::path& file);

}  // namespace senim::gateway
