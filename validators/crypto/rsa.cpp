#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <utility>

#include "validators/crypto/bignum.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/shake.h"
#include "validators/crypto/verifier.h"

// RSA signatures (RFC 8017). The encoded message is computed and compared octet by octet, never
// taken apart: there is nothing in it that a forger could vary.

namespace senim::crypto {

namespace {

// Below 512 bits there is no room for a SHA-512 DigestInfo and no meaning; OpenSSL stops at 16384
// (OPENSSL_RSA_MAX_MODULUS_BITS). Policies ask for far more than the former.
constexpr int kMinRsaBits = 512;
constexpr int kMaxRsaBits = 16384;
// OpenSSL's rule (OPENSSL_RSA_SMALL_MODULUS_BITS, OPENSSL_RSA_MAX_PUBEXP_BITS): a long exponent
// over a long modulus costs a verifier seconds.
constexpr int kLongModulusBits = 3072;
constexpr int kMaxLongExponentBits = 64;

// The octets of a signature that a modulus of the largest size has room for.
using Encoded = std::array<std::uint8_t, kMaxRsaBits / 8>;

// Writes parts one behind another: the caller has made sure that they fit.
class Writer {
 public:
  explicit Writer(std::uint8_t* at) : at_(at) {}
  void put(std::initializer_list<std::size_t> octets) {
    for (const std::size_t octet : octets) {
      *at_++ = static_cast<std::uint8_t>(octet);
    }
  }
  void put(ByteView octets) { at_ = std::ranges::copy(octets, at_).out; }
  void fill(std::size_t count, std::uint8_t octet) { at_ = std::fill_n(at_, count, octet); }

 private:
  std::uint8_t* at_;
};

// RFC 8017 9.2 EMSA-PKCS1-v1_5 into the first `size` octets; false when the modulus is too short
// for it. DigestInfo ::= SEQUENCE { SEQUENCE { OID, NULL }, OCTET STRING }; NULL must stand there
// (A.2.4): the form without it is refused.
bool write_pkcs1(DigestAlgorithm algorithm, ByteView digest, std::size_t size, Encoded& encoded) {
  const Oid name = digest_oid(algorithm);
  const ByteView oid = name.content();
  const std::size_t info = oid.size() + digest.size() + 10;
  if (size < info + 11) {
    return false;
  }
  Writer out(encoded.data());
  out.put({0x00, 0x01});
  out.fill(size - info - 3, 0xff);
  out.put({0x00, 0x30, info - 2, 0x30, oid.size() + 4, 0x06, oid.size()});
  out.put(oid);
  out.put({0x05, 0x00, 0x04, digest.size()});
  out.put(digest);
  return true;
}

// RFC 8017 B.2.1: masks `data` in place with MGF1 over `seed`; RFC 8702 3.2.1: with as much output
// of the SHAKE itself.
Status unmask(DigestAlgorithm algorithm, ByteView seed, std::span<std::uint8_t> data) {
  if (is_shake(algorithm)) {
    SENIM_TRY(const Bytes mask, extended_digest(algorithm, seed, data.size()));
    for (std::size_t i = 0; i < data.size(); ++i) {
      data[i] ^= mask[i];
    }
    return success();
  }
  Bytes input = to_bytes(seed);
  input.resize(seed.size() + 4);
  std::size_t at = 0;
  for (std::uint32_t counter = 0; at < data.size(); ++counter) {
    for (std::size_t i = 0; i < 4; ++i) {
      input[seed.size() + i] = static_cast<std::uint8_t>(counter >> (24 - 8 * i));
    }
    SENIM_TRY(const Bytes mask, digest(algorithm, input));
    for (std::size_t i = 0; i < mask.size() && at < data.size(); ++i, ++at) {
      data[at] ^= mask[i];
    }
  }
  return success();
}

// RFC 8017 9.1.2 EMSA-PSS-VERIFY, by its steps. `em`, which is used up, is as long as the modulus.
Result<bool> pss_consistent(const PssParameters& pss, ByteView message_digest,
                            std::span<std::uint8_t> em, std::size_t modulus_bits) {
  const std::size_t em_bits = modulus_bits - 1;
  const std::size_t em_size = (em_bits + 7) / 8;
  if (em.size() > em_size) {  // 8.1.2 step 2c: one octet more when modulus_bits is 8k + 1
    if (em[0] != 0) {
      return false;
    }
    em = em.subspan(1);
  }
  const std::size_t h_size = message_digest.size();
  const std::size_t salt_size = pss.salt_length;
  if (em_size < h_size + salt_size + 2 || em.back() != 0xbc) {  // steps 3, 4
    return false;
  }
  const std::span<std::uint8_t> db = em.first(em_size - h_size - 1);
  const ByteView h = em.subspan(db.size(), h_size);
  const auto unused = static_cast<unsigned>(8 * em_size - em_bits);
  const auto unused_mask = static_cast<std::uint8_t>(0xff00U >> unused);
  if ((db[0] & unused_mask) != 0) {  // step 6
    return false;
  }
  SENIM_CHECK(unmask(pss.mgf_digest, h, db));               // steps 7, 8
  db[0] = static_cast<std::uint8_t>(db[0] & ~unused_mask);  // step 9
  const std::size_t zeros = em_size - h_size - salt_size - 2;
  if (!std::ranges::all_of(db.first(zeros), [](std::uint8_t octet) { return octet == 0; }) ||
      db[zeros] != 0x01) {  // step 10
    return false;
  }
  Bytes second(8, 0);  // steps 12, 13
  second.insert(second.end(), message_digest.begin(), message_digest.end());
  second.insert(second.end(), db.end() - static_cast<std::ptrdiff_t>(salt_size), db.end());
  SENIM_TRY(const Bytes again, digest(pss.digest, second));
  return equal(again, h);  // step 14
}

class RsaVerifier final : public Verifier {
 public:
  RsaVerifier(BignumPtr modulus, BignumPtr exponent,
              const std::optional<PssParameters>& restriction)
      : modulus_(std::move(modulus)),
        exponent_(std::move(exponent)),
        restriction_(restriction),
        montgomery_(::BN_MONT_CTX_new()),
        size_(static_cast<std::size_t>(BN_num_bytes(modulus_.get()))) {
    const Frame frame;
    must(montgomery_ == nullptr
             ? 0
             : ::BN_MONT_CTX_set(montgomery_.get(), modulus_.get(), frame.context()));
  }

