#include "validators/pki/certificate.h"

#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <thread>

#include "tests/support/corpus.h"
#include "tests/validators/pki/der_builder.h"
#include "tests/validators/pki/openssl_pki.h"
#include "validators/crypto/base64.h"
#include "validators/pki/oids.h"

using namespace senim;
using namespace senim::test;
using pki::Certificate;

namespace {

// A certificate by hand, for what no tool writes.
struct Parts {
  Bytes version = tlv(0xa0, {test::integer(2)});
  Bytes serial = tlv(0x02, Bytes{0x17});
  Bytes algorithm = seq({test::oid("1.2.840.10045.4.3.2")});
  Bytes issuer = seq({rdn("2.5.4.3", utf8("Issuer"))});
  Bytes validity = seq({text(0x17, "250101000000Z"), text(0x18, "20600101000000Z")});
  Bytes subject = seq({rdn("2.5.4.3", utf8("Subject"))});
  Bytes spki = seq({seq({test::oid("1.2.3.4.5")}), bits({1, 2, 3})});
  Bytes tail;
  Bytes outer_algorithm = seq({test::oid("1.2.840.10045.4.3.2")});
  Bytes signature = bits({9, 9});
  Bytes behind;
};
Bytes build(const Parts& p) {
  return seq(
      {seq({p.version, p.serial, p.algorithm, p.issuer, p.validity, p.subject, p.spki, p.tail}),
       p.outer_algorithm, p.signature, p.behind});
}
Bytes extension(std::string_view id, const Bytes& value, const Bytes& critical = {}) {
  return seq({test::oid(id), critical, octets(value)});
}
Bytes extensions_tail(std::initializer_list<Bytes> list) { return tlv(0xa3, {seq(list)}); }

Certificate read(const Bytes& der) {
  auto certificate = Certificate::from_der(der);
  INFO((certificate.ok() ? "" : certificate.error().message));
  REQUIRE(certificate.ok());
  return *certificate;
}
ErrorCode refused(const Parts& parts) {
  const auto certificate = Certificate::from_der(build(parts));
  REQUIRE_FALSE(certificate.ok());
  return certificate.error().code;
}

Bytes encoded(const ::X509_NAME* name) {
  std::uint8_t* octets = nullptr;
  const int size = ::i2d_X509_NAME(name, &octets);
  REQUIRE(size > 0);
  Bytes copy(octets, octets + size);
  ::OPENSSL_free(octets);
  return copy;
}

UtcTime openssl_time(const ::ASN1_TIME* time) {
  std::tm broken{};
  REQUIRE(::ASN1_TIME_to_tm(time, &broken) == 1);
  return *make_utc(broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday, broken.tm_hour,
                   broken.tm_min, broken.tm_sec);
}

void compare_extensions(const Certificate& ours, const ::X509* theirs) {
  REQUIRE(static_cast<int>(ours.extensions().size()) == ::X509_get_ext_count(theirs));
  for (int i = 0; i < ::X509_get_ext_count(theirs); ++i) {
    ::X509_EXTENSION* const extension = ::X509_get_ext(theirs, i);
    const pki::Extension& mine = ours.extensions()[static_cast<std::size_t>(i)];
    const ::ASN1_OCTET_STRING* const value = ::X509_EXTENSION_get_data(extension);
    CHECK(mine.critical == (::X509_EXTENSION_get_critical(extension) == 1));
    CHECK(equal(mine.value, {::ASN1_STRING_get0_data(value),
                             static_cast<std::size_t>(::ASN1_STRING_length(value))}));
    const ::ASN1_OBJECT* const id = ::X509_EXTENSION_get_object(extension);
    CHECK(equal(mine.id.content(), {::OBJ_get0_data(id), ::OBJ_length(id)}));
  }
}

bool has_unused_bits(ByteView spki) {
  const auto outer = der::single(spki, der::Rules::der, "SubjectPublicKeyInfo");
  der::Reader fields(*outer);
  REQUIRE(fields.next().ok());
  return fields.expect(der::kBitString, "subjectPublicKey")->content[0] != 0;
}

// Every field that both know.
void compare(const Certificate& ours, ::X509* theirs) {
  CHECK(ours.version() == ::X509_get_version(theirs) + 1);
  CHECK(equal(ours.issuer().der(), encoded(::X509_get_issuer_name(theirs))));
  CHECK(equal(ours.subject().der(), encoded(::X509_get_subject_name(theirs))));
  CHECK(ours.not_before() == openssl_time(::X509_get0_notBefore(theirs)));
  CHECK(ours.not_after() == openssl_time(::X509_get0_notAfter(theirs)));
  std::uint8_t* tbs = nullptr;
  const int tbs_size = ::i2d_re_X509_tbs(theirs, &tbs);
  CHECK(tbs_size == static_cast<int>(ours.tbs().size()));
  ::OPENSSL_free(tbs);
  const ::ASN1_BIT_STRING* signature = nullptr;
  const ::X509_ALGOR* algorithm = nullptr;
  ::X509_get0_signature(&signature, &algorithm, theirs);
  // Not whole octets: no signature value for us, none that OpenSSL would verify.
  const bool whole_octets = (signature->flags & 7) == 0;
  CHECK(equal(ours.signature_value(),
              {::ASN1_STRING_get0_data(signature),
               static_cast<std::size_t>(whole_octets ? ::ASN1_STRING_length(signature) : 0)}));
  std::uint8_t* spki = nullptr;
  const int spki_size = ::i2d_X509_PUBKEY(::X509_get_X509_PUBKEY(theirs), &spki);
  // OpenSSL writes it anew and clears unused bits.
  CHECK((has_unused_bits(ours.spki()) ||
         equal(ours.spki(), {spki, static_cast<std::size_t>(spki_size)})));
  ::OPENSSL_free(spki);
  compare_extensions(ours, theirs);
}

const std::vector<std::pair<std::string, std::string>> kManyExtensions = {
    {"basicConstraints", "critical,CA:TRUE,pathlen:3"},
    {"keyUsage", "critical,keyCertSign,cRLSign,nonRepudiation"},
    {"extendedKeyUsage", "OCSPSigning,timeStamping"},
    {"subjectKeyIdentifier", "0102030405"},
    {"subjectAltName", "DNS:example.org,email:a@example.org,URI:http://example.org/,IP:10.0.0.1"},
    {"nameConstraints", "permitted;DNS:example.org,excluded;email:bad.org,excluded;DNS:x.org"},
    {"certificatePolicies", "1.2.3.4,2.5.29.32.0"},
    {"policyMappings", "1.2.3.4:1.2.3.5"},
    {"policyConstraints", "requireExplicitPolicy:2,inhibitPolicyMapping:0"},
    {"inhibitAnyPolicy", "7"},
    {"crlDistributionPoints", "URI:http://example.org/a.crl,URI:ldap://example.org/b"},
    {"freshestCRL", "URI:http://example.org/delta.crl"},
    {"authorityInfoAccess",
     "OCSP;URI:http://ocsp.example.org/,caIssuers;URI:http://example.org/ca.cer"}};

Certificate with(const std::vector<std::pair<std::string, std::string>>& extensions) {
  const KeyPtr key = make_key();
  Wanted509 wanted;
  wanted.extensions = extensions;
  const X509Ptr x = make_certificate(wanted, key.get(), key.get());
  return read(der_of(x.get()));
}

}  // namespace

