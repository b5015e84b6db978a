#include "validators/crypto/gost.h"

#include <algorithm>
#include <array>
#include <utility>

#include "validators/crypto/bignum.h"
#include "validators/crypto/verifier.h"

// GOST R 34.10-2001, GOST R 34.10-2012 and their Kazakh editions GOST 34.310-2004 and GOST
// 34.10-2015 (RFC 5832, RFC 7091; RFC 4491, RFC 9215 for the encodings; domain.md 4.1, 4.2, 4.5).
// One equation; the countries differ in identifiers and in the byte order of the signature.

namespace senim::crypto {

namespace {

// ---- curves -------------------------------------------------------------------------------------

// y^2 = x^3 + ax + b over p, order q of the base point. Big-endian hex; an empty a is p - 3.
struct Curve {
  const char* p;
  const char* a;
  const char* b;
  const char* q;
  const char* x;
  const char* y;
};

enum class CurveName : std::uint8_t {
  test,
  crypto_pro_a,
  crypto_pro_b,
  crypto_pro_c,
  tc26_256_a,
  tc26_512_a,
  tc26_512_b,
  tc26_512_c,
};
constexpr std::size_t kCurveCount = 8;

// In the order of CurveName. RFC 4357 11.4, RFC 7091 7.1 (test), RFC 7836 A.2 (tc26-256-A and the
// 512 bit ones).
constexpr std::array<Curve, kCurveCount> kCurves = {{
    {"8000000000000000000000000000000000000000000000000000000000000431", "7",
     "5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
     "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3", "2",
     "08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8"},
    {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97", "", "A6",
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893", "1",
     "8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14"},
    {"8000000000000000000000000000000000000000000000000000000000000C99", "",
     "3E1AF419A269A5F866A7D3C25C3DF80AE979259373FF2B182F49D4CE7E1BBC8B",
     "800000000000000000000000000000015F700CFFF1A624E5E497161BCC8A198F", "1",
     "3FA8124359F96680B83D1C3EB2C070E5C545C9858D03ECFB744BF8D717717EFC"},
    {"9B9F605F5A858107AB1EC85E6B41C8AACF846E86789051D37998F7B9022D759B", "", "805A",
     "9B9F605F5A858107AB1EC85E6B41C8AA582CA3511EDDFB74F02F3A6598980BB9", "0",
     "41ECE55743711A8C3CBF3783CD08C0EE4D4DC440D4641A8F366E550DFDB3BB67"},
    {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFD97",
     "C2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335",
     "295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513",
     "400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67",
     "91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28",
     "32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C"},
    {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
     "",
     "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265"
     "EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
     "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
     "3",
     "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921"
     "DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4"},
    {"8000000000000000000000000000000000000000000000000000000000000000"
     "000000000000000000000000000000000000000000000000000000000000006F",
     "",
     "687D1B459DC841457E3E06CF6F5E2517B97C7D614AF138BCBF85DC806C4B289F"
     "3E965D2DB1416D217F8B276FAD1AB69C50F78BEE1FA3106EFB8CCBC7C5140116",
     "8000000000000000000000000000000000000000000000000000000000000001"
     "49A1EC142565A545ACFDB77BD9D40CFA8B996712101BEA0EC6346C54374F25BD",
     "2",
     "1A8F7EDA389B094C2C071E3647A8940F3C123B697578C213BE6DD9E6C8EC7335"
     "DCB228FD1EDF4A39152CBCAAF8C0398828041055F94CEEEC7E21340780FE41BD"},
    {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
     "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFDC7",
     "DC9203E514A721875485A529D2C722FB187BC8980EB866644DE41C68E1430645"
     "46E861C0E2C9EDD92ADE71F46FCF50FF2AD97F951FDA9F2A2EB6546F39689BD3",
     "B4C4EE28CEBC6C2C8AC12952CF37F16AC7EFB6A9F69F4B57FFDA2E4F0DE5ADE0"
     "38CBC2FFF719D2C18DE0284B8BFEF3B52B8CC7A5F5BF0A3C8D2319A5312557E1",
     "3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
     "C98CDBA46506AB004C33A9FF5147502CC8EDA9E7A769A12694623CEF47F023ED",
     "E2E31EDFC23DE7BDEBE241CE593EF5DE2295B7A9CBAEF021D385F7074CEA043A"
     "A27272A7AE602BF2A7B9033DB9ED3610C6FB85487EAE97AAC5BC7928C1950148",
     "F5CE40D95B5EB899ABBCCFF5911CB8577939804D6527378B8C108C3D2090FF9B"
     "E18E2D33E3021ED2EF32D85822423B6304F726AA854BAE07D0396E9A9ADDC40F"},
}};

BIGNUM* from_hex(const Frame& frame, const char* hex) {
  BIGNUM* value = frame.get();
  must(::BN_hex2bn(&value, hex) > 0 ? 1 : 0);
  return value;
}

GroupPtr build(const Curve& curve) {
  const Frame frame;
  BIGNUM* const p = from_hex(frame, curve.p);
  BIGNUM* const a = frame.get();
  if (*curve.a == '\0') {
    must(::BN_copy(a, p) == nullptr ? 0 : ::BN_sub_word(a, 3));
  } else {
    must(::BN_copy(a, from_hex(frame, curve.a)) == nullptr ? 0 : 1);
  }
  GroupPtr group(::EC_GROUP_new_curve_GFp(p, a, from_hex(frame, curve.b), frame.context()));
  must(group == nullptr ? 0 : 1);
  const PointPtr base(::EC_POINT_new(group.get()));
  must(base == nullptr
           ? 0
           : ::EC_POINT_set_affine_coordinates(group.get(), base.get(), from_hex(frame, curve.x),
                                               from_hex(frame, curve.y), frame.context()));
  // Without a cofactor OpenSSL computes it: 4 for tc26-256-A and tc26-512-C, else 1.
  must(::EC_GROUP_set_generator(group.get(), base.get(), from_hex(frame, curve.q), nullptr));
  return group;
}

// Built once; shared by every key and thread.
const EC_GROUP* group_of(CurveName name) {
  static const std::array<GroupPtr, kCurveCount> built = [] {
    std::array<GroupPtr, kCurveCount> made;
    std::ranges::transform(kCurves, made.begin(), build);
    return made;
  }();
  return built.at(static_cast<std::size_t>(name)).get();
}

// ---- families and parameter sets ----------------------------------------------------------------

enum class Order : std::uint8_t {
  russian,  // RFC 4491 2.2.2: s || r, each big-endian
  kazakh,   // domain.md 4.1: r || s, each little-endian
};
enum class DigestSet : std::uint8_t { required, optional };

struct Family {
  KeyFamily family;
  DigestAlgorithm digest;
  unsigned bits;
  Order order;
  Oid digest_set;
  DigestSet presence;
};

// RFC 4491 2.3.2 (2001), RFC 9215 4 (2012), domain.md 4.1 (Kazakhstan).
constexpr std::array kFamilies = {
    Family{KeyFamily::gost_34102015_512, DigestAlgorithm::streebog512, 512, Order::kazakh,
           Oid{"1.2.398.3.10.1.3.3"}, DigestSet::required},
    Family{KeyFamily::gost_34102015_256, DigestAlgorithm::streebog256, 256, Order::kazakh,
           Oid{"1.2.398.3.10.1.3.2"}, DigestSet::required},
    Family{KeyFamily::gost_34310_2004, DigestAlgorithm::gost_34311_95, 256, Order::kazakh,
           Oid{"1.2.398.3.10.1.3.1.1.0"}, DigestSet::required},
    Family{KeyFamily::gost_r_3410_2012_256, DigestAlgorithm::streebog256, 256, Order::russian,
           Oid{"1.2.643.7.1.1.2.2"}, DigestSet::optional},
    Family{KeyFamily::gost_r_3410_2012_512, DigestAlgorithm::streebog512, 512, Order::russian,
           Oid{"1.2.643.7.1.1.2.3"}, DigestSet::optional},
    Family{KeyFamily::gost_r_3410_2001, DigestAlgorithm::gost_r_3411_94, 256, Order::russian,
           Oid{"1.2.643.2.2.30.1"}, DigestSet::required},
};

struct ParameterSet {
  KeyFamily family;
  Oid oid;
  CurveName curve;
};

constexpr std::array kSets = {
    ParameterSet{KeyFamily::gost_34102015_512, Oid{"1.2.398.3.10.1.1.2.2.1"},
                 CurveName::tc26_512_a},
    ParameterSet{KeyFamily::gost_34102015_256, Oid{"1.2.398.3.10.1.1.2.1.1"},
                 CurveName::tc26_256_a},
    ParameterSet{KeyFamily::gost_34310_2004, Oid{"1.2.398.3.10.1.1.1.1.1"},
                 CurveName::crypto_pro_a},
    ParameterSet{KeyFamily::gost_r_3410_2012_512, Oid{"1.2.643.7.1.2.1.2.1"},
                 CurveName::tc26_512_a},
    ParameterSet{KeyFamily::gost_r_3410_2012_512, Oid{"1.2.643.7.1.2.1.2.2"},
                 CurveName::tc26_512_b},
    ParameterSet{KeyFamily::gost_r_3410_2012_512, Oid{"1.2.643.7.1.2.1.2.3"},
                 CurveName::tc26_512_c},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.7.1.2.1.1.1"},
                 CurveName::tc26_256_a},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.7.1.2.1.1.2"},
                 CurveName::crypto_pro_a},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.7.1.2.1.1.3"},
                 CurveName::crypto_pro_b},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.7.1.2.1.1.4"},
                 CurveName::crypto_pro_c},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.2.2.35.1"}, CurveName::crypto_pro_a},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.2.2.35.2"}, CurveName::crypto_pro_b},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.2.2.35.3"}, CurveName::crypto_pro_c},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.2.2.36.0"}, CurveName::crypto_pro_a},
    ParameterSet{KeyFamily::gost_r_3410_2012_256, Oid{"1.2.643.2.2.36.1"}, CurveName::crypto_pro_c},
    ParameterSet{KeyFamily::gost_r_3410_2001, Oid{"1.2.643.2.2.35.0"}, CurveName::test},
    ParameterSet{KeyFamily::gost_r_3410_2001, Oid{"1.2.643.2.2.35.1"}, CurveName::crypto_pro_a},
    ParameterSet{KeyFamily::gost_r_3410_2001, Oid{"1.2.643.2.2.35.2"}, CurveName::crypto_pro_b},
    ParameterSet{KeyFamily::gost_r_3410_2001, Oid{"1.2.643.2.2.35.3"}, CurveName::crypto_pro_c},
    ParameterSet{KeyFamily::gost_r_3410_2001, Oid{"1.2.643.2.2.36.0"}, CurveName::crypto_pro_a},
    ParameterSet{KeyFamily::gost_r_3410_2001, Oid{"1.2.643.2.2.36.1"}, CurveName::crypto_pro_c},
};

