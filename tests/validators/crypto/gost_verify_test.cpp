#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/octets.h"
#include "tests/validators/crypto/gost_engine.h"
#include "tests/validators/crypto/gost_signer.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;
using namespace senim::crypto::test;
using senim::test::from_hex;
using senim::test::reversed;

namespace {

const GostSet& set_of(std::string_view oid, KeyFamily family) {
  for (const GostSet& set : gost_sets()) {
    if (set.oid == oid && set.family == family) {
      return set;
    }
  }
  throw std::logic_error("no such set");
}

Bytes random_octets(std::size_t size) {
  Bytes octets(size);
  must(::RAND_bytes(octets.data(), static_cast<int>(size)));
  return octets;
}

PublicKey key_of(ByteView spki) { return PublicKey::from_spki(spki).value(); }

// A key that is none is refused; a signature under one that became another point does not verify.
bool signs(ByteView spki, const SignatureAlgorithm& algorithm, ByteView digest, ByteView value) {
  const Result<PublicKey> key = PublicKey::from_spki(spki);
  if (!key.ok()) {
    CHECK(key.error().code == ErrorCode::malformed);
    return false;
  }
  return verify_digest(*key, algorithm, digest, value).value();
}

// The vector verifies; with any octet of digest, key or value changed it does not.
void check_vector(const GostSet& set, const Bytes& digest, const Bytes& key, const Bytes& value) {
  const SignatureAlgorithm algorithm = gost_algorithm(set);
  CHECK(supported(algorithm));
  CHECK(signs(gost_spki(set, key), algorithm, digest, value));
  for (std::size_t i = 0; i < digest.size(); ++i) {
    Bytes other = digest;
    other[i] ^= 1;
    CHECK_FALSE(signs(gost_spki(set, key), algorithm, other, value));
  }
  for (std::size_t i = 0; i < key.size(); ++i) {
    Bytes other = key;
    other[i] ^= 1;
    CHECK_FALSE(signs(gost_spki(set, other), algorithm, digest, value));
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    Bytes other = value;
    other[i] ^= 1;
    CHECK_FALSE(signs(gost_spki(set, key), algorithm, digest, other));
  }
  CHECK(::ERR_peek_error() == 0);
}

constexpr std::string_view kTest2001 = "1.2.643.2.2.35.0";
constexpr std::string_view kQTest =
    "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3";

const GostSet& test_set() { return set_of(kTest2001, KeyFamily::gost_r_3410_2001); }
// RFC 7091 7.1, example 1.
const Bytes kX = from_hex("7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B");
const Bytes kY = from_hex("26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA");
const Bytes kE = from_hex("2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5");
const Bytes kR = from_hex("41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493");
const Bytes kS = from_hex("01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40");
Bytes test_key() { return join({reversed(kX), reversed(kY)}); }

}  // namespace

TEST_CASE("the example of RFC 7091 verifies and no neighbour of it", "[crypto]") {
  check_vector(test_set(), reversed(kE), test_key(), join({kS, kR}));
}

TEST_CASE("Kazakh test certificates verify and no neighbour of them", "[crypto]") {
  // domain.md 4.4
  check_vector(
      set_of("1.2.398.3.10.1.1.2.2.1", KeyFamily::gost_34102015_512),
      from_hex(
          "56ca165265266ac65d9189bd2d65b26d3f8dc45bc58bad26ee5505ec2a9607f9095901e234a01867b0e8acc3"
          "2dd7f8bccd5fbe1599fcbba79cb36bb8d81aabcd"),
      from_hex(
          "4efe87b29eee7e29c3eb567ed66722682bcccc7e362669f0dd6cc152c02441bed559212cf0c5667ceb719dd8"
          "6daa12e29e2ea340449a07ff4b8e4c671b6fa8e4fca629e2a1e0c6a0c41a5933d6e92790841dd7e5e197a08d"
          "9f0d1cbe5c73222ca473600d818fcda3b757102e579fdcc6c90e8f9f93f96b34704eea6fee0e8957"),
      from_hex(
          "1755cbb70e8571dceb977dc9d8368fd76e69fa742f8b211d7432716f49949716d651301994ab00aa985f37f4"
          "b111ddb0d2924bdfd853cac1b4ac00ba2e9e5b74c766b1c94f66a767db64aa88296e3575294e3f388e1f2175"
          "3f50541e8b978c989417fd5a565416acd617aa11d79d61d712f50f5c1cabc736490a4c51914e2875"));
  check_vector(
      set_of("1.2.398.3.10.1.1.1.1.1", KeyFamily::gost_34310_2004),
      from_hex("934ea4a05b0b147671eea3f1d75feae61e992c01786f651e0d9bb18717100df0"),
      from_hex(
          "75f8211022800249bf42ba3fe920c366dd9d229cc44a324063794c2c89f75a4705a953a74f41f0c6161eae1b"
          "41113e4638b33d050548e191d86655000ec93af4"),
      from_hex(
          "9e0b4e358e03f46a4052cec7d4cfc39e7f72ccb4dfbd128cbc1945ca7a8a35d310598b03d76fe8f2c88d8569"
          "d2c1bf01c028dd05cef8eddfbec9f9650d53e0f0"));
}

