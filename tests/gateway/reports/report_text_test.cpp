#include "gateway/reports/report_text.h"

#include <catch2/catch.hpp>

using namespace senim;

TEST_CASE("control characters never reach the terminal", "[reports]") {
  CHECK(reports::safe_text("a\x1b[31mb\n\x7f") == "a\\x1b[31mb\\x0a\\x7f");
  CHECK(reports::safe_text("\xc2\x9b"
                           "31m") == "\\x9b31m");
  CHECK(reports::safe_text("\xd2\x9a\xd0\x90\xd0\x97 \xc2\xa9") ==
        "\xd2\x9a\xd0\x90\xd0\x97 \xc2\xa9");
}

TEST_CASE("the answer comes first", "[reports]") {
  model::Verdict verdict;
  verdict.status = model::DocumentStatus::not_confirmed;
  verdict.reason = model::Reason{"value-valid", {{"name", ""}, {"problem", "x"}}, ""};
  const std::string text = reports::report_text("evil\x1b.p7m", verdict);
  CHECK(text.rfind("evil\\x1b.p7m: NOT CONFIRMED\n  why: value-valid (problem x)\n", 0) == 0);
}