const ParameterSet* find_set(KeyFamily family, const Oid& oid) {
  const auto* const found = std::ranges::find_if(
      kSets, [&](const ParameterSet& row) { return row.family == family && row.oid == oid; });
  return found == kSets.end() ? nullptr : found;
}

// What the parameters name. An empty `set`: the key carries its curve itself.
struct NamedSets {
  Oid set;
  std::optional<Oid> digest;
};

// GostR3410-PublicKeyParameters ::= SEQUENCE { publicKeyParamSet, digestParamSet OPTIONAL,
// encryptionParamSet OPTIONAL } (RFC 9215 4); Kazakhstan writes the first two.
Result<NamedSets> read_parameters(const der::Element& parameters) {
  if (parameters.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "GOST key parameters are not a SEQUENCE"};
  }
  der::Reader reader(parameters);
  NamedSets named;
  if (!reader.at(der::kOid)) {
    return reader.done() ? Result<NamedSets>(Error{ErrorCode::malformed, "no parameter set"})
                         : Result<NamedSets>(named);
  }
  SENIM_TRY(const der::Element set, reader.expect(der::kOid, "publicKeyParamSet"));
  SENIM_TRY(named.set, der::oid(set));
  SENIM_TRY(const auto digest, reader.next_if(der::kOid));
  if (digest) {
    SENIM_TRY(named.digest, der::oid(*digest));
    SENIM_TRY([[maybe_unused]] const auto encryption, reader.next_if(der::kOid));
  }
  SENIM_CHECK(reader.finish("GOST key parameters"));
  return named;
}

