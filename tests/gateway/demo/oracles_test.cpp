// What gateway/demo signs, the independent oracles verify: libgcrypt and Debian's gost engine for
// GOST, Bouncy Castle for what it knows. (The other direction, what they sign and we verify, is in
// tests/validators/crypto.) 200 random keys and messages of each algorithm.

#include <openssl/err.h>
#include <openssl/x509.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <sstream>

#include "gateway/demo/key.h"
#include "gateway/demo/sign_dstu.h"
#include "gateway/demo/sign_gost.h"
#include "gateway/demo/sign_sm2.h"
#include "tests/support/command.h"
#include "tests/validators/crypto/gost_engine.h"
#include "tests/validators/crypto/gost_signer.h"
#include "validators/crypto/base64.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"
#include "validators/crypto/random.h"

using namespace senim;
using crypto::DigestAlgorithm;
using crypto::KeyFamily;
using crypto::test::GostKey;
using crypto::test::GostSet;

namespace {

constexpr std::size_t kTimes = 200;

std::vector<GostSet> sets_of(KeyFamily family) {
  std::vector<GostSet> sets;
  for (const GostSet& set : crypto::test::gost_sets()) {
    if (set.family == family) {
      sets.push_back(set);
    }
  }
  return sets;
}

// The public half, as libgcrypt wants it.
GostKey public_half(const GostSet& set, const demo::Key& key) {
  const Bytes spki = key.spki();
  const std::size_t width = key.digest(DigestAlgorithm::unknown) == DigestAlgorithm::streebog512
                                ? std::size_t{64}
                                : std::size_t{32};
  const ByteView x = ByteView(spki).last(2 * width).first(width);
  const ByteView y = ByteView(spki).last(width);
  GostKey half{set, {}, {}, {}, spki};
  half.x.assign(x.rbegin(), x.rend());
  half.y.assign(y.rbegin(), y.rend());
  return half;
}

Bytes random_message(std::size_t i) { return crypto::random_bytes(i).value(); }

// Vectors.java, message().
Bytes message_of(std::size_t index) {
  Bytes octets(index);
  for (std::size_t j = 0; j < index; ++j) {
    octets[j] = static_cast<std::uint8_t>(index * 7 + j * 13 + (j >> 8));
  }
  return octets;
}

}  // namespace

TEST_CASE("libgcrypt verifies two hundred of our signatures of each GOST algorithm",
          "[demo][oracle]") {
  const auto family = GENERATE(KeyFamily::gost_r_3410_2001, KeyFamily::gost_r_3410_2012_256,
                               KeyFamily::gost_r_3410_2012_512, KeyFamily::gost_34310_2004,
                               KeyFamily::gost_34102015_256, KeyFamily::gost_34102015_512);
  CAPTURE(crypto::to_string(family));
  const std::vector<GostSet> sets = sets_of(family);
  std::size_t verified = 0;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kTimes; ++i) {
    const GostSet& set = sets[i % sets.size()];
    const demo::Key key = demo::make_gost_key(family, Oid(set.oid));
    const GostKey half = public_half(set, key);
    const Bytes message = random_message(i);
    const Bytes hash = crypto::digest(key.digest(DigestAlgorithm::unknown), message).value();
    Bytes value = key.sign(message);
    verified += crypto::test::gcrypt_verify(half, hash, value) ? 1U : 0U;
    value[i % value.size()] ^= 1;
    refused += crypto::test::gcrypt_verify(half, hash, value) ? 0U : 1U;
  }
  CHECK(verified == kTimes);
  CHECK(refused == kTimes);
}

