#include "validators/xml/content_model.h"

#include <catch2/catch.hpp>

#include "validators/base/budget.h"
#include "validators/base/bytes.h"

namespace senim::xml {
namespace {

constexpr Particle kSequence[] = {{"a"}, {"b c", 0, 2}, {"d", 0, kUnbounded}};
constexpr ContentModel kModels[] = {{"r", kSequence}};

std::string departure_of(const std::string& children) {
  Budget budget;
  const auto document =
      Document::parse(as_bytes("<o xmlns=\"urn:o\"><r>" + children + "</r></o>"), budget);
  REQUIRE(document.ok());
  return first_departure((*document)->root(), kModels,
                         [](std::string_view ns) { return ns == "urn:o"; });
}

TEST_CASE("children stand in the order and number of the model", "[xml]") {
  for (const char* right :
       {"<a/>", "<a/><b/>", "<a/><c/><b/>", "<a/><d/><d/><d/>", "<a/><b/><b/><d/>",
        // Other namespaces, text, and what no model names.
        "<x xmlns=\"urn:x\"/><a><z/></a>text<x xmlns=\"urn:x\"/>"}) {
    CAPTURE(right);
    CHECK(departure_of(right).empty());
  }
  for (const char* wrong : {"", "<b/>", "<b/><a/>", "<a/><a/>", "<a/><b/><c/><b/>", "<a/><d/><b/>",
                            "<a/><e/>", "<a xmlns=\"urn:x\"/>"}) {
    CAPTURE(wrong);
    CHECK_FALSE(departure_of(wrong).empty());
  }
}

TEST_CASE("a departure is found at any depth", "[xml]") {
  CHECK(departure_of("<a><r><a/></r></a>").empty());
  CHECK_FALSE(departure_of("<a><r><b/></r></a>").empty());
}

}  // namespace
}  // namespace senim::xml