// ---- keys ---------------------------------------------------------------------------------------

// An OCTET STRING with x || y, each little-endian. Null when it is not, for coordinates above the
// prime, points off the curve, and points of the small subgroups where there are some (RFC 9215 4,
// RFC 7091 5.2: qQ = 0). The point at infinity has no such encoding.
PointPtr read_point(const EC_GROUP* group, ByteView key) {
  const auto wrapped = der::single(key, der::Rules::der, "GOST public key");
  const auto width = static_cast<std::size_t>(::EC_GROUP_get_degree(group) + 7) / 8;
  if (!wrapped || wrapped->tag != der::kOctetString || wrapped->content.size() != 2 * width) {
    return nullptr;
  }
  Bytes octets{0x04};  // SEC 1 2.3.3
  const ByteView x = wrapped->content.first(width);
  const ByteView y = wrapped->content.last(width);
  octets.insert(octets.end(), x.rbegin(), x.rend());
  octets.insert(octets.end(), y.rbegin(), y.rend());
  const Frame frame;
  PointPtr point(::EC_POINT_new(group));
  must(point == nullptr ? 0 : 1);
  if (::EC_POINT_oct2point(group, point.get(), octets.data(), octets.size(), frame.context()) !=
      1) {
    drain_errors();
    return nullptr;
  }
  if (!is_one(::EC_GROUP_get0_cofactor(group))) {
    const PointPtr multiple(::EC_POINT_new(group));
    must(multiple == nullptr ? 0
                             : ::EC_POINT_mul(group, multiple.get(), nullptr, point.get(),
                                              ::EC_GROUP_get0_order(group), frame.context()));
    if (::EC_POINT_is_at_infinity(group, multiple.get()) != 1) {
      return nullptr;
    }
  }
  return point;
}

