#include "gateway/http/rest.h"

#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "gateway/http/http_server.h"
#include "gateway/http/problem.h"
#include "tests/gateway/http/client.h"
#include "tests/gateway/json_schema.h"
#include "tests/gateway/service/fakes.h"
#include "validators/crypto/base64.h"

using namespace senim;
using namespace senim::http;
using nlohmann::json;
using test::Answer;
using test::Client;
using test::ServiceWorld;

namespace {

struct RestWorld : ServiceWorld {
  ReadinessChecks checks = {{"snapshot", ""}, {"signingKey", ""}};
  std::unique_ptr<HttpServer> server;

  explicit RestWorld(const BodyLimits& limits = {}) {
    ServerOptions options;
    options.spool_folder = scratch / "spool";
    options.clock = [this] { return clock.now().time_since_epoch().count(); };
    auto started =
        HttpServer::start(options, rest_router({*service, [this] { return checks; }, limits}));
    REQUIRE(started.ok());
    server = std::move(started).value();
  }
  Answer ask(const std::string& octets) const {
    Client client(server->port());
    REQUIRE(client.send(octets));
    return client.receive();
  }
  Answer post(const std::string& body, const std::string& fields = "",
              const std::string& query = "") const {
    return ask("POST /api/v1/validations" + query + " HTTP/1.1\r\nHost: a\r\nContent-Length: " +
               std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body);
  }
  Answer get(const std::string& path, const std::string& fields = "") const {
    return ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }
};

void check_problem(const Answer& answer, int status, const std::string& code) {
  CAPTURE(answer.body);
  CHECK(answer.status == status);
  REQUIRE(answer.headers.at("content-type") == "application/problem+json");
  const json problem = json::parse(answer.body);
  CHECK(problem["code"] == code);
  CHECK(problem["status"] == status);
  CHECK(problem["type"] == "urn:senim:problem:" + code);
  CHECK(problem["title"].is_string());
  CHECK(problem["detail"].is_string());
}

const std::string kJson = "Content-Type: application/json\r\n";

}  // namespace

TEST_CASE("a document sent raw, as JSON and as a form is one validation", "[rest]") {
  RestWorld world;
  const Answer raw =
      world.post("document", "Content-Type: application/pkcs7-mime\r\n", "?name=a.p7s");
  CHECK(raw.status == 200);
  CHECK(raw.headers.at("content-type") == "application/json");
  CHECK(raw.headers.at("cache-status") == "senim; fwd=miss");
  CHECK(raw.headers.count("age") == 0);
  const json body = json::parse(raw.body);
  CHECK(body.size() == 2);
  CHECK(body["report"]["receipt"]["document"]["name"] == "a.p7s");
  const std::string id = body["report"]["receipt"]["id"];
  CHECK(raw.headers.at("location") == "/api/v1/receipts/" + id);
  CHECK(raw.headers.at("etag") == "\"" + id + ".json\"");
  const std::string jws = body["signedReport"];
  const std::string payload = *reports::payload_of(jws);
  CHECK(raw.body == "{\"report\":" + payload + ",\"signedReport\":\"" + jws + "\"}");

  world.clock.advance(Seconds(3));
  const Answer as_json =
      world.post(R"({"document":{"name":"a.p7s","content":"ZG9jdW1lbnQ="}})", kJson);
  CHECK(as_json.body == raw.body);
  CHECK(as_json.headers.at("cache-status") == "senim; hit");
  CHECK(as_json.headers.at("age") == "3");
  const Answer form = world.post(
      "--XX\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.p7s\"\r\n\r\n"
      "document\r\n--XX--\r\n",
      "Content-Type: multipart/form-data; boundary=XX\r\n");
  CHECK(form.body == raw.body);
  CHECK(world.validator->calls == 1);
}

