#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "gateway/http/http_server.h"
#include "gateway/http/message.h"
#include "gateway/service/validation_service.h"
#include "validators/base/result.h"

// The three ways of asking for a validation over REST (report.md 3): JSON, multipart/form-data, or
// the raw document with query parameters. A member, part or parameter that nobody knows is an
// error: a caller who mistypes "policy" must not get a verdict under another one.

namespace senim::http {

struct ParsedRequest {
  service::ValidationRequest request;  // views `owned` and the body
  std::deque<Bytes> owned;             // decoded base64; a deque never moves what it holds
};

inline constexpr std::size_t kMaxNameOctets = 1024;  // of a document or detached part
inline constexpr std::size_t kMaxSupplied = 500;     // detached parts, however they come;
                                                     // certificates, CRLs, OCSPs (threats.md:
                                                     // certificates per request)

// malformed, limit_exceeded: the caller's fault.
Result<ParsedRequest> parse_json_request(ByteView body);
// The part `request` may be as long as `limits` let a JSON request be.
Result<ParsedRequest> parse_multipart_request(ByteView body, std::string_view boundary,
                                              const BodyLimits& limits = {});
Result<ParsedRequest> parse_raw_request(ByteView body, const Fields& query);
// By Content-Type: application/json, multipart/form-data, anything else is the document itself.
Result<ParsedRequest> parse_validation_request(const Request& request,
                                               const BodyLimits& limits = {});

}  // namespace senim::http
