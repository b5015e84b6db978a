#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "validators/base/result.h"

// Time is a parameter everywhere below the gateway: seconds of UTC, no leap seconds, no fractions.

namespace senim {

using UtcTime = std::chrono::sys_seconds;
using Seconds = std::chrono::seconds;

// Checked construction: month 1-12, day of that month, hour 0-23, minute and second 0-59; year
// 0-9999.
Result<UtcTime> make_utc(int year, int month, int day, int hour, int minute, int second);
// RFC 3339 / XML Schema dateTime with a zone ("Z" or an offset); a fraction of a second is cut off.
Result<UtcTime> parse_utc(std::string_view text);
// "2026-11-24T13:10:22Z".
std::string to_string(UtcTime time);

}  // namespace senim
