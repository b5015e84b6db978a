#include "validators/crypto/bign.h"

#include <algorithm>
#include <array>
#include <utility>

#include "validators/crypto/belt.h"
#include "validators/crypto/bignum.h"
#include "validators/crypto/verifier.h"

// bign, the signature of Belarus (STB 34.101.45; domain.md 4.6, 4.9), at its three levels. All
// numbers are little-endian octets. Keys name a curve of the standard's table; explicit parameters
// are legal there and refused here by name, as the national profile does.

namespace senim::crypto {

namespace {

// ---- curves -------------------------------------------------------------------------------------

// y^2 = x^3 - 3x + b over p, base point (0, y) of prime order q. Hex of the octets as the standard
// prints them: little-endian.
struct Curve {
  Oid oid;
  std::string_view name;
  unsigned bits;  // 2 l
  std::string_view p;
  std::string_view b;
  std::string_view q;
  std::string_view y;
};

// STB 34.101.45 tables B.1, B.2 and B.3.
constexpr std::array kCurves = {
    Curve{Oid{"1.2.112.0.2.0.34.101.45.3.1"}, "bign-curve256v1", 256,
          "43FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
          "F1039CD66B7D2EB253928B976950F54CBEFBD8E4AB3AC1D2EDA8F315156CCE77",
          "07663D2699BF5A7EFC4DFB0DD68E5CD9FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
          "936A510418CF291E52F608C4663991785D83D651A3C9E45C9FD616FB3CFCF76B"},
    Curve{Oid{"1.2.112.0.2.0.34.101.45.3.2"}, "bign-curve384v1", 384,
          "C3FEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
          "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
          "64BF736823FCA7BC7CBDCEF3F0E2BD143A2E71E9F96A21A6"
          "96B1FB0FBB482771D2345D65AB5A073320EF9C95E1DF753C",
          "B7A70CF33FDCB73D0AFFA4A6E7DA4680BB7BAF7303C4CC6C"
          "FEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
          "51C433F731CB5EEAF9422A6B273E408455D3B1669EE74905"
          "A0FF86DC119A723A89BF2D437E1130639E9E2EA82482435D"},
    Curve{Oid{"1.2.112.0.2.0.34.101.45.3.3"}, "bign-curve512v1", 512,
          "C7FDFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
          "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
          "909C13D6986934097AA2493A272286EA43A2AC878C003329955E24C4B5DC1127"
          "88B0ADDAE313CE1751255DDDEEA9C65B8958FD606A5D8CD8438C3B934459B46C",
          "F18E060D49ADFFDC32DF5695E5CA1B36F413212EB0EB6BF24E0098012C09C0B2"
          "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
          "BDEDEFCE6FAE92B7040D4CC9B983AA676122E8EE957377FFD26FFA0EE2DD7369"
          "DACACC001BF8EDD2E2BC61B3B341ABB0AB8FD1A0F7E682B1817603E47AFF26A8"},
};

Bytes octets_of(std::string_view hex) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  Bytes octets(hex.size() / 2);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    octets[i] =
        static_cast<std::uint8_t>(kDigits.find(hex[2 * i]) << 4 | kDigits.find(hex[2 * i + 1]));
  }
  return octets;
}

GroupPtr build(const Curve& curve) {
  const Frame frame;
  const auto number = [&frame](std::string_view hex) {
    return frame.get_little_endian(octets_of(hex));
  };
  BIGNUM* const p = number(curve.p);
  BIGNUM* const a = number(curve.p);
  must(::BN_sub_word(a, 3));
  GroupPtr group(::EC_GROUP_new_curve_GFp(p, a, number(curve.b), frame.context()));
  must(group == nullptr ? 0 : 1);
  const PointPtr base(::EC_POINT_new(group.get()));
  must(base == nullptr ? 0
                       : ::EC_POINT_set_affine_coordinates(group.get(), base.get(), frame.get(),
                                                           number(curve.y), frame.context()));
  must(::EC_GROUP_set_generator(group.get(), base.get(), number(curve.q), ::BN_value_one()));
  return group;
}

// Built once; shared by every key and thread.
const EC_GROUP* group_of(const Curve& curve) {
  static const std::array<GroupPtr, kCurves.size()> built = [] {
    std::array<GroupPtr, kCurves.size()> made;
    std::ranges::transform(kCurves, made.begin(), build);
    return made;
  }();
  return built.at(static_cast<std::size_t>(&curve - kCurves.data())).get();
}

// The pairs of the standard (domain.md 4.9); what else hashes to the same width is none.
bool goes_with(DigestAlgorithm digest, const Curve& curve) {
  const unsigned bits = curve.bits;
  return (digest == DigestAlgorithm::belt_hash && bits == 256) ||
         (digest == DigestAlgorithm::bash256 && bits == 256) ||
         (digest == DigestAlgorithm::bash384 && bits == 384) ||
         (digest == DigestAlgorithm::bash512 && bits == 512);
}

// ---- keys and signatures ------------------------------------------------------------------------

