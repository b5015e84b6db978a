#include "validators/crypto/digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <catch2/catch.hpp>
#include <thread>

using namespace senim;
using namespace senim::crypto;

namespace {

std::string hex_of(DigestAlgorithm algorithm, std::string_view message) {
  return to_hex(digest(algorithm, as_bytes(message)).value());
}

}  // namespace

TEST_CASE("digests of abc are the published ones", "[crypto]") {
  // RFC 1321, FIPS 180-4, FIPS 202, GB/T 32905 annex A, the RIPEMD-160 paper.
  const auto [algorithm, hex] = GENERATE(table<DigestAlgorithm, std::string>({
      {DigestAlgorithm::md5, "900150983cd24fb0d6963f7d28e17f72"},
      {DigestAlgorithm::ripemd160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc"},
      {DigestAlgorithm::sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {DigestAlgorithm::sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
      {DigestAlgorithm::sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {DigestAlgorithm::sha384,
       "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134"
       "c825a7"},
      {DigestAlgorithm::sha512,
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3"
       "feebbd454d4423643ce80e2a9ac94fa54ca49f"},
      {DigestAlgorithm::sha512_256,
       "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
      {DigestAlgorithm::sha3_256,
       "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
      {DigestAlgorithm::sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
  }));
  CAPTURE(to_string(algorithm));
  CHECK(supported(algorithm));
  CHECK(hex_of(algorithm, "abc") == hex);
  CHECK(hex_of(algorithm, "abd") != hex);
}

TEST_CASE("a digest has the size the registry says and equals OpenSSL's", "[crypto]") {
  Bytes message(1000);
  for (std::size_t i = 0; i < message.size(); ++i) {
    message[i] = static_cast<std::uint8_t>(i * 7);
  }
  int computed = 0;
  for (int i = 1; i <= static_cast<int>(DigestAlgorithm::gost_34311_95_dke1); ++i) {
    const auto algorithm = static_cast<DigestAlgorithm>(i);
    const Oid oid = digest_oid(algorithm);
    const ASN1_OBJECT* const object = ::OBJ_nid2obj(::OBJ_txt2nid(oid.dotted().c_str()));
    if (!supported(algorithm) || object == nullptr || ::EVP_get_digestbyobj(object) == nullptr) {
      continue;
    }
    if (algorithm == DigestAlgorithm::shake128 || algorithm == DigestAlgorithm::shake256) {
      continue;  // EVP_Digest() gives half of it: shake_test.cpp
    }
    CAPTURE(to_string(algorithm));
    unsigned size = 0;
    Bytes expected(EVP_MAX_MD_SIZE);
    REQUIRE(::EVP_Digest(message.data(), message.size(), expected.data(), &size,
                         ::EVP_get_digestbyobj(object), nullptr) == 1);
    expected.resize(size);
    CHECK(digest_size(algorithm) == size);
    CHECK(digest(algorithm, message).value() == expected);
    Hasher hasher = Hasher::start(algorithm).value();
    hasher.update(ByteView(message).first(1));
    hasher.update({});
    hasher.update(ByteView(message).subspan(1));
    CHECK(std::move(hasher).finish() == expected);
    ++computed;
  }
  CHECK(computed >= 14);
  ::ERR_clear_error();
}

TEST_CASE("a digest this build cannot compute is unsupported and leaves no OpenSSL error",
          "[crypto]") {
  const auto algorithm = GENERATE(DigestAlgorithm::unknown, DigestAlgorithm::md2,
                                  DigestAlgorithm::ripemd128, DigestAlgorithm::tiger);
  CHECK_FALSE(supported(algorithm));
  CHECK(digest(algorithm, {}).error().code == ErrorCode::unsupported);
  CHECK(Hasher::start(algorithm).error().code == ErrorCode::unsupported);
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("sha256 of nothing is the published one", "[crypto]") {
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("threads hash at the same time without disturbing each other", "[crypto]") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, t] {
      for (int i = 0; i < 2000; ++i) {
        const Bytes octets(static_cast<std::size_t>(i % 100), static_cast<std::uint8_t>(t));
        const Sha256 once = sha256(octets);
        if (!equal(once, digest(DigestAlgorithm::sha256, octets).value())) {
          ++wrong[t];
        }
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4));
}
