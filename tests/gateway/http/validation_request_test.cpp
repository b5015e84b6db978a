#include "gateway/http/validation_request.h"

#include <catch2/catch.hpp>

#include "gateway/http/multipart.h"
#include "validators/crypto/digest.h"

using namespace senim;
using namespace senim::http;

namespace {

ErrorCode refused(const std::string& json) {
  CAPTURE(json);
  const auto parsed = parse_json_request(as_bytes(json));
  REQUIRE_FALSE(parsed.ok());
  return parsed.error().code;
}

std::string with(const std::string& members) {
  return R"({"document":{"content":"ZG9j"},)" + members + "}";
}

ParsedRequest multipart(const std::string& body) {
  auto parsed = parse_multipart_request(as_bytes(body), "XX");
  if (!parsed.ok()) {
    FAIL(parsed.error().message);
  }
  return std::move(parsed).value();
}

std::string part(const std::string& disposition, const std::string& content) {
  return "--XX\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n" + content + "\r\n";
}

}  // namespace

TEST_CASE("a JSON request becomes a submission", "[http]") {
  const std::string json = R"({
    "document": {"name": "a.p7s", "content": "ZG9jdW1lbnQ="},
    "detached": [{"name": "a.txt", "content": "dGV4dA=="}, {"digest": {"alg": "SHA-256", "value": ")" +
                           to_hex(crypto::sha256(as_bytes("text"))) + R"("}}],
    "policy": "kz", "at": "2026-01-01T00:00:00+05:00", "purpose": "forward", "recipient": "RU",
    "expect": {"iin": "900101", "role": "director"},
    "evidence": {"certificates": ["Yw=="], "crls": [], "ocsps": ["bw==", "cA=="]},
    "language": "kk"})";
  const auto parsed = parse_json_request(as_bytes(json));
  REQUIRE(parsed.ok());
  const model::Submission& submission = parsed->request.submission;
  CHECK(parsed->request.document_name == "a.p7s");
  CHECK(as_text(submission.document) == "document");
  REQUIRE(submission.detached.size() == 2);
  CHECK(submission.detached[0].name == "a.txt");
  CHECK(as_text(*submission.detached[0].content) == "text");
  CHECK_FALSE(submission.detached[1].content.has_value());
  CHECK(submission.detached[1].digest == crypto::DigestAlgorithm::sha256);
  CHECK(to_hex(submission.detached[1].digest_value) == to_hex(crypto::sha256(as_bytes("text"))));
  CHECK(submission.policy == "kz");
  CHECK(to_string(*submission.asked_time) == "2025-12-31T19:00:00Z");
  CHECK(submission.purpose == model::Purpose::forward);
  CHECK(submission.recipient == "RU");
  CHECK(submission.expect.iin == "900101");
  CHECK_FALSE(submission.expect.bin.has_value());
  CHECK(submission.expect.role == "director");
  CHECK(submission.evidence.certificates == std::vector<Bytes>{to_bytes("c")});
  CHECK(submission.evidence.crls.empty());
  CHECK(submission.evidence.ocsps.size() == 2);
  CHECK(parse_json_request(as_bytes(R"({"document":{"content":"ZG9j"}})")).ok());
}

