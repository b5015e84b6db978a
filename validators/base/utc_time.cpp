#include "validators/base/utc_time.h"

#include <array>
#include <cstdio>
#include <optional>

namespace senim {
namespace {

// Exactly `count` decimal digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) {
    return std::nullopt;
  }
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') {
      return std::nullopt;
    }
    value = value * 10 + (c - '0');
  }
  return value;
}

Error bad_time(std::string_view text) {
  return {ErrorCode::malformed,
          "not an RFC 3339 time with a zone: '" + std::string(text.substr(0, 40)) + "'"};
}

// "Z" or "+hh:mm": the seconds that local time is ahead of UTC.
std::optional<Seconds> zone_offset(std::string_view zone) {
  if (zone == "Z" || zone == "z") {
    return Seconds{0};
  }
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') {
    return std::nullopt;
  }
  const auto hours = digits(zone, 1, 2);
  const auto minutes = digits(zone, 4, 2);
  if (!hours || !minutes || *hours > 14 || *minutes > 59) {
    return std::nullopt;
  }
  const Seconds offset{*hours * 3600 + *minutes * 60};
  return zone[0] == '-' ? -offset : offset;
}

}  // namespace

Result<UtcTime> make_utc(int year, int month, int day, int hour, int minute, int second) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{year},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  const bool in_range = year >= 0 && year <= 9999 && month >= 1 && day >= 1 && date.ok() &&
                        hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 &&
                        second <= 59;
  if (!in_range) {
    return Error{ErrorCode::malformed, "no such date or time of day"};
  }
  return UtcTime{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second};
}

Result<UtcTime> parse_utc(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second || text[4] != '-' || text[7] != '-' ||
      (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') {
    return bad_time(text);
  }
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    const std::size_t end = text.find_first_not_of("0123456789", at + 1);
    if (end == std::string_view::npos || end == at + 1) {
      return bad_time(text);
    }
    at = end;
  }
  const auto offset = zone_offset(text.substr(at));
  if (!offset) {
    return bad_time(text);
  }
  SENIM_TRY(const UtcTime local, make_utc(*year, *month, *day, *hour, *minute, *second));
  return local - *offset;
}

std::string to_string(UtcTime time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{time - days};
  std::array<char, 40> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", int{date.year()},
      unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(clock.hours().count()),
      static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace senim
