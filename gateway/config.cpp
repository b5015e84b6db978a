#include "gateway/config.h"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "gateway/files.h"
#include "gateway/trust_files.h"
#include "policies/constraint_values.h"
#include "policies/yaml_reader.h"
#include "validators/crypto/digest.h"

namespace senim::gateway {
namespace {

using policies::YamlMap;
using policies::YamlValue;

// Paths are relative to the file that names them: a configuration can be moved as a whole.
std::filesystem::path beside(const std::filesystem::path& file, const std::string& path) {
  return std::filesystem::path(path).is_absolute() ? std::filesystem::path(path)
                                                   : file.parent_path() / path;
}

bool is_territory(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

Result<model::Territory> territory(YamlMap& map, std::string_view key) {
  SENIM_TRY(const YamlValue value, map.value(key));
  SENIM_TRY(std::string text, value.text());
  if (!is_territory(text)) {
    return value.error("must be a territory of two letters like KZ");
  }
  return text;
}

Result<std::string> optional_oid(YamlMap& map, std::string_view key) {
  const std::optional<YamlValue> value = map.find(key);
  if (!value.has_value()) {
    return std::string();
  }
  SENIM_TRY(std::string text, value->text());
  const bool digits = text.find_first_not_of("0123456789.") == std::string::npos;
  if (!digits || text.front() == '.' || text.back() == '.' || text.find('.') == std::string::npos ||
      text.find("..") != std::string::npos) {
    return value->error("must be an object identifier like 1.2.398.1");
  }
  return text;
}

// Only loopback until partners.yaml names callers (design.md 7).
bool is_loopback(std::string_view address) {
  const bool ipv4 = address.starts_with("127.") &&
                    address.find_first_not_of("0123456789.") == std::string_view::npos;
  return ipv4 || address == "::1";
}

Status read_listen(YamlMap& top, Config& config) {
  SENIM_TRY(YamlMap listen, top.map("listen", {"address", "port"}));
  SENIM_TRY(config.address, listen.text("address"));
  if (!is_loopback(config.address)) {
    return listen.error("address: only loopback (127.0.0.1, ::1) without partners.yaml");
  }
  SENIM_TRY(const std::uint64_t port, listen.integer("port", 0, 65535));
  config.port = static_cast<std::uint16_t>(port);
  return listen.done();
}

Status read_service(YamlMap& top, Config& config) {
  SENIM_TRY(YamlMap service, top.map("service", {"name", "policy"}));
  SENIM_TRY(config.service_name, service.text("name"));
  SENIM_TRY(config.service_policy, optional_oid(service, "policy"));
  return service.done();
}

Status read_password(YamlMap& map, const std::filesystem::path& file, SigningKeyConfig& key) {
  SENIM_TRY(const std::string password_file, map.text_or("password_file", ""));
  SENIM_TRY(key.password_variable, map.text_or("password_variable", ""));
  if (!password_file.empty()) {
    key.password_file = beside(file, password_file);
  }
  if (!password_file.empty() && !key.password_variable.empty()) {
    return map.error("a password comes from a file or from a variable, not from both");
  }
  return map.done();
}

Status read_signing_key(YamlMap& top, Config& config) {
  if (!top.has("signing_key")) {
    return success();  // the demo key; serve() refuses to start without either
  }
  SigningKeyConfig key;
  SENIM_TRY(YamlMap map, top.map("signing_key", {"pem", "pkcs12"}));
  if (map.has("pem") == map.has("pkcs12")) {
    return map.error("either pem or pkcs12");
  }
  if (map.has("pem")) {
    SENIM_TRY(YamlMap pem, map.map("pem", {"key", "chain", "password_file", "password_variable"}));
    SENIM_TRY(const std::string file, pem.text("key"));
    SENIM_TRY(const std::string chain, pem.text("chain"));
    key.kind = SigningKeyConfig::Kind::pem;
    key.key = beside(config.file, file);
    key.chain = beside(config.file, chain);
    SENIM_CHECK(read_password(pem, config.file, key));
  } else {
    SENIM_TRY(YamlMap store, map.map("pkcs12", {"file", "password_file", "password_variable"}));
    SENIM_TRY(const std::string file, store.text("file"));
    key.kind = SigningKeyConfig::Kind::pkcs12;
    key.file = beside(config.file, file);
    SENIM_CHECK(read_password(store, config.file, key));
  }
  config.signing_key = std::move(key);
  return map.done();
}

// Both ends of what a value may be. 0 stands in them only where it means something (do not wait, do
// not keep): as a limit it would refuse every request, or every answer, without a word.
constexpr std::uint64_t kAnySize = std::numeric_limits<std::uint64_t>::max();

std::string written(std::uint64_t octets) {
  const bool whole = octets != 0 && octets % (1U << 20) == 0;
  return whole ? std::to_string(octets >> 20) + "MB" : std::to_string(octets);
}

Result<std::uint64_t> size_within(YamlMap& map, std::string_view key, std::uint64_t otherwise,
                                  std::uint64_t least, std::uint64_t most,
                                  std::string_view of_least = "") {
  const std::optional<YamlValue> value = map.find(key);
  if (!value.has_value()) {
    return otherwise;
  }
  SENIM_TRY(const std::uint64_t size, value->size());
  if (size < least || size > most) {
    return value->error("must be at least " + written(least) + std::string(of_least) +
                        (most == kAnySize ? "" : ", at most " + written(most)));
  }
  return size;
}

Result<Seconds> duration_within(YamlMap& map, std::string_view key, Seconds otherwise,
                                Seconds least, Seconds most) {
  const std::optional<YamlValue> value = map.find(key);
  if (!value.has_value()) {
    return otherwise;
  }
  SENIM_TRY(const Seconds read, value->duration());
  if (read < least || read > most) {
    return value->error("must be from " + policies::write_duration(least) + " to " +
                        policies::write_duration(most));
  }
  return read;
}

// threats.md and design.md 8 are the source of the defaults; a configuration may lower them where
// they protect, never raise them.
Status read_limits(YamlMap& top, Limits& limits) {
  if (!top.has("limits")) {
    return success();
  }
  SENIM_TRY(YamlMap map,
            top.map("limits", {"workers", "queue", "connections", "in_flight", "document",
                               "structured", "min_free", "idle", "drain"}));
  SENIM_TRY(limits.workers, map.integer_or("workers", limits.workers, 0, 1024));
  SENIM_TRY(limits.queue, map.integer_or("queue", limits.queue, 0, 100'000));
  SENIM_TRY(limits.connections, map.integer_or("connections", limits.connections, 1, 10'000));
  const http::BodyLimits most;
  http::BodyLimits& bodies = limits.bodies;
  SENIM_TRY(bodies.document, size_within(map, "document", most.document, 1, most.document));
  SENIM_TRY(bodies.structured, size_within(map, "structured", most.structured, 1, most.structured));
  // Less, and the longest of them would be asked to come again for ever.
  SENIM_TRY(limits.in_flight, size_within(map, "in_flight", limits.in_flight,
                                          std::max(bodies.document, bodies.structured), kAnySize,
                                          ", the greater of document and structured"));
  constexpr std::uint64_t kLeastFree = std::uint64_t{256} << 20;
  SENIM_TRY(limits.min_free, size_within(map, "min_free", limits.min_free, kLeastFree, kAnySize));
  // None at all would close every connection before its first octet; waits are in milliseconds of
  // an int.
  constexpr Seconds kLongest{3'600};
  SENIM_TRY(limits.deadlines.idle, duration_within(map, "idle", Seconds(15), Seconds(1), kLongest));
  SENIM_TRY(limits.deadlines.drain,
            duration_within(map, "drain", Seconds(30), Seconds(0), kLongest));
  return map.done();
}

Result<std::vector<net::IpNetwork>> networks(YamlMap& map, std::string_view key) {
  std::vector<net::IpNetwork> read;
  const std::optional<YamlValue> value = map.find(key);
  if (!value.has_value()) {
    return read;
  }
  SENIM_TRY(const std::vector<YamlValue> entries, value->list());
  for (const YamlValue& entry : entries) {
    SENIM_TRY(const std::string text, entry.text());
    const std::optional<net::IpNetwork> network = net::IpNetwork::parse(text);
    if (!network.has_value()) {
      return entry.error("must be a network like 10.1.0.0/16 or fd00:1::/32");
    }
    read.push_back(*network);
  }
  return read;
}

// A host as URLs have it; anything else would never match one.
Result<std::vector<std::string>> hosts(YamlMap& map, std::string_view key) {
  std::vector<std::string> read;
  const std::optional<YamlValue> value = map.find(key);
  if (!value.has_value()) {
    return read;
  }
  SENIM_TRY(const std::vector<YamlValue> entries, value->list());
  for (const YamlValue& entry : entries) {
    SENIM_TRY(const std::string text, entry.text());
    const auto url = net::parse_url("http://" + text);
    if (!url.ok() || url->host != text) {
      return entry.error("must be a host name in lower case, without port");
    }
    read.push_back(text);
  }
  return read;
}

Result<std::string> proxy_of(YamlMap& map) {
  const std::optional<YamlValue> value = map.find("proxy");
  if (!value.has_value()) {
    return std::string();
  }
  SENIM_TRY(const std::string text, value->text());
  const auto url = net::parse_url(text);
  if (!url.ok() || url->secure || url->target != "/") {
    return value->error("must be a proxy like http://proxy.example:3128");
  }
  return "http://" + url->endpoint();
}

// threats.md (HTTP) is the source of the bounds: a configuration may lower them, never raise them.
Status read_fetch_limits(YamlMap& map, NetworkConfig& network) {
  const net::EvidenceLimits most;
  const auto seconds = [](net::Milliseconds time) {
    return std::chrono::duration_cast<Seconds>(time);
  };
  const auto time = [&](std::string_view key, net::Milliseconds otherwise,
                        net::Milliseconds longest) {
    return duration_within(map, key, seconds(otherwise), Seconds(1), seconds(longest));
  };
  net::EvidenceLimits& limits = network.limits;
  SENIM_TRY(limits.time, time("timeout", most.time, most.time));
  SENIM_TRY(limits.crl_time, time("crl_timeout", most.crl_time, most.crl_time));
  SENIM_TRY(network.connect_time, time("connect_timeout", network.connect_time, most.time));
  SENIM_TRY(limits.octets, size_within(map, "answer_size", most.octets, 1, most.octets));
  SENIM_TRY(limits.crl_octets, size_within(map, "crl_size", most.crl_octets, 1, most.crl_octets));
  SENIM_TRY(network.remember_dead,
            duration_within(map, "remember_dead", seconds(network.remember_dead), Seconds(0),
                            Seconds(60)));
  SENIM_TRY(const std::uint64_t attempts, map.integer_or("attempts", most.attempts, 1, 5));
  limits.attempts = static_cast<unsigned>(attempts);
  SENIM_TRY(network.concurrent, map.integer_or("concurrent", network.concurrent, 1, 1024));
  SENIM_TRY(network.per_host, map.integer_or("per_host", network.per_host, 1, 1024));
  SENIM_TRY(network.in_flight, size_within(map, "in_flight", network.in_flight,
                                           std::max(limits.octets, limits.crl_octets), kAnySize,
                                           ", the greater of answer_size and crl_size"));
  return success();
}

// How long answers are used again; what they say themselves (nextUpdate) is the other bound.
Status read_keep(YamlMap& network, net::KeepFor& keep) {
  if (!network.has("keep")) {
    return success();
  }
  SENIM_TRY(YamlMap map, network.map("keep", {"ocsp", "crl", "issuers"}));
  constexpr Seconds kLongest{86'400};  // domain.md 1.3: large lists are made daily
  const auto time = [&](std::string_view key, Seconds otherwise) {
    return duration_within(map, key, otherwise, Seconds(0), kLongest);
  };
  SENIM_TRY(keep.ocsp, time("ocsp", keep.ocsp));
  SENIM_TRY(keep.crl, time("crl", keep.crl));
  SENIM_TRY(keep.issuer, time("issuers", keep.issuer));
  return map.done();
}

Status read_network(YamlMap& top, NetworkConfig& network) {
  if (!top.has("network")) {
    return success();
  }
  SENIM_TRY(YamlMap map,
            top.map("network",
                    {"enabled", "ocsp", "ocsp_nonce", "timeout", "crl_timeout", "connect_timeout",
                     "remember_dead", "attempts", "answer_size", "crl_size", "concurrent",
                     "per_host", "in_flight", "keep", "proxy", "allow_private", "redirect_hosts"}));
  using net::OcspMethod;
  SENIM_TRY(network.enabled, map.boolean_or("enabled", network.enabled));
  SENIM_TRY(network.ocsp,
            map.choice_or<OcspMethod>("ocsp", OcspMethod::post,
                                      {{"post", OcspMethod::post}, {"get", OcspMethod::get}}));
  SENIM_TRY(network.ocsp_nonce, map.boolean_or("ocsp_nonce", network.ocsp_nonce));
  SENIM_CHECK(read_fetch_limits(map, network));
  SENIM_CHECK(read_keep(map, network.keep));
  SENIM_TRY(network.proxy, proxy_of(map));
  SENIM_TRY(network.private_networks, networks(map, "allow_private"));
  SENIM_TRY(network.redirect_hosts, hosts(map, "redirect_hosts"));
  return map.done();
}

Status read_paths(YamlMap& top, Config& config) {
  SENIM_TRY(const std::string state_dir, top.text("state_dir"));
  SENIM_TRY(const std::string trust, top.text("trust"));
  SENIM_TRY(const std::string policies, top.text("policies"));
  config.state_dir = beside(config.file, state_dir);
  config.trust_file = beside(config.file, trust);
  config.policy_folder = beside(config.file, policies);
  SENIM_TRY(const std::string agreements, top.text_or("agreements", ""));
  if (!agreements.empty()) {
    config.agreement_folder = beside(config.file, agreements);
  }
  return success();
}

Result<std::vector<pki::Fingerprint>> fingerprints(const std::optional<YamlValue>& value) {
  std::vector<pki::Fingerprint> read;
  if (!value.has_value()) {
    return read;
  }
  SENIM_TRY(const std::vector<YamlValue> entries, value->list());
  for (const YamlValue& entry : entries) {
    SENIM_TRY(const std::string text, entry.text());
    const auto fingerprint = parse_fingerprint(text);
    if (!fingerprint) {
      return entry.error("must be a SHA-256: 64 hex digits");
    }
    read.push_back(*fingerprint);
  }
  return read;
}

Result<TrustSourceConfig> read_source(const YamlValue& value, const std::filesystem::path& file) {
  using Format = trustlists::TrustSource::Format;
  SENIM_TRY(YamlMap map, value.map({"id", "territory", "side", "format", "path", "signers",
                                    "anchors", "grace", "required", "insecurely_allow_sha1"}));
  TrustSourceConfig source;
  SENIM_TRY(source.id, map.text("id"));
  SENIM_TRY(source.territory, territory(map, "territory"));
  SENIM_TRY(source.domestic, map.choice<bool>("side", {{"domestic", true}, {"foreign", false}}));
  SENIM_TRY(source.format, map.choice<Format>("format", {{"etsi_list", Format::etsi_list},
                                                         {"certificates", Format::certificates}}));
  SENIM_TRY(const std::string path, map.text("path"));
  source.path = beside(file, path);
  const bool list = source.format == Format::etsi_list;
  if (map.has(list ? "anchors" : "signers") || !map.has(list ? "signers" : "anchors")) {
    return map.error(list ? "a list names who may sign it: signers"
                          : "certificates are named one by one: anchors");
  }
  SENIM_TRY(source.pinned, fingerprints(map.find(list ? "signers" : "anchors")));
  if (source.pinned.empty()) {
    return map.error("at least one SHA-256 is needed: nothing is trusted because it is there");
  }
  SENIM_TRY(source.grace, map.duration_or("grace", Seconds(0)));
  SENIM_TRY(source.required, map.boolean_or("required", false));
  SENIM_TRY(source.insecurely_allow_sha1, map.boolean_or("insecurely_allow_sha1", false));
  SENIM_CHECK(map.done());
  return source;
}

}  // namespace

SENIM_COMPILE_HERE(Config);

std::string Config::verdict_settings() const {
  const std::string text = "senim-settings/1\nhome: " + home + "\ndemo: " + (demo ? "1" : "0") +
                           "\nnetwork: " + (network.enabled ? "1" : "0") + "\n";
  return to_hex(crypto::sha256(as_bytes(text)));
}

Result<Config> parse_config(const std::filesystem::path& file, ByteView octets) {
  SENIM_TRY(const YamlValue root, policies::read_yaml(file.string(), octets));
  SENIM_TRY(YamlMap top, root.map({"home", "service", "listen", "state_dir", "trust", "policies",
                                   "agreements", "default_policy", "demo_policy", "selection",
                                   "signing_key", "demo", "limits", "network"}));
  Config config;
  config.file = file;
  SENIM_TRY(config.home, territory(top, "home"));
  SENIM_TRY(config.default_policy, top.text("default_policy"));
  SENIM_TRY(config.demo_policy, top.text_or("demo_policy", config.default_policy));
  SENIM_TRY(config.demo, top.boolean_or("demo", false));
  SENIM_CHECK(read_service(top, config));
  SENIM_CHECK(read_listen(top, config));
  SENIM_CHECK(read_paths(top, config));
  SENIM_CHECK(read_signing_key(top, config));
  SENIM_CHECK(read_limits(top, config.limits));
  SENIM_CHECK(read_network(top, config.network));
  if (const std::optional<YamlValue> selection = top.find("selection")) {
    SENIM_TRY(config.selection, policies::read_selection(*selection));
  }
  SENIM_CHECK(top.done());
  return config;
}

Result<TrustConfig> parse_trust(const std::filesystem::path& file, ByteView octets) {
  SENIM_TRY(const YamlValue root, policies::read_yaml(file.string(), octets));
  SENIM_TRY(YamlMap top, root.map({"sources", "denied"}));
  SENIM_TRY(const YamlValue sources, top.value("sources"));
  SENIM_TRY(const std::vector<YamlValue> entries, sources.list());
  TrustConfig trust;
  std::set<std::string> ids;
  for (const YamlValue& entry : entries) {
    SENIM_TRY(TrustSourceConfig source, read_source(entry, file));
    if (!ids.insert(source.id).second) {
      return entry.error("id " + source.id + " stands twice");
    }
    trust.sources.push_back(std::move(source));
  }
  SENIM_TRY(trust.denied, fingerprints(top.find("denied")));
  SENIM_CHECK(top.done());
  return trust;
}

Result<std::shared_ptr<service::EvidenceSource>> evidence_source(const NetworkConfig& config,
                                                                 Surroundings around) {
  if (!config.enabled) {
    return std::shared_ptr<service::EvidenceSource>(std::make_shared<service::NoNetwork>());
  }
  net::FetcherOptions options;
  options.rules.private_networks = config.private_networks;
  options.rules.redirect_hosts = config.redirect_hosts;
  options.rules.own_port = around.own_port;
  options.rules.endpoints = std::move(around.endpoints);
  options.proxy = config.proxy;
  options.connect_time = config.connect_time;
  options.remember_dead = config.remember_dead;
  options.concurrent = static_cast<std::size_t>(config.concurrent);
  options.per_host = static_cast<std::size_t>(config.per_host);
  options.in_flight = config.in_flight;
  options.log = std::move(around.log);
  SENIM_TRY(std::unique_ptr<net::Fetcher> fetcher, net::Fetcher::start(std::move(options)));
  return std::shared_ptr<service::EvidenceSource>(std::make_shared<net::EvidenceFetcher>(
      std::move(fetcher), config.limits, config.ocsp, std::move(around.kept), config.ocsp_nonce));
}

Result<Config> read_config(const Files& files, const std::filesystem::path& file) {
  SENIM_TRY(const Bytes octets, files.read(file, policies::kMaxYamlBytes));
  return parse_config(file, octets);
}

Result<TrustConfig> read_trust(const Files& files, const std::filesystem::path& file) {
  SENIM_TRY(const Bytes octets, files.read(file, policies::kMaxYamlBytes));
  return parse_trust(file, octets);
}

}  // namespace senim::gateway