TEST_CASE("a JSON request that is not one is malformed", "[http]") {
  const std::string json = GENERATE_COPY(values<std::string>({
      "",
      "[]",
      "{}",
      R"({"document":"ZG9j"})",
      R"({"document":{}})",
      R"({"document":{"content":""}})",
      R"({"document":{"content":5}})",
      R"({"document":{"content":"ZG9"}})",
      R"({"document":{"content":"Z G9j"}})",
      R"({"document":{"content":"ZG9j","more":1}})",
      R"({"document":{"content":"ZG9j"},"document":{"content":"ZG9j"}})",
      with(R"("polcy":"kz")"),
      with(R"("policy":"")"),
      with(R"("policy":1)"),
      with(R"("policy":null)"),
      with(R"("at":"yesterday")"),
      with(R"("at":"2026-01-01T00:00:00")"),
      with(R"("purpose":"look")"),
      with(R"("purpose":"forward","recipient":"ru")"),
      with(R"("purpose":"forward","recipient":"RUS")"),
      with(R"("purpose":"forward","recipient":"")"),
      with(R"("recipient":"RU")"),
      with(R"("purpose":"check","recipient":"RU")"),
      with(R"("purpose":"accept","recipient":"RU")"),
      with(R"("purpose":"archive","recipient":"RU")"),
      with(R"("language":"de")"),
      with(R"("expect":[])"),
      with(R"("expect":{"inn":"1"})"),
      with(R"("evidence":{"crl":[]})"),
      with(R"("evidence":{"crls":"bw=="})"),
      with(R"("evidence":{"crls":["b"]})"),
      with(R"("evidence":{"crls":[1]})"),
      with(R"("detached":{})"),
      with(R"("detached":[{}])"),
      with(R"("detached":["dGV4dA=="])"),
      with(R"("detached":[{"content":"dGV4dA==","digest":{"alg":"SHA-256","value":"00"}}])"),
      with(R"("detached":[{"digest":{"alg":"SHA-257","value":"00"}}])"),
      with(R"("detached":[{"digest":{"alg":"SHA-256","value":"00"}}])"),
      with(R"("detached":[{"digest":{"alg":"SHA-1","value":"0"}}])"),
      with(
          R"("detached":[{"digest":{"alg":"SHA-1","value":"DA39A3EE5E6B4B0D3255BFEF95601890AFD80709"}}])"),
      with(R"("detached":[{"digest":{"alg":"SHA-1"}}])"),
  }));
  CHECK(refused(json) == ErrorCode::malformed);
}

TEST_CASE("a name with control characters is refused however it comes", "[http]") {
  const auto in_json = [](const std::string& name) {
    return R"({"document":{"content":"ZG9j","name":")" + name + R"("}})";
  };
  CHECK(parse_json_request(as_bytes(in_json("a <b> ..\\\\x \\u0444"))).ok());
  for (const char* escape :
       {R"(\u0000)", R"(\n)", R"(\u001b[31m)", R"(\u007f)", R"(\u0085)", R"(\u2028)"}) {
    CAPTURE(escape);
    CHECK(refused(in_json(escape)) == ErrorCode::malformed);
    CHECK(refused(with(R"("detached":[{"content":"Yw==","name":")" + std::string(escape) +
                       R"("}])")) == ErrorCode::malformed);
    const std::string renamed =
        part("name=document; filename=a", "d") +
        part("name=request", R"({"document":{"name":")" + std::string(escape) + R"("}})") +
        "--XX--";
    CHECK(parse_multipart_request(as_bytes(renamed), "XX").error().code == ErrorCode::malformed);
  }
  for (const char* octets : {"\x1b[31m", "a\tb", "\x7f", "\xc2\x85", "\xe2\x80\xa8", "\xff"}) {
    CAPTURE(octets);
    for (const char* kind : {"document", "detached"}) {
      const std::string body =
          part("name=document; filename=\"a\"", "d")
              .substr(0, kind[1] == 'o' ? 0 : std::string::npos) +
          part(std::string("name=") + kind + "; filename=\"" + octets + "\"", "d") + "--XX--";
      CHECK(parse_multipart_request(as_bytes(body), "XX").error().code == ErrorCode::malformed);
    }
    CHECK(parse_raw_request(as_bytes("d"), {{"name", octets}}).error().code ==
          ErrorCode::malformed);
  }
}