class GostVerifier final : public Verifier {
 public:
  GostVerifier(const Family& family, const EC_GROUP* group, PointPtr key)
      : family_(family), group_(group), key_(std::move(key)) {}

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                             ByteView value) const override {
    const BIGNUM* const q = ::EC_GROUP_get0_order(group_);
    const Frame frame;
    Pair pair;
    if (algorithm.digest != family_.digest || !read_value(frame, value, pair)) {
      return false;
    }
    // RFC 7091 6.2 (GOST R 34.10-2012 6.2), steps 2 to 7. The digest is a little-endian number.
    BIGNUM* const e = frame.get_little_endian(digest);
    must(::BN_nnmod(e, e, q, frame.context()));
    if (::BN_is_zero(e) == 1) {
      must(::BN_set_word(e, 1));
    }
    const BIGNUM* const v = inverse(frame, e, q);
    must(v == nullptr ? 0 : 1);
    BIGNUM* const z1 = frame.get();
    BIGNUM* const z2 = frame.get();
    must(::BN_mod_mul(z1, pair.s, v, q, frame.context()));
    must(::BN_mod_mul(z2, pair.r, v, q, frame.context()));
    must(::BN_sub(z2, q, z2));
    const PointPtr point(::EC_POINT_new(group_));
    must(point == nullptr
             ? 0
             : ::EC_POINT_mul(group_, point.get(), z1, key_.get(), z2, frame.context()));
    if (::EC_POINT_is_at_infinity(group_, point.get()) == 1) {
      return false;
    }
    BIGNUM* const x = frame.get();
    must(::EC_POINT_get_affine_coordinates(group_, point.get(), x, nullptr, frame.context()));
    must(::BN_nnmod(x, x, q, frame.context()));
    return ::BN_cmp(x, pair.r) == 0;
  }

 private:
  // Step 1: 0 < r, s < q; exactly two numbers as wide as the family says, before any arithmetic.
  bool read_value(const Frame& frame, ByteView value, Pair& pair) const {
    const std::size_t width = family_.bits / 8;
    if (value.size() != 2 * width) {
      return false;
    }
    switch (family_.order) {
      case Order::russian:
        pair.s = frame.get(value.first(width));
        pair.r = frame.get(value.last(width));
        break;
      case Order::kazakh:
        pair.r = frame.get_little_endian(value.first(width));
        pair.s = frame.get_little_endian(value.last(width));
        break;
    }
    return in_range(pair.r) && in_range(pair.s);
  }
  bool in_range(const BIGNUM* number) const {
    return ::BN_is_zero(number) == 0 && ::BN_cmp(number, ::EC_GROUP_get0_order(group_)) < 0;
  }

  const Family& family_;   // a row of kFamilies
  const EC_GROUP* group_;  // of group_of(): lives as long as the process
  PointPtr key_;
};

