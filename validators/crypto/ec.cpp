#include <openssl/obj_mac.h>

#include <algorithm>
#include <array>
#include <utility>

#include "validators/crypto/bignum.h"
#include "validators/crypto/verifier.h"

// ECDSA (SEC 1 4.1.4, FIPS 186-5 6.4.2) over named prime curves of cofactor 1.

namespace senim::crypto {

namespace {

struct Curve {
  Oid oid;
  int nid;
  std::string_view name;
};
// RFC 5480 2.1.1.1, RFC 5639 3; the names of FIPS 186-5 where there is one.
constexpr std::array kCurves = {
    Curve{Oid{"1.2.840.10045.3.1.7"}, NID_X9_62_prime256v1, "P-256"},
    Curve{Oid{"1.3.132.0.34"}, NID_secp384r1, "P-384"},
    Curve{Oid{"1.3.132.0.35"}, NID_secp521r1, "P-521"},
    Curve{Oid{"1.2.840.10045.3.1.1"}, NID_X9_62_prime192v1, "P-192"},
    Curve{Oid{"1.3.132.0.33"}, NID_secp224r1, "P-224"},
    Curve{Oid{"1.3.132.0.10"}, NID_secp256k1, "secp256k1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.1"}, NID_brainpoolP160r1, "brainpoolP160r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.2"}, NID_brainpoolP160t1, "brainpoolP160t1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.3"}, NID_brainpoolP192r1, "brainpoolP192r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.4"}, NID_brainpoolP192t1, "brainpoolP192t1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.5"}, NID_brainpoolP224r1, "brainpoolP224r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.6"}, NID_brainpoolP224t1, "brainpoolP224t1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.7"}, NID_brainpoolP256r1, "brainpoolP256r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.8"}, NID_brainpoolP256t1, "brainpoolP256t1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.9"}, NID_brainpoolP320r1, "brainpoolP320r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.10"}, NID_brainpoolP320t1, "brainpoolP320t1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.11"}, NID_brainpoolP384r1, "brainpoolP384r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.12"}, NID_brainpoolP384t1, "brainpoolP384t1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.13"}, NID_brainpoolP512r1, "brainpoolP512r1"},
    Curve{Oid{"1.3.36.3.3.2.8.1.1.14"}, NID_brainpoolP512t1, "brainpoolP512t1"},
};

using Groups = std::array<GroupPtr, kCurves.size()>;

// Built once: 10 us each, as long as everything else a new key costs together.
const Groups& groups() {
  static const Groups built = [] {
    Groups made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i].reset(::EC_GROUP_new_by_curve_name(kCurves[i].nid));
    }
    drain_errors();  // of curves that this libcrypto was built without
    return made;
  }();
  return built;
}

constexpr std::size_t kNone = kCurves.size();

std::size_t curve_index(const Oid& oid) {
  return static_cast<std::size_t>(std::ranges::find(kCurves, oid, &Curve::oid) - kCurves.begin());
}

// RFC 5480 2.2: uncompressed or compressed; null for hybrid forms, the point at infinity,
// coordinates above the prime and points off the curve. The curves have cofactor 1: no more is
// needed.
PointPtr read_point(const EC_GROUP* group, ByteView octets) {
  if (octets.empty() || octets[0] < 0x02 || octets[0] > 0x04) {
    return nullptr;
  }
  PointPtr point(::EC_POINT_new(group));
  const Frame frame;
  must(point == nullptr ? 0 : 1);
  if (::EC_POINT_oct2point(group, point.get(), octets.data(), octets.size(), frame.context()) !=
          1 ||
      ::EC_POINT_is_at_infinity(group, point.get()) == 1 ||
      ::EC_POINT_is_on_curve(group, point.get(), frame.context()) != 1) {
    drain_errors();
    return nullptr;
  }
  return point;
}

