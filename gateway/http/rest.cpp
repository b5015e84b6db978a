#include "gateway/http/rest.h"

#include "gateway/http/auth.h"
#include "gateway/http/guard.h"
#include "gateway/http/problem.h"
#include "gateway/http/validation_request.h"
#include "gateway/reports/report_signer.h"
#include "validators/formats/json_writer.h"

namespace senim::http {
namespace {

enum class Form { json, jose };

std::uint64_t validation_limit(const BodyLimits& limits, const RequestHead& head) {
  const std::string type = media_type(head.header("content-type"));
  const bool xml = type.ends_with("/xml") || type.ends_with("+xml");
  return type == "application/json" || xml ? limits.structured : limits.document;
}

std::uint64_t no_body(const RequestHead&) { return 0; }

Result<Form> asked_form(const Request& request) {
  switch (negotiate(request.head.header("accept"), {"application/json", "application/jose"})) {
    case 0:
      return Form::json;
    case 1:
      return Form::jose;
  }
  return Error{ErrorCode::unsupported, "offered: application/json, application/jose"};
}

Response not_acceptable(const Error& error) {
  return to_response({406, "not-acceptable", error.message});
}

// The answer of report.md 3. The report stands in it byte for byte as it was signed.
Response receipt_response(Form form, const std::string& id, std::string_view report,
                          std::string_view jws) {
  Response response;
  if (form == Form::json) {
    response.content_type = "application/json";
    response.body.reserve(report.size() + jws.size() + 32);
    response.body += R"({"report":)";
    response.body += report;
    response.body += R"(,"signedReport":")";
    response.body += jws;
    response.body += R"("})";
  } else {
    response.content_type = "application/jose";
    response.body = jws;
  }
  // RFC 9111 5.2.2.7: it is its caller's, and a cache for several people keeps it for none of them.
  response.headers = {{"ETag", "\"" + id + (form == Form::json ? ".json\"" : ".jose\"")},
                      {"Vary", "Accept"},
                      {"Cache-Control", "private"}};
  return response;
}

Response validate(const RestParts& parts, const Request& request) {
  const Result<Form> form = asked_form(request);
  if (!form.ok()) {
    return not_acceptable(form.error());
  }
  const Result<service::Caller> caller = caller_of(request);
  if (!caller.ok()) {
    return to_response(failure(caller.error()));
  }
  const Result<ParsedRequest> parsed = parse_validation_request(request, parts.limits);
  if (!parsed.ok()) {
    return to_response(bad_request(parsed.error()));
  }
  if (const Status fine = parts.validations.admissible(parsed->request, *caller); !fine.ok()) {
    return to_response(bad_request(fine.error()));
  }
  const Result<service::Answer> answer = parts.validations.validate(parsed->request, *caller);
  if (!answer.ok()) {
    return to_response(failure(answer.error()));
  }
  const std::string id = answer->id.text();
  Response response = receipt_response(*form, id, answer->report, answer->jws);
  response.headers.emplace_back("Location", "/api/v1/receipts/" + id);
  // RFC 9211.
  response.headers.emplace_back("Cache-Status", answer->hit ? "senim; hit" : "senim; fwd=miss");
  if (answer->hit) {
    response.headers.emplace_back("Age", std::to_string(answer->age.count()));
  }
  return response;
}

// RFC 9110 13.1.2: "*" or a list of tags, compared weakly.
bool matches_tag(std::string_view if_none_match, std::string_view tag) {
  return if_none_match == "*" || if_none_match.find(tag) != std::string_view::npos;
}

Response receipt(const RestParts& parts, const Request& request) {
  const Result<Form> form = asked_form(request);
  if (!form.ok()) {
    return not_acceptable(form.error());
  }
  const Result<service::Caller> caller = caller_of(request);
  if (!caller.ok()) {
    return to_response(failure(caller.error()));
  }
  const Result<store::ReceiptId> id = store::ReceiptId::parse(request.path_value);
  const Result<store::ReceiptRecord> record =
      id.ok() ? parts.validations.receipt(*id, *caller)
              : Result<store::ReceiptRecord>(Error{ErrorCode::not_found, ""});
  if (!record.ok() && record.error().code == ErrorCode::not_found) {
    // One text for all: whether somebody else has a receipt of that id is not told.
    return to_response({404, "not-found", "there is no such receipt"});
  }
  if (!record.ok()) {
    return to_response(failure(record.error()));
  }
  const Result<std::string> report = reports::payload_of(record->jws);
  if (!report.ok()) {
    return to_response({500, "corrupt", "the archived receipt cannot be read"});
  }
  Response response = receipt_response(*form, id->text(), *report, record->jws);
  if (matches_tag(request.head.header("if-none-match"), response.headers.front().second)) {
    response.status = 304;
    response.body.clear();
    response.content_type.clear();
  }
  return response;
}

Response ready(const RestParts& parts) {
  formats::Json checks = formats::Json::object();
  std::string reasons;
  for (const auto& [name, reason] : parts.readiness()) {
    checks[name] = reason.empty() ? "ok" : reason;
    if (!reason.empty()) {
      reasons.append(reasons.empty() ? "" : "; ").append(name).append(": ").append(reason);
    }
  }
  if (!reasons.empty()) {
    return to_response({503, "unavailable", reasons});
  }
  const formats::Json body = {{"status", "ready"}, {"checks", std::move(checks)}};
  return {200, "application/json", {}, body.written()};
}

}  // namespace

Router rest_router(const RestParts& parts) {
  Router router;
  router.add({"POST", "/api/v1/validations",
              [parts](const Request& request) { return validate(parts, request); },
              [limits = parts.limits](const RequestHead& head) {
                return validation_limit(limits, head);
              }});
  router.add({"GET", "/api/v1/receipts/{id}",
              [parts](const Request& request) { return receipt(parts, request); }, no_body});
  router.add({"GET", "/api/v1/openapi.json",
              [](const Request&) {
                return Response{200, "application/json", {}, std::string(openapi_document())};
              },
              no_body});
  router.add({"GET", "/health/live",
              [](const Request&) {
                return Response{200, "application/json", {}, R"({"status":"live"})"};
              },
              no_body});
  router.add({"GET", "/health/ready", [parts](const Request&) { return ready(parts); }, no_body});
  return router;
}

}  // namespace senim::http