  Result<bool> verify_digest(const SignatureAlgorithm& algorithm, ByteView digest,
                             ByteView value) const override {
    if (algorithm.pss && !allowed(*algorithm.pss)) {
      return false;
    }
    if (value.size() != size_) {  // RFC 8017 8.1.2, 8.2.2 step 1
      return false;
    }
    const Frame frame;
    const BIGNUM* const signature = frame.get(value);
    if (::BN_cmp(signature, modulus_.get()) >= 0) {  // 5.2.2 step 1
      return false;
    }
    BIGNUM* const message = frame.get();
    must(::BN_mod_exp_mont(message, signature, exponent_.get(), modulus_.get(), frame.context(),
                           montgomery_.get()));
    Encoded encoded;
    must(::BN_bn2binpad(message, encoded.data(), static_cast<int>(size_)) < 0 ? 0 : 1);
    const std::span<std::uint8_t> found(encoded.data(), size_);
    if (algorithm.pss) {
      return pss_consistent(*algorithm.pss, digest, found,
                            static_cast<std::size_t>(::BN_num_bits(modulus_.get())));
    }
    Encoded expected;
    return write_pkcs1(algorithm.digest, digest, size_, expected) &&
           equal(found, ByteView(expected.data(), size_));
  }

 private:
  // RFC 4055 3.3: the same digests; a salt at least as long as the key demands.
  bool allowed(const PssParameters& pss) const {
    return !restriction_ ||
           (pss.digest == restriction_->digest && pss.mgf_digest == restriction_->mgf_digest &&
            pss.salt_length >= restriction_->salt_length);
  }

