#include "validators/crypto/verified_signatures.h"

#include <catch2/catch.hpp>
#include <thread>
#include <vector>

namespace senim::crypto {
namespace {

using Kind = VerifiedSignatures::Kind;
using Signed = VerifiedSignatures::Signed;

Signed object(std::uint64_t number, Kind kind = Kind::certificate) {
  return {kind, sha256(to_bytes(std::to_string(number)))};
}
Bytes key(std::uint8_t number) { return {0x30, 0x03, 0x02, 0x01, number}; }

}  // namespace

TEST_CASE("a signature that verified is known for that key and that object", "[crypto]") {
  VerifiedSignatures verified;
  CHECK_FALSE(verified.contains(key(1), object(1)));
  verified.add(key(1), object(1));
  CHECK(verified.contains(key(1), object(1)));
  CHECK(verified.size() == 1);
}

TEST_CASE("a signature is not known for any neighbour", "[crypto]") {
  VerifiedSignatures verified;
  verified.add(key(1), object(1));
  CHECK_FALSE(verified.contains(key(2), object(1)));
  CHECK_FALSE(verified.contains(key(1), object(2)));
  CHECK_FALSE(verified.contains(key(1), object(1, Kind::crl)));
  CHECK_FALSE(verified.contains(key(1), object(1, Kind::ocsp)));
  CHECK_FALSE(verified.contains({}, object(1)));
  Bytes longer = key(1);
  longer.push_back(0);
  CHECK_FALSE(verified.contains(longer, object(1)));
  CHECK_FALSE(verified.contains(ByteView(key(1)).first(4), object(1)));
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Signed other = object(1);
    other.octets.at(bit / 8) =
        static_cast<std::uint8_t>(other.octets.at(bit / 8) ^ (1U << (bit % 8)));
    CHECK_FALSE(verified.contains(key(1), other));
  }
}

// The last octet of one key and the first of the object are not one another's.
TEST_CASE("octets do not move between key and object", "[crypto]") {
  VerifiedSignatures verified;
  const Signed one = object(1);
  Signed moved = one;
  std::copy(one.octets.begin() + 1, one.octets.end(), moved.octets.begin());
  Bytes longer = key(1);
  longer.push_back(one.octets.front());
  verified.add(key(1), one);
  CHECK_FALSE(verified.contains(longer, moved));
}

TEST_CASE("no more than the capacity is held, what is in use stays", "[crypto]") {
  constexpr std::size_t kCapacity = 10;
  VerifiedSignatures verified(kCapacity);
  verified.add(key(1), object(0));
  for (std::uint64_t i = 1; i <= 1'000; ++i) {
    verified.add(key(1), object(i));
    REQUIRE(verified.contains(key(1), object(0)));
    REQUIRE(verified.contains(key(1), object(i)));
    REQUIRE(verified.size() <= kCapacity + 2);
  }
  CHECK_FALSE(verified.contains(key(1), object(1)));
}

TEST_CASE("adding and asking from several threads loses and invents nothing", "[crypto]") {
  VerifiedSignatures verified;
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::uint8_t t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::uint64_t i = 0; i < 200; ++i) {
        verified.add(key(t), object(i));
        wrong[t] += verified.contains(key(t), object(i)) ? 0 : 1;
        wrong[t] += verified.contains(key(static_cast<std::uint8_t>(t + 100)), object(i)) ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4, 0));
  CHECK(verified.size() == 800);
}

}  // namespace senim::crypto
