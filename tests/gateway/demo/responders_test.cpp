#include "gateway/demo/responders.h"

#include <catch2/catch.hpp>

#include "gateway/demo/der_writer.h"
#include "gateway/demo/responder_server.h"
#include "gateway/net/evidence_fetcher.h"
#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/support/judging.h"
#include "tests/support/test_pki.h"
#include "validators/base/der_reader.h"
#include "validators/pki/crl.h"
#include "validators/pki/ocsp.h"
#include "validators/pki/ocsp_request.h"
#include "validators/pki/timestamp_token.h"

using namespace senim;
using demo::Responders;

namespace {

const UtcTime kNow = test::at("2026-11-24T12:00:00Z");

const demo::World& world() {
  static const test::TemporaryFolder folder;
  static const demo::World made = demo::ensure_world(folder.path() / "demo", kNow).value();
  return made;
}

const Responders& responders() {
  static const Responders made = Responders::of(world()).value();
  return made;
}

const demo::DemoAuthority& authority(std::string_view id) {
  for (const demo::DemoAuthority& one : world().authorities) {
    if (one.id == id) {
      return one;
    }
  }
  throw std::logic_error("no such authority");
}

pki::Certificate ca(std::string_view id) {
  return test::certificate(test::read_file(authority(id).ca.certificate));
}

}  // namespace

TEST_CASE("a demo list names what its authority revoked and verifies under its key", "[demo]") {
  for (const demo::DemoAuthority& one : world().authorities) {
    CAPTURE(one.id);
    const auto answer = responders().get("/crl/" + one.id, kNow);
    REQUIRE(answer);
    CHECK(answer->content_type == "application/pkix-crl");
    const auto crl = pki::Crl::from_der(answer->octets);
    REQUIRE(crl.ok());
    const auto algorithm = crypto::read_signature_algorithm(crl->signature_algorithm()).value();
    CHECK(crypto::verify(ca(one.id).key().value(), algorithm, crl->tbs(), crl->signature_value())
              .value());
    CHECK(crl->this_update() <= kNow);
    CHECK(crl->next_update() > kNow);
    std::size_t entries = 0;
    pki::CrlEntries list = crl->entries();
    for (auto entry = list.next(); *entry; entry = list.next()) {
      ++entries;
    }
    CHECK(entries == one.revoked.size());
    const auto certificate = responders().get("/ca/" + one.id, kNow);
    REQUIRE(certificate);
    CHECK(certificate->octets == test::read_file(one.ca.certificate));
  }
}

TEST_CASE("a demo responder answers about its own authority's certificates", "[demo]") {
  const pki::Certificate issuer = ca("xe");
  // Any certificate of that issuer does as the subject of a question: its delegate's.
  const auto subject =
      test::certificate(test::read_file(authority("xe").delegate.value().certificate));
  const Bytes request = pki::ocsp_request(subject, issuer).value();
  const auto answer = responders().post("/ocsp/xe", request, kNow);
  REQUIRE(answer);
  const auto basic = pki::BasicOcspResponse::from_der(answer->octets);
  REQUIRE(basic.ok());
  auto singles = basic->responses();
  const auto single = singles.next();
  REQUIRE((single.ok() && *single));
  CHECK((*single)->status == pki::OcspCertificateStatus::good);
  CHECK((*single)->next_update > kNow);
  const auto code = [&](std::string_view path, ByteView body) {
    return pki::BasicOcspResponse::from_der(responders().post(path, body, kNow)->octets)
        .error()
        .code;
  };
  CHECK(code("/ocsp/kz-rsa", request) == ErrorCode::denied);    // unauthorized
  CHECK(code("/ocsp/xe", to_bytes("?")) == ErrorCode::denied);  // malformedRequest
}

