#include <utility>

#include "validators/crypto/bignum.h"
#include "validators/crypto/verifier.h"

// DSA (FIPS 186-4 4.7), domain parameters from the key itself or inherited.

namespace senim::crypto {

namespace {

// OpenSSL's ceiling (OPENSSL_DSA_MAX_MODULUS_BITS); below 512 bits nothing was ever standardised.
constexpr int kMinDsaBits = 512;
constexpr int kMaxDsaBits = 10000;

struct Numbers {
  BignumPtr p;
  BignumPtr q;
  BignumPtr g;
  BignumPtr y;
};

class DsaVerifier final : public Verifier {
 public:
  DsaVerifier(Numbers numbers, MontPtr montgomery)
      : numbers_(std::move(numbers)), montgomery_(std::move(montgomery)) {}

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                             ByteView value) const override {
    const BIGNUM* const q = numbers_.q.get();
    const Frame frame;
    Pair pair;
    if (!read_pair(frame, algorithm.encoding, value, q, pair)) {
      return false;
    }
    // FIPS 186-4 4.7: w = s^-1, u1 = z w, u2 = r w, v = (g^u1 y^u2 mod p) mod q.
    const BIGNUM* const w = inverse(frame, pair.s, q);
    if (w == nullptr) {  // q is not prime
      return false;
    }
    BIGNUM* const u1 = frame.get();
    BIGNUM* const u2 = frame.get();
    BIGNUM* const v = frame.get();
    must(::BN_mod_mul(u1, leftmost(frame, digest, q), w, q, frame.context()));
    must(::BN_mod_mul(u2, pair.r, w, q, frame.context()));
    must(::BN_mod_exp2_mont(v, numbers_.g.get(), u1, numbers_.y.get(), u2, numbers_.p.get(),
                            frame.context(), montgomery_.get()));
    must(::BN_nnmod(v, v, q, frame.context()));
    return ::BN_cmp(v, pair.r) == 0;
  }

 private:
  Numbers numbers_;
  MontPtr montgomery_;
};

Status read_domain(const der::Element& parameters, Numbers& numbers) {
  if (parameters.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "Dss-Parms is not a SEQUENCE"};
  }
  der::Reader reader(parameters);
  for (BignumPtr* const target : {&numbers.p, &numbers.q, &numbers.g}) {
    SENIM_TRY(const der::Element element, reader.expect(der::kInteger, "Dss-Parms"));
    SENIM_TRY(const ByteView octets, der::unsigned_integer(element));
    *target = number(octets);
  }
  return reader.finish("Dss-Parms");
}

bool between(const BIGNUM* value, const BIGNUM* below) {
  return ::BN_is_zero(value) == 0 && !is_one(value) && ::BN_cmp(value, below) < 0;
}

// FIPS 186-4 4.2: the sizes there are.
bool standard_sizes(const Numbers& numbers) {
  const int p = ::BN_num_bits(numbers.p.get());
  const int q = ::BN_num_bits(numbers.q.get());
  return p >= kMinDsaBits && p <= kMaxDsaBits && (q == 160 || q == 224 || q == 256);
}

// g and y generate the subgroup of order q: a g of small order would let anybody sign.
Status check_numbers(const Numbers& numbers, BN_MONT_CTX* montgomery) {
  const Frame frame;
  BIGNUM* const power = frame.get();
  for (const BIGNUM* const element : {numbers.g.get(), numbers.y.get()}) {
    if (!between(element, numbers.p.get())) {
      return Error{ErrorCode::malformed, "DSA generator or key is out of range"};
    }
    must(::BN_mod_exp_mont(power, element, numbers.q.get(), numbers.p.get(), frame.context(),
                           montgomery));
    if (!is_one(power)) {
      return Error{ErrorCode::malformed, "DSA generator or key is not of order q"};
    }
  }
  return success();
}

Result<BignumPtr> read_key_value(ByteView key) {
  SENIM_TRY(const der::Element element, der::single(key, der::Rules::der, "DSAPublicKey"));
  if (element.tag != der::kInteger) {
    return Error{ErrorCode::malformed, "DSAPublicKey is not an INTEGER"};
  }
  SENIM_TRY(const ByteView octets, der::unsigned_integer(element));
  return number(octets);
}

}  // namespace

Result<KeyParts> read_dsa_key(const SubjectKey& subject) {
  Numbers numbers;
  SENIM_TRY(numbers.y, read_key_value(subject.key));
  KeyParts parts;
  parts.name = to_string(KeyFamily::dsa);
  if (!subject.parameters || subject.parameters->tag == der::kNull) {
    parts.lacks_parameters = true;  // RFC 3279 2.3.2: the issuer's
    return parts;
  }
  SENIM_CHECK(read_domain(*subject.parameters, numbers));
  parts.bits = static_cast<unsigned>(::BN_num_bits(numbers.p.get()));
  parts.name += " " + std::to_string(parts.bits);
  if (::BN_is_odd(numbers.p.get()) == 0) {
    return Error{ErrorCode::malformed, "DSA modulus is even"};
  }
  if (!standard_sizes(numbers)) {
    return parts;
  }
  MontPtr montgomery(::BN_MONT_CTX_new());
  const Frame frame;
  must(montgomery == nullptr
           ? 0
           : ::BN_MONT_CTX_set(montgomery.get(), numbers.p.get(), frame.context()));
  SENIM_CHECK(check_numbers(numbers, montgomery.get()));
  parts.verifier = std::make_shared<DsaVerifier>(std::move(numbers), std::move(montgomery));
  return parts;
}

// RFC 3279 2.3.2: NULL and absent mean the same, the issuer's; which those are is not known here.
Result<Bytes> dsa_identity(const SubjectKey& subject) {
  SENIM_CHECK(read_key_value(subject.key));
  Bytes identity = to_bytes(subject.key);
  if (subject.parameters && subject.parameters->tag != der::kNull) {
    Numbers numbers;
    SENIM_CHECK(read_domain(*subject.parameters, numbers));
    identity.insert(identity.end(), subject.parameters->whole.begin(),
                    subject.parameters->whole.end());
  }
  return identity;
}

}  // namespace senim::crypto