class EcdsaVerifier final : public Verifier {
 public:
  EcdsaVerifier(const EC_GROUP* group, PointPtr key) : group_(group), key_(std::move(key)) {}

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                             ByteView value) const override {
    const BIGNUM* const n = ::EC_GROUP_get0_order(group_);
    const Frame frame;
    Pair pair;
    if (!read_pair(frame, algorithm.encoding, value, n, pair)) {
      return false;
    }
    // SEC 1 4.1.4: u1 = e s^-1, u2 = r s^-1, R = u1 G + u2 Q, accept if x_R mod n = r.
    const BIGNUM* const w = inverse(frame, pair.s, n);
    must(w == nullptr ? 0 : 1);
    BIGNUM* const u1 = frame.get();
    BIGNUM* const u2 = frame.get();
    BIGNUM* const x = frame.get();
    must(::BN_mod_mul(u1, leftmost(frame, digest, n), w, n, frame.context()));
    must(::BN_mod_mul(u2, pair.r, w, n, frame.context()));
    const PointPtr point(::EC_POINT_new(group_));
    must(point == nullptr
             ? 0
             : ::EC_POINT_mul(group_, point.get(), u1, key_.get(), u2, frame.context()));
    if (::EC_POINT_is_at_infinity(group_, point.get()) == 1) {
      return false;
    }
    must(::EC_POINT_get_affine_coordinates(group_, point.get(), x, nullptr, frame.context()));
    must(::BN_nnmod(x, x, n, frame.context()));
    return ::BN_cmp(x, pair.r) == 0;
  }

 private:
  const EC_GROUP* group_;  // of groups(): lives as long as the process
  PointPtr key_;
};

// ---- explicit parameters ------------------------------------------------------------------------

constexpr Oid kPrimeField{"1.2.840.10045.1.1"};

struct ExplicitCurve {
  ByteView p;
  ByteView a;
  ByteView b;
  ByteView base;
  ByteView n;
  std::optional<ByteView> cofactor;
};

Status read_field(der::Reader& reader, ExplicitCurve& curve) {
  SENIM_TRY(der::Reader field, reader.enter(der::kSequence, "fieldID"));
  SENIM_TRY(const der::Element type, field.expect(der::kOid, "fieldType"));
  SENIM_TRY(const Oid oid, der::oid(type));
  if (oid != kPrimeField) {
    return Error{ErrorCode::malformed, "explicit curve over field " + oid.dotted()};
  }
  SENIM_TRY(const der::Element prime, field.expect(der::kInteger, "prime"));
  SENIM_TRY(curve.p, der::unsigned_integer(prime));
  return field.finish("fieldID");
}

Result<ByteView> read_octets(der::Reader& reader, std::string_view what) {
  SENIM_TRY(const der::Element element, reader.expect(der::kOctetString, what));
  return element.content;
}

// ECParameters (RFC 3279 2.3.5).
Result<ExplicitCurve> read_explicit(const der::Element& parameters) {
  ExplicitCurve curve;
  der::Reader reader(parameters);
  SENIM_TRY(const der::Element version, reader.expect(der::kInteger, "version"));
  SENIM_TRY(const std::int64_t number, der::small_integer(version));
  if (number < 1 || number > 3) {
    return Error{ErrorCode::malformed, "ECParameters version"};
  }
  SENIM_CHECK(read_field(reader, curve));
  SENIM_TRY(der::Reader equation, reader.enter(der::kSequence, "curve"));
  SENIM_TRY(curve.a, read_octets(equation, "a"));
  SENIM_TRY(curve.b, read_octets(equation, "b"));
  if (equation.at(der::kBitString)) {
    SENIM_TRY([[maybe_unused]] const der::Element seed, equation.next());
  }
  SENIM_CHECK(equation.finish("curve"));
  SENIM_TRY(curve.base, read_octets(reader, "base"));
  SENIM_TRY(const der::Element order, reader.expect(der::kInteger, "order"));
  SENIM_TRY(curve.n, der::unsigned_integer(order));
  SENIM_TRY(const auto cofactor, reader.next_if(der::kInteger));
  if (cofactor) {
    SENIM_TRY(curve.cofactor, der::unsigned_integer(*cofactor));
  }
  SENIM_CHECK(reader.finish("ECParameters"));
  return curve;
}

// Longer than any field here: not compared, so that hostile lengths cost nothing.
constexpr std::size_t kMaxFieldOctets = 66;

bool is_number(ByteView octets, const BIGNUM* expected) {
  return octets.size() <= kMaxFieldOctets && ::BN_cmp(number(octets).get(), expected) == 0;
}