TEST_CASE("a certificate says what OpenSSL reads in it", "[pki][certificate]") {
  const std::string kind = GENERATE("RSA", "P-256", "P-521", "brainpoolP256r1");
  CAPTURE(kind);
  const KeyPtr key = make_key(kind);
  Wanted509 wanted;
  SECTION("version 1") {}
  SECTION("version 3") { wanted.extensions = kManyExtensions; }
  SECTION("a long life") {
    wanted.not_before = "19500101000000Z";
    wanted.not_after = "99991231235959Z";
  }
  const X509Ptr x = make_certificate(wanted, key.get(), key.get());
  const Bytes der = der_of(x.get());
  const Certificate certificate = read(der);
  compare(certificate, x.get());
  CHECK(equal(certificate.der(), der));
  CHECK(to_hex(certificate.serial()) == "0102030405");
  CHECK(certificate.fingerprint() == crypto::sha256(der));
  CHECK(equal(certificate.signature_algorithm(), certificate.tbs_signature_algorithm()));
  CHECK(certificate.issuer().text() == "CN=Root,C=KZ");
  CHECK_FALSE(certificate.self_issued());
}

TEST_CASE("extensions are decoded", "[pki][certificate]") {
  using Kind = pki::GeneralName::Kind;
  const Certificate c = with(kManyExtensions);
  const pki::BasicConstraints basic = c.basic_constraints()->value();
  CHECK(basic.ca);
  CHECK(basic.path_length == 3U);
  const pki::KeyUsages usage = c.key_usage()->value();
  CHECK(usage.has(pki::KeyUsage::key_cert_sign));
  CHECK(usage.has(pki::KeyUsage::crl_sign));
  CHECK(usage.has(pki::KeyUsage::non_repudiation));
  CHECK_FALSE(usage.has(pki::KeyUsage::digital_signature));
  CHECK(c.extended_key_usage()->value() ==
        std::vector<Oid>{pki::oid::kOcspSigning, pki::oid::kTimeStamping});
  CHECK(to_hex(c.subject_key_identifier()->value()) == "0102030405");
  const auto names = c.subject_alt_names()->value();
  REQUIRE(names.size() == 4);
  CHECK(names[0].kind == Kind::dns);
  CHECK(as_text(names[1].value) == "a@example.org");
  CHECK(names[2].kind == Kind::uri);
  CHECK(to_hex(names[3].value) == "0a000001");
  const auto constraints = c.name_constraints()->value();
  REQUIRE(constraints.permitted.size() == 1);
  REQUIRE(constraints.excluded.size() == 2);
  CHECK(constraints.excluded[0].base.kind == Kind::email);
  const auto policies = c.policies()->value();
  REQUIRE(policies.size() == 2);
  CHECK(policies[0].id == Oid("1.2.3.4"));
  CHECK(policies[1].id == pki::oid::kAnyPolicy);
  CHECK(c.policy_mappings()->value().at(0).subject_domain == Oid("1.2.3.5"));
  CHECK(c.policy_constraints()->value().require_explicit_policy == 2U);
  CHECK(c.policy_constraints()->value().inhibit_policy_mapping == 0U);
  CHECK(c.inhibit_any_policy()->value() == 7U);
  CHECK(c.freshest_crl()->value().size() == 1);
  CHECK(c.crl_urls() ==
        std::vector<std::string>{"http://example.org/a.crl", "ldap://example.org/b"});
  CHECK(c.ocsp_urls() == std::vector<std::string>{"http://ocsp.example.org/"});
  CHECK(c.issuer_urls() == std::vector<std::string>{"http://example.org/ca.cer"});
}

