#pragma once

#include <array>
#include <string>
#include <string_view>

#include "gateway/http/message.h"
#include "validators/base/result.h"

// RFC 9457: every answer without a verdict (design.md 8). `code` is the stable part; title and
// detail are for people.

namespace senim::http {

// All the codes there are, in the order of openapi.json. They are never reused. The first nine are
// those of report.md 3: ErrorCode (style.md 5) and `conflict`, which waits for the surfaces that
// change something; the last three say about HTTP itself what no ErrorCode can.
inline constexpr std::array<std::string_view, 12> kProblemCodes = {
    "malformed",      "unsupported-format",
    "limit-exceeded", "not-found",
    "unavailable",    "denied",
    "conflict",       "corrupt",
    "internal",       "method-not-allowed",
    "not-acceptable", "unsupported-encoding"};

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
// std::logic_error for a code that is not in the list.
Response to_response(const Problem& problem);

}  // namespace senim::http