  BignumPtr modulus_;
  BignumPtr exponent_;
  std::optional<PssParameters> restriction_;
  MontPtr montgomery_;
  std::size_t size_;
};

struct Numbers {
  BignumPtr modulus;
  BignumPtr exponent;
};

// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER } (RFC 8017 A.1.1).
Result<Numbers> read_numbers(ByteView key) {
  SENIM_TRY(const der::Element outer, der::single(key, der::Rules::der, "RSAPublicKey"));
  if (outer.tag != der::kSequence) {
    return Error{ErrorCode::malformed, "RSAPublicKey is not a SEQUENCE"};
  }
  der::Reader reader(outer);
  SENIM_TRY(const der::Element modulus, reader.expect(der::kInteger, "modulus"));
  SENIM_TRY(const der::Element exponent, reader.expect(der::kInteger, "publicExponent"));
  SENIM_CHECK(reader.finish("RSAPublicKey"));
  SENIM_TRY(const ByteView modulus_octets, der::unsigned_integer(modulus));
  SENIM_TRY(const ByteView exponent_octets, der::unsigned_integer(exponent));
  if (exponent_octets.size() > modulus_octets.size()) {
    return Error{ErrorCode::malformed, "RSA exponent is longer than the modulus"};
  }
  return Numbers{number(modulus_octets), number(exponent_octets)};
}

// RFC 8017 3.1: e is odd, 3 <= e < n.
Status check_numbers(const Numbers& numbers) {
  const BIGNUM* const n = numbers.modulus.get();
  const BIGNUM* const e = numbers.exponent.get();
  if (::BN_is_odd(n) == 0) {
    return Error{ErrorCode::malformed, "RSA modulus is even"};
  }
  if (::BN_is_odd(e) == 0 || is_one(e) || ::BN_cmp(e, n) >= 0) {
    return Error{ErrorCode::malformed, "RSA exponent is even, below 3 or not below the modulus"};
  }
  return success();
}

bool computable(const Numbers& numbers) {
  const int bits = ::BN_num_bits(numbers.modulus.get());
  return bits >= kMinRsaBits && bits <= kMaxRsaBits &&
         (bits <= kLongModulusBits ||
          ::BN_num_bits(numbers.exponent.get()) <= kMaxLongExponentBits);
}

// The parameters of an id-RSASSA-PSS key (RFC 4055 3.1); none restrict nothing.
struct Restriction {
  bool named = true;  // false: parameters this build has no name for
  std::optional<PssParameters> parameters;
};
Result<Restriction> read_restriction(const SubjectKey& subject) {
  if (key_family_by_oid(subject.oid) == KeyFamily::rsa) {
    // RFC 3279 2.3.1: NULL; some encoders leave it out.
    if (subject.parameters && subject.parameters->tag != der::kNull) {
      return Error{ErrorCode::malformed, "rsaEncryption key with parameters"};
    }
    return Restriction{};
  }
  if (!subject.parameters) {
    return Restriction{};
  }
  SENIM_TRY(const SignatureAlgorithm read, read_signature_algorithm(subject.algorithm));
  return Restriction{read.scheme == SignatureScheme::rsa_pss, read.pss};
}

}  // namespace

Result<KeyParts> read_rsa_key(const SubjectKey& subject) {
  SENIM_TRY(const Restriction restriction, read_restriction(subject));
  SENIM_TRY(Numbers numbers, read_numbers(subject.key));
  SENIM_CHECK(check_numbers(numbers));
  KeyParts parts;
  parts.bits = static_cast<unsigned>(::BN_num_bits(numbers.modulus.get()));
  parts.name =
      std::string(to_string(key_family_by_oid(subject.oid))) + " " + std::to_string(parts.bits);
  if (restriction.named && computable(numbers)) {
    parts.verifier = std::make_shared<RsaVerifier>(
        std::move(numbers.modulus), std::move(numbers.exponent), restriction.parameters);
  }
  return parts;
}

// RFC 4055 1.2: what the key is for stands in the algorithm and its parameters. In DER the two
// numbers have one writing.
Result<Bytes> rsa_identity(const SubjectKey& subject) {
  SENIM_CHECK(read_numbers(subject.key));
  return to_bytes(subject.key);
}

}  // namespace senim::crypto
