#include "validators/base/budget.h"

#include <catch2/catch.hpp>
#include <vector>

using namespace senim;

TEST_CASE("a purse gives exactly what it holds", "[base]") {
  Budget budget;
  budget.lower(Cost::signatures, 2);
  CHECK(budget.spend(Cost::signatures).ok());
  CHECK(budget.spend(Cost::signatures).ok());
  const Status third = budget.spend(Cost::signatures);
  REQUIRE_FALSE(third.ok());
  CHECK(third.error().code == ErrorCode::limit_exceeded);
  CHECK(budget.spend(Cost::certificates).ok());
}

TEST_CASE("a limit can be lowered and never raised", "[base]") {
  Budget budget;
  budget.lower(Cost::paths, 1'000'000);
  CHECK(budget.left(Cost::paths) == 20);
  budget.lower(Cost::paths, 3);
  CHECK(budget.left(Cost::paths) == 3);
}

TEST_CASE("an overdrawn purse stays empty", "[base]") {
  Budget budget;
  budget.lower(Cost::xml_nodes, 10);
  CHECK_FALSE(budget.spend(Cost::xml_nodes, 11).ok());
  CHECK_FALSE(budget.spend(Cost::xml_nodes, 1).ok());
}

TEST_CASE("every purse holds the number of threats.md and not one more", "[base]") {
  struct Row {
    Cost cost;
    std::uint64_t number;
  };
  const std::vector<Row> rows = {{Cost::der_elements, 20'000'000},
                                 {Cost::xml_nodes, 10'000'000},
                                 {Cost::canonical_bytes, 1'000'000'000},
                                 {Cost::certificates, 500},
                                 {Cost::signatures, 100},
                                 {Cost::paths, 20},
                                 {Cost::name_comparisons, 250'000},
                                 {Cost::policy_nodes, 2'048},
                                 {Cost::json_values, 100'000}};
  CHECK(rows.size() == kCostKinds);
  for (const Row& row : rows) {
    CAPTURE(to_string(row.cost));
    Budget whole;
    CHECK(whole.spend(row.cost, row.number).ok());
    CHECK(whole.spend(row.cost, 1).error().code == ErrorCode::limit_exceeded);
    Budget beyond;
    CHECK(beyond.spend(row.cost, row.number + 1).error().code == ErrorCode::limit_exceeded);
  }
}