TEST_CASE("a document has its limit, and JSON and XML theirs", "[rest]") {
  const RestWorld world(BodyLimits{.document = 60, .structured = 40});
  struct Row {
    std::string type;
    std::size_t limit;
  };
  const Row row = GENERATE(values<Row>({{"application/octet-stream", 60},
                                        {"application/json", 40},
                                        {"application/xml", 40},
                                        {"text/xml", 40},
                                        {"application/vnd.etsi.tsl+xml", 40}}));
  CAPTURE(row.type);
  const std::string fields = "Content-Type: " + row.type + "\r\n";
  check_problem(world.post(std::string(row.limit + 1, ' '), fields), 413, "limit-exceeded");
  CHECK(world.post(std::string(row.limit, ' '), fields).status != 413);
}

TEST_CASE("the part request of a form has the limit of JSON, not of the form", "[rest]") {
  const RestWorld world(BodyLimits{.document = 4096, .structured = 40});
  const auto form = [&](std::size_t size) {
    const std::string request = R"({"purpose":"check"})";
    return world.post(
        "--XX\r\nContent-Disposition: form-data; name=\"document\"\r\n\r\ndocument\r\n"
        "--XX\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n" +
            request + std::string(size - request.size(), ' ') + "\r\n--XX--\r\n",
        "Content-Type: multipart/form-data; boundary=XX\r\n");
  };
  CHECK(form(40).status == 200);
  check_problem(form(41), 413, "limit-exceeded");
}

