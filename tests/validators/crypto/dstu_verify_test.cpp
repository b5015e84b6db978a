#include <openssl/err.h>
#include <openssl/rand.h>

#include <catch2/catch.hpp>
#include <thread>

#include "tests/validators/crypto/dstu_vectors.h"
#include "tests/validators/crypto/gost_signer.h"
#include "tests/validators/crypto/octets.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/dstu_curve.h"
#include "validators/crypto/gost_hash.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;
using namespace senim::crypto::test;

namespace {

constexpr std::string_view kLe = "1.2.804.2.1.1.1.1.3.1.1";
constexpr std::string_view kBe = "1.2.804.2.1.1.1.1.3.1.1.1.1";
constexpr std::string_view kNamed = "1.2.804.2.1.1.1.1.3.1.1.2.";
const std::string kDke1 =
    "A9D6EB45F13C708280C4967B231F5EADF658EBA4C037291D38D96BF025CA4E17"
    "F8E9720DC615B43A28975F0BC1DEA36438B564EA2C179FD0123E6DB8FAC57904";
const std::string kDke2 =
    "E937F4CB6AD10582ADC76E81F3B409524B1F92EC6A87350D451C7E92AFBD0863"
    "CB39F04572ED1A86873A96E5D04C12FBF0E68D59A31C4B7243ED502B1A769F8C";

SignatureAlgorithm algorithm_of(std::string_view oid) {
  return read_signature_algorithm(tlv(0x30, oid_tlv(oid))).value();
}

Bytes named(std::size_t curve) { return oid_tlv(std::string(kNamed) + std::to_string(curve)); }

Bytes spki_of(std::string_view oid, ByteView parameters, ByteView key) {
  const Bytes identifier = tlv(0x30, join({oid_tlv(oid), parameters}));
  return tlv(0x30, join({identifier, tlv(0x03, join({Bytes{0}, key}))}));
}
// Little-endian, named curve, DKE 1 unless said.
Bytes spki_of(std::size_t curve, ByteView key, ByteView table = {}) {
  return spki_of(kLe, tlv(0x30, join({named(curve), table.empty() ? Bytes() : tlv(0x04, table)})),
                 tlv(0x04, key));
}

ErrorCode refusal(ByteView spki) {
  const auto key = PublicKey::from_spki(spki);
  REQUIRE_FALSE(key.ok());
  CHECK(::ERR_peek_error() == 0);
  return key.error().code;
}
// A key that is named and can verify nothing.
std::string unsupported_name(ByteView spki) {
  const PublicKey key = PublicKey::from_spki(spki).value();
  CHECK(key.family() == KeyFamily::dstu4145);
  CHECK(verify(key, algorithm_of(kLe), {}, Bytes(64, 1)).error().code == ErrorCode::unsupported);
  return key.name();
}

bool signs(ByteView spki, const SignatureAlgorithm& algorithm, ByteView digest, ByteView value) {
  const Result<PublicKey> key = PublicKey::from_spki(spki);
  if (!key.ok()) {
    CHECK(key.error().code == ErrorCode::malformed);
    return false;
  }
  return verify_digest(*key, algorithm, digest, value).value();
}

// The vector verifies; with any octet of digest, key or value changed it does not.
void check_vector(const SignatureAlgorithm& algorithm, std::size_t curve, const Bytes& digest,
                  const Bytes& key, const Bytes& value) {
  CHECK(supported(algorithm));
  CHECK(signs(spki_of(curve, key), algorithm, digest, value));
  CHECK(signs(spki_of(curve, key), algorithm, digest, tlv(0x04, value)));
  // Of a digest longer than the field only the low bits count (DSTU 4145-2002 5.9).
  const std::size_t used = std::min<std::size_t>(digest.size(), dstu_parameters(curve).degree / 8);
  for (std::size_t i = 0; i < used; ++i) {
    Bytes other = digest;
    other[i] ^= 1;
    CHECK_FALSE(signs(spki_of(curve, key), algorithm, other, value));
  }
  for (std::size_t i = 0; i < key.size(); ++i) {
    Bytes other = key;
    other[i] ^= 1;
    CHECK_FALSE(signs(spki_of(curve, other), algorithm, digest, value));
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    Bytes other = value;
    other[i] ^= 1;
    CHECK_FALSE(signs(spki_of(curve, key), algorithm, digest, other));
    CHECK_FALSE(signs(spki_of(curve, key), algorithm, digest, tlv(0x04, other)));
  }
  CHECK_FALSE(signs(spki_of(curve, key), algorithm, digest, reversed(value)));
  CHECK(::ERR_peek_error() == 0);
}

BignumPtr number_of(std::string_view digits) {
  BIGNUM* made = nullptr;
  must(::BN_hex2bn(&made, std::string(digits).c_str()) > 0 ? 1 : 0);
  return BignumPtr(made);
}
Bytes padded(const BIGNUM* number, std::size_t width) {
  Bytes octets(width);
  must(::BN_bn2binpad(number, octets.data(), static_cast<int>(width)) < 0 ? 0 : 1);
  return octets;
}
PointPtr point_of(const DstuCurve& curve, std::string_view x, std::string_view y) {
  PointPtr point(::EC_POINT_new(curve.group()));
  must(::EC_POINT_set_affine_coordinates(curve.group(), point.get(), number_of(x).get(),
                                         number_of(y).get(), nullptr));
  return point;
}

// Explicit parameters as certificates have them, each part replaceable.
struct Explicit {
  Bytes version{};
  Bytes field{};
  Bytes a{};
  Bytes b{};
  Bytes n{};
  Bytes base{};
  Bytes der() const { return tlv(0x30, join({version, tlv(0x30, field), a, b, n, base})); }
};
Bytes small(unsigned value) {
  return value < 128 ? tlv(0x02, Bytes{static_cast<std::uint8_t>(value)})
                     : tlv(0x02, Bytes{static_cast<std::uint8_t>(value >> 8),
                                       static_cast<std::uint8_t>(value & 0xff)});
}
Bytes integer_of(std::string_view digits) {
  const BignumPtr number = number_of(digits);
  const Bytes octets = padded(number.get(), static_cast<std::size_t>(BN_num_bytes(number.get())));
  return tlv(0x02, octets[0] >= 0x80 ? join({Bytes{0}, octets}) : octets);
}
Explicit explicit_of(std::size_t index) {
  const DstuParameters& named_curve = dstu_parameters(index);
  const std::size_t width = dstu_curve(index).octets();
  Explicit made;
  const auto& k = named_curve.middle;
  made.field =
      join({small(named_curve.degree),
            k[1] == 0 ? small(k[0]) : tlv(0x30, join({small(k[0]), small(k[1]), small(k[2])}))});
  made.a = small(named_curve.a);
  made.b = tlv(0x04, reversed(padded(number_of(named_curve.b).get(), width)));
  made.n = integer_of(named_curve.n);
  made.base = tlv(0x04, hex(kBasePoints[index]));
  return made;
}

// A point of the curve that has no prime order: the base point plus one of order 2.
PointPtr outside_subgroup(const DstuCurve& curve) {
  const Frame frame;
  BIGNUM* const field = frame.get();
  BIGNUM* const a = frame.get();
  BIGNUM* const b = frame.get();
  must(::EC_GROUP_get_curve(curve.group(), field, a, b, frame.context()));
  BIGNUM* const root = frame.get();
  must(::BN_GF2m_mod_sqrt(root, b, field, frame.context()));
  PointPtr point(::EC_POINT_new(curve.group()));
  must(::EC_POINT_set_affine_coordinates(curve.group(), point.get(), frame.get(), root,
                                         frame.context()));
  must(::EC_POINT_add(curve.group(), point.get(), point.get(),
                      ::EC_GROUP_get0_generator(curve.group()), frame.context()));
  return point;
}

}  // namespace