// RFC 4491 2.3.2: a 2001 key may leave its parameters to the issuer's.
bool inherits(const Family& family, const SubjectKey& subject) {
  return family.family == KeyFamily::gost_r_3410_2001 &&
         (!subject.parameters ||
          (subject.parameters->tag == der::kNull && subject.parameters->content.empty()));
}

}  // namespace

const ec_group_st* gost_curve(KeyFamily family, const Oid& set) {
  const ParameterSet* const row = find_set(family, set);
  return row == nullptr ? nullptr : group_of(row->curve);
}

Result<KeyParts> read_gost_key(KeyFamily name, const SubjectKey& subject) {
  const Family& family = *std::ranges::find(kFamilies, name, &Family::family);
  KeyParts parts;
  parts.name = to_string(name);
  parts.bits = family.bits;
  if (inherits(family, subject)) {
    parts.lacks_parameters = true;
    return parts;
  }
  if (!subject.parameters) {
    return Error{ErrorCode::malformed, parts.name + " key without parameters"};
  }
  SENIM_TRY(const NamedSets named, read_parameters(*subject.parameters));
  if (named.set.empty()) {
    parts.name += " on an explicit curve";
    return parts;
  }
  parts.curve = named.set;
  const ParameterSet* const set = find_set(name, named.set);
  if (set == nullptr) {
    parts.name += " " + named.set.dotted();
    return parts;
  }
  if (!named.digest && family.presence == DigestSet::required) {
    return Error{ErrorCode::malformed, parts.name + " key without a digest parameter set"};
  }
  if (named.digest && *named.digest != family.digest_set) {
    parts.name += " with digest set " + named.digest->dotted();  // another S-box: not ours to guess
    return parts;
  }
  const EC_GROUP* const group = group_of(set->curve);
  PointPtr point = read_point(group, subject.key);
  if (point == nullptr) {
    return Error{ErrorCode::malformed, parts.name + " key is not a point of its curve"};
  }
  parts.verifier = std::make_shared<GostVerifier>(family, group, std::move(point));
  return parts;
}

// Several sets name one curve, with or without a digest set beside (RFC 9215 4); no two curves have
// one order.
Result<Bytes> gost_identity(KeyFamily family, const SubjectKey& subject) {
  if (!subject.parameters) {
    return Error{ErrorCode::unsupported, "parameters of the issuer's key"};
  }
  SENIM_TRY(const NamedSets named, read_parameters(*subject.parameters));
  const EC_GROUP* const group = gost_curve(family, named.set);
  if (group == nullptr) {
    return Error{ErrorCode::unsupported, "curve " + named.set.dotted()};
  }
  SENIM_TRY(const der::Element point, der::single(subject.key, der::Rules::der, "GOST key"));
  if (point.tag != der::kOctetString) {
    return Error{ErrorCode::malformed, "GOST key is not an OCTET STRING"};
  }
  const BIGNUM* const order = ::EC_GROUP_get0_order(group);
  Bytes identity(static_cast<std::size_t>(BN_num_bytes(order)));
  must(::BN_bn2bin(order, identity.data()) > 0 ? 1 : 0);
  identity.insert(identity.end(), point.content.begin(), point.content.end());
  return identity;
}

}  // namespace senim::crypto