TEST_CASE("absent extensions are no value and no error", "[pki][certificate]") {
  const Certificate c = read(build({}));
  CHECK(c.extensions().empty());
  CHECK_FALSE(c.basic_constraints()->has_value());
  CHECK_FALSE(c.key_usage()->has_value());
  CHECK_FALSE(c.policies()->has_value());
  CHECK_FALSE(c.name_constraints()->has_value());
  CHECK(c.ocsp_urls().empty());
}

TEST_CASE("a damaged extension is an error where it is asked for and nowhere else",
          "[pki][certificate]") {
  Parts parts;
  parts.tail = extensions_tail({extension("2.5.29.19", seq({test::integer(1), test::integer(1)})),
                                extension("2.5.29.15", tlv(0x03, Bytes{1, 0x81})),
                                extension("2.5.29.36", seq({tlv(0x80, Bytes{0xff})})),
                                extension("2.5.29.37", seq({})), extension("2.5.29.32", seq({})),
                                extension("2.5.29.14", octets({1}))});
  const Certificate c = read(build(parts));
  CHECK(c.basic_constraints().error().code == ErrorCode::malformed);
  CHECK(c.key_usage().error().code == ErrorCode::malformed);           // unused bit set
  CHECK(c.policy_constraints().error().code == ErrorCode::malformed);  // negative
  CHECK(c.extended_key_usage().error().code == ErrorCode::malformed);
  CHECK(c.policies().error().code == ErrorCode::malformed);
  CHECK(c.subject_key_identifier().ok());
}

TEST_CASE("name constraints with a minimum or a maximum are refused as RFC 5280 wants",
          "[pki][certificate]") {
  const Bytes dns = text(0x82, "example.org");
  const auto constraints = [&dns](const Bytes& bounds) {
    Parts parts;
    parts.tail = extensions_tail({extension("2.5.29.30", seq({tlv(0xa0, {seq({dns, bounds})})}))});
    return read(build(parts)).name_constraints();
  };
  CHECK(constraints({}).ok());
  CHECK(constraints(tlv(0x80, Bytes{0})).ok());
  CHECK(constraints(tlv(0x80, Bytes{1})).error().code == ErrorCode::unsupported);
  CHECK(constraints(tlv(0x81, Bytes{1})).error().code == ErrorCode::unsupported);
}

