#include "validators/pki/ocsp.h"

#include <openssl/ocsp.h>

#include <catch2/catch.hpp>

#include "tests/validators/pki/der_builder.h"
#include "tests/validators/pki/openssl_pki.h"

using namespace senim;
using namespace senim::test;
using pki::BasicOcspResponse;
using pki::OcspCertificateStatus;

namespace {

const Bytes kSha1 = seq({test::oid("1.3.14.3.2.26"), {5, 0}});
const Bytes kId =
    seq({kSha1, octets(Bytes(20, 1)), octets(Bytes(20, 2)), tlv(0x02, Bytes{0x12, 0x34})});

struct SingleParts {
  Bytes id = kId;
  Bytes status = {0x80, 0x00};
  Bytes this_update = text(0x18, "20260101000000Z");
  Bytes tail;
};
Bytes build(const SingleParts& p) { return seq({p.id, p.status, p.this_update, p.tail}); }

struct Parts {
  Bytes version;
  Bytes responder = tlv(0xa2, {octets(Bytes(20, 9))});
  Bytes produced = text(0x18, "20260101000100Z");
  Bytes responses = seq({build(SingleParts{})});
  Bytes extensions;
  Bytes signature = bits({9, 9});
  Bytes certificates;
};
Bytes build(const Parts& p) {
  return seq({seq({p.version, p.responder, p.produced, p.responses, p.extensions}),
              seq({test::oid("1.2.840.10045.4.3.2")}), p.signature, p.certificates});
}
Bytes wrap(const Bytes& basic, std::string_view type = "1.3.6.1.5.5.7.48.1.1") {
  return seq({tlv(0x0a, Bytes{0}), tlv(0xa0, {seq({test::oid(type), octets(basic)})})});
}
BasicOcspResponse read(const Bytes& octets) {
  const auto response = BasicOcspResponse::from_der(octets);
  INFO((response.ok() ? "" : response.error().message));
  REQUIRE(response.ok());
  return *response;
}
pki::SingleResponse only(const SingleParts& parts) {
  static std::vector<Bytes> kept;  // the views of what is returned
  Parts response;
  response.responses = seq({build(parts)});
  kept.push_back(build(response));
  const auto single = read(kept.back()).responses().next();
  INFO((single.ok() ? "" : single.error().message));
  REQUIRE(single.ok());
  return single->value();
}
ErrorCode single_refused(const SingleParts& parts) {
  Parts response;
  response.responses = seq({build(parts)});
  const Bytes octets = build(response);
  const auto single = read(octets).responses().next();
  REQUIRE_FALSE(single.ok());
  return single.error().code;
}

}  // namespace