bool same_curve(const ExplicitCurve& curve, const EC_GROUP* group) {
  const Frame frame;
  BIGNUM* const p = frame.get();
  BIGNUM* const a = frame.get();
  BIGNUM* const b = frame.get();
  must(::EC_GROUP_get_curve(group, p, a, b, frame.context()));
  if (!is_number(curve.p, p) || !is_number(curve.a, a) || !is_number(curve.b, b) ||
      !is_number(curve.n, ::EC_GROUP_get0_order(group)) ||
      (curve.cofactor && !is_number(*curve.cofactor, ::EC_GROUP_get0_cofactor(group)))) {
    return false;
  }
  const PointPtr base = read_point(group, curve.base);
  return base != nullptr &&
         ::EC_POINT_cmp(group, base.get(), ::EC_GROUP_get0_generator(group), frame.context()) == 0;
}

// RFC 5480 2.1.1 knows named curves only. Explicit ones are in old certificates: they are taken for
// the named curve they spell out, and refused when there is none (a generator chosen by an attacker
// makes any key his: CVE-2020-0601).
Result<std::size_t> named_index(const der::Element& parameters) {
  SENIM_TRY(const ExplicitCurve curve, read_explicit(parameters));
  for (std::size_t i = 0; i < kNone; ++i) {
    if (groups().at(i) != nullptr && same_curve(curve, groups().at(i).get())) {
      return i;
    }
  }
  return Error{ErrorCode::malformed, "explicit curve that is no named one"};
}

}  // namespace

Result<KeyParts> read_ec_key(const SubjectKey& subject) {
  KeyParts parts;
  if (!subject.parameters) {
    return Error{ErrorCode::malformed, "EC key without a curve"};
  }
  std::size_t index = kNone;
  if (subject.parameters->tag == der::kOid) {
    SENIM_TRY(parts.curve, der::oid(*subject.parameters));
    index = curve_index(parts.curve);
  } else if (subject.parameters->tag == der::kSequence) {
    SENIM_TRY(index, named_index(*subject.parameters));
    parts.curve = kCurves.at(index).oid;
  } else {
    return Error{ErrorCode::malformed, "EC key whose curve is neither named nor explicit"};
  }
  parts.name = std::string(to_string(KeyFamily::ec)) + " ";
  if (index == kNone || groups().at(index) == nullptr) {
    parts.name += parts.curve.dotted();
    return parts;
  }
  const EC_GROUP* const group = groups().at(index).get();
  PointPtr point = read_point(group, subject.key);
  if (point == nullptr) {
    return Error{ErrorCode::malformed, "EC key is not a point of its curve"};
  }
  parts.name += kCurves.at(index).name;
  parts.bits = static_cast<unsigned>(::EC_GROUP_get_degree(group));
  parts.verifier = std::make_shared<EcdsaVerifier>(group, std::move(point));
  return parts;
}

// SEC 1 2.3.3: x and whether y is odd, as a compressed point says them.
Result<Bytes> ec_identity(const SubjectKey& subject) {
  const ByteView point = subject.key;
  const bool compressed = !point.empty() && (point[0] == 0x02 || point[0] == 0x03);
  // 0x06 and 0x07 say the parity beside y (X9.62 4.3.6).
  const bool whole = !point.empty() && (point[0] == 0x04 || point[0] == 0x06 || point[0] == 0x07) &&
                     point.size() % 2 == 1 && point.size() > 1;
  if (!subject.parameters || (!compressed && !whole)) {
    return Error{ErrorCode::malformed, "EC key without a curve or a point"};
  }
  Oid curve;
  if (subject.parameters->tag == der::kOid) {
    SENIM_TRY(curve, der::oid(*subject.parameters));
    // Over a binary field the bit of a compressed point is not that of y.
    if (curve_index(curve) == kNone && curve != kSm2Curve) {
      return Error{ErrorCode::unsupported, "curve " + curve.dotted()};
    }
  } else {
    SENIM_TRY(const std::size_t index, named_index(*subject.parameters));
    curve = kCurves.at(index).oid;
  }
  const ByteView x = point.subspan(1, compressed ? point.size() - 1 : point.size() / 2);
  Bytes identity = to_bytes(x);
  identity.push_back(compressed ? point[0] : static_cast<std::uint8_t>(0x02 | (point.back() & 1)));
  identity.insert(identity.end(), curve.content().begin(), curve.content().end());
  return identity;
}

}  // namespace senim::crypto
