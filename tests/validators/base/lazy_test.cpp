#include "validators/base/lazy.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace senim;

TEST_CASE("a lazy value is made once, whoever asks first", "[base]") {
  const Lazy<std::string> lazy;
  std::atomic<int> made{0};
  std::latch start(4);
  std::vector<const std::string*> seen(4);
  std::vector<std::thread> threads;
  for (const std::string*& one : seen) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      one = &lazy.get([&] {
        ++made;
        return std::string("value");
      });
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(made == 1);
  for (const std::string* one : seen) {
    CHECK(one == seen.front());
    CHECK(*one == "value");
  }
}

TEST_CASE("a lazy value that could not be made is made by the next who asks", "[base]") {
  const Lazy<int> lazy;
  CHECK_THROWS_AS(lazy.get([]() -> int { throw std::runtime_error("not now"); }),
                  std::runtime_error);
  CHECK(lazy.get([] { return 7; }) == 7);
  CHECK(lazy.get([] { return 8; }) == 7);
}