TEST_CASE("the DSTU 4145 examples on base points of their own verify and no neighbour",
          "[crypto]") {
  for (const DstuVector& vector : kDstuVectors) {
    CAPTURE(vector.name);
    const DstuCurve curve(DstuParameters{vector.degree,
                                         {vector.middle[0], vector.middle[1], vector.middle[2]},
                                         vector.a,
                                         vector.b,
                                         vector.n,
                                         vector.x,
                                         vector.y});
    const PointPtr key = point_of(curve, vector.key_x, vector.key_y);
    const BignumPtr r = number_of(vector.r);
    const BignumPtr s = number_of(vector.s);
    const Bytes digest = reversed(hex(vector.hash));
    CHECK(curve.signs(key.get(), digest, r.get(), s.get()));
    // The compressed key is the key, and the whole key check lets it through.
    const PointPtr again = curve.expand(curve.compress(key.get()));
    REQUIRE(again != nullptr);
    CHECK(::EC_POINT_cmp(curve.group(), key.get(), again.get(), nullptr) == 0);
    for (std::size_t i = 0; i < digest.size() && i < vector.degree / 8; ++i) {
      Bytes other = digest;
      other[i] ^= 1;
      CHECK_FALSE(curve.signs(key.get(), other, r.get(), s.get()));
    }
    for (BIGNUM* const number : {r.get(), s.get()}) {
      for (int bit = 0; bit < BN_num_bits(number); bit += 8) {
        const int was = ::BN_is_bit_set(number, bit);
        (was == 1 ? ::BN_clear_bit : ::BN_set_bit)(number, bit);
        CHECK_FALSE(curve.signs(key.get(), digest, r.get(), s.get()));
        (was == 1 ? ::BN_set_bit : ::BN_clear_bit)(number, bit);
      }
    }
    CHECK(curve.signs(key.get(), digest, r.get(), s.get()));
    const Bytes compressed = curve.compress(key.get());
    for (std::size_t i = 0; i < compressed.size(); ++i) {
      Bytes other = compressed;
      other[i] ^= 1;
      const PointPtr wrong = curve.expand(other);
      CHECK((wrong == nullptr || !curve.signs(wrong.get(), digest, r.get(), s.get())));
    }
  }
  const DstuVector& last = kDstuVectors[4];
  const DstuCurve curve(DstuParameters{last.degree,
                                       {last.middle[0], last.middle[1], last.middle[2]},
                                       last.a,
                                       last.b,
                                       last.n,
                                       last.x,
                                       last.y});
  const std::string odd = "0" + std::string(kCompressed431);
  CHECK(curve.compress(point_of(curve, last.key_x, last.key_y).get()) ==
        hex(kCompressed431.size() % 2 == 0 ? kCompressed431 : odd));
}