TEST_CASE("names and lists of a JSON request are limited", "[http]") {
  const auto named = [](std::size_t size) {
    return R"({"document":{"content":"ZG9j","name":")" + std::string(size, 'a') + R"("}})";
  };
  CHECK(parse_json_request(as_bytes(named(kMaxNameOctets))).ok());
  CHECK(refused(named(kMaxNameOctets + 1)) == ErrorCode::limit_exceeded);
  const auto certificates = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
      list += (i == 0 ? "" : ",") + std::string(R"("Yw==")");
    }
    return with(R"("evidence":{"certificates":[)" + list + "]}");
  };
  CHECK(parse_json_request(as_bytes(certificates(kMaxSupplied))).ok());
  CHECK(refused(certificates(kMaxSupplied + 1)) == ErrorCode::limit_exceeded);
}

TEST_CASE("a multipart request becomes a submission", "[http]") {
  const std::string body =
      part("name=request", R"({"policy":"kz","detached":[{"name":"c.txt","content":"Yw=="}]})") +
      part("name=detached; filename=b.txt", "bbb") +
      part("name=document; filename=a.p7s", "document") + "--XX--\r\n";
  const ParsedRequest parsed = multipart(body);
  CHECK(parsed.request.document_name == "a.p7s");
  CHECK(as_text(parsed.request.submission.document) == "document");
  CHECK(parsed.request.submission.policy == "kz");
  REQUIRE(parsed.request.submission.detached.size() == 2);
  CHECK(parsed.request.submission.detached[0].name == "c.txt");
  CHECK(parsed.request.submission.detached[1].name == "b.txt");
  CHECK(as_text(*parsed.request.submission.detached[1].content) == "bbb");
  const ParsedRequest named =
      multipart(part("name=document; filename=a", "d") +
                part("name=request", R"({"document":{"name":"b"}})") + "--XX--");
  CHECK(named.request.document_name == "b");
}

TEST_CASE("detached parts of a form and of its request have one limit together", "[http]") {
  const auto body = [](std::size_t in_form, std::size_t in_request, bool request_first) {
    std::string listed;
    for (std::size_t i = 0; i < in_request; ++i) {
      listed += (i == 0 ? "" : ",") + std::string(R"({"content":"Yw=="})");
    }
    const std::string request = part("name=request", R"({"detached":[)" + listed + "]}");
    std::string text = part("name=document", "d") + (request_first ? request : "");
    for (std::size_t i = 0; i < in_form; ++i) {
      text += part("name=detached", "c");
    }
    return text + (request_first ? "" : request) + "--XX--";
  };
  struct Row {
    std::size_t in_form;
    std::size_t in_request;
  };
  const bool request_first = GENERATE(false, true);
  for (const Row row : {Row{kMaxParts - 2, 2}, Row{1, kMaxSupplied - 1}, Row{0, kMaxSupplied}}) {
    CAPTURE(row.in_form, row.in_request);
    const ParsedRequest parsed = multipart(body(row.in_form, row.in_request, request_first));
    CHECK(parsed.request.submission.detached.size() == kMaxSupplied);
    const std::string beyond = body(row.in_form, row.in_request + 1, request_first);
    CHECK(parse_multipart_request(as_bytes(beyond), "XX").error().code ==
          ErrorCode::limit_exceeded);
  }
  const std::string most = body(kMaxParts - 2, kMaxSupplied, request_first);
  CHECK(parse_multipart_request(as_bytes(most), "XX").error().code == ErrorCode::limit_exceeded);
}

TEST_CASE("a multipart request that is not one is malformed", "[http]") {
  const std::string body = GENERATE_COPY(values<std::string>({
      "--XX--",
      part("name=detached", "d") + "--XX--",
      part("name=document", "") + "--XX--",
      part("name=document", "d") + part("name=document", "e") + "--XX--",
      part("name=document", "d") + part("name=policy", "kz") + "--XX--",
      part("name=document", "d") + part("name=request", "{}") + part("name=request", "{}") +
          "--XX--",
      part("name=document", "d") + part("name=request", "") + "--XX--",
      part("name=document", "d") + part("name=request", R"({"document":{"content":"ZG9j"}})") +
          "--XX--",
  }));
  CAPTURE(body);
  CHECK(parse_multipart_request(as_bytes(body), "XX").error().code == ErrorCode::malformed);
}

