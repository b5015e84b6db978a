#include "validators/crypto/sm2.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/validators/crypto/gost_signer.h"
#include "validators/crypto/digest.h"
#include "validators/crypto/openssl.h"
#include "validators/crypto/public_key.h"

using namespace senim;
using namespace senim::crypto;
using namespace senim::crypto::test;

namespace {

constexpr std::string_view kEcKey = "1.2.840.10045.2.1";
constexpr std::string_view kSm2Curve = "1.2.156.10197.1.301";
constexpr std::string_view kOrder =
    "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";

Bytes hex(std::string_view text) {
  BIGNUM* made = nullptr;
  must(::BN_hex2bn(&made, std::string(text).c_str()) > 0 ? 1 : 0);
  const BignumPtr number(made);
  Bytes octets(text.size() / 2);
  must(::BN_bn2binpad(number.get(), octets.data(), static_cast<int>(octets.size())) >= 0 ? 1 : 0);
  return octets;
}

Bytes random_octets(std::size_t size) {
  Bytes octets(size);
  must(::RAND_bytes(octets.data(), static_cast<int>(size)));
  return octets;
}

Bytes integer_tlv(ByteView octets) {
  while (octets.size() > 1 && octets[0] == 0) {
    octets = octets.subspan(1);
  }
  const Bytes sign{0x00};
  return tlv(0x02, join({octets[0] >= 0x80 ? ByteView(sign) : ByteView(), octets}));
}
Bytes pair_of(ByteView r, ByteView s) { return tlv(0x30, join({integer_tlv(r), integer_tlv(s)})); }

Bytes spki_with(ByteView parameters, ByteView key) {
  return tlv(0x30, join({tlv(0x30, join({oid_tlv(kEcKey), parameters})),
                         tlv(0x03, join({Bytes{0}, key}))}));
}
Bytes spki_of(ByteView key) { return spki_with(oid_tlv(kSm2Curve), key); }
Bytes point_of(ByteView x, ByteView y) { return join({Bytes{0x04}, x, y}); }

SignatureAlgorithm sm2_with_sm3() {
  return read_signature_algorithm(tlv(0x30, oid_tlv("1.2.156.10197.1.501"))).value();
}

// A key that is none is refused; a signature under one that became another point does not verify.
bool signs(ByteView spki, ByteView message, ByteView value) {
  const Result<PublicKey> key = PublicKey::from_spki(spki);
  if (!key.ok()) {
    CHECK(key.error().code == ErrorCode::malformed);
    return false;
  }
  return verify(*key, sm2_with_sm3(), message, value).value();
}

struct Vector {
  std::string_view name;
  Bytes message;
  Bytes key;
  Bytes value;
};
// GB/T 32918.5 A.2, and two messages of the CFCA toolkit (domain.md 4.11, national-vectors.txt).
std::vector<Vector> vectors() {
  const Bytes cfca =
      point_of(hex("d8720ac75c99853b5fedffd590e869025ba0f4c83c9ddb26b9c115e3540534f0"),
               hex("8f4ea3a93df6307630f6ae0a7eb85bcd403d108f1cb97058eb6e22c992990863"));
  return {
      {"standard", to_bytes("message digest"),
       point_of(hex("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"),
                hex("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13")),
       hex("3046022100F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3022100B1B6AA2"
           "9DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA")},
      {"attached", to_bytes("Hello Secret World!"), cfca,
       hex("3045022100a5d78e71b5873b4164f29804f15066cb7c5d6694f97232820a4a9f5a96ed7851022041257f2e5"
           "df2602c9748dc613de973f0db1bc68a64cbe3ede7a025e78aefde9d")},
      {"detached", to_bytes("Hello Secret World!"), cfca,
       hex("3045022100e3294297ca900df3437c1c3b564c553746d4b38379e93643a99840744bf4d4df02203b4e1b955"
           "b99635979a802f1545fcc486efab6ad142a377d3bb696257c907e61")},
  };
}

}  // namespace

TEST_CASE("the identity that SM2 hashes first is the published one", "[crypto]") {
  // GB/T 32918.5 A.2: Z, and e = SM3(Z || M)
  const Vector vector = vectors().front();
  const Bytes z = sm2_identity(vector.key);
  CHECK(z == hex("B2E14C5C79C6DF5B85F4FE7ED8DB7A262B9DA7E07CCB0EA9F4747B8CCDA8A4F3"));
  CHECK(digest(DigestAlgorithm::sm3, join({z, vector.message})).value() ==
        hex("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"));
}