TEST_CASE("the base points of the ten curves are those of certificates", "[crypto]") {
  for (std::size_t i = 0; i < kDstuCurves; ++i) {
    CAPTURE(i);
    const DstuCurve& curve = dstu_curve(i);
    const EC_POINT* const base = ::EC_GROUP_get0_generator(curve.group());
    CHECK(::EC_POINT_is_on_curve(curve.group(), base, nullptr) == 1);
    CHECK(reversed(curve.compress(base)) == hex(kBasePoints[i]));
    CHECK(::BN_check_prime(curve.order(), nullptr, nullptr) == 1);
    const PointPtr multiple(::EC_POINT_new(curve.group()));
    must(::EC_POINT_mul(curve.group(), multiple.get(), nullptr, base, curve.order(), nullptr));
    CHECK(::EC_POINT_is_at_infinity(curve.group(), multiple.get()) == 1);
  }
}

TEST_CASE("a compressed DSTU point is in the subgroup exactly when n times it is O", "[crypto]") {
  for (std::size_t i = 0; i < kDstuCurves; ++i) {
    const DstuCurve& curve = dstu_curve(i);
    const EC_GROUP* const group = curve.group();
    int inside = 0;
    int outside = 0;
    for (int times = 0; times < 40; ++times) {
      // A random point of the whole curve, by OpenSSL.
      const PointPtr point(::EC_POINT_new(group));
      const BignumPtr x(::BN_new());
      must(::BN_rand(x.get(), static_cast<int>(curve.parameters().degree), BN_RAND_TOP_ANY,
                     BN_RAND_BOTTOM_ANY));
      if (::EC_POINT_set_compressed_coordinates(group, point.get(), x.get(), times % 2, nullptr) !=
          1) {
        ::ERR_clear_error();
        continue;
      }
      const PointPtr multiple(::EC_POINT_new(group));
      must(::EC_POINT_mul(group, multiple.get(), nullptr, point.get(), curve.order(), nullptr));
      const bool member = ::EC_POINT_is_at_infinity(group, multiple.get()) == 1;
      const PointPtr expanded = curve.expand(curve.compress(point.get()));
      if (member) {
        REQUIRE(expanded != nullptr);
        CHECK(::EC_POINT_cmp(group, point.get(), expanded.get(), nullptr) == 0);
        ++inside;
      } else {
        // Its octets are those of no point, or of another one that is a member.
        CHECK((expanded == nullptr ||
               ::EC_POINT_cmp(group, point.get(), expanded.get(), nullptr) != 0));
        ++outside;
      }
      if (expanded != nullptr) {
        must(
            ::EC_POINT_mul(group, multiple.get(), nullptr, expanded.get(), curve.order(), nullptr));
        CHECK(::EC_POINT_is_at_infinity(group, multiple.get()) == 1);
        CHECK(curve.compress(expanded.get()) == curve.compress(point.get()));
      }
    }
    CAPTURE(i);
    CHECK(inside > 0);
    CHECK(outside > 0);
  }
}

TEST_CASE("real Ukrainian signatures verify and no neighbour of them", "[crypto]") {
  check_vector(algorithm_of(kLe), 9, hex(kCzoDigest), hex(kCzoKey), hex(kCzoSig));
  check_vector(algorithm_of(kLe), 6, hex(kCmsDigest), hex(kCmsKey), hex(kCmsSig));
}

TEST_CASE("the subject key identifier of a Ukrainian root is the hash of its key", "[crypto]") {
  // domain.md 4.10: over the OCTET STRING that holds the key.
  CHECK(digest(DigestAlgorithm::gost_34311_95_dke1, tlv(0x04, hex(kCzoKey))).value() ==
        hex(kCzoSki));
  CHECK_FALSE(digest(DigestAlgorithm::gost_34311_95, tlv(0x04, hex(kCzoKey))).value() ==
              hex(kCzoSki));
}

