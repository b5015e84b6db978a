#include "validators/crypto/bign.h"

#include <openssl/err.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/support/octets.h"
#include "tests/validators/crypto/belt_table.h"
#include "tests/validators/crypto/gost_signer.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;
using namespace senim::crypto::test;
using senim::test::from_hex;

namespace {

constexpr std::string_view kBignKey = "1.2.112.0.2.0.34.101.45.2.1";
constexpr std::string_view kCurve256 = "1.2.112.0.2.0.34.101.45.3.1";
constexpr std::string_view kCurve384 = "1.2.112.0.2.0.34.101.45.3.2";
constexpr std::string_view kCurve512 = "1.2.112.0.2.0.34.101.45.3.3";

Bytes spki_with(ByteView parameters, ByteView key) {
  return tlv(0x30, join({tlv(0x30, join({oid_tlv(kBignKey), parameters})),
                         tlv(0x03, join({Bytes{0}, key}))}));
}
Bytes spki_of(std::string_view curve, ByteView key) { return spki_with(oid_tlv(curve), key); }

SignatureAlgorithm algorithm_of(std::string_view oid) {
  return read_signature_algorithm(tlv(0x30, join({oid_tlv(oid), Bytes{0x05, 0x00}}))).value();
}

struct Vector {
  std::string_view name;
  std::string_view curve;
  std::string_view signature_oid;
  std::size_t message;  // octets of H
  Bytes hash;
  Bytes key;
  Bytes value;
};

// The first two: STB 34.101.45 D (domain.md 4.6); the others: national-vectors.txt by-bign-*.
std::vector<Vector> vectors() {
  const Bytes first_key = from_hex(
      "BD1A5650179D79E03FCEE49D4C2BD5DDF54CE46D0CF11E4FF87BF7A890857FD07AC6A60361E8C8173491686D"
      "461B2826190C2EDA5909054A9AB84D2AB9D99A90");
  return {
      {"belt-hash of 13", kCurve256, "1.2.112.0.2.0.34.101.45.12", 13,
       from_hex("ABEF9725D4C5A83597A367D14494CC2542F20F659DDFECC961A3EC550CBA8C75"), first_key,
       from_hex(
           "E36B7F0377AE4C524027C387FADF1B20CE72F1530B71F2B5FD3A8C584FE2E1AED20082E30C8AF65011F4FB5"
           "4649DFD3D")},
      {"belt-hash of 48", kCurve256, "1.2.112.0.2.0.34.101.45.12", 48,
       from_hex("9D02EE446FB6A29FE5C982D4B13AF9D3E90861BC4CEF27CF306BFB0B174A154A"), first_key,
       from_hex(
           "47A63C8B9C936E94B5FAB3D9CBD78366290F3210E163EEC8DB4E921E8479D4138F112CC23E6DCE65EC5FF21"
           "DF4231C28")},
      {"bash256", kCurve256, "1.2.112.0.2.0.34.101.45.13", 95,
       from_hex("E1481F416166A6A42F0372DC1998B7D3501A1BB49FF5061B37712A7464CC3324"),
       from_hex(
           "6FAD7949D85324752AB23F74390B532D1C7D0DE11A2DA78754BEB936453705566E6E1747F88D4FFEE0246D6"
           "1521659D6566709E8A3571F7488E321ED1761B887"),
       from_hex(
           "3D8674C67260919034673F0441F288E77718D9DEB881CD168EFBCF64D4B460ED1FA728F46CD06A1207A7615"
           "14C8C53A1")},
      {"bash384", kCurve384, "1.2.112.0.2.0.34.101.45.14", 95,
       from_hex(
           "64334AF830D33F63E9ACDFA184E32522103FFF5C6860110A2CD369EDBC04387C501D8F92F749AE4DE15A830"
           "5C353D64D"),
       from_hex(
           "21C4897FFDDE249021FFB768FD913569D60561034BF8F4700738DCE734706DCDDE67D392187F46189A21D2E"
           "754134152D575A4EF89825D8B6E25C2D4F14B705FAEDEC401A937D0819EE2C66AD4EAB4FA6C050B73362AE3"
           "C28EA9E7BD9528DD5A"),
       from_hex(
           "F9A0F66D6213D860E577F211790C0AED6F2E5959C12BCA99B2936FF18C90B15949510D66CF2C0E9479A945F"
           "F8CB6E7B7096DC973C69BB7A42F9362D4999510D90F9783B7D91786AC")},
      {"bash512", kCurve512, "1.2.112.0.2.0.34.101.45.15", 95,
       from_hex(
           "F6794E1FAAE6C0D4F8E28B56FF413136469574168AFB58F82201784B0A96E23C3BB1CA39777D8602B0549D5"
           "7A8BAB8F9D94C0DD8C01132ACA4951C82DA469EB3"),
       from_hex(
           "FBCEB1F6FA64C56360169F9E11D4A01F9FC0B95189349489785440AC9A1738A7221FD1F5AAB17F16FDD1D82"
           "042F5238DF03A138A873A8680A160DC82D08A3F30E1793BB7663FEADD2E77DE26BEC5493A67CFC761F5F61D"
           "B28866948551A3D1C9061688BD43C876EB50D48A2CC1A5513604F24CEBE7688DCF0C4C6D27ECE5D227"),
       from_hex(
           "94E11C99B7343C0AB9F99C2F222530222B51AD493624BC09F0D0E6FA74A24452150BCC2FAFE8ACBF7FC8C01"
           "B2DD85B08D4F35E2228FD7443E6037077A855A92015AE4D090400CF3306C4DF98AA27FA9458A050C461EB10"
           "B40324810FB328C21D")},
  };
}

// A key that is none is refused; a signature under one that became another point does not verify.
bool signs(ByteView spki, const SignatureAlgorithm& algorithm, ByteView digest, ByteView value) {
  const Result<PublicKey> key = PublicKey::from_spki(spki);
  if (!key.ok()) {
    CHECK(key.error().code == ErrorCode::malformed);
    return false;
  }
  return verify_digest(*key, algorithm, digest, value).value();
}

Bytes little_endian(const BIGNUM* number, std::size_t width) {
  Bytes octets(width);
  must(::BN_bn2lebinpad(number, octets.data(), static_cast<int>(width)) >= 0 ? 1 : 0);
  return octets;
}

}  // namespace

