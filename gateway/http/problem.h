#pragma once

#include <string>
#include <string_view>

#include "gateway/http/message.h"
#include "validators/base/result.h"

// RFC 9457: every answer without a verdict (design.md 8). `code` is the stable part, one of those
// of report.md 3; title and detail are for people.

namespace senim::http {

// Adds the ninth code, `conflict`, to those of ErrorCode.
struct Problem {
  int status = 500;
  std::string code = "internal";
  std::string detail;
};

// What the caller wrote is wrong: 400, and beyond a limit 413.
Problem bad_request(const Error& error);
// Something behind the request failed: a document (422), a limit (413), a dependency (503), a
// record (500).
Problem failure(const Error& error);
Response to_response(const Problem& problem);

}  // namespace senim::http
