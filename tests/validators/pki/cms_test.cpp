#include "validators/pki/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/support/corpus.h"
#include "tests/validators/pki/der_builder.h"
#include "tests/validators/pki/openssl_pki.h"
#include "validators/pki/oids.h"

using namespace senim;
using namespace senim::test;
using crypto::DigestAlgorithm;
using crypto::SignatureScheme;
using pki::SignedData;

namespace {

using CmsPtr = std::unique_ptr<::CMS_ContentInfo, Freed<::CMS_ContentInfo, ::CMS_ContentInfo_free>>;
using BioPtr = std::unique_ptr<::BIO, Freed<::BIO, ::BIO_free_all>>;

const std::string kText = "what is signed";

struct Signer {
  KeyPtr key;
  X509Ptr certificate;
};
Signer make_signer(const std::string& kind, const std::string& serial) {
  Signer signer{make_key(kind), nullptr};
  Wanted509 wanted;
  wanted.serial_hex = serial;
  wanted.extensions = {{"subjectKeyIdentifier", "0A0B0C" + serial}};
  signer.certificate = make_certificate(wanted, signer.key.get(), signer.key.get());
  return signer;
}

BioPtr reading(const std::string& text) {
  return BioPtr(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Signed by each signer; streaming makes OpenSSL write BER with the content in pieces.
Bytes sign(const std::vector<Signer>& signers, unsigned flags, unsigned signer_flags = 0) {
  const BioPtr data = reading(kText);
  const CmsPtr cms(
      ::CMS_sign(nullptr, nullptr, nullptr, data.get(), CMS_BINARY | CMS_PARTIAL | flags));
  for (const Signer& signer : signers) {
    REQUIRE(::CMS_add1_signer(cms.get(), signer.certificate.get(), signer.key.get(), nullptr,
                              signer_flags | flags) != nullptr);
  }
  const BioPtr out(::BIO_new(::BIO_s_mem()));
  if ((flags & CMS_STREAM) != 0) {
    REQUIRE(::i2d_CMS_bio_stream(out.get(), cms.get(), data.get(), static_cast<int>(flags)) == 1);
  } else {
    REQUIRE(::CMS_final(cms.get(), data.get(), nullptr, CMS_BINARY | flags) == 1);
    REQUIRE(::i2d_CMS_bio(out.get(), cms.get()) == 1);
  }
  char* start = nullptr;
  const long size = BIO_get_mem_data(out.get(), &start);
  return to_bytes(std::string_view(start, static_cast<std::size_t>(size)));
}

SignedData read(const Bytes& octets) {
  Budget budget;
  auto data = SignedData::from_ber(octets, budget);
  INFO((data.ok() ? "" : data.error().message));
  REQUIRE(data.ok());
  return *data;
}
ErrorCode refused(const Bytes& octets) {
  Budget budget;
  const auto data = SignedData::from_ber(octets, budget);
  REQUIRE_FALSE(data.ok());
  return data.error().code;
}

bool openssl_verifies(const Signer& signer, const char* digest, ByteView message, ByteView value) {
  const std::unique_ptr<::EVP_MD_CTX, Freed<::EVP_MD_CTX, ::EVP_MD_CTX_free>> context(
      ::EVP_MD_CTX_new());
  REQUIRE(::EVP_DigestVerifyInit_ex(context.get(), nullptr, digest, nullptr, nullptr,
                                    signer.key.get(), nullptr) == 1);
  const int answer =
      ::EVP_DigestVerify(context.get(), value.data(), value.size(), message.data(), message.size());
  ::ERR_clear_error();
  return answer == 1;
}

CmsPtr openssl_cms(ByteView octets) {
  const std::uint8_t* end = octets.data();
  CmsPtr cms(::d2i_CMS_ContentInfo(nullptr, &end, static_cast<long>(octets.size())));
  ::ERR_clear_error();
  return cms && ::OBJ_obj2nid(::CMS_get0_type(cms.get())) == NID_pkcs7_signed ? std::move(cms)
                                                                              : nullptr;
}

// What both know about the signers.
void compare(const SignedData& ours, ::CMS_ContentInfo* theirs) {
  const STACK_OF(CMS_SignerInfo)* const signers = ::CMS_get0_SignerInfos(theirs);
  REQUIRE(static_cast<int>(ours.signers().size()) == sk_CMS_SignerInfo_num(signers));
  for (int i = 0; i < sk_CMS_SignerInfo_num(signers); ++i) {
    ::CMS_SignerInfo* const signer = sk_CMS_SignerInfo_value(signers, i);
    const pki::SignerInfo& mine = ours.signers()[static_cast<std::size_t>(i)];
    const ::ASN1_OCTET_STRING* const value = ::CMS_SignerInfo_get0_signature(signer);
    CHECK(equal(mine.signature, {::ASN1_STRING_get0_data(value),
                                 static_cast<std::size_t>(::ASN1_STRING_length(value))}));
    CHECK(static_cast<int>(mine.signed_attributes.size()) ==
          std::max(0, ::CMS_signed_get_attr_count(signer)));
    CHECK(static_cast<int>(mine.unsigned_attributes.size()) ==
          std::max(0, ::CMS_unsigned_get_attr_count(signer)));
  }
  ::ASN1_OCTET_STRING** const content = ::CMS_get0_content(theirs);
  if (content != nullptr && *content != nullptr) {
    CHECK(equal(ours.content(), {::ASN1_STRING_get0_data(*content),
                                 static_cast<std::size_t>(::ASN1_STRING_length(*content))}));
  }
}

// Every constructed element of indefinite length, every OCTET STRING in pieces of 5 octets.
Bytes as_ber(const der::Element& element) {
  const std::uint8_t identifier = element.whole[0];
  if (element.tag == der::kOctetString) {
    Bytes pieces;
    for (std::size_t at = 0; at < element.content.size(); at += 5) {
      const std::size_t size = std::min<std::size_t>(5, element.content.size() - at);
      pieces = join({pieces, octets(to_bytes(element.content.subspan(at, size)))});
    }
    return indefinite(0x24, {pieces});
  }
  if (!element.tag.constructed) {
    return to_bytes(element.whole);
  }
  Bytes inner;
  der::Reader reader(element);
  while (!reader.done()) {
    inner = join({inner, as_ber(*reader.next())});
  }
  return indefinite(identifier, {inner});
}

const Bytes kSha256 = seq({test::oid("2.16.840.1.101.3.4.2.1")});
const Bytes kRsa = seq({test::oid("1.2.840.113549.1.1.1"), {5, 0}});
const Bytes kSid = seq({seq({rdn("2.5.4.3", utf8("Root"))}), test::integer(7)});

Bytes attribute(const Oid& type, const Bytes& values) {
  return seq({test::oid(type), tlv(0x31, values)});
}
struct SignerParts {
  Bytes sid = kSid;
  Bytes digest = kSha256;
  Bytes signed_attributes;
  Bytes algorithm = kRsa;
  Bytes value = octets({1, 2, 3});
  Bytes unsigned_attributes;
};
Bytes build(const SignerParts& p) {
  return seq({test::integer(1), p.sid, p.digest, p.signed_attributes, p.algorithm, p.value,
              p.unsigned_attributes});
}
struct MessageParts {
  Oid type = pki::oid::kSignedData;
  Bytes version = test::integer(1);
  Bytes content = seq({test::oid(pki::oid::kData), tlv(0xa0, {octets({'a', 'b'})})});
  Bytes certificates;
  Bytes crls;
  Bytes signers = test::set({build(SignerParts{})});
};
Bytes build(const MessageParts& p) {
  return seq({test::oid(p.type), tlv(0xa0, {seq({p.version, test::set({kSha256}), p.content,
                                                 p.certificates, p.crls, p.signers})})});
}
pki::SignerInfo only_signer(const SignerParts& parts) {
  MessageParts message;
  message.signers = test::set({build(parts)});
  static std::vector<Bytes> kept;  // the views of what is returned
  kept.push_back(build(message));
  return read(kept.back()).signers().at(0);
}

}  // namespace

TEST_CASE("SignedData says what OpenSSL wrote", "[pki][cms]") {
  const std::vector<Signer> signers = [] {
    std::vector<Signer> list;
    list.push_back(make_signer("RSA", "0101"));
    list.push_back(make_signer("P-256", "0102"));
    return list;
  }();
  unsigned flags = 0;
  unsigned signer_flags = 0;
  SECTION("attached") {}
  SECTION("detached") { flags = CMS_DETACHED; }
  SECTION("by key identifier") { signer_flags = CMS_USE_KEYID; }
  SECTION("without signed attributes") { signer_flags = CMS_NOATTR; }
  SECTION("streamed as BER") { flags = CMS_STREAM; }
  const Bytes octets = sign(signers, flags, signer_flags);
  const SignedData data = read(octets);
  compare(data, openssl_cms(octets).get());
  CHECK(data.content_type() == pki::oid::kData);
  CHECK(data.detached() == (flags == CMS_DETACHED));
  CHECK(as_text(data.content()) == (data.detached() ? "" : kText));
  CHECK(data.digest_algorithms() == std::vector<DigestAlgorithm>{DigestAlgorithm::sha256});
  CHECK(data.certificates().size() == 2);
  CHECK(data.rest().empty());
  CHECK(data.whole().size() == octets.size());
  for (const Signer& signer : signers) {
    const pki::Certificate certificate =
        *pki::Certificate::from_der(der_of(signer.certificate.get()));
    const auto found = std::ranges::find_if(
        data.signers(), [&](const pki::SignerInfo& info) { return info.sid.names(certificate); });
    REQUIRE(found != data.signers().end());
    CHECK(std::ranges::count_if(data.signers(), [&](const pki::SignerInfo& info) {
            return info.sid.names(certificate);
          }) == 1);
    CHECK(found->digest == DigestAlgorithm::sha256);
    CHECK(found->signature_algorithm.digest == DigestAlgorithm::sha256);
    CHECK_FALSE(found->digest_disagrees);
    CHECK_FALSE(found->signed_attributes_sorted.has_value());
    CHECK(found->has_signed_attributes == (signer_flags != CMS_NOATTR));
    const ByteView message =
        found->has_signed_attributes ? ByteView(found->signed_attributes_der) : as_bytes(kText);
    CHECK(openssl_verifies(signer, "SHA2-256", message, found->signature));
    CHECK_FALSE(openssl_verifies(signer, "SHA2-256", message.subspan(1), found->signature));
  }
}

TEST_CASE("BER and DER of one message read alike", "[pki][cms]") {
  std::vector<Signer> signers;
  signers.push_back(make_signer("P-256", "0101"));
  const unsigned signer_flags = GENERATE(0U, static_cast<unsigned>(CMS_USE_KEYID));
  const Bytes der = sign(signers, 0, signer_flags);
  const Bytes ber = as_ber(*der::single(der, der::Rules::der, "message"));
  const SignedData from_der = read(der);
  const SignedData from_ber = read(ber);
  CHECK(equal(from_ber.content(), from_der.content()));
  CHECK(from_ber.certificates() == from_der.certificates());
  const pki::SignerInfo& left = from_ber.signers().at(0);
  const pki::SignerInfo& right = from_der.signers().at(0);
  CHECK(left.signed_attributes_der == right.signed_attributes_der);
  CHECK(left.signature == right.signature);
  CHECK(equal(left.sid.issuer, right.sid.issuer));
  CHECK(equal(left.sid.subject_key_id, right.sid.subject_key_id));
  CHECK(equal(left.digest_algorithm_der, right.digest_algorithm_der));
  CHECK(left.sid.names(from_der.certificates().at(0)));
  CHECK(left.signed_attributes.size() == right.signed_attributes.size());
  Bytes cut = ber;
  cut.pop_back();
  CHECK(refused(cut) == ErrorCode::malformed);
}

TEST_CASE("signed attributes are kept in their order and offered sorted too", "[pki][cms]") {
  const Bytes type = attribute(pki::oid::kContentType, test::oid(pki::oid::kData));
  const Bytes digest = attribute(pki::oid::kMessageDigest, octets(Bytes(32, 7)));
  SignerParts parts;
  parts.signed_attributes = tlv(0xa0, {type, digest});
  const pki::SignerInfo sorted = only_signer(parts);
  CHECK(sorted.signed_attributes_der == test::set({type, digest}));
  CHECK_FALSE(sorted.signed_attributes_sorted.has_value());
  parts.signed_attributes = tlv(0xa0, {digest, type});
  const pki::SignerInfo unsorted = only_signer(parts);
  CHECK(unsorted.signed_attributes_der == test::set({digest, type}));
  CHECK(unsorted.signed_attributes_sorted == test::set({type, digest}));
  parts.signed_attributes = indefinite(0xa0, {digest, type});
  CHECK(only_signer(parts).signed_attributes_der == test::set({digest, type}));
  parts.signed_attributes = tlv(0xa0, Bytes{});
  CHECK(only_signer(parts).has_signed_attributes);
  CHECK(only_signer(parts).signed_attributes_der == Bytes{0x31, 0});
}

TEST_CASE("attributes are found by type with all their values", "[pki][cms]") {
  SignerParts parts;
  parts.signed_attributes =
      tlv(0xa0, {attribute(pki::oid::kSigningTime, join({text(0x17, "250101000000Z"), {5, 0}})),
                 attribute(pki::oid::kSigningTime, {}), attribute(Oid("1.2.3"), {5, 0})});
  parts.unsigned_attributes = tlv(0xa1, {attribute(Oid("1.2.4"), {5, 0})});
  const pki::SignerInfo signer = only_signer(parts);
  const auto times = signer.signed_attribute(pki::oid::kSigningTime);
  REQUIRE(times.size() == 2);
  CHECK(times[0]->values.size() == 2);
  CHECK(times[1]->values.empty());
  CHECK(to_hex(signer.unsigned_attribute(Oid("1.2.4")).at(0)->values.at(0)) == "0500");
  CHECK(signer.signed_attribute(Oid("1.2.4")).empty());
  CHECK(signer.unsigned_attribute(Oid("1.2.3")).empty());
}

TEST_CASE("the digest of a bare key algorithm is digestAlgorithm's and others must agree",
          "[pki][cms]") {
  struct Row {
    const char* digest;
    Bytes algorithm;
    SignatureScheme scheme;
    DigestAlgorithm expected;
    bool disagrees;
  };
  const auto alg = [](std::string_view id) { return seq({test::oid(id)}); };
  const auto null_alg = [](std::string_view id) { return seq({test::oid(id), {5, 0}}); };
  const char* const sha256 = "2.16.840.1.101.3.4.2.1";
  const char* const sha1 = "1.3.14.3.2.26";
  const Bytes pss = seq(
      {test::oid("1.2.840.113549.1.1.10"),
       seq({tlv(0xa0, {kSha256}), tlv(0xa1, {seq({test::oid("1.2.840.113549.1.1.8"), kSha256})}),
            tlv(0xa2, {test::integer(32)})})});
  const Row row = GENERATE_COPY(
      Row{sha256, kRsa, SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha256, false},
      Row{sha1, kRsa, SignatureScheme::rsa_pkcs1, DigestAlgorithm::sha1, false},
      Row{sha256, alg("1.2.840.10045.2.1"), SignatureScheme::ecdsa, DigestAlgorithm::sha256, false},
      Row{sha256, alg("1.2.840.10045.4.3.2"), SignatureScheme::ecdsa, DigestAlgorithm::sha256,
          false},
      Row{sha1, alg("1.2.840.10045.4.3.2"), SignatureScheme::ecdsa, DigestAlgorithm::sha256, true},
      Row{sha256, null_alg("1.2.840.113549.1.1.13"), SignatureScheme::rsa_pkcs1,
          DigestAlgorithm::sha512, true},
      Row{sha256, pss, SignatureScheme::rsa_pss, DigestAlgorithm::sha256, false},
      Row{sha1, pss, SignatureScheme::rsa_pss, DigestAlgorithm::sha256, true},
      Row{"1.2.643.7.1.1.2.2", alg("1.2.643.7.1.1.1.1"), SignatureScheme::gost_r_3410_2012,
          DigestAlgorithm::streebog256, false},
      Row{"1.2.643.7.1.1.2.3", alg("1.2.643.7.1.1.3.2"), SignatureScheme::gost_r_3410_2012,
          DigestAlgorithm::streebog256, true},
      Row{"1.2.156.10197.1.401", alg("1.2.156.10197.1.301.1"), SignatureScheme::sm2,
          DigestAlgorithm::sm3, false},
      Row{"1.2.3.4", kRsa, SignatureScheme::rsa_pkcs1, DigestAlgorithm::unknown, false},
      Row{"1.2.3.4", alg("1.2.840.10045.4.3.2"), SignatureScheme::ecdsa, DigestAlgorithm::sha256,
          true},
      Row{sha256, alg("1.3.101.112"), SignatureScheme::eddsa, DigestAlgorithm::unknown, false},
      Row{sha256, alg("1.2.3.5"), SignatureScheme::unknown, DigestAlgorithm::unknown, false});
  SignerParts parts;
  parts.digest = alg(row.digest);
  parts.algorithm = row.algorithm;
  const pki::SignerInfo signer = only_signer(parts);
  CAPTURE(row.digest, signer.signature_algorithm.identifier);
  CHECK(signer.digest_identifier == row.digest);
  CHECK(signer.signature_algorithm.scheme == row.scheme);
  CHECK(signer.signature_algorithm.digest == row.expected);
  CHECK(signer.digest_disagrees == row.disagrees);
}

TEST_CASE("PKCS7 content of any type is read without its identifier and length", "[pki][cms]") {
  MessageParts parts;
  const Bytes list = seq({test::integer(5)});
  parts.content = seq({test::oid(pki::oid::kMsTrustList), tlv(0xa0, {list})});
  CHECK(to_hex(read(build(parts)).content()) == "020105");
  parts.version = test::integer(3);  // RFC 5652: an OCTET STRING
  CHECK(refused(build(parts)) == ErrorCode::malformed);
  parts.version = test::integer(1);
  parts.content = seq({test::oid(pki::oid::kData), tlv(0xa0, {list})});
  CHECK(refused(build(parts)) == ErrorCode::malformed);
}

TEST_CASE("other content types are unsupported and the Chinese one is not", "[pki][cms]") {
  MessageParts parts;
  parts.type = pki::oid::kGmSignedData;
  parts.content = seq({test::oid(pki::oid::kGmData), tlv(0xa0, {octets({'a'})})});
  const Bytes chinese = build(parts);
  CHECK(as_text(read(chinese).content()) == "a");
  CHECK(read(chinese).content_type() == pki::oid::kGmData);
  parts.type = GENERATE(pki::oid::kEnvelopedData, pki::oid::kGmEnvelopedData, pki::oid::kData);
  CHECK(refused(build(parts)) == ErrorCode::unsupported);
}

TEST_CASE("certificates and revocation data are sorted by kind", "[pki][cms]") {
  const KeyPtr key = make_key();
  const X509Ptr x = make_certificate({}, key.get(), key.get());
  const Bytes certificate = der_of(x.get());
  const Bytes response = seq({tlv(0x0a, Bytes{6})});
  const Bytes crl = seq({test::integer(1)});
  MessageParts parts;
  parts.certificates = tlv(0xa0, {certificate, tlv(0xa1, {test::integer(1)}), seq({}),
                                  as_ber(*der::single(certificate, der::Rules::der, "x"))});
  parts.crls = tlv(
      0xa1, {crl, tlv(0xa1, {test::oid(pki::oid::kRevocationInfoOcsp), response}),
             tlv(0xa1, {test::oid(pki::oid::kOcspBasic), seq({})}),
             tlv(0xa1, {test::oid(pki::oid::kRevocationInfoScvp), seq({})}), tlv(0xa2, {seq({})})});
  const Bytes octets = build(parts);
  const SignedData data = read(octets);
  // A certificate written as BER is rewritten as the DER that was signed.
  REQUIRE(data.certificates().size() == 2);
  CHECK(data.certificates()[0] == data.certificates()[1]);
  CHECK(data.unreadable_certificates() == 1);
  CHECK(data.other_certificates() == 1);
  REQUIRE(data.crls().size() == 1);
  CHECK(equal(data.crls()[0], crl));
  REQUIRE(data.ocsp_responses().size() == 2);
  CHECK(equal(data.ocsp_responses()[0], response));
  CHECK(data.unreadable_revocations() == 2);
}

TEST_CASE("a message without signers carries certificates", "[pki][cms]") {
  MessageParts parts;
  parts.content = seq({test::oid(pki::oid::kData)});
  parts.signers = test::set({});
  const Bytes octets = build(parts);
  CHECK(read(octets).signers().empty());
  CHECK(read(octets).detached());
  CHECK(read(octets).content().empty());
}

TEST_CASE("octets behind the message are counted", "[pki][cms]") {
  Bytes octets = build(MessageParts{});
  const std::size_t size = octets.size();
  octets.resize(size + 5);
  const SignedData data = read(octets);
  CHECK(data.rest().size() == 5);
  CHECK(data.whole().size() == size);
}

TEST_CASE("a signer is named by issuer and serial or by key, never by half", "[pki][cms]") {
  const KeyPtr key = make_key();
  Wanted509 wanted;
  wanted.serial_hex = "07";
  wanted.issuer = {{"CN", "Root"}};
  wanted.extensions = {{"subjectKeyIdentifier", "0A0B"}};
  const X509Ptr x = make_certificate(wanted, key.get(), key.get());
  const pki::Certificate certificate = *pki::Certificate::from_der(der_of(x.get()));
  const auto names = [&certificate](const Bytes& sid) {
    SignerParts parts;
    parts.sid = sid;
    return only_signer(parts).sid.names(certificate);
  };
  const auto by_issuer = [](std::string_view issuer, std::uint8_t serial) {
    return seq({seq({rdn("2.5.4.3", printable(issuer))}), test::integer(serial)});
  };
  CHECK(names(kSid));
  CHECK(names(by_issuer("ROOT", 7)));
  CHECK_FALSE(names(by_issuer("Root", 8)));
  CHECK_FALSE(names(by_issuer("Roof", 7)));
  CHECK(names(tlv(0x80, Bytes{0x0a, 0x0b})));
  CHECK(names(tlv(0xa0, {octets({0x0a}), octets({0x0b})})));
  CHECK_FALSE(names(tlv(0x80, Bytes{0x0a, 0x0c})));
  CHECK_FALSE(names(tlv(0x80, Bytes{0x0a})));
  CHECK_FALSE(names(tlv(0x80, Bytes{})));
}

TEST_CASE("a countersignature is a SignerInfo of its own", "[pki][cms]") {
  Budget budget;
  const Bytes octets = build(SignerParts{});
  const auto signer = SignedData::counter_signature(octets, budget);
  REQUIRE(signer.ok());
  CHECK(signer->digest == DigestAlgorithm::sha256);
  CHECK(equal(signer->whole, octets));
  CHECK(SignedData::counter_signature(ByteView(octets).first(octets.size() - 1), budget)
            .error()
            .code == ErrorCode::malformed);
  CHECK(SignedData::counter_signature(test::integer(1), budget).error().code ==
        ErrorCode::malformed);
}

TEST_CASE("what is no SignedData is malformed", "[pki][cms]") {
  MessageParts parts;
  SECTION("no version") { parts.version = {}; }
  SECTION("no signerInfos") { parts.signers = {}; }
  SECTION("revocation data before certificates") {
    parts.certificates = tlv(0xa1, Bytes{});
    parts.crls = tlv(0xa0, Bytes{});
  }
  SECTION("a signer that is no SEQUENCE") { parts.signers = test::set({test::integer(1)}); }
  SECTION("two contents") {
    parts.content = seq({test::oid(pki::oid::kData), tlv(0xa0, {octets({1}), octets({2})})});
  }
  CHECK(refused(build(parts)) == ErrorCode::malformed);
  CHECK(refused({}) == ErrorCode::malformed);
}

TEST_CASE("a signer that cannot be read stands apart from those that can", "[pki][cms]") {
  SignerParts signer;
  SECTION("without value") { signer.value = {}; }
  SECTION("with a tail") { signer.unsigned_attributes = test::integer(1); }
  SECTION("an attribute without SET") {
    signer.signed_attributes = tlv(0xa0, {seq({test::oid(pki::oid::kContentType)})});
  }
  const Bytes broken = build(signer);
  MessageParts parts;
  parts.signers = test::set({build(SignerParts{}), broken});
  const Bytes message = build(parts);
  const SignedData data = read(message);
  CHECK(data.signers().size() == 1);
  REQUIRE(data.broken_signers().size() == 1);
  CHECK(to_hex(data.broken_signers()[0].whole) == to_hex(broken));
  CHECK_FALSE(data.broken_signers()[0].problem.empty());
  CHECK(data.broken_signers()[0].readable_before <= 1);
}

TEST_CASE("reading a message spends from the budget", "[pki][cms]") {
  const Bytes octets = build(MessageParts{});
  Budget budget;
  budget.lower(Cost::der_elements, 1);
  CHECK(SignedData::from_ber(octets, budget).error().code == ErrorCode::limit_exceeded);
  budget = Budget();
  budget.lower(Cost::der_elements, 2);  // one digest algorithm, one signer
  CHECK(SignedData::from_ber(octets, budget).ok());
}

TEST_CASE("a changed or cut octet never gives another signer than OpenSSL reads", "[pki][cms]") {
  std::vector<Signer> signers;
  signers.push_back(make_signer("P-256", "0101"));
  const unsigned flags = GENERATE(0U, static_cast<unsigned>(CMS_STREAM));
  const Bytes original = sign(signers, flags);
  std::size_t both = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    Budget budget;
    CHECK_FALSE(SignedData::from_ber(ByteView(original).first(i), budget).ok());
    for (const int change : {0x01, 0x20, 0x80}) {
      Bytes changed = original;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      const auto ours = SignedData::from_ber(changed, budget);
      const CmsPtr theirs = openssl_cms(changed);
      if (ours.ok() && ours->broken_signers().empty() && theirs) {
        CAPTURE(i, change);
        compare(*ours, theirs.get());
        ++both;
      }
    }
  }
  CHECK(both > original.size());
}

TEST_CASE("every CMS file of the corpus reads as OpenSSL reads it", "[pki][cms][corpus]") {
  const auto root = corpus();
  if (!root) {
    return;
  }
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*root)) {
    const std::string suffix = entry.path().extension().string();
    if (suffix != ".p7m" && suffix != ".p7s" && suffix != ".p7b" && suffix != ".p7c" &&
        suffix != ".tst" && suffix != ".cms" && suffix != ".sig") {
      continue;
    }
    const Bytes octets = read_file(entry.path());
    if (const CmsPtr theirs = openssl_cms(octets)) {
      CAPTURE(entry.path());
      compare(read(octets), theirs.get());
      ++count;
    }
  }
  CHECK(count > 100);
}
