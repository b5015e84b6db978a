#include "gateway/server.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/build_id.h"
#include "gateway/demo/der_writer.h"
#include "gateway/demo/trust_list_maker.h"
#include "gateway/demo/xades_maker.h"
#include "tests/gateway/http/client.h"
#include "tests/gateway/json_schema.h"
#include "tests/gateway/scratch.h"
#include "tests/gateway/service/fakes.h"
#include "tests/support/command.h"
#include "tests/support/small_disk.h"
#include "tests/support/test_pki.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"

using namespace senim;
using namespace senim::gateway;
using nlohmann::json;
using test::Answer;
using test::Client;
namespace fs = std::filesystem;

namespace {

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string text_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// A configuration with the policies of conf/ and one pinned root.
struct Installation {
  test::Scratch scratch;
  fs::path config = scratch / "senim.yaml";

  Installation() {
    fs::create_directories(scratch / "roots");
    fs::copy(fs::path(SENIM_SOURCE_DIR) / "conf" / "policies", scratch / "policies");
    const Bytes& root = test::test_pki().root.certificate;
    write(scratch / "roots/root.der", as_text(root));
    write(config, text("KZ"));
    write(scratch / "trust.yaml", trust(to_hex(crypto::sha256(root))));
  }
  static std::string text(const std::string& home) {
    return "home: " + home +
           "\nservice: {name: Senim}\nlisten: {address: 127.0.0.1, port: 0}\n"
           "state_dir: state\ntrust: trust.yaml\npolicies: policies\ndefault_policy: default\n"
           "demo_policy: demo-basic\n";
  }
  static std::string trust(const std::string& pin) {
    return "sources:\n  - {id: roots, territory: KZ, side: domestic, format: certificates, path: "
           "roots, anchors: [" +
           pin + "], required: true}\n";
  }
  ServeOptions options() const {
    ServeOptions options;
    options.config = config;
    options.demo = true;
    return options;
  }
};

std::unique_ptr<Server> start(const Installation& installation, const service::Clock& clock) {
  auto server = Server::start(installation.options(), clock);
  if (!server.ok()) {
    FAIL(server.error().message);
  }
  return std::move(server).value();
}

Answer ask(std::uint16_t port, const std::string& octets) {
  Client client(port);
  REQUIRE(client.send(octets));
  return client.receive();
}

Answer get(std::uint16_t port, const std::string& path) {
  return ask(port, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
}

Answer post(std::uint16_t port, std::string_view document) {
  return ask(port, "POST /api/v1/validations?name=a HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                       std::to_string(document.size()) + "\r\n\r\n" + std::string(document));
}

std::string signed_document() {
  const test::TestPki& pki = test::test_pki();
  demo::CmsSpec spec;
  spec.content = to_bytes("contract");
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  signer.signing_time = test::kNow - Seconds(3600);
  spec.signers = {signer};
  spec.certificates = {pki.ca.certificate};
  return std::string(as_text(demo::make_cms(spec)));
}

}  // namespace

TEST_CASE("a server with snapshot, key, store and space is ready", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  const Answer ready = get(server->port(), "/health/ready");
  CAPTURE(ready.body);
  CHECK(ready.status == 200);
  for (const char* folder : {"state/archive", "state/cache"}) {
    CHECK(fs::status(installation.scratch / folder).permissions() == fs::perms::owner_all);
  }
  CHECK(server->address() == "http://127.0.0.1:" + std::to_string(server->port()));
}

TEST_CASE("a server without an anchor or a required source is alive and not ready", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  SECTION("no source") { write(installation.scratch / "trust.yaml", "sources: []\n"); }
  SECTION("a required source that is not there") { fs::remove_all(installation.scratch / "roots"); }
  SECTION("a pinned certificate that is not there") {
    write(installation.scratch / "trust.yaml", Installation::trust(std::string(64, '0')));
  }
  const auto server = start(installation, clock);
  CHECK(get(server->port(), "/health/live").status == 200);
  const Answer ready = get(server->port(), "/health/ready");
  CHECK(ready.status == 503);
  CHECK(json::parse(ready.body)["code"] == "unavailable");
  const bool named = json::parse(ready.body)["detail"].get<std::string>().find("loaded: roots") !=
                     std::string::npos;
  CHECK(named == (text_of(installation.scratch / "trust.yaml") != "sources: []\n"));
}

TEST_CASE("a server whose key does not sign is alive, not ready and issues nothing", "[server]") {
  const Installation installation;
  test::FakeClock clock;
  const auto server = start(installation, clock);
  CHECK(get(server->port(), "/health/ready").status == 200);
  clock.advance(Seconds(86'400) * 365 * 50);  // the end of any demo certificate
  CHECK(get(server->port(), "/health/live").status == 200);
  const Answer ready = get(server->port(), "/health/ready");
  CHECK(ready.status == 503);
  CHECK(json::parse(ready.body)["code"] == "unavailable");
  CHECK(json::parse(ready.body)["detail"].get<std::string>().starts_with("signingKey: "));
  const Answer refused = post(server->port(), "no document");
  CHECK(refused.status == 503);
  CHECK(json::parse(refused.body)["code"] == "unavailable");
}

TEST_CASE("a server whose default policy is not in force is not ready and confirms nothing",
          "[server]") {
  const Installation installation;
  test::FakeClock clock;
  const std::string at = to_string(clock.now() + Seconds{60});
  write(installation.scratch / "policies/mine.yaml",
        "schema: 1\nid: mine\nversion: \"1\"\nextends: default\ntitle: T\nlegal_basis: "
        "L\nvalid_to: " +
            at + "\n");
  std::string config = Installation::text("KZ");
  const std::string before = "default_policy: default";
  config.replace(config.find(before), before.size(), "default_policy: mine");
  const std::string demo = "demo_policy: demo-basic";
  config.replace(config.find(demo), demo.size(), "demo_policy: mine");
  write(installation.config, config);
  const auto server = start(installation, clock);
  const auto asked = [&server] {
    return ask(server->port(),
               "POST /api/v1/validations?name=a&policy=mine HTTP/1.1\r\nHost: a\r\n"
               "Content-Length: 4\r\n\r\ntext");
  };
  clock.advance(Seconds{59});
  CHECK(get(server->port(), "/health/ready").status == 200);
  CHECK(asked().status == 200);
  clock.advance(Seconds{1});
  const Answer refused = asked();
  CHECK(refused.status == 403);
  CHECK(json::parse(refused.body)["code"] == "denied");
  const Answer ready = get(server->port(), "/health/ready");
  CHECK(ready.status == 503);
  CHECK(json::parse(ready.body)["detail"].get<std::string>().starts_with("policies: "));
  CHECK(get(server->port(), "/health/live").status == 200);
}

TEST_CASE("nothing starts on a configuration that is not whole", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  ServeOptions options = installation.options();
  SECTION("no configuration") { fs::remove(installation.config); }
  SECTION("an unknown key") { write(installation.config, Installation::text("KZ") + "speed: 1\n"); }
  SECTION("no trust file") { fs::remove(installation.scratch / "trust.yaml"); }
  SECTION("an unknown key in the trust file") {
    write(installation.scratch / "trust.yaml", "sources: []\nmore: 1\n");
  }
  SECTION("no policies") { fs::remove_all(installation.scratch / "policies"); }
  SECTION("a policy that is none") {
    write(installation.scratch / "policies/bad.yaml", "schema: 1\n");
  }
  SECTION("a default policy that is not there") {
    write(installation.config, Installation::text("KZ") + "");
    fs::remove(installation.scratch / "policies/demo-basic.yaml");
  }
  SECTION("no key without demo") { options.demo = false; }
  SECTION("a key that cannot be read") {
    write(installation.config,
          Installation::text("KZ") + "signing_key: {pem: {key: absent.key, chain: absent.pem}}\n");
  }
  SECTION("an archive that lost its head") {
    { start(installation, clock); }
    fs::remove(installation.scratch / "state/archive.head");
  }
  CHECK_FALSE(Server::start(options, clock).ok());
}

TEST_CASE("a configured key signs receipts and nothing calls them a demo's", "[server]") {
  const Installation installation;
  const test::TestPki& pki = test::test_pki();
  const auto pem = [](const Bytes& certificate) {
    return "-----BEGIN CERTIFICATE-----\n" + crypto::to_base64(certificate) +
           "\n-----END CERTIFICATE-----\n";
  };
  write(installation.scratch / "a.key", pki.leaf.key.pem());
  write(installation.scratch / "a.pem", pem(pki.leaf.certificate) + pem(pki.ca.certificate));
  SECTION("from PEM") {
    write(installation.config,
          Installation::text("KZ") + "signing_key: {pem: {key: a.key, chain: a.pem}}\n");
  }
  SECTION("from PKCS#12") {
    const std::string folder = installation.scratch.path().string();
    write(installation.scratch / "password", "secret\n");
    const auto made = test::run("cd " + folder +
                                " && openssl pkcs12 -export -inkey a.key -in a.pem -out a.p12 "
                                "-passout file:password");
    CAPTURE(made.output);
    REQUIRE(made.exit == 0);
    fs::remove(installation.scratch / "a.key");
    write(installation.config,
          Installation::text("KZ") +
              "signing_key: {pkcs12: {file: a.p12, password_file: password}}\n");
  }
  ServeOptions options = installation.options();
  options.demo = false;
  const test::FakeClock clock;
  const auto server = Server::start(options, clock);
  REQUIRE(server.ok());
  CHECK(get((*server)->port(), "/health/ready").status == 200);
  const Answer answer = post((*server)->port(), "plain text");
  REQUIRE(answer.status == 200);
  const json body = json::parse(answer.body);
  const json& receipt = body["report"]["receipt"];
  CHECK_FALSE(receipt.contains("demo"));
  CHECK(receipt["service"]["certificate"] == to_hex(crypto::sha256(pki.leaf.certificate)));
  const std::string jws = body["signedReport"];
  const Bytes header = crypto::from_base64url(jws.substr(0, jws.find('.'))).value();
  CHECK(json::parse(header)["x5c"] == json::array({crypto::to_base64(pki.leaf.certificate),
                                                   crypto::to_base64(pki.ca.certificate)}));
}

TEST_CASE("a document that nobody recognises gets a verdict and an unsupported one a problem",
          "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  const Answer unreadable = post(server->port(), "plain text");
  REQUIRE(unreadable.status == 200);
  const json report = json::parse(unreadable.body)["report"];
  CHECK(report["verdict"]["status"] == "cannot_verify");
  CHECK(report["verdict"]["reason"]["code"] == "unreadable");
  CHECK(report["receipt"]["demo"] == true);
  CHECK(post(server->port(), "plain text").body == unreadable.body);
  CHECK(get(server->port(), unreadable.headers.at("location")).body == unreadable.body);
  const Answer unsupported = post(server->port(), "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
  CHECK(unsupported.status == 422);
  CHECK(json::parse(unsupported.body)["code"] == "unsupported-format");
}

TEST_CASE("supplied revocation data that cannot be read is a problem and no verdict", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  const auto with = [&](const std::string& kind, const Bytes& octets) {
    const json request = {{"document", {{"content", crypto::to_base64(as_bytes("plain text"))}}},
                          {"evidence", {{kind, json::array({crypto::to_base64(octets)})}}}};
    const std::string body = request.dump();
    return ask(server->port(),
               "POST /api/v1/validations HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
               "Content-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  const Bytes try_later{0x30, 3, 0x0a, 1, 3};  // RFC 6960 4.2.1
  CHECK(with("ocsps", try_later).status == 200);
  for (const char* kind : {"certificates", "crls", "ocsps"}) {
    CAPTURE(kind);
    const Answer answer = with(kind, to_bytes("junk"));
    CHECK(answer.status == 422);
    CHECK(json::parse(answer.body)["code"] == "malformed");
  }
  CHECK(with("crls", try_later).status == 422);
}

TEST_CASE("a signed document is confirmed and one with an octet changed is not", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  std::string document = signed_document();
  const Answer good = post(server->port(), document);
  CAPTURE(good.body);
  REQUIRE(good.status == 200);
  const json verdict = json::parse(good.body)["report"]["verdict"];
  CHECK(verdict["status"] == "confirmed");
  REQUIRE(verdict["signatures"].size() == 1);
  CHECK(verdict["signatures"][0]["indication"] == "TOTAL_PASSED");
  CHECK(verdict["signatures"][0]["policy"]["id"] == "demo-basic");
  document.replace(document.find("contract"), 8, "Contract");
  const Answer altered = post(server->port(), document);
  REQUIRE(altered.status == 200);
  const json other = json::parse(altered.body)["report"]["verdict"];
  CHECK(other["status"] == "not_confirmed");
  CHECK(other["signatures"][0]["subIndication"] == "HASH_FAILURE");
}

TEST_CASE("whatever is answered fits the OpenAPI document", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  const json document = json::parse(get(server->port(), "/api/v1/openapi.json").body);
  test::SchemaCheck schema(document);
  std::string altered = signed_document();
  altered.replace(altered.find("contract"), 1, "C");
  demo::CmsSpec stranger;
  stranger.content = to_bytes("contract");
  const demo::Party unknown =
      demo::make_root(test::root_spec(), test::shared_key(demo::KeyKind::p256, 9));
  demo::SignerSpec signer;
  signer.party = &unknown;
  signer.unsigned_attributes = {{Oid("1.2.840.113549.1.9.16.2.14"), {demo::der::integer(1)}}};
  stranger.signers = {signer};
  demo::XadesSpec xades;
  xades.party = &test::test_pki().leaf;
  xades.content = "<a>b</a>";
  std::set<std::string> statuses;
  for (const std::string& sent :
       {signed_document(), altered, std::string(as_text(demo::make_cms(stranger))),
        demo::make_xades(xades), std::string("no document"), std::string("<a/>")}) {
    const Answer answer = post(server->port(), sent);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    const json body = json::parse(answer.body);
    CHECK(test::lines(schema.against(body, "Answer")) == "");
    std::vector<std::string> unknown_members;
    test::undescribed(body, document["components"]["schemas"]["Answer"], document, "$",
                      unknown_members);
    CHECK(test::lines(unknown_members) == "");
    statuses.insert(body["report"]["verdict"]["status"]);
  }
  CHECK(statuses == std::set<std::string>{"confirmed", "not_confirmed", "cannot_verify"});
  // The check sees what is missing.
  json short_of = json::parse(post(server->port(), signed_document()).body);
  short_of["report"]["verdict"]["signatures"][0].erase("level");
  CHECK(schema.against(short_of, "Answer") ==
        std::vector<std::string>{"$.report.verdict.signatures[0]: lacks level"});
}

TEST_CASE("a reload replaces everything or nothing", "[server]") {
  const Installation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  const auto book = [&] {
    const Answer answer = post(server->port(), "plain text");
    REQUIRE(answer.status == 200);
    return json::parse(answer.body)["report"]["verdict"]["basis"]["policyBook"].get<std::string>();
  };
  const std::string before = book();
  SECTION("a good one") {
    write(installation.config, Installation::text("EE"));
    CHECK(server->reload().ok());
    CHECK(book() != before);
  }
  SECTION("a broken policy") {
    write(installation.config, Installation::text("EE"));
    write(installation.scratch / "policies/bad.yaml", "schema: 1\n");
    CHECK_FALSE(server->reload().ok());
    CHECK(book() == before);
  }
  SECTION("a trust source that is not there") {
    write(installation.config, Installation::text("EE"));
    fs::remove_all(installation.scratch / "roots");
    CHECK_FALSE(server->reload().ok());
    CHECK(book() == before);
    CHECK(get(server->port(), "/health/ready").status == 200);
  }
  SECTION("a change that needs a restart") {
    write(installation.config, Installation::text("EE") + "limits: {queue: 1}\n");
    CHECK(server->reload().error().code == ErrorCode::denied);
    CHECK(book() == before);
  }
}

namespace {

// A list in place of the folder, with one CA in it.
struct ListInstallation : Installation {
  demo::Party signer = test::test_pki(demo::KeyKind::p384).root;
  ListInstallation() {
    write_list(7);
    pin(signer);
  }
  void write_list(std::uint64_t sequence) const { write(file, list(sequence, signer)); }
  void pin(const demo::Party& who) const {
    write(scratch / "trust.yaml",
          "sources:\n  - {id: kz, territory: KZ, side: domestic, format: etsi_list, path: kz.xml, "
          "signers: [" +
              to_hex(crypto::sha256(who.certificate)) + "], required: true}\n");
  }
  static std::string list(std::uint64_t sequence, const demo::Party& signer) {
    demo::TrustListSpec spec;
    spec.sequence = sequence;
    spec.issued = test::kNow - Seconds(86'400);
    spec.next_update = test::kNow + Seconds(86'400);
    demo::ServiceSpec service;
    service.certificates = {test::test_pki().ca.certificate};
    service.current.since = test::kNow - Seconds(400 * 86'400);
    spec.services = {service};
    return demo::sign_trust_list(demo::make_trust_list(spec), signer, spec.issued);
  }
  fs::path file = scratch / "kz.xml";
};

// What it logs until it runs is in `said`; later lines are not awaited.
std::unique_ptr<Server> start(const Installation& installation, const service::Clock& clock,
                              std::vector<std::string>& said) {
  ServeOptions options = installation.options();
  options.log = [&said](std::string_view line) { said.emplace_back(line); };
  auto server = Server::start(options, clock);
  if (!server.ok()) {
    FAIL(server.error().message);
  }
  return std::move(server).value();
}

std::uint64_t sequence_in_use(const Server& server) {
  const Answer answer = post(server.port(), "plain text");
  REQUIRE(answer.status == 200);
  const json lists = json::parse(answer.body)["report"]["verdict"]["basis"]["snapshot"]["lists"];
  return lists.empty() ? 0 : lists[0]["sequence"].get<std::uint64_t>();
}

}  // namespace

TEST_CASE("the list that was used last stays after a restart with a worse one", "[server]") {
  const ListInstallation installation;
  const test::FakeClock clock;
  {
    const auto server = start(installation, clock);
    REQUIRE(sequence_in_use(*server) == 7);
  }
  SECTION("nothing") { fs::remove(installation.file); }
  SECTION("half a file") {
    const std::string whole = ListInstallation::list(8, installation.signer);
    write(installation.file, whole.substr(0, whole.size() / 2));
  }
  SECTION("an older one") { installation.write_list(6); }
  SECTION("other octets under the same number") {
    write(installation.file, ListInstallation::list(7, installation.signer) + "\n");
  }
  SECTION("another signer's") {
    write(installation.file, ListInstallation::list(8, test::test_pki().root));
  }
  std::vector<std::string> said;
  const auto server = start(installation, clock, said);
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with("trust source kz: the version used before stays: "));
  CHECK(get(server->port(), "/health/ready").status == 200);
  CHECK(sequence_in_use(*server) == 7);
}

TEST_CASE("a better list replaces the one that was used last", "[server]") {
  const ListInstallation installation;
  const test::FakeClock clock;
  { start(installation, clock); }
  installation.write_list(8);
  {
    const auto server = start(installation, clock);
    CHECK(sequence_in_use(*server) == 8);
  }
  fs::remove(installation.file);
  const auto server = start(installation, clock);
  CHECK(sequence_in_use(*server) == 8);
}

TEST_CASE("the list that was used last is verified under the pins of now", "[server]") {
  const ListInstallation installation;
  const test::FakeClock clock;
  { start(installation, clock); }
  fs::remove(installation.file);
  SECTION("another signer is pinned") { installation.pin(test::test_pki().root); }
  SECTION("one octet of it is changed") {
    for (const auto& entry : fs::directory_iterator(installation.scratch / "state/trust")) {
      std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
      file.seekp(500);
      file.put('#');
    }
  }
  const auto server = start(installation, clock);
  CHECK(get(server->port(), "/health/ready").status == 503);
  CHECK(sequence_in_use(*server) == 0);
}

TEST_CASE("a list is refused while the one that was used last is damaged", "[server]") {
  // The newer one too: it cannot be told from an older one.
  const auto now = GENERATE(std::uint64_t{6}, std::uint64_t{8});
  const ListInstallation installation;
  const test::FakeClock clock;
  { start(installation, clock); }
  const fs::path kept = fs::directory_iterator(installation.scratch / "state/trust")->path();
  std::string damaged = text_of(kept);
  SECTION("one bit of it") { damaged[500] = static_cast<char>(damaged[500] ^ 1); }
  SECTION("it is cut") { damaged.resize(50); }
  SECTION("it is empty") { damaged.clear(); }
  write(kept, damaged);
  installation.write_list(now);
  std::vector<std::string> said;
  const auto server = start(installation, clock, said);
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with("trust source kz is not used: unavailable: " + kept.string()));
  CHECK(said[0].find("remove this file") != std::string::npos);
  const Answer ready = get(server->port(), "/health/ready");
  CHECK(ready.status == 503);
  CHECK(json::parse(ready.body)["detail"].get<std::string>().starts_with(
      "snapshot: no trust source is loaded: kz"));
  CHECK(sequence_in_use(*server) == 0);
  // Neither the start nor a reload decides for the administrator.
  CHECK_FALSE(server->reload().ok());
  CHECK(sequence_in_use(*server) == 0);
  CHECK(text_of(kept) == damaged);
  fs::remove(kept);
  CHECK(server->reload().ok());
  CHECK(get(server->port(), "/health/ready").status == 200);
  CHECK(sequence_in_use(*server) == now);
  CHECK(fs::exists(kept));
}

TEST_CASE("a kept list that is damaged while it is in use is named and left as it is", "[server]") {
  const ListInstallation installation;
  const test::FakeClock clock;
  std::vector<std::string> said;
  const auto server = start(installation, clock, said);
  const fs::path kept = fs::directory_iterator(installation.scratch / "state/trust")->path();
  write(kept, "half");
  installation.write_list(8);
  CHECK(server->reload().ok());
  REQUIRE(said.size() == 1);
  CHECK(said[0].starts_with("trust source kz: its list is not kept"));
  CHECK(said[0].find(kept.string()) != std::string::npos);
  CHECK(sequence_in_use(*server) == 8);
  CHECK(text_of(kept) == "half");
}

TEST_CASE("a list that is configured again is not an older one than was used last", "[server]") {
  const ListInstallation installation;
  const test::FakeClock clock;
  const auto server = start(installation, clock);
  const std::string sources = text_of(installation.scratch / "trust.yaml");
  write(installation.scratch / "trust.yaml", "sources: []\n");
  REQUIRE(server->reload().ok());
  REQUIRE(sequence_in_use(*server) == 0);
  write(installation.scratch / "trust.yaml", sources);
  installation.write_list(6);
  CHECK_FALSE(server->reload().ok());
  CHECK(sequence_in_use(*server) == 0);
  installation.write_list(8);
  CHECK(server->reload().ok());
  CHECK(sequence_in_use(*server) == 8);
}

TEST_CASE("a gateway whose clock is behind its newest receipt issues nothing", "[server]") {
  const Installation installation;
  test::FakeClock clock;
  Answer first;
  {
    const auto server = start(installation, clock);
    first = post(server->port(), "plain text");
    REQUIRE(first.status == 200);
  }
  clock.advance(Seconds(-3600));
  {
    const auto server = start(installation, clock);
    const Answer refused = post(server->port(), "another text");
    CHECK(refused.status == 503);
    CHECK(json::parse(refused.body)["code"] == "unavailable");
    const Answer ready = get(server->port(), "/health/ready");
    CHECK(ready.status == 503);
    CHECK(json::parse(ready.body)["detail"].get<std::string>().find("clock: ") == 0);
    CHECK(get(server->port(), first.headers.at("location")).body == first.body);
  }
  ServeOptions options = installation.options();
  options.clock_trust = store::ClockTrust::confirmed;
  const auto server = Server::start(options, clock);
  REQUIRE(server.ok());
  CHECK(get((*server)->port(), "/health/ready").status == 200);
  CHECK(post((*server)->port(), "another text").status == 200);
  CHECK(get((*server)->port(), "/health/ready").status == 200);
}

TEST_CASE("the engine's version names this build", "[server]") {
  CHECK(engine_version() == engine_version());
  CHECK(engine_version().size() >= std::string("0.1.0+").size() + 16);
}

namespace {

std::string serve_command(const Installation& installation) {
  std::string command = SENIM_SERVE_MAIN;  // no operator+: GCC 12 is wrong about its bounds
  return command.append(" ").append(installation.config.string());
}

// serve() in a process of its own.
class Child {
 public:
  explicit Child(const Installation& installation) : Child("exec " + serve_command(installation)) {}
  // A shell command that becomes serve_main.
  explicit Child(std::string command) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    std::string program = "/bin/sh";
    std::string option = "-c";
    char* const arguments[] = {program.data(), option.data(), command.data(), nullptr};
    REQUIRE(::posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ::fdopen(ends[0], "r");
    port_ =
        static_cast<std::uint16_t>(std::strtoul(line().c_str(), nullptr, 10));  // 0: a complaint
  }
  ~Child() {
    if (process_ > 0) {
      end(SIGKILL);
    }
    static_cast<void>(std::fclose(output_));
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  std::uint16_t port() const { return port_; }
  pid_t process() const { return process_; }
  std::string line() {
    char text[1024] = "";
    return std::fgets(text, sizeof text, output_) == nullptr ? "0" : text;
  }
  void signal(int number) const { ::kill(process_, number); }
  int end(int number) {
    signal(number);
    int state = 0;
    ::waitpid(std::exchange(process_, 0), &state, 0);
    return state;
  }

 private:
  pid_t process_ = 0;
  std::FILE* output_ = nullptr;
  std::uint16_t port_ = 0;
};

}  // namespace

TEST_CASE("a receipt outlives SIGTERM and kill -9", "[server]") {
  const Installation installation;
  Answer first;
  {
    Child child(installation);
    first = post(child.port(), "plain text");
    REQUIRE(first.status == 200);
    const int state = child.end(SIGTERM);
    CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 0));
  }
  Answer second;
  {
    Child child(installation);
    CHECK(get(child.port(), first.headers.at("location")).body == first.body);
    second = post(child.port(), "another text");
    REQUIRE(second.status == 200);
    CHECK(WIFSIGNALED(child.end(SIGKILL)));
  }
  Child child(installation);
  CHECK(get(child.port(), first.headers.at("location")).body == first.body);
  CHECK(get(child.port(), second.headers.at("location")).body == second.body);
  const auto serial = [](const Answer& answer) {
    return std::stoull(json::parse(answer.body)["report"]["receipt"]["serial"].get<std::string>());
  };
  const Answer third = post(child.port(), "third text");
  CHECK(serial(first) < serial(second));
  CHECK(serial(second) < serial(third));
}

namespace {

// Nanoseconds that the process has been running on a processor.
std::uint64_t processor_time(pid_t process) {
  std::uint64_t sum = 0;
  std::error_code ended;
  for (const auto& task :
       fs::directory_iterator("/proc/" + std::to_string(process) + "/task", ended)) {
    std::uint64_t nanoseconds = 0;
    std::ifstream(task.path() / "schedstat") >> nanoseconds;
    sum += nanoseconds;
  }
  return sum;
}

}  // namespace

TEST_CASE("SIGTERM while a document is being judged loses neither answer nor receipt", "[server]") {
  const Installation installation;
  // Two digests over 90 MB: longer than it takes to send a signal.
  const test::TestPki& pki = test::test_pki();
  demo::CmsSpec spec;
  spec.content = Bytes(90'000'000, 'c');
  demo::SignerSpec signer;
  signer.party = &pki.leaf;
  signer.signing_time = test::kNow - Seconds(3600);
  spec.signers = {signer};
  spec.certificates = {pki.ca.certificate};
  const Bytes document = demo::make_cms(spec);
  Answer answer;
  {
    Child child(installation);
    Client client(child.port());
    REQUIRE(client.send("POST /api/v1/validations HTTP/1.1\r\nHost: a\r\nContent-Length: " +
                        std::to_string(document.size()) + "\r\n\r\n"));
    REQUIRE(client.send(as_text(document)));
    // All of it is on its way; after 20 ms of work more the last octets are read and it is judged.
    const std::uint64_t before = processor_time(child.process());
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (processor_time(child.process()) < before + 20'000'000 &&
           std::chrono::steady_clock::now() < until) {
    }
    child.signal(SIGTERM);
    answer = client.receive();
    CHECK(answer.status == 200);
    CHECK(answer.headers.at("connection") == "close");
    const int state = child.end(0);
    CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 0));
  }
  Child child(installation);
  CHECK(get(child.port(), answer.headers.at("location")).body == answer.body);
}

TEST_CASE("an archive whose writes fail stops the process and nothing acknowledged is lost",
          "[server]") {
  const Installation installation;
  std::vector<Answer> acknowledged;
  {
    // Writes beyond 256 KB of a file fail with EFBIG, for the signal is ignored (threats.md,
    // Store).
    Child child("ulimit -f 512; exec " + serve_command(installation));
    for (int i = 0; i < 2000; ++i) {
      const Answer answer = post(child.port(), "text " + std::to_string(i));
      if (answer.status != 200) {
        break;
      }
      acknowledged.push_back(answer);
    }
    CHECK(acknowledged.size() > 10);
    CHECK(acknowledged.size() < 2000);
    const int state = child.end(0);
    CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 74));  // EX_IOERR: nothing was tried again
  }
  Child child(installation);
  for (const Answer& answer : acknowledged) {
    const Answer again = get(child.port(), answer.headers.at("location"));
    CHECK((again.status == 200 && again.body == answer.body));
  }
  const auto serial = [](const Answer& answer) {
    return std::stoull(json::parse(answer.body)["report"]["receipt"]["serial"].get<std::string>());
  };
  const Answer next = post(child.port(), "after");
  REQUIRE(next.status == 200);
  CHECK(serial(next) > serial(acknowledged.back()));
}

TEST_CASE("a full disk is 503 and not ready and room again is enough", "[server]") {
  const Installation installation;
  const std::string state = (installation.scratch / "state").string();
  fs::create_directories(state);
  const auto command = test::on_small_disk(state, "1g", serve_command(installation));
  if (!command) {
    WARN("no file system of one's own may be mounted here: injected faults only");
    return;
  }
  Child child("exec " + *command);
  REQUIRE(child.port() != 0);
  const Answer first = post(child.port(), "first");
  REQUIRE(first.status == 200);
  CHECK(get(child.port(), "/health/ready").status == 200);
  // Makes the disk smaller instead of filling it: memory is what it is made of. 60 MB are more than
  // what is on it and less than the 64 MB that the archive wants free.
  const auto resize = [&](const std::string& size) {
    return test::run("nsenter -t " + std::to_string(child.process()) + " -m " +
                     (::geteuid() == 0 ? "" : "-U --preserve-credentials ") +
                     "mount -o remount,size=" + size + " " + state)
        .exit;
  };
  REQUIRE(resize("60m") == 0);
  const Answer refused = post(child.port(), "second");
  CHECK(refused.status == 503);
  CHECK(json::parse(refused.body)["code"] == "unavailable");
  CHECK(refused.headers.count("location") == 0);
  CHECK(refused.headers.count("retry-after") == 1);
  CHECK(get(child.port(), "/health/ready").status == 503);
  CHECK(get(child.port(), "/health/live").status == 200);
  CHECK(get(child.port(), first.headers.at("location")).body == first.body);
  REQUIRE(resize("1g") == 0);
  const Answer second = post(child.port(), "second");
  CHECK(second.status == 200);
  CHECK(get(child.port(), second.headers.at("location")).body == second.body);
  const int ended = child.end(SIGTERM);
  CHECK((WIFEXITED(ended) && WEXITSTATUS(ended) == 0));
}

TEST_CASE("SIGHUP reloads and SIGPIPE and SIGXFSZ end nothing", "[server]") {
  const Installation installation;
  Child child(installation);
  child.signal(SIGPIPE);
  child.signal(SIGXFSZ);
  child.signal(SIGHUP);
  CHECK(child.line() == "reloaded\n");
  write(installation.scratch / "trust.yaml", "sources: 5\n");
  child.signal(SIGHUP);
  CHECK(child.line().find("not reloaded") == 0);
  CHECK(get(child.port(), "/health/ready").status == 200);
}

TEST_CASE("a process that cannot start says so with its exit code", "[server]") {
  const Installation installation;
  write(installation.config, "home: KZ\n");
  Child child(installation);
  CHECK(child.port() == 0);
  const int state = child.end(0);
  CHECK((WIFEXITED(state) && WEXITSTATUS(state) == 3));
}
