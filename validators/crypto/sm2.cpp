#include "validators/crypto/sm2.h"

#include <openssl/obj_mac.h>

#include <array>
#include <utility>

#include "validators/crypto/bignum.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/verifier.h"

// SM2 signatures of China (GB/T 32918.2; domain.md 4.11) over SM3, on the recommended curve. What
// is hashed starts with the key's own identity: who holds only a digest of the message cannot tell.

namespace senim::crypto {

namespace {

constexpr std::size_t kWidth = 32;
// ENTL, the length of the default identifier in bits, and that.
constexpr std::string_view kDefaultId(
    "\x00\x80"
    "1234567812345678",
    18);

// ENTL || ID || a || b || xG || yG: the same for every key.
Bytes common_identity() {
  const EC_GROUP* const group = sm2_curve();
  const Frame frame;
  const std::array<BIGNUM*, 4> numbers = {frame.get(), frame.get(), frame.get(), frame.get()};
  must(::EC_GROUP_get_curve(group, nullptr, numbers[0], numbers[1], frame.context()));
  must(::EC_POINT_get_affine_coordinates(group, ::EC_GROUP_get0_generator(group), numbers[2],
                                         numbers[3], frame.context()));
  Bytes octets = to_bytes(kDefaultId);
  for (const BIGNUM* const number : numbers) {
    std::array<std::uint8_t, kWidth> written{};
    must(::BN_bn2binpad(number, written.data(), static_cast<int>(kWidth)) > 0 ? 1 : 0);
    octets.insert(octets.end(), written.begin(), written.end());
  }
  return octets;
}

// GM/T 0009 and 0015: uncompressed only. Null for coordinates above the prime and points off the
// curve; the curve has cofactor 1.
PointPtr read_point(const EC_GROUP* group, ByteView octets) {
  if (octets.size() != 1 + 2 * kWidth || octets[0] != 0x04) {
    return nullptr;
  }
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

class Sm2Verifier final : public Verifier {
 public:
  Sm2Verifier(PointPtr key, Bytes identity)
      : group_(sm2_curve()), key_(std::move(key)), identity_(std::move(identity)) {}

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView,
                             ByteView) const override {
    return Error{ErrorCode::unsupported, algorithm.name() + " needs the message, not its digest"};
  }

  Result<bool> verify(const SignatureAlgorithm& algorithm, ByteView message,
                      ByteView value) const override {
    SENIM_TRY(Hasher hasher, Hasher::start(algorithm.digest));
    hasher.update(identity_);
    hasher.update(message);
    return verify_hash(algorithm.encoding, std::move(hasher).finish(), value);
  }

 private:
  // GB/T 32918.2 7.1, steps B1 to B7, of e = SM3(Z || M).
  bool verify_hash(ValueEncoding encoding, ByteView hash, ByteView value) const {
    const BIGNUM* const n = ::EC_GROUP_get0_order(group_);
    const Frame frame;
    Pair pair;
    if (!read_pair(frame, encoding, value, n, pair)) {
      return false;
    }
    BIGNUM* const t = frame.get();
    must(::BN_mod_add(t, pair.r, pair.s, n, frame.context()));
    if (::BN_is_zero(t) == 1) {
      return false;
    }
    const PointPtr point(::EC_POINT_new(group_));
    must(point == nullptr
             ? 0
             : ::EC_POINT_mul(group_, point.get(), pair.s, key_.get(), t, frame.context()));
    if (::EC_POINT_is_at_infinity(group_, point.get()) == 1) {
      return false;
    }
    BIGNUM* const x = frame.get();
    must(::EC_POINT_get_affine_coordinates(group_, point.get(), x, nullptr, frame.context()));
    must(::BN_mod_add(x, x, frame.get(hash), n, frame.context()));
    return ::BN_cmp(x, pair.r) == 0;
  }

  const EC_GROUP* group_;  // of sm2_curve(): lives as long as the process
  PointPtr key_;
  Bytes identity_;  // Z
};

}  // namespace

const ec_group_st* sm2_curve() {
  static const GroupPtr built = [] {
    GroupPtr made(::EC_GROUP_new_by_curve_name(NID_sm2));
    drain_errors();
    return made;
  }();
  return built.get();
}

Bytes sm2_identity(ByteView key) {
  static const Bytes common = common_identity();
  Bytes octets = common;
  octets.insert(octets.end(), key.begin() + 1, key.end());
  return digest(DigestAlgorithm::sm3, octets).value();
}

Result<KeyParts> read_sm2_key(const SubjectKey& subject) {
  KeyParts parts;
  parts.name = to_string(KeyFamily::sm2);
  SENIM_TRY(parts.curve, der::oid(*subject.parameters));
  parts.bits = 8 * kWidth;
  if (sm2_curve() == nullptr || !supported(DigestAlgorithm::sm3)) {
    return parts;
  }
  PointPtr point = read_point(sm2_curve(), subject.key);
  if (point == nullptr) {
    return Error{ErrorCode::malformed, parts.name + " key is not a point of its curve"};
  }
  parts.verifier = std::make_shared<Sm2Verifier>(std::move(point), sm2_identity(subject.key));
  return parts;
}

}  // namespace senim::crypto
