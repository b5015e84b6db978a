#include "validators/base/utc_time.h"

#include <catch2/catch.hpp>

using namespace senim;

TEST_CASE("RFC 3339 times are read and written in UTC", "[base]") {
  CHECK(to_string(parse_utc("2026-11-24T13:10:22Z").value()) == "2026-11-24T13:10:22Z");
  CHECK(to_string(parse_utc("2026-11-24T18:10:22+05:00").value()) == "2026-11-24T13:10:22Z");
  CHECK(to_string(parse_utc("2026-01-01T00:30:00.999-01:00").value()) == "2026-01-01T01:30:00Z");
  CHECK(to_string(parse_utc("1950-01-01T00:00:00Z").value()) == "1950-01-01T00:00:00Z");
}

TEST_CASE("what is not a time with a zone is malformed", "[base]") {
  const std::string text =
      GENERATE("", "2026-11-24", "2026-11-24T13:10:22", "2026-11-24T13:10Z", "2026-02-29T00:00:00Z",
               "2026-13-01T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T13:60:00Z",
               "2026-11-24T13:10:60Z", "2026-11-24T13:10:22.Z", "2026-11-24T13:10:22+5:00",
               "2026-11-24T13:10:22+15:00", "2026-11-24 13:10:22Z", "2026-11-24T13:10:22Zx",
               "-026-11-24T13:10:22Z");
  CAPTURE(text);
  const auto time = parse_utc(text);
  REQUIRE_FALSE(time.ok());
  CHECK(time.error().code == ErrorCode::malformed);
}

TEST_CASE("a leap day exists in leap years only", "[base]") {
  CHECK(make_utc(2024, 2, 29, 0, 0, 0).ok());
  CHECK_FALSE(make_utc(2100, 2, 29, 0, 0, 0).ok());
}
