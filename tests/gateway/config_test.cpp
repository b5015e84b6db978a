#include "gateway/config.h"

#include <catch2/catch.hpp>

using namespace senim;
using namespace senim::gateway;

namespace {

const std::string kConfig = R"(home: KZ
service: {name: Senim, policy: 1.2.398.1}
listen: {address: 127.0.0.1, port: 8080}
state_dir: state
trust: trust.yaml
policies: /etc/senim/policies
agreements: treaties
default_policy: default
demo_policy: demo-basic
demo: true
selection:
  - {issuer_countries: [EU], policy: default}
signing_key:
  pem: {key: a.key, chain: a.pem, password_variable: SENIM_PASSWORD}
limits:
  {workers: 2, queue: 3, connections: 4, in_flight: 5MB, document: 4MB, structured: 3MB, min_free: 300MB, idle: 6s,
   drain: 7s}
network:
  {enabled: false, ocsp: get, ocsp_nonce: false, timeout: 2s, crl_timeout: 5s, connect_timeout: 1s, answer_size: 1MB, crl_size: 2MB,
   remember_dead: 6s, attempts: 4, concurrent: 3, per_host: 4, in_flight: 6MB, keep: {ocsp: 1m, crl: 2m, issuers: 3m},
   proxy: "http://proxy.example:3128",
   allow_private: [10.1.0.0/16, "fd00::/8"], redirect_hosts: [mirror.example]}
)";

const std::string kMinimal = R"(home: KZ
service: {name: Senim}
listen: {address: "::1", port: 0}
state_dir: state
trust: trust.yaml
policies: policies
default_policy: default
)";

const std::string kPin(64, 'a');

Result<Config> parse(const std::string& text) {
  return parse_config("/etc/senim/senim.yaml", as_bytes(text));
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), with);
}

Result<TrustConfig> parse_list(const std::string& text) {
  return parse_trust("/etc/senim/trust.yaml", as_bytes(text));
}

const std::string kSource =
    "sources:\n  - {id: ee, territory: EE, side: foreign, format: etsi_list, "
    "path: ee.xml, signers: [" +
    kPin + "]}\n";

}  // namespace

TEST_CASE("a whole configuration is read", "[config]") {
  const auto config = parse(kConfig);
  REQUIRE(config.ok());
  CHECK(config->home == "KZ");
  CHECK(config->service_name == "Senim");
  CHECK(config->service_policy == "1.2.398.1");
  CHECK(config->address == "127.0.0.1");
  CHECK(config->port == 8080);
  CHECK(config->state_dir == "/etc/senim/state");
  CHECK(config->trust_file == "/etc/senim/trust.yaml");
  CHECK(config->policy_folder == "/etc/senim/policies");
  CHECK(config->agreement_folder == "/etc/senim/treaties");
  CHECK(config->default_policy == "default");
  CHECK(config->demo_policy == "demo-basic");
  CHECK(config->demo);
  CHECK(config->selection.size() == 1);
  REQUIRE(config->signing_key.has_value());
  CHECK(config->signing_key->kind == SigningKeyConfig::Kind::pem);
  CHECK(config->signing_key->key == "/etc/senim/a.key");
  CHECK(config->signing_key->chain == "/etc/senim/a.pem");
  CHECK(config->signing_key->password_variable == "SENIM_PASSWORD");
  CHECK(config->limits.workers == 2);
  CHECK(config->limits.queue == 3);
  CHECK(config->limits.connections == 4);
  CHECK(config->limits.in_flight == 5U << 20);
  CHECK(config->limits.bodies.document == 4U << 20);
  CHECK(config->limits.bodies.structured == 3U << 20);
  CHECK(config->limits.min_free == 300U << 20);
  CHECK(config->limits.deadlines.idle == Seconds(6));
  CHECK(config->limits.deadlines.drain == Seconds(7));
  const NetworkConfig& network = config->network;
  CHECK_FALSE(network.enabled);
  CHECK(network.ocsp == net::OcspMethod::get);
  CHECK_FALSE(network.ocsp_nonce);
  CHECK(network.limits.time == Seconds(2));
  CHECK(network.limits.crl_time == Seconds(5));
  CHECK(network.connect_time == Seconds(1));
  CHECK(network.limits.octets == 1U << 20);
  CHECK(network.limits.crl_octets == 2U << 20);
  CHECK(network.limits.attempts == 4);
  CHECK(network.remember_dead == Seconds(6));
  CHECK(network.concurrent == 3);
  CHECK(network.per_host == 4);
  CHECK(network.in_flight == 6U << 20);
  CHECK(network.keep.ocsp == Seconds(60));
  CHECK(network.keep.crl == Seconds(120));
  CHECK(network.keep.issuer == Seconds(180));
  CHECK(network.proxy == "http://proxy.example:3128");
  CHECK(network.private_networks == std::vector{net::IpNetwork::parse("10.1.0.0/16").value(),
                                                net::IpNetwork::parse("fd00::/8").value()});
  CHECK(network.redirect_hosts == std::vector<std::string>{"mirror.example"});
}