TEST_CASE("published SM2 signatures verify and no neighbour of them", "[crypto]") {
  for (const Vector& vector : vectors()) {
    CAPTURE(vector.name);
    const PublicKey key = PublicKey::from_spki(spki_of(vector.key)).value();
    CHECK(key.family() == KeyFamily::sm2);
    CHECK(key.name() == "SM2");
    CHECK(key.bits() == 256);
    CHECK(key.curve() == Oid{kSm2Curve});
    CHECK(signs(spki_of(vector.key), vector.message, vector.value));
    for (std::size_t i = 0; i < vector.message.size(); ++i) {
      Bytes other = vector.message;
      other[i] ^= 1;
      CHECK_FALSE(signs(spki_of(vector.key), other, vector.value));
    }
    for (std::size_t i = 0; i < vector.key.size(); ++i) {
      Bytes other = vector.key;
      other[i] ^= 1;
      CHECK_FALSE(signs(spki_of(other), vector.message, vector.value));
    }
    for (std::size_t i = 0; i < vector.value.size(); ++i) {
      Bytes other = vector.value;
      other[i] ^= 1;
      CHECK_FALSE(signs(spki_of(vector.key), vector.message, other));
    }
  }
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("SM2 has two names in China and each is the same algorithm", "[crypto]") {
  const std::string oid = GENERATE("1.2.156.10197.1.501", "1.2.156.10197.1.301.1");
  const Bytes parameters = GENERATE(Bytes{}, Bytes{0x05, 0x00});
  const SignatureAlgorithm algorithm =
      read_signature_algorithm(tlv(0x30, join({oid_tlv(oid), parameters}))).value();
  CHECK(algorithm.name() == "SM2 with SM3");
  CHECK(algorithm.oid() == Oid{oid});
  CHECK(supported(algorithm));
  const Vector vector = vectors().front();
  const PublicKey key = PublicKey::from_spki(spki_of(vector.key)).value();
  CHECK(verify(key, algorithm, vector.message, vector.value).value());
  CHECK(read_signature_algorithm(tlv(0x30, join({oid_tlv(oid), Bytes{0x02, 0x01, 0x01}})))
            .error()
            .code == ErrorCode::malformed);
}

TEST_CASE("an SM2 signature cannot be told from the digest of its message", "[crypto]") {
  // The hash starts with the key's identity: neither SM3(M) nor a digest that is called so says it.
  const Vector vector = vectors().front();
  const PublicKey key = PublicKey::from_spki(spki_of(vector.key)).value();
  const Bytes plain = digest(DigestAlgorithm::sm3, vector.message).value();
  CHECK(verify_digest(key, sm2_with_sm3(), plain, vector.value).error().code ==
        ErrorCode::unsupported);
}

TEST_CASE("SM2 goes with SM3 and keys on its curve only", "[crypto]") {
  const Vector vector = vectors().front();
  const PublicKey key = PublicKey::from_spki(spki_of(vector.key)).value();
  SignatureAlgorithm other = sm2_with_sm3();
  other.digest = DigestAlgorithm::sha256;
  CHECK_FALSE(supported(other));
  CHECK(verify(key, other, vector.message, vector.value).error().code == ErrorCode::unsupported);
  // ECDSA under an SM2 key and SM2 under a key of P-256.
  const SignatureAlgorithm ecdsa =
      read_signature_algorithm(tlv(0x30, oid_tlv("1.2.840.10045.4.3.2"))).value();
  CHECK_FALSE(verify(key, ecdsa, vector.message, vector.value).value());
  const PkeyPtr p256(::EVP_EC_gen("P-256"));
  unsigned char* der = nullptr;
  const int size = ::i2d_PUBKEY(p256.get(), &der);
  const Bytes spki(der, der + size);
  ::OPENSSL_free(der);
  CHECK_FALSE(
      verify(PublicKey::from_spki(spki).value(), sm2_with_sm3(), vector.message, vector.value)
          .value());
}

TEST_CASE("an SM2 value is strict DER or two plain numbers and both are in range", "[crypto]") {
  const Vector vector = vectors().front();
  const PublicKey key = PublicKey::from_spki(spki_of(vector.key)).value();
  const Bytes r = hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3");
  const Bytes s = hex("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
  const Bytes n = hex(kOrder);
  const Bytes zero{0};
  // n - r: r + s is zero.
  const BignumPtr order(::BN_bin2bn(n.data(), 32, nullptr));
  const BignumPtr rest(::BN_bin2bn(r.data(), 32, nullptr));
  must(::BN_sub(rest.get(), order.get(), rest.get()));
  Bytes opposite(32);
  must(::BN_bn2binpad(rest.get(), opposite.data(), 32) == 32 ? 1 : 0);
  REQUIRE(verify(key, sm2_with_sm3(), vector.message, pair_of(r, s)).value());
  for (const Bytes& value :
       {pair_of(zero, s), pair_of(r, zero), pair_of(zero, zero), pair_of(n, s), pair_of(r, n),
        pair_of(Bytes(32, 0xff), s), pair_of(r, Bytes(32, 0xff)), pair_of(s, r),
        pair_of(r, opposite), Bytes{}, join({r, s}), join({pair_of(r, s), zero}),
        tlv(0x30, join({tlv(0x02, r), tlv(0x02, s)})),
        tlv(0x30, join({integer_tlv(r), tlv(0x02, join({Bytes{0, 0}, s}))})),
        tlv(0x30, join({integer_tlv(r), integer_tlv(s), integer_tlv(s)})),
        tlv(0x30, integer_tlv(r)), tlv(0x04, pair_of(r, s))}) {
    CAPTURE(to_hex(value));
    CHECK_FALSE(verify(key, sm2_with_sm3(), vector.message, value).value());
  }
  SignatureAlgorithm plain = sm2_with_sm3();
  plain.encoding = ValueEncoding::plain;
  CHECK(verify(key, plain, vector.message, join({r, s})).value());
  CHECK_FALSE(verify(key, plain, vector.message, join({s, r})).value());
  CHECK_FALSE(verify(key, plain, vector.message, join({r, s, zero})).value());
  CHECK_FALSE(verify(key, plain, vector.message, pair_of(r, s)).value());
  CHECK(::ERR_peek_error() == 0);
}

TEST_CASE("an SM2 key off its curve or written otherwise is malformed", "[crypto]") {
  const auto refused = [](ByteView key) {
    const Result<PublicKey> read = PublicKey::from_spki(spki_of(key));
    CHECK(::ERR_peek_error() == 0);
    return !read.ok() && read.error().code == ErrorCode::malformed;
  };
  const Bytes good = vectors().front().key;
  const ByteView x = ByteView(good).subspan(1, 32);
  const ByteView y = ByteView(good).last(32);
  REQUIRE_FALSE(refused(good));
  Bytes off = good;
  off[64] ^= 1;
  CHECK(refused(off));
  CHECK(refused(Bytes{0x00}));  // the point at infinity
  CHECK(refused({}));
  CHECK(refused(join({x, y})));
  CHECK(refused(point_of(y, x)));
  CHECK(refused(point_of(Bytes(32, 0), Bytes(32, 0))));
  CHECK(refused(point_of(Bytes(32, 0xff), Bytes(32, 0xff))));
  CHECK(refused(join({Bytes{0x03}, x})));     // GM/T 0009: uncompressed only
  CHECK(refused(join({Bytes{0x07}, x, y})));  // hybrid
  CHECK(refused(join({good, Bytes{0}})));
  CHECK(refused(tlv(0x04, good)));
}

TEST_CASE("the SM2 curve is the recommended one and comes by its name only", "[crypto]") {
  // GB/T 32918.5
  const EC_GROUP* const group = sm2_curve();
  REQUIRE(group != nullptr);
  const std::array<BignumPtr, 5> numbers = {BignumPtr(::BN_new()), BignumPtr(::BN_new()),
                                            BignumPtr(::BN_new()), BignumPtr(::BN_new()),
                                            BignumPtr(::BN_new())};
  must(::EC_GROUP_get_curve(group, numbers[0].get(), numbers[1].get(), numbers[2].get(), nullptr));
  must(::EC_POINT_get_affine_coordinates(group, ::EC_GROUP_get0_generator(group), numbers[3].get(),
                                         numbers[4].get(), nullptr));
  const auto is = [](const BIGNUM* number, std::string_view text) {
    const Bytes octets = hex(text);
    const BignumPtr expected(::BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr));
    return ::BN_cmp(number, expected.get()) == 0;
  };
  CHECK(is(numbers[0].get(), "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF"));
  CHECK(is(numbers[1].get(), "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFC"));
  CHECK(is(numbers[2].get(), "28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"));
  CHECK(is(numbers[3].get(), "32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7"));
  CHECK(is(numbers[4].get(), "BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"));
  CHECK(is(::EC_GROUP_get0_order(group), kOrder));
  // Written out with all its numbers it is no named curve of this build: refused, not guessed.
  const GroupPtr written(::EC_GROUP_dup(group));
  ::EC_GROUP_set_asn1_flag(written.get(), OPENSSL_EC_EXPLICIT_CURVE);
  unsigned char* der = nullptr;
  const int size = ::i2d_ECPKParameters(written.get(), &der);
  REQUIRE(size > 0);
  const Bytes parameters(der, der + size);
  ::OPENSSL_free(der);
  const Bytes key = vectors().front().key;
  CHECK(PublicKey::from_spki(spki_with(parameters, key)).error().code == ErrorCode::malformed);
  // The same point under a curve without an entry is named and unsupported.
  const PublicKey unknown =
      PublicKey::from_spki(spki_with(oid_tlv("1.2.156.10197.1.302"), key)).value();
  CHECK(unknown.name() == "ECDSA 1.2.156.10197.1.302");
  CHECK_FALSE(verify(unknown, sm2_with_sm3(), {}, {}).value());
}

namespace {

constexpr std::string_view kDefaultId = "1234567812345678";

// EVP with an identifier, without which it refuses (domain.md 4.7).
MdCtxPtr with_identifier(EVP_PKEY* key, std::string_view id) {
  MdCtxPtr context(::EVP_MD_CTX_new());
  PkeyCtxPtr key_context(::EVP_PKEY_CTX_new(key, nullptr));
  must(::EVP_PKEY_CTX_set1_id(key_context.get(), id.data(), static_cast<int>(id.size())) > 0 ? 1
                                                                                             : 0);
  ::EVP_MD_CTX_set_pkey_ctx(context.get(), key_context.get());
  // The context does not own what it was given so; the key's one must live as long.
  (void)key_context.release();
  return context;
}
void free_both(MdCtxPtr context) {
  EVP_PKEY_CTX* const key_context = ::EVP_MD_CTX_get_pkey_ctx(context.get());
  context.reset();
  ::EVP_PKEY_CTX_free(key_context);
}

Bytes evp_sign(EVP_PKEY* key, ByteView message, std::string_view id = kDefaultId) {
  MdCtxPtr context = with_identifier(key, id);
  must(::EVP_DigestSignInit(context.get(), nullptr, ::EVP_sm3(), nullptr, key));
  std::size_t size = 0;
  must(::EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()));
  Bytes value(size);
  must(::EVP_DigestSign(context.get(), value.data(), &size, message.data(), message.size()));
  value.resize(size);
  free_both(std::move(context));
  return value;
}

bool evp_verify(EVP_PKEY* key, ByteView message, ByteView value, std::string_view id = kDefaultId) {
  MdCtxPtr context = with_identifier(key, id);
  must(::EVP_DigestVerifyInit(context.get(), nullptr, ::EVP_sm3(), nullptr, key));
  const bool good = ::EVP_DigestVerify(context.get(), value.data(), value.size(), message.data(),
                                       message.size()) == 1;
  free_both(std::move(context));
  ::ERR_clear_error();
  return good;
}

Bytes spki_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = ::i2d_PUBKEY(key, &der);
  must(size > 0 ? 1 : 0);
  Bytes spki(der, der + size);
  ::OPENSSL_free(der);
  return spki;
}

}  // namespace