// x || y and nothing else. Null for another length, coordinates above the prime and points off the
// curve; the point at infinity has no such encoding, and the curves have cofactor 1.
PointPtr read_point(const EC_GROUP* group, ByteView key) {
  const auto width = static_cast<std::size_t>(::EC_GROUP_get_degree(group)) / 8;
  if (key.size() != 2 * width) {
    return nullptr;
  }
  Bytes octets{0x04};  // SEC 1 2.3.3
  octets.insert(octets.end(), key.rbegin() + static_cast<std::ptrdiff_t>(width), key.rend());
  octets.insert(octets.end(), key.rbegin(), key.rbegin() + static_cast<std::ptrdiff_t>(width));
  const Frame frame;
  PointPtr point(::EC_POINT_new(group));
  must(point == nullptr ? 0 : 1);
  if (::EC_POINT_oct2point(group, point.get(), octets.data(), octets.size(), frame.context()) !=
      1) {
    drain_errors();
    return nullptr;
  }
  return point;
}

class BignVerifier final : public Verifier {
 public:
  BignVerifier(const Curve& curve, PointPtr key)
      : curve_(curve), group_(group_of(curve)), key_(std::move(key)) {}

  // STB 34.101.45 7.1.4.
  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                             ByteView value) const override {
    if (!goes_with(algorithm.digest, curve_)) {
      return Error{ErrorCode::malformed,
                   algorithm.name() + " with a key on " + std::string(curve_.name)};
    }
    const std::size_t half = curve_.bits / 16;  // l / 8 octets
    if (value.size() != 3 * half) {
      return false;
    }
    const Frame frame;
    const ByteView s0 = value.first(half);
    BIGNUM* const s1 = frame.get_little_endian(value.subspan(half));
    const BIGNUM* const q = ::EC_GROUP_get0_order(group_);
    if (::BN_cmp(s1, q) >= 0) {
      return false;
    }
    // R = ((s1 + H) mod q) G + (s0 + 2^l) Q.
    must(::BN_mod_add(s1, s1, frame.get_little_endian(digest), q, frame.context()));
    BIGNUM* const second = frame.get_little_endian(s0);
    must(::BN_set_bit(second, static_cast<int>(8 * half)));
    const PointPtr point(::EC_POINT_new(group_));
    must(point == nullptr
             ? 0
             : ::EC_POINT_mul(group_, point.get(), s1, key_.get(), second, frame.context()));
    if (::EC_POINT_is_at_infinity(group_, point.get()) == 1) {
      return false;
    }
    BIGNUM* const x = frame.get();
    must(::EC_POINT_get_affine_coordinates(group_, point.get(), x, nullptr, frame.context()));
    return equal(ByteView(challenge(algorithm.digest, x, digest)).first(half), s0);
  }

 private:
  // belt-hash(DER of the hash's OID || x of R || H): belt at every level, whatever H was made with.
  static BeltHash::Value challenge(DigestAlgorithm algorithm, const BIGNUM* x, ByteView digest) {
    const Oid oid = digest_oid(algorithm);
    const std::array<std::uint8_t, 2> head = {0x06,
                                              static_cast<std::uint8_t>(oid.content().size())};
    std::array<std::uint8_t, 64> octets{};
    const ByteView abscissa = ByteView(octets).first(digest.size());
    must(::BN_bn2lebinpad(x, octets.data(), static_cast<int>(abscissa.size())) > 0 ? 1 : 0);
    BeltHash hash;
    for (const ByteView part : {ByteView(head), oid.content(), abscissa, digest}) {
      hash.update(part);
    }
    return hash.finish();
  }

  const Curve& curve_;     // a row of kCurves
  const EC_GROUP* group_;  // of group_of(): lives as long as the process
  PointPtr key_;
};

const Curve* find_curve(const Oid& oid) {
  const auto* const found = std::ranges::find(kCurves, oid, &Curve::oid);
  return found == kCurves.end() ? nullptr : found;
}

}  // namespace

const ec_group_st* bign_curve(const Oid& oid) {
  const Curve* const curve = find_curve(oid);
  return curve == nullptr ? nullptr : group_of(*curve);
}

Result<KeyParts> read_bign_key(const SubjectKey& subject) {
  KeyParts parts;
  parts.name = to_string(KeyFamily::bign);
  if (!subject.parameters) {
    return Error{ErrorCode::malformed, parts.name + " key without a curve"};
  }
  if (subject.parameters->tag == der::kSequence) {
    parts.name += " on an explicit curve";  // domain.md 4.9: legal, and refused as unsupported
    return parts;
  }
  if (subject.parameters->tag != der::kOid) {
    return Error{ErrorCode::malformed,
                 parts.name + " key whose curve is neither named nor explicit"};
  }
  SENIM_TRY(parts.curve, der::oid(*subject.parameters));
  const Curve* const curve = find_curve(parts.curve);
  if (curve == nullptr) {
    parts.name += " " + parts.curve.dotted();
    return parts;
  }
  parts.name.append(" ").append(curve->name);
  parts.bits = curve->bits;
  PointPtr point = read_point(group_of(*curve), subject.key);
  if (point == nullptr) {
    return Error{ErrorCode::malformed, parts.name + " key is not a point of its curve"};
  }
  parts.verifier = std::make_shared<BignVerifier>(*curve, std::move(point));
  return parts;
}

}  // namespace senim::crypto