TEST_CASE("DSTU 4145 over Kupyna verifies and no neighbour", "[crypto]") {
  const auto [curve, key, oid, value] =
      GENERATE(table<std::size_t, std::string_view, std::string_view, std::string_view>({
          {6, kKey6, "1.2.804.2.1.1.1.1.3.6.1.1", kSig6256},
          {6, kKey6, "1.2.804.2.1.1.1.1.3.6.2.1", kSig6384},
          {6, kKey6, "1.2.804.2.1.1.1.1.3.6.3.1", kSig6512},
          {9, kKey9, "1.2.804.2.1.1.1.1.3.6.1.1", kSig9256},
          {9, kKey9, "1.2.804.2.1.1.1.1.3.6.2.1", kSig9384},
          {9, kKey9, "1.2.804.2.1.1.1.1.3.6.3.1", kSig9512},
      }));
  CAPTURE(curve, oid);
  const SignatureAlgorithm algorithm = algorithm_of(oid);
  check_vector(algorithm, curve, digest(algorithm.digest, as_bytes("abc")).value(), hex(key),
               hex(value));
  // The same octets the other way round are the big-endian form (domain.md 4.10).
  const SignatureAlgorithm big = algorithm_of(std::string(oid) + ".1.1");
  const PublicKey read = PublicKey::from_spki(spki_of(curve, hex(key))).value();
  CHECK(verify(read, big, as_bytes("abc"), reversed(hex(value))).value());
  CHECK_FALSE(verify(read, big, as_bytes("abc"), hex(value)).value());
  CHECK_FALSE(verify(read, algorithm_of(kLe), as_bytes("abc"), hex(value)).value());
}

TEST_CASE("a big-endian DSTU key verifies both forms of a signature", "[crypto]") {
  const auto [spki, big, little] =
      GENERATE(table<std::string_view, std::string_view, std::string_view>(
          {{kSpki6, kSigBE6, kSigLE6}, {kSpki9, kSigBE9, kSigLE9}}));
  const PublicKey key = PublicKey::from_spki(hex(spki)).value();
  CHECK(key.family() == KeyFamily::dstu4145);
  const Bytes abc = to_bytes(std::string_view("abc"));
  CHECK(verify(key, algorithm_of(kBe), abc, hex(big)).value());
  CHECK(verify(key, algorithm_of(kLe), abc, hex(little)).value());
  CHECK_FALSE(verify(key, algorithm_of(kLe), abc, hex(big)).value());
  CHECK_FALSE(verify(key, algorithm_of(kBe), abc, hex(little)).value());
  CHECK_FALSE(verify(key, algorithm_of(kBe), as_bytes("abd"), hex(big)).value());
  for (std::size_t i = 0; i < hex(big).size(); ++i) {
    Bytes other = hex(big);
    other[i] ^= 1;
    CHECK_FALSE(verify(key, algorithm_of(kBe), abc, other).value());
  }
  const Bytes octets = hex(spki);
  const std::size_t width = key.bits() / 8 + 1;
  for (std::size_t i = octets.size() - width; i < octets.size(); ++i) {
    Bytes other = octets;
    other[i] ^= 1;
    const auto wrong = PublicKey::from_spki(other);
    CHECK((!wrong.ok() || !verify(*wrong, algorithm_of(kBe), abc, hex(big)).value()));
    CHECK((wrong.ok() || wrong.error().code == ErrorCode::malformed));
  }
  // The same key written little-endian.
  const std::size_t curve = key.bits() == 257 ? 6 : 9;
  const Bytes same = spki_of(curve, reversed(ByteView(octets).last(width)));
  CHECK(verify(PublicKey::from_spki(same).value(), algorithm_of(kLe), abc, hex(little)).value());
  CHECK(key.curve() == dstu_curve_oid(curve));
  CHECK(key.name() == "DSTU 4145 " + std::to_string(key.bits()));
}

TEST_CASE("explicit DSTU parameters are taken for the curve they spell out", "[crypto]") {
  for (std::size_t i = 0; i < kDstuCurves; ++i) {
    CAPTURE(i);
    const Bytes key = hex(kBasePoints[i]);
    const Bytes spki = spki_of(kLe, tlv(0x30, explicit_of(i).der()), tlv(0x04, key));
    const PublicKey read = PublicKey::from_spki(spki).value();
    CHECK(read.curve() == dstu_curve_oid(i));
    CHECK(read.bits() == dstu_parameters(i).degree);
    CHECK(supported(algorithm_of(kLe)));
    CHECK_FALSE(verify(read, algorithm_of(kLe), {}, Bytes(40, 1)).value());
    // Big-endian keys write b and bp the other way round.
    CHECK(unsupported_name(spki_of(kBe, tlv(0x30, explicit_of(i).der()),
                                   tlv(0x04, reversed(key)))) == "DSTU 4145 on an explicit curve");
    Explicit big = explicit_of(i);
    big.b = tlv(0x04, reversed(ByteView(big.b).subspan(2)));
    big.base = tlv(0x04, reversed(key));
    CHECK(PublicKey::from_spki(spki_of(kBe, tlv(0x30, big.der()), tlv(0x04, reversed(key))))
              .value()
              .curve() == dstu_curve_oid(i));
  }
  // The real signature under the key of a certificate that spells out curve 9.
  const Bytes spki = spki_of(kLe, tlv(0x30, join({explicit_of(9).der(), tlv(0x04, hex(kDke1))})),
                             tlv(0x04, hex(kCzoKey)));
  CHECK(signs(spki, algorithm_of(kLe), hex(kCzoDigest), hex(kCzoSig)));
}