TEST_CASE("name constraints say something", "[pki][certificate]") {
  const auto constraints = [](const Bytes& value) {
    Parts parts;
    parts.tail = extensions_tail({extension("2.5.29.30", value)});
    return read(build(parts)).name_constraints();
  };
  const Bytes tree = seq({text(0x82, "example.org")});
  CHECK(constraints(seq({tlv(0xa0, {tree})})).ok());
  CHECK(constraints(seq({tlv(0xa1, {tree})})).ok());
  CHECK(constraints(seq({})).error().code == ErrorCode::malformed);
  CHECK(constraints(seq({tlv(0xa0, {})})).error().code == ErrorCode::malformed);
  CHECK(constraints(seq({tlv(0xa1, {})})).error().code == ErrorCode::malformed);
}

TEST_CASE("the odd forms that name certificates in use are read as they are",
          "[pki][certificate]") {
  Parts parts;
  std::string serial = "17";
  SECTION("negative serial number") { parts.serial = tlv(0x02, Bytes{0x80}), serial = "80"; }
  SECTION("zero serial number") { parts.serial = tlv(0x02, Bytes{0}), serial = "00"; }
  SECTION("padded serial number") { parts.serial = tlv(0x02, Bytes{0, 1}), serial = "0001"; }
  SECTION("long serial number") {
    parts.serial = tlv(0x02, Bytes(40, 0x11));
    serial = to_hex(Bytes(40, 0x11));
  }
  SECTION("version v1 written out") { parts.version = tlv(0xa0, {test::integer(0)}); }
  SECTION("version left out") { parts.version = {}; }
  SECTION("empty issuer") { parts.issuer = seq({}); }
  SECTION("empty subject") { parts.subject = seq({}); }
  SECTION("GeneralizedTime before 2050") {
    parts.validity = seq({text(0x18, "20250101000000Z"), text(0x18, "20260101000000Z")});
  }
  SECTION("unique identifiers") {
    parts.tail = join({tlv(0x81, Bytes{0, 1}), tlv(0x82, Bytes{0, 2})});
  }
  SECTION("critical FALSE written out") {
    parts.tail = extensions_tail({extension("1.2.3", {5, 0}, tlv(0x01, Bytes{0}))});
  }
  SECTION("extensions in version 1") {
    parts.version = {};
    parts.tail = extensions_tail({extension("1.2.3", {5, 0})});
  }
  const Certificate c = read(build(parts));
  CHECK(to_hex(c.serial()) == serial);
  CHECK(c.not_before() == *make_utc(2025, 1, 1, 0, 0, 0));
  CHECK(equal(c.issuer().der(), parts.issuer));
  CHECK(equal(c.subject().der(), parts.subject));
}

TEST_CASE("what is no certificate is malformed", "[pki][certificate]") {
  Parts parts;
  SECTION("serial number without octets") { parts.serial = Bytes{0x02, 0x00}; }
  SECTION("no serial number") { parts.serial = {}; }
  SECTION("no signature") { parts.signature = {}; }
  SECTION("something behind the signature") { parts.behind = test::integer(1); }
  SECTION("something behind the extensions") {
    parts.tail = join({extensions_tail({extension("1.2.3", {5, 0})}), test::integer(1)});
  }
  SECTION("extensions before unique identifiers") {
    parts.tail = join({extensions_tail({extension("1.2.3", {5, 0})}), tlv(0x81, Bytes{0, 1})});
  }
  SECTION("an extension twice") {
    parts.tail = extensions_tail(
        {extension("1.2.3", {5, 0}), extension("1.2.4", {5, 0}), extension("1.2.3", {5, 0})});
  }
  SECTION("critical neither 00 nor FF") {
    parts.tail = extensions_tail({extension("1.2.3", {5, 0}, tlv(0x01, Bytes{1}))});
  }
  SECTION("extension value that is no OCTET STRING") {
    parts.tail = extensions_tail({seq({test::oid("1.2.3"), utf8("x")})});
  }
  SECTION("UTCTime without seconds") {
    parts.validity = seq({text(0x17, "2501010000Z"), text(0x17, "260101000000Z")});
  }
  SECTION("a day that is none") {
    parts.validity = seq({text(0x17, "250230000000Z"), text(0x17, "260101000000Z")});
  }
  SECTION("local time") {
    parts.validity = seq({text(0x17, "250101000000+0500"), text(0x17, "260101000000Z")});
  }
  SECTION("one time") { parts.validity = seq({text(0x17, "250101000000Z")}); }
  SECTION("indefinite length") { parts.validity = indefinite(0x30, {parts.validity}); }
  SECTION("subject that is a SET") { parts.subject = test::set({}); }
  CHECK(refused(parts) == ErrorCode::malformed);
}

