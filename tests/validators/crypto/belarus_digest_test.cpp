#include <algorithm>
#include <catch2/catch.hpp>
#include <thread>

#include "tests/validators/crypto/belt_table.h"
#include "validators/crypto/bash.h"
#include "validators/crypto/digest.h"

using namespace senim;
using namespace senim::crypto;
using senim::crypto::test::belt_table;

namespace {

using D = DigestAlgorithm;

std::string hex_of(D algorithm, ByteView message) {
  std::string hex = to_hex(digest(algorithm, message).value());
  std::ranges::transform(hex, hex.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return hex;
}

}  // namespace

TEST_CASE("bash-f is the published permutation", "[crypto]") {
  // STB 34.101.77 A.2: of the first 192 octets of H
  const ByteView message = belt_table(192);
  BashState state{};
  for (std::size_t i = 0; i < 192; ++i) {
    state.at(i / 8) |= std::uint64_t{message[i]} << (8 * (i % 8));
  }
  bash_f(state);
  Bytes octets(192);
  for (std::size_t i = 0; i < 192; ++i) {
    octets[i] = static_cast<std::uint8_t>(state.at(i / 8) >> (8 * (i % 8)));
  }
  CHECK(to_hex(octets) ==
        "8fe727775ea7f140b95bb6a200cbb28c7f0809c0c0bc68b7dc5aedc841bd94e403630c301fc255df5b67db53"
        "ef65e376e8a4d797a6172f2271ba48093173d329c3502ac946767326a2891971392d3f7089959f5d61621238"
        "655975e00e2132a0d5018ceedb17731ccd88fc50151d37c0d4a3359506aedc2e6109511e7703afbb014642348"
        "d8568aa1a5d9868c4c7e6dfa756b1690c7c2608a2dc136f5997ab8fbb3f4d9f033c87ca6070e117f099c40949"
        "72acd9d976214b7ced8e3f8b6e058e");
}

TEST_CASE("Belarusian digests are the published ones", "[crypto]") {
  // STB 34.101.31 A.5, STB 34.101.77 A.3: of prefixes of H
  const auto [algorithm, size, hex] = GENERATE(table<D, std::size_t, std::string>({
      {D::belt_hash, 13U, "ABEF9725D4C5A83597A367D14494CC2542F20F659DDFECC961A3EC550CBA8C75"},
      {D::belt_hash, 32U, "749E4C3653AECE5E48DB4761227742EB6DBE13F4A80F7BEFF1A9CF8D10EE7786"},
      {D::belt_hash, 48U, "9D02EE446FB6A29FE5C982D4B13AF9D3E90861BC4CEF27CF306BFB0B174A154A"},
      {D::bash256, 0U, "114C3DFAE373D9BCBC3602D6386F2D6A2059BA1BF9048DBAA5146A6CB775709D"},
      {D::bash256, 127U, "3D7F4EFA00E9BA33FEED259986567DCF5C6D12D51057A968F14F06CC0F905961"},
      {D::bash256, 128U, "D7F428311254B8B2D00F7F9EEFBD8F3025FA87C4BABD1BDDBE87E35B7AC80DD6"},
      {D::bash256, 135U, "1393FA1B65172F2D18946AEAE576FA1CF54FDD354A0CB2974A997DC4865D3100"},
      {D::bash384, 95U,
       "64334AF830D33F63E9ACDFA184E32522103FFF5C6860110A2CD369EDBC04387C501D8F92F749AE4DE15A8305C3"
       "53D64D"},
      {D::bash384, 96U,
       "D06EFBC16FD6C0880CBFC6A4E3D65AB101FA82826934190FAABEBFBFFEDE93B22B85EA72A7FB3147A133A5A8FE"
       "BD8320"},
      {D::bash384, 108U,
       "FF763296571E2377E71A1538070CC0DE88888606F32EEE6B082788D246686B00FC05A17405C5517699DA44B7EF"
       "5F55AB"},
      {D::bash512, 63U,
       "2A66C87C189C12E255239406123BDEDBF19955EAF0808B2AD705E249220845E20F4786FB6765D0B5C48984B1B1"
       "6556EF19EA8192B985E4233D9C09508D6339E7"},
      {D::bash512, 64U,
       "07ABBF8580E7E5A321E9B940F667AE209E2952CEF557978AE743DB086BAB4885B708233C3F5541DF8AAFC36114"
       "82FDE498E58B3379A6622DAC2664C9C118A162"},
      {D::bash512, 127U,
       "526073918F97928E9D15508385F42F03ADE3211A23900A30131F8A1E3E1EE21CC09D13CFF6981101235D895746"
       "A4643F0AA62B0A7BC98A269E4507A257F0D4EE"},
      {D::bash512, 192U,
       "8724C7FF8A2A83F22E38CB9763777B96A70ABA3444F214C763D93CD6D19FCFDE6C3D3931857C4FF6CCCD49BD99"
       "852FE9EAA7495ECCDD96B571E0EDCF47F89768"},
  }));
  CAPTURE(to_string(algorithm), size);
  CHECK(supported(algorithm));
  CHECK(digest_size(algorithm) * 2 == hex.size());
  CHECK(hex_of(algorithm, belt_table(size)) == hex);
  // The neighbours: each octet of the message changed, one octet less, one more.
  Bytes other = to_bytes(belt_table(size));
  for (std::uint8_t& octet : other) {
    octet ^= 1;
    CHECK(hex_of(algorithm, other) != hex);
    octet ^= 1;
  }
  other.push_back(0);
  CHECK(hex_of(algorithm, other) != hex);
  if (size > 0) {
    CHECK(hex_of(algorithm, belt_table(size - 1)) != hex);
  }
}

TEST_CASE("bash of a text is what an independent program made", "[crypto]") {
  // national-vectors.txt by-bash-hash
  CHECK(hex_of(D::bash256, as_bytes("abc")) ==
        "4AA6D111BD17599D2D3669D29680803D5D30D91CB97A384EB5327B6B55199791");
  CHECK(hex_of(D::bash384, as_bytes("abc")) ==
        "226D1C7125D67A56C2D5B37403D5CDE6B7D67CF116F869893C4B743AE9956CB4DE499234367810CBC34406D074"
        "3B6860");
  CHECK(hex_of(D::bash512, as_bytes("abc")) ==
        "A0EA7D2EF6DD302537F7BDC05707110F5D35359839942D5E1202465E55A8F1306DEAB9BBF03F8BA436D7B472EC"
        "3AE1FA6AA2F54191CCE8EC04979A5D669AEF95");
}

TEST_CASE("a Belarusian digest does not depend on how the message is cut", "[crypto]") {
  const D algorithm = GENERATE(D::belt_hash, D::bash256, D::bash384, D::bash512);
  for (const std::size_t size :
       {0U, 1U, 31U, 32U, 33U, 63U, 64U, 65U, 95U, 96U, 97U, 127U, 128U, 129U, 255U, 256U}) {
    const Bytes whole = digest(algorithm, belt_table(size)).value();
    CHECK(whole.size() == digest_size(algorithm));
    for (const std::size_t step : {1U, 7U, 32U, 100U}) {
      Hasher hasher = Hasher::start(algorithm).value();
      for (std::size_t at = 0; at < size; at += step) {
        hasher.update(belt_table(size).subspan(at, std::min(step, size - at)));
        hasher.update({});
      }
      CHECK(std::move(hasher).finish() == whole);
    }
  }
}

TEST_CASE("threads hash with belt and bash at the same time", "[crypto]") {
  std::vector<std::thread> threads;
  std::vector<int> wrong(4);
  const Bytes belt = digest(D::belt_hash, belt_table(200)).value();
  const Bytes bash = digest(D::bash512, belt_table(200)).value();
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&wrong, &belt, &bash, t] {
      for (int i = 0; i < 200; ++i) {
        wrong[t] += digest(D::belt_hash, belt_table(200)).value() == belt ? 0 : 1;
        wrong[t] += digest(D::bash512, belt_table(200)).value() == bash ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(wrong == std::vector<int>(4));
}
