#include "validators/pki/crl.h"

#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <ctime>
#include <filesystem>

#include "tests/support/corpus.h"
#include "tests/validators/pki/der_builder.h"
#include "tests/validators/pki/openssl_pki.h"

using namespace senim;
using namespace senim::test;
using pki::Crl;

namespace {

using CrlPtr = std::unique_ptr<::X509_CRL, Freed<::X509_CRL, ::X509_CRL_free>>;

Bytes extension(std::string_view id, const Bytes& value) {
  return seq({test::oid(id), octets(value)});
}

struct Parts {
  Bytes version = test::integer(1);
  Bytes algorithm = seq({test::oid("1.2.840.10045.4.3.2")});
  Bytes issuer = seq({rdn("2.5.4.3", utf8("Issuer"))});
  Bytes this_update = text(0x17, "260101000000Z");
  Bytes next_update = text(0x17, "260201000000Z");
  Bytes revoked;
  Bytes extensions;
  Bytes signature = bits({9, 9});
  Bytes behind;
};
Bytes build(const Parts& p) {
  return seq({seq({p.version, p.algorithm, p.issuer, p.this_update, p.next_update, p.revoked,
                   p.extensions}),
              p.algorithm, p.signature, p.behind});
}
Crl read(const Bytes& octets) {
  const auto crl = Crl::from_der(octets);
  INFO((crl.ok() ? "" : crl.error().message));
  REQUIRE(crl.ok());
  return *crl;
}

UtcTime openssl_time(const ::ASN1_TIME* time) {
  std::tm broken{};
  REQUIRE(::ASN1_TIME_to_tm(time, &broken) == 1);
  return *make_utc(broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday, broken.tm_hour,
                   broken.tm_min, broken.tm_sec);
}

CrlPtr openssl_crl(ByteView octets) {
  const std::uint8_t* end = octets.data();
  CrlPtr crl(::d2i_X509_CRL(nullptr, &end, static_cast<long>(octets.size())));
  return end == octets.data() + octets.size() ? std::move(crl) : nullptr;
}

void compare(const Crl& ours, ::X509_CRL* theirs) {
  CHECK(ours.version() == ::X509_CRL_get_version(theirs) + 1);
  CHECK(ours.this_update() == openssl_time(::X509_CRL_get0_lastUpdate(theirs)));
  const ::ASN1_TIME* const next_update = ::X509_CRL_get0_nextUpdate(theirs);
  REQUIRE(ours.next_update().has_value() == (next_update != nullptr));
  if (next_update != nullptr) {
    CHECK(*ours.next_update() == openssl_time(next_update));
  }
  CHECK(static_cast<int>(ours.extensions().size()) == ::X509_CRL_get_ext_count(theirs));
  const STACK_OF(X509_REVOKED)* const revoked = ::X509_CRL_get_REVOKED(theirs);
  pki::CrlEntries entries = ours.entries();
  for (int i = 0; i < sk_X509_REVOKED_num(revoked); ++i) {
    const ::X509_REVOKED* const entry = sk_X509_REVOKED_value(revoked, i);
    const auto mine = entries.next();
    REQUIRE(mine.ok());
    REQUIRE(mine->has_value());
    if ((*mine)->revoked != openssl_time(::X509_REVOKED_get0_revocationDate(entry))) {
      FAIL("another revocation date");
    }
    const ::ASN1_INTEGER* const serial = ::X509_REVOKED_get0_serialNumber(entry);
    const auto digits = static_cast<std::size_t>(::ASN1_STRING_length(serial));
    const ByteView number{::ASN1_STRING_get0_data(serial), digits};
    if ((*mine)->serial[0] < 0x80 &&
        !equal((*mine)->serial.last(std::min(digits, (*mine)->serial.size())), number)) {
      FAIL("another serial number");
    }
    REQUIRE(static_cast<int>((*mine)->extensions.size()) == ::X509_REVOKED_get_ext_count(entry));
  }
  CHECK_FALSE(entries.next()->has_value());
}

}  // namespace

