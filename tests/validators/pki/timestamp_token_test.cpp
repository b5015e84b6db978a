#include "validators/pki/timestamp_token.h"

#include <openssl/ts.h>

#include <catch2/catch.hpp>

#include "tests/validators/pki/der_builder.h"
#include "tests/validators/pki/openssl_pki.h"
#include "validators/pki/oids.h"

using namespace senim;
using namespace senim::test;
using pki::TimestampToken;

namespace {

// TSTInfo by hand.
struct InfoParts {
  Bytes version = test::integer(1);
  Bytes policy = test::oid("1.2.3.4");
  Bytes imprint = seq({seq({test::oid("2.16.840.1.101.3.4.2.1"), {5, 0}}), octets(Bytes(32, 7))});
  Bytes serial = tlv(0x02, Bytes{0x12, 0x34});
  Bytes time = text(0x18, "20260102030405Z");
  Bytes tail;
};
Bytes build(const InfoParts& p) {
  return seq({p.version, p.policy, p.imprint, p.serial, p.time, p.tail});
}
Bytes token_of(const Bytes& info, const Oid& type = pki::oid::kTstInfo) {
  return seq(
      {test::oid(pki::oid::kSignedData),
       tlv(0xa0, {seq({test::integer(3), test::set({}),
                       seq({test::oid(type), tlv(0xa0, {octets(info)})}), test::set({})})})});
}
pki::TstInfo read(const InfoParts& parts) {
  static std::vector<Bytes> kept;  // the views of what is returned
  kept.push_back(token_of(build(parts)));
  Budget budget;
  const auto token = TimestampToken::from_ber(kept.back(), budget);
  INFO((token.ok() ? "" : token.error().message));
  REQUIRE(token.ok());
  return token->info;
}
ErrorCode refused(const Bytes& token) {
  Budget budget;
  const auto read = TimestampToken::from_ber(token, budget);
  REQUIRE_FALSE(read.ok());
  return read.error().code;
}

::ASN1_INTEGER* next_serial(::TS_RESP_CTX* /*context*/, void* /*unused*/) {
  ::ASN1_INTEGER* const serial = ::ASN1_INTEGER_new();
  ::ASN1_INTEGER_set(serial, 0x4711);
  return serial;
}
int fixed_time(::TS_RESP_CTX* /*context*/, void* /*unused*/, long* seconds, long* micros) {
  *seconds = 1767323045;  // 2026-01-02T03:04:05Z
  *micros = 120000;
  return 1;
}

template <typename T, int (*Write)(const T*, std::uint8_t**)>
Bytes encoded(const T* value) {
  std::uint8_t* out = nullptr;
  const int size = Write(value, &out);
  REQUIRE(size > 0);
  Bytes copy(out, out + size);
  ::OPENSSL_free(out);
  return copy;
}

// A request for the SHA-256 digest of 32 octets 07.
Bytes openssl_request() {
  const std::unique_ptr<::TS_REQ, Freed<::TS_REQ, ::TS_REQ_free>> request(::TS_REQ_new());
  ::TS_REQ_set_version(request.get(), 1);
  ::TS_MSG_IMPRINT* const imprint = ::TS_MSG_IMPRINT_new();
  ::X509_ALGOR* const algorithm = ::X509_ALGOR_new();
  ::X509_ALGOR_set0(algorithm, ::OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  ::TS_MSG_IMPRINT_set_algo(imprint, algorithm);
  ::X509_ALGOR_free(algorithm);
  Bytes digest(32, 7);
  ::TS_MSG_IMPRINT_set_msg(imprint, digest.data(), 32);
  ::TS_REQ_set_msg_imprint(request.get(), imprint);
  ::TS_MSG_IMPRINT_free(imprint);
  ::ASN1_INTEGER* const nonce = ::ASN1_INTEGER_new();
  ::ASN1_INTEGER_set(nonce, 0x55);
  ::TS_REQ_set_nonce(request.get(), nonce);
  ::ASN1_INTEGER_free(nonce);
  ::TS_REQ_set_cert_req(request.get(), 1);
  return encoded<::TS_REQ, ::i2d_TS_REQ>(request.get());
}

// What OpenSSL's authority answers.
Bytes openssl_response(const Bytes& request) {
  const KeyPtr key = make_key();
  Wanted509 wanted;
  wanted.subject = {{"CN", "TSA"}};
  wanted.extensions = {{"extendedKeyUsage", "critical,timeStamping"}};
  const X509Ptr certificate = make_certificate(wanted, key.get(), key.get());
  const std::unique_ptr<::TS_RESP_CTX, Freed<::TS_RESP_CTX, ::TS_RESP_CTX_free>> context(
      ::TS_RESP_CTX_new());
  ::TS_RESP_CTX* const c = context.get();
  ::TS_RESP_CTX_set_serial_cb(c, next_serial, nullptr);
  ::TS_RESP_CTX_set_time_cb(c, fixed_time, nullptr);
  REQUIRE(::TS_RESP_CTX_set_signer_cert(c, certificate.get()) == 1);
  REQUIRE(::TS_RESP_CTX_set_signer_key(c, key.get()) == 1);
  REQUIRE(::TS_RESP_CTX_set_signer_digest(c, ::EVP_sha256()) == 1);
  REQUIRE(::TS_RESP_CTX_add_md(c, ::EVP_sha256()) == 1);
  ::ASN1_OBJECT* const policy = ::OBJ_txt2obj("1.2.3.4", 1);
  REQUIRE(::TS_RESP_CTX_set_def_policy(c, policy) == 1);
  ::ASN1_OBJECT_free(policy);
  REQUIRE(::TS_RESP_CTX_set_accuracy(c, 1, 500, 100) == 1);
  ::TS_RESP_CTX_set_clock_precision_digits(c, 3);
  ::TS_RESP_CTX_add_flags(c, TS_TSA_NAME | TS_ORDERING);
  const std::unique_ptr<::BIO, Freed<::BIO, ::BIO_free_all>> in(
      ::BIO_new_mem_buf(request.data(), static_cast<int>(request.size())));
  const std::unique_ptr<::TS_RESP, Freed<::TS_RESP, ::TS_RESP_free>> response(
      ::TS_RESP_create_response(c, in.get()));
  REQUIRE(response != nullptr);
  return encoded<::TS_RESP, ::i2d_TS_RESP>(response.get());
}

}  // namespace

TEST_CASE("a time-stamp token says what OpenSSL's authority wrote", "[pki][timestamp]") {
  const Bytes response = openssl_response(openssl_request());
  const auto token_octets = pki::token_of_response(response);
  REQUIRE(token_octets.ok());
  Budget budget;
  const auto token = TimestampToken::from_ber(*token_octets, budget);
  REQUIRE(token.ok());
  const pki::TstInfo& info = token->info;
  CHECK(info.policy == Oid("1.2.3.4"));
  CHECK(info.imprint_digest == crypto::DigestAlgorithm::sha256);
  CHECK(info.imprint_identifier == "2.16.840.1.101.3.4.2.1");
  CHECK(equal(info.imprint, Bytes(32, 7)));
  CHECK(to_hex(info.serial) == "4711");
  CHECK(info.time == *make_utc(2026, 1, 2, 3, 4, 5));
  CHECK(info.accuracy == Seconds{2});
  CHECK(info.ordering);
  CHECK(to_hex(info.nonce) == "55");
  const auto tsa = der::single(info.tsa, der::Rules::der, "tsa");
  REQUIRE(tsa.ok());
  CHECK(pki::Name(pki::read_general_name(*tsa)->value).text() == "CN=TSA");
  CHECK(info.extensions.empty());
  REQUIRE(token->signed_data.signers().size() == 1);
  CHECK(token->signed_data.signers()[0].sid.names(token->signed_data.certificates().at(0)));
}

TEST_CASE("the optional fields of TSTInfo", "[pki][timestamp]") {
  InfoParts parts;
  CHECK_FALSE(read(parts).accuracy.has_value());
  CHECK_FALSE(read(parts).ordering);
  CHECK(read(parts).nonce.empty());
  CHECK(read(parts).tsa.empty());
  parts.tail = tlv(0xa1, {seq({test::oid("1.2.5"), octets({5, 0})})});
  REQUIRE(read(parts).extensions.size() == 1);
  CHECK(read(parts).extensions[0].id == Oid("1.2.5"));
  parts.time = text(0x18, "20260102030405.999Z");
  CHECK(read(parts).time == *make_utc(2026, 1, 2, 3, 4, 5));
}

TEST_CASE("a critical extension of TSTInfo that nobody knows bars it", "[pki][timestamp]") {
  InfoParts parts;
  parts.tail = tlv(0xa1, {seq({test::oid("1.2.5"), tlv(0x01, Bytes{0xff}), octets({5, 0})})});
  CHECK(refused(token_of(build(parts))) == ErrorCode::unsupported);
}

TEST_CASE("accuracy is rounded up to seconds", "[pki][timestamp]") {
  const auto accuracy = [](std::initializer_list<Bytes> fields) {
    InfoParts parts;
    parts.tail = seq(fields);
    return read(parts).accuracy;
  };
  CHECK(accuracy({}) == Seconds{0});
  CHECK(accuracy({test::integer(5)}) == Seconds{5});
  CHECK(accuracy({test::integer(5), tlv(0x80, Bytes{1})}) == Seconds{6});
  CHECK(accuracy({tlv(0x81, Bytes{1})}) == Seconds{1});
  CHECK(accuracy({test::integer(1), tlv(0x80, Bytes{0})}) == Seconds{1});
}

TEST_CASE("what is no TSTInfo is malformed", "[pki][timestamp]") {
  InfoParts parts;
  SECTION("time without Z") { parts.time = text(0x18, "20260102030405"); }
  SECTION("UTCTime") { parts.time = text(0x17, "260102030405Z"); }
  SECTION("accuracy of a thousand thousandths") {
    parts.tail = seq({tlv(0x80, Bytes{0x03, 0xe8})});
  }
  SECTION("negative accuracy") { parts.tail = seq({tlv(0x02, Bytes{0xff})}); }
  SECTION("no imprint") { parts.imprint = {}; }
  SECTION("imprint with a tail") {
    parts.imprint = seq({seq({test::oid("2.16.840.1.101.3.4.2.1")}), octets({1}), octets({2})});
  }
  SECTION("fields out of order") { parts.tail = join({test::integer(1), seq({})}); }
  SECTION("an extension twice") {
    const Bytes extension = seq({test::oid("1.2.5"), octets({5, 0})});
    parts.tail = tlv(0xa1, {extension, extension});
  }
  CHECK(refused(token_of(build(parts))) == ErrorCode::malformed);
}

TEST_CASE("another version, another content and no content are told apart", "[pki][timestamp]") {
  InfoParts parts;
  CHECK(refused(token_of(build(parts), pki::oid::kData)) == ErrorCode::unsupported);
  const Bytes detached =
      seq({test::oid(pki::oid::kSignedData),
           tlv(0xa0, {seq({test::integer(3), test::set({}), seq({test::oid(pki::oid::kTstInfo)}),
                           test::set({})})})});
  CHECK(refused(detached) == ErrorCode::malformed);
  parts.version = test::integer(2);
  CHECK(refused(token_of(build(parts))) == ErrorCode::unsupported);
}

TEST_CASE("a response without a token is denied", "[pki][timestamp]") {
  const Bytes token = token_of(build({}));
  const auto response = [](std::uint8_t status, const Bytes& body) {
    return seq({seq({test::integer(status)}), body});
  };
  CHECK(pki::token_of_response(response(0, token)).ok());
  CHECK(pki::token_of_response(response(1, token)).ok());
  CHECK(pki::token_of_response(response(2, {})).error().code == ErrorCode::denied);
  CHECK(pki::token_of_response(response(2, token)).error().code == ErrorCode::denied);
  CHECK(pki::token_of_response(response(0, {})).error().code == ErrorCode::malformed);
  CHECK(pki::token_of_response(token).error().code == ErrorCode::malformed);
}

TEST_CASE("a cut or changed token never crashes", "[pki][timestamp]") {
  const Bytes original = token_of(build({}));
  for (std::size_t i = 0; i < original.size(); ++i) {
    Budget budget;
    CHECK_FALSE(TimestampToken::from_ber(ByteView(original).first(i), budget).ok());
    for (int change = 1; change < 256; change *= 2) {
      Bytes changed = original;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      const auto token = TimestampToken::from_ber(changed, budget);
      if (token.ok()) {
        CHECK(lies_within(token->info.imprint, changed));
      }
    }
  }
}