TEST_CASE("waits of connections have ends, and each is exact", "[config]") {
  CHECK(parse(kMinimal + "limits: {idle: 1s, drain: 0s}\n").ok());
  CHECK(parse(kMinimal + "limits: {idle: 1h, drain: 1h}\n").ok());
}

TEST_CASE("a limit goes down to one and to 0 only where that means something", "[config]") {
  CHECK(parse(kMinimal + "limits: {workers: 0, queue: 0, connections: 1, document: 1, "
                         "structured: 1, in_flight: 1}\n")
            .ok());
  CHECK(parse(kMinimal + "limits: {in_flight: 100MB}\n").ok());
  CHECK(parse(kMinimal + "network: {answer_size: 1, crl_size: 1, in_flight: 1, timeout: 1s, "
                         "crl_timeout: 1s, connect_timeout: 1s, remember_dead: 0s, "
                         "keep: {ocsp: 0s, crl: 0s, issuers: 1d}}\n")
            .ok());
  CHECK(parse(kMinimal + "network: {in_flight: 64MB}\n").ok());
}

TEST_CASE("an error of a limit names its own line", "[config]") {
  const auto [section, value] = GENERATE(table<std::string, std::string>({
      {"limits", "document: 0"},
      {"limits", "structured: 0"},
      {"limits", "in_flight: 0"},
      {"limits", "min_free: 0"},
      {"limits", "idle: 0s"},
      {"limits", "drain: 2h"},
      {"network", "timeout: 0s"},
      {"network", "answer_size: 0"},
      {"network", "crl_size: 0"},
      {"network", "in_flight: 0"},
      {"network", "remember_dead: 2m"},
  }));
  CAPTURE(section, value);
  const auto config = parse(kMinimal + section + ":\n  # a comment\n  " + value + "\n");
  REQUIRE_FALSE(config.ok());
  CHECK(config.error().code == ErrorCode::malformed);
  CHECK(config.error().message.starts_with("/etc/senim/senim.yaml:10: "));
}

