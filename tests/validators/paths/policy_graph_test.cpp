#include "validators/paths/policy_graph.h"

#include <catch2/catch.hpp>

namespace senim::paths {
namespace {

using Any = PolicyGraph::AnyPolicy;
using Mapping = PolicyGraph::Mapping;

constexpr Oid kP1{"1.2.3.1"};
constexpr Oid kP2{"1.2.3.2"};
constexpr Oid kQ1{"1.2.4.1"};

std::vector<pki::PolicyInformation> policies(std::initializer_list<Oid> ids) {
  std::vector<pki::PolicyInformation> list;
  for (const Oid& id : ids) {
    list.push_back({id, {}});
  }
  return list;
}

}  // namespace

TEST_CASE("a policy is valid when every certificate has it", "[paths]") {
  Budget budget;
  PolicyGraph graph;
  CHECK(graph.add_level(policies({kP1, kP2}), Any::counts, budget).ok());
  CHECK(graph.add_level(policies({kP1}), Any::counts, budget).ok());
  CHECK(graph.user_constrained({}) == std::vector{kP1});
  CHECK(graph.user_constrained(std::vector{kP1}) == std::vector{kP1});
  CHECK(graph.user_constrained(std::vector{kP2}).empty());
}

TEST_CASE("before the first certificate any policy is valid", "[paths]") {
  Budget budget;
  PolicyGraph graph;
  CHECK_FALSE(graph.empty());
  CHECK(graph.user_constrained({}) == std::vector{kAnyPolicy});
  CHECK(graph.user_constrained(std::vector{kP1, kP2}) == std::vector{kP1, kP2});
  CHECK(graph.map(std::vector{pki::PolicyMapping{kP1, kP2}}, Mapping::allowed, budget).ok());
  CHECK(graph.add_level(policies({kP2}), Any::counts, budget).ok());
  CHECK(graph.user_constrained({}) == std::vector{kP1});
  graph.clear();
  CHECK(graph.user_constrained({}).empty());
}

TEST_CASE("without a common policy the graph is empty", "[paths]") {
  Budget budget;
  PolicyGraph graph;
  CHECK(graph.add_level(policies({kP1}), Any::counts, budget).ok());
  CHECK(graph.add_level(policies({kP2}), Any::counts, budget).ok());
  CHECK(graph.empty());
  CHECK(graph.user_constrained({}).empty());
}

TEST_CASE("anyPolicy stands for every policy unless it is inhibited", "[paths]") {
  Budget budget;
  for (const Any any : {Any::counts, Any::inhibited}) {
    PolicyGraph graph;
    CHECK(graph.add_level(policies({kP1}), Any::counts, budget).ok());
    CHECK(graph.add_level(policies({kAnyPolicy}), any, budget).ok());
    CHECK(graph.empty() == (any == Any::inhibited));
  }
}

TEST_CASE("a mapped policy counts as the one it was mapped from", "[paths]") {
  Budget budget;
  PolicyGraph graph;
  CHECK(graph.add_level(policies({kP1}), Any::counts, budget).ok());
  CHECK(graph.map(std::vector<pki::PolicyMapping>{{kP1, kQ1}}, Mapping::allowed, budget).ok());
  SECTION("the subject's policy leads on") {
    CHECK(graph.add_level(policies({kQ1}), Any::counts, budget).ok());
    CHECK(graph.user_constrained({}) == std::vector{kP1});
    CHECK(graph.user_constrained(std::vector{kQ1}).empty());
  }
  SECTION("the issuer's no longer does") {
    CHECK(graph.add_level(policies({kP1}), Any::counts, budget).ok());
    CHECK(graph.empty());
  }
}

TEST_CASE("where mapping is inhibited a mapped policy goes", "[paths]") {
  Budget budget;
  PolicyGraph graph;
  CHECK(graph.add_level(policies({kP1}), Any::counts, budget).ok());
  CHECK(graph.map(std::vector<pki::PolicyMapping>{{kP1, kQ1}}, Mapping::inhibited, budget).ok());
  CHECK(graph.empty());
}

TEST_CASE("mappings that would double a tree at each level stay linear in the graph", "[paths]") {
  // RFC 9618 3: every policy mapped to every other, 30 levels deep.
  Budget budget;
  PolicyGraph graph;
  std::vector<pki::PolicyMapping> all;
  for (const Oid& from : {kP1, kP2}) {
    for (const Oid& to : {kP1, kP2}) {
      all.push_back({from, to});
    }
  }
  for (int level = 0; level < 30; ++level) {
    REQUIRE(graph.add_level(policies({kP1, kP2}), Any::counts, budget).ok());
    REQUIRE(graph.map(all, Mapping::allowed, budget).ok());
  }
  CHECK(budget.left(Cost::policy_nodes) == 2'048 - 30 * (2 + 4));
  CHECK(graph.user_constrained({}) == std::vector{kP1, kP2});
}

TEST_CASE("more policies than the purse allows are a limit, not a pass", "[paths]") {
  Budget budget;
  budget.lower(Cost::policy_nodes, 1);
  PolicyGraph graph;
  const Status status = graph.add_level(policies({kP1, kP2}), Any::counts, budget);
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == ErrorCode::limit_exceeded);
}

}  // namespace senim::paths