TEST_CASE("explicit DSTU parameters of another curve are named and unsupported", "[crypto]") {
  const Bytes key = tlv(0x04, hex(kBasePoints[6]));
  const auto name_with = [&](const std::function<void(Explicit&)>& change) {
    Explicit other = explicit_of(6);
    change(other);
    return unsupported_name(spki_of(kLe, tlv(0x30, other.der()), key));
  };
  const std::string expected = "DSTU 4145 on an explicit curve";
  CHECK(name_with([](Explicit& one) { one.field = join({small(257), small(13)}); }) == expected);
  CHECK(name_with([](Explicit& one) { one.field = join({small(259), small(12)}); }) == expected);
  CHECK(name_with([](Explicit& one) { one.a = small(1); }) == expected);
  CHECK(name_with([](Explicit& one) { one.b.back() ^= 1; }) == expected);
  CHECK(name_with([](Explicit& one) { one.b[2] ^= 1; }) == expected);
  CHECK(name_with([](Explicit& one) { one.n.back() ^= 2; }) == expected);
  // A base point of the signer's choice: twice the real one.
  CHECK(name_with([](Explicit& one) {
          const DstuCurve& curve = dstu_curve(6);
          const PointPtr twice(::EC_POINT_new(curve.group()));
          must(::EC_POINT_dbl(curve.group(), twice.get(), ::EC_GROUP_get0_generator(curve.group()),
                              nullptr));
          one.base = tlv(0x04, reversed(curve.compress(twice.get())));
        }) == expected);
  CHECK(name_with([](Explicit& one) { one.base = tlv(0x04, Bytes(33, 0)); }) == expected);
  CHECK(name_with([](Explicit& one) {
          const Bytes pentanomial = tlv(0x30, join({small(12), small(13), small(14)}));
          one.field = join({small(257), pentanomial});
        }) == expected);
  // Version 0 may be said; another is not this syntax.
  Explicit versioned = explicit_of(6);
  versioned.version = tlv(0xa0, small(0));
  CHECK(PublicKey::from_spki(spki_of(kLe, tlv(0x30, versioned.der()), key)).value().curve() ==
        dstu_curve_oid(6));
  versioned.version = tlv(0xa0, small(1));
  CHECK(refusal(spki_of(kLe, tlv(0x30, versioned.der()), key)) == ErrorCode::malformed);
}

TEST_CASE("a DSTU key that is no point of its subgroup is malformed", "[crypto]") {
  for (std::size_t i = 0; i < kDstuCurves; ++i) {
    CAPTURE(i);
    const DstuCurve& curve = dstu_curve(i);
    const std::size_t width = curve.octets();
    REQUIRE(PublicKey::from_spki(spki_of(i, hex(kBasePoints[i]))).ok());
    // Zero is (0, sqrt b), of order 2; O has no octets.
    CHECK(refusal(spki_of(i, Bytes(width, 0))) == ErrorCode::malformed);
    CHECK(refusal(spki_of(i, {})) == ErrorCode::malformed);
    // One octet more or less, bits above the degree.
    CHECK(refusal(spki_of(i, join({hex(kBasePoints[i]), Bytes{0}}))) == ErrorCode::malformed);
    CHECK(refusal(spki_of(i, ByteView(hex(kBasePoints[i])).first(width - 1))) ==
          ErrorCode::malformed);
    Bytes high = hex(kBasePoints[i]);
    high.back() |= 0x80;
    CHECK(refusal(spki_of(i, high)) == ErrorCode::malformed);
    // About half of all octets are of no point at all.
    int refused = 0;
    for (std::uint8_t low = 0; low < 64; ++low) {
      Bytes other = hex(kBasePoints[i]);
      other[0] = low;
      refused += PublicKey::from_spki(spki_of(i, other)).ok() ? 0 : 1;
    }
    CHECK(refused > 8);
    CHECK(refused < 56);
    // A point of the wrong order.
    const PointPtr wrong = outside_subgroup(curve);
    const Bytes octets = curve.compress(wrong.get());
    const PointPtr expanded = curve.expand(octets);
    CHECK((expanded == nullptr ||
           ::EC_POINT_cmp(curve.group(), expanded.get(), wrong.get(), nullptr) != 0));
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a DSTU key is written as its standard says", "[crypto]") {
  const Bytes key = hex(kCmsKey);
  const Bytes octets = tlv(0x04, key);
  const auto with = [&](ByteView parameters) { return spki_of(kLe, parameters, octets); };
  REQUIRE(PublicKey::from_spki(with(tlv(0x30, named(6)))).ok());
  CHECK(refusal(with({})) == ErrorCode::malformed);
  CHECK(refusal(with(tlv(0x05, {}))) == ErrorCode::malformed);
  CHECK(refusal(with(named(6))) == ErrorCode::malformed);
  CHECK(refusal(with(tlv(0x30, {}))) == ErrorCode::malformed);
  CHECK(refusal(with(tlv(0x30, join({named(6), named(6)})))) == ErrorCode::malformed);
  // The BIT STRING holds an OCTET STRING.
  CHECK(refusal(spki_of(kLe, tlv(0x30, named(6)), key)) == ErrorCode::malformed);
  CHECK(refusal(spki_of(kLe, tlv(0x30, named(6)), join({octets, Bytes{0}}))) ==
        ErrorCode::malformed);
  CHECK(unsupported_name(with(tlv(0x30, named(10)))) == "DSTU 4145 1.2.804.2.1.1.1.1.3.1.1.2.10");
  CHECK(unsupported_name(with(tlv(0x30, oid_tlv("1.2.3")))) == "DSTU 4145 1.2.3");
  // Cut anywhere, explicit parameters are none.
  const Bytes whole = explicit_of(6).der();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK(refusal(with(tlv(0x30, ByteView(whole).first(length)))) == ErrorCode::malformed);
  }
}