TEST_CASE("an OCSP response says what OpenSSL's responder wrote", "[pki][ocsp]") {
  const KeyPtr key = make_key();
  Wanted509 wanted;
  wanted.subject = {{"C", "KZ"}, {"CN", "Root"}};
  const X509Ptr root = make_certificate(wanted, key.get(), key.get());
  const X509Ptr leaf = make_certificate({}, key.get(), key.get());
  const std::unique_ptr<::OCSP_BASICRESP, Freed<::OCSP_BASICRESP, ::OCSP_BASICRESP_free>> basic(
      ::OCSP_BASICRESP_new());
  const auto time = [](const char* text) {
    ::ASN1_TIME* const value = ::ASN1_TIME_new();
    ::ASN1_TIME_set_string(value, text);
    return std::unique_ptr<::ASN1_TIME, Freed<::ASN1_TIME, ::ASN1_TIME_free>>(value);
  };
  const auto this_update = time("20260101000000Z");
  const auto next_update = time("20260102000000Z");
  const auto revoked = time("20251231000000Z");
  ::OCSP_CERTID* const id = ::OCSP_cert_to_id(::EVP_sha256(), leaf.get(), root.get());
  ::OCSP_basic_add1_status(basic.get(), id, V_OCSP_CERTSTATUS_GOOD, 0, nullptr, this_update.get(),
                           next_update.get());
  ::OCSP_basic_add1_status(basic.get(), id, V_OCSP_CERTSTATUS_REVOKED, 4, revoked.get(),
                           this_update.get(), nullptr);
  ::OCSP_basic_add1_status(basic.get(), id, V_OCSP_CERTSTATUS_UNKNOWN, 0, nullptr,
                           this_update.get(), nullptr);
  ::OCSP_CERTID_free(id);
  Bytes nonce = {1, 2, 3, 4};
  ::OCSP_basic_add1_nonce(basic.get(), nonce.data(), 4);
  const bool by_key = GENERATE(false, true);
  REQUIRE(::OCSP_basic_sign(basic.get(), root.get(), key.get(), ::EVP_sha256(), nullptr,
                            by_key ? OCSP_RESPID_KEY : 0) == 1);
  const std::unique_ptr<::OCSP_RESPONSE, Freed<::OCSP_RESPONSE, ::OCSP_RESPONSE_free>> response(
      ::OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  Bytes octets(static_cast<std::size_t>(::i2d_OCSP_RESPONSE(response.get(), nullptr)));
  std::uint8_t* end = octets.data();
  ::i2d_OCSP_RESPONSE(response.get(), &end);

  const BasicOcspResponse ours = read(octets);
  CHECK(ours.responder_name().has_value() == !by_key);
  if (by_key) {
    CHECK(ours.responder_key_hash().size() == 20);
  } else {
    CHECK(ours.responder_name()->text() == "CN=Root,C=KZ");
  }
  CHECK(to_hex(*ours.nonce()) == "01020304");
  CHECK(ours.certificates().size() == 1);
  const Bytes inner = to_bytes(ours.der());
  CHECK(read(inner).certificates() == ours.certificates());

  pki::SingleResponses singles = ours.responses();
  const auto good = *singles.next();
  CHECK(good->status == OcspCertificateStatus::good);
  CHECK(good->id.digest == crypto::DigestAlgorithm::sha256);
  CHECK(to_hex(good->id.serial) == "0102030405");
  const pki::Certificate issuer = *pki::Certificate::from_der(der_of(root.get()));
  CHECK(equal(good->id.issuer_name_hash, crypto::sha256(issuer.subject().der())));
  CHECK(good->this_update == *make_utc(2026, 1, 1, 0, 0, 0));
  CHECK(good->next_update == *make_utc(2026, 1, 2, 0, 0, 0));
  const auto bad = *singles.next();
  CHECK(bad->status == OcspCertificateStatus::revoked);
  CHECK(bad->revoked == *make_utc(2025, 12, 31, 0, 0, 0));
  CHECK(bad->reason == pki::RevocationReason::superseded);
  CHECK_FALSE(bad->next_update.has_value());
  CHECK((*singles.next())->status == OcspCertificateStatus::unknown);
  CHECK_FALSE(singles.next()->has_value());

  const std::unique_ptr<::EVP_MD_CTX, Freed<::EVP_MD_CTX, ::EVP_MD_CTX_free>> context(
      ::EVP_MD_CTX_new());
  REQUIRE(::EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, key.get(),
                                    nullptr) == 1);
  CHECK(::EVP_DigestVerify(context.get(), ours.signature_value().data(),
                           ours.signature_value().size(), ours.tbs().data(),
                           ours.tbs().size()) == 1);
}

TEST_CASE("a responder that does not answer is denied and never good", "[pki][ocsp]") {
  const std::uint8_t status = GENERATE(std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{3},
                                       std::uint8_t{5}, std::uint8_t{6}, std::uint8_t{9});
  CHECK(BasicOcspResponse::from_der(seq({tlv(0x0a, Bytes{status})})).error().code ==
        ErrorCode::denied);
  const Bytes lying =
      seq({tlv(0x0a, Bytes{status}),
           tlv(0xa0, {seq({test::oid("1.3.6.1.5.5.7.48.1.1"), octets(build(Parts{}))})})});
  CHECK(BasicOcspResponse::from_der(lying).error().code == ErrorCode::denied);
}