TEST_CASE("two hundred SM2 keys and messages of OpenSSL verify and their neighbours do not",
          "[crypto]") {
  int verified = 0;
  int refused = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    const PkeyPtr theirs(::EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2"));
    const Bytes message = random_octets(1 + i);
    const Bytes value = evp_sign(theirs.get(), message);
    const Bytes spki = spki_of(theirs.get());
    verified += signs(spki, message, value) ? 1 : 0;
    Bytes other = value;
    other[value.size() - 1 - i % 60] ^= 4;
    const bool ours = signs(spki, message, other);
    refused += !ours && !evp_verify(theirs.get(), message, other) ? 1 : 0;
  }
  CHECK(verified == 200);
  CHECK(refused == 200);
}

TEST_CASE("an SM2 signature made with another identifier is none of the default one", "[crypto]") {
  // GB/T 35275, GM/T 0009: certificates, lists and CMS take the default; it is part of what is
  // hashed.
  const PkeyPtr theirs(::EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2"));
  const Bytes spki = spki_of(theirs.get());
  const Bytes message = to_bytes("message");
  REQUIRE(signs(spki, message, evp_sign(theirs.get(), message)));
  // A neighbour in the last octet, one octet less and more, an application's own.
  for (const std::string_view id :
       {"1234567812345679", "123456781234567", "12345678123456780", "user@example.org", ""}) {
    CAPTURE(id);
    const Bytes value = evp_sign(theirs.get(), message, id);
    REQUIRE(evp_verify(theirs.get(), message, value, id));
    CHECK_FALSE(signs(spki, message, value));
  }
}