TEST_CASE("the key says by which table its holder hashes", "[crypto]") {
  const DigestAlgorithm hash = DigestAlgorithm::gost_34311_95_dke1;
  const Bytes key = hex(kCmsKey);
  const Bytes message = to_bytes(std::string_view("abc"));
  const PublicKey silent = PublicKey::from_spki(spki_of(6, key)).value();
  const PublicKey first = PublicKey::from_spki(spki_of(6, key, hex(kDke1))).value();
  const PublicKey second = PublicKey::from_spki(spki_of(6, key, hex(kDke2))).value();
  CHECK(first.name() == "DSTU 4145 257");
  CHECK(second.name() == "DSTU 4145 257 with table DKE 2");
  CHECK_FALSE(silent.chooses_digest(hash));
  CHECK_FALSE(first.chooses_digest(hash));
  CHECK(second.chooses_digest(hash));
  CHECK_FALSE(second.chooses_digest(DigestAlgorithm::kupyna256));
  CHECK(digest_for(silent, hash, message).value() == digest(hash, message).value());
  CHECK(digest_for(first, hash, message).value() == digest(hash, message).value());
  CHECK_FALSE(digest_for(second, hash, message).value() == digest(hash, message).value());
  CHECK(digest_for(second, DigestAlgorithm::sha256, message).value() ==
        digest(DigestAlgorithm::sha256, message).value());
  // A digest that somebody made without the key is not its digest.
  CHECK(verify_digest(first, algorithm_of(kLe), hex(kCmsDigest), hex(kCmsSig)).value());
  CHECK(verify_digest(second, algorithm_of(kLe), hex(kCmsDigest), hex(kCmsSig)).error().code ==
        ErrorCode::unsupported);
  // A table that no instruction lists: its holder could have chosen it for its collisions.
  Bytes own = hex(kDke1);
  std::swap(own[0], own[1]);
  CHECK(unsupported_name(spki_of(6, key, own)) ==
        "DSTU 4145 257 with a substitution table of its own");
  CHECK(unsupported_name(spki_of(6, key, Bytes(64, 0))) ==
        "DSTU 4145 257 with a substitution table of its own");
  CHECK(refusal(spki_of(6, key, ByteView(own).first(63))) == ErrorCode::malformed);
  CHECK(refusal(spki_of(6, key, join({own, Bytes{0}}))) == ErrorCode::malformed);
}