TEST_CASE("the gost engine verifies two hundred of our signatures of each Russian algorithm",
          "[demo][oracle]") {
  if (!crypto::test::gost_engine_present()) {
    WARN("libengine-gost-openssl is not installed: no second opinion");
    return;
  }
  const auto [family, md] =
      GENERATE(table<KeyFamily, const char*>({{KeyFamily::gost_r_3410_2001, "md_gost94"},
                                              {KeyFamily::gost_r_3410_2012_256, "md_gost12_256"},
                                              {KeyFamily::gost_r_3410_2012_512, "md_gost12_512"}}));
  CAPTURE(crypto::to_string(family));
  const std::vector<GostSet> sets = sets_of(family);
  std::size_t verified = 0;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < kTimes; ++i) {
    const demo::Key key = demo::make_gost_key(family, Oid(sets[i % sets.size()].oid));
    const Bytes spki = key.spki();
    const unsigned char* at = spki.data();
    const crypto::PkeyPtr theirs(::d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
    REQUIRE(theirs != nullptr);
    const Bytes message = random_message(1 + i);
    Bytes value = key.sign(message);
    verified += crypto::test::engine_verify(theirs.get(), md, message, value) ? 1U : 0U;
    value[i % value.size()] ^= 1;
    refused += crypto::test::engine_verify(theirs.get(), md, message, value) ? 0U : 1U;
  }
  CHECK(verified == kTimes);
  CHECK(refused == kTimes);
  ::ERR_clear_error();
}

namespace {

// The i-th of our keys of one algorithm: over every parameter set and form in turn.
using Maker = std::function<demo::Key(std::size_t)>;

Maker gost(KeyFamily family, std::vector<const char*> sets) {
  return [family, sets = std::move(sets)](std::size_t i) {
    return demo::make_gost_key(family, Oid(sets[i % sets.size()]));
  };
}

Maker dstu(DigestAlgorithm digest) {
  return [digest](std::size_t i) {
    using demo::DstuSpec;
    return demo::make_dstu_key(
        {.curve = i % 10,
         .order = i / 10 % 2 == 0 ? DstuSpec::Order::little_endian : DstuSpec::Order::big_endian,
         .parameters = i / 20 % 2 == 0 ? DstuSpec::Curve::named : DstuSpec::Curve::spelt_out,
         .digest = digest});
  };
}

// The lines of vectors.txt, of ours.
std::string our_lines() {
  const std::vector<Maker> makers = {
      gost(KeyFamily::gost_r_3410_2001, {"1.2.643.2.2.35.1", "1.2.643.2.2.35.2", "1.2.643.2.2.35.3",
                                         "1.2.643.2.2.36.0", "1.2.643.2.2.36.1"}),
      gost(KeyFamily::gost_r_3410_2012_256, {"1.2.643.7.1.2.1.1.1"}),
      gost(KeyFamily::gost_r_3410_2012_512,
           {"1.2.643.7.1.2.1.2.1", "1.2.643.7.1.2.1.2.2", "1.2.643.7.1.2.1.2.3"}),
      [](std::size_t) { return demo::make_sm2_key(); },
      dstu(DigestAlgorithm::gost_34311_95_dke1),
      dstu(DigestAlgorithm::kupyna256),
      dstu(DigestAlgorithm::kupyna384),
      dstu(DigestAlgorithm::kupyna512),
  };
  std::ostringstream lines;
  std::size_t line = 0;
  for (const Maker& maker : makers) {
    for (std::size_t i = 0; i < kTimes; ++i, ++line) {
      const demo::Key key = maker(i);
      const auto algorithm = crypto::read_signature_algorithm(key.algorithm_identifier()).value();
      lines << algorithm.oid().dotted() << ' ' << crypto::to_base64(key.spki()) << ' '
            << crypto::to_base64(key.sign(message_of(line))) << '\n';
    }
  }
  return lines.str();
}

}  // namespace

TEST_CASE("Bouncy Castle verifies two hundred of our signatures of each algorithm it knows",
          "[demo][oracle]") {
  if (test::run("java --list-modules").output.find("jdk.compiler") == std::string::npos ||
      !std::filesystem::exists("/usr/share/java/bcprov.jar")) {
    WARN("no JDK or no libbcprov-java: no opinion (tests/data/bouncy-castle/README.md)");
    return;
  }
  const test::TemporaryFolder folder;
  const auto file = folder.write("ours.txt", our_lines());
  std::string command = "sh ";
  command.append(SENIM_SOURCE_DIR).append("/tests/data/bouncy-castle/make.sh ");
  const auto result = test::run(command.append(file.string()));
  CAPTURE(result.output);
  CHECK(result.exit == 0);
  CHECK(result.output.find("1600 signatures of gateway/demo: 1600 verified, 1600 refused") !=
        std::string::npos);
}