TEST_CASE("a version past 3 is unsupported and too many extensions are a limit",
          "[pki][certificate]") {
  Parts parts;
  parts.version = tlv(0xa0, {test::integer(3)});
  CHECK(refused(parts) == ErrorCode::unsupported);
  const auto many = [](std::size_t count) {
    Bytes list;
    for (std::size_t i = 0; i < count; ++i) {
      list = join({list, extension("1.2." + std::to_string(i), {5, 0})});
    }
    Parts crowded;
    crowded.tail = tlv(0xa3, {tlv(0x30, list)});
    return crowded;
  };
  CHECK(read(build(many(pki::kMaxExtensions))).extensions().size() == 128);
  CHECK(refused(many(pki::kMaxExtensions + 1)) == ErrorCode::limit_exceeded);
}

TEST_CASE("octets before or behind a certificate are malformed", "[pki][certificate]") {
  Bytes der = build({});
  CHECK(Certificate::from_der(der).ok());
  der.push_back(0);
  CHECK(Certificate::from_der(der).error().code == ErrorCode::malformed);
  CHECK(Certificate::from_der({}).error().code == ErrorCode::malformed);
}

TEST_CASE("a certificate whose key algorithm is unknown still parses", "[pki][certificate]") {
  const Certificate c = read(build({}));
  CHECK(c.subject().text() == "CN=Subject");
  const auto& key = c.key();
  CHECK(&key == &c.key());
  REQUIRE(key.ok());
  CHECK(key->family() == crypto::KeyFamily::unknown);
  CHECK(key->algorithm() == Oid("1.2.3.4.5"));
}