TEST_CASE("what a configuration leaves out has the defaults of the design", "[config]") {
  const auto config = parse(kMinimal);
  REQUIRE(config.ok());
  CHECK_FALSE(config->demo);
  CHECK(config->demo_policy == "default");
  CHECK_FALSE(config->signing_key.has_value());
  CHECK(config->limits.in_flight == std::uint64_t{512} << 20);
  CHECK(config->limits.bodies.document == 100U << 20);
  CHECK(config->limits.bodies.structured == 32U << 20);
  CHECK(config->limits.min_free == std::uint64_t{256} << 20);
  CHECK(config->limits.deadlines.head == Seconds(5));
  CHECK(config->limits.deadlines.whole == Seconds(10));
  CHECK(config->network.enabled);
  CHECK(config->network.ocsp_nonce);
  CHECK(config->network.limits.time == Seconds(3));
  CHECK(config->network.limits.crl_time == Seconds(8));
  CHECK(config->network.limits.octets == 10U << 20);
  CHECK(config->network.limits.crl_octets == 64U << 20);
  CHECK(config->network.limits.attempts == 2);
  CHECK(config->network.remember_dead == Seconds(10));
  CHECK(config->network.keep.ocsp == Seconds(600));
  CHECK(config->network.keep.crl == Seconds(3600));
  CHECK(config->network.keep.issuer == Seconds(86'400));
  CHECK(config->network.proxy.empty());
  CHECK(config->network.private_networks.empty());
  CHECK(config->network.redirect_hosts.empty());
}

TEST_CASE("a configuration with anything wrong is refused with file and line", "[config]") {
  struct Row {
    const char* what;
    const char* with;
    const char* line;
  };
  const Row row = GENERATE(values<Row>({
      {"home: KZ", "hame: KZ", ":1: "},
      {"home: KZ", "home: kz", ":1: "},
      {"home: KZ\n", "", ":1: "},
      {"service: {name: Senim}", "service: {nome: Senim}", ":2: "},
      {"service: {name: Senim}", "service: {name: Senim, policy: 1..2}", ":2: "},
      {"service: {name: Senim}", "service: Senim", ":2: "},
      {"\"::1\"", "0.0.0.0", ":3: "},
      {"\"::1\"", "192.0.2.1", ":3: "},
      {"\"::1\"", "127.evil.example", ":3: "},
      {"\"::1\"", "localhost", ":3: "},
      {"port: 0", "port: 65536", ":3: "},
      {"port: 0", "port: http", ":3: "},
      {"state_dir: state\n", "", ":1: "},
      {"default_policy: default", "default_policy: default\ndemo: yes", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {queue: -1}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {min_free: 10MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {idle: 0s}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {idle: 3601s}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {drain: 3601s}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {document: 101MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {structured: 33MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {connections: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {document: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {document: 0MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {structured: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {in_flight: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {min_free: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {in_flight: 104857599}",
       ":8: "},
      {"default_policy: default",
       "default_policy: default\nlimits: {document: 1MB, structured: 2MB, in_flight: 1MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nlimits: {speed: 1}", ":8: "},
      {"default_policy: default", "default_policy: default\nsigning_key: {}", ":8: "},
      {"default_policy: default", "default_policy: default\nsigning_key: {pem: {key: a}}", ":8: "},
      {"default_policy: default",
       "default_policy: default\nsigning_key: {pem: {key: a, chain: b}, pkcs12: {file: c}}",
       ":8: "},
      {"default_policy: default",
       "default_policy: default\nsigning_key: {pkcs12: {file: c, password: secret}}", ":8: "},
      {"default_policy: default",
       "default_policy: default\nsigning_key: {pkcs12: {file: c, password_file: d, "
       "password_variable: E}}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nselection: [{}]", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {speed: 1}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {enabled: maybe}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {ocsp: put}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {ocsp_nonce: 1}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {timeout: 4s}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {timeout: 0s}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {crl_timeout: 9s}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {connect_timeout: 4s}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {answer_size: 11MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {crl_size: 65MB}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {answer_size: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {crl_size: 0KB}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {in_flight: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {in_flight: 67108863}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {crl_timeout: 0s}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {connect_timeout: 0s}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {keep: {ocsp: 86401s}}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {keep: {crl: 86401s}}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {keep: {issuers: 86401s}}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {remember_dead: 61s}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {attempts: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {attempts: 6}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {concurrent: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {per_host: 0}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {proxy: proxy}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {proxy: 'https://p.example'}",
       ":8: "},
      {"default_policy: default",
       "default_policy: default\nnetwork: {proxy: 'http://u:p@p.example'}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {proxy: 'http://p.example/x'}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {allow_private: true}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {allow_private: [10.0.0.0]}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {allow_private: [10.0.0.1/8]}",
       ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {redirect_hosts: [A.example]}",
       ":8: "},
      {"default_policy: default",
       "default_policy: default\nnetwork: {redirect_hosts: ['a.example:80']}", ":8: "},
      {"default_policy: default", "default_policy: default\nnetwork: {redirect_hosts: ['*']}",
       ":8: "},
  }));
  CAPTURE(row.what, row.with);
  const auto config = parse(replaced(kMinimal, row.what, row.with));
  REQUIRE_FALSE(config.ok());
  CAPTURE(config.error().message);
  CHECK(config.error().message.find(std::string("/etc/senim/senim.yaml") + row.line) == 0);
}

TEST_CASE("the digest of what verdicts depend on follows home and demo and network", "[config]") {
  const Config one = parse(kMinimal).value();
  CHECK(one.verdict_settings() == parse(kMinimal).value().verdict_settings());
  CHECK(one.verdict_settings() !=
        parse(replaced(kMinimal, "home: KZ", "home: EE")).value().verdict_settings());
  CHECK(one.verdict_settings() != parse(kMinimal + "demo: true\n").value().verdict_settings());
  CHECK(one.verdict_settings() !=
        parse(kMinimal + "network: {enabled: false}\n").value().verdict_settings());
}

TEST_CASE("trust sources are read", "[config]") {
  const auto trust = parse_list(
      "sources:\n"
      "  - {id: ee, territory: EE, side: foreign, format: etsi_list, path: lists/ee.xml, signers: "
      "[" +
      kPin +
      "], grace: 2d, required: true, insecurely_allow_sha1: true}\n"
      "  - {id: kz, territory: KZ, side: domestic, format: certificates, path: /roots, anchors: [" +
      kPin +
      "]}\n"
      "denied: [" +
      std::string(64, '0') + "]\n");
  REQUIRE(trust.ok());
  REQUIRE(trust->sources.size() == 2);
  const TrustSourceConfig& list = trust->sources[0];
  CHECK(list.id == "ee");
  CHECK(list.territory == "EE");
  CHECK_FALSE(list.domestic);
  CHECK(list.format == trustlists::TrustSource::Format::etsi_list);
  CHECK(list.path == "/etc/senim/lists/ee.xml");
  REQUIRE(list.pinned.size() == 1);
  CHECK(to_hex(list.pinned[0]) == kPin);
  CHECK(list.grace == Seconds(2 * 86'400));
  CHECK(list.required);
  CHECK(list.insecurely_allow_sha1);
  CHECK(trust->sources[1].domestic);
  CHECK(trust->sources[1].path == "/roots");
  CHECK(trust->denied.size() == 1);
  CHECK(parse_list("sources: []").ok());
}

TEST_CASE("a trust file with anything wrong is refused", "[config]") {
  struct Row {
    const char* what;
    const char* with;
  };
  const Row row = GENERATE(values<Row>({
      {"sources:", "source:"},
      {"territory: EE", "territory: Estonia"},
      {"side: foreign", "side: abroad"},
      {"side: foreign, ", ""},
      {"etsi_list", "list"},
      {"path: ee.xml, ", ""},
      {"signers: [", "anchors: ["},
      {"signers: [", "signers: [A"},
      {"aaaaaaaa", "aaaaaaa"},
      {"id: ee, ", ""},
      {"id: ee, ", "id: ee, url: http://example, "},
      {"id: ee, ", "id: ee, refresh: 6h, "},
      {"id: ee, ", "id: ee, required: maybe, "},
  }));
  CAPTURE(row.what, row.with);
  CHECK(parse_list(kSource).ok());
  CHECK_FALSE(parse_list(replaced(kSource, row.what, row.with)).ok());
}

TEST_CASE("a trust source without a pin or with another's id is refused", "[config]") {
  CHECK_FALSE(parse_list(replaced(kSource, kPin, "")).ok());
  CHECK_FALSE(parse_list(kSource + kSource.substr(kSource.find("  - "))).ok());
}

TEST_CASE("the configuration in conf is one", "[config]") {
  const std::filesystem::path conf = std::filesystem::path(SENIM_SOURCE_DIR) / "conf";
  const auto config = read_config(DiskFiles(), conf / "senim.yaml");
  REQUIRE(config.ok());
  CHECK_FALSE(config->demo);
  CHECK(config->policy_folder == conf / "policies");
  CHECK(config->agreement_folder == conf / "agreements");
  const auto trust = read_trust(DiskFiles(), config->trust_file);
  REQUIRE(trust.ok());
  CHECK(trust->sources.empty());
  CHECK(read_config(DiskFiles(), conf / "absent.yaml").error().code == ErrorCode::not_found);
}