TEST_CASE("a CRL says what OpenSSL wrote", "[pki][crl]") {
  const KeyPtr key = make_key();
  const CrlPtr crl(::X509_CRL_new());
  ::X509_CRL* const c = crl.get();
  ::X509_CRL_set_version(c, 1);
  const X509Ptr issuer = make_certificate({}, key.get(), key.get());
  ::X509_CRL_set_issuer_name(c, ::X509_get_issuer_name(issuer.get()));
  ::X509_CRL_set1_lastUpdate(c, ::X509_get0_notBefore(issuer.get()));
  ::X509_CRL_set1_nextUpdate(c, ::X509_get0_notAfter(issuer.get()));
  for (const int number : {5, 500}) {
    ::X509_REVOKED* const entry = ::X509_REVOKED_new();
    ::ASN1_INTEGER* const serial = ::ASN1_INTEGER_new();
    ::ASN1_INTEGER_set(serial, number);
    ::X509_REVOKED_set_serialNumber(entry, serial);
    ::ASN1_INTEGER_free(serial);
    ::X509_REVOKED_set_revocationDate(entry, ::X509_getm_notBefore(issuer.get()));
    if (number == 500) {
      ::ASN1_ENUMERATED* const reason = ::ASN1_ENUMERATED_new();
      ::ASN1_ENUMERATED_set(reason, 1);
      ::X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0);
      ::ASN1_ENUMERATED_free(reason);
    }
    ::X509_CRL_add0_revoked(c, entry);
  }
  REQUIRE(::X509_CRL_sign(c, key.get(), ::EVP_sha256()) > 0);
  Bytes octets(static_cast<std::size_t>(::i2d_X509_CRL(c, nullptr)));
  std::uint8_t* end = octets.data();
  ::i2d_X509_CRL(c, &end);
  const Crl ours = read(octets);
  compare(ours, c);
  CHECK(ours.issuer().text() == "CN=Root,C=KZ");
  CHECK(ours.has_entries());
  pki::CrlEntries entries = ours.entries();
  const auto first = *entries.next();
  CHECK(to_hex(first->serial) == "05");
  CHECK_FALSE(first->reason()->has_value());
  const auto second = *entries.next();
  CHECK(to_hex(second->serial) == "01f4");
  CHECK(second->reason()->value() == pki::RevocationReason::key_compromise);
  const std::unique_ptr<::EVP_MD_CTX, Freed<::EVP_MD_CTX, ::EVP_MD_CTX_free>> context(
      ::EVP_MD_CTX_new());
  REQUIRE(::EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, key.get(),
                                    nullptr) == 1);
  CHECK(::EVP_DigestVerify(context.get(), ours.signature_value().data(),
                           ours.signature_value().size(), ours.tbs().data(),
                           ours.tbs().size()) == 1);
}

TEST_CASE("extensions of a CRL and of its entries are decoded", "[pki][crl]") {
  Parts parts;
  parts.extensions =
      tlv(0xa0, {seq({extension("2.5.29.20", tlv(0x02, Bytes{0x01, 0x02})),
                      extension("2.5.29.27", test::integer(9)),
                      extension("2.5.29.28", seq({tlv(0xa0, {tlv(0xa0, {text(0x86, "http://a/")})}),
                                                  tlv(0x82, Bytes{0xff}), tlv(0x83, Bytes{1, 0x40}),
                                                  tlv(0x84, Bytes{0xff})})),
                      extension("2.5.29.35", seq({tlv(0x80, Bytes{1, 2})})),
                      extension("2.5.29.60", text(0x18, "20200101000000Z"))})});
  const Bytes directory = seq({tlv(0xa4, {seq({rdn("2.5.4.3", utf8("Other"))})})});
  parts.revoked = seq({seq({test::integer(3), text(0x17, "251231000000Z"),
                            seq({extension("2.5.29.21", tlv(0x0a, Bytes{6})),
                                 extension("2.5.29.24", text(0x18, "20251201000000Z")),
                                 extension("2.5.29.29", directory)})})});
  const Bytes octets = build(parts);
  const Crl crl = read(octets);
  CHECK(to_hex(crl.number()->value()) == "0102");
  CHECK(to_hex(crl.base_number()->value()) == "09");
  const auto point = crl.issuing_distribution_point()->value();
  CHECK(as_text(point.full_name.at(0).value) == "http://a/");
  CHECK_FALSE(point.only_user_certificates);
  CHECK(point.only_ca_certificates);
  CHECK(point.only_some_reasons == 0x02);  // keyCompromise
  CHECK(point.indirect);
  CHECK(to_hex(crl.authority_key_identifier()->value().key_id) == "0102");
  CHECK(crl.expired_certificates_since()->value() == *make_utc(2020, 1, 1, 0, 0, 0));
  CHECK_FALSE(crl.freshest_crl()->has_value());
  const auto entry = *crl.entries().next();
  CHECK(entry->reason()->value() == pki::RevocationReason::certificate_hold);
  CHECK(entry->invalidity_date()->value() == *make_utc(2025, 12, 1, 0, 0, 0));
  CHECK(pki::Name(entry->certificate_issuer()->value().at(0).value).text() == "CN=Other");
}