TEST_CASE("a raw request takes five query parameters and no other", "[http]") {
  const auto parsed = parse_raw_request(as_bytes("document"), {{"name", "a.p7s"},
                                                               {"policy", "kz"},
                                                               {"at", "2026-01-01T00:00:00Z"},
                                                               {"purpose", "forward"},
                                                               {"recipient", "BY"}});
  REQUIRE(parsed.ok());
  CHECK(parsed->request.document_name == "a.p7s");
  CHECK(parsed->request.submission.policy == "kz");
  CHECK(parsed->request.submission.asked_time.has_value());
  CHECK(parsed->request.submission.purpose == model::Purpose::forward);
  CHECK(parsed->request.submission.recipient == "BY");
  CHECK_FALSE(
      parse_raw_request(as_bytes("d"), {{"purpose", "forward"}, {"recipient", "Kazakhstan"}}).ok());
  CHECK(as_text(parsed->request.submission.document) == "document");
  CHECK(parse_raw_request(as_bytes("d"), {{"polcy", "kz"}}).error().code == ErrorCode::malformed);
  CHECK(parse_raw_request(as_bytes("d"), {{"policy", ""}}).error().code == ErrorCode::malformed);
  CHECK(parse_raw_request(as_bytes("d"), {{"at", "now"}}).error().code == ErrorCode::malformed);
  CHECK(parse_raw_request({}, {}).error().code == ErrorCode::malformed);
}

TEST_CASE("query parameters go with a raw document only", "[http]") {
  const std::string json = R"({"document":{"content":"ZG9j"}})";
  Request request;
  request.body = as_bytes(json);
  request.head.headers = {{"content-type", "Application/JSON; charset=utf-8"}};
  CHECK(parse_validation_request(request).ok());
  request.head.query = {{"policy", "kz"}};
  CHECK(parse_validation_request(request).error().code == ErrorCode::malformed);
  request.head.headers = {{"content-type", "application/pkcs7-mime"}};
  CHECK(as_text(parse_validation_request(request)->request.submission.document) == json);
}

// attack6 A11: under another spelling, or with a purpose that asks no agreement, the outbound
// policy of an agreement would be left out without a word.
TEST_CASE("a recipient is the territory of lists and agreements, and goes with forward only",
          "[http][attack]") {
  const auto [written, meant] = GENERATE(table<std::string, std::string>(
      {{"GR", "EL"}, {"GB", "UK"}, {"EL", "EL"}, {"UK", "UK"}, {"DE", "DE"}, {"EU", "EU"}}));
  CAPTURE(written);
  const auto raw =
      parse_raw_request(as_bytes("d"), {{"recipient", written}, {"purpose", "forward"}});
  REQUIRE(raw.ok());
  CHECK(raw->request.submission.recipient == meant);
  const auto json =
      parse_json_request(as_bytes(with(R"("recipient":")" + written + R"(","purpose":"forward")")));
  REQUIRE(json.ok());
  CHECK(json->request.submission.recipient == meant);
  const ParsedRequest form = multipart(
      part("name=\"document\"", "d") +
      part("name=\"request\"", R"({"purpose":"forward","recipient":")" + written + R"("})") +
      "--XX--\r\n");
  CHECK(form.request.submission.recipient == meant);

  for (const char* purpose : {"check", "accept", "archive"}) {
    CAPTURE(purpose);
    const auto refused_one =
        parse_raw_request(as_bytes("d"), {{"recipient", written}, {"purpose", purpose}});
    REQUIRE_FALSE(refused_one.ok());
    CHECK(refused_one.error().code == ErrorCode::malformed);
    CHECK(refused_one.error().message == "recipient goes with purpose forward only");
    CHECK(parse_raw_request(as_bytes("d"), {{"purpose", purpose}}).ok());
  }
  CHECK_FALSE(parse_raw_request(as_bytes("d"), {{"recipient", written}}).ok());
  CHECK(parse_raw_request(as_bytes("d"), {{"purpose", "forward"}}).ok());
}