// attack6 A16: 700 certificates in a body of 64 KB were ten seconds of work.
TEST_CASE("a demo responder answers about twenty certificates at once and no more",
          "[demo][attack]") {
  const auto subject =
      test::certificate(test::read_file(authority("xe").delegate.value().certificate));
  const Bytes one = pki::ocsp_request(subject, ca("xe")).value();
  der::Reader file(der::single(one, der::Rules::der, "OCSPRequest").value());
  der::Reader tbs = file.enter(der::kSequence, "tbsRequest").value();
  der::Reader list = tbs.enter(der::kSequence, "requestList").value();
  const Bytes asked = to_bytes(list.next().value().whole);
  const auto answer = [&](std::size_t count) {
    const std::vector<Bytes> all(count, asked);
    const Bytes body = demo::der::sequence({demo::der::sequence({demo::der::sequence(all)})});
    return responders().post("/ocsp/xe", body, kNow)->octets;
  };
  for (const std::size_t count : {std::size_t{1}, std::size_t{20}}) {
    const Bytes octets = answer(count);  // what is read views them
    const auto basic = pki::BasicOcspResponse::from_der(octets);
    REQUIRE(basic.ok());
    auto singles = basic->responses();
    std::size_t answered = 0;
    for (auto single = singles.next(); *single; single = singles.next()) {
      ++answered;
    }
    CHECK(answered == count);
  }
  for (const std::size_t count : {std::size_t{21}, std::size_t{700}}) {
    // RFC 6960 4.2.1: OCSPResponse of unauthorized (6), without an answer.
    CHECK(answer(count) == Bytes{0x30, 0x03, 0x0a, 0x01, 0x06});
  }
  CHECK(answer(0) == Bytes{0x30, 0x03, 0x0a, 0x01, 0x01});  // malformedRequest
}

TEST_CASE("a demo responder knows nobody else", "[demo]") {
  CHECK_FALSE(responders().get("/crl/nobody", kNow));
  CHECK_FALSE(responders().get("/keys/kz-gost", kNow));
  CHECK_FALSE(responders().get("/crl/", kNow));
  CHECK_FALSE(responders().get("kz-gost", kNow));
  CHECK_FALSE(responders().post("/ocsp/nobody", {}, kNow));
  CHECK_FALSE(responders().post("/crl/xe", {}, kNow));
}

TEST_CASE("the demo time-stamping authority answers as OpenSSL asks", "[demo]") {
  const test::TemporaryFolder folder;
  const auto file = [&](const std::string& name) { return (folder.path() / name).string(); };
  const auto write = [&](const std::string& name, ByteView octets) {
    folder.write(name, std::string(as_text(octets)));
  };
  write("data", as_bytes("to be stamped"));
  write("ca.cer", test::read_file(authority("kz-rsa").ca.certificate));
  write("tsa.cer", test::read_file(world().tsa.certificate));
  REQUIRE(test::run("openssl ts -query -data " + file("data") + " -sha256 -out " + file("query"))
              .exit == 0);
  const auto answer = responders().post("/tsa", test::read_file(file("query")), kNow);
  REQUIRE(answer);
  CHECK(answer->content_type == "application/timestamp-reply");
  write("reply", answer->octets);
  for (const std::string name : {"ca", "tsa"}) {
    REQUIRE(test::run("openssl x509 -inform DER -in " + file(name + ".cer") + " -out " +
                      file(name + ".pem"))
                .exit == 0);
  }
  const std::string verify = "openssl ts -verify -partial_chain -attime 1795521600 -CAfile " +
                             file("ca.pem") + " -untrusted " + file("tsa.pem") + " -in " +
                             file("reply");
  const auto verified = test::run(verify + " -queryfile " + file("query"));
  CAPTURE(verified.output);
  CHECK(verified.exit == 0);
  write("data", as_bytes("to be stamped."));
  CHECK(test::run(verify + " -data " + file("data")).exit != 0);
  const auto refused = responders().post("/tsa", to_bytes("?"), kNow);
  REQUIRE(refused);
  CHECK_FALSE(pki::token_of_response(refused->octets).ok());
}

TEST_CASE("the demo responders answer on their port once they have a world", "[demo]") {
  const test::TemporaryFolder folder;
  demo::ResponderServer::Options options;
  options.spool_folder = folder.path() / "spool";
  options.clock = [] { return kNow; };
  const auto server = demo::ResponderServer::listen(options).value();
  net::FetcherOptions outbound;
  outbound.rules.endpoints = {{net::IpAddress::v4({127, 0, 0, 1}), server->port()}};
  const auto fetcher = net::Fetcher::start(std::move(outbound)).value();
  net::FetchRequest request;
  request.url = "http://127.0.0.1:" + std::to_string(server->port()) + "/ca/xe";
  const auto far = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  CHECK_FALSE(fetcher->fetch(request, far)->ok());
  server->serve(responders());
  const auto answer = fetcher->fetch(request, far);
  REQUIRE(answer->ok());
  CHECK(equal(answer->value().octets(), test::read_file(authority("xe").ca.certificate)));
  SECTION("and a port that is taken is an error") {
    options.port = server->port();
    CHECK(demo::ResponderServer::listen(options).error().code == ErrorCode::unavailable);
  }
}
