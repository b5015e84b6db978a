#include "gateway/service/engine.h"

#include <catch2/catch.hpp>
#include <string>

using namespace senim;
using namespace senim::service;

namespace {

// Answers everything and remembers how much it was asked.
class Counting final : public EvidenceSource {
 public:
  std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted,
                                    SteadyTime until) override {
    ++rounds;
    targets += wanted.size();
    last_until = until;
    std::vector<model::Fetched> answers;
    for (const model::Wanted& one : wanted) {
      model::Fetched answer;
      answer.target = one.target;
      answer.state = model::Fetched::State::answered;
      answers.push_back(answer);
    }
    return answers;
  }
  std::size_t rounds = 0;
  std::size_t targets = 0;
  SteadyTime last_until{};
};

std::vector<model::Wanted> wanted(std::size_t count) {
  std::vector<model::Wanted> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    all[i].target.url = "http://" + std::to_string(i) + ".example/";
  }
  return all;
}

std::size_t answered(const std::vector<model::Fetched>& answers) {
  std::size_t count = 0;
  for (const model::Fetched& answer : answers) {
    count += answer.state == model::Fetched::State::answered ? 1U : 0U;
  }
  return count;
}

const SteadyTime kUntil{std::chrono::seconds(1000)};

}  // namespace

TEST_CASE("a validation asks for so many targets and no more", "[engine]") {
  Counting source;
  Asking asking(source, kUntil);
  CHECK(answered(asking.ask(wanted(kMaxTargets - 1))) == kMaxTargets - 1);
  const auto answers = asking.ask(wanted(3));
  REQUIRE(answers.size() == 3);
  CHECK(answered(answers) == 1);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(answers[i].target == wanted(3)[i].target);
  }
  CHECK(answers[1].state == model::Fetched::State::unreachable);
  CHECK(answers[1].problem == kUnreachable);
  CHECK(answered(asking.ask(wanted(1))) == 0);
  CHECK(source.targets == kMaxTargets);
  CHECK(source.rounds == 2);
}

TEST_CASE("a validation asks in so many rounds and no more", "[engine]") {
  Counting source;
  Asking asking(source, kUntil);
  for (std::size_t round = 0; round < kMaxRounds; ++round) {
    CHECK(answered(asking.ask(wanted(1))) == 1);
  }
  CHECK(answered(asking.ask(wanted(1))) == 0);
  CHECK(source.rounds == kMaxRounds);
}

TEST_CASE("all rounds of a validation end at the same time", "[engine]") {
  Counting source;
  Asking asking(source, kUntil);
  asking.ask(wanted(1));
  CHECK(source.last_until == kUntil);
  asking.ask(wanted(1));
  CHECK(source.last_until == kUntil);
}

TEST_CASE("without network everything is unreachable", "[engine]") {
  const auto answers = NoNetwork().fetch(wanted(2), kUntil);
  REQUIRE(answers.size() == 2);
  CHECK(answered(answers) == 0);
  CHECK(answers[1].target == wanted(2)[1].target);
  CHECK(answers[0].problem == kUnreachable);
}