TEST_CASE("GOST keys and signatures of libgcrypt verify on every parameter set", "[crypto]") {
  for (const GostSet& set : gost_sets()) {
    CAPTURE(set.oid, to_string(set.family));
    const GostKey made = make_gost_key(set);
    const PublicKey key = key_of(made.spki);
    CHECK(key.family() == set.family);
    CHECK(key.curve() == Oid{set.oid});
    CHECK(key.name() == to_string(set.family));
    const std::size_t width = made.x.size();
    CHECK(key.bits() == width * 8);
    const SignatureAlgorithm algorithm = gost_algorithm(set);
    for (int i = 0; i < 4; ++i) {
      const Bytes message = random_octets(static_cast<std::size_t>(100 * i));
      const Bytes hash = digest(algorithm.digest, message).value();
      const Bytes value = gost_sign(made, hash);
      CHECK(gcrypt_verify(made, hash, value));
      CHECK(verify(key, algorithm, message, value).value());
      Bytes other = value;
      other[static_cast<std::size_t>(i) * 7] ^= 0x80;
      CHECK_FALSE(verify(key, algorithm, message, other).value());
      CHECK_FALSE(gcrypt_verify(made, hash, other));
      // The other country's order of the same numbers, and the other key.
      CHECK_FALSE(verify(key, algorithm, message, reversed(value)).value());
    }
    const Bytes hash = digest(algorithm.digest, {}).value();
    CHECK_FALSE(
        verify(key_of(make_gost_key(set).spki), algorithm, {}, gost_sign(made, hash)).value());
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("two hundred random keys and messages of each GOST algorithm", "[crypto]") {
  const auto family = GENERATE(KeyFamily::gost_r_3410_2001, KeyFamily::gost_r_3410_2012_256,
                               KeyFamily::gost_r_3410_2012_512, KeyFamily::gost_34310_2004,
                               KeyFamily::gost_34102015_256, KeyFamily::gost_34102015_512);
  CAPTURE(to_string(family));
  std::vector<GostSet> sets;
  std::ranges::copy_if(gost_sets(), std::back_inserter(sets),
                       [&](const GostSet& set) { return set.family == family; });
  int agreed = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const GostSet& set = sets[i % sets.size()];
    const GostKey made = make_gost_key(set);
    const SignatureAlgorithm algorithm = gost_algorithm(set);
    const Bytes message = random_octets(i);
    const Bytes value = gost_sign(made, digest(algorithm.digest, message).value());
    const PublicKey key = key_of(made.spki);
    Bytes other = message;
    other.push_back(0);
    agreed += verify(key, algorithm, message, value).value() ? 1 : 0;
    agreed -= verify(key, algorithm, other, value).value() ? 1 : 0;
  }
  CHECK(agreed == 200);
}

TEST_CASE("the gost engine and we agree about GOST R 34.10", "[crypto]") {
  if (!gost_engine_present()) {
    WARN("libengine-gost-openssl is not installed: no second opinion");
    return;
  }
  int verified = 0;
  int refused = 0;
  for (const GostSet& set : gost_sets()) {
    if (set.engine_set == nullptr) {
      continue;
    }
    CAPTURE(set.oid, set.engine_type);
    const SignatureAlgorithm algorithm = gost_algorithm(set);
    const char* const md = algorithm.digest == DigestAlgorithm::streebog256   ? "md_gost12_256"
                           : algorithm.digest == DigestAlgorithm::streebog512 ? "md_gost12_512"
                                                                              : "md_gost94";
    // At least 200 a family: it has 3, 9 or 6 sets.
    const int times = set.family == KeyFamily::gost_r_3410_2012_512   ? 67
                      : set.family == KeyFamily::gost_r_3410_2012_256 ? 23
                                                                      : 34;
    for (int i = 0; i < times; ++i) {
      const Bytes message = random_octets(static_cast<std::size_t>(1 + i));
      // Theirs, by us.
      const PkeyPtr theirs = engine_key(set.engine_type, set.engine_set);
      unsigned char* der = nullptr;
      const int size = ::i2d_PUBKEY(theirs.get(), &der);
      REQUIRE(size > 0);
      const Bytes spki(der, der + size);
      ::OPENSSL_free(der);
      const Bytes value = engine_sign(theirs.get(), md, message);
      const PublicKey key = key_of(spki);
      CHECK(key.family() == set.family);
      CHECK(key.curve() == Oid{set.oid});
      verified += verify(key, algorithm, message, value).value() ? 1 : 0;
      Bytes other = value;
      other[static_cast<std::size_t>(i) % other.size()] ^= 4;
      refused += verify(key, algorithm, message, other).value() ? 0 : 1;
      // libgcrypt's, by them and us.
      if (i % 8 == 0) {
        const GostKey made = make_gost_key(set);
        const Bytes mine = gost_sign(made, digest(algorithm.digest, message).value());
        const unsigned char* at = made.spki.data();
        const PkeyPtr read(::d2i_PUBKEY(nullptr, &at, static_cast<long>(made.spki.size())));
        REQUIRE(read != nullptr);
        CHECK(engine_verify(read.get(), md, message, mine));
        CHECK(verify(key_of(made.spki), algorithm, message, mine).value());
      }
    }
  }
  CHECK(verified == 3 * 67 + 9 * 23 + 6 * 34);
  CHECK(refused == verified);
  ::ERR_clear_error();
}

TEST_CASE("r and s of a GOST signature are in range and exactly as wide as the key", "[crypto]") {
  const Bytes q = from_hex(kQTest);
  const Bytes zero(32, 0);
  const GostSet& set = test_set();
  const SignatureAlgorithm algorithm = gost_algorithm(set);
  const Bytes spki = gost_spki(set, test_key());
  const Bytes digest = reversed(kE);
  REQUIRE(signs(spki, algorithm, digest, join({kS, kR})));
  for (const Bytes& value :
       {join({kS, zero}), join({zero, kR}), join({zero, zero}), join({q, kR}), join({kS, q}),
        join({Bytes(32, 0xff), kR}), join({kS, Bytes(32, 0xff)}), join({kR, kS}), Bytes{},
        join({kS, kR, Bytes{0}}), join({Bytes{0}, kS, kR}), join({kS, ByteView(kR).first(31)}),
        join({Bytes{0}, kS, Bytes{0}, kR}), join({ByteView(kS).subspan(1), kR}),
        tlv(0x30, join({tlv(0x02, kR), tlv(0x02, kS)}))}) {
    CAPTURE(to_hex(value));
    CHECK_FALSE(signs(spki, algorithm, digest, value));
  }
  // Where the order is shorter than the octets, r + q fits into them and is no second signature.
  const GostSet& small = set_of("1.2.643.7.1.2.1.1.1", KeyFamily::gost_r_3410_2012_256);
  const GostKey made = make_gost_key(small);
  const Bytes hash(32, 0x5a);
  const Bytes value = gost_sign(made, hash);
  REQUIRE(signs(made.spki, gost_algorithm(small), hash, value));
  const BignumPtr order(::BN_new());
  BIGNUM* adopted = order.get();
  must(::BN_hex2bn(&adopted, "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67") > 0
           ? 1
           : 0);
  for (const std::size_t half : {0U, 32U}) {
    BignumPtr number(::BN_bin2bn(value.data() + half, 32, nullptr));
    must(::BN_add(number.get(), number.get(), order.get()));
    Bytes shifted = value;
    must(::BN_bn2binpad(number.get(), shifted.data() + half, 32) == 32 ? 1 : 0);
    CHECK_FALSE(signs(made.spki, gost_algorithm(small), hash, shifted));
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("s of a GOST signature counts from one to q less one and no further", "[crypto]") {
  // With k, e and s chosen, d = (s - k e) / r is a key whose signature has that s: the equation
  // holds for each, zero and q included, and only the range tells them apart.
  const auto number = [](const char* text) {
    BIGNUM* made = nullptr;
    must(::BN_hex2bn(&made, text) > 0 ? 1 : 0);
    return BignumPtr(made);
  };
  // CryptoPro A (domain.md 4.2)
  const BignumPtr p = number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97");
  const BignumPtr a = number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD94");
  const BignumPtr q = number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893");
  const BignumPtr x = number("1");
  const BignumPtr y = number("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14");
  const BnCtxPtr context(::BN_CTX_new());
  const GroupPtr group(
      ::EC_GROUP_new_curve_GFp(p.get(), a.get(), number("A6").get(), context.get()));
  const PointPtr point(::EC_POINT_new(group.get()));
  must(::EC_POINT_set_affine_coordinates(group.get(), point.get(), x.get(), y.get(), nullptr));
  must(::EC_GROUP_set_generator(group.get(), point.get(), q.get(), nullptr));

  const Bytes digest = reversed(kE);
  const BignumPtr e(::BN_bin2bn(kE.data(), 32, nullptr));
  const BignumPtr k = number("1D7C5A3F2B");
  const BignumPtr r(::BN_new());
  must(::EC_POINT_mul(group.get(), point.get(), k.get(), nullptr, nullptr, context.get()));
  must(::EC_POINT_get_affine_coordinates(group.get(), point.get(), r.get(), nullptr, nullptr));
  must(::BN_nnmod(r.get(), r.get(), q.get(), context.get()));
  const BignumPtr inverse(::BN_mod_inverse(nullptr, r.get(), q.get(), context.get()));
  const GostSet& set = set_of("1.2.398.3.10.1.1.1.1.1", KeyFamily::gost_34310_2004);
  const auto octets = [](const BIGNUM* value) {
    Bytes made(32);
    must(::BN_bn2lebinpad(value, made.data(), 32) == 32 ? 1 : 0);
    return made;
  };
  // The key for `s` and what it says of the value (r, s), or of (r, s + q) where that has room.
  const auto accepts = [&](const BIGNUM* s, bool plus_order) {
    const BignumPtr d(::BN_new());
    must(::BN_mod_mul(d.get(), k.get(), e.get(), q.get(), context.get()));
    must(::BN_mod_sub(d.get(), s, d.get(), q.get(), context.get()));
    must(::BN_mod_mul(d.get(), d.get(), inverse.get(), q.get(), context.get()));
    must(::EC_POINT_mul(group.get(), point.get(), d.get(), nullptr, nullptr, context.get()));
    must(::EC_POINT_get_affine_coordinates(group.get(), point.get(), x.get(), y.get(), nullptr));
    const BignumPtr written(::BN_dup(s));
    if (plus_order) {
      must(::BN_add(written.get(), written.get(), q.get()));
    }
    return signs(gost_spki(set, join({octets(x.get()), octets(y.get())})), gost_algorithm(set),
                 digest, join({octets(r.get()), octets(written.get())}));
  };
  const BignumPtr s(::BN_new());
  ::BN_zero(s.get());
  CHECK_FALSE(accepts(s.get(), false));
  CHECK_FALSE(accepts(s.get(), true));  // q itself
  must(::BN_set_word(s.get(), 1));
  CHECK(accepts(s.get(), false));
  CHECK_FALSE(accepts(s.get(), true));  // q + 1
  must(::BN_sub(s.get(), q.get(), s.get()));
  CHECK(accepts(s.get(), false));  // q - 1
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a GOST digest that is zero modulo q counts as one", "[crypto]") {
  // RFC 7091 6.1 step 2.
  const GostKey made = make_gost_key(test_set());
  const SignatureAlgorithm algorithm = gost_algorithm(test_set());
  Bytes one(32, 0);
  one[0] = 1;
  const Bytes value = gost_sign(made, one);
  CHECK(signs(made.spki, algorithm, one, value));
  CHECK(signs(made.spki, algorithm, Bytes(32, 0), value));
  CHECK(signs(made.spki, algorithm, reversed(from_hex(kQTest)), value));
  Bytes two(32, 0);
  two[0] = 2;
  CHECK_FALSE(signs(made.spki, algorithm, two, value));
}

TEST_CASE("a GOST key off its curve or written otherwise is malformed", "[crypto]") {
  const auto refused = [](ByteView spki) {
    const Result<PublicKey> key = PublicKey::from_spki(spki);
    CHECK(::ERR_peek_error() == 0);
    return !key.ok() && key.error().code == ErrorCode::malformed;
  };
  for (const GostSet& set : gost_sets()) {
    CAPTURE(set.oid, to_string(set.family));
    const GostKey made = make_gost_key(set);
    const Bytes good = key_octets(made);
    const std::size_t width = good.size() / 2;
    REQUIRE_FALSE(refused(gost_spki(set, good)));
    Bytes off = good;
    off[0] ^= 1;
    CHECK(refused(gost_spki(set, off)));
    CHECK(refused(gost_spki(set, Bytes(2 * width, 0))));  // nearest to a point at infinity
    CHECK(refused(gost_spki(set, Bytes(2 * width, 0xff))));
    CHECK(refused(gost_spki(set, Bytes{0})));
    CHECK(refused(gost_spki(set, {})));
    CHECK(refused(gost_spki(set, ByteView(good).first(2 * width - 1))));
    CHECK(refused(gost_spki(set, join({good, Bytes{0}}))));
    CHECK(refused(gost_spki(set, join({Bytes{0x04}, good}))));
    CHECK(refused(gost_spki(set, join({made.x, made.y}))));  // big-endian
  }
}

TEST_CASE("points of the small subgroups of a GOST curve are refused", "[crypto]") {
  // tc26-256-A is a twisted Edwards curve with cofactor 4: it has a point of order two, whose y is
  // zero.
  const GostSet& set = set_of("1.2.643.7.1.2.1.1.1", KeyFamily::gost_r_3410_2012_256);
  const BnCtxPtr context(::BN_CTX_new());
  const auto number = [](const char* text) {
    BIGNUM* made = nullptr;
    must(::BN_hex2bn(&made, text) > 0 ? 1 : 0);
    return BignumPtr(made);
  };
  const BignumPtr p = number("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97");
  const BignumPtr a = number("C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335");
  const BignumPtr b = number("295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513");
  const BignumPtr q = number("400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67");
  const GroupPtr group(::EC_GROUP_new_curve_GFp(p.get(), a.get(), b.get(), context.get()));
  const PointPtr point(::EC_POINT_new(group.get()));
  const BignumPtr x(::BN_new());
  const BignumPtr y(::BN_new());
  int found = 0;
  // q times any point has an order that divides four; three of four are not at infinity.
  for (BN_ULONG candidate = 1; candidate < 40; ++candidate) {
    must(::BN_set_word(x.get(), candidate));
    if (::EC_POINT_set_compressed_coordinates(group.get(), point.get(), x.get(), 0,
                                              context.get()) != 1) {
      drain_errors();
      continue;
    }
    const PointPtr small(::EC_POINT_new(group.get()));
    must(::EC_POINT_mul(group.get(), small.get(), nullptr, point.get(), q.get(), context.get()));
    if (::EC_POINT_is_at_infinity(group.get(), small.get()) == 1) {
      continue;
    }
    for (const EC_POINT* const bad : {small.get(), point.get()}) {
      must(::EC_POINT_get_affine_coordinates(group.get(), bad, x.get(), y.get(), context.get()));
      Bytes key(64);
      must(::BN_bn2lebinpad(x.get(), key.data(), 32) == 32 ? 1 : 0);
      must(::BN_bn2lebinpad(y.get(), key.data() + 32, 32) == 32 ? 1 : 0);
      CHECK(PublicKey::from_spki(gost_spki(set, key)).error().code == ErrorCode::malformed);
      ++found;
    }
  }
  CHECK(found >= 10);
  CHECK(::ERR_peek_error() == 0);
}

namespace {

Bytes spki_with(std::string_view algorithm, ByteView parameters, ByteView key) {
  return tlv(0x30, join({tlv(0x30, join({oid_tlv(algorithm), parameters})),
                         tlv(0x03, join({Bytes{0}, tlv(0x04, key)}))}));
}

}  // namespace

TEST_CASE("a GOST key on a curve that is not in the table is named and unsupported", "[crypto]") {
  const GostKey made = make_gost_key(test_set());
  const Bytes key = key_octets(made);
  const SignatureAlgorithm algorithm = gost_algorithm(test_set());
  const Bytes crypto_pro = oid_tlv("1.2.643.2.2.30.1");
  const auto read = [&](std::initializer_list<ByteView> parameters) {
    return PublicKey::from_spki(spki_with("1.2.643.2.2.19", tlv(0x30, join(parameters)), key));
  };
  const auto unsupported = [&](const Result<PublicKey>& parsed) {
    return parsed.ok() &&
           verify(*parsed, algorithm, {}, Bytes(64, 1)).error().code == ErrorCode::unsupported;
  };
  const Bytes test = oid_tlv(kTest2001);
  REQUIRE(read({test, crypto_pro}).ok());
  CHECK(verify(read({test, crypto_pro}).value(), algorithm, {}, Bytes(64, 1)).value() == false);
  CHECK(unsupported(read({oid_tlv("1.2.643.2.2.35.9"), crypto_pro})));
  CHECK(read({oid_tlv("1.2.643.2.2.35.9"), crypto_pro}).value().name() ==
        "GOST R 34.10-2001 1.2.643.2.2.35.9");
  // Sets of another family, the test S-box, explicit numbers.
  CHECK(unsupported(read({oid_tlv("1.2.643.7.1.2.1.2.1"), crypto_pro})));
  CHECK(unsupported(read({oid_tlv("1.2.398.3.10.1.1.1.1.1"), crypto_pro})));
  CHECK(unsupported(read({test, oid_tlv("1.2.643.2.2.30.0")})));
  CHECK(unsupported(read({tlv(0x02, Bytes{1}), crypto_pro})));
  // The encryption parameter set may follow and says nothing about signatures.
  CHECK(read({test, crypto_pro, oid_tlv("1.2.643.2.2.31.1")}).ok());
  CHECK(read({test}).error().code == ErrorCode::malformed);
  CHECK(read({}).error().code == ErrorCode::malformed);
  CHECK(read({test, crypto_pro, test, test}).error().code == ErrorCode::malformed);
  CHECK(read({test, crypto_pro, Bytes{0x05, 0x00}}).error().code == ErrorCode::malformed);
  CHECK(PublicKey::from_spki(spki_with("1.2.643.2.2.19", test, key)).error().code ==
        ErrorCode::malformed);
}

TEST_CASE("GOST R 34.10-2012 may leave the digest set out and Kazakhstan may not", "[crypto]") {
  const GostSet& russian = set_of("1.2.643.7.1.2.1.2.1", KeyFamily::gost_r_3410_2012_512);
  const GostKey made = make_gost_key(russian);
  const Bytes hash(64, 7);
  const Bytes value = gost_sign(made, hash);
  const Bytes bare =
      spki_with("1.2.643.7.1.1.1.2", tlv(0x30, oid_tlv(russian.oid)), key_octets(made));
  CHECK(signs(bare, gost_algorithm(russian), hash, value));
  const Bytes kazakh = spki_with("1.2.398.3.10.1.1.2.2",
                                 tlv(0x30, oid_tlv("1.2.398.3.10.1.1.2.2.1")), key_octets(made));
  CHECK(PublicKey::from_spki(kazakh).error().code == ErrorCode::malformed);
  const Bytes none = spki_with("1.2.643.7.1.1.1.2", {}, key_octets(made));
  CHECK(PublicKey::from_spki(none).error().code == ErrorCode::malformed);
}

TEST_CASE("a GOST R 34.10-2001 key without parameters takes those of its issuer", "[crypto]") {
  const GostKey made = make_gost_key(test_set());
  const PublicKey issuer = key_of(made.spki);
  const SignatureAlgorithm algorithm = gost_algorithm(test_set());
  const Bytes hash(32, 9);
  const Bytes value = gost_sign(made, hash);
  for (const Bytes& parameters : {Bytes{}, Bytes{0x05, 0x00}}) {
    const PublicKey bare = key_of(spki_with("1.2.643.2.2.19", parameters, key_octets(made)));
    CHECK(bare.lacks_parameters());
    CHECK(verify_digest(bare, algorithm, hash, value).error().code == ErrorCode::unsupported);
    const PublicKey whole = bare.inheriting_from(issuer).value();
    CHECK(verify_digest(whole, algorithm, hash, value).value());
    // Nor from a key that has none either or is of another kind.
    CHECK(bare.inheriting_from(bare).error().code == ErrorCode::malformed);
    const GostKey other =
        make_gost_key(set_of("1.2.643.2.2.35.1", KeyFamily::gost_r_3410_2012_256));
    CHECK(bare.inheriting_from(key_of(other.spki)).error().code == ErrorCode::malformed);
  }
}

TEST_CASE("a GOST signature is bound to the family of its key", "[crypto]") {
  const GostSet& russian = set_of("1.2.643.7.1.2.1.2.1", KeyFamily::gost_r_3410_2012_512);
  const GostSet& kazakh = set_of("1.2.398.3.10.1.1.2.2.1", KeyFamily::gost_34102015_512);
  const GostKey made = make_gost_key(russian);
  const Bytes hash(64, 3);
  const Bytes value = gost_sign(made, hash);
  REQUIRE(signs(made.spki, gost_algorithm(russian), hash, value));
  // The same point and numbers under the identifiers of the other country.
  const Bytes as_kazakh = gost_spki(kazakh, key_octets(made));
  CHECK_FALSE(signs(as_kazakh, gost_algorithm(russian), hash, value));
  CHECK_FALSE(signs(made.spki, gost_algorithm(kazakh), hash, reversed(value)));
  CHECK_FALSE(signs(as_kazakh, gost_algorithm(kazakh), hash, value));
  CHECK(signs(as_kazakh, gost_algorithm(kazakh), hash, reversed(value)));

  // CMS may name the key algorithm; the digest then comes from the SignerInfo and must be the
  // family's.
  SignatureAlgorithm by_key =
      read_signature_algorithm(tlv(0x30, oid_tlv("1.2.643.7.1.1.1.2"))).value();
  CHECK_FALSE(supported(by_key));
  by_key.digest = DigestAlgorithm::streebog512;
  CHECK(supported(by_key));
  CHECK(signs(made.spki, by_key, hash, value));
  by_key.digest = DigestAlgorithm::sha512;
  CHECK_FALSE(supported(by_key));
  CHECK(verify_digest(key_of(made.spki), by_key, hash, value).error().code ==
        ErrorCode::unsupported);
  by_key.digest = DigestAlgorithm::streebog256;
  CHECK_FALSE(signs(made.spki, by_key, Bytes(32, 3), value));
}

TEST_CASE("the XML identifiers of GOST name the same algorithms", "[crypto]") {
  const auto [uri, oid, family] = GENERATE(table<std::string, std::string, KeyFamily>({
      {"urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-512",
       "1.2.398.3.10.1.1.2.2.1", KeyFamily::gost_34102015_512},
      {"urn:ietf:params:xml:ns:pkigovkz:xmlsec:algorithms:gostr34102015-gostr34112015-256",
       "1.2.398.3.10.1.1.2.1.1", KeyFamily::gost_34102015_256},
      {"http://www.w3.org/2001/04/xmldsig-more#gost34310-gost34311", "1.2.398.3.10.1.1.1.1.1",
       KeyFamily::gost_34310_2004},
      {"urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-256",
       "1.2.643.2.2.36.0", KeyFamily::gost_r_3410_2012_256},
      {"urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102012-gostr34112012-512",
       "1.2.643.7.1.2.1.2.2", KeyFamily::gost_r_3410_2012_512},
      {"urn:ietf:params:xml:ns:cpxmlsec:algorithms:gostr34102001-gostr3411", "1.2.643.2.2.35.1",
       KeyFamily::gost_r_3410_2001},
      {"http://www.w3.org/2001/04/xmldsig-more#gostr34102001-gostr3411", "1.2.643.2.2.36.1",
       KeyFamily::gost_r_3410_2001},
  }));
  CAPTURE(uri);
  const GostKey made = make_gost_key(set_of(oid, family));
  const SignatureAlgorithm algorithm = signature_by_uri(uri);
  CHECK(supported(algorithm));
  const Bytes message = to_bytes("message");
  const Bytes value = gost_sign(made, digest(algorithm.digest, message).value());
  CHECK(verify(key_of(made.spki), algorithm, message, value).value());
  CHECK_FALSE(verify(key_of(made.spki), algorithm, to_bytes("massage"), value).value());
}
