#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "tests/validators/process/revocation_world.h"
#include "validators/model/rules.h"

namespace senim::process::test {

using model::Indication;
using model::SubIndication;

// RFC 9654 2.1: whoever fetches compares nonces; the verdict tells what came of it.
TEST_CASE("a source that gave the answer to another request is told from one out of reach",
          "[revocation]") {
  RevocationWorld world;
  const std::string first = "http://ocsp.example/1";
  const std::string second = "http://ocsp.example/2";
  world.leaf_spec.ocsp_urls = {first, second};
  world.make();
  world.give(world.list(), world.root);
  const auto fetched = [&](const std::string& url, std::string problem) {
    model::Fetched one;
    one.target = {model::FetchTarget::Kind::ocsp, url, {}};
    one.problem = std::move(problem);
    world.fetched.push_back(std::move(one));
  };
  const auto told = [&]() -> model::Params {
    const model::Evidence evidence = world.collect();
    return world.ask(evidence, [&](const blocks::Subject& subject) -> model::Params {
      const blocks::BlockResult block = blocks::x509_validation(subject).block;
      CHECK(block.conclusion == model::rules::kTryLater);
      const auto* check = t::find_check(block.checks, "revocation-source-reachable");
      REQUIRE(check != nullptr);
      CHECK(check->outcome == model::Outcome::failed);
      model::Params params = check->params;
      std::erase_if(params, [](const auto& one) { return one.first == "certificate"; });
      return params;
    });
  };
  fetched(first, "no answer");
  CHECK(told() == model::Params{{"endpoint", first}});
  fetched(second, std::string(model::kNonceDiffers));
  CHECK(told() == model::Params{{"endpoint", second}, {"problem", "nonce-differs"}});
  world.fetched.pop_back();
  fetched("http://other.example/", std::string(model::kNonceDiffers));  // nobody's source here
  CHECK(told() == model::Params{{"endpoint", first}});
  world.give(world.answer(), world.ca);  // another channel answers
  CHECK(world.conclusion() == model::Conclusion{Indication::passed, SubIndication::none});
}

}  // namespace senim::process::test