TEST_CASE("the status of a single response is read exactly", "[pki][ocsp]") {
  SingleParts parts;
  CHECK(only(parts).status == OcspCertificateStatus::good);
  parts.status = {0x82, 0x00};
  CHECK(only(parts).status == OcspCertificateStatus::unknown);
  parts.status = tlv(0xa1, {text(0x18, "20251231000000Z")});
  CHECK(only(parts).status == OcspCertificateStatus::revoked);
  CHECK_FALSE(only(parts).reason.has_value());
  // A reason that nobody knows softens nothing: revoked all the same.
  parts.status = tlv(0xa1, {text(0x18, "20251231000000Z"), tlv(0xa0, {tlv(0x0a, Bytes{7})})});
  CHECK(only(parts).status == OcspCertificateStatus::revoked);
  CHECK_FALSE(only(parts).reason.has_value());
  parts.status =
      GENERATE(Bytes{0x83, 0x00}, Bytes{0x81, 0x00}, Bytes{0x80, 0x01, 0x00}, Bytes{0xa0, 0x00},
               Bytes{0x05, 0x00}, tlv(0xa1, {text(0x17, "251231000000Z")}));
  CHECK(single_refused(parts) == ErrorCode::malformed);
}

TEST_CASE("extensions of a single response are decoded", "[pki][ocsp]") {
  const auto extension = [](std::string_view id, const Bytes& value) {
    return seq({test::oid(id), octets(value)});
  };
  SingleParts parts;
  CHECK_FALSE(only(parts).archive_cutoff()->has_value());
  CHECK_FALSE(only(parts).certificate_hash()->has_value());
  parts.tail =
      tlv(0xa1, {seq({extension("1.3.6.1.5.5.7.48.1.6", text(0x18, "20200101000000Z")),
                      extension("1.3.36.8.3.13", seq({seq({test::oid("2.16.840.1.101.3.4.2.1")}),
                                                      octets(Bytes(32, 3))}))})});
  const pki::SingleResponse single = only(parts);
  CHECK(single.archive_cutoff()->value() == *make_utc(2020, 1, 1, 0, 0, 0));
  CHECK(single.certificate_hash()->value().digest == crypto::DigestAlgorithm::sha256);
  CHECK(equal(single.certificate_hash()->value().value, Bytes(32, 3)));
  parts.tail = tlv(0xa1, {seq({extension("1.3.36.8.3.13", seq({}))})});
  CHECK(only(parts).certificate_hash().error().code == ErrorCode::malformed);
}

TEST_CASE("what is no OCSP response is refused", "[pki][ocsp]") {
  Parts parts;
  ErrorCode code = ErrorCode::malformed;
  SECTION("responder of neither kind") { parts.responder = tlv(0xa3, {octets({1})}); }
  SECTION("responder with a tail") { parts.responder = tlv(0xa2, {octets({1}), octets({1})}); }
  SECTION("UTCTime") { parts.produced = text(0x17, "260101000100Z"); }
  SECTION("no responses") { parts.responses = {}; }
  SECTION("signature of seven bits") { parts.signature = tlv(0x03, Bytes{1, 0x80}); }
  SECTION("something behind") { parts.certificates = test::integer(1); }
  SECTION("version 2") {
    parts.version = tlv(0xa0, {test::integer(1)});
    code = ErrorCode::unsupported;
  }
  SECTION("too many certificates") {
    parts.certificates = tlv(0xa0, {tlv(0x30, Bytes(202, 0x05))});
    for (std::size_t i = 1; i < 202; i += 2) {
      parts.certificates[parts.certificates.size() - i] = 0;
    }
    code = ErrorCode::limit_exceeded;
  }
  CHECK(BasicOcspResponse::from_der(build(parts)).error().code == code);
  CHECK(BasicOcspResponse::from_der(wrap(build(parts))).error().code == code);
  CHECK(BasicOcspResponse::from_der(wrap(build(Parts{}), "1.2.3")).error().code ==
        ErrorCode::unsupported);
  CHECK(BasicOcspResponse::from_der(test::integer(1)).error().code == ErrorCode::malformed);
}

TEST_CASE("a cut or changed response never crashes", "[pki][ocsp]") {
  const Bytes original = wrap(build(Parts{}));
  for (std::size_t i = 0; i < original.size(); ++i) {
    CHECK_FALSE(BasicOcspResponse::from_der(ByteView(original).first(i)).ok());
    for (int change = 1; change < 256; change *= 2) {
      Bytes changed = original;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      const auto response = BasicOcspResponse::from_der(changed);
      if (response.ok()) {
        const auto single = response->responses().next();
        CHECK((!single.ok() || !single->has_value() || lies_within((*single)->id.serial, changed)));
      }
    }
  }
}