TEST_CASE("a reason that is none is malformed and never taken as another", "[pki][crl]") {
  const std::uint8_t code = GENERATE(std::uint8_t{7}, std::uint8_t{11}, std::uint8_t{0xff});
  Parts parts;
  parts.revoked = seq({seq({test::integer(3), text(0x17, "251231000000Z"),
                            seq({extension("2.5.29.21", tlv(0x0a, Bytes{code}))})})});
  const Bytes octets = build(parts);
  CHECK(read(octets).entries().next()->value().reason().error().code == ErrorCode::malformed);
}

TEST_CASE("version 1, no next update and no entries are read", "[pki][crl]") {
  Parts parts;
  parts.version = {};
  parts.next_update = {};
  const Bytes octets = build(parts);
  const Crl crl = read(octets);
  CHECK(crl.version() == 1);
  CHECK_FALSE(crl.next_update().has_value());
  CHECK_FALSE(crl.has_entries());
  CHECK_FALSE(crl.entries().next()->has_value());
  parts.revoked = seq({});
  const Bytes empty = build(parts);
  CHECK_FALSE(read(empty).entries().next()->has_value());
  CHECK(read(empty).has_empty_list());
  CHECK_FALSE(crl.has_empty_list());
}

TEST_CASE("what is no CRL is refused", "[pki][crl]") {
  Parts parts;
  ErrorCode code = ErrorCode::malformed;
  SECTION("something behind") { parts.behind = test::integer(1); }
  SECTION("no time") { parts.this_update = {}, parts.next_update = {}; }
  SECTION("signature of seven bits") { parts.signature = tlv(0x03, Bytes{1, 0x80}); }
  SECTION("an extension twice") {
    parts.extensions = tlv(0xa0, {seq({extension("1.2.3", {5, 0}), extension("1.2.3", {5, 0})})});
  }
  SECTION("version 1 in words") { parts.version = test::integer(0); }
  SECTION("extensions in version 1") {
    parts.version = {};
    parts.extensions = tlv(0xa0, {seq({extension("1.2.3", {5, 0})})});
  }
  SECTION("version 3") { parts.version = test::integer(2), code = ErrorCode::unsupported; }
  CHECK(Crl::from_der(build(parts)).error().code == code);
}

TEST_CASE("a damaged entry ends the reading with an error", "[pki][crl]") {
  const Bytes good = seq({test::integer(3), text(0x17, "251231000000Z")});
  Parts parts;
  SECTION("no date") { parts.revoked = seq({good, seq({test::integer(4)})}); }
  SECTION("no serial number") {
    parts.revoked = seq({good, seq({{2, 0}, text(0x17, "251231000000Z")})});
  }
  SECTION("extensions in version 1") {
    parts.version = {};
    parts.revoked = seq({good, seq({test::integer(4), text(0x17, "251231000000Z"),
                                    seq({extension("2.5.29.21", tlv(0x0a, Bytes{1}))})})});
  }
  SECTION("cut short") { parts.revoked = tlv(0x30, {good, Bytes{0x30, 0x20}}); }
  const Bytes octets = build(parts);
  pki::CrlEntries entries = read(octets).entries();
  CHECK(entries.next()->has_value());
  CHECK(entries.next().error().code == ErrorCode::malformed);
}

TEST_CASE("every CRL file of the corpus reads as OpenSSL reads it", "[pki][crl][corpus]") {
  const auto root = corpus();
  if (!root) {
    return;
  }
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*root)) {
    if (entry.path().extension() != ".crl") {
      continue;
    }
    const Bytes octets = read_file(entry.path());
    const CrlPtr theirs = openssl_crl(octets);
    if (!theirs) {
      continue;
    }
    CAPTURE(entry.path());
    const ::ASN1_BIT_STRING* signature = nullptr;
    ::X509_CRL_get0_signature(theirs.get(), &signature, nullptr);
    if ((signature->flags & 7) != 0) {  // PKITS damages signatures so
      CHECK(Crl::from_der(octets).error().code == ErrorCode::malformed);
      continue;
    }
    compare(read(octets), theirs.get());
    ++count;
  }
  CHECK(count > 100);
}