TEST_CASE("r and s of a DSTU signature are in range", "[crypto]") {
  const SignatureAlgorithm algorithm = algorithm_of(kLe);
  const Bytes digest = hex(kCmsDigest);
  const Bytes spki = spki_of(6, hex(kCmsKey));
  const Bytes value = hex(kCmsSig);
  const Bytes r(value.begin(), value.begin() + 32);
  const Bytes s(value.begin() + 32, value.end());
  const Bytes zero(32, 0);
  const Bytes n = reversed(padded(dstu_curve(6).order(), 32));
  REQUIRE(signs(spki, algorithm, digest, join({r, s})));
  const auto plus_order = [&](const Bytes& number) {
    const BignumPtr sum = number_of(to_hex(reversed(number)));
    must(::BN_add(sum.get(), sum.get(), dstu_curve(6).order()));
    return reversed(padded(sum.get(), 33));
  };
  const Bytes extra{0};
  for (const Bytes& other : {join({zero, s}),
                             join({r, zero}),
                             join({zero, zero}),
                             join({n, s}),
                             join({r, n}),
                             join({Bytes(32, 0xff), s}),
                             join({r, Bytes(32, 0xff)}),
                             join({s, r}),
                             Bytes{},
                             Bytes{0x04},
                             tlv(0x04, {}),
                             join({r, s, extra}),
                             join({extra, r, s}),
                             join({r, ByteView(s).first(31)}),
                             join({plus_order(r), join({s, extra})}),
                             join({join({r, extra}), plus_order(s)}),
                             join({r, extra, extra, s, extra, extra}),
                             tlv(0x04, tlv(0x04, value)),
                             join({tlv(0x04, value), extra}),
                             tlv(0x03, value),
                             tlv(0x30, join({tlv(0x02, r), tlv(0x02, s)}))}) {
    CAPTURE(to_hex(other));
    CHECK_FALSE(signs(spki, algorithm, digest, other));
    CHECK_FALSE(signs(spki, algorithm, digest, tlv(0x04, other)));
  }
  // A sign octet on both halves, as Bouncy Castle writes numbers.
  CHECK(signs(spki, algorithm, digest, join({r, extra, s, extra})));
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("s of a DSTU signature counts from one to n less one and no further", "[crypto]") {
  // With e and s chosen, d = (s - e) / r is a key whose signature has that s: the equation holds
  // for each, zero and n included, and only the range tells them apart.
  const SignatureAlgorithm algorithm = algorithm_of(kLe);
  const Bytes digest = hex(kCmsDigest);
  for (const std::size_t index : {std::size_t{6}, std::size_t{9}}) {
    CAPTURE(index);
    const DstuCurve& curve = dstu_curve(index);
    const EC_GROUP* const group = curve.group();
    const BIGNUM* const n = curve.order();
    const std::size_t width = static_cast<std::size_t>(BN_num_bytes(n));
    const Frame frame;
    BIGNUM* const field = frame.get();
    BIGNUM* const a = frame.get();
    BIGNUM* const b = frame.get();
    must(::EC_GROUP_get_curve(group, field, a, b, frame.context()));
    BIGNUM* const e = frame.get();
    must(::BN_set_word(e, 0x1D7C5A3F));
    const PointPtr point(::EC_POINT_new(group));
    must(::EC_POINT_mul(group, point.get(), e, nullptr, nullptr, frame.context()));
    BIGNUM* const r = frame.get();
    must(::EC_POINT_get_affine_coordinates(group, point.get(), r, nullptr, frame.context()));
    must(::BN_GF2m_mod_mul(r, r, curve.field_element(frame, digest), field, frame.context()));
    curve.truncate(r);
    BIGNUM* const inverse = frame.get();
    must(::BN_mod_inverse(inverse, r, n, frame.context()) == nullptr ? 0 : 1);
    const auto accepts = [&](const BIGNUM* s, const BIGNUM* written) {
      const BignumPtr d(::BN_new());
      must(::BN_mod_sub(d.get(), e, s, n, frame.context()));  // Q = -dP
      must(::BN_mod_mul(d.get(), d.get(), inverse, n, frame.context()));
      must(::EC_POINT_mul(group, point.get(), d.get(), nullptr, nullptr, frame.context()));
      return signs(spki_of(index, reversed(curve.compress(point.get()))), algorithm, digest,
                   join({reversed(padded(r, width)), reversed(padded(written, width))}));
    };
    const BignumPtr s(::BN_new());
    ::BN_zero(s.get());
    CHECK_FALSE(accepts(s.get(), s.get()));
    CHECK_FALSE(accepts(s.get(), n));
    must(::BN_set_word(s.get(), 1));
    CHECK(accepts(s.get(), s.get()));
    must(::BN_sub(s.get(), n, s.get()));
    CHECK(accepts(s.get(), s.get()));  // n - 1
    CHECK_FALSE(accepts(s.get(), n));
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("a hash of nothing but zeros counts as one", "[crypto]") {
  const DstuCurve& curve = dstu_curve(6);
  const Frame frame;
  CHECK(is_one(curve.field_element(frame, Bytes(32, 0))));
  CHECK(is_one(curve.field_element(frame, {})));
  Bytes one(32, 0);
  one[0] = 1;
  CHECK(is_one(curve.field_element(frame, one)));
  // Bits from the degree on are cut off.
  const DstuCurve& small_curve = dstu_curve(0);
  Bytes high(32, 0xff);
  std::fill(high.begin(), high.begin() + 20, std::uint8_t{0});
  high[20] = 0xf8;  // bits 163 and above
  CHECK(is_one(small_curve.field_element(frame, high)));
}

TEST_CASE("DSTU 4145 in an optimal normal basis is named and unsupported", "[crypto]") {
  for (const std::string_view oid : {"1.2.804.2.1.1.1.1.3.1.2", "1.2.804.2.1.1.1.1.3.1.2.1.1"}) {
    const SignatureAlgorithm algorithm = algorithm_of(oid);
    CHECK(algorithm.scheme == SignatureScheme::dstu4145);
    CHECK(algorithm.oid().dotted() == oid);
    CHECK_FALSE(supported(algorithm));
    const PublicKey key =
        PublicKey::from_spki(spki_of(oid, tlv(0x30, named(6)), tlv(0x04, hex(kCmsKey)))).value();
    CHECK(key.family() == KeyFamily::dstu4145_normal_basis);
    CHECK(key.name() == "DSTU 4145 in an optimal normal basis");
    CHECK(verify(key, algorithm, {}, hex(kCmsSig)).error().code == ErrorCode::unsupported);
    CHECK(verify(key, algorithm_of(kLe), {}, hex(kCmsSig)).value() == false);
    // A polynomial key does not sign with it.
    const PublicKey polynomial = PublicKey::from_spki(spki_of(6, hex(kCmsKey))).value();
    CHECK_FALSE(verify(polynomial, algorithm, {}, hex(kCmsSig)).value());
  }
}

TEST_CASE("a polynomial DSTU key on a curve in an optimal normal basis is unsupported or malformed",
          "[crypto]") {
  // domain.md 4.10: the named ones have an arc of their own, under 3.1.2.
  const Bytes octets = tlv(0x04, hex(kCmsKey));
  for (const std::string_view oid :
       {"1.2.804.2.1.1.1.1.3.1.2.2.0", "1.2.804.2.1.1.1.1.3.1.2.2.6"}) {
    CHECK(unsupported_name(spki_of(kLe, tlv(0x30, oid_tlv(oid)), octets)) ==
          "DSTU 4145 " + std::string(oid));
  }
  // Written out, the field is m alone, or m and NULL (X9.62 gnBasis).
  for (const Bytes& basis :
       {Bytes{}, tlv(0x05, {}), tlv(0x30, {}), oid_tlv("1.2.840.10045.1.2.3.1")}) {
    Explicit normal = explicit_of(6);
    normal.field = join({small(257), basis});
    CHECK(refusal(spki_of(kLe, tlv(0x30, normal.der()), octets)) == ErrorCode::malformed);
  }
  // Nor are the parameters of an ordinary EC key those of DSTU 4145 (RFC 3279 2.3.5).
  const Bytes field = tlv(0x30, join({oid_tlv("1.2.840.10045.1.2"), small(257)}));
  CHECK(refusal(spki_of(kLe, tlv(0x30, tlv(0x30, join({small(1), field}))), octets)) ==
        ErrorCode::malformed);
}

TEST_CASE("XML names DSTU 4145 by its OID and keeps its byte order", "[crypto]") {
  const SignatureAlgorithm little = signature_by_uri("urn:oid:1.2.804.2.1.1.1.1.3.1.1");
  CHECK(little.encoding == ValueEncoding::little_endian);
  CHECK(little.digest == DigestAlgorithm::gost_34311_95_dke1);
  CHECK(supported(little));
  const SignatureAlgorithm big = signature_by_uri("urn:oid:1.2.804.2.1.1.1.1.3.1.1.1.1");
  CHECK(big.encoding == ValueEncoding::plain);
  const PublicKey key = PublicKey::from_spki(spki_of(6, hex(kCmsKey))).value();
  CHECK(verify_digest(key, little, hex(kCmsDigest), hex(kCmsSig)).value());
  CHECK(verify_digest(key, big, hex(kCmsDigest), reversed(hex(kCmsSig))).value());
  CHECK_FALSE(verify_digest(key, big, hex(kCmsDigest), hex(kCmsSig)).value());
  CHECK(digest_by_uri("http://www.w3.org/2001/04/xmlenc#gost34311") ==
        DigestAlgorithm::gost_34311_95_dke1);
  CHECK(digest_by_uri("http://www.w3.org/2001/04/xmlenc#dstu7564-256") ==
        DigestAlgorithm::kupyna256);
}

TEST_CASE("threads verify DSTU signatures at the same time", "[crypto]") {
  std::vector<std::thread> threads;
  std::vector<int> verified(4);
  for (std::size_t i = 0; i < verified.size(); ++i) {
    threads.emplace_back([&verified, i] {
      const PublicKey key = PublicKey::from_spki(spki_of(6, hex(kCmsKey))).value();
      for (int times = 0; times < 20; ++times) {
        verified[i] +=
            verify_digest(key, algorithm_of(kLe), hex(kCmsDigest), hex(kCmsSig)).value() ? 1 : 0;
      }
    });
  }
  for (std::thread& one : threads) {
    one.join();
  }
  CHECK(verified == std::vector<int>(4, 20));
}