TEST_CASE("a problem does not send back all that it complains about", "[rest]") {
  RestWorld world;
  const std::string name(100'000, 'a');
  const std::string body = GENERATE_COPY(as<std::string>(), "{\"" + name + "\":1}",
                                         "{\"" + name + "\":1,\"" + name + "\":2}");
  const Answer answer = world.post(body, kJson);
  check_problem(answer, 400, "malformed");
  CHECK(answer.body.size() < 3'000);
}

TEST_CASE("the signed report alone is what application/jose means", "[rest]") {
  RestWorld world;
  const Answer both = world.post("document");
  const Answer jose = world.post("document", "Accept: application/jose\r\n");
  CHECK(jose.status == 200);
  CHECK(jose.headers.at("content-type") == "application/jose");
  CHECK(jose.headers.at("vary") == "Accept");
  CHECK(jose.headers.at("cache-control") == "private");
  CHECK(jose.body == json::parse(both.body)["signedReport"]);
  CHECK(jose.headers.at("etag") != both.headers.at("etag"));
}

TEST_CASE("a receipt can be read again by its id", "[rest]") {
  RestWorld world;
  const Answer first = world.post("document");
  const std::string location = first.headers.at("location");
  const Answer again = world.get(location);
  CHECK(again.status == 200);
  CHECK(again.body == first.body);
  CHECK(again.headers.at("etag") == first.headers.at("etag"));
  CHECK(world.get(location, "Accept: application/jose\r\n").body ==
        json::parse(first.body)["signedReport"]);
  const Answer same = world.get(location, "If-None-Match: " + first.headers.at("etag") + "\r\n");
  CHECK(same.status == 304);
  CHECK(same.body.empty());
  CHECK(world.get(location, "If-None-Match: \"other\"\r\n").status == 200);
  check_problem(world.get("/api/v1/receipts/01234567-89ab-7def-8000-000000000000"), 404,
                "not-found");
  check_problem(world.get("/api/v1/receipts/nonsense"), 404, "not-found");
  world.archive.problem = ErrorCode::corrupt;
  check_problem(world.get(location), 500, "corrupt");
}

TEST_CASE("each problem code is answered with its status and no other code exists", "[rest]") {
  RestWorld world;
  const auto post_head = [&](const std::string& fields) {
    return world.ask("POST /api/v1/validations HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  };
  const auto core_says = [&](ErrorCode code) {
    world.validator->answer = [code](const model::Submission&, const service::Caller&,
                                     UtcTime) -> Result<service::JudgedVerdict> {
      return Error{code, "because"};
    };
    const Answer answer = world.post("judged");
    world.validator->answer = nullptr;
    return answer;
  };
  const std::string long_name =
      R"({"document":{"content":"ZG9j","name":")" + std::string(2000, 'a') + "\"}}";
  struct Row {
    Answer answer;
    int status;
    std::string code;
  };
  const std::vector<Row> rows = {
      {world.post("{", kJson), 400, "malformed"},
      {world.post(""), 400, "malformed"},
      {world.post("document", "", "?polcy=kz"), 400, "malformed"},
      {world.post("document", "", "?at=2025-11-24T16:01:01Z"), 400, "malformed"},
      {world.post(R"({"document":{"content":"ZG9j","name":"\u001b[31m"}})", kJson), 400,
       "malformed"},
      {world.ask("GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"), 400,
       "malformed"},
      {world.ask("GET / HTTP/1.1\r\n\r\n"), 400, "malformed"},
      {post_head("Expect: nothing\r\n"), 417, "malformed"},
      {core_says(ErrorCode::malformed), 422, "malformed"},
      {core_says(ErrorCode::unsupported), 422, "unsupported-format"},
      {world.post(long_name, kJson), 413, "limit-exceeded"},
      {post_head("Content-Type: application/json\r\nContent-Length: 33554433\r\n"), 413,
       "limit-exceeded"},
      {post_head("Content-Type: text/xml\r\nContent-Length: 33554433\r\n"), 413, "limit-exceeded"},
      {post_head("Content-Length: 104857601\r\n"), 413, "limit-exceeded"},
      {world.get("/" + std::string(9000, 'a')), 414, "limit-exceeded"},
      {world.get("/", "A: " + std::string(17'000, 'a') + "\r\n"), 431, "limit-exceeded"},
      {core_says(ErrorCode::limit_exceeded), 413, "limit-exceeded"},
      {world.get("/api/v2"), 404, "not-found"},
      {world.post("document", "", "?policy=nowhere"), 404, "not-found"},
      {world.get("/api/v1/receipts/nonsense"), 404, "not-found"},
      {core_says(ErrorCode::unavailable), 503, "unavailable"},
      {world.post("document", "", "?policy=secret"), 403, "denied"},
      {core_says(ErrorCode::corrupt), 500, "corrupt"},
      {core_says(ErrorCode::internal), 500, "internal"},
      {world.get("/api/v1/validations"), 405, "method-not-allowed"},
      {world.ask("DELETE /health/live HTTP/1.1\r\nHost: a\r\n\r\n"), 405, "method-not-allowed"},
      {world.post("document", "Accept: text/html\r\n"), 406, "not-acceptable"},
      {world.get("/api/v1/receipts/nonsense", "Accept: text/html\r\n"), 406, "not-acceptable"},
      {world.post("document", "Content-Encoding: gzip\r\n"), 415, "unsupported-encoding"},
  };
  std::set<std::string> seen = {"conflict"};  // no surface of today has one
  for (const Row& row : rows) {
    check_problem(row.answer, row.status, row.code);
    seen.insert(row.code);
  }
  CHECK(seen == std::set<std::string>(kProblemCodes.begin(), kProblemCodes.end()));
  CHECK(rows.back().answer.headers.at("accept-encoding") == "identity");
  CHECK_THROWS_AS(to_response({400, "invented", ""}), std::logic_error);
  // Their neighbours.
  CHECK(world.post("document", "", "?at=2025-11-24T16:01:00Z").status == 200);
  CHECK(world.post("document", "Content-Encoding: identity\r\n").status == 200);
  CHECK(world.ask("GET /health/live HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status ==
        200);
}

TEST_CASE("each status of each operation is described, with its body", "[rest]") {
  RestWorld world;
  const json document = json::parse(openapi_document());
  test::SchemaCheck schema(document);
  std::map<std::string, std::set<int>> seen;
  const auto note = [&](const std::string& method, const std::string& path, const Answer& answer) {
    CAPTURE(method, path, answer.status, answer.body);
    std::string lower;
    for (const char c : method) {
      lower.push_back(static_cast<char>(c + 32));
    }
    const json& responses = document["paths"][path][lower]["responses"];
    REQUIRE(responses.contains(std::to_string(answer.status)));
    seen[method + " " + path].insert(answer.status);
    json response = responses[std::to_string(answer.status)];
    if (response.contains("$ref")) {
      response = document.at(json::json_pointer(response["$ref"].get<std::string>().substr(1)));
    }
    if (answer.status >= 400) {
      const json problem = json::parse(answer.body);
      CHECK(test::lines(schema.against(problem, "Problem")) == "");
      CHECK(problem.size() == 5);
      CHECK(response["content"].size() == 1);
      CHECK(response["content"].contains("application/problem+json"));
    }
    for (const char* header :
         {"Location", "ETag", "Cache-Status", "Age", "Vary", "Cache-Control", "Retry-After"}) {
      std::string name;
      for (const char c : std::string(header)) {
        name.push_back(c == '-' ? c : static_cast<char>(c | 0x20));
      }
      const bool described = response.contains("headers") && response["headers"].contains(header);
      CAPTURE(header);
      CHECK((answer.headers.count(name) == 0 || described));
    }
  };

  // What the head alone decides is the same wherever it goes.
  const std::vector<std::pair<std::string, std::string>> operations = {
      {"POST", "/api/v1/validations"},
      {"GET", "/api/v1/receipts/{id}"},
      {"GET", "/api/v1/openapi.json"},
      {"GET", "/health/live"},
      {"GET", "/health/ready"}};
  std::size_t described = 0;
  for (const auto& [path, item] : document["paths"].items()) {
    described += item.size();
  }
  CHECK(described == operations.size());
  for (const auto& [method, path] : operations) {
    const std::string line = method + " " + std::regex_replace(path, std::regex("\\{id\\}"), "x");
    const auto head = [&](const std::string& target, const std::string& fields) {
      note(method, path, world.ask(line + target + " HTTP/1.1\r\n" + fields + "\r\n"));
    };
    head("", "");  // no Host
    head("?a=" + std::string(9000, 'a'), "Host: a\r\n");
    head("", "Host: a\r\nContent-Encoding: gzip\r\n");
    head("", "Host: a\r\nExpect: nothing\r\n");
    head("", "Host: a\r\nA: " + std::string(17'000, 'a') + "\r\n");
    CHECK(seen[method + " " + path] == std::set<int>{400, 414, 415, 417, 431});
  }

  const std::string kPost = "/api/v1/validations";
  const auto post = [&](const Answer& answer) { note("POST", kPost, answer); };
  post(world.post("document"));
  post(world.post("document", "Accept: application/jose\r\n"));
  post(world.post("{", kJson));
  post(world.post("document", "", "?policy=secret"));
  post(world.post("document", "", "?policy=nowhere"));
  post(world.post("document", "Accept: text/html\r\n"));
  post(world.ask("POST " + kPost + " HTTP/1.1\r\nHost: a\r\nContent-Length: 104857601\r\n\r\n"));
  for (const ErrorCode code : {ErrorCode::malformed, ErrorCode::unsupported, ErrorCode::unavailable,
                               ErrorCode::internal, ErrorCode::limit_exceeded}) {
    world.validator->answer = [code](const model::Submission&, const service::Caller&,
                                     UtcTime) -> Result<service::JudgedVerdict> {
      return Error{code, "because"};
    };
    post(world.post("judged"));
  }
  world.validator->answer = nullptr;
  CHECK(seen["POST " + kPost] ==
        std::set<int>{200, 400, 403, 404, 406, 413, 414, 415, 417, 422, 431, 500, 503});

  const std::string kReceipt = "/api/v1/receipts/{id}";
  const std::string location = world.post("document").headers.at("location");
  const auto receipt = [&](const Answer& answer) { note("GET", kReceipt, answer); };
  receipt(world.get(location));
  receipt(world.get(location, "If-None-Match: *\r\n"));
  receipt(world.get(location, "Accept: text/html\r\n"));
  receipt(world.get("/api/v1/receipts/nonsense"));
  world.archive.problem = ErrorCode::corrupt;
  receipt(world.get(location));
  world.archive.problem = ErrorCode::unavailable;
  receipt(world.get(location));
  CHECK(seen["GET " + kReceipt] ==
        std::set<int>{200, 304, 400, 404, 406, 414, 415, 417, 431, 500, 503});

  for (const char* path : {"/health/live", "/health/ready", "/api/v1/openapi.json"}) {
    const Answer answer = world.get(path);
    note("GET", path, answer);
    CHECK(test::lines(schema.at_place(json::parse(answer.body),
                                      document["paths"][path]["get"]["responses"]["200"]["content"]
                                              ["application/json"]["schema"])) == "");
  }
  world.checks[1].second = "does not sign";
  note("GET", "/health/ready", world.get("/health/ready"));
  // 408 is what a client gets that does not send on: http_server_test.
  for (const auto& [method, path] : operations) {
    CHECK(document["paths"][path][method == "GET" ? "get" : "post"]["responses"].contains("408"));
  }
}

TEST_CASE("an id that nobody has, one that is none and another caller's are one answer", "[rest]") {
  RestWorld world;
  const Answer mine = world.post("document");
  const std::string own = mine.headers.at("location");
  REQUIRE(world.get(own).status == 200);
  world.archive.records.at(0).caller = "somebody else";
  const Answer theirs = world.get(own);
  check_problem(theirs, 404, "not-found");
  for (const std::string id :
       {"01234567-89ab-7def-8000-000000000000", "nonsense", "%00", "01234567", "..", "%7Bid%7D",
        "01234567-89AB-7DEF-8000-000000000000"}) {
    CAPTURE(id);
    const Answer none = world.get("/api/v1/receipts/" + id);
    if (id == "%00") {  // the guard's: no path has control characters
      check_problem(none, 400, "malformed");
      continue;
    }
    check_problem(none, 404, "not-found");
    CHECK(none.body == theirs.body);
    // The form is negotiated before anything is looked for.
    check_problem(world.get("/api/v1/receipts/" + id, "Accept: application/xml\r\n"), 406,
                  "not-acceptable");
  }
  check_problem(world.get("/api/v1/receipts/"), 404, "not-found");
  check_problem(world.get("/api/v1/receipts/a/b"), 404, "not-found");
}

TEST_CASE("what the core cannot judge has no verdict and a code", "[rest]") {
  struct Row {
    ErrorCode error;
    int status;
    const char* code;
  };
  const Row row = GENERATE(values<Row>({{ErrorCode::unsupported, 422, "unsupported-format"},
                                        {ErrorCode::malformed, 422, "malformed"},
                                        {ErrorCode::limit_exceeded, 413, "limit-exceeded"},
                                        {ErrorCode::unavailable, 503, "unavailable"},
                                        {ErrorCode::corrupt, 500, "corrupt"},
                                        {ErrorCode::internal, 500, "internal"}}));
  RestWorld world;
  world.validator->answer = [&](const model::Submission&, const service::Caller&,
                                UtcTime) -> Result<service::JudgedVerdict> {
    return Error{row.error, "because \x01 <b>"};
  };
  const Answer answer = world.post("document");
  check_problem(answer, row.status, row.code);
  CHECK((answer.headers.count("retry-after") == 1) == (row.status == 503));
  CHECK(world.archive.records.empty());
}

TEST_CASE("an exception in the core is a 500 and an archive that fails a 503", "[rest]") {
  RestWorld world;
  world.validator->answer = [](const model::Submission&, const service::Caller&,
                               UtcTime) -> Result<service::JudgedVerdict> {
    throw std::logic_error("broken");
  };
  check_problem(world.post("document"), 500, "internal");
  world.validator->answer = nullptr;
  world.archive.fail = true;
  check_problem(world.post("document"), 503, "unavailable");
}

TEST_CASE("health says live always and ready when everything is", "[rest]") {
  RestWorld world;
  CHECK(world.get("/health/live").status == 200);
  const Answer ready = world.get("/health/ready");
  CHECK(ready.status == 200);
  CHECK(json::parse(ready.body)["status"] == "ready");
  CHECK(json::parse(ready.body)["checks"]["snapshot"] == "ok");
  world.checks[1].second = "does not sign";
  const Answer not_ready = world.get("/health/ready");
  check_problem(not_ready, 503, "unavailable");
  CHECK(not_ready.headers.count("retry-after") == 1);
  CHECK(world.get("/health/live").status == 200);
}

TEST_CASE("names that could harm a surface come back as JSON text", "[rest]") {
  RestWorld world;
  for (const std::string name :
       {"<script>alert(1)</script>", "\"}],", "..\\..\\x", "\xd1\x84\xd0\xb0"}) {
    const json request = {{"document", {{"name", name}, {"content", "ZG9j"}}}};
    const Answer answer = world.post(request.dump(), kJson);
    REQUIRE(answer.status == 200);
    CHECK(json::parse(answer.body)["report"]["receipt"]["document"]["name"] == name);
  }
}

TEST_CASE("routes and the OpenAPI document agree", "[rest]") {
  RestWorld world;
  const Router router = rest_router({*world.service, [] { return ReadinessChecks(); }});
  const json document = json::parse(openapi_document());
  CHECK(document["openapi"] == "3.1.0");
  std::set<std::string> described;
  for (const auto& [path, item] : document["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      std::string upper;
      for (const char c : method) {
        upper.push_back(static_cast<char>(c - 32));
      }
      CHECK(operation["operationId"].is_string());
      CHECK_FALSE(operation["responses"].empty());
      described.insert(upper + " " + path);
    }
  }
  std::set<std::string> served;
  for (const Route& route : router.routes()) {
    served.insert(route.method + " " + route.path);
  }
  CHECK(described == served);
  CHECK(world.get("/api/v1/openapi.json").body == openapi_document());
  // Every reference leads somewhere.
  const std::string text(openapi_document());
  const std::regex reference("\"\\$ref\": \"#(/[A-Za-z/]+)\"");
  for (auto at = std::sregex_iterator(text.begin(), text.end(), reference);
       at != std::sregex_iterator(); ++at) {
    CAPTURE((*at)[1].str());
    CHECK(document.contains(json::json_pointer((*at)[1].str())));
  }
  // The members of a request are those that the reader takes.
  const json& properties = document["components"]["schemas"]["ValidationRequest"]["properties"];
  std::set<std::string> names;
  for (const auto& [name, unused] : properties.items()) {
    names.insert(name);
  }
  CHECK(names == std::set<std::string>{"document", "detached", "policy", "at", "purpose",
                                       "recipient", "expect", "evidence", "language"});
}

TEST_CASE("the OpenAPI document lists the problem codes that there are", "[rest]") {
  const json document = json::parse(openapi_document());
  CHECK(document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"] ==
        json(kProblemCodes));
  // The first nine are those of report.md 3.
  CHECK(std::vector<std::string_view>(kProblemCodes.begin(), kProblemCodes.begin() + 9) ==
        std::vector<std::string_view>{"malformed", "unsupported-format", "limit-exceeded",
                                      "not-found", "unavailable", "denied", "conflict", "corrupt",
                                      "internal"});
}
