#include "validators/base/budget.h"

#include <catch2/catch.hpp>

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