TEST_CASE("copies share one certificate and one decoded key", "[pki][certificate]") {
  const Certificate c = with({});
  const Certificate copy = c;
  CHECK(copy.der().data() == c.der().data());
  CHECK(copy == c);
  std::vector<std::thread> threads;
  std::array<const void*, 4> keys{};
  for (const void*& key : keys) {
    threads.emplace_back([&key, copy] { key = &copy.key(); });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(std::ranges::count(keys, keys[0]) == 4);
  REQUIRE(c.key().ok());
  CHECK(c.key()->family() == crypto::KeyFamily::ec);
}

TEST_CASE("a pool gives back the certificate it has seen", "[pki][certificate]") {
  Certificate::Pool pool(4);
  const auto numbered = [](std::uint8_t serial) {
    Parts parts;
    parts.serial = tlv(0x02, Bytes{serial});
    return build(parts);
  };
  const Certificate first = *Certificate::from_der(numbered(1), pool);
  CHECK(Certificate::from_der(numbered(1), pool)->der().data() == first.der().data());
  CHECK_FALSE(Certificate::from_der(numbered(2), pool).value() == first);
  CHECK(Certificate::from_der(Bytes{1}, pool).error().code == ErrorCode::malformed);
  for (std::uint8_t serial = 3; serial < 40; ++serial) {
    CHECK(Certificate::from_der(numbered(serial), pool).ok());
    // Used again and again, it stays.
    CHECK(Certificate::from_der(numbered(1), pool)->der().data() == first.der().data());
  }
  CHECK(pool.size() <= 6);
  CHECK(Certificate::from_der(numbered(5), pool)->serial()[0] == 5);
}

TEST_CASE("a certificate read elsewhere becomes the pool's copy of the same octets",
          "[pki][certificate]") {
  const auto numbered = [](std::uint8_t serial) {
    Parts parts;
    parts.serial = tlv(0x02, Bytes{serial});
    return build(parts);
  };
  Certificate::Pool measure;
  const Certificate measured = Certificate::from_der(numbered(1))->interned(measure);
  const std::size_t size = measure.memory();
  Certificate::Pool pool(100, 4 * size);
  const Certificate first = Certificate::from_der(numbered(1))->interned(pool);
  const Certificate again = Certificate::from_der(numbered(1))->interned(pool);
  CHECK(again == first);
  CHECK(again.der().data() == first.der().data());
  CHECK(&again.key() == &first.key());
  CHECK(&again.key_identity() == &first.key_identity());
  CHECK(&again.subject_attributes() == &first.subject_attributes());
  CHECK(again.subject_attributes() == again.subject().attributes());
  SECTION("one other octet is another certificate") {
    Bytes other = numbered(1);
    other.back() ^= 1;
    const Certificate changed = Certificate::from_der(other)->interned(pool);
    CHECK_FALSE(changed == first);
    CHECK(equal(changed.der(), other));
    CHECK(changed.der().data() != first.der().data());
  }
  SECTION("what is used again and again stays, and no more memory is held than allowed") {
    for (std::uint8_t serial = 2; serial < 100; ++serial) {
      const Certificate one = Certificate::from_der(numbered(serial))->interned(pool);
      CHECK(one.serial()[0] == serial);
      CHECK(Certificate::from_der(numbered(1))->interned(pool).der().data() == first.der().data());
      CHECK(pool.memory() <= 4 * size);
    }
    CHECK(pool.size() <= 4);
  }
  SECTION("what is not used is forgotten") {
    for (std::uint8_t serial = 2; serial < 8; ++serial) {
      CHECK(Certificate::from_der(numbered(serial))->interned(pool).serial()[0] == serial);
    }
    CHECK(Certificate::from_der(numbered(1))->interned(pool).der().data() != first.der().data());
  }
  SECTION("one that is larger than the pool is not held") {
    Certificate::Pool small(100, size);  // of which each generation has half
    const Certificate one = Certificate::from_der(numbered(7))->interned(small);
    CHECK(one.serial()[0] == 7);
    CHECK(small.size() == 0);
  }
  SECTION("one counts for what it takes once its name is decoded") {
    Parts parts;
    Bytes attributes;
    for (int i = 0; i < 3'000; ++i) {
      const Bytes one = seq({test::oid("2.5.4.0"), utf8("")});  // the smallest there is
      attributes.insert(attributes.end(), one.begin(), one.end());
    }
    parts.subject = seq({tlv(0x31, attributes)});
    Certificate::Pool large;
    const Certificate one = Certificate::from_der(build(parts))->interned(large);
    REQUIRE(one.subject_attributes().size() == 3'000);
    const std::size_t decoded =
        one.subject_attributes().capacity() * sizeof(one.subject_attributes().front());
    CHECK(large.memory() >= one.der().size() + decoded);
    Certificate::Pool smaller(100, 2 * large.memory() - 2);
    Certificate::Pool enough(100, 2 * large.memory());
    CHECK(one.interned(smaller) == one);
    CHECK(one.interned(enough) == one);
    CHECK(smaller.size() == 0);
    CHECK(enough.size() == 1);
  }
  SECTION("threads get one copy") {
    std::vector<const void*> copies(4);
    std::vector<std::thread> threads;
    for (const void*& copy : copies) {
      threads.emplace_back([&] {
        const Certificate own = Certificate::from_der(numbered(9))->interned(pool);
        copy = own.key().ok() ? own.der().data() : nullptr;
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    const Certificate kept = Certificate::from_der(numbered(9))->interned(pool);
    CHECK(copies == std::vector<const void*>(4, kept.key().ok() ? kept.der().data() : nullptr));
  }
}

TEST_CASE("a changed or cut octet never gives other fields than OpenSSL reads",
          "[pki][certificate]") {
  const KeyPtr key = make_key();
  Wanted509 wanted;
  wanted.extensions = {{"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "digitalSignature"}};
  const X509Ptr x = make_certificate(wanted, key.get(), key.get());
  const Bytes original = der_of(x.get());
  const Certificate untouched = read(original);
  std::size_t both = 0;
  for (std::size_t i = 0; i < original.size(); ++i) {
    CHECK_FALSE(Certificate::from_der(ByteView(original).first(i)).ok());
    for (const int change : {0x01, 0x20, 0x80, 0xff}) {
      Bytes changed = original;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      const auto ours = Certificate::from_der(changed);
      if (!ours.ok()) {
        continue;
      }
      CAPTURE(i, change);
      CHECK_FALSE(*ours == untouched);
      const ByteView at = untouched.der().subspan(i, 1);
      const bool in_names =
          lies_within(at, untouched.issuer().der()) || lies_within(at, untouched.subject().der());
      if (!in_names) {
        CHECK(equal(ours->issuer().der(), untouched.issuer().der()));
        CHECK(equal(ours->subject().der(), untouched.subject().der()));
      }
      if (const X509Ptr theirs = x509_of(changed)) {
        compare(*ours, theirs.get());
        ++both;
      }
    }
  }
  CHECK(both > original.size());
}

TEST_CASE("certificates are read from DER, base64, PEM and PKCS7", "[pki][certificate]") {
  const Bytes a = build({});
  Parts parts;
  parts.serial = tlv(0x02, Bytes{0x18});
  const Bytes b = build(parts);
  const auto pem = [](std::string_view label, const Bytes& der) {
    return "-----BEGIN " + std::string(label) + "-----\r\n" + crypto::to_base64(der) +
           "\n-----END " + std::string(label) + "-----\n";
  };
  const auto count = [](const auto& file) -> std::size_t {
    const auto all = pki::read_certificates(ByteView(to_bytes(file)));
    INFO((all.ok() ? "" : all.error().message));
    REQUIRE(all.ok());
    return all->size();
  };
  const Bytes pkcs7 =
      seq({test::oid(pki::oid::kSignedData),
           tlv(0xa0, {seq({test::integer(1), test::set({}), seq({test::oid(pki::oid::kData)}),
                           tlv(0xa0, {a, b}), test::set({})})})});
  CHECK(count(a) == 1);
  CHECK(count(std::string_view(crypto::to_base64(a))) == 1);
  CHECK(count(std::string_view("0 text\n" + pem("CERTIFICATE", a) + "between\n" +
                               pem("X509 CERTIFICATE", b) + pem("EC PRIVATE KEY", {1, 2}))) == 2);
  CHECK(count(std::string_view(pem("TRUSTED CERTIFICATE", join({a, seq({})})))) == 1);
  CHECK(count(pkcs7) == 2);
  CHECK(count(std::string_view(pem("PKCS7", pkcs7))) == 2);
  const auto code = [](std::string_view file) {
    return pki::read_certificates(as_bytes(file)).error().code;
  };
  CHECK(code(pem("EC PRIVATE KEY", {1, 2})) == ErrorCode::not_found);
  CHECK(code(pem("CERTIFICATE", join({a, seq({})}))) == ErrorCode::malformed);
  CHECK(code(pem("CERTIFICATE", a) + pem("CERTIFICATE", {0x30})) == ErrorCode::malformed);
  CHECK(code("-----BEGIN CERTIFICATE-----\nAAAA\n") == ErrorCode::malformed);
  CHECK(code("-----BEGIN CERTIFICATE") == ErrorCode::malformed);
  CHECK(code("") == ErrorCode::malformed);
}

TEST_CASE("every certificate file of the corpus reads as OpenSSL reads it",
          "[pki][certificate][corpus]") {
  const auto root = corpus();
  if (!root) {
    return;
  }
  std::size_t read_ones = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(*root)) {
    const std::string suffix = entry.path().extension().string();
    if (suffix != ".crt" && suffix != ".cer" && suffix != ".pem" && suffix != ".der") {
      continue;
    }
    CAPTURE(entry.path());
    const Bytes octets = read_file(entry.path());
    const auto certificates = pki::read_certificates(octets);
    if (!certificates.ok()) {  // keys, CRLs, other PEM
      CHECK(x509_of(octets) == nullptr);
      continue;
    }
    for (const Certificate& certificate : *certificates) {
      ++read_ones;
      if (const X509Ptr theirs = x509_of(certificate.der())) {
        compare(certificate, theirs.get());
      }
    }
  }
  CHECK(read_ones > 1000);
}

TEST_CASE("a signature value that is not whole octets is none", "[pki][certificate]") {
  Parts parts;
  parts.signature = tlv(0x03, Bytes{1, 0x4b, 0x46});
  CHECK(read(build(parts)).signature_value().empty());
  parts.signature = tlv(0x03, Bytes{0, 0x4b, 0x46});
  CHECK(read(build(parts)).signature_value().size() == 2);
  parts.signature = tlv(0x03, Bytes{1, 0x4b, 0x47});  // X.690 11.2.1: the unused bit is set
  CHECK(refused(parts) == ErrorCode::malformed);
}