TEST_CASE("published bign signatures verify and no neighbour of them", "[crypto]") {
  for (const Vector& vector : vectors()) {
    CAPTURE(vector.name);
    const SignatureAlgorithm algorithm = algorithm_of(vector.signature_oid);
    CHECK(supported(algorithm));
    const Bytes message = to_bytes(belt_table(vector.message));
    CHECK(digest(algorithm.digest, message).value() == vector.hash);
    const PublicKey key = PublicKey::from_spki(spki_of(vector.curve, vector.key)).value();
    CHECK(key.family() == KeyFamily::bign);
    CHECK(key.curve() == Oid{vector.curve});
    CHECK(key.bits() == vector.hash.size() * 8);
    CHECK(verify(key, algorithm, message, vector.value).value());
    CHECK(verify_digest(key, algorithm, vector.hash, vector.value).value());
    for (std::size_t i = 0; i < message.size(); ++i) {
      Bytes other = message;
      other[i] ^= 1;
      CHECK_FALSE(verify(key, algorithm, other, vector.value).value());
    }
    for (std::size_t i = 0; i < vector.hash.size(); ++i) {
      Bytes other = vector.hash;
      other[i] ^= 1;
      CHECK_FALSE(verify_digest(key, algorithm, other, vector.value).value());
    }
    for (std::size_t i = 0; i < vector.key.size(); ++i) {
      Bytes other = vector.key;
      other[i] ^= 1;
      CHECK_FALSE(signs(spki_of(vector.curve, other), algorithm, vector.hash, vector.value));
    }
    for (std::size_t i = 0; i < vector.value.size(); ++i) {
      Bytes other = vector.value;
      other[i] ^= 1;
      CHECK_FALSE(verify_digest(key, algorithm, vector.hash, other).value());
    }
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("bign keys are named by their curve", "[crypto]") {
  const std::vector<Vector> all = vectors();
  const auto name_of = [](const Vector& vector) {
    return PublicKey::from_spki(spki_of(vector.curve, vector.key)).value().name();
  };
  CHECK(name_of(all[0]) == "BIGN bign-curve256v1");
  CHECK(name_of(all[3]) == "BIGN bign-curve384v1");
  CHECK(name_of(all[4]) == "BIGN bign-curve512v1");
  CHECK(algorithm_of("1.2.112.0.2.0.34.101.45.14").name() == "BIGN with bash384");
  CHECK(algorithm_of("1.2.112.0.2.0.34.101.45.14").oid().dotted() == "1.2.112.0.2.0.34.101.45.14");
}

TEST_CASE("the bign curves are those that their seeds make", "[crypto]") {
  // STB 34.101.45 6.1: b = belt-hash(p || a || seed) || belt-hash(p || a || seed + 1) mod p, the
  // base point is (0, b^((p + 1) / 4)), and its order is prime.
  const auto [oid, seed_octets] = GENERATE(table<std::string, std::vector<int>>({
      {std::string(kCurve256), {0x5E, 0x38, 0x01}},
      {std::string(kCurve384), {0x23, 0xAF, 0x00}},
      {std::string(kCurve512), {0xAE, 0x17, 0x02}},
  }));
  CAPTURE(oid);
  const EC_GROUP* const group = bign_curve(Oid{oid});
  REQUIRE(group != nullptr);
  const BnCtxPtr context(::BN_CTX_new());
  const BignumPtr p(::BN_new());
  const BignumPtr a(::BN_new());
  const BignumPtr b(::BN_new());
  must(::EC_GROUP_get_curve(group, p.get(), a.get(), b.get(), context.get()));
  const auto width = static_cast<std::size_t>(::EC_GROUP_get_degree(group)) / 8;
  Bytes seed(8, 0);
  std::ranges::transform(seed_octets, seed.begin(),
                         [](int octet) { return static_cast<std::uint8_t>(octet); });
  const auto hashed = [&](ByteView with_seed) {
    return digest(DigestAlgorithm::belt_hash,
                  join({little_endian(p.get(), width), little_endian(a.get(), width), with_seed}))
        .value();
  };
  Bytes next = seed;
  ++next[0];
  const Bytes both = join({hashed(seed), hashed(next)});
  const BignumPtr made(::BN_lebin2bn(both.data(), static_cast<int>(both.size()), nullptr));
  must(::BN_nnmod(made.get(), made.get(), p.get(), context.get()));
  CHECK(::BN_cmp(made.get(), b.get()) == 0);

  const BignumPtr x(::BN_new());
  const BignumPtr y(::BN_new());
  must(::EC_POINT_get_affine_coordinates(group, ::EC_GROUP_get0_generator(group), x.get(), y.get(),
                                         context.get()));
  CHECK(::BN_is_zero(x.get()) == 1);
  const BignumPtr root(::BN_dup(p.get()));
  must(::BN_add_word(root.get(), 1));
  must(::BN_rshift(root.get(), root.get(), 2));
  must(::BN_mod_exp(root.get(), b.get(), root.get(), p.get(), context.get()));
  CHECK(::BN_cmp(root.get(), y.get()) == 0);

  CHECK(::EC_GROUP_check(group, context.get()) == 1);
  CHECK(::BN_check_prime(::EC_GROUP_get0_order(group), context.get(), nullptr) == 1);
  CHECK(::BN_check_prime(p.get(), context.get(), nullptr) == 1);
  CHECK(bign_curve(Oid{"1.2.112.0.2.0.34.101.45.3.4"}) == nullptr);
}

TEST_CASE("the numbers of a bign signature are in range and exactly as wide as the level",
          "[crypto]") {
  for (const Vector& vector : vectors()) {
    CAPTURE(vector.name);
    const SignatureAlgorithm algorithm = algorithm_of(vector.signature_oid);
    const PublicKey key = PublicKey::from_spki(spki_of(vector.curve, vector.key)).value();
    const std::size_t half = vector.hash.size() / 2;
    const ByteView s0 = ByteView(vector.value).first(half);
    const ByteView s1 = ByteView(vector.value).subspan(half);
    const Bytes q = little_endian(::EC_GROUP_get0_order(bign_curve(Oid{vector.curve})), 2 * half);
    // s1 + q is the same number modulo q; where it fits into the octets it is still no signature.
    const BignumPtr second(::BN_lebin2bn(s1.data(), static_cast<int>(s1.size()), nullptr));
    must(
        ::BN_add(second.get(), second.get(), ::EC_GROUP_get0_order(bign_curve(Oid{vector.curve}))));
    const bool fits = ::BN_num_bits(second.get()) <= static_cast<int>(16 * half);
    const Bytes shifted = fits ? little_endian(second.get(), 2 * half) : Bytes(2 * half, 0xff);
    const Bytes zero(2 * half, 0);
    const Bytes no_challenge(half, 0);
    for (const Bytes& value :
         {join({s0, zero}), join({s0, q}), join({s0, shifted}), join({s0, Bytes(2 * half, 0xff)}),
          join({no_challenge, s1}), join({no_challenge, zero}), join({Bytes(half, 0xff), s1}),
          join({s1, s0}), Bytes{}, join({s0, s1, Bytes{0}}), join({Bytes{0}, s0, s1}),
          join({s0, s1.first(s1.size() - 1)}), join({s0.subspan(1), s1}), tlv(0x04, vector.value),
          Bytes(vector.value.rbegin(), vector.value.rend())}) {
      CHECK_FALSE(verify_digest(key, algorithm, vector.hash, value).value());
    }
    CHECK(verify_digest(key, algorithm, vector.hash, join({s0, s1})).value());
    // A digest of another width is not one of this algorithm.
    CHECK(verify_digest(key, algorithm, ByteView(vector.hash).first(half), vector.value)
              .error()
              .code == ErrorCode::malformed);
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("s1 of a bign signature counts from zero to q less one and no further", "[crypto]") {
  // STB 34.101.45 7.1.4: s1 < q. With k and s1 chosen, d = (k - H - s1) / (s0 + 2^l) is a key whose
  // signature has that s1.
  for (const Vector& vector : vectors()) {
    CAPTURE(vector.name);
    const EC_GROUP* const group = bign_curve(Oid{vector.curve});
    const BIGNUM* const q = ::EC_GROUP_get0_order(group);
    const std::size_t width = vector.hash.size();
    const BnCtxPtr context(::BN_CTX_new());
    const BignumPtr k(::BN_new());
    const BignumPtr x(::BN_new());
    const BignumPtr y(::BN_new());
    must(::BN_set_word(k.get(), 0x1D7C5A3F));
    const PointPtr point(::EC_POINT_new(group));
    must(::EC_POINT_mul(group, point.get(), k.get(), nullptr, nullptr, context.get()));
    must(::EC_POINT_get_affine_coordinates(group, point.get(), x.get(), nullptr, nullptr));
    const SignatureAlgorithm algorithm = algorithm_of(vector.signature_oid);
    Bytes s0 =
        digest(DigestAlgorithm::belt_hash, join({tlv(0x06, digest_oid(algorithm.digest).content()),
                                                 little_endian(x.get(), width), vector.hash}))
            .value();
    s0.resize(width / 2);
    const BignumPtr divisor(::BN_lebin2bn(s0.data(), static_cast<int>(s0.size()), nullptr));
    must(::BN_set_bit(divisor.get(), static_cast<int>(width) * 4));  // 2^l
    const BignumPtr inverse(::BN_mod_inverse(nullptr, divisor.get(), q, context.get()));
    const BignumPtr hash(::BN_lebin2bn(vector.hash.data(), static_cast<int>(width), nullptr));
    const auto accepts = [&](const BIGNUM* s1, const BIGNUM* written) {
      const BignumPtr d(::BN_new());
      must(::BN_mod_sub(d.get(), k.get(), hash.get(), q, context.get()));
      must(::BN_mod_sub(d.get(), d.get(), s1, q, context.get()));
      must(::BN_mod_mul(d.get(), d.get(), inverse.get(), q, context.get()));
      must(::EC_POINT_mul(group, point.get(), d.get(), nullptr, nullptr, context.get()));
      must(::EC_POINT_get_affine_coordinates(group, point.get(), x.get(), y.get(), nullptr));
      return signs(spki_of(vector.curve,
                           join({little_endian(x.get(), width), little_endian(y.get(), width)})),
                   algorithm, vector.hash, join({s0, little_endian(written, width)}));
    };
    const BignumPtr zero(::BN_new());
    ::BN_zero(zero.get());
    const BignumPtr last(::BN_dup(q));
    must(::BN_sub_word(last.get(), 1));
    CHECK(accepts(zero.get(), zero.get()));
    CHECK_FALSE(accepts(zero.get(), q));  // the same number modulo q
    CHECK(accepts(last.get(), last.get()));
    CHECK_FALSE(accepts(last.get(), zero.get()));
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a bign signature whose point is at infinity is refused", "[crypto]") {
  // With Q = G: R = (s1 + H + s0 + 2^l) G, which s1 can make nothing of.
  const Vector vector = vectors().front();
  const EC_GROUP* const group = bign_curve(Oid{vector.curve});
  const BignumPtr x(::BN_new());
  const BignumPtr y(::BN_new());
  must(::EC_POINT_get_affine_coordinates(group, ::EC_GROUP_get0_generator(group), x.get(), y.get(),
                                         nullptr));
  const Bytes key = join({little_endian(x.get(), 32), little_endian(y.get(), 32)});
  const BnCtxPtr context(::BN_CTX_new());
  const BignumPtr s1(::BN_lebin2bn(vector.hash.data(), 32, nullptr));
  const BignumPtr power(::BN_new());
  must(::BN_set_bit(power.get(), 128));
  must(::BN_add(s1.get(), s1.get(), power.get()));
  must(::BN_nnmod(s1.get(), s1.get(), ::EC_GROUP_get0_order(group), context.get()));
  must(::BN_sub(s1.get(), ::EC_GROUP_get0_order(group), s1.get()));
  const Bytes value = join({Bytes(16, 0), little_endian(s1.get(), 32)});
  CHECK_FALSE(
      signs(spki_of(vector.curve, key), algorithm_of(vector.signature_oid), vector.hash, value));
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a bign key off its curve or written otherwise is malformed", "[crypto]") {
  for (const Vector& vector : vectors()) {
    CAPTURE(vector.name);
    const auto refused = [&](ByteView key) {
      const Result<PublicKey> read = PublicKey::from_spki(spki_of(vector.curve, key));
      CHECK(::ERR_peek_error() == 0);
      return !read.ok() && read.error().code == ErrorCode::malformed;
    };
    const std::size_t width = vector.key.size() / 2;
    const ByteView x = ByteView(vector.key).first(width);
    const ByteView y = ByteView(vector.key).last(width);
    REQUIRE_FALSE(refused(vector.key));
    Bytes off = vector.key;
    off[0] ^= 1;
    CHECK(refused(off));
    CHECK(refused(Bytes(2 * width, 0)));     // nearest to a point at infinity
    CHECK(refused(Bytes(2 * width, 0xff)));  // coordinates above p
    CHECK(refused(Bytes{0}));
    CHECK(refused({}));
    CHECK(refused(ByteView(vector.key).first(2 * width - 1)));
    CHECK(refused(join({vector.key, Bytes{0}})));
    CHECK(refused(join({Bytes{0x04}, vector.key})));
    CHECK(refused(tlv(0x04, vector.key)));  // no OCTET STRING here
    CHECK(refused(join({y, x})));
    CHECK(refused(Bytes(vector.key.rbegin(), vector.key.rend())));  // big-endian
  }
  // The base point with p added to its abscissa of zero: the same point, not the same number.
  const EC_GROUP* const group = bign_curve(Oid{kCurve256});
  const BignumPtr p(::BN_new());
  const BignumPtr y(::BN_new());
  must(::EC_GROUP_get_curve(group, p.get(), nullptr, nullptr, nullptr));
  must(::EC_POINT_get_affine_coordinates(group, ::EC_GROUP_get0_generator(group), nullptr, y.get(),
                                         nullptr));
  const Bytes ordinate = little_endian(y.get(), 32);
  CHECK(PublicKey::from_spki(spki_of(kCurve256, join({Bytes(32, 0), ordinate}))).ok());
  CHECK(PublicKey::from_spki(spki_of(kCurve256, join({little_endian(p.get(), 32), ordinate})))
            .error()
            .code == ErrorCode::malformed);
}

TEST_CASE("a bign key that names no curve of the standard is unsupported or malformed",
          "[crypto]") {
  const Vector vector = vectors().front();
  const SignatureAlgorithm algorithm = algorithm_of(vector.signature_oid);
  const auto read = [&](ByteView parameters) {
    return PublicKey::from_spki(spki_with(parameters, vector.key));
  };
  const auto unsupported = [&](const Result<PublicKey>& key) {
    return key.ok() && key->family() == KeyFamily::bign &&
           verify_digest(*key, algorithm, vector.hash, vector.value).error().code ==
               ErrorCode::unsupported;
  };
  REQUIRE(verify_digest(read(oid_tlv(kCurve256)).value(), algorithm, vector.hash, vector.value)
              .value());
  // domain.md 4.9: ECParameters are legal there and refused here.
  const Bytes field = tlv(0x30, join({oid_tlv("1.2.112.0.2.0.34.101.45.4.1"), Bytes{2, 1, 67}}));
  CHECK(unsupported(read(tlv(0x30, join({Bytes{2, 1, 1}, field})))));
  CHECK(read(tlv(0x30, {})).value().name() == "BIGN on an explicit curve");
  CHECK(unsupported(read(oid_tlv("1.2.112.0.2.0.34.101.45.3.4"))));
  CHECK(unsupported(read(oid_tlv("1.2.840.10045.3.1.7"))));
  CHECK(read(oid_tlv("1.2.840.10045.3.1.7")).value().name() == "BIGN 1.2.840.10045.3.1.7");
  CHECK(read({}).error().code == ErrorCode::malformed);
  CHECK(read(Bytes{0x05, 0x00}).error().code == ErrorCode::malformed);
  CHECK(read(Bytes{0x02, 0x01, 0x01}).error().code == ErrorCode::malformed);
  // The right octets under another curve's name have the wrong width.
  CHECK(read(oid_tlv(kCurve384)).error().code == ErrorCode::malformed);
}

TEST_CASE("a bign hash goes with the curves of its level only", "[crypto]") {
  // domain.md 4.9, pairs
  const std::vector<Vector> all = vectors();
  for (const Vector& vector : all) {
    const PublicKey key = PublicKey::from_spki(spki_of(vector.curve, vector.key)).value();
    for (const Vector& other : all) {
      CAPTURE(vector.name, other.name);
      const SignatureAlgorithm algorithm = algorithm_of(other.signature_oid);
      const auto answer = verify_digest(key, algorithm, other.hash, vector.value);
      if (vector.curve != other.curve) {
        CHECK(answer.error().code == ErrorCode::malformed);
      } else {
        CHECK(answer.value() == (vector.name == other.name));
      }
    }
  }
}

TEST_CASE("the digest's identifier is part of what bign signs", "[crypto]") {
  // The same 32 octets called the other hash of the level are another message.
  const Vector belt = vectors()[0];
  CHECK(signs(spki_of(belt.curve, belt.key), algorithm_of("1.2.112.0.2.0.34.101.45.12"), belt.hash,
              belt.value));
  CHECK_FALSE(signs(spki_of(belt.curve, belt.key), algorithm_of("1.2.112.0.2.0.34.101.45.13"),
                    belt.hash, belt.value));
}

TEST_CASE("bign-with-hspec is named and unsupported", "[crypto]") {
  const Vector vector = vectors().front();
  const PublicKey key = PublicKey::from_spki(spki_of(vector.curve, vector.key)).value();
  for (const SignatureAlgorithm& algorithm :
       {algorithm_of("1.2.112.0.2.0.34.101.45.11"),
        signature_by_uri("http://www.w3.org/2009/xmldsig11#bign-with-hspec")}) {
    CHECK(algorithm.scheme == SignatureScheme::bign);
    CHECK(algorithm.name() == "bign-with-hspec");
    CHECK_FALSE(supported(algorithm));
    CHECK(verify(key, algorithm, {}, vector.value).error().code == ErrorCode::unsupported);
    CHECK(verify_digest(key, algorithm, vector.hash, vector.value).error().code ==
          ErrorCode::unsupported);
  }
  // A digest of another country is no bign.
  SignatureAlgorithm foreign = algorithm_of(vector.signature_oid);
  foreign.digest = DigestAlgorithm::sha256;
  CHECK_FALSE(supported(foreign));
  CHECK(verify_digest(key, foreign, vector.hash, vector.value).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("the XML identifiers of Belarus name the same algorithms", "[crypto]") {
  const auto [uri, index] = GENERATE(table<std::string, std::size_t>({
      {"http://www.w3.org/2009/xmldsig11#bign-with-hbelt", 0U},
      {"urn:EAEU:Signature:bign-with-hbelt", 1U},
      {"http://www.w3.org/2009/xmldsig11#bign-with-bash256", 2U},
      {"http://www.w3.org/2009/xmldsig11#bign-with-bash384", 3U},
      {"http://www.w3.org/2009/xmldsig11#bign-with-bash512", 4U},
      {"urn:oid:1.2.112.0.2.0.34.101.45.12", 0U},
  }));
  CAPTURE(uri);
  const Vector vector = vectors().at(index);
  const PublicKey key = PublicKey::from_spki(spki_of(vector.curve, vector.key)).value();
  const SignatureAlgorithm algorithm = signature_by_uri(uri);
  Bytes message = to_bytes(belt_table(vector.message));
  CHECK(verify(key, algorithm, message, vector.value).value());
  message.push_back(0);
  CHECK_FALSE(verify(key, algorithm, message, vector.value).value());
}
