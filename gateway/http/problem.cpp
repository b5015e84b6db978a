#include "gateway/http/problem.h"

#include <algorithm>
#include <stdexcept>

#include "validators/formats/json_writer.h"

namespace senim::http {
namespace {

// Seconds; what a busy or full gateway asks a client to wait (RFC 9110 10.2.3).
constexpr std::string_view kRetryAfter = "1";
// Octets of a detail: it may quote a member's name or a policy's id, which may be as long as the
// body. Ours have less than 200 without what they quote.
constexpr std::size_t kMaxDetail = 2048;

int failure_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::malformed:
    case ErrorCode::unsupported:
      return 422;
    case ErrorCode::limit_exceeded:
      return 413;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::unavailable:
      return 503;
    case ErrorCode::denied:
      return 403;
    case ErrorCode::corrupt:
    case ErrorCode::internal:
      return 500;
  }
  return 500;
}

std::string shown(const std::string& detail) {
  return detail.size() <= kMaxDetail ? detail : detail.substr(0, kMaxDetail) + "…";
}

}  // namespace

Problem bad_request(const Error& error) {
  const int status = error.code == ErrorCode::malformed ? 400 : failure_status(error.code);
  return {status, std::string(to_string(error.code)), error.message};
}

Problem failure(const Error& error) {
  return {failure_status(error.code), std::string(to_string(error.code)), error.message};
}

Response to_response(const Problem& problem) {
  if (std::ranges::find(kProblemCodes, problem.code) == kProblemCodes.end()) {
    throw std::logic_error("problem code " + problem.code + " is not in the list");
  }
  const formats::Json body = {{"type", "urn:senim:problem:" + problem.code},
                              {"title", reason_phrase(problem.status)},
                              {"status", problem.status},
                              {"detail", shown(problem.detail)},
                              {"code", problem.code}};
  Response response;
  response.status = problem.status;
  response.content_type = "application/problem+json";
  // Details quote what callers wrote: octets that are not UTF-8 are replaced, never passed on.
  response.body = body.written();
  if (problem.status == 503) {
    response.headers.emplace_back("Retry-After", kRetryAfter);
  }
  if (problem.status == 415) {  // RFC 9110 15.5.16: which codings would have been taken
    response.headers.emplace_back("Accept-Encoding", "identity");
  }
  return response;
}

}  // namespace senim::http
